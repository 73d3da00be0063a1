"""Pages of t.me: the preview of a channel (t.me/s/name) and widgets of one post, as sent or as saved by a browser."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

import orjson

from ..lines.content import BinaryReader, Content
from ..vocabulary import Form
from .base import Part
from .html_phrases import html_phrases
from .html_pieces import Piece, gap_of, parts_of, pieces, refused_whole
from .html_text import formatted
from .html_tree import RefusedError, Tree, all_within, attribute, firsts, need_library, plain, tagged, within
from .html_values import count, instant
from .message import ExportDefect, ExportGap, ExportMessage
from .preview_media import attachments, is_unsupported, notices

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode as Node

# What only the element of a message has, its class, and the element around it.
_SIGNS: Final = (b"data-post=", b'id="widget_message', b"id='widget_message", b"id=widget_message")
_SIGN: Final = re.compile(rb"data-post=|id=[\"']?widget_message\b")
_CLASS: Final = re.compile(rb"\sclass=[\"']?(?:[^\"'<>]{0,500}\s)?tgme_widget_message[\s\"'>]")
# Pandoc writes the elements of a page into Markdown, without the first part of this name.
_AS_MARKDOWN: Final = re.compile(rb"\spost=\"\w{3,64}/\d{1,9}\"")
_WRAP: Final = re.compile(rb"<div\b[^<>]{0,500}\btgme_widget_message_wrap\b[^<>]{0,500}>\s{0,200}")
_LONGEST_TAG: Final = 5000  # bytes
_PLACE: Final = re.compile(r"(?:(?P<name>[A-Za-z]\w{1,63})|c/(?P<chat>\d{1,18}))/(?P<id>\d{1,18})")
_LINK: Final = re.compile(r"(?:https?://)?t\.me/(?:s/)?" + _PLACE.pattern + r"(?:[?#].*)?", re.DOTALL)
_SAVED_FROM: Final = re.compile(rb"<!-- saved from url=\(\d{1,6}\)(\S{1,2000}) -->|\n url: (\S{1,2000})")
_REFORMATTED: Final = re.compile(rb"js-message_text[^<>]{0,100}>[ \t]*\r?\n[ \t]")
# Of problems that are reported once for each word: a stranger's file can have any number of words.
_MOST_REPORTED: Final = 100


class PreviewHtml:
    """The form `preview-html`."""

    form = Form.PREVIEW_HTML

    def matches(self, head: bytes) -> bool:
        """See `ExportForm`. The signs are classes and attributes of t.me, and the address that a browser saved from."""
        return is_page(head)

    def read(self, content: Content) -> Iterator[ExportMessage | ExportGap]:
        """See `ExportForm`."""
        return posts_of(content)

    def parts(self, content: Content) -> Iterator[Part]:
        """See `SharedForm`."""
        need_library()
        return parts_of(pieces(content, _beginnings), lambda piece: piece.is_message)

    def reader(self) -> _Page:
        """See `SharedForm`."""
        return _Page(None)


def is_page(head: bytes) -> bool:
    """Whether two signs at least say that a file that begins so is a page of t.me."""
    if b"data-post=" not in head and _AS_MARKDOWN.search(head):
        return False
    signs = (b"tgme_widget_message", b"data-post=", b'<main class="tgme_main', b"body_widget_post", b"tgme_page")
    found = sum(sign in head for sign in signs)
    saved = _SAVED_FROM.search(head[:4096])
    if saved and re.match(rb"https?://t\.me/", saved[1] or saved[2]):
        found += 2
    return found >= 2 or (found == 1 and b"telegram.org/" in head)


def posts_of(
    file: BinaryReader, *, document: str | None = None, document_url: str | None = None
) -> Iterator[ExportMessage | ExportGap]:
    """The posts of a page and the gaps between them, which cover each byte once, in order.

    Args:
        file: the page, as UTF-8.
        document: its name in what contains it.
        document_url: its address; else it is taken from the note that browsers add when they save it.

    Raises:
        DumpError: the library that parses HTML is not installed.
    """
    need_library()
    page = _Page(document_url, document)
    return map(page.item, pieces(file, _beginnings))


def _beginnings(data: bytes, at: int) -> Iterator[tuple[int, int]]:
    """Where messages begin, with the element around each if there is one."""
    begun = at
    for sign in _signs(data, at):
        if sign.start() < begun:
            continue
        start = data.rfind(b"<", max(begun, sign.start() - _LONGEST_TAG), sign.start())
        end = data.find(b">", sign.end(), sign.end() + _LONGEST_TAG) + 1
        if start >= 0 and end and data.startswith(b"<div", start) and _CLASS.search(data, start, end):
            around = data.rfind(b"<", max(begun, start - 1300), start)
            is_wrap = around >= 0 and _WRAP.fullmatch(data, around, start) is not None
            yield (around if is_wrap else start), end
            begun = end


def _signs(data: bytes, at: int) -> Iterator[re.Match[bytes]]:
    """Where `_SIGN` matches. To find each of a few words takes a fraction of what a pattern of them takes."""
    find, size = data.find, len(data)
    following = {first: sign for sign in _SIGNS if (first := find(sign, at)) >= 0}
    while following:
        at = min(following)
        sign = following.pop(at)
        if match := _SIGN.match(data, at):
            yield match
        if (after := find(sign, at + 1, size)) >= 0:
            following[after] = sign


@dataclass(slots=True)
class _Page:
    """What is known of a page while it is read."""

    url: str | None
    document: str | None = None
    has_messages: bool = False
    is_reformatted: bool = False
    unknown: set[str] = field(default_factory=set)
    reason: str = "nothing in it is a post of Telegram"
    # Only so that messages share them.
    chats: dict[tuple[str | None, str | None, int | None], dict[str, Any]] = field(default_factory=dict, compare=False)

    def copy_for(self, part: Part) -> _Page:
        """See `Reader`."""
        return replace(self, has_messages=True, unknown={*self.unknown}, chats={})

    def items(self, part: Part) -> Iterator[ExportMessage | ExportGap]:
        """See `Reader`."""
        return map(self.item, part.pieces)

    def item(self, piece: Piece) -> ExportMessage | ExportGap:
        """The piece as a message or gap."""
        item = self._item(piece)
        item.document, item.document_url = self.document, self.url
        return item

    def _item(self, piece: Piece) -> ExportMessage | ExportGap:
        if piece.is_message:
            self.has_messages = True
            return self._message(piece)
        if self.has_messages:
            return gap_of(piece, "page-footer" if piece.is_last else "other-data")
        self._look_at_head(piece.data)
        if piece.is_last:
            return gap_of(piece, "page-header", ExportDefect("page-without-posts", self.reason))
        return gap_of(piece, "page-header")

    def _look_at_head(self, data: bytes) -> None:
        if self.url is None and (saved := _SAVED_FROM.search(data[:4096])):
            self.url = (saved[1] or saved[2]).decode("utf-8", "backslashreplace")
        empty = html_phrases()["preview"]["empty"]
        self.reason = next((row["reason"] for row in empty if row["sign"].encode() in data), self.reason)

    def _message(self, piece: Piece) -> ExportMessage | ExportGap:
        if (gap := refused_whole(piece)) is not None:
            return gap
        try:
            tree = Tree(piece.data)
        except RefusedError as error:
            return gap_of(piece, "unreadable-message", ExportDefect("unreadable-message", f"a message {error}"))
        post = tree.first("tgme_widget_message")
        message = ExportMessage(*piece.place, evidence="data-post")
        if tree.was_damaged:
            message.defects.append(
                ExportDefect("undecodable-bytes", "not valid UTF-8; such bytes appear in the text as \\xNN")
            )
        if not self.is_reformatted and _REFORMATTED.search(piece.data):
            self.is_reformatted = True
            what = "the page was laid out anew, so blanks in texts may be missing or added"
            message.defects.append(ExportDefect("reformatted-page", what))
        if post is None or not self._fill(message, tree, post):
            what = "a message without an id, a text or a time"
            return gap_of(piece, "unreadable-message", ExportDefect("unreadable-message", what))
        return message

    def _fill(self, message: ExportMessage, tree: Tree, post: Node) -> bool:
        """Set the fields; whether there is a message at all."""
        # First, since its elements have the classes of the message's own.
        reply = tree.first("tgme_widget_message_reply")
        if reply is not None:
            _reply(message, reply)
            tree.without(reply)
        dated = tree.first("tgme_widget_message_date")
        where = _PLACE.fullmatch(attribute(post, "data-post") or "") or _LINK.fullmatch(attribute(dated, "href") or "")
        time = tagged(dated, "time") if dated is not None else None
        if where is None and time is None and tree.first("tgme_widget_message_bubble") is None:
            return False
        message.kind = "service" if tree.first("service_message") is not None else "message"
        if where:
            message.id = int(where["id"])
            message.url = f"https://t.me/{where['name'] or 'c/' + where['chat']}/{where['id']}"
        else:
            message.defects.append(ExportDefect("message-without-id", "nothing says which post this is"))
        owner = tree.first("tgme_widget_message_owner_name")
        named = owner or tree.first("tgme_widget_message_author_name") or tree.first("tgme_widget_message_author")
        message.author = plain(named) or None
        chat_id = _chat_id(attribute(post, "data-view"))
        if where and where["chat"]:
            chat_id = int(where["chat"])
        is_own = where is not None and _last_part(attribute(owner, "href")) == (where["name"] or "").lower()
        message.chat = self._chat(where["name"] if where else None, message.author if is_own else None, chat_id)
        if is_own and chat_id is not None:
            message.author_id = f"channel{chat_id}"
        text = self._text(message, tree)
        self._around(message, tree)
        if message.reply_to and message.chat["username"]:
            message.reply_to_id = _id_in(message.chat["username"], message.reply_to.get("url"))
        if time is not None:
            message.posted_at = {"text": plain(time) or "", **instant(attribute(time, "datetime"))}
        message.attachments, ids = attachments(tree, text)
        message.album = tuple(sorted(ids)) if len(ids) > 1 else ()
        message.notices = notices(message)
        if message.kind == "message" and is_unsupported(tree, message):
            message.kind = "unsupported"
            what = "the page could not show this message, and asks to open Telegram"
            message.defects.append(ExportDefect("unsupported-message", what))
        return True

    def _chat(self, username: str | None, title: str | None, number: int | None) -> dict[str, Any]:
        key = (username, title, number)
        if key not in self.chats:
            if len(self.chats) > 1000:
                self.chats.clear()
            self.chats[key] = {"title": title, "username": username}
            if number is not None:
                self.chats[key]["id"] = number
        return self.chats[key]

    def _text(self, message: ExportMessage, tree: Tree) -> Node | None:
        """Set the text; the outermost element that holds it."""
        # Widgets of 2018 do not have the second class.
        texts = tree.all("js-message_text") or tree.all("tgme_widget_message_text")
        if not texts:
            return None
        node = texts[0]
        while (inner := within_text(node)) is not None:
            node = inner
        message.text, message.entities, unknown = formatted(node, blocks=True, collapse=self.is_reformatted)
        for tag in unknown:
            if tag not in self.unknown and len(self.unknown) < _MOST_REPORTED:
                self.unknown.add(tag)
                message.defects.append(ExportDefect("unknown-entity", f"{tag[:64]!r}: a tag that is not known"))
        return texts[0]

    def _around(self, message: ExportMessage, tree: Tree) -> None:
        message.via_bot = plain(tree.first("tgme_widget_message_via_bot")) or None
        name = tree.first("tgme_widget_message_forwarded_from_name")
        if name is not None or tree.first("tgme_widget_message_forwarded_from") is not None:
            message.forward = {"name": plain(name) or None}
            if address := attribute(name, "href"):
                message.forward["url"] = address
        message.views_text = plain(tree.first("tgme_widget_message_views")) or None
        message.views = count(message.views_text)
        meta = tree.first("tgme_widget_message_meta")
        message.signature = plain(tree.first("tgme_widget_message_from_author")) or None
        around = _own_text(meta).lower() if meta is not None else ""
        message.edited = any(word in around for word in html_phrases()["preview"]["edited"])
        message.poll = _poll(tree)
        message.preview = _preview(tree)
        message.reactions = [_reaction(node) for node in tree.all("tgme_reaction")]
        rows = tree.first("tgme_widget_message_inline_row")
        for row in all_within(tree.root, "tgme_widget_message_inline_row") if rows is not None else ():
            buttons = all_within(row, "tgme_widget_message_inline_button")
            message.buttons.append([{"text": plain(node) or "", "url": attribute(node, "href")} for node in buttons])


def within_text(node: Node) -> Node | None:
    """The same text, where an album has it in two elements, one in the other."""
    found = within(node, "tgme_widget_message_text")
    return None if found is None or found.mem_id == node.mem_id else found


def _own_text(node: Node) -> str:
    """The text that is directly in an element, not in one within."""
    return "".join(child.text_content or "" for child in node.iter(include_text=True) if child.is_text_node)


def _last_part(address: str | None) -> str:
    return (address or "").partition("?")[0].rstrip("/").rpartition("/")[2].lower()


def _chat_id(view: str | None) -> int | None:
    """The id of the channel, from what the page notes for its counter of views."""
    try:
        noted = orjson.loads(base64.urlsafe_b64decode((view or "") + "=="))
    except (binascii.Error, ValueError):
        return None
    number = noted.get("c") if isinstance(noted, dict) else None
    return -number if isinstance(number, int) and -(1 << 63) < number < 0 else None


def _reply(message: ExportMessage, node: Node) -> None:
    parts = firsts(node)
    quoted = parts.get("js-message_reply_text") or parts.get("tgme_widget_message_text")
    author = plain(parts.get("tgme_widget_message_author_name")) or ""
    message.reply_to = {"author": author, "text": plain(quoted) or ""}
    if address := attribute(node, "href"):
        message.reply_to["url"] = address


def _id_in(username: str, address: str | None) -> int | None:
    """The id of a message, if the address is of this chat."""
    where = _LINK.fullmatch(address or "")
    return int(where["id"]) if where and (where["name"] or "").lower() == username.lower() else None


def _poll(tree: Tree) -> dict[str, Any] | None:
    poll = tree.first("tgme_widget_message_poll")
    if poll is None:
        return None
    kind = plain(tree.first("tgme_widget_message_poll_type")) or ""
    options = []
    for node in tree.all("tgme_widget_message_poll_option"):
        parts = firsts(node)
        option: dict[str, Any] = {"text": plain(parts.get("tgme_widget_message_poll_option_text")) or ""}
        percent = (plain(parts.get("tgme_widget_message_poll_option_percent")) or "").removesuffix("%").strip()
        if percent.isascii() and percent.isdigit() and len(percent) < 4:
            option["percent"] = int(percent)
        options.append(option)
    voters = plain(tree.first("tgme_widget_message_voters")) or plain(tree.first("poll_votes")) or ""
    return {
        "question": plain(tree.first("tgme_widget_message_poll_question")) or "",
        "type": kind,
        "closed": kind.lower() in html_phrases()["preview"]["closed_poll"],
        "voters": count(voters.split()[0]) if voters else None,
        "options": options,
    }


def _preview(tree: Tree) -> dict[str, Any] | None:
    node = tree.first("tgme_widget_message_link_preview")
    if node is None:
        return None
    parts = firsts(node)
    return {
        "url": attribute(node, "href"),
        "site": plain(parts.get("link_preview_site_name")) or None,
        "title": plain(parts.get("link_preview_title")) or None,
        "description": plain(parts.get("link_preview_description")) or None,
    }


def _reaction(node: Node) -> dict[str, Any]:
    shown = _own_text(node).strip()
    reaction: dict[str, Any] = {"kind": "emoji", "emoji": None, "count": count(shown) or 0, "text": shown}
    custom = tagged(node, "tg-emoji")
    if "tgme_reaction_paid" in (attribute(node, "class") or ""):
        reaction["kind"] = "paid"
    elif custom is not None:
        reaction["kind"] = "custom_emoji"
        reaction["custom_emoji"] = attribute(custom, "emoji-id")
    else:
        reaction["emoji"] = plain(within(node, "emoji")) or None
    return reaction
