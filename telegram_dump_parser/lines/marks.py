"""Byte order marks amid a line: files were joined, and the one before has no line end at its end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from .encoding import WITH_MARK, WITHOUT_MARK
from .patterns import late_pattern

if TYPE_CHECKING:
    from .reader import Line

_MARK: Final = "\ufeff"
# A mark, or two, where another file may begin. Before a small letter or a sign, or between letters of scripts that are
# written joined or have vowel signs, it is an author's: it keeps the letters or words about it together.
_JOINED: Final = late_pattern(
    r"(?<=\S)\ufeff++(?=[\p{L}\p{N}\p{So}#@])(?!\p{Ll})"
    r"(?<![\p{L}\p{M}]\ufeff+(?=(?![\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}])\p{Lo}))"
)
_LONGEST_TERMINATOR: Final = 2  # code units


def at_marks(line: Line) -> list[Line]:
    """The line, cut before each mark in it where it goes on as another file does: the one before has no line end."""
    text, plain = line.text, WITHOUT_MARK.get(line.codec, line.codec)
    if _MARK not in text or line.damaged or line.is_fragment:
        return [line]
    places = [match.span() for match in _JOINED.finditer(text)]
    left = line.end_byte - line.first_byte - len(text.encode(line.codec))
    if not places or left > _LONGEST_TERMINATOR * len("a".encode(plain)):  # a mark was twice before it
        return [line]
    parts: list[Line] = []
    codec, marked, begin, first = line.codec, 0, 0, line.first_byte
    for at, following in places:
        size = len(text[:at].encode(codec)) if not parts else len(text[marked:at].encode(plain))
        parts.append(line._replace(text=text[begin:at], first_byte=first, end_byte=first + size, codec=codec))
        codec, marked, begin, first = WITH_MARK.get(plain, plain), at, following, first + size
    parts.append(line._replace(text=text[begin:], first_byte=first, codec=codec))
    return parts
