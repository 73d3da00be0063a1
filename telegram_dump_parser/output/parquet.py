"""Posts as Parquet."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from .base import post_of_row

if TYPE_CHECKING:
    from ..models import Post


_ROW_GROUP: Final = 4 << 20  # bytes of Arrow in a row group of Parquet: what is held until it is written
_POSTS: Final = 128  # that are held as objects, until they are Arrow


class _NoPandas:
    """Finds no pandas."""

    @staticmethod
    def find_spec(name: str, *_: object) -> None:
        if name == "pandas":
            raise ModuleNotFoundError(name)


@contextmanager
def _without_pandas() -> Iterator[None]:
    """Within the block pandas cannot be imported.

    The first time that pyarrow is given a list it checks whether it is a series of pandas, and for that imports pandas
    if it is installed: 50 MiB and a third of a second for nothing. What needs pandas later imports it all the same.
    """
    sys.meta_path.insert(0, _NoPandas)
    try:
        yield
    finally:
        sys.meta_path.remove(_NoPandas)


def _cell(value: Any, kind: str) -> Any:
    """A kept value as its column has it: text, where values are of several types."""
    if value is None or kind != "string" or isinstance(value, str):
        return value
    import orjson

    return orjson.dumps(value).decode()


class ParquetWriter:
    """Writes posts as Parquet, by `arrow.SCHEMA`, up to the end of its block; what is held at once is bounded."""

    def __init__(self, file: BinaryIO, kept: Mapping[str, str] | None = None) -> None:
        from . import arrow

        pyarrow = arrow.pyarrow()
        pyarrow.set_memory_pool(pyarrow.system_memory_pool())  # which gives back what is not used any more
        with _without_pandas():
            pyarrow.array([])
        self._table = pyarrow.Table.from_batches
        self._batch = pyarrow.RecordBatch.from_pylist
        self._kept = dict(kept or {})
        self._schema = arrow.schema_with(self._kept)
        from pyarrow import parquet

        self._writer: Any = parquet.ParquetWriter(file, self._schema, compression="zstd")
        self._rows: list[dict[str, Any]] = []
        self._batches: list[Any] = []
        self._size = 0

    def post(self, post: Post, kept: dict[str, Any] | None = None) -> None:
        """Write one post, and the columns that are kept with it."""
        self.values(post.model_dump(), kept)

    def values(self, values: dict[str, Any], kept: dict[str, Any] | None = None) -> None:
        """Likewise, one that is a dict."""
        row = values
        if self._kept:
            row = values | {"row": {name: _cell((kept or {}).get(name), kind) for name, kind in self._kept.items()}}
        self._rows.append(row)
        if len(self._rows) == _POSTS:
            self._gather()
            if self._size >= _ROW_GROUP:
                self._flush()

    def row(self, row: bytes) -> None:
        """Write one that is a JSON object already."""
        self.post(*post_of_row(row, with_kept=bool(self._kept)))

    def __enter__(self) -> ParquetWriter:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        try:
            if kind is None:
                if self._rows:
                    self._gather()
                self._flush()
                self._writer.close()
        finally:
            # pyarrow would write the footer when the writer is collected, to a file that is closed by then.
            with suppress(Exception):
                self._writer.close()
            self._writer.is_open = False

    def _gather(self) -> None:
        batch = self._batch(self._rows, schema=self._schema)
        self._batches.append(batch)
        self._size += batch.nbytes
        self._rows = []

    def _flush(self) -> None:
        if self._batches:
            self._writer.write_table(self._table(self._batches))
            self._batches = []
            self._size = 0
