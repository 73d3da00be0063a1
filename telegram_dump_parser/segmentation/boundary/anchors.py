"""Features that compare a line with places where posts surely or most likely begin and end.

A page's first line begins a post and its last line ends one, and the posts of a channel begin alike and end alike. So
does a line with the likeliest beginnings that the first pass found. A file may also be cut at any line: the probability
that a post begins where the end of the file would meet its beginning (`junction`) says how far its ends can be trusted.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from functools import cache, partial, reduce
from typing import Final

from ..window import Window
from .columns import Steps, moved
from .features import FREQUENCIES, BoundaryFeatures

LIKELY: Final = 12  # beginnings that a line is compared with: the likeliest
_LEAST: Final = 0.3  # probability from which a line is one of them
_AROUND: Final = 12  # lines each way of the junction
_PROBABILITIES: Final[Steps] = (0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95)

_BEGINS: Final = ("line", "shape", "picture", "word", "head")
_ENDS: Final = ("line", "shape", "tail", "word")
NAMES: Final[tuple[str, ...]] = (
    *(f"first-{name}" for name in _BEGINS), *(f"last-{name}" for name in _ENDS),
    "like-first", "like-second", "like-last", "like-last-but-one", "like-ends", "junction",
    "like-beginnings", "like-beginnings-most", "like-endings", "like-endings-most", "like-both",
)  # fmt: skip


def junction(window: Window, blanks: Sequence[int]) -> bytes:
    """The features, in the order of `features.NAMES`, of the place where the end of a window would meet its beginning.

    blanks: as `dialects.blanks_between` gives them. The window is not empty.
    """
    size = window.size
    near = min(_AROUND, size)
    texts = [*window.texts[size - near :], *window.texts[:near]]
    between = [0, *blanks[size - near + 1 : size], 0, *blanks[1:near], 0]
    return bytes(column[near] for column in BoundaryFeatures(Window(texts), between).columns)


class Anchors:
    """A window whose lines are compared with its ends, and with the likeliest beginnings of its posts.

    Attributes:
        features: of the window, which is not empty.
    """

    __slots__ = ("_ends", "_like", "features")

    def __init__(self, features: BoundaryFeatures) -> None:
        self.features = features
        self._like: dict[int, bytes] = {}
        self._ends = self._compared_with_ends()

    def columns(self, probabilities: Sequence[float], at_junction: float) -> list[bytes]:
        """The features, in the order of NAMES: of each a column, with a byte for each line.

        Args:
            probabilities: by position, that a post begins there, as the first pass says.
            at_junction: the same for the junction of the window's ends.
        """
        junctions = bytes([bisect_right(_PROBABILITIES, at_junction)]) * self.features.window.size
        return [*self._ends, junctions, *self._like_likeliest(probabilities)]

    def _compared_with_ends(self) -> list[bytes]:
        size = self.features.window.size
        last = size - 1
        first, ends = self._likeness(0), moved(self._likeness(last), -1, size, 0)
        return [
            *(_group_of(self.features, name, 0) for name in _BEGINS),
            *(moved(_group_of(self.features, name, last), -1, size, 0) for name in _ENDS),
            first,
            moved(self._likeness(min(1, last)), 1, size, 0),
            ends,
            moved(self._likeness(max(0, last - 1)), -2, size, 0),
            _added([first, ends]),
        ]

    def _like_likeliest(self, probabilities: Sequence[float]) -> list[bytes]:
        """How like the likeliest beginnings each line is, and the line above how like what is above those.

        A line is not compared with itself, or it would confirm itself.
        """
        size = self.features.window.size
        likely = [k for k, probability in enumerate(probabilities) if k and probability > _LEAST]
        places = sorted(likely, key=probabilities.__getitem__, reverse=True)[:LIKELY]
        begins = [_without(self._likeness(k), k) for k in (0, *places)]
        mean_begins, most_begins = _mean_and_most(begins, [0, *places])
        mean_ends = most_ends = bytes(size)
        if places:
            ends = [_without(moved(self._likeness(k - 1), -1, size, 0), k) for k in places]
            mean_ends, most_ends = _mean_and_most(ends, places)
        return [mean_begins, most_begins, mean_ends, most_ends, _added([mean_begins, mean_ends])]

    def _likeness(self, at: int) -> bytes:
        """How many of the features of each line equal those of the line at a position."""
        found = self._like.get(at)
        if found is None:
            columns = self.features.line_columns
            found = self._like[at] = _added([column.translate(_equal_to(column[at])) for column in columns])
        return found


def _mean_and_most(columns: list[bytes], own: Iterable[int]) -> tuple[bytes, bytes]:
    """Of each line, 1 + the mean and 1 + the most of some columns; 0 where there is none but its own.

    own: the lines whose own column is among them, with 0 for the line.
    """
    count = len(columns)
    size = len(columns[0])
    sums = _added(columns)
    means = bytearray(sums.translate(bytes([min(31, 1 + total // count) for total in range(256)])))
    numbers = [int.from_bytes(column) for column in columns]
    high = int.from_bytes(b"\x80" * size)
    most = bytearray((reduce(partial(_greater, high), numbers) + (high >> 7)).to_bytes(size))
    for at in own:
        means[at] = min(31, 1 + sums[at] // (count - 1)) if count > 1 else 0
        if count == 1:
            most[at] = 0
    return bytes(means), bytes(most)


def _greater(high: int, one: int, other: int) -> int:
    """Byte by byte the greater of two numbers; no byte is above 127. high: the number with 128 in each byte."""
    at_least = ((one | high) - other) & high  # 128 where that of `one` is not the smaller
    taken = (at_least << 1) - (at_least >> 7)  # 255 there
    return other ^ ((one ^ other) & taken)


def _added(columns: Sequence[bytes]) -> bytes:
    """The sum of columns, none of whose sums is above 255: each column is one number, with a byte for each line."""
    return sum([int.from_bytes(column) for column in columns]).to_bytes(len(columns[0]))


@cache
def _equal_to(value: int) -> bytes:
    """A table for `bytes.translate`: 1 for the value, else 0."""
    return bytes(value) + b"\1" + bytes(255 - value)


def _group_of(features: BoundaryFeatures, name: str, at: int) -> bytes:
    """A column that marks the lines that have something in common with the first or last line: with how many there are.

    name: what they have in common, a key of `BoundaryFeatures.recurring`; at: the position of the first or last line.
    """
    column = bytearray(features.window.size)
    for group in features.recurring[name]:
        if at in (group[0], group[-1]) and (name != "picture" or features.has_picture(at)):
            step = 1 + bisect_right(FREQUENCIES, len(group))
            for k in group:
                column[k] = step
            break
    return bytes(column)


def _without(column: bytes, at: int) -> bytes:
    """A column with 0 for a line."""
    return column[:at] + b"\0" + column[at + 1 :]
