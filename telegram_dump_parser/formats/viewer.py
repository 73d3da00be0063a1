"""Pages of one post: viewers, which show it twice, and pages of nothing but filler."""

from __future__ import annotations

from typing import Final

from ..lines.lookahead import Lookahead, is_blank
from ..lines.patterns import late_pattern
from ..lines.phrases import table
from ..segmentation.draft import Draft
from ..segmentation.search.path import CERTAIN
from ..segmentation.state_machine import Role
from ..segmentation.window import TEXT_LIMIT
from .base import Context
from .mirror import ABOVE, CREATED, FILLER_ENDS, FILLERS, LONGEST, OWN_LINES, UPDATED, WARNINGS
from .page import filled, gap_of, page_ahead, set_roles

_DATA: Final = table(__package__, "phrases.toml")["viewer"]
_SEARCH: Final = frozenset(_DATA["search"])
_SEARCH_ENDS: Final = tuple(_DATA["search-ends"])
_BELOW: Final = frozenset(_DATA["below"])
_BEGINNINGS: Final = ABOVE | FILLERS | _SEARCH
# A page of a search has so few lines above its filler, and so few in it where it was cut.
_SEARCH_LINES: Final = 8
_FILLER_LINES: Final = 24
_WARNING_END: Final = late_pattern(r"on line \d{1,6}$")
_FROM: Final = late_pattern(r"(?:.{1,128} )?from (?:[a-z]{2}|[A-Z]{2})")
_PERMALINK: Final = late_pattern(r"(?:https?://)?[\w.-]{1,64}\.[a-z]{2,24}/\S{1,200}")


class Viewer:
    """A page that shows one post, twice, with permalink and filler; or a page of nothing but filler.

    At the beginning of a dump the line above the post may be missing.
    """

    amid = True

    first_lines = _BEGINNINGS

    def may_begin(self, text: str) -> bool:
        """Whether it is the line above the post, or one that filler begins with."""
        return len(text) <= LONGEST and text.strip() in _BEGINNINGS

    def read(self, ahead: Lookahead, context: Context, *, first: bool) -> list[Draft] | None:
        """The post between two gaps, or one gap."""
        line = ahead.peek()
        if not first and (line is None or line.text.strip() not in _BEGINNINGS):
            return None
        page = page_ahead(ahead)
        at = filled(page)
        texts = [page[i].text.strip() for i in at]
        top = 0
        while top < len(texts) and (texts[top] in ABOVE or _is_warning(texts[top])):
            top += 1
        if (filler := _filler(texts, top)) is not None:
            return [gap_of(ahead.take(at[filler] + 1), "page-footer")]
        anchor = _anchor(texts, top)
        if anchor is not None:
            end, again = anchor
            copied = 0
            while copied < end - top and texts[again + copied : again + copied + 1] == [texts[top + copied]]:
                copied += 1
            last = _end(texts, again + copied)
            # Where other posts are before this one, its first copy does not begin here.
            begins = copied or again == len(texts) or (top and last is not None)
            if not begins or not OWN_LINES.isdisjoint(texts[top:end]) or sum(map(len, texts[top:end])) > 2 * TEXT_LIMIT:
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
            parts.append(gap_of(ahead.take(begin), "page-header"))
        lines = ahead.take(at[max(again + copied, end) - 1] + 1 - begin)
        roles = [Role.BLANK if is_blank(line.text) else Role.PAGE for line in lines]
        body = [at[i] - begin for i in range(top, end)]
        text = set_roles(lines, roles, body)
        for i in range(again, again + copied):
            roles[at[i] - begin] = Role.ECHO
        echo = "whole" if copied == end - top else "none"
        parts.append(Draft(lines, roles, text, echo, copied, margin=CERTAIN, form="viewer", evidence="one-post-page"))
        if last is not None:
            taken = begin + len(lines)
            parts.append(gap_of(ahead.take(at[last] + 1 - taken), "page-footer"))
        return parts


def _end(texts: list[str], first: int) -> int | None:
    """The page's last line, `from us`, at `first` or after it."""
    return next((i for i in range(first, len(texts)) if texts[i][-7:-2] == "from " and _FROM.fullmatch(texts[i])), None)


def _filler(texts: list[str], top: int) -> int | None:
    """The last line of a page that holds no post but only filler; None if it is another page.

    A search's own lines and the address may be above the filler, and the site's below it.
    """
    found = top
    while found < len(texts) and texts[found] not in FILLERS and not texts[found].endswith(FILLER_ENDS):
        found += 1
        if found - top > _SEARCH_LINES:
            return None
    if found == len(texts):
        return None
    if found > top and _SEARCH.isdisjoint(texts[:found]) and not any(t.endswith(_SEARCH_ENDS) for t in texts[:found]):
        return None
    last = _end(texts, found)
    if last is None:  # the page was cut: what is left of it is no post, either
        known = any(text.endswith(FILLER_ENDS) for text in texts[found : found + 3])
        return len(texts) - 1 if known and found > top and len(texts) - found <= _FILLER_LINES else None
    while last + 1 < len(texts) and texts[last + 1] in _BELOW:
        last += 1
    return last


def _is_warning(text: str) -> bool:
    return text.startswith(WARNINGS) and _WARNING_END.search(text) is not None


def _anchor(texts: list[str], top: int) -> tuple[int, int] | None:
    """Where the first copy ends and the second begins: permalink, *Create:* and *Last Update:* are between."""
    for i in range(top + 2, len(texts) - 1):
        if texts[i].startswith(CREATED) and texts[i + 1].startswith(UPDATED) and _PERMALINK.fullmatch(texts[i - 1]):
            return i - 1, i + 2
    return None


def _doubled(texts: list[str], top: int) -> int:
    """How many lines from `top` on appear twice, one copy after the other; 0 if they do not. In linear time."""
    lines = texts[top:]
    # By position, how many lines from there on are as those at the top (the Z algorithm); `first` to `end` are the
    # lines furthest on that are known to be.
    same = [0] * len(lines)
    first = end = 0
    for at in range(1, len(lines)):
        count = min(end - at, same[at - first]) if at < end else 0
        while at + count < len(lines) and lines[count] == lines[at + count]:
            count += 1
        if count >= at:
            return at
        same[at] = count
        if at + count > end:
            first, end = at, at + count
    return 0
