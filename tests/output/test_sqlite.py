"""Posts as an SQLite database: the same cells as the CSV, and a row for each reaction, hashtag, link and quote."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from telegram_dump_parser import Dump, parse_file
from telegram_dump_parser.output.base import Format
from telegram_dump_parser.output.csv_rows import columns, row
from telegram_dump_parser.output.writers import writing

DEMO = Path(__file__).parents[2] / "fixtures" / "demo.txt"


@pytest.fixture
def database(tmp_path: Path) -> tuple[sqlite3.Connection, Dump]:
    path, dump = tmp_path / "posts.sqlite", parse_file(DEMO)
    with path.open("wb") as file, writing(file, Format.SQLITE, path) as writer:
        for post in dump:
            writer.post(post)
    return sqlite3.connect(path), dump


def test_posts_have_the_cells_of_the_csv(database: tuple[sqlite3.Connection, Dump]) -> None:
    made, dump = database
    names = ", ".join(f'"{column.name}"' for column in columns())
    found = made.execute(f"SELECT {names} FROM posts ORDER BY post").fetchall()
    assert found == [tuple(None if cell == "" else cell for cell in row(post, raw=True)) for post in dump]
    assert made.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def test_what_a_post_has_several_of_has_a_table(database: tuple[sqlite3.Connection, Dump]) -> None:
    made, dump = database
    reactions = made.execute("SELECT post, emoji, count, text FROM reactions").fetchall()
    assert reactions == [(n, r.emoji, r.count, r.text) for n, post in enumerate(dump, 1) for r in post.reactions]
    tags = made.execute("SELECT post, hashtag FROM hashtags").fetchall()
    assert tags == [(n, tag) for n, post in enumerate(dump, 1) for tag in post.hashtags]
    assert len(made.execute("SELECT * FROM quotes").fetchall()) == sum(len(post.quotes) for post in dump) > 0


def test_nothing_is_written_where_the_block_fails(tmp_path: Path) -> None:
    path = tmp_path / "posts.sqlite"
    post = parse_file(DEMO)[0]

    def fail() -> None:
        with path.open("wb") as file, writing(file, Format.SQLITE, path) as writer:
            writer.post(post)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert path.stat().st_size == 0


def test_a_row_of_another_process_is_the_same(tmp_path: Path) -> None:
    post = parse_file(DEMO)[2]
    made = []
    for name in ("post", "row"):
        path = tmp_path / f"{name}.sqlite"
        with path.open("wb") as file, writing(file, Format.SQLITE, path) as writer:
            writer.post(post) if name == "post" else writer.row(post.model_dump_json().encode())
        made.append(list(sqlite3.connect(path).iterdump()))
    assert made[0] == made[1]
