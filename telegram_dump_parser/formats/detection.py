"""Which parts of a dump have an exact form, and which are searched: the way from lines to drafts.

Copies of Telegram Desktop and the pages of some mirrors say where each post begins. They are recognised by their first
lines, within a bounded look-ahead, and read by `desktop`, `pages` and `catalogue`; all else goes to `drafts`. A dump
may hold one behind the other, as joined files do.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..lines.lookahead import Feed, is_blank
from ..lines.reader import Line
from ..segmentation.draft import Draft
from ..segmentation.state_machine import Role, State
from ..segmentation.stream import BUFFER_LINES, drafts
from ..text.timestamps import Orders
from ..vocabulary import DateOrder
from . import catalogue, desktop, viewer
from . import mirror as pages


def read(lines: Iterable[Line], date_order: DateOrder | None = None, year: int | None = None) -> Iterator[Draft]:
    """Split the numbered lines of a dump into drafts of posts and gaps that cover every line, in order.

    Args:
        lines: of the whole dump.
        date_order: of dates of numbers, where they can be read so.
        year: of dates that state none.
    """
    feed = Feed(lines)
    orders = Orders(date_order)
    told: set[str] = set()
    found: list[Draft] = []  # a page amid the dump, before which the search ends

    def page_or_copy() -> bool:
        found.extend(_page_amid(feed))
        return bool(found) or desktop.begins(feed, first=False)

    fresh = True  # at the beginning of the dump, or of a page of it
    before: State | None = None
    while found or feed.peek() is not None:
        known = found or (_page(feed, year) if fresh else None)
        if known is not None:
            for draft in known:
                if draft.gap != "blank":
                    fresh = draft.gap in ("page-header", "page-footer")
                    before = State.HEADER if draft.gap == "page-header" else State.START
                yield draft
            found = []
            continue
        if desktop.begins(feed, first=fresh):
            yield from desktop.messages(feed, orders, told)
        else:
            yield from drafts(feed.until(_may_begin, page_or_copy), before)
        fresh, before = False, State.START


def _may_begin(text: str) -> bool:
    """A quick test that few lines pass but those at which an exact form may begin."""
    return (len(text) <= pages.LONGEST and pages.may_begin(text)) or (
        "]" in text[-4:] and desktop.looks_like_head(text)
    )


def _page(feed: Feed, year: int | None) -> Iterable[Draft] | None:
    """The drafts of a page of known form, or of what stands above its posts; the feed is at the beginning of a dump."""
    blanks = _blanks(feed)
    if blanks:
        return [Draft(blanks, [Role.BLANK] * len(blanks), gap="blank")]
    found = viewer.viewer(feed, first=True)
    if found is not None:
        return found
    gap = pages.chrome(feed, first=True) or pages.header(feed)
    return catalogue.posts(feed, year) if gap is None else [gap]


def _page_amid(feed: Feed) -> list[Draft]:
    line = feed.peek()
    if line is None or not pages.may_begin(line.text):
        return []
    found = viewer.viewer(feed, first=False)
    if found is None:
        gap = pages.chrome(feed, first=False)
        return [] if gap is None else [gap]
    return found


def _blanks(feed: Feed) -> list[Line]:
    lines: list[Line] = []
    while len(lines) < BUFFER_LINES and (line := feed.peek()) is not None and is_blank(line.text) and not line.cut:
        lines.append(feed.pop())
    return lines
