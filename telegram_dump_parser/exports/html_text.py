"""Formatted text of a message: from the element that holds it to the text and its entities."""

from __future__ import annotations

import re
from collections.abc import Container
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from urllib.parse import unquote

from .html_tree import classes, tagged, text_of

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode as Node

_BY_TAG: Final = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "tg-spoiler": "spoiler",
    "tg-emoji": "custom_emoji",
}
_BLOCKS: Final = frozenset(("blockquote", "pre"))
# Telegram Desktop has a script for what has no address.
_BY_SCRIPT: Final = (
    ("ShowHashtag", "hashtag"),
    ("ShowCashtag", "cashtag"),
    ("ShowBotCommand", "bot_command"),
    ("ShowMentionName", "mention_name"),
    ("NotLoadedEmoji", "custom_emoji"),
    ("NotAvailableEmoji", "custom_emoji"),
)
# Saved pages have whole addresses.
_SEARCH: Final = re.compile(r"(?:https?://t\.me/s/\w+/?)?\?q=(?:%23|%24|[#$])", re.IGNORECASE)
_PROFILE: Final = re.compile(r"(?:https?://)?(?:t|telegram)\.(?:me|dog)/(\w+)/?", re.IGNORECASE)
_SCHEME: Final = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_USER: Final = re.compile(r"tg://user\?id=([0-9]{1,18})(?![0-9])")
_LANGUAGE: Final = "language-"
_BLANKS: Final = re.compile(r"[ \t\r\n]+")


class Formatted(NamedTuple):
    """A text, its entities as `ExportMessage` has them, and the names of tags that nobody knows."""

    text: str
    entities: list[dict[str, Any]]
    unknown: list[str]


def formatted(node: Node, *, files: Container[str] = (), blocks: bool = False, collapse: bool = False) -> Formatted:
    """What an element holds.

    Args:
        node: the element.
        files: addresses that are files of custom emoji.
        blocks: a quotation has lines of its own, even where no line break parts it from what is around.
        collapse: blanks and line feeds of the file are not the author's.
    """
    text = _Text(collapse=collapse)
    unknown: list[str] = []
    # Not by recursion, which a deep file would exhaust. With each level: its entity, and whether it is a block.
    stack: list[tuple[Any, dict[str, Any] | None, bool]] = [(node.iter(include_text=True), None, False)]
    while stack:
        child = next(stack[-1][0], None)
        if child is None:
            _, entity, is_block = stack.pop()
            if entity is not None:
                entity["end"] = text.size
            if is_block:
                text.end_block()
            continue
        tag = child.tag
        if child.is_text_node:
            text.write(child.text_content or "")
        elif tag == "br":
            text.end_line()
        elif child.is_element_node and tag not in ("script", "style"):
            is_block = blocks and tag in _BLOCKS
            if is_block:
                text.begin_block()
            entity = _entity(child, tag, files)
            if entity is None and tag.startswith("tg-"):
                unknown.append(tag)
            if entity is not None:
                entity["start"] = entity["end"] = text.size
                text.entities.append(entity)
            stack.append((child.iter(include_text=True), entity, is_block))
    return Formatted(*text.finished(), unknown)


class _Text:
    """A text while it is written."""

    def __init__(self, *, collapse: bool) -> None:
        self.size = 0
        self.entities: list[dict[str, Any]] = []
        self._collapse = collapse
        self._parts: list[str] = []
        self._owes_break = False

    @property
    def _at_line_start(self) -> bool:
        return not self._parts or self._parts[-1].endswith("\n")

    def write(self, text: str) -> None:
        if self._collapse:
            text = _BLANKS.sub(" ", text)
            if self._at_line_start or self._owes_break or self._parts[-1].endswith(" "):
                text = text.removeprefix(" ")
        if not text:
            return
        if self._owes_break and not text.startswith("\n"):
            for entity in self.entities:
                if entity["start"] == self.size:  # it begins after the break
                    entity["start"] += 1
            self._add("\n")
        self._owes_break = False
        self._add(text)

    def end_line(self) -> None:
        if self._collapse:
            self._without_blank()
        self._owes_break = False
        self._add("\n")

    def begin_block(self) -> None:
        if not self._at_line_start:
            self.end_line()

    def end_block(self) -> None:
        self._owes_break = not self._at_line_start

    def finished(self) -> tuple[str, list[dict[str, Any]]]:
        if self._collapse:
            self._without_blank()
        return "".join(self._parts), [entity for entity in self.entities if entity["end"] > entity["start"]]

    def _add(self, text: str) -> None:
        self._parts.append(text)
        self.size += len(text)

    def _without_blank(self) -> None:
        if self._parts and self._parts[-1].endswith(" "):
            self._parts[-1] = self._parts[-1][:-1]
            self.size -= 1
            for entity in self.entities:
                entity["end"] = min(entity["end"], self.size)
            if not self._parts[-1]:
                self._parts.pop()


def _entity(node: Node, tag: str, files: Container[str]) -> dict[str, Any] | None:
    """What an element says of the text within; its places are still missing."""
    if tag == "a":
        return _link(node, files)
    if tag == "span":
        return {"type": "spoiler"} if "spoiler" in classes(node) else None
    kind = _BY_TAG.get(tag)
    if kind is None:
        return None
    entity: dict[str, Any] = {"type": kind}
    if tag == "tg-emoji":
        if emoji := node.attributes.get("emoji-id"):
            entity["custom_emoji"] = emoji
    elif tag == "i":
        return None if "emoji" in classes(node) else entity
    elif tag == "b":
        parent = node.parent
        return None if parent is not None and parent.tag == "i" and "emoji" in classes(parent) else entity
    elif tag == "code":
        parent = node.parent
        return None if parent is not None and parent.tag == "pre" else entity
    elif tag == "pre":
        inner = tagged(node, "code")
        for word in classes(node) + (classes(inner) if inner is not None else []):
            if word.startswith(_LANGUAGE):
                entity["language"] = word.removeprefix(_LANGUAGE)
    elif tag == "blockquote" and "expandable" in node.attributes:
        entity["collapsed"] = True
    return entity


def _link(node: Node, files: Container[str]) -> dict[str, Any] | None:
    attributes = node.attributes
    address = attributes.get("href") or ""
    if address in files and address:
        return {"type": "custom_emoji", "custom_emoji": address}
    script = attributes.get("onclick") or ""
    for sign, kind in _BY_SCRIPT:
        if sign in script:
            return {"type": kind}
    if not address:
        return None
    text = text_of(node)
    if _SEARCH.match(address):
        return {"type": "cashtag" if text.startswith("$") else "hashtag"}
    if address.startswith("mailto:"):
        return {"type": "email"} if address[7:] == text else {"type": "text_link", "url": address}
    if address.startswith("tel:"):
        return {"type": "phone"}
    if user := _USER.match(address):
        return {"type": "mention_name", "user_id": int(user[1])}
    if address.startswith("tg://bot_command"):
        return {"type": "bot_command"}
    profile = _PROFILE.fullmatch(address)
    if text.startswith("@") and profile and profile[1].lower() == text[1:].lower():
        return {"type": "mention"}
    return {"type": "link" if _bare(text) == _bare(address) else "text_link", "url": address}


def _bare(address: str) -> str:
    """An address without what a page adds to it."""
    return unquote(_SCHEME.sub("", address, count=1)).rstrip("/").lower()
