"""The page's charts: what is counted, and where bars and labels are. The template draws them."""

from __future__ import annotations

import datetime
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from ...models import Date, Post

WIDTH: Final = 300
"""Of a chart, in units of its viewBox; its height follows from what it shows."""

MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

_TOP: Final = 6  # rows of a ranking
_ROW: Final = 19  # height of a row
_LABEL: Final = 19  # columns of a row's label
_LABEL_END: Final = 126
_COUNT: Final = 36  # space for the count after the longest bar
_FLOOR: Final = 98  # where columns begin
_TALLEST: Final = 80
_MOST: Final = 48  # more columns are noise: the next coarser unit is taken
_COUNTED: Final = 12  # up to this many columns have space for a count each
_WIDEST: Final = 34  # of a column
_CENTRED: Final = 60  # from this width on a label fits below the middle of its column
_LETTER: Final = 5.6  # width of a letter of a label
_LEVELS: Final = ((0.9, "high"), (0.5, "middle"), (0.0, "low"))


class Bar(NamedTuple):
    """A bar of a chart, in units of the viewBox."""

    x: float
    y: float
    width: float
    height: float
    label: str  # short, or empty
    label_x: float
    value: str  # the count, or empty if there is no space for it
    tip: str  # name and count
    style: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart with its bars; they are horizontal in a ranking, else vertical."""

    title: str
    note: str
    height: int
    bars: Sequence[Bar]
    ranking: bool
    centred: bool = False  # labels, at their `label_x`


class _Column(NamedTuple):
    label: str
    name: str
    number: int
    style: str = "bar"


def charts(posts: Sequence[Post]) -> list[Chart]:
    """The charts that the posts have data for: by date, top hashtags, top places, confidence."""
    hashtags = Counter(tag for post in posts for tag in post.hashtags)
    places = Counter(post.location.place for post in posts if post.location is not None)
    found = (
        _dates([post.date for post in posts if post.date is not None and post.date.month is not None]),
        _ranking("Top hashtags", hashtags),
        _ranking("Top places", places),
        _confidence([post.boundary.confidence for post in posts]),
    )
    return [chart for chart in found if chart is not None]


def level(confidence: float) -> str:
    """How sure a boundary is, in a word that names a colour: `high`, `middle` or `low`."""
    return next(name for least, name in _LEVELS if confidence >= least)


def _ranking(title: str, counts: Counter[str]) -> Chart | None:
    if not counts:
        return None
    top = counts.most_common(_TOP)
    scale = (WIDTH - _LABEL_END - _COUNT) / top[0][1]
    bars = [
        Bar(
            x=_LABEL_END,
            y=row * _ROW + 4,
            width=max(2, round(count * scale, 1)),
            height=_ROW - 8,
            label=_short(name),
            label_x=0,
            value=f"{count:,}",
            tip=f"{name}: {count:,}",
            style="bar",
        )
        for row, (name, count) in enumerate(top)
    ]
    more = len(counts) - len(top)
    return Chart(title, f"{more:,} more" if more else "", len(top) * _ROW + 2, bars, ranking=True)


def _short(name: str) -> str:
    """The part of a name that fits before its bar; letters of some scripts take two columns."""
    columns, kept = 0, ""
    for at, letter in enumerate(name):
        columns += 1 + (unicodedata.east_asian_width(letter) in "WF")
        if columns + (at < len(name) - 1) > _LABEL:  # the sign for the rest needs a column
            return kept.rstrip() + "…"
        kept += letter
    return kept


def _dates(dates: Sequence[Date]) -> Chart | None:
    """Posts by day, month or year: the finest whose columns are not too many."""
    if not dates:
        return None
    known = [date for date in dates if date.year is not None]
    if 2 * len(known) < len(dates):
        # Without years there is no order in time: the months of any year.
        months = Counter(date.month or 0 for date in dates)
        columns = [_Column(name, name, months[month]) for month, name in enumerate(MONTHS, 1)]
        return _columns("Posts by month, any year", _dated(len(dates), 0), columns, every=1)
    note = _dated(len(known), len(dates) - len(known))
    days = Counter(day for date in known if (day := _ordinal(date)) is not None)
    if days.total() == len(known) and max(days) - min(days) < _MOST:
        names = {day: _day(datetime.date.fromordinal(day)) for day in range(min(days), max(days) + 1)}
        return _columns("Posts by day", note, [_Column(name, name, days[day]) for day, name in names.items()])
    by_month = Counter((date.year or 0) * 12 + (date.month or 1) - 1 for date in known)
    if max(by_month) - min(by_month) < _MOST:
        names = {at: f"{MONTHS[at % 12]} {at // 12}" for at in range(min(by_month), max(by_month) + 1)}
        return _columns("Posts by month", note, [_Column(name, name, by_month[at]) for at, name in names.items()])
    years = Counter(date.year or 0 for date in known)
    first = max(min(years), max(years) - _MOST + 1)
    columns = [_Column(str(year), str(year), years[year]) for year in range(first, max(years) + 1)]
    before = sum(count for year, count in years.items() if year < first)
    return _columns("Posts by year", f"{note}, {before:,} before {first}" if before else note, columns)


def _ordinal(date: Date) -> int | None:
    try:
        return datetime.date(date.year or 0, date.month or 0, date.day or 0).toordinal()
    except ValueError:  # no day is named, or it is the 29 February of a year that has none
        return None


def _day(date: datetime.date) -> str:
    return f"{date.day} {MONTHS[date.month - 1]} {date.year}"


def _dated(number: int, without: int) -> str:
    more = f", {without:,} without year left out" if without else ""
    return f"{number:,} dated post{'' if number == 1 else 's'}{more}"


def _confidence(values: Sequence[float]) -> Chart | None:
    if not values:
        return None
    bins = Counter(min(9, int(value * 10)) for value in values)
    columns = [_Column(f"{at * 10}%", f"{at * 10}–{at * 10 + 10}%", bins[at], level(at / 10)) for at in range(10)]
    return _columns("Confidence of boundaries", f"mean {sum(values) / len(values):.1%}", columns, every=1)


def _columns(title: str, note: str, columns: Sequence[_Column], *, every: int = 0) -> Chart:
    """Standing bars; one in `every` has a label, or with 0 some four of them."""
    most = max(column.number for column in columns)
    step = WIDTH / len(columns)
    width = min(step - min(4.0, step / 5), _WIDEST)
    centred = step >= _CENTRED
    every = every or -(-len(columns) // 4)
    tallest = next(at for at, column in enumerate(columns) if column.number == most)
    bars = []
    for at, column in enumerate(columns):
        height = max(2.0, column.number / most * _TALLEST) if column.number else 0.0
        counted = column.number and (len(columns) <= _COUNTED or at == tallest)
        x = at * step + (step - width) / 2
        fits = x + _LETTER * len(column.label) <= WIDTH  # else the edge of the chart would cut the label
        bars.append(
            Bar(
                x=round(x, 2),
                y=round(_FLOOR - height, 1),
                width=round(width, 2),
                height=round(height, 1),
                label="" if at % every or not (centred or fits) else column.label,
                label_x=round((at + 0.5) * step if centred else x, 2),
                value=f"{column.number:,}" if counted else "",
                tip=f"{column.name}: {column.number:,}",
                style=column.style,
            )
        )
    return Chart(title, note, _FLOOR + 18, bars, ranking=False, centred=centred)
