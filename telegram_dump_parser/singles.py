"""Where posts begin in texts that stand once: odds for each line, from two looks at the seams of its dump."""

from __future__ import annotations

from functools import cache
from math import exp
from typing import Final

from . import manners, seams, trees
from .dialects import Dialect
from .manners import Manners
from .seams import Seams
from .trees import Trees
from .window import Window

SURE: Final = 0.04  # a line that the first look is surer of is not looked at again
MOST: Final = 12.0  # nats


def openings(window: Window, blanks: list[int], dialect: Dialect) -> list[float]:
    """Log odds that a post begins with each line of a window, in nats.

    blanks: as `seams.blanks_between` gives them.
    """
    first_trees, second_trees = trees_of(dialect)
    looked = Seams(window, blanks)
    odds = [first_trees.score(row) for row in looked.rows]
    first_look = [_probability(x) for x in odds]
    of_dump = Manners(looked, first_look)
    for at, probability in enumerate(first_look):
        if SURE < probability < 1 - SURE:
            odds[at] = second_trees.score((*looked.rows[at], *of_dump.row(at)))
    return [max(-MOST, min(MOST, x)) for x in odds]


def _probability(odds: float) -> float:
    return 1 / (1 + exp(-max(-30.0, min(30.0, odds))))


@cache
def trees_of(dialect: Dialect) -> tuple[Trees, Trees]:
    """The trees of the first look and of the second."""
    data = trees.grown()[dialect]
    return Trees(data["first"], seams.NAMES), Trees(data["second"], (*seams.NAMES, *manners.NAMES))
