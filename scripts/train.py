"""Train the trees that find posts in dumps without an echo: `make train BENCH=…`.

For each dialect there are trees for pages and for longer dumps, of each two sets: the first pass over the lines
(`features`), and the second, which also knows what the first made of the rest of the dump (`second_pass`). Pages are
learned from as they are, cut at random lines, and as other channels might have them (`variations`); longer dumps are
pages joined, of one channel and of several.

Every figure written is of the whole parser on channels that no tree had seen: by folds of channels, and with trees of
the channels that are `old` in BENCH/channels.tsv on those that are new. The trees written are of all channels. Seeds
are fixed: the same dumps and the same libraries give the same file, byte for byte. No text of a dump gets into it,
only classes and counts.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any, NamedTuple

import lightgbm
import numpy as np
import orjson
from sklearn.isotonic import IsotonicRegression

from telegram_dump_parser.segmentation.boundary import features, second_pass
from telegram_dump_parser.segmentation.boundary.anchors import junction
from telegram_dump_parser.segmentation.boundary.columns import picker
from telegram_dump_parser.segmentation.boundary.features import BoundaryFeatures
from telegram_dump_parser.segmentation.boundary.model import SURE, TreeModel
from telegram_dump_parser.segmentation.dialects import PROFILES, blanks_between, stretches
from telegram_dump_parser.segmentation.window import Window
from telegram_dump_parser.vocabulary import Dialect

sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks"))
from tables import write
from unseen import Page, Scheme, ages, cut, evaluated, pages_of, short, written
from variations import broken_off, reordered, restyled, with_other_sites

TREES = Path(__file__).parents[1] / "telegram_dump_parser" / "segmentation" / "boundary" / "trees.json"
CHECKSUM = Path(__file__).parents[1] / "tests" / "segmentation" / "data" / "trees.sha256"
DIALECTS = tuple(dialect for dialect, profile in PROFILES.items() if not profile.copies)
FOLDS = 4
MIXED = 8  # pages of several channels in a joined dump
VARIATIONS = (1, 2)  # of each page; see `variations.restyled`
# Dialects that also learn from variations of pages. Four joined pages are read better for it (F1 .70 -> .74 and
# .73 -> .78), and genuine ones (.84 -> .85, .77 -> .78). SPACED falls (from old to new channels .85 -> .81).
VARIED = {Dialect.TIGHT, Dialect.CURRENT}
# Dialects whose variations also open alike, and whose trees ask which words recur nearby, by shorter stems. TIGHT falls
# with these (cut pages .77 -> .76, from old to new channels .68 -> .64), and so does SPACED (.85 -> .84; .95 -> .94 on
# genuine pages).
OPENED = RECURRENT = {Dialect.CURRENT}
MOST = 0.98  # a boundary without an echo is never surer: of the likeliest up to two in a hundred are wrong
SETTINGS: dict[str, Any] = {
    "num_leaves": 8,
    "colsample_bytree": 0.4,
    "min_child_samples": 30,
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
PREVIEWS = {"n_estimators": 80, "learning_rate": 0.15}
SECOND = {"n_estimators": 220, "learning_rate": 0.1, "colsample_bytree": 0.2, "min_child_samples": 100}


class Sample(NamedTuple):
    """A dump to learn from: its lines; the weight that each of them has; the channel of each."""

    page: Page
    weight: float
    channels: list[str]


def samples_of_pages(pages: list[Page], taken: list[Page], dialect: Dialect) -> Iterator[Sample]:
    """Pages as they are; with less weight cut at random lines, and for some dialects broken off, varied, a few joined.

    Of those that open alike the last variation is cut, or the trees would trust the first line of a page.
    """
    everything = (*pages, *taken)
    for page in everything:
        for weight, one in ((1.0, page), (0.3, cut(page, "both")), (0.2, cut(page, "one"))):
            yield sample(one, weight)
    if dialect not in VARIED:
        return
    opened = dialect in OPENED
    for page in everything:
        yield sample(broken_off(page), 0.3)
    for few in joins_of_few(pages):
        yield few._replace(weight=0.5)
    for page in everything:
        yield sample(reordered(page), 0.4)
    for number in VARIATIONS:
        for page in everything:
            one = restyled(page, number, opened)
            yield sample(cut(one, "both") if opened and number == VARIATIONS[-1] else one, 0.3)
    yield from of_other_sites(everything)


def of_other_sites(pages: Iterable[Page]) -> Iterator[Sample]:
    """Pages with previews, of other sites."""
    for page in pages:
        if page.previews:
            yield sample(with_other_sites(page), 0.4)


def joins_of_few(pages: list[Page]) -> Iterator[Sample]:
    """Two to five pages of several channels joined, and pages of a channel by twos."""
    for fold in range(FOLDS):
        mine = of_fold(pages, fold, "few")
        chance = random.Random(fold)
        at = 0
        while at < len(mine):
            count = chance.choice((2, 2, 3, 4, 5))
            few = mine[at : at + count]
            at += count
            if len(few) > 1:
                yield joined(few)
    for _, group in groupby(pages, key=lambda page: page.channel):
        of_channel = list(group)
        for at in range(0, len(of_channel) - 1, 2):
            yield joined(of_channel[at : at + 2])


def samples_of_long(pages: list[Page], _: list[Page], dialect: Dialect) -> Iterator[Sample]:
    """What holds for a page must hold for a longer dump: pages alone, those of a channel joined, and mixed ones."""
    for page in pages:
        yield sample(page, 1.0)
    for _, group in groupby(pages, key=lambda page: page.channel):
        yield joined(list(group))
    for fold in range(FOLDS):
        mixed = of_fold(pages, fold, "mix")
        for first in range(0, len(mixed), MIXED):
            yield joined(mixed[first : first + MIXED])
    for page in pages if dialect in VARIED else ():
        yield sample(restyled(page, VARIATIONS[0], dialect in OPENED), 0.3)
    yield from of_other_sites(pages)


def sample(page: Page, weight: float) -> Sample:
    return Sample(page, weight, [page.channel] * len(page.lines))


def of_fold(pages: list[Page], fold: int, order: str) -> list[Page]:
    """The pages of a fold, in an order by chance."""
    return sorted(
        (page for page in pages if fold_of(page.channel) == fold), key=lambda page: number_of(f"{order}{page.name}")
    )


def joined(pages: list[Page]) -> Sample:
    lines: list[str] = []
    starts: set[int] = set()
    previews: set[int] = set()
    channels: list[str] = []
    for page in pages:
        starts |= {len(lines) + start for start in page.starts}
        previews |= {len(lines) + start for start in page.previews or ()}
        lines += page.lines
        channels += [page.channel] * len(page.lines)
    return Sample(Page(pages[0].name, lines, starts, frozenset(previews)), 1.0, channels)


def taken_for(dialect: str, pages: dict[str, list[Page]]) -> list[Page]:
    """Pages of other dialects that are taken for one of this: its trees will judge them."""
    taken = [page for name, others in pages.items() if name != dialect for page in others if taken_as(page) == dialect]
    return [page._replace(previews=frozenset()) for page in taken]


def taken_as(page: Page) -> str:
    """The dialect that most of a page's lines are taken for."""
    at = [i for i, line in enumerate(page.lines) if line and not line.isspace()]
    lines: Counter[str] = Counter()
    for first, end, dialect in stretches(Window([page.lines[i] for i in at]), blanks_between(page.lines, at)):
        lines[dialect] += end - first
    return lines.most_common(1)[0][0]


SAMPLES = {"page": samples_of_pages, "long": samples_of_long}


class Examples:
    """All lines of some samples, with their features, and whether posts begin with them.

    Trees cannot ask for the features `without`: they are the same for all lines.
    """

    def __init__(self, samples: Iterable[Sample], old: set[str], without: tuple[str, ...] = ()) -> None:
        self.without = [*map(features.NAMES.index, without)]
        self.features: list[BoundaryFeatures] = []
        begins: list[bool] = []
        previews: list[bool] = []
        known_previews: list[bool] = []
        weights: list[float] = []
        channels: list[str] = []
        junctions: list[np.ndarray] = []
        for sample in samples:
            lines = sample.page.lines
            at = [i for i, line in enumerate(lines) if line and not line.isspace()]
            window, blanks = Window([lines[i] for i in at]), blanks_between(lines, at)
            self.features.append(BoundaryFeatures(window, blanks))
            junctions.append(np.frombuffer(junction(window, blanks), dtype=np.uint8))
            begins += [i + 1 in sample.page.starts for i in at]
            previews += [i + 1 in (sample.page.previews or ()) for i in at]
            known_previews += [sample.page.previews is not None] * len(at)
            weights += [sample.weight] * len(at)
            channels += [sample.channels[i] for i in at]
        self.begins = np.array(begins)
        self.previews = np.array(previews)
        self.knows_previews = np.array(known_previews)
        self.weights = np.array(weights)
        self.ends = np.cumsum([one.window.size for one in self.features])
        self.rows = np.concatenate([rows_of(one.columns) for one in self.features])
        self.junctions = np.array(junctions)
        self.rows[:, self.without] = self.junctions[:, self.without] = 0
        known = {channel: (fold_of(channel), channel in old) for channel in set(channels)}
        self.fold = np.array([known[channel][0] for channel in channels])
        self.old = np.array([known[channel][1] for channel in channels])

    def spans(self) -> list[tuple[int, int]]:
        return [*pairwise([0, *map(int, self.ends)])]

    def second(self, first_pass: np.ndarray, at_junctions: np.ndarray, previews: np.ndarray | None) -> np.ndarray:
        """The features of the second pass, after some first pass; of the lines that it decides."""
        rows = []
        for one, at_junction, (start, end) in zip(self.features, at_junctions, self.spans(), strict=True):
            probabilities = first_pass[start:end].tolist()
            unsure = [at for at, probability in enumerate(probabilities) if SURE < probability < 1 - SURE]
            columns = second_pass.SecondPass(one).columns(probabilities, unsure, float(at_junction))
            if previews is not None:
                columns += second_pass.preview_columns(previews[start:end].tolist())
            rows.append(rows_of([*map(picker(unsure), [*one.columns, *columns])]))
        found = np.concatenate(rows)
        found[:, self.without] = 0
        return found

    def train(self, part: np.ndarray) -> lightgbm.LGBMClassifier:
        """Trees of the first pass over part of the rows."""
        return train(self.rows[part], self.begins[part], self.weights[part], FIRST)

    def train_previews(self, part: np.ndarray) -> lightgbm.LGBMClassifier:
        """Trees that find previews, of part of the rows: of those of samples whose previews are known."""
        part = part & self.knows_previews
        return train(self.rows[part], self.previews[part], self.weights[part], PREVIEWS)


def rows_of(columns: list[bytes]) -> np.ndarray:
    return np.array([np.frombuffer(column, dtype=np.uint8) for column in columns]).T


def number_of(name: str) -> int:
    """A number that is by chance, but the same in every process."""
    return int(hashlib.md5(name.encode()).hexdigest(), 16)


def fold_of(channel: str) -> int:
    return number_of(channel) % FOLDS


def train(rows: np.ndarray, begins: np.ndarray, weights: np.ndarray, size: dict[str, Any]) -> lightgbm.LGBMClassifier:
    return lightgbm.LGBMClassifier(**{**SETTINGS, **size}).fit(rows, begins, sample_weight=weights)


def trained(examples: Examples, known: np.ndarray, folds: Iterable[int]) -> tuple[dict[str, Any], dict[int, Any]]:
    """Both sets of trees of all `known` rows; and, by fold, of those that are not of the fold.

    The second pass is trained on first passes by trees that had not seen the channel, for so it will be in use.
    """
    fold, begins = examples.fold, examples.begins
    firsts = {held: examples.train(known & (fold != held)) for held in range(FOLDS)}
    first_pass = np.zeros(len(begins))
    spans = examples.spans()
    fold_of_sample = np.array([fold[start] for start, _ in spans])
    at_junctions = np.zeros(len(spans))
    of_previews: dict[int, Any] = {}
    previews = None
    if examples.previews.any():
        of_previews = {held: examples.train_previews(known & (fold != held)) for held in range(FOLDS)}
        previews = np.zeros(len(begins))
        for held, model in of_previews.items():
            previews[fold == held] = model.predict_proba(examples.rows[fold == held])[:, 1]
    for held, model in firsts.items():
        first_pass[fold == held] = model.predict_proba(examples.rows[fold == held])[:, 1]
        mine = fold_of_sample == held
        at_junctions[mine] = model.predict_proba(examples.junctions[mine])[:, 1]
    unsure = (first_pass > SURE) & (first_pass < 1 - SURE)
    second = examples.second(first_pass, at_junctions, previews)

    def of(first: lightgbm.LGBMClassifier, preview: lightgbm.LGBMClassifier | None, part: np.ndarray) -> dict[str, Any]:
        rows = part[unsure]
        trees = train(second[rows], begins[unsure][rows], examples.weights[unsure][rows], SECOND)
        passes = {
            "first": exported(first, features.NAMES),
            "second": exported(trees, (*features.NAMES, *second_pass.NAMES, *second_pass.PREVIEW_NAMES)),
        }
        return passes if preview is None else {**passes, "preview": exported(preview, features.NAMES)}

    of_folds = {held: of(firsts[held], of_previews.get(held), known & (fold != held)) for held in folds}
    of_known = examples.train_previews(known) if of_previews else None
    return of(examples.train(known), of_known, known), of_folds


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


def knots(seen: list[tuple[float, bool]]) -> list[tuple[float, float]]:
    """Shares of right boundaries by margin, made to rise, at the corners of equal parts of what was seen."""
    margins = np.array([margin for margin, _ in seen])
    right = np.array([is_right for _, is_right in seen], dtype=float)
    rising = IsotonicRegression(y_min=0.01, y_max=MOST, out_of_bounds="clip").fit(margins, right)
    at = sorted({0.0, *(round(float(x), 1) for x in np.quantile(margins, np.linspace(0.05, 0.95, 10)))})
    width = 0.4  # the steps of a rising fit are noise: each corner is a mean
    return [(x, round(float(rising.predict(np.linspace(max(0, x - width), x + width, 9)).mean()), 3)) for x in at]


class Trained(NamedTuple):
    """Trees by dialect, and for each of these for pages and for longer dumps.

    Attributes:
        of_all: of all channels.
        without: by fold, of those that are not of the fold.
        of_old: of the old channels.
    """

    of_all: dict[str, dict[str, Any]]
    without: list[dict[str, dict[str, Any]]]
    of_old: dict[str, dict[str, Any]]


def trained_of(dialect: str, pages: dict[str, list[Page]], old: set[str], into: Trained) -> None:
    """Train all trees of a dialect."""
    taken = taken_for(dialect, pages)
    for extent, samples in SAMPLES.items():
        without = features.BY_STEMS if dialect in RECURRENT else features.BY_SHORT_STEMS
        examples = Examples(samples(pages[dialect], taken, Dialect(dialect)), old, without)
        everywhere = np.ones(len(examples.fold), dtype=bool)
        into.of_all.setdefault(dialect, {})[extent], of_folds = trained(examples, everywhere, range(FOLDS))
        for held, data in of_folds.items():
            into.without[held].setdefault(dialect, {})[extent] = data
        into.of_old.setdefault(dialect, {})[extent], _ = trained(examples, examples.old, ())


def publish(bench: Path, pages: dict[str, list[Page]], old: set[str], trees: Trained, *, to_write: bool) -> None:
    """Measure the trees on channels that they have not seen; write those of all channels, and the tables, if asked."""
    flat = {"knots": [(0.0, 0.5)]}  # until they are counted

    def model_of(data: dict[str, dict[str, Any]]) -> TreeModel:
        return TreeModel({name: {**of, **flat} for name, of in data.items()})

    folds = [model_of(data) for data in trees.without]
    old_model = model_of(trees.of_old)
    schemes = (
        Scheme("folds of channels", lambda channel: folds[fold_of(channel)]),
        Scheme("from old to new channels", lambda channel: None if channel in old else old_model),
    )
    found = evaluated(pages, schemes)
    report = written(found, bench, pages, schemes, knots)
    print(report)
    if to_write:
        data = orjson.dumps(
            {name.value: {**of, "knots": knots(found.margins(schemes[0], name))} for name, of in trees.of_all.items()}
        )
        TREES.write_bytes(data)
        CHECKSUM.write_text(hashlib.sha256(data).hexdigest() + "\n", "ascii")
        print(f"{TREES.name}: {TREES.stat().st_size / 1024:.0f} KiB", file=sys.stderr)
        write("docs/accuracy.md", "unseen", report)
        write("README.md", "unseen", short(found, schemes, DIALECTS))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("bench", type=Path, help="a folder with one of dumps for each dialect, and channels.tsv")
    parser.add_argument("--write", action="store_true", help="write the trees, and the tables of docs/accuracy.md")
    arguments = parser.parse_args()
    old = {channel for channel, age in ages(arguments.bench).items() if age == "old"}
    pages = {dialect: pages_of(arguments.bench / dialect) for dialect in DIALECTS}
    trees = Trained({}, [{} for _ in range(FOLDS)], {})
    for dialect in DIALECTS:
        began = time.perf_counter()
        trained_of(dialect, pages, old, trees)
        print(f"{dialect}: trained in {time.perf_counter() - began:.0f} s", file=sys.stderr, flush=True)
    publish(arguments.bench, pages, old, trees, to_write=arguments.write)


if __name__ == "__main__":
    main()
