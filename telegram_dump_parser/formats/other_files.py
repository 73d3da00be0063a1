"""Texts that are no dumps, by what their lines look like: chats of other programs, subtitles, mail, logs, source code.

What each kind looks like is data, `other_files.toml`. Most dumps are seen to be none of them by their first line alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import regex

from ..lines.kinds import LineKind, classify
from ..lines.patterns import late_pattern
from ..lines.phrases import table
from .around import is_code

_DIGIT: Final = "digit"  # in `begins`
# Telegram's own lines, none of which is in another text.
_OF_TELEGRAM: Final = frozenset(
    (LineKind.FORWARD, LineKind.MEDIA_LABEL, LineKind.OPEN_LABEL, LineKind.VIEW, LineKind.PAGE)
)


class _Sign:
    """What lines of a kind look like: an entry of the data, whose patterns are compiled at their first use."""

    def __init__(self, entry: dict[str, Any]) -> None:
        self.kind: str = entry["kind"]
        begins = entry.get("begins", [""])
        self._begins = tuple(sign for sign in begins if sign != _DIGIT)
        self._digit = _DIGIT in begins
        self._has: list[str] = entry.get("has", [""])
        self._word: int = entry.get("word", 0)
        self._second = tuple(entry.get("second", ()))
        self._lines = tuple(map(late_pattern, entry.get("lines", ())))
        self._rows: regex.Pattern[str] | None = late_pattern(entry["rows"]) if "rows" in entry else None
        self._others = tuple(late_pattern(entry[name]) for name in ("nested", "also") if name in entry)
        self._code: float | None = entry.get("code")
        self._share: float = entry.get("share", 0.0)
        self._least: int = entry.get("least", 0)

    def fits(self, texts: Sequence[str]) -> bool:
        """Whether lines, none of them blank, look like this."""
        first = texts[0]
        if not (first.startswith(self._begins) or (self._digit and first[:1].isdigit())):
            return False
        if not any(sign in first for sign in self._has) or (self._word and not self._is_word(first)):
            return False
        if self._second and not (len(texts) > 1 and texts[1].startswith(self._second)):
            return False
        if len(texts) < len(self._lines) or not all(map(_matches, self._lines, texts)):
            return False
        if self._rows is not None:
            rows = [text for text in texts if self._rows.match(text)]
            if len(set(rows)) < self._least or len(rows) < self._share * len(texts):
                return False
        if self._code is not None:
            code = sum(map(is_code, texts))
            if len(texts) < self._least or code < self._code * len(texts):
                return False
        return all(any(map(other.match, texts)) for other in self._others)

    def _is_word(self, text: str) -> bool:
        return len(text) >= self._word and " " not in text and text.isascii()


def _matches(pattern: regex.Pattern[str], text: str) -> bool:
    return pattern.match(text) is not None


_SIGNS: Final = tuple(map(_Sign, table(__package__, "other_files.toml")["sign"]))


def kind_of(texts: Sequence[str]) -> str | None:
    """What other text than a dump the first lines of a file look like; None if they may be a dump's.

    Args:
        texts: the lines, none of them blank; there is one at least.
    """
    kind = next((sign.kind for sign in _SIGNS if sign.fits(texts)), None)
    if kind is None or any(classify(text.strip()) in _OF_TELEGRAM for text in texts):
        return None
    return kind
