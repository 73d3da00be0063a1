"""Folders and globs, for the command and as one collection of dumps."""

from __future__ import annotations

from pathlib import Path

import pytest
from running import FIRST, ONE, SECOND, TWO, Ran

import telegram_dump_parser as tdp
from telegram_dump_parser.lines.inputs import files_of


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "d" / "deeper").mkdir(parents=True)
    for name, data in (("b.txt", TWO), ("a.txt", ONE), ("_done", b"x"), (".hidden", b"x"), ("deeper/c.txt", TWO)):
        (tmp_path / "d" / name).write_bytes(data)
    return tmp_path / "d"


def test_files_that_a_path_stands_for(folder: Path) -> None:
    assert files_of("d") == ["d/a.txt", "d/b.txt"]
    assert files_of("d/*.txt") == ["d/a.txt", "d/b.txt"]
    assert files_of("d/**/*.txt") == ["d/a.txt", "d/b.txt", "d/deeper/c.txt"]
    assert files_of("d/a.txt") == ["d/a.txt"]
    assert files_of("d/[x].txt") == files_of("d/\0") == []
    (folder / "[x].txt").write_bytes(ONE)
    assert files_of("d/[x].txt") == ["d/[x].txt"]


def test_an_export_is_one_input(folder: Path) -> None:
    (folder / "deeper" / "messages.html").write_bytes(b"")
    assert files_of("d") == ["d/a.txt", "d/b.txt", "d/deeper"]
    assert files_of("d/deeper") == ["d/deeper"]


@pytest.mark.parametrize("name", ["d", "d/", "d/*.txt"])
def test_commands_take_folders_and_globs(folder: Path, name: str) -> None:
    assert Ran("parse", "-q", name).headlines == [FIRST, SECOND]
    assert "2 dumps" in Ran("check", name).err
    for command in ("inspect", "report"):
        ran = Ran(command, name)
        assert ran.code == 2
        assert "matches 2 dumps" in ran.err


def test_a_folder_of_one(folder: Path) -> None:
    assert Ran("inspect", "d/deeper").code == 0
    (folder / "empty").mkdir()
    assert "no files in the folder" in Ran("parse", "d/empty").err
    assert "d/*.csv: no such file" in Ran("parse", "d/*.csv").err


def test_the_output_may_not_be_one_of_the_files(folder: Path) -> None:
    assert Ran("parse", "d", "-o", "d/a.txt", "--force").code == 2
    assert (folder / "a.txt").read_bytes() == ONE


def test_a_collection(folder: Path) -> None:
    found = tdp.parse_files("d")
    assert [dump.source for dump in found] == ["d/a.txt", "d/b.txt"]
    assert found[1] == tdp.parse_file("d/b.txt")
    assert [post.headline for post in found.posts] == [FIRST, SECOND]
    assert found.to_records() == [row for dump in found for row in dump.to_records()]
    assert repr(found) == "<DumpCollection: 2 dumps, 2 posts, 0 errors>"
    assert len(tdp.parse_files([folder / "a.txt", "d/**/*.txt"])) == 4
    with pytest.raises(tdp.DumpError, match="no such file"):
        tdp.parse_files("d/*.csv")
    with pytest.raises(tdp.DumpError, match="year"):
        tdp.parse_files("d", year=0)


def test_one_frame(folder: Path) -> None:
    pytest.importorskip("pyarrow", reason="pyarrow, the extra arrow, is not installed")
    found = tdp.parse_files("d")
    assert found.to_arrow().to_pylist() == found.to_records()
    for library in ("pandas", "polars"):
        pytest.importorskip(library, reason=f"{library} is not installed")
        assert list(getattr(found, f"to_{library}")()["headline"]) == [FIRST, SECOND]


def test_what_cannot_be_read_is_told(folder: Path) -> None:
    (folder / "c.txt").write_bytes("A line of text, and another.\n".encode("utf-16-le") * 9)
    found = tdp.parse_files("d")
    assert len(found) == 2
    assert "UTF-16" in str(found.errors[0])
    with pytest.raises(tdp.DumpError, match="UTF-16"):
        tdp.parse_files("d", strict=True)
