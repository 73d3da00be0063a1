"""`inspect`: what it shows of a dump, and what never reaches a terminal."""

from __future__ import annotations

import contextlib
import os
import re
import subprocess
from pathlib import Path

import pytest
from conftest import dump_of
from running import COMMAND, FIRST, ONE, TWO, Ran, posix, raw, run

import telegram_dump_parser as tdp

HOSTILE = [
    "\x1b]0;owned\x07 A title that a terminal would take for its own \x1b[2J.",
    "📍 Rome, \x1b[31m31 February 2024 \u202etxt.exe\u202c",
    "\u2066isolated\u2069 \x9b31m and \x85 and \u2028 and \x7f\x08\x08\x08.",
    "This media is not supported in your browser",
]


def test_inspect_shows_posts_and_lines(dumps: Path) -> None:
    (dumps / "both.txt").write_bytes(b"\n" + ONE + b"\n" + TWO + b"\n\n")
    ran = Ran("inspect", "both.txt")
    out = ran.out.decode()
    assert ran.code == 0
    assert "post 0 · lines 2–5" in out
    assert "post 1 · lines " in out
    assert "gap · line 1 · blank" in out
    for role in ("text", "echo", "reactions"):
        assert re.search(rf"^ +\d+ {role} +│ ", out, re.MULTILINE)
    assert FIRST in out.splitlines()[out.splitlines().index(next(r for r in out.splitlines() if "post 0" in r)) + 1]


def test_inspect_shows_a_header_after_blank_lines(dumps: Path) -> None:
    (dumps / "page.txt").write_bytes(b"\n\nA channel of note\n63.3K subscribers\nDownload Telegram\n\n" + ONE)
    ran = Ran("inspect", "page.txt")
    out = ran.out.decode()
    assert [post.source.first_line for post in tdp.parse_file("page.txt")] == [7]
    headed = out.index("page-header")
    assert headed < out.index("63.3K subscribers") < out.index("Download Telegram")


def test_inspect_reads_standard_input() -> None:
    assert FIRST in Ran("inspect", "-", stdin=ONE).out.decode()


def test_inspect_says_when_there_is_nothing_to_show(dumps: Path) -> None:
    (dumps / "both.txt").write_bytes(ONE + TWO)
    absent = Ran("inspect", "both.txt", "--post", "2")
    assert (absent.code, absent.out) == (1, b"")
    assert absent.err == "error: both.txt: there is no post 2; there are 2, counted from 0\n"
    sure = Ran("inspect", "both.txt", "--below", "0.1")
    assert (sure.code, sure.out, sure.err) == (0, b"", "nothing to show: 2 posts, none below 0.1\n")
    assert Ran("inspect", "-", stdin=b"").err == "nothing to show: 0 posts\n"
    assert Ran("inspect", "both.txt", "--post", "1").err == ""


def test_inspect_needs_a_file() -> None:
    assert Ran("inspect").code == 2


@pytest.mark.parametrize("lines", [HOSTILE, [line for line in HOSTILE for _ in range(2)], HOSTILE[::-1]])
def test_inspect_sends_no_control_characters(dumps: Path, lines: list[str]) -> None:
    (dumps / "hostile.txt").write_bytes(dump_of(lines) + b"\x1b\xff\x9b31m")
    ran = Ran("inspect", "hostile.txt")
    assert ran.code == 0
    assert raw(ran.out.decode()) == set()
    assert "\\u001b" in ran.out.decode()


def test_a_narrow_terminal_breaks_no_row_and_no_word(dumps: Path) -> None:
    ran = run("inspect", "one.txt", env=os.environ | {"COLUMNS": "40"})
    rows = ran.stdout.decode().splitlines()
    assert max(map(len, rows)) <= 40
    assert rows[0] == "── post 0 · lines 1–4 · 100% ───────────"
    assert rows[1] == "  start-of-dump, echo"


@posix
def test_file_name_sends_no_control_characters(dumps: Path) -> None:
    name = "\x1b[31m\x07\u202e.txt"
    for command in ("parse", "inspect"):
        assert raw(Ran(command, name).err) == set()


@posix
@pytest.mark.parametrize("plain", [True, False])
def test_colours_on_a_terminal_only_and_not_with_no_color(dumps: Path, plain: bool) -> None:
    (dumps / "hostile.txt").write_bytes(dump_of(HOSTILE))
    out = on_a_terminal("inspect", "hostile.txt", env={"NO_COLOR": "1"} if plain else {})
    assert FIRST not in out
    assert ("\x1b[" in out) is not plain
    # Colours are all that there is: \x1b[ … m, and none of the dump's own.
    assert raw(re.sub(r"\x1b\[(?:0|1|2|3[0-7]|9[0-7])m", "", out).replace("\r\n", "\n")) == set()


def on_a_terminal(*words: str, env: dict[str, str]) -> str:
    import pty

    master, slave = pty.openpty()
    clean = {key: value for key, value in os.environ.items() if key not in ("NO_COLOR", "FORCE_COLOR")}
    process = subprocess.Popen([*COMMAND, *words], stdout=slave, stderr=slave, env=clean | {"TERM": "xterm"} | env)
    os.close(slave)
    out = b""
    with contextlib.suppress(OSError):  # that is how a terminal ends
        while part := os.read(master, 4096):
            out += part
    os.close(master)
    assert process.wait(60) == 0
    return out.decode()


def test_inspect_on_a_terminal_of_few_letters(dumps: Path) -> None:
    ran = run("inspect", "one.txt", env=os.environ | {"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"})
    assert ran.returncode == 0, ran.stderr
    assert FIRST.encode() in ran.stdout
