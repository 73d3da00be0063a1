"""Likely albums are one post where that is asked for, and nothing else is joined."""

from __future__ import annotations

import json
from typing import Any

import pytest

import telegram_dump_parser as tdp


def picture(number: int, text: str = "", **more: Any) -> dict[str, Any]:
    """A message with a photo, in one second with all others."""
    about = {"date": "2025-06-01T10:00:00", "date_unixtime": "1748764800", "from": "Radio", "from_id": "channel7"}
    return {"id": number, "type": "message", **about, "photo": f"photos/{number}.jpg", "text": text} | more


def read(*messages: dict[str, Any], albums: str = "join", indent: int | None = 1) -> tuple[bytes, tdp.Dump]:
    value = {"name": "Radio", "type": "public_channel", "id": 7, "messages": list(messages)}
    data = json.dumps(value, indent=indent).encode()
    return data, tdp.parse(data, albums=albums)


@pytest.mark.parametrize("indent", [1, None])
def test_an_album_is_one_post(indent: int | None) -> None:
    pictures = (picture(5, "Fog"), picture(6), picture(7, edited="2025-06-01T11:00:00", edited_unixtime="1748768400"))
    data, dump = read(picture(3, "Alone"), *pictures, picture(8, "Next"), indent=indent)
    assert [(post.id, post.text, post.album) for post in dump] == [
        (3, "Alone", ()),
        (5, "Fog", (5, 6, 7)),
        (8, "Next", ()),
    ]
    album = dump[1]
    assert [one.file for one in album.attachments] == ["photos/5.jpg", "photos/6.jpg", "photos/7.jpg"]
    assert album.boundary.evidence == ("message-object", "same-second")
    assert album.boundary.confidence < 1
    assert album.edited
    spans = sorted((item.first_byte, item.end_byte) for item in (*(post.source for post in dump), *dump.gaps))
    assert [first for first, _ in spans] == [0, *(end for _, end in spans[:-1])]
    assert spans[-1][1] == len(data)


def test_none_is_joined_unless_asked_for() -> None:
    _, dump = read(picture(5), picture(6), albums="single")
    assert [post.album for post in dump] == [(), ()]
    with pytest.raises(tdp.DumpError, match="single, join"):
        tdp.parse("", albums="maybe")


OTHERS = {
    "a text": picture(6, "Its own"),
    "another second": picture(6, date_unixtime="1748764801", date="2025-06-01T10:00:01"),
    "another author": picture(6, from_id="user3"),
    "another origin": picture(6, forwarded_from="Storm Desk"),
    "another reply": picture(6, reply_to_message_id=2),
    "a hole in the ids": picture(7),
    "a file": picture(6, file="a.pdf") | {"photo": None},
    "no picture": {name: value for name, value in picture(6).items() if name != "photo"},
    "a service message": picture(6, type="service", action="pin_message"),
    "no time": {name: value for name, value in picture(6).items() if not name.startswith("date")},
}


@pytest.mark.parametrize("other", OTHERS.values(), ids=OTHERS)
def test_what_differs_is_not_joined(other: dict[str, Any]) -> None:
    _, dump = read(picture(5, "Fog"), other)
    assert [post.album for post in dump] == [(), ()]


def test_at_most_ten() -> None:
    _, dump = read(*(picture(number) for number in range(1, 24)))
    assert [len(post.album) for post in dump] == [10, 10, 3]


def test_defects_keep_their_lines() -> None:
    _, dump = read(picture(1), picture(2, rich_message={"blocks": []}))
    (post,) = dump
    assert [defect.code for defect in post.defects] == ["rich-message"]
    assert post.defects[0].line > post.source.first_line
