"""Location and date lines: ``📍 Almaty, April 10``.

A line counts only if it holds nothing but a place and/or a date after its marker. What else begins
with a pin, a sentence or a heading, must not pass: a place that is missing is better than a wrong
one. The look of a place name is a rule of this project; dates are read by :mod:`.dates`.
"""

from __future__ import annotations

from typing import NamedTuple

import regex

from ..lines.patterns import late_pattern
from .dates import DateParts, Defect, is_calendar_word, parse_date
from .markers import MarkerTable, describe, leading_marker

MAX_LINE_CHARS = 200
_MAX_PLACE_CHARS = 80
_MAX_WORDS = 6
_MAX_COMMA_PARTS = 4
_MAX_SHOUTED_WORDS = 3  # all in capitals, where capitals mean nothing
# Scripts without capitals give no sign that a word is a name, so only very short ones pass: this many
# words (next to a date, alone), this many characters where words are not set apart.
_CASELESS_WORDS = (3, 2)
_CASELESS_CHARS = (12, 8)


class PlaceLine(NamedTuple):
    """A location/date line.

    ``marker`` is the emoji as written, ``defect`` the ``(code, message)`` of a date that cannot
    be used: ``impossible-date`` or ``ambiguous-date``, in which case ``date`` is None.
    """

    marker: str
    place: str | None
    date: DateParts | None
    defect: Defect | None


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Lower-case words inside place names (Frankfurt am Main, Isle of Man, Рио-де-Жанейро).
_SMALL_WORDS = _words(
    "of the and upon de del della dei di da do das dos du des la las le les lo los el y e en et "
    "sur sous lès al na nad pod pri am an der dem den im in ob vor bei auf und aan op ter ten van "
    "het і й и на над под під по при им імені ім ве"
)
# Kinds of place, lower case before or after the name (Орловский район, г. Москва).
_KINDS_OF_PLACE = _words(
    "city district region province state county village town г гор с д м п пос село деревня город "
    "посёлок поселок хутор станица область обл край район р-н округ республика ул улица площадь "
    "місто селище смт громада вулиця вул ciudad provincia ville région il ili ilçesi"
)
# Capitalised at the head of a line, these begin a phrase and not a name (В Омске, On April 10); kinds of place do not.
_PHRASE_OPENERS = (
    _words(
        "in on at from to near by for with after before since until this today tomorrow now "
        "в во на у из с со к ко по от до для после сегодня завтра "
        "від з із зі біля сьогодні en à au aux dans depuis chez desde hasta hoy im am bei nach seit "
        "ab heute vom zum em no nos nas hoje nel nella oggi bugün"
    )
    - _KINDS_OF_PLACE
)

_PLACE_CHARS = late_pattern(r"[\p{L}\p{M} \u00a0\u200c\u200d'’ʼ`.,،，、()«»“”„\"/–‑-]+")
_WORD = late_pattern(r"[\p{L}\p{M}\u200c\u200d'’ʼ‑-]*\p{L}[\p{L}\p{M}\u200c\u200d'’ʼ‑-]*")
_PIECE = late_pattern(r"\p{L}+")
_CASELESS = late_pattern(r"[\p{Lo}\p{Script=Georgian}]")
_CASED = late_pattern(r"[[\p{Lu}\p{Ll}\p{Lt}]--\p{Script=Georgian}]", regex.VERSION1)
_COMMA = late_pattern(r"\s*[,،，、]\s*")
# A dot closes an abbreviation (St. Petersburg, ул., D.C.), never a word; a dash joins words, and
# neither opens the name nor is between two.
_NO_NAME = late_pattern(r"\p{L}{4}\.|^[–‑-]|\s[–‑-]\s")
# What may part place and date.
_SEPARATOR = late_pattern(r"\s*[,،，、|·•]\s*|\s+[-–—]\s+")


def parse_place_line(
    text: str, *, language: str | None = None, markers: MarkerTable | None = None, year: int | None = None
) -> PlaceLine | None:
    """Read a line that begins with a place or calendar marker and holds only a place and/or date.

    Args:
        text: one line; surrounding white space is ignored.
        language: BCP 47 tag of the text, see :func:`.dates.parse_date`.
        markers: which emoji stand for what; the package's own table if None.
        year: of a date that states none, see :func:`.dates.parse_date`.

    Returns:
        None for any other line. A place marker (role ``place`` of ``markers.toml``) takes a
        place, a date, or both in either order; a calendar marker a date, or a place and then
        a date. Lines over 200 characters are never one. Never raises.
    """
    if len(text) > MAX_LINE_CHARS:
        return None
    text = text.strip()
    marker = leading_marker(text)
    if marker is None:
        return None
    role = describe(marker, markers).role
    if role not in ("place", "calendar"):
        return None
    rest = text[len(marker) :].strip()

    if (read := parse_date(rest, language=language, year=year)) is not None:
        return PlaceLine(marker, None, *read)
    for gap in _SEPARATOR.finditer(rest):
        before, after = rest[: gap.start()], rest[gap.end() :]
        if (read := parse_date(after, language=language, year=year)) is not None:
            return PlaceLine(marker, before, *read) if is_place(before, dated=True) else None
    if role == "calendar":
        return None
    for gap in _COMMA.finditer(rest):
        before, after = rest[: gap.start()], rest[gap.end() :]
        if is_place(after, dated=True) and (read := parse_date(before, language=language, year=year)):
            return PlaceLine(marker, after, *read)
    return PlaceLine(marker, rest, None, None) if is_place(rest, dated=False) else None


def is_place(text: str, *, dated: bool) -> bool:
    """Whether ``text`` looks like the name of a place and nothing more.

    At most six words, of letters only; every word capitalised but for small words and kinds of
    place; no month or weekday; not the opening of a phrase. Names in scripts without capitals are
    must be shorter, and shortest without a date next to them (``dated``).
    """
    if len(text) > _MAX_PLACE_CHARS or not _PLACE_CHARS.fullmatch(text):
        return False
    words = _WORD.findall(text)
    parts = _COMMA.split(text)
    if not 1 <= len(words) <= _MAX_WORDS or len(parts) > _MAX_COMMA_PARTS:
        return False
    if not all(parts) or any(is_calendar_word(part) for part in parts):
        return False
    if _NO_NAME.search(text) or words[0].lower() in _PHRASE_OPENERS:
        return False
    if not _named(words[0]) and (words[0] not in _KINDS_OF_PLACE or len(words) == 1):
        return False
    if text.isupper() and len(words) > _MAX_SHOUTED_WORDS:
        return False
    if any(_CASELESS.search(part) for part in parts) and not _short(parts, dated):
        return False
    return all(_named(word) or word in _SMALL_WORDS or word in _KINDS_OF_PLACE for word in words)


def _named(word: str) -> bool:
    # One capital piece is enough: d'Ivoire, al-Bab, Ростов-на-Дону.
    # Georgian letters count as lower case in Unicode but have no title case: caseless here.
    return any(piece[0] == piece[0].title() for piece in _PIECE.findall(word))


def _short(parts: list[str], dated: bool) -> bool:
    """Whether a name in a script without capitals is short, and in that script alone."""
    which = 0 if dated else 1
    counts = [len(part.split()) for part in parts]
    if max(counts) > _CASELESS_WORDS[which] or sum(counts) > 2 * _CASELESS_WORDS[which]:
        return False
    # Chinese, Japanese, Thai and others run words together.
    return not any(
        _CASED.search(part) or (count == 1 and len(part) > _CASELESS_CHARS[which])
        for part, count in zip(parts, counts, strict=True)
    )
