"""Dates in words: the names of months in all languages."""

from __future__ import annotations

import unicodedata

import pytest

from telegram_dump_parser.text.dates import _WHOLE_FORMS, DateParts, _names, parse_date

# Of these, a few names end in signs that no other language's words have.
_LEFT_OUT = frozenset(("as", "bo", "cic", "dz", "kln", "mn", "nnh", "teo", "yav"))


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_every_name_of_a_month_makes_a_date(form: str) -> None:
    names = {
        name: readings
        for name, readings in _names().months.items()
        if not name.startswith("·") and _LEFT_OUT.isdisjoint(tag for _, tags in readings for tag in tags)
    }
    assert len(names) > 2500
    for name, readings in names.items():
        text = unicodedata.normalize(form, f"27 {name} 2025")
        found = parse_date(text)
        assert found is not None, name
        date, problem = found
        if len(readings) == 1:
            assert date == DateParts(text, 27, None, readings[0][0], 2025), name
        else:
            assert date is not None or problem is not None, name


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("27 בנובמבר 2025", 11),
        ("27 בנוב׳ 2025", 11),
        ("27 พ.ย. 2025", 11),
        ("27 नव॰ 2025", 11),
        ("27 Μαΐου 2025", 5),
        ("27 thg 11, 2025", 11),
    ],
)
def test_names_with_signs_of_abbreviation(text: str, month: int) -> None:
    assert parse_date(text) == (DateParts(text, 27, None, month, 2025), None)


def test_no_form_has_a_token_that_is_nothing_of_a_date() -> None:
    # A text that begins with one is given up at once.
    assert not any("x" in form for form in _WHOLE_FORMS)
    assert parse_date("Lakeside, May 4") is None
