"""Emoji that open a line: find them, name them, say what they stand for.

What one emoji is follows UTS #51 (flag pairs, ZWJ sequences, keycaps, skin tones, tag sequences);
what it means at the head of a line is this project's own table, ``data/markers.toml``.
"""

from __future__ import annotations

import tomllib
import unicodedata
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

import regex


class Marker(NamedTuple):
    """Name and role of an emoji."""

    name: str
    role: str


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
_FIRST_EMOJI = "\u203c"  # ‼ is the first emoji after © and ®; only keycaps lie below
_VARIATION = "\ufe0f"
_SKIN_TONES = dict.fromkeys(range(0x1F3FB, 0x1F400))


@lru_cache(maxsize=1)
def load_markers() -> dict[str, Marker]:
    """The table of ``data/markers.toml``: emoji without U+FE0F -> name and role."""
    text = files(__package__).joinpath("data/markers.toml").read_text("utf-8")
    return {emoji: Marker(name, role) for role, names in tomllib.loads(text).items() for emoji, name in names.items()}


def _match(text: str, start: int) -> str | None:
    """The emoji at ``start``, or None; cheap for lines that begin with a letter."""
    first = text[start : start + 1]
    if first < _FIRST_EMOJI and "\u20e3" not in text[start + 1 : start + 3]:
        return None
    found = _EMOJI.match(text, start)
    return found[0] if found else None


def leading_marker(line: str) -> str | None:
    """The one emoji ``line`` begins with, all its code points, U+FE0F included; None without one.

    Leading white space is not skipped.
    """
    return _match(line, 0)


def leading_run(line: str) -> list[str]:
    """All emoji at the beginning of ``line`` that follow each other without a gap."""
    run: list[str] = []
    position = 0
    while (found := _match(line, position)) is not None:
        run.append(found)
        position += len(found)
    return run


@lru_cache(maxsize=1024)
def describe(emoji: str) -> Marker:
    """Name and role of an emoji as :func:`leading_marker` returns it.

    The table decides; a skin tone does not change the role. By rule, flags have role ``flag``
    (``flag-kazakhstan``), keycaps role ``number`` (``keycap-1``). Any other emoji has its CLDR
    English name and role ``other``; text that is no emoji at all the Unicode name of its first
    character, or ``unknown``.
    """
    bare = emoji.replace(_VARIATION, "")
    table = load_markers()
    marker = table.get(bare) or table.get(bare.translate(_SKIN_TONES))
    if marker:
        return marker
    name = _cldr_name(emoji)
    if bare.endswith("\u20e3"):
        return Marker(name, "number")
    if "\U0001f1e6" <= bare[:1] <= "\U0001f1ff" or bare[:2] == "🏴\U000e0067":
        return Marker(f"flag-{name}", "flag")
    return Marker(name, "other")


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
