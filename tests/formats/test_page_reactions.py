"""Lines of reactions of whole pages: what is one, and in which time it is known."""

from __future__ import annotations

import pytest

from telegram_dump_parser.formats.whole_page_reactions import reactions_below


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("👍12❤3", [("👍", "12"), ("❤", "3")]),
        ("👍1.5K ❤100", [("👍", "1.5K"), ("❤", "100")]),
        ("👍12 345", [("👍", "12"), ("", "345")]),
        ("❤1000", []),
        ("👍1.5 ❤3", []),
    ],
)
def test_numbers_are_those_that_telegram_writes(line: str, expected: list[tuple[str, str]]) -> None:
    assert reactions_below([line], 0, 1)[1] == expected


@pytest.mark.parametrize("line", ["9" * 10_000 + ":50", "9" * 10_000 + "..5", "12 " * 5_000 + ":5"])
def test_many_digits_take_no_longer_than_they_are(line: str) -> None:
    assert reactions_below([line], 0, 1)[1] == []  # else they would take ages: each may end a number
