"""Boosted trees in plain Python: many small trees are walked at once, as bits of one number.

Each tree has at most eight leaves, so a byte holds which of them can still be reached. A sign's value rules out the
leaves on the wrong side of all splits that ask for that sign: one mask over all trees, looked up by the value. The
masks of all signs, and-ed, leave in each byte the leaf that the tree ends in as its lowest bit (QuickScorer, Lucchese
et al. 2015).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, reduce
from importlib.resources import files
from operator import and_, itemgetter
from typing import Any, Final

import orjson

VALUES: Final = 32  # a sign is a whole number from 0 to 31
LEAVES: Final = 8
_LOWEST: Final = [0, *[(b & -b).bit_length() - 1 for b in range(1, 256)]]
_UNIT: Final = 1000  # leaves are stored as thousandths


class Trees:
    """A sum of trees.

    Args:
        data: `bias`: what the sum starts from; `trees`: for each the splits, `[sign, greatest value on the left, leaves
            that remain on the right as bits]`, and its leaves from left to right, in thousandths.
        signs: the names of a row's numbers, in order.
    """

    __slots__ = ("_masks", "_pick", "_tables", "bias")

    def __init__(self, data: dict[str, Any], signs: Sequence[str]) -> None:
        trees = data["trees"]
        full = b"\xff" * len(trees)
        splits: dict[int, list[tuple[int, int, int]]] = {}
        for at, (asked, _) in enumerate(trees):
            for name, greatest, remain in asked:
                splits.setdefault(signs.index(data["signs"][name]), []).append((greatest, at, remain))
        self.bias = float(data["bias"])
        # A first mask that rules nothing out: picking one sign would give no tuple.
        self._masks: list[list[int]] = [[int.from_bytes(full, "little")] * VALUES]
        for _, rows in sorted(splits.items()):
            mask = bytearray(full)
            column = []
            for value in range(VALUES):
                for greatest, at, remain in rows:
                    if greatest + 1 == value:
                        mask[at] &= remain
                column.append(int.from_bytes(mask, "little"))
            self._masks.append(column)
        self._pick = itemgetter(0, *sorted(splits))
        self._tables: list[list[float]] = [
            [leaves[at] / _UNIT for at in map(_clip(len(leaves)), _LOWEST)] for _, leaves in trees
        ]

    def score(self, row: Sequence[int]) -> float:
        """The sum of the leaves that a row of signs ends in, in nats: log odds."""
        bits: int = reduce(and_, map(list.__getitem__, self._masks, self._pick(row)))
        return self.bias + sum(map(list.__getitem__, self._tables, bits.to_bytes(len(self._tables), "little")))


def _clip(size: int) -> Any:
    return lambda at: min(at, size - 1)


@cache
def grown() -> dict[str, Any]:
    """The package's trees (`data/trees.json`), as scripts/train.py wrote them."""
    return orjson.loads(files(__package__).joinpath("data/trees.json").read_bytes())  # type: ignore[no-any-return]
