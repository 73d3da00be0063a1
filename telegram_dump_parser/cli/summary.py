"""The summary at the end of `parse`: numbers of posts, gaps and defects, dialects, and unsure boundaries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Final

from .console import many
from .convert import UNSURE, Done

_PASSED_OVER: Final = {
    "other-address": "of other hosts",
    "low-score": "unlike a dump",
    "no-text": "without text",
    "unreadable": "unreadable",
}
"""Why rows of a corpus are not read, in words."""


class Summary:
    """The sum of what dumps gave."""

    def __init__(self) -> None:
        self._total = Done()
        self._read = 0
        self._dialects: Counter[str] = Counter()  # dumps by dialect

    def add(self, done: Done) -> None:
        """Count a dump."""
        self._total.add(done)
        self._read += done.error is None
        if (dialect := _dialect(done)) is not None:
            self._dialects[dialect] += 1

    def lines(self, *, verbose: bool, selected: bool = False, listed: bool = False) -> Iterator[str]:
        """The summary of all: dialects where they differ, if no lines for each dump say so, unsure boundaries, defects.

        Args:
            verbose: each dump has had a line of its own.
            selected: some posts may have been left out.
            listed: the defects have been written somewhere.
        """
        yield f"{_counts(self._total, selected=selected)} in {self._inputs()}"
        if not verbose and (len(self._dialects) > 1 or "mixed" in self._dialects):
            if self._dialects.total() == 1:
                counts = [f"{name}: {many(count, 'post')}" for name, count in self._total.dialects.most_common()]
            else:
                counts = [f"{name}: {many(count, 'dump')}" for name, count in self._dialects.most_common()]
            yield f"dialects: {', '.join(counts)}"
        if self._total.unsure:
            yield _unsure(self._total)
        if self._total.defects and not listed:
            if self._total.rows:
                yield "--diagnostics FILE lists the defects"
            else:
                yield "defects are listed by: telegram-dump-parser check"

    def _inputs(self) -> str:
        rows = self._total.rows
        if not rows:
            return many(self._read, "dump")
        passed = [f"{rows[name]:,} {words}" for name, words in _PASSED_OVER.items() if rows[name]]
        words = f"{many(rows['row'], 'row')} of {many(self._read, 'input')}"
        return f"{words}: {', '.join(passed)}" if passed else words


def line_of(name: str, done: Done, *, selected: bool = False) -> str:
    """The summary of one dump; `selected`: some posts may have been left out."""
    dialect = _dialect(done)
    parts = [
        _counts(done, selected=selected),
        *([f"dialect {dialect}"] if dialect else []),
        *([_unsure(done)] if done.unsure else []),
    ]
    return f"{name}: {'; '.join(parts)}"


def _dialect(done: Done) -> str | None:
    """The dialect or form of nine posts in ten of a dump; `mixed` if there is none, None if it has no post."""
    if not done.dialects:
        return None
    [(name, count)] = done.dialects.most_common(1)
    return name if 10 * (done.posts - count) < done.posts else "mixed"


def _unsure(done: Done) -> str:
    return f"{done.unsure:,} of {many(done.posts, 'boundary', 'boundaries')} with a confidence below {UNSURE}"


def _counts(done: Done, *, selected: bool = False) -> str:
    left = f" ({many(done.left_out, 'post')} left out)" if selected else ""
    return f"{many(done.posts, 'post')}{left}, {many(done.gaps, 'gap')}, {many(done.defects, 'defect')}"
