"""Drafts for tests: of texts with a role each, as formats and the search make them."""

from __future__ import annotations

from typing import Any

from telegram_dump_parser.lines.reader import Line, lines_of_bytes
from telegram_dump_parser.segmentation.draft import Draft
from telegram_dump_parser.segmentation.state_machine import Role, State


def lines_of(*texts: str) -> list[Line]:
    return list(lines_of_bytes("".join(f"{text}\n" for text in texts).encode()))


def draft_of(*rows: str | tuple[Role, str], first: int = 0, **more: Any) -> Draft:
    """A draft of lines of text, or of others with their roles; `first`: lines of the dump before them."""
    pairs = [(Role.TEXT, row) if isinstance(row, str) else row for row in rows]
    lines = lines_of(*["x"] * first, *(text for _, text in pairs))[first:]
    text = [at for at, (role, _) in enumerate(pairs) if role is Role.TEXT]
    given: dict[str, Any] = {"states": (State.LINE,), "margin": 15.0, **more}
    return Draft(lines, [role for role, _ in pairs], text, **given)
