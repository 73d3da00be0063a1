"""Pages of mirrors, viewers and catalogues, beyond the fixtures: mixed, cut, and ordinary dumps that are like them."""

from __future__ import annotations

import random

import pytest
from conftest import dump_of, flatten, sentence

from telegram_dump_parser import Dump, parse
from telegram_dump_parser.formats.page import REACH

TOP = "Telegram Group & Telegram Channel"
POST = ["The old tram runs on Sundays", "It leaves the depot at ten.", "Tickets from the driver."]
ANCHOR = ["viewer.example/harbour/1540", "Create:", "Last Update:"]
FILLER = ["Messengers are widely used in many countries.", "Channels have many readers."]


def told(dump: Dump) -> list[tuple[int, int, str]]:
    """Posts and gaps, in order: first line, last line, and what it is."""
    parts = [(gap.first_line, gap.last_line, gap.reason) for gap in dump.gaps]
    return sorted([*parts, *((post.source.first_line, post.source.last_line, "post") for post in dump)])


def test_viewers_pages_joined() -> None:
    page = [TOP, *POST, *ANCHOR, *POST, *FILLER, "Harbour Notes from US"]
    empty = ["If the open doesn't start, click here", *FILLER, "from de"]
    dump = parse(dump_of([*page, *page[1:], *empty, *page]))
    assert [post.text for post in dump] == ["\n".join(POST)] * 3
    assert told(dump) == [
        *((1, 1, "page-header"), (2, 10, "post"), (11, 13, "page-footer")),
        *((14, 22, "post"), (23, 29, "page-footer")),  # and the page of nothing but filler
        *((30, 30, "page-header"), (31, 39, "post"), (40, 42, "page-footer")),
    ]


def test_a_viewers_page_after_other_posts() -> None:
    rng = random.Random(1)
    posts = [[sentence(rng) for _ in range(3)] for _ in range(4)]
    dump = parse(dump_of([*flatten(posts), TOP, *POST, *ANCHOR, *POST, *FILLER, "from us"]))
    assert [post.text for post in dump] == ["\n".join(post) for post in [*posts, POST]]
    assert dump[-1].boundary.evidence == ("one-post-page",)
    # Without its first line nothing shows where the page begins: its posts are searched for, as all others are.
    dump = parse(dump_of([*flatten(posts), *POST, *ANCHOR, *POST, *FILLER, "from us"]))
    assert [post.text for post in dump[:4]] == ["\n".join(post) for post in posts]


def test_a_viewers_page_that_was_cut() -> None:
    [post] = parse(dump_of([TOP, *POST, *ANCHOR, *POST[:2]]))
    assert (post.text, post.echo.shape, post.echo.lines) == ("\n".join(POST), "none", 2)
    [post] = parse(dump_of([*POST, *ANCHOR]))
    assert (post.text, post.echo.lines, post.source.last_line) == ("\n".join(POST), 0, 6)
    post = parse(dump_of([*POST, *ANCHOR, *POST, *FILLER]))[0]  # the page's last line is lost
    assert (post.text, post.echo.shape, post.source.last_line) == ("\n".join(POST), "whole", 9)


def test_a_viewers_post_has_the_parts_of_any_other() -> None:
    media = ["This media is not supported in your browser", "VIEW IN TELEGRAM"]
    body = ["Forwarded from Tram Museum", *media, *POST, "❤7"]
    [post] = parse(dump_of([TOP, *body, *ANCHOR, *body, *FILLER, "from us"]))
    assert (post.text, post.forwarded_from) == ("\n".join(POST), "Tram Museum")
    assert post.notices == ("media-not-supported",)
    assert [reaction.count for reaction in post.reactions] == [7]


@pytest.mark.parametrize("lines", [ANCHOR, [*POST, "Create:", "Last Update:"], [*POST, "no link", *ANCHOR[1:]]])
def test_labels_without_a_post_and_permalink_are_text(lines: list[str]) -> None:
    assert all(post.boundary.evidence != ("one-post-page",) for post in parse(dump_of(lines)))


def head(time: str, views: str) -> list[str]:
    return ["Harbour Notes", "", time, "", views, ""]


def test_a_catalogue_of_one_post_needs_the_name_above_it() -> None:
    lines = [*head("06 Feb, 06:19", "126"), "Fog until noon."]
    [post] = parse(dump_of(["Harbour Notes", "12 345", *lines]))
    assert (post.text, post.views) == ("Fog until noon.", 126)
    assert all(post.views is None for post in parse(dump_of(lines)))


def test_a_catalogue_in_other_languages_and_with_a_year() -> None:
    times = {"06 фев, 06:19": "02-06T06:19", "6 févr., 6:19": "02-06T06:19", "06 Şub, 23:59": "02-06T23:59"}
    for time, value in times.items():
        data = dump_of([*head(time, "126"), "One.", *head(time, "1.26K"), "Two."])
        dump = parse(data)
        assert [post.views for post in dump] == [126, 1260]
        assert [post.posted_at and post.posted_at.value for post in dump] == [f"--{value}"] * 2
        assert {post.posted_at and post.posted_at.value for post in parse(data, year=2024)} == {f"2024-{value}"}


def times(dump: Dump) -> list[tuple[str | None, list[tuple[str, int]]]]:
    """Of each post the time, and its defects: code and line."""
    values = [post.posted_at and post.posted_at.value for post in dump]
    return [(value, [(d.code, d.line) for d in post.defects]) for value, post in zip(values, dump, strict=True)]


def test_no_year_makes_a_day_that_is_not() -> None:
    data = dump_of([*head("29 Feb, 06:19", "126"), "One.", *head("28 Feb, 06:19", "126"), "Two."])
    assert times(parse(data)) == [("--02-29T06:19", []), ("--02-28T06:19", [])]
    assert times(parse(data, year=2024)) == [("2024-02-29T06:19", []), ("2024-02-28T06:19", [])]
    assert times(parse(data, year=2025)) == [(None, [("impossible-date", 3)]), ("2025-02-28T06:19", [])]


@pytest.mark.parametrize(
    ("time", "code"),
    [
        ("31 Feb, 06:19", "impossible-date"),
        ("29 Feb 2023, 06:19", "impossible-date"),
        ("5 lis, 06:19", "ambiguous-date"),
    ],
)
def test_a_catalogues_time_without_a_value_is_told_of(time: str, code: str) -> None:
    data = dump_of([*head(time, "126"), "One.", *head("28 Feb, 06:19", "126"), "Two."])
    assert times(parse(data)) == [(None, [(code, 3)]), ("--02-28T06:19", [])]


def test_a_catalogues_head_may_lack_its_views() -> None:
    lines = [*head("06 Feb, 06:19", "126"), "One.", *head("05 Feb, 06:19", "7")[:4], "Two."]
    dump = parse(dump_of([*lines, *head("04 Feb, 06:19", "8")]))
    assert [(post.text, post.views) for post in dump] == [("One.", 126), ("Two.", None), ("", 8)]


def test_a_timetable_in_a_catalogues_post_is_text() -> None:
    timetable = ["Ferry to the island", "07 Feb, 06:19", "12"]
    lines = [*head("06 Feb, 06:19", "126"), *timetable, *head("05 Feb, 06:19", "7"), "Two."]
    assert [post.text for post in parse(dump_of(lines))] == ["\n".join(timetable), "Two."]


def test_what_is_longer_than_a_catalogues_post_is_searched() -> None:
    rng = random.Random(3)
    more = [[sentence(rng) for _ in range(5)] for _ in range(60)]
    dump = parse(dump_of([*head("06 Feb, 06:19", "1"), "One.", *head("05 Feb, 06:19", "2"), *flatten(more)]))
    assert [post.views for post in dump[:2]] == [1, 2]
    assert len(dump[1].text) <= REACH
    assert dump[-1].text == "\n".join(more[-1])


def test_polls_in_a_catalogue() -> None:
    poll = ["Tea or coffee?", "Anonymous Poll", "60%", "Tea", "40%", "Coffee"]
    [first, _] = parse(dump_of([*head("06 Feb, 06:19", "1"), *poll, *head("05 Feb, 06:19", "2"), "Two."]))
    assert first.poll is not None
    assert [(option.text, option.percent) for option in first.poll.options] == [("Tea", 60), ("Coffee", 40)]
    assert first.text == ""


def test_two_lines_of_a_mirror_part_joined_pages() -> None:
    rng = random.Random(4)
    posts = [[sentence(rng) for _ in range(3)] for _ in range(4)]
    lines = [*flatten(posts[:2]), "Telegram Web", "Channel: Harbour Notes", *flatten(posts[2:])]
    dump = parse(dump_of(lines))
    assert [post.text for post in dump] == ["\n".join(post) for post in posts]
    assert told(dump)[2] == (11, 12, "page-header")


def test_a_post_that_begins_as_a_mirrors_line_is_text() -> None:
    rng = random.Random(6)
    posts = [["Channel: Harbour Notes", *(sentence(rng) for _ in range(2))], [sentence(rng) for _ in range(3)]]
    assert [post.text for post in parse(dump_of(flatten(posts)))] == ["\n".join(post) for post in posts]


def test_a_header_comes_first_and_counts() -> None:
    rng = random.Random(5)
    posts = [[sentence(rng) for _ in range(3)] for _ in range(4)]
    for lines in (["Download Telegram"], ["12 photos", "Download Telegram"]):
        dump = parse(dump_of([*flatten(posts[:2]), *lines, *flatten(posts[2:])]))
        assert [post.text for post in dump[:2]] == ["\n".join(post) for post in posts[:2]]
        assert dump[-1].text == "\n".join(posts[3])
