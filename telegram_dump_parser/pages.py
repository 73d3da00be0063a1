"""Pages whose form is exact: what is the page's own, and where a post stands.

Each form is told by lines that stand in it and nowhere else: the header of a preview page that an extractor kept,
lines of a mirror's own above and below posts, viewers of one post. A page is looked at within a bounded stretch
(`REACH`); what does not fit its form is left to the search.
"""

from __future__ import annotations

from typing import Final

import regex

from .blocks import set_roles
from .lines.kinds import LineKind, classify
from .lines.lookahead import Feed, is_blank
from .lines.phrases import phrases
from .lines.reader import Line
from .segmentation.draft import Draft, Form
from .segmentation.search.path import CERTAIN
from .segmentation.state_machine import Role
from .segmentation.window import TEXT_LIMIT

# How far a page is looked at, in characters: both copies of the longest text, and all that stands around them.
REACH: Final = 6 * TEXT_LIMIT
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
_WARNING_END: Final = regex.compile(r"on line \d{1,6}$")
_FROM: Final = regex.compile(r"(?:.{1,128} )?from (?:[a-z]{2}|[A-Z]{2})")
_PERMALINK: Final = regex.compile(r"(?:https?://)?[\w.-]{1,64}\.[a-z]{2,24}/\S{1,200}")
_OWN: Final = _CHROME | _ABOVE | _FILLERS
LONGEST: Final = max(map(len, _OWN)) + 8
"""Characters of a page's own line, with some space around it."""


def _is_chrome(text: str) -> bool:
    line = text.strip()
    return line in _CHROME or line in _ABOVE or line.startswith(_CHROME_PREFIXES)


def may_begin(text: str) -> bool:
    """A quick test that every line passes at which a page of these forms may begin, or a footer, amid a dump."""
    return len(text) <= LONGEST and text.strip() in _OWN


def page_ahead(feed: Feed) -> list[Line]:
    """The lines within reach; they stay in the feed."""
    page: list[Line] = []
    size = 0
    for line in feed.ahead():
        size += len(line.text) + 1
        if line.cut or size > REACH:
            break
        page.append(line)
    return page


def filled(page: list[Line]) -> list[int]:
    """The indices of lines that are not blank."""
    return [i for i, line in enumerate(page) if not is_blank(line.text)]


def gap_of(lines: list[Line], reason: str) -> Draft:
    """Lines of no post."""
    return Draft(lines, [Role.BLANK if is_blank(line.text) else Role.GAP for line in lines], gap=reason)


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


def viewer(feed: Feed, *, first: bool) -> list[Draft] | None:
    """Consume a page that shows one post, twice, with permalink and filler, or a page of nothing but filler.

    At the beginning of a dump the line above the post may be missing.
    """
    line = feed.peek()
    if not first and (line is None or line.text.strip() not in _ABOVE | _FILLERS):
        return None
    page = page_ahead(feed)
    at = filled(page)
    texts = [page[i].text.strip() for i in at]
    top = 0
    while top < len(texts) and (texts[top] in _ABOVE or _is_warning(texts[top])):
        top += 1
    if texts[top:] and (texts[top] in _FILLERS or texts[top].endswith(_FILLER_ENDS)):
        last = _end(texts, top)
        return None if last is None else [gap_of(feed.take(at[last] + 1), "page-footer")]
    anchor = _anchor(texts, top)
    if anchor is not None:
        end, again = anchor
        copied = 0
        while copied < end - top and texts[again + copied : again + copied + 1] == [texts[top + copied]]:
            copied += 1
        last = _end(texts, again + copied)
        # Where other posts stand before this one, its first copy does not begin here.
        told = copied or again == len(texts) or (top and last is not None)
        if not told or not _OWN.isdisjoint(texts[top:end]) or sum(map(len, texts[top:end])) > 2 * TEXT_LIMIT:
            return None
    else:
        copied = _doubled(texts, top) if _end(texts, top) is not None else 0
        end = again = top + copied
        last = _end(texts, again + copied + 1)
        if not copied or last is None or not (top or last == len(texts) - 1):
            return None
    parts: list[Draft] = []
    begin = at[top]
    if begin:
        parts.append(gap_of(feed.take(begin), "page-header"))
    lines = feed.take(at[max(again + copied, end) - 1] + 1 - begin)
    roles = [Role.BLANK if is_blank(line.text) else Role.PAGE for line in lines]
    body = [at[i] - begin for i in range(top, end)]
    text = set_roles(lines, roles, body)
    for i in range(again, again + copied):
        roles[at[i] - begin] = Role.ECHO
    echo = "whole" if copied == end - top else "none"
    parts.append(Draft(lines, roles, text, echo, copied, margin=CERTAIN, form=Form.VIEWER))
    if last is not None:
        taken = begin + len(lines)
        parts.append(gap_of(feed.take(at[last] + 1 - taken), "page-footer"))
    return parts


def _end(texts: list[str], first: int) -> int | None:
    """The page's last line, `from us`, at `first` or behind it."""
    return next((i for i in range(first, len(texts)) if texts[i][-7:-2] == "from " and _FROM.fullmatch(texts[i])), None)


def _is_warning(text: str) -> bool:
    return text.startswith(_WARNINGS) and _WARNING_END.search(text) is not None


def _anchor(texts: list[str], top: int) -> tuple[int, int] | None:
    """Where the first copy ends and the second begins: permalink, *Create:* and *Last Update:* stand between."""
    for i in range(top + 2, len(texts) - 1):
        if texts[i].startswith(_CREATED) and texts[i + 1].startswith(_UPDATED) and _PERMALINK.fullmatch(texts[i - 1]):
            return i - 1, i + 2
    return None


def _doubled(texts: list[str], top: int) -> int:
    """How many lines from `top` on stand twice, one copy behind the other; 0 if they do not."""
    for size in range(1, (len(texts) - top) // 2 + 1):
        if texts[top] == texts[top + size] and texts[top : top + size] == texts[top + size : top + 2 * size]:
            return size
    return 0
