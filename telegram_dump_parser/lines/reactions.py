"""The grammar of reactions: how a line of them looks, the quick test for it, and what each of them is.

A new way to write them is one entry of `_STYLES`.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import regex

from .mojibake import mended
from .patterns import late_pattern

# An emoji and what may be glued to it: skin tones, joiners, variation and tag marks; joiners may be lost ("❤🔥").
# Digits, # and *, which Unicode also calls emoji, are no reactions.
GLYPH: Final = (
    r"(?:[\p{Extended_Pictographic}\p{Regional_Indicator}\p{Emoji_Modifier}♀♂⚕\u200d\ufe0f\u20e3\U000e0020-\U000e007f])"
)
# A count as the preview abbreviates it: 7, 245, 7.37K, 12M. Never a phone number. Telegram writes ASCII digits in every
# language: those of other scripts, which \d has too, are an author's.
NUMBER: Final = r"(?:[1-9][0-9]{0,2}(?:\.[0-9]{1,2})?[KM]|[1-9][0-9]{0,2})"


class _Style(NamedTuple):
    """A way to write a line of reactions.

    Attributes:
        ends: what the line may end with: `digit` (or K, M), `glyph`, or the character itself.
        line: matches the whole line.
        each: matches each reaction in it; groups `emoji`, which may be empty, and `count`.
    """

    ends: str
    line: regex.Pattern[str]
    each: regex.Pattern[str]


def _row(one: str) -> str:
    return rf"{one}(?: {{0,2}}{one}){{0,24}}"


_COUNT: Final = rf"(?P<count>{NUMBER})"
# What the web preview prints: `❤28🔥16👍1`. Paid and custom reactions leave bare numbers; two or more of them on a line
# are nothing else.
_PREVIEW: Final = _Style(
    "digit",
    late_pattern(rf"{GLYPH}{{0,12}} ?{NUMBER}(?:(?: |{GLYPH}){{1,12}}{NUMBER}){{0,24}}"),
    late_pattern(rf"(?P<emoji>{GLYPH}*+) ?(?P<count>[0-9][0-9.]*[KM]?) ?"),
)
_STYLES: Final = (
    _PREVIEW,
    # What is left of emoji where an encoding did not know them.
    _Style(
        "digit",
        late_pattern(rf"(?:\ufffd{{1,8}}{NUMBER}){{1,24}}|\?{{1,8}}{NUMBER}(?:\?{{1,8}}{NUMBER}){{1,24}}"),
        late_pattern(rf"(?P<emoji>){_COUNT}"),
    ),
    # `❤ x28`, `❤ (28)`, `28 ❤`, as other programs write them.
    _Style(
        "digit",
        late_pattern(_row(rf"{GLYPH}{{1,12}} ?[x×]{NUMBER}")),
        late_pattern(rf"(?P<emoji>{GLYPH}++) ?[x×]{_COUNT}"),
    ),
    _Style(
        ")",
        late_pattern(_row(rf"{GLYPH}{{1,12}} ?\({NUMBER}\)")),
        late_pattern(rf"(?P<emoji>{GLYPH}++) ?\({_COUNT}\)"),
    ),
    _Style(
        "glyph",
        late_pattern(_row(rf"{NUMBER} {GLYPH}{{1,12}}+")),
        late_pattern(rf"{_COUNT} (?P<emoji>{GLYPH}++)"),
    ),
)

_SIGNS_OF_OTHERS: Final = ("?", "\ufffd", "x", "×")  # in the styles that end with a digit, but for the preview's
_COUNT_FIRSTS: Final = frozenset("123456789")
_COUNT_LASTS: Final = frozenset("0123456789KM")
_ASCII_FIRSTS: Final = frozenset("123456789?")  # which a line of reactions may begin with; else it is an emoji


def ends_like_reactions(line: str) -> bool:
    """A quick test that every line of reactions passes: it ends with a digit, K, M, an emoji, or `)` after an emoji."""
    last = line[-1]
    return not line[0].isascii() if last == ")" else last.isascii() == last.isalnum()


def is_reactions(line: str) -> bool:
    """Whether a line, without white space around it, is one of reactions. A bare number is one, too."""
    if line[0].isascii() and line[0] not in _ASCII_FIRSTS:
        return False
    end = _end(line)
    # Counts end in few letters, and a line that ends with an emoji begins with a count: most lines need no pattern.
    if (end == "digit" and line[-1] not in _COUNT_LASTS) or (end == "glyph" and line[0] not in _COUNT_FIRSTS):
        return False
    for style in _STYLES:  # noqa: SIM110 - many lines come here, and a generator costs more than the tests
        if style.ends == end and style.line.fullmatch(line):
            return True
    return False


def read_reactions(line: str) -> list[tuple[str | None, str]]:
    """Of each reaction in a line of them its emoji, None if it has none, and its count as written."""
    line = mended(line).strip()
    end = _end(line)
    # No other style that ends so is without these signs: nearly all lines need no look at what style they have.
    if end != "digit" or any(sign in line for sign in _SIGNS_OF_OTHERS):
        for style in _STYLES:
            if style.ends == end and style.line.fullmatch(line):
                return [(match["emoji"] or None, match["count"]) for match in style.each.finditer(line)]
    return [(emoji or None, count) for emoji, count in _PREVIEW.each.findall(line)]


def _end(line: str) -> str:
    last = line[-1:]
    return ")" if last == ")" else "digit" if last.isalnum() else "glyph"
