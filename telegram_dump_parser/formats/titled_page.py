"""Small pages that an extractor kept whole, except views and times: the channel's title is above each post.

The title is known from the header, below which it stands for the first time. A page ends with the dump or at the next
page's header. One that is long, or whose texts appear twice, is left to the search.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from ..lines.kinds import LineKind, classify
from ..lines.lookahead import Lookahead
from ..segmentation.draft import Draft
from ..segmentation.window import TEXT_LIMIT
from . import page_header, whole_page_post
from .base import Context
from .markup import Links
from .page import gap_of
from .page_header import Ahead
from .whole_page_footer import Footer
from .whole_page_frame import REACH, REACH_LINES, Frame, Stretch, stretch_ahead

_LONG: Final = 20  # characters of a line that stands but once in a text
_PARTS: Final = 1_024  # characters of a post outside its text
# What is in a post only just below the title, and only at its end: elsewhere another post begins, or has ended.
_FIRST: Final = frozenset((LineKind.FORWARD, LineKind.FORWARD_LABEL))
_LAST: Final = frozenset((LineKind.REACTIONS,))


class TitledPage:
    """A header with its title again below it, and posts with the title above each."""

    amid = True
    may_begin = staticmethod(page_header.counts_audience)
    signs = page_header.AUDIENCE_SIGNS

    def read(self, ahead: Lookahead, context: Context, *, first: bool) -> Iterator[Draft] | None:
        """The header as a gap, then the posts."""
        header = page_header.header_ahead(ahead, first=first)
        if header is None or not header.repeated:
            return None
        stretch = stretch_ahead(ahead, REACH, REACH_LINES, header.lines)
        stretch.number(Links.NONE)
        end = _end(stretch)
        begins = _begins(stretch.texts, end, header.title)
        if end is None or not begins or begins[0]:
            return None
        if not all(_is_post(stretch.texts[at + len(header.title) : to]) for at, to in pairwise([*begins, end])):
            return None
        ahead.take_back(header.above)
        return _drafts(ahead, header, stretch, begins, end)


def _end(stretch: Stretch) -> int | None:
    """Where the page ends; None if that is too far away."""
    for at in stretch.marks:
        if page_header.counts_audience(stretch.texts[at]):
            header = page_header.header_around(stretch.texts, at)
            if header is not None:
                return header.first
    return len(stretch.texts) if stretch.final else None


def _begins(texts: Sequence[str], end: int | None, title: tuple[str, ...]) -> list[int]:
    size = len(title)
    return [at for at in range(end or 0) if texts[at] == title[0] and tuple(texts[at : at + size]) == title]


def _is_post(texts: Sequence[str]) -> bool:
    """Whether lines may be one post, whose text appears once."""
    if sum(len(text) + 1 for text in texts) > TEXT_LIMIT + _PARTS:
        return False
    long = [text for text in texts if len(text) > _LONG]
    kinds = [classify(text) for text in texts]
    return len(set(long)) == len(long) and _FIRST.isdisjoint(kinds[1:]) and _LAST.isdisjoint(kinds[:-1])


def _drafts(ahead: Lookahead, header: Ahead, stretch: Stretch, begins: list[int], end: int) -> Iterator[Draft]:
    frame = Frame(header.title, timed=False, links=Links.NONE, indented=False, broken=False)
    yield gap_of(ahead.take(header.above + header.lines + stretch.at[0]), "page-header")
    for begin, after in pairwise([*begins, end]):
        first, last = stretch.at[begin], stretch.at[after - 1]
        lines = ahead.take(last + 1 - first)
        roles = stretch.roles[first : last + 1]
        at = [i - first for i in stretch.at[begin:after]]
        size = after - begin
        texts = stretch.texts[begin:after]
        footer = Footer(size, size)
        draft = whole_page_post.post(lines, roles, at, texts, frame, len(header.title), footer, size, size)
        draft.evidence = "channel-title"
        yield draft
        below = (stretch.at[after] if after < len(stretch.at) else len(stretch.lines)) - last - 1
        if below:
            yield gap_of(ahead.take(below), "blank")
