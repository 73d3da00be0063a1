"""Posts as a flat Arrow table: the columns of the CSV, with days, times, numbers and lists as what they are."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

from ..models import SCHEMA_VERSION, Post, Timestamp
from . import arrow
from .csv_rows import at, columns, date_of, day_of, reactions_total

if TYPE_CHECKING:
    import pyarrow as pa


class Column(NamedTuple):
    """A column of the flat table.

    Attributes:
        field: its name and type.
        value: what a post has in it, by the post as a dict.
    """

    field: pa.Field
    value: Callable[[dict[str, Any]], Any]


def schema() -> pa.Schema:
    """The Arrow schema of the flat table. The metadata has the `schema_version` of the rows.

    Raises:
        ImportError: pyarrow is not installed.
    """
    fields = [column.field for column in _columns()]
    return arrow.pyarrow().schema(fields, metadata={"schema_version": str(SCHEMA_VERSION)})


def table(posts: Iterable[Post]) -> pa.Table:
    """Posts as a flat table.

    Raises:
        ImportError: pyarrow is not installed.
    """
    pa = arrow.pyarrow()
    found, batches, remaining = _columns(), [], iter(posts)
    while rows := [post.model_dump() for post in islice(remaining, arrow.BATCH)]:
        arrays = [pa.array([column.value(row) for row in rows], column.field.type) for column in found]
        batches.append(pa.RecordBatch.from_arrays(arrays, schema=schema()))
    return pa.Table.from_batches(batches, schema())


@lru_cache(maxsize=1)
def _columns() -> tuple[Column, ...]:
    pa = arrow.pyarrow()
    added = {
        "day": Column(pa.field("day", pa.date32()), day_of),
        "date": Column(pa.field("date", pa.date32()), date_of),
        "reactions_total": Column(pa.field("reactions_total", pa.int64(), nullable=False), reactions_total),
    }
    stamp = pa.struct(arrow.columns(Timestamp))
    found = []
    for name, _, _, path in columns():
        if not path:
            found.append(added[name])
            continue
        fields = _fields(path)
        if len(fields) > 1 and fields[-2].type == stamp and path[-1] == "text":
            found.append(Column(pa.field("_".join(path[:-1]), pa.timestamp("us")), _time_at(path[:-1])))
        nullable = any(field.nullable for field in fields)
        found.append(Column(pa.field(name, fields[-1].type, nullable=nullable), _value_at(path)))
    return tuple(found)


def _fields(path: tuple[str, ...]) -> list[pa.Field]:
    """The fields of the nested schema on the way to a value."""
    found = [arrow.schema().field(path[0])]
    for name in path[1:]:
        found.append(found[-1].type.field(name))
    return found


def _value_at(path: tuple[str, ...]) -> Callable[[dict[str, Any]], Any]:
    return lambda values: at(values, path)


def _time_at(path: tuple[str, ...]) -> Callable[[dict[str, Any]], datetime.datetime | None]:
    """The time as it is shown: a column of Arrow has one zone or none, and inputs have many."""

    def time(values: dict[str, Any]) -> datetime.datetime | None:
        stamp = at(values, path)
        found = None if stamp is None else Timestamp(**stamp).time
        return None if found is None else found.replace(tzinfo=None)

    return time
