"""Posts as a flat Arrow table: the columns of the CSV, with real days, times, numbers and lists."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, get_args

from ..errors import DumpError
from ..models import SCHEMA_VERSION, Post, Timestamp
from . import arrow
from .csv_rows import at, columns, date_of, day_of, reactions_total

if TYPE_CHECKING:
    import pyarrow as pa

Lists = Literal["lists", "text"]
"""What a flat table has for a field with several values: a list, or the text of the CSV's cell."""


class Column(NamedTuple):
    """A column of the flat table.

    Attributes:
        field: its name and type.
        value: what a post has in it, by the post as a dict.
    """

    field: pa.Field
    value: Callable[[dict[str, Any]], Any]


def schema(lists: Lists = "lists") -> pa.Schema:
    """The Arrow schema of the flat table. The metadata has the `schema_version` of the rows.

    Args:
        lists: as for `table`.

    Raises:
        ImportError: pyarrow is not installed.
    """
    fields = [column.field for column in _columns(lists)]
    return arrow.pyarrow().schema(fields, metadata={"schema_version": str(SCHEMA_VERSION)})


def table(posts: Iterable[Post], *, lists: Lists = "lists") -> pa.Table:
    """Posts as a flat table.

    Args:
        posts: any number of them.
        lists: `text` gives text as in the CSV for fields with several values, and null if there are none.

    Raises:
        ImportError: pyarrow is not installed.
        DumpError: `lists` is neither `lists` nor `text`.
    """
    if lists not in get_args(Lists):
        raise DumpError(f"lists must be one of {', '.join(get_args(Lists))}, not {lists!r}")
    pa = arrow.pyarrow()
    found, batches, remaining = _columns(lists), [], iter(posts)
    while rows := [post.model_dump() for post in islice(remaining, arrow.BATCH)]:
        arrays = [pa.array([column.value(row) for row in rows], column.field.type) for column in found]
        batches.append(pa.RecordBatch.from_arrays(arrays, schema=schema(lists)))
    return pa.Table.from_batches(batches, schema(lists))


@lru_cache(maxsize=2)
def _columns(lists: Lists) -> tuple[Column, ...]:
    pa = arrow.pyarrow()
    added = {
        "day": Column(pa.field("day", pa.date32()), day_of),
        "date": Column(pa.field("date", pa.date32()), date_of),
        "reactions_total": Column(pa.field("reactions_total", pa.int64(), nullable=False), reactions_total),
    }
    stamp = pa.struct(arrow.columns(Timestamp))
    found = []
    for name, _, cell, path in columns():
        if not path:
            found.append(added[name])
            continue
        fields = _fields(path)
        if len(fields) > 1 and fields[-2].type == stamp and path[-1] == "text":
            found.append(Column(pa.field("_".join(path[:-1]), pa.timestamp("us")), _time_at(path[:-1])))
        nullable = any(field.nullable for field in fields)
        if lists == "text" and pa.types.is_nested(fields[-1].type):
            found.append(Column(pa.field(name, pa.string()), _cell_of(cell)))
            continue
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


def _cell_of(cell: Callable[[dict[str, Any]], Any]) -> Callable[[dict[str, Any]], Any]:
    """The text of a cell of the CSV; None for an empty one."""
    return lambda values: cell(values) or None


def _time_at(path: tuple[str, ...]) -> Callable[[dict[str, Any]], datetime.datetime | None]:
    """The time as it is shown: a column of Arrow has one zone or none, and inputs have many."""

    def time(values: dict[str, Any]) -> datetime.datetime | None:
        stamp = at(values, path)
        found = None if stamp is None else Timestamp(**stamp).time
        return None if found is None else found.replace(tzinfo=None)

    return time
