"""A window of lines into posts.

Where texts stand twice, a first reading finds the dump's habits and a second one settles what they can change. Where
they stand once, the odds of the seams (`singles`) take the place of second copies, and one reading does.
"""

from __future__ import annotations

from itertools import groupby
from typing import Final

from .dialects import Dialect, Stretch, stretches
from .habits import first_guess, learned
from .lattice import Lattice
from .prices import Pricer
from .readings import Reading
from .window import Window

FIRST_BEAM: Final = 4.0  # nats; see Lattice.solve
BEAM: Final = 6.0
SURE: Final = 5.0  # margin in nats that no habit makes up for
EVEN: Final = -0.4  # log odds from which a post begins: the share of right boundaries and of found ones are in balance
AROUND: Final = 100  # lines each way of a stretch where texts stand once, from which its seams are told


def split(window: Window, blanks: list[int], dialect: Dialect | None = None) -> tuple[list[Reading], list[Stretch]]:
    """The posts of a window, in order, and the dialects of its stretches; both cover all its lines.

    blanks: as `dialects.blanks_between` gives them; dialect: of the whole window, if it is known.
    """
    size = window.size
    if not size:
        return [], []
    parts = stretches(window, blanks) if dialect is None else [(0, size, dialect)]
    lattice = Lattice(window)
    habits = first_guess(window)
    pricers = [Pricer(window, habits)]
    which = [0] * size
    for first, end, spoken in parts:
        if spoken is not Dialect.ECHOED:
            which[first:end] = [len(pricers)] * (end - first)
            pricers.append(Pricer(window, habits, spoken, _seams(window, blanks, first, end, spoken)))
    readings = lattice.solve(0, size, pricers, which, FIRST_BEAM if 0 in which else BEAM)
    return (_settled(window, lattice, readings, which, pricers) if 0 in which else readings), parts


def _seams(window: Window, blanks: list[int], first: int, end: int, spoken: Dialect) -> list[float]:
    """By position, what it costs that a post begins with one of the lines [first, end); told from those around them."""
    from .singles import openings  # here: most dumps have no need of it

    start, stop = max(0, first - AROUND), min(window.size, end + AROUND)
    part = window if stop - start == window.size else Window(window.texts[start:stop])
    seams = [0.0] * window.size
    seams[start:stop] = [EVEN - odds for odds in openings(part, blanks[start : stop + 1], spoken)]
    return seams


def _settled(
    window: Window, lattice: Lattice, first: list[Reading], single: list[int], singles: list[Pricer]
) -> list[Reading]:
    """Read echoed stretches again, with the habits that the first reading shows."""
    pricers = list(singles)
    which: list[int] = []
    for start, end, here in learned(window, first, singles[0].looks.habits):
        which += [single[k] or len(pricers) for k in range(start, end)]
        pricers.append(Pricer(window, here))
    readings: list[Reading] = []
    for sure, group in groupby(zip(first, [*first[1:], None], strict=True), key=lambda pair: _is_sure(*pair)):
        found = [reading for reading, _ in group]
        if not sure:
            margin = found[0].margin
            found = lattice.solve(found[0].first, found[-1].end, pricers, which, BEAM)
            found[0].margin = margin
        readings += found
    return readings


def _is_sure(reading: Reading, following: Reading | None) -> bool:
    """Whether no habit could change a reading: its boundaries are sure without any."""
    return reading.margin >= SURE and (following is None or following.margin >= SURE)
