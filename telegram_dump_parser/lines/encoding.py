"""Which encoding bytes are in: marks, UTF-8, and UTF-16 without a mark."""

from __future__ import annotations

import codecs
import re

from ..errors import DumpError

# Fewer bytes are never taken for UTF-16 that has no mark.
_EVIDENCE_BYTES = 64


# UTF-32 before UTF-16: the mark of UTF-16-LE begins the one of UTF-32-LE.
BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


WITHOUT_MARK = {"utf-8-sig": "utf-8", "utf-16": "utf-16-le", "utf-32": "utf-32-le"}
"""The marks are dealt with here, once for a dump, and not by a codec, once for each line."""

WITH_MARK = {
    "utf-8": "utf-8-sig",
    "utf-16-le": "utf-16",
    "utf-16-be": "utf-16",
    "utf-32-le": "utf-32",
    "utf-32-be": "utf-32",
}
"""A codec that gives as many bytes, and those of a mark before them."""


# The bytes of a code unit, and what ends a line. No match can overlap an aligned one, so it is
# enough to pass over those that are not aligned.
WIDE_ENCODINGS = {
    "utf-16-le": (2, re.compile(rb"\r\0(?:\n\0)?|\n\0")),
    "utf-16-be": (2, re.compile(rb"\0\r(?:\0\n)?|\0\n")),
    "utf-32-le": (4, re.compile(rb"\r\0\0\0(?:\n\0\0\0)?|\n\0\0\0")),
    "utf-32-be": (4, re.compile(rb"\0\0\0\r(?:\0\0\0\n)?|\0\0\0\n")),
}


# ASCII, with all that starts an escape somewhere: in unicode-escape, in iso-2022-jp and in idna. A
# codec with escapes has a state that outlives the line, or gives what is no text.
_PROBE = bytes(range(128)).replace(b"\\", b"\\u0041") + b"\x1b$B0!\x1b(B.xn--p1ai"


def codec_of(encoding: str | None, name: str | None) -> str | None:
    """The name under which Python knows an encoding; None if none is asked for.

    Raises:
        DumpError: Python knows no such encoding of text.
    """
    if encoding is None:
        return None
    reason = f"encoding {encoding!r} is not a superset of ASCII; convert the dump to UTF-8"
    try:
        codec = codecs.lookup(encoding).name
        codec = WITHOUT_MARK.get(codec, codec)
        if codec in WIDE_ENCODINGS or _PROBE.decode(codec) == _PROBE.decode("ascii"):
            return codec
    except LookupError:  # also for a codec that gives no text, such as hex
        reason = f"no text encoding is called {encoding!r}; name one such as utf-8 or cp1251"
    except ValueError:  # of the probe, which it cannot decode
        pass
    raise DumpError(reason, file=name)


def utf8_if_likely(head: bytes, name: str | None) -> str:
    """Refuse UTF-16: read as UTF-8, much of it would be valid and all of it nonsense.

    In any script it has spaces, digits and line ends, whose high bytes are NUL: all of them at odd
    offsets, or all at even ones, but for a few letters such as U+4E00. A few bytes prove nothing, nor
    do stray NULs in what is valid UTF-8.
    """
    if len(head) < _EVIDENCE_BYTES:
        return "utf-8"
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if max(even, odd) * 40 > len(head) and min(even, odd) * 4 < max(even, odd):
        guess, high = ("utf-16-le", head[1::2]) if odd > even else ("utf-16-be", head[0::2])
        if _has_high_bytes(high) or not _is_utf8(head):
            raise DumpError(
                f"looks like UTF-16, by its NUL bytes; name the encoding with --encoding {guess}",
                file=name,
            )
    return "utf-8"


def _has_high_bytes(data: bytes) -> bool:
    """Whether many are those of an alphabet, all of which lie below U+2000; as UTF-8 they are controls.

    What is no alphabet (Chinese, Korean, emoji) has many bytes from 0x80 on, which are hardly ever valid UTF-8.
    """
    return 3 * sum(byte < 0x20 for byte in data) > len(data)


def _is_utf8(head: bytes) -> bool:
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)  # its last character may be cut
    except UnicodeDecodeError:
        return False
    return True
