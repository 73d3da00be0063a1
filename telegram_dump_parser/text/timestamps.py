"""When a message was sent, as Telegram's apps write it: `10.04.2025 12:30` and the short formats of other locales.

Telegram for macOS writes medium formats, many of which name the month: `10 Apr 2025 at 12:30:05`.

The numbers alone often do not show which is the day and which the month. A `Stamp` keeps every order in which it is a
date; `Orders` learns from the stamps of one layout which orders all of them allow. Nothing is guessed: neither from the
separator, which people can change, nor from the order of the messages, for copies may be pasted in any. Today's date
plays no part.
"""

from __future__ import annotations

import datetime
import unicodedata
from functools import lru_cache
from importlib.resources import files
from typing import Final, NamedTuple

import orjson
import regex

from ..lines.patterns import late_pattern
from ..lines.phrases import table
from ..vocabulary import DateOrder
from .dates import parse_date

# Replacements in the shapes below: marks of direction go, all spaces and digits become ASCII.
_MARK: Final = r"[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]"
_SPACE: Final = r"[\u00a0\u2002-\u200a\u202f\u3000]"
_FOREIGN_DIGIT: Final = r"[^\P{Nd}0-9]"
_MARKS: Final = late_pattern(_MARK)
_SPACES: Final = late_pattern(_SPACE)
_FOREIGN_DIGITS: Final = late_pattern(_FOREIGN_DIGIT)
_FOLDED: Final = late_pattern(f"{_MARK}|{_SPACE}|{_FOREIGN_DIGIT}")
# day.month.year with one of the separators that locales use, maybe "г." (Bulgarian); then a time with what is
# next to it: the words for AM and PM, the "h" of French in Canada, the "ч." of Bulgarian. All are checked further on.
_STAMP: Final = late_pattern(
    r"""
    (?P<a>\d{4}|\d{1,2}) (?P<separator>\.[ ]|[./-]|[ ])
    (?P<b>\d{1,2}) (?:(?P=separator)|[ ](?=\d{4})) (?P<c>\d{4}|\d{1,2})
    \.? (?:[ ]?г\.?)? (?:[,،]?[ ] | (?<=\d{4}-\d\d-\d\d)T)
    (?P<before>(?:[^\d\s:][^\d:]{0,23})?)
    (?P<hour>\d{1,2}) (?:[:.]|[ ]?h[ ]?) (?P<minute>\d\d) (?:[:.](?P<second>\d\d))?
    (?P<after>[^\d:]{0,24})
    """,
    regex.VERBOSE,
)
_CLOCK: Final = late_pattern(
    r"""
    (?<![\d:.]) (?P<hour>\d{1,2}) (?P<colon>[:.]) (?P<minute>\d\d) (?:(?P=colon)(?P<second>\d\d))?
    (?P<after>(?:[\s\p{L}][^\d:]{0,23})?)
    """,
    regex.VERBOSE,
)
_MOST_BETWEEN: Final = 2  # words between a date and its time, those for AM and PM included
# The separators with which some locale writes a year of two digits first: unless it is said that a dump does otherwise,
# "25.04.10" has its year at the end.
_YEAR_FIRST: Final = frozenset(("/", "-", ". "))
_NO_PERIODS: Final = frozenset(("", "ч", "h", "uhr", "น"))
_FIRST_YEAR: Final = 2013  # Telegram's first
_LAST_YEAR: Final = 2099
# A date and time that Telegram Desktop writes is not longer, in any locale.
LONGEST: Final = 64


class Stamp(NamedTuple):
    """A date and time, and what its numbers may mean.

    Attributes:
        text: as written, trimmed.
        dates: by each order in which the numbers are a day, the day. None at all if the year is not one of Telegram's,
            as in calendars other than the Gregorian.
        time: `12:30` or `12:30:45`, of 24 hours.
        layout: equal for stamps of one locale.
        problem: code and message of why there are no dates, if it is known.
    """

    text: str
    dates: dict[DateOrder, datetime.date]
    time: str
    layout: tuple[str, int, int, bool]
    problem: tuple[str, str] | None = None

    def orders(self) -> frozenset[DateOrder]:
        """The orders of `dates` that some locale has."""
        separator, first, last, _ = self.layout
        if not first and not last and separator not in _YEAR_FIRST:
            return frozenset(self.dates) - {DateOrder.YMD}
        return frozenset(self.dates)


@lru_cache(maxsize=1)
def _periods() -> tuple[frozenset[str], frozenset[str]]:
    data = orjson.loads(files(__package__).joinpath("dayperiods.json").read_bytes())
    return frozenset(data["am"]), frozenset(data["pm"])


def folded(text: str) -> str:
    """The text without marks of direction, with ASCII digits and ordinary spaces, trimmed."""
    if not text.isascii() and _FOLDED.search(text):  # few texts have one of them
        text = _SPACES.sub(" ", _MARKS.sub("", text))
        text = _FOREIGN_DIGITS.sub(lambda match: str(unicodedata.decimal(match[0])), text)
    return text.strip()


@lru_cache(maxsize=1024)  # each head is met twice, as the end of a message and as the beginning of one
def parse_stamp(text: str) -> Stamp | None:
    """Read a whole text as a date and time; None if it is not one."""
    if len(text) > LONGEST:
        return None
    match = _STAMP.fullmatch(folded(text))
    if match is None:
        return _in_words(text)
    before = match["before"].strip()
    if before.casefold() in _between():
        before = ""
    words = {_period(before), _period(match["after"])} - _NO_PERIODS
    time = _time(match, words)
    if time is None:
        return None
    a, b, c = match["a"], match["b"], match["c"]
    if len(a) == 4:
        readings = {DateOrder.YMD: (a, b, c)}
        if len(c) == 4:
            return None
    elif len(c) == 4:
        readings = {DateOrder.DMY: (c, b, a), DateOrder.MDY: (c, a, b)}
    else:
        readings = {DateOrder.DMY: (c, b, a), DateOrder.MDY: (c, a, b), DateOrder.YMD: (a, b, c)}
    if not any(_is_day(2000, int(month), int(day)) for _, month, day in readings.values()):
        return None
    dates = {order: found for order, parts in readings.items() if (found := _date(*parts)) is not None}
    layout = (match["separator"], len(a) if len(a) == 4 else 0, len(c) if len(c) == 4 else 0, bool(words))
    return Stamp(text.strip(), dates, time, layout)


def _in_words(text: str) -> Stamp | None:
    """The same, where the date names its month, or has a sign for year, month and day."""
    line = folded(text)
    match = next((found for found in _CLOCK.finditer(line) if found.end() == len(line)), None)
    if match is None:
        return None
    words = {_period(match["after"])}
    left = line[: match.start()].rstrip(" ,،")
    for _ in range(_MOST_BETWEEN + 1):
        found = parse_date(left)
        if found is not None:
            break
        left, _, word = left.rpartition(" ")
        if word.casefold() not in _between():
            words.add(_period(word))
        left = left.rstrip(" ,،")
    else:
        return None
    date, problem = found
    time = _time(match, words - _NO_PERIODS)
    if time is None or (date is not None and None in (date.day, date.year)) or (date and date.end_day is not None):
        return None
    day = date and _date(str(date.year), str(date.month), str(date.day))
    return Stamp(text.strip(), {DateOrder.DMY: day} if day else {}, time, ("", 0, 4, False), problem)


@lru_cache(maxsize=1)
def _between() -> frozenset[str]:
    """Words that may be between a date and its time."""
    return frozenset(table(__package__, "labels.toml")["stamp"]["between"])


def _is_day(year: int, month: int, day: int) -> bool:
    try:
        datetime.date(year, month, day)
    except ValueError:
        return False
    return True


def _date(year: str, month: str, day: str) -> datetime.date | None:
    """The day, if Telegram was there by then. Of two digits of a year the century is known: there is but one."""
    number = int(year) if len(year) == 4 else 2000 + int(year)
    if len(year) == 1 or not _FIRST_YEAR <= number <= _LAST_YEAR or not _is_day(number, int(month), int(day)):
        return None
    return datetime.date(number, int(month), int(day))


def _period(word: str) -> str:
    return word and "".join(c for c in word.casefold() if not c.isspace() and c != ".")


def _time(match: regex.Match[str], words: set[str]) -> str | None:
    hour, minute, second = int(match["hour"]), int(match["minute"]), int(match["second"] or 0)
    if minute > 59 or second > 59 or hour > 23 or len(words) > 1:
        return None
    if words:
        am, pm = _periods()
        [word] = words
        if word in pm:
            hour = hour + 12 if hour < 12 else hour
        elif word in am:
            if hour > 12:
                return None
            hour %= 12
        else:
            return None
    return f"{hour:02}:{minute:02}" + (f":{second:02}" if match["second"] else "")


class Orders:
    """Which orders the stamps of a dump allow, by layout.

    Args:
        given: the order to take wherever a stamp is a date in it, whatever the others say.
    """

    def __init__(self, given: DateOrder | None = None) -> None:
        self._given = given
        self._left: dict[tuple[str, int, int, bool], frozenset[DateOrder]] = {}

    def learn(self, stamp: Stamp) -> None:
        """Take note of a stamp. A stamp that is no day of Telegram's in any order proves nothing."""
        orders = stamp.orders()
        if orders:
            self._left[stamp.layout] = self._left.get(stamp.layout, orders) & orders

    def read(self, stamp: Stamp) -> str | None:
        """The local date and time in ISO 8601, or None where the dump does not prove the order."""
        if self._given in stamp.dates:
            return f"{stamp.dates[self._given]}T{stamp.time}"
        # Where two locales of one layout are mixed no order is left, and each stamp is read alone.
        orders = stamp.orders()
        allowed = self._left.get(stamp.layout, orders) & orders or orders
        days = {stamp.dates[order] for order in allowed}
        return f"{days.pop()}T{stamp.time}" if len(days) == 1 else None
