"""Odds that posts begin with lines of Markdown: by what their words look like, and by their marks."""

from __future__ import annotations

from collections.abc import Mapping
from math import exp, log
from typing import Final

from ..lines.kinds import LineKind
from ..segmentation.boundary.model import BoundaryModel
from ..segmentation.window import Window
from ..vocabulary import Dialect

Sign = tuple[bool, int, bool]
"""Of a line: whether it begins in bold, how many blank lines are above it, and whether a line of links does."""

_ROUNDS: Final = 3
_SMOOTH: Final = 2.0  # lines of each sign that are counted in addition to those of the window, at its own rate
_MOST: Final = 4.0  # nats that a sign is worth


class MarkedOdds:
    """A boundary model that learns from a window what its own posts begin with.

    The odds of another model say which lines begin posts, as far as the words show it. How often these have a sign, and
    how often others, gives the odds of the sign; with them the lines are judged anew.
    """

    def __init__(self, model: BoundaryModel, signs: Mapping[str, Sign]) -> None:
        """`signs`: by line."""
        self._model = model
        self._signs = signs

    def log_odds(self, window: Window, blanks: list[int], dialect: Dialect) -> list[float]:
        """As `BoundaryModel` has it."""
        odds = self._model.log_odds(window, blanks, dialect)
        signs = [
            self._signs.get(window.text(k)) if window.kinds[k] is LineKind.TEXT and k else None
            for k in range(window.size)
        ]
        judged = odds
        for _ in range(_ROUNDS):
            worth = _worth(judged, signs)
            judged = [x if sign is None else x + worth[sign] for x, sign in zip(odds, signs, strict=True)]
        return judged

    def rough_log_odds(self, window: Window, blanks: list[int], dialect: Dialect) -> list[float]:
        """As `BoundaryModel` has it."""
        return self._model.rough_log_odds(window, blanks, dialect)

    def preview_log_odds(self, window: Window, blanks: list[int], dialect: Dialect) -> list[float] | None:
        """As `BoundaryModel` has it."""
        return self._model.preview_log_odds(window, blanks, dialect)


def _worth(odds: list[float], signs: list[Sign | None]) -> dict[Sign, float]:
    """What each sign is worth, in nats."""
    begun: dict[Sign, float] = {}
    every: dict[Sign, float] = {}
    for x, sign in zip(odds, signs, strict=True):
        if sign is not None:
            begun[sign] = begun.get(sign, 0.0) + 1 / (1 + exp(-max(-30.0, min(30.0, x))))
            every[sign] = every.get(sign, 0.0) + 1
    posts: float = sum(begun.values())
    lines: float = sum(every.values())
    rate = (posts + 0.5) / (lines + 1)
    worth: dict[Sign, float] = {}
    for sign, count in every.items():
        share = (begun[sign] + _SMOOTH * rate) / (count + _SMOOTH)
        worth[sign] = max(-_MOST, min(_MOST, log(share / (1 - share)) - log(rate / (1 - rate))))
    return worth
