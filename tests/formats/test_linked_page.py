"""Pages of web clippers: a linked picture above each post, and properties above the page."""

from __future__ import annotations

import pytest
from conftest import dump_of
from hypothesis import given, settings
from hypothesis import strategies as st
from invented import check_partition

from telegram_dump_parser import parse

NAME = "[Quarry Town](https://t.me/quarry_town)"
PICTURE = "[![](a.jpg)](https://t.me/quarry_town)"
FOOTER = "95# views[09:02](https://t.me/quarry_town/#)"


def clipped(count: int, *, named: bool = True, footer: str = "") -> tuple[list[str], list[int]]:
    """The lines of this many posts, and the indices of their pictures."""
    lines: list[str] = []
    begins: list[int] = []
    for number in range(count):
        begins.append(len(lines))
        lines += [
            PICTURE,
            "",
            *([NAME, ""] if named else []),
            f"Text {number} of it.",
            "",
            *([footer.replace("#", str(number))] if footer else []),
        ]
    return lines, begins


@pytest.mark.parametrize("named", [True, False])
@pytest.mark.parametrize("count", [1, 2, 9])
def test_a_linked_picture_begins_a_post_where_footers_are_lost(count: int, named: bool) -> None:
    lines, begins = clipped(count, named=named)
    dump = parse(dump_of(lines))
    if count == 1 and not named:  # nothing shows that it is a page
        assert [post.source.dialect for post in dump] != ["whole-page"]
        return
    assert [post.source.first_line - 1 for post in dump] == begins
    assert {post.author for post in dump} == {"Quarry Town" if named else None}
    assert [post.text for post in dump] == [f"Text {number} of it." for number in range(count)]


def test_footers_make_a_whole_page() -> None:
    lines, _ = clipped(4, footer=FOOTER)
    assert [post.views for post in parse(dump_of(lines))] == [950, 951, 952, 953]
    lines, begins = clipped(4)
    dump = parse(
        dump_of([*lines[: begins[1] - 1], FOOTER.replace("#", "1"), "", *lines[begins[1] :]])
    )  # one may be a text
    assert [post.source.first_line - 1 for post in dump] == [0, *(begin + 1 for begin in begins[1:])]


@pytest.mark.parametrize("below", ["January 1", "[Open](https://a.example)"])
def test_dates_and_buttons_may_stand_below_footers(below: str) -> None:
    lines, _ = clipped(5, footer=f"{FOOTER}\n\n{below}\n")
    assert [post.views for post in parse(dump_of(lines))] == [950, 951, 952, 953, 954]


def test_pictures_of_two_channels_make_no_page() -> None:
    lines, begins = clipped(4)
    other = [line.replace("quarry_town", "city") if i >= begins[2] else line for i, line in enumerate(lines)]
    assert "whole-page" not in {post.source.dialect for post in parse(dump_of(other))}


@pytest.mark.parametrize(
    "words", [["source: https://t.me/s/quarry_town"], ["title: x", "tags:", "  - a", "", "url: t.me/a"]]
)
def test_properties_of_a_clipped_page_are_a_gap(words: list[str]) -> None:
    lines, begins = clipped(3)
    dump = parse(dump_of(["---", *words, "---", *lines]))
    above = len(words) + 2
    assert [post.source.first_line - 1 for post in dump] == [above + begin for begin in begins]
    assert (dump.gaps[0].first_line, dump.gaps[0].last_line, dump.gaps[0].reason) == (1, above, "page-header")


@pytest.mark.parametrize(
    "lines",
    [
        ["---", "source: https://example.org", "---"],  # of another page
        ["---", "We read t.me/a all day", "---"],  # a text between rules
        ["---", "Attention: we have moved to https://t.me/a", "- and this is a list", "---"],
        ["---", "source: https://t.me/a"],
    ],
)
def test_what_is_between_hyphens_may_be_a_text(lines: list[str]) -> None:
    assert parse(dump_of([*lines, "", "A text."]))[0].source.first_line == 1


WORDS = [
    "---",
    "a: t.me/b",
    "A text",
    "12.4K subscribers",
    "Download Telegram",
    "Anonymous Poll",
    "28%",
    "TWeb.init();",
]
MARKS = ["", "[", "](https://t.me/a)", "](https://t.me/a)[", "[](x)", "![](a.jpg)", "[0:24"]
LINES = st.sampled_from([PICTURE, NAME, FOOTER, *WORDS, *MARKS])


@settings(deadline=None)
@given(st.lists(LINES, max_size=40))
def test_any_lines_are_kept(lines: list[str]) -> None:
    posts, begins = clipped(3)
    for texts in ([*posts[: begins[2]], *lines, *posts[begins[2] :]], ["---", *lines]):
        data = dump_of(texts)
        check_partition(parse(data), data)
