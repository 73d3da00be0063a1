"""Values of lines on their own: what each role gives, and what posts give that were joined."""

from __future__ import annotations

from typing import Any

import pytest
from drafts import draft_of

from telegram_dump_parser.records.parts import values_of_joined, values_of_lines
from telegram_dump_parser.segmentation.state_machine import Role

R = Role
OPEN, VIEW = "Please open Telegram to view this post", "VIEW IN TELEGRAM"
LABEL = "This media is not supported in your browser"


def values(*rows: tuple[Role, str]) -> dict[str, Any]:
    return values_of_lines([text for _, text in rows], [role for role, _ in rows])


def test_text_says_nothing_of_its_own() -> None:
    assert values((R.TEXT, "Forwarded from A"), (R.ECHO, "❤5"), (R.BLANK, " ")) == {}


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ([(R.FORWARD, "Forwarded from Harbour Notes ")], {"forwarded_from": "Harbour Notes"}),
        ([(R.FORWARD, "Forwarded from"), (R.FORWARD, "Harbour Notes")], {"forwarded_from": "Harbour Notes"}),
        ([(R.FORWARD, "Forw\0arded from Harbour")], {"forwarded_from": "Harbour"}),
        ([(R.FORWARD, "Weitergeleitet aus Hafen")], {"forwarded_from": "Weitergeleitet aus Hafen"}),
        (
            [(R.REPLY_AUTHOR, "Anna"), (R.REPLY_QUOTE, "Where?")],
            {"reply_to": {"author": "Anna", "text": "Where?"}},
        ),
        ([(R.REPLY_AUTHOR, "Anna")], {"reply_to": {"author": "Anna", "text": ""}}),
        (
            [(R.NOTICE, LABEL), (R.NOTICE, VIEW), (R.NOTICE, OPEN), (R.NOTICE, VIEW), (R.NOTICE, OPEN)],
            {"notices": ["media-not-supported", "open-in-telegram"]},
        ),
        ([(R.NOTICE, "Please open Tele\0gram to view this post")], {"notices": ["open-in-telegram"]}),
        (
            [
                *((R.DOCUMENT_NAME, "a.pdf"), (R.DOCUMENT_SIZE, "1 MB")),
                *((R.DOCUMENT_NAME, "b.pdf"), (R.DOCUMENT_SIZE, "2 MB"), (R.DOCUMENT_NAME, "c.pdf")),
            ],
            {"documents": [{"name": "a.pdf", "size": "1 MB"}, {"name": "b.pdf", "size": "2 MB"}]},
        ),
        (
            [
                *((R.POLL_QUESTION, "Where?"), (R.POLL_TYPE, "Quiz")),
                *((R.POLL_PERCENT, "60%"), (R.POLL_OPTION, "Here"), (R.POLL_PERCENT, "40%"), (R.POLL_OPTION, "There")),
            ],
            {
                "poll": {
                    "question": "Where?",
                    "type": "Quiz",
                    "options": [{"text": "Here", "percent": 60}, {"text": "There", "percent": 40}],
                }
            },
        ),
        ([(R.POLL_QUESTION, "Where?")], {"poll": {"question": "Where?", "type": None, "options": []}}),
        (
            [
                *((R.PREVIEW_SITE, "YouTube"), (R.PREVIEW_TITLE, "Ferries")),
                *((R.PREVIEW_DESCRIPTION, "One."), (R.PREVIEW_DESCRIPTION, "Two.")),
            ],
            {"preview": {"site": "YouTube", "title": "Ferries", "description": "One.\nTwo."}},
        ),
        ([(R.PREVIEW_SITE, "YouTube")], {"preview": {"site": "YouTube", "title": None, "description": None}}),
        ([(R.VIEWS, "1 234")], {"views": 1234}),
        ([(R.VIEWS, "12,345")], {"views": 12_345}),
        ([(R.VIEWS, "59.9K")], {"views": 59_900}),
        ([(R.VIEWS, "1.25M")], {"views": 1_250_000}),
        ([(R.VIEWS, "7")], {"views": 7}),
    ],
)
def test_values_of_lines(rows: list[tuple[Role, str]], found: dict[str, Any]) -> None:
    assert values(*rows) == found


def test_of_what_appears_twice_the_first_counts() -> None:
    once = [
        *((R.REPLY_AUTHOR, "Anna"), (R.REPLY_QUOTE, "Where?"), (R.POLL_QUESTION, "Who?"), (R.POLL_TYPE, "Quiz")),
        *((R.PREVIEW_SITE, "YouTube"), (R.PREVIEW_TITLE, "Ferries"), (R.VIEWS, "7")),
    ]
    again = [(role, "12" if role is R.VIEWS else f"Not {text}") for role, text in once]
    assert values(*once, *again) == values(*once)


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        (["❤28🔥16"], [("❤", 28, "28"), ("🔥", 16, "16")]),
        (["❤28", "7.37K"], [("❤", 28, "28"), (None, 7_370, "7.37K")]),
        (["❤", "28", "🔥", "1.5K"], [("❤", 28, "28"), ("🔥", 1_500, "1.5K")]),
        (["❤28", "🔥"], [("❤", 28, "28")]),
        (["❤\0 28"], [("❤", 28, "28")]),
    ],
)
def test_reactions(lines: list[str], found: list[tuple[Any, ...]]) -> None:
    reactions = values(*((R.REACTIONS, line) for line in lines))["reactions"]
    assert [(r["emoji"], r["count"], r["text"]) for r in reactions] == found
    assert [r["kind"] for r in reactions] == ["emoji" if emoji else None for emoji, *_ in found]


def test_of_joined_posts_the_lines_of_two_make_no_value() -> None:
    first = draft_of((R.FORWARD, "Forwarded from A"), "One.", (R.NOTICE, OPEN), (R.NOTICE, VIEW), (R.REACTIONS, "❤1"))
    second = draft_of(
        *((R.FORWARD, "Forwarded from B"), (R.DOCUMENT_NAME, "b.pdf"), (R.DOCUMENT_SIZE, "1 MB"), "Two."),
        *((R.NOTICE, LABEL), (R.NOTICE, VIEW), (R.NOTICE, OPEN), (R.NOTICE, VIEW), (R.REACTIONS, "🔥2")),
        *((R.PREVIEW_SITE, "YouTube"),),
    )
    third = draft_of((R.DOCUMENT_NAME, "c.pdf"), (R.DOCUMENT_SIZE, "2 MB"))
    found = values_of_joined([first, second, third])
    assert found["forwarded_from"] == "A"
    assert found["notices"] == ["open-in-telegram", "media-not-supported"]
    assert [document["name"] for document in found["documents"]] == ["b.pdf", "c.pdf"]
    assert [reaction["emoji"] for reaction in found["reactions"]] == ["❤"]
    assert found["preview"]["site"] == "YouTube"


def test_what_stands_above_a_text_is_of_the_first_alone() -> None:
    head = (R.FORWARD, "Forwarded from B")
    author = (R.REPLY_AUTHOR, "Anna")
    assert values_of_joined([draft_of("One."), draft_of(head, author, "Two."), draft_of("Three.")]) == {}


def test_what_a_format_knows_of_each_counts() -> None:
    known = [{"signature": "Anna", "media": ["Photo"]}, {"signature": "Ben", "media": ["Video"]}]
    drafts = [draft_of("Text.", values=values) for values in known]
    assert values_of_joined(drafts) == {"signature": "Anna", "media": ["Photo", "Video"]}
