"""Whole pages of which one line without names and times is left, and what is like them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from growth import growth
from hypothesis import given
from hypothesis import strategies as st
from invented import check_partition

from telegram_dump_parser import Dump, iter_posts, parse

HEADER = "Вести порта 3 204 subscribers 120 photos Всё о порте. Download Telegram"
POSTS = [
    "Паром снова ходит. ❤28👍5 980 views",
    "العبارة تعود من الظهر. 1.2K views",
    "오늘 호수에 안개가 낍니다. 64 views",
]
TEXTS = ["Паром снова ходит.", "العبارة تعود من الظهر.", "오늘 호수에 안개가 낍니다."]


def checked(data: str) -> Dump:
    dump = parse(data.encode())
    check_partition(dump, data.encode())
    return dump


def test_views_end_a_post() -> None:
    dump = checked(" ".join([HEADER, *POSTS]) + "\n")
    assert [post.text for post in dump] == TEXTS
    assert [post.views for post in dump] == [980, 1200, 64]
    assert [gap.reason for gap in dump.gaps] == ["page-header"]
    assert all(0.8 < post.boundary.confidence < 0.99 for post in dump)
    assert {post.source.dialect for post in dump} == {"whole-page"}


def test_one_post_is_a_page_if_nothing_follows_its_views() -> None:
    assert [post.text for post in checked(f"{HEADER} {POSTS[0]}\n")] == TEXTS[:1]
    assert "whole-page" not in {post.source.dialect for post in checked(f"{HEADER} {POSTS[0]} More of it.\n")}


@pytest.mark.parametrize(
    ("footer", "views", "voters", "edited"),
    [
        ("40 views", 40, None, False),
        ("1 view", 1, None, False),
        ("7 voters40 views", 40, 7, False),
        ("7 voters 40 views", 40, 7, False),
        ("40 viewsedited", 40, None, True),
    ],
)
def test_what_a_footer_says(footer: str, views: int, voters: int | None, edited: bool) -> None:
    dump = checked(f"{HEADER} Кто за? Anonymous Poll 61% Да 39% Нет {footer} {POSTS[1]}\n")
    assert (dump[0].views, dump[0].edited) == (views, edited)
    assert dump[0].poll is not None
    assert dump[0].poll.voters == voters


def test_a_signature_is_known_at_the_end_of_the_line() -> None:
    dump = checked(f"{HEADER} {POSTS[0]} {POSTS[1]}Ada Lund\n")
    assert [post.signature for post in dump] == [None, "Ada Lund"]


def test_a_sentence_about_views_splits_nothing() -> None:
    dump = checked(f"{HEADER} The clip has 12K views and 4 views more. {' '.join(POSTS)}\n")
    assert [post.text for post in dump] == [f"The clip has 12K views and 4 views more. {TEXTS[0]}", *TEXTS[1:]]


@pytest.mark.parametrize(
    "line",
    [
        " ".join(POSTS),
        "Channel A 12K views Channel B 13K views Channel C 9K views are the most watched clips.",
        f"{HEADER} 12K is a number.",
        "The app has 12K subscribers today and you can Download Telegram for it. 12K views Later more! 13K views",
        "3 204 subscribers saw it. 40 views Two. 50 views",
        f"{HEADER} One. 40 views 09:02 Two. 50 views 10:15 Three. 60 views 11:30",
    ],
)
def test_without_header_or_views_it_is_no_page(line: str) -> None:
    assert "whole-page" not in {post.source.dialect for post in checked(line + "\n")}


WORDS = st.sampled_from(
    [*POSTS, HEADER, "40 views", "views", "7 voters40 views", "Forwarded from", "❤28", "\xff", "\n"]
)


@given(words=st.lists(WORDS, max_size=20))
def test_any_words_of_a_page_are_kept(words: list[str]) -> None:
    checked(" ".join([HEADER, *words]))
    checked(" ".join(words))


def test_time_is_linear() -> None:
    def work(count: int) -> Callable[[], object]:
        data = " ".join([HEADER, *POSTS * count]).encode()
        return lambda: sum(1 for _ in iter_posts(data))

    assert growth(work, 100, 4, 8) < 8
