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
BEAM: Final = 6.0
# States that leave no question where they belong; that end a post; that open one.
PLAIN: Final = frozenset((State.FORWARDED, State.REACTED, State.DATED))
CLOSING: Final = frozenset((State.REACTED, State.DATED))
OPENING: Final = frozenset((State.FORWARDED,))


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
    """Which readings no habit could change: plain ones, between boundaries that nothing could move."""
    plain = [_plain(reading) for reading in readings]
    fixed = [True]
    for i in range(1, len(readings)):
        before, here = readings[i - 1].steps, readings[i].steps
        fixed.append((plain[i - 1] and plain[i]) or before[-1].state in CLOSING or here[0].state in OPENING)
    fixed.append(True)
    sure = {reading.first for i, reading in enumerate(readings) if plain[i] and fixed[i] and fixed[i + 1]}
    return lambda reading: reading.first in sure


def _plain(reading: Reading) -> bool:
    return all(step.echo.forced if step.echo is not None else step.state in PLAIN for step in reading.steps)
