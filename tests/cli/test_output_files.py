"""Files that the command writes: none is replaced without `--force`, and a killed run leaves nothing for long."""

from __future__ import annotations

import errno
import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import pytest
from running import Ran, names, posix
from test_interrupted import parts, wait_until, working

from telegram_dump_parser.errors import DumpError
from telegram_dump_parser.output import leftovers
from telegram_dump_parser.output.files import replacing

# Each way to name an output, for a file `mine.html` in the current folder.
NAMES = ["mine.html", "./mine.html", "absent/../mine.html", "absent/deeper/../../mine.html"]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "words",
    [
        ("parse", "one.txt", "--format", "jsonl", "-o"),
        ("parse", "one.txt", "--format", "csv", "-o"),
        ("parse", "one.txt", "-o", "new.jsonl", "--diagnostics"),
        ("report", "one.txt", "-o"),
    ],
)
def test_no_file_is_replaced_unasked(dumps: Path, words: tuple[str, ...], name: str) -> None:
    (dumps / "mine.html").write_text("mine")
    ran = Ran(*words, name)
    assert ran.code == 1
    assert "exists already" in ran.err
    assert (dumps / "mine.html").read_text() == "mine"
    assert names(dumps) == {"mine.html"}


@pytest.mark.parametrize("name", ["one.txt", "absent/../one.txt", "link"])
@pytest.mark.parametrize("option", ["-o", "--diagnostics"])
def test_no_input_is_replaced_even_if_asked(dumps: Path, name: str, option: str) -> None:
    (dumps / "link").symlink_to("one.txt")
    before = (dumps / "one.txt").read_bytes()
    ran = Ran("parse", "one.txt", "--force", option, name)
    assert ran.code == 2
    assert "is an input" in ran.err
    assert (dumps / "one.txt").read_bytes() == before


def test_posts_and_defects_in_one_file_by_two_names(dumps: Path) -> None:
    ran = Ran("parse", "one.txt", "-o", "new.jsonl", "--diagnostics", "absent/../new.jsonl")
    assert ran.code == 2
    assert names(dumps) == set()


def no_links(*_: object) -> NoReturn:
    raise OSError(errno.EPERM, "Operation not permitted")


@pytest.mark.parametrize("has_links", [True, False])
def test_a_file_made_meanwhile_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, has_links: bool) -> None:
    if not has_links:
        monkeypatch.setattr(os, "link", no_links)
    path = tmp_path / "out"

    def write() -> None:
        with replacing(path, force=False) as file:
            file.write(b"new")
            path.write_bytes(b"made meanwhile")

    with pytest.raises(DumpError, match="exists already"):
        write()
    assert [(file.name, file.read_bytes()) for file in tmp_path.iterdir()] == [("out", b"made meanwhile")]


@pytest.mark.parametrize("has_links", [True, False])
def test_the_first_of_two_with_one_name_has_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, has_links: bool
) -> None:
    if not has_links:
        monkeypatch.setattr(os, "link", no_links)
    path = tmp_path / "out"

    def write() -> None:
        with replacing(path, force=False) as late:
            late.write(b"late")
            with replacing(path, force=False) as early:
                early.write(b"early")

    with pytest.raises(DumpError, match="exists already"):
        write()
    assert [(file.name, file.read_bytes()) for file in tmp_path.iterdir()] == [("out", b"early")]


def write_to(folder: Path) -> None:
    with replacing(folder / "out", force=True) as file:
        file.write(b"new")


def spool_in(folder: Path) -> None:
    with leftovers.temporary_folder(folder):
        pass


@posix
@pytest.mark.parametrize("run", [write_to, spool_in])
def test_leftovers_are_removed_and_nothing_else(tmp_path: Path, run: Callable[[Path], None]) -> None:
    left = leftovers.temporary(tmp_path, "posts.jsonl", leftovers.PART)
    left.write_bytes(b"half")
    folder = leftovers.temporary(tmp_path, "jobs", leftovers.SPOOL)
    folder.mkdir()
    (folder / "0.posts").write_bytes(b"half")
    in_use = leftovers.temporary(tmp_path, "posts.jsonl", leftovers.PART)
    strange = tmp_path / ".telegram-dump-parser-00000000-0123456789abcdef.posts.jsonl.part"  # another host's
    mine = tmp_path / ".posts.jsonl.part"
    link = leftovers.temporary(tmp_path, "link", leftovers.PART)
    link.symlink_to(mine)
    for path in (strange, mine):
        path.write_bytes(b"mine")
    with in_use.open("wb") as file:
        assert leftovers.lock(file.fileno())
        run(tmp_path)
        assert {path.name for path in tmp_path.iterdir()} - {"out"} == {
            in_use.name,
            strange.name,
            mine.name,
            link.name,
        }


@posix
def test_a_new_file_is_no_leftover(tmp_path: Path) -> None:
    """Files and folders of runs that live stay, however many begin meanwhile."""
    with (
        leftovers.temporary_folder(tmp_path) as spool,
        replacing(tmp_path / "one", force=False) as one,
        replacing(tmp_path / "two", force=False) as two,
    ):
        assert spool.is_dir()
        one.write(b"1")
        two.write(b"2")
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"one": b"1", "two": b"2"}


@posix
def test_a_run_that_is_killed_leaves_what_the_next_removes(dumps: Path) -> None:
    with working("-", "-o", "posts.jsonl") as process:
        wait_until(lambda: parts(dumps))
        process.send_signal(signal.SIGKILL)
        process.wait(30)
    assert len(names(dumps)) == 1
    assert Ran("parse", "one.txt", "-o", "posts.jsonl").code == 0
    assert names(dumps) == {"posts.jsonl"}
