"""The line that Telegram's apps put above a copied message, with its author and time.

Telegram Desktop writes `Anna Berg, [10.04.2025 12:30]`. Telegram for macOS, where the text of several messages was
selected, writes `Anna Berg, [10 Apr 2025 at 12:30:05]:`; the time of the last change is after the message's own, in
round brackets, and the number of views before it if there are 1,000 or more (its source: `ChatRowView`, `ChatRowItem`).
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import regex

from ..lines.patterns import late_pattern
from ..text.timestamps import LONGEST, Stamp, parse_stamp
from .around import unmarked, without_opening
from .brackets import bare

# Two names of 64 letters and a space are the longest that a person can have; a channel's is shorter.
LONGEST_NAME: Final = 160
_LONGEST_TIME: Final = 2 * LONGEST  # with views, or with the time of a change
_TIME: Final = late_pattern(
    r"""
    (?: (?P<views>\d{1,3}(?:[.,’'\s]?\d{3}){1,3}) [^\d,]{1,20}, \s )?
    (?P<sent>[^()]+?)
    (?: \s? \((?P<edited>[^()]+)\) )?
    """,
    regex.VERBOSE,
)


class HeadLine(NamedTuple):
    """What the line says.

    Attributes:
        author: the name.
        stamp: when the message was sent.
        changed: when it was changed last, if it was.
        values: what else there is, by the names of the post's fields.
    """

    author: str
    stamp: Stamp
    changed: Stamp | None
    values: dict[str, Any]


def looks_like_head(text: str) -> bool:
    """A quick test that every head passes and few other lines do."""
    return "]" in text[-5:] and ", [" in text[: LONGEST_NAME + 3]


def head_of(text: str) -> HeadLine | None:
    """What a line says of the message below; None if it is not such a line, exactly."""
    if len(text) > LONGEST_NAME + _LONGEST_TIME or not looks_like_head(text):
        return None
    name, comma, rest = bare(text).removesuffix(":").rpartition(", [")
    author = bare(name)
    if not comma or not author or len(name) > LONGEST_NAME or not rest.endswith("]"):
        return None
    match = _TIME.fullmatch(rest[:-1])
    if match is None:
        return None
    stamp = parse_stamp(match["sent"])
    if stamp is None:
        return None
    values: dict[str, Any] = {}
    if match["views"]:
        seen = match["views"]
        values = {"views": int("".join(filter(str.isdecimal, seen))), "views_text": seen}
    changed = parse_stamp(match["edited"]) if match["edited"] else None
    if match["edited"] and changed is None:
        return None
    return HeadLine(author, stamp, changed, values)


def marked_head(text: str) -> tuple[str, HeadLine] | None:
    """Likewise, and before it the comment's sign that the line begins with, `// Anna Berg, [10.04.2025 12:30]`."""
    head = head_of(text)
    if head is None:
        return None
    sign, rest = unmarked(text)
    if sign and not head.author.endswith(sign) and (inner := head_of(rest)) is not None:
        return sign, inner
    return "", head


def opening_head(text: str) -> tuple[str, HeadLine] | None:
    """Likewise, and what closes the block that the line opens before the head: `/* Anna Berg, [10.04.2025 12:30]`."""
    if head_of(text) is None or (found := without_opening(text)) is None:
        return None
    closes, rest = found
    head = head_of(rest)
    return None if head is None else (closes, head)
