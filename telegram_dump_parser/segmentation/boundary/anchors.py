"""Features that compare a line with places where posts surely or most likely begin and end.

A page's first line begins a post and its last line ends one, and the posts of a channel begin alike and end alike. So
does a line with the likeliest beginnings that the first pass found. A file may also be cut at any line: the probability
that a post begins where the end of the file would meet its beginning (`junction`) says how far its ends can be trusted.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from functools import cache
from typing import Final

from ..window import Window
from .columns import Steps, moved, picker
from .features import FREQUENCIES, BoundaryFeatures

LIKELY: Final = 12  # beginnings that a line is compared with: the likeliest
_LEAST: Final = 0.3  # probability from which a line is one of them
_AROUND: Final = 12  # lines each way of the junction
_NO_LINE: Final = 255  # no feature's value: what is not there is like nothing
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


def anchored(
    features: BoundaryFeatures, probabilities: Sequence[float], positions: Sequence[int], at_junction: float
) -> list[bytes]:
    """The features, in the order of NAMES: of each a column, with a byte for each of some lines.

    Args:
        features: of a window that is not empty.
        probabilities: by position, that a post begins there, as the first pass says.
        positions: those lines.
        at_junction: the probability for the junction of the window's ends.
    """
    size = features.window.size
    last = size - 1
    pick = picker(positions)
    here, above, below, second_above = (
        [pick(moved(column, by, size, _NO_LINE)) for column in features.line_columns] for by in (0, -1, 1, -2)
    )
    first, ends = _likeness(features, 0, here), _likeness(features, last, above)
    return [
        *(pick(_group_of(features, name, 0)) for name in _BEGINS),
        *(pick(moved(_group_of(features, name, last), -1, size, 0)) for name in _ENDS),
        first,
        _likeness(features, min(1, last), below),
        ends,
        _likeness(features, max(0, last - 1), second_above),
        bytes(map(int.__add__, first, ends)),
        bytes([bisect_right(_PROBABILITIES, at_junction)]) * len(positions),
        *_like_likeliest(features, probabilities, positions, here, above),
    ]


def _like_likeliest(
    features: BoundaryFeatures,
    probabilities: Sequence[float],
    positions: Sequence[int],
    here: list[bytes],
    above: list[bytes],
) -> list[bytes]:
    """How like the likeliest beginnings each line is, and the line above how like what stands above those.

    A line is not compared with itself, or it would confirm itself. `here`, `above`: features of those lines.
    """
    likely = [k for k, probability in enumerate(probabilities) if k and probability > _LEAST]
    places = sorted(likely, key=probabilities.__getitem__, reverse=True)[:LIKELY]
    row_of = {at: row for row, at in enumerate(positions)}
    begins = [_without(_likeness(features, k, here), row_of.get(k)) for k in (0, *places)]
    ends = [_without(_likeness(features, k - 1, above), row_of.get(k)) for k in places]
    own = bytes([at in places for at in positions])
    own_begins = bytes([at == 0 or at in places for at in positions])
    mean_begins, most_begins = _mean_and_most(begins, own_begins)
    mean_ends, most_ends = _mean_and_most(ends, own) if ends else (bytes(len(positions)), bytes(len(positions)))
    both = bytes(map(int.__add__, mean_begins, mean_ends))
    return [mean_begins, most_begins, mean_ends, most_ends, both]


def _mean_and_most(columns: list[bytes], own: bytes) -> tuple[bytes, bytes]:
    """Of each row, 1 + the mean and 1 + the most of some columns; 0 where there is none but its own."""
    count = len(columns)
    sums = _added(columns)
    mean = [1 + total // (count - 1) if count > 1 else 0 for total in range(256)]
    table_own = bytes([min(31, value) for value in mean])
    table = bytes([min(31, 1 + total // count) for total in range(256)])
    means = bytes([table_own[total] if mine else table[total] for total, mine in zip(sums, own, strict=True)])
    most = columns[0] if count == 1 else bytes(map(max, *columns))
    return means, bytes([value + 1 if mean else 0 for value, mean in zip(most, means, strict=True)])


def _likeness(features: BoundaryFeatures, at: int, columns: list[bytes]) -> bytes:
    """How many of the features of some lines, a column of each, equal those of the line at a position."""
    equal = [_equal_to(column[at]) for column in features.line_columns]
    return _added([column.translate(table) for column, table in zip(columns, equal, strict=True)])


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


def _without(column: bytes, row: int | None) -> bytes:
    """A column with 0 in a row, if it has that row."""
    return column if row is None else column[:row] + b"\0" + column[row + 1 :]
