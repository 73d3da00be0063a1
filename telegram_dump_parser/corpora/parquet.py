"""Rows of Parquet, and of Arrow record batches."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO, Final

from ..errors import DumpError
from ..output.arrow import pyarrow
from .columns import Asked, Columns, columns_of
from .rows import Corpus, Row, row_of

_BATCH: Final = 256  # rows that are held at once
_BUFFER: Final = 1 << 20  # bytes of a column that are read ahead


def parquet_corpus(file: BinaryIO, name: str | None, asked: Asked) -> Corpus:
    """An open Parquet file as a corpus; its rows are read by batches.

    Args:
        file: a file that can be read at any place.
        name: its name, for errors.
        asked: the columns to read.

    Raises:
        DumpError: it cannot be read, or has no such columns.
        ImportError: pyarrow is not installed.
    """
    pa = pyarrow()
    from pyarrow import parquet

    try:
        opened = parquet.ParquetFile(file, buffer_size=_BUFFER, pre_buffer=False)
        schema = opened.schema_arrow
    except (pa.ArrowException, OSError, ValueError) as error:
        raise DumpError(f"cannot be read as Parquet: {_one_line(error)}", file=name) from error
    columns = columns_of(schema.names, asked, name)
    check_text(schema, columns.text, name)
    kept = {name: _simple(schema.field(name).type) for name in columns.keep}
    read = 0

    def rows() -> Iterator[Row]:
        nonlocal read
        for row in _rows(opened, columns, name):
            read += 1
            yield row

    return Corpus(columns, opened.metadata.num_rows, lambda: read, kept, rows())


def check_text(schema: Any, name: str, file: str | None = None) -> None:
    """Make sure that a column holds text.

    Raises:
        DumpError: it is not there, or holds something else.
    """
    types = pyarrow().types
    if name not in schema.names:
        raise DumpError(f"no column is called {name!r}; the columns are {', '.join(schema.names) or 'none'}", file=file)
    kind = schema.field(name).type
    if types.is_dictionary(kind):
        kind = kind.value_type
    names = ("string", "large_string", "string_view", "binary", "large_binary", "binary_view", "null")
    if not any(is_kind(kind) for each in names if (is_kind := getattr(types, f"is_{each}", None))):
        raise DumpError(f"the column {name!r} holds {kind}, not text; name the column of texts", file=file)


def rows_of_batch(batch: Any, columns: Columns, first: int = 0) -> Iterator[Row]:
    """The rows of an Arrow record batch.

    Args:
        batch: of any columns.
        columns: those that are read.
        first: the number of the batch's first row.
    """
    values = {name: _values(batch.column(name)) for name in columns.names()}
    for at in range(batch.num_rows):
        yield row_of(first + at, {name: column[at] for name, column in values.items()}, columns)


def _rows(opened: Any, columns: Columns, name: str | None) -> Iterator[Row]:
    number = 0
    batches = opened.iter_batches(_BATCH, columns=columns.names())
    while True:
        try:
            batch = next(batches, None)
        except (pyarrow().ArrowException, OSError) as error:
            raise DumpError(
                f"row {number:,} and all rows after it cannot be read: {_one_line(error)}", file=name
            ) from error
        if batch is None:
            return
        yield from rows_of_batch(batch, columns, number)
        number += batch.num_rows


def _values(column: Any) -> list[Any]:
    """The values of a column. What Arrow calls text may hold bytes that are no UTF-8."""
    try:
        return column.to_pylist()  # type: ignore[no-any-return]
    except UnicodeDecodeError:
        pa = pyarrow()
        if pa.types.is_dictionary(column.type):
            column = column.cast(column.type.value_type)
        return column.cast(pa.large_binary()).to_pylist()  # type: ignore[no-any-return]


def _simple(kind: Any) -> str:
    """The type that a kept column has in what is written; times and nested values become text."""
    types = pyarrow().types
    if types.is_boolean(kind):
        return "bool"
    if types.is_integer(kind) and not types.is_uint64(kind):
        return "int64"
    return "float64" if types.is_floating(kind) else "string"


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())[:200]
