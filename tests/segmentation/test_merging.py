"""Posts that `min_confidence` joins: nothing is lost of their texts, and no value is made of two posts."""

from __future__ import annotations

from itertools import chain, pairwise
from pathlib import Path

import pytest

import telegram_dump_parser as tdp

FIXTURES = Path(__file__).parents[2] / "fixtures"
VIDEO = "This media is not supported in your browser\nVIEW IN TELEGRAM\n"


def joined(text: str, dialect: str) -> tdp.Post:
    assert len(tdp.parse(text, dialect=dialect)) == 2
    [post] = tdp.parse(text, dialect=dialect, min_confidence=1.0)
    return post


@pytest.mark.parametrize("dialect", ["echoed", "spaced", "tight", "current"])
def test_a_joined_post_is_forwarded_from_where_it_begins(dialect: str) -> None:
    ferry, market = "The ferry runs again since noon.", "The market is closed until Monday."
    forwards = "Forwarded from Harbour Notes\n", "Forwarded from City News\n"
    post = joined(f"{forwards[0]}{ferry}\n{forwards[1]}{market}\n", dialect)
    assert (post.forwarded_from, post.text) == ("Harbour Notes", f"{ferry}\n{market}")
    post = joined(f"{ferry}\n{forwards[1]}{market}\n", dialect)
    assert (post.forwarded_from, post.text) == (None, f"{ferry}\n{market}")


@pytest.mark.parametrize(("name", "field"), [("link-previews", "preview"), ("polls", "poll")])
def test_a_joined_post_has_one_preview_and_one_poll(name: str, field: str) -> None:
    data = (FIXTURES / f"{name}.txt").read_bytes()
    values = [value for post in tdp.parse(data) if (value := getattr(post, field))]
    assert len(values) > 1
    assert getattr(tdp.parse(data, min_confidence=1.0)[0], field) == values[0]


def test_a_joined_caption_is_the_same_without_the_pages_indent() -> None:
    post = joined(f"Fog in the harbour.\n{VIDEO}    📍 Lakeside, May 4\nThe ferry runs.\n❤5\n", "current")
    assert post.text == "Fog in the harbour.\n📍 Lakeside, May 4\nThe ferry runs."
    assert post.location is not None
    assert post.date is not None
    assert (post.location.place, post.location.line, post.date.line) == ("Lakeside", 1, 1)
    assert post.notices == ("media-not-supported",)
    assert [reaction.count for reaction in post.reactions] == [5]


def test_joined_messages_have_the_author_and_time_of_the_first() -> None:
    text = (
        "Anna, [13.04.2025 12:30]\n[ Photo ]\nOne.\n\nBen, [13.04.2568 12:31]\n[ Photo ]\nTwo.\n\n"
        "Anna, [13.04.2025 12:32]\nThree.\n"
    )
    messages = tdp.parse(text)
    assert [post.author for post in messages] == ["Anna", "Ben", "Anna"]
    assert {post.boundary.confidence for post in messages} == {0.999}
    [post] = tdp.parse(text.replace("\n\n", "\n"), min_confidence=1.0)
    assert post.posted_at is not None
    assert (post.author, post.posted_at.value, post.source.dialect) == ("Anna", "2025-04-13T12:30", "desktop")
    assert (post.text, post.media) == ("One.\nTwo.\nThree.", ("Photo", "Photo"))
    assert [(defect.code, defect.line) for defect in post.defects] == [("impossible-date", 4)]


def test_a_gap_parts_what_no_boundary_would() -> None:
    posts = ["One of the boats is late.\n", "Two of the boats are early.\n"]
    for between, count in (("", 1), ("\n", 2)):
        dump = tdp.parse(between.join(posts), dialect="echoed", min_confidence=1.0)
        assert (len(dump), len(dump.gaps)) == (count, count - 1)


@pytest.mark.parametrize("least", [0.99, 1.0])
def test_every_value_is_one_of_a_post_that_was_joined(least: float) -> None:
    several = 0
    for path in sorted(FIXTURES.rglob("*.txt")):
        data = path.read_bytes()
        items = list(tdp.iter_items(data, min_confidence=least))
        posts = [item for item in items if isinstance(item, tdp.Post)]
        spans = [(s.first_byte, s.end_byte) for s in (i.source if isinstance(i, tdp.Post) else i for i in items)]
        assert all(one[1] == other[0] for one, other in pairwise([(0, 0), *spans, (len(data), 0)]))
        whole = tdp.parse(data)
        for post in posts:
            own = [p for p in whole if post.source.first_byte <= p.source.first_byte < post.source.end_byte]
            several += len(own) > 1
            assert post.text == "\n".join(p.text for p in own if p.text)
            assert [d.line for d in post.defects] == [d.line for p in own for d in p.defects]
            for name in ("author", "posted_at", "views", "forwarded_from", "reply_to"):
                assert getattr(post, name) == getattr(own[0], name)
            for name in ("preview", "poll", "reactions"):
                assert getattr(post, name) == next((v for p in own if (v := getattr(p, name))), getattr(own[0], name))
            for name in ("documents", "media"):
                assert getattr(post, name) == tuple(chain(*(getattr(p, name) for p in own)))
            assert post.notices == tuple(dict.fromkeys(chain(*(p.notices for p in own))))
    assert several > 10


def test_posts_without_text_are_not_joined_without_end() -> None:
    """Each counts for one character of the longest text, so that what is held in memory has an end."""
    posts = tdp.parse("❤5🔥3\n" * 5000, min_confidence=1.0)
    assert [len(post.text) for post in posts] == [0, 0]
    assert posts[0].source.last_line == 4096
