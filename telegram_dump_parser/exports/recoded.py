"""Exports in UTF-16 or UTF-32, as some programs save them: read as UTF-8, with positions in the original file."""

from __future__ import annotations

import codecs
import re
from collections import deque
from typing import Final

from ..lines.compression import Fault
from ..lines.content import Content, read_exactly
from ..lines.encoding import BYTE_ORDER_MARKS, WIDE_ENCODINGS, codec_of

_BLOCK: Final = 1 << 16
# What no character begins with in UTF-8; and what those begin with that have two units in UTF-16.
_INNER: Final = bytes(range(0x80, 0xC0))
_LONG: Final = re.compile(rb"[\xf0-\xf4]")
# Blocks that are kept, for places in them. More than any reader looks back; in bytes.
_KEPT: Final = 1 << 23


def recoded(content: Content, encoding: str | None) -> Recoded | None:
    """The content as UTF-8, if it is of a wide encoding; nothing is taken from it.

    Args:
        content: of which nothing has been read yet.
        encoding: of content without a byte order mark.
    """
    if content.is_text or content.is_folder:
        return None
    head = content.peek(4)
    codec = next((codec for mark, codec in BYTE_ORDER_MARKS if head.startswith(mark)), None)
    codec = codec or codec_of(encoding, content.name)
    return Recoded(content, codec) if codec in WIDE_ENCODINGS else None


class Recoded(Content):
    """Content in UTF-8 that is made of one in UTF-16 or UTF-32.

    Halves of surrogate pairs become three bytes each, which are not valid UTF-8; readers show those as escapes.
    """

    def __init__(self, content: Content, codec: str) -> None:
        """Take content of which nothing has been read yet.

        Args:
            content: the file.
            codec: the name of its encoding, without a mark.
        """
        super().__init__(content, content.name)
        self._content, self._codec = content, codec
        self._unit, _ = WIDE_ENCODINGS[codec]
        self._decoder = codecs.getincrementaldecoder(codec)("surrogatepass")
        self._ready = b""
        self._is_ended = False
        self._passed: deque[bytes] = deque()  # from `_at` on
        self._kept = 0  # bytes of these
        self._at = self._at_in_file = 0

    @property
    def fault(self) -> Fault | None:
        """See `Content`."""
        return self._content.fault

    def peek(self, size: int) -> bytes:
        """The next bytes, this many or fewer; only before anything is read."""
        decoder = codecs.getincrementaldecoder(self._codec)("surrogatepass")
        try:
            text = decoder.decode(self._content.peek(size))
        except UnicodeDecodeError:  # no character at all in UTF-32
            text = "\ufffd"
        return text.encode("utf-8", "surrogatepass")[:size]

    def read(self, size: int, /) -> bytes:
        """Give 1 to `size` bytes, or b"" at the end."""
        while not self._ready and not self._is_ended:
            self._ready = self._next_block()
        data, self._ready = self._ready[:size], self._ready[size:]
        self.size += len(data)
        self._passed.append(data)
        self._kept += len(data)
        while self._kept > _KEPT + _BLOCK:
            self._pass(len(self._passed[0]))
        return data

    def place(self, position: int) -> int:
        """Where in the file a position is, both in bytes; they must be asked for in order."""
        while self._at < position and self._passed:
            self._pass(min(len(self._passed[0]), position - self._at))
        return min(self._at_in_file, self._content.size)

    def _next_block(self) -> bytes:
        block = read_exactly(self._content, _BLOCK, self.name)
        self._is_ended = not block
        try:
            text = self._decoder.decode(block, final=self._is_ended)
        except UnicodeDecodeError:  # the end of the file within a character, or no character at all in UTF-32
            self._decoder.reset()
            text = "\ufffd" * max(1, -(-len(block) // self._unit))
        return text.encode("utf-8", "surrogatepass")

    def _pass(self, size: int) -> None:
        """Move on within the first block that is kept."""
        block = self._passed.popleft()
        if size < len(block):
            self._passed.appendleft(block[size:])
            block = block[:size]
        units = len(block.translate(None, _INNER))
        if self._unit == 2:
            units += len(_LONG.findall(block))
        self._kept -= size
        self._at += size
        self._at_in_file += units * self._unit
