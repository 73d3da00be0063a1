"""Splits a window of lines into posts.

Where texts appear twice, a first reading counts what the posts of the dump have, and a second one decides anew what
those counts can change. Where they appear once, the odds of the boundary model take the place of second copies, and
one reading is enough.
"""

from __future__ import annotations

from itertools import groupby, repeat
from typing import TYPE_CHECKING, Final

from ..vocabulary import Dialect
from .blank_lines import PROVEN, are_between_copies, are_between_posts, is_double_spaced, weighed
from .dialects import PROFILES, Stretch, joined, plain_dialect, stretches
from .search.cost_table import FEW
from .search.costs import Pricer
from .search.dump_statistics import BLOCK, Learned, first_guess
from .search.echo_finder import MOST_STRIDES
from .search.lattice import Lattice
from .search.path import Segment
from .state_machine import State
from .window import Window

if TYPE_CHECKING:
    from .boundary.model import BoundaryModel

FIRST_BEAM: Final = 4.0  # nats; see Lattice.solve
BEAM: Final = 6.0
SECOND_BEAM: Final = 7.0
MONOTONOUS: Final = 50  # times that each line is in a stretch, on average, that is read but once
FEW_STRIDES: Final = 2  # echoes from one position there, where each is as good as the others
SURE: Final = 5.0  # margin in nats that no statistics of the dump make up for
EVEN: Final = -0.4  # log odds from which a post begins: the share of right boundaries and of found ones are in balance
PAGE: Final = 20  # posts of a preview page: fewer lines hold fewer posts, and show less of what recurs
LOOKED: Final = 150  # lines of a stretch that decide what its empty lines mean
AROUND: Final = 100  # lines each way of a stretch where texts appear once, that its boundaries are judged with


def split(
    window: Window, blanks: list[int], dialect: Dialect | None = None, model: BoundaryModel | None = None
) -> tuple[list[Segment], list[Stretch]]:
    """The posts of a window, in order, and the dialects of its stretches; both cover all its lines.

    Args:
        window: lines that are not blank.
        blanks: as `dialects.blanks_between` gives them.
        dialect: of the whole window, if it is known.
        model: says where posts begin where texts appear once; the package's own if None.
    """
    size = window.size
    if not size:
        return [], []
    if is_double_spaced(window, blanks):
        blanks = [0] * len(blanks)
    parts = _stretches(window, blanks, model) if dialect is None else [(0, size, dialect)]
    first, _, last = parts[-1]
    window.tail = max(window.tail, first) if PROFILES[last].copies else size
    monotonous = _is_monotonous(window)
    lattice = Lattice(window, FEW_STRIDES if monotonous else MOST_STRIDES)
    statistics = first_guess(window)
    pricers = [Pricer(window, statistics)]
    numbers = {Dialect.ECHOED: 0}
    which: list[int] = []
    for first, end, here in parts:
        if here not in numbers:
            numbers[here] = len(pricers)
            costs, previews = _costs_by_position(window, blanks, parts, here, model)
            pricers.append(Pricer(window, statistics, here, costs, previews))
        which += [numbers[here]] * (end - first)
    readings = lattice.solve(0, size, pricers, which, FIRST_BEAM if 0 in which else BEAM)
    if 0 in which and not monotonous:
        readings = _settled(window, lattice, readings, which, pricers)
    return readings, parts


def _is_monotonous(window: Window) -> bool:
    """Whether so few lines recur so often that statistics show nothing; each may be anything, which takes long."""
    return window.size >= MONOTONOUS * 20 and window.size >= MONOTONOUS * len(window.unique)


def _stretches(window: Window, blanks: list[int], model: BoundaryModel | None) -> list[Stretch]:
    """The stretches of a window; none is `spaced` if empty lines are between posts."""
    parts = stretches(window, blanks)
    if not any(dialect is Dialect.SPACED for _, _, dialect in parts) or not _are_between(window, blanks, parts, model):
        return parts
    found: list[Stretch] = []
    for first, end, dialect in parts:
        start = found[-1][1] if found else first
        here = plain_dialect(window, start, end) if dialect is Dialect.SPACED else dialect
        if here is not Dialect.ECHOED and end < window.size and blanks[end - 1] and not blanks[end]:
            end -= 1  # line 1 of the next text, which appears twice
        if start < end:
            found.append((start, end, here))
    return joined(found, far=0)


def _are_between(window: Window, blanks: list[int], parts: list[Stretch], model: BoundaryModel | None) -> bool:
    """Whether the empty lines of a window are between posts, by texts that appear twice or the longest stretch."""
    if _are_between_echoed(window, blanks, parts):
        return True
    first, end, _ = max((part for part in parts if part[2] is Dialect.SPACED), key=lambda part: part[1] - part[0])
    stop = min(end, first + LOOKED)
    without = plain_dialect(window, first, end)
    once = PROFILES[without].read_once_as or without
    if stop - first < LOOKED:  # so few lines say little by themselves
        first, stop = max(0, first - AROUND), min(window.size, stop + AROUND)
    model = model or _default_model()
    part, none, here = _part(window, first, stop), [0] * (stop - first + 1), blanks[first:stop]
    # Where rough odds already speak against it, as in nearly all dumps, no better ones change that.
    if not are_between_posts(model.rough_log_odds(part, none, once), here, by=0.0):
        return False
    return are_between_posts(model.log_odds(part, none, once), here, PROVEN)


def _are_between_echoed(window: Window, blanks: list[int], parts: list[Stretch]) -> bool:
    """Whether the empty lines of a window are between posts, by texts that appear twice."""
    echoed = b"".join(bytes([dialect is Dialect.ECHOED]) * (end - first) for first, end, dialect in parts)
    return are_between_copies(window, blanks, echoed)


def _costs_by_position(
    window: Window, blanks: list[int], parts: list[Stretch], dialect: Dialect, model: BoundaryModel | None
) -> tuple[list[float], list[float] | None]:
    """By position, what it costs that a post begins there, for the stretches of a dialect; and that a preview does.

    The costs of previews are None if the model does not know them.
    """
    model = model or _default_model()
    costs = [0.0] * window.size
    previews: list[float] | None = None
    known = _are_between_echoed(window, blanks, parts)
    for start, stop in _with_surroundings([part for part in parts if part[2] is dialect], window.size):
        part, around = _part(window, start, stop), blanks[start : stop + 1]
        odds = model.log_odds(part, around, dialect)
        of_previews = model.preview_log_odds(part, around, dialect)
        if of_previews is not None:
            previews = previews or [0.0] * window.size
            even = FEW["preview"] if stop - start < PAGE else 0.0
            previews[start:stop] = [even - x for x in of_previews]
        if dialect is not Dialect.SPACED:
            odds = weighed(odds, blanks[start:stop], known=known)
        few = _of_few(window, start, stop, dialect) if stop - start < PAGE else repeat(0.0)
        costs[start:stop] = [EVEN - x + more for x, more in zip(odds, few, strict=False)]
    return costs, previews


def _of_few(window: Window, start: int, stop: int, dialect: Dialect) -> list[float]:
    """By line, what a post that begins with it costs more where the lines are too few for a page."""
    tags = [window.features(k).tags for k in range(start, stop)]
    return [
        (0.0 if ended else FEW[dialect]) + FEW["tags"] * own for ended, own in zip([False, *tags], tags, strict=False)
    ]


def _default_model() -> BoundaryModel:
    from .boundary.model import default_model  # here: most dumps have no need of it

    return default_model()


def _part(window: Window, start: int, stop: int) -> Window:
    """Lines [start, stop) by themselves."""
    return window if stop - start == window.size else Window(window.texts[start:stop])


def _with_surroundings(parts: list[Stretch], size: int) -> list[tuple[int, int]]:
    """The stretches with the lines around them, those that then meet as one: no line is judged twice."""
    found: list[tuple[int, int]] = []
    for first, end, _ in parts:
        start, stop = max(0, first - AROUND), min(size, end + AROUND)
        if found and start <= found[-1][1]:
            start = found.pop()[0]
        found.append((start, stop))
    return found


def _settled(
    window: Window, lattice: Lattice, first: list[Segment], which_first: list[int], pricers_first: list[Pricer]
) -> list[Segment]:
    """Read echoed stretches again, with the statistics of the first reading."""
    learned = Learned(window, first, pricers_first[0].fit.statistics)
    pricers, which = list(pricers_first), list(which_first)
    readings: list[Segment] = []
    done = 0
    for sure, group in groupby(zip(first, [*first[1:], None], strict=True), key=lambda pair: _is_sure(*pair)):
        found = [reading for reading, _ in group]
        if not sure:
            for at in range(done, done + len(found), BLOCK):
                stop = min(at + BLOCK, done + len(found))
                here = slice(first[at].first, first[stop - 1].end + 1)  # and the line after, before which it may end
                which[here] = [which_first[k] or len(pricers) for k in range(*here.indices(window.size))]
                pricers.append(Pricer(window, learned.around(at, stop)))
            margin = found[0].margin
            done += len(found)
            found = lattice.solve(found[0].first, found[-1].end, pricers, which, SECOND_BEAM)
            found[0].margin = margin
        else:
            done += len(found)
        readings += found
    return readings


def _is_sure(reading: Segment, following: Segment | None) -> bool:
    """Whether no statistics could change a reading: its boundaries are sure without any.

    What an end of the dump cuts never is: the statistics of the rest decide whether that is one post or several.
    """
    if reading.steps[-1].state is State.BROKEN or reading.steps[0].state is State.TORN:
        return False
    return reading.margin >= SURE and (following is None or following.margin >= SURE)
