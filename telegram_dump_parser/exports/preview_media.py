"""What a post of t.me has besides its text: pictures, videos, files, places and what the page could not show."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from .html_phrases import html_phrases
from .html_tree import Tree, attribute, classes, firsts, plain, tagged, within
from .html_values import duration

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode as Node

    from .message import ExportMessage

_KINDS: Final = {
    "tgme_widget_message_photo_wrap": "photo",
    "tgme_widget_message_service_photo": "photo",
    "tgme_widget_message_video_player": "video",
    "tgme_widget_message_roundvideo_player": "video-message",
    "tgme_widget_message_voice_player": "voice",
    "tgme_widget_message_document_wrap": "file",
    "tgme_widget_message_sticker_wrap": "sticker",
    "tgme_widget_message_location_wrap": "location",
    "tgme_widget_message_contact_wrap": "contact",
    "tgme_widget_message_contact": "contact",
    "tgme_widget_message_invoice": "invoice",
    "tgme_widget_message_game": "game",
}
_CAPTION: Final = "js-message_text"
_ATTACHED: Final = frozenset((*_KINDS, _CAPTION))
_PICTURE: Final = re.compile(r"background-image:\s*url\(\s*(['\"]?)(.*?)\1\s*\)", re.DOTALL)
_POINT: Final = re.compile(
    r"[?&](?:q|ll)=(?:loc:)?(-?[0-9]{1,3}\.[0-9]{1,20})(?:,|%2C)(-?[0-9]{1,3}\.[0-9]{1,20})", re.I
)
_ID: Final = re.compile(r"/([0-9]{1,18})\?(?:[^#]*&)?single\b")


def attachments(tree: Tree, text: Node | None) -> tuple[list[dict[str, Any]], set[int]]:
    """What is attached to a message, in order, and the ids of the messages that an album is made of.

    Args:
        tree: of the message.
        text: the element of its text; other texts are captions of what is before them.
    """
    found: list[dict[str, Any]] = []
    ids: set[int] = set()
    for node in tree.outermost(_ATTACHED):
        words = classes(node)
        if _CAPTION in words:
            if found and (text is None or node.mem_id != text.mem_id):
                found[-1]["description"] = plain(node) or None
            continue
        kind = next(_KINDS[word] for word in words if word in _KINDS)
        found.append(_attachment(node, kind, words))
        if match := _ID.search(attribute(node, "href") or ""):
            ids.add(int(match[1]))
    return found, ids


def notices(message: ExportMessage) -> list[str]:
    """What the page could not show, as `models.Post` names it."""
    found = {"too-large": "media-too-big", "not-supported": "media-not-supported"}
    reasons = (found.get(attachment.get("missing", "")) for attachment in message.attachments)
    return list(dict.fromkeys(notice for notice in reasons if notice))


def is_unsupported(tree: Tree, message: ExportMessage) -> bool:
    """Whether the page shows nothing of the message but that it cannot."""
    nothing = not (message.text or message.attachments or message.poll or message.preview)
    return nothing and tree.first("message_media_not_supported") is not None


def _attachment(node: Node, kind: str, words: list[str]) -> dict[str, Any]:
    made: dict[str, Any] = {"kind": kind}
    if kind == "photo":
        made["url"] = _address(_picture(node))
    elif kind in ("video", "video-message", "voice"):
        _playable(node, kind, words, made)
    elif kind == "file":
        _document(node, made)
    elif kind == "location":
        if point := _POINT.search(attribute(node, "href") or ""):
            made |= {"latitude": float(point[1]), "longitude": float(point[2])}
    elif kind == "contact":
        made |= {"title": plain(within(node, "tgme_widget_message_contact_name")) or None}
        made |= {"phone": plain(within(node, "tgme_widget_message_contact_phone")) or None}
    elif kind == "sticker":
        picture = next((one for one in node.traverse() if "data-webp" in one.attributes), None)
        made["url"] = _address(attribute(picture, "data-webp"))
        made["missing"] = "not-supported" if "not_supported" in words else None
    return {key: value for key, value in made.items() if value is not None}


def _playable(node: Node, kind: str, words: list[str], made: dict[str, Any]) -> None:
    name = {"voice": "tgme_widget_message_voice_duration", "video": "message_video_duration"}.get(kind)
    shown = within(node, name) if name else tagged(node, "time")
    made["duration"] = duration(plain(shown))
    media = tagged(node, "audio" if kind == "voice" else "video")
    made["url"] = _address(attribute(media, "src"))
    if kind == "video" and within(node, "message_video_play") is None:
        loops = media is not None and "loop" in media.attributes
        if loops or shown is None:
            made["kind"] = "animation"
    if "not_supported" in words:
        words_of_size = html_phrases()["preview"]["too_large"]
        label = plain(within(node, "message_media_not_supported_label")) or ""
        made["missing"] = "too-large" if any(word in label.lower() for word in words_of_size) else "not-supported"


def _document(node: Node, made: dict[str, Any]) -> None:
    parts = firsts(node)
    title = plain(parts.get("tgme_widget_message_document_title"))
    extra = plain(parts.get("tgme_widget_message_document_extra"))
    icon = parts.get("tgme_widget_message_document_icon")
    if icon is not None and "audio" in classes(icon):
        made |= {"kind": "audio", "title": title or None, "performer": extra or None}
    else:
        made |= {"name": title or None, "size_text": extra or None}


def _picture(node: Node) -> str | None:
    style = attribute(node, "style")
    if style is None:
        return attribute(tagged(node, "img"), "src")
    match = _PICTURE.search(style)
    return match[2] or None if match else None


def _address(value: str | None) -> str | None:
    """An address; none where a saved page holds the file itself."""
    return None if value is None or value.startswith(("data:", "blob:")) else value
