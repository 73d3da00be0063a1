"""How a dump is read: the options that every function and the command share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from operator import index
from typing import SupportsIndex

from .errors import DumpError
from .text.language import identifier
from .text.markers import MarkersLike, Table, extended
from .vocabulary import DateOrder, Dialect


def options(
    year: int | None,
    markers: MarkersLike | None,
    language: bool,
    date_order: str | None = None,
    dialect: str | None = None,
    min_confidence: float = 0.0,
) -> Options:
    """How values are read, from what the doors take.

    Raises:
        DumpError: `markers` cannot be used, `date_order` is no order, or `year` no year.
        ValueError: `dialect` or `min_confidence` is out of range.
        ImportError: `language` without the extra `lang`.
    """
    if date_order is not None and date_order not in list(DateOrder):
        raise DumpError(f"{date_order!r} is no order of day, month and year; give one of {', '.join(DateOrder)}")
    if not 0 <= min_confidence <= 1:
        raise ValueError(f"min_confidence is a share from 0 to 1, not {min_confidence}")
    return Options(
        year=None if year is None else _year(year),
        date_order=None if date_order is None else DateOrder(date_order),
        dialect=None if dialect is None else Dialect(dialect),
        least=min_confidence,
        markers=None if markers is None else extended(markers),
        language=identifier() if language else None,
    )


def _year(given: object) -> int:
    # True, which counts as 1, would be meant as something else.
    if isinstance(given, SupportsIndex) and not isinstance(given, bool) and 1 <= (year := index(given)) <= 9999:
        return year
    raise DumpError(f"year is a whole number from 1 to 9999, not {given!r}")


@dataclass(frozen=True, slots=True)
class Options:
    """How values are read, as the doors of the library take it."""

    file: str | None = None  # the dump's name, for `Post.source`
    year: int | None = None  # of dates that state none
    markers: Table | None = None  # what emoji stand for; the package's own table if None
    dialect: Dialect | None = None  # of the whole dump; None: told from its lines
    least: float = 0.0  # confidence of boundaries below which posts are not split
    date_order: DateOrder | None = None  # of the numbers in a message's time
    language: Callable[[str], str] | None = None  # tells a text's language; `Post.language` is None without
