"""Help, errors and outputs where a standard stream or a folder cannot take them."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from running import COMMAND, posix, run

from telegram_dump_parser.cli import console as streams
from telegram_dump_parser.output.files import replacing

needs_full = pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")


def in_shell(script: str) -> subprocess.CompletedProcess[bytes]:
    """A script in which "$@" is the command."""
    return subprocess.run(["sh", "-c", script, "sh", *COMMAND], capture_output=True, timeout=60)


# Standard output


@needs_full
@pytest.mark.parametrize("words", ["--help", "--version", "parse --help", "check -h"])
@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_help_on_a_full_device(words: str, unbuffered: str) -> None:
    ran = in_shell(f'PYTHONUNBUFFERED={unbuffered} "$@" {words} > /dev/full')
    assert ran.returncode == 1
    assert ran.stderr == b"error: standard output: cannot be written: No space left on device\n"


@pytest.mark.parametrize("encoding", ["latin-1", "cp437", "ascii"])
def test_help_where_not_every_character_can_be_shown(encoding: str) -> None:
    ran = run("parse", "--help", env=os.environ | {"PYTHONIOENCODING": encoding})
    assert (ran.returncode, ran.stderr) == (0, b"")
    assert b"[FILE...] [OPTIONS]" in ran.stdout


# Standard error


@posix
@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("report one.txt", 0),
        ("parse one.txt -o posts.jsonl", 0),
        ("check one.txt", 0),
        ("check broken.txt", 3),
        ("inspect missing.txt", 1),
        ("parse one.txt --markers missing.toml", 1),
        ("parse --prase", 2),
        ("prase", 2),
        ("schema extra", 2),
        ("parse one.txt -o one.txt", 2),
        ("", 2),
    ],
)
@pytest.mark.parametrize("to", ["&-", pytest.param("/dev/full", marks=needs_full)])
def test_words_that_nobody_can_read_change_no_exit_code(dumps: Path, words: str, code: int, to: str) -> None:
    ran = in_shell(f'"$@" {words} 2>{to}')
    assert (ran.returncode, b"Traceback" in ran.stdout) == (code, False)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True

    def screen(self) -> list[str]:
        """What can be read on it: what is written from a line's begin again covers what stood there."""
        lines = []
        for written in re.sub(r"\x1b\[\?25[lh]", "", self.getvalue()).split("\n"):
            line = ""
            for part in written.split("\r"):
                line = part + line[len(part) :]
            lines.append(line.rstrip())
        return lines


def test_an_error_stands_above_the_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = Terminal()
    monkeypatch.setattr(sys, "stderr", shown)
    with streams.bar(100, "2 dumps, with a name that is long") as update:
        update(50)
        streams.complain("missing.txt: no such file")
        assert shown.screen()[0] == "error: missing.txt: no such file"
        assert "50%" in shown.screen()[1]
        update(50)
    assert [line[:10] for line in shown.screen()] == ["error: mis", "2 dumps, w", ""]
    streams.complain("later")
    assert shown.screen()[2:] == ["error: later", ""]


def test_what_is_piped_in_is_counted_once_it_is_much(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = Terminal()
    monkeypatch.setattr(sys, "stderr", shown)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"x" * (3 << 20))))
    monkeypatch.setattr(streams, "_LONG_WORK", 2 << 20)
    with streams.opened("-") as file:
        assert not isinstance(file, str)
        file.read(1 << 20)
        assert shown.getvalue() == ""
        file.read(1 << 20)
        file.read(1 << 20)
        file.read(1 << 20)
    assert "standard input" in shown.screen()[0]
    assert "MiB" in shown.screen()[0]


def test_what_is_piped_in_is_not_counted_unless_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    said = io.StringIO()
    monkeypatch.setattr(sys, "stderr", said)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"x" * 10)))
    monkeypatch.setattr(streams, "_LONG_WORK", 1)
    with streams.opened("-") as file:
        assert not isinstance(file, str)
        assert file.read(100) == b"x" * 10
    assert said.getvalue() == ""


@posix
def test_progress_of_a_corpus_is_shown_by_rows(dumps: Path) -> None:
    import pty

    (dumps / "corpus.jsonl").write_text('{"text": "A line of a post.", "id": 1}\n' * 3)
    script = (
        "from telegram_dump_parser.cli import console\n"
        "from telegram_dump_parser.__main__ import run\n"
        "console._LONG_WORK = 1\n"
        "run()\n"
    )
    terminal, end = pty.openpty()
    ran = subprocess.Popen([sys.executable, "-c", script, "parse", "corpus.jsonl"], stdout=subprocess.PIPE, stderr=end)
    os.close(end)
    posts, _ = ran.communicate(timeout=60)
    said = os.read(terminal, 1 << 16).decode()
    os.close(terminal)
    assert (ran.returncode, posts.count(b"\n")) == (0, 3)
    assert "corpus.jsonl  [" in said
    assert "3 rows" in said


# Outputs


@posix
@pytest.mark.parametrize("words", ["parse -o x", "parse -o x --diagnostics y", "parse --diagnostics x", "report -o x"])
def test_a_folder_that_is_gone(dumps: Path, words: str) -> None:
    command, rest = words.split(" ", 1)
    ran = in_shell(f'mkdir gone; cd gone; rmdir "$PWD"; "$@" {command} {dumps}/one.txt {rest}')
    assert ran.returncode == 1
    assert ran.stderr.decode().endswith("cannot be written: No such file or directory; check the folder\n")
    assert ran.stderr.count(b"\n") == 1


@posix
@pytest.mark.parametrize("mode", [0o600, 0o640, 0o664, 0o444])
def test_a_file_that_is_replaced_keeps_its_permissions(dumps: Path, mode: int) -> None:
    for name in ("posts.jsonl", "defects.jsonl"):
        (dumps / name).touch()
        (dumps / name).chmod(mode)
    ran = run("parse", "one.txt", "-o", "posts.jsonl", "--diagnostics", "defects.jsonl", "--force")
    assert ran.returncode == 0
    for name in ("posts.jsonl", "defects.jsonl"):
        assert (dumps / name).stat().st_mode & 0o777 == mode
    assert (dumps / "posts.jsonl").stat().st_size


@posix
def test_a_private_file_is_never_open_to_others_on_its_way(tmp_path: Path) -> None:
    path = tmp_path / "posts.jsonl"
    path.touch()
    path.chmod(0o600)
    with replacing(path, force=True):
        modes = [file.stat().st_mode & 0o777 for file in tmp_path.iterdir()]
    assert modes == [0o600, 0o600]
