"""Words that the terminal, notebooks and explanations share."""

from __future__ import annotations


def lines_of(first: int, last: int) -> str:
    """Which lines something has: `line 4`, `lines 4–6`."""
    return f"line {first}" if first == last else f"lines {first}–{last}"
