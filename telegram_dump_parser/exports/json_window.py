"""A window over a file that moves on in blocks, and knows the line and byte of each position in it."""

from __future__ import annotations

import re
from typing import Final, Protocol

from .message import ExportDefect, ExportGap, GapReason

# What stays before the place, for those who look back.
_KEPT_BEFORE: Final = 256

# No string of JSON holds a raw line feed: where a quotation mark is missing, the end of the line ends the string.
_STRING_REST: Final = re.compile(rb'(?:[^"\\\n]++|\\[^\n])*+')
_NO_BRACKET: Final = re.compile(rb'[^"{}\[\]]*+')
_OPEN: Final = re.compile(rb"[{\[]++")


class Readable(Protocol):
    """A binary file: `read(size)` gives at most this many bytes, b"" at the end."""

    def read(self, size: int, /) -> bytes: ...  # noqa: D102


class Window:
    """The bytes from shortly before a place to what has been read, and what is not covered yet by an item.

    Attributes:
        data: the bytes; positions are those in it. They move when `read_on` is called; distances from `at` stay.
        base: where `data` begins in the file.
        at: the place; all before has been looked at.
        is_ended: the file has no more bytes.
        gap_byte: where in the file the bytes begin that no item covers yet.
        gap_line: on which line.
        gap_reason: what these bytes are, as a gap.
    """

    def __init__(self, file: Readable, block_bytes: int) -> None:
        self.data = b""
        self.base = self.at = 0
        self.is_ended = False
        self.gap_byte, self.gap_line = 0, 1
        self.gap_reason: GapReason = "blank"
        self._file = file
        self._block_bytes = block_bytes
        self._line = 1  # that `_counted` is on
        self._counted = 0

    def has(self, size: int) -> bool:
        """Whether this many bytes follow the place; reads on if need be."""
        while len(self.data) < self.at + size and self.read_on():
            pass
        return len(self.data) >= self.at + size

    def read_on(self) -> bool:
        """Add a block, and forget what is before the place; False at the end of the file."""
        if self.is_ended:
            return False
        # Blocks grow with what is held, so that it is moved and looked at but a few times.
        size = max(self._block_bytes, (len(self.data) - self.at) // 2)
        parts = []
        while size:
            part = self._file.read(size)
            if not part:
                self.is_ended = True
                break
            parts.append(part)
            size -= len(part)
        block = b"".join(parts)
        forget = max(0, self.at - _KEPT_BEFORE)
        self._line_of(forget)
        self.data = self.data[forget:] + block
        self.base += forget
        self.at -= forget
        self._counted -= forget
        return bool(block)

    def skip_to(self, position: int) -> Window:
        """Move the place on. What is passed is no blank, unless it is white space or a comma."""
        if self.gap_reason == "blank" and self.data[self.at : position].strip(b" \t\r\n,"):
            self.gap_reason = "other-data"
        self.at = position
        return self

    @property
    def gap_size(self) -> int:
        """How many bytes before the place no item covers."""
        return self.base + self.at - self.gap_byte

    def gap(self, reason: GapReason | None = None, defects: list[ExportDefect] | None = None) -> ExportGap:
        """Cover all before the place with a gap."""
        first_byte, first_line = self.gap_byte, self.gap_line
        last_line, end_byte = self.pass_over(0)
        gap = ExportGap(first_line, last_line, first_byte, end_byte, reason or self.gap_reason, defects=defects or [])
        self.gap_reason = "blank"
        return gap

    def pass_over(self, size: int) -> tuple[int, int]:
        """Cover all before the place and the next bytes; gives the line of the last of them, and their end."""
        self.at += size
        last_line = self._line_of(self.at - 1)
        self.gap_byte, self.gap_line = self.base + self.at, self._line_of(self.at)
        return last_line, self.gap_byte

    def _line_of(self, position: int) -> int:
        """The line of a position; they must be asked for in order."""
        if position > self._counted:
            self._line += self.data.count(b"\n", self._counted, position)
            self._counted = position
        return self._line


def skip_string(window: Window, at: int) -> None:
    """Skip a string, however long; `at` is after its opening quotation mark."""
    window.at = at
    while True:
        match = _STRING_REST.match(window.data, window.at)
        assert match is not None
        window.at = match.end()
        if window.at < len(window.data) - 1 or not window.read_on():
            break
    if window.data[window.at : window.at + 1] == b"\\":  # before a line feed, or the last byte
        window.at += 1
    if window.data[window.at : window.at + 1] == b'"':
        window.at += 1


def skip_value(window: Window) -> None:
    """Skip an object or list, however long and deep."""
    depth = 0
    while True:
        match = _NO_BRACKET.match(window.data, window.at)
        assert match is not None
        window.at = match.end()
        if window.at == len(window.data):
            if not window.read_on():
                return
            continue
        if window.data[window.at] == 0x22:  # "
            skip_string(window, window.at + 1)
        elif run := _OPEN.match(window.data, window.at):
            window.at = run.end()
            depth += len(run[0])
        else:
            window.at += 1
            depth -= 1
            if depth <= 0:
                return
