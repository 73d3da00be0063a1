"""A message that Telegram Desktop copied alone: it has no head, only the lines in brackets and the text.

A dump begins with it, or it is in a block or a comment of another text, which shows where it ends.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from ..lines.lookahead import Lookahead, is_blank
from ..segmentation.draft import Draft
from ..segmentation.search.path import CERTAIN
from ..segmentation.stream import LOOK_AHEAD
from .around import close_of, is_page, opened_by, unmarked, without
from .base import Context
from .brackets import is_known, named, read
from .copies import without_blank_end
from .head_line import head_of, looks_like_head
from .page import gap_of

_MARGIN: Final = 80  # characters before a line in brackets: an indent, a comment's sign


class Headless:
    """One message, or several that were copied one by one: a dump that ends with them, or a part of another text."""

    amid = False

    def may_begin(self, text: str) -> bool:
        """Never amid a dump."""
        return False

    def read(self, ahead: Lookahead, context: Context, *, first: bool) -> Iterator[Draft] | None:
        """The messages, and the blank lines after them as gaps; where they are a comment, what is below it."""
        line = ahead.peek()
        if not first or line is None:
            return None
        sign, rest = unmarked(line.text) if "[" in line.text[:8] else ("", "")
        if not is_known(rest):
            return _embedded(ahead)
        texts: list[str] = []
        end = None
        size = 0
        for line in ahead.ahead():
            size += len(line.text) + 1
            if line.is_fragment or size > LOOK_AHEAD or (looks_like_head(line.text) and head_of(line.text) is not None):
                return None
            if end is None and sign and without(sign, line.text) is None:
                end = len(texts)
            texts.append(line.text)
        if not is_page(texts, embeds=True):
            return None
        return _posts(ahead, [without(sign, text) or "" for text in texts[:end]], len(texts), own_text=bool(sign))


class _Part(NamedTuple):
    """Where messages are in another text.

    Attributes:
        start: index of their first line.
        end: index after their last, which may have what closes their block at its end.
        sign: of their comment; "" if they are in none.
        closes: begins the line that closes their block; None if they are in none.
    """

    start: int
    end: int
    sign: str
    closes: str | None


def _embedded(ahead: Lookahead) -> Iterator[Draft] | None:
    """Messages in a block or a comment of a page or a program, and what is around them as gaps."""
    texts: list[str] = []
    found: list[tuple[int, str, str | None]] = []  # where a message begins, its comment's sign, what closes its block
    size = 0
    ends = True
    for line in ahead.ahead():
        text = line.text
        size += len(text) + 1
        if line.is_fragment or size > LOOK_AHEAD:
            ends = False
            break
        if looks_like_head(text) and head_of(text) is not None:
            return None
        if texts and "[" in text[:_MARGIN] and named((marked := unmarked(text))[1]) is not None:
            sign, closes = marked[0].strip(), opened_by(texts[-1])
            if closes is not None or (sign and without(sign, texts[-1]) is None):
                found.append((len(texts), sign, closes))
        texts.append(text)
    parts: list[_Part] = []
    for start, sign, closes in found:
        if parts and start < parts[-1].end:
            continue
        end = next((at for at in range(start, len(texts)) if _ends(texts[at], sign, closes)), len(texts))
        if start < end and (end < len(texts) or (ends and closes is None)):
            close = close_of(texts[end], closes) if end < len(texts) else None
            parts.append(_Part(start, end + bool(close and texts[end][:close].strip()), sign, closes))
    if not parts or not is_page(texts[: parts[0].start]):
        return None
    return _parts(ahead, texts, parts, ends=ends and is_page(texts[parts[-1].end :], embeds=True))


def _ends(text: str, sign: str, closes: str | None) -> bool:
    """Whether a line of another text shows that the block or the comment is over."""
    return close_of(text, closes) is not None if closes is not None else without(sign, text) is None


def _parts(ahead: Lookahead, texts: list[str], parts: list[_Part], *, ends: bool) -> Iterator[Draft]:
    """Messages, and the lines around them as gaps: after the last to the end, or only what closes its block."""
    at = 0
    close: int | None = None
    for start, end, sign, closes in parts:
        if start > at:
            yield gap_of(ahead.take(start - at), "other-text")
        inner = texts[start:end]
        if sign:
            inner = [text if (rest := without(sign, text)) is None else rest for text in inner]
        close = close_of(inner[-1], closes)
        if close is not None:
            inner[-1] = inner[-1][:close].rstrip()
        yield from _posts(ahead, inner, len(inner), own_text=bool(sign) or close is not None)
        at = end
    left = len(texts) - at if ends else min(int(close is None), len(texts) - at)
    if left:
        yield gap_of(ahead.take(left), "other-text")


def _posts(ahead: Lookahead, texts: list[str], count: int, *, own_text: bool) -> Iterator[Draft]:
    starts = [
        i
        for i, text in enumerate(texts)
        if i == 0 or (named(text) is not None and (is_blank(texts[i - 1]) or text == texts[0]))
    ]
    for start, end in zip(starts, [*starts[1:], len(texts)], strict=True):
        found = read(texts[start:end])
        draft = Draft(
            ahead.take(end - start),
            list(found.roles),
            found.text,
            margin=CERTAIN,
            form="desktop",
            evidence="bracket-line",
            values=found.values,
        )
        if own_text:
            draft.text, draft.own_text = [], "\n".join(texts[start + i] for i in found.text)
        yield from without_blank_end(draft)
    if len(texts) < count:
        yield gap_of(ahead.take(count - len(texts)), "other-text")
