"""Which posts `parse` writes: filters by day and by text."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    import regex

_SECONDS = 1.0  # that a pattern may take for one text: some patterns take for ever


@dataclass(frozen=True, slots=True)
class Selection:
    """What is asked of a post; None asks nothing.

    Attributes:
        since: its first day.
        until: its last day.
        pattern: is found in its text.
    """

    since: datetime.date | None = None
    until: datetime.date | None = None
    pattern: regex.Pattern[str] | None = None

    def keeps(self, text: str, day_of_post: Callable[[], datetime.date | None]) -> bool:
        """Whether a post has all that is asked. One without a whole date is of no day.

        Args:
            text: of the post.
            day_of_post: finds its day, `Post.day`, if that is asked for.

        Raises:
            TimeoutError: the pattern takes too long for a text.
        """
        if self.since is not None or self.until is not None:
            day = day_of_post()
            if day is None or day < (self.since or day) or day > (self.until or day):
                return False
        return self.pattern is None or self.pattern.search(text, timeout=_SECONDS) is not None


def selection(since: str | None, until: str | None, grep: str | None) -> Selection | None:
    """What the options ask for; None if they ask for nothing.

    Raises:
        typer.BadParameter: one of them cannot be used.
    """
    if since is None and until is None and grep is None:
        return None
    first, last = _day("--since", since), _day("--until", until)
    if first is not None and last is not None and first > last:
        raise typer.BadParameter(f"{since} is later than --until {until}: no day is in between", param_hint="--since")
    return Selection(first, last, None if grep is None else _pattern(grep))


def _day(option: str, given: str | None) -> datetime.date | None:
    if given is None:
        return None
    try:
        return datetime.date.fromisoformat(given)
    except ValueError:
        raise typer.BadParameter(f"{given!r} is not a day; write it as 2025-04-10", param_hint=option) from None


def _pattern(given: str) -> regex.Pattern[str]:
    import regex

    try:
        return regex.compile(given)
    except regex.error as error:
        raise typer.BadParameter(f"{given!r} is not a regular expression: {error}", param_hint="--grep") from None
