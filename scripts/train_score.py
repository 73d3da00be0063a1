"""Trains the trees of `looks_like_dump`: `python scripts/train_score.py BENCH OTHERS [--write]`.

BENCH has folders of dumps, named CHANNEL.N.txt, as `make bench` takes them. OTHERS has a folder for each kind of other
text, with files `*.txt`: documentation, mail, quotations, chats, news and so on. Pages of forums, shops, feeds of other
networks and so on are invented (benchmarks/other_texts.py, benchmarks/invented_feeds.py). Needs the group `train`.
Channels and kinds of text that the trees have not seen decide; their figures are printed.
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

import invented_feeds  # noqa: E402
from other_texts import LOCALES, MOST_TEXT, invented  # noqa: E402

from telegram_dump_parser.corpora import score  # noqa: E402

TARGET = ROOT / "telegram_dump_parser" / "corpora" / "score.json"
# Kinds of real text that are never trained on.
HELD_OUT = {
    *("newspage", "newsmain", "newstext", "mail", "mail-html", "tweets", "quotes-zh", "quotes-ru", "telegram-docs"),
    *("irc", "webfeeds", "snippets"),
}
FEEDS = 40  # pages of each kind
SHARES = {"real": 0.5, "page": 0.25, "feed": 0.25}  # of the weight of texts that are no dumps
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


Row = tuple[str, str, int, str, bool]
"""Group (`dump`, `real`, `page` or `feed`), kind, whether it is a dump, text, and whether it is trained on."""


def rows(bench: Path, others: Path, rng: random.Random) -> Iterator[Row]:
    positive = list(dumps(bench))
    for layout, channel, text in positive:
        yield "dump", layout, 1, text, part(channel) < TRAINED
    for folder in sorted(path for path in others.iterdir() if path.is_dir()):
        for path in sorted(folder.glob("*.txt")):
            yield "real", folder.name, 0, path.read_text("utf-8", "surrogatepass"), folder.name not in HELD_OUT
    sources = [(channel, text) for layout, channel, text in positive if layout in ("spaced", "echoed")]
    for kind, key, text in feeds(rng, sources):
        yield "feed", kind, 0, text, part(key) < TRAINED
    for kind, key, text in invented(rng, [text for _, text in sources]):
        channel = sources[int(key)][0] if key.isdigit() else key
        yield "page", kind, 0, text, part(channel) < TRAINED


def feeds(rng: random.Random, sources: list[tuple[str, str]]) -> Iterator[tuple[str, str, str]]:
    """Kind, key (a language or a channel) and text of pages, the posts of most of which are those of channels."""
    import faker

    makers = {name: faker.Faker(name) for name in LOCALES}
    for number, maker in enumerate(makers.values()):
        maker.seed_instance(number)
    for _ in range(FEEDS * len(invented_feeds.FEEDS)):
        kind = rng.choice(list(invented_feeds.FEEDS))
        key = rng.choice(LOCALES)
        fake, posts = makers[key], []
        if rng.random() < 0.65:
            key, text = rng.choice(sources)
            lines = [line for line in text.split("\n") if line.strip()]
            at, many = rng.randrange(max(1, len(lines) - 40)), rng.randint(6, 25)
            while at < len(lines) and len(posts) < many:
                size = rng.randint(1, 5)
                posts.append(lines[at : at + size])
                at += size
        else:
            many = rng.randint(4, 20)
            posts = [[fake.sentence(rng.randint(5, 25)) for _ in range(rng.randint(1, 4))] for _ in range(many)]
        if len(posts) > 1:
            page = "\n".join(invented_feeds.FEEDS[kind](fake, rng, posts))
            if len(page) > 300:
                yield kind, key, page


def weights(groups: Any, kinds: Any) -> Any:
    """Of each text: kinds with many texts count more, but not as many times more; groups have their shares."""
    weight = np.zeros(len(kinds))
    for kind in set(kinds):
        here = kinds == kind
        weight[here] = 1 / np.sqrt(here.sum())
    for group, share in {**SHARES, "dump": DUMPS}.items():
        here = groups == group
        weight[here] *= share / weight[here].sum()
    return weight


def excerpt(text: str, rng: random.Random) -> str:
    """Some lines of a text that follow each other: corpora have short documents too."""
    lines = text.split("\n")
    start = rng.randrange(max(1, len(lines) - 8))
    size, end = rng.randint(500, 3_000), start
    while end < len(lines) and size > 0:
        size -= len(lines[end]) + 1
        end += 1
    return "\n".join(lines[start:end])[:4_000]


def train(seen: list[Row]) -> dict[str, Any]:
    values = [score.features(score.utf8(text[: score.MOST])[: score.MOST]) for *_, text, _ in seen]
    marked = np.array([value is not None for value in values])
    x = np.array([value for value in values if value is not None])
    y = np.array([label for _, _, label, _, _ in seen])
    weight = weights(np.array([row[0] for row in seen]), np.array([f"{row[0]} {row[1]}" for row in seen]))
    y, weight = y[marked], weight[marked]
    model = HistGradientBoostingClassifier(
        max_iter=80,
        max_leaf_nodes=12,
        learning_rate=0.15,
        l2_regularization=3.0,
        min_samples_leaf=15,
        random_state=1,
        monotonic_cst=[way for _, _, way in score.measures(b"\n", [b""], 0, 0, 0)],
    ).fit(x, y, sample_weight=weight / weight.mean())
    trees = [tree(step[0].nodes) for step in model._predictors]
    return {"base": round(float(model._baseline_prediction[0][0]), 4), "features": x.shape[1], "trees": trees}


def report(unseen: list[Row]) -> str:
    """A table of what is taken for a dump, precision at recall, speed; prints how well the score is calibrated."""
    start = time.process_time()
    scores = np.array([score.looks_like_dump(text) for *_, text, _ in unseen])
    seconds = time.process_time() - start
    size = sum(len(text.encode("utf-8", "surrogatepass")) for *_, text, _ in unseen)
    groups, kinds = np.array([row[0] for row in unseen]), np.array([row[1] for row in unseen])
    dump, taken = groups == "dump", scores >= 0.5
    table = ["| texts | how many | taken for dumps |", "| --- | --- | --- |"]
    alone = [kind for kind in sorted(set(kinds[dump])) if "-joined" not in kind and kind != "seed"]
    for name in sorted({kind.split("-")[0] for kind in alone}):
        here = dump & (np.char.partition(kinds, "-")[:, 0] == name)
        table.append(f"| dumps, {name} | {here.sum():,} | {taken[here].mean():.1%} |")
    for name in sorted(HELD_OUT):
        here = (groups == "real") & (kinds == name)
        if here.any():
            table.append(f"| {name}, a kind not trained on | {here.sum():,} | {taken[here].mean():.1%} |")
    for group, words in (("page", "invented pages"), ("feed", "invented feeds and lists with posts of channels")):
        here = groups == group
        table.append(f"| {words}, other pages of kinds trained on | {here.sum():,} | {taken[here].mean():.1%} |")
    table.append("")
    table += ["| score of | recall | real texts taken | precision, 1 to 1 | 3 to 1 | 12 to 1 |"]
    table += ["| --- | --- | --- | --- | --- | --- |"]
    for limit in (0.5, 0.2, 0.05, 0.02):
        recall = (scores[dump] >= limit).mean()
        share = (scores[groups == "real"] >= limit).mean()
        odds = " | ".join(f"{recall / (recall + other * share):.3f}" for other in (1, 3, 12))
        table += [f"| {limit} | {recall:.3f} | {share:.2%} | {odds} |"]
    weight = np.where(dump, DUMPS, 0) / max(1, dump.sum()) + np.where(dump, 0, 1) / max(1, (~dump).sum())
    for at in np.arange(0, 1, 0.1):
        here = (scores >= at) & (scores < at + 0.1 + (at > 0.85))
        if here.any():
            right = weight[here & dump].sum() / weight[here].sum()
            print(f"  score {at:.1f} to {at + 0.1:.1f}: {right:.2f} are dumps ({here.sum():,} texts)")
    real = [text for group, *_, text, _ in unseen if group == "real"]
    start = time.process_time()
    for text in real:
        score.looks_like_dump(text)
    fast = sum(len(text.encode("utf-8", "surrogatepass")) for text in real) / (time.process_time() - start) / 1e6
    table += [
        "",
        f"Speed: {fast:.0f} MB/s of the real texts, {size / seconds / 1e6:.0f} MB/s of all in the first table.",
    ]
    return "\n".join(table)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("bench", type=Path)
    parser.add_argument("others", type=Path)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--only-report", action="store_true")
    given = parser.parse_args()
    every = [(*row[:3], row[3][:MOST_TEXT], row[4]) for row in rows(given.bench, given.others, random.Random(11))]
    rng = random.Random(12)
    every += [(*row[:3], excerpt(row[3], rng), row[4]) for row in every if row[4]]
    if not given.only_report:
        made = train([row for row in every if row[4]])
        if given.write:
            TARGET.write_text(json.dumps(made, separators=(",", ":")) + "\n", "utf-8")
        score._model = lambda: made  # type: ignore[assignment]
    table = report([row for row in every if not row[4]])
    print(table)
    if given.write:
        path = ROOT / "docs" / "pipelines.md"
        head, rest = path.read_text("utf-8").split("<!-- score:begin -->\n")
        rest = rest.split("<!-- score:end -->")[1]
        path.write_text(f"{head}<!-- score:begin -->\n{table}\n<!-- score:end -->{rest}", "utf-8")


if __name__ == "__main__":
    main()
