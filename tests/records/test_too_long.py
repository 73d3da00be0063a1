"""Texts longer than one message can have: a defect, and a boundary that is not sure."""

from __future__ import annotations

import json

import pytest

from telegram_dump_parser import parse
from telegram_dump_parser.records.defects import units_over_limit

ROWS = [f"{number}. a row of a list that goes on and on" for number in range(1, 1_100)]


def test_a_list_without_end_is_a_defect() -> None:
    [post] = parse("\n".join(ROWS)).posts
    assert [(defect.code, defect.line) for defect in post.defects] == [("too-long", 1)]
    assert "45,050 UTF-16 units" in post.defects[0].message
    assert post.boundary.confidence <= 0.5


def test_a_text_that_a_message_can_have_is_none() -> None:
    [post] = parse("\n".join(ROWS[:50])).posts
    assert not post.defects


def test_below_a_head_the_boundary_is_sure() -> None:
    """A line of Telegram Desktop's says where the message begins, whatever it holds."""
    dump = "Anna, [24.05.2025 12:30]\n" + "\n".join(ROWS[:200]) + "\n\nBen, [24.05.2025 12:31]\nShort.\n"
    first, second = parse(dump).posts
    assert [defect.code for defect in first.defects] == ["too-long"]
    assert first.boundary.confidence > 0.9
    assert not second.defects


@pytest.mark.parametrize(
    ("text", "units"),
    [("a" * 4096, 0), ("a" * 4097, 4097), ("🔥" * 2048, 0), ("🔥" * 2049, 4098), ("a" * 4095 + "🔥", 4097)],
)
def test_units_are_those_of_telegram(text: str, units: int) -> None:
    assert units_over_limit(text) == units


def test_in_a_text_of_an_export_that_no_message_has_nothing_is_looked_for() -> None:
    texts = ["x" * ((1 << 16) - 11) + " #a", "x" * ((1 << 16) - 2) + " #a"]
    about = {"id": 1, "type": "message", "date": "2025-06-01T10:00:00", "from_id": "channel7"}
    messages = [{**about, "text": text} for text in texts]
    data = json.dumps({"type": "public_channel", "id": 7, "messages": messages})
    short, long = parse(data, form="result-json")
    assert (short.hashtags, [defect.code for defect in short.defects]) == (("#a",), ["no-time-zone"])
    assert (long.hashtags, [defect.code for defect in long.defects]) == ((), ["too-long"])
    assert (long.text, long.headline) == (texts[1], texts[1])
