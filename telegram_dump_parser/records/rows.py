"""The values of a post as a row: one plain dict, whole and in the order of `models.Post`, as JSON Lines have it.

Which fields there are, and what a field holds of which nothing is known, is in `row_fields.json`, which
scripts/make_row_fields.py writes from the models. So what only writes rows need not load them, which takes as long as
to parse a small dump.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from sys import intern
from typing import Any, Final, NamedTuple

import orjson

from .values import Values

Row = dict[str, Any]
"""All fields of `models.Post`, and of its parts. Parts may be shared by rows: change none of them."""


class _Shape(NamedTuple):
    """A model: what its fields hold if nothing is known, in order, and which of them hold models or lists of them."""

    empty: dict[str, Any]
    parts: dict[str, _Shape]


def row(values: Values) -> Row:
    """The row of a post; values with all fields are one already."""
    shape = _shape("Post")
    if len(values) == len(shape.empty):
        return values
    whole: Row = _completed(shape, values)
    return whole


def empty_row() -> Row:
    """A row of which nothing is known."""
    return _shape("Post").empty.copy()


def known(values: Values) -> Values:
    """The fields of a row of which something is known."""
    empty = _shape("Post").empty
    return {name: value for name, value in values.items() if value is not empty[name]}


def completed(name: str, value: Any) -> Any:
    """What a field of a post holds, with all fields of its parts."""
    part = _shape("Post").parts.get(name)
    return value if part is None or value is None else _completed(part, value)


def completed_list(name: str, values: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The same of a field that holds a list of parts without parts."""
    empty = _shape("Post").parts[name].empty
    return [{**empty, **value} for value in values]


def _completed(shape: _Shape, values: Any) -> Any:
    """A part with all its fields in their order, or a list of such parts."""
    empty, parts = shape
    if not isinstance(values, dict):
        if parts or (values and not isinstance(values[0], dict)):
            return [_completed(shape, value) for value in values]
        return [{**empty, **value} for value in values]
    if not parts:
        # One with all fields has them in their order.
        return values if len(values) == len(empty) else {**empty, **values}
    whole = {**empty, **values}
    for name in parts.keys() & values.keys():
        if (value := values[name]) is not None:
            whole[name] = _completed(parts[name], value)
    return whole


@cache
def _shape(name: str) -> _Shape:
    described = _fields()[name]
    # Names of fields are looked up in every row, which is quicker if they are the same objects as in the code.
    empty = {intern(field): value for field, value in described["empty"].items()}
    return _Shape(empty, {intern(field): _shape(part) for field, part in described["parts"].items()})


@cache
def _fields() -> Any:
    return orjson.loads((files(__package__) / _FILE).read_bytes())


_FILE: Final = "row_fields.json"
