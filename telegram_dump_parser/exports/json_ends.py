"""Where a message ends in the JSON of a Telegram export: by its layout, or by its brackets."""

from __future__ import annotations

import re
from enum import Enum, auto
from typing import Final

from .json_window import Window, skip_value

LONGEST_MESSAGE: Final = 1 << 22
"""In bytes; a longer one is a gap. The longest text that Telegram has, of 32,768 characters, has a tenth of it."""
FRAME_REACH: Final = 1 << 16
"""In bytes; so far into a message it is looked whether another export begins there."""
WIDEST_INDENT: Final = 200
"""In bytes; so far before a message its indentation is looked for."""

# No string holds a raw line feed: where a quotation mark is missing, the end of the line ends the string.
STRING: Final = rb'"(?:[^"\\\n]++|\\[^\n])*+\\?'
_BRACKET: Final = re.compile(rb'(?:[^"{}\[\]]++|' + STRING + rb'(?:"|(?=\n)))*+([{}\[\]])')


class End(Enum):
    """What a message ends with."""

    FOUND = auto()
    DAMAGED = auto()  # the next message begins before its end
    OF_FILE = auto()
    TOO_LONG = auto()  # and was passed over


class Ends:
    """The ends of messages in a window, each looked for from the window's place."""

    def __init__(self, window: Window) -> None:
        self._window = window
        self._barren: set[bytes] = set()  # indentations at which no bracket follows to the end of the file

    def layout(self) -> tuple[bytes | None, bool]:
        """The blanks before the message if it begins a line, and whether it is laid out as a block."""
        window = self._window
        window.has(WIDEST_INDENT + 4)
        data, at = window.data, window.at
        before = data.rfind(b"\n", max(0, at - WIDEST_INDENT), at)
        if before < 0 and (at > WIDEST_INDENT or window.base):
            return None, False
        indent = data[before + 1 : at]
        if indent.strip(b" \t"):
            return None, False
        after = data[at + 1 : at + 3]
        inner = at + (2 if after[:1] == b"\n" else 3 if after == b"\r\n" else 0)
        is_block = inner > at and data[inner : inner + len(indent) + 1] in (indent + b" ", indent + b"\t")
        # Brackets elsewhere on lines of their own do not show where a message begins.
        return (indent if is_block or after[:1] not in (b"\r", b"\n") else None), is_block

    def of_block(self, indent: bytes) -> tuple[End, int]:
        """Where a message of Desktop's layout ends, from the window's place."""
        window = self._window
        opening, closing = b"\n" + indent + b"{", b"\n" + indent + b"}"
        if indent in self._barren:
            window.has(FRAME_REACH)
            return End.OF_FILE, len(window.data) - window.at
        looked = 1
        is_long = False
        while True:
            data, at = window.data, window.at
            # The next opening bracket first: how far the search goes is then what is passed over, in any file.
            end = self._line_of(opening, at + looked, b"\r\n")
            found = self._line_of(closing, at + looked, b",\r\n", end)
            if found >= 0 or end >= 0:
                size = (found + len(closing) if found >= 0 else end) - at
                if is_long:
                    window.at += size
                    return End.TOO_LONG, 0
                return (End.FOUND if found >= 0 else End.DAMAGED), size
            looked = max(looked, len(data) - at - len(closing) - 1)
            if len(data) - at > LONGEST_MESSAGE:
                is_long = True
                window.at += looked
                looked = 0
            if not window.read_on():
                if is_long:
                    window.at = len(window.data)
                    return End.TOO_LONG, 0
                self._barren.add(indent)
                return End.OF_FILE, len(window.data) - window.at

    def _line_of(self, bracket: bytes, at: int, after: bytes, end: int = -1) -> int:
        """Where a line with nothing but a bracket begins, with the line feed before it; -1 if there is none yet."""
        window = self._window
        data = window.data
        while True:
            at = data.find(bracket, at, end if end >= 0 else len(data))
            if at < 0:
                return -1
            next_byte = data[at + len(bracket) : at + len(bracket) + 1]
            if next_byte in after and (next_byte or window.is_ended):
                return at
            at += 1

    def by_brackets(self, indent: bytes | None) -> tuple[End, int]:
        """Likewise, of any layout. With `indent`, a line that opens a message ends the one before, which is damaged."""
        window = self._window
        looked = depth = 0
        opening = None if indent is None else b"\n" + indent
        while True:
            data, at = window.data, window.at
            while bracket := _BRACKET.match(data, at + looked):
                place = bracket.start(1)
                if data[place] in b"{[":
                    if opening is not None and depth and data[place - len(opening) : place + 1] == opening + b"{":
                        return End.DAMAGED, place - len(opening) - at
                    depth += 1
                else:
                    depth -= 1
                looked = bracket.end() - at
                if not depth:
                    return End.FOUND, looked
            if len(data) - at > LONGEST_MESSAGE:
                skip_value(window)
                return End.TOO_LONG, 0
            if not window.read_on():
                return End.OF_FILE, len(window.data) - window.at
