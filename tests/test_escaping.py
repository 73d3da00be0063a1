"""Text made safe to show on a terminal: what could change its display is escaped, and nothing else changes."""

from __future__ import annotations

import io

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from telegram_dump_parser import parse
from telegram_dump_parser.cli.convert import Diagnostics
from telegram_dump_parser.escaping import harmless, harmless_json
from telegram_dump_parser.output.base import Format
from telegram_dump_parser.output.jsonl import Writer

EVIL = "\x1b[2J \x7f \x85 \x9b31m \u2028 \u202egnp\u202c \u2066x\u2069"


class Terminal(io.BytesIO):
    def isatty(self) -> bool:
        return True


def changes_the_display(shown: bytes) -> bool:
    text = shown.decode().replace("\n", "")
    return harmless(text) != text


@pytest.mark.parametrize("kind", [Format.JSONL, Format.JSON])
def test_json_on_a_terminal_is_harmless(kind: Format) -> None:
    post = parse(f"A post with {EVIL} in it").posts[0]
    rows = {}
    for file in (io.BytesIO(), Terminal()):
        writer = Writer(file, kind)
        writer.post(post)
        writer.close()
        rows[type(file)] = file.getvalue()
    assert changes_the_display(rows[io.BytesIO])
    assert not changes_the_display(rows[Terminal])
    assert orjson.loads(rows[Terminal]) == orjson.loads(rows[io.BytesIO])


def test_diagnostics_on_a_terminal_are_harmless() -> None:
    file = Terminal()
    Diagnostics(file, "standard output").defect(EVIL, None, {"code": "x", "line": 1, "message": EVIL})
    assert not changes_the_display(file.getvalue())
    assert orjson.loads(file.getvalue())["message"] == EVIL


@given(st.text(st.characters(codec="utf-8") | st.sampled_from(EVIL + '\\"')))
def test_escaped_json_is_the_same(text: str) -> None:
    row = orjson.dumps([text])
    shown = harmless_json(row)
    assert orjson.loads(shown) == [text]
    assert not changes_the_display(shown)
    if not changes_the_display(row):
        assert shown == row
