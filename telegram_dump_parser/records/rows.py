"""The values of a post as a row: one plain dict, whole and in the order of `models.Post`, as JSON Lines have it.

Which fields there are, and what a field holds of which nothing is known, stands in `row_fields.json`, which
scripts/make_row_fields.py writes from the models. So what only writes rows need not load them, which takes as long as
to parse a small dump.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any, Final, NamedTuple

import orjson

from .builder import Values

Row = dict[str, Any]
"""All fields of `models.Post`, and of its parts. Parts may be shared by rows: change none of them."""


class _Shape(NamedTuple):
    """A model: what its fields hold if nothing is known, in order, and which of them hold models or lists of them."""

    empty: dict[str, Any]
    parts: tuple[tuple[str, _Shape], ...]


def row(values: Values) -> Row:
    """The row of a post."""
    whole: Row = _completed(_shape("Post"), values)
    return whole


def _completed(shape: _Shape, values: Any) -> Any:
    """A part with all its fields in their order, or a list of such parts."""
    if not isinstance(values, dict):
        return [_completed(shape, value) for value in values]
    whole = {**shape.empty, **values}
    for name, part in shape.parts:
        if (value := values.get(name)) is not None:
            whole[name] = _completed(part, value)
    return whole


@cache
def _shape(name: str) -> _Shape:
    described = _fields()[name]
    return _Shape(described["empty"], tuple((field, _shape(part)) for field, part in described["parts"].items()))


@cache
def _fields() -> Any:
    return orjson.loads((files(__package__) / _FILE).read_bytes())


_FILE: Final = "row_fields.json"
