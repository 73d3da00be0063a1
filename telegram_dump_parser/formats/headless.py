"""A message that Telegram Desktop copied alone: it has no head, only the lines in brackets and the text."""

from __future__ import annotations

from collections.abc import Iterator

from ..lines.lookahead import Lookahead, is_blank
from ..segmentation.draft import Draft
from ..segmentation.search.path import CERTAIN
from ..segmentation.state_machine import Role
from ..segmentation.stream import LOOK_AHEAD
from .around import is_page, unmarked, without
from .base import Context
from .brackets import is_known, named, read
from .copies import without_blank_end
from .head_line import head_of, looks_like_head
from .page import gap_of


class Headless:
    """One message, or several that were copied one by one, at the beginning of a dump that ends with them."""

    amid = False

    def may_begin(self, text: str) -> bool:
        """Never amid a dump."""
        return False

    def read(self, ahead: Lookahead, context: Context, *, first: bool) -> Iterator[Draft] | None:
        """The messages, and the blank lines after them as gaps; where they are a comment, what stands below it."""
        line = ahead.peek()
        if not first or line is None or "[" not in line.text[:8]:
            return None
        sign, rest = unmarked(line.text)
        if not is_known(rest):
            return None
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
        return _posts(ahead, [without(sign, text) or "" for text in texts[:end]], sign, len(texts))


def _posts(ahead: Lookahead, texts: list[str], sign: str, count: int) -> Iterator[Draft]:
    starts = [i for i, text in enumerate(texts) if i == 0 or (is_blank(texts[i - 1]) and named(text) is not None)]
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
        if sign:
            draft.text, draft.own_text = [], "\n".join(texts[start + i] for i in found.text)
        if set(draft.roles) == {Role.BLANK}:
            continue
        yield from without_blank_end(draft)
    if len(texts) < count:
        yield gap_of(ahead.take(count - len(texts)), "other-text")
