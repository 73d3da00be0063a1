"""Cuts the JSON of a Telegram export into its messages, in constant memory, with exact lines and bytes.

There are two ways to find where a message ends (`json_ends`):

1. By its layout. Telegram Desktop writes a message's brackets on lines of their own, at one indentation, and all that
   is within deeper. A text never holds a raw line feed, so nothing can imitate these lines.
2. By brackets, in any other layout. A message that begins a line and goes on in it ends at the latest before the next
   line that begins so; thus a damaged row of JSON Lines costs no other.

What is around the messages is read as far as it takes to know their chat. All else there is private, and a gap.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import count
from typing import Any, Final, NamedTuple

import orjson

from .json_ends import FRAME_REACH, LONGEST_MESSAGE, STRING, WIDEST_INDENT, End, Ends
from .json_repair import SMALL_BYTES, NotJsonError, loads
from .json_window import Readable, Window, skip_string
from .message import ExportDefect, ExportGap

# Parts of an account export that are nobody's business, and hold no messages of chats.
_PRIVATE: Final = frozenset((
    b"personal_information",
    b"profile_pictures",
    b"stories",
    b"contacts",
    b"frequent_contacts",
    b"sessions",
    b"web_sessions",
    b"other_data",
))  # fmt: skip
_PUBLIC: Final = frozenset((b"chats", b"left_chats"))
# Deeper than any list of messages, so that brackets without end take no memory.
_DEEPEST: Final = 12
# A name in the frame is far shorter; more is not waited for.
_LONGEST_TOKEN: Final = 1 << 20
_TOKEN: Final = re.compile(rb"(?P<string>" + STRING + rb')(?P<closed>"[ \t\r\n]*+)?(?P<colon>:[ \t\r\n]*+)?|[{}\[\]]')
_SEPARATOR: Final = re.compile(rb"[ \t\r\n,]*+")
_NO_MESSAGE: Final = re.compile(rb'[^"{\]]*+')
_VALUE: Final = re.compile(rb"-?\d{1,18}(?=[^0-9])|null|" + STRING + rb'"')
# What a chat or an account begins with, as Telegram Desktop writes it.
_NEW_FRAME: Final = re.compile(
    rb'\{\r?\n[ \t]+(?:"about": "'
    rb'|(?:"name": [^\n]*\n[ \t]+)?"type": "[a-z_]+",\r?\n[ \t]+"id": \d+,\r?\n[ \t]+"messages": \[)'
)
_ID: Final = re.compile(rb'"id"[ \t\r\n]*+:[ \t\r\n]*+(-?\d{1,18})')


class Frame(NamedTuple):
    """What is around the messages of a chat.

    Attributes:
        number: of the chat in the file.
        fields: `name`, `type` and `id` of the chat, as far as they are before its messages.
    """

    number: int
    fields: dict[str, Any]


class Cut(NamedTuple):
    """One message as written.

    Attributes:
        value: the decoded object.
        frame: of its chat; shared by all messages of the chat.
        first_line: from 1. This and the next three say where the object is, from its `{` to after its `}`.
        last_line: inclusive.
        first_byte: from 0.
        end_byte: exclusive.
        defects: what was wrong with it.
    """

    value: dict[str, Any]
    frame: Frame
    first_line: int
    last_line: int
    first_byte: int
    end_byte: int
    defects: list[ExportDefect]


_new_cut: Final = partial(tuple.__new__, Cut)  # without a call of Python for each


class Run(NamedTuple):
    """Messages in a row of which nothing is to be said: in Desktop's layout, each JSON, and another one follows.

    Attributes:
        data: the bytes, from the first message's `{` to before that of the one that follows.
        values: the decoded objects; None where they are decoded later.
        ends: of each message in them, after its `}`.
        blank: how many bytes are between one and the next: a comma, the line's end and the indentation.
        lines: how many line feeds of these are before the last byte.
        frame: of their chat.
        first_line: that `data` begins on, from 1.
        first_byte: in the file, from 0.
    """

    data: bytes
    values: list[dict[str, Any]] | None
    ends: list[int]
    blank: int
    lines: int
    frame: Frame
    first_line: int
    first_byte: int

    def items(self) -> Iterator[Cut | ExportGap]:
        """The messages and the blanks between them."""
        data, values, _, blank, more, frame, line, base = self
        count, at = data.count, 0
        for number, end in enumerate(self.ends):
            last_line = line + count(b"\n", at, end)
            value = orjson.loads(data[at:end]) if values is None else values[number]
            yield _new_cut((value, frame, line, last_line, base + at, base + end, []))
            at = end + blank
            yield ExportGap(last_line, last_line + more, base + end, base + at, "blank")
            line = last_line + 1


@dataclass(slots=True)
class _Frame:
    """An open bracket outside of messages."""

    is_object: bool
    is_private: bool  # it is within a private part, or the last of its own keys that are known is of one
    around: Frame


def cut(file: Readable, *, is_list: bool, block_bytes: int = 1 << 18) -> Iterator[Cut | ExportGap]:
    """The messages of a file and the gaps between them, which cover each byte once, in order. See `runs`."""
    for item in runs(file, is_list=is_list, block_bytes=block_bytes):
        if isinstance(item, Run):
            yield from item.items()
        else:
            yield item


def runs(
    file: Readable, *, is_list: bool, block_bytes: int = 1 << 18, run_bytes: int = 1 << 14, keeps_values: bool = True
) -> Iterator[Run | Cut | ExportGap]:
    """Likewise, with messages in runs where they can be.

    Args:
        file: JSON, from its current position, which is byte 0 of line 1.
        is_list: the file is a list of messages, or has one after the other, without a chat around them.
        block_bytes: how many are read at a time.
        run_bytes: a run ends with the message that reaches this many.
        keeps_values: runs have the decoded objects.
    """
    return _Cutter(Window(file, block_bytes), run_bytes, keeps_values=keeps_values).run(is_list=is_list)


class _Cutter:
    """One pass over a file."""

    def __init__(self, window: Window, run_bytes: int, *, keeps_values: bool) -> None:
        self._window = window
        self._run_bytes = run_bytes
        self._keeps_values = keeps_values
        self._numbers = count()
        self._stack: list[_Frame] = []
        self._deeper = 0  # open brackets below those of the stack
        self._is_list = False
        self._ends = Ends(window)

    def run(self, *, is_list: bool) -> Iterator[Run | Cut | ExportGap]:
        window = self._window
        self._is_list = is_list
        if window.has(3) and window.data.startswith(b"\xef\xbb\xbf"):
            window.at = 3
            window.gap_reason = "other-data"
        if is_list:
            yield from self._messages(self._frame({}))
        else:
            yield from self._frames()
        window.at = len(window.data)
        if window.gap_size:
            yield window.gap(defects=[_open_end()] if self._stack else [])

    def _frame(self, fields: dict[str, Any]) -> Frame:
        return Frame(next(self._numbers), fields)

    def _frames(self) -> Iterator[Run | Cut | ExportGap]:
        """What is around messages, and the messages."""
        window, stack = self._window, self._stack
        key = b""
        while True:
            data = window.data
            token = _TOKEN.search(data, window.at)
            if token is None or (token.end() >= len(data) - 1 and not window.is_ended):
                if token is not None and token.end() - token.start() < _LONGEST_TOKEN:
                    window.skip_to(token.start())
                    window.read_on()
                elif token is not None:
                    skip_string(window, token.start() + 1)
                    key = b""
                elif not window.skip_to(len(data)).read_on():
                    return
                continue
            window.skip_to(token.end())
            window.gap_reason = "other-data"
            if token["string"] is not None:
                key = token["string"][1:] if token["closed"] and token["colon"] else b""
                if not self._deeper and stack and (key in _PRIVATE or key in _PUBLIC):
                    stack[-1].is_private = key in _PRIVATE or (len(stack) > 1 and stack[-2].is_private)
                if key in (b"name", b"type", b"id") and stack and stack[-1].is_object and not self._deeper:
                    self._chat_value(stack[-1], key.decode())
                continue
            bracket = token[0]
            if bracket in b"]}":
                self._close()
            elif bracket == b"[" and key == b"messages" and self._may_hold_messages():
                number, fields = stack[-1].around
                # A copy: what is below the messages says nothing of them, whoever reads them later.
                if (yield from self._messages(Frame(number, {**fields}))):
                    stack.clear()
            else:
                self._open(bracket == b"{")
            key = b""

    def _open(self, is_object: bool) -> None:
        if self._deeper or len(self._stack) == _DEEPEST:
            self._deeper += 1
        else:
            is_private = bool(self._stack and self._stack[-1].is_private)
            self._stack.append(_Frame(is_object, is_private, self._frame({})))

    def _close(self) -> None:
        if self._deeper:
            self._deeper -= 1
        elif self._stack:
            self._stack.pop()

    def _may_hold_messages(self) -> bool:
        stack = self._stack
        return bool(stack) and stack[-1].is_object and not stack[-1].is_private and not self._deeper

    def _chat_value(self, frame: _Frame, key: str) -> None:
        window = self._window
        window.has(_LONGEST_TOKEN // 16)
        match = _VALUE.match(window.data, window.at)
        if match is not None:
            window.at = match.end()
            with contextlib.suppress(NotJsonError):
                frame.around.fields[key] = loads(match[0])[0]

    def _messages(self, around: Frame) -> Generator[Run | Cut | ExportGap, None, bool]:
        """A list of messages from after its bracket; gives True where another export begins within."""
        window = self._window
        while True:
            match = _SEPARATOR.match(window.data, window.at)
            assert match is not None
            window.at = match.end()
            if window.at == len(window.data):
                if window.read_on():
                    continue
                return False
            byte = window.data[window.at]
            if byte == 0x7B:  # {
                if window.gap_size:
                    yield window.gap()
                if (run := self._run(around)) is not None:
                    yield run
                elif (yield from self._message(around)):
                    return True
            elif byte == 0x5D or (byte == 0x5B and self._is_list):  # ] [
                window.at += 1
                window.gap_reason = "other-data"
                if not self._is_list:
                    return False
            else:
                yield from self._no_message()

    def _no_message(self) -> Iterator[ExportGap]:
        window = self._window
        if window.gap_size:
            yield window.gap()
        while True:
            match = _NO_MESSAGE.match(window.data, window.at)
            assert match is not None
            window.at = match.end()
            if window.at == len(window.data):
                if not window.read_on():
                    break
            elif window.data[window.at] == 0x22:  # "
                skip_string(window, window.at + 1)
            else:
                break
        yield window.gap("unreadable-message", [ExportDefect("invalid-json", "no message, but something else")])

    def _run(self, around: Frame) -> Run | None:
        """The messages from the window's place on for as long as they can be in a run, which is most often.

        What cannot is left to `_message`.
        """
        window = self._window
        window.has(WIDEST_INDENT + 4)
        indent, is_block = self._ends.layout()
        if not is_block or indent is None:
            return None
        data, at = window.data, window.at
        end_of_line = b"\r\n" if data[at + 1] == 0x0D else b"\n"
        opening, closing = b"\n" + indent + b"{", b"\n" + indent + b"}"
        blank = 1 + len(end_of_line + indent)  # the comma, and what is before the next bracket
        after = closing + b"," + end_of_line + indent + b"{" + end_of_line + indent
        find, size, loads = data.find, len(data), orjson.loads
        begin, last = at, at + self._run_bytes
        values: list[dict[str, Any]] = []
        ends: list[int] = []
        # The next opening bracket first, as in `Ends.of_block`.
        while at < last and (end := find(opening, at + 1, size) - len(end_of_line)) > at:
            closed = end - len(closing)
            if find(closing, at, end) != closed or not data.startswith(after, closed) or end - at > SMALL_BYTES:
                break
            try:
                value = loads(data[at:end])
            except orjson.JSONDecodeError:
                break
            if self._keeps_values:
                values.append(value)
            ends.append(end - begin)
            at = end + blank
        if not ends:
            return None
        first_byte, line = window.gap_byte, window.gap_line
        window.pass_over(at - begin)
        lines = 1 if indent else 0  # a blank ends before the bracket
        kept = values if self._keeps_values else None
        return Run(data[begin:at], kept, ends, blank, lines, around, line, first_byte)

    def _message(self, around: Frame) -> Generator[Cut | ExportGap, None, bool]:
        """The message at the window's place, or a gap; gives True where another export begins within."""
        window = self._window
        indent, is_block = self._ends.layout()
        found, size = self._ends.of_block(indent) if is_block and indent is not None else self._ends.by_brackets(indent)
        if found is End.TOO_LONG:
            message = f"over {LONGEST_MESSAGE >> 20} MiB, longer than any message"
            yield window.gap("unreadable-message", [ExportDefect("overlong-message", message)])
            return False
        reason = "it breaks off"
        if found is End.FOUND:
            try:
                value, repaired = loads(window.data[window.at : window.at + size])
            except NotJsonError as error:
                reason = str(error)
            else:
                first_byte, first_line = window.gap_byte, window.gap_line
                last_line, end_byte = window.pass_over(size)
                defects = [ExportDefect("invalid-json", f"repaired: {repaired}")] if repaired else []
                if self._stack and not window.has(1):
                    defects.append(_open_end())
                yield Cut(value, around, first_line, last_line, first_byte, end_byte, defects)
                return False
        name = self._name(size)
        # Where two files were joined and the first was cut short, the second begins within this message.
        frame = None
        if is_block and not self._is_list:
            frame = _NEW_FRAME.search(window.data, window.at + 1, window.at + min(size, FRAME_REACH))
        if frame is not None:
            window.at = frame.start()
        else:
            window.at += size
        if found is End.OF_FILE and frame is None:
            defect = ExportDefect("truncated-message", f"the file ends within {name}")
            yield window.gap("truncated-message", [defect])
        else:
            yield window.gap("unreadable-message", [ExportDefect("invalid-json", f"{name} is not JSON: {reason}")])
        return frame is not None

    def _name(self, size: int) -> str:
        found = _ID.search(self._window.data, self._window.at, self._window.at + min(size, 4096))
        return f"message {found[1].decode()}" if found else "a message"


def _open_end() -> ExportDefect:
    return ExportDefect("invalid-json", "the file ends before its list of messages does: it may be incomplete")
