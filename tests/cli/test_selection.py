"""`parse --since --until --grep`, `--format md` and `sqlite`, and names that tell no format."""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest
from running import Ran

DUMP = (
    "📍 Lakeside, May 4, 2025\nThe ferry is out of service.\nThe ferry is out of service.\n❤28\n"
    "📍 Lakeside, June 1, 2025\nThe pool is open.\nThe pool is open.\n❤5\n"
    "Nobody knows the day\nThe bridge is closed.\nThe bridge is closed.\n❤7\n"
)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "dump.txt").write_text(DUMP, "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def texts(*options: str) -> list[int]:
    ran = Ran("parse", "dump.txt", *options)
    assert ran.code == 0
    return [orjson.loads(row)["index"] for row in ran.out.splitlines()]


@pytest.mark.parametrize(
    ("options", "kept"),
    [
        ([], [0, 1, 2]),
        (["--since", "2025-05-04"], [0, 1]),
        (["--since", "2025-05-05"], [1]),
        (["--until", "2025-05-04"], [0]),
        (["--since", "2025-05-05", "--until", "2025-05-31"], []),
        (["--grep", "pool|bridge"], [1, 2]),
        (["--grep", "POOL"], []),
        (["--grep", "(?i)POOL"], [1]),
        (["--grep", "ferry", "--since", "2025-06-01"], []),
    ],
)
def test_only_what_is_asked_for_is_written(options: list[str], kept: list[int]) -> None:
    assert texts(*options) == kept


def test_the_summary_counts_what_is_left_out() -> None:
    assert Ran("parse", "dump.txt", "--grep", "pool").err == "1 post (2 posts left out), 0 gaps, 0 defects in 1 dump\n"
    verbose = Ran("parse", "dump.txt", "--grep", "pool", "-v").err
    assert verbose.startswith("dump.txt: 1 post (2 posts left out), 0 gaps")


def test_several_dumps_at_a_time_are_selected_alike(folder: Path) -> None:
    (folder / "more.txt").write_text(DUMP, "utf-8")
    one, two = (Ran("parse", "dump.txt", "more.txt", "--grep", "pool", "-j", jobs) for jobs in ("1", "2"))
    assert (one.out, one.err) == (two.out, two.err)
    assert len(one.out.splitlines()) == 2


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--since", "May"], "'May' is not a day; write it as 2025-04-10"),
        (["--since", "2025-05-02", "--until", "2025-05-01"], "2025-05-02 is later than --until 2025-05-01"),
        (["--grep", "("], "'(' is not a regular expression"),
        (["--fields", "text"], "only --format md takes it, not jsonl"),
        (["--csv-raw"], "Invalid value for --csv-raw: only --format csv takes it, not jsonl"),
        (["--csv-bom", "--format", "json"], "Invalid value for --csv-bom: only --format csv takes it, not json"),
        (["--format", "md", "--fields", "texts"], "no field is called 'texts'; the fields are forwarded_from"),
        (["--format", "md", "--fields", ""], "no field is called ''"),
        (["-o", "posts.xlsx"], "the ending of posts.xlsx is that of no format; use a name that ends in .jsonl"),
        (["-o", "posts.txt"], "give --format: jsonl, json, csv"),
        (["-o", "."], ". is a folder; use the name of a file in it that ends in .jsonl"),
        (["-o", ".", "--format", "csv"], ". is a folder"),
        (["--channel", "a name"], "'a name' is not a name as in t.me/name"),
        (["--urls", "https://t.me/s/name"], "'https://t.me/s/name' is not the name of a host; write it as t.me"),
        (["--urls", ","], "',' names no host"),
        (["--format", "sqlite"], "sqlite needs a file; name one with -o"),
    ],
)
def test_what_cannot_be_used_is_a_usage_error(options: list[str], words: str) -> None:
    ran = Ran("parse", "dump.txt", *options)
    assert ran.code == 2
    assert words in " ".join(ran.err.split())
    assert not ran.out


def test_an_expression_without_end_costs_one_dump(folder: Path) -> None:
    (folder / "long.txt").write_text("a" * 4000 + "!\n", "utf-8")
    ran = Ran("parse", "long.txt", "dump.txt", "--grep", "(a+)+$|ferry")
    assert ran.code == 1 or b"ferry" in ran.out
    assert b"ferry" in ran.out


def test_markdown_by_the_name_of_the_file(folder: Path) -> None:
    assert Ran("parse", "dump.txt", "-o", "notes.md", "--fields", "text").code == 0
    assert Ran("parse", "dump.txt", "-o", "more.md", "--fields", "text, reactions").code == 0
    assert (folder / "notes.md").read_text("utf-8").startswith("## Post 0 · 2025-05-04\n\n📍 Lakeside, May 4, 2025  \n")
