"""How many small mistakes in the code the tests would notice: a mutation trial.

usage: mutation.py [WORD...] [--sample N] [--seed S] [--list]

Each trial changes one place of one module: a comparison, `and` to `or`, a number by one, a sign, a condition to its
opposite. Then the tests of that module run, up to the first failure. A change that no test notices survives, and is
printed: it is a missing test, or makes no difference that counts. WORDs choose modules by their path.

The sample is drawn with a fixed seed, evenly from all the places of a module, and this many of each (all: --sample 0).
Nothing is written: a process of its own gets the changed module in place of the one on disk.
"""

from __future__ import annotations

import argparse
import ast
import importlib.util
import os
import random
import signal
import sys
import time
from collections.abc import Callable, Iterator
from importlib.machinery import ModuleSpec, SourceFileLoader
from types import CodeType
from typing import Any, NamedTuple

from tables import ROOT, markdown

PACKAGE = "telegram_dump_parser"
# The tests of each module, the quickest first. All of records.test_fixtures takes the machine's whole way.
FIXTURES = "tests/records/test_fixtures.py"
SEARCH = "tests/segmentation/search"
RECORDS = "tests/records"
TESTS: dict[str, tuple[str, ...]] = {
    "segmentation/state_machine": ("tests/segmentation/test_machine.py", FIXTURES),
    "segmentation/search/alignment": (f"{SEARCH}/test_alignment.py", f"{SEARCH}/test_echo.py", FIXTURES),
    "segmentation/search/costs": (f"{SEARCH}/test_costs.py", "tests/segmentation/test_prices.py", FIXTURES),
    "segmentation/search/dump_statistics": (f"{SEARCH}/test_dump_statistics.py", FIXTURES),
    "segmentation/search/echo": (f"{SEARCH}/test_echo.py", f"{SEARCH}/test_alignment.py", FIXTURES),
    "segmentation/search/lattice": (f"{SEARCH}/test_lattice.py", FIXTURES),
    "segmentation/search/line_fit": (f"{SEARCH}/test_line_fit.py", FIXTURES),
    "segmentation/boundary/features": ("tests/segmentation/boundary", "tests/segmentation/test_trees.py"),
    "records/builder": (f"{RECORDS}/test_builder.py", FIXTURES),
    "records/defects": (f"{RECORDS}/test_defects.py", f"{RECORDS}/test_builder.py", FIXTURES),
    "records/evidence": (f"{RECORDS}/test_evidence.py", FIXTURES),
    "records/line_roles": (f"{RECORDS}/test_line_roles.py",),
    "records/parts": (f"{RECORDS}/test_parts.py", FIXTURES),
    "records/years": (f"{RECORDS}/test_years.py", "tests/text/test_places.py", FIXTURES),
    "text/dates": ("tests/text/test_places.py", FIXTURES),
    "text/entities": ("tests/text/test_entities.py", FIXTURES),
    "text/places": ("tests/text/test_places.py", FIXTURES),
    "lines/kinds": ("tests/lines/test_kinds.py", "tests/segmentation/test_machine.py", FIXTURES),
    "lines/reactions": ("tests/lines/test_reactions.py", FIXTURES),
}
# Up to the first failure; and that hypothesis is loaded already does no harm.
PYTEST = ("-x", "-q", "-p", "no:cacheprovider", "-W", "ignore:Module already imported")
SHORTEST = 60  # seconds that a trial is given at least

COMPARED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
}  # fmt: skip
COUNTED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.FloorDiv, ast.FloorDiv: ast.Mult, ast.Div: ast.Mult,
}  # fmt: skip


class Mutant(NamedTuple):
    """One change of a module: where, what it was and what it is."""

    module: str
    line: int
    before: str
    after: str
    code: CodeType | None

    def __str__(self) -> str:
        return f"{self.module}.py:{self.line}: {self.before}  ->  {self.after}"


def changes(node: ast.AST) -> Iterator[Callable[[], object]]:
    """What can be changed of a node, each by a call."""
    match node:
        case ast.Compare(ops=[op]) if type(op) in COMPARED:
            yield lambda: setattr(node, "ops", [COMPARED[type(op)]()])
        case ast.BoolOp():
            yield lambda: setattr(node, "op", ast.Or() if isinstance(node.op, ast.And) else ast.And())
        case ast.BinOp(op=op) | ast.AugAssign(op=op) if type(op) in COUNTED:
            yield lambda: setattr(node, "op", COUNTED[type(op)]())
        case ast.UnaryOp(op=ast.USub()):
            yield lambda: setattr(node, "op", ast.UAdd())
        case ast.If(test=test) | ast.IfExp(test=test) | ast.While(test=test):
            yield lambda: setattr(node, "test", ast.UnaryOp(ast.Not(), test))
        case ast.comprehension(ifs=[test, *rest]):
            yield lambda: setattr(node, "ifs", [ast.UnaryOp(ast.Not(), test), *rest])
        case ast.Constant(value=bool(value)):
            yield lambda: setattr(node, "value", not value)
        case ast.Constant(value=int(value) | float(value)):
            yield lambda: setattr(node, "value", value + 1)
            yield lambda: setattr(node, "value", value - 1)


def left_out(tree: ast.Module) -> set[ast.AST]:
    """What says nothing of how the module works: types, decorators, the texts of errors."""
    roots: list[ast.AST] = []
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef():
                roots += node.decorator_list
                roots += [part for part in (node.returns,) if part]
            case ast.ClassDef():
                roots += node.decorator_list
            case ast.arg(annotation=ast.AST() as kind) | ast.AnnAssign(annotation=kind):
                roots.append(kind)
            case ast.Raise() | ast.Assert() | ast.JoinedStr() | ast.If(test=ast.Name(id="TYPE_CHECKING")):
                roots.append(node)
    return {node for root in roots for node in ast.walk(root)}


def mutants(module: str) -> Iterator[Mutant]:
    """All changes of a module, in order."""
    source = (ROOT / PACKAGE / f"{module}.py").read_text("utf-8")
    first = ast.parse(source)
    skipped = left_out(first)
    for at, node in enumerate(ast.walk(first)):
        if node in skipped:
            continue
        for number, _ in enumerate(changes(node)):
            tree = ast.parse(source)
            same = list(ast.walk(tree))[at]
            # A condition is shown without what depends on it.
            shown: Any = same.test if isinstance(same, ast.If | ast.While) else same
            before = ast.unparse(shown)
            list(changes(same))[number]()
            shown = same.test if isinstance(same, ast.If | ast.While) else same
            code = compile(ast.fix_missing_locations(tree), f"{module}.py", "exec", dont_inherit=True)
            yield Mutant(module, _line(first, node), before, ast.unparse(shown), code)


def _line(tree: ast.Module, node: ast.AST) -> int:
    """A comprehension's `for` has no line of its own."""
    return next((found.lineno for found in ast.walk(node) if isinstance(found, ast.expr)), getattr(node, "lineno", 0))


class Finder:
    """Finds a changed module in place of the one on disk."""

    def __init__(self, mutant: Mutant) -> None:
        self.name = f"{PACKAGE}.{mutant.module.replace('/', '.')}"
        self.path = ROOT / PACKAGE / f"{mutant.module}.py"
        self.code = mutant.code

    def find_spec(self, name: str, *_: object) -> ModuleSpec | None:
        """Of the one module; None of any other."""
        if name != self.name:
            return None
        code = self.code

        class Loader(SourceFileLoader):
            def get_code(self, _fullname: str) -> CodeType | None:
                return code

        return importlib.util.spec_from_file_location(name, self.path, loader=Loader(name, str(self.path)))


def run(tests: list[str], mutant: Mutant | None, limit: float) -> tuple[int, float]:
    """Run tests in a process of its own, which begins with all that the package imports; status and seconds."""
    child = os.fork()
    if not child:
        try:
            os.dup2(os.open(os.devnull, os.O_RDWR), 1)
            os.dup2(1, 2)
            # A change may make a loop endless. A limit of processor time would do as well, but may coarsen its clock,
            # which tests of growth read.
            signal.alarm(int(limit))
            if mutant is not None:
                sys.meta_path.insert(0, Finder(mutant))  # type: ignore[arg-type]
            import pytest
            from hypothesis import settings

            settings.register_profile("trial", derandomize=True, database=None, max_examples=25, deadline=None)
            settings.load_profile("trial")
            os._exit(int(pytest.main([*PYTEST, *tests])))
        except BaseException:
            os._exit(99)
    began = time.monotonic()
    _, status = os.waitpid(child, 0)
    return status, time.monotonic() - began


def main() -> None:
    """Print what survived, and a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("words", nargs="*")
    parser.add_argument("--sample", type=int, default=12, help="changes of each module; 0: all")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--list", action="store_true", help="print the changes, and run nothing")
    args = parser.parse_args()
    os.chdir(ROOT)
    for name in ("emoji", "hypothesis", "orjson", "pydantic", "pytest", "regex"):
        importlib.import_module(name)  # once, and not in each process
    rows = []
    killed = total = 0
    for module, files in TESTS.items():
        if args.words and not any(word in module for word in args.words):
            continue
        chosen = list(mutants(module))
        if args.sample and len(chosen) > args.sample:
            dice = random.Random(f"{module} {args.seed}")
            chosen = [chosen[k] for k in sorted(dice.sample(range(len(chosen)), args.sample))]
        if args.list:
            print(*chosen, sep="\n")
            continue
        tests = [file for file in files if (ROOT / file).exists()]
        if not tests:
            raise SystemExit(f"{module} has no tests")
        began = time.monotonic()
        # What a test of the module itself notices need not go the whole way.
        stages = [
            stage for stage in ([file for file in tests if file != FIXTURES], [FIXTURES]) if set(stage) & set(tests)
        ]
        limits = []
        for stage in stages:
            status, spent = run(stage, None, 900)
            if status:
                raise SystemExit(f"the tests of {module} fail without any change (status {status}): {stage}")
            limits.append(max(SHORTEST, 8 * spent))
        survivors = []
        for mutant in chosen:
            if not any(run(stage, mutant, limit)[0] for stage, limit in zip(stages, limits, strict=True)):
                survivors.append(mutant)
                print(f"survived: {mutant}", flush=True)
        rows.append([module, str(len(chosen)), str(len(chosen) - len(survivors))])
        print(f"{rows[-1]} in {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)
        killed, total = killed + len(chosen) - len(survivors), total + len(chosen)
    if rows:
        rows.append(["all", str(total), f"{killed} ({killed / total:.0%})"])
        print(markdown(["module", "changes", "noticed"], rows))


if __name__ == "__main__":
    main()
