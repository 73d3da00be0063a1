"""Lines that can be looked at before they are taken."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator

from .reader import Line


def is_blank(text: str) -> bool:
    """Whether a line has nothing but white space."""
    return not text or text.isspace()


class Lookahead:
    """A stream of lines with a look-ahead. Who looks ahead says how far: all that is looked at is held."""

    def __init__(self, lines: Iterable[Line]) -> None:
        self._lines = iter(lines)
        self._held: deque[Line] = deque()

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
        """Take so many lines, which were looked at."""
        return [self._held.popleft() for _ in range(count)]

    def ahead(self) -> Iterator[Line]:
        """The lines to come, all of which stay."""
        at = 0
        while True:
            if at == len(self._held):
                line = next(self._lines, None)
                if line is None:
                    return
                self._held.append(line)
            yield self._held[at]
            at += 1

    def until(self, stop: Callable[[str], bool], certain: Callable[[], bool]) -> Iterator[Line]:
        """Take lines, the first in any case, up to one whose text may `stop` them and at which it is `certain`."""
        held, lines = self._held, self._lines
        line = held.popleft() if held else next(lines, None)
        while line is not None:
            yield line
            line = held.popleft() if held else next(lines, None)
            if line is not None and stop(line.text):
                held.appendleft(line)
                if certain():
                    return
                held.popleft()
