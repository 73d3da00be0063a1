"""Years from dates nearby: which ones a window keeps and forgets, and where in the dump they are."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from contextlib import suppress

import pytest

from telegram_dump_parser.records.years import YearWindow, nearest_year, stated_years, undated_year


def window(*stated: tuple[int, int], reach: int = 100) -> YearWindow:
    known = YearWindow(reach)
    for entry in stated:
        known.add(*entry)
    return known


def test_the_year_that_all_within_reach_agree_on() -> None:
    known = window((0, 2020), (150, 2021), (250, 2021), (400, 2022))
    assert known.year_for(200) == 2021
    assert known.year_for(100) is None  # 0 is within reach, to the character, and so is 150
    assert known.year_for(101) == 2021
    assert known.year_for(299) == 2021
    assert known.year_for(300) is None
    assert known.year_for(500) == 2022
    assert known.year_for(501) is None


def test_a_year_that_comes_back_is_no_agreement() -> None:
    assert window((10, 2020), (20, 2021), (30, 2020)).year_for(20) is None


def test_else_the_nearest_of_the_post() -> None:
    known = window((10, 2020), (20, 2021))
    assert known.year_for(15, [(-5, 2020), (4, 2021)]) == 2021
    assert known.year_for(15, [(-5, 2020), (5, 2021)]) is None  # two are equally near
    assert known.year_for(15, [(-5, 2020), (5, 2020), (9, 2021)]) == 2020
    assert window().year_for(15, [(7, 1999)]) == 1999
    assert window().year_for(15) is None


def test_positions_do_not_decrease() -> None:
    known = window((10, 2020), (10, 2021))
    with pytest.raises(ValueError, match="positions must not decrease"):
        known.add(9, 2020)


def test_what_is_out_of_reach_is_forgotten() -> None:
    known = window((0, 2020), (50, 2020), (150, 2021))
    known.forget_before(150)
    assert len(known) == 2
    assert known.year_for(150) is None
    known.forget_before(151)
    assert len(known) == 1
    assert known.year_for(200) == 2021
    known.add(160, 2021)
    assert known.year_for(200) == 2021


def test_a_text_is_read_only_if_a_year_is_asked_for_within_its_reach() -> None:
    read: list[int] = []
    known = window()

    def text(end: int) -> None:
        def stated() -> Iterator[tuple[int, int]]:
            read.append(end)
            yield end - 5, 2000 + end // 100

        known.add_later(end, stated)

    text(100), text(200), text(300)
    known.forget_before(250)
    assert read == []
    assert known.year_for(290) is None
    assert read == [200, 300]
    known.year_for(290)
    assert read == [200, 300]


def test_where_years_stand_in_the_dump() -> None:
    every = ["An echo.", "On 5 May 2020.", "", "And on 6 May 2021, too."]
    begins = [0, 9, 24, 25]
    text = "\n".join([every[1], every[3]])
    assert stated_years(every, [1, 3], 1000, text) == [(1000 + begins[1], 2020), (1000 + begins[3], 2021)]
    swapped = "\n".join([every[3], every[1]])  # a text in another order than its lines
    assert stated_years(every, [3, 1], 1000, swapped) == [(1000 + begins[1], 2020), (1000 + begins[3], 2021)]
    assert stated_years(every, None, 1000, text) == [(1000, 2020), (1000, 2021)]  # no lines of the file
    assert stated_years(every, [0], 1000, every[0]) == []
    many = ["a", "On 5 May 2020.", "c", "d", "e", "On 6 May 2021.", "g"]
    assert stated_years(many, [*range(7)], 0, "\n".join(many)) == [(2, 2020), (23, 2021)]


def test_a_date_without_a_year_knows_its_place_and_those_of_its_post() -> None:
    every = ["On 5 May 2020.", "6 May", "On 7 May 2021."]
    dated = undated_year(every, [0, 1, 2], 1, 1000, "\n".join(every))
    assert (dated.position, dated.own) == (1015, [(-15, 2020), (6, 2021)])
    dated = undated_year(every, None, 1, 1000, "\n".join(every))
    assert (dated.position, dated.own) == (1000, [(0, 2020), (0, 2021)])


def _nearest(posted: datetime.date, month: int, day: int) -> int:
    """By trying every year."""
    found: list[tuple[int, int]] = []
    for year in range(posted.year - 1, posted.year + 2):
        with suppress(ValueError):
            found.append((abs((datetime.date(year, month, day) - posted).days), year))
    return min(found)[1]


@pytest.mark.parametrize("posted", [datetime.date(2024, 1, 1), datetime.date(2023, 7, 2), datetime.date(2025, 12, 31)])
def test_the_nearest_year_is_the_nearest_of_all(posted: datetime.date) -> None:
    days = [datetime.date(2024, 1, 1) + datetime.timedelta(number) for number in range(366)]
    assert all(nearest_year(posted, one.month, one.day) == _nearest(posted, one.month, one.day) for one in days)
