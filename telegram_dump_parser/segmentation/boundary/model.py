"""Where posts begin in texts that stand once: odds for each line, from two looks at the seams of its dump."""

from __future__ import annotations

from functools import cache
from math import exp
from operator import itemgetter
from typing import Final

from ...vocabulary import Dialect
from ..window import Window
from . import features as seams
from . import second_pass as manners
from . import tree_ensemble as trees
from .features import Seams
from .tree_ensemble import Trees

SURE: Final = 0.04  # a line that the first look is surer of is not looked at again
MOST: Final = 12.0  # nats


def openings(window: Window, blanks: list[int], dialect: Dialect) -> list[float]:
    """Log odds that a post begins with each line of a window, in nats.

    blanks: as `dialects.blanks_between` gives them.
    """
    first_trees, second_trees = trees_of(dialect)
    looked = Seams(window, blanks)
    odds = first_trees.scores(looked.columns)
    first_look = [_probability(x) for x in odds]
    unsure = [at for at, probability in enumerate(first_look) if SURE < probability < 1 - SURE]
    if unsure:
        columns = [*looked.columns, *manners.signs(looked, first_look, unsure)]
        pick = itemgetter(*unsure, unsure[0])  # one more: of a line alone it would give no tuple
        for at, again in zip(unsure, second_trees.scores([bytes(pick(column)) for column in columns]), strict=False):
            odds[at] = again
    return [max(-MOST, min(MOST, x)) for x in odds]


def _probability(odds: float) -> float:
    return 1 / (1 + exp(-max(-30.0, min(30.0, odds))))


@cache
def trees_of(dialect: Dialect) -> tuple[Trees, Trees]:
    """The trees of the first look and of the second."""
    data = trees.grown()[dialect]
    return Trees(data["first"], seams.NAMES), Trees(data["second"], (*seams.NAMES, *manners.NAMES))
