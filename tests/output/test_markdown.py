"""Posts as Markdown: what a block shows, and that no text of a dump becomes markup."""

from __future__ import annotations

import io
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from telegram_dump_parser import DumpError, parse
from telegram_dump_parser.output.markdown import FIELDS, MarkdownWriter, escaped


def written(dump: str, *fields: str) -> str:
    file = io.BytesIO()
    writer = MarkdownWriter(file, fields or None)
    for post in parse(dump):
        writer.post(post)
    writer.close()
    return file.getvalue().decode()


DUMP = """Forwarded from City Weather
Storm until Friday
Park elsewhere.
Park elsewhere.
❤28🔥16
Tea or coffee?
Anonymous Poll
60%
Tea
40%
Coffee
"""


def test_a_block_has_a_heading_and_what_the_post_has() -> None:
    assert written(DUMP) == (
        "## Post 0\n\nForwarded from City Weather\n\nStorm until Friday  \nPark elsewhere.\n\n❤ 28 🔥 16\n"
        "\n## Post 1\n\n**Tea or coffee?** (Anonymous Poll)\n\n- Tea – 60 %\n- Coffee – 40 %\n"
    )


def message(**parts: Any) -> dict[str, Any]:
    return {"id": 1, "type": "message", "date": "2025-05-14T08:00:00", "from": "Anna", "from_id": "user1", **parts}


@pytest.mark.parametrize(
    ("parts", "block"),
    [
        ({"text": "", "photo": "photos/boat.jpg", "width": 8, "height": 6}, "Photo: photos/boat.jpg"),
        (
            {"text": "", "photo": "(File not included. Change data exporting settings to download.)"},
            "Photo: not-included",
        ),
        ({"text": "", "location_information": {"latitude": 47.5, "longitude": 15.25}}, "Location: 47.5, 15.25"),
        (
            {"text": ["See the ", {"type": "text_link", "text": "map", "href": "https://maps.example/lake"}]},
            "See the map\n\n- map: https://maps.example/lake",
        ),
        ({"text": [{"type": "link", "text": "https://maps.example"}]}, "https://maps.example"),
        (
            {
                "text": "",
                "poll": {
                    "question": "Tea?",
                    "closed": False,
                    "total_voters": 3,
                    "answers": [
                        {"text": "Yes", "voters": 2, "chosen": False},
                        {"text": "No", "voters": 1, "chosen": False},
                    ],
                },
            },
            "**Tea?**\n\n- Yes – 2 votes\n- No – 1 vote",
        ),
        (
            {
                "type": "service",
                "actor": "Anna",
                "actor_id": "user1",
                "action": "create_channel",
                "title": "News",
                "text": "",
            },
            "(create channel: News)",
        ),
    ],
)
def test_what_only_exports_have_is_shown(parts: dict[str, Any], block: str) -> None:
    export = {"name": "News", "type": "public_channel", "id": 7, "messages": [message(**parts)]}
    assert written(orjson.dumps(export).decode()).partition("\n\n")[2] == f"{block}\n"


def test_only_some_fields() -> None:
    assert written(DUMP, "text") == "## Post 0\n\nStorm until Friday  \nPark elsewhere.\n\n## Post 1\n"


def test_a_field_that_there_is_not_is_named_with_the_choices() -> None:
    with pytest.raises(DumpError, match=r"'texts'; the fields are .*reactions"):
        MarkdownWriter(io.BytesIO(), ["texts"])
    assert "text" in FIELDS


@pytest.mark.parametrize(
    "line",
    [
        "# a",
        "## b",
        "- c",
        "+ d",
        "* e",
        "> f",
        "1. g",
        "12) h",
        "---",
        "===",
        "```sh",
        "~~~",
        "<script>x",
        "&lt;",
        "</p>",
    ],
)
def test_no_line_becomes_markup(line: str) -> None:
    assert escaped(line) != line
    assert escaped(line).replace("\\", "") == line


@pytest.mark.parametrize("line", ["#rail", "-5 °C", "a < b", "R&D", "2025", "1.5 million", "🔥 hot", "+49 30 1234"])
def test_what_is_no_markup_stays(line: str) -> None:
    assert escaped(line) == line


@given(st.text())
def test_controls_and_overrides_never_get_through(text: str) -> None:
    shown = escaped(text)
    assert not set(shown) & {*map(chr, range(10)), *map(chr, range(11, 32)), "\x7f", "\x9b", "\u202e", "\u2066"}
