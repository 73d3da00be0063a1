"""Values of a `result.json` as plain types, and its texts: one string with entities, whichever way they are written."""

from __future__ import annotations

from typing import Any, Final

# Lists within lists of a rich message: more levels than any has.
_DEEPEST: Final = 64
# What blocks of a rich message are made of, in reading order.
_TEXTS: Final = ("summary", "text", "title", "caption")
_INNER: Final = ("blocks", "items", "cells", "rows")


def as_text(value: object) -> str | None:
    """The value if it is a string."""
    return value if isinstance(value, str) else None


def as_integer(value: object) -> int | None:
    """The value if it is a whole number of 64 bits."""
    return value if type(value) is int and -(1 << 63) <= value < 1 << 63 else None


def as_count(value: object) -> int | None:
    """The value if it is a whole number that is not negative."""
    return value if type(value) is int and 0 <= value < 1 << 63 else None


def flat_text(value: object) -> str:
    """The text of a string, or of a list of strings and objects with a `text`; `""` of anything else."""
    if isinstance(value, str):
        return value
    if not isinstance(value, list):
        return ""
    return "".join([_part_text(part) for part in value])


def _part_text(part: object) -> str:
    if isinstance(part, dict):
        part = part.get("text")
    return part if isinstance(part, str) else ""


def entities_of(parts: list[Any]) -> list[dict[str, Any]]:
    """The entities of a text's parts, with their places in code points of `flat_text(parts)`."""
    found = []
    end = 0
    for part in parts:
        text = _part_text(part)
        start, end = end, end + len(text)
        if not text or not isinstance(part, dict):
            continue
        kind = part.get("type")
        if kind == "plain" or not isinstance(kind, str):
            continue
        entity: dict[str, Any] = {"type": kind, "start": start, "end": end}
        if kind == "link":
            entity["url"] = text
        elif kind == "text_link":
            entity["url"] = as_text(part.get("href"))
        elif kind == "pre":
            entity["language"] = as_text(part.get("language")) or None
        elif kind == "mention_name":
            entity["user_id"] = as_integer(part.get("user_id"))
        elif kind == "custom_emoji":
            document = part.get("document_id")
            # A number, or the path of the file if it was downloaded.
            entity["custom_emoji"] = str(document) if isinstance(document, str | int) else None
        elif kind == "blockquote" and part.get("collapsed") is True:
            entity["collapsed"] = True
        found.append(entity)
    return found


def rich_text(message: object) -> str:
    """The text of a rich message, each block on a line, as far as its shape is known."""
    lines: list[str] = []
    _add_blocks(message.get("blocks") if isinstance(message, dict) else None, lines, 0)
    return "\n".join(lines)


def _add_blocks(block: object, lines: list[str], depth: int) -> None:
    if depth > _DEEPEST:
        return
    if isinstance(block, list):
        for inner in block:
            _add_blocks(inner, lines, depth + 1)
    elif isinstance(block, dict):
        lines.extend(text for name in _TEXTS if name in block and (text := _rich_part(block[name], 0)))
        for name in _INNER:
            if name in block:
                _add_blocks(block[name], lines, depth + 1)
    elif isinstance(block, str) and block:
        lines.append(block)


def _rich_part(part: object, depth: int) -> str:
    if isinstance(part, str):
        return part
    if depth > _DEEPEST:
        return ""
    if isinstance(part, list):
        return "".join([_rich_part(inner, depth + 1) for inner in part])
    return _rich_part(part.get("text"), depth + 1) if isinstance(part, dict) else ""
