"""Words that come again tie lines together."""

from __future__ import annotations

from telegram_dump_parser.segmentation.boundary.cohesion import (
    STEMMED,
    cohesion,
    is_syllabic,
    names,
    places_of,
    recurrence,
    short_stems,
    stems,
)
from telegram_dump_parser.segmentation.boundary.columns import NOTHING


def test_stems_are_the_beginnings_of_longer_words_and_numbers() -> None:
    assert list(stems("The FERRIES and ferry 2024 of 7 ports: 12:30, müller_x")) == [
        *("ferr", "20", "port", "12", "30", "müll"),
    ]
    assert list(stems("a be sea")) == []
    assert list(stems("x" * 3 + " " + "y" * (STEMMED - 4) + " harbour")) == ["yyyy"]


def test_a_stem_is_shorter_where_a_letter_is_a_syllable() -> None:
    assert list(short_stems("삼성전자가 반도체를")) == ["삼성", "반도"]
    assert list(short_stems("የኢትዮጵያ መንግሥት")) == ["የኢት", "መንግ"]
    assert all(map(is_syllabic, ("삼성", "a የ", "中国", "タワ", "ひら")))
    assert not any(map(is_syllabic, ("The ferries of 2024", "Паром «идёт»", "العبّارة 🔥", "")))
    assert list(short_stems("The ferries of 2024")) == list(stems("The ferries of 2024")) == ["ferr", "20"]
    assert list(short_stems("中国人民 東京タワー")) == ["中国", "人民", "東京", "タワ"]


def test_names_begin_with_a_capital_where_the_script_has_capitals() -> None:
    assert list(names("The ferry of Anna and Москва, МИД; of 12 Bo")) == ["the", "anna", "москв", "мид"]
    assert list(names("서울에서 만나")) == ["서울에서"]
    assert list(names("αυτή η Αθήνα ōsaka Ōsaka")) == ["αθήνα", "ōsaka"]
    assert list(names("x" * STEMMED + " Anna")) == []


def tied(*rows: str) -> list[list[int]]:
    return [list(column) for column in cohesion(places_of([stems(row) for row in rows]), len(rows))]


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
    assert cohesion([], 0) == [b""] * 4


def recurring(*rows: str) -> list[list[int]]:
    return [list(column) for column in recurrence(places_of([short_stems(row) for row in rows]), len(rows))]


def test_a_line_has_the_share_of_its_words_that_are_near() -> None:
    above, below = recurring("ferry oven", "ferry", "", "tram oven", "oven ferry")
    assert above[0] == below[4] == 0
    assert above[1] == above[4] == below[0] == below[1] == 10
    assert above[2] == below[2] == NOTHING
    assert above[3] == below[3]
    assert above[3] == 6  # three to four tenths: `oven` is more common than `tram`, so it is less than half
    assert recurrence([], 0) == [b""] * 2


def test_a_word_recurs_no_further_than_six_lines() -> None:
    assert recurring("ferry", *["x"] * 5, "ferry")[0][-1] == 10
    assert recurring("ferry", *["x"] * 6, "ferry")[0][-1] == 0
