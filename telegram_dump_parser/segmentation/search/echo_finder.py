"""Where the second copies of a text may end, for each line that it may begin with."""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate
from typing import Final

from ..window import TEXT_LIMIT, Window
from .alignment import Matches, candidates
from .cost_table import COPIES
from .echo import HEAD_LINES, Echo, is_forced, is_pair, squares, wholes, with_line_1

MOST_STRIDES: Final = 6  # from one position: where lines recur at every step there could be many
KEPT: Final = 500  # matches of copies; where lines recur at every step there could be many
# Of the heights of barriers, those that are one, and those of walls.
_BARRIERS: Final = bytes([height > 0 for height in range(256)])
_WALLS: Final = bytes([height == 2 for height in range(256)])


class EchoFinder:
    """Finds the echoes of texts of a window; each line is looked at once, and what was found is kept."""

    def __init__(self, window: Window, most: int = MOST_STRIDES) -> None:
        """`most`: how many echoes are kept from one position, the cheapest."""
        self.window = window
        self._most = most
        self._offsets = [*accumulate([len(text) + 1 for text in window.texts], initial=0)]  # in characters
        self._barriers = window.barriers.translate(_BARRIERS)
        self._walls = window.barriers.translate(_WALLS)
        self._whole = with_line_1(window)
        comes_again = bytearray([at != -1 for at in window.next])
        for position in window.cuts:
            comes_again[position] = 1
        self._comes_again = bytes(comes_again)
        self._known: dict[int, list[Echo]] = {}
        self._matches: Matches = {}

    def at(self, first: int) -> list[Echo]:
        """Echoes of a text that begins at `first`, the cheapest first; one alone, if it is forced."""
        found = self._known.get(first)
        if found is None:
            found = self._known[first] = self._find(first)
        return found

    def _find(self, first: int) -> list[Echo]:
        window = self.window
        barrier = window.barriers[first]
        # Most lines of most texts appear once: where none of the first ones comes again there is no copy.
        if barrier == 2 or self._comes_again.find(1, first, first + HEAD_LINES + 1) < 0:
            return []
        whole = self._whole[first]
        if barrier and not whole and (first + 1 >= window.size or window.next[first + 1] == -1):
            return []  # an imperfect copy has no barrier in it
        # Both copies of the longest text, and some lines pulled out of them.
        reach = bisect_right(self._offsets, self._offsets[first] + 2 * TEXT_LIMIT + 2000) - 1
        wall = _next(self._walls, first, reach)
        clean = wholes(window, first, wall, 0.0) if whole else squares(window, first, wall)
        if barrier:
            before = _next(self._barriers, first + 1, window.size)
            clean = [echo for echo in clean if echo.end <= before]
        for echo in clean:
            if is_forced(window, echo):
                echo.forced = True
                return [echo]
        limit = _next(self._barriers, first, reach)
        found = {(echo.middle, echo.end): echo for echo in clean}
        head = first + (not whole)
        others = wholes(window, first, limit) if limit > first and not whole else []
        if not any(echo.middle - head > 1 for echo in clean):
            if len(self._matches) > KEPT:  # only lines that are near have the same
                self._matches.clear()
            others += candidates(window, first, limit, head, self._matches)
        for echo in others:
            if echo.forced:
                return [echo]
            key = (echo.middle, echo.end)
            if key not in found or echo.cost < found[key].cost:
                found[key] = echo
        for echo in clean:
            if echo.middle - head == 1:
                # One shared line: by chance, where it is short or appears nearby again.
                if not is_pair(window, head, echo.middle):
                    echo.cost += COPIES["ambiguous"]
                if len(window.text(head)) < 12:
                    echo.cost += COPIES["short"]
        return sorted(found.values(), key=_cost)[: self._most]


def _next(flags: bytes, first: int, end: int) -> int:
    """The next of lines [first, end) that is flagged; `end` if none is."""
    found = flags.find(1, first, end)
    return end if found < 0 else found


def _cost(echo: Echo) -> float:
    return echo.cost
