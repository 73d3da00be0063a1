"""The posts of a dump in the formats that other programs read: Telegram Desktop's result.json, and a WhatsApp text.

Both are what those programs write, as far as a dump has it: it has no time of day, so posts get a minute each, and
one channel is the author of all. Braces are written as parentheses: the streaming reader of chatpack 0.1.0 counts those
inside of texts too, and loses all posts from one that leaves a brace open.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

Post = dict[str, Any]  # as the command writes it

_CHANNEL = "The Channel"
_FIRST = datetime(2020, 1, 20, tzinfo=UTC)  # a day that is no month, so that the order of dates is plain
_ENTITY = re.compile(r"(https?://\S+|(?<!\w)[#@]\w+)")
_TYPES = {"#": "hashtag", "@": "mention"}
_BRACES = str.maketrans("{}", "()")
_HEAD = f""" "name": "{_CHANNEL}",
 "type": "public_channel",
 "id": 1000000001,
 "messages": ["""


def read(file: Path) -> Iterator[Post]:
    """The posts of a file of JSON Lines, one at a time."""
    with file.open(encoding="utf-8") as lines:
        for line in lines:
            post = json.loads(line)
            post["text"] = post["text"].translate(_BRACES)
            yield post


def result_json(posts: Iterable[Post], target: Path) -> int:
    """Write Telegram Desktop's export of one channel; give the number of messages."""
    return _desktop(posts, target, "{\n", "}\n")


def chats_json(posts: Iterable[Post], target: Path) -> int:
    """The same in a list of chats, which no Telegram writes and telegram-export-md wants."""
    return _desktop(posts, target, '{"chats": [{\n', "}]}\n")


def whatsapp_txt(posts: Iterable[Post], target: Path) -> int:
    """Write a WhatsApp text; give the number of messages."""
    count = 0
    with target.open("w", encoding="utf-8", newline="\n") as file:
        for post in posts:
            file.write(f"{_time(count):%d/%m/%Y, %H:%M} - {_CHANNEL}: {post['text'] or '<Media omitted>'}\n")
            count += 1
    return count


def _desktop(posts: Iterable[Post], target: Path, opens: str, closes: str) -> int:
    count = 0
    with target.open("w", encoding="utf-8", newline="\n") as file:
        file.write(opens + _HEAD)
        for post in posts:
            # Indented as Desktop does: readers that stream go by lines.
            message = json.dumps(_message(count, post), ensure_ascii=False, indent=1).replace("\n", "\n  ")
            file.write(f"{',' if count else ''}\n  {message}")
            count += 1
        file.write(f"\n ]\n{closes}")
    return count


def _message(number: int, post: Post) -> dict[str, Any]:
    time = _time(number)
    entities = [{"type": _type(piece), "text": piece} for piece in _ENTITY.split(post["text"]) if piece]
    message: dict[str, Any] = {
        "id": number + 1,
        "type": "message",
        "date": f"{time:%Y-%m-%dT%H:%M:%S}",
        "date_unixtime": str(int(time.timestamp())),
        "from": _CHANNEL,
        "from_id": "channel1000000001",
    }
    if post["forwarded_from"]:
        message["forwarded_from"] = post["forwarded_from"]
    if not entities:
        message["photo"] = "(File not included. Change data exporting settings to download.)"
    if len(entities) > 1:  # what is plain is a string, among objects
        message["text"] = [entity["text"] if entity["type"] == "plain" else entity for entity in entities]
    else:
        message["text"] = post["text"]
    message["text_entities"] = entities
    if post["reactions"]:
        message["reactions"] = [
            {"type": "emoji", "count": each["count"], "emoji": each["emoji"]} for each in post["reactions"]
        ]
    return message


def _type(piece: str) -> str:
    if not _ENTITY.fullmatch(piece):
        return "plain"
    return _TYPES.get(piece[0], "link")


def _time(number: int) -> datetime:
    return _FIRST + timedelta(minutes=number)
