"""`stats`: counts over dumps, for people and as JSON."""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest
from conftest import ROOT
from running import Ran

from telegram_dump_parser import parse_file

DEMO = str(Path(__file__).parents[2] / "fixtures" / "demo.txt")


def test_the_counts_are_those_of_the_posts() -> None:
    found = orjson.loads(Ran("stats", DEMO, "--format", "json").out)
    posts = parse_file(DEMO).posts
    assert found["posts"] == len(posts)
    assert found["characters"] == sum(len(post.text) for post in posts)
    assert found["undated"] + sum(found["days"].values()) == len(posts)
    assert sum(found["hashtags"].values()) == sum(len(post.hashtags) for post in posts) > 0
    assert sum(found["reactions"].values()) == sum(r.count for post in posts for r in post.reactions) > 0
    assert list(found["days"]) == sorted(found["days"])
    assert list(found["reactions"].values()) == sorted(found["reactions"].values(), reverse=True)


def test_views_are_counted_where_they_are_known(tmp_path: Path) -> None:
    assert orjson.loads(Ran("stats", DEMO, "--format", "json").out)["views"] is None
    assert b"view" not in Ran("stats", DEMO).out.splitlines()[0]
    page = tmp_path / "page.txt"
    page.write_text(
        "".join(f"Lake News\n{day} is sunny\n1.2K views09:0{n}\n" for n, day in enumerate(("Mo", "Tu", "We")))
    )
    assert Ran("stats", str(page)).out.splitlines()[0].endswith(b", 3,600 views")


def test_several_dumps_are_counted_together() -> None:
    one, two = (orjson.loads(Ran("stats", *[DEMO] * n, "--format", "json").out) for n in (1, 2))
    assert two["posts"] == 2 * one["posts"]
    assert two["hashtags"] == {tag: 2 * count for tag, count in one["hashtags"].items()}


def test_what_the_counts_are_of(tmp_path: Path) -> None:
    shown = Ran("stats", DEMO).out.decode()
    assert "\ndays (2 different)\n" in shown
    assert "2025-05-15\n  13 posts have no whole date\n\nhashtags" in shown
    assert "\nforwarded from (1)\n" in shown


@pytest.mark.parametrize("width", [40, 80, 200])
def test_rows_fit_the_terminal(width: int) -> None:
    rows = Ran("stats", DEMO, "--most", "2", env={"COLUMNS": str(width)}).out.decode().splitlines()
    assert rows[0].startswith("15 posts, ")
    assert "  … 6 more" in rows
    assert all(len(row) <= width for row in rows)


def test_what_cannot_be_read_is_said_and_the_rest_counted(tmp_path: Path) -> None:
    ran = Ran("stats", DEMO, str(tmp_path / "absent.txt"))
    assert ran.code == 1
    assert ran.out.startswith(b"15 posts")
    assert "absent.txt" in ran.err


def test_nothing_hostile_gets_through(tmp_path: Path) -> None:
    path = tmp_path / "dump.txt"
    path.write_text("Forwarded from \x1b]0;owned\x07\u202eEvil\nA text of one line, which is long enough.\n", "utf-8")
    shown = Ran("stats", str(path)).out.decode()
    assert not {"\x1b", "\x07", "\u202e"} & set(shown)


def test_of_a_corpus_parse_is_named() -> None:
    ran = Ran("stats", str(ROOT / "examples" / "corpus.jsonl"))
    assert ran.code == 0
    assert ran.err.count("parse reads it if --text-column names the column of texts") == 1
