"""Catalogues that give each post a page of its own: `Post #12`, the channel, then views and date in counted boxes.

The page's own words are in the reader's language, so what proves the form is that all of its head is there: the
number, `@name` and title, and below them a number and a date with a time, each glued to or below its label.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from typing import Any, Final, NamedTuple

from ..lines.lookahead import Lookahead, is_blank
from ..lines.patterns import late_pattern
from ..lines.phrases import any_of, table
from ..lines.reader import Line
from ..segmentation.draft import Draft
from ..segmentation.search.path import CERTAIN
from ..segmentation.state_machine import Role
from ..segmentation.window import TEXT_LIMIT
from ..text.dates import parse_date
from ..text.timestamps import folded, parse_stamp
from . import page_header
from .base import Context
from .head_line import LONGEST_NAME
from .page import REACH, gap_of, set_roles
from .whole_page_footer import NUMBER, count

_DATA: Final = table(__package__, "phrases.toml")["numbered-page"]
_SIGN: Final = "#"
_HEAD: Final = late_pattern(rf"{any_of(_DATA['post'])} ?#(?P<number>\d{{1,9}})")
_LONGEST_NUMBER: Final = max(map(len, _DATA["post"])) + 12
_NAME: Final = late_pattern(r"@(?P<name>[A-Za-z]\w{2,40})")
_CHROME: Final = frozenset(_DATA["chrome"])
_SITES: Final = tuple(_DATA["sites"])
_BACK: Final = tuple(_DATA["back"])
_HEADINGS: Final = frozenset(map(str.casefold, _DATA["headings"]))
# Lines of a head without blank ones: at most this many above its number, and of its boxes, if each piece is a line.
_ABOVE: Final = 8
_BOX_LINES: Final = 7
_TITLE_WORDS: Final = 24  # characters after the title: a picture's name, "City News avatar"
_LABEL: Final = r"[^\d\n]{1,64}?"
# The day of another calendar may be after the last label.
_BOXES: Final = late_pattern(
    rf"(?:(?P<above>{_LABEL}) ?(?P<views>{NUMBER}))?(?P<below>[^\d\n]{{1,128}}(?:\d{{1,2}}[^\d\n]{{0,32}})?)"
)
_ARABIC: Final = str.maketrans("٬٫", ",.")  # what is in numbers
_LONGEST_BOXES: Final = 320
_MARKS: Final = 4  # marks of direction within a number or date, at most
# Characters of a head up to its number, and from there on, blank lines counted: both are well within a page's reach.
_LONGEST_HEAD: Final = REACH // 4
_LONGEST_STAMP: Final = 40
_NUMBERS: Final = late_pattern(r"(\d{1,4})[./-] ?(\d{1,2})[./-] ?(\d{1,4})")


class _Head(NamedTuple):
    """The head of a page, in lines that are not blank.

    Attributes:
        first: index of its first line.
        end: index after its last, the headings of the text among them.
        values: what it says of the post.
    """

    first: int
    end: int
    values: dict[str, Any]


class NumberedPage:
    """A page of one post with its number above it; or several such pages, one after the other."""

    amid = True
    signs = (_SIGN,)

    def may_begin(self, text: str) -> bool:
        """Whether it is a post's number."""
        return len(text) <= 2 * _LONGEST_NUMBER and _is_number(text.strip())

    def read(self, ahead: Lookahead, context: Context, *, first: bool) -> Iterator[Draft] | None:
        """Each page's head, as a gap, is followed by its post."""
        above = [] if first else list(ahead.above)
        lines = [line.text for line in above]
        at = [i for i, text in enumerate(lines) if text.strip()]
        texts = [lines[i].strip() for i in at]
        number = len(texts)
        size = 0
        for line in ahead.ahead():
            text = line.text.strip()
            size += len(line.text) + 1
            if line.is_fragment or size > _LONGEST_HEAD or len(texts) > number + _ABOVE + _BOX_LINES + 5:
                break
            if text:
                at.append(len(lines))
                texts.append(text)
            lines.append(line.text)
        if first:
            number = next((i for i, text in enumerate(texts[: _ABOVE + 1]) if _is_number(text)), len(texts))
        head = _head(texts, number, context) if number < len(texts) else None
        if head is None or (first and head.first):
            return None
        if sum(len(line) + 1 for line in lines[at[head.first] : len(above)]) > _LONGEST_HEAD:
            return None
        if not first:
            ahead.take_back(len(above) - at[head.first])
        return _pages(ahead, context)


def _is_number(text: str) -> bool:
    return text[-1:].isdecimal() and _SIGN in text and _HEAD.fullmatch(folded(text)) is not None


def _pages(ahead: Lookahead, context: Context) -> Iterator[Draft]:
    """The pages at the front, each a head and its post, up to what is none."""
    while True:
        lines: list[Line] = []
        at: list[int] = []
        texts: list[str] = []
        head: _Head | None = None
        end = None  # of the page, among the lines that are not blank
        size = asked = 0
        for line in ahead.ahead():
            size += len(line.text) + 1
            if line.is_fragment or size > REACH:
                break
            if not is_blank(line.text):
                at.append(len(lines))
                texts.append(line.text.strip())
            lines.append(line)
            # A head or header is looked at when what it has below its sign is there.
            while end is None and asked < len(texts) - _ABOVE - _BOX_LINES - 5:
                head, end = _at(texts, asked, head, context)
                asked += 1
            if end is not None or (head is None and asked > _ABOVE):
                break
        while end is None and asked < len(texts):
            head, end = _at(texts, asked, head, context)
            asked += 1
        if head is None or head.first:
            return
        if end is None:
            end = len(texts)
            if sum(map(len, texts[head.end :])) > 2 * TEXT_LIMIT:  # more than one post, or another dump
                end = head.end
        yield gap_of(ahead.take(at[head.end] if head.end < len(texts) else len(lines)), "page-header")
        if head.end < end:
            yield _post(ahead, [i - at[head.end] for i in at[head.end : end]], head.values)
        below = (at[end] if end < len(texts) else len(lines)) - (at[end - 1] + 1 if head.end < end else len(lines))
        if head.end < end and below > 0:
            yield gap_of(ahead.take(below), "blank")


def _at(texts: Sequence[str], at: int, head: _Head | None, context: Context) -> tuple[_Head | None, int | None]:
    """The page's head, if it is known by line `at`, and the end of the page, if the next begins around that line."""
    text = texts[at]
    if head is None:
        return (_head(texts, at, context) if _is_number(text) else None), None
    if at >= head.end and _is_number(text) and (following := _head(texts, at, context)) is not None:
        return head, max(following.first, head.end)
    if at >= head.end and page_header.counts_audience(text):
        header = page_header.header_around(texts, at)
        if header is not None:
            return head, max(page_header.top(texts, header, head.end), head.end)
    return head, None


def _post(ahead: Lookahead, body: list[int], values: dict[str, Any]) -> Draft:
    lines = ahead.take(body[-1] + 1)
    roles = [Role.BLANK if is_blank(line.text) else Role.PAGE for line in lines]
    text = set_roles(lines, roles, body)
    return Draft(lines, roles, text, margin=CERTAIN, form="viewer", evidence="one-post-page", values=values)


def _head(texts: Sequence[str], number: int, context: Context) -> _Head | None:
    """The head around a post's number, which is line `number`."""
    name = _NAME.fullmatch(texts[number + 1]) if number + 2 < len(texts) else None
    if name is None:
        return None
    title = texts[number + 2]
    if len(title) > LONGEST_NAME:
        return None
    values: dict[str, Any] = {}
    end = number + 3
    joined = ""
    for text in texts[end : end + _BOX_LINES]:
        joined = f"{joined} {text}" if joined else text
        end += 1
        if len(joined) > _LONGEST_BOXES:
            return None
        found = _boxes(joined, context)
        if found is not None:
            values = found
            break
    else:
        return None
    match = _HEAD.fullmatch(folded(texts[number]))
    assert match is not None
    values["author"] = title
    values["id"] = int(match["number"])
    values["url"] = f"https://t.me/{name['name']}/{values['id']}"
    first = number
    while first and number - first < _ABOVE and _is_chrome(texts[first - 1], title):
        first -= 1
    return _Head(first, _below_headings(texts, end), values)


def _boxes(text: str, context: Context) -> dict[str, Any] | None:
    """Views and date of boxes in a row: `Views7,900Views of the postPublishedFeb 112026-02-11 00:32`."""
    line = folded(text).translate(_ARABIC)
    for begin in range(max(0, len(line) - _LONGEST_STAMP), len(line)):
        if not line[begin].isdecimal() or (stamp := parse_stamp(line[begin:])) is None:
            continue
        label, short = _short_date(line[:begin])
        if line[:begin][-1:].isdecimal() and not short:
            continue
        boxes = _BOXES.fullmatch(label.strip())
        if boxes is None or not any(map(str.isalpha, boxes["below"])):
            continue
        days = set(stamp.dates.values()) | _year_day_month(line[begin:])
        if short is not None:
            days = {day for day in days if (day.month, day.day) == short}
        if len(days) == 1:
            value: str | None = f"{days.pop()}T{stamp.time}"
        else:
            context.orders.learn(stamp)
            value = context.orders.read(stamp)
        values: dict[str, Any] = {"posted_at": {"text": _as_written(text, line[begin:]), "value": value}}
        if boxes["views"] is not None:
            values |= {"views": count(boxes["views"]), "views_text": _as_written(text, boxes["views"])}
        return values
    return None


def _as_written(text: str, part: str) -> str:
    """A part of a text in its own digits and spaces; `part`: as `folded` has it, without marks of direction."""
    for first in range(len(text)):
        for end in range(first + len(part), min(len(text), first + len(part) + _MARKS) + 1):
            if folded(text[first:end]).translate(_ARABIC) == part:
                return text[first:end].strip()
    return part


def _short_date(text: str) -> tuple[str, tuple[int, int] | None]:
    """What is before a short date at a text's end, `Feb 11` or `11-фев.`, and its month and day."""
    for begin in range(max(0, len(text) - _LONGEST_STAMP), len(text)):
        if begin and text[begin].isdecimal() and text[begin - 1].isdecimal():
            continue
        found = parse_date(text[begin:].replace("-", " "))
        if found is not None and found[0] is not None and found[0].day is not None:
            return text[:begin], (found[0].month, found[0].day)
    return text, None


def _year_day_month(text: str) -> set[datetime.date]:
    """The day of numbers in an order that few locales have: year, day, month."""
    match = _NUMBERS.match(text)
    if match is None or len(match[1]) < 4:
        return set()
    try:
        return {datetime.date(int(match[1]), int(match[3]), int(match[2]))}
    except ValueError:
        return set()


def _is_chrome(text: str, title: str) -> bool:
    """Whether a line above a post's number is the page's own."""
    if text in _CHROME or text == title or any(site in text for site in _SITES):
        return True
    if text.startswith(_BACK):
        return text.lstrip("".join(_BACK)).strip() == title
    return text.startswith(f"{title} ") and len(text) <= len(title) + _TITLE_WORDS


def _below_headings(texts: Sequence[str], at: int) -> int:
    """The text's first line, below its headings: known words, or one word that the line above it has, too."""
    two = [text.casefold() for text in texts[at : at + 2]]
    if len(two) == 2 and all(0 < len(text) <= 40 and text[-1].isalpha() for text in two) and two[1] in two[0]:
        return at + 2
    end = at
    while end < at + 2 and end < len(texts) and texts[end].casefold() in _HEADINGS:
        end += 1
    return end
