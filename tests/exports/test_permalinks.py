"""Addresses of messages in exports, of which only the user knows the channel's name."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import telegram_dump_parser as tdp


def picture(number: int) -> dict[str, Any]:
    """A message with a photo."""
    about = {"date": "2025-06-01T10:00:00", "date_unixtime": "1748764800", "from": "Radio", "from_id": "channel7"}
    return {"id": number, "type": "message", **about, "photo": f"photos/{number}.jpg", "text": ""}


@pytest.mark.parametrize("given", ["town_news", "@town_news", "t.me/town_news", "https://t.me/s/town_news/"])
def test_a_channels_name_gives_addresses(given: str) -> None:
    chat = {"name": "Town", "type": "public_channel", "id": 7, "messages": [picture(5), picture(6), picture(-3)]}
    dump = tdp.parse(json.dumps(chat), channel=given)
    assert [post.url for post in dump] == ["https://t.me/town_news/5", "https://t.me/town_news/6", None]
    assert {post.chat.username for post in dump if post.chat} == {"town_news"}
    assert all(post.url is None for post in tdp.parse(json.dumps({**chat, "type": "private_channel"}), channel=given))
    assert [post.url for post in tdp.parse(json.dumps(chat))] == [None] * 3


def test_a_name_is_that_of_one_public_chat() -> None:
    chats = [{"name": name, "type": "public_channel", "id": name, "messages": [picture(5)]} for name in (7, 8)]
    private = {"name": "Anna", "type": "personal_chat", "id": 9, "messages": [picture(5)]}

    def account(*some: dict[str, Any]) -> str:
        return json.dumps({"about": "All", "chats": {"about": "", "list": [*some]}})

    with pytest.raises(tdp.DumpError, match="has several public chats"):
        tdp.parse(account(*chats), channel="town")
    assert [post.url for post in tdp.parse(account(private, chats[0]), channel="town")] == [None, "https://t.me/town/5"]
    for wrong in ("", "a b", "x", 7):
        with pytest.raises(tdp.DumpError, match=r"channel must be a name as in t\.me/name"):
            tdp.parse("", channel=wrong)  # type: ignore[arg-type]


def test_of_html_too() -> None:
    page = Path(__file__).parents[2] / "fixtures" / "exports" / "messages.html"
    posts = tdp.parse_file(page, channel="town")
    numbers = [post.id for post in posts if post.id is not None and post.id > 0]
    assert len(numbers) > 2
    assert {post.url for post in posts} >= {f"https://t.me/town/{number}" for number in numbers}
