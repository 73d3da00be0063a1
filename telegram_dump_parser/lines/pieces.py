"""A long line cut into pieces, each with its own bytes: where the line ends within a page were lost."""

from __future__ import annotations

from typing import Final

from .encoding import WITHOUT_MARK
from .patterns import late_pattern
from .reader import Line

_ESCAPE: Final = late_pattern(r"\\x[0-9a-f]{2}")  # a byte that could not be decoded
_LONGEST_TERMINATOR: Final = 2  # code units


class Cutter:
    """Takes pieces off the front of a line, or of a piece of an overlong one.

    Attributes:
        line: the whole of it.
        at: where the next piece begins, in characters.
        is_exact: whether it is known which bytes a character has; else nothing may be cut. It is not where a text
            that has escapes such as `\\xff` of its own is damaged, too, and in a codec that writes a text otherwise.
    """

    def __init__(self, line: Line) -> None:
        self.line = line
        self.at = 0
        try:
            self._mark = len("".encode(line.codec))
            unit = len("a".encode(line.codec)) - self._mark
            left = line.end_byte - line.first_byte - self._mark - self._size(line.text)
        except UnicodeEncodeError:
            self.is_exact = False
            return
        self.is_exact = 0 <= left <= _LONGEST_TERMINATOR * unit
        self._byte = line.first_byte

    def _size(self, text: str) -> int:
        """How many bytes a part of the line has."""
        size = len(text.encode(self.line.codec)) - len("".encode(self.line.codec))
        if self.line.damaged and "\\x" in text:
            escapes = len(_ESCAPE.findall(text))
            size -= escapes * (len("\\x00".encode(self.line.codec)) - len("".encode(self.line.codec)) - 1)
        return size

    def take(self, end: int) -> Line:
        """The piece up to character `end`, as a line without white space around it, which its bytes have.

        The line's terminator belongs to the last piece, its mark to the first.
        """
        line, text = self.line, self.line.text[self.at : end]
        first = self._byte
        if end >= len(line.text):
            self._byte = line.end_byte
        else:
            self._byte += self._size(text) + (self._mark if not self.at else 0)
        self.at = end
        return line._replace(
            text=text.strip(),
            first_byte=first,
            end_byte=self._byte,
            damaged=self._is_damaged(text),
            is_fragment=False,
            fault=line.fault if self._byte == line.end_byte else None,
        )

    def rest(self) -> Line:
        """What was not taken, as written."""
        line = self.line
        if not self.at:
            return line
        text = line.text[self.at :]
        return line._replace(
            text=text,
            first_byte=self._byte,
            damaged=self._is_damaged(text),
            codec=WITHOUT_MARK.get(line.codec, line.codec),
        )

    def _is_damaged(self, text: str) -> bool:
        """Whether a part of the line has one of its bytes that could not be decoded."""
        return self.line.damaged and _ESCAPE.search(text) is not None
