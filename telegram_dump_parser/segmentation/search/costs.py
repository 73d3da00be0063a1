"""What each move costs in a part of a dump: evidence as prices, in nats (−log of how often it is so).

Three things make a price: the move itself (`costs.toml`, section moves), what the posts around do
(`DumpStatistics`), and what the line looks like (`LineFit`).
"""

from __future__ import annotations

from functools import cache
from itertools import chain
from math import log
from typing import Final

from ...lines.kinds import LineKind
from ...vocabulary import Dialect
from ..dialects import PROFILES
from ..state_machine import AT_BEGINNING, AT_END, CUT_ENDS, ENDS, State
from ..window import Window
from .cost_table import MOVES, PREVIEWED, SINGLE, exact
from .dump_statistics import DumpStatistics
from .line_fit import LONGEST_NAME, OF_MOVE, LineFit, Look

Transitions = tuple[tuple[State, str, Look | None], ...]  # where to, the price's name, how the line's fit is priced
Plan = dict[State, Transitions]

# Transitions that are as frequent as a rate of the dump: their price is that of the rate.
_RATED: Final = {
    "reactions": "reactions",
    "late-reactions": "reactions",
    "glyph": "reactions",
    "bare-reactions": "reactions",
    "date": "dated",
    "notice-after-line": "closing",
    "notice-after-plain": "closing",
    "notice-after-marked": "closing",
    "lost-body": "closing",
    "notice-again": "again",
    "media": "media",
    "end-media": "bare",
    "line": "line",
    "piece": "piece",
    "site": "preview",
    "description": "described",
    "author": "reply",
}
# Ways to end without what other posts have, and the rates of what is missing.
_WITHOUT: Final = {
    "reactions": (
        "end-empty", "end-media", "end-document", "end-poll", "end-line", "end-lines", "end-plain", "end-cut",
        "end-closed", "end-site", "end-title", "end-preview",
    ),
    "dated": (
        "end-empty", "end-media", "end-document", "end-poll", "end-line", "end-lines", "end-plain", "end-cut",
        "end-closed", "end-site", "end-title", "end-preview", "end-reacted",
    ),
    "preview": ("end-line", "end-lines", "end-plain", "end-cut", "end-closed", "reactions"),
    "described": ("end-title",),
}  # fmt: skip

# What no name is as long as, and what no window without a page's header has: such moves are left out there.
_NAMED: Final = frozenset(("author", "channel", "site"))
_HEADED: Final = "header-text"


@cache
def plan(
    dialect: Dialect,
    kind: LineKind,
    following: LineKind | None,
    then: Dialect,
    prose: bool = False,
    headed: bool = True,
    ends: tuple[bool, bool] = (True, True),
) -> Plan:
    """The moves that a line of this kind allows from each state.

    Transitions into a state that the line after (None: the end) does not allow to leave are left out, so that no path
    runs dry: such a state leads to one where a post may end.

    then: the dialect of the line after, which may begin another stretch;
    prose: the line is longer than any name; headed: there is a page's header in the window;
    ends: whether the line is the first of the dump, and whether the dump may break off in a post that begins with it.
    """
    table, onward = PROFILES[dialect].table, PROFILES[then].table
    return {
        state: tuple(
            (target, name, None if kind is LineKind.TEXT and name == "once" else OF_MOVE.get(name))
            for target, name in row.get(kind, ())
            if (target in ENDS or (target in CUT_ENDS if following is None else following in onward[target]))
            and not (prose and name in _NAMED)
            and (headed or name != _HEADED)
            and (ends[0] or name != AT_BEGINNING)
            and (ends[1] or name != AT_END)
        )
        for state, row in table.items()
    }


class Pricer:
    """Prices of the moves in a part of a window, under the statistics there.

    Attributes:
        dialect: of that part.
        moves: by the move's name, its price.
        fit: what is to be added, by how well the line fits.
        boundary_costs: by position, what is added where a post ends before the line; None where texts appear twice.
    """

    __slots__ = ("_begins", "_headed", "_kinds", "_tail", "boundary_costs", "dialect", "fit", "moves")

    def __init__(
        self,
        window: Window,
        statistics: DumpStatistics,
        dialect: Dialect = Dialect.ECHOED,
        boundary_costs: list[float] | None = None,
        preview_costs: list[float] | None = None,
    ) -> None:
        """`preview_costs`: by position, what it costs that a preview begins there; None: the line's fit says it."""
        self.fit = LineFit(window, statistics, preview_costs)
        self.moves = _priced(statistics.rates)
        self.boundary_costs = boundary_costs
        self.dialect = dialect
        self._headed = window.has_header
        self._begins = window.begins
        self._tail = window.tail
        self._kinds = window.kinds
        if boundary_costs is not None:
            self.moves |= SINGLE
        if preview_costs is not None:
            self.moves |= PREVIEWED

    def plan(self, position: int, then: Dialect) -> Plan:
        """The moves that the line at a position allows from each state.

        then: the dialect of the line after.
        """
        kinds = self._kinds
        following = kinds[position + 1] if position + 1 < len(kinds) else None
        prose = len(self.fit.window.text(position)) > LONGEST_NAME
        ends = (position == 0 and self._begins, position >= self._tail)
        return plan(self.dialect, kinds[position], following, then, prose, self._headed, ends)


def _priced(rates: dict[str, float]) -> dict[str, float]:
    moves = {name: MOVES[name] for name in _CHANGED}
    for name, rate in _RATED.items():
        moves[name] -= log(rates[rate])
    for rate, names in _WITHOUT.items():
        without = log(1 - rates[rate])
        for name in names:
            moves[name] -= without
    # Several lines that appear once: a custom emoji took line 1 or the echo away, and brings the notice. Without one
    # such a reading costs much, and so do lines missing from a second copy because of an emoji.
    moves["second-line"] += max(0.3, log(rates["line"]) - log(rates["lines"]))
    moves["notice-after-lines"] += log(rates["lines"]) - log(rates["lost"])
    moves["notice-after-cut"] -= MOVES["unnoticed"]
    return {**MOVES, **{name: exact(price) for name, price in moves.items()}}


# The prices that depend on rates: the others are the same in all parts of a dump.
_CHANGED: Final = sorted(
    {*_RATED, *chain.from_iterable(_WITHOUT.values()), "second-line", "notice-after-lines", "notice-after-cut"}
)
