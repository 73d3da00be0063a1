"""Boosted trees in plain Python: all rows walk a tree at once, as bits of one number, or a row walks all trees at once.

Python's whole numbers may be as long as there are rows, so a bit stands for a row. What a split asks, whether a sign is
greater than some value, is one such number for all rows; and-ed with the rows that reach the split it gives those that
go right. What the leaves are worth is added up in the same way: a plane is a number with one binary digit of something
for each row, and three planes of a digit make one of that digit and a carry.

All this takes nearly as long for one row as for hundreds. So few rows are looked at one by one: there a number has a
byte for each tree, with a bit for each leaf that can still be reached. Each value of the row takes leaves away from all
trees, in any order of the values; the first leaf that remains in a tree is the one that the row ends in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import reduce
from itertools import pairwise
from operator import add, and_, getitem
from typing import Any, Final, NamedTuple

VALUES: Final = 32  # a sign is a whole number from 0 to 31
LEAVES: Final = 8
FEW: Final = 30  # rows up to which each walks by itself, which is faster then, compiled or not
_BYTE: Final = 256  # values of a byte
_FIRST_LEAF: Final = bytes(max(0, (byte & -byte).bit_length() - 1) for byte in range(_BYTE))
_both: Final[Callable[[int, int], int]] = and_
_at: Final[Callable[[list[int], int], int]] = getitem
_BITS: Final = bytes.maketrans(b"01", b"\0\1")
_HIGH: Final = [256 * value for value in range(256)]
_UNIT: Final = 1000  # leaves are stored as thousandths


class _Tree(NamedTuple):
    """A tree for all rows.

    Attributes:
        splits: the question, the first leaf on the left and the first on the right; a split before those below it.
        digits: for each binary digit of what the leaves are worth, the leaves that have it.
    """

    splits: list[tuple[int, int, int]]
    digits: list[list[int]]


class Trees:
    """A sum of trees.

    Args:
        data: `bias`: what the sum starts from; `trees`: for each the splits, `[sign, greatest value on the left, leaves
            that remain on the right as bits]`, and its leaves from left to right, in thousandths.
        names: the names of a row's numbers, in order.
    """

    __slots__ = ("_digits", "_least", "_leaves", "_questions", "_remaining", "_signs", "_trees", "bias")

    def __init__(self, data: dict[str, Any], names: Sequence[str]) -> None:
        self.bias = float(data["bias"])
        self._least = most = 0
        asked: dict[tuple[int, int], int] = {}
        self._trees: list[_Tree] = []
        for splits, leaves in data["trees"]:
            least = min(leaves)
            worth = [leaf - least for leaf in leaves]  # no plane is below 0: the rest is added once
            self._least += least
            most += max(worth)
            digits = [[at for at, x in enumerate(worth) if x >> digit & 1] for digit in range(max(worth).bit_length())]
            sides = [
                (asked.setdefault((names.index(data["signs"][sign]), greatest), len(asked)), *_sides(remain))
                for sign, greatest, remain in splits
            ]
            # Of splits with the same first leaf that with more leaves on its left stands above.
            self._trees.append(_Tree(sorted(sides, key=lambda side: (side[1], -side[2])), digits))
        self._digits = max(1, most.bit_length())
        self._questions = [(sign, b"0" * (greatest + 1) + b"1" * (255 - greatest)) for sign, greatest in asked]
        # For rows one by one: by sign and value, the leaves of all trees that remain, and what those leaves are worth.
        self._leaves: list[list[int]] = [leaves for _, leaves in data["trees"]]
        every = (1 << 8 * len(self._leaves)) - 1
        gone: dict[int, dict[int, int]] = {}
        for tree, (splits, _) in enumerate(data["trees"]):
            for sign, greatest, remain in splits:
                of_sign = gone.setdefault(names.index(data["signs"][sign]), {})
                of_sign[greatest] = of_sign.get(greatest, 0) | (~remain & 255) << 8 * tree
        self._signs = sorted(gone)
        self._remaining = [_by_value(gone[sign], every) for sign in self._signs]

    def scores(self, columns: Sequence[bytes]) -> list[float]:
        """For each row the sum of the leaves that it ends in, in nats: log odds. A column is a sign of all rows."""
        size = len(columns[0])
        if size <= FEW and self._signs:
            return self._one_by_one(columns)
        answers = [int(columns[sign].translate(table), 2) for sign, table in self._questions]
        planes: list[list[int]] = [[] for _ in range(self._digits + 1)]
        reached = [0] * LEAVES  # rows that reach a split or leaf, by its first leaf
        for splits, digits in self._trees:
            reached[0] = (1 << size) - 1
            for question, left, right in splits:
                here = reached[left]
                gone = reached[right] = here & answers[question]
                reached[left] = here ^ gone
            for digit, leaves in enumerate(digits):
                plane = 0
                for leaf in leaves:
                    plane |= reached[leaf]
                planes[digit].append(plane)
        sums = [_added(same, carried) for same, carried in pairwise(planes)]
        least, bias = self._least, self.bias
        return [bias + (least + worth) / _UNIT for worth in _numbers(sums, size)]

    def _one_by_one(self, columns: Sequence[bytes]) -> list[float]:
        """The same, for few rows."""
        remaining, leaves, bias = self._remaining, self._leaves, self.bias
        found = []
        for values in zip(*(columns[sign] for sign in self._signs), strict=True):
            left = reduce(_both, map(_at, remaining, values))
            first = left.to_bytes(len(leaves), "little").translate(_FIRST_LEAF)
            found.append(bias + sum(map(_at, leaves, first)) / _UNIT)
        return found


def _by_value(gone: dict[int, int], every: int) -> list[int]:
    """By value of a sign, the leaves that remain.

    Args:
        gone: by a split's greatest value on the left, the leaves that a greater value takes away.
        every: the leaves of all trees.
    """
    remaining: list[int] = []
    for greatest in sorted(gone):
        remaining += [every] * (greatest + 1 - len(remaining))
        every &= ~gone[greatest]
    return remaining + [every] * (_BYTE - len(remaining))


def _sides(remain: int) -> tuple[int, int]:
    """The first leaf on the left of a split, and on its right."""
    gone = ~remain & 255
    return (gone & -gone).bit_length() - 1, gone.bit_length()


def _numbers(planes: list[int], size: int) -> Iterable[int]:
    """By row, the number whose binary digits the planes have, the last one first."""
    columns: list[bytes] = []
    for first in range(0, len(planes), 8):
        # Eight planes make a byte for each row: the digits of each, "0" and "1", are the bits of such bytes.
        column = 0
        for digit, plane in enumerate(planes[first : first + 8]):
            column |= int.from_bytes(f"{plane:0{size}b}".encode().translate(_BITS), "big") << digit
        columns.append(column.to_bytes(size, "big"))
    if len(columns) == 2:
        return map(add, columns[0], map(_HIGH.__getitem__, columns[1]))
    return [int.from_bytes(row, "little") for row in zip(*columns, strict=True)]


def _added(planes: list[int], carried: list[int]) -> int:
    """The sum of planes of a digit, in that digit; what it carries is added to the planes of the next."""
    if not planes:
        return 0
    if len(planes) % 2 == 0:
        planes.append(0)
    total = planes[0]
    for one, other in zip(planes[1::2], planes[2::2], strict=True):
        odd = total ^ one
        carried.append(total & one | odd & other)
        total = odd ^ other
    return total
