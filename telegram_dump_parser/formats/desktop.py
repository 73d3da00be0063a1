"""Text that Telegram Desktop copied: each message below a line of its own with author and time.

The form is exact, so nothing is searched for and no price is paid: a message lasts from its head to the next one.
What Desktop puts between head and text is read too, as far as it is known (`data/phrases.toml`); the rest is text.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import regex

from ..lines.kinds import FORWARD_PREFIXES
from ..lines.lookahead import Lookahead, is_blank
from ..lines.phrases import table
from ..lines.reactions import GLYPH
from ..lines.reader import Line
from ..segmentation.draft import Draft, Head
from ..segmentation.search.path import CERTAIN
from ..segmentation.state_machine import Role
from ..segmentation.stream import BUFFER, BUFFER_LINES, LOOK_AHEAD
from ..text.timestamps import LONGEST, Stamp, parse_stamp
from .base import Context

# Two names of 64 letters and a space are the longest that a person can have; a channel's is shorter.
LONGEST_NAME: Final = 160
# So many heads make a copy of what does not begin with one: fewer may be a quotation.
FEWEST: Final = 3

# What may be wrong with a time; on the first message where it is.
_AMBIGUOUS: Final = (
    "ambiguous-date-order",
    "nothing in the dump tells day from month in {!r}, nor in others like it; "
    "say which with --date-order dmy, mdy or ymd (date_order= in Python)",
)
_IMPOSSIBLE: Final = ("impossible-date", "{!r} is no day since Telegram began, in the Gregorian calendar")

_WORDS: Final = table(__package__, "phrases.toml")["desktop"]
_REPLY_PREFIXES: Final = tuple(f"[{prefix}" for prefix in _WORDS["reply"])
_FORWARD_PREFIXES: Final = tuple(f"[{prefix}" for prefix in FORWARD_PREFIXES)
_FILE_PREFIXES: Final = tuple(f"[ {prefix}" for prefix in _WORDS["file"])
_MEDIA: Final = regex.compile(
    rf"\[ (?:{GLYPH}{{1,12}} )?(?:{'|'.join(map(regex.escape, _WORDS['media']))})(?: : .{{1,255}})? \]"
)


def looks_like_head(text: str) -> bool:
    """A quick test that every head passes and few other lines do."""
    return "]" in text[-4:] and ", [" in text[: LONGEST_NAME + 3]


def head_of(text: str) -> tuple[str, Stamp] | None:
    """Author and time of a head, `Anna Berg, [10.04.2025 12:30]`; None if the line is not one, exactly."""
    if len(text) > LONGEST_NAME + LONGEST or not looks_like_head(text):
        return None
    line = text.strip() if text.isascii() else _without_marks(text)
    name, comma, rest = line.rpartition(", [")
    if not comma or not name.strip() or len(name) > LONGEST_NAME or not rest.endswith("]"):
        return None
    stamp = parse_stamp(rest[:-1])
    return None if stamp is None else (name.strip(), stamp)


def _without_marks(text: str) -> str:
    """Marks of direction around the line, which editors add to lines of two directions, are not of the name."""
    return text.strip().strip("\u200e\u200f\u202a\u202b\u202c\u2066\u2067\u2068\u2069").strip()


class Desktop:
    """A copy of Telegram Desktop's: messages with a head above each."""

    amid = True

    def may_begin(self, text: str) -> bool:
        """Whether it may be a head."""
        return looks_like_head(text)

    def read(self, ahead: Lookahead, context: Context, *, first: bool) -> Iterator[Draft] | None:
        """The messages, and the blank lines between them as gaps."""
        return messages(ahead, context) if begins(ahead, first=first) else None


def begins(ahead: Lookahead, *, first: bool) -> bool:
    """Whether a copy of Desktop's begins at the next line.

    A head that opens the dump is enough. Elsewhere, where a post may quote a chat, it takes `FEWEST` heads that differ,
    those behind the first with the blank line before them that Desktop writes (an echoed dump has none), within a
    bounded stretch.
    """
    seen: set[str] = set()
    size, blank = 0, True
    for line in ahead.ahead():
        if line.is_fragment:
            return False
        if looks_like_head(line.text) and head_of(line.text) is not None:
            if first:
                return True
            if not blank:
                return False
            seen.add(line.text.strip())
            if len(seen) == FEWEST:
                return True
        elif not seen:
            return False
        blank = is_blank(line.text)
        size += len(line.text) + 1
        if size > FEWEST * LOOK_AHEAD:
            return False
    return False


def messages(ahead: Lookahead, context: Context) -> Iterator[Draft]:
    """Consume a copy: its messages, and the blank lines between them as gaps.

    Orders of day and month are learned from a bounded stretch (`BUFFER`) before the first message is given; what comes
    behind it is read by what is known so far. The copy ends where a message would be longer than any: that is not
    Desktop's.

    Args:
        ahead: stands at a head.
        context: its orders of day and month are learned from, too.
    """
    waiting: list[tuple[Draft, Stamp]] = []
    size = count = 0
    early = True
    while found := _message(ahead):
        draft, stamp = found
        context.orders.learn(stamp)
        waiting.append(found)
        size += sum(len(line.text) + 1 for line in draft.lines)
        count += len(draft.lines)
        if not early or size >= BUFFER or count >= BUFFER_LINES:
            early = False
            yield from _resolved(waiting, context)
            waiting = []
    yield from _resolved(waiting, context)


def _resolved(waiting: list[tuple[Draft, Stamp]], context: Context) -> Iterator[Draft]:
    """The messages, with their times as far as the dump proves their order."""
    for draft, stamp in waiting:
        assert draft.head is not None
        value = context.orders.read(stamp)
        problem = None
        if value is None:
            code, message = _AMBIGUOUS if stamp.dates else _IMPOSSIBLE
            if code not in context.reported:
                context.reported.add(code)
                problem = code, message.format(stamp.text)
        draft.head = Head(draft.head.author, stamp.text, value, problem, draft.lines[0].number)
        end = len(draft.lines)
        while draft.roles[end - 1] is Role.BLANK:
            end -= 1
        blanks = draft.lines[end:]
        del draft.lines[end:], draft.roles[end:]
        yield draft
        if blanks:
            yield Draft(blanks, [Role.BLANK] * len(blanks), gap="blank")


def _message(ahead: Lookahead) -> tuple[Draft, Stamp] | None:
    first = ahead.peek()
    head = None if first is None or first.is_fragment else head_of(first.text)
    if first is None or head is None:
        return None
    ahead.pop()
    lines = [first]
    size = 0
    while (line := ahead.peek()) is not None and not line.is_fragment:
        size += len(line.text) + 1
        if size > LOOK_AHEAD or (looks_like_head(line.text) and head_of(line.text) is not None):
            break
        lines.append(line)
        ahead.pop()
    author, stamp = head
    roles, text = _parts(lines)
    draft = Draft(
        lines,
        roles,
        text,
        margin=CERTAIN,
        form="desktop",
        evidence="head-line",
        head=Head(author, stamp.text, None),
        values=_values(lines, roles),
    )
    return draft, stamp


def _parts(lines: list[Line]) -> tuple[list[Role], list[int]]:
    """What each line of a message is, and which make its text: those between the labels and the last blank lines."""
    roles = [Role.BLANK if is_blank(line.text) else Role.TEXT for line in lines]
    roles[0] = Role.HEAD
    at = 1
    for prefixes, role in ((_FORWARD_PREFIXES, Role.FORWARD), (_REPLY_PREFIXES, Role.REPLY_AUTHOR)):
        if at < len(lines) and _bracketed(lines[at].text, prefixes) is not None:
            roles[at] = role
            at += 1
    # An album of files is a label and a caption each, with a blank line before the next label.
    labels = [i for i in range(at, len(lines)) if _MEDIA.fullmatch(lines[i].text.rstrip())]
    if labels[:1] == [at]:
        for i in labels:
            if i == at or roles[i - 1] is Role.BLANK:
                roles[i] = Role.MEDIA
    body = [i for i, role in enumerate(roles) if role is Role.TEXT]
    inner = (Role.TEXT, Role.BLANK)
    text = [i for i in range(body[0], body[-1] + 1) if roles[i] in inner] if body else []
    return roles, text


def _values(lines: list[Line], roles: list[Role]) -> dict[str, Any]:
    """What stands in brackets between head and text."""
    at: dict[Role, list[str]] = {}
    for line, role in zip(lines, roles, strict=True):
        at.setdefault(role, []).append(line.text.strip())
    values: dict[str, Any] = {}
    if forward := at.get(Role.FORWARD):
        values["forwarded_from"] = _bracketed(forward[0], _FORWARD_PREFIXES)
    if reply := at.get(Role.REPLY_AUTHOR):
        values["reply_to"] = {"author": _bracketed(reply[0], _REPLY_PREFIXES), "text": ""}
    if labels := at.get(Role.MEDIA):
        files = [label for label in labels if label.startswith(_FILE_PREFIXES)]
        values["media"] = [label[2:-2] for label in labels if label not in files]
        values["documents"] = [{"name": _bracketed(label[:-2] + "]", _FILE_PREFIXES), "size": ""} for label in files]
    return values


def _bracketed(text: str, prefixes: tuple[str, ...]) -> str | None:
    """The name in `[In reply to NAME]`; None if it is another line."""
    line = text.rstrip()
    for prefix in prefixes:
        if line.startswith(prefix) and line.endswith("]"):
            return line[len(prefix) : -1].strip()
    return None
