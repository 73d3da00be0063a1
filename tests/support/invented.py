"""Dumps for property tests: pieces of pages in any order, and posts of prose; and what holds for the spans of any."""

from __future__ import annotations

import random
from itertools import pairwise

from conftest import flatten, sentence
from hypothesis import strategies as st

from telegram_dump_parser import Dump

INTERFACE = [
    "This media is not supported in your browser",
    "Media is too big",
    "VIEW IN TELEGRAM",
    "Please open Telegram to view this post",
    "Forwarded from Channel of the North",
    "Anonymous Poll",
    "Quiz",
    "34%",
    "25.2 MB",
    "report-2024.pdf",
    "❤28🔥16👍1",
    "🔥",
    "7.37K",
    "245",
    "January 19",
    "June 3, 2024",
    "Channel created",
    "63.3K subscribers",
    "Download Telegram",
    "YouTube",
    "Photo",
    "Anna Berg, [10.04.2025 12:30]",
    "Bo, [4/13/25, 9:05 PM]",
    "[ Photo ]",
    "[In reply to Bo]",
    "Telegram Web",
    "Telegram Group & Telegram Channel",
    "If the open doesn't start, click here",
    "viewer.example/a/1",
    "Create:",
    "Last Update:",
    "from us",
    "Last updated 3 days ago",
    "3 days, 4 hours ago",
    "06 Feb, 06:19",
]
TEXTS = [
    "📍 Almaty, April 10",
    "📍 Rome, 30-31 February 2024",
    "🗓 31 June",
    "💬 “A quote that somebody said.”",
    "#one #two @three https://example.org/a,b.",
    "▪️ a row",
    "1. another row",
    "10.0.0.1:8080",
    "Short",
    "\u202eoverride\u202c",
    "a\u2028b\x85c\x0bd\x0ce",
    "\x1b[31mred\x07",
    "\ufeff",
    "e\u0301\u200d🏳️‍🌈",
    "٣٤%",
    "٣٤ ٥",
    "1.2.3",
    "❤5.K",
    "\0",
    "  spaces around  ",
]

line = st.one_of(
    st.sampled_from(INTERFACE),
    st.sampled_from(TEXTS),
    st.sampled_from([sentence(random.Random(seed)) for seed in range(12)]),
    st.text(st.characters(exclude_characters="\r\n", exclude_categories=["Cs"]), max_size=30),
)
part = st.one_of(
    st.lists(line, min_size=1, max_size=6).map(lambda post: flatten([post])),
    st.lists(st.sampled_from(INTERFACE), min_size=1, max_size=3),
    st.integers(1, 4).map(lambda n: [""] * n),
    st.just(["What?", "Anonymous Poll", "60%", "yes", "40%", "no"]),
    st.just(["This media is not supported in your browser", "VIEW IN TELEGRAM"]),
    st.just(["Please open Telegram to view this post", "VIEW IN TELEGRAM"]),
)
dump_lines = st.lists(part, max_size=12).map(lambda parts: [row for rows in parts for row in rows])
ends = st.sampled_from(["\n", "\r\n", "\r"])


@st.composite
def realistic(draw: st.DrawFn) -> bytes:
    """Pieces of dumps in any order, with any line ends, damage and marks."""
    lines = draw(dump_lines)
    mixed = draw(st.booleans())
    end = draw(ends)
    data = b"".join(row.encode() + (draw(ends) if mixed else end).encode() for row in lines)
    if draw(st.booleans()):
        data = data.rstrip(b"\r\n")
    if data and draw(st.integers(0, 4)) == 0:
        at = draw(st.integers(0, len(data)))
        data = data[:at] + draw(st.binary(max_size=3)) + data[at:]
    mark = draw(st.sampled_from([b"", b"", b"\xef\xbb\xbf"]))
    return mark + data


@st.composite
def clean_posts(draw: st.DrawFn, fewest: int = 1, most: int = 15, lines: int = 2) -> list[list[str]]:
    """Posts of prose, of `lines` lines at least, none of which is in another.

    Only prices distinguish a post of one line from a first line whose second line was lost: see the tests that ask
    for one-line posts.
    """
    rng = random.Random(draw(st.integers(0, 2**32)))
    sizes = draw(st.lists(st.integers(lines, 8), min_size=fewest, max_size=most))
    return [[sentence(rng) for _ in range(size)] for size in sizes]


def check_partition(dump: Dump, data: bytes) -> None:
    """Spans of posts and gaps cover the input once; so do their lines."""
    spans = sorted([p.source for p in dump.posts] + list(dump.gaps), key=lambda span: span.first_byte)
    at = 0
    for span in spans:
        assert span.first_byte == at < span.end_byte
        assert span.first_line <= span.last_line
        at = span.end_byte
    assert at == len(data)
    for before, after in pairwise(spans):
        assert after.first_line == before.last_line + 1 or after.first_line == before.last_line  # pieces of one line
    if spans:
        assert spans[0].first_line == 1
