"""Boosted trees in plain Python, in three ways, by how many rows there are; the sums are the same to the last bit.

*Many rows* walk a tree together, as bits of one number: Python's whole numbers may be as long as there are rows. What a
split asks, whether a sign is greater than some value, is one such number; and-ed with the rows that reach the split it
gives those that go right. What the leaves are worth is added up in the same way: a plane is a number with one binary
digit of something for each row, and three planes of a digit make one of that digit and a carry.

*The rows of a page* do the same with LANE bytes for each row in place of a bit. So what a step to the right is worth
can be multiplied with the rows that take it, and added to all sums at once: fewer steps of longer numbers.

*Few rows* are looked at one by one, for all this takes nearly as long for one row as for hundreds. There a number has a
byte for each tree, with a bit for each leaf that can still be reached. Each value of the row takes leaves away from all
trees, in any order of the values; the first leaf that remains in a tree is the one that the row ends in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import reduce
from itertools import pairwise
from operator import add, and_, getitem
from typing import Any, Final

VALUES: Final = 32  # a sign is a whole number from 0 to 31
LEAVES: Final = 8
FEW: Final = 24  # rows up to which each walks by itself, which is faster then, compiled or not
MANY: Final = 450  # rows from which bits are faster than lanes
LANE: Final = 2  # bytes for each row
_BYTE: Final = 256  # values of a byte
_FIRST_LEAF: Final = bytes(max(0, (byte & -byte).bit_length() - 1) for byte in range(_BYTE))
_both: Final[Callable[[int, int], int]] = and_
_at: Final[Callable[[list[int], int], int]] = getitem
# Tables for `translate`, by value: whether a byte is greater, as a byte, and as a digit.
_GREATER: Final = [bytes(value + 1) + b"\1" * (255 - value) for value in range(_BYTE)]
_DIGIT: Final = [b"0" * (value + 1) + b"1" * (255 - value) for value in range(_BYTE)]
_BITS: Final = bytes.maketrans(b"01", b"\0\1")
_HIGH: Final = [256 * value for value in range(256)]
_UNIT: Final = 1000  # leaves are stored as thousandths


class Rows:
    """Rows, and what splits have asked of them so far: trees that ask the same need not look again.

    Attributes:
        columns: of each sign, a byte for each row.
        size: how many rows there are.
        answers: by sign, and by a value, a number with LANE bytes for each row: 1 where the sign is greater, else 0.
    """

    __slots__ = ("_wide", "answers", "columns", "size")

    def __init__(self, columns: Sequence[bytes], answers: list[dict[int, int]] | None = None) -> None:
        self.columns = columns
        self.size = len(columns[0])
        self.answers: list[dict[int, int]] = [{} for _ in columns] if answers is None else answers
        self._wide: dict[int, bytearray] = {}

    def and_also(self, columns: Sequence[bytes]) -> Rows:
        """The same rows with more signs; what was asked of those here is known of both."""
        return Rows([*self.columns, *columns], [*self.answers, *({} for _ in columns)])

    def ask(self, sign: int, value: int) -> int:
        """Find, and keep, an answer."""
        wide = self._wide.get(sign)
        if wide is None:
            wide = self._wide[sign] = bytearray(LANE * self.size)
            wide[::LANE] = self.columns[sign]  # the other bytes are 0, and never greater
        found = self.answers[sign][value] = int.from_bytes(wide.translate(_GREATER[value]), "little")
        return found


class Trees:
    """A sum of trees.

    Args:
        data: `bias`: what the sum starts from; `trees`: for each the splits, `[sign, greatest value on the left, leaves
            that remain on the right as bits]`, and its leaves from left to right, in thousandths.
        names: the names of a row's numbers, in order.
    """

    __slots__ = ("_digits", "_least", "_leaves", "_places", "_questions", "_remaining", "_signs", "_splits", "bias")

    def __init__(self, data: dict[str, Any], names: Sequence[str]) -> None:
        self.bias = float(data["bias"])
        place = {name: at for at, name in enumerate(names)}
        places = [place[sign] for sign in data["signs"]]
        asked: dict[tuple[int, int], int] = {}
        # Of each tree the splits: the question, the first leaf on the left and the first on the right, and how much
        # more than the former the latter is worth; a split before those below it.
        self._splits: list[list[tuple[int, int, int, int]]] = []
        self._leaves: list[list[int]] = []
        # For rows one by one: of each sign the splits, as the value, the tree, and the leaves that a greater one takes.
        self._signs: dict[int, list[tuple[int, int, int]]] = {}
        for tree, (splits, leaves) in enumerate(data["trees"]):
            sides = []
            for sign, value, remain in splits:
                at, gone = places[sign], ~remain & 255
                self._signs.setdefault(at, []).append((value, tree, gone))
                left, right = (gone & -gone).bit_length() - 1, gone.bit_length()
                question = asked.setdefault((at, value), len(asked))
                sides.append((question, left, right, leaves[right] - leaves[left]))
            # Of splits with the same first leaf that with more leaves on its left is above.
            self._splits.append(sorted(sides, key=lambda side: (side[1], -side[2])))
            self._leaves.append(leaves)
        self._questions = list(asked)
        self._least = sum(map(min, self._leaves))
        most: int = sum(map(max, self._leaves))
        self._places = max(1, (most - self._least).bit_length())  # binary digits of the greatest sum above the least
        self._remaining: list[list[int]] = []  # made when it is needed, as is the next
        self._digits: list[list[list[int]]] = []

    def scores(self, columns: Sequence[bytes]) -> list[float]:
        """For each row the sum of the leaves that it ends in, in nats: log odds. A column is a sign of all rows."""
        return self.scores_of(Rows(columns))

    def scores_of(self, rows: Rows) -> list[float]:
        """The same for rows that others ask, too."""
        if rows.size <= FEW and self._signs:
            return self._one_by_one(rows.columns)
        lanes = rows.size < MANY and self._places <= 8 * LANE
        sums = self._by_lanes(rows) if lanes else self._by_bits(rows.columns)
        least, bias = self._least, self.bias
        return [bias + (least + worth) / _UNIT for worth in sums]

    def _by_lanes(self, rows: Rows) -> Iterable[int]:
        """By row, what the leaves are worth above the least ones; for the rows of a page."""
        known = rows.answers
        answers: list[int] = []
        for sign, value in self._questions:
            found = known[sign].get(value)
            answers.append(rows.ask(sign, value) if found is None else found)
        every = int.from_bytes((b"\1" + bytes(LANE - 1)) * rows.size, "little")
        first: int = sum([leaves[0] for leaves in self._leaves])
        total = every * (first - self._least)  # as if all ended in the first leaf of each tree
        reached = [0] * LEAVES  # rows that reach a split or leaf, by its first leaf
        for splits in self._splits:
            reached[0] = every
            for question, left, right, more in splits:
                here = reached[left]
                gone = reached[right] = here & answers[question]
                reached[left] = here ^ gone
                total += gone * more
        lanes = total.to_bytes(LANE * rows.size, "little")
        return _composed([lanes[place::LANE] for place in range(LANE)])

    def _by_bits(self, columns: Sequence[bytes]) -> Iterable[int]:
        """The same for many rows."""
        size = len(columns[0])
        answers = [int(columns[sign].translate(_DIGIT[value]), 2) for sign, value in self._questions]
        self._digits = self._digits or [_digits(leaves) for leaves in self._leaves]
        planes: list[list[int]] = [[] for _ in range(self._places + 1)]
        reached = [0] * LEAVES
        for splits, digits in zip(self._splits, self._digits, strict=True):
            reached[0] = (1 << size) - 1
            for question, left, right, _ in splits:
                here = reached[left]
                gone = reached[right] = here & answers[question]
                reached[left] = here ^ gone
            for digit, leaves in enumerate(digits):
                plane = 0
                for leaf in leaves:
                    plane |= reached[leaf]
                planes[digit].append(plane)
        return _numbers([_added(same, carried) for same, carried in pairwise(planes)], size)

    def _one_by_one(self, columns: Sequence[bytes]) -> list[float]:
        """The scores of few rows."""
        leaves, bias = self._leaves, self.bias
        self._remaining = self._remaining or [_by_value(splits, len(leaves)) for splits in self._signs.values()]
        remaining = self._remaining
        found = []
        for values in zip(*(columns[sign] for sign in self._signs), strict=True):
            left = reduce(_both, map(_at, remaining, values))
            first = left.to_bytes(len(leaves), "little").translate(_FIRST_LEAF)
            found.append(bias + sum(map(_at, leaves, first)) / _UNIT)
        return found


def _digits(leaves: list[int]) -> list[list[int]]:
    """For each binary digit of what leaves are worth above the least of them, the leaves that have it."""
    least = min(leaves)
    worth = [leaf - least for leaf in leaves]  # no plane is below 0: the rest is added once
    return [[at for at, x in enumerate(worth) if x >> digit & 1] for digit in range(max(worth).bit_length())]


def _by_value(splits: list[tuple[int, int, int]], trees: int) -> list[int]:
    """By value of a sign, the leaves of this many trees that remain.

    splits: of the sign: the value, the tree, and its leaves that a greater value takes away.
    """
    every = (1 << 8 * trees) - 1
    remaining: list[int] = []
    for value, tree, gone in sorted(splits):
        remaining += [every] * (value + 1 - len(remaining))
        every &= ~(gone << 8 * tree)
    return remaining + [every] * (_BYTE - len(remaining))


def _numbers(planes: list[int], size: int) -> Iterable[int]:
    """By row, the number whose binary digits the planes have, the last one first."""
    columns: list[bytes] = []
    for first in range(0, len(planes), 8):
        # Eight planes make a byte for each row: the digits of each, "0" and "1", are the bits of such bytes.
        column = 0
        for digit, plane in enumerate(planes[first : first + 8]):
            column |= int.from_bytes(f"{plane:0{size}b}".encode().translate(_BITS), "big") << digit
        columns.append(column.to_bytes(size, "big"))
    return _composed(columns)


def _composed(columns: list[bytes]) -> Iterable[int]:
    """By row, the number whose bytes the columns have, the last one first."""
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
