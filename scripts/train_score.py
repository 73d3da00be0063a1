"""Trains the trees of `looks_like_dump`: `python scripts/train_score.py BENCH TEXTS...  [--write]`.

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
HELD_OUT = {"manual", "node", "cmake", "question", "press", "recipe", "reviews"}  # kinds of text, none of it trained on
PARTS = 10
DUMPS = 0.3  # for each other text: what the score is calibrated for
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


def report(rows: list[tuple[str, int, str]]) -> str:
    """Print precision, recall, what is taken for a dump, calibration and speed; give a table of it."""
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
    weight = np.where(truth == 1, DUMPS / truth.sum(), 1 / (truth == 0).sum())
    layouts = {layout for layout in kinds[truth == 1] if "-joined" not in layout and layout != "seed"}
    groups = {layout.split("-")[0] for layout in layouts}
    parts = [(f"dumps, {name}", np.char.startswith(kinds, name) & (truth == 1)) for name in sorted(groups)]
    parts += [(f"{name}, {_seen(name)}", (kinds == name) & (truth == 0)) for name in sorted(set(kinds[truth == 0]))]
    table = ["| texts | how many | taken for dumps |", "| --- | --- | --- |"]
    table += [f"| {name} | {of.sum():,} | {taken[of].mean():.1%} |" for name, of in parts]
    speed = size / seconds / 1e6
    dumps_found = np.sort(scores[truth == 1])[int(0.05 * truth.sum())]  # 95 % of the dumps have this score or more
    share = float((scores[truth == 0] >= dumps_found).mean())
    table += ["", f"Precision {right / taken.sum():.3f} at recall {right / truth.sum():.3f} "]
    table[-1] += f"({truth.sum():,} dumps, {(truth == 0).sum():,} other texts), {speed:.0f} MB/s. "
    table[-1] += f"At recall 0.95 {share:.2%} of the other texts are taken for dumps: a precision of "
    for other, words in ((3, " with three other texts to a dump, "), (12, " with twelve.")):
        table[-1] += f"{0.95 / (0.95 + other * share):.3f}{words}"
    for low in np.arange(0, 1, 0.1):
        here = (scores >= low) & (scores < low + 0.1 + (low > 0.85))
        if here.any():
            share = (weight * truth)[here].sum() / weight[here].sum()
            print(f"  score {low:.1f} to {low + 0.1:.1f}: {share:.2f} are dumps ({here.sum():,} texts)")
    return "\n".join(table)


def _seen(kind: str) -> str:
    return "a kind not trained on" if kind in HELD_OUT else "other pages of a kind trained on"


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
        weight = np.where(y == 1, DUMPS / y.mean(), 1 / (1 - y.mean()))
        model = HistGradientBoostingClassifier(
            max_iter=60,
            max_leaf_nodes=12,
            learning_rate=0.2,
            l2_regularization=3.0,
            min_samples_leaf=12,
            random_state=1,
            monotonic_cst=score.MORE_IS_LIKELIER,
        ).fit(x, y, sample_weight=weight)
        made = {
            "base": round(float(model._baseline_prediction[0][0]), 4),
            "trees": [tree(step[0].nodes) for step in model._predictors],
        }
        if given.write:
            TARGET.write_text(json.dumps(made, separators=(",", ":")) + "\n", "utf-8")
        score._model = lambda: made  # type: ignore[assignment]
    table = report([(kind, label, text) for kind, label, text, seen in rows if not seen])
    if given.write:
        path = ROOT / "docs" / "pipelines.md"
        head, rest = path.read_text("utf-8").split("<!-- score:begin -->\n")
        path.write_text(
            f"{head}<!-- score:begin -->\n{table}\n<!-- score:end -->{rest.split('<!-- score:end -->')[1]}", "utf-8"
        )


if __name__ == "__main__":
    main()
