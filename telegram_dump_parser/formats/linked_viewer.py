"""Pages of one post that show it twice, between a line of times and a link to go on."""

from __future__ import annotations

from typing import Final

from ..lines.kinds import LineKind, classify
from ..lines.lookahead import Lookahead, is_blank
from ..lines.phrases import table
from ..segmentation.draft import Draft
from ..segmentation.search.path import CERTAIN
from ..segmentation.state_machine import Role
from ..segmentation.window import TEXT_LIMIT
from ..text.timestamps import parse_stamp
from .base import Context
from .page import filled, gap_of, page_ahead, set_roles

_DATA: Final = table(__package__, "phrases.toml")["viewer"]
_ABOVE: Final = frozenset(_DATA["linked-above"])
_CREATED, _UPDATED = _DATA["linked-times"]
_ON: Final = frozenset(_DATA["linked-on"])
_BELOW: Final = frozenset(_DATA["linked-below"])
_BELOW_PARTS: Final = tuple(_DATA["linked-below-parts"])
_LONGEST: Final = max(map(len, _ABOVE)) + 8
# This many lines are above the post at most, and this many below it.
_LINES_ABOVE: Final = 6
_LINES_BELOW: Final = 12


class LinkedViewer:
    """A page of one post with *Create:* and *Update:* above it and a link to go on below."""

    amid = True

    first_lines = _ABOVE

    def may_begin(self, text: str) -> bool:
        """Whether it is the page's first line."""
        return len(text) <= _LONGEST and text.strip() in _ABOVE

    def read(self, ahead: Lookahead, context: Context, *, first: bool) -> list[Draft] | None:
        """The post between two gaps."""
        page = page_ahead(ahead)
        at = filled(page)
        texts = [page[i].text.strip() for i in at]
        times = next((i for i, text in enumerate(texts[:_LINES_ABOVE]) if _is_times(text)), None)
        if times is None:
            return None
        end = next((i for i in range(times + 1, len(texts)) if texts[i] in _ON), None)
        if end is None or end == times + 1:
            return None
        top = times + 1
        body = end - (classify(texts[end - 1]) is LineKind.REACTIONS)
        half = (body - top) // 2
        twice = half > 0 and texts[top : top + half] == texts[top + half : body]
        if not twice and sum(map(len, texts[top:body])) > TEXT_LIMIT:
            return None
        name = texts[end + 1] if end + 1 < len(texts) else ""
        author = name if name and any(text.startswith(name) for text in texts[:times]) else None
        last = max(
            (i for i in range(end, min(end + _LINES_BELOW, len(texts))) if i == end or _is_below(texts[i], author)),
        )
        parts = [gap_of(ahead.take(at[top]), "page-header")]
        lines = ahead.take(at[end - 1] + 1 - at[top])
        roles = [Role.BLANK if is_blank(line.text) else Role.PAGE for line in lines]
        own = [i - at[top] for i in at[top : top + half if twice else body]]
        if body < end:
            own.append(at[body] - at[top])
        text = set_roles(lines, roles, own)
        for i in at[top + half : body] if twice else ():
            roles[i - at[top]] = Role.ECHO
        draft = Draft(lines, roles, text, "whole" if twice else "none", half if twice else 0, margin=CERTAIN)
        draft.form, draft.evidence = "viewer", "one-post-page"
        draft.values = _values(texts[times], author, context)
        parts.append(draft)
        taken = at[end - 1] + 1
        parts.append(gap_of(ahead.take(at[last] + 1 - taken), "page-footer"))
        return parts


def _is_times(text: str) -> bool:
    return text.startswith(_CREATED) and _UPDATED in text and len(text) < 120


def _is_below(text: str, author: str | None) -> bool:
    return text == author or text in _BELOW or any(part in text for part in _BELOW_PARTS)


def _values(times: str, author: str | None, context: Context) -> dict[str, object]:
    """The channel, and when the post was made, if the page says it."""
    values: dict[str, object] = {} if author is None else {"author": author}
    created = times[len(_CREATED) :].partition(_UPDATED)[0].strip()
    stamp = parse_stamp(created) if created else None
    if stamp is not None:
        context.orders.learn(stamp)
        values["posted_at"] = {"text": stamp.text, "value": context.orders.read(stamp)}
    return values
