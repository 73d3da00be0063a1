"""Columns of features: a byte for each line of a window."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import itemgetter
from typing import Final

Steps = tuple[float, ...]
"""The values from which a feature is a step higher, for `bisect_right`.

Without a type that leaves their number open, compiled code makes such a tuple anew for each call, if it can read it.
"""
NOTHING: Final = 31  # beyond the first or last line
_EDGE: Final = 3  # lines each way whose features a line also has


def moved(column: bytes, by: int, size: int, beyond: int = NOTHING) -> bytes:
    """For each of `size` lines what a column has for the line this many after it; `beyond`: where there is none."""
    edge = bytes([beyond]) * _EDGE
    return (edge + column + edge)[_EDGE + by : _EDGE + by + size]


def picker(positions: Sequence[int]) -> Callable[[bytes], bytes]:
    """What gives of a column the bytes at some positions."""
    if not positions:
        return lambda column: b""
    pick = itemgetter(*positions, positions[0])  # one more: of one position it would give no tuple
    return lambda column: bytes(pick(column)[:-1])
