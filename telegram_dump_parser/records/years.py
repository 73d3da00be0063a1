"""The years that a dump states nearby: they date what states none."""

from __future__ import annotations

import datetime
from bisect import bisect_left, bisect_right
from collections import deque
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from typing import Any

from ..text.dates import full_dates

WINDOW = 64 * 1024  # characters, so at least as many bytes


Stated = Iterable[tuple[int, int]]
"""Positions, which do not decrease, and the years stated there."""


class YearWindow:
    """The years stated in a dump as it streams by, to date what states no year.

    Holds the years seen within a window around the current position, no more, if the caller
    forgets as it goes (:meth:`forget_before`). Positions are offsets in characters and never decrease.
    Few dumps ask for years, so a text can be left unread until one does (:meth:`add_later`).
    """

    def __init__(self, reach: int = WINDOW) -> None:
        self._reach = reach
        self._positions: list[int] = []
        self._years: list[int] = []
        # Number of changes of year up to each entry: a stretch agrees if its ends have the same.
        self._changes: list[int] = []
        self._unread: deque[tuple[int, Callable[[], Stated]]] = deque()

    def __len__(self) -> int:
        return len(self._positions)

    def add(self, position: int, year: int) -> None:
        """Note a year stated at ``position``.

        Raises:
            ValueError: ``position`` lies before one already added.
        """
        changes = 0
        if self._positions:
            if position < self._positions[-1]:
                raise ValueError("positions must not decrease")
            changes = self._changes[-1] + (year != self._years[-1])
        self._positions.append(position)
        self._years.append(year)
        self._changes.append(changes)

    def add_later(self, end: int, read: Callable[[], Stated]) -> None:
        """Note what is stated in a text that ends at ``end``; it is read if a year is asked for within its reach."""
        self._unread.append((end, read))

    def forget_before(self, position: int) -> None:
        """Drop what lies out of reach of ``position`` and of everything after it."""
        least = position - self._reach
        while self._unread and self._unread[0][0] < least:
            self._unread.popleft()
        if self._positions and self._positions[0] < least:
            gone = bisect_left(self._positions, least)
            for column in (self._positions, self._years, self._changes):
                del column[:gone]

    def year_for(self, position: int, own_years: Iterable[tuple[int, int]] = ()) -> int | None:
        """The year of a date at ``position`` that states none; None if the dump has no evidence.

        The year all dates within reach agree on; if they do not, or there are none, the year
        nearest in the same post, of ``own_years``, which are ``(distance from the date, year)``
        (None if two different ones are equally near).
        """
        while self._unread:
            for entry in self._unread.popleft()[1]():
                self.add(*entry)
        first = bisect_left(self._positions, position - self._reach)
        last = bisect_right(self._positions, position + self._reach) - 1
        if first <= last and self._changes[first] == self._changes[last]:
            return self._years[first]
        own = sorted((abs(distance), year) for distance, year in own_years)
        nearest = {year for distance, year in own if distance == own[0][0]}
        return nearest.pop() if len(nearest) == 1 else None


@dataclass(slots=True)
class UndatedYear:
    """A date that states no year, and where: what `YearWindow` is asked for once the dump has gone on."""

    position: int
    own: list[tuple[int, int]]


def undated_year(every: list[str], order: list[int] | None, line: int, begin: int, text: str) -> UndatedYear:
    """A date on a line of the text; the rest as for `stated_years`."""
    position = begin if order is None else begin + _offset(every, order[line])
    return UndatedYear(position, [(at - position, year) for at, year in stated_years(every, order, begin, text)])


def posting_day(posted_at: dict[str, Any] | None) -> datetime.date | None:
    """The day on which a message of an export was sent, of its `posted_at`; None if that is not known."""
    value = posted_at.get("value") if posted_at else None
    return None if value is None else _day(value[:10])


@lru_cache(maxsize=64)  # messages of a day are together
def _day(text: str) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        return None


_HALF_YEAR = 182  # days; within this many no other year can be nearer


def nearest_year(posted: datetime.date, month: int | None, day: int | None) -> int | None:
    """The year in which a day comes nearest to the day on which a message with it was sent.

    Args:
        posted: the day on which it was sent.
        month: of the date, 1 to 12; None if that is not known, and so the year neither.
        day: of the month; None counts as its middle.
    """
    with suppress(ValueError):
        if abs((datetime.date(posted.year, month or 0, day or 15) - posted).days) <= _HALF_YEAR:
            return posted.year
    found: list[tuple[int, int]] = []
    for year in (posted.year - 1, posted.year, posted.year + 1):
        with suppress(ValueError):  # no such day in that year
            found.append((abs((datetime.date(year, month or 0, day or 15) - posted).days), year))
    return min(found)[1] if found else None


def _offset(every: list[str], index: int) -> int:
    """Where in its draft a line begins, in characters."""
    return sum(len(line) + 1 for line in every[:index])


def stated_years(every: list[str], order: list[int] | None, begin: int, text: str) -> list[tuple[int, int]]:
    """The full dates in a text: where in the dump their lines begin, in characters, and their years.

    Args:
        every: the lines of the draft.
        order: which of them are the text's; None if it is not made of them: its dates count as at its beginning.
        begin: where in the dump the draft begins, in characters.
        text: the text.
    """
    found = list(full_dates(text))
    if order is None:
        return [(begin, stated) for _, stated in found]
    if not found:
        return []
    begins = list(accumulate((len(every[i]) + 1 for i in order), initial=0))
    at = [(order[bisect_right(begins, offset) - 1], stated) for offset, stated in found]
    return sorted((begin + _offset(every, index), stated) for index, stated in at)
