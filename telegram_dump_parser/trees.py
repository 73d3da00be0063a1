"""Boosted trees in plain Python: all rows walk a tree at once, as bits of one number.

Python's whole numbers may be as long as there are rows, so a bit stands for a row. What a split asks, whether a sign is
greater than some value, is one such number for all rows; and-ed with the rows that reach the split it gives those that
go right. Where all rows have come to leaves, the numbers of the leaves are written out, a digit for each row.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from typing import Any, Final, NamedTuple

import orjson

VALUES: Final = 32  # a sign is a whole number from 0 to 31
LEAVES: Final = 8
_UNIT: Final = 1000  # leaves are stored as thousandths
_ZERO: Final = ord("0")


class _Tree(NamedTuple):
    """A tree as all rows walk it.

    Attributes:
        splits: the question, the first leaf on the left and the first on the right; a split before those below it.
        bits: for each bit of a leaf's number, the leaves that have it.
    """

    splits: list[tuple[int, int, int]]
    bits: list[list[int]]


class Trees:
    """A sum of trees.

    Args:
        data: `bias`: what the sum starts from; `trees`: for each the splits, `[sign, greatest value on the left, leaves
            that remain on the right as bits]`, and its leaves from left to right, in thousandths.
        signs: the names of the columns, in order.
    """

    __slots__ = ("_questions", "_tables", "_trees", "bias")

    def __init__(self, data: dict[str, Any], signs: Sequence[str]) -> None:
        self.bias = float(data["bias"])
        asked: dict[tuple[int, int], int] = {}
        self._trees: list[_Tree] = []
        for splits, leaves in data["trees"]:
            sides = [
                (asked.setdefault((signs.index(data["signs"][sign]), greatest), len(asked)), *_sides(remain))
                for sign, greatest, remain in splits
            ]
            # Of splits with the same first leaf that with more leaves on its left stands above.
            sides.sort(key=lambda side: (side[1], -side[2]))
            last = len(leaves) - 1
            bits = [[at for at in range(last + 1) if at >> bit & 1] for bit in range(last.bit_length())]
            self._trees.append(_Tree(sides, bits))
        self._questions = [(sign, b"0" * (greatest + 1) + b"1" * (255 - greatest)) for sign, greatest in asked]
        # Leaves are looked up by the characters of their numbers.
        self._tables: list[list[float]] = [
            [0.0] * _ZERO + [leaf / _UNIT for leaf in leaves] for _, leaves in data["trees"]
        ]

    def scores(self, columns: Sequence[bytes]) -> list[float]:
        """For each row the sum of the leaves that it ends in, in nats: log odds. A column is one sign of all rows."""
        bias, tables = self.bias, self._tables
        leaves = self._leaves(columns) if columns[0] else ()
        return [bias + sum(map(list.__getitem__, tables, row)) for row in zip(*leaves, strict=True)]

    def _leaves(self, columns: Sequence[bytes]) -> Iterator[bytes]:
        """For each tree the numbers of the leaves that the rows end in, as characters."""
        size = len(columns[0])
        answers = [int(columns[sign].translate(table), 2) for sign, table in self._questions]
        reached = [0] * LEAVES  # rows that come to a split or leaf, by its first leaf
        for splits, bits in self._trees:
            reached[0] = (1 << size) - 1
            for question, left, right in splits:
                here = reached[left]
                gone = reached[right] = here & answers[question]
                reached[left] = here ^ gone
            numbers = 0  # a hexadecimal digit for each row
            for bit, leaves in enumerate(bits):
                rows = 0
                for leaf in leaves:
                    rows |= reached[leaf]
                numbers |= int(f"{rows:b}", 16) << bit
            yield f"{numbers:0{size}x}".encode()


def _sides(remain: int) -> tuple[int, int]:
    """The first leaf on the left of a split, and on its right."""
    gone = ~remain & 255
    return (gone & -gone).bit_length() - 1, gone.bit_length()


@cache
def grown() -> dict[str, Any]:
    """The package's trees (`data/trees.json`), as scripts/train.py wrote them."""
    return orjson.loads(files(__package__).joinpath("data/trees.json").read_bytes())  # type: ignore[no-any-return]
