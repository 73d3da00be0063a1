"""Whole preview pages as one line: what a tool leaves that collapses white space.

The line is cut where the channel's name follows *views and time*, and each post gets its bytes of it. One page may
follow the other, in the next line or in the same one. A line of any length is read in bounded pieces.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

import regex

from ..lines.kinds import LineKind, classify
from ..lines.lookahead import Lookahead
from ..lines.patterns import late_pattern
from ..lines.pieces import Cutter
from ..lines.reader import Line
from ..segmentation.draft import Draft
from ..segmentation.search.path import CERTAIN
from ..segmentation.state_machine import Role
from ..segmentation.window import TEXT_LIMIT
from .base import Context
from .one_line_frame import BUTTONS, CLOCK, FOOTER, LOOK, LineFrame, footer_of, frame_of, is_header_at, may_frame
from .one_line_habits import Habits
from .one_line_parts import Parts
from .page import gap_of
from .whole_page_footer import Footer, count, said_by
from .whole_page_frame import REACH

_BELOW: Final = 512  # characters after a footer that show whether it is one
_BATCH: Final = REACH  # characters in which posts begin that are read at once, for one shows where parts of another end
_POSTS: Final = 64  # of these, at most
_SERVICE: Final = 600  # characters of a message of Telegram's own
_PASSED: Final = 16  # matches in a text like footers
_SENTENCE_ENDS: Final = ".!?…"
_BUTTON_WORDS: Final = 12  # of all buttons below a post
_BLANKS: Final = late_pattern(r"\s++")
_CLOCK: Final = late_pattern(rf"(?<=\s){CLOCK}")


class OneLinePage:
    """A page of which one line is left."""

    amid = True
    may_begin = staticmethod(may_frame)
    signs = ("view",)

    def read(self, ahead: Lookahead, context: Context, *, first: bool) -> Iterator[Draft] | None:
        """The header as a gap, then the posts; a page that follows in the same line with them."""
        line = ahead.peek()
        if line is None or not may_frame(line.text):
            return None
        frame = frame_of(line.text, 0, final=not line.is_fragment)
        if frame is None or not Cutter(line).is_exact:
            return None
        return _pages(ahead, frame)


def _pages(ahead: Lookahead, frame: LineFrame | None) -> Iterator[Draft]:
    window = _Window(ahead)
    while frame is not None:
        yield from _posts(window, frame)
        window.ensure(LOOK)
        frame = frame_of(window.text, window.at, final=window.final) if window.left() else None
    window.put_back()


class _Window:
    """One line to come, of which parts are taken; of one over 1 MiB some of its pieces at a time.

    Attributes:
        text: what was read of it and not yet dropped.
        at: where what was not taken begins.
        final: whether the line ends with the text.
    """

    def __init__(self, ahead: Lookahead) -> None:
        self._ahead = ahead
        self._cutters: deque[Cutter] = deque()
        self.text = ""
        self.at = 0
        self.final = False
        self._more()

    def left(self) -> bool:
        """Whether some of the line is left."""
        return self.at < len(self.text)

    def ensure(self, size: int) -> None:
        """Read this many characters that were not taken, unless the line ends before."""
        while not self.final and len(self.text) - self.at < size:
            self._more()

    def _more(self) -> None:
        cutter = Cutter(self._ahead.pop())
        self._cutters.append(cutter)
        self.text = self.text[self.at :] + cutter.line.text
        self.at = 0
        following = self._ahead.peek() if cutter.line.is_fragment else None
        self.final = following is None or following.number != cutter.line.number or not Cutter(following).is_exact

    def take(self, end: int) -> list[Line]:
        """What is before character `end`, as lines: one, or more where the line was read in pieces."""
        lines: list[Line] = []
        while self.at < end:
            cutter = self._cutters[0]
            size = min(end - self.at, len(cutter.line.text) - cutter.at)
            lines.append(cutter.take(cutter.at + size))
            self.at += size
            if cutter.at == len(cutter.line.text):
                self._cutters.popleft()
        return lines

    def put_back(self) -> None:
        """Leave what was not taken to others."""
        for cutter in reversed(self._cutters):
            self._ahead.put_back(cutter.rest())
        self._cutters.clear()


class _Post(NamedTuple):
    """Where a post stands, in characters of the window.

    Attributes:
        body: where what is between name and footer begins.
        below: where the footer begins.
        footer: what it says; None if there is none.
        after: where the footer ends.
        end: where the post ends, with its buttons and date.
        is_last: whether what follows is no more of this page.
    """

    body: int
    below: int
    footer: Footer | None
    after: int
    end: int
    is_last: bool = False


def _posts(window: _Window, frame: LineFrame) -> Iterator[Draft]:
    """The posts of a page, with its header; what follows them is left in the window."""
    if frame.begin > window.at:
        yield gap_of(window.take(frame.begin), "page-header")
    habits = Habits()
    is_last = False
    while not is_last:
        window.ensure(_BATCH + REACH + 2 * _BELOW)
        posts: list[_Post] = []
        begin, limit = window.at, window.at + _BATCH
        while not is_last and begin < min(limit, len(window.text)) and len(posts) < _POSTS:
            post = _next(window, frame, begin)
            if post is None:
                is_last = True
            else:
                posts.append(post)
                begin, is_last = post.end, post.is_last
        is_last = is_last or not posts
        habits.look([window.text[post.body : post.below] for post in posts])
        for post in posts:
            yield _draft(window, frame, habits, post)


def _next(window: _Window, frame: LineFrame, begin: int) -> _Post | None:
    """The post that begins at a character; None if none does."""
    text = window.text
    name = frame.at_name.match(text, begin)
    body = begin if name is None else name.end
    if name is not None and (service := _service(window, frame, body)) is not None:
        return service
    passed: list[regex.Match[str]] = []  # footers that nothing of the page's own follows
    reach = min(len(text), begin + REACH)
    for match in FOOTER.finditer(text, body, reach):
        if match.start() > body and not text[match.start() - 1].isspace():
            continue
        end, is_last = _closed(window, frame, match.end())
        if end:
            if is_last and (last := next((one for one in passed if _begins_page(window, one.end())), None)):
                match, end = last, _blanks(text, last.end())
            return _Post(body, match.start(), footer_of(match), match.end(), end, is_last)
        passed.append(match)
        if len(passed) == _PASSED:
            break
    is_rest = window.final and reach == len(text) and len(passed) < _PASSED
    if passed:
        likely = passed[0]
        end = likely.end()
        if is_rest and len(text) - end <= BUTTONS and not _is_sentence(text[end:].strip()):
            end = len(text)
        return _Post(body, likely.start(), footer_of(likely), likely.end(), _blanks(text, end), is_last=True)
    if is_rest and name is not None and len(text) - body <= TEXT_LIMIT:
        return _Post(body, len(text), None, len(text), len(text), is_last=True)  # the page was cut
    return None


def _begins_page(window: _Window, at: int) -> bool:
    """Whether another page begins there, with a post: no header."""
    frame = frame_of(window.text, at, final=window.final)
    return frame is not None and frame.at_name.match(window.text, at) is not None


def _is_sentence(text: str) -> bool:
    """Whether words are hardly those of buttons."""
    return bool(text) and (text[0].islower() or text[-1] in _SENTENCE_ENDS or len(text.split()) > _BUTTON_WORDS)


def _blanks(text: str, at: int) -> int:
    """Where white space ends that begins at a character."""
    match = _BLANKS.match(text, at)
    return at if match is None else match.end()


def _service(window: _Window, frame: LineFrame, body: int) -> _Post | None:
    """A message of Telegram's own, which has a time and no views."""
    text = window.text
    for clock in _CLOCK.finditer(text, body, min(len(text), body + _SERVICE)):
        following = frame.at_name.match(text, clock.end())
        end = following.begin if following is not None else _blanks(text, clock.end())
        if following is None and not (window.final and end == len(text)):
            continue
        message = text[body : clock.start()].strip()
        if classify(message) is not LineKind.SERVICE:
            return None
        return _Post(body, clock.start(), Footer(0, 1, time=clock[0]), clock.end(), end)
    return None


def _closed(window: _Window, frame: LineFrame, at: int) -> tuple[int, bool]:
    """Where the post ends whose footer ends there, and whether the page does; 0 if the footer is part of a text."""
    text = window.text
    blanks = _blanks(text, at)
    if window.final and blanks == len(text):
        return blanks, True
    if is_header_at(text, at):
        return blanks, True
    following = frame.at_name.match(text, at)
    if following is None:
        following = frame.at_name.search(text, at, min(len(text), at + BUTTONS + len(frame.name)))
        if following is None or "view" in text[at : following.begin]:
            return 0, False
    return following.begin, False


def _draft(window: _Window, frame: LineFrame, habits: Habits, post: _Post) -> Draft:
    text, begin = window.text, window.at
    parts = Parts(text[post.body : post.below], frame.name, habits, frame.reacted)
    ends = [(post.body, Role.CHANNEL), *((post.body + end, role) for end, role in parts.ends)]
    after = _blanks(text, post.after)
    ends.append((after, Role.FOOTER))
    ends.append((post.end, Role.DATE if classify(text[after : post.end]) is LineKind.DATE else Role.PAGE))
    values: dict[str, Any] = parts.values
    if post.body > begin:
        values["author"] = frame.name
    if post.footer is not None:
        values |= said_by(post.footer)
        if post.footer.voters is not None and "poll" in values:
            values["poll"]["voters"] = count(post.footer.voters)
    lines: list[Line] = []
    roles: list[Role] = []
    own_text = ""
    for end, role in ends:
        at = window.at
        pieces = window.take(end)
        lines += pieces
        roles += [role] * len(pieces)
        if role is Role.TEXT:
            own_text = text[at:end].strip()
            habits.add(own_text)
    draft = Draft(lines, roles, margin=CERTAIN, form="whole-page", evidence="page-frame", values=values, complete=True)
    if roles.count(Role.TEXT) == 1:
        draft.text = [roles.index(Role.TEXT)]
    else:
        draft.own_text = own_text
    return draft
