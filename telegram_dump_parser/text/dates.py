"""Calendar dates as people write them: one whole text that is a date, and years in running text.

A text is cut into tokens, every token gets a one-letter *kind* (a day number, a year, a month
name, ...), and the string of kinds, the *shape*, is matched against a short table of forms. Months
are named in every language of the Unicode CLDR (``months.json``). Today's date plays no part.
"""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

import orjson
import regex

from ..lines.patterns import late_pattern

MAX_DATE_CHARS = 80

Defect = tuple[str, str]  # (code, message)
Readings = list[tuple[int, list[str]]]  # [(month, languages that call it so)]


class DateParts(NamedTuple):
    """A date as it is in the text.

    ``end_day`` is set for a range inside one month (``April 10–11``). A range over two months has
    the day, month and year of its start and no ``end_day``. ``day`` is None for ``April 2024``,
    ``year`` None where the text states none.
    """

    text: str
    day: int | None
    end_day: int | None
    month: int
    year: int | None


# --- tokens and their kinds -----------------------------------------------------------------------
#
# D day or month number   Y year 1900-2099   n other number   M month name   w weekday
# o ordinal ending        f "of"             a article        y "year"       u "day"
# m month sign (月)       t Vietnamese "tháng"                 - , . / ( )    x anything else

_TOKEN = late_pattern(
    r"""
    (?<=\d)[年月日号號년월일]                                       # signs that close a number
    | \d+
    | [\p{Thai}\p{M}]+ (?: \. [\p{Thai}\p{M}]+ )+                   # abbreviations with inner dots
    | [\p{L}\p{M}]+ (?: ['’ʼ\u200c\u200d-] [\p{L}\p{M}]+ )* [׳॰]?   # words, with hyphens, signs of abbreviation
    | \n
    | [^\s\p{Cf}]                                                   # \p{Cf}: direction marks
    """,
    regex.VERBOSE,
)
_KIND = {
    word: kind
    for kind, words in {
        "o": "st nd rd th er re e º ª ° го е й я ші шы",
        "f": "of de del di du d' do da năm",
        "a": "the le el il den ngày",
        "y": "г гг год года году р рік року годзе ж жыл жылы gada m metų yıl yılı god roku թ م 年 년",
        "u": "日 号 號 일 d",
        "m": "月 월",
        "t": "tháng thg",
        "-": "- – — − ‐ ‑ ~ ～ 〜 至",
        ",": ", ، ， 、",
        ".": ".",
        "/": "/",
        "(": "( （",
        ")": ") ）",
    }.items()
    for word in words.split()
}


_HEBREW_IN = "ב"  # before the name of a month: 27 בנובמבר


class _Names(NamedTuple):
    months: dict[str, Readings]
    weekdays: frozenset[str]
    longest: dict[str, int]  # first word of a name of several words -> most words


@lru_cache(maxsize=1)
def _names() -> _Names:
    data = orjson.loads(files(__package__).joinpath("months.json").read_bytes())
    longest: dict[str, int] = {}
    for name in (*data["months"], *data["weekdays"]):
        first, *rest = name.split()
        if rest:
            longest[first] = max(longest.get(first, 1), len(rest) + 1)
    return _Names(data["months"], frozenset(data["weekdays"]), longest)


@lru_cache(maxsize=4096)
def _normal(word: str) -> str:
    # As scripts/make_months.py does it.
    folded = word.casefold() if word.isascii() else unicodedata.normalize("NFC", word.casefold())
    return folded.replace("’", "'").replace("ʼ", "'")


class _Token(NamedTuple):
    kind: str
    value: int  # of a number, else 0
    text: str  # normalised
    start: int


def _tokens(text: str) -> list[_Token]:
    names = _names()
    found = [(m.start(), m[0]) for m in _TOKEN.finditer(text)]
    tokens: list[_Token] = []
    index = 0
    while index < len(found):
        start, raw = found[index]
        index += 1
        kind, value, word = _kind(raw)
        for count in range(names.longest[word], 1, -1) if word in names.longest else ():
            longer = " ".join([word, *(_normal(w) for _, w in found[index : index + count - 1])])
            if longer in names.months or longer in names.weekdays:
                kind, _, word = _kind(longer)
                index += count - 1
                break
        tokens.append(_Token(kind, value, word, start))
    return tokens


@lru_cache(maxsize=4096)  # dates are made of the same few words and numbers
def _kind(raw: str) -> tuple[str, int, str]:
    """What a token alone is: its kind, its value and its normalised text."""
    if raw.isdecimal():
        # int() reads the digits of every script; a long run is no day and no year.
        value = int(raw) if len(raw) <= 4 else 0
        day, year = len(raw) <= 2 and 1 <= value <= 31, 1900 <= value <= 2099
        return "D" if day else "Y" if year else "n", value, raw
    word = _normal(raw)
    if len(word) > 1:
        word = word.replace(".", " ")  # inside an abbreviation
    names = _names()
    if word.startswith(_HEBREW_IN) and word[1:] in names.months:
        word = word[1:]
    weekday_or_not = "w" if word in names.weekdays else "x"
    return "M" if word in names.months else _KIND.get(word, weekday_or_not), 0, word


def is_calendar_word(text: str) -> bool:
    """Whether the whole of ``text`` is the name of a month or of a weekday (any case)."""
    name = " ".join(_normal(text).replace(".", " ").split())
    return name in _names().months or name in _names().weekdays


# --- forms ----------------------------------------------------------------------------------------
#
# Named groups: d day, e end day, m month, y year; E, N, Y day, month and year of the end of a range
# over two months. Forms of words first, then forms of numbers.

_ORDINAL = r"(?:-?o|\.)?"
_YEAR = r"(?:,?f?(?P<y>Y)(?:y\.?)?)?"
_WORD_FORMS = (
    rf"a?(?P<d>D){_ORDINAL}(?:-a?(?P<e>D){_ORDINAL})?f?(?P<m>M)\.?{_YEAR}",
    rf"(?P<m>M)\.?a?(?P<d>D){_ORDINAL}(?:-(?P<e>D){_ORDINAL})?{_YEAR}",
    rf"a?(?P<d>D){_ORDINAL}f?(?P<m>M)\.?{_YEAR}"
    rf"-a?(?P<E>D){_ORDINAL}f?(?P<N>M)\.?{_YEAR.replace('<y>', '<Y>')}",
    rf"(?P<m>M)\.?(?P<d>D){_ORDINAL}{_YEAR}"
    rf"-(?P<N>M)\.?(?P<E>D){_ORDINAL}{_YEAR.replace('<y>', '<Y>')}",
    r"(?P<y>Y)(?:\.|y\.?)?(?P<m>M)\.?(?P<d>D)(?:-(?P<e>D))?\.?(?:u\.?)?",  # Hungarian, Lithuanian
    rf"(?P<y>Y)\.?y\.?(?P<d>D){_ORDINAL}(?P<m>M)",  # Latvian
    r"(?:(?P<y>Y)y)?(?P<m>D)m(?P<d>D)u(?:-(?P<e>D)u)?",  # Chinese, Japanese, Korean
    r"a?(?P<d>D)t(?P<m>D)(?:,?f?(?P<y>Y))?",  # Vietnamese
)
_MONTH_FORM = r"(?P<m>M)\.?,?f?(?P<y>Y)(?:y\.?)?"
# Day first with dots, year first otherwise; no number may go on before or after.
_NUMBER_FORMS = tuple(
    rf"(?<![DYn][./-]){form}(?![./-][DYn])"
    for form in (
        r"(?P<d>D)(?:-(?P<e>D))?\.(?P<m>D)\.(?P<y>Y)(?:y\.?)?",
        r"(?P<d>D)\.(?P<m>D)\.?-(?P<E>D)\.(?P<N>D)\.(?P<Y>Y)(?:y\.?)?",
        r"(?P<y>Y)-(?P<m>D)-(?P<d>D)",
        r"(?P<y>Y)/(?P<m>D)/(?P<d>D)",
        r"(?P<y>Y)\.(?P<m>D)\.(?P<d>D)",
    )
)
# Either order; a date only where the numbers leave one.
_EITHER_FORM = r"(?<![DYn][./-])(?P<d>D)(?:/(?P<m>D)/|-(?P<m2>D)-)(?P<y>Y)(?![./-][DYn])"
_SHORT_YEAR_FORM = r"(?P<d>D)\.(?P<m>D)\.(?P<y>[Dn])(?:y\.?)?"

_WHOLE_FORMS = tuple(
    rf"(?:w\.?,?)?(?:{form})(?:,?w\.?|,?\(w\.?\))?\.?"
    for form in (*_WORD_FORMS, _MONTH_FORM, *_NUMBER_FORMS, _SHORT_YEAR_FORM, _EITHER_FORM)
)
_INSIDE_NUMBER_FORMS = (*_NUMBER_FORMS, _EITHER_FORM)
_DIGIT = re.compile(r"\d")


@cache
def _compiled(forms: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    """Patterns of forms, compiled at their first use: most small dumps have no date to read."""
    return tuple(map(re.compile, forms))


# A month name means what most languages mean by it where they are next to unanimous: `jan` is
# January in 30 languages and June in one.
_NEAR_UNANIMOUS = 8


def _parts(match: re.Match[str], tokens: list[_Token]) -> dict[str, _Token]:
    return {name: tokens[match.start(name)] for name, kind in match.groupdict().items() if kind}


def _month(token: _Token, language: str | None) -> int | None:
    """The month a token names, or None for a name that fits several."""
    if token.value:
        return token.value if token.value <= 12 else None
    readings = _names().months[token.text]
    if len(readings) == 1:
        return readings[0][0]
    own = (language or "").replace("_", "-").split("-")[0].lower()
    for month, languages in readings:
        if own in languages:
            return month
    (month, most), (_, next_most) = sorted(readings, key=lambda r: -len(r[1]))[:2]
    return month if len(most) >= _NEAR_UNANIMOUS * len(next_most) else None


def _exists(day: int, month: int, year: int | None) -> bool:
    try:
        datetime.date(year or 2000, month, day)  # 2000: without a year, February has 29 days
    except ValueError:
        return False
    return True


@lru_cache(maxsize=1024)  # dates of a channel have the same few shapes
def _whole(shape: str) -> re.Match[str] | None:
    return next((match for form in _compiled(_WHOLE_FORMS) if (match := form.fullmatch(shape))), None)


def parse_date(
    text: str, *, language: str | None = None, year: int | None = None
) -> tuple[DateParts | None, Defect | None] | None:
    """Read ``text`` as one date, or range of days, and nothing else.

    Args:
        text: e.g. ``21 September 2023``, ``le 1er mai``, ``30.04.–02.05.2024``, ``2024年3月5日``,
            with digits of any script. A weekday may be before or after.
        language: the BCP 47 tag of the text, used for month names that differ between languages.
        year: the year of a date that states none, in which its days must exist. It is not given back.

    Returns:
        None if ``text`` is not a date, else the date, or None and the reason there is none:
        ``impossible-date`` (``April 31``; ``February 29`` with a ``year`` that has none),
        ``ambiguous-date`` (``03/04/2023``; ``5 listopada``, October in Croatian and November in
        Polish, with no ``language`` to decide).

    ``31.12.23`` is 2023: two-digit years count from 2000 up to 49, others are no date. A range over
    New Year that states one year states that of its end.
    """
    text = text.strip()
    if len(text) > MAX_DATE_CHARS or not _DIGIT.search(text):  # every form has a number
        return None
    first = _TOKEN.search(text)
    kind, _, word = _kind(first[0]) if first else ("", 0, "")
    if kind == "x" and word not in _names().longest:  # as most places: no form has such a token
        return None
    tokens = _tokens(text)
    match = _whole("".join([token.kind for token in tokens]))
    if match is None:
        return None
    at = _parts(match, tokens)
    stated = at["y"].value if "y" in at else None
    day = at["d"].value if "d" in at else None
    if stated is not None and stated < 1900:
        if len(at["y"].text) != 2 or stated > 49:
            return None
        stated += 2000
    if "m2" in at:
        at["m"] = at["m2"]

    month = _month(at["m"], language)
    if match.re is _compiled(_WHOLE_FORMS)[-1]:
        assert day is not None
        if month is None:  # the second number is no month, so the first may be
            day, month = at["m"].value, day
        elif day <= 12 and day != month:
            return None, ("ambiguous-date", f"day and month may be swapped: {text}")
    end_month = _month(at["N"], language) if "N" in at else month
    if month is None or end_month is None:
        if at["m"].value:
            return None, ("impossible-date", f"no such month: {text}")
        return None, ("ambiguous-date", f"month differs between languages: {text}")

    end_day = at["e"].value if "e" in at else None
    if "N" in at:
        end_day = at["E"].value
        end_year = at["Y"].value if "Y" in at else stated
        if stated is None and end_year is not None:
            stated = end_year - (end_month < month)
        ends_in = end_year or (year and year + (end_month < month))
        if not _exists(end_day, end_month, ends_in):
            return None, _no_such_day(text, end_year, year)
        if (end_month, end_year) != (month, stated):
            end_day = None
    if day is not None:
        last = end_day or day
        if not _exists(day, month, stated or year) or not _exists(last, month, stated or year):
            return None, _no_such_day(text, stated, year)
        if end_day is not None and end_day <= day:
            return None, ("impossible-date", f"the range ends before it begins: {text}")
    return DateParts(text, day, end_day, month, stated), None


def _no_such_day(text: str, stated: int | None, year: int | None) -> Defect:
    return "impossible-date", f"no such day: {text}" + (f" in {year}" if year and not stated else "")


# --- years of dates in running text ---------------------------------------------------------------
#
# Zeros of the decimal scripts in daily use; the other nine digits of each follow its zero.
_ZEROS = "0٠۰०০੦૦୦௦౦೦൦๐໐༠၀០᠐０"


def _digits(value: int) -> str:
    return "".join(chr(ord(zero) + value) for zero in _ZEROS)


# Plain classes at the front keep the regex engine fast; whether it is 19xx or 20xx is asked after.
_YEAR_LIKE = re.compile(rf"[{_digits(1)}{_digits(2)}][{_digits(9)}{_digits(0)}]\d\d")
_DAY_LIKE = re.compile(r"(?<!\d)\d\d?(?!\d)")
_REACH = 25  # characters each way in which a day and a month must be


def full_dates(text: str) -> Iterator[tuple[int, int]]:
    """Find the dates in running text that state day, month and year.

    Yields:
        ``(offset of the year in characters, year)``, in order; dates that do not exist and a month
        with a year but no day are left out. Numeric dates count whichever of day and month
        appears first, since only the year is asked.
    """
    for hit in _YEAR_LIKE.finditer(text):
        start = hit.start()
        left = max(0, start - _REACH)
        context = text[left : start + 4 + _REACH]
        if _DAY_LIKE.search(context) and _may_be_dated(context) and _dated(context, start - left, left > 0):
            yield start, int(hit[0])


# Three numbers joined by signs, which forms of numbers need; and the letters of words.
_JOINED_NUMBERS = late_pattern(r"\d(?:[\s\p{Cf}]*+[-–—−‐‑~～〜至./][\s\p{Cf}]*+\d++){2}")
_LETTERS = late_pattern(r"(?<=\d)[年月日號号년월일]|[\p{L}\p{M}]+")


@lru_cache(maxsize=1)
def _telling() -> frozenset[str]:
    """Of each name of a month, and each sign in its place, the longest piece of letters alone."""
    pieces = [_LETTERS.findall(name) for name in (*_names().months, *(w for w, kind in _KIND.items() if kind in "mt"))]
    return frozenset(max(found, key=len) for found in pieces if found)


def _may_be_dated(context: str) -> bool:
    """Whether a date could be there at all: most years are alone, and tokens cost more."""
    named = not _telling().isdisjoint(map(_normal, _LETTERS.findall(context)))
    return named or _JOINED_NUMBERS.search(context) is not None


def _dated(context: str, offset: int, cut: bool) -> bool:
    """Whether the year at ``offset`` is part of a date; ``cut``: the first token may be a rest."""
    tokens = _tokens(context)[cut:]
    shape = "".join(token.kind for token in tokens)
    index = next((i for i, t in enumerate(tokens) if t.start == offset), -1)
    if index < 0 or shape[index] != "Y":
        return False
    # Forms of words need a month, those of numbers a sign that joins numbers next to the year.
    forms = _compiled(_WORD_FORMS) if {"M", "m", "t"} & set(shape) else ()
    if {*"./-"} & set(shape[max(0, index - 1) : index + 2]):
        forms += _compiled(_INSIDE_NUMBER_FORMS)
    for form in forms:
        for match in form.finditer(shape):
            at = _parts(match, tokens)
            month = at.get("m") or at["m2"]
            if match.start() <= index < match.end() and (
                _possible(at["d"], month, tokens[index].value)
                or (form is _compiled(_INSIDE_NUMBER_FORMS)[-1] and _possible(month, at["d"], tokens[index].value))
            ):
                return True
    return False


def _possible(day: _Token, month: _Token, year: int) -> bool:
    months = [month.value] if month.value else [m for m, _ in _names().months[month.text]]
    return any(m <= 12 and _exists(day.value, m, year) for m in months)
