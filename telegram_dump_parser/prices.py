"""What each move costs in a part of a dump: evidence as prices, in nats (−log of how often it is so).

Three things make a price: the move itself (`data/prices.toml`, section moves), what the posts around do (`habits`),
and what the line looks like (`looks`).
"""

from __future__ import annotations

from functools import cache
from math import log
from typing import Final

from .dialects import Dialect
from .habits import Habits
from .lines import LineKind
from .looks import OF_MOVE, Look, Looks
from .machine import CUT_ENDS, ENDS, MESSAGE_TABLE, SINGLE_TABLE, TABLE, State, Table
from .weights import MOVES, SINGLE
from .window import Window

Plan = tuple[tuple[State, str, Look | None], ...]

# Moves that are as frequent as a rate of the dump: their price is that of the rate.
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


@cache
def plan(state: State, kind: LineKind, following: LineKind | None) -> Plan:
    """The moves that a line of this kind allows from a state, each with its price's name and its look at the line.

    Moves into a state that the line after (None: the end) does not allow to leave are left out, so that no path runs
    dry: such a state leads to one where a post may end.
    """
    return _plan(TABLE, state, kind, following)


@cache
def _single_plan(state: State, kind: LineKind, following: LineKind | None) -> Plan:
    return _plan(SINGLE_TABLE, state, kind, following)


@cache
def _message_plan(state: State, kind: LineKind, following: LineKind | None) -> Plan:
    return _plan(MESSAGE_TABLE, state, kind, following)


_PLANS: Final = {
    Dialect.ECHOED: plan,
    Dialect.CURRENT: _single_plan,
    Dialect.SPACED: _message_plan,
    Dialect.TIGHT: _message_plan,
}


class Pricer:
    """Prices of the moves in a part of a window, under the habits there.

    Attributes:
        moves: by the move's name, its price.
        looks: what is to be added, by how the line looks.
        seams: by position, what is to be added where a post ends before the line; None where texts stand twice.
        plan: the moves that a line allows from a state.
    """

    __slots__ = ("looks", "moves", "plan", "seams")

    def __init__(
        self, window: Window, habits: Habits, dialect: Dialect = Dialect.ECHOED, seams: list[float] | None = None
    ) -> None:
        self.looks = Looks(window, habits)
        self.moves = _priced(habits.rates)
        self.seams = seams
        self.plan = _PLANS[dialect]
        if seams is not None:
            self.moves |= SINGLE


def _plan(table: Table, state: State, kind: LineKind, following: LineKind | None) -> Plan:
    return tuple(
        (target, name, OF_MOVE.get(name))
        for target, name in table[state].get(kind, ())
        if target in ENDS or (target in CUT_ENDS if following is None else following in table[target])
    )


def _priced(rates: dict[str, float]) -> dict[str, float]:
    moves = dict(MOVES)
    for name, rate in _RATED.items():
        moves[name] -= log(rates[rate])
    for rate, names in _WITHOUT.items():
        for name in names:
            moves[name] -= log(1 - rates[rate])
    # Several lines that stand once: a custom emoji took line 1 or the echo away, and brings the notice. Without one
    # such a reading is dear, and so are lines missing from a second copy because of an emoji.
    moves["second-line"] += max(0.3, log(rates["line"]) - log(rates["lines"]))
    moves["notice-after-lines"] += log(rates["lines"]) - log(rates["lost"])
    moves["notice-after-cut"] -= MOVES["unnoticed"]
    return moves
