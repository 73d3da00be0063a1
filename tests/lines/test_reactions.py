"""The grammar of reactions: each way to write them is recognised quickly, matched whole, and read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telegram_dump_parser import parse
from telegram_dump_parser.lines.kinds import LineKind, classify
from telegram_dump_parser.lines.reactions import ends_like_reactions, is_reactions, read_reactions

STYLES = {
    "❤28🔥16👍1": [("❤", "28"), ("🔥", "16"), ("👍", "1")],
    "❤28 🔥16": [("❤", "28"), ("🔥", "16")],
    "❤ 28": [("❤", "28")],
    "7.37K❤28": [(None, "7.37K"), ("❤", "28")],
    "7.37K 245": [(None, "7.37K"), (None, "245")],
    "❤\u200d🔥12M": [("❤\u200d🔥", "12M")],
    "��5��7": [(None, "5"), (None, "7")],
    "??5?7": [(None, "5"), (None, "7")],
    "❤ x28": [("❤", "28")],
    "❤x28 🔥×1.5K": [("❤", "28"), ("🔥", "1.5K")],
    "❤ (28)": [("❤", "28")],
    "❤ (28)  🔥(16)": [("❤", "28"), ("🔥", "16")],
    "28 ❤": [("❤", "28")],
    "28 ❤ 1.2K 🔥": [("❤", "28"), ("🔥", "1.2K")],
    "ðŸ”¥16": [("🔥", "16")],
}


@pytest.mark.parametrize("line", STYLES)
def test_each_style_is_told_and_read(line: str) -> None:
    assert classify(line) is LineKind.REACTIONS
    assert list(read_reactions(line)) == STYLES[line]


@pytest.mark.parametrize("line", ["❤ x28", "❤ (28)", "28 ❤"])
def test_a_style_closes_a_post(line: str) -> None:
    posts = parse(f"The ferry runs again.\nFrom noon on.\nFrom noon on.\n{line}\nThe market is open.\nToday.\nToday.\n")
    assert [[(r.emoji, r.count) for r in post.reactions] for post in posts] == [[("❤", 28)], []]


@pytest.mark.parametrize(
    "line",
    [
        *("28 x ❤", "❤ [28]", "❤ (28", "(28)", "x28", "28", "❤", "a (28)", "❤ (0)", "❤ x0", "0 ❤", "❤ x1000"),
        *("❤5.123K", "❤1234", "+49 30 1234567", "?5", "❤28 see you", "28 ❤ x3", "❤28   🔥16x", "1 ❤ of 2"),
    ],
)
def test_what_is_like_them_is_not(line: str) -> None:
    assert classify(line) is not LineKind.REACTIONS


@pytest.mark.parametrize("line", ["28", "7.37K", "1.2M"])
def test_a_bare_number_is_one_reaction_to_the_grammar_and_a_count_to_the_machine(line: str) -> None:
    assert is_reactions(line)
    assert classify(line) is LineKind.COUNT


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["❤", "🔥", "👍🏽", "🏳️‍🌈", "👨‍👩‍👧"]), st.sampled_from(["1", "28", "999", "1.5K", "12M"])
        ),
        min_size=1,
        max_size=25,
    ),
    st.sampled_from(["{}{}", "{} x{}", "{} ({})", "{}×{}"]),
)
def test_what_is_written_is_read(reactions: list[tuple[str, str]], style: str) -> None:
    line = " ".join(style.format(emoji, count) for emoji, count in reactions)
    assert ends_like_reactions(line)
    assert is_reactions(line)
    assert list(read_reactions(line)) == reactions


def test_a_line_of_more_than_a_post_can_have_is_text() -> None:
    """25 kinds of them: Telegram shows no more, and a longer line is a list of somebody's."""
    assert is_reactions(" ".join(["❤ (2)"] * 25))
    assert not is_reactions(" ".join(["❤ (2)"] * 26))
    assert is_reactions("❤2" * 25)
    assert not is_reactions("❤2" * 26)


def test_a_hundredth_of_a_thousand_is_counted_exactly() -> None:
    post = parse("❤59.9K🔥1.05M👍2K")[0]
    assert [reaction.count for reaction in post.reactions] == [59_900, 1_050_000, 2_000]
