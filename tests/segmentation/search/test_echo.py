"""Clean second copies: where they may end, what they cost, and when nothing else explains the lines."""

from __future__ import annotations

import pytest
from windows import PROSE, lines, window

from telegram_dump_parser.segmentation.search import echo as echoes
from telegram_dump_parser.segmentation.search.cost_table import COPIES
from telegram_dump_parser.segmentation.search.echo import (
    HOPELESS,
    LEAST,
    NEAR,
    OCCURRENCES,
    WHOLES,
    Echo,
    is_forced,
    is_pair,
    squares,
    wholes,
    with_line_1,
)
from telegram_dump_parser.segmentation.window import Window


def spans(found: list[Echo]) -> list[tuple[int, int, int]]:
    return [(echo.first, echo.middle, echo.end) for echo in found]


# Copies without line 1


def test_a_square_begins_after_line_1() -> None:
    assert spans(squares(window("a b c b c d"), 0, 6)) == [(0, 3, 5)]
    assert spans(squares(window("a b b"), 0, 3)) == [(0, 2, 3)]
    assert spans(squares(window("a b c b c d"), 1, 6)) == []


def test_a_square_is_clean() -> None:
    [echo] = squares(window("a b c b c"), 0, 5)
    assert (echo.cost, echo.clean, echo.whole, echo.custom, echo.forced) == (0.0, True, False, False, False)


@pytest.mark.parametrize("text", ["a", "a b", "a b c", "a b c b d", "a b c d b c", "a b c c b"])
def test_no_square(text: str) -> None:
    found = window(text)
    assert squares(found, 0, found.size) == []


def test_no_square_reaches_across_the_limit() -> None:
    assert spans(squares(window("a b c b c"), 0, 5)) == [(0, 3, 5)]
    assert squares(window("a b c b c"), 0, 4) == []
    assert squares(window("a b c b c"), 0, 1) == []
    assert squares(window("a"), 0, 1) == []


def test_several_squares_the_shortest_first() -> None:
    assert spans(squares(window("a b b b b"), 0, 5)) == [(0, 2, 3), (0, 3, 5)]


def test_a_line_that_recurs_is_tried_so_often() -> None:
    """The fifth occurrence would be the right one: it is not sought, or such lines cost without end."""
    text = " ".join(["a", *(f"b {other}" for other in "cdefg"), *(f"b {other}" for other in "cdefg")])
    assert squares(window(text), 0, 21) == []
    few = " ".join(["a", *(f"b {other}" for other in "cdef"), *(f"b {other}" for other in "cdef")])
    assert spans(squares(window(few), 0, 17)) == [(0, 9, 17)]
    assert OCCURRENCES == 4


# Copies with line 1


def test_wholes_repeat_line_1() -> None:
    [echo] = wholes(window("a b c a b c d"), 0, 7)
    assert (echo.first, echo.middle, echo.end, echo.whole, echo.clean) == (0, 3, 6, True, True)
    assert echo.cost == COPIES["whole"]
    assert wholes(window("a b c a b d"), 0, 6) == []
    assert wholes(window("a b c a b c"), 0, 5) == []


def test_wholes_cost_what_is_asked_where_the_texts_around_have_such() -> None:
    [echo] = wholes(window("a b c a b c"), 0, 6, 0.0)
    assert echo.cost == 0.0


def test_lines_that_come_again_within_a_copy_are_posts() -> None:
    [echo] = wholes(window("a b c b d a b c b d"), 0, 10, 0.0)
    assert echo.cost == COPIES["inner"]
    # A line that stood before the text is none of its own.
    [echo] = wholes(window("b a b c a b c"), 1, 7, 0.0)
    assert echo.cost == 0.0


def test_line_1_that_recurs_is_tried_twice() -> None:
    assert spans(wholes(window("a b a c a b a c"), 0, 8)) == [(0, 4, 8)]
    assert wholes(window("a b a c a d a b a c a d"), 0, 12) == []


def test_what_is_hopeless_is_no_whole() -> None:
    many = int(HOPELESS / COPIES["inner"]) + 2
    text = " ".join(["a", *["b"] * many, "a", *["b"] * many])
    assert not any(echo.middle == many + 1 for echo in wholes(window(text), 0, 2 * many + 2, 0.0))


# Pairs


def test_a_pair_is_of_each_others_only_equals() -> None:
    assert is_pair(window("a b c a"), 0, 3)
    assert not is_pair(window("a b a a"), 0, 2)
    assert not is_pair(window("a b a a"), 0, 3)
    assert not is_pair(window("a a b a"), 1, 3)


@pytest.mark.parametrize(("between", "alone"), [(NEAR, False), (NEAR + 1, True)])
def test_equals_that_are_far_do_no_harm(between: int, alone: bool) -> None:
    filler = [f"Filler number {k} of many that differ." for k in range(between - 1)]
    pair = [PROSE["a"], PROSE["b"], PROSE["a"]]
    assert is_pair(Window([*pair, *filler, PROSE["a"]]), 0, 2) is alone
    assert is_pair(Window([PROSE["a"], *filler, *pair]), between, between + 2) is alone


# What nothing else explains


def forced(text: str, first: int, middle: int, end: int, whole: bool = False, **own: str) -> bool:
    return is_forced(window(text, **own), Echo(first, middle, end, whole=whole))


def test_two_lines_in_the_same_order_twice_are_forced() -> None:
    assert forced("a b c b c d", 0, 3, 5)
    assert forced("a b c b c", 0, 3, 5)
    assert forced("a b a b", 0, 2, 4, whole=True)


def test_a_line_alone_is_forced_if_both_are_of_some_length() -> None:
    assert forced("a b b c", 0, 2, 3)
    assert forced("l b b", 0, 2, 3, l="x" * 12)
    assert not forced("l b b", 0, 2, 3, l="x" * 11)
    assert forced("a l l", 0, 2, 3, l="y" * 24)
    assert not forced("a l l", 0, 2, 3, l="y" * 23)
    assert not forced("a b b c b", 0, 2, 3)


def test_a_third_time_leaves_another_reading() -> None:
    assert not forced("a b c b c b", 0, 3, 5)
    assert not forced("a b b c b b c", 0, 4, 7)  # its first line comes again earlier


def test_few_characters_are_not_enough() -> None:
    assert forced("a s t s t", 0, 3, 5, s="x" * 15, t="y" * 15)
    assert not forced("a s t s t", 0, 3, 5, s="x" * 15, t="y" * 14)


def test_the_characters_of_the_first_lines_count() -> None:
    def first_lines(*sizes: int) -> bool:
        texts = [f"{k}" + "x" * (size - 1) for k, size in enumerate(sizes)]
        size = len(texts)
        return is_forced(Window([PROSE["a"], *texts, *texts]), Echo(0, size + 1, 2 * size + 1))

    assert first_lines(5, 5, 5, 5, 5, 5)
    assert not first_lines(5, 5, 5, 5, 5, 4, 99)


def test_short_copies_need_a_pair_at_one_end() -> None:
    """Four lines in order are no chance; fewer may be, where all of them appear nearby again."""
    assert forced("a b c b c d e c", 0, 3, 5)
    assert forced("a b c b c d b", 0, 3, 5)
    assert not forced("a b c b c d b e c", 0, 3, 5)
    assert forced("a b c d e b c d e f b g e", 0, 5, 9)
    assert not forced("a b c d b c d f b g d", 0, 4, 7)


# Whether copies have line 1, by the texts around

WHOLE = "a b c a b c"
TEXTS = ["a b c", "d e f", "g h i", "j k l", "m n o", "p q r", "s t u"]


def flags(text: str, **own: str) -> str:
    return "".join(map(str, with_line_1(window(text, **own))))


def test_copies_that_meet_have_line_1() -> None:
    """Three times at least, and most of those around: one after the other they leave no line 1 before them."""
    four = " ".join(f"{text} {text}" for text in TEXTS[:4])
    assert flags(four) == "1" * 24
    assert flags(" ".join(f"{text} {text}" for text in TEXTS[:3])) == "0" * 18  # the first follows nothing
    assert WHOLES == 3


def test_reactions_between_tell_as_well() -> None:
    three = " ".join(f"r {text} {text}" for text in TEXTS[:3])
    assert flags(three, r="❤5") == "1" * 21
    assert flags(" ".join(f"r {text} {text}" for text in TEXTS[:2]), r="❤5") == "0" * 14


def test_copies_without_line_1_do_not() -> None:
    echoed = " ".join(f"{text} {text[2:]}" for text in TEXTS)
    assert set(flags(echoed)) == {"0"}


def test_where_few_of_many_have_line_1_none_is_said_to() -> None:
    echoed = " ".join(f"{line} {text} {text}" for line, text in zip("uvwxyz", TEXTS[:6], strict=True))
    assert set(flags(echoed)) == {"0"}
    assert set(flags(f"r {TEXTS[6]} {TEXTS[6]} " + echoed, r="❤5")) == {"0"}


def test_line_1_is_told_text_by_text() -> None:
    """A dump may join pages of both kinds: what is far says nothing."""

    def text(k: int, whole: bool) -> list[str]:
        body = [f"Text {k} has line {line}, which is long enough." for line in range(3)]
        return [*body, *body[not whole :]]

    wholes_first = [line for k in range(40) for line in text(k, k < 15)]
    found = with_line_1(Window(wholes_first))
    assert set(found[: 12 * 6]) == {1}
    assert set(found[-20 * 5 :]) == {0}
    wholes_last = [line for k in range(40) for line in text(k, k >= 25)]
    found = with_line_1(Window(wholes_last))
    assert set(found[: 20 * 5]) == {0}
    assert set(found[-12 * 6 :]) == {1}


def test_only_copies_that_tell_count() -> None:
    assert echoes._begins_here(window("a b c a b c"), 0, 6)
    assert not echoes._begins_here(window("a b c a b c a"), 0, 6)  # it may begin a line later, too
    assert not echoes._begins_here(window("r b r b", r="❤5"), 0, 4)
    assert not echoes._begins_here(window("s t s t", s="x" * (LEAST - 1), t="y"), 0, 4)
    assert echoes._begins_here(window("s t s t", s="x" * LEAST, t="y"), 0, 4)
    assert not echoes._begins_here(window("a a b a a"), 0, 2)


def test_lines_helper_is_what_it_says() -> None:
    assert lines("a x", x="own") == [PROSE["a"], "own"]
    assert min(map(len, PROSE.values())) >= 40
