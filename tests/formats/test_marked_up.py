"""Pages that were flattened with their links, or as Markdown: what proves it, what is cut, and what is kept."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import telegram_dump_parser as tdp
from telegram_dump_parser.formats.marked_up_odds import MarkedOdds
from telegram_dump_parser.formats.marked_up_signs import view_of
from telegram_dump_parser.formats.marked_up_view import View, unmarked
from telegram_dump_parser.lines.reader import lines_of_bytes, lines_of_text
from telegram_dump_parser.segmentation.window import Window
from telegram_dump_parser.vocabulary import Dialect

PIECES = (
    "[#lake](?q=%23lake)", "[@lake](https://t.me/lake)", "[", "](https://t.me/lake/4)", "[](https://t.me/lake/5)",
    "**", "*", "*12*", "**👍**", "***❤***7", "Forwarded from", "[Harbour](https://t.me/harbour)", "Ein Satz.",
    "Мост открыт", "港口", "VIEW IN TELEGRAM", "This media is not supported in your browser", "\n", "\n", "\n\n", " ",
)  # fmt: skip


@pytest.mark.parametrize(
    ("line", "plain"),
    [
        ("**Storm** until [Friday](https://a.example/b_(c))", "Storm until Friday"),
        ("***🔥***12", "🔥12"),
        (r"[@lake\_side](https://t.me/lake_side)", "@lake_side"),
        ("What it says](https://t.me/lake/4)", "What it says"),
        ("[Lakeside", "Lakeside"),
        ("2 * 3 * 4", "2 * 3 * 4"),
    ],
)
def test_marks_are_taken_off(line: str, plain: str) -> None:
    assert unmarked(line) == plain


@pytest.mark.parametrize(
    ("lines", "marked"),
    [
        (["[#lake](?q=%23lake)"], True),
        (["Forwarded from", "[Harbour](https://t.me/harbour)"], True),
        (["Forwarded from\u00a0[Harbour](https://t.me/harbour)"], True),
        (["[", "](https://t.me/lake/4)"], True),
        (["[https://a.example](https://a.example)"] * 3, True),
        (["[https://a.example](https://a.example)"] * 2, False),
        (["[a word](https://a.example), **bold**, *italic*"] * 9, False),
        (["**a**", "", "b", "", "**c**", "", "**d**", ""], True),
        (["**a**", "b", "**c**", "**d**"], False),
    ],
)
def test_only_the_page_itself_proves_that_it_was_marked_up(lines: list[str], marked: bool) -> None:
    assert (view_of(lines) is not None) is marked


@pytest.mark.parametrize(
    ("line", "parts"),
    [
        ("[@lake](https://t.me/lake)👍12", ["[@lake](https://t.me/lake)", "👍12"]),
        ("[@lake](https://t.me/lake)Forwarded from", ["[@lake](https://t.me/lake)", "Forwarded from"]),
        ("[here](https://a.example)and there.Мост открыт", ["[here](https://a.example)and there.", "Мост открыт"]),
        ("[here](https://a.example) and there", ["[here](https://a.example) and there"]),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_what_is_glued_to_a_link_is_cut_off(line: str, parts: list[str], encoding: str) -> None:
    data = f"First line\n{line}\n".encode(encoding)
    pieces = [*View(moved=True, glued=True).pieces(lines_of_bytes(data))]
    found = [part for piece in pieces for part in piece.parts]
    assert [part.text for part in found] == ["First line", *parts]
    assert found[-1].end_byte == len(data)
    assert all(a.end_byte == b.first_byte for a, b in pairwise(found))


def test_an_emoji_goes_back_before_its_text() -> None:
    lines = lines_of_text("*Tickets are on sale*\n\n**🎫***12*\n\n**👍***340*\n\n**😁**The next post\n")
    read = [piece.read.text for piece in View(moved=False, glued=True, swapped=True).pieces(lines)]
    assert read == ["🎫 Tickets are on sale", "👍12😁340", "The next post"]


class _Even:
    """A model that knows nothing but that the lines in capitals begin posts."""

    def log_odds(self, window: Window, blanks: list[int], dialect: Dialect) -> list[float]:
        return [3.0 if window.text(k).isupper() else -1.0 for k in range(window.size)]

    rough_log_odds = log_odds

    def preview_log_odds(self, window: Window, blanks: list[int], dialect: Dialect) -> None:
        return None


def test_what_sure_posts_begin_with_is_learned() -> None:
    texts = [text for k in range(9) for text in (f"HEAD {'ABCDEFGHI'[k]}", f"line {k}", f"more {k}")] + ["bold one"]
    signs = {text: (text.startswith(("HEAD", "bold")), 0, False) for text in texts}
    odds = MarkedOdds(_Even(), signs).log_odds(Window(texts), [0] * (len(texts) + 1), Dialect.CURRENT)
    assert odds[-1] > 0 > odds[1]


@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
def test_nothing_is_lost(text: str) -> None:
    data = ("[#lake](?q=%23lake)\n" + text).encode()
    dump = tdp.parse(data)
    spans = sorted((item.first_byte, item.end_byte) for item in (*(post.source for post in dump), *dump.gaps))
    assert [start for start, _ in spans] + [len(data)] == [0] + [end for _, end in spans]
    for post in dump:
        for word in post.text.split():
            assert word in text + "[#lake](?q=%23lake)"


def test_posts_that_are_joined_keep_their_values() -> None:
    data = (
        "[#lake](?q=%23lake)\n"
        "Forwarded from\n[Harbour](https://t.me/harbour)\nThe ferry is back.\n👍12\n"
        "The school has a new roof.\n"
    ).encode()
    joined = tdp.parse(data, min_confidence=1.0)
    assert [post.forwarded_from for post in joined if post.forwarded_from] in ([], ["Harbour"])
    assert sum(reaction.count for post in joined for reaction in post.reactions) == 12


def test_boundaries_of_moved_links_are_never_quite_sure() -> None:
    texts = [f"**Headline {word}** of it\nThe ferry {word} is back.\nMore {word}.\n" for word in "abcdef"]
    plain = "".join(text.replace("**", "") + "\n".join(text.split("\n")[1:]) for text in texts)
    linked = plain.replace("The ferry a", "[#lake](?q=%23lake)\nThe ferry a", 1)
    sure = [post.boundary.confidence for post in tdp.parse(plain)][1:]
    marked = [post.boundary.confidence for post in tdp.parse(linked)][1:]
    assert len(sure) == len(marked) == 5
    assert min(sure) > 0.95 >= max(marked)


@pytest.mark.parametrize(
    ("name", "dialect"),
    [
        ("markdown-korean", "echoed"),
        ("markdown-korean", "current"),
        ("markdown-links-persian", "current"),
        ("moved-links-glued", "echoed"),
        ("moved-links-russian", "echoed"),
    ],
)
def test_marks_are_known_where_the_dialect_is_given(name: str, dialect: str) -> None:
    data = (Path(__file__).parents[2] / "fixtures" / f"{name}.txt").read_bytes()
    given, found = tdp.parse(data, dialect=dialect), tdp.parse(data)
    assert [post.text for post in given] == [post.text for post in found]
    assert [post.forwarded_from for post in given] == [post.forwarded_from for post in found]
    assert {post.source.dialect for post in given} == {dialect}
