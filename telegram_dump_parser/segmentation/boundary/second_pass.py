"""Features for a second pass over the boundaries: what the first pass found out about the posts of the dump.

The first pass (`features`, `tree_ensemble`) gives each line a probability of beginning a post. The posts of a channel
are alike: each opens with the same emoji, or closes with the same signature. So each likeness of a line, or of the one
before it, gives a feature: how often posts begin with the lines that are like it. The line itself is left out, or it
would confirm itself.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from math import log
from typing import Final

from . import anchors
from .anchors import Anchors
from .columns import Steps, moved
from .features import FIRST, KIND, LAST, LENGTH, LINK, SECOND, BoundaryFeatures, groups

_PROBABILITIES: Final[Steps] = (0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95)
_ODDS: Final[Steps] = (-6, -4, -3, -2.2, -1.5, -1, -0.5, 0, 0.5, 1, 1.5, 2.2, 3, 4, 6)  # nats
_SUMS: Final[Steps] = (-12, -9, -7, -5, -4, -3, -2, -1, 0, 1, 2, 3, 4, 5, 7, 9, 12)  # nats
_LENGTHS: Final[Steps] = (0.2, 0.4, 0.6, 0.8, 1, 1.3, 1.7, 2.5)
_FLOOR: Final = 0.01  # odds are taken of no share nearer to 0 or 1
_PRIOR: Final = 2.0  # lines like it that count as the dump's average
_NO_ODDS: Final = bisect_right(_ODDS, 0.0)
_FAR: Final = 25  # lines
_HALF: Final = bytes([value // 2 for value in range(256)])

# What lines are compared by.
_ALIKE: Final = (
    "line-1", "picture", "word", "shape", "ended-first", "tail-1", "length", "framed", "linked-1", "next", "kinds",
    "blank",
)  # fmt: skip
NAMES: Final[tuple[str, ...]] = (
    *(f"posts-by-{name}" for name in _ALIKE),
    "posts-by-all", "posts-by-all-wide", "posts", "first-look", "first-look-1", "first-look+1", "first-look-2",
    "first-look+2", "first-look-3", "first-look+3", "most-above", "most-below", "since-post", "until-post", "of-post",
    *anchors.NAMES,
)  # fmt: skip
PREVIEW_NAMES: Final = ("preview", "preview-1", "preview+1", "preview-2", "preview-3")


def preview_columns(probabilities: Sequence[float]) -> list[bytes]:
    """How likely the preview of a link begins with each line and with those around it, in the order of PREVIEW_NAMES.

    probabilities: by position, as the trees of previews say.
    """
    steps = bytes([bisect_right(_PROBABILITIES, p) for p in probabilities])
    return [moved(steps, by, len(steps), 0) for by in (0, -1, 1, -2, -3)]


class SecondPass:
    """A window whose lines are judged again, each time after another first pass.

    Attributes:
        features: of the window, which is not empty.
    """

    __slots__ = ("_alike", "_anchors", "features")

    def __init__(self, features: BoundaryFeatures) -> None:
        self.features = features
        self._alike = _likenesses(features)
        self._anchors = Anchors(features)

    def columns(self, probabilities: list[float], positions: Sequence[int], at_junction: float) -> list[bytes]:
        """The features of the second pass, in the order of NAMES: of each a column, with a byte for each line.

        Args:
            probabilities: by position, that a post begins there, as the first pass says.
            positions: the lines that are judged again; what columns have for others means nothing.
            at_junction: the probability for the place where the end of the window would meet its beginning; see
                `anchors`."""
        size = len(probabilities)
        mean = sum(probabilities) / size
        alike, totals = self._begun_alike(probabilities, mean, positions)
        steps = bytes([bisect_right(_PROBABILITIES, p) for p in probabilities])
        above, below = (bytes(map(max, *(moved(steps, far, size, 0) for far in (by, 2 * by)))) for by in (-1, 1))
        since, until = _posts(probabilities)
        of_post = bytes([bisect_right(_LENGTHS, lines * mean) for lines in range(_FAR + 1)])
        return [
            *alike,
            _stepped(totals, positions, _ODDS),
            _stepped(totals, positions, _SUMS),
            bytes([bisect_right(_PROBABILITIES, mean)]) * size,
            *(moved(steps, by, size) for by in (0, -1, 1, -2, 2, -3, 3)),
            above, below,
            since, until, since.translate(of_post.ljust(256, b"\0")),
            *self._anchors.columns(probabilities, at_junction),
        ]  # fmt: skip

    def _begun_alike(
        self, probabilities: list[float], mean: float, positions: Sequence[int]
    ) -> tuple[list[bytes], list[float]]:
        """How much likelier than elsewhere posts begin with what is like a line, by each likeness; and all summed."""
        size = len(probabilities)
        asked = bytearray(size)
        for at in positions:
            asked[at] = 1
        totals = [0.0] * size
        columns: list[bytes] = []
        usual = log((mean + _FLOOR) / (1 + _FLOOR - mean))
        average, most = _PRIOR * mean, 1 + _FLOOR
        for alike in self._alike:
            column = bytearray([_NO_ODDS]) * size
            for group in alike:
                begun = sum(map(probabilities.__getitem__, group))
                others = len(group) - 1 + _PRIOR
                for at in group:
                    if asked[at]:
                        share = (begun - probabilities[at] + average) / others
                        odds = log((share + _FLOOR) / (most - share)) - usual
                        totals[at] += odds
                        column[at] = bisect_right(_ODDS, odds)
            columns.append(bytes(column))
        return columns, totals


def _stepped(values: list[float], positions: Iterable[int], steps: Steps) -> bytes:
    """A column with how many steps the values at some positions reach."""
    column = bytearray(len(values))
    for at in positions:
        column[at] = bisect_right(steps, values[at])
    return bytes(column)


def _likenesses(features: BoundaryFeatures) -> list[list[list[int]]]:
    """The groups of lines that are alike, in the order of _ALIKE."""
    size, line_columns, recurring = features.window.size, features.line_columns, features.recurring
    length, first, last, kind, link, second = (line_columns[at] for at in (LENGTH, FIRST, LAST, KIND, LINK, SECOND))
    return [
        _below(recurring["line"], size),
        recurring["picture"],
        recurring["word"],
        recurring["shape"],
        groups(zip(moved(last, -1, size), first, strict=True)),
        _below(recurring["tail"], size),
        groups(length),
        groups(zip(first, second, last, strict=True)),
        groups(zip(moved(first, -1, size), moved(link, -1, size), strict=True)),
        groups(zip(moved(first, 1, size), moved(length.translate(_HALF), 1, size), strict=True)),
        groups(zip(moved(kind, -1, size), kind, strict=True)),
        groups(features.blanks[:size]),
    ]


def _below(alike: list[list[int]], size: int) -> list[list[int]]:
    """The lines below those of some groups."""
    below = ([at + 1 for at in group if at + 1 < size] for group in alike)
    return [group for group in below if len(group) > 1]


def _posts(probabilities: list[float]) -> tuple[bytes, bytes]:
    """How many lines above and below the nearest likely post begins."""
    size = len(probabilities)
    since, until = bytearray(size), bytearray(size)
    far = 0
    for k, probability in enumerate(probabilities):
        since[k] = min(far, _FAR)
        far = 1 if probability > 0.5 else far + 1
    far = 0
    for k in range(size - 1, -1, -1):
        until[k] = min(far, _FAR)
        far = 0 if probabilities[k] > 0.5 else far + 1
    return bytes(since), bytes(until)
