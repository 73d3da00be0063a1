"""Cuts an HTML file into its messages by the tags that begin them, in bounded memory, with exact lines and bytes.

Both markups, of t.me and of Telegram Desktop, are made by machines: a text cannot imitate such a tag, since its `<` is
written `&lt;`. So no parsing is needed to find where a message begins. It ends where its `div` is closed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Final, NamedTuple

from ..lines.content import BinaryReader
from .base import Part
from .message import ExportDefect, ExportGap, GapReason

BLOCK_BYTES: Final = 1 << 18
LONGEST_MESSAGE: Final = 1 << 24
"""In bytes; a longer one is a gap. Pages that hold their pictures have messages of some megabytes."""
_PART_BYTES: Final = 1 << 16
_LONGEST_PART: Final = 1 << 22
LONGEST_TAG: Final = 1 << 13
"""No tag that begins a message is longer, in bytes."""

Beginnings = Callable[[bytes, int], Iterator[tuple[int, int]]]
"""Given bytes and a place in them: where each message after it begins, and where the tag ends by which it is known."""

_DIV: Final = re.compile(rb"<(/?)[dD][iI][vV](?=[\s/>])")
_END_OF_PAGE: Final = re.compile(rb"</(?:section|main|body|html)\b", re.IGNORECASE)


class Place(NamedTuple):
    """Where something is: lines from 1, both inclusive; bytes from 0, half-open."""

    first_line: int
    last_line: int
    first_byte: int
    end_byte: int


class Piece(NamedTuple):
    """A message as written, or what is between two.

    Attributes:
        place: in the file.
        data: its bytes.
        is_message: a tag that begins a message begins it.
        is_overlong: it is a part of what is longer than `LONGEST_MESSAGE`, which comes in several.
        is_truncated: it is a message within which the file ends.
        is_last: nothing follows.
    """

    place: Place
    data: bytes
    is_message: bool
    is_overlong: bool
    is_truncated: bool
    is_last: bool


def pieces(
    file: BinaryReader, beginnings: Beginnings, *, block_bytes: int = BLOCK_BYTES, longest: int = LONGEST_MESSAGE
) -> Iterator[Piece]:
    """The messages of a file and what is between them, which cover each byte once, in order.

    Args:
        file: HTML, from its current position, which is byte 0 of line 1.
        beginnings: finds messages; what it must see of each is not longer than `LONGEST_TAG`.
        block_bytes: how many are read at a time.
        longest: what is longer comes in pieces that are overlong.
    """
    line, byte = 1, 0

    def piece(
        data: bytes, *, is_message: bool, is_overlong: bool = False, is_truncated: bool = False, is_last: bool
    ) -> Piece:
        nonlocal line, byte
        breaks = data.count(b"\n")
        place = Place(line, line + breaks - data.endswith(b"\n"), byte, byte + len(data))
        line += breaks
        byte += len(data)
        return Piece(place, data, is_message, is_overlong, is_truncated, is_last)

    for data, is_message, is_overlong, is_last in _regions(file, beginnings, block_bytes, longest):
        if is_overlong or not is_message:
            yield piece(data, is_message=is_message, is_overlong=is_overlong, is_last=is_last)
            continue
        end = _end_of_element(data)
        is_truncated = False
        if end is None:
            page_end = _END_OF_PAGE.search(data)
            is_truncated = is_last and page_end is None
            end = page_end.start() if page_end else len(data)
        yield piece(data[:end], is_message=True, is_truncated=is_truncated, is_last=is_last and end == len(data))
        if end < len(data):
            yield piece(data[end:], is_message=False, is_last=is_last)


def _regions(
    file: BinaryReader, beginnings: Beginnings, block_bytes: int, longest: int
) -> Iterator[tuple[bytes, bool, bool, bool]]:
    """From one beginning to the next: the bytes, whether a message begins there, whether overlong, whether last."""
    window = b""
    searched = 0
    is_message = False
    is_overlong = False
    has_ended = False
    while not has_ended:
        block, has_ended = _filled(file, block_bytes)
        window += block
        done = 0
        for start, end in beginnings(window, searched):
            if start > done:
                yield window[done:start], is_message, is_overlong, False
            done, searched = start, end
            is_message, is_overlong = True, False
        # A tag may go on in the next block.
        searched = max(searched, len(window) - LONGEST_TAG) - done
        window = window[done:]
        if not has_ended and len(window) > longest:
            is_overlong = True
            yield window[:-LONGEST_TAG], is_message, is_overlong, False
            window = window[-LONGEST_TAG:]
            searched = 0
    if window:
        yield window, is_message, is_overlong, True


def beginnings_by(pattern: re.Pattern[bytes]) -> Beginnings:
    """Where a pattern matches."""

    def beginnings(data: bytes, at: int) -> Iterator[tuple[int, int]]:
        return (match.span() for match in pattern.finditer(data, at))

    return beginnings


def _filled(file: BinaryReader, size: int) -> tuple[bytes, bool]:
    """So many bytes, or fewer at the end of the file; whether this is the end."""
    parts: list[bytes] = []
    while size > 0:
        part = file.read(size)
        if not part:
            return b"".join(parts), True
        parts.append(part)
        size -= len(part)
    return b"".join(parts), False


def _end_of_element(data: bytes) -> int | None:
    """After the tag that closes the `div` that the data begin with."""
    slashes = _DIV.findall(data)
    depth = 0
    for number, slash in enumerate(slashes, 1):
        if not slash:
            depth += 1
        elif depth > 1:
            depth -= 1
        else:
            at = data.rfind(b"</div")
            tag = _DIV.match(data, at) if number == len(slashes) and at > 0 else None  # most often it is the last
            if tag is None or _DIV.search(data, tag.end()) is not None:
                tag = next(islice(_DIV.finditer(data), number - 1, None))
            end = data.find(b">", tag.end())
            return None if end < 0 else end + 1
    return None


def parts_of(pieces: Iterator[Piece], may_begin: Callable[[Piece], bool]) -> Iterator[Part]:
    """Pieces of one document in parts.

    Args:
        pieces: all of them.
        may_begin: whether a part that begins with the piece is apart.
    """
    part, size = Part([], False), 0
    try:
        for piece in pieces:
            if size and (size >= _PART_BYTES or not part.is_apart) and (may_begin(piece) or size >= _LONGEST_PART):
                yield part
                part, size = Part([], may_begin(piece)), 0
            part.pieces.append(piece)
            size += len(piece.data)
    except Exception:
        yield part  # what was read before the file failed comes first
        raise
    yield part


def parts_of_file(pieces: Iterator[Piece], document: str, *, is_first: bool) -> Iterator[Part]:
    """The pieces of a file in a folder as one part, if it is not too long for that; the rest as for `Part`."""
    part, size = Part([], True, document, is_first), 0
    try:
        for piece in pieces:
            if size >= _LONGEST_PART:
                yield part
                part, size = Part([], False, document, is_first), 0
            part.pieces.append(piece)
            size += len(piece.data)
    except Exception:
        yield part
        raise
    yield part


def gap_of(piece: Piece, reason: GapReason, *defects: ExportDefect) -> ExportGap:
    """The piece as a gap, `blank` if nothing is there."""
    is_blank = not piece.is_message and piece.data.isspace()
    return ExportGap(*piece.place, "blank" if is_blank else reason, defects=[*defects])


def refused_whole(piece: Piece) -> ExportGap | None:
    """The gap for a message that is cut off or too long; None for any other."""
    if piece.is_truncated:
        return gap_of(
            piece, "truncated-message", ExportDefect("truncated-message", "the file ends within this message")
        )
    if piece.is_overlong:
        defect = ExportDefect("overlong-message", f"a message is longer than {LONGEST_MESSAGE >> 20} MiB")
        return gap_of(piece, "unreadable-message", defect)
    return None
