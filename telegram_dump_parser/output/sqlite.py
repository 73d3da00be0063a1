"""Posts as an SQLite database: a table of posts, and one for each thing that a post may have several of."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from .base import post_of_row, post_of_values
from .csv_rows import columns, kept_cell

if TYPE_CHECKING:
    from types import TracebackType

    from ..models import Post

_TRANSACTION: Final = 2_000  # posts

# Of each table its columns after `post`, the number of the post in `posts`, and the rows of a post.
_TABLES: Final[dict[str, tuple[str, Callable[[Post], Iterable[tuple[Any, ...]]]]]] = {
    "reactions": (
        "emoji TEXT, kind TEXT, count INTEGER NOT NULL, text TEXT NOT NULL",
        lambda post: ((reaction.emoji, reaction.kind, reaction.count, reaction.text) for reaction in post.reactions),
    ),
    "hashtags": ("hashtag TEXT NOT NULL", lambda post: ((tag,) for tag in post.hashtags)),
    "mentions": ("mention TEXT NOT NULL", lambda post: ((name,) for name in post.mentions)),
    "links": ("url TEXT NOT NULL", lambda post: ((url,) for url in post.urls)),
    "quotes": (
        "speaker TEXT, text TEXT NOT NULL",
        lambda post: ((quote.speaker or post.speaker, quote.text) for quote in post.quotes),
    ),
    "questions": ("text TEXT NOT NULL", lambda post: ((question.text,) for question in post.questions)),
    "defects": (
        "code TEXT NOT NULL, line INTEGER NOT NULL, message TEXT NOT NULL",
        lambda post: ((defect.code, defect.line, defect.message) for defect in post.defects),
    ),
}


class SqliteWriter:
    """Writes posts into a database of its own, which is copied to the file when the block ends well.

    The table `posts` has the columns of the CSV, `NULL` where a cell would be empty, after `post`, its key: 1, 2, 3 …
    over all dumps. The other tables name their post by it.
    """

    def __init__(self, file: BinaryIO, kept: Iterable[str] = ()) -> None:
        self._file = file
        self._kept = tuple(kept)
        self._columns = columns()
        self._number = 0

    def __enter__(self) -> SqliteWriter:
        self._folder = tempfile.TemporaryDirectory(prefix="telegram-dump-parser-")
        self._path = Path(self._folder.name) / "posts.sqlite"
        self._database = sqlite3.connect(self._path, isolation_level=None)
        # Nobody else reads it, and what is broken off is thrown away.
        self._database.execute("PRAGMA journal_mode = OFF")
        self._database.execute("PRAGMA synchronous = OFF")
        kept = [f"row_{name}".replace('"', '""') for name in self._kept]
        names = ", ".join(f'"{name}"' for name in [*(column.name for column in self._columns), *kept])
        self._database.execute(f"CREATE TABLE posts (post INTEGER PRIMARY KEY, {names})")
        for name, (declared, _) in _TABLES.items():
            self._database.execute(f"CREATE TABLE {name} (post INTEGER NOT NULL REFERENCES posts, {declared})")
        self._database.execute("BEGIN")
        self._insert = f"INSERT INTO posts VALUES ({', '.join('?' * (len(self._columns) + len(kept) + 1))})"
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                self._database.execute("COMMIT")
                for name in _TABLES:
                    self._database.execute(f"CREATE INDEX {name}_of_post ON {name} (post)")
            self._database.close()
            if kind is None:
                with self._path.open("rb") as made:
                    shutil.copyfileobj(made, self._file, 1 << 20)
        finally:
            self._folder.cleanup()

    def post(self, post: Post, kept: dict[str, Any] | None = None) -> None:
        """Write one post, and the columns that are kept with it."""
        self._number += 1
        values = post.model_dump()
        cells = [column.cell(values) for column in self._columns]
        cells += [kept_cell((kept or {}).get(name)) for name in self._kept]
        self._database.execute(self._insert, (self._number, *(None if cell == "" else cell for cell in cells)))
        for name, (_, rows_of) in _TABLES.items():
            if rows := [(self._number, *row) for row in rows_of(post)]:
                marks = ", ".join("?" * len(rows[0]))
                self._database.executemany(f"INSERT INTO {name} VALUES ({marks})", rows)
        if self._number % _TRANSACTION == 0:
            self._database.execute("COMMIT")
            self._database.execute("BEGIN")

    def values(self, values: dict[str, Any], kept: dict[str, Any] | None = None) -> None:
        """Likewise, one that is a dict."""
        self.post(post_of_values(values), kept)

    def row(self, row: bytes) -> None:
        """Write one that is a JSON object already."""
        self.post(*post_of_row(row, with_kept=bool(self._kept)))
