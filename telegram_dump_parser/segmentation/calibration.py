"""How sure a boundary is: from the margin of the search to a probability, by dialect."""

from __future__ import annotations

from bisect import bisect_right
from functools import cache

from ..vocabulary import Dialect
from .dialects import PROFILES, Knots
from .draft import Draft


@cache
def knots_of(dialect: Dialect) -> Knots:
    """The calibration of a dialect."""
    knots = PROFILES[dialect].knots
    if knots is None:
        from .boundary.model import trained  # here: most dumps have no need of trees

        knots = tuple((margin, share) for margin, share in trained()[dialect]["knots"])
    return knots


def share_at(knots: Knots, margin: float) -> float:
    """What knots say of a margin, in nats: a probability, 0 to 1."""
    margin = max(0.0, margin)
    if margin >= knots[-1][0]:
        return knots[-1][1]
    at = bisect_right(knots, (margin, 2.0))
    (x0, y0), (x1, y1) = knots[at - 1], knots[at]
    return round(y0 + (y1 - y0) * (margin - x0) / (x1 - x0), 3)


def confidence(draft: Draft) -> float:
    """How likely the post's first line is right, 0 to 1."""
    return share_at(draft.knots or knots_of(draft.dialect), draft.margin)
