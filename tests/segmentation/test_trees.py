"""Trees that all rows walk at once end in the leaves of a plain walk; and the file of them is as it was made."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from telegram_dump_parser.lines.kinds import LineKind
from telegram_dump_parser.segmentation.boundary import features, second_pass
from telegram_dump_parser.segmentation.boundary import tree_ensemble as trees
from telegram_dump_parser.segmentation.boundary.model import trained
from telegram_dump_parser.segmentation.boundary.tree_ensemble import LEAVES, VALUES, Rows, Trees
from telegram_dump_parser.vocabulary import Dialect

DATA = Path(trees.__file__).parent / "trees.json"
SIGNS = ("a", "b", "c")


class Node:
    """A split, or a leaf."""

    def __init__(self, draw: Any, leaves: int) -> None:
        self.leaves = leaves
        if leaves == 1:
            self.value = draw(st.integers(-500, 500))
            return
        self.sign = draw(st.integers(0, len(SIGNS) - 1))
        self.greatest = draw(st.integers(0, VALUES - 2))
        left = draw(st.integers(1, leaves - 1))
        self.left, self.right = Node(draw, left), Node(draw, leaves - left)

    def walk(self, row: tuple[int, ...]) -> int:
        if self.leaves == 1:
            return self.value
        return (self.left if row[self.sign] <= self.greatest else self.right).walk(row)

    def export(self) -> tuple[list[list[int]], list[int]]:
        if self.leaves == 1:
            return [], [self.value]
        splits, leaves = self.left.export()
        right_splits, right_leaves = self.right.export()
        shift = len(leaves)
        moved = [[s, g, 255 & ~((255 & ~m) << shift)] for s, g, m in right_splits]
        return [[self.sign, self.greatest, 255 & ~((1 << shift) - 1)], *splits, *moved], leaves + right_leaves


@st.composite
def forests(draw: Any) -> list[Node]:
    return [Node(draw, draw(st.integers(2, LEAVES))) for _ in range(draw(st.integers(1, 12)))]


@given(forests(), st.lists(st.tuples(*[st.integers(0, VALUES - 1)] * len(SIGNS)), min_size=1, max_size=8))
def test_all_trees_at_once_are_each_tree_alone(forest: list[Node], rows: list[tuple[int, ...]]) -> None:
    data = {"bias": 0.25, "signs": list(SIGNS), "trees": [node.export() for node in forest]}
    columns = [bytes(column) for column in zip(*rows, strict=True)]
    trained = Trees(data, SIGNS)
    one_by_one = trained.scores(columns)
    # As many copies of the rows as a page has, or more than that: all ways give the same, to the last bit.
    for least in (trees.FEW, trees.MANY):
        copies = least // len(rows) + 1
        assert trained.scores([column * copies for column in columns]) == one_by_one * copies
    for row, score in zip(rows, one_by_one, strict=True):
        assert abs(score - (0.25 + sum(node.walk(row) for node in forest) / 1000)) < 1e-9


def test_sums_that_no_lane_holds_are_right_too() -> None:
    far = 60_000
    trained = Trees({"bias": 0.0, "signs": ["a"], "trees": [[[[0, 3, 254]], [-far, far]]] * 2}, ["a"])
    for copies in (1, trees.FEW, trees.MANY):
        assert trained.scores([bytes([3, 4]) * copies]) == [-120.0, 120.0] * copies


@given(forests(), forests(), st.lists(st.tuples(*[st.integers(0, VALUES - 1)] * len(SIGNS)), min_size=30, max_size=40))
def test_what_was_asked_for_other_trees_or_other_signs_changes_nothing(
    one: list[Node], other: list[Node], rows: list[tuple[int, ...]]
) -> None:
    first, second = (
        Trees({"bias": 0.0, "signs": list(SIGNS), "trees": [node.export() for node in forest]}, SIGNS)
        for forest in (one, other)
    )
    columns = [bytes(column) for column in zip(*rows, strict=True)]
    asked = Rows(columns[:1])
    asked = asked.and_also(columns[1:])
    first.scores_of(asked)
    assert second.scores_of(asked) == second.scores(columns)


def test_no_rows_have_no_scores() -> None:
    trained = Trees({"bias": 0.25, "signs": list(SIGNS), "trees": [[[[0, 3, 254]], [-5, 7]]]}, SIGNS)
    assert trained.scores([b""] * len(SIGNS)) == []


def test_the_shipped_trees_are_those_that_were_trained() -> None:
    made = (Path(__file__).parent / "data" / "trees.sha256").read_text("ascii").strip()
    assert hashlib.sha256(DATA.read_bytes()).hexdigest() == made, "trees.json is written by `make train` alone"
    assert DATA.stat().st_size <= 400 * 1024


def test_every_dialect_without_an_echo_has_trees_over_features_that_exist() -> None:
    data = trained()
    assert set(data) == set(Dialect) - {Dialect.ECHOED}
    for of_dialect in data.values():
        for extent in ("page", "long"):
            first, second = of_dialect[extent]["first"], of_dialect[extent]["second"]
            previews = of_dialect[extent].get("preview", {"signs": [], "trees": []})
            more = second_pass.PREVIEW_NAMES if previews["trees"] else ()
            assert {*first["signs"], *previews["signs"]} <= set(features.NAMES)
            assert set(second["signs"]) <= {*features.NAMES, *second_pass.NAMES, *more}
            for splits, leaves in (*first["trees"], *second["trees"], *previews["trees"]):
                assert len(leaves) == len(splits) + 1 <= LEAVES


def test_calibration_rises_with_the_margin_and_is_never_certain() -> None:
    for of_dialect in trained().values():
        margins, shares = zip(*of_dialect["knots"], strict=True)
        assert margins[0] == 0
        assert list(margins) == sorted(set(margins))
        assert list(shares) == sorted(shares)
        assert 0 <= shares[0] <= shares[-1] < 1


def test_every_kind_of_line_has_a_number_that_the_trees_know() -> None:
    """A kind that is added must not move the others: the trees were trained on the numbers."""
    assert set(features._KINDS) == set(LineKind)
    assert [features._KINDS[kind] for kind in (LineKind.FORWARD, LineKind.VIEW, LineKind.REACTIONS, LineKind.TEXT)] == [
        1, 4, 9, 16,
    ]  # fmt: skip
