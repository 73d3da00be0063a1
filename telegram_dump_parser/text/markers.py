"""Emoji that open a line: find them, name them, say what they stand for.

What one emoji is follows UTS #51 (flag pairs, ZWJ sequences, keycaps, skin tones, tag sequences);
what it means at the head of a line is this project's own table, ``markers.toml``, to which a
user can add one of the same shape.
"""

from __future__ import annotations

import os
import re
import tomllib
import unicodedata
from collections.abc import Mapping
from functools import lru_cache, partial
from importlib.resources import files
from typing import Any, Final, NamedTuple

import regex

from ..errors import DumpError


class EmojiMeaning(NamedTuple):
    """Name and role of an emoji."""

    name: str
    role: str


MarkerTable = Mapping[str, EmojiMeaning]
"""Emoji without U+FE0F -> name and role."""
MarkersLike = str | os.PathLike[str] | Mapping[str, Mapping[str, str]]
"""What a user gives: the path of a TOML file of the shape of ``markers.toml``, or its contents."""


# An emoji code point that stands for itself. Digits, # and * are \p{Emoji} too, but are text unless
# a keycap follows; © ® ™ are typography; regional indicators count only in pairs.
_UNIT = r"""
    [\p{Emoji}--[0-9#*©®™\p{Regional_Indicator}]]
    (?!\uFE0E)                                  # VS15 asks for the text form
    (?: \uFE0F | \p{Emoji_Modifier} )?
    (?: [\U000E0020-\U000E007E]{1,8} \U000E007F )?   # 🏴󠁧󠁢󠁥󠁮󠁧󠁿 and other tag sequences
"""
# The longest ZWJ sequence in use has four people; the bound keeps a hostile one from being "an
# emoji" of a megabyte.
_EMOJI = regex.compile(
    rf"""
    \p{{Regional_Indicator}}{{2}}
    | [0-9#*]\uFE0F?\u20E3
    | {_UNIT} (?: \u200D {_UNIT} ){{0,8}}
    """,
    regex.VERBOSE | regex.VERSION1,
)
FIRST_EMOJI = "\u203c"  # ‼ is the first emoji after © and ®; only keycaps lie below
_VARIATION = "\ufe0f"
_SKIN_TONES = dict.fromkeys(range(0x1F3FB, 0x1F400))
# Of a user's table. All emoji that there are, with names, take less; and a key of thousands of parts, which no table
# has, takes hundreds of megabytes to read.
_MAX_FILE_BYTES = 256 << 10
_MOST_DOTS = 4  # in a line, outside of strings and comments
_QUOTED = re.compile(r""""(?:[^"\\\n]|\\.)*"|'[^'\n]*'|\#[^\n]*""")
_ROLE = regex.compile(r"[a-z]+(?:-[a-z]+)*")


@lru_cache(maxsize=1)
def load_markers() -> dict[str, EmojiMeaning]:
    """The table of ``markers.toml``: emoji without U+FE0F -> name and role."""
    text = files(__package__).joinpath("markers.toml").read_text("utf-8")
    return {
        emoji: EmojiMeaning(name, role) for role, names in tomllib.loads(text).items() for emoji, name in names.items()
    }


def extended(given: MarkersLike | None) -> MarkerTable:
    """The package's table with what a user adds to it: an emoji that both name has the user's role.

    Raises:
        DumpError: neither a path nor a mapping; or a file that cannot be read, is not TOML, or not of the shape
            ``[role]`` / ``"emoji" = "name"``. It names the file and what is wrong.
    """
    if given is None:
        return load_markers()
    if isinstance(given, Mapping):
        file, tables = None, dict[Any, Any](given)
    elif isinstance(given, str | os.PathLike):
        file = os.fspath(given)
        tables = _read(file)
    else:
        raise DumpError(f"markers must be the path of a TOML file, or a dict of the same shape, not {given!r}")
    added: dict[str, EmojiMeaning] = {}
    names: Any
    name: Any
    for role, names in tables.items():
        if not isinstance(role, str) or not _ROLE.fullmatch(role):
            raise DumpError(f"{role!r} is not a role; use lower-case words with hyphens, such as place", file=file)
        if not isinstance(names, Mapping):
            raise DumpError(f'{role} is not a table; write [{role}] and below it "emoji" = "name"', file=file)
        for emoji, name in names.items():
            if not isinstance(emoji, str) or not emoji or leading_marker(emoji) != emoji:
                raise DumpError(f"{emoji!r} in [{role}] is not one emoji; write one on each line", file=file)
            if not isinstance(name, str) or not name.strip() or not name.isprintable():
                raise DumpError(f'the name of {emoji} in [{role}] is not a text; write "{emoji}" = "name"', file=file)
            bare = emoji.replace(_VARIATION, "")
            if bare in added:
                raise DumpError(f"{emoji} is in [{added[bare].role}] and in [{role}]; keep one", file=file)
            added[bare] = EmojiMeaning(name, role)
    return {**load_markers(), **added}


def _read(file: str) -> dict[str, Any]:
    try:
        with open(file, "rb") as opened:
            data = opened.read(_MAX_FILE_BYTES + 1)
    except FileNotFoundError:
        raise DumpError("no such file; check the path of the markers", file=file) from None
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        reason = getattr(error, "strerror", None) or error
        raise DumpError(f"markers cannot be read: {reason}", file=file) from error
    if len(data) > _MAX_FILE_BYTES:
        raise DumpError(f"is not a table of markers: longer than {_MAX_FILE_BYTES >> 10} KiB", file=file)
    try:
        text = data.decode("utf-8-sig")
        for number, line in enumerate(_QUOTED.sub("", text).split("\n"), 1):
            if line.count(".") > _MOST_DOTS:
                raise DumpError("is not a table of markers: a key of too many parts", file=file, line=number)
        return tomllib.loads(text)
    except DumpError:  # which is a ValueError
        raise
    except (ValueError, RecursionError) as error:  # of TOML or of UTF-8
        raise DumpError(f"is not TOML in UTF-8: {error}", file=file) from error


def _match(text: str, start: int) -> str | None:
    """The emoji at ``start``, or None; cheap for lines that begin with a letter."""
    first = text[start : start + 1]
    if first < FIRST_EMOJI and "\u20e3" not in text[start + 1 : start + 3]:
        return None
    found = _EMOJI.match(text, start)
    return found[0] if found else None


def leading_marker(line: str) -> str | None:
    """The one emoji ``line`` begins with, all its code points, U+FE0F included; None without one.

    Leading white space is not skipped.
    """
    return _match(line, 0)


def leading_run(line: str, most: int | None = None) -> list[str]:
    """All emoji at the beginning of ``line`` that follow each other without a gap, ``most`` of them at most."""
    run: list[str] = []
    position = 0
    while (most is None or len(run) < most) and (found := _match(line, position)) is not None:
        run.append(found)
        position += len(found)
    return run


def describe(emoji: str, table: MarkerTable | None = None) -> EmojiMeaning:
    """Name and role of an emoji as :func:`leading_marker` returns it.

    The table decides, the package's own if none is given; a skin tone does not change the role. By
    rule, flags have role ``flag`` (``flag-kazakhstan``), keycaps role ``number`` (``keycap-1``).
    Any other emoji has its CLDR English name and role ``other``; text that is no emoji at all the
    Unicode name of its first character, or ``unknown``.
    """
    if table is not None:
        bare = emoji.replace(_VARIATION, "")
        marker = table.get(bare) or table.get(bare.translate(_SKIN_TONES))
        if marker:
            return marker
    return _described(emoji)


@lru_cache(maxsize=1024)
def _described(emoji: str) -> EmojiMeaning:
    bare = emoji.replace(_VARIATION, "")
    table = load_markers()
    marker = table.get(bare) or table.get(bare.translate(_SKIN_TONES))
    if marker:
        return marker
    name = _cldr_name(emoji)
    if bare.endswith("\u20e3"):
        return EmojiMeaning(name, "number")
    if "\U0001f1e6" <= bare[:1] <= "\U0001f1ff" or bare[:2] == "🏴\U000e0067":
        return EmojiMeaning(f"flag-{name}", "flag")
    return EmojiMeaning(name, "other")


_TAGS = str.maketrans({0xE0000 + code: chr(code) for code in range(0x20, 0x7F)} | {0xE007F: None})


@lru_cache(maxsize=512)
def country(flag: str) -> str | None:
    """The ISO 3166 code that a flag stands for: ``KZ``, of a part of a country ``GB-ENG``; None for any other emoji.

    A flag is spelled with the letters of the code (UTS #51, annexes B and C.1). Pairs of letters that are the code of
    nothing (🇽🇽) are recognised by Unicode's list of flags.
    """
    from emoji import EMOJI_DATA

    if flag not in EMOJI_DATA:
        return None
    if "\U0001f1e6" <= flag[0] <= "\U0001f1ff":
        return "".join(chr(ord(letter) - 0x1F1E6 + ord("A")) for letter in flag)
    if flag[:2] == "🏴\U000e0067":
        code = flag[1:].translate(_TAGS).upper()
        return f"{code[:2]}-{code[2:]}"
    return None


def _cldr_name(emoji: str) -> str:
    # Imported here: the tables of `emoji` cost some 40 ms, and most runs need no name from them.
    from emoji import EMOJI_DATA

    bare = emoji.replace(_VARIATION, "")
    # The package lists some emoji with U+FE0F only, so try the ways one may be written.
    for form in (emoji, bare, bare[:1] + _VARIATION + bare[1:]):
        if form in EMOJI_DATA:
            english: str = EMOJI_DATA[form]["en"]
            return english.strip(":").replace("_", "-").lower()
    name = unicodedata.name(emoji[0], "unknown") if emoji else "unknown"
    return name.replace(" ", "-").lower()


_MOST_MARKERS: Final = 16  # in the run that a line begins with


# All that the emoji at a line's head can be made of: of what \w is, ℹ and the digits of keycaps.
_HEAD: Final = re.compile(r"\W*+(?:(?:ℹ|[0-9](?=\ufe0f?\u20e3))\W*+)*+")


_LONGEST_HEAD: Final = 64  # of those that are kept


class Opened(NamedTuple):
    """A line that begins with emoji."""

    line: int  # of the text, from 0
    run: tuple[str, ...]
    marker: EmojiMeaning  # what the first of them stands for
    roles: frozenset[str]  # of all
    rest: str


_new_opened: Final = partial(tuple.__new__, Opened)  # each line with emoji is one: quicker, compiled or not


def opened(number: int, line: str, table: MarkerTable | None = None) -> Opened | None:
    """The emoji that a line begins with, spaces between them or not, what they stand for, and the rest of the line.

    None for a line that begins with anything else.
    """
    found = _HEAD.match(line)
    head = found[0] if found else ""
    opening = _kept(head) if table is None and len(head) <= _LONGEST_HEAD else _opening(head, table)
    if opening is None:
        return None
    end, run, marker, roles = opening
    return _new_opened((number, run, marker, roles, line[end:].strip()))


def _opening(
    head: str, table: MarkerTable | None = None
) -> tuple[int, tuple[str, ...], EmojiMeaning, frozenset[str]] | None:
    """Where the emoji at the beginning end, and what is said of them in `Opened`."""
    run = leading_run(head, _MOST_MARKERS)
    if not run:
        return None
    end = sum(map(len, run))
    # Letters cannot be emoji, and most lines go on with one.
    while len(run) < _MOST_MARKERS:
        rest = head[end:].lstrip()
        if not rest or rest[0].isalpha() or not (more := leading_run(rest, 1)):
            break
        run += more
        end = len(head) - len(rest) + len(more[0])
    markers = [describe(emoji, table) for emoji in run]
    return end, tuple(run), markers[0], frozenset([marker.role for marker in markers])


_kept = lru_cache(maxsize=4096)(_opening)  # lines begin with the same few
