"""Regular expressions that are compiled at their first use.

To compile those of all formats takes as long as to parse a small dump, and most dumps need few of them.
"""

from __future__ import annotations

from typing import Any, cast

import regex


class _Late:
    """Has what a compiled pattern has: what is asked for once is found without a call from then on."""

    def __init__(self, pattern: str, flags: int) -> None:
        self._source = (pattern, flags)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):  # what copies and pickles look for
            raise AttributeError(name)
        found = getattr(regex.compile(*self._source), name)  # which keeps what it has compiled
        setattr(self, name, found)
        return found


def late_pattern(pattern: str, flags: int = 0) -> regex.Pattern[str]:
    """Like `regex.compile`, later: a mistake in the pattern is raised at its first use."""
    return cast("regex.Pattern[str]", _Late(pattern, flags))
