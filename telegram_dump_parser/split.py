"""A window of lines into posts: a first reading finds the dump's habits, a second one settles what they can change."""

from __future__ import annotations

from itertools import groupby
from typing import Final

from .habits import first_guess, learned
from .lattice import Lattice
from .prices import Pricer
from .readings import Reading
from .window import Window

FIRST_BEAM: Final = 4.0  # nats; see Lattice.solve
BEAM: Final = 6.0
SURE: Final = 5.0  # margin in nats that no habit makes up for


def split(window: Window) -> list[Reading]:
    """The posts of a window, in order; they cover all its lines."""
    size = window.size
    if not size:
        return []
    lattice = Lattice(window)
    habits = first_guess(window)
    first = lattice.solve(0, size, [Pricer(window, habits)], [0] * size, FIRST_BEAM)
    pricers: list[Pricer] = []
    which: list[int] = []
    for start, end, here in learned(window, first, habits):
        which += [len(pricers)] * (end - start)
        pricers.append(Pricer(window, here))
    readings: list[Reading] = []
    for settled, group in groupby(zip(first, [*first[1:], None], strict=True), key=lambda pair: _settled(*pair)):
        found = [reading for reading, _ in group]
        if not settled:
            margin = found[0].margin
            found = lattice.solve(found[0].first, found[-1].end, pricers, which, BEAM)
            found[0].margin = margin
        readings += found
    return readings


def _settled(reading: Reading, following: Reading | None) -> bool:
    """Whether no habit could change a reading: its boundaries are sure without any."""
    return reading.margin >= SURE and (following is None or following.margin >= SURE)
