"""Lines that can be looked at before they are taken."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, islice
from operator import attrgetter
from typing import Final

from .reader import Line

HELD_BACK: Final = 24
"""Lines above the one by which a format is noticed that may belong to it, blank ones counted."""
LONGEST_HELD_BACK: Final = 4096
"""A line of more characters is never part of a page's beginning: neither it nor the lines above it wait."""

_TEXT: Final = attrgetter("text")
_TOGETHER: Final = 64  # lines that are taken at once
_MOST_TAKEN: Final = 64  # places of lines that are taken
_TAKEN: Final = Line("", 0, 0, 0, damaged=False, is_fragment=False)  # there, so that no text is held


def is_blank(text: str) -> bool:
    """Whether a line has nothing but white space."""
    return not text or text.isspace()


class Lookahead:
    """A stream of lines with a look-ahead. The caller says how far it looks ahead: all lines looked at are held.

    Attributes:
        above: lines that `until` has passed but not given yet, while it asks whether something begins.
        looked: how many lines `ahead` and `after` have given so far, each as often as it was given.
    """

    def __init__(self, lines: Iterable[Line]) -> None:
        self._lines = iter(lines)
        self.above: deque[Line] = deque()
        self._held = _Held()
        self.looked = 0

    def peek(self) -> Line | None:
        """The next line, which stays; None at the end."""
        if not self._held:
            line = next(self._lines, None)
            if line is None:
                return None
            self._held.append(line)
        return self._held[0]

    def pop(self) -> Line:
        """Take the next line, which was looked at."""
        return self._held.popleft()

    def take(self, count: int) -> list[Line]:
        """Take this many lines, which were looked at."""
        return self._held.take(count)

    def ahead(self) -> Iterator[Line]:
        """The lines to come, all of which stay."""
        rows, lines = self._held.rows, self._lines
        first = at = self._held.first
        try:
            while True:
                end = len(rows)
                while at < end:
                    line = rows[at]
                    at += 1
                    yield line
                following = next(lines, None)
                if following is None:
                    return
                rows.append(following)
        finally:
            self.looked += at - first

    def after(self, skip: int, count: int) -> list[Line]:
        """The next `count` lines after the next `skip`; all stay.

        It gives fewer only if a long line is among them, and none only at the end.
        """
        held = self._held
        while len(held) < skip + count:
            some = some_of(self._lines)
            held.extend(some)
            if not some or (len(held) > skip and len(some[-1].text) > LONGEST_HELD_BACK):
                break
        first = held.first + skip
        found = held.rows[first : first + count]
        self.looked += len(found)
        return found

    def until(
        self,
        stop: Callable[[str], bool],
        certain: Callable[[], bool],
        any_stops: Callable[[Sequence[str]], bool] | None = None,
    ) -> Iterator[Line]:
        """Take lines, the first in any case, up to one whose text may `stop` them and at which it is `certain`.

        The last HELD_BACK lines before it wait: what begins at that line may begin above it. `certain` sees them as
        `above`, and takes back those that are not to be taken. One call of `any_stops` is faster than `stop` for each.
        """
        # Lists are chained, so that no generator is resumed for each line.
        return chain.from_iterable(self._until(stop, certain, any_stops))

    def _until(
        self,
        stop: Callable[[str], bool],
        certain: Callable[[], bool],
        any_stops: Callable[[Sequence[str]], bool] | None,
    ) -> Iterator[list[Line]]:
        """Likewise, lists of lines."""
        held, lines, waiting = self._held, self._lines, self.above
        first = held.popleft() if held else next(lines, None)
        line = first
        while line is not None:
            if line is first or not stop(line.text):
                waiting.append(line)
            else:
                held.appendleft(line)
                if certain():
                    break
                waiting.append(held.popleft())
            if len(line.text) > LONGEST_HELD_BACK:
                passed = [*waiting]
                waiting.clear()
                yield passed
            elif len(waiting) > HELD_BACK:
                yield [waiting.popleft()]
            while not held:
                some = some_of(lines)
                texts = [*map(_TEXT, some)]
                if any_stops is None or not some or max(map(len, texts)) > LONGEST_HELD_BACK or any_stops(texts):
                    held.extend(some)
                    break
                passed = [*waiting, *some]  # mostly so: none of them needs a closer look
                waiting.clear()
                waiting.extend(passed[-HELD_BACK:])
                yield passed[:-HELD_BACK]
            line = held.popleft() if held else None
        passed = [*waiting]
        waiting.clear()
        yield passed

    def put_back(self, line: Line) -> None:
        """Put a line, or what is left of one, in front of the lines to come."""
        self._held.appendleft(line)

    def cut(self, at: int, *parts: Line) -> None:
        """Put parts of a line to come, which was looked at, in its place.

        Args:
            at: how many lines are before it.
            parts: in order.
        """
        place = self._held.first + at
        self._held.rows[place : place + 1] = parts

    def join(self, at: int, line: Line, count: int) -> None:
        """Put a line that was `cut` into this many parts in their place."""
        place = self._held.first + at
        self._held.rows[place : place + count] = [line]

    def take_back(self, count: int) -> None:
        """Put this many lines of those `above` in front of the lines to come."""
        for _ in range(count):
            self._held.appendleft(self.above.pop())


def some_of(lines: Iterator[Line]) -> list[Line]:
    """The next lines, some dozens, up to a long one: so many of those would take much memory."""
    some: list[Line] = []
    for line in islice(lines, _TOGETHER):
        some.append(line)
        if len(line.text) > LONGEST_HELD_BACK:
            break
    return some


class _Held:
    """Lines in a row, taken from the front and read anywhere: a deque is slow in its middle.

    Attributes:
        rows: the lines, and before them places of lines that were taken.
        first: this many places are before the lines.
    """

    __slots__ = ("first", "rows")

    def __init__(self) -> None:
        self.rows: list[Line] = []
        self.first = 0

    def __len__(self) -> int:
        return len(self.rows) - self.first

    def __getitem__(self, at: int) -> Line:
        return self.rows[self.first + at]

    def append(self, line: Line) -> None:
        self.rows.append(line)

    def extend(self, lines: list[Line]) -> None:
        self.rows.extend(lines)

    def appendleft(self, line: Line) -> None:
        if self.first:
            self.first -= 1
            self.rows[self.first] = line
        else:
            self.rows.insert(0, line)

    def popleft(self) -> Line:
        line = self.rows[self.first]
        self.rows[self.first] = _TAKEN
        self.first += 1
        if self.first >= _MOST_TAKEN and 2 * self.first >= len(self.rows):
            del self.rows[: self.first]
            self.first = 0
        return line

    def take(self, count: int) -> list[Line]:
        first, rows = self.first, self.rows
        found = rows[first : first + count]
        if len(found) < count:
            raise IndexError("not so many lines were looked at")
        if first + count >= _MOST_TAKEN and 2 * (first + count) >= len(rows):
            del rows[: first + count]
            self.first = 0
        else:
            rows[first : first + count] = [_TAKEN] * count
            self.first = first + count
        return found
