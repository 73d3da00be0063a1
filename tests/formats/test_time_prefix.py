"""Heads of copied messages on the line of the text: each style, and what is kept of long lines."""

from __future__ import annotations

import tracemalloc

import pytest

from telegram_dump_parser.formats.time_prefix import Style, head_of


@pytest.mark.parametrize(
    ("line", "style", "text"),
    [
        ("[14.05.2025 14:40] Anna Berg: The ferry runs.", Style.TIME_FIRST, "The ferry runs."),
        ("Anna Berg, [14.05.2025 14:40]: The ferry runs.", Style.NAME_FIRST, "The ferry runs."),
        ("Anna Berg, [14.05.2025 14:40]:", Style.NAME_FIRST, ""),
        ("Anna Berg, [14.05.2025 14:40] The ferry runs.", Style.NO_COLON, "The ferry runs."),
    ],
)
def test_styles(line: str, style: Style, text: str) -> None:
    head = head_of(line)
    assert head is not None
    assert (head.style, head.author, head.text) == (style, "Anna Berg", text)
    assert all((head_of(line, other) is None) == (other is not style) for other in Style)


@pytest.mark.parametrize(
    "line",
    ["Anna Berg, [14.05.2025 14:40]", "Anna Berg, [14.05.2025 14:40]text", "See the list, [1] and [2]: two of them."],
)
def test_other_lines_are_no_heads(line: str) -> None:
    """The first is Telegram Desktop's own, with the text below it."""
    assert head_of(line) is None


def test_of_long_lines_only_the_beginning_is_kept() -> None:
    tracemalloc.start()
    try:
        for minute in range(60):
            head = head_of(f"Anna Berg, [14.05.2025 14:{minute:02}]: {'a' * 100_000}")
            assert head is not None
        del head
        kept, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert kept < 1_000_000  # of six million characters
