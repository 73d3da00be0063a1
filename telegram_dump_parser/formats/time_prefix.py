"""Copied messages with time and author before the text, on its first line.

Some tools write `[5/14/25 2:40 PM] Anna Berg: text`; others join Telegram Desktop's head to the line below it,
`Anna Berg, [14.05.2025 14:40]: text`, the colon left out or not. A copy keeps to one of these forms.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from functools import lru_cache
from typing import Final, NamedTuple

from ..lines.lookahead import Lookahead
from ..lines.patterns import late_pattern
from ..segmentation.draft import Draft, Head
from ..segmentation.search.path import CERTAIN
from ..segmentation.state_machine import Role
from ..segmentation.stream import LOOK_AHEAD
from ..text.timestamps import LONGEST, Stamp, parse_stamp
from . import head_line
from .base import Context
from .brackets import bare, read
from .copies import Message, dated, without_blank_end

_LONGEST_NAME: Final = head_line.LONGEST_NAME
# This many heads make a copy at the beginning of a dump, and this many amid one, where a post may quote a chat.
_FEWEST_FIRST: Final = 2
_FEWEST: Final = 3
_PROSE: Final = 16  # characters from which a line that appears twice is a second copy
_REACH: Final = _LONGEST_NAME + 2 * LONGEST  # characters of author and time
_TIME_AFTER_NAME: Final = late_pattern(r", \[[^\[\]]{8,128}\](?P<colon>:?)(?=\s|$)")


class Style(Enum):
    """In which order author and time are written."""

    TIME_FIRST = "[time] name: text"
    NAME_FIRST = "name, [time]: text"
    NO_COLON = "name, [time] text"


class TextHead(NamedTuple):
    """What the first line of a message says.

    Attributes:
        style: in which order author and time are written.
        author: the name.
        stamp: when the message was sent.
        changed: when it was changed last, if it was.
        text: the first line of the message's text.
    """

    style: Style
    author: str
    stamp: Stamp
    changed: Stamp | None
    text: str


def head_of(text: str, style: Style | None = None) -> TextHead | None:
    """Author, time and the text's first line; None if the line is not of the style, or of any, exactly."""
    found = _time_first(text) if "[" in text[:4] else None
    if found is None and ", [" in text[: _LONGEST_NAME + 3]:
        found = _name_first(text)
    return found if found is None or style in (None, found.style) else None


def _time_first(text: str) -> TextHead | None:
    time, bracket, rest = bare(text[: LONGEST + _LONGEST_NAME + 8]).partition("] ")
    if time[:1] != "[" or not bracket or len(time) > LONGEST:
        return None
    name, colon, after = rest.partition(":")
    author = bare(name)
    if not colon or not author or len(name) > _LONGEST_NAME or after[:1].strip():
        return None
    stamp = parse_stamp(time[1:])
    if stamp is None:
        return None
    return TextHead(Style.TIME_FIRST, author, stamp, None, text.partition("] ")[2].partition(":")[2].strip())


def _name_first(text: str) -> TextHead | None:
    found = _time_after_name(text[:_REACH])
    if found is None:
        return None
    style, head, end = found
    rest = text[end:].strip()
    if not rest and style is Style.NO_COLON:
        return None  # Telegram Desktop's own: the text is below
    return TextHead(style, head.author, head.stamp, head.changed, rest)


@lru_cache(maxsize=256)  # a line is met as the end of a message, as a beginning, and in the look-ahead
def _time_after_name(text: str) -> tuple[Style, head_line.HeadLine, int] | None:
    """The head at the beginning of a line, and where it ends. `text` is short, since it is kept."""
    for match in _TIME_AFTER_NAME.finditer(text):
        head = head_line.head_of(text[: match.end()])
        if head is not None and not head.values:
            return (Style.NAME_FIRST if match["colon"] else Style.NO_COLON), head, match.end()
    return None


class TimePrefix:
    """A copied chat whose messages begin with time and author, on the text's own line."""

    amid = True

    signs = ("]",)

    def may_begin(self, text: str) -> bool:
        """Whether it may be a head."""
        if text[:1] == "[" and text[1:2].isdigit() and "] " in text[:LONGEST]:
            return True
        return "]" in text[:-1] and ", [" in text[: _LONGEST_NAME + 3] and head_of(text) is not None

    def read(self, ahead: Lookahead, context: Context, *, first: bool) -> Iterator[Draft] | None:
        """The messages, and blank lines after them as gaps."""
        style = _begins(ahead, first=first)
        return None if style is None else _posts(ahead, context, style)


def _begins(ahead: Lookahead, *, first: bool) -> Style | None:
    """The style of a copy of which enough heads that differ come within a bounded stretch, the first at once."""
    seen: set[str] = set()
    texts: set[str] = set()  # long lines of one message
    style: Style | None = None
    size = 0
    for line in ahead.ahead():
        size += len(line.text) + 1
        if line.is_fragment or size > LOOK_AHEAD:
            return None
        head = head_of(line.text, style)
        if head is not None and (seen or head.text or head.style is Style.TIME_FIRST):
            style = head.style
            seen.add(line.text)
            texts.clear()
            if len(seen) == (_FEWEST_FIRST if first else _FEWEST):
                return style
        elif not seen or line.text in texts:
            return None  # a second copy: these are posts
        elif len(line.text) >= _PROSE:
            texts.add(line.text)
    return None


def _posts(ahead: Lookahead, context: Context, style: Style) -> Iterator[Draft]:
    for portion in dated(_messages(ahead, context, style), context):
        for draft in portion:
            yield from without_blank_end(draft)


def _messages(ahead: Lookahead, context: Context, style: Style) -> Iterator[Message]:
    while (line := ahead.peek()) is not None and not line.is_fragment:
        head = head_of(line.text, style)
        if head is None:
            return
        lines = [ahead.pop()]
        size = 0
        ended = False
        while not ended and (line := ahead.peek()) is not None and not line.is_fragment:
            size += len(line.text) + 1
            if size > LOOK_AHEAD or head_of(line.text, style) is not None:
                break
            ended = context.ends_at_another(ahead, TimePrefix, lines)
            if not ended:
                lines.append(ahead.pop())
        texts = [line.text for line in lines]
        texts[0] = head.text
        begin = int(not head.text)  # what is in brackets may be below the head
        found = read(texts[begin:])
        draft = Draft(
            lines,
            [Role.HEAD, *found.roles[1 - begin :]],
            margin=CERTAIN,
            form="time-prefix",
            evidence="time-prefix",
            own_text="\n".join(texts[begin + i] for i in found.text),
            values=found.values,
        )
        draft.head = Head(head.author, head.stamp.text, None)
        yield Message(draft, head.stamp, head.changed)
        if ended:
            return
