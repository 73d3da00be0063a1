"""Posts as flat rows of CSV: which columns there are, what is in their cells, and the guard against formulas.

Columns follow the model: a new field has its column by itself. Nothing of a post is left out.
"""

from __future__ import annotations

import codecs
import csv
import datetime
from collections.abc import Callable, Iterable
from functools import lru_cache
from types import NoneType
from typing import Any, BinaryIO, Final, NamedTuple, get_args, get_origin

import orjson
import regex
from pydantic import BaseModel

from ..models import Post, calendar_day, sent_day

Cell = str | int | float

# What a spreadsheet reads as a formula by its first character, or by the full-width form of it, as some do; and text
# that looks as if the guard had been at work on it, so that one apostrophe can always be taken off again. Characters
# that show nothing may be before it: some programs drop them when they read the file.
_FORMULA: Final = regex.compile(
    r"'*+[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u200b-\u200f\u2060-\u2064\ufeff]*+[=+\-@\t\r\n＝＋－＠]"
)
# Lists of what has no spaces are joined by them; other lists are JSON.
_WITHOUT_SPACES: Final = frozenset(("hashtags", "mentions", "urls", "emails", "flags", "notices", "boundary_evidence"))
_NAMES: Final = {"location_place": "location"}


class Column(NamedTuple):
    """A column of the CSV.

    Attributes:
        name: as it is in the first row.
        about: where its values come from, in Markdown.
        cell: the value of a post's row; an empty string for nothing.
        path: where the value is in a post, field by field; empty if the column sums something up.
    """

    name: str
    about: str
    cell: Callable[[dict[str, Any]], Cell]
    path: tuple[str, ...] = ()


@lru_cache(maxsize=1)
def columns() -> tuple[Column, ...]:
    """The columns, in the order of the model."""
    return tuple(_columns(Post, ()))


def row(post: Post, *, raw: bool = False) -> list[Cell]:
    """The cells of a post.

    Args:
        post: the post.
        raw: leave text as it is that a spreadsheet would read as a formula; else an apostrophe goes before it.
    """
    return _cells(post.model_dump(), raw=raw)


def _cells(values: dict[str, Any], *, raw: bool) -> list[Cell]:
    cells = [column.cell(values) for column in columns()]
    return cells if raw else [guarded(cell) for cell in cells]


def guarded(cell: Cell) -> Cell:
    """The cell, with an apostrophe before text that a spreadsheet would read as a formula."""
    return f"'{cell}" if isinstance(cell, str) and _FORMULA.match(cell) else cell


def _columns(model: type[BaseModel], path: tuple[str, ...]) -> list[Column]:
    found = []
    for name, field in model.model_fields.items():
        here = (*path, name)
        if here in _ADDED:
            found.append(_ADDED[here])
        kinds = [kind for kind in (get_args(field.annotation) or (field.annotation,)) if kind is not NoneType]
        part = kinds[0] if get_origin(field.annotation) not in (tuple, list) else None
        if isinstance(part, type) and issubclass(part, BaseModel):
            found += _columns(part, here)
        else:
            found.append(_column(here, listed=part is None))
    return found


def _column(path: tuple[str, ...], *, listed: bool) -> Column:
    name = "_".join(path)
    about = f"`{'.'.join(path)}`"
    if not listed:
        return Column(_NAMES.get(name, name), about, lambda values: _scalar(at(values, path)), path)
    if name in _WITHOUT_SPACES:
        return Column(name, f"{about}, with spaces between", lambda values: " ".join(at(values, path) or ()), path)
    return Column(name, f"{about}, as JSON", lambda values: _json(at(values, path)), path)


def at(values: Any, path: tuple[str, ...]) -> Any:
    """What is at a path in a post as a dict; None if a part on the way is None."""
    for name in path:
        if values is None:
            return None
        values = values[name]
    return values


def _scalar(value: Any) -> Cell:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str | int | float):
        return value
    if isinstance(value, datetime.datetime | datetime.date):
        return value.isoformat()
    raise TypeError(f"no cell of CSV is known for {type(value).__name__}")


def kept_cell(value: Any) -> Cell:
    """The cell of a column of a corpus."""
    return orjson.dumps(value).decode() if isinstance(value, list | dict) else _scalar(value)


def _json(value: Any) -> str:
    return orjson.dumps(value).decode() if value else ""


def date_of(values: dict[str, Any]) -> datetime.date | None:
    """The day that a post as a dict names in its text, the first of a range."""
    date = values["date"]
    return None if date is None else calendar_day(date["year"], date["month"], date["day"])


def day_of(values: dict[str, Any]) -> datetime.date | None:
    """`Post.day` of a post as a dict."""
    return sent_day(at(values, ("posted_at", "value"))) or date_of(values)


def _iso(day: datetime.date | None) -> Cell:
    return "" if day is None else day.isoformat()


def _total(values: dict[str, Any]) -> Cell:
    return reactions_total(values)


def reactions_total(values: dict[str, Any]) -> int:
    """How many reactions a post has, as a dict."""
    return sum(reaction["count"] for reaction in values["reactions"])


# Columns that sum up a field, before its own.
_ADDED: Final = {
    ("posted_at",): Column(
        "day",
        "the day on which it was sent, as `YYYY-MM-DD`; if that is not known, the same as `date`",
        lambda values: _iso(day_of(values)),
    ),
    ("date",): Column(
        "date",
        "`date` as `YYYY-MM-DD`, the first day of a range; empty unless day, month and year are known",
        lambda values: _iso(date_of(values)),
    ),
    ("reactions",): Column("reactions_total", "the sum of `reactions.count`", _total),
}


class CsvWriter:
    """Writes posts as CSV after RFC 4180, in UTF-8, below a row of names; `bom`: with a byte order mark before it."""

    def __init__(self, file: BinaryIO, *, raw: bool = False, bom: bool = False, kept: Iterable[str] = ()) -> None:
        if bom:
            file.write(codecs.BOM_UTF8)
        self._rows = csv.writer(_Utf8(file))
        self._raw = raw
        self._kept = tuple(kept)
        self._rows.writerow([*(column.name for column in columns()), *(f"row_{name}" for name in self._kept)])

    def post(self, post: Post, kept: dict[str, Any] | None = None) -> None:
        """Write one post, and the columns that are kept with it."""
        self.values(post.model_dump(), kept)

    def values(self, values: dict[str, Any], kept: dict[str, Any] | None = None) -> None:
        """Likewise, one that is a dict."""
        more = [kept_cell((kept or {}).get(name)) for name in self._kept]
        cells = _cells(values, raw=self._raw)
        self._rows.writerow([*cells, *(more if self._raw else map(guarded, more))])

    def row(self, row: bytes) -> None:
        """Write one that is a JSON object already."""
        values = orjson.loads(row)
        self.values(values, values.pop("row", None) if self._kept else None)

    def close(self) -> None:
        """End the output, to which nothing is missing; the file stays open."""


class _Utf8:
    """The text file that the csv module wants: it holds nothing back and closes nothing."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def write(self, text: str) -> int:
        return self._file.write(text.encode())
