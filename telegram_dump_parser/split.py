"""A window of lines into posts: a first reading finds the dump's habits, a second one settles what they can change."""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby
from typing import Final

from .habits import first_guess, learned
from .lattice import Lattice
from .machine import State
from .prices import Pricer
from .readings import Reading
from .window import Window

FIRST_BEAM: Final = 4.0  # nats; see Lattice.solve
BEAM: Final = 10.0
# States that leave no question where they belong.
PLAIN: Final = frozenset((State.FORWARDED, State.REACTED, State.DATED))


def split(window: Window) -> list[Reading]:
    """The posts of a window, in order; they cover all its lines."""
    size = window.size
    if not size:
        return []
    lattice = Lattice(window)
    habits = first_guess(window)
    first = lattice.solve(0, size, [Pricer(window, habits)], [0] * size, beam=FIRST_BEAM, margins=False)
    pricers: list[Pricer] = []
    which: list[int] = []
    for start, end, here in learned(window, first, habits):
        which += [len(pricers)] * (end - start)
        pricers.append(Pricer(window, here))
    readings: list[Reading] = []
    for settled, group in groupby(first, key=_settled(first)):
        found = list(group)
        if not settled:
            found = lattice.solve(found[0].first, found[-1].end, pricers, which, beam=BEAM, margins=True)
        readings += found
    return readings


def _settled(readings: list[Reading]) -> Callable[[Reading], bool]:
    """Which readings no habit could change: a forced echo and reactions, and a neighbour on each side of that kind."""
    plain = [
        all(step.echo.forced if step.echo is not None else step.state in PLAIN for step in r.steps) for r in readings
    ]
    sure = {
        reading.first
        for reading, before, here, after in zip(readings, [True, *plain], plain, [*plain[1:], True], strict=False)
        if before and here and after
    }
    return lambda reading: reading.first in sure
