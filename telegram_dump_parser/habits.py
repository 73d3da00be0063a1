"""What the posts of a dump do: rates and recurring lines, counted over a first reading of the same stretch.

A habit is evidence with a weight, never a rule: every rate is counted over the posts near by, smoothed towards the
layout's own and capped, so that one misread construct can't tip a whole dump.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from .lines import LineKind
from .machine import State
from .readings import Reading
from .weights import RATES, SHARES
from .window import Window

BLOCK: Final = 6  # posts that share one set of rates
REACH: Final = 10  # posts each way that the rates are counted over
PRIOR: Final = 5.0  # posts that the rates before any counting weigh
SHARE_PRIOR: Final = 3.0
# Of each share, the rate that it is a part of.
_WHOLES: Final = {"bare": "media", "again": "closing", "described": "preview"}


@dataclass(slots=True)
class Recurring:
    """How often each line (by id) was read as which part."""

    site: Counter[int] = field(default_factory=Counter)
    author: Counter[int] = field(default_factory=Counter)
    channel: Counter[int] = field(default_factory=Counter)
    text: Counter[int] = field(default_factory=Counter)
    first: Counter[int] = field(default_factory=Counter)  # of a text
    last: Counter[int] = field(default_factory=Counter)


@dataclass(slots=True)
class Habits:
    """Rates as shares of posts (names as in `data/prices.toml`), and the lines that recur; None before any reading."""

    rates: dict[str, float]
    recurring: Recurring | None = None


def first_guess(window: Window) -> Habits:
    """Rates counted from the plainest signs, before any reading."""
    kinds = Counter(window.kinds)
    glyphs = sum(a is LineKind.GLYPH and b is LineKind.COUNT for a, b in pairwise(window.kinds))
    own = ("reactions", LineKind.REACTIONS), ("media", LineKind.MEDIA_LABEL), ("closing", LineKind.OPEN_LABEL)
    seen = {name: float(kinds[kind]) for name, kind in (*own, ("dated", LineKind.DATE))}
    posts = max(2, window.squares + 2, *seen.values())
    # Where a fallback gave each reaction two lines, posts have several such pairs.
    seen["reactions"] += 0.8 * min(glyphs, posts)
    prior = {name: row[0] for name, row in RATES.items()}
    return Habits(prior | {name: _rate(name, prior[name], count, posts) for name, count in seen.items()} | SHARES)


def learned(window: Window, readings: list[Reading], before: Habits) -> Iterator[tuple[int, int, Habits]]:
    """Habits of each block of posts: first line, end, and what the posts there and near by do."""
    recurring = Recurring()
    rows = [_count(window, reading, recurring) for reading in readings]
    for at in range(0, len(readings), BLOCK):
        around = Counter[str]()
        for row in rows[max(0, at - REACH) : at + BLOCK + REACH]:
            around.update(row)
        posts = around["posts"]
        rates = {name: _rate(name, before.rates[name], around[name], posts) for name in RATES}
        for name, whole in _WHOLES.items():
            rates[name] = (around[name] + SHARES[name] * SHARE_PRIOR) / (around[whole] + SHARE_PRIOR + 0.1)
        yield readings[at].first, readings[min(at + BLOCK, len(readings)) - 1].end, Habits(rates, recurring)


def _rate(name: str, prior: float, seen: float, posts: float) -> float:
    _, low, high = RATES[name]
    return min(high, max(low, (seen + prior * PRIOR) / (posts + PRIOR)))


def _count(window: Window, reading: Reading, recurring: Recurring) -> list[str]:
    """The names of the rates that a post adds to (a page header to none); its lines are added to the recurring ones."""
    ids = window.ids
    text: list[int] = []
    for step in reading.steps:
        state = step.state
        here = ids[step.first]
        if step.echo is not None and state is not State.DESCRIPTION:
            text += ids[step.first : step.echo.middle]
        elif state is State.LINE or state is State.LINES:
            text.append(here)
        elif state is State.SITE:
            recurring.site[here] += 1
        elif state is State.AUTHOR:
            recurring.author[here] += 1
        elif state is State.CHANNEL:
            recurring.channel[here] += 1
    recurring.text.update(text)
    if text:
        recurring.first[text[0]] += 1
        recurring.last[text[-1]] += 1
    states = {step.state for step in reading.steps}
    if State.HEADER in states:
        return []
    closed = State.CLOSED in states
    has = {
        "posts": True,
        "reactions": State.REACTED in states,
        "line": State.LINE in states and State.LINES not in states,
        "lines": State.LINES in states and not closed,
        "lost": State.LINES in states and closed,
        "piece": State.PIECE in states,
        "closing": closed,
        "again": State.CLOSED_AGAIN in states,
        "preview": State.SITE in states,
        "described": State.DESCRIPTION in states,
        "media": State.MEDIA in states,
        "bare": State.MEDIA in states and not text and not closed,
        "reply": State.QUOTED in states,
        "dated": State.DATED in states,
    }
    return [name for name, true in has.items() if true]
