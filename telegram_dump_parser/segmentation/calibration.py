"""Why a post starts where it does, and how sure that is."""

from __future__ import annotations

from bisect import bisect_right
from typing import Final

from ..vocabulary import Dialect
from .draft import Draft

# From the margin (nats by which the best reading without this boundary is dearer) to the share of right boundaries,
# counted on the bench by benchmarks/calibrate.py; see docs/accuracy.md.
_KNOTS: Final[tuple[tuple[float, float], ...]] = (
    (0.0, 0.532),
    (0.5, 0.6),
    (1.0, 0.755),
    (2.0, 0.92),
    (3.5, 0.95),
    (5.5, 0.995),
    (8.0, 0.998),
    (15.0, 0.999),
)

# The same for each dialect whose texts stand once, counted by scripts/train.py on channels that the trees had not seen.
_SINGLE_KNOTS: Final[dict[Dialect, tuple[tuple[float, float], ...]]] = {
    Dialect.SPACED: ((0.0, 0.347), (0.5, 0.454), (1.6, 0.689), (2.6, 0.814), (3.6, 0.939), (4.0, 0.97), (5.1, 0.99)),
    Dialect.TIGHT: ((0.0, 0.367), (0.6, 0.506), (1.7, 0.714), (2.9, 0.861), (3.7, 0.921), (4.3, 0.942), (10.0, 0.99)),
    Dialect.CURRENT: ((0.0, 0.333), (0.8, 0.452), (1.5, 0.585), (2.4, 0.712), (3.5, 0.815), (4.6, 0.925), (15.0, 0.99)),
}


def confidence(draft: Draft) -> float:
    """How likely the post's first line is right, 0 to 1."""
    margin = max(0.0, draft.margin)
    knots = _SINGLE_KNOTS.get(draft.dialect, _KNOTS)
    if margin >= knots[-1][0]:
        return knots[-1][1]
    at = bisect_right(knots, (margin, 2.0))
    (x0, y0), (x1, y1) = knots[at - 1], knots[at]
    return round(y0 + (y1 - y0) * (margin - x0) / (x1 - x0), 3)
