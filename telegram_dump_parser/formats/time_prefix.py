"""Copied messages with time and author before the text, on its first line: `[5/14/25 2:40 PM] Anna Berg: text`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ..lines.lookahead import Lookahead
from ..segmentation.draft import Draft, Head
from ..segmentation.search.path import CERTAIN
from ..segmentation.state_machine import Role
from ..segmentation.stream import LOOK_AHEAD
from ..text.timestamps import LONGEST, Stamp, parse_stamp
from .base import Context
from .brackets import bare, read
from .copies import Message, dated, without_blank_end

_LONGEST_NAME: Final = 160
# This many heads make a copy at the beginning of a dump, and this many amid one, where a post may quote a chat.
_FEWEST_FIRST: Final = 2
_FEWEST: Final = 3


def head_of(text: str) -> tuple[str, Stamp, str] | None:
    """Author, time and the text's first line; None if the line is not of this form, exactly."""
    if "[" not in text[:4]:
        return None
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
    return author, stamp, text.partition("] ")[2].partition(":")[2].strip()


class TimePrefix:
    """A copied chat whose messages begin with time and author, on the text's own line."""

    amid = True

    signs = ("]",)

    def may_begin(self, text: str) -> bool:
        """Whether it may be a head."""
        return text[:1] == "[" and text[1:2].isdigit() and "] " in text[:LONGEST]

    def read(self, ahead: Lookahead, context: Context, *, first: bool) -> Iterator[Draft] | None:
        """The messages, and blank lines after them as gaps."""
        return _posts(ahead, context) if _begins(ahead, first=first) else None


def _begins(ahead: Lookahead, *, first: bool) -> bool:
    """Whether enough heads that differ come within a bounded stretch, the first at once."""
    seen: set[str] = set()
    size = 0
    for line in ahead.ahead():
        size += len(line.text) + 1
        if line.is_fragment or size > LOOK_AHEAD:
            return False
        if head_of(line.text) is not None:
            seen.add(line.text)
            if len(seen) == (_FEWEST_FIRST if first else _FEWEST):
                return True
        elif not seen:
            return False
    return False


def _posts(ahead: Lookahead, context: Context) -> Iterator[Draft]:
    for portion in dated(_messages(ahead), context):
        for draft in portion:
            yield from without_blank_end(draft)


def _messages(ahead: Lookahead) -> Iterator[Message]:
    while (line := ahead.peek()) is not None and not line.is_fragment and (head := head_of(line.text)) is not None:
        lines = [ahead.pop()]
        size = 0
        while (line := ahead.peek()) is not None and not line.is_fragment:
            size += len(line.text) + 1
            if size > LOOK_AHEAD or head_of(line.text) is not None:
                break
            lines.append(ahead.pop())
        author, stamp, text = head
        texts = [text, *(line.text for line in lines[1:])]
        found = read(texts)
        draft = Draft(
            lines,
            [Role.HEAD, *found.roles[1:]],
            margin=CERTAIN,
            form="time-prefix",
            evidence="time-prefix",
            own_text="\n".join(texts[i] for i in found.text),
            values=found.values,
        )
        draft.head = Head(author, stamp.text, None)
        yield Message(draft, stamp)
