"""Grow the trees that find posts in dumps without an echo: `make train BENCH=…`.

For each dialect two sets of trees: the first look at a seam (`seams`), and the second, which also knows what the first
made of the rest of the dump (`manners`). Every figure printed is of the whole parser on channels that no tree had seen:
the folds are by channel, and nested. The trees written are of all channels. Seeds are fixed: the same dumps and the
same libraries give the same file, byte for byte. No text of a dump gets into it, only classes and counts.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
from collections.abc import Iterator
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any

import lightgbm
import numpy as np
import orjson
from sklearn.isotonic import IsotonicRegression

from telegram_dump_parser.lines.reader import lines_of_bytes
from telegram_dump_parser.segmentation.boundary import features as seams
from telegram_dump_parser.segmentation.boundary import second_pass as manners
from telegram_dump_parser.segmentation.boundary.features import Seams
from telegram_dump_parser.segmentation.boundary.model import BoundaryModel, TreeModel
from telegram_dump_parser.segmentation.calibration import confidence
from telegram_dump_parser.segmentation.dialects import PROFILES, blanks_between
from telegram_dump_parser.segmentation.stream import drafts
from telegram_dump_parser.segmentation.window import Window
from telegram_dump_parser.vocabulary import Dialect

sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks"))
from tables import markdown, write

TREES = Path(__file__).parents[1] / "telegram_dump_parser" / "segmentation" / "boundary" / "trees.json"
CHECKSUM = Path(__file__).parents[1] / "tests" / "segmentation" / "data" / "trees.sha256"
DIALECTS = tuple(dialect for dialect, profile in PROFILES.items() if not profile.copies)
FOLDS = 4
SURE = 0.04  # lines that the first look is surer of are not looked at again; see singles.SURE
SETTINGS: dict[str, Any] = {
    "num_leaves": 8,
    "min_child_samples": 30,
    "colsample_bytree": 0.4,
    "subsample": 0.8,
    "subsample_freq": 1,
    "reg_lambda": 3,
    "random_state": 0,
    "deterministic": True,
    "force_row_wise": True,
    "n_jobs": 1,  # threads that wait for each other are slower on a busy machine
    "verbose": -1,
}
FIRST = {"n_estimators": 100, "learning_rate": 0.2}
SECOND = {"n_estimators": 220, "learning_rate": 0.1}


class Dumps:
    """All lines of a folder of dumps: their signs, and whether posts begin with them; page by page, then by channel."""

    def __init__(self, folder: Path) -> None:
        pages: list[tuple[str, list[str], set[int]]] = []
        for path in sorted(folder.glob("*.txt")):
            lines = path.read_text("utf-8").removesuffix("\n").split("\n")
            pages.append((path.name, lines, set(orjson.loads(path.with_suffix(".gold.json").read_bytes())["starts"])))
        self.seams: list[Seams] = []
        begins: list[bool] = []
        folds: list[int] = []
        for name, lines, starts in (*pages, *joined(pages)):
            at = [i for i, line in enumerate(lines) if line and not line.isspace()]
            self.seams.append(Seams(Window([lines[i] for i in at]), blanks_between(lines, at)))
            begins += [i + 1 in starts for i in at]
            folds += [fold_of(name)] * len(at)
        self.begins = np.array(begins)
        self.ends = np.cumsum([one.window.size for one in self.seams])
        self.rows = np.concatenate([rows_of(one.columns) for one in self.seams])
        self.fold = np.array(folds)

    def spans(self) -> Iterator[tuple[int, int]]:
        return pairwise([0, *map(int, self.ends)])

    def second(self, first_look: np.ndarray) -> np.ndarray:
        """The signs of the second look, after some first look."""
        rows = []
        for one, (start, end) in zip(self.seams, self.spans(), strict=True):
            of_dump = manners.signs(one, first_look[start:end].tolist(), range(end - start))
            rows.append(rows_of([*one.columns, *of_dump]))
        return np.concatenate(rows)


def rows_of(columns: list[bytes]) -> np.ndarray:
    return np.array([np.frombuffer(column, dtype=np.uint8) for column in columns]).T


def fold_of(name: str) -> int:
    """The fold of a dump's channel, which is its name up to the first dot."""
    return int(hashlib.md5(name.split(".")[0].encode()).hexdigest(), 16) % FOLDS


def joined(pages: list[tuple[str, list[str], set[int]]]) -> Iterator[tuple[str, list[str], set[int]]]:
    """All pages of a channel as one dump: what holds for a page must hold for a longer dump."""
    for channel, group in groupby(pages, key=lambda page: page[0].split(".")[0]):
        lines: list[str] = []
        starts: set[int] = set()
        for _, more, begun in group:
            starts |= {len(lines) + start for start in begun}
            lines += more
        yield channel, lines, starts


def grow(rows: np.ndarray, begins: np.ndarray, size: dict[str, Any]) -> lightgbm.LGBMClassifier:
    return lightgbm.LGBMClassifier(**SETTINGS, **size).fit(rows, begins)


def grown_without(dumps: Dumps, held: int | None) -> dict[str, Any]:
    """Both sets of trees, of all channels but those of a fold (None: of all).

    The second look is grown on first looks by trees that had not seen the channel, for so it will be in use.
    """
    rows, begins, fold = dumps.rows, dumps.begins, dumps.fold
    known = fold != held if held is not None else np.ones(len(fold), dtype=bool)
    first_look = np.zeros(len(begins))
    for inner in set(range(FOLDS)) - {held}:
        part = known & (fold == inner)
        trees = grow(rows[known & ~part], begins[known & ~part], FIRST)
        first_look[part] = trees.predict_proba(rows[part])[:, 1]
    second = dumps.second(first_look)
    open_ = known & (first_look > SURE) & (first_look < 1 - SURE)
    return {
        "first": exported(grow(rows[known], begins[known], FIRST), seams.NAMES),
        "second": exported(grow(second[open_], begins[open_], SECOND), (*seams.NAMES, *manners.NAMES)),
    }


def exported(model: lightgbm.LGBMClassifier, names: tuple[str, ...]) -> dict[str, Any]:
    """Trees as `tree_ensemble.Trees` takes them."""
    used: dict[str, int] = {}
    trees = []
    for info in model.booster_.dump_model()["tree_info"]:
        splits: list[list[int]] = []
        leaves: list[int] = []

        def walk(node: dict[str, Any], splits: list[list[int]] = splits, leaves: list[int] = leaves) -> int:
            """Number of leaves below; their bits are given from left to right."""
            if "leaf_value" in node:
                leaves.append(round(1000 * node["leaf_value"]))
                return 1
            first = len(leaves)
            left = walk(node["left_child"])
            sign = used.setdefault(names[node["split_feature"]], len(used))
            splits.append([sign, int(node["threshold"]), 255 & ~(((1 << left) - 1) << first)])
            return left + walk(node["right_child"])

        walk(info["tree_structure"])
        trees.append([splits, leaves])
    return {"bias": 0.0, "signs": list(used), "trees": trees}


class Figures:
    """What the parser finds in dumps of one dialect, against gold."""

    def __init__(self) -> None:
        self.right = self.found = self.true = 0
        self.of_dumps: list[float] = []
        self.margins: list[tuple[float, bool]] = []
        self.off = [[0.0, 0] for _ in range(10)]  # by tenth of confidence: sum of confidence minus right ones, number

    def add(self, path: Path, model: BoundaryModel) -> None:
        """Parse a dump."""
        starts = set(orjson.loads(path.with_suffix(".gold.json").read_bytes())["starts"])
        right = found = 0
        for draft in drafts(lines_of_bytes(path.read_bytes()), model=model):
            if draft.gap is not None:
                continue
            is_right = draft.lines[0].number in starts
            right += is_right
            found += 1
            sure = confidence(draft)
            self.off[min(9, int(10 * sure))][0] += sure - is_right
            if draft.dialect is not Dialect.ECHOED:
                self.margins.append((draft.margin, is_right))
        self.right, self.found, self.true = self.right + right, self.found + found, self.true + len(starts)
        self.of_dumps.append(2 * right / max(1, found + len(starts)))

    def row(self, name: str) -> list[str]:
        """A row of the table: P, R, F1, macro F1, ECE."""
        error = sum(abs(off) for off, _ in self.off) / max(1, self.found)
        shares = self.right / max(1, self.found), self.right / max(1, self.true)
        f1 = 2 * self.right / max(1, self.found + self.true)
        return [name, *(f"{x:.3f}" for x in (*shares, f1, float(np.mean(self.of_dumps)), error))]


def knots(seen: list[tuple[float, bool]]) -> list[tuple[float, float]]:
    """Shares of right boundaries by margin, made to rise, at the corners of equal parts of what was seen."""
    margins = np.array([margin for margin, _ in seen])
    right = np.array([is_right for _, is_right in seen], dtype=float)
    rising = IsotonicRegression(y_min=0.01, y_max=0.99, out_of_bounds="clip").fit(margins, right)
    at = sorted({0.0, *(round(float(x), 1) for x in np.quantile(margins, np.linspace(0.05, 0.95, 10)))})
    width = 0.4  # the steps of a rising fit are noise: each corner is a mean
    return [(x, round(float(rising.predict(np.linspace(max(0, x - width), x + width, 9)).mean()), 3)) for x in at]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("bench", type=Path, help="a folder with one of dumps for each dialect")
    parser.add_argument("--write", action="store_true", help="write the trees, and the table of docs/accuracy.md")
    arguments = parser.parse_args()
    folders = {dialect: Dumps(arguments.bench / dialect) for dialect in DIALECTS}
    seen = {dialect: Figures() for dialect in DIALECTS}
    for held in range(FOLDS):
        model = TreeModel({dialect: grown_without(dumps, held) for dialect, dumps in folders.items()})
        for dialect, figures in seen.items():
            for path in sorted((arguments.bench / dialect).glob("*.txt")):
                if fold_of(path.name) == held:
                    figures.add(path, model)
        print(f"fold {held + 1} of {FOLDS}: {seen['tight'].row('tight')}", file=sys.stderr, flush=True)
    table = markdown(
        ("unseen channels", "P", "R", "F1", "macro F1", "ECE"),
        [figures.row(f"`{dialect}`") for dialect, figures in seen.items()],
    )
    print(table)
    if arguments.write:
        data = orjson.dumps(
            {
                name: {**grown_without(dumps, None), "knots": knots(seen[name].margins)}
                for name, dumps in folders.items()
            }
        )
        TREES.write_bytes(data)
        CHECKSUM.write_text(hashlib.sha256(data).hexdigest() + "\n", "ascii")
        print(f"{TREES.name}: {TREES.stat().st_size / 1024:.0f} KiB", file=sys.stderr)
        write("docs/accuracy.md", "folds", table)


if __name__ == "__main__":
    main()
