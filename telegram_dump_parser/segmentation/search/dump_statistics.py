"""What is usual in the posts of a dump: rates and recurring lines, counted in a first reading of the same stretch.

A rate is evidence with a weight, never a rule. It is counted over the posts nearby, smoothed towards the usual rate of
the layout, and limited, so that one misread part cannot change how a whole dump is read.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from itertools import chain
from typing import Final

from ...lines.kinds import LineKind
from ..state_machine import State
from ..window import CODES, Window
from .cost_table import RATES, SHARES
from .path import Segment

BLOCK: Final = 6  # posts in a row without a sure boundary between them that share one set of rates
REACH: Final = 10  # posts each way that the rates are counted over
PRIOR: Final = 5.0  # weight of the prior rates, in posts
SHARE_PRIOR: Final = 3.0
# The rates that a post with a state adds to, and where its line is counted as recurring.
_ADDS: Final = {
    State.REACTED: "reactions",
    State.PIECE: "piece",
    State.CLOSED: "closing",
    State.CLOSED_AGAIN: "again",
    State.SITE: "preview",
    State.DESCRIPTION: "described",
    State.MEDIA: "media",
    State.QUOTED: "reply",
    State.DATED: "dated",
}
_NAMED: Final = {State.SITE: "site", State.AUTHOR: "author", State.CHANNEL: "channel"}
_TEXTS: Final = frozenset((State.LINE, State.LINES))
_LINE, _LINES, _DESCRIPTION, _HEADER = State.LINE, State.LINES, State.DESCRIPTION, State.HEADER
_TORN, _BROKEN = State.TORN, State.BROKEN
# Of each share, the rate that it is a part of.
_WHOLES: Final = {"bare": "media", "again": "closing", "described": "preview"}


Tally = defaultdict[int, int]  # for a missing key, a Counter makes a slow call of Python


def _tally() -> Tally:
    return defaultdict(int)


@dataclass(slots=True)
class Recurring:
    """How often each line (by id) was read as which part."""

    site: Tally = field(default_factory=_tally)
    author: Tally = field(default_factory=_tally)
    channel: Tally = field(default_factory=_tally)
    text: Tally = field(default_factory=_tally)
    first: Tally = field(default_factory=_tally)  # of a text
    last: Tally = field(default_factory=_tally)


@dataclass(slots=True)
class DumpStatistics:
    """Rates as shares of posts (names as in `costs.toml`), and the lines that recur; None before any reading."""

    rates: dict[str, float]
    recurring: Recurring | None = None


def first_guess(window: Window) -> DumpStatistics:
    """Rates counted from the clearest signs, before any reading."""
    codes = window.codes
    glyphs = codes.count(bytes([CODES[LineKind.GLYPH], CODES[LineKind.COUNT]]))
    own = ("reactions", LineKind.REACTIONS), ("media", LineKind.MEDIA_LABEL), ("closing", LineKind.OPEN_LABEL)
    seen = {name: float(codes.count(CODES[kind])) for name, kind in (*own, ("dated", LineKind.DATE))}
    posts = max(2, len(window.copies) + 2, *seen.values())
    # Where a fallback gave each reaction two lines, posts have several such pairs.
    seen["reactions"] += 0.8 * min(glyphs, posts)
    prior = {name: row[0] for name, row in RATES.items()}
    return DumpStatistics(
        prior | {name: _rate(name, prior[name], count, posts) for name, count in seen.items()} | SHARES
    )


class Learned:
    """What a first reading of a stretch shows: of each post which rates it adds to, and the lines that recur."""

    def __init__(self, window: Window, readings: list[Segment], before: DumpStatistics) -> None:
        self._recurring = Recurring()
        self._rows = [_count(window, reading, self._recurring) for reading in readings]
        self._before = before

    def around(self, first: int, end: int) -> DumpStatistics:
        """The statistics of readings [first, end) and those nearby.

        Which posts are nearby depends on no count from the dump's beginning: what is missing there moves nothing.
        """
        around = Counter(chain.from_iterable(self._rows[max(0, first - REACH) : end + REACH]))
        posts = around["posts"]
        rates = {name: _rate(name, self._before.rates[name], around[name], posts) for name in RATES}
        for name, whole in _WHOLES.items():
            rates[name] = (around[name] + SHARES[name] * SHARE_PRIOR) / (around[whole] + SHARE_PRIOR + 0.1)
        return DumpStatistics(rates, self._recurring)


def _rate(name: str, prior: float, seen: float, posts: float) -> float:
    _, low, high = RATES[name]
    return min(high, max(low, (seen + prior * PRIOR) / (posts + PRIOR)))


def _count(window: Window, reading: Segment, recurring: Recurring) -> list[str]:
    """The names of the rates that a post adds to (a page header to none); its lines are added to the recurring ones."""
    ids = window.ids
    text: list[int] = []
    states = []
    for step in reading.steps:
        state = step.state
        states.append(state)
        if step.echo is not None and state is not _DESCRIPTION:
            text += ids[step.first : step.echo.middle]
        elif state in _TEXTS:
            text.append(ids[step.first])
        elif state in _NAMED:
            getattr(recurring, _NAMED[state])[ids[step.first]] += 1
    if _HEADER in states or states[0] is _TORN or states[-1] is _BROKEN:
        return []  # what an end of the dump cuts says nothing of other posts
    names = [_ADDS[state] for state in dict.fromkeys(states) if state in _ADDS]
    names.append("posts")
    if text:
        for at in text:
            recurring.text[at] += 1
        recurring.first[text[0]] += 1
        recurring.last[text[-1]] += 1
    elif "media" in names and "closing" not in names:
        names.append("bare")
    if _LINES in states:
        names.append("lost" if "closing" in names else "lines")
    elif _LINE in states:
        names.append("line")
    return names
