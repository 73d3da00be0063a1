"""Pages whose form is exact: what is the page's own, and where a post stands.

Each form is told by lines that stand in it and nowhere else: the header of a preview page that an extractor kept,
lines of a mirror's own above and below posts, viewers of one post. A page is looked at within a bounded stretch
(`REACH`); what does not fit its form is left to the search.
"""

from __future__ import annotations

from typing import Final

from ..lines.kinds import LineKind, classify
from ..lines.lookahead import Feed, is_blank
from ..lines.phrases import phrases
from ..segmentation.draft import Draft
from .page import filled, gap_of, page_ahead

# A page's header is not longer, in lines that are not blank; its first counter comes early.
_HEADER_LINES: Final = 40
_COUNTER_BY: Final = 8
_FOOTER_LINES: Final = 12

_DATA: Final = phrases()
_CHROME: Final = frozenset(_DATA["mirror"]["chrome"])
_CHROME_PREFIXES: Final = tuple(_DATA["mirror"]["prefixes"])
_JOIN: Final = frozenset(_DATA["mirror"]["join"])
_ABOVE: Final = frozenset(_DATA["viewer"]["above"])
_FILLERS: Final = frozenset(_DATA["viewer"]["fillers"])
_FILLER_ENDS: Final = tuple(_DATA["viewer"]["filler-ends"])
_CREATED: Final = str(_DATA["viewer"]["created"])
_UPDATED: Final = str(_DATA["viewer"]["updated"])
_WARNINGS: Final = tuple(_DATA["viewer"]["warnings"])
_OWN: Final = _CHROME | _ABOVE | _FILLERS
LONGEST: Final = max(map(len, _OWN)) + 8
"""Characters of a page's own line, with some space around it."""


def _is_chrome(text: str) -> bool:
    line = text.strip()
    return line in _CHROME or line in _ABOVE or line.startswith(_CHROME_PREFIXES)


def may_begin(text: str) -> bool:
    """A quick test that every line passes at which a page of these forms may begin, or a footer, amid a dump."""
    return len(text) <= LONGEST and text.strip() in _OWN


# The header of a preview page


def header(feed: Feed) -> Draft | None:
    """Consume the header at the beginning of a dump: title and counters, up to *Download Telegram*.

    Where a fallback took in the whole page, with the button below, the channel's title stands above each post, too.
    Such a header is left to the search, which learns the title from it.
    """
    page = page_ahead(feed)
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
    return gap_of(feed.take(at[end] + 1), "page-header")


# A mirror's own lines


def chrome(feed: Feed, *, first: bool) -> Draft | None:
    """Consume a mirror's own lines: above the posts at the beginning of a dump, at its end, or two and more between.

    A post, too, may begin with *Channel:* and a name: such a line is the mirror's only beside another one.
    """
    taken = count = whole = 0
    ended = True
    for number, line in enumerate(feed.ahead()):
        blank = is_blank(line.text)
        if number == _FOOTER_LINES or line.cut or not (blank or _is_chrome(line.text)):
            ended = False
            break
        if not blank:
            taken, count = number + 1, count + 1
            whole += not line.text.strip().startswith(_CHROME_PREFIXES)
    if not whole or not (first or ended or count > 1):
        return None
    return gap_of(feed.take(taken), "page-footer" if ended and not first else "page-header")


# Viewers of one post
