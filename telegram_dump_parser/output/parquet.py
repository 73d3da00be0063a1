"""Posts as Parquet."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from .base import post_of_row

if TYPE_CHECKING:
    from ..models import Post


_ROW_GROUP: Final = 16 << 20  # bytes of Arrow in a row group of Parquet: what is held until it is written


class ParquetWriter:
    """Writes posts as Parquet, by `arrow.SCHEMA`, up to the end of its block; what is held at once is bounded."""

    def __init__(self, file: BinaryIO) -> None:
        from . import arrow

        self._table = arrow.pyarrow().Table.from_batches
        self._batch = arrow.batch
        from pyarrow import parquet

        self._writer: Any = parquet.ParquetWriter(file, arrow.schema(), compression="zstd")
        self._posts: list[Post] = []
        self._batches: list[Any] = []
        self._size = arrow.BATCH

    def post(self, post: Post) -> None:
        """Write one post."""
        self._posts.append(post)
        if len(self._posts) == self._size:
            self._gather()
            if sum(batch.nbytes for batch in self._batches) >= _ROW_GROUP:
                self._flush()

    def row(self, row: bytes) -> None:
        """Write one that is a JSON object already."""
        self.post(post_of_row(row))

    def __enter__(self) -> ParquetWriter:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        try:
            if kind is None:
                if self._posts:
                    self._gather()
                self._flush()
                self._writer.close()
        finally:
            # pyarrow would write the footer when the writer is collected, to a file that is closed by then.
            with suppress(Exception):
                self._writer.close()
            self._writer.is_open = False

    def _gather(self) -> None:
        self._batches.append(self._batch(self._posts))
        self._posts = []

    def _flush(self) -> None:
        if self._batches:
            self._writer.write_table(self._table(self._batches))
            self._batches = []
