"""Compiled wheels: which modules they have, and what the build does where nothing can be compiled."""

from __future__ import annotations

import ast
import importlib
import subprocess
import sys
import tomllib
import types
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
WHEEL = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["hatch"]["build"]["targets"]["wheel"]
HOOK = WHEEL["hooks"]["custom"]


@pytest.fixture
def hook(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The hook as Hatch makes it, without Hatch, which only a build installs."""
    interface = types.ModuleType("hatchling.builders.hooks.plugin.interface")
    interface.BuildHookInterface = object  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, interface.__name__, interface)
    monkeypatch.syspath_prepend(str(ROOT))
    made = importlib.import_module("hatch_build").CustomBuildHook()
    made.root, made.config = str(ROOT), HOOK
    made.warnings = []
    made.app = SimpleNamespace(display_warning=made.warnings.append)
    yield made
    del sys.modules["hatch_build"]


def nothing() -> dict[str, Any]:
    return {"force_include": {}, "pure_python": True, "infer_tag": False}


def test_wheels_are_pure_unless_asked_for() -> None:
    assert HOOK["enable-by-default"] is False


@pytest.mark.parametrize("module", HOOK["modules"])
def test_a_compiled_module_is_one_of_the_package(module: str) -> None:
    assert (ROOT / "telegram_dump_parser" / f"{module}.py").is_file()


def _is_float(node: ast.expr) -> bool:
    number = node.operand if isinstance(node, ast.UnaryOp) else node
    return isinstance(number, ast.Constant) and isinstance(number.value, float)


@pytest.mark.parametrize("module", HOOK["modules"])
def test_no_tuple_that_begins_with_a_float_is_final_with_its_length_known(module: str) -> None:
    """Compiled, such a one may seem not to be set, by a mistake of mypyc; `Final[tuple[float, ...]]` is safe."""
    tree = ast.parse((ROOT / "telegram_dump_parser" / f"{module}.py").read_text("utf-8"))
    at_fault = [
        ast.unparse(node.target)
        for node in ast.walk(tree)
        if isinstance(node, ast.AnnAssign)
        and ast.unparse(node.annotation) == "Final"
        and isinstance(node.value, ast.Tuple)
        and node.value.elts
        and _is_float(node.value.elts[0])
    ]
    assert at_fault == []


@pytest.mark.parametrize("error", [FileNotFoundError("cc"), subprocess.CalledProcessError(1, "setup.py")])
def test_without_a_compiler_the_wheel_is_pure(error: Exception, hook: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(subprocess, "run", fail)
    data = nothing()
    hook.initialize("standard", data)
    hook.finalize("standard", data, "")
    assert data == nothing()
    assert len(hook.warnings) == 1
    assert "the wheel is pure Python" in hook.warnings[0]
    assert not hook.folder.exists()


def test_the_wheel_has_modules_beside_their_sources_and_nothing_of_the_compiler(
    hook: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = ("telegram_dump_parser__mypyc.so", "telegram_dump_parser/segmentation/window.so", "build/lib/window.so")

    def compiled(_: list[str], *, cwd: Path, check: bool) -> None:
        assert check
        for name in made:
            (cwd / name).parent.mkdir(parents=True, exist_ok=True)
            (cwd / name).touch()

    monkeypatch.setattr(subprocess, "run", compiled)
    data = nothing()
    hook.initialize("standard", data)
    hook.finalize("standard", data, "")
    assert sorted(data["force_include"].values()) == sorted(made[:2])
    assert (data["pure_python"], data["infer_tag"]) == (False, True)


def test_an_editable_install_is_never_compiled(hook: Any) -> None:
    data = nothing()
    hook.initialize("editable", data)
    hook.finalize("editable", data, "")
    assert data == nothing()
