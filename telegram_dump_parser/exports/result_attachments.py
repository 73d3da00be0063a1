"""What is attached to a message of a `result.json`: files, places, contacts, games and so on."""

from __future__ import annotations

from typing import Any, Final

import orjson

from .result_text import as_count, as_integer, as_text, flat_text

# What Telegram Desktop writes in place of a path, always in English.
_MISSING: Final = (
    ("not included", "not-included"),
    ("exceeds maximum size", "too-large"),
    ("unavailable", "unavailable"),
)
_FILE_KINDS: Final = {
    "video_file": "video",
    "video_message": "video-message",
    "voice_message": "voice",
    "audio_file": "audio",
    "animation": "animation",
    "sticker": "sticker",
}
_OF_PHOTO: Final = (("photo_file_size", "size"), ("width", "width"), ("height", "height"))
_COUNTS: Final = (("file_size", "size"), ("duration_seconds", "duration"), ("width", "width"), ("height", "height"))
_TOO_LARGE: Final = 1 << 63  # see `as_count`
_TEXTS: Final = (
    ("file_name", "name"),
    ("mime_type", "mime"),
    ("sticker_emoji", "emoji"),
    ("performer", "performer"),
    ("title", "title"),
)
ATTACHED: Final = frozenset((
    "photo",
    "file",
    "location_information",
    "place_name",
    "contact_information",
    "game_title",
    "invoice_information",
    "paid_stars_amount",
    "giveaway_information",
    "giveaway_results",
    "todo_list",
))  # fmt: skip
"""Only messages with one of these keys have anything attached."""
_SELDOM: Final = ATTACHED - {"photo", "file"}


def attachments(message: dict[str, Any]) -> list[dict[str, Any]]:
    """What a message has attached, in the keys that `ExportMessage.attachments` names."""
    get = message.get
    found: list[dict[str, Any]] = []
    if isinstance(path := get("photo"), str):
        found.append(_photo(message, path))
    elif isinstance(path := get("file"), str):
        found.append(_file(message, path))
    if found and "media_spoiler" in message and message["media_spoiler"] is True:
        found[0]["spoiler"] = True
    if _SELDOM.isdisjoint(message):
        return found
    if "location_information" in message or "place_name" in message:
        found.append(_location(message))
    if isinstance(contact := get("contact_information"), dict):
        names = (as_text(contact.get("first_name")), as_text(contact.get("last_name")))
        phone = as_text(contact.get("phone_number"))
        found.append({"kind": "contact", "title": " ".join(filter(None, names)) or None, "phone": phone or None})
    if "game_title" in message:
        found.append({
            "kind": "game",
            "title": as_text(get("game_title")),
            "description": as_text(get("game_description")) or None,
            "url": as_text(get("game_link")) or None,
        })  # fmt: skip
    if "invoice_information" in message:
        found.append(_invoice(get("invoice_information")))
    if "paid_stars_amount" in message:
        found.append({"kind": "paid-media", "stars": as_count(get("paid_stars_amount"))})
    if "giveaway_information" in message:
        found.append(_giveaway("giveaway", get("giveaway_information")))
    if "giveaway_results" in message:
        found.append(_giveaway("giveaway-results", get("giveaway_results")))
    if isinstance(todo := get("todo_list"), dict):
        answers = todo.get("answers")
        items = [flat_text(item.get("text")) for item in _list(answers) if isinstance(item, dict)]
        found.append({"kind": "checklist", "title": flat_text(todo.get("title")), "items": items})
    return found


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _at(kind: str, path: str) -> dict[str, Any]:
    """Where the file is, or why it is not there."""
    if path.startswith("("):
        begin = path[:40]
        for words, reason in _MISSING:
            if words in begin:
                return {"kind": kind, "missing": reason}
    return {"kind": kind, "file": path}


def _photo(message: dict[str, Any], path: str) -> dict[str, Any]:
    found = _at("photo", path)
    for key, name in _OF_PHOTO:
        if key in message and type(value := message[key]) is int and 0 <= value < _TOO_LARGE:
            found[name] = value
    return found


def _file(message: dict[str, Any], path: str) -> dict[str, Any]:
    kind = message.get("media_type")
    found = _at(_FILE_KINDS.get(kind, "file") if isinstance(kind, str) else "file", path)
    for key, name in _COUNTS:
        if key in message and type(number := message[key]) is int and 0 <= number < _TOO_LARGE:
            found[name] = number
    for key, name in _TEXTS:
        if key in message and isinstance(text := message[key], str):
            found[name] = text
    return found


def _location(message: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {"kind": "location"}
    if "place_name" in message:
        address = as_text(message.get("address"))
        found = {"kind": "venue", "title": as_text(message["place_name"]), "address": address or None}
    point = message.get("location_information")
    if isinstance(point, dict):
        for name in ("latitude", "longitude"):
            if isinstance(degrees := point.get(name), int | float) and not isinstance(degrees, bool):
                found[name] = float(degrees)
    return found


def _invoice(invoice: object) -> dict[str, Any]:
    # Telegram Desktop writes the object as a string that holds JSON, to this day.
    if isinstance(invoice, str):
        try:
            invoice = orjson.loads(invoice)
        except orjson.JSONDecodeError:
            invoice = None
    found: dict[str, Any] = {"kind": "invoice"}
    if isinstance(invoice, dict):
        for name in ("title", "description", "currency"):
            if (text := as_text(invoice.get(name))) is not None:
                found[name] = text
        if (amount := as_integer(invoice.get("amount"))) is not None:
            found["amount"] = amount
    return found


def _giveaway(kind: str, giveaway: object) -> dict[str, Any]:
    found: dict[str, Any] = {"kind": kind}
    if isinstance(giveaway, dict) and (stars := as_count(giveaway.get("stars"))):
        found["stars"] = stars
    return found
