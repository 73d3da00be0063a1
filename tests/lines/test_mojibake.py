"""Emoji that went through a wrong encoding: only in lines that end as reactions do, and only if all of it was one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telegram_dump_parser.lines.mojibake import mended

REACTIONS = ["❤28🔥16", "🔥1", "👍🏽7.37K", "㊗2M", "❤️‍🔥5"]


@pytest.mark.parametrize("line", REACTIONS)
@pytest.mark.parametrize("codec", ["cp1252", "cp1251", "latin-1"])
def test_a_mistaken_encoding_is_undone(line: str, codec: str) -> None:
    # What the encoding has no character for becomes the control of the same number.
    broken = "".join(bytes([byte]).decode(codec, "ignore") or chr(byte) for byte in line.encode())
    assert broken != line
    assert mended(broken) == line


@pytest.mark.parametrize(
    "line", ["", "ðŸ”¥", "ðŸ”¥16!", "été 5", "ðabc5", "🔥16", "16", "a ðŸ”¥16", "ð\u0416ŸK", "âÂ5"]
)
def test_other_lines_stay(line: str) -> None:
    assert mended(line) == line


@given(st.text())
def test_a_line_is_mended_or_stays(text: str) -> None:
    assert mended(text) == text or len(mended(text)) < len(text)
