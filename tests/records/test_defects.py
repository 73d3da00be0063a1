"""Problems that a text shows: longer than a message can be, and lines that were two."""

from __future__ import annotations

import pytest

from telegram_dump_parser.records.defects import glued, may_be_glued, too_long, units_over_limit
from telegram_dump_parser.segmentation.window import TEXT_LIMIT

HALF = TEXT_LIMIT // 2


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("", 0),
        ("x" * TEXT_LIMIT, 0),
        ("x" * (TEXT_LIMIT + 1), TEXT_LIMIT + 1),
        ("🔥" * HALF, 0),
        ("🔥" * HALF + "x", TEXT_LIMIT + 1),  # each takes two units
        ("🔥" * (HALF + 1), TEXT_LIMIT + 2),
        ("я" * (TEXT_LIMIT + 1), TEXT_LIMIT + 1),
    ],
)
def test_units_over_the_limit(text: str, units: int) -> None:
    assert units_over_limit(text) == units


def test_what_is_too_long_is_said_in_units() -> None:
    found = too_long(5000, 7)
    assert (found["code"], found["line"]) == ("too-long", 7)
    assert "5,000" in found["message"]
    assert "4,096" in found["message"]


GLUED = [
    "VIEW IN TELEGRAMThe ferry runs again.",
    "Please open Telegram to view this post#news",
    "Download Telegram🔥",
    "The ferry runs again.Forwarded from Harbour Notes",
    "The ferry runs again.\ufeffThe market is open.",
    "1.2K views12:30The market is open.",
]
WHOLE = [
    "VIEW IN TELEGRAM",
    "VIEW IN TELEGRAM, it says.",
    "Forwarded from Harbour Notes",
    "It was Forwarded from Harbour Notes",
    "The ferry runs again.\ufeff",
    "1.2K views12:30",
    "12 views",
    "The ferry runs again.",
]


@pytest.mark.parametrize(("text", "two"), [*((text, True) for text in GLUED), *((text, False) for text in WHOLE)])
def test_lines_that_were_two(text: str, two: bool) -> None:
    found = list(glued(["A line.", text], [3, 4]))
    assert [(defect["code"], defect["line"]) for defect in found] == [("glued-lines", 4)] * two
    assert may_be_glued(f"A line.\n{text}", ["A line.", text]) or not two


def test_most_texts_are_not_looked_at() -> None:
    lines = ["The ferry runs again.", "From noon on, «Media is too big».", "Этого VIEW IN TELEGRAM нет."]
    assert not may_be_glued("\n".join(lines), lines)
