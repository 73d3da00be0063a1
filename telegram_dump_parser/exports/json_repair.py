r"""Loads one message of a `result.json`, and repairs what Telegram Desktop and other programs write that is no JSON.

Only a message that is refused is changed, and only by these rules:

- control characters written as `\x0B` (Telegram Desktop to this day) become those characters;
- `"document_id": stickers/a.webp` without quotation marks (Telegram Desktop in August 2022) gets them;
- control characters that are not escaped become escapes;
- halves of surrogate pairs and bytes that are no UTF-8 are in the text as `\ud83d` and `\xff`, as in text dumps.
"""

from __future__ import annotations

import re
from typing import Any, Final

import orjson

# So many values make no message: they would be a hundred times as large in memory as in the file.
_MOST_PARTS: Final = 200_000
SMALL_BYTES: Final = _MOST_PARTS
"""What is no longer cannot hold more parts than a message may have."""

_UNQUOTED_ID: Final = re.compile(rb'("document_id":[ \t]*)([^\s",\[{][^",\r\n]*?)(?=[ \t]*(?:[,}\r\n]|\Z))')
# In order, so that what follows an escaped backslash is not read as an escape.
_ESCAPE: Final = re.compile(
    rb"\\(?:x(?P<byte>[0-9A-Fa-f]{2})"
    rb"|u[dD][89abAB][0-9A-Fa-f]{2}\\u[dD][c-fC-F][0-9A-Fa-f]{2}"
    rb"|(?P<half>u[dD][89a-fA-F][0-9A-Fa-f]{2})"
    rb"|.)",
    re.DOTALL,
)
_CONTROL: Final = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_UNDECODABLE: Final = re.compile("[\udc80-\udcff]")
_NUMBERS: Final = re.compile(rb"-?\d+(?:\.\d+)?|true|false|null")


class NotJsonError(ValueError):
    """What cannot be read as JSON, even when repaired; its text says why."""


def loads(raw: bytes) -> tuple[Any, str | None]:
    """The value, and what was repaired, in words; None if nothing was.

    Raises:
        NotJsonError: the bytes are no JSON even when repaired, or hold more parts than any message.
    """
    if len(raw) > SMALL_BYTES and raw.count(b",") + raw.count(b"[") + raw.count(b"{") > _MOST_PARTS:
        raise NotJsonError(f"more than {_MOST_PARTS:,} parts, which no message has")
    try:
        return orjson.loads(raw), None
    except orjson.JSONDecodeError as error:
        refusal = error
    repaired, what = _repaired(raw)
    if not what:
        raise NotJsonError(_reason(refusal))
    try:
        return orjson.loads(repaired), " and ".join(what)
    except orjson.JSONDecodeError as error:
        raise NotJsonError(_reason(error)) from error


def _reason(error: orjson.JSONDecodeError) -> str:
    """Without the text around, which may be anybody's, and without what only some versions of orjson add."""
    return str(error).split(":")[0].split(",")[0]


def _repaired(raw: bytes) -> tuple[bytes, list[str]]:
    what: list[str] = []
    changed = _ESCAPE.sub(_escape, raw)
    if changed != raw:
        what.append("escapes that JSON does not have")
    raw = changed
    changed = _UNQUOTED_ID.sub(_quoted, raw)
    if changed != raw:
        what.append("a document_id without quotation marks")
    raw = changed
    changed = _CONTROL.sub(lambda match: b"\\u%04x" % match[0][0], raw)
    if changed != raw:
        what.append("control characters")
    raw = changed
    text = raw.decode("utf-8", "surrogateescape")
    shown = _UNDECODABLE.sub(lambda match: rf"\\x{ord(match[0]) - 0xDC00:02x}", text)
    if shown != text:
        what.append("bytes that are not valid UTF-8, which appear as \\xNN")
    return shown.encode(), what


def _escape(match: re.Match[bytes]) -> bytes:
    if match["byte"]:
        return b"\\u00" + match["byte"]
    if match["half"]:
        return b"\\\\" + match["half"]
    return match[0]


def _quoted(match: re.Match[bytes]) -> bytes:
    value = match[2]
    if _NUMBERS.fullmatch(value):
        return match[0]
    return match[1] + b'"' + value.replace(b"\\", b"\\\\") + b'"'
