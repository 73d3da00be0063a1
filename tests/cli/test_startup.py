"""What a start loads, and that importing the package does nothing else."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

import telegram_dump_parser as tdp

DUMP = "A post of one line, with enough words.\n❤1\n"
# Never needed by the command: brought by libraries in passing, or an extra's.
NEVER = (
    *("pandas", "pyarrow", "numpy", "polars", "babel", "jinja2", "rich", "pygments", "markdown_it", "email_validator"),
    *("requests", "httpx", "asyncio", "http.client", "unittest", "sqlite3", "xml.etree"),
    *("multiprocessing", "concurrent.futures", "py3langid"),
)
# What parsing takes, and nothing else does.
PARSING = (
    "orjson",
    "regex",
    "tomllib",
    "telegram_dump_parser.lines.kinds",
)
# What only models, or only some dumps and formats of the output take.
SELDOM = (
    "pydantic",
    "emoji",  # its tables are large
    "telegram_dump_parser.models",
    "telegram_dump_parser.dump",
    "telegram_dump_parser.output.csv_rows",
    "telegram_dump_parser.output.markdown",
    "telegram_dump_parser.output.parquet",
    "telegram_dump_parser.exports.html_tree",
    "telegram_dump_parser.exports.result_json",
)


def loaded(code: str, folder: Path) -> set[str]:
    """The modules that a fresh process has loaded after the code."""
    code += "\nimport sys\nprint(*sorted(sys.modules), file=sys.stderr)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, timeout=60, cwd=folder)
    return set(ran.stderr.decode().split())


def command(*words: str) -> str:
    return (
        "from telegram_dump_parser.cli import app\n"
        f"try: app({list(words)!r})\nexcept SystemExit as end: assert not end.code, end.code\n"
    )


@pytest.mark.parametrize(
    "code",
    [
        "import telegram_dump_parser",
        "import telegram_dump_parser; telegram_dump_parser.parse, telegram_dump_parser.DumpError",
        *(command(word) for word in ("--help", "--version")),
    ],
)
def test_nothing_is_loaded_before_it_is_needed(code: str, tmp_path: Path) -> None:
    modules = loaded(code, tmp_path)
    assert "telegram_dump_parser" in modules
    assert modules & {*PARSING, *SELDOM, *NEVER} == set()


@pytest.mark.parametrize("name", ["parse", "check", "inspect", "schema"])
def test_help_of_a_command_loads_no_parser(name: str, tmp_path: Path) -> None:
    modules = loaded(command(name, "--help"), tmp_path)
    assert modules & {*PARSING, *SELDOM, *NEVER} == set()


@pytest.mark.parametrize(
    "more",
    [
        (),
        ("-q", "--format", "json", "--diagnostics", "defects.jsonl", "-o", "posts.json"),
        ("-v", "--jobs", "1", "--year", "2024", "--dialect", "current", "--min-confidence", "0.5", "--grep", "words"),
    ],
)
def test_parsing_loads_what_it_needs(more: tuple[str, ...], tmp_path: Path) -> None:
    (tmp_path / "dump.txt").write_text(DUMP, "utf-8")
    modules = loaded(command("parse", "dump.txt", *more), tmp_path)
    assert modules & {*SELDOM, *NEVER} == set()
    assert modules.issuperset(PARSING)


def test_records_are_made_without_models(tmp_path: Path) -> None:
    code = f"import telegram_dump_parser as tdp\nassert len(list(tdp.iter_records({DUMP.encode()!r}))) == 1"
    assert loaded(code, tmp_path) & {*SELDOM, *NEVER} == set()


def test_models_are_loaded_where_they_are_asked_for(tmp_path: Path) -> None:
    (tmp_path / "dump.txt").write_text(DUMP, "utf-8")
    modules = loaded(command("parse", "dump.txt", "-q", "--format", "csv"), tmp_path)
    assert modules.issuperset({"pydantic", "telegram_dump_parser.models"})


def test_import_is_silent_and_leaves_logging_alone(tmp_path: Path) -> None:
    code = (
        "import json, logging, signal, sys, warnings\n"
        "def state(): return (logging.root.level, len(logging.root.handlers), sorted(logging.root.manager.loggerDict),"
        " signal.getsignal(signal.SIGINT).__name__, str(signal.getsignal(signal.SIGTERM)), len(warnings.filters),"
        " sys.excepthook.__name__)\n"
        "before = state()\n"
        "import telegram_dump_parser\n"
        "telegram_dump_parser.parse('A post.\\n')\n"
        "print(json.dumps([before, state()]))"
    )
    ran = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, timeout=60, cwd=tmp_path)
    assert (ran.returncode, ran.stderr) == (0, b"")
    [printed] = ran.stdout.splitlines()
    before, after = json.loads(printed)
    assert after == before


def test_every_public_name_can_be_had(tmp_path: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", "from telegram_dump_parser import *; print(*sorted(dir()))"],
        capture_output=True,
        check=True,
        timeout=60,
        cwd=tmp_path,
    )
    public = {name for name in tdp.__all__ if not name.startswith("_")}
    assert public <= set(ran.stdout.decode().split())
    assert public <= set(dir(tdp))
    assert tdp.Post is __import__("telegram_dump_parser.models", fromlist=["Post"]).Post


def test_functions_are_not_hidden_by_the_modules_they_come_from(tmp_path: Path) -> None:
    # `telegram_dump_parser.api` is a function, and there is a module of that name.
    code = "import telegram_dump_parser.pipeline, telegram_dump_parser.cli, telegram_dump_parser as tdp\ntdp.parse('A')"
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60, cwd=tmp_path)


def test_unknown_names_are_attribute_errors() -> None:
    with pytest.raises(AttributeError, match="module 'telegram_dump_parser' has no attribute 'Pots'"):
        tdp.Pots  # noqa: B018
    assert not hasattr(tdp, "_Model")


def test_the_collector_rests_while_modules_are_loaded_and_at_the_end(tmp_path: Path) -> None:
    """It would find nothing: what is loaded stays."""
    code = (
        "import atexit, gc, sys\n"
        "class Watch:\n"
        "    def find_spec(self, name, *_):\n"
        "        if name == 'telegram_dump_parser.cli.app': print(gc.isenabled())\n"
        "sys.meta_path.insert(0, Watch())\n"
        "atexit.register(lambda: print(gc.get_freeze_count() > 0))\n"
        "from telegram_dump_parser.__main__ import run\n"
        "sys.argv[1:] = ['--version']\n"
        "try: run()\n"
        "finally: print(gc.isenabled())\n"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, timeout=60, cwd=tmp_path)
    assert [line for line in ran.stdout.decode().split() if line in ("True", "False")] == ["False", "True", "True"]
