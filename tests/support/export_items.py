"""Items of export readers as plain values, and what must hold for all of them."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import orjson

from telegram_dump_parser.exports.message import ATTACHMENT_KINDS, MISSING_REASONS, ExportGap, ExportMessage

FIXTURES = Path(__file__).parents[2] / "fixtures" / "exports"
# Next to the project, or next to the folder of its worktrees.
SAMPLES = next(
    (
        folder / "shared" / "samples" / "exports"
        for folder in Path(__file__).resolve().parents
        if (folder / "shared" / "samples" / "exports").is_dir()
    ),
    None,
)


def plain(item: ExportMessage | ExportGap) -> dict[str, Any]:
    """What is known of an item, without what is empty."""
    fields = dataclasses.asdict(item)
    if fields.get("confidence") == 1.0:  # as of all that are not joined
        del fields["confidence"]
    return orjson.loads(
        orjson.dumps({name: value for name, value in fields.items() if value not in (None, [], (), "")})
    )


def whole(message: ExportMessage) -> dict[str, Any]:
    """All fields of a message, and the name of its forward."""
    fields = orjson.loads(orjson.dumps(dataclasses.asdict(message)))
    return {**fields, "forwarded_from": (message.forward or {}).get("name")}


def messages(items: Iterable[ExportMessage | ExportGap]) -> list[ExportMessage]:
    return [item for item in items if isinstance(item, ExportMessage)]


def differences(wanted: Any, found: Any, path: str = "") -> list[str]:
    """Where a value is not as wanted; keys that are not wanted are not looked at."""
    if isinstance(wanted, dict) and isinstance(found, dict):
        return [text for key in wanted for text in differences(wanted[key], found.get(key), f"{path}.{key}")]
    if isinstance(wanted, list) and isinstance(found, list) and len(wanted) == len(found):
        pairs = enumerate(zip(wanted, found, strict=True))
        return [text for i, (one, other) in pairs for text in differences(one, other, f"{path}[{i}]")]
    return [] if wanted == found else [f"{path}: wanted {wanted!r}, found {found!r}"]


def assert_covers(items: Iterable[ExportMessage | ExportGap], sizes: dict[str | None, int]) -> None:
    """Each byte of each document is in one item, in order, and the items are well formed."""
    at: dict[str | None, int] = {}
    line: dict[str | None, int] = {}
    for item in items:
        assert item.first_byte == at.get(item.document, 0), item
        assert item.end_byte > item.first_byte, item
        assert line.get(item.document, 1) <= item.first_line <= item.last_line, item
        at[item.document], line[item.document] = item.end_byte, item.last_line
        if isinstance(item, ExportMessage):
            assert_well_formed(item)
    assert at == {name: size for name, size in sizes.items() if size}


def assert_well_formed(message: ExportMessage) -> None:
    orjson.dumps(dataclasses.asdict(message))  # no lone surrogates, no value of another type
    for entity in message.entities:
        assert 0 <= entity["start"] < entity["end"] <= len(message.text), entity
    for attachment in message.attachments:
        assert attachment["kind"] in ATTACHMENT_KINDS
        assert attachment.get("missing") in (None, *MISSING_REASONS)
    for reaction in message.reactions:
        assert reaction["count"] >= 0
    if message.album:
        assert len(message.album) > 1
