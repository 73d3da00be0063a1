"""Compiled wheels: the modules that pyproject.toml names, made into extensions by mypyc from the same source.

Off unless HATCH_BUILD_HOOKS_ENABLE=1 is set, as `make compiled` does. Where nothing can be compiled, as on a machine
without a C compiler, the wheel is pure Python and a warning says so.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

PACKAGE = "telegram_dump_parser"
SETUP = """
from mypyc.build import mypycify
from setuptools import setup

setup(name={package!r}, packages=[], ext_modules=mypycify({files!r}, group_name={package!r}, debug_level="0"))
"""
# Types are checked by `make types`; here mypy only reads them, and may lack the stubs of other packages.
MYPY = "[mypy]\nignore_missing_imports = True\nfollow_imports = silent\n"


class CustomBuildHook(BuildHookInterface):
    """Adds the compiled modules to a wheel, next to their sources."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile, and say what else goes into the wheel."""
        if version != "standard":  # an editable one is for changing the source
            return
        # In a folder of its own: what the compiler leaves behind is not to be packed, nor found by who imports.
        self.folder = Path(tempfile.mkdtemp())
        ignored = shutil.ignore_patterns("__pycache__", "*.so", "*.pyd")  # of an earlier build in place
        shutil.copytree(Path(self.root) / PACKAGE, self.folder / PACKAGE, ignore=ignored)
        (self.folder / "mypy.ini").write_text(MYPY)
        files = [f"{PACKAGE}/{module}.py" for module in self.config["modules"]]
        (self.folder / "setup.py").write_text(SETUP.format(package=PACKAGE, files=files))
        command = [sys.executable, "setup.py", "--quiet", "build_ext", "--inplace"]
        try:
            subprocess.run(command, cwd=self.folder, check=True)
        except (OSError, subprocess.CalledProcessError) as error:
            self.app.display_warning(f"nothing could be compiled ({error}); the wheel is pure Python")
            return
        # Those next to their sources, and the one that they share; not those in the compiler's own folder, build.
        for made in (*self.folder.glob("*__mypyc.*"), *(self.folder / PACKAGE).rglob("*")):
            if made.suffix in (".so", ".pyd"):
                build_data["force_include"][str(made)] = str(made.relative_to(self.folder))
        build_data["pure_python"] = False
        build_data["infer_tag"] = True

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Remove what was made on the way."""
        if version == "standard":
            shutil.rmtree(self.folder, ignore_errors=True)
