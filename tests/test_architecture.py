"""The direction of imports: which part of the package may know which, and no circle anywhere.

docs/architecture.md shows the same table; scripts/make_docs.py writes it from here.
"""

from __future__ import annotations

import ast
from graphlib import TopologicalSorter
from pathlib import Path

PACKAGE = "telegram_dump_parser"
ROOT = Path(__file__).parents[1]

# What each part may import, besides itself. A part is a subpackage, or a module of the top level.
MAY_IMPORT = {
    "escaping": set(),
    "vocabulary": set(),
    "errors": {"escaping"},
    "lines": {"errors", "escaping"},
    "text": {"errors", "lines", "vocabulary"},
    "message_parts": set(),
    "models": {"message_parts", "display.notebook"},  # when a notebook shows a post: the one import that runs up
    "segmentation": {"lines", "vocabulary"},
    "exports": {"errors", "escaping", "lines", "segmentation", "vocabulary"},
    "formats": {"lines", "text", "segmentation", "vocabulary"},
    "options": {"errors", "text", "vocabulary"},
    "records": {"models", "lines", "exports", "text", "segmentation", "options", "vocabulary"},
    "output": {"errors", "escaping", "models"},
    "display": {"escaping", "models", "lines", "text", "segmentation", "records"},
    "dump": {"escaping", "models", "records", "output", "display"},
    "comparison": {"dump", "models"},
    "pipeline": {
        "vocabulary",
        "errors",
        "lines",
        "segmentation",
        "formats",
        "exports",
        "records",
        "options",
        "models",
        "dump",
    },
    "collection": {"api", "dump", "errors", "lines", "models", "options", "output"},
    "corpora": {"errors", "lines", "models", "options", "output", "pipeline"},
    "api": {"lines", "models", "options", "dump", "pipeline"},
    "arrow": {"api", "output"},
}
ANYTHING = {"", "__main__", "cli", "integrations"}  # the outermost parts


def imports() -> dict[str, set[str]]:
    """Of each module the modules that it imports when it runs, inside functions too; names without the package."""
    names = {
        ".".join(path.relative_to(ROOT / PACKAGE).with_suffix("").parts): path
        for path in (ROOT / PACKAGE).rglob("*.py")
    }
    names = {name.removesuffix("__init__").rstrip("."): path for name, path in names.items()}
    found: dict[str, set[str]] = {}
    for name, path in names.items():
        package = (
            f"{PACKAGE}.{name}".rstrip(".") if path.name == "__init__.py" else f"{PACKAGE}.{name}".rpartition(".")[0]
        )
        found[name] = set()
        for node in running(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom):
                parts = package.split(".")[: len(package.split(".")) + 1 - node.level] if node.level else []
                base = ".".join([*parts, *filter(None, [node.module])])
                for alias in node.names:
                    full = f"{base}.{alias.name}"
                    target = full if full.removeprefix(f"{PACKAGE}.") in names else base
                    if target.split(".")[0] == PACKAGE:
                        found[name].add(target.removeprefix(PACKAGE).lstrip("."))
    return found


def running(tree: ast.AST) -> list[ast.AST]:
    """All nodes but those that only a type checker reads."""
    out: list[ast.AST] = []
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            continue
        out += [node, *running(node)]
    return out


def part(module: str) -> str:
    return module.split(".")[0]


def test_no_module_imports_itself_by_way_of_others() -> None:
    TopologicalSorter(imports()).prepare()  # raises CycleError, which names the circle


def test_each_part_knows_only_those_it_may() -> None:
    wrong = [
        f"{name} imports {target}"
        for name, targets in imports().items()
        if part(name) not in ANYTHING
        for target in targets
        if part(target) != part(name) and not {part(target), target} & MAY_IMPORT[part(name)]
    ]
    assert not wrong, "\n".join(wrong)


def test_no_module_is_too_long_to_read() -> None:
    lengths = {path: len(path.read_text("utf-8").splitlines()) for path in (ROOT / PACKAGE).rglob("*.py")}
    assert {path.name: length for path, length in lengths.items() if length > 400} == {}
