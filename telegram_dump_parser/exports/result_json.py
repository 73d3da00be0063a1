"""Telegram Desktop's `result.json`, of one chat or of a whole account, as messages. Releases of 2018 to 2026.

Values of another type than Telegram Desktop writes are left out: the file may be anybody's.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from copy import copy
from functools import cache
from importlib.resources import files
from typing import Any, Final

import orjson

from ..lines.content import Content
from ..vocabulary import Form
from .base import HEAD_BYTES, Part
from .json_messages import Cut, Frame, Run, runs
from .json_window import Readable
from .message import ENTITY_TYPES, ExportDefect, ExportGap, ExportMessage
from .result_attachments import ATTACHED, attachments
from .result_signs import has_frame, is_list_of_messages
from .result_text import as_count, as_integer, as_text, entities_of, flat_text, rich_text

# Until April 2021 ids were numbers with the kind added above 32 bits: 1 of a user, 2 of a group or channel.
_OLD_KINDS: Final = {1: "user", 2: "channel"}
# These have ids of users, which are over 32 bits nowadays.
_CHATS_OF_USERS: Final = frozenset(("personal_chat", "bot_chat", "saved_messages", "replies", "verification_codes"))
# Until June 2020 "never edited" was written as the time 0, in the zone of whoever exported.
_NEVER: Final = ("1970-01-0", "1969-12-3")
PART_BYTES: Final = 1 << 18  # of a part that another process reads
_LOCAL_TIME: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}")
_MOST_DIGITS: Final = 15
# Of problems that are reported once for each word: a stranger's file can have any number of words.
_MOST_REPORTED: Final = 100

# Keys of `_add_more`, most messages have none of them.
_SOMETIMES: Final = ATTACHED | {
    "edited",
    "forwarded_from",
    "reply_to_message_id",
    "poll",
    "reactions",
    "inline_bot_buttons",
}
_KINDS: Final = ("message", "service", "unsupported")
_REACTION_KINDS: Final = ("emoji", "custom_emoji", "paid")
# Of buttons that open an address, whatever else they do.
_BUTTONS_WITH_ADDRESS: Final = ("url", "auth", "web_view", "simple_web_view")


@cache
def _words(name: str) -> frozenset[str]:
    """The words of a list in `result_json.toml`."""
    lists = tomllib.loads(files(__package__).joinpath("result_json.toml").read_text("utf-8"))
    return frozenset(lists[name])


class ResultJson:
    """The form `result-json`."""

    form = Form.RESULT_JSON

    def matches(self, head: bytes) -> bool:
        """See `ExportForm`. The two signs are those of a chat or of an account, or of a message if it is a list."""
        return has_frame(head) or is_list_of_messages(head)

    def read(self, content: Content) -> Iterator[ExportMessage | ExportGap]:
        """See `ExportForm`."""
        return messages_of(content, is_list=_is_list(content))

    def parts(self, content: Content) -> Iterator[Part]:
        """See `SharedForm`. Only runs of messages are apart."""
        for piece in runs(content, is_list=_is_list(content), run_bytes=PART_BYTES, keeps_values=False):
            yield Part([piece], isinstance(piece, Run) and len(piece.data) >= PART_BYTES // 8)

    def reader(self) -> _Reader:
        """See `SharedForm`."""
        return _Reader()


def _is_list(content: Content) -> bool:
    head = content.peek(HEAD_BYTES)
    return not has_frame(head) and is_list_of_messages(head)


def messages_of(
    file: Readable, *, is_list: bool = False, block_bytes: int = 1 << 18
) -> Iterator[ExportMessage | ExportGap]:
    """The messages of a file and the gaps between them, which cover each byte once, in order.

    Private parts of an account (contacts, sessions, …) are gaps: nothing of them is in any item.

    Args:
        file: JSON, from its current position, which is byte 0 of line 1.
        is_list: the file is a list of messages, or has one after the other, without a chat around them.
        block_bytes: how many are read at a time.
    """
    reader = _Reader()
    for piece in runs(file, is_list=is_list, block_bytes=block_bytes):
        yield from reader.read(piece)


class _Reader:
    """What is known of a file while it is read."""

    def __init__(self) -> None:
        self._reported: set[str] = set()  # problems that are reported once for each file
        self._chat = _Chat(Frame(-1, {}))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Reader) and vars(self) == vars(other)

    def copy_for(self, part: Part) -> _Reader:
        """See `Reader`."""
        copied = _Reader()
        copied._reported, copied._chat = {*self._reported}, copy(self._chat)
        copied._enter(part.pieces[0].frame)
        return copied

    def items(self, part: Part) -> Iterable[ExportMessage | ExportGap]:
        """See `Reader`."""
        return [item for piece in part.pieces for item in self.read(piece)]

    def read(self, piece: Run | Cut | ExportGap) -> Iterable[ExportMessage | ExportGap]:
        """The messages and gaps of a piece."""
        if isinstance(piece, ExportGap):
            return (piece,)
        self._enter(piece.frame)
        chat, reported = self._chat, self._reported
        if isinstance(piece, Cut):
            return (_message(piece, chat, reported),)
        # All before the first is asked for: to do one thing many times takes less time than to do two in turn.
        return [_message(item, chat, reported) if isinstance(item, Cut) else item for item in piece.items()]

    def _enter(self, frame: Frame) -> None:
        if frame.number != self._chat.number:
            self._chat = _Chat(frame)


class _Chat:
    """What the frame says of a chat, and how ids are written in it."""

    def __init__(self, frame: Frame) -> None:
        self.number, fields = frame
        number = as_integer(fields.get("id"))
        parts = {
            "title": as_text(fields.get("name")),
            "username": None,
            "id": number,
            "type": as_text(fields.get("type")),
        }
        known = any(value is not None for value in parts.values())
        self._new = parts if known else None
        self._old = self._new
        self._has_old_ids = False
        if number is not None and number >> 32 in _OLD_KINDS:
            self._old = {**parts, "id": number & 0xFFFF_FFFF}
            self._has_old_ids = parts["type"] not in _CHATS_OF_USERS

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Chat) and vars(self) == vars(other)

    def as_dict(self, sender: object) -> dict[str, Any] | None:
        """The chat; a message's sender shows whether ids are those of before April 2021."""
        if sender is not None:
            self._has_old_ids = isinstance(sender, int)
        return self._old if self._has_old_ids else self._new

    def is_here(self, peer: object) -> bool:
        """Whether a reply to that chat, None if none is named, is one within this chat."""
        named = _peer(peer)
        here = self._old if self._has_old_ids else self._new
        return named is None or (here is not None and named.lstrip("abcdefghijklmnopqrstuvwxyz") == str(here["id"]))


def _peer(value: object) -> str | None:
    """`user7`, `channel7` and so on, of a text or of a number of before April 2021."""
    if type(value) is int:
        kind, number = value >> 32, value & 0xFFFF_FFFF
        return f"{_OLD_KINDS[kind]}{number}" if kind in _OLD_KINDS else str(value)
    return value if isinstance(value, str) else None


def _message(item: Cut, chat: _Chat, reported: set[str]) -> ExportMessage:
    value, _, first_line, last_line, first_byte, end_byte, defects = item
    get = value.get
    kind = get("type", "message")
    if kind not in _KINDS:
        kind = "unsupported"
    if kind == "unsupported":
        defects.append(ExportDefect("unsupported-message", "Telegram Desktop did not know this kind of message"))
    sender = get("from_id")
    if sender is None and "from_id" not in value:
        sender = get("actor_id")
    text, parts = get("text"), get("text_entities")
    entities: list[dict[str, Any]] = []
    if type(text) is not str or (text and parts != [{"type": "plain", "text": text}]):
        text, entities = _formatted(text, parts)
        for entity in entities:
            if entity["type"] not in ENTITY_TYPES:
                _once(defects, reported, "unknown-entity", entity["type"], "a kind of entity that is not known")
    if (rich := get("rich_message")) is not None:
        text = text or rich_text(rich)
        what = "a rich message: its text is here, its layout (tables, lists, pictures) is not"
        defects.append(ExportDefect("rich-message", what))
    author, signature, via_bot, number = get("from") or get("actor"), get("author"), get("via_bot"), get("id")
    posted_at = _time(get("date"), get("date_unixtime"))
    message = ExportMessage(
        first_line,
        last_line,
        first_byte,
        end_byte,
        "message-object",
        kind,
        number if type(number) is int and 0 <= number < 1 << 63 else as_integer(number),
        None,
        chat.as_dict(sender),
        (),
        text,
        entities,
        author if type(author) is str else None,
        sender if type(sender) is str else _peer(sender),
        signature if type(signature) is str else None,
        posted_at,
        False,
        via_bot=via_bot if type(via_bot) is str else None,
        defects=defects,
    )
    if posted_at is not None and posted_at["unix"] is None:
        _once(defects, reported, "no-time-zone", "", "the file has local times without a time zone")
    if kind == "service":
        _add_service(message, value, reported)
    if not _SOMETIMES.isdisjoint(value):
        _add_more(message, value, chat)
    return message


def _formatted(text: object, parts: object) -> tuple[str, list[dict[str, Any]]]:
    """A text and its entities, of `text` and `text_entities`."""
    flat = flat_text(text)
    if not flat:
        return "", []
    # Of 2022 on all parts have a type; before, and where both differ, the text itself says it.
    if isinstance(parts, list) and (parts == text or flat_text(parts) == flat):
        return flat, entities_of(parts)
    return flat, entities_of(text) if isinstance(text, list) else []


def _add_more(message: ExportMessage, value: dict[str, Any], chat: _Chat) -> None:
    """Add what most messages do not have."""
    get = value.get
    if "edited" in value and isinstance(edited := value["edited"], str) and not edited.startswith(_NEVER):
        message.edited, message.edited_at = True, _time(edited, get("edited_unixtime"))
    if "forwarded_from" in value:
        message.forward = {"name": as_text(value["forwarded_from"]), "from_id": _peer(get("forwarded_from_id"))}
    if "reply_to_message_id" in value and chat.is_here(get("reply_to_peer_id")):
        message.reply_to_id = as_integer(value["reply_to_message_id"])
    if message.kind == "service":
        return
    if not ATTACHED.isdisjoint(value):
        message.attachments = attachments(value)
    if "poll" in value:
        message.poll = _poll(value["poll"])
    if "reactions" in value:
        message.reactions = _reactions(value["reactions"])
    if "inline_bot_buttons" in value:
        message.buttons = _buttons(value["inline_bot_buttons"])


def _add_service(message: ExportMessage, value: dict[str, Any], reported: set[str]) -> None:
    message.service = _service(value)
    action = message.service["action"]
    if action is not None and action not in _words("actions"):
        _once(message.defects, reported, "unknown-action", action, "a service message whose action is not known")


def _once(defects: list[ExportDefect], reported: set[str], code: str, word: str, message: str) -> None:
    """A problem that is reported once for each file, or once for each word."""
    key = f"{code} {word}"
    if key not in reported and len(reported) < _MOST_REPORTED:
        reported.add(key)
        defects.append(ExportDefect(code, f"{word[:64]!r}: {message}" if word else message))


def _time(text: object, unix: object) -> dict[str, Any] | None:
    """`date` and `date_unixtime`, or `edited` and `edited_unixtime`."""
    if not isinstance(text, str):
        return None
    if isinstance(unix, str) and unix.isascii() and unix.isdigit() and len(unix) <= _MOST_DIGITS:
        seconds: int | None = int(unix)
    else:
        seconds = as_integer(unix)
    return {"text": text, "value": text if _LOCAL_TIME.fullmatch(text) else None, "unix": seconds}


def _service(value: dict[str, Any]) -> dict[str, Any]:
    get = value.get
    members = get("members")
    frame = _words("frame")
    details = {name: value[name] for name in value if name not in frame} if not frame.issuperset(value) else None
    return {
        "action": as_text(get("action")),
        "title": as_text(get("title")),
        "message_id": as_integer(get("message_id")),
        "duration": as_count(get("duration", get("duration_seconds"))),
        "members": [name for name in members if isinstance(name, str)] if isinstance(members, list) else [],
        "details": orjson.dumps(details).decode() if details else None,
    }


def _poll(poll: object) -> dict[str, Any] | None:
    if not isinstance(poll, dict):
        return None
    answers = poll.get("answers")
    closed = poll.get("closed")
    return {
        "question": flat_text(poll.get("question")),
        "closed": closed if isinstance(closed, bool) else None,
        "voters": as_count(poll.get("total_voters")),
        "options": [
            {"text": flat_text(answer.get("text")), "votes": as_count(answer.get("voters"))}
            for answer in (answers if isinstance(answers, list) else ())
            if isinstance(answer, dict)
        ],
    }


def _reactions(reactions: object) -> list[dict[str, Any]]:
    """How often each was given; the names of who did are left out."""
    found = []
    for reaction in reactions if isinstance(reactions, list) else ():
        if not isinstance(reaction, dict):
            continue
        kind, count = reaction.get("type"), as_count(reaction.get("count"))
        if kind in _REACTION_KINDS and count is not None:
            custom = reaction.get("document_id")
            found.append({
                "kind": kind,
                "emoji": as_text(reaction.get("emoji")),
                "custom_emoji": str(custom) if isinstance(custom, str | int) else None,
                "count": count,
            })  # fmt: skip
    return found


def _buttons(rows: object) -> list[list[dict[str, Any]]]:
    found = []
    for row in rows if isinstance(rows, list) else ():
        buttons = []
        for button in row if isinstance(row, list) else ():
            if isinstance(button, dict):
                address = as_text(button.get("data")) if button.get("type") in _BUTTONS_WITH_ADDRESS else None
                buttons.append({"text": as_text(button.get("text")) or "", "url": address or None})
        if buttons:
            found.append(buttons)
    return found
