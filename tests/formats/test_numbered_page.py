"""Pages of one post with its number, of catalogues: what proves a head, what it says, and where a page ends."""

from __future__ import annotations

from itertools import chain, repeat

import pytest
from conftest import dump_of
from hypothesis import given, settings
from hypothesis import strategies as st
from invented import check_partition

from telegram_dump_parser import Dump, parse
from telegram_dump_parser.formats.base import Context
from telegram_dump_parser.formats.numbered_page import NumberedPage
from telegram_dump_parser.lines.lookahead import Lookahead
from telegram_dump_parser.lines.reader import Line

HEAD = ["Post #31", "@lakenews", "Lake News"]
GLUED = ["Views12.3KPost views", "PublishedFeb 1102/11/2026, 00:32"]
ABOVE = ["TGTGInsightanalyticsLIVE / telegram public index", "← Lake News", "Lake News avatar", "TGINSIGHT POST"]
TEXT = ["The ferry is back.", "", "Tickets are sold from ten."]


def boxed(dump: Dump) -> list[tuple[int | None, int | None, str | None]]:
    return [
        (post.id, post.views, post.posted_at.value if post.posted_at else None)
        for post in dump
        if post.source.dialect == "viewer"
    ]


@pytest.mark.parametrize(
    "boxes",
    [
        GLUED,
        [" ".join(GLUED)],
        ["Views 12.3K Post views", "Published Feb 11 02/11/2026, 12:32 AM"],
        ["Views", "12.3K", "Post views", "Published", "11 Feb", "11.02.2026, 00:32"],
        ["Views", "12,300", "Published", "11 February 2026, 00:32"],
        ["Көрүүлөр12 300", "Жарыяланган11-фев.2026-11-02 00:32"],
        ["调阅12300", "发布2月11日2026/02/11 00:32"],
        ["بازدید١٢٬٣٠٠", "انتشار11 February11 February 2026 ٠٠:٣٢"],
    ],
)
def test_views_and_date_are_read_however_boxes_are_left(boxes: list[str]) -> None:
    dump = parse(dump_of([*ABOVE, *HEAD, *boxes, "Post content", "Content", *TEXT]))
    assert boxed(dump) == [(31, 12_300, "2026-02-11T00:32")]
    [post] = dump
    assert (post.author, post.url, post.text) == ("Lake News", "https://t.me/lakenews/31", "\n".join(TEXT))
    assert post.boundary.confidence > 0.99
    assert [gap.reason for gap in dump.gaps] == ["page-header"]


def test_a_date_stands_as_it_is_written() -> None:
    dump = parse(dump_of([*HEAD, "بازدید١٢", "انتشار11 February\u200f11 February 2026 ٠٠:٣٢", *TEXT]))
    assert boxed(dump) == [(31, 12, "2026-02-11T00:32")]
    assert dump[0].posted_at is not None
    assert dump[0].posted_at.text.strip("\u200f") == "11 February 2026 ٠٠:٣٢"


def test_a_date_whose_order_nothing_shows_has_no_value() -> None:
    dump = parse(dump_of([*HEAD, "Views12", "Published02/11/2026, 00:32", *TEXT]))
    assert boxed(dump) == [(31, 12, None)]
    assert dump[0].posted_at is not None
    assert dump[0].posted_at.text == "02/11/2026, 00:32"
    dump = parse(dump_of([*HEAD, "Published02/11/2026, 00:32", *TEXT]), date_order="dmy")
    assert boxed(dump) == [(31, None, "2026-11-02T00:32")]


@pytest.mark.parametrize(
    "texts",
    [
        HEAD,
        [HEAD[0], *HEAD[2:], *GLUED, *TEXT],
        [*HEAD[:2], "Lake News", *TEXT],
        ["Post 31", *HEAD[1:], *GLUED, *TEXT],
        ["Read Post #31", *HEAD[1:], *GLUED, *TEXT],
        [*HEAD, *TEXT, *["A line."] * 8, *GLUED],
        [*HEAD, "12.3K", "02/11/2026, 00:32", *TEXT],
        [*HEAD, "We had 12 guests, 14 boats and 3 storms", "until 02/11/2026, 00:32", *TEXT],
        ["What stands above is unknown.", *HEAD, *TEXT],
        [*HEAD[:2], "Lake News " * 20, *GLUED, *TEXT],
    ],
)
def test_a_head_without_all_of_its_parts_is_text(texts: list[str]) -> None:
    assert boxed(parse(dump_of(texts))) == []


@pytest.mark.parametrize("above", [[], ["A text of another dump.", "Its second line."]])
def test_pages_may_follow_another_and_other_dumps(above: list[str]) -> None:
    page = [*ABOVE, *HEAD, *GLUED, *TEXT, ""]
    header = ["City News", "@citynews", "63.3K subscribers", "News of the city.", "Download Telegram"]
    dump = parse(dump_of([*above, *page, *page, *header, "The bridge is open."]))
    assert len(boxed(dump)) == 2
    assert [post.text for post in dump if post.source.dialect == "viewer"] == ["\n".join(TEXT)] * 2
    assert [gap.reason for gap in dump.gaps if gap.reason != "blank"] == ["page-header"] * 3
    assert "The bridge is open." in [post.text for post in dump]


def test_a_page_without_a_text_is_a_gap() -> None:
    dump = parse(dump_of([*HEAD, *GLUED, "", *HEAD, *GLUED, *TEXT]))
    assert [(gap.first_line, gap.last_line, gap.reason) for gap in dump.gaps] == [(1, 11, "page-header")]
    assert len(dump) == 1


def test_what_is_longer_than_a_post_is_searched() -> None:
    dump = parse(dump_of([*HEAD, *GLUED, *[f"Line {number} of very much else." for number in range(900)]]))
    assert boxed(dump) == []
    assert dump.gaps[0].last_line == 5


@pytest.mark.parametrize("above", [[], ["A text of another dump.", "Its second line.", ""]])
@pytest.mark.parametrize("at", [2, 3, 4])
@pytest.mark.parametrize("much", [[""] * 30_000, [" " * 30_000], ["x" * 30_000], [" " * 4_000] * 8])
def test_a_head_that_is_too_long_is_text(above: list[str], at: int, much: list[str]) -> None:
    lines = [ABOVE[1], *HEAD, *GLUED, *TEXT]
    data = dump_of([*above, *lines[:at], *much, *lines[at:]])
    dump = parse(data)
    check_partition(dump, data)
    assert boxed(dump) == []


def test_a_head_is_looked_at_within_bounds() -> None:
    ahead = Lookahead(
        Line(text, number, number, number + 1, damaged=False, is_fragment=False)
        for number, text in enumerate(chain(["Post #31"], repeat("", 10**7)))
    )
    assert NumberedPage().read(ahead, Context(), first=True) is None
    assert ahead.looked < 10_000


@settings(max_examples=60)
@given(st.lists(st.sampled_from([*ABOVE, *HEAD, *GLUED, *TEXT, "Content", "7", "63.3K subscribers"]), max_size=24))
def test_any_lines_of_such_pages_are_posts_or_gaps(texts: list[str]) -> None:
    data = dump_of(texts)
    check_partition(parse(data), data)
