from collections.abc import Callable
from pathlib import Path

import orjson
import pytest
from growth import growth
from hypothesis import given
from hypothesis import strategies as st

import telegram_dump_parser
from telegram_dump_parser.records.years import YearWindow
from telegram_dump_parser.text import dates
from telegram_dump_parser.text.dates import DateParts, full_dates, is_calendar_word, parse_date
from telegram_dump_parser.text.places import PlaceLine, parse_place_line

# (day, end_day, month, year)
Parts = tuple[int | None, int | None, int, int | None]


def parts(date: DateParts | None) -> Parts | None:
    return date and (date.day, date.end_day, date.month, date.year)


PLACE_AND_DATE = [
    # English
    ("📍 Almaty, April 10", "Almaty", (10, None, 4, None)),
    ("📍 Almaty, April 10th", "Almaty", (10, None, 4, None)),
    ("📍 New York, USA, 21 September 2023", "New York, USA", (21, None, 9, 2023)),
    ("📍 Washington, D.C., April 5, 2025", "Washington, D.C.", (5, None, 4, 2025)),
    ("📍 Isle of Man, the 5th of May", "Isle of Man", (5, None, 5, None)),
    ("📍 Paris, April 10–11", "Paris", (10, 11, 4, None)),
    ("📍 Paris, 10-11 April", "Paris", (10, 11, 4, None)),
    ("📍 Paris – April 30 – May 2, 2024", "Paris", (30, None, 4, 2024)),
    ("📍 10 April, Almaty", "Almaty", (10, None, 4, None)),
    ("📍 Oslo, Apr. 10, 2025", "Oslo", (10, None, 4, 2025)),
    ("📍 Oslo, April 2025", "Oslo", (None, None, 4, 2025)),
    ("🗺️Oslo | 2024-02-29", "Oslo", (29, None, 2, 2024)),
    # Russian
    ("📍 Казань, 1 сентября 2023 г.", "Казань", (1, None, 9, 2023)),
    ("📍 г. Москва, 1-го мая", "г. Москва", (1, None, 5, None)),
    ("📍 Ростов-на-Дону, 5–7 мая 2024 года", "Ростов-на-Дону", (5, 7, 5, 2024)),
    # Ukrainian
    ("📍 Київ, 5 травня", "Київ", (5, None, 5, None)),
    ("📍 Харківська область, 5 травня 2024 р.", "Харківська область", (5, None, 5, 2024)),
    # Spanish
    ("📍 Madrid, 14 de octubre de 2022", "Madrid", (14, None, 10, 2022)),
    ("📍 San Juan de la Cruz, 3 de marzo", "San Juan de la Cruz", (3, None, 3, None)),
    # French
    ("📍 Paris, le 1er mai 2024", "Paris", (1, None, 5, 2024)),
    ("📍 Abidjan, Côte d’Ivoire, 14 juillet", "Abidjan, Côte d’Ivoire", (14, None, 7, None)),
    # German
    ("📍 München, 7. März 2024", "München", (7, None, 3, 2024)),
    ("📍 Frankfurt am Main, den 5. Mai", "Frankfurt am Main", (5, None, 5, None)),
    # Turkish
    ("📍 İstanbul, 3 Mart 2024", "İstanbul", (3, None, 3, 2024)),
    ("📍 İzmir, 29 Ekim", "İzmir", (29, None, 10, None)),
    # Arabic
    ("📍 القاهرة، 10 أبريل 2025", "القاهرة", (10, None, 4, 2025)),
    ("📍 دمشق، ١٠ كانون الثاني ٢٠٢٥", "دمشق", (10, None, 1, 2025)),
    # Persian, Gregorian months
    ("📍 تهران، ۱۰ آوریل ۲۰۲۵", "تهران", (10, None, 4, 2025)),
    ("📍 مشهد، ۵ ژانویه", "مشهد", (5, None, 1, None)),
    # Chinese
    ("📍 北京，2024年3月5日", "北京", (5, None, 3, 2024)),
    ("📍上海，3月5日至7日", "上海", (5, 7, 3, None)),
]

PLACE_ALONE = [
    "Tromsø", "New York, USA", "St. Petersburg", "Rio de Janeiro", "Ростов-на-Дону",
    "Орловский район", "Парк «Красная Пресня»", "Київ", "Ciudad de México", "L’Aquila",
    "Köln", "Şanlıurfa", "القاهرة، مصر", "تهران", "东京", "نيويورك", "თბილისი",
]  # fmt: skip

DATE_ALONE = [
    ("🗓 31.12.2023", (31, None, 12, 2023)),
    ("🗓 31.12.23", (31, None, 12, 2023)),
    ("📅 13 ноября 2025 года", (13, None, 11, 2025)),
    ("📅 25 октября", (25, None, 10, None)),
    ("📆 Saturday, April 5, 2025", (5, None, 4, 2025)),
    ("📆 5 травня (субота)", (5, None, 5, None)),
    ("🗓️ 3월 5일", (5, None, 3, None)),
    ("🗓 2024년 3월 5일 화요일", (5, None, 3, 2024)),
    ("🗓 30.04.–02.05.2024", (30, None, 4, 2024)),
    ("🗓 10.04.–12.04.2025", (10, 12, 4, 2025)),
    ("🗓 10–12.04.2025", (10, 12, 4, 2025)),
    ("🗓 30 декабря – 2 января 2024", (30, None, 12, 2023)),
    ("🗓 31/12/2023", (31, None, 12, 2023)),
    ("🗓 12/31/2023", (31, None, 12, 2023)),
    ("🗓 3/3/2023", (3, None, 3, 2023)),
    ("🗓 2024. március 5.", (5, None, 3, 2024)),
    ("🗓 2024 m. gegužės 5 d.", (5, None, 5, 2024)),
    ("🗓 2024. gada 5. maijs", (5, None, 5, 2024)),
    ("🗓 ngày 5 tháng 4 năm 2024", (5, None, 4, 2024)),
    ("🗓 १० अप्रैल २०२५", (10, None, 4, 2025)),
    ("🗓 Mai 2024", (None, None, 5, 2024)),
    ("🗓 February 29", (29, None, 2, None)),
    ("📍 5 мая", (5, None, 5, None)),
]

NOT_PLACE_LINES = [
    # English
    "📍 On April 10 we met in Almaty with partners.",
    "📍 On April 10",
    "🗓 In reality, on April 4, a target was hit…",
    "🗓 April 10th marks the International Day of Resistance Movement.",
    "🗓 Schedule", "📍 Almaty at 10:00", "📍 Almaty, April", "📍 Almaty, Monday", "📍 Read more!",
    "📍 Join us: Almaty", "📍 @almaty", "📍 #Almaty", "📍 example.com", "📍 Office 12",
    "📍 The minister arrived", "📍", "📍 ,", "📍 , April 10", "Almaty, April 10",
    "📌 Almaty, April 10",
    "📍 - Books", "📍 Chain - Gaming", "📍 ADMIT CARD OUT NOW", "📍 WATCH OUR SHOW.",
    "📍 看过Media",
    # Russian
    "📍 Место встречи изменить нельзя: приходите завтра", "📍 Полный текст решения", "📍 В Омске",
    "📅 26 октября в 18:00", "📅 11 октября, 11:00–20:00", "📅 12 октября — «Хаски Хэлп»",
    "🗓 С 28 октября расписание станет еще удобнее:", "📍Вас будут штрафовать.",
    # Ukrainian, Spanish, French, German, Turkish
    "📍 У Києві, 5 травня", "📍 Обстріл тривав усю ніч, 5 травня",
    "📍 En Madrid", "📍 El presidente llega hoy, 5 de mayo",
    "📍 À Paris", "📍 Le sommet commence, 5 mai",
    "📍 Im Osten", "📍 Der Gipfel beginnt, 5. Mai",
    "📍 Zirve bugün başlıyor, 5 Mayıs", "🗓 Toplantı",
    # Arabic, Persian, Chinese
    "📍 القاهرة تستضيف القمة العربية", "📍 الرئيس يصل إلى العاصمة اليوم، 10 أبريل",
    "📍 جلسه امروز در تهران برگزار شد", "🗓 ۱۰ آوریل روز جهانی است",
    "📍 我们在北京见到了很多合作伙伴", "🗓 3月5日我们在北京见面",
    # Numbers that are no date
    "🗓 31.12", "🗓 31.12.98", "🗓 10:30", "🗓 1404/01/05", "🗓 192.168.1.1", "🗓 5.5.5.2024",
]  # fmt: skip


@pytest.mark.parametrize(("line", "place", "date"), PLACE_AND_DATE)
def test_place_and_date(line: str, place: str, date: Parts) -> None:
    found = parse_place_line(line)
    assert found is not None
    assert (found.place, parts(found.date), found.defect) == (place, date, None)
    assert line.startswith(found.marker)
    assert found.date is not None
    assert found.date.text in line


@pytest.mark.parametrize("place", PLACE_ALONE)
def test_place_alone(place: str) -> None:
    assert parse_place_line(f"📍 {place}") == PlaceLine("📍", place, None, None)
    assert parse_place_line(f"🗓 {place}") is None


@pytest.mark.parametrize(("line", "date"), DATE_ALONE)
def test_date_alone(line: str, date: Parts) -> None:
    found = parse_place_line(line)
    assert found is not None
    assert (found.place, parts(found.date), found.defect) == (None, date, None)


@pytest.mark.parametrize("line", NOT_PLACE_LINES)
def test_not_a_place_line(line: str) -> None:
    assert parse_place_line(line) is None


@pytest.mark.parametrize(
    ("date", "code"),
    [
        ("April 31", "impossible-date"),
        ("31.02.2024", "impossible-date"),
        ("February 29, 2023", "impossible-date"),
        ("29 февраля 2023 г.", "impossible-date"),
        ("2023-13-01", "impossible-date"),
        ("2024年2月30日", "impossible-date"),
        ("11–10 April", "impossible-date"),
        ("30 April – 32.05.2024", None),
        ("30 April – 31 June", "impossible-date"),
        ("03/04/2023", "ambiguous-date"),
        ("03-04-2023", "ambiguous-date"),
        ("5 listopada", "ambiguous-date"),
    ],
)
def test_defect(date: str, code: str | None) -> None:
    found = parse_place_line(f"📍 Zagreb, {date}")
    if code is None:
        assert found is None
    else:
        assert found is not None
        assert found[:3] == ("📍", "Zagreb", None)
        assert found.defect is not None
        assert found.defect[0] == code


@pytest.mark.parametrize(("language", "month"), [("pl", 11), ("hr-HR", 10), ("en", None)])
def test_language_decides_ambiguous_month(language: str, month: int | None) -> None:
    found = parse_date("5 listopada 2024", language=language)
    assert found is not None
    assert (found[0] and found[0].month) == month


def test_near_unanimous_month_needs_no_language() -> None:
    found = parse_date("5 Jan")
    assert found is not None
    assert parts(found[0]) == (5, None, 1, None)


@pytest.mark.parametrize(
    ("longest", "more"),
    [
        ("📍 New Saint Great Upper Lower Old", " Town"),  # words
        ("📍 A" + "b" * 79, "b"),  # characters
        ("📍 北京天安门广场上", "下"),  # characters of a script without capitals
        ("📍 Almaty, April 10" + " " * 182, " "),  # the whole line
    ],
)
def test_the_longest_place_lines(longest: str, more: str) -> None:
    assert parse_place_line(longest) is not None
    assert parse_place_line(longest + more) is None


def test_next_to_a_date_a_place_may_be_longer() -> None:
    assert parse_place_line("📍 北京天安门广场上下左右中, 3月5日") is not None
    assert parse_place_line("📍 北京天安门广场上下左右中间, 3月5日") is None


def test_calendar_words() -> None:
    assert is_calendar_word("МАЙ")
    assert is_calendar_word("Saturday")
    assert not is_calendar_word("Almaty")


@pytest.mark.parametrize(
    ("date", "year", "exists"),
    [
        ("29 February", 2024, True),
        ("29 February", 2025, False),
        ("27–29 February", 2025, False),
        ("27 January – 29 February", 2025, False),
        ("27 December – 29 February", 2023, True),  # it ends in 2024
        ("29 February 2024", 2025, True),  # its own year counts
    ],
)
def test_a_day_must_exist_in_the_year_given(date: str, year: int, exists: bool) -> None:
    found = parse_place_line(f"📍 Zagreb, {date}", year=year)
    assert found is not None
    assert found.place == "Zagreb"
    assert (found.date is not None) is exists
    assert found.defect == (None if exists else ("impossible-date", f"no such day: {date} in {year}"))


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("met on April 9, 2025 in", [2025]),
        ("с 10.04.2025 по 12.04.2026.", [2025, 2026]),
        ("on 21 September 2023, and 2024-01-31T10:00", [2023, 2024]),
        ("1 сентября 2023 г.", [2023]),
        ("会议于2024年3月5日举行", [2024]),
        ("2024년 3월 5일에", [2024]),
        ("el 14 de octubre de 2022", [2022]),
        ("am 7. März 2024 war", [2024]),
        ("le 1er mai 2024", [2024]),
        ("5 травня 2024 року", [2024]),
        ("29 Ekim 1923'te", [1923]),
        ("في ١٠ أبريل ٢٠٢٥", [2025]),
        ("برابر با ۹ مه ۲۰۲۶، با", [2026]),
        ("03/04/2023", [2023]),
        # the year is the first of the text
        *((text, [2024]) for text in ("2024-05-06", "2024/5/6 it was", "2024. 5. 6.", "2024年3月5日", "2024 May 5")),
        ("https://example.com/2020/05/31/x", [2020]),
        # no day, no date, no such day
        ("в 2025 году", []),
        ("in April 2025", []),
        ("15 people in 2024", []),
        ("April 31, 2024", []),
        ("10.04.2025.1", []),
        ("CVE-2015-9307, 120250410, 2025", []),
        ("5 мая\n2024", []),
    ],
)
def test_full_dates(text: str, years: list[int]) -> None:
    found = list(full_dates(text))
    assert [year for _, year in found] == years
    assert all(int(text[offset : offset + 4]) == year for offset, year in found)


def test_full_dates_reads_each_in_long_text() -> None:
    text = "слово " * 50 + "5 мая 2024 года " + "слово 2021 " * 50 + "6.07.2023"
    assert [year for _, year in full_dates(text)] == [2024, 2023]


def test_year_window_agrees() -> None:
    window = YearWindow(reach=100)
    window.add(0, 2023)
    window.add(200, 2024)
    window.add(300, 2024)
    assert window.year_for(250) == 2024
    assert window.year_for(50, [(40, 2020)]) == 2023
    assert window.year_for(100) is None  # 2023 and 2024, both just within reach
    assert window.year_for(100, [(60, 2021), (-5, 2022)]) == 2022
    assert window.year_for(100, [(5, 2021), (-5, 2022)]) is None
    assert window.year_for(900) is None
    assert window.year_for(900, [(1, 2022)]) == 2022


def test_year_window_forgets_and_stays_small() -> None:
    window = YearWindow(reach=100)
    for position in range(0, 100_000, 10):
        window.add(position, 2000 + position // 50_000)
        window.forget_before(position)
        assert len(window) <= 11
    assert window.year_for(99_990) == 2001


def test_year_window_reads_only_where_it_is_asked() -> None:
    def fail() -> list[tuple[int, int]]:
        raise AssertionError("nobody asked")

    window = YearWindow(reach=100)
    window.add_later(50, fail)
    window.add_later(250, lambda: [(120, 2023), (200, 2024)])
    window.forget_before(180)
    window.add_later(300, lambda: [(260, 2024)])
    assert len(window) == 0
    assert window.year_for(290) == 2024
    assert window.year_for(150) is None


def test_year_window_positions_must_not_decrease() -> None:
    window = YearWindow()
    window.add(5, 2024)
    window.add(5, 2024)
    with pytest.raises(ValueError, match="decrease"):
        window.add(4, 2024)


@given(
    st.lists(st.tuples(st.integers(0, 300), st.integers(2020, 2022))),
    st.integers(0, 300),
    st.integers(0, 300),
)
def test_year_window_is_the_plain_definition(entries: list[tuple[int, int]], position: int, forgotten: int) -> None:
    window = YearWindow(reach=50)
    for entry in sorted(entries):
        window.add(*entry)
    window.forget_before(min(position, forgotten))
    near = {year for at, year in entries if abs(at - position) <= 50}
    assert window.year_for(position) == (near.pop() if len(near) == 1 else None)


# Text dense in what the parser looks at; arbitrary text alone would seldom reach it.
PIECES = st.sampled_from([
    "📍", "🗓", "\ufe0f", " ", ", ", ".", "-", "–", "/", "(", ")", "Almaty", "может", "April", "мая",
    "de", "2024", "31", "13", "02", "٣", "۲۰۲۴", "年", "月", "日", "كانون", "الثاني", "st", "\n",
    "\U00010d41", "²", "\u200f", "tháng", "w", "sat",
])  # fmt: skip


@given(st.lists(PIECES | st.sampled_from([" 2024 ", " мая ", "5.", "12", "-"])).map("".join))
def test_years_are_passed_over_only_where_no_date_is(text: str) -> None:
    found = list(full_dates(text))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(dates, "_may_be_dated", lambda context: True)
        assert list(full_dates(text)) == found


@given(st.text() | st.lists(PIECES).map("".join))
def test_never_raises(text: str) -> None:
    for line in (text, "📍" + text, "🗓 " + text):
        found = parse_place_line(line)
        assert found is None or found.place or found.date or found.defect
    parse_date(text)
    for offset, year in full_dates(text):
        assert int(text[offset : offset + 4]) == year


@pytest.mark.parametrize("piece", [",", "1", " ", "5.", "A, ", "5 May, ", "(", "кон "])
@pytest.mark.parametrize("size", [24, 20_000])  # a line that is read, to its last character, and one too long for it
def test_hostile_line_costs_what_others_cost(piece: str, size: int) -> None:
    def work(size: int) -> Callable[[], object]:
        text = "📍" + piece * (size // len(piece))
        return lambda: parse_place_line(text)

    assert growth(work, size, 8, 24) < 24  # 8 if linear, 64 if quadratic


@pytest.mark.parametrize("piece", ["2020 ", "31.12.2020.", "5 May 2020 ", "2020-", "1", " ", "April "])
def test_full_dates_grows_with_the_text(piece: str) -> None:
    def work(size: int) -> Callable[[], object]:
        text = piece * (size // len(piece))
        return lambda: list(full_dates(text))

    assert growth(work, 4_000, 8, 24) < 24


def test_month_table_names_its_source() -> None:
    path = Path(telegram_dump_parser.__file__).parent / "text" / "months.json"
    data = orjson.loads(path.read_bytes())
    assert "CLDR" in data["source"]
    assert "Babel" in data["source"]
    assert path.stat().st_size < 200_000
    assert all(
        1 <= month <= 12 and languages == sorted(languages)
        for readings in data["months"].values()
        for month, languages in readings
    )
