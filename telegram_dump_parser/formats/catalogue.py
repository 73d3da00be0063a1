"""Catalogues of channels that write a head above each post: the channel's name, date and views, or how long ago it was.

The channel's name is the same in all heads of a page, or is above them, too. What is above the first head is
the page's own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Final

from ..lines.kinds import LineKind, classify
from ..lines.lookahead import Lookahead, is_blank
from ..lines.patterns import late_pattern
from ..lines.phrases import table
from ..lines.reader import Line
from ..segmentation.draft import Draft, Head
from ..segmentation.search.path import CERTAIN
from ..segmentation.state_machine import Role
from ..text.dates import DateParts, Defect, parse_date
from ..text.timestamps import folded
from .base import Context
from .page import REACH, filled, gap_of, page_ahead, set_roles

_DATA: Final = table(__package__, "phrases.toml")["catalogue"]
_AGO: Final = late_pattern(
    r"\d{{1,2}} (?:{units})s?(?:, \d{{1,2}} (?:{units})s?)? (?:{ago})".format(
        units="|".join(_DATA["units"]), ago="|".join(_DATA["ago"])
    )
)
# A head has at most this many lines, blank ones counted.
_HEAD_LINES: Final = 12
_LAST_UPDATED: Final = tuple(_DATA["updated"])
_DATE_AND_TIME: Final = late_pattern(r"(?P<date>\S.{1,32}?),? (?P<time>\d{1,2}:\d\d)")
_VIEWS: Final = late_pattern(r"\d{1,4}(?:\.\d{1,2})?[KM]|\d{1,3}(?:[ ,]?\d{3}){0,3}")


class Catalogue:
    """A catalogue's page, at the beginning of a dump: a head above each post."""

    amid = False

    def may_begin(self, text: str) -> bool:
        """Never amid a dump."""
        return False

    def read(self, ahead: Lookahead, context: Context, *, first: bool) -> Iterator[Draft] | None:
        """What is above the first head as a gap, then the posts."""
        if not first:
            return None
        page = page_ahead(ahead)
        at = filled(page)
        texts = [page[i].text.strip() for i in at]
        named = _named_heads(texts)
        if named is not None:
            name, head = named
            return _posts(ahead, at[head], name, context.year)
        head = next((i for i, text in enumerate(texts) if _AGO.fullmatch(text)), -1)
        if head > 0 and any(text.startswith(_LAST_UPDATED) for text in texts[:head]):
            return _posts(ahead, at[head], None, context.year)
        return None


def _named_heads(texts: list[str]) -> tuple[str, int] | None:
    """The channel's name and its first head. The name is in several heads, or in one and above it."""
    heads = [i for i in range(len(texts) - 2) if _time_of(texts[i + 1]) and _VIEWS.fullmatch(texts[i + 2])]
    if not heads:
        return None
    [(name, count)] = Counter(texts[i] for i in heads).most_common(1)
    first = next(i for i in heads if texts[i] == name)
    if count > 1 or name in texts[:first]:
        # What is above the first head is the page's own if it counts something; else a post was cut.
        counts = any(_VIEWS.fullmatch(text) or classify(text) is LineKind.COUNTER for text in texts[:first])
        return (name, first) if not first or counts else None
    return None


def _time_of(text: str, year: int | None = None) -> tuple[DateParts | None, Defect | None, str] | None:
    """Of a date and time the day, or None and maybe why there is none, and the time; None for any other line."""
    if len(text) > 40 or ":" not in text[-4:]:
        return None
    match = _DATE_AND_TIME.fullmatch(folded(text))
    if match is None or int(match["time"][:-3]) > 23 or int(match["time"][-2:]) > 59:
        return None
    found = parse_date(match["date"], year=year)
    if found is None:
        return None
    date, defect = found
    if date is not None and (date.day is None or date.end_day is not None):
        date = None
    return date, defect, match["time"].zfill(5)


def _posts(ahead: Lookahead, preamble: int, name: str | None, year: int | None) -> Iterator[Draft]:
    if preamble:
        yield gap_of(ahead.take(preamble), "page-header")
    while (head := _head(ahead, name)) is not None:
        lines = ahead.take(head)
        size = 0
        while (line := ahead.peek()) is not None and not line.is_fragment:
            size += len(line.text) + 1
            if size > REACH or _head(ahead, name) is not None:
                break
            lines.append(ahead.pop())
        end = len(lines)
        while is_blank(lines[end - 1].text):
            end -= 1
        yield _post(lines[:end], head, name, year)
        if end < len(lines):
            yield gap_of(lines[end:], "blank")


def _head(ahead: Lookahead, name: str | None) -> int | None:
    """How many lines the head at the next line has; None if there is none."""
    line = ahead.peek()
    if line is None or line.is_fragment:
        return None
    if name is None:
        return 1 if len(line.text) < 64 and _AGO.fullmatch(line.text.strip()) else None
    if line.text.strip() != name:
        return None
    end = found = 0
    for number, line in enumerate(ahead.ahead()):
        text = line.text.strip()
        if number > _HEAD_LINES or line.is_fragment:
            break
        if not text:
            continue
        if found == 1 and _time_of(text) is None:
            return None
        if found == 2 and not _VIEWS.fullmatch(folded(text)):
            break
        end, found = number + 1, found + 1
        if found == 3:
            break
    return end if found > 1 else None


def _post(lines: list[Line], head: int, name: str | None, year: int | None) -> Draft:
    roles = [Role.BLANK if is_blank(line.text) else Role.TEXT for line in lines]
    own = [i for i in range(head) if roles[i] is Role.TEXT]
    for i in own:
        roles[i] = Role.HEAD
    if len(own) == 3:
        roles[own[2]] = Role.VIEWS
    at = own[1 if name else 0]
    stamp = lines[at].text.strip()
    text = set_roles(lines, roles, [i for i in range(head, len(lines)) if roles[i] is Role.TEXT])
    draft = Draft(lines, roles, text, margin=CERTAIN, form="catalogue", evidence="head-line")
    value, problem = _value(stamp, year) if name else (None, None)
    draft.head = Head(name, stamp, value, problem, lines[at].number)
    return draft


def _value(stamp: str, year: int | None) -> tuple[str | None, Defect | None]:
    found = _time_of(stamp, year)
    if found is None:
        return None, None
    date, defect, time = found
    if date is None:
        return None, defect
    known = date.year or year
    return f"{f'{known:04}' if known else '-'}-{date.month:02}-{date.day:02}T{time}", None
