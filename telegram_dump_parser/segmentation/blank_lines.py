"""What the empty lines of a stretch mean, where texts appear once.

The extractors known leave them inside posts and none between (docs/dumps.md, "Dumps without an echo"). Who joins
posts by hand or by a script puts them between, and a copied page may have both. The odds of the boundaries, which come
from the lines alone, decide: each meaning says how often an empty line is at a boundary and how often within a
post, and so how likely the present ones are. Where one is after every line they mean nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from math import exp, log
from typing import Final

from .window import TEXT_LIMIT, Window

LEAST: Final = 3  # empty lines from which they mean something
EVERYWHERE: Final = 0.97  # of all places: double spacing
SURE: Final = 8.0  # nats by which it must be the likelier that they are between posts: no extractor known does that
# The same where they are the layout of all lines: an extractor's, with paragraphs, is more frequent than a person's.
PROVEN: Final = 14.0
NEARLY: Final = 0.8  # share of texts with a second copy with an empty line after them, and of those with none inside
DOUBT: Final = 0.03  # no odds are taken for surer than this leaves them
# Nats, added to all odds: which places are likelier boundaries may be known better than how many. All must agree.
_TAKEN: Final[tuple[tuple[float, ...], ...]] = ((0.0,), (-3.0, -2.0, -1.0, 0.0, 1.0))

Shares = tuple[float, float]  # of boundaries, and of other places, those with an empty line
_INSIDE: Final[tuple[Shares, ...]] = ((0.02, 0.1), (0.02, 0.3), (0.02, 0.6), (0.02, 0.9))
_BETWEEN: Final[tuple[Shares, ...]] = ((0.95, 0.03), (0.97, 0.15), (0.97, 0.4))


def is_double_spaced(window: Window, blanks: list[int]) -> bool:
    """Whether an empty line is after every line, and not because all are one post's paragraphs."""
    places = blanks[1 : window.size]
    if len(places) - places.count(0) < max(LEAST, EVERYWHERE * len(places)):
        return False
    return len(window.copies) > LEAST or sum(map(len, window.texts)) > TEXT_LIMIT


def are_between_copies(window: Window, blanks: Sequence[int], echoed: bytes) -> bool:
    """Whether empty lines are between texts that appear twice, and not inside: then also where there is no echo.

    echoed: by position, 1 where texts appear twice: elsewhere lines may come again by chance.
    """
    texts = inside = between = 0
    for (first, end), (following, _) in pairwise([copies for copies in window.copies if echoed[copies[0]]]):
        texts += 1
        inside += any(blanks[first + 1 : end])
        between += blanks[end] > 0 or blanks[following - 1] > 0
    return texts > LEAST and between >= NEARLY * texts and inside <= (1 - NEARLY) * texts


def are_between_posts(odds: Sequence[float], blanks: Sequence[int], by: float = SURE) -> bool:
    """Whether empty lines are between posts rather than inside.

    odds: log odds that a post begins with a line, by position, computed without empty lines; blanks: by position, how
    many are before it; by: nats by which that must be the likelier. What is before the first line is not used.
    """
    return all(
        _likeliest(_BETWEEN, odds, blanks, shifts)[0] > _likeliest(_INSIDE, odds, blanks, shifts)[0] + by
        for shifts in _TAKEN
    )


def weighed(odds: Sequence[float], blanks: Sequence[int], *, known: bool = False) -> list[float]:
    """The odds, with the evidence of the empty lines added; `known`: that these are between posts."""
    if len(blanks) - blanks.count(0) < LEAST:
        return list(odds)
    rows = _BETWEEN if known or are_between_posts(odds, blanks) else _INSIDE
    at_boundaries, elsewhere = _likeliest(rows, odds, blanks, _TAKEN[0])[1]
    after_blank = log(at_boundaries / elsewhere)
    after_none = log((1 - at_boundaries) / (1 - elsewhere))
    return [x + (after_blank if blank else after_none) for x, blank in zip(odds, blanks, strict=True)]


def _likeliest(
    rows: Iterable[Shares], odds: Sequence[float], blanks: Sequence[int], shifts: Iterable[float]
) -> tuple[float, Shares]:
    """The shares with which the empty lines found are likeliest, and how likely they are: a logarithm."""
    found = []
    for shift in shifts:
        chances = [min(1 - DOUBT, max(DOUBT, 1 / (1 + exp(-x - shift)))) for x in odds[1:]]
        after_blank = [p for p, blank in zip(chances, blanks[1:], strict=True) if blank]
        after_none = [p for p, blank in zip(chances, blanks[1:], strict=True) if not blank]
        for at_boundaries, elsewhere in rows:
            likelihood: float = sum([log(p * at_boundaries + (1 - p) * elsewhere) for p in after_blank])
            likelihood += sum([log(p * (1 - at_boundaries) + (1 - p) * (1 - elsewhere)) for p in after_none])
            found.append((likelihood, (at_boundaries, elsewhere)))
    return max(found)
