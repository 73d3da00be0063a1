"""Whole preview pages: each post between the channel's name above it and *views and time* below it.

Extractors that keep a whole page leave these lines, so posts are not searched for. One such line proves nothing, as a
post may be about views: the frame must be the page's, below the page's header or repeated with the name above. Some
extractors leave of it the views alone.

A page lasts as long as footers follow each other closely. It is read in bounded stretches, as it may be joined of many.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ..lines.kinds import LineKind, classify
from ..lines.lookahead import Lookahead, is_blank
from ..lines.reader import Line
from ..segmentation.draft import Draft
from ..segmentation.window import TEXT_LIMIT
from . import page_header, whole_page_post
from .base import Context
from .markup import is_link, is_named_picture, labels, plain
from .page import gap_of
from .page_header import Header
from .whole_page_end import below_posts, ends_page
from .whole_page_footer import Footer, footer_at, may_be
from .whole_page_frame import (
    BUTTONS,
    LONGEST_BUTTON,
    REACH,
    REACH_LINES,
    VIA,
    VIA_BOT,
    Frame,
    Stretch,
    after_dates,
    frame_ahead,
    stretch_ahead,
)
from .whole_page_glued import cut_glued

# A stretch that is read at once: little at first, as a page may be small and many joined; of it, posts are handed on up
# to the last whole one.
_FIRST_STRETCH: Final = 2 * REACH
_STRETCH: Final = 8 * REACH
_STRETCH_LINES: Final = 4 * REACH_LINES
_DAMAGED_HEADER: Final = 60  # lines
# Lines below a footer that show whether it is one: a header's, or buttons.
_BELOW: Final = BUTTONS + page_header.ABOVE + 2
_LONG: Final = 20  # characters of a line that stands but once in a text


class WholePage:
    """Pages with the channel's name, and views and time, around each post; and their headers."""

    amid = True
    may_begin = staticmethod(page_header.counts_audience)
    signs = page_header.AUDIENCE_SIGNS

    def read(self, ahead: Lookahead, context: Context, *, first: bool) -> Iterator[Draft] | None:
        """The header as a gap, then the posts; pages that follow with them."""
        header = page_header.header_ahead(ahead, first=first)
        if header is None:
            frame = frame_ahead(ahead) if first else None
            return None if frame is None else _pages(ahead, 0, frame)
        frame = frame_ahead(ahead, header.lines, header.title)
        if frame is None:
            return None
        ahead.take_back(header.above)
        return _pages(ahead, header.above + header.lines, frame)


def _pages(ahead: Lookahead, above: int, frame: Frame) -> Iterator[Draft]:
    while True:
        if above:
            yield gap_of(ahead.take(above), "page-header")
        yield from posts(ahead, frame)
        yield from below_posts(ahead, frame.links)
        header = page_header.header_ahead(ahead, first=True) if ahead.peek() is not None else None
        found = None if header is None else frame_ahead(ahead, header.lines, header.title)
        if header is None or found is None:
            if header is not None and not header.repeated:
                yield gap_of(ahead.take(header.lines), "page-header")
            return
        above, frame = header.lines, found


def posts(ahead: Lookahead, frame: Frame) -> Iterator[Draft]:
    """Consume the posts of the page whose frame stands ahead, up to the next header or what is no such page."""
    first = one_page = True
    size = _FIRST_STRETCH
    while ahead.peek() is not None:
        stretch = stretch_ahead(ahead, size, _STRETCH_LINES, one_page=one_page)
        if cut_glued(ahead, stretch.lines, 0, frame.name[0] if len(frame.name) == 1 else None):
            stretch = stretch_ahead(ahead, size, _STRETCH_LINES, one_page=one_page)
        stretch.number(frame.links)
        page = _Page(stretch, frame, first)
        taken = 0
        for draft in page.drafts():
            taken += len(draft.lines)
            ahead.take(len(draft.lines))
            yield draft
        if page.ended or not (taken or one_page or size < _STRETCH):
            return
        first = first and not taken
        one_page = bool(taken)  # a text may have a line like a header's
        size = min(2 * size, _STRETCH)


class _Page:
    """The posts of one stretch. `ended` says whether the page ends in it."""

    def __init__(self, stretch: Stretch, frame: Frame, first: bool) -> None:
        self._stretch = stretch
        self._frame = frame
        self._texts = stretch.texts
        self._first = first
        self._whole = stretch.final or stretch.bounded
        self._mark = 0
        self._next_name: tuple[str, ...] | None = None  # of a page that follows without a header
        self._named: dict[int, int] = {}  # what `_name_lines` has found: it is asked several times at each post
        self.ended = False

    def drafts(self) -> Iterator[Draft]:
        """Posts, and gaps between them, from the first line on."""
        at = done = 0
        lines = self._stretch.lines
        while at < len(self._texts):
            begin = self._stretch.at[at]
            if begin > done:
                yield self._between(lines[done:begin])
                done = begin
            if self._first:
                self._first = False
                if (above := self._header_left(at)) > at:
                    at, done = above, self._line(above)
                    yield gap_of(lines[begin:done], "page-header")
                    continue
            found = self._post(at)
            if found is None:
                return
            at, draft = found
            done = begin + len(draft.lines)
            yield draft
            if self.ended:
                break
        if self._stretch.final and at >= len(self._texts):
            self.ended = True
            if done < len(lines):
                yield self._between(lines[done:])

    def _line(self, at: int) -> int:
        return self._stretch.at[at] if at < len(self._texts) else len(self._stretch.lines)

    def _between(self, lines: list[Line]) -> Draft:
        return gap_of(lines, "blank" if all(is_blank(line.text) for line in lines) else "page-footer")

    def _header_left(self, at: int) -> int:
        """Where the posts begin below what a cut left of a header, or below the date of the first."""
        if not self._frame.name:
            return at
        dated = after_dates(self._texts, at)  # the day of the first post, above its name
        if dated > at and self._name_lines(dated):
            return dated
        last = at - 1
        for i in range(at, min(at + _DAMAGED_HEADER, len(self._texts))):
            text = self._texts[i]
            if page_header.is_chrome(text) or page_header.is_above_all(text, self._frame.name):
                last = i
            elif may_be(text) and (footer := footer_at(self._texts, i)) is not None and footer.views:
                break
        begin = last + 1
        return begin if last >= at and self._name_lines(begin) else at

    def _name_lines(self, at: int) -> int:
        """How many lines from `at` on are the channel's name; 0 if it is not there."""
        if at not in self._named:
            self._named[at] = self._count_name_lines(at)
        return self._named[at]

    def _count_name_lines(self, at: int) -> int:
        count = self._count_name(at)
        if not count and at < len(self._texts) and is_named_picture(self._texts[at]):
            count = self._count_name(at + 1)
            return count and count + 1
        return count

    def _count_name(self, at: int) -> int:
        name, texts = self._frame.name, self._texts
        if not name or at >= len(texts):
            return 0
        for i, own in enumerate(name):
            if at + i >= len(texts):
                return 0
            text = texts[at + i]
            if text != own and (text := plain(text)) != own and not self._names_bot(text, own):
                return 0
        end = at + len(name)
        if end + 1 < len(texts) and texts[end] == VIA and texts[end + 1].startswith("@"):
            end += 2
        return end - at

    def _names_bot(self, text: str, name: str) -> bool:
        return VIA_BOT in text and labels(text, self._frame.links).startswith(name + VIA_BOT)

    def _post(self, begin: int) -> tuple[int, Draft] | None:
        """The post that begins with line `begin`, and the line after it; None where no footer closes it."""
        texts, offsets, marks = self._texts, self._stretch.offsets, self._stretch.marks
        if self._ends(begin):
            self.ended = True
            return None
        named = self._name_lines(begin)
        if self._is_lone(begin + named):
            return self._unclosed(begin, named, begin + named + 1)
        likely: Footer | None = None  # a footer that nothing of the page's own follows
        while self._mark < len(marks) and marks[self._mark] < begin:
            self._mark += 1
        end = min(len(texts), begin + REACH_LINES)
        for mark in range(self._mark, len(marks)):
            at = marks[mark]
            if at >= end or offsets[at] - offsets[begin] > REACH:
                break
            text = texts[at]
            if page_header.counts_audience(text):
                header = page_header.header_around(texts, at)
                if header is not None and header.first >= begin:
                    if likely is not None and self._frame.name:
                        return self._closed(begin, named, likely)
                    return self._unclosed(begin, named, page_header.top(texts, header, begin))
            footer = footer_at(texts, at) if may_be(text) else None
            if footer is not None and footer.first >= begin + named:
                if not self._whole and footer.end + _BELOW > len(texts):
                    return None  # what is below it is not read yet
                if self._closes(footer):
                    return self._closed(begin, named, footer)
                if likely is None and footer.views is not None and footer.time is not None:
                    likely = footer
        if end < len(texts) or offsets[-1] - offsets[begin] > REACH:
            return self._last(begin, named, likely)
        if not self._stretch.final:
            return None
        if likely is None and (named or not self._frame.name) and self._is_one(begin + named):
            self.ended = True
            return self._unclosed(begin, named, end)
        return self._last(begin, named, likely)

    def _closed(self, begin: int, named: int, footer: Footer) -> tuple[int, Draft]:
        after = self._after(footer)
        draft = self._draft(begin, named, footer, after)
        if self._next_name is not None:
            self._frame.name, self._next_name = self._next_name, None
            self._named.clear()
        return after, draft

    def _last(self, begin: int, named: int, footer: Footer | None) -> tuple[int, Draft] | None:
        """The page's last post, where what follows it is no more of the page; None if that is here already."""
        self.ended = True
        return None if footer is None else self._closed(begin, named, footer)

    def _is_one(self, begin: int) -> bool:
        """Whether the last lines may be one post that was cut, and not another dump that follows."""
        texts = self._texts[begin:]
        if sum(len(text) + 1 for text in texts) > (3 if self._frame.marked else 1) * TEXT_LIMIT:
            return False
        long = [text for text in texts if len(text) > _LONG]
        return len(set(long)) == len(long) and not any(
            classify(text) in (LineKind.REACTIONS, LineKind.FORWARD) for text in texts[1:-1]
        )

    def _is_lone(self, at: int) -> bool:
        """Whether line `at` is a message of Telegram's own whose footer was left out."""
        if self._frame.name:
            if not self._name_lines(at + 1):
                return False
        elif self._frame.timed or (at + 1 < len(self._texts) and footer_at(self._texts, at + 1) is not None):
            return False
        return at < len(self._texts) and classify(self._texts[at]) is LineKind.SERVICE

    def _unclosed(self, begin: int, named: int, end: int) -> tuple[int, Draft] | None:
        """A post without a footer, which ends before line `end`: at the dump's end or above a header or name."""
        if end == begin:
            self.ended = True
            return None
        # The name below a picture may be the title of the next page's header.
        return end, self._draft(begin, min(named, end - begin), Footer(end, end), end)

    def _closes(self, footer: Footer) -> bool:
        """Whether what looks like a footer is the page's own."""
        frame = self._frame
        if not frame.name:
            return footer.views is not None and (footer.time is not None or not frame.timed)
        after = after_dates(self._texts, footer.end)
        if self._ends(after) or after >= len(self._texts) or self._name_lines(after) or self._header_at(after):
            return footer.time is not None or footer.views is not None
        if footer.views is None or footer.time is None:
            return False
        # Buttons may follow, the name of another channel, or a post that has lost its name. Else it is text.
        return self._buttons(after) > after or self._other_name(after) or footer.exact

    def _ends(self, at: int) -> bool:
        """Whether the page ends there: with a script, or the addresses that the numbers of links stand for."""
        if at >= len(self._texts):
            return False
        return ends_page(self._texts[at], self._frame.links)

    def _header_at(self, at: int) -> bool:
        return self._next_header(at) == at

    def _next_header(self, at: int) -> int:
        """The first line of a header that begins within a few lines; -1 if none does."""
        for i in range(at, min(at + page_header.ABOVE, len(self._texts))):
            if page_header.counts_audience(self._texts[i]):
                header: Header | None = page_header.header_around(self._texts, i)
                return -1 if header is None else max(header.first, at)
        return -1

    def _buttons(self, at: int) -> int:
        """The line after buttons that begin with line `at`: the name follows them, or the end of the page."""
        for i in range(at, min(at + BUTTONS + 1, len(self._texts))):
            if self._name_lines(i) or self._ends(i):
                return i
            text = self._texts[i]
            if len(text) > LONGEST_BUTTON or (may_be(text) and footer_at(self._texts, i) is not None):
                break
        rest = self._texts[at : at + BUTTONS + 1] if self._stretch.final else []
        return at + len(rest) if len(rest) <= BUTTONS and all(map(self._is_button, rest)) else at

    def _is_button(self, text: str) -> bool:
        links = self._frame.links
        return is_link(text, links) and len(labels(text, links)) <= LONGEST_BUTTON

    def _other_name(self, at: int) -> bool:
        """Whether a page of another channel begins: the line is the first after the next footer, too."""
        name = plain(self._texts[at])
        if not any(map(str.isalnum, name)):
            return False
        size = 0
        for i in range(at + 1, len(self._texts)):
            size += len(self._texts[i]) + 1
            if size > REACH:
                break
            if may_be(self._texts[i]) and (footer := footer_at(self._texts, i)) is not None and footer.views:
                after = after_dates(self._texts, footer.end)
                if after < len(self._texts) and plain(self._texts[after]) == name:
                    self._next_name = (name,)
                    return True
                return False
        return False

    def _after(self, footer: Footer) -> int:
        """The line after a footer, its date and its buttons."""
        after = after_dates(self._texts, footer.end)
        if not self._frame.name:
            return after
        return after if self._name_lines(after) or self._next_header(after) >= 0 else self._buttons(after)

    def _draft(self, begin: int, named: int, footer: Footer, after: int) -> Draft:
        first, last = self._stretch.at[begin], self._stretch.at[after - 1]
        lines = self._stretch.lines[first : last + 1]
        roles = self._stretch.roles[first : last + 1]
        at = [i - first for i in self._stretch.at[begin:after]]
        return whole_page_post.post(
            lines,
            roles,
            at,
            self._texts[begin:after],
            self._frame,
            named,
            footer,
            footer.first - begin,
            footer.end - begin,
        )
