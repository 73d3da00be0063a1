"""The lines below the last post of a whole page: its script, or the addresses of numbered links."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ..lines.lookahead import Lookahead
from ..lines.patterns import late_pattern
from ..lines.phrases import table
from ..lines.reader import Line
from ..segmentation.draft import Draft
from .markup import Links
from .page import gap_of

_DATA: Final = table(__package__, "phrases.toml")["whole-page"]
_SCRIPTS: Final = frozenset(_DATA["scripts"])
_LISTS: Final = frozenset(_DATA["references"])
_LIST_HEADS: Final = frozenset(_DATA["reference-heads"])
_REFERENCE: Final = late_pattern(r"[0-9]{1,4}\. [a-z]{2,12}:\S{1,4000}+")
_TOGETHER: Final = 64  # lines that are looked at at a time


def ends_page(text: str, links: Links) -> bool:
    """Whether a line that is where a post may begin ends the page.

    Args:
        text: trimmed.
        links: how the page's links are written.
    """
    return text in _SCRIPTS or (links is Links.NUMBERED and text in _LISTS)


def below_posts(ahead: Lookahead, links: Links) -> Iterator[Draft]:
    """Consume what ends the page, as gaps."""
    begun = ahead.after(0, _TOGETHER)
    first = next((i for i, line in enumerate(begun) if line.text.strip()), None)
    if first is None or not ends_page(text := begun[first].text.strip(), links):
        return
    if text in _SCRIPTS:
        yield gap_of(ahead.take(first + 1), "page-footer")
        return
    count = first + 1
    while some := ahead.after(count, _TOGETHER):
        fitting = 0
        while fitting < len(some) and _is_reference(some[fitting]):
            fitting += 1
        if count + fitting:
            yield gap_of(ahead.take(count + fitting), "page-footer")
        if fitting < len(some):
            return
        count = 0
    if count:
        yield gap_of(ahead.take(count), "page-footer")


def _is_reference(line: Line) -> bool:
    text = line.text.strip()
    return not text or text in _LIST_HEADS or (not line.is_fragment and _REFERENCE.fullmatch(text) is not None)
