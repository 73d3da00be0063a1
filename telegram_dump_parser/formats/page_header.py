"""The header of a preview page that an extractor kept: title, counters, description, *Download Telegram*."""

from __future__ import annotations

from typing import Final

from ..lines.kinds import LineKind, classify
from ..lines.lookahead import Lookahead
from ..lines.phrases import table
from ..segmentation.draft import Draft
from .base import Context
from .page import filled, gap_of, page_ahead

# A page's header is not longer, in lines that are not blank; its first counter comes early.
_HEADER_LINES: Final = 40
_COUNTER_BY: Final = 8
_JOIN: Final = frozenset(table(__package__, "phrases.toml")["mirror"]["join"])


class PageHeader:
    """The header above the posts, up to *Download Telegram*; the posts are left to what comes after.

    Where a fallback took in the whole page, with the button below, the channel's title stands above each post, too.
    Such a header is left to the search, which learns the title from it.
    """

    amid = False

    def may_begin(self, text: str) -> bool:
        """Never amid a dump."""
        return False

    def read(self, ahead: Lookahead, context: Context, *, first: bool) -> list[Draft] | None:
        """A gap."""
        if not first:
            return None
        page = page_ahead(ahead)
        at = filled(page)[:_HEADER_LINES]
        texts = [page[i].text.strip() for i in at]
        kinds = [classify(text) for text in texts]
        end = next((i for i, kind in enumerate(kinds) if kind is LineKind.PAGE), None)
        if end is None or LineKind.COUNTER not in kinds[: min(end, _COUNTER_BY)]:
            return None
        if any(kind in (LineKind.FORWARD, LineKind.VIEW, LineKind.REACTIONS) for kind in kinds[:end]):
            return None
        if end + 1 < len(texts) and texts[end + 1] in _JOIN:
            return None
        return [gap_of(ahead.take(at[end] + 1), "page-header")]
