"""Marks around the lines of a page: Markdown, and the numbers or addresses of links."""

from __future__ import annotations

import pytest

from telegram_dump_parser.formats.markup import (
    Links,
    is_picture,
    labels,
    links_alone,
    links_of,
    plain,
    targets,
    with_ends_of_links,
)
from telegram_dump_parser.formats.whole_page_links import is_preview_in_link, options_in_link, parts_in_links


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("Quarry Town", "Quarry Town"),
        ("[Quarry Town](https://t.me/quarry)", "Quarry Town"),
        ("[14]Quarry Town", "Quarry Town"),
        ("[7]Join [8]", "Join"),
        ("Quarry Town (https://t.me/quarry)", "Quarry Town"),
        ("Blog (//telegram.org/blog)", "Blog"),
        ("Quarry Town [https://t.me/quarry]", "Quarry Town"),
        ("Quarry Town (news)", "Quarry Town (news)"),
        ("Quarry Town [news]", "Quarry Town [news]"),
        ("[14] Quarry Town", "[14] Quarry Town"),
        ("Quarry Town [14]", "Quarry Town [14]"),
    ],
)
def test_plain(line: str, shown: str) -> None:
    assert plain(line) == shown


@pytest.mark.parametrize(
    ("line", "links"),
    [
        ("450 views[07:15](https://t.me/quarry/1)", Links.MARKDOWN),
        ("450 views[10]07:15", Links.NUMBERED),
        ("450 views07:15 (https://t.me/quarry/1)", Links.BESIDE),
        ("450 views07:15 [https://t.me/quarry/1]", Links.BRACKETED),
        ("450 views07:15", Links.NONE),
    ],
)
def test_links_of(line: str, links: Links) -> None:
    assert links_of(line) is links


@pytest.mark.parametrize(
    ("line", "links"),
    [
        ("[*![](a.jpg)*](https://t.me/quarry)", Links.MARKDOWN),
        ("[7][photo.jpg]", Links.NUMBERED),
        ("[7]", Links.NUMBERED),
        ("[IMG]", Links.NUMBERED),
        ("(https://t.me/quarry)", Links.BESIDE),
    ],
)
def test_a_picture_is_one_only_where_links_are_written_so(line: str, links: Links) -> None:
    assert is_picture(line)
    assert [other for other in Links if is_picture(line, other)] == [links]


def test_a_link_without_text_within_a_link_is_a_picture_and_a_lone_mark_is_none() -> None:
    assert is_picture("[[](https://a.example/a.mp4)", Links.MARKDOWN)
    assert not any(is_picture(mark, Links.MARKDOWN) for mark in "*[(!")


@pytest.mark.parametrize(
    ("line", "is_one"),
    [
        ("[https://a.example/a.jpg]https://t.me/quarry", True),
        ("[https://a.example/a.jpg]", True),
        ("https://t.me/quarry/3", True),
        ("/s/quarry?before=3", True),
        ("/start", False),
        ("https://a.example/b", False),
        ("Quarry Town [https://t.me/quarry]", False),
        ("[news]", False),
        ("https://t.me/quarry/3 [https://t.me/quarry/3]", False),
    ],
)
def test_an_address_alone_is_a_link_without_text(line: str, is_one: bool) -> None:
    assert is_picture(line, Links.BRACKETED) is is_one


@pytest.mark.parametrize(
    ("texts", "at", "found"),
    [
        (["a", "b"], [0, 1], ["a", "b"]),
        (["[", "](x)", "a"], [2], ["a"]),
        (["a", "[", "Site", "Title", "](https://b)", "c"], [0, 2, 3, 5], ["a", "[Site", "Title](https://b)", "c"]),
        (["[", "Name", "](x)[", "0:24", "](y)", "a"], [1, 3, 5], ["[Name](x)", "[0:24](y)", "a"]),
        (["[", "Name", "](x)[0:24", "a](y)"], [1, 2, 3], ["[Name](x)", "[0:24", "a](y)"]),
        (["](x)", "a"], [1], ["a"]),
        (["[", "a"], [0, 1], ["[", "a"]),
        (["[", "1, 2, 3", "]", *"abc"], [0, 1, 2, 3, 4, 5], ["[", "1, 2, 3", "]", *"abc"]),
        (["a", "](see above)"], [0, 1], ["a", "](see above)"]),
        (["[", "["], [0, 1], ["[", "["]),
    ],
)
def test_ends_of_links_go_to_the_lines_beside_them(texts: list[str], at: list[int], found: list[str]) -> None:
    assert with_ends_of_links(texts) == (at, found)


@pytest.mark.parametrize(
    ("text", "links", "shown", "urls"),
    [
        ("See [the list](https://a.example/b).", Links.MARKDOWN, "See the list.", ["https://a.example/b"]),
        ("See the list (https://a.example/b).", Links.BESIDE, "See the list.", ["https://a.example/b"]),
        ("See the list [?q=%23list].", Links.BRACKETED, "See the list.", ["?q=%23list"]),
        ("See [12]the list.", Links.NUMBERED, "See the list.", []),
        ("See (the list) [12].", Links.NONE, "See (the list) [12].", []),
    ],
)
def test_labels_and_targets(text: str, links: Links, shown: str, urls: list[str]) -> None:
    assert (labels(text, links), targets(text, links)) == (shown, urls)


def test_links_alone() -> None:
    assert links_alone("[ Quarry Town A quote… ](https://t.me/quarry/4) [](https://t.me/quarry/5)") == [
        ("Quarry Town A quote…", "https://t.me/quarry/4"),
        ("", "https://t.me/quarry/5"),
    ]
    assert not links_alone("[a](https://t.me/quarry/4) and [b](https://t.me/quarry/5)")


def test_parts_in_links() -> None:
    video = "[__ 0:41 This media is not supported in your browser VIEW IN TELEGRAM ](https://t.me/quarry/5)"
    found = parts_in_links(f"[ Quarry Town A quote… ](https://t.me/quarry/4) {video}", "Quarry Town")
    assert found == ("A quote…", ["This media is not supported in your browser"], [])
    assert parts_in_links("[ plan.pdf 84.1 MB ](https://t.me/quarry/6)", "Quarry Town") == (
        None,
        [],
        [{"name": "plan.pdf", "size": "84.1 MB"}],
    )
    assert parts_in_links("[plan.pdf84.1 MB](https://t.me/quarry/6)", "Quarry Town") == (
        None,
        [],
        [{"name": "plan.pdf", "size": "84.1 MB"}],
    )
    # A text may be a link.
    assert parts_in_links("[The list 84.1 MB](https://example.org/list)", "Quarry Town") is None
    assert parts_in_links("[Read this](https://example.org/list)", "Quarry Town") is None


def test_a_preview_leads_to_another_page() -> None:
    assert is_preview_in_link("[ example.org A title ](https://example.org/a)")
    assert not is_preview_in_link("[ example.org A title ](https://t.me/quarry/7)")
    assert not is_preview_in_link("[example.org](https://example.org/a)")  # somebody's own link


def test_options_in_link() -> None:
    line = "[ 61% On Monday 39% On Tuesday ](https://t.me/quarry/7)"
    assert options_in_link(line) == [{"text": "On Monday", "percent": 61}, {"text": "On Tuesday", "percent": 39}]
    assert not options_in_link("[ On Monday 61% ](https://t.me/quarry/7)")
