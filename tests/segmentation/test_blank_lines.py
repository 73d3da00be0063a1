"""What empty lines mean: nothing, paragraphs of a post, or the places between posts."""

from __future__ import annotations

from math import log

import pytest
from windows import PROSE, window

from telegram_dump_parser.segmentation.blank_lines import (
    _BETWEEN,
    _INSIDE,
    are_between_copies,
    are_between_posts,
    is_double_spaced,
    weighed,
)
from telegram_dump_parser.segmentation.window import TEXT_LIMIT, Window

LONG = [f"Line {k:03} of a text that is longer than one text may be." for k in range(TEXT_LIMIT // 50)]


def every(count: int, *but: int) -> list[int]:
    """An empty line before each line but some; as `blanks_between` gives them."""
    return [0, *(0 if k in but else 1 for k in range(1, count)), 0]


def test_double_spacing_is_an_empty_line_after_every_line() -> None:
    size = len(LONG)
    assert is_double_spaced(Window(LONG), every(size))
    assert is_double_spaced(Window(LONG), every(size, 5, 9))  # nearly
    assert not is_double_spaced(Window(LONG), every(size, 5, 9, 12))
    assert not is_double_spaced(Window(LONG), [0] * (size + 1))


def test_paragraphs_of_one_post_are_none() -> None:
    few = Window(LONG[:20])
    assert not is_double_spaced(few, every(20))
    copies = window(" ".join(f"{a} {b} {b}" for a, b in ("ab", "cd", "ef", "gh")))
    assert is_double_spaced(copies, every(12))  # posts, as their copies show
    assert not is_double_spaced(window("a b b c d d e f f"), every(9))
    long = [line * 1500 for line in "xyz"]
    assert not is_double_spaced(Window(long), every(3))  # two empty lines mean nothing, whatever share they are


def between(inside: int, after: int, texts: int = 6) -> bool:
    """Whether empty lines are between, where this many texts have one inside, and this many one after."""
    blanks = []
    for k in range(texts):
        blanks += [int(0 < k <= after), 0, int(k < inside), 0, 0]
    letters = iter(PROSE)
    text = " ".join("{0} {1} {2} {1} {2}".format(*(next(letters) for _ in range(3))) for _ in range(texts))
    found = window(text)
    return are_between_copies(found, [*blanks, 0], b"\1" * found.size)


def test_copies_tell_whether_empty_lines_stand_between() -> None:
    assert between(inside=0, after=5)
    assert between(inside=0, after=4)
    assert not between(inside=0, after=3)
    assert between(inside=1, after=7, texts=8)
    assert not between(inside=2, after=7, texts=8)
    assert not between(inside=0, after=3, texts=4)  # three pairs of texts are too few
    assert between(inside=0, after=4, texts=5)


def test_copies_by_chance_do_not() -> None:
    found = window("a b b c d d e f f g h h i j j")
    blanks = [int(k % 3 == 0 and k > 0) for k in range(16)]
    assert are_between_copies(found, blanks, b"\1" * 15)
    assert not are_between_copies(found, blanks, bytes(15))


# Where texts appear once: odds without, and empty lines

STARTS = [k % 4 == 0 for k in range(60)]
ODDS = [4.0 if start else -4.0 for start in STARTS]
AT_STARTS = [int(start) for start in STARTS]
WITHIN = [int(k % 4 == 2) for k in range(60)]


def test_they_stand_where_posts_are_likely_to_begin_or_do_not() -> None:
    assert are_between_posts(ODDS, AT_STARTS)
    assert not are_between_posts(ODDS, WITHIN)
    assert not are_between_posts(ODDS, [0] * 60)
    assert not are_between_posts([0.0] * 60, AT_STARTS)  # where nothing is known of the places
    assert not are_between_posts(ODDS[:9], AT_STARTS[:9])  # too few to be sure


def test_what_stands_before_the_first_line_tells_nothing() -> None:
    assert are_between_posts([-4.0, *ODDS[1:]], AT_STARTS) == are_between_posts(ODDS, AT_STARTS)
    assert are_between_posts(ODDS, [3, *AT_STARTS[1:]])


def test_odds_are_weighed_with_them() -> None:
    weighted = weighed(ODDS, AT_STARTS)
    [more] = {round(x - odds, 9) for x, odds, start in zip(weighted, ODDS, STARTS, strict=True) if start}
    [less] = {round(x - odds, 9) for x, odds, start in zip(weighted, ODDS, STARTS, strict=True) if not start}
    assert more in [pytest.approx(log(boundaries / others)) for boundaries, others in _BETWEEN]
    assert less in [pytest.approx(log((1 - boundaries) / (1 - others))) for boundaries, others in _BETWEEN]
    assert more > 0 > less
    inside = weighed(ODDS, WITHIN)
    shifts = {round(x - odds, 9) for x, odds, blank in zip(inside, ODDS, WITHIN, strict=True) if blank}
    assert next(iter(shifts)) in [pytest.approx(log(boundaries / others)) for boundaries, others in _INSIDE]
    assert next(iter(shifts)) < 0


def test_few_of_them_mean_nothing() -> None:
    assert weighed(ODDS, [1, 1, *[0] * 58]) == ODDS
    assert weighed(ODDS, [0, 1, 1, 1, *[0] * 56]) != ODDS
