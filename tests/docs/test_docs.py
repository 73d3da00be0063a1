"""The documents are correct: their examples run, and all that the code can give is described.

`python tests/docs/test_docs.py` writes what the console examples print today into the documents.
"""

from __future__ import annotations

import ast
import contextlib
import doctest
import html
import io
import os
import re
import shutil
import subprocess
import sys
import tempfile
import traceback
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

import telegram_dump_parser
from telegram_dump_parser import Post, models, parse
from telegram_dump_parser.formats import not_a_dump
from telegram_dump_parser.lines import compression
from telegram_dump_parser.records.evidence import EVIDENCE

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "telegram_dump_parser"
DOCUMENTS = sorted([ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *ROOT.glob("docs/*.md")])
PIPELINES = "docs/pipelines.md"
NAMES = [str(document.relative_to(ROOT)) for document in DOCUMENTS]

FENCE = re.compile(r"^```(\S*)[ ]?([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
# What a shell example may begin with if it is not run: it sets up, or takes long.
NOT_RUN = ("make ", "pip ", "git clone ", "python benchmarks/", "pre-commit ")


def blocks(text: str, *languages: str) -> list[tuple[str, str]]:
    """What follows the language, and the code."""
    return [(rest, code) for language, rest, code in FENCE.findall(text) if language in languages]


def prepare(text: str, folder: Path) -> None:
    """The files that the examples of a document use: the fixtures, and `text` blocks that have a name."""
    if (ROOT / "fixtures").is_dir():
        shutil.copytree(ROOT / "fixtures", folder / "fixtures")
    for name, code in blocks(text, "text"):
        if name:
            (folder / name).write_text(code, "utf-8")


def run(command: str, folder: Path) -> str:
    """What a command prints, on both streams."""
    environment = os.environ | {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "PYTHONUTF8": "1",
        "COLUMNS": "100",
        "NO_COLOR": "1",
    }
    done = subprocess.run(
        ["sh", "-c", command], cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=60
    )
    return done.stdout.decode().rstrip("\n")


def commands(code: str) -> list[tuple[str, str]]:
    """The commands of a console block, and what each is said to print."""
    found = []
    for part in re.split(r"^\$ ", code, flags=re.MULTILINE)[1:]:
        command, _, output = part.partition("\n")
        while command.endswith("\\"):
            more, _, output = output.partition("\n")
            command = f"{command}\n{more}"
        found.append((command, output.rstrip("\n")))
    return found


def as_said(said: str, printed: str) -> bool:
    """Whether they are equal; a line `…` matches any lines."""
    pattern = "\n".join(".*" if line == "…" else re.escape(line) for line in said.split("\n"))
    return re.fullmatch(pattern, printed, re.DOTALL) is not None


@pytest.mark.parametrize("name", NAMES)
def test_console_examples(name: str, tmp_path: Path) -> None:
    text = (ROOT / name).read_text("utf-8")
    prepare(text, tmp_path)
    for _, code in blocks(text, "console"):
        assert commands(code), code
        for command, said in commands(code):
            printed = run(command, tmp_path)
            assert as_said(said, printed), f"$ {command}\n{printed}"


# The examples of the pipelines need engines; tests/docs/test_recipes.py runs them.
@pytest.mark.parametrize("name", [name for name in NAMES if name != PIPELINES])
def test_python_examples(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = (ROOT / name).read_text("utf-8")
    for module in re.findall(r"^>>> .*(?:\bimport |\bto_)(pandas|polars|pyarrow|duckdb)\b", text, re.MULTILINE):
        pytest.importorskip(module, reason=f"{module} is not installed")
    prepare(text, tmp_path)
    monkeypatch.chdir(tmp_path)
    # One session for the document: later examples may use the names of earlier ones.
    names: dict[str, Any] = {"__name__": "example"}
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE)
    for number, (_, code) in enumerate(blocks(text, "python")):
        if code.startswith(">>>"):
            example = doctest.DocTestParser().get_doctest(code, names, f"{name}[{number}]", name, 0)
            said: list[str] = []
            failed, _ = runner.run(example, out=said.append, clear_globs=False)
            names = example.globs
            assert not failed, "".join(said)
        else:
            exec(compile(code, f"{name}[{number}]", "exec"), names)


@pytest.mark.parametrize("name", NAMES)
def test_shell_examples_are_known(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    for _, code in blocks(text, "sh"):
        for line in code.splitlines():
            assert line.startswith(NOT_RUN), line
            if line.startswith("make "):
                assert line.split()[1] in targets
            if line.startswith("python benchmarks/"):
                assert (ROOT / line.split()[1]).exists()
    languages = {language for language, _, _ in FENCE.findall(text)}
    assert languages <= {"console", "python", "sh", "text", "json", "toml"}


@pytest.mark.parametrize("name", NAMES)
def test_links_lead_somewhere(name: str) -> None:
    document = ROOT / name
    text = document.read_text("utf-8")
    pictures = re.findall(r'\b(?:src|srcset)="(?!https?://|data:)([^"]+)"', text)
    for target in [*re.findall(r"\]\((?!https?://|#)([^)\s]+)\)", text), *pictures]:
        path, _, anchor = target.partition("#")
        other = (document.parent / path).resolve()
        assert other.exists(), target
        if anchor:
            heads = re.findall(r"^#+ (.+)$", other.read_text("utf-8"), re.MULTILINE)
            assert anchor in [re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads], target


# The dump and its posts, side by side


def beside(dump: str) -> str:
    """Each line of a dump, and on its right what it gave; then the values, on the right of the second copy."""
    lines = dump.rstrip("\n").split("\n")
    right = [""] * len(lines)
    for post in parse(dump):
        told = post.text.split("\n")
        if post.forwarded_from:
            told.append(f"· forwarded_from: {post.forwarded_from}")
        if post.date:
            told.append(f"· date: {post.date.day}.{post.date.month}., place: {post.location and post.location.place}")
        if post.hashtags:
            told.append(f"· hashtags: {' '.join(post.hashtags)}")
        if post.reactions:
            told.append(f"· reactions: {sum(reaction.count for reaction in post.reactions)}")
        first, last = post.source.first_line - 1, post.source.last_line
        told[last - first :] = []
        for row, line in enumerate(told):
            right[first + row] = f"{post.index if not row else ' '} {line}"
    widths = [sum(1 + (unicodedata.east_asian_width(c) == "W") for c in line) for line in lines]
    rows = zip(lines, widths, right, strict=True)
    return "".join(f"{line}{' ' * (max(widths) - width)} │ {told}".rstrip() + "\n" for line, width, told in rows)


def test_side_by_side() -> None:
    [shown] = [code for _, code in blocks((ROOT / "README.md").read_text("utf-8"), "text") if "│" in code]
    dump = "\n".join(row.split("│")[0].rstrip() for row in shown.splitlines())
    assert beside(dump) == shown


# What the code can give is described in docs/output.md


def section(title: str, document: str = "docs/output.md") -> str:
    text = (ROOT / document).read_text("utf-8")
    found = re.search(rf"^## {re.escape(title)}\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    assert found, title
    return found[1]


def first_cells(text: str) -> list[str]:
    """The codes in the first column of the tables of a section."""
    cells = re.findall(r"^\| ([^|]+?) \|", text, re.MULTILINE)
    return [code for cell in cells for code in re.findall(r"`([^`]+)`", cell)]


def strings(file: str) -> list[str]:
    """The string constants of a module of the package that look like codes."""
    tree = ast.parse((PACKAGE / file).read_text("utf-8"))
    found = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    return [value for value in found if re.fullmatch(r"[a-z]+(-[a-z]+)*", value)]


def fields(model: Any, before: str = "") -> list[str]:
    """Names of a model's fields, those of its parts as `part.name`."""
    found = []
    for name, field in model.model_fields.items():
        found.append(before + name)
        for word in re.findall(r"\w+", str(field.annotation)):
            part = getattr(models, word, None)
            if isinstance(part, type) and issubclass(part, BaseModel):
                found += fields(part, f"{before}{name}.")
    return found


def test_every_field_of_a_post_is_described() -> None:
    assert sorted(first_cells(section("A post"))) == sorted(fields(Post))


def test_every_evidence_code_is_described() -> None:
    assert sorted(first_cells(section("Evidence"))) == sorted({*EVIDENCE})


# Which argument of a function is the code of a defect.
CODE_PLACES = {"defect": 0, "ExportDefect": 0, "_once": 2}


def test_every_defect_code_is_described() -> None:
    codes = set()
    for file in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            name = getattr(node.func, "id", "") if isinstance(node, ast.Call) else ""
            if name == "Defect":
                given = [keyword.value for keyword in node.keywords if keyword.arg == "code"]
            else:
                given = node.args[place : place + 1] if (place := CODE_PLACES.get(name)) is not None else []
            codes |= {value.value for value in given if isinstance(value, ast.Constant)}
    dates = {*strings("text/dates.py"), *strings("formats/copies.py")}
    codes |= {code for code in dates if code.endswith(("-date", "-date-order"))} | compression.FAULTS | not_a_dump.CODES
    assert sorted(first_cells(section("Defects"))) == sorted(codes)


def test_every_gap_and_its_fields_are_described() -> None:
    reasons = models.Gap.model_fields["reason"].annotation
    names = [*models.Gap.model_fields, *reasons.__args__]  # type: ignore[union-attr]
    assert sorted(first_cells(section("Gaps"))) == sorted(names)


def test_every_exit_code_is_described() -> None:
    assert first_cells(section("Exit codes")) == ["0", "1", "2", "3", "129", "130", "143"]


def test_every_public_name_is_described() -> None:
    text = section("From Python")
    named = {"parse", "parse_file", "iter_posts", "iter_items", "iter_records", "compare", "Dump", "DumpError"}
    assert named <= set(telegram_dump_parser.__all__)
    assert sorted(first_cells(text)) == sorted(named)


def test_every_module_is_in_the_architecture() -> None:
    text = (ROOT / "docs/architecture.md").read_text("utf-8")
    parts = [path for path in PACKAGE.iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()]
    for part in parts:
        if not part.name.startswith("__"):
            assert f"`{part.name}{'/' if part.is_dir() else ''}`" in text, part.name
    assert not [
        name
        for name in re.findall(r"`([\w/]+\.(?:py|toml|json|txt|css|html))`", text)
        if not (PACKAGE / name).exists() and not (ROOT / name).exists()
    ]


def test_documents_keep_to_themselves() -> None:
    for name in NAMES:
        text = (ROOT / name).read_text("utf-8")
        assert not re.search(r"/(?:work|home|tmp|Users)/", text), name
        for line in text.splitlines():
            assert html.unescape(line) == line or line.startswith("|"), line


def _rerun(example: doctest.Example, names: dict[str, Any]) -> str:
    first, *more = example.source.splitlines()
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        try:
            exec(compile(example.source, "<example>", "single"), names)
        except Exception as error:
            if example.exc_msg is None:
                raise
            print("Traceback (most recent call last):", *traceback.format_exception_only(error), sep="\n", end="")
    return "\n".join([f">>> {first}", *(f"... {line}".rstrip() for line in more), printed.getvalue()])


def _rewrite(document: Path) -> None:
    text = document.read_text("utf-8")
    with tempfile.TemporaryDirectory() as name:
        prepare(text, Path(name))
        for _, code in blocks(text, "console"):
            new = []
            for command, said in commands(code):
                printed = run(command, Path(name))
                shown = said if as_said(said, printed) else printed
                new.append(f"$ {command}\n{shown}\n" if shown else f"$ {command}\n")
            text = text.replace(code, "".join(new))
    names: dict[str, Any] = {"__name__": "example"}
    with tempfile.TemporaryDirectory() as name:  # another one: both kinds of examples write files
        prepare(text, Path(name))
        os.chdir(name)
        for _, code in blocks(text, "python"):
            if code.startswith(">>>"):
                text = text.replace(
                    code, "".join(_rerun(example, names) for example in doctest.DocTestParser().get_examples(code))
                )
            else:
                exec(code, names)
        os.chdir(ROOT)
    for _, code in blocks(text, "text"):
        if "│" in code and document.name == "README.md":
            text = text.replace(code, beside("\n".join(row.split("│")[0].rstrip() for row in code.splitlines())))
    document.write_text(text, "utf-8")


if __name__ == "__main__":
    for document in DOCUMENTS:
        if document != ROOT / PIPELINES:
            _rewrite(document)
