"""Pages of Markdown without the lines below posts: a picture that links the channel is above each, maybe its name.

[*![](https://cdn.example.org/a.jpg)*](https://t.me/quarrytown)

[Quarry Town](https://t.me/quarrytown)

The quarry road is closed.

So web clippers leave a preview page: they take views and times, and often the name, for the page's own.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Final

from ..lines.lookahead import Lookahead, is_blank
from ..lines.patterns import late_pattern
from ..lines.reader import Line
from ..segmentation.draft import Draft
from ..segmentation.window import TEXT_LIMIT
from . import page_header, whole_page_post
from .base import Context
from .markup import Links, is_picture, links_alone, picture_target
from .page import gap_of
from .whole_page_footer import Footer, footer_at, may_be
from .whole_page_frame import REACH_LINES, Frame, Stretch, are_broken

_CHANNEL: Final = late_pattern(r"(?:https?://)?t\.me/\w{3,64}/?")
_ABOVE: Final = 24  # lines above the first post: pictures, and links to older posts
_REACH: Final = 4 * TEXT_LIMIT  # of a post, in characters: Markdown makes three of one
_PROOF: Final = 6  # posts that are looked at to see whether lines are below them


class LinkedPage:
    """Posts with a picture above each that links the channel."""

    amid = False

    def may_begin(self, text: str) -> bool:
        """Never amid a dump: there, such lines may be somebody's list of channels."""
        return False

    def read(self, ahead: Lookahead, context: Context, *, first: bool) -> Iterator[Draft] | None:
        """The posts, and what is above the first as a gap."""
        for above, line in enumerate(ahead.ahead() if first else ()):
            text = line.text.strip()
            if line.is_fragment or above > _ABOVE or not (not text or is_picture(text, Links.MARKDOWN)):
                return None
            channel = picture_target(text)
            if channel is not None and _CHANNEL.fullmatch(channel):
                return _posts(ahead, above, channel) if _is_page(ahead, above, channel) else None
        return None


def _is_page(ahead: Lookahead, above: int, channel: str) -> bool:
    """Whether the picture comes again, or the name is below it; no other channel's does, and most lack a footer.

    A page with footers is a whole page; pictures of several channels are a list of them.
    """
    pictures = footers = size = 0
    named = closed = False
    for line in islice(ahead.ahead(), above, None):
        text = line.text.strip()
        size += len(text) + 1
        if line.is_fragment or size > _PROOF * _REACH or pictures > _PROOF:
            break
        target = picture_target(text)
        if target == channel:
            pictures += 1
            footers += closed
            closed = False
        elif target is not None and _CHANNEL.fullmatch(target):
            return False
        elif text and not is_picture(text, Links.MARKDOWN):
            named = named or _name(text, channel) is not None
            closed = closed or _is_footer(text)
    else:
        footers += closed
    return (pictures > 1 or named) and 2 * footers < pictures


def _is_footer(text: str) -> bool:
    return may_be(text) and (footer := footer_at([text], 0)) is not None and footer.time is not None


def _name(text: str, channel: str) -> str | None:
    """The name that a line has which is nothing but a link to the channel."""
    links = links_alone(text)
    return links[0][0] or None if len(links) == 1 and links[0][1] == channel else None


def _posts(ahead: Lookahead, above: int, channel: str) -> Iterator[Draft]:
    if above:
        yield gap_of(ahead.take(above), "page-header")
    while (line := ahead.peek()) is not None and picture_target(line.text.strip()) == channel:
        lines = ahead.take(1)
        size = 0
        while (line := ahead.peek()) is not None:
            size += len(line.text) + 1
            text = line.text.strip()
            if line.is_fragment or size > _REACH or len(lines) > REACH_LINES or page_header.counts_audience(text):
                break
            if picture_target(text) == channel:
                break
            lines += ahead.take(1)
        end = len(lines)
        while is_blank(lines[end - 1].text):
            end -= 1
        yield _post(lines[:end], channel)
        if end < len(lines):
            yield gap_of(lines[end:], "blank")


def _post(lines: list[Line], channel: str) -> Draft:
    stretch = Stretch(lines, final=True)
    stretch.number(Links.MARKDOWN)
    name = _name(stretch.texts[0], channel) if stretch.texts else None
    links = Links.MARKDOWN
    frame = Frame((name,) if name else (), timed=False, links=links, indented=False, broken=are_broken(lines))
    size = len(stretch.texts)
    footer = Footer(size, size)
    named = int(name is not None)
    draft = whole_page_post.post(lines, stretch.roles, stretch.at, stretch.texts, frame, named, footer, size, size)
    draft.evidence = "channel-title"
    return draft
