"""The echoes that a text may have, for each line that it may begin with."""

from __future__ import annotations

import pytest
from windows import PROSE, window

from telegram_dump_parser.segmentation.search.echo_finder import MOST_STRIDES, EchoFinder, _next
from telegram_dump_parser.segmentation.window import TEXT_LIMIT, Window

OWN = {"view": "VIEW IN TELEGRAM", "r": "❤5🔥2"}


def test_a_forced_echo_is_the_only_one() -> None:
    finder = EchoFinder(window("a b c b c d"))
    [echo] = finder.at(0)
    assert (echo.middle, echo.end, echo.forced) == (3, 5, True)
    assert finder.at(2) == []
    assert EchoFinder(window("a b c")).at(0) == []


def test_a_copy_is_sought_that_begins_with_the_last_line_it_may() -> None:
    [echo] = EchoFinder(window("a b c d e f g e f g z")).at(0)
    assert (echo.middle, echo.end) == (7, 10)
    assert EchoFinder(window("a b c d e f g h f g h z")).at(0) == []


def test_one_shared_line_costs_what_chance_does() -> None:
    short = EchoFinder(window("a s s", s="x" * 11)).at(0)
    long = EchoFinder(window("a s s", s="x" * 12)).at(0)
    assert [echo.cost for echo in short] == [pytest.approx(0.3)]
    assert [echo.cost for echo in long] == [0.0]
    again = EchoFinder(window("a s s b s", s="x" * 12)).at(0)
    assert min(echo.cost for echo in again) == pytest.approx(0.5)
    both = EchoFinder(window("a s s b s", s="x" * 11)).at(0)
    assert min(echo.cost for echo in both) == pytest.approx(0.8)


def test_the_likeliest_come_first_and_few_are_kept() -> None:
    text = " ".join(["a", *["s"] * 30])
    found = EchoFinder(window(text, s="Ha!")).at(0)
    assert 1 < len(found) <= MOST_STRIDES
    assert [echo.cost for echo in found] == sorted(echo.cost for echo in found)


def test_no_copy_runs_across_a_barrier() -> None:
    assert EchoFinder(window("a b r c b c", **OWN)).at(0) == []
    clean = EchoFinder(window("a b r b r", **OWN)).at(0)  # what is in both copies alike is text
    assert [(echo.middle, echo.end) for echo in clean] == [(3, 5)]
    assert EchoFinder(window("a b view b view", **OWN)).at(0) == []


def test_no_copy_is_longer_than_the_longest_text() -> None:
    def ends(characters: int) -> list[int]:
        rows = [f"{k:04}" + "x" * 95 for k in range(characters // 100)]
        return [echo.end for echo in EchoFinder(Window([PROSE["a"], *rows, *rows])).at(0)]

    assert ends(TEXT_LIMIT) == [81]
    # Sought no further than two such texts and what may be between them: what is left has no copy there.
    assert ends(TEXT_LIMIT + 2000) == [(2 * TEXT_LIMIT + 2000 - len(PROSE["a"])) // 100 + 1]


@pytest.mark.parametrize(
    ("flags", "first", "end", "following"),
    [
        ([0, 1, 0, 1, 0], 0, 5, 1),
        ([0, 1, 0, 1, 0], 1, 5, 1),
        ([0, 1, 0, 1, 0], 2, 3, 3),
        ([0, 1, 0, 1, 0], 4, 5, 5),
        ([], 0, 0, 0),
    ],
)
def test_the_next_line_that_is_flagged(flags: list[int], first: int, end: int, following: int) -> None:
    assert _next(bytes(flags), first, end) == following
