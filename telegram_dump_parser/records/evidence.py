"""Why a post starts where it does: codes of evidence, and what each of them says."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final

from ..segmentation.calibration import confidence
from ..segmentation.draft import Draft
from ..segmentation.state_machine import State
from ..vocabulary import Dialect

# What the post before ended with.
_AFTER: Final[dict[State, str]] = {
    State.REACTED: "after-reactions",
    State.CLOSED: "after-notice",
    State.CLOSED_AGAIN: "after-notice",
    State.MEDIA_AFTER_TEXT: "after-notice",
    State.DATED: "after-date-line",
    State.ECHOED: "after-echo",
    State.ECHO_MAY_HAVE_EMOJI: "after-echo",
    State.ECHO_WITH_EMOJI: "after-echo",
    State.ECHO_REORDERED: "after-echo",
    State.PIECE: "after-echo",
    State.TITLE: "after-preview",
    State.DESCRIPTION: "after-preview",
    State.OPTION: "after-poll",
    State.HEADER: "after-header",
}


_TOO_LONG: Final = 0.5  # confidence of a post whose text is several
_ECHOED: Final = Dialect.ECHOED  # a member is not looked up in its class for every post
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
    State.ECHO_MAY_HAVE_EMOJI: "echo",
    State.ECHO_WITH_EMOJI: "echo",
    State.ECHO_REORDERED: "echo",
}


def boundary(draft: Draft, marked: bool, *, too_long: bool = False) -> dict[str, Any]:
    """Why the post starts where it does, and how sure that is: the fields of `models.Boundary`.

    The evidence is "likeliest-reading" alone if only the prices support the boundary. `lines-around`: the lines above
    and below it, where texts appear once; `merged`: the post contains boundaries that were less sure than asked for.

    Args:
        draft: the post.
        marked: whether its text begins with an emoji.
        too_long: whether its text is longer than one message can have: where posts were searched, it is several.
    """
    if draft.evidence is not None:
        codes: tuple[str, ...] = (draft.evidence,)
    else:
        codes = _evidence(draft.before, draft.states)
        if draft.dialect is not _ECHOED and draft.before is not None and draft.states[0] in _TEXTS:
            codes += ("lines-around",)
    if draft.joined:
        codes += ("merged",)
    if marked:
        codes += ("marker",)
    sure = confidence(draft)
    if too_long and draft.evidence is None:
        sure = min(sure, _TOO_LONG)
    return _boundary(sure, codes or ("likeliest-reading",))


@lru_cache(maxsize=1024)
def stated_boundary(evidence: str, joined_by: str | None, confidence: float) -> dict[str, Any]:
    """The same of a message of an export.

    Args:
        evidence: the code of what says that a post begins there.
        joined_by: the code of what joined several messages to one, if anything did.
        confidence: from 0 to 1.
    """
    return _boundary(confidence, (evidence,) if joined_by is None else (evidence, joined_by))


@lru_cache(maxsize=1024)  # posts are made of the same few parts
def _evidence(before: State | None, states: tuple[State, ...]) -> tuple[str, ...]:
    codes = ["start-of-dump"] if before is None else [_AFTER[before]] if before in _AFTER else []
    codes += dict.fromkeys(_OPENS[state] for state in states if state in _OPENS)
    return tuple(codes)


@lru_cache(maxsize=4096)
def _boundary(confidence: float, evidence: tuple[str, ...]) -> dict[str, Any]:
    return {"confidence": confidence, "evidence": evidence}


EVIDENCE: Final[dict[str, str]] = {
    "start-of-dump": "there is nothing before",
    "after-echo": "the post before ended with its second copy",
    "after-reactions": "the post before ended with reactions",
    "after-notice": "the post before ended with “Please open Telegram to view this post”",
    "after-preview": "the post before ended with a link preview",
    "after-poll": "the post before ended with a poll's options",
    "after-date-line": "the post before ended with the date line of a browser-saved page",
    "after-header": "a page header comes before it",
    "forward-line": "it opens with “Forwarded from”",
    "reply": "it opens with the author and quote of a reply",
    "media-notice": "it opens with a video that the preview does not play",
    "document": "it opens with a document's name and size",
    "poll": "it is a poll",
    "channel-title": "it opens with the channel's title, or a picture that links it, as each post does",
    "service-line": "it is Telegram's own message",
    "echo": "its text has a second copy",
    "marker": "its text begins with an emoji",
    "head-line": "a line above it names its author and time (Telegram Desktop), or the channel, date and views "
    "(a catalogue)",
    "time-prefix": "its first line begins with time and author in one form, `[5/14/25 2:40 PM] Anna Berg: …` "
    "or `Anna Berg, [5/14/25 2:40 PM]: …`",
    "name-line": "a line above it is the author's name and a colon (Telegram on Android, on the web or for macOS)",
    "blank-line": (
        "in such a chat, a blank line is above it: another message of the same author, or more of the same message"
    ),
    "bold-line": "its first line is bold, in Markdown whose lines all have a blank line below",
    "bracket-line": "its first line is one in brackets that Telegram Desktop writes above the text of a message",
    "one-post-page": "its page shows only one post",
    "page-frame": "the page has the channel's name above each post, or views and time below the one before",
    "message-element": "it is an element of a message in an export as HTML",
    "data-post": "its element on the page has the address of a post",
    "same-second": "messages of an export were joined as an album: one second, author and origin, ids in a row, and "
    "only the first has a text",
    "message-object": "it is an object in the list of messages of an export",
    "lines-around": "the look of the lines above and below it; only where each text appears once",
    "merged": "the post was joined over boundaries that were less sure than `--min-confidence` asks for",
    "likeliest-reading": (
        "nothing else was found: only the look of the lines and the statistics of the dump speak for the boundary"
    ),
}
"""What each code of `Boundary.evidence` says; docs/output.md has the same words."""
