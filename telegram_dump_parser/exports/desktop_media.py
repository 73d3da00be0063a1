"""What a message of Telegram Desktop's HTML has besides its text: media, polls and checklists."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from .html_phrases import html_phrases
from .html_tree import all_within, attribute, classes, firsts, plain, text_of, within
from .html_values import duration

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode as Node

_SIZE: Final = re.compile(r"([0-9]{1,6})x([0-9]{1,6})")
_BYTES: Final = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,3})? (?:B|KB|MB|GB|TB)")
_POINT: Final = re.compile(r"(-?[0-9]{1,3}(?:\.[0-9]{1,20})?), ?(-?[0-9]{1,3}(?:\.[0-9]{1,20})?)")
_VOTES: Final = re.compile(r"[0-9]{1,12}")
_TWO_NAMES: Final = " – "


def attachment(wrap: Node) -> dict[str, Any] | None:
    """What a `media_wrap` shows; None if it shows nothing that is known."""
    phrases = html_phrases()["desktop"]
    by_class = phrases["kinds_by_class"]
    found = next(((node, word) for node in wrap.traverse() for word in classes(node) if word in by_class), None)
    if found is None:
        return None
    node, kind = found[0], by_class[found[1]]
    shown = firsts(node)
    title = plain(shown.get("title")) or ""
    description = plain(shown.get("description")) or ""
    status = plain(shown.get("status")) or ""
    if kind in ("photo", "video"):
        kind = phrases["kinds_by_title"].get(title.partition(",")[0].strip().lower(), kind)
    made: dict[str, Any] = {"kind": kind}
    address = attribute(node, "href")
    if address and kind not in ("location", "venue", "game"):
        made["file"] = address
    for begin, reason in phrases["missing"].items():
        if description.lower().startswith(begin):
            made["missing"] = reason
            description = ""
    if kind in ("photo", "video", "video-message", "voice", "audio", "animation", "sticker", "file"):
        _file(made, title, status or plain(shown.get("video_duration")) or "")
    else:
        _other(made, title, description, status, address or "")
    return {key: value for key, value in made.items() if value not in (None, "")}


def _file(made: dict[str, Any], title: str, status: str) -> None:
    if title and title.lower() not in html_phrases()["desktop"]["no_name"]:
        if made["kind"] == "file":
            made["name"] = title
        elif made["kind"] == "audio":
            performer, _, song = title.partition(_TWO_NAMES)
            # With two of these signs nobody knows which parts the names.
            if song and _TWO_NAMES not in song:
                made |= {"performer": performer, "title": song}
            else:
                made["title"] = title
    for part in status.split(", "):
        if size := _SIZE.fullmatch(part):
            made |= {"width": int(size[1]), "height": int(size[2])}
        elif _BYTES.fullmatch(part):
            made["size_text"] = part
        elif (seconds := duration(part)) is not None:
            made["duration"] = seconds
        elif made["kind"] == "sticker" and part:
            made["emoji"] = part


def _other(made: dict[str, Any], title: str, description: str, status: str, address: str) -> None:
    kind = made["kind"]
    if kind in ("location", "venue"):
        if point := _POINT.search(status) or _POINT.search(address):
            made |= {"latitude": float(point[1]), "longitude": float(point[2])}
        if kind == "venue":
            made |= {"title": title, "address": description}
    elif kind == "contact":
        made |= {"title": title, "phone": status}
    elif kind == "call":
        made |= {"description": status}
    elif kind == "invoice":
        made |= {"title": title, "description": description, "size_text": None}
    elif kind == "game":
        made |= {"title": title, "description": description, "url": address}


def poll(node: Node) -> dict[str, Any]:
    """A poll with its votes; if nobody voted, there is no number."""
    kind = _details(node)
    options = []
    for answer in all_within(node, "answer"):
        votes = _VOTES.search(plain(within(answer, "details")) or "")
        options.append({"text": _answer(answer), "votes": int(votes[0]) if votes else 0})
    shown = firsts(node)
    total = shown.get("total")
    voters = _VOTES.search(plain(total) or "")
    return {
        "question": plain(shown.get("question")) or "",
        "type": kind,
        "closed": kind.lower() in html_phrases()["desktop"]["closed_poll"],
        "voters": None if total is None else int(voters[0]) if voters else 0,
        "options": options,
    }


def checklist(node: Node) -> dict[str, Any] | None:
    """A list of things to do, which looks like a poll; None if it is a poll."""
    if _details(node).lower() not in html_phrases()["desktop"]["checklist"]:
        return None
    items = [_answer(answer) for answer in all_within(node, "answer")]
    return {"kind": "checklist", "title": plain(within(node, "question")) or "", "items": items}


def _details(node: Node) -> str:
    found = (plain(child) for child in node.iter() if classes(child) == ["details"])
    return next(found, None) or ""


def _answer(node: Node) -> str:
    """The text of an answer, without the number of its votes."""
    shown = within(node, "details")
    own = [child for child in node.iter(include_text=True) if shown is None or child.mem_id != shown.mem_id]
    return "".join(map(text_of, own)).strip().removeprefix("- ").strip()
