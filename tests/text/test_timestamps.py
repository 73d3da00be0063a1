"""Times as Telegram Desktop writes them, in the short formats of all locales."""

from __future__ import annotations

import datetime
from itertools import product
from pathlib import Path

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

import telegram_dump_parser
from telegram_dump_parser import parse
from telegram_dump_parser.text.timestamps import Orders, parse_stamp
from telegram_dump_parser.vocabulary import DateOrder

DIGITS = {"ascii": "0", "arabic": "٠", "persian": "۰", "devanagari": "०", "bengali": "০", "thai": "๐"}
# Beyond noon and before it, a day that proves the order and one that does not, one digit and two.
SENT = [
    datetime.datetime(2025, 4, 5, 0, 7, 9),
    datetime.datetime(2025, 4, 5, 12, 30, 0),
    datetime.datetime(2025, 10, 28, 9, 5, 59),
    datetime.datetime(2026, 1, 30, 23, 59, 1),
]
PARTS = {
    "dmy": ("{d}{s}{m}{s}{y}", "dmy"),
    "mdy": ("{m}{s}{d}{s}{y}", "mdy"),
    "ymd": ("{y}{s}{m}{s}{d}", "ymd"),
}
CLOCKS = ("24", "AM", "am", "a.m.", "\u202fAM", "ص", "上午")
AFTERNOON = {"AM": "PM", "am": "pm", "a.m.": "p.m.", "\u202fAM": "\u202fPM", "ص": "م", "上午": "下午"}


def written(sent: datetime.datetime, order: str, separator: str, wide: bool, clock: str, seconds: bool) -> str:
    """A time in one of the formats; with two digits of each number where the year has four, as locales have it."""
    day, month = (f"{sent.day:02}", f"{sent.month:02}") if wide else (str(sent.day), str(sent.month))
    year = str(sent.year) if wide else f"{sent.year % 100}"
    date = PARTS[order][0].format(d=day, m=month, y=year, s=separator)
    tail = f":{sent.minute:02}" + (f":{sent.second:02}" if seconds else "")
    if clock == "24":
        return f"{date} {sent.hour:02}{tail}"
    mark = clock if sent.hour < 12 else AFTERNOON[clock]
    hour = f"{sent.hour % 12 or 12}{tail}"
    return f"{date} {mark}{hour}" if clock == "上午" else f"{date} {hour}{'' if mark[0].isspace() else ' '}{mark}"


@pytest.mark.parametrize("digits", DIGITS)
@pytest.mark.parametrize("order", PARTS)
def test_a_chat_is_the_same_in_every_format(order: str, digits: str) -> None:
    foreign = str.maketrans("0123456789", "".join(chr(ord(DIGITS[digits]) + n) for n in range(10)))
    flags = (True, False)
    for separator, wide, clock, seconds in product(("/", ".", "-", ". ", "\u200f/"), flags, CLOCKS, flags):
        if order == "ymd" and separator == "." and not wide:
            continue  # no locale writes a year of two digits so
        times = [written(sent, order, separator, wide, clock, seconds).translate(foreign) for sent in SENT]
        dump = parse("\n\n".join(f"Anna, [{time}]\nMessage {n}" for n, time in enumerate(times)))
        assert [post.text for post in dump] == [f"Message {n}" for n in range(len(SENT))], times
        assert [post.posted_at.text for post in dump if post.posted_at] == times
        values = [post.posted_at and post.posted_at.value for post in dump]
        assert values == [sent.isoformat(timespec="seconds" if seconds else "minutes") for sent in SENT], times


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("10.04.25 г. 12:30 ч.", "2025-04-10T12:30"),  # Bulgarian
        ("2025. 04. 10. 12:30", "2025-04-10T12:30"),  # Hungarian
        ("10. 04. 2025. 12:30", "2025-04-10T12:30"),  # Croatian
        ("10.4.2025 12.30", "2025-04-10T12:30"),  # Finnish
        ("2025-04-10 12 h 30", "2025-04-10T12:30"),  # French of Canada
        ("10/04 2025 12:30", "2025-04-10T12:30"),
        ("10.4.2025, 12:30", "2025-04-10T12:30"),  # Hebrew
        ("30/4/25 9:05 π.μ.", "2025-04-30T09:05"),  # Greek
        ("30/4/25 13:05 PM", "2025-04-30T13:05"),
        ("10.4.2025 klo 12.30", "2025-04-10T12:30"),
        ("10.04.2025 um 12:30 Uhr", "2025-04-10T12:30"),
        ("10/04/2025 à 12:30", "2025-04-10T12:30"),
        ("10.04.2025 в 12:30", "2025-04-10T12:30"),
        ("2025-04-10T12:30:00", "2025-04-10T12:30:00"),
    ],
)
def test_single_locales(text: str, value: str) -> None:
    stamp = parse_stamp(text)
    assert stamp is not None
    orders = Orders(None if len(stamp.dates) == 1 else DateOrder.DMY)
    orders.learn(stamp)
    assert orders.read(stamp) == value


@pytest.mark.parametrize(
    "text",
    [
        "",
        "10.04.2025",
        "12:30",
        "10.04 12:30",
        "10.04.2025 24:00",
        "10.04.2025 12:60",
        "10.04.2025 12:3",
        "99.99.2025 12:30",
        "10.04.20255 12:30",
        "2025.04.2025 12:30",
        "10.04/2025 12:30",
        "10.04.2025 12:30 XM",
        "10.04.2025 near 12:30",
        "10.04.2025T12:30",
        "10.04.2025 13:30 AM",
        "10.04.2025 AM 9:30 AM x",
        "am 10.04.2025 12:30",
        "10.04.2025 12:30 see",
        "١٠.٠٤.٢٠٢٥",
    ],
)
def test_what_is_no_time(text: str) -> None:
    assert parse_stamp(text) is None


def test_impossible_orders_prove_the_other() -> None:
    for text, value in [
        ("13/04/2025 12:30", "2025-04-13T12:30"),
        ("04/13/2025 12:30", "2025-04-13T12:30"),
        ("10/04/12 12:30", None),  # no order has a year of Telegram's
        ("25/04/12 12:30", "2025-04-12T12:30"),  # so it is no 25 April 2012
        ("13/04/25 12:30", None),  # 13 April 2025, or 25 April 2013
        ("13.04.25 12:30", "2025-04-13T12:30"),  # no locale has the year first, with points
        ("25. 4. 10. 오후 3:05", "2025-04-10T15:05"),  # Korean
        ("30/02/25 12:30", "2030-02-25T12:30"),
        ("30.02.25 12:30", None),
    ]:
        stamp = parse_stamp(text)
        if stamp is None:
            assert value is None
            continue
        orders = Orders()
        orders.learn(stamp)
        assert orders.read(stamp) == value, text
    unusual = parse_stamp("26.01.30 12:30")
    assert unusual is not None
    assert Orders(DateOrder.YMD).read(unusual) == "2026-01-30T12:30"


@given(
    st.datetimes(datetime.datetime(2013, 8, 14), datetime.datetime(2099, 12, 31)),
    st.sampled_from(list(PARTS)),
    st.sampled_from(["/", ". ", "-"]),
    st.booleans(),
    st.sampled_from(CLOCKS),
)
def test_a_given_order_reads_every_time(
    sent: datetime.datetime, order: str, separator: str, wide: bool, clock: str
) -> None:
    stamp = parse_stamp(written(sent, order, separator, wide, clock, True))
    assert stamp is not None
    assert Orders(DateOrder(order)).read(stamp) == sent.isoformat(timespec="seconds")


@given(st.text(max_size=40))
def test_any_text_is_a_time_or_not(text: str) -> None:
    stamp = parse_stamp(text)
    assert stamp is None or stamp.text == text.strip()


def test_words_for_am_and_pm_are_told_apart() -> None:
    path = Path(telegram_dump_parser.__file__).parent / "text" / "dayperiods.json"
    data = orjson.loads(path.read_bytes())
    assert {"am", "午前", "sa", "öö", "πμ", "ص"} <= set(data["am"])
    assert {"pm", "午後", "ch", "ös", "μμ", "م"} <= set(data["pm"])
    assert not set(data["am"]) & set(data["pm"])
    assert all(word == word.casefold() and "." not in word for word in (*data["am"], *data["pm"]))


@pytest.mark.parametrize(
    "text",
    [
        "Nov 27, 2025 at 10:15:09 PM",
        "27 Nov 2025 at 22:15:09",
        "27.11.2025, 22:15:09",
        "27. Nov. 2025 um 22:15:09",
        "27 nov. 2025 à 22:15:09",
        "27 nov 2025, 22:15:09",
        "27 de nov. de 2025 22:15:09",
        "27 нояб. 2025 г., 22:15:09",
        "27 лист. 2025 р., 22:15:09",
        "27 Kas 2025 22:15:09",
        "27 נוב׳ 2025, 22:15:09",
        "27 พ.ย. 2025 22:15:09",
        "2025年11月27日 下午10:15:09",
        "2025. 11. 27. 오후 10:15:09",
        "2025/11/27 22:15:09",
        "27 thg 11, 2025 22:15:09",
        "۲۷ نوامبر ۲۰۲۵، ۲۲:۱۵:۰۹",
    ],
)
def test_medium_formats_of_macos(text: str) -> None:
    stamp = parse_stamp(text)
    assert stamp is not None
    assert Orders().read(stamp) == "2025-11-27T22:15:09"


@pytest.mark.parametrize(
    "text",
    [
        "some day at 9:02:13",
        "Nov 2025 at 9:02:13",
        "27 Nov at 9:02:13",
        "27–28 Nov 2025 at 9:02:13",
        "27 Nov 2025",
        "27 Nov 2025 at 25:02:13",
        "27 Nov 2025 at the pier 9:02:13",
        "at 27 Nov 2025 9:02:13",
    ],
)
def test_no_time_of_a_message(text: str) -> None:
    assert parse_stamp(text) is None


def test_a_month_that_languages_differ_in_is_reported() -> None:
    dump = parse("Anna, [27 lis 2025, 10:15:22]:\nText")
    assert [(post.author, post.text, post.posted_at and post.posted_at.value) for post in dump] == [
        ("Anna", "Text", None)
    ]
    assert [defect.code for defect in dump.defects] == ["ambiguous-date"]
