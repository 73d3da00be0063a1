"""Pages whose elements are blocks of Markdown, as pandoc leaves them: which parts belong to a post; damaged pages."""

from __future__ import annotations

import pytest
from conftest import dump_of
from hypothesis import given, settings
from hypothesis import strategies as st
from invented import check_partition

from telegram_dump_parser import parse
from telegram_dump_parser.formats.block_parts import Block, Part, values_of


def post(number: int, *body: str, closed: bool = True) -> list[str]:
    """The lines of a post in fenced blocks."""
    return [
        "::: {.tgme_widget_message_wrap .js-widget_message_wrap}",
        f'::: {{.tgme_widget_message .js-widget_message post="lakenews/{number}" view="e"}}',
        "::: {.tgme_widget_message_author .accent_color}",
        "[[Lake",
        'News]{dir="auto"}](https://t.me/lakenews){.tgme_widget_message_owner_name}',
        ":::",
        "",
        *body,
        "::: {.tgme_widget_message_footer .compact}",
        f"[{number}]{{.tgme_widget_message_views}}[",
        f"views]{{.copyonly}}[[09:02](https://t.me/lakenews/{number}){{.tgme_widget_message_date}}]{{.meta}}",
        ":::",
        *([":::", ":::", ""] if closed else []),
    ]


def text(*lines: str) -> list[str]:
    return ['::: {.tgme_widget_message_text .js-message_text dir="auto"}', *lines, ":::", ""]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["The ferry is back, and nobody", "has to wait."], "The ferry is back, and nobody has to wait."),
        (["One.\\", "\\", "Two.\\", "Three."], "One.\n\nTwo.\nThree."),
        (["One.  ", "  ", "Two."], "One.\n\nTwo."),
        (["Quoted:", "", "> as it", "> stands", "", "after"], "Quoted:\n> as it\n> stands\nafter"),
        (["See [the", 'table](https://example.org/a){target="_blank"', 'rel="x"}.'], "See [the table](https://example.org/a)."),
        (['See <a href="https://example.org/a"', 'class="b">it</a> &amp; go'], "See [it](https://example.org/a) & go"),
        (["Fog. ***🔥***", "[](https://t.me/lakenews/5){.x}"], "Fog. 🔥"),
        (["5\\\\", "6"], "5\\\\ 6"),
    ],
)  # fmt: skip
def test_a_text_is_read_without_what_the_tool_made_of_it(lines: list[str], expected: str) -> None:
    [found] = parse(dump_of(post(7, *text(*lines))))
    assert (found.text, found.id, found.views, found.author) == (expected, 7, 7, "Lake News")


def test_links_of_a_text_are_known() -> None:
    [found] = parse(dump_of(post(7, *text("[\\#fog](?q=%23fog) on [the lake](https://example.org/a){.b}"))))
    assert (found.hashtags, found.urls) == (("#fog",), ("https://example.org/a",))


def test_pages_may_stand_amid_a_dump() -> None:
    lines = [*["A line of another dump."] * 3, *post(1, *text("One.")), *post(2, *text("Two.")), "What follows."]
    dump = parse(dump_of(lines))
    assert [found.text for found in dump if found.source.dialect == "whole-page"] == ["One.", "Two."]
    assert dump[-1].text == "What follows."


def test_a_post_whose_end_was_lost_ends_where_its_last_element_does() -> None:
    lines = [*post(1, *text("One."), closed=False), *post(2, *text("Two."), closed=False), "Another dump's text."]
    dump = parse(dump_of(lines))
    assert [found.text for found in dump] == ["One.", "Two.", "Another dump's text."]


@pytest.mark.parametrize(
    "lines",
    [
        post(1, *text("One."))[1:],
        [line.replace(" post=", " view=") for line in post(1, *text("One."))],
        [line for line in post(1, *text("One.")) if "footer" not in line and "author" not in line],
        [":::: note", *post(1, *text("One."))[2:]],
    ],
)
def test_what_is_no_message_element_is_searched(lines: list[str]) -> None:
    assert "whole-page" not in {found.source.dialect for found in parse(dump_of(lines))}


def test_escaped_brackets_begin_no_span() -> None:
    lines = [r"\[One\]{.two}", r"\[" * 50_000]  # else the second takes minutes
    assert values_of([Block(Part.TEXT, lines)], ("lake", 1))[1] == " ".join(lines)


LINES = st.sampled_from([*post(3, *text("A.", "B.\\")), "<div", 'class="tgme_widget_message_wrap">', "</div>", "", "x"])


@settings(max_examples=60)
@given(st.lists(LINES, max_size=40))
def test_any_such_lines_are_posts_or_gaps(lines: list[str]) -> None:
    data = dump_of(lines)
    check_partition(parse(data), data)
