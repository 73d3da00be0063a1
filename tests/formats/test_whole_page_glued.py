"""Whole pages joined without a line end between them: where a line is cut, and where it is not."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from invented import check_partition

from telegram_dump_parser import parse

POSTS = ["Lake News", "The ferry runs.", "980 views 09:02", "Lake News", "Fog until noon.", "1.2K views 10:15"]
HEADER = ["City News", "@citynews", "63.3K subscribers", "News of the city.", "Download Telegram"]
SECOND = ["City News", "The bridge is open.", "77 views 08:00", "City News", "A concert.", "78 views 08:30"]


def joined(*parts: list[str], end: str = "\n") -> bytes:
    return "".join(end.join(part) for part in parts).encode() + end.encode()


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("title", [[], ["City News – Telegram"]])
def test_a_footer_and_a_header_in_one_line_are_two_lines(title: list[str], end: str) -> None:
    data = joined(POSTS, [*title, *HEADER, *SECOND], end=end)
    dump = parse(data)
    check_partition(dump, data)
    assert [(post.author, post.views) for post in dump] == [
        ("Lake News", 980),
        ("Lake News", 1200),
        ("City News", 77),
        ("City News", 78),
    ]
    assert [gap.reason for gap in dump.gaps] == ["page-header"]
    last, header = dump[1].source, dump.gaps[0]
    assert (last.end_byte, last.last_line) == (header.first_byte, header.first_line)
    assert data[: last.end_byte].endswith(b"1.2K views 10:15")


@pytest.mark.parametrize("footer", ["980 views09:02", "980 views Ada, edited 09:02", "1 view 09:02"])
def test_a_footer_and_the_name_in_one_line_are_two_lines(footer: str) -> None:
    dump = parse(joined([*POSTS, "Lake News", "Third.", footer], POSTS))
    assert [post.text for post in dump][2:] == ["Third.", "The ferry runs.", "Fog until noon."]
    assert [post.author for post in dump] == ["Lake News"] * 5


@pytest.mark.parametrize(
    "line", ["980 views 09:02Lake", "980 views 09:02 PM", "980 views 09:02, Lake News", "09:02Lake News"]
)
def test_other_lines_that_begin_like_a_footer_are_whole(line: str) -> None:
    dump = parse(joined(["Lake News", "A text.", line, "goes on.", *POSTS[2:], *POSTS]))
    assert dump[0].text.split("\n")[1] == line
    assert [post.source.first_line for post in dump] == [1, 6, 9, 12]


def test_a_line_of_no_whole_page_is_whole() -> None:
    text = ["He saw", "views", f"12:30{HEADER[0]}", "on the wall of the harbour."]
    dump = parse(joined([*HEADER, "Join", HEADER[0], HEADER[2], *text]))
    assert [post.text for post in dump] == ["\n".join(text)]


LINES = st.sampled_from(
    [*POSTS, *HEADER, "980 views 09:02Lake News", "09:02City News", "views", "1.2K views10:15City News"]
)


@settings(max_examples=60)
@given(st.lists(LINES, max_size=30))
def test_any_such_lines_are_posts_or_gaps(lines: list[str]) -> None:
    data = joined(lines)
    check_partition(parse(data), data)
