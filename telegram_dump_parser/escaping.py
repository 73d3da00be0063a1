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


def printable(text: str) -> str:
    """The text on one line: what is not printable, such as a terminal's escape sequence, as Python writes it."""
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text)
