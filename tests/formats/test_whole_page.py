"""Whole preview pages, beyond the fixtures: each footer, pages cut and joined anywhere, and what is like them."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import pairwise

import pytest
from conftest import dump_of, flatten, sentence
from hypothesis import given, settings
from hypothesis import strategies as st
from invented import check_partition

from telegram_dump_parser import Post, iter_items, iter_posts, parse
from telegram_dump_parser.formats.base import Context
from telegram_dump_parser.formats.detection import read as forms_read
from telegram_dump_parser.formats.whole_page_footer import Footer, count, footer_at, iso
from telegram_dump_parser.lines.lookahead import HELD_BACK
from telegram_dump_parser.lines.reader import Line, lines_of_text

NAME = "Quarry Town"
HEADER = [NAME, "@quarry_town", "12.4K subscribers", "310 photos", "News.", "Download Telegram", "About", "Join", NAME]
HEADER += ["12.4K subscribers"]
# How the same footer is in each kind of page.
STYLES = {
    "glued": lambda views, time: [f"{views} views{time}"],
    "spaced": lambda views, time: [f"{views} views {time}"],
    "linked": lambda views, time: [f"{views} views[{time}](https://t.me/quarry_town/{len(views)})"],
    "numbered": lambda views, time: [f"{views} views[{len(views)}]{time}"],
    "beside": lambda views, time: [f"{views} views{time} (https://t.me/quarry_town/{len(views)})"],
    "bracketed": lambda views, time: [f"{views} views{time} [https://t.me/quarry_town/{len(views)}]"],
    "pieces": lambda views, time: [views, "views", time],
}


def page(count: int, style: str = "glued", seed: int = 1, name: str = NAME) -> tuple[list[str], list[int]]:
    """The lines of this many posts, and the indices of those that they begin with."""
    rng = random.Random(seed)
    lines: list[str] = []
    begins: list[int] = []
    for _ in range(count):
        begins.append(len(lines))
        lines += [name, *(sentence(rng) for _ in range(rng.randint(1, 4)))]
        lines += STYLES[style](str(rng.randint(2, 999)), f"{rng.randint(0, 23):02}:{rng.randint(0, 59):02}")
    return lines, begins


def firsts(lines: list[str]) -> list[int]:
    return [post.source.first_line - 1 for post in parse(dump_of(lines)).posts]


def forms(lines: list[str]) -> set[str]:
    return {post.source.dialect for post in parse(dump_of(lines)).posts}


@pytest.mark.parametrize(
    ("lines", "at", "footer"),
    [
        (["6.0K views09:02"], 0, {"views": "6.0K", "time": "09:02", "exact": True}),
        (["6.0K views 09:02"], 0, {"views": "6.0K", "time": "09:02"}),
        (["6.0K\u00a0views\u00a009:02"], 0, {"views": "6.0K", "time": "09:02"}),
        (["1 view22:25"], 0, {"views": "1", "time": "22:25", "exact": True}),
        (["3 204 views 22:25"], 0, {"views": "3 204", "time": "22:25"}),
        (["1.4K voters6.3K views11:01"], 0, {"views": "6.3K", "voters": "1.4K", "time": "11:01", "exact": True}),
        (["17 voters 40 views 11:01"], 0, {"views": "40", "voters": "17", "time": "11:01"}),
        (
            ["2.1K viewsAda Lund,\u00a0edited \u00a016:20"],
            0,
            {"views": "2.1K", "signature": "Ada Lund", "edited": True, "time": "16:20", "exact": True},
        ),
        (["2.1K views Ада Линд , 16:20"], 0, {"views": "2.1K", "signature": "Ада Линд", "time": "16:20"}),
        (["9 viewsسارا, 16:20"], 0, {"views": "9", "signature": "سارا", "time": "16:20", "exact": True}),
        (["28.0K viewsedited 17:35"], 0, {"views": "28.0K", "edited": True, "time": "17:35", "exact": True}),
        (["5 views[09:02](https://t.me/a/12)"], 0, {"views": "5", "time": "09:02", "exact": True}),
        (["6.0K views"], 0, {"views": "6.0K"}),
        (["6.0K viewsРедакция"], 0, {"views": "6.0K", "signature": "Редакция"}),
        (["6.0K viewsedited "], 0, {"views": "6.0K", "edited": True}),
        (["21:56"], 0, {"time": "21:56"}),
        (["edited 21:56"], 0, {"edited": True, "time": "21:56"}),
        (["۱۲ views۰۹:۰۲"], 0, {"views": "12", "time": "09:02", "exact": True}),
        (["1.2K views 2:05 PM"], 0, {"views": "1.2K", "time": "2:05 PM"}),
        (["6.0K", "views", "09:02"], 1, {"views": "6.0K", "time": "09:02", "end": 3}),
        (["1", "view", "edited", "09:02"], 1, {"views": "1", "edited": True, "time": "09:02", "end": 4}),
        (
            ["1.4K", "voters", "6.0K", "views", "林阿妹", ",\u00a0edited", "09:02"],
            3,
            {"views": "6.0K", "voters": "1.4K", "signature": "林阿妹", "edited": True, "time": "09:02", "end": 7},
        ),
        (["6.0K", "views", "A new post", "and its text"], 1, {"views": "6.0K", "end": 2}),
        (["6.0K views", "09:02"], 0, {"views": "6.0K", "time": "09:02", "end": 2}),
        (["6.0K views of our film"], 0, None),
        (["seen by 40, 12 views"], 0, None),
        (["views"], 0, None),
        (["We meet at 17:35"], 0, None),
        (["40 views25:61"], 0, None),
    ],
)
def test_a_footer_is_read_in_each_shape(lines: list[str], at: int, footer: dict[str, object] | None) -> None:
    found = footer_at(lines, at)
    if footer is None or found is None:
        assert (found is None or found.time is None) is (footer is None)
    else:
        assert found == Footer(**({"first": 0, "end": 1} | footer))


@pytest.mark.parametrize(
    ("time", "value"),
    [
        ("09:02", "T09:02"),
        ("9:02", "T09:02"),
        ("2:05 PM", "T14:05"),
        ("12:05 AM", "T00:05"),
        ("10:00:05", "T10:00:05"),
        ("Apr 23, 2024 at 06:02", "2024-04-23T06:02"),
        ("Apr 23 at 06:02", "--04-23T06:02"),
        ("Apr 31, 2024 at 06:02", None),
        ("Foo 3, 2024 at 06:02", None),
    ],
)
def test_a_time_is_as_precise_as_it_stands(time: str, value: str | None) -> None:
    assert iso(time) == value


@pytest.mark.parametrize(("text", "number"), [("7", 7), ("6.0K", 6_000), ("8.67M", 8_670_000), ("3 204", 3_204)])
def test_counts(text: str, number: int) -> None:
    assert count(text) == number


@pytest.mark.parametrize("style", STYLES)
@settings(deadline=None)  # a page is cut and parsed anew, on a machine that may be busy
@given(data=st.data())
def test_a_page_may_be_cut_anywhere(style: str, data: st.DataObject) -> None:
    lines, begins = page(12, style)
    # Two whole posts with the name above, at least, or nothing shows that it is a page.
    first = data.draw(st.integers(0, begins[4]))
    last = data.draw(st.integers(begins[8], len(lines)))
    known = [begin - first for begin in begins if first <= begin < last]
    own = firsts(lines[first:last])
    assert [begin for begin in own if begin >= known[0]] == known
    assert [begin for begin in own if begin < known[0]] in ([], [0])


@pytest.mark.parametrize("style", STYLES)
def test_pages_of_several_channels_are_joined_with_and_without_headers(style: str) -> None:
    first, begins = page(3, style)
    second, more = page(4, style, seed=2, name="Река")
    assert firsts(first + second) == begins + [len(first) + begin for begin in more]
    header = [line.replace(NAME, "Река") for line in HEADER]
    expected = [len(HEADER) + begin for begin in begins]
    expected += [2 * len(HEADER) + len(first) + begin for begin in more]
    dump = parse(dump_of([*HEADER, *first, *header, *second]))
    assert [post.source.first_line - 1 for post in dump.posts] == expected
    assert [post.author for post in dump.posts] == [NAME] * 3 + ["Река"] * 4
    assert [gap.reason for gap in dump.gaps] == ["page-header"] * 2


@pytest.mark.parametrize("style", STYLES)
def test_a_page_of_one_post_needs_its_header(style: str) -> None:
    lines, _ = page(1, style)
    assert forms([*HEADER, *lines]) == {"whole-page"}
    assert firsts([*HEADER, *lines]) == [len(HEADER)]
    assert "whole-page" not in forms(lines)


@pytest.mark.parametrize("style", STYLES)
def test_another_dump_may_follow_a_page(style: str) -> None:
    rng = random.Random(3)
    posts = [[sentence(rng) for _ in range(4)] for _ in range(6)]
    lines, begins = page(5, style)
    expected = [*begins]
    at = len(lines)
    for post in posts:
        expected.append(at)
        at += 2 * len(post) - 1
    assert firsts([*lines, *flatten(posts)]) == expected


@pytest.mark.parametrize("style", STYLES)
def test_what_looks_like_a_footer_is_text_where_no_name_follows(style: str) -> None:
    lines, begins = page(6, "spaced")
    quoted = [*STYLES[style]("980", "15:10"), "21:56", "1.2K views"]
    if style not in ("spaced", "pieces"):
        quoted = quoted[1:]  # nobody writes them: they are a page's
    lines[begins[2] + 1 : begins[2] + 1] = ["We counted again", *quoted, "and that was it."]
    shift = len(quoted) + 2
    assert firsts(lines) == [begin if i < 3 else begin + shift for i, begin in enumerate(begins)]


@pytest.mark.parametrize("style", STYLES)
def test_buttons_are_no_name_however_often_they_stand_below(style: str) -> None:
    lines, begins = page(8, style)
    for begin in reversed(begins[1:]):
        lines[begin:begin] = ["SUBSCRIBE", "Our shop"]
    assert firsts([*HEADER, *lines]) == [len(HEADER) + begin + 2 * i for i, begin in enumerate(begins)]


def test_a_footer_that_appears_twice_frames_nothing() -> None:
    texts = [["Seen so often", "980 views15:10", "6.0K views16:20", "Thank you all"], ["One", "and two", "and three"]]
    texts += [["The mill is open", "Flour from eight", "Bring sacks"], ["Fog above", "Carts wait", "Nobody was hurt"]]
    assert forms(flatten(texts)) == {"echoed"}


LINES = st.sampled_from(
    """Quarry Town|@quarry_town|12.4K subscribers|310 photos|Download Telegram|About|Join|subscribers|6.0K views09:02
    40 views 09:03|1 view|6.0K|views|voters|09:02|edited|,|__||Forwarded from River|VIEW IN TELEGRAM|Anonymous Poll|34%
    This media is not supported in your browser|Please open Telegram to view this post|[*![](a.jpg)*](https://t.me/a)
    5 views[09:02](https://t.me/a/1)|[a|b](https://t.me/a/1)|👍|28|👍28|Channel created|A line of text|Another line
    January 19|   indented|84.1 KB|**34%**|1.2.3K|[](|](|![](x)|**|[photo]|[12][photo.jpg]|[12]|[12]Quarry Town
    References
    Quarry Town (https://t.me/a)|(https://t.me/a/1)|1. https://t.me/a|[ Quarry Town Fog… ](https://t.me/quarry_town/1)
    [ 61% Yes 39% No ](https://t.me/quarry_town/2)|[ a.example A title ](https://a.example/b)|~~~~
    [DEL: :DEL]0:17|](https://t.me/a/1)|](https://t.me/a/1)[|TWeb.init();|Title: Quarry Town – Telegram|0:17
    Quarry Town [https://t.me/a] via @a_bot [https://t.me/b]|[https://a.example/a.jpg]https://t.me/a|URL Source: a
    5 views09:02 [https://t.me/a/1]|https://t.me/a/3|<!DOCTYPE html> Quarry Town – Telegram""".replace(
        "\n    ", "|"
    ).split("|")
)


def test_a_picture_above_the_title_of_the_next_page_is_no_name() -> None:
    first, begins = page(3)
    dump = parse(dump_of([*HEADER, *first, "[photo]", *HEADER, *first]))
    check_partition(dump, dump_of([*HEADER, *first, "[photo]", *HEADER, *first]))
    assert [post.source.first_line - 1 for post in dump if post.text] == [
        *(len(HEADER) + begin for begin in begins),
        *(2 * len(HEADER) + len(first) + 1 + begin for begin in begins),
    ]


@pytest.mark.parametrize("size", [1, 63, 64, 65, 128, 200])
def test_a_list_of_addresses_of_any_length_is_one_gap(size: int) -> None:
    frame, _ = page(4, "numbered")
    listed = ["References", *(f"{number}. https://t.me/quarry_town/{number}" for number in range(1, size))]
    for after in ([], ["A text of somebody's."], [*HEADER, *frame]):
        data = dump_of([*HEADER, *frame, *listed, *after])
        dump = parse(data)
        check_partition(dump, data)
        first = len(HEADER) + len(frame) + 1
        [gap] = [gap for gap in dump.gaps if gap.first_line == first]
        assert (gap.reason, gap.last_line) == ("page-footer", first + size - 1)


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("count", [1, 4])
def test_a_script_at_the_end_of_a_page_is_no_post(style: str, count: int) -> None:
    lines, begins = page(count, style)
    texts = [*HEADER, *lines, "TWeb.init();", *HEADER, *lines, "", "TWeb.init();"]
    dump = parse(dump_of(texts))
    size = len(HEADER) + len(lines) + 1
    assert [post.source.first_line - 1 for post in dump] == [
        *(len(HEADER) + begin for begin in begins),
        *(size + len(HEADER) + begin for begin in begins),
    ]
    assert [gap.reason for gap in dump.gaps if gap.first_line in (size, len(texts))] == ["page-footer"] * 2


def test_addresses_in_a_text_are_no_pictures() -> None:
    lines, begins = page(4, "bracketed")
    own = ["The bot understands:", "/start", "https://a.example/b", "and no more."]
    lines[begins[2] + 1 : begins[2] + 1] = own
    assert parse(dump_of(lines))[2].text.splitlines()[: len(own)] == own


def test_buttons_that_lead_elsewhere_are_no_name() -> None:
    lines, begins = page(5, "linked", name="[Quarry Town](https://t.me/quarry_town)")
    for begin in reversed([*begins[1:], len(lines)]):
        lines[begin:begin] = ["[Open](https://a.example)"]
    dump = parse(dump_of(lines))
    assert [post.author for post in dump] == [NAME] * 5
    assert [post.source.first_line - 1 for post in dump] == [begin + number for number, begin in enumerate(begins)]


def test_a_linked_notice_below_a_text_is_no_preview() -> None:
    lines, begins = page(4, "linked")
    notice = ["", "Please open Telegram to view this post", "", "[VIEW IN TELEGRAM](https://t.me/quarry_town/5)", ""]
    lines[begins[3] - 1 : begins[3] - 1] = notice
    dump = parse(dump_of(lines))
    assert (dump[2].notices, dump[2].preview) == (("open-in-telegram",), None)
    assert dump[2].text == "\n".join(lines[begins[2] + 1 : begins[3] - 1])


def test_a_page_may_break_off_below_what_looks_like_a_site() -> None:
    lines = ["33 views[00:59](https://t.me/quarry/1)", NAME, "A text.", "250 views17:45", NAME, "Two.", "", "a.pdf"]
    check_partition(parse(dump_of(lines)), dump_of(lines))


@pytest.mark.parametrize("style", ["linked", "bracketed"])
def test_links_below_the_last_post_are_its_buttons(style: str) -> None:
    lines, begins = page(4, style)
    buttons = ["[Open](https://a.example)[Write](x)"] if style == "linked" else ["Open [https://a.example]"]
    assert firsts([*lines, *buttons]) == begins
    assert firsts([*lines, "Somebody wrote this paragraph of more words than a button has. " + buttons[0]]) != begins
    assert firsts([*lines, "Somebody's own words."])[: len(begins)] == begins
    assert len(firsts([*lines, "Somebody's own words."])) == len(begins) + 1


@pytest.mark.parametrize("style", ["beside", "numbered"])
def test_a_line_of_nothing_but_marks_is_no_site(style: str) -> None:
    lines, begins = page(4, style)
    lines[begins[2] + 1 : begins[3] - 1] = ["A text.", "**", "And more."]
    dump = parse(dump_of([*HEADER, *lines]))
    assert (dump[2].preview, dump[2].text) == (None, "A text.\n**\nAnd more.")


def test_a_name_below_a_picture_is_known_without_a_header() -> None:
    lines, begins = page(4)
    for begin in reversed(begins):
        lines[begin:begin] = ["[photo]"]
    dump = parse(dump_of(lines))
    assert [post.source.first_line - 1 for post in dump] == [begin + i for i, begin in enumerate(begins)]
    assert {post.author for post in dump} == {NAME}


@pytest.mark.parametrize("title", [NAME, "\u200fأخبار المحجر", "Quarry 12 members"])
def test_a_header_ends_below_the_title_that_is_one_link_with_its_counter(title: str) -> None:
    header = [title, "@quarry_town", "12.4K subscribers", "News.", "[Download Telegram](//telegram.org/dl)"]
    header.append(f"[Join](//t.me/quarry_town) [__ {title} 12.4K subscribers ](https://t.me/quarry_town)")
    lines, begins = page(3, "linked", name=title)
    dump = parse(dump_of([*header, *lines]))
    assert [post.source.first_line - 1 for post in dump] == [len(header) + begin for begin in begins]
    assert [gap.reason for gap in dump.gaps] == ["page-header"]


@settings(deadline=None)
@given(st.lists(LINES, max_size=60))
def test_any_lines_of_pages_are_kept(lines: list[str]) -> None:
    data = dump_of(lines)
    check_partition(parse(data), data)


@settings(deadline=None)
@given(st.lists(LINES, max_size=25), st.integers(3, 8), st.sampled_from(sorted(STYLES)))
def test_any_lines_among_posts_are_kept(lines: list[str], posts: int, style: str) -> None:
    frame, begins = page(posts, style)
    at = begins[posts // 2]
    data = dump_of([*HEADER, *frame[:at], *lines, *frame[at:]])
    check_partition(parse(data), data)


@pytest.mark.parametrize("style", STYLES)
def test_a_page_is_read_a_stretch_at_a_time(style: str) -> None:
    """What is looked at ahead of a post is bounded, however long the page."""
    lines, begins = page(6_000, style)
    text = "\n".join(lines) + "\n"
    read = 0

    def counted() -> Iterator[Line]:
        nonlocal read
        for line in lines_of_text(text):
            read = line.number
            yield line

    furthest = 0
    found = 0
    for draft in forms_read(counted(), Context()):
        furthest = max(furthest, read - draft.lines[-1].number)
        found += draft.gap is None
    assert found == len(begins)
    assert furthest < len(lines) // 3


def test_what_stands_in_a_page_is_one_post_a_name() -> None:
    lines, begins = page(400, "spaced")
    data = dump_of(lines)
    posts = list(iter_posts(data))
    assert [post.source.first_line - 1 for post in posts] == begins
    assert all(one.source.end_byte == other.source.first_byte for one, other in pairwise(posts))
    assert all(post.boundary.confidence > 0.99 and "page-frame" in post.boundary.evidence for post in posts)
    assert all(isinstance(item, Post) for item in iter_items(data))


def test_a_header_amid_a_dump_is_found_by_its_counter() -> None:
    rng = random.Random(5)
    texts = [[sentence(rng) for _ in range(3)] for _ in range(4)]
    lines = flatten(texts)
    dump = parse(dump_of([*lines, f"{NAME} – Telegram", *HEADER, *lines, *HEADER, *lines]))
    assert len(dump.posts) == 12
    headers = [gap for gap in dump.gaps if gap.reason == "page-header"]
    assert [gap.last_line - gap.first_line + 1 for gap in headers] == [len(HEADER) + 1, len(HEADER)]
    assert len(HEADER) < HELD_BACK


def test_a_header_takes_in_no_forward_and_no_footer() -> None:
    rng = random.Random(6)
    texts = [[sentence(rng) for _ in range(3)] for _ in range(4)]
    for own in (["Forwarded from River"], ["980 views15:10"], ["❤28🔥16"]):
        dump = parse(dump_of([NAME, "12.4K subscribers", *own, *flatten(texts), "Download Telegram"]))
        assert not any(gap.first_line <= 3 <= gap.last_line for gap in dump.gaps)
        assert len(dump.posts) >= 4
