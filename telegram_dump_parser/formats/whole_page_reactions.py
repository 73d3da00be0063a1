"""Reactions below a text of a whole page, as extractors leave them: in one line, or in pieces."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from ..lines.kinds import LineKind, classify
from ..lines.patterns import late_pattern
from ..lines.reactions import GLYPH, NUMBER

# Spaced or not, with or without emoji; numbers may be glued to each other.
_REACTION: Final = late_pattern(rf"({GLYPH}{{0,12}}+) ?({NUMBER}) ?")
# Digits are numbers if no three zeros follow one another, so where each number ends need not be tried.
_GLUED: Final = r"(?:[1-9]0{0,2}+)++(?:(?:\.[0-9]{1,2})?[KM])?+"
_REACTIONS: Final = late_pattern(rf"(?:{GLYPH}{{0,12}}+ ?{_GLUED} ?){{1,64}}+")
_COUNT: Final = late_pattern(NUMBER)
_COUNT_ENDS: Final = frozenset("0123456789KM")
_MARKS: Final = str.maketrans("", "", "*_")
_MARKED_ENDS: Final = frozenset("*_0123456789KM")  # of a line of reactions


def reactions_below(texts: Sequence[str], first: int, end: int) -> tuple[int, list[tuple[str, str]]]:
    """Where the reactions begin that end before line `end`, which is `end` if there are none; emoji and count of each.

    Args:
        texts: lines that are not blank, trimmed.
        first: where the text begins.
        end: see above.
    """
    if first >= end:
        return end, []
    line = texts[end - 1]
    if line[-1] in _MARKED_ENDS and (line[0] == "_" or "*" in line):
        line = line.translate(_MARKS).strip()
    found: list[tuple[str, str]] = []
    begin = end
    # Digits alone are text, or the count of the last of reactions in pieces.
    if (line[-1:].isdigit() or line[-1:] in "KM") and not line.isdigit() and _REACTIONS.fullmatch(line):
        found = _REACTION.findall(line)
        if any(emoji or number[-1] in "KM" for emoji, number in found):
            begin = end - 1
    if (begin == end - 1 and len(found) == 1 and not found[0][0]) or begin == end:
        return _in_pieces(texts, first, end)
    return begin, found


def _in_pieces(texts: Sequence[str], first: int, end: int) -> tuple[int, list[tuple[str, str]]]:
    """Reactions whose emoji and counts are on lines of their own; a lone number of no emoji is text."""
    found: list[tuple[str, str]] = []
    begin = end
    while begin > first and (number := texts[begin - 1])[-1] in _COUNT_ENDS and _COUNT.fullmatch(number):
        if begin - 1 > first and classify(texts[begin - 2]) is LineKind.GLYPH:
            found.append((texts[begin - 2], number))
            begin -= 2
        else:
            found.append(("", number))
            begin -= 1
    # The first may be the text's last line.
    if found and not any(emoji for emoji, _ in found) and len(found) == 1 and found[0][1].isdigit():
        return end, []
    return begin, found[::-1]
