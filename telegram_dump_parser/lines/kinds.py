"""What kind of line is this? One ordered table from a line's text to its `LineKind`.

A kind says what a line *looks like*, without its neighbours: `34%` may be a poll's percent or a line of a text.
The machine decides. Telegram's own phrases are data (`phrases.toml`); the shapes below are built from it.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

import regex

from .mojibake import FIRSTS, mended
from .phrases import phrases
from .reactions import GLYPH, NUMBER, ends_like_reactions, is_reactions


class LineKind(StrEnum):
    """What a line looks like, each with the fact about the preview's layout that it comes from."""

    BLANK = "blank"  # nothing but white space
    FORWARD = "forward"  # Forwarded from NAME: first line of a forwarded post
    FORWARD_LABEL = "forward-label"  # Forwarded from, if the name is on the next line
    MEDIA_LABEL = "media-label"  # a video that the preview does not play; the caption follows
    OPEN_LABEL = "open-label"  # Please open Telegram…, after the text
    VIEW = "view"  # VIEW IN TELEGRAM, after one of the two labels above
    POLL_TYPE = "poll-type"  # Anonymous Poll, between question and options
    PERCENT = "percent"  # 34%, before each option of a poll
    SIZE = "size"  # 25.2 MB, after a document's name
    FILE = "file"  # name.ext, a document's name
    REACTIONS = "reactions"  # ❤28🔥16👍1, after everything else
    COUNT = "count"  # 7.37K alone: a paid or custom reaction, or the count below a reaction's emoji
    GLYPH = "glyph"  # an emoji alone: a reaction, with its count on the next line
    DATE = "date"  # January 19, after each post of a page that a browser saved
    SERVICE = "service"  # a message of Telegram itself, which is a post of its own
    COUNTER = "counter"  # 63.3K subscribers, in the page's header
    PAGE = "page"  # Download Telegram, the end of the page's header
    TEXT = "text"  # anything else


def _words(words: list[str]) -> str:
    return "|".join(regex.escape(word) for word in words)


_PHRASES: Final = phrases()
NOTICES: Final[dict[str, str]] = {
    line: code
    for code in ("media-not-supported", "media-too-big", "open-in-telegram")
    for line in _PHRASES["lines"][code]
}
FORWARD_PREFIXES: Final[tuple[str, ...]] = tuple(_PHRASES["forward"]["prefixes"])
REPLY_MEDIA: Final[frozenset[str]] = frozenset(_PHRASES["reply"]["media"])
KNOWN_SITES: Final[frozenset[str]] = frozenset(name.casefold() for name in _PHRASES["preview"]["sites"])

DESCRIBED: Final[frozenset[str]] = frozenset(_PHRASES["preview"]["described"])

_EXACT: Final[dict[str, LineKind]] = {
    line: kind
    for code, kind in (
        ("media-not-supported", LineKind.MEDIA_LABEL),
        ("media-too-big", LineKind.MEDIA_LABEL),
        ("open-in-telegram", LineKind.OPEN_LABEL),
        ("view", LineKind.VIEW),
        ("poll-type", LineKind.POLL_TYPE),
        ("page", LineKind.PAGE),
    )
    for line in _PHRASES["lines"][code]
}
_EXACT.update(dict.fromkeys(_PHRASES["service"]["lines"], LineKind.SERVICE))
_EXACT.update((prefix.strip(), LineKind.FORWARD_LABEL) for prefix in FORWARD_PREFIXES)

# The tables: the first pattern that matches the whole line names its kind. Order matters where shapes overlap
# ("34%" before counts; a file name last). Longer lines than LONGEST_SHAPE are TEXT unless a prefix decides.
LONGEST_SHAPE: Final = 160
# Those that begin with a digit.
_NUMBERS: Final[tuple[tuple[LineKind, regex.Pattern[str]], ...]] = tuple(
    (kind, regex.compile(pattern))
    for kind, pattern in (
        (LineKind.PERCENT, r"[0-9]{1,3}%"),
        (LineKind.SIZE, rf"[0-9]{{1,4}}(?:\.[0-9]{{1,2}})? (?:{_words(_PHRASES['size']['units'])})"),
        (LineKind.COUNTER, rf"[0-9][0-9.,]*[KM]? (?:{_words(_PHRASES['counter']['words'])})"),
        (LineKind.COUNT, NUMBER),
    )
)
_GLYPHS: Final = regex.compile(rf"{GLYPH}{{1,8}}")
_DATE: Final = regex.compile(rf"(?:{_words(_PHRASES['date']['months'])}) [0-9]{{1,2}}(?:, [0-9]{{4}})?")
_FILE: Final = regex.compile(r"[^\s/@:][^/@:]{0,118}\.(?!\d+$)[A-Za-z][A-Za-z0-9]{1,4}")
_ENDING: Final = 7  # characters of a line's end that hold the full stop of a file's name, and of a count
_SERVICE_PREFIXES: Final = tuple(_PHRASES["service"]["prefixes"])
_SERVICE_PINNED: Final = tuple(_PHRASES["service"]["pinned"])
_FORWARD_FIRSTS: Final = frozenset(prefix[0] for prefix in FORWARD_PREFIXES)
_DIGITS: Final = frozenset("0123456789")
_MONTH_INITIALS: Final = frozenset(month[0] for month in _PHRASES["date"]["months"])
# What a line begins or ends with that may be more than a shape; other lines, which are most, need fewer looks.
_PHRASE_FIRSTS: Final = FIRSTS.union(line[0] for line in (*_EXACT, *_SERVICE_PREFIXES, *FORWARD_PREFIXES))
_PINNED_LASTS: Final = frozenset('»”"')


_TEXT: Final = LineKind.TEXT


def classify(text: str) -> LineKind:
    """The kind of one line (its text without the terminator; leading and trailing space do not count).

    Most lines are long text: their length and their ends decide that, before any pattern runs.
    """
    line = text.strip()
    if not line:
        return LineKind.BLANK
    first, last = line[0], line[-1]
    if first in _PHRASE_FIRSTS or last in _PINNED_LASTS:
        exact = _EXACT.get(line)
        if exact is not None:
            return exact
        if first in _FORWARD_FIRSTS and line.startswith(FORWARD_PREFIXES):
            return LineKind.FORWARD
        if last in _PINNED_LASTS and any(mark in line[:160] for mark in _SERVICE_PINNED):
            return LineKind.SERVICE
        if len(line) > LONGEST_SHAPE:
            return _TEXT
        if line.startswith(_SERVICE_PREFIXES):
            return LineKind.SERVICE
        if first in FIRSTS:
            line = mended(line)
            first = line[0]
    elif len(line) > LONGEST_SHAPE:
        return _TEXT
    # Every shape below ends in a digit, a unit, a file's ending or an emoji, and most begin with one of few.
    has_ending = "." in line[-_ENDING:]
    if first.isalpha() and first not in _MONTH_INITIALS and not has_ending:
        return _TEXT
    if last != "%" and not ends_like_reactions(line):
        return _TEXT  # a letter of another script, a full stop, a bracket
    if first in _DIGITS:
        for kind, pattern in _NUMBERS:
            if pattern.fullmatch(line):
                return kind
    elif not first.isascii():
        if _GLYPHS.fullmatch(line):
            return LineKind.GLYPH
    elif first in _MONTH_INITIALS and _DATE.fullmatch(line):
        return LineKind.DATE
    if has_ending and _FILE.fullmatch(line):
        return LineKind.FILE
    return LineKind.REACTIONS if is_reactions(line) else _TEXT
