"""Compressed dumps: gzip, bzip2, xz and zstd, recognised by their first bytes and never by a name.

An archive is unpacked as a stream, in small pieces: nothing is seeked, and a small archive of a
huge dump takes no more memory than a small dump. Where an archive is cut off or damaged, what is before is given,
and `Unpacked.fault` says what is wrong.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib import import_module
from typing import Any, Final, NamedTuple, Protocol

from ..errors import DumpError

_BLOCK_BYTES: Final = 8 << 10
# What is unpacked at a time. A decompressor that fails gives nothing, so at most so much before the damage is lost too.
_PIECE_BYTES: Final = 1 << 10
# All that it takes to know an archive.
_MAGIC_BYTES: Final = 10
# How far back an archive may refer: so much of what is unpacked is held. xz -7 and zstd -19 stay below, xz -9 (64 MiB)
# and zstd --ultra -22 (128 MiB) do not. gzip and bzip2 have small limits of their own.
_WINDOW_LOG: Final = 24
_WINDOW: Final = 1 << _WINDOW_LOG
_XZ_MEMORY: Final = _WINDOW + (1 << 20)  # what it takes besides the window is added
_ZSTD_MISSING: Final = (
    'is compressed with zstd, which this Python cannot read; run pip install "telegram-dump-parser[zstd]"'
)


class Fault(NamedTuple):
    """What is wrong with an archive: the code and the message of a defect."""

    code: str
    message: str


TRUNCATED: Final = "truncated-archive"
CORRUPT: Final = "corrupt-archive"
WIDE: Final = "wide-archive"
FAULTS: Final[frozenset[str]] = frozenset((TRUNCATED, CORRUPT, WIDE))
"""Codes of the defects of an archive: the dump is not whole, whatever else is right with it."""


class _Decoder(Protocol):
    """One member of an archive, as the modules of Python unpack it."""

    @property
    def eof(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, max_length: int) -> bytes: ...


class _Gzip:
    """zlib's object with the ways of the others: what it did not take yet it keeps for the next call."""

    def __init__(self) -> None:
        import zlib

        self._object = zlib.decompressobj(wbits=31)
        self._left = b""

    @property
    def eof(self) -> bool:
        return self._object.eof

    @property
    def unused_data(self) -> bytes:
        return self._object.unused_data

    def decompress(self, data: bytes, max_length: int) -> bytes:
        out = self._object.decompress(self._left + data, max_length)
        self._left = self._object.unconsumed_tail
        return out


def _bzip2() -> _Decoder:
    import bz2

    return bz2.BZ2Decompressor()


def _xz() -> _Decoder:
    import lzma

    return lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=_XZ_MEMORY)


def _zstd() -> _Decoder:
    zstd = _zstd_module()
    decoder: _Decoder = zstd.ZstdDecompressor(options={zstd.DecompressionParameter.window_log_max: _WINDOW_LOG})
    return decoder


def _zstd_module() -> Any:
    return import_module("compression.zstd" if sys.version_info >= (3, 14) else "backports.zstd")


class _Format(NamedTuple):
    name: str
    magic: bytes
    decoder: Callable[[], _Decoder]


_FORMATS: Final = (
    _Format("gzip", b"\x1f\x8b\x08", _Gzip),
    # A dump may begin with the letters BZh9; it has no such bytes after them, of a block or of the end.
    *(
        _Format("bzip2", b"BZh%d" % level + block, _bzip2)
        for level in range(1, 10)
        for block in (b"1AY&SY", b"\x17rE8P\x90")
    ),
    _Format("xz", b"\xfd7zXZ\0", _xz),
    # A frame to be skipped may come first: compressors that work in parallel write their sizes there.
    *(_Format("zstd", bytes([first]) + b"\x2a\x4d\x18", _zstd) for first in range(0x50, 0x60)),
    _Format("zstd", b"\x28\xb5\x2f\xfd", _zstd),
)


def is_archive(head: bytes) -> bool:
    """Whether the first bytes of a file, 10 at least if it has this many, are those of an archive."""
    return any(head.startswith(kind.magic) for kind in _FORMATS)


def unpacked(read: Callable[[int], bytes], head: bytes, name: str | None) -> Unpacked | None:
    """The dump within an archive, or None if it is none.

    Args:
        read: gives exactly this many bytes of the file after `head`, or fewer at its end.
        head: the file's first bytes, 10 at least if it has this many.
        name: the display name, for errors.

    Raises:
        DumpError: the archive needs the extra `zstd`, which is missing.
    """
    for kind in _FORMATS:
        if head.startswith(kind.magic):
            try:
                return Unpacked(kind, read, head)
            except ImportError as error:
                if kind.name != "zstd":
                    reason = f"is compressed with {kind.name}, which this Python was built without; unpack it first"
                    raise DumpError(reason, file=name) from error
                raise DumpError(_ZSTD_MISSING, file=name) from error
    return None


class Unpacked:
    """What an archive holds, as a binary file to be read from its start to its end.

    Attributes:
        fault: what is wrong with the archive, once the end of what can be read of it is reached; else None.
    """

    def __init__(self, kind: _Format, read: Callable[[int], bytes], head: bytes) -> None:
        self.fault: Fault | None = None
        self._kind = kind
        self._input = read
        self._member = kind.decoder()
        self._next = head  # bytes of the archive for the member in hand
        self._ended = False

    def read(self, size: int, /) -> bytes:
        """Give 1 to `size` bytes of the dump, or b"" at its end. Nothing is raised for what the archive holds."""
        while not self._ended:
            if self._member.eof:
                self._open_next()
                continue
            # What is kept inside comes out first, so that no more of the archive is taken than is asked for.
            taken, self._next = self._next, b""
            try:
                data = self._member.decompress(taken, min(size, _PIECE_BYTES))
            except Exception as error:
                if not is_damage(error):
                    raise
                if "memory" in str(error).lower():  # of the limit; a lack of memory is a MemoryError
                    self._end(
                        WIDE, f"needs a window of more than {_WINDOW >> 20} MiB; {_unpack_first(self._kind.name)}"
                    )
                else:
                    self._end(CORRUPT, f"is damaged: {error}")
                return b""
            if data:
                return data
            if not self._member.eof:
                self._next = self._input(_BLOCK_BYTES)
                if not self._next:
                    self._end(TRUNCATED, "breaks off")
        return b""

    def _open_next(self) -> None:
        """Go on with the member after the one that ended: archives may be joined, with NUL bytes between."""
        rest = self._member.unused_data.lstrip(b"\0")
        while not rest:
            block = self._input(_BLOCK_BYTES)
            if not block:
                self._ended = True
                return
            rest = block.lstrip(b"\0")
        if len(rest) < _MAGIC_BYTES:
            rest += self._input(_BLOCK_BYTES)
        if any(rest.startswith(kind.magic) for kind in _FORMATS if kind.name == self._kind.name):
            self._member = self._kind.decoder()
            self._next = rest
        elif any(kind.magic.startswith(rest) for kind in _FORMATS if kind.name == self._kind.name):
            self._end(TRUNCATED, "breaks off")
        else:
            self._end(CORRUPT, "is followed by other bytes")

    def _end(self, code: str, what: str) -> None:
        self._ended = True
        self.fault = Fault(code, f"the {self._kind.name} archive {what}")


def _unpack_first(kind: str) -> str:
    command = {"xz": "xz -dc", "zstd": "zstd -dc --long=31"}.get(kind, kind)
    return f"unpack it first, {command} FILE | telegram-dump-parser parse"


def is_damage(error: Exception) -> bool:
    """Whether a file or a decompressor raised it for what it was given."""
    # Known by name: their classes have no common base, and no module need be imported to find that it raised nothing.
    return (
        isinstance(error, OSError | EOFError)
        or type(error).__name__ in ("LZMAError", "ZstdError")
        or (type(error).__module__ == "zlib")
    )
