"""What the posts of a dump are like, as far as it is known: signs for a second look at its seams.

A first look (`seams`, `trees`) gives each line a probability of beginning a post. Channels have manners: an emoji that
each post opens with, a signature that each closes with. So for whatever a line, or the one before it, is like, the
lines that are like it are asked how often posts begin there; the line itself is left out, or it would confirm itself.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Hashable, Iterator
from math import log
from typing import Final

from .seams import NOTHING, Row, Seams

_PROBABILITIES: Final = (0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95)
_ODDS: Final = (-6, -4, -3, -2.2, -1.5, -1, -0.5, 0, 0.5, 1, 1.5, 2.2, 3, 4, 6)  # nats
_SUMS: Final = (-12, -9, -7, -5, -4, -3, -2, -1, 0, 1, 2, 3, 4, 5, 7, 9, 12)  # nats
_LENGTHS: Final = (0.2, 0.4, 0.6, 0.8, 1, 1.3, 1.7, 2.5)
_FLOOR: Final = 0.01  # odds are taken of no share nearer to 0 or 1
_PRIOR: Final = 2.0  # lines like it that count as the dump's average
_NO_ODDS: Final = bisect_right(_ODDS, 0.0)
_FAR: Final = 25  # lines

# What lines are compared by.
_ALIKE: Final = (
    "line-1", "picture", "word", "shape", "ended-first", "tail-1", "length", "framed", "linked-1", "next", "kinds",
    "blank",
)  # fmt: skip
NAMES: Final[tuple[str, ...]] = (
    *(f"posts-by-{name}" for name in _ALIKE),
    "posts-by-all", "posts-by-all-wide", "posts", "first-look", "first-look-1", "first-look+1", "first-look-2",
    "first-look+2", "first-look-3", "first-look+3", "most-above", "most-below", "since-post", "until-post", "of-post",
)  # fmt: skip


class Manners:
    """How often posts begin with lines of each kind, by the first look's probabilities."""

    __slots__ = ("_alike", "_known", "_mean", "_since", "_steps", "_until", "_usual", "mean", "probabilities")

    def __init__(self, seams: Seams, probabilities: list[float]) -> None:
        self.probabilities = probabilities
        size = len(probabilities)
        self.mean = sum(probabilities) / size if size else 0.0
        self._mean = bisect_right(_PROBABILITIES, self.mean)
        self._usual = log((self.mean + _FLOOR) / (1 + _FLOOR - self.mean))
        beyond = [NOTHING] * 3
        self._steps = [*beyond, *(bisect_right(_PROBABILITIES, p) for p in probabilities), *beyond]
        self._alike = list(_likenesses(seams))
        self._known: list[dict[Hashable, list[float]]] = [{} for _ in _ALIKE]
        for likenesses, probability in zip(self._alike, probabilities, strict=True):
            for known, likeness in zip(self._known, likenesses, strict=True):
                found = known.get(likeness)
                if found is None:
                    known[likeness] = [probability, 1]
                else:
                    found[0] += probability
                    found[1] += 1
        self._since, self._until = [0] * size, [0] * size
        far = 0
        for k, probability in enumerate(probabilities):
            self._since[k] = min(far, _FAR)
            far = 1 if probability > 0.5 else far + 1
        far = 0
        for k in range(size - 1, -1, -1):
            self._until[k] = min(far, _FAR)
            far = 0 if probabilities[k] > 0.5 else far + 1

    def row(self, position: int) -> Row:
        """The signs of the seam above a line, in the order of NAMES."""
        p, mean = self.probabilities, self.mean
        mine = p[position]
        total = 0.0
        signs = []
        for known, likeness in zip(self._known, self._alike[position], strict=True):
            begun, count = known[likeness]
            if count == 1:  # nothing is like it
                signs.append(_NO_ODDS)
                continue
            share = (begun - mine + _PRIOR * mean) / (count - 1 + _PRIOR)
            odds = log((share + _FLOOR) / (1 + _FLOOR - share)) - self._usual
            total += odds
            signs.append(bisect_right(_ODDS, odds))
        a, b, c, d, e, f, g = self._steps[position : position + 7]
        since = self._since[position]
        return (
            *signs,
            bisect_right(_ODDS, total),
            bisect_right(_SUMS, total),
            self._mean,
            d, c, e, b, f, a, g,
            max(b % NOTHING, c % NOTHING), max(e % NOTHING, f % NOTHING),
            since,
            self._until[position],
            bisect_right(_LENGTHS, since * mean),
        )  # fmt: skip


def _likenesses(seams: Seams) -> Iterator[tuple[Hashable, ...]]:
    looks, ids, blanks = seams.looks, seams.window.ids, seams.blanks
    size = len(looks)
    above: tuple[Hashable, ...] = (-1, -1, -1, -1)
    ended = -1
    for k, (look, (_, tail, picture, word), shape) in enumerate(zip(looks, seams.keys, seams.shapes, strict=True)):
        length, first, last, _, kind, link, _, _, second, *_ = look
        after = looks[k + 1] if k + 1 < size else None
        yield (
            above[0], picture, word, shape, (ended, first), above[1], length, (first, second, last), above[2],
            (after[1], after[0] // 2) if after else -1, (above[3], kind), blanks[k],
        )  # fmt: skip
        above = (ids[k], tail, (first, link), kind)
        ended = last
