"""Grows the trees of `looks_like_dump`: `python scripts/train_score.py BENCH TEXTS...  [--write]`.

BENCH has folders of dumps, named CHANNEL.N.txt, as `make bench` takes them. TEXTS are folders with other texts (README
files, licences, manual pages, HTML); pages of forums, shops, news and so on are invented (benchmarks/other_texts.py).
Needs the group `train`. Channels and kinds of text that the trees have not seen decide; their figures are printed.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]

from other_texts import invented, texts_of_folders  # noqa: E402

from telegram_dump_parser.corpora import score  # noqa: E402

TARGET = ROOT / "telegram_dump_parser" / "corpora" / "score.json"
HELD_OUT = {"manual", "node", "cmake", "video", "question", "press", "recipe"}  # kinds of text, none of it trained on
PARTS = 10
TRAINED = 6  # of ten parts of the channels, and of invented pages of the other kinds


def dumps(bench: Path) -> Iterator[tuple[str, str, str]]:
    """Layout, channel and text, of each channel two dumps a layout."""
    for folder in sorted(path for path in bench.iterdir() if path.is_dir()):
        seen: dict[str, int] = {}
        for path in sorted(folder.glob("*.txt")):
            channel = path.name.split(".")[0]
            seen[channel] = seen.get(channel, 0) + 1
            if seen[channel] <= 2:
                yield folder.name, channel, path.read_text("utf-8", "replace")


def part(key: str) -> int:
    return int(hashlib.md5(key.encode(), usedforsecurity=False).hexdigest(), 16) % PARTS


def tree(nodes: Any, at: int = 0) -> Any:
    node = nodes[at]
    if node["is_leaf"]:
        return round(float(node["value"]), 4)
    left, right = tree(nodes, int(node["left"])), tree(nodes, int(node["right"]))
    return [int(node["feature_idx"]), round(float(node["num_threshold"]), 5), left, right]


def report(rows: list[tuple[str, int, str]]) -> None:
    """Precision and recall, what of each kind is taken for a dump, calibration and speed."""
    start = time.process_time()
    scores = np.array([score.looks_like_dump(text) for _, _, text in rows])
    seconds = time.process_time() - start
    size = sum(len(text.encode("utf-8", "surrogatepass")) for _, _, text in rows)
    truth = np.array([label for _, label, _ in rows])
    kinds = np.array([kind for kind, _, _ in rows])
    taken = scores >= 0.5
    right = int((taken & (truth == 1)).sum())
    print(f"precision {right / taken.sum():.4f}, recall {right / truth.sum():.4f}", end="; ")
    print(f"{truth.sum():,} dumps, {(truth == 0).sum():,} others; {size / seconds / 1e6:.0f} MB/s")
    for kind in sorted(set(kinds)):
        of_kind = kinds == kind
        print(f"  {kind:24} {of_kind.sum():5} texts, taken for dumps: {taken[of_kind].mean():.3f}")
    weight = np.where(truth == 1, 1 / truth.sum(), 1 / (truth == 0).sum())
    for low in np.arange(0, 1, 0.1):
        here = (scores >= low) & (scores < low + 0.1 + (low > 0.85))
        if here.any():
            share = (weight * truth)[here].sum() / weight[here].sum()
            print(f"  score {low:.1f} to {low + 0.1:.1f}: {share:.2f} are dumps ({here.sum():,} texts)")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("bench", type=Path)
    parser.add_argument("texts", type=Path, nargs="*")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--only-report", action="store_true")
    given = parser.parse_args()
    rng = random.Random(5)
    positive = list(dumps(given.bench))
    rows = [(kind, 1, text, part(channel) < TRAINED) for kind, channel, text in positive]
    for kind, text in texts_of_folders(given.texts, rng):
        rows.append((kind, 0, text, kind not in HELD_OUT))
    for kind, key, text in invented(rng, [text for kind, _, text in positive if kind == "spaced"]):
        rows.append((kind, 0, text, kind not in HELD_OUT and part(key) < TRAINED))
    if not given.only_report:
        trained = [
            (score.features(score.utf8(text[: score.MOST])[: score.MOST]), y) for _, y, text, seen in rows if seen
        ]
        x, y = np.array([values for values, _ in trained]), np.array([label for _, label in trained])
        weight = np.where(y == 1, 0.5 / y.mean(), 0.5 / (1 - y.mean()))
        model = HistGradientBoostingClassifier(
            max_iter=60,
            max_leaf_nodes=8,
            learning_rate=0.15,
            l2_regularization=2.0,
            min_samples_leaf=15,
            random_state=1,
        ).fit(x, y, sample_weight=weight)
        made = {
            "base": round(float(model._baseline_prediction[0][0]), 4),
            "trees": [tree(step[0].nodes) for step in model._predictors],
        }
        if given.write:
            TARGET.write_text(json.dumps(made, separators=(",", ":")) + "\n", "utf-8")
        score._model = lambda: made  # type: ignore[assignment]
    report([(kind, label, text) for kind, label, text, seen in rows if not seen])


if __name__ == "__main__":
    main()
