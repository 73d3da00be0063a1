"""Why a post starts where it does, and how sure that is."""

from __future__ import annotations

from bisect import bisect_right
from functools import lru_cache
from typing import Final

from .drafts import Draft, Form
from .machine import State
from .markers import leading_marker

# From the margin (nats by which the best reading without this boundary is dearer) to the share of right boundaries,
# counted on the bench by benchmarks/calibrate.py; see docs/accuracy.md.
_KNOTS: Final[tuple[tuple[float, float], ...]] = (
    (0.0, 0.532),
    (0.5, 0.6),
    (1.0, 0.755),
    (2.0, 0.92),
    (3.5, 0.95),
    (5.5, 0.995),
    (8.0, 0.998),
    (15.0, 0.999),
)

# The same where texts stand once: what the prices say of them is worth little.
_SINGLE_KNOTS: Final[tuple[tuple[float, float], ...]] = (
    (0.0, 0.21),
    (2.0, 0.22),
    (3.5, 0.35),
    (7.0, 0.5),
    (8.5, 0.9),
    (15.0, 0.9),
)

# What the post before ended with.
_AFTER: Final[dict[State, str]] = {
    State.REACTED: "after-reactions",
    State.CLOSED: "after-notice",
    State.CLOSED_AGAIN: "after-notice",
    State.DATED: "after-date-line",
    State.ECHOED: "after-echo",
    State.MARKED: "after-echo",
    State.CUT: "after-echo",
    State.PULLED: "after-echo",
    State.PIECE: "after-echo",
    State.TITLE: "after-preview",
    State.DESCRIPTION: "after-preview",
    State.OPTION: "after-poll",
    State.HEADER: "after-header",
}
# What the post itself opens with.
_OPENS: Final[dict[State, str]] = {
    State.FORWARDED: "forward-line",
    State.QUOTED: "reply",
    State.MEDIA: "media-notice",
    State.DOCUMENT: "document",
    State.POLL: "poll",
    State.CHANNEL: "channel-title",
    State.SERVICE: "service-line",
    State.ECHOED: "echo",
    State.MARKED: "echo",
    State.CUT: "echo",
    State.PULLED: "echo",
}


def confidence(draft: Draft) -> float:
    """How likely the post's first line is right, 0 to 1."""
    margin = max(0.0, draft.margin)
    knots = _KNOTS if draft.echoes else _SINGLE_KNOTS
    if margin >= knots[-1][0]:
        return knots[-1][1]
    at = bisect_right(knots, (margin, 2.0))
    (x0, y0), (x1, y1) = knots[at - 1], knots[at]
    return round(y0 + (y1 - y0) * (margin - x0) / (x1 - x0), 3)


# Where an exact form says it.
_FORMS: Final[dict[Form, str]] = {
    Form.DESKTOP: "head-line",
    Form.CATALOGUE: "head-line",
    Form.VIEWER: "one-post-page",
}


def evidence(draft: Draft, texts: list[str]) -> tuple[str, ...]:
    """Codes of what speaks for the boundary; "likeliest-reading" alone where only the prices do."""
    codes = (_FORMS[draft.form],) if draft.form is not None else _evidence(draft.before, draft.states)
    if texts and leading_marker(texts[0]) is not None:
        codes += ("marker",)
    return codes or ("likeliest-reading",)


@lru_cache(maxsize=1024)  # posts are made of the same few parts
def _evidence(before: State | None, states: tuple[State, ...]) -> tuple[str, ...]:
    codes = ["start-of-dump"] if before is None else [_AFTER[before]] if before in _AFTER else []
    codes += dict.fromkeys(_OPENS[state] for state in states if state in _OPENS)
    return tuple(codes)
