"""Text made safe to show: in a terminal, on a page, in an error of one line."""

from __future__ import annotations

import re
from typing import Final

# Direction overrides and isolates could make a terminal or a page show a line as what it is not.
# The standard library's engine: this module is loaded by `--help`, and `regex` takes long to import.
_HARMFUL: Final = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


def harmless(text: str) -> str:
    """The text with control and direction-override characters as escapes, fit for a terminal or a page."""
    return _HARMFUL.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


# The same in UTF-8, as far as JSON leaves it: control characters below U+0020 are always escaped there.
_HARMFUL_IN_JSON: Final = re.compile(rb"\x7f|\xc2[\x80-\x9f]|\xe2\x80[\xa8-\xae]|\xe2\x81[\xa6-\xa9]")


def harmless_json(row: bytes) -> bytes:
    """The same JSON, in UTF-8, with such characters as `\\uXXXX`: fit for a terminal. They are in strings only."""
    return _HARMFUL_IN_JSON.sub(lambda match: b"\\u%04x" % ord(match[0].decode()), row)


def is_terminal(file: object) -> bool:
    """Whether what is written to a file is shown at once, on a terminal."""
    ask = getattr(file, "isatty", None)
    return ask is not None and bool(ask())


def printable(text: str) -> str:
    """The text on one line: what is not printable, such as a terminal's escape sequence, as Python writes it."""
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text)
