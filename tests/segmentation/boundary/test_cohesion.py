"""Words that come again tie lines together."""

from __future__ import annotations

from telegram_dump_parser.segmentation.boundary.cohesion import STEMMED, cohesion, stems


def test_stems_are_the_beginnings_of_longer_words_and_numbers() -> None:
    assert list(stems("The FERRIES and ferry 2024 of 7 ports: 12:30, müller_x")) == [
        *("ferr", "20", "port", "12", "30", "müll"),
    ]
    assert list(stems("a be sea")) == []
    assert list(stems("x" * 3 + " " + "y" * (STEMMED - 4) + " harbour")) == ["yyyy"]


def tied(*rows: str) -> list[list[int]]:
    return [list(column) for column in cohesion([stems(row) for row in rows])]


def test_a_shared_word_ties_the_lines_on_both_sides() -> None:
    relative, least, left, right = tied("ferry", "ferry", "oven", "oven", "tram")
    assert right == [2, 0, 2, 0, 0]
    assert left == [0, 2, 0, 2, 0]
    # Nothing links lines 1 and 2, and nothing is before the first.
    assert least == [1, 0, 1, 0, 1]
    assert relative[1] == relative[3] > relative[2] == relative[4]


def test_rare_words_tie_more_than_common_ones() -> None:
    *_, rare = tied("ferry", "ferry", "x")
    *_, common = tied("ferry", "ferry", "ferry", "ferry", "ferry")
    assert rare[0] > common[0] > 0


def test_a_word_ties_no_further_than_its_reach() -> None:
    filler = ["x"] * 7
    assert tied("ferry", *filler, "ferry")[2][-1] > 0
    assert tied("ferry", *filler, "x", "ferry")[2][-1] == 0


def test_the_channels_own_words_tie_nothing() -> None:
    assert max(tied(*["ferry oven tram market"] * 60)[2]) > 0
    assert max(tied(*["ferry oven tram market"] * 61)[2]) == 0


def test_where_nothing_ties_there_is_no_mean() -> None:
    relative, least, left, right = tied("a", "b", "c")
    assert (relative, least, left, right) == ([20] * 3, [1] * 3, [0] * 3, [0] * 3)
    assert cohesion([]) == [b""] * 4
