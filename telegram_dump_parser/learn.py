"""Two readings of a window: the first under rates counted from its plainest signs, the second under what the first found."""

from __future__ import annotations

from collections import Counter
from itertools import groupby
from typing import Final

from .lattice import Lattice, Reading
from .lines import LineKind
from .machine import UNMISTAKABLE, State
from .prices import Habits, Pricer
from .window import Window

FIRST_BEAM: Final = 4.0  # nats
BEAM: Final = 10.0
SURE: Final = 5.0  # margin in nats
BLOCK: Final = 6  # posts that share one set of rates
REACH: Final = 10  # posts each way that the rates are counted over
PRIOR: Final = 5.0  # posts that the layout's own rates weigh
CAPS: Final = {  # lowest and highest rate that a dump can teach
    "reactions": (0.02, 0.97),
    "line": (0.02, 0.6),
    "lines": (0.008, 0.3),
    "lost": (0.004, 0.5),
    "piece": (0.004, 0.6),
    "closing": (0.01, 0.9),
    "preview": (0.02, 0.9),
    "media": (0.02, 0.7),
    "reply": (0.006, 0.4),
    "dated": (0.003, 0.98),
}


def split(window: Window) -> list[Reading]:
    """The posts of a window, in order."""
    if not window.size:
        return []
    lattice = Lattice(window)
    loose, squares = _loose(window)
    habits = _first_guess(window, loose, squares)
    first = lattice.solve(0, window.size, [Pricer(window, loose, habits)], [0] * window.size, FIRST_BEAM)
    pricers, which = learn(window, loose, first, habits)
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
    """Whether no habit could change a reading: nothing but forced echoes and Telegram's own lines, well set off."""
    if reading.margin < SURE or (following is not None and following.margin < SURE):
        return False
    return all(step.echo.forced if step.echo is not None else step.state in UNMISTAKABLE for step in reading.steps)


def _first_guess(window: Window, loose: list[int], squares: int) -> Habits:
    kinds = Counter(window.kinds)
    posts = max(
        squares + 2,
        kinds[LineKind.REACTIONS],
        kinds[LineKind.DATE],
        kinds[LineKind.MEDIA_LABEL],
        kinds[LineKind.OPEN_LABEL],
        2,
    )
    h = Habits()
    glyphs = sum(1 for a, b in zip(window.kinds, window.kinds[1:]) if a is LineKind.GLYPH and b is LineKind.COUNT)
    for name, seen in (
        ("reactions", kinds[LineKind.REACTIONS] + min(glyphs, posts) * 0.8),
        ("closing", kinds[LineKind.OPEN_LABEL]),
        ("media", kinds[LineKind.MEDIA_LABEL]),
        ("dated", kinds[LineKind.DATE]),
    ):
        _set(h, name, getattr(h, name), seen, posts)
    return h


def _set(h: Habits, name: str, prior: float, seen: float, posts: float, weight: float = PRIOR) -> None:
    low, high = CAPS[name]
    setattr(h, name, min(high, max(low, (seen + prior * weight) / (posts + weight))))


_BODY: Final = {
    State.LINE: "line",
    State.LINES: "lines",
}


def learn(window: Window, loose: list[int], readings: list[Reading], base: Habits) -> tuple[list[Pricer], list[int]]:
    ids = window.ids
    shared = Habits(learned=True)
    rows: list[dict[str, float]] = []
    for reading in readings:
        row: dict[str, float] = {}
        states = {step.state for step in reading.steps}
        text_first = text_last = -1
        for step in reading.steps:
            state = step.state
            if step.echo is not None and state is not State.DESCRIPTION:
                text_first, text_last = step.first, step.echo.middle - 1
                for p in range(step.first, step.echo.middle):
                    shared.as_text[ids[p]] += 1
            elif state is State.LINE or state is State.LINES:
                if text_first < 0:
                    text_first = step.first
                text_last = step.first
                shared.as_text[ids[step.first]] += 1
            elif state is State.SITE:
                shared.as_site[ids[step.first]] += 1
            elif state is State.AUTHOR:
                shared.as_author[ids[step.first]] += 1
            elif state is State.CHANNEL:
                shared.as_channel[ids[step.first]] += 1
        if text_first >= 0:
            shared.as_first[ids[text_first]] += 1
            shared.as_last[ids[text_last]] += 1
        if State.HEADER not in states:
            row["posts"] = 1
            row["reactions"] = State.REACTED in states
            row["lines"] = State.LINES in states and State.CLOSED not in states
            row["lost"] = State.LINES in states and State.CLOSED in states
            row["piece"] = any(step.state is State.PIECE and step.echo is None for step in reading.steps)
            row["bare"] = State.MEDIA in states and text_first < 0 and State.CLOSED not in states
            row["again"] = State.CLOSED_AGAIN in states
            row["described"] = State.DESCRIPTION in states
            row["line"] = State.LINE in states and State.LINES not in states
            row["closing"] = State.CLOSED in states
            row["preview"] = State.SITE in states
            row["media"] = State.MEDIA in states
            row["reply"] = State.QUOTED in states
            row["dated"] = State.DATED in states
        rows.append(row)
    pricers: list[Pricer] = []
    which = [0] * window.size
    for b in range(0, len(readings), BLOCK):
        around = rows[max(0, b - REACH) : b + BLOCK + REACH]
        total = sum(row.get("posts", 0) for row in around)
        h = Habits(
            learned=True,
            as_site=shared.as_site,
            as_author=shared.as_author,
            as_channel=shared.as_channel,
            as_first=shared.as_first,
            as_last=shared.as_last,
            as_text=shared.as_text,
        )
        for name in CAPS:
            _set(h, name, getattr(base, name), sum(row.get(name, 0) for row in around), total)
        h.again = (sum(row.get("again", 0) for row in around) + 0.9) / (
            sum(row.get("closing", 0) for row in around) + 3
        )
        h.bare = (sum(row.get("bare", 0) for row in around) + 0.4) / (sum(row.get("media", 0) for row in around) + 5)
        h.described = (sum(row.get("described", 0) for row in around) + 2.1) / (
            sum(row.get("preview", 0) for row in around) + 3.1
        )
        first = readings[b].first
        end = readings[min(b + BLOCK, len(readings)) - 1].end
        for p in range(first, end):
            which[p] = len(pricers)
        pricers.append(Pricer(window, loose, h))
    return pricers, which


def _loose(window: Window) -> tuple[list[int], int]:
    """By id, how often a line stands outside of clean second copies (a tandem repeat counts once); and the repeats."""
    ids, following, size = window.ids, window.next, window.size
    counts = [0] * len(window.unique)
    squares = 0
    i = 0
    while i < size:
        at = following[i]
        if at != -1 and at - i <= 400 and ids[i:at] == ids[at : 2 * at - i]:
            for k in ids[i:at]:
                counts[k] += 1
            i = 2 * at - i
            squares += 1
        else:
            counts[ids[i]] += 1
            i += 1
    return counts, squares
