"""Why a post begins where it does: each code, and the order in which they are named."""

from __future__ import annotations

from typing import Any

import pytest
from drafts import draft_of

from telegram_dump_parser.records import evidence
from telegram_dump_parser.records.evidence import EVIDENCE, boundary, stated_boundary
from telegram_dump_parser.segmentation.state_machine import ENDS, State
from telegram_dump_parser.vocabulary import Dialect

S = State


@pytest.mark.parametrize(
    ("before", "states", "codes"),
    [
        (None, (S.LINE,), ("start-of-dump",)),
        (None, (S.FORWARDED, S.ECHOED), ("start-of-dump", "forward-line", "echo")),
        (S.REACTED, (S.LINE,), ("after-reactions",)),
        (S.CLOSED_AGAIN, (S.LINE,), ("after-notice",)),
        (S.PIECE, (S.QUOTED, S.LINE), ("after-echo", "reply")),
        (S.DESCRIPTION, (S.MEDIA, S.MEDIA, S.LINE), ("after-preview", "media-notice")),
        (S.HEADER, (S.CHANNEL, S.LINE), ("after-header", "channel-title")),
        (S.START, (S.LINE,), ("likeliest-reading",)),
        (S.LINE, (S.LINE,), ("likeliest-reading",)),
        (S.SITE, (S.DOCUMENT, S.LINES), ("document",)),
    ],
)
def test_codes(before: State | None, states: tuple[State, ...], codes: tuple[str, ...]) -> None:
    assert boundary(draft_of("A text.", before=before, states=states), marked=False)["evidence"] == codes


def test_the_lines_around_where_texts_stand_once() -> None:
    def codes(dialect: Dialect, before: State | None, *states: State) -> tuple[str, ...]:
        return boundary(draft_of("A text.", dialect=dialect, before=before, states=states), marked=False)["evidence"]

    assert codes(Dialect.TIGHT, S.LINE, S.LINES) == ("lines-around",)
    assert codes(Dialect.TIGHT, S.CLOSED, S.LINE) == ("after-notice", "lines-around")
    assert codes(Dialect.TIGHT, None, S.LINE) == ("start-of-dump",)  # there is nothing on its other side
    assert codes(Dialect.TIGHT, S.LINE, S.FORWARDED, S.LINE) == ("forward-line",)
    assert codes(Dialect.ECHOED, S.LINE, S.LINE) == ("likeliest-reading",)


def test_what_is_said_of_the_text_comes_last() -> None:
    joined = draft_of("A text.", before=S.ECHOED, joined=(draft_of("A text."), draft_of("B")))
    assert boundary(joined, marked=True)["evidence"] == ("after-echo", "merged", "marker")
    assert boundary(draft_of("A text.", before=S.LINE), marked=True)["evidence"] == ("marker",)


def test_a_format_says_why_itself() -> None:
    found = boundary(draft_of("A text.", evidence="head-line", form="desktop", before=None), marked=False)
    assert found["evidence"] == ("head-line",)
    assert found["confidence"] == 0.999


def test_what_an_export_states_is_certain() -> None:
    assert stated_boundary("data-post", None, 1.0) == {"confidence": 1.0, "evidence": ("data-post",)}
    joined = stated_boundary("message-object", "same-second", 0.9)
    assert joined == {"confidence": 0.9, "evidence": ("message-object", "same-second")}


def test_a_text_too_long_for_a_message_is_not_sure() -> None:
    def confidence(**more: Any) -> float:
        return boundary(draft_of("A text.", **more), marked=False, too_long=True)["confidence"]

    assert confidence() == 0.5
    assert confidence(margin=0.0) <= 0.5
    assert confidence(evidence="head-line", form="desktop") == 0.999  # what says so itself


def test_confidence_is_that_of_the_margin() -> None:
    sure, unsure = (boundary(draft_of("A text.", margin=margin), marked=False)["confidence"] for margin in (15.0, 0.0))
    assert 0.5 < unsure < 0.6 < sure == 0.999


def test_every_code_is_described() -> None:
    named = {*evidence._AFTER.values(), *evidence._OPENS.values()}
    assert named <= EVIDENCE.keys()
    assert evidence._AFTER.keys() <= ENDS.keys()
