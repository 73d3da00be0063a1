"""What copied chats share: messages with a time each, which are held until the order of day and month shows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from ..segmentation.draft import Draft, Head
from ..segmentation.state_machine import Role
from ..segmentation.stream import BUFFER, BUFFER_LINES
from ..text.timestamps import Stamp
from .base import Context

# What may be wrong with a time; on the first message where it is.
_AMBIGUOUS: Final = (
    "ambiguous-date-order",
    "nothing in the dump shows which is the day and which the month in {!r} or in others like it; "
    "give --date-order dmy, mdy or ymd (date_order= in Python)",
)
_IMPOSSIBLE: Final = ("impossible-date", "{!r} is not a day since Telegram began, in the Gregorian calendar")


class Message(NamedTuple):
    """A message as found: its draft, whose head has no value yet, its time, and that of its last change."""

    draft: Draft
    stamp: Stamp
    changed: Stamp | None = None


def dated(messages: Iterable[Message], context: Context) -> Iterator[list[Draft]]:
    """The messages in portions, their times as far as the copy proves their order.

    Orders of day and month are learned from a bounded stretch (`BUFFER`), which is the first portion; what comes after
    it is read by what is known so far.
    """
    waiting: list[Message] = []
    size = count = 0
    early = True
    for message in messages:
        for stamp in (message.stamp, message.changed):
            if stamp is not None:
                context.orders.learn(stamp)
        waiting.append(message)
        size += sum(len(line.text) + 1 for line in message.draft.lines)
        count += len(message.draft.lines)
        if not early or size >= BUFFER or count >= BUFFER_LINES:
            early = False
            yield [_dated(message, context) for message in waiting]
            waiting = []
    if waiting:
        yield [_dated(message, context) for message in waiting]


def _dated(message: Message, context: Context) -> Draft:
    draft, stamp, changed = message
    assert draft.head is not None
    value = context.orders.read(stamp)
    problem = None
    if value is None:
        code, what = stamp.problem or (_AMBIGUOUS if stamp.dates else _IMPOSSIBLE)
        if code not in context.reported:
            context.reported.add(code)
            problem = code, what.format(stamp.text)
    draft.head = Head(draft.head.author, stamp.text, value, problem, draft.lines[0].number)
    if changed is not None:
        edited = {"edited": True, "edited_at": {"text": changed.text, "value": context.orders.read(changed)}}
        draft.values = {**(draft.values or {}), **edited}
    return draft


def without_blank_end(draft: Draft) -> Iterator[Draft]:
    """The message, and the blank lines after it as a gap."""
    end = len(draft.lines)
    while draft.roles[end - 1] is Role.BLANK:
        end -= 1
    blanks = draft.lines[end:]
    del draft.lines[end:], draft.roles[end:]
    yield draft
    if blanks:
        yield Draft(blanks, [Role.BLANK] * len(blanks), gap="blank")
