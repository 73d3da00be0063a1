"""The command, run by tests: in this process or in one of its own, and the dumps that it reads there."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import orjson
import pytest
from conftest import dump_of
from typer.testing import CliRunner

from telegram_dump_parser.cli import app

COMMAND = [sys.executable, "-m", "telegram_dump_parser"]
ONE = dump_of(
    ["The first line of a post, long enough.", *["And its second line, which comes twice as well."] * 2, "❤1"]
)
TWO = dump_of(
    ["Another post begins with this line here.", *["This is the other line of it, once and again."] * 2, "👍2"]
)
BROKEN = b"A line of a post with \xff in the middle of it.\nThe second line.\nThe second line.\n"

posix = pytest.mark.skipif(os.name != "posix", reason="signals and terminals of POSIX")


class Ran:
    """What a run in this process left behind."""

    def __init__(self, *words: str, stdin: bytes = b"", env: dict[str, str] | None = None) -> None:
        result = CliRunner().invoke(app, words, input=stdin, env=env)
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
        self.code = result.exit_code
        self.out = result.stdout_bytes
        self.err = result.stderr

    @property
    def rows(self) -> list[dict[str, object]]:
        return [orjson.loads(row) for row in self.out.splitlines()]

    @property
    def headlines(self) -> list[object]:
        return [row["headline"] for row in self.rows]


def run(*words: str, **more: object) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([*COMMAND, *words], capture_output=True, timeout=60, **more)  # type: ignore[call-overload]


FIRST, SECOND = ONE.split(b"\n")[0].decode(), TWO.split(b"\n")[0].decode()


def names(folder: Path) -> set[str]:
    """All files but the inputs: what a run has left."""
    return {path.name for path in folder.iterdir()} - {"one.txt", "two.txt", "broken.txt", "empty.txt"}


def raw(out: str) -> set[str]:
    """What no dump may send to a terminal."""
    return set(re.findall(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]", out))
