"""What frames the posts of a whole page: the first footers show it, and what is above each post.

One line like a footer proves nothing, as a post may be about views: the frame must be the page's, below the page's
header or repeated with the name above.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from operator import attrgetter
from typing import Final

from ..lines.kinds import LineKind, classify
from ..lines.lookahead import Lookahead
from ..lines.phrases import table
from ..lines.reader import Line
from ..segmentation.state_machine import Role
from ..segmentation.window import TEXT_LIMIT
from . import page_header
from .markup import Links, is_named_picture, is_picture, links_alone, links_of, plain, trimmed, with_ends_of_links
from .whole_page_end import ends_page
from .whole_page_footer import LONGEST, Footer, footer_at, may_be
from .whole_page_glued import cut_glued, uncut

VIA: Final = str(table(__package__, "phrases.toml")["whole-page"]["via"][0])
VIA_BOT: Final = f" {VIA} @"
"""After the name above a post that came through a bot."""
# How far a footer may lie from its post's first line, in characters: Markdown makes three of one.
REACH: Final = 8 * TEXT_LIMIT
REACH_LINES: Final = 2_500
_MARK_ENDS: Final = (*page_header.AUDIENCE, ")", "]")
BUTTONS: Final = 12
"""Lines of buttons below a post, at most."""
LONGEST_BUTTON: Final = 64  # characters
_HEADER: Final = 80  # lines that a header which was cut may have
_PROOF: Final = 6  # footers that are read to find the page's frame
_TOGETHER: Final = 64  # lines that are looked at at a time
_SPREAD: Final = ("  view",)
_NO_LABEL: Final = "[]("  # a video's address, where Markdown has no other link left
_HOST: Final = "t.me/"
_IS_FRAGMENT: Final = attrgetter("is_fragment")
_FEWEST: Final = 3  # footers that make a page where there is no header, and no name


@dataclass(slots=True)
class Frame:
    """What is around each post of a page.

    Attributes:
        name: the channel's, above each post, in as many lines as it is in; none if the page has lost it.
        timed: whether footers have a time.
        links: how its links are written.
        indented: whether its lines have an indent of the page's own.
        broken: whether its lines end in the two blanks of Markdown's, where a text goes on.
    """

    name: tuple[str, ...]
    timed: bool
    links: Links
    indented: bool
    broken: bool

    @property
    def marked(self) -> bool:
        """Whether the page is Markdown."""
        return self.links is Links.MARKDOWN


@dataclass(slots=True)
class Stretch:
    """Lines that are looked at together.

    Attributes:
        lines: all of them.
        at: indices of those that are neither blank nor, where links are marked, pictures.
        texts: these lines, trimmed.
        roles: of all lines, before any is read.
        final: whether nothing follows.
        bounded: whether the last line is the button of a header.
        offsets: how many characters are before each of `texts`, about, and in all of them.
        marks: indices of those among which footers and headers are.
    """

    lines: list[Line]
    final: bool
    bounded: bool = False
    at: list[int] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    roles: list[Role] = field(default_factory=list)
    offsets: list[int] = field(default_factory=list)
    marks: list[int] = field(default_factory=list)

    def number(self, links: Links) -> None:
        """Set `roles`, `at` and `texts`; where links are marked, leave pictures out, also of what was set before."""
        if not self.roles:
            stripped = trimmed((line.text for line in self.lines), _SPREAD)
            self.roles = [Role.PAGE if text else Role.BLANK for text in stripped]
            self.at = [i for i, text in enumerate(stripped) if text]
            self.texts = [text for text in stripped if text]
        if links is Links.MARKDOWN:
            left, self.texts = with_ends_of_links(self.texts)
            self.at = [self.at[i] for i in left]
        if links is not Links.NONE:
            shown = [i for i, text in enumerate(self.texts) if not is_picture(text, links)]
            self.at = [self.at[i] for i in shown]
            self.texts = [self.texts[i] for i in shown]
        self.offsets = list(accumulate(map(len, self.texts), initial=0))
        # One expression: every line passes here.
        self.marks = [
            i
            for i, text in enumerate(self.texts)
            if "view" in text or ":" in text[-9:-2] or text.endswith(_MARK_ENDS) or "subscriber" in text
        ]


def stretch_ahead(
    ahead: Lookahead, characters: int, lines: int, skip: int = 0, views: int = 0, *, one_page: bool = True
) -> Stretch:
    """So much of the lines to come, which stay, after `skip` of them.

    Args:
        ahead: stays as it is, but for lines of a whole page that are cut.
        characters: at most.
        lines: at most.
        skip: lines of a header.
        views: this many lines with that word at most, if it is not 0.
        one_page: not beyond the button of the next page's header.
    """
    found: list[Line] = []
    room, seen = characters, 0
    while some := ahead.after(skip + len(found), _TOGETHER):
        texts = [line.text for line in some]
        length = sum(map(len, texts)) + len(texts)
        fitting = len(some)
        if length > room or len(found) + fitting > lines or any(map(_IS_FRAGMENT, some)):
            fitting = _fitting(some, room, lines - len(found))
        room -= length
        whole = "\n".join(texts)
        if (views and "view" in whole) or (one_page and "Telegram" in whole):
            for i, text in enumerate(texts[:fitting]):
                if len(text) >= LONGEST:
                    continue
                if views and "view" in text:
                    seen += 1
                    if seen == views:
                        return Stretch(found + some[: i + 1], final=False)
                if (
                    one_page
                    and "Telegram" in text
                    and (skip or len(found) + i >= _HEADER)
                    and page_header.is_button(text)
                ):
                    return Stretch(found + some[: i + 1], final=False, bounded=True)
        found += some[:fitting]
        if fitting < len(some):
            return Stretch(found, final=some[fitting].is_fragment)
    return Stretch(found, final=True)


def _fitting(some: Sequence[Line], room: int, most: int) -> int:
    """How many of some lines have room for their characters, and are whole; at most this many."""
    for i, line in enumerate(some[:most]):
        room -= len(line.text) + 1
        if line.is_fragment or room < 0:
            return i
    return min(len(some), most)


def are_broken(lines: Sequence[Line]) -> bool:
    """Whether some line ends in the two blanks of Markdown's, where a text goes on."""
    return any(line.text.endswith("  ") and not line.text.isspace() for line in lines)


def frame_ahead(ahead: Lookahead, skip: int = 0, title: tuple[str, ...] | None = None) -> Frame | None:
    """What frames the posts of the page that begins at the next line; None if this is no whole page.

    Args:
        ahead: stays as it is, but for lines of a whole page that are cut.
        skip: lines of a header that are before.
        title: the channel's, from that header; None if there is no header.
    """
    stretch = stretch_ahead(ahead, REACH, REACH_LINES, skip, _PROOF + 3)
    cut = cut_glued(ahead, stretch.lines, skip, title[0] if title else None)
    if cut:
        stretch = stretch_ahead(ahead, REACH, REACH_LINES, skip, _PROOF + 3)
    frame = _frame(stretch, title)
    if frame is None:
        uncut(ahead, cut)
    return frame


def _frame(stretch: Stretch, title: tuple[str, ...] | None) -> Frame | None:
    stretch.number(Links.NONE)
    texts = stretch.texts
    footers, end = _footers(stretch)
    if not footers:
        return None
    closed = end == len(texts) and stretch.final
    after = [texts[0], *(texts[at] for footer in footers if (at := after_dates(texts, footer.end)) < len(texts))]
    links = _links(texts, footers, after)
    if links is not Links.NONE:
        stretch.number(links)
        texts = stretch.texts
        footers, end = _footers(stretch)
        if not footers:
            return None
    timed = [footer for footer in footers if footer.time is not None]
    indented = sum(stretch.lines[stretch.at[footer.first]].text[:1] == " " for footer in footers) > len(footers) // 2
    broken = are_broken(stretch.lines)
    if timed:
        name = _name(texts, timed, title)
        if name is None and not _is_page(texts, timed, end, title is not None, closed):
            return None
        return Frame(name or (), timed=True, links=links, indented=indented, broken=broken)
    if not _is_page(texts, footers, end, title is not None, closed):
        return None
    return Frame((), timed=False, links=links, indented=indented, broken=broken)


def _links(texts: Sequence[str], footers: list[Footer], after: list[str]) -> Links:
    """How links are written, by footers that link their time, or else the pictures of users that are after them."""
    for footer in footers:
        links = links_of(texts[footer.end - 1])
        if links is not Links.NONE:
            return links
    if any(text.startswith(_NO_LABEL) and is_picture(text, Links.MARKDOWN) for text in texts):
        return Links.MARKDOWN
    for links in (Links.MARKDOWN, Links.NUMBERED, Links.BESIDE):
        pictures = [text for text in after if is_picture(text, links)]
        if 2 * len(pictures) > len(after) and (links is Links.MARKDOWN or links_of(pictures[-1]) is links):
            return links
    return Links.NONE


def _footers(stretch: Stretch) -> tuple[list[Footer], int]:
    """The first footers with views, and where the page ends at the latest."""
    texts = stretch.texts
    found: list[Footer] = []
    since = 0
    for at in stretch.marks:
        if at < since:
            continue
        text = texts[at]
        if page_header.counts_audience(text) and (header := page_header.header_around(texts, at)) is not None:
            return found, header.first
        footer = footer_at(texts, at) if may_be(text) else None
        if footer is not None and footer.views is not None and footer.first >= since:
            found.append(footer)
            since = footer.end
            if len(found) == _PROOF:
                break
    return found, next((at for at in range(since, len(texts)) if ends_page(texts[at], Links.NONE)), len(texts))


def _name(texts: Sequence[str], footers: list[Footer], title: tuple[str, ...] | None) -> tuple[str, ...] | None:
    """The channel's name as it is above each post: at the beginning, and after footers that differ.

    A footer that appears twice proves no more than once: it may be a line of a text that has a second copy.
    """
    after = {_said(footer): footer.end for footer in footers if footer.end < len(texts)}
    firsts = Counter(filter(None, (_first(texts, end) for end in after.values())))
    begin = _first(texts, next((at for at, text in enumerate(texts) if not is_named_picture(text)), 0))
    # Buttons may be between a footer and the name; where a page begins no footer is above.
    for name in filter(None, (title, (begin,) if firsts[begin] else None)):
        known = sum(_is_near(texts, end, name[0]) for end in after.values()) + (begin == name[0])
        if 2 * known > len(after) and (known > 1 or (title and _is_rare(texts, footers, name[0]))):
            return name
    firsts[begin] += 1
    [(first, count)] = firsts.most_common(1)
    if is_named_picture(first):  # of the channel's user, above its name
        firsts = Counter(_first(texts, 1 + after_dates(texts, at)) for at in (0, *after.values()))
        [(first, count)] = firsts.most_common(1)
    return (first,) if first and count > 1 and 2 * count >= len(after) + 1 else None


def _is_near(texts: Sequence[str], at: int, name: str) -> bool:
    """Whether the name is after a footer, before the next one."""
    for i in range(at, min(at + BUTTONS + 1, len(texts))):
        if name in texts[i] and plain(texts[i]).partition(VIA_BOT)[0] == name:
            return True
        if len(texts[i]) > LONGEST_BUTTON or (may_be(texts[i]) and footer_at(texts, i) is not None):
            return False
    return False


def _is_rare(texts: Sequence[str], footers: list[Footer], name: str) -> bool:
    """Whether no more posts begin with the name than a page with this many footers has."""
    return sum(plain(text) == name for text in texts[: footers[-1].first]) <= 2 * len(footers)


def _first(texts: Sequence[str], at: int) -> str:
    at = after_dates(texts, at)
    for text in texts[at : at + BUTTONS]:
        links = links_alone(text)
        if not links or any(_HOST in target for _, target in links):  # else it is a button: names lead to their channel
            return plain(text).partition(VIA_BOT)[0]
    return ""


def _said(footer: Footer) -> Footer:
    return footer._replace(first=0, end=0)


def after_dates(texts: Sequence[str], at: int) -> int:
    """The line after the date lines, if any, that begin with line `at`."""
    while at < len(texts) and len(text := texts[at]) < 24 and text[-1].isdigit() and classify(text) is LineKind.DATE:
        at += 1
    return at


def _is_page(texts: Sequence[str], footers: list[Footer], end: int, headed: bool, closed: bool) -> bool:
    """Whether footers without names are a page's frame, and no list of somebody's about views.

    Below a header, two prove it, or the only one at the page's end. Without a header more are needed, and a post of
    more than one line: "title, views, title, views" is a list.
    """
    last = after_dates(texts, footers[-1].end)
    count = len({*map(_said, footers)})  # a line that appears twice is a text with its second copy
    if headed:
        return count > 1 or (last >= end and (closed or end < len(texts)))
    if footers[0].time is not None and " " in footers[0].time and footers[0].end - footers[0].first > 1:
        return True  # the widget of one post: below it its link, and the date
    begins = [0, *(footer.end for footer in footers)]
    sizes = [footer.first - begin for begin, footer in zip(begins, footers, strict=False)]
    fewest = _FEWEST - all(footer.exact for footer in footers)
    return count >= fewest and 4 * count >= 3 * len(footers) and sum(size > 1 for size in sizes) >= fewest - 1
