"""The cheapest path: which posts it gives, how sure their boundaries are, and what it does not follow."""

from __future__ import annotations

import random

import pytest
from windows import lines, window

from telegram_dump_parser.segmentation.search.cost_table import MOVES
from telegram_dump_parser.segmentation.search.costs import Pricer
from telegram_dump_parser.segmentation.search.dump_statistics import first_guess
from telegram_dump_parser.segmentation.search.lattice import NEVER, Lattice
from telegram_dump_parser.segmentation.search.path import CERTAIN, Segment
from telegram_dump_parser.segmentation.segmenter import SECOND_BEAM
from telegram_dump_parser.segmentation.state_machine import State
from telegram_dump_parser.segmentation.window import Window
from telegram_dump_parser.vocabulary import Dialect

S = State
OPEN, VIEW = "Please open Telegram to view this post", "VIEW IN TELEGRAM"
LABEL = "This media is not supported in your browser"
OWN = {"open": OPEN, "view": VIEW, "label": LABEL, "r": "❤5🔥2", "fwd": "Forwarded from Harbour Notes"}


def solved(text: str, beam: float = 6.0, **own: str) -> list[Segment]:
    return solve(window(text, **OWN, **own), beam)


def solve(found: Window, beam: float = 6.0) -> list[Segment]:
    pricer = Pricer(found, first_guess(found))
    return Lattice(found).solve(0, found.size, [pricer], [0] * found.size, beam)


def spans(segments: list[Segment]) -> list[tuple[int, int]]:
    return [(segment.first, segment.end) for segment in segments]


def states(segments: list[Segment]) -> list[list[State]]:
    return [[step.state for step in segment.steps] for segment in segments]


def test_posts_cover_all_lines_in_order() -> None:
    found = solved("a b c b c fwd d e f e f r g h h")
    assert spans(found) == [(0, 5), (5, 12), (12, 15)]
    assert states(found) == [[S.ECHOED], [S.FORWARDED, S.ECHOED, S.REACTED], [S.ECHOED]]
    for segment in found:
        assert [segment.first, *(step.end for step in segment.steps)] == [
            *(step.first for step in segment.steps),
            segment.end,
        ]


def test_clean_echoes_that_nothing_else_explains_are_certain() -> None:
    assert [segment.margin for segment in solved("a b c b c d e f e f g h i h i")] == [CERTAIN] * 3


def test_a_boundary_that_a_line_may_move_is_less_sure() -> None:
    """The single line may be a post, or line 1 of a text that lost a line of its copy."""
    found = solved("a b c b c d e f g f g")
    assert spans(found)[0] == (0, 5)
    assert found[0].margin == CERTAIN
    assert all(0 <= segment.margin < CERTAIN for segment in found[2:])


def test_the_first_boundary_is_certain_whatever_follows() -> None:
    assert solved("a")[0].margin == CERTAIN
    assert next(segment.margin == CERTAIN for segment in solved("a s", s="Why?"))


def test_reactions_close_a_post() -> None:
    found = solved("a b b r c d d r")
    assert spans(found) == [(0, 4), (4, 8)]


def test_a_notice_is_read_with_the_text_that_it_follows() -> None:
    found = solved("x a b a b open view c d d", x="A line with 🔥 an emoji within.")
    assert spans(found) == [(0, 7), (7, 10)]
    assert states(found)[0] == [S.ECHO_MAY_HAVE_EMOJI, S.OPEN, S.CLOSED]
    # No emoji suggests a custom one: rather a post of which nothing but its notice is left.
    assert states(solved("a b c b c open view d e e"))[:2] == [[S.ECHOED], [S.OPEN, S.CLOSED]]


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("a b c b c", S.ECHOED),
        ("a b x c b c d e d e", S.ECHO_WITH_EMOJI),  # x is missing, and suggests a custom emoji
        ("a b c d b c e f e f", S.ECHO_MAY_HAVE_EMOJI),  # d was pulled out: a quote, or code
        ("a b c d b y c d e f f", S.ECHO_REORDERED),  # y is in the second copy alone
    ],
)
def test_what_a_second_copy_tells_of_the_text(text: str, state: State) -> None:
    own = {"x": "🔥 An emoji that this line begins with."}
    found = solved(text, **own)
    assert states(found)[0][0] is state


def test_a_dump_that_ends_within_a_post_is_closed() -> None:
    assert states(solved("a b b label"))[-1] == [S.LABEL]
    assert states(solved("a b b fwd"))[-1] == [S.FORWARDED]
    assert states(solved("a b b open"))[-1][-1] is S.OPEN


def test_every_line_is_read_however_odd() -> None:
    odd = ["VIEW IN TELEGRAM", "34%", "Anonymous Poll", "❤5", "Please open Telegram to view this post", "🔥", "7"]
    for first in odd:
        for second in odd:
            assert spans(solve(Window([first, second])))[-1][1] == 2


def test_a_part_of_a_window_alone() -> None:
    found = window("a b b c d d e f f")
    pricer = Pricer(found, first_guess(found))
    part = Lattice(found).solve(3, 6, [pricer], [0] * found.size, 6.0)
    assert spans(part) == [(3, 6)]


def test_where_texts_stand_once_the_lines_around_say_where_posts_end() -> None:
    found = window("a b c d")

    def posts(*odds: float) -> list[tuple[int, int]]:
        pricer = Pricer(found, first_guess(found), Dialect.TIGHT, list(odds))
        return spans(Lattice(found).solve(0, 4, [pricer], [0] * 4, 6.0))

    assert posts(0, 3, -3, 3) == [(0, 2), (2, 4)]
    assert posts(0, -3, -3, -3) == [(0, 1), (1, 2), (2, 3), (3, 4)]
    assert posts(0, 3, 3, 3) == [(0, 4)]
    assert posts(9, 3, 3, 3) == [(0, 4)]  # where the dump begins a post does


def test_the_margin_is_what_the_next_best_costs_more() -> None:
    found = window("a b c d")
    pricer = Pricer(found, first_guess(found), Dialect.TIGHT, [0.0, 3.0, -2.5, 3.0])
    margins = [segment.margin for segment in Lattice(found).solve(0, 4, [pricer], [0] * 4, 12.0)]
    end = pricer.moves["end-lines"] - 2.5  # all else is paid either way
    assert margins == [CERTAIN, pytest.approx(-end)]


def test_the_margin_of_two_lines_where_texts_stand_twice() -> None:
    """Two posts of a line each, or one that lost its second copy: each pays for its lines, their looks and its end."""
    one, other = "One line of prose, and on and on. " * 5, "And another that says else, on and on. " * 5
    found = Window([one, other])
    pricer = Pricer(found, first_guess(found))
    posts = Lattice(found).solve(0, 2, [pricer], [0, 0], 60.0)
    assert spans(posts) == [(0, 1), (1, 2)]
    price, look, f = pricer.moves, pricer.fit, found.features(1)
    apart = price["end-line"] + price["line"] + look.line(1, f) + price["end-line"]
    together = price["second-line"] + look.next_line(1, f) + price["end-lines"]
    assert posts[1].margin == pytest.approx(together - apart)


# What is not followed


def test_a_wider_beam_finds_nothing_dearer() -> None:
    text = "a b c b c d e f g f g h i j k i j l r m n n fwd o p q p q"
    narrow, wide = solved(text, 4.0), solved(text, 40.0)
    assert spans(narrow) == spans(wide)


def test_a_line_that_cannot_be_a_part_is_not_read_as_it() -> None:
    """A line that recurs nowhere is no channel's title, at whatever price all else comes."""
    found = solved("a b b", beam=100.0)
    assert S.CHANNEL not in states(found)[0]
    assert NEVER <= 9.0
    assert MOVES["channel"] < NEVER


def test_helper() -> None:
    assert lines("open", **OWN) == [OPEN]


def test_what_is_not_followed_was_dearer() -> None:
    """Posts and small margins are those of a search that follows nearly all: in lines of any order, copies and short
    lines among them."""
    dice = random.Random(1)
    own = {"s": "Yes we do.", "t": "Not so.", "x": "1. A row", "y": "2. A row"}

    def spans_of(segments: list[Segment]) -> list[tuple[int, float]]:
        return [(segment.first, round(segment.margin, 6) if segment.margin < 4 else CERTAIN) for segment in segments]

    for _ in range(60):
        words: list[str] = []
        while len(words) < 9:
            one, other = dice.choice("abcdefghstxyr"), dice.choice("stxyab")
            words += dice.choice([[one], [one], [one], [one, other, one, other], [one, one]])
        found = window(" ".join(words), **OWN, **own)
        assert spans_of(solve(found, SECOND_BEAM)) == spans_of(solve(found, 60.0))
