"""Second copies: where a text's echo may end, and how two imperfect copies make one text.

Why there is an echo: the extractor moves a post's text out whole (copy 1) and then once more whatever follows each line
break (copy 2). So copy 2 lacks line 1, every line that begins with an element the extractor does not dissolve (custom
emoji, spoiler, code, quote, strike), the rest of a line from such an element on, and lines that it takes for
boilerplate; copy 1 lacks quotes and code, which are in copy 2 alone. (docs/dumps.md, "The echo".)
"""

from __future__ import annotations

from itertools import accumulate
from typing import Final

from ..window import Window
from .cost_table import COPIES

HEAD_LINES: Final = 4  # copy 2 begins with one of the first lines after line 1: those before it are missing
OCCURRENCES: Final = 4  # a line that recurs is tried so often as the beginning of copy 2
NEAR: Final = 60  # lines within which an equal line makes a pair ambiguous
HOPELESS: Final = 24.0  # nats: no reading that costs this much is ever the cheapest
SURE_PAIRS: Final = 3  # lines with their only copies nearby, from which nothing else explains an imperfect echo
MOST_INSERTED: Final = 24  # lines in a row that only copy 2 has, where both are surely of one text
WHOLES: Final = 3  # clean copies with line 1 in both, from which a dump has them
MOSTLY: Final = 0.4  # their share of the clean copies nearby; where copy 2 lacks line 1 it is near 0
AROUND: Final = 8  # clean copies each way that are nearby
LEAST: Final = 12  # characters of a line without which a copy proves nothing


class Echo:
    """A reading of lines [first, end) as one text: copy 1 is [first, middle), copy 2 is [middle, end).

    Attributes:
        cost: in nats.
        clean: nothing is missing from either copy.
        whole: copy 2 has line 1, too.
        custom: what is missing from copy 2 shows a custom emoji.
        inserted: line of copy 1 before it, line of copy 2.
        replaced: line of copy 1: the line of copy 2 that holds more of it.
        pulled: how many of copy 1's last lines were pulled out of their place.
        forced: nothing else explains these lines.
    """

    __slots__ = (
        "clean", "cost", "custom", "end", "first", "forced", "inserted", "middle", "pulled", "replaced", "whole"
    )  # fmt: skip

    def __init__(
        self,
        first: int,
        middle: int,
        end: int,
        cost: float = 0.0,
        clean: bool = True,
        whole: bool = False,
        custom: bool = False,
        inserted: list[tuple[int, int]] | None = None,
        replaced: dict[int, int] | None = None,
        pulled: int = 0,
        forced: bool = False,
    ) -> None:
        self.first = first
        self.middle = middle
        self.end = end
        self.cost = cost
        self.clean = clean
        self.whole = whole
        self.custom = custom
        self.inserted = [] if inserted is None else inserted
        self.replaced = {} if replaced is None else replaced
        self.pulled = pulled
        self.forced = forced


def squares(window: Window, first: int, limit: int) -> list[Echo]:
    """Clean echoes of a text that begins at `first`: lines first+1… appear twice in a row, nothing missing.

    limit: position that no copy may reach across. At most OCCURRENCES of them, the shortest first.
    """
    ids, following = window.ids, window.next
    found: list[Echo] = []
    start = first + 1
    if start >= limit:
        return found
    at = following[start]
    tries = 0
    while at != -1 and tries < OCCURRENCES:
        length = at - start
        end = at + length
        if end > limit:
            break
        if ids[start + length - 1] == ids[end - 1] and ids[start:at] == ids[at:end]:
            found.append(Echo(first, at, end))
        at = following[at]
        tries += 1
    return found


def with_line_1(window: Window) -> bytes:
    """By position, 1 where the texts around appear twice with line 1 (nested containers of some captures).

    Nothing within such a text shows it: what is before may always be its line 1. But then there must be such a
    line, text by text, and where copies meet, or follow on reactions or a notice, there is none.
    """
    ends: list[tuple[int, bool]] = []  # where a clean copy ends, and whether nothing before it can be its line 1
    before = -1
    for first, end in window.copies:
        if _begins_here(window, first, end):
            ends.append((end, first == before or (first > 0 and window.barriers[first - 1] > 0)))
            before = end
    flags = bytearray(window.size)
    sums = [0, *accumulate([alone for _, alone in ends])]
    if sums[-1] >= WHOLES:
        start = 0
        for k, (end, _) in enumerate(ends):
            low, high = max(0, k - AROUND), min(len(ends), k + AROUND + 1)
            if sums[high] - sums[low] >= max(WHOLES, MOSTLY * (high - low)):
                flags[start:end] = b"\1" * (end - start)
            start = end
        if flags[start - 1]:
            flags[start:] = b"\1" * (window.size - start)
    return bytes(flags)


def _begins_here(window: Window, first: int, end: int) -> bool:
    """Whether two copies are of one text, and begin here: not a line later, too, and of lines found nowhere else."""
    middle = (first + end) // 2
    if any(window.barriers[first:end]) or (end < window.size and window.ids[end] == window.ids[first]):
        return False
    return any(len(window.text(k)) >= LEAST and is_pair(window, k, k + middle - first) for k in range(first, middle))


def is_pair(window: Window, position: int, copy: int) -> bool:
    """Whether a line and its copy are each other's only equals nearby."""
    following, previous = window.next, window.previous
    if following[position] != copy:
        return False
    after, before = following[copy], previous[position]
    return (after == -1 or after - copy > NEAR) and (before == -1 or position - before > NEAR)


def is_forced(window: Window, echo: Echo) -> bool:
    """Whether a clean echo allows no other reading.

    Two or more lines in the same order twice in a row, and nowhere else near: chance does not do that.
    """
    start, middle, end = echo.first + (not echo.whole), echo.middle, echo.end
    following, ids = window.next, window.ids
    length = middle - start
    if end < window.size and ids[end] == ids[start]:
        return False
    if length == 1:
        return is_pair(window, start, middle) and len(window.text(start)) >= 24 and len(window.text(echo.first)) >= 12
    # The first line's copy must be its next occurrence, and must not come a third time at once.
    if following[start] != middle:
        return False
    if sum([len(window.unique[at]) for at in ids[start : min(middle, start + 6)]]) < 30:
        return False
    return length >= 4 or is_pair(window, start, middle) or is_pair(window, middle - 1, end - 1)


def wholes(window: Window, first: int, limit: int, price: float | None = None) -> list[Echo]:
    """Clean copies that repeat line 1, too (nested containers of some captures), at the price of such a copy.

    price: in its place, where the texts around have such copies.
    """
    price = COPIES["whole"] if price is None else price
    ids, following, previous = window.ids, window.next, window.previous
    at = following[first]
    found: list[Echo] = []
    tries = 0
    while at != -1 and tries < 2:
        end = 2 * at - first
        if end > limit:
            break
        if ids[first:at] == ids[at:end]:
            # Where lines come again within one copy, it is posts, which appear twice in a file that holds a page twice.
            inner = sum([before >= first for before in previous[first:at]])
            cost = price + COPIES["inner"] * inner
            if cost <= HOPELESS:
                found.append(Echo(first, at, end, cost=cost, whole=True))
        at = following[at]
        tries += 1
    return found
