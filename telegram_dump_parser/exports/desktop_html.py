"""Telegram Desktop's export as HTML: `messages.html`, `messages2.html` and so on, with 1,000 messages each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

from ..lines.content import BinaryReader, Content
from ..vocabulary import Form
from .base import Part
from .desktop_media import attachment, checklist, poll
from .html_phrases import html_phrases
from .html_pieces import Piece, beginnings_by, gap_of, parts_of, parts_of_file, pieces, refused_whole
from .html_text import formatted
from .html_tree import (
    RefusedError,
    Tree,
    all_within,
    attribute,
    children,
    classes,
    firsts,
    need_library,
    plain,
    tagged,
    text_of,
    within,
)
from .html_values import local_time
from .message import ExportDefect, ExportGap, ExportMessage

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode as Node

_MESSAGE: Final = re.compile(rb"<div (?:[^<>c]{0,99}\s)?class=[\"']?message[ \t]+(?:default|service)\b[^<>]{0,2000}>")
_HISTORY: Final = re.compile(rb"class=[\"']?history\b|class=[\"']?message[ \t]+(?:default|service)\b")
_TITLE: Final = re.compile(rb"<title>\s*Exported Data\s*</title>")
_CHAT: Final = re.compile(rb'<div class="text bold">\s*([^<>]{1,1000}?)\s*</div>')
_ID: Final = re.compile(r"message(-?[0-9]{1,18})")
_ANSWERED: Final = re.compile(r"go_to_message(-?[0-9]{1,18})")
_DAY: Final = re.compile(r"[0-9]{1,2} \w{3,12} [0-9]{4}")
# Telegram Desktop writes such blanks for custom emoji only.
_EMOJI_FILE: Final = re.compile(rb'<a href = "([^"<>]{1,2000})"')
_VIA: Final = re.compile(r"(.*?)\s+via\s+(@\w{1,64})", re.DOTALL)
_LAST_BREAK: Final = re.compile(r"\n[ \t]*\Z")
# A message that names its author: it takes nothing from the one above it.
_APART: Final = re.compile(rb'<div class="message default(?: (?!joined|service)[\w-]{1,99})*" ')


class DesktopHtml:
    """The form `export-html`."""

    form = Form.EXPORT_HTML

    def matches(self, head: bytes) -> bool:
        """See `ExportForm`. The two signs are the title of the page, and its history or a message."""
        return _TITLE.search(head) is not None and _HISTORY.search(head) is not None

    def read(self, content: Content) -> Iterator[ExportMessage | ExportGap]:
        """See `ExportForm`. In a folder `document` is the name of the file."""
        if not content.is_folder:
            yield from messages_of(content)
            return
        is_first = True  # what holds for all files is reported once
        while (name := content.next_document()) is not None:
            yield from messages_of(content, document=name, reports_zone=is_first)
            is_first = False

    def parts(self, content: Content) -> Iterator[Part]:
        """See `SharedForm`. A part begins with a message that names its author."""
        need_library()
        if not content.is_folder:
            yield from parts_of(pieces(content, beginnings_by(_MESSAGE)), _is_apart)
            return
        is_first = True
        while (name := content.next_document()) is not None:
            yield from parts_of_file(pieces(content, beginnings_by(_MESSAGE)), name, is_first=is_first)
            is_first = False

    def reader(self) -> _Reader:
        """See `SharedForm`."""
        return _Reader(_History())


def _is_apart(piece: Piece) -> bool:
    return piece.is_message and _APART.match(piece.data) is not None


def messages_of(
    file: BinaryReader, *, document: str | None = None, reports_zone: bool = True
) -> Iterator[ExportMessage | ExportGap]:
    """The messages of one file and the gaps between them, which cover each byte once, in order.

    Nothing is inherited from another file: the first message of each names its author.

    Args:
        file: the file, as UTF-8.
        document: its name.
        reports_zone: add a defect that says that times are local.

    Raises:
        DumpError: the library that parses HTML is not installed.
    """
    need_library()
    history = _History(document=document, has_reported_zone=not reports_zone)
    for piece in pieces(file, beginnings_by(_MESSAGE)):
        yield history.item(piece)


@dataclass(slots=True)
class _Reader:
    """What is known of the file that is read."""

    history: _History

    def copy_for(self, part: Part) -> _Reader:
        """See `Reader`."""
        copied = _Reader(self.history.without_author())
        copied._enter(part)
        return copied

    def items(self, part: Part) -> Iterator[ExportMessage | ExportGap]:
        """See `Reader`."""
        self._enter(part)
        return map(self.history.item, part.pieces)

    def _enter(self, part: Part) -> None:
        if part.document != self.history.document:
            self.history = _History(document=part.document, has_reported_zone=not part.is_first)


@dataclass(slots=True)
class _History:
    """What is known of a file while it is read: what a joined message takes from the one above it."""

    chat: dict[str, Any] = field(default_factory=lambda: {"title": None})
    document: str | None = None
    has_messages: bool = False
    author: str | None = None
    via_bot: str | None = None
    origin: dict[str, Any] | None = None
    has_reported_zone: bool = False

    def without_author(self) -> _History:
        """What is known before a message that names its author, as another object."""
        return replace(self, chat={**self.chat}, has_messages=True, author=None, via_bot=None, origin=None)

    def item(self, piece: Piece) -> ExportMessage | ExportGap:
        """The piece as a message or gap."""
        item = self._item(piece)
        item.document = self.document
        return item

    def _item(self, piece: Piece) -> ExportMessage | ExportGap:
        if not piece.is_message:
            return self._between(piece)
        self.has_messages = True
        if (gap := refused_whole(piece)) is not None:
            self._forget()
            return gap
        try:
            tree = Tree(piece.data)
        except RefusedError as error:
            self._forget()
            return self._unreadable(piece, str(error))
        node = tree.outermost_of("message")
        body = next(children(node, "body"), None) if node is not None else None
        if node is None or body is None:
            self._forget()
            return self._unreadable(piece, "has no body")
        number = _ID.fullmatch(attribute(node, "id") or "")
        words = classes(node)
        is_service = "service" in words
        if is_service and number and number[1].startswith("-") and _DAY.fullmatch(plain(body) or ""):
            return gap_of(piece, "date-line")
        message = ExportMessage(*piece.place, evidence="message-element", chat=self.chat)
        if number:
            message.id = int(number[1])
        else:
            message.defects.append(ExportDefect("message-without-id", "nothing says which message this is"))
        if tree.was_damaged:
            what = "not valid UTF-8; such bytes appear in the text as \\xNN"
            message.defects.append(ExportDefect("undecodable-bytes", what))
        if is_service:
            self._service(message, body)
        else:
            files: set[str] = set()
            if b"<a href = " in piece.data:
                files.update(name.decode("utf-8", "backslashreplace") for name in _EMOJI_FILE.findall(piece.data))
            self._message(message, body, files, is_joined="joined" in words)
        return message

    def _between(self, piece: Piece) -> ExportGap:
        if not self.has_messages:
            if self.chat["title"] is None and (title := _CHAT.search(piece.data)):
                self.chat["title"] = plain(Tree(title[0]).root)
            if piece.is_last:
                return gap_of(piece, "page-header", ExportDefect("page-without-posts", "this file has no message"))
            return gap_of(piece, "page-header")
        return gap_of(piece, "page-footer" if piece.is_last else "other-data")

    def _unreadable(self, piece: Piece, why: str) -> ExportGap:
        return gap_of(piece, "unreadable-message", ExportDefect("unreadable-message", f"a message {why}"))

    def _forget(self) -> None:
        """A message that is lost may have named another author."""
        self.author = self.via_bot = self.origin = None

    def _service(self, message: ExportMessage, body: Node) -> None:
        message.kind = "service"
        message.text = plain(body) or ""
        if message.text.lower().startswith(tuple(html_phrases()["desktop"]["unsupported"])):
            what = "this version of Telegram Desktop could not export the message"
            message.defects.append(ExportDefect("unsupported-message", what))

    def _message(self, message: ExportMessage, body: Node, files: set[str], *, is_joined: bool) -> None:
        parts = _parts(body)
        if name := parts.get("from_name"):
            self.author, self.via_bot = _author(name[0])
            self.origin = None
        elif not is_joined:
            self._forget()
        message.author, message.via_bot = self.author, self.via_bot
        if date := parts.get("date"):
            self._time(message, date[0])
        holder = body
        if forwarded := parts.get("forwarded"):
            holder = forwarded[0]
            self._forward(message, holder)
            parts = {**parts, **_parts(holder)}
        else:
            self.origin = None
        if reply := parts.get("reply_to"):
            link = _ANSWERED.search(attribute(tagged(reply[0], "a"), "href") or "")
            message.reply_to_id = int(link[1]) if link else None
        for wrap in parts.get("media_wrap", ()):
            self._media(message, wrap)
        if text := parts.get("text"):
            _set_text(message, text[0], files)
        message.signature = plain(next(iter(parts.get("signature", ())), None)) or None
        for group in parts.get("reactions", ()):
            message.reactions += [_reaction(node) for node in children(group, "reaction")]
        for table in parts.get("bot_buttons_table", ()):
            for row in all_within(table, "bot_button_row"):
                message.buttons.append([_button(node) for node in children(row, "bot_button")])

    def _time(self, message: ExportMessage, node: Node) -> None:
        shown = attribute(node, "title") or plain(node) or ""
        value = local_time(shown)
        message.posted_at = {"text": shown, "value": value}
        if value is None:
            message.defects.append(ExportDefect("impossible-date", "no such time"))
        elif not self.has_reported_zone:
            self.has_reported_zone = True
            what = "times are local; the offset is that of winter, also in summer, so no instant is made of it"
            message.defects.append(ExportDefect("no-time-zone", what))

    def _forward(self, message: ExportMessage, holder: Node) -> None:
        name = next(children(holder, "from_name"), None)
        if name is not None:
            date = within(name, "date")
            shown = attribute(date, "title")
            if date is not None:
                date.decompose()
            origin, via = _author(name)
            self.origin = {"name": origin}
            if shown:
                self.origin["posted_at"] = {"text": shown, "value": local_time(shown)}
            message.via_bot = message.via_bot or via
        message.forward = dict(self.origin) if self.origin else {"name": None}

    def _media(self, message: ExportMessage, wrap: Node) -> None:
        asked = within(wrap, "media_poll")
        if asked is None:
            made = attachment(wrap)
            if made:
                message.attachments.append(made)
            return
        todo = checklist(asked)
        if todo:
            message.attachments.append(todo)
        else:
            message.poll = poll(asked)


def _parts(body: Node) -> dict[str, list[Node]]:
    """What is directly in a body, by the class that says what it is."""
    found: dict[str, list[Node]] = {}
    for node in body.iter():
        words = classes(node)
        if "userpic_wrap" in words:
            continue
        for word in words:
            found.setdefault(word, []).append(node)
    return found


def _author(node: Node) -> tuple[str | None, str | None]:
    name = plain(node) or None
    match = _VIA.fullmatch(name or "")
    return (match[1] or None, match[2]) if match else (name, None)


def _set_text(message: ExportMessage, node: Node, files: set[str]) -> None:
    """The text begins and ends with a line feed that is not the author's."""
    made = formatted(node, files=files)
    end = _LAST_BREAK.search(made.text)
    first, last = int(made.text.startswith("\n")), end.start() if end else len(made.text)
    message.text = made.text[first : max(first, last)]
    size = len(message.text)
    for entity in made.entities:
        entity["start"] = min(max(entity["start"] - first, 0), size)
        entity["end"] = min(max(entity["end"] - first, 0), size)
    message.entities = [entity for entity in made.entities if entity["end"] > entity["start"]]


def _reaction(node: Node) -> dict[str, Any]:
    parts = firsts(node)
    emoji = parts.get("emoji")
    custom = tagged(emoji, "a") if emoji is not None else None
    shown = plain(parts.get("count")) or ""
    if not (shown.isascii() and shown.isdigit() and len(shown) < 13):
        shown = str(sum(len(all_within(group, "userpic")) for group in all_within(node, "userpics")))
    made: dict[str, Any] = {"kind": "emoji", "emoji": None, "count": int(shown), "text": shown}
    if "paid" in classes(node):
        made["kind"] = "paid"
    elif custom is not None:
        made["kind"] = "custom_emoji"
        if file := attribute(custom, "href"):
            made["custom_emoji"] = file
    else:
        made["emoji"] = plain(emoji) or None
    return made


def _button(node: Node) -> dict[str, Any]:
    link = tagged(node, "a")
    return {"text": text_of(node).strip(), "url": attribute(link, "href")}
