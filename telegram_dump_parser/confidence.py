"""Why a post starts where it does, and how sure that is."""

from __future__ import annotations

from bisect import bisect_right
from functools import lru_cache
from typing import Final

from .drafts import Draft, Form
from .machine import State
from .models import Boundary
from .vocabulary import Dialect

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

# The same for each dialect whose texts stand once, counted by scripts/train.py on channels that the trees had not seen.
_SINGLE_KNOTS: Final[dict[Dialect, tuple[tuple[float, float], ...]]] = {
    Dialect.SPACED: ((0.0, 0.347), (0.5, 0.454), (1.6, 0.689), (2.6, 0.814), (3.6, 0.939), (4.0, 0.97), (5.1, 0.99)),
    Dialect.TIGHT: ((0.0, 0.367), (0.6, 0.506), (1.7, 0.714), (2.9, 0.861), (3.7, 0.921), (4.3, 0.942), (10.0, 0.99)),
    Dialect.CURRENT: ((0.0, 0.333), (0.8, 0.452), (1.5, 0.585), (2.4, 0.712), (3.5, 0.815), (4.6, 0.925), (15.0, 0.99)),
}

# What the post before ended with.
_AFTER: Final[dict[State, str]] = {
    State.REACTED: "after-reactions",
    State.CLOSED: "after-notice",
    State.CLOSED_AGAIN: "after-notice",
    State.MEDIA_BEHIND: "after-notice",
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
_TEXTS: Final = (State.LINE, State.LINES)
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
    knots = _SINGLE_KNOTS.get(draft.dialect, _KNOTS)
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


def boundary(draft: Draft, marked: bool) -> Boundary:
    """Why the post starts where it does, and how sure that is.

    The evidence is "likeliest-reading" alone where only the prices speak for it. `seam`: what the lines on both sides
    look like, where texts stand once; `merged`: the post goes on over boundaries that were less sure than asked for.

    Args:
        draft: the post.
        marked: whether its text begins with an emoji.
    """
    if draft.form is not None:
        codes: tuple[str, ...] = (_FORMS[draft.form],)
    else:
        codes = _evidence(draft.before, draft.states)
        if draft.dialect is not Dialect.ECHOED and draft.before is not None and draft.states[0] in _TEXTS:
            codes += ("seam",)
    if draft.joined:
        codes += ("merged",)
    if marked:
        codes += ("marker",)
    return _boundary(confidence(draft), codes or ("likeliest-reading",))


@lru_cache(maxsize=1024)  # posts are made of the same few parts
def _evidence(before: State | None, states: tuple[State, ...]) -> tuple[str, ...]:
    codes = ["start-of-dump"] if before is None else [_AFTER[before]] if before in _AFTER else []
    codes += dict.fromkeys(_OPENS[state] for state in states if state in _OPENS)
    return tuple(codes)


@lru_cache(maxsize=4096)
def _boundary(confidence: float, evidence: tuple[str, ...]) -> Boundary:
    return Boundary(confidence=confidence, evidence=evidence)
