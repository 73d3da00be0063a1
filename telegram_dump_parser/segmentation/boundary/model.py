"""Where posts begin in texts that stand once: log odds for each line of a window. The one call that the search makes.

Another model is a class with `BoundaryModel`'s method, given to `segmenter.split` or `stream.drafts`.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from math import exp
from operator import itemgetter
from typing import Any, Final, Protocol

import orjson

from ...vocabulary import Dialect
from ..dialects import PROFILES
from ..window import Window
from . import second_pass
from .features import NAMES, Seams
from .tree_ensemble import Trees

_SURE: Final = 0.04  # a line that the first pass is surer of is not looked at again
_MOST: Final = 12.0  # nats


class BoundaryModel(Protocol):
    """What says where posts begin, where texts stand once."""

    def log_odds(self, window: Window, blanks: list[int], dialect: Dialect) -> list[float]:
        """Log odds that a post begins with each line of a window, in nats.

        Args:
            window: lines that are not blank; their neighbours in the dump may be missing at either end.
            blanks: as `dialects.blanks_between` gives them.
            dialect: of all the lines; one whose texts stand once.
        """


class TreeModel:
    """Boosted trees over features of lines, in two passes; the second knows what the first made of the other lines."""

    def __init__(self, data: dict[str, Any] | None = None) -> None:
        """`data`: trees and calibration by dialect, as scripts/train.py makes them; the package's own if None."""
        self._data = grown() if data is None else data
        self._trees: dict[Dialect, tuple[Trees, Trees]] = {}

    def log_odds(self, window: Window, blanks: list[int], dialect: Dialect) -> list[float]:
        """As `BoundaryModel` has it."""
        first_trees, second_trees = self._trees_of(dialect)
        looked = Seams(window, blanks)
        odds = first_trees.scores(looked.columns)
        first_pass = [_probability(x) for x in odds]
        unsure = [at for at, probability in enumerate(first_pass) if _SURE < probability < 1 - _SURE]
        if unsure:
            columns = [*looked.columns, *second_pass.signs(looked, first_pass, unsure)]
            pick = itemgetter(*unsure, unsure[0])  # one more: of a line alone it would give no tuple
            scores = second_trees.scores([bytes(pick(column)) for column in columns])
            for at, again in zip(unsure, scores, strict=False):
                odds[at] = again
        return [max(-_MOST, min(_MOST, x)) for x in odds]

    def _trees_of(self, dialect: Dialect) -> tuple[Trees, Trees]:
        """The trees of the first pass and of the second."""
        if dialect not in self._trees:
            data = self._data[dialect]
            self._trees[dialect] = Trees(data["first"], NAMES), Trees(data["second"], (*NAMES, *second_pass.NAMES))
        return self._trees[dialect]


def _probability(odds: float) -> float:
    return 1 / (1 + exp(-max(-30.0, min(30.0, odds))))


@cache
def default_model() -> TreeModel:
    """The package's own model."""
    return TreeModel()


@cache
def grown() -> dict[str, Any]:
    """The package's trees and their calibration (`trees.json`), by dialect, as scripts/train.py wrote them.

    Raises:
        ValueError: a dialect whose texts stand once lacks trees or calibration.
    """
    data: dict[str, Any] = orjson.loads(files(__package__).joinpath("trees.json").read_bytes())
    for dialect, profile in PROFILES.items():
        if not profile.copies and not {"first", "second", "knots"} <= data.get(dialect, {}).keys():
            raise ValueError(f"trees.json has not all of the dialect {dialect}: run `make train`")
    return data
