"""From lines to drafts: the stream is read in bounded stretches, each is split, and sure posts are passed on.

Nothing here grows with the dump. A stretch holds BUFFER characters; all posts except those near its end are passed on,
and the next stretch begins where they end. So a whole file and a stream are read in the same way, with the same posts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from operator import attrgetter
from typing import TYPE_CHECKING, Final

from ..lines.lookahead import some_of
from ..lines.reader import Line
from ..vocabulary import Dialect
from .assembly import blank_draft, draft_of
from .dialects import blanks_between
from .draft import Draft
from .segmenter import split
from .state_machine import Role, State
from .window import TEXT_LIMIT, Window, is_dump_twice

if TYPE_CHECKING:
    from .boundary.model import BoundaryModel

# What a stretch holds, in characters, each line and one for its end: some two hundred posts, enough to count what they
# usually have. Not in bytes, so that the kind of line ends makes no difference.
BUFFER: Final = 256 * 1024
# How far before the end of a stretch a post must end to be passed on, in characters: two copies of the longest text,
# its preview, poll and notices, and the head of the post after it, which decides where this one ends.
LOOK_AHEAD: Final = 3 * TEXT_LIMIT
# The same two as numbers of lines. If lines are short or blank, there may be millions of them in a few characters: then
# these limits end a stretch, and only few lines wait.
BUFFER_LINES: Final = 5_000
LOOK_AHEAD_LINES: Final = BUFFER_LINES // 4

_TEXT: Final = attrgetter("text")
_IS_FRAGMENT: Final = attrgetter("is_fragment")

Search = Callable[[Iterable[Line], State | None, Dialect | None], Iterator[Draft]]
"""`drafts`, or a function that gives the same in another way."""


class Grid:
    """Where stretches end: at lines that depend on the lines alone, and not on the posts that were found in them.

    There is a mark after every BUFFER - LOOK_AHEAD characters. A stretch goes on for LOOK_AHEAD after a mark, and the
    posts that end before the mark are passed on. So a reader that begins at a post near a mark finds the same posts
    as a reader that began at the first line.
    """

    END: Final = 1
    MARK: Final = 2

    __slots__ = ("_lines", "_size", "_step", "_step_lines", "_waiting")

    def __init__(self) -> None:
        self._step = max(LOOK_AHEAD, BUFFER - LOOK_AHEAD)
        self._step_lines = max(LOOK_AHEAD_LINES, BUFFER_LINES - LOOK_AHEAD_LINES)
        self._size = self._lines = 0  # since the last mark
        self._waiting = False

    def passes(self, lines: Sequence[Line]) -> bool:
        """Take the next lines, if none of them is a fragment and no stretch ends and no mark is within them."""
        size = self._size + len(lines) + sum(map(len, map(_TEXT, lines)))
        count = self._lines + len(lines)
        if (
            size >= (LOOK_AHEAD if self._waiting else self._step)
            or count >= (LOOK_AHEAD_LINES if self._waiting else self._step_lines)
            or any(map(_IS_FRAGMENT, lines))
        ):
            return False
        self._size, self._lines = size, count
        return True

    def add(self, text: str) -> int:
        """Take the next line: END if a stretch ends after it, MARK if a mark is there, both added, or 0."""
        self._size += len(text) + 1
        self._lines += 1
        met = 0
        if self._waiting and (self._size >= LOOK_AHEAD or self._lines >= LOOK_AHEAD_LINES):
            self._waiting = False
            met = self.END
        if self._size >= self._step or self._lines >= self._step_lines:
            self._size = self._lines = 0
            self._waiting = True
            met += self.MARK
        return met


def drafts(
    lines: Iterable[Line],
    before: State | None = None,
    dialect: Dialect | None = None,
    model: BoundaryModel | None = None,
) -> Iterator[Draft]:
    """Split numbered lines into drafts of posts and gaps that cover every line, in order.

    Args:
        lines: of one dump, or a stretch of it.
        before: what is before them, START being anything; None at the beginning of the dump.
        dialect: of all the lines; None: found from them, stretch by stretch.
        model: says where posts begin where texts appear once; the package's own if None.
    """
    buffer: list[Line] = []
    grid = Grid()
    mark = 0
    source = iter(lines)
    while some := some_of(source):
        if grid.passes(some):
            buffer += some
            continue
        for line in some:
            if line.is_fragment:
                # A line that no Telegram text can have is no post: what is before it is complete.
                for draft in drafts_of_stretch(buffer, None, before, dialect, model):
                    before = draft.states[-1] if draft.states else before
                    yield draft
                yield overlong(line)
                buffer, grid = [], Grid()
                continue
            buffer.append(line)
            met = grid.add(line.text)
            if met & Grid.END:
                done = 0
                for draft in drafts_of_stretch(buffer, mark, before, dialect, model):
                    done += len(draft.lines)
                    before = draft.states[-1] if draft.states else before
                    yield draft
                del buffer[:done]
            if met & Grid.MARK:
                mark = len(buffer)
    yield from drafts_of_stretch(buffer, None, before, dialect, model)


def overlong(line: Line) -> Draft:
    """The gap of a piece of a line that no text can have."""
    return Draft([line], [Role.GAP], gap="overlong-line")


def drafts_of_stretch(
    lines: list[Line], mark: int | None, before: State | None, dialect: Dialect | None, model: BoundaryModel | None
) -> Iterator[Draft]:
    """The drafts of a stretch, as far as they are handed on.

    Args:
        lines: of the stretch.
        mark: how many of them are before its mark; None: nothing comes after the stretch, and all are handed on.
        before: as for `drafts`; and so are the others.
        dialect: of the lines.
        model: says where posts begin.
    """
    if not lines:
        return
    texts = [line.text for line in lines]
    at = [i for i, text in enumerate(texts) if text and not text.isspace()]
    full = [texts[i] for i in at]
    if mark is None and before is None and is_dump_twice(full):
        middle = at[len(at) // 2 - 1] + 1
        yield from drafts_of_stretch(lines[:middle], None, None, dialect, model)
        yield from drafts_of_stretch(lines[middle:], None, None, dialect, model)
        return
    window = Window(full, begins=before is None)
    readings, parts = split(window, blanks_between(texts, at), dialect, model)
    final = mark is None
    sure = len(lines) if mark is None else mark
    if not readings:
        yield blank_draft(lines)
        return
    done = 0
    part = iter(parts)
    stretch = next(part)
    for number, reading in enumerate(readings):
        while reading.first >= stretch[1]:
            stretch = next(part)
        first, end = at[reading.first], at[reading.end - 1] + 1
        # What is handed on is a quarter at least: a stretch may be read anew four times, and no more often.
        if end > sure and (done or number) and done >= len(lines) // 4:
            return
        if first > done:
            yield blank_draft(lines[done:first])
        draft = draft_of(lines, at, reading, before, stretch[2])
        yield draft
        before = reading.steps[-1].state
        done = end
    if final and done < len(lines):  # blank lines at the end of a stretch wait for what follows
        yield blank_draft(lines[done:])
