#!/usr/bin/env python3
"""Lay a copy of this tree with the compiled modules of a wheel, to test them: compiled_tree.py WHEEL FOLDER.

The tests import the package from the tree that they are in, so a copy of it gets what the wheel has.
"""

from __future__ import annotations

import shutil
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
# What no test needs: environments, and what was made by earlier runs.
LEFT_OUT = shutil.ignore_patterns(
    ".git", ".venv", "build", "dist", ".peers", "__pycache__", ".hypothesis", ".*_cache", "*.egg-info"
)


def main() -> None:
    wheel, folder = Path(sys.argv[1]), Path(sys.argv[2])
    with zipfile.ZipFile(wheel) as packed:
        compiled = [name for name in packed.namelist() if name.endswith((".so", ".pyd"))]
        if not compiled:
            sys.exit(f"{wheel.name} has no compiled modules: there was no C compiler, or it failed; see above")
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(ROOT, folder, ignore=LEFT_OUT)
        packed.extractall(folder, compiled)
    print(f"{len(compiled)} compiled modules in {folder}")


if __name__ == "__main__":
    main()
