#!/usr/bin/env python3
"""Accuracy of the parser and of the baselines on a bench: the tables of docs/accuracy.md and README.md.

usage: accuracy.py [BENCH] [--folder NAME …] [--half 0|1] [--ours] [--write]

BENCH (default: ../shared/bench) holds folders of dumps NAME.txt with their gold NAME.gold.json, and score.py, which
says what each figure means and computes it: here as there. Where there is no bench, nothing is done.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tables import BENCH, bench_or_exit, dumps, half, markdown, write

Score = Callable[[Path, list[str], int | None], dict[str, Any]]

ECHOED = ("seed", "echoed-genuine", "echoed", "echoed-joined")
SINGLE = ("current-genuine", "current", "spaced-genuine", "spaced", "tight-genuine", "tight", "tight-joined")
# Channels of these folders are those that the trees were trained on: on others see benchmarks/unseen.py.
SEEN = frozenset(("current", "spaced", "tight", "tight-joined"))
PARSERS = {
    "this parser": [sys.executable, "-m", "telegram_dump_parser", "parse", "--quiet"],
    "greedy echo": [sys.executable, str(Path(__file__).with_name("baselines.py")), "greedy"],
    "emoji at line start": [sys.executable, str(Path(__file__).with_name("baselines.py")), "emoji"],
    "blank lines": [sys.executable, str(Path(__file__).with_name("baselines.py")), "blank-lines"],
}
FIGURES = ("precision", "recall", "f1", "macro", "perfect", "text", "tags", "forward")
HEAD = ("P", "R", "F1", "macro F1", "perfect", "text", "tags", "forward")


def scorer(bench: Path) -> Score:
    """`score` of the bench's own score.py: one set of formulas."""
    spec = importlib.util.spec_from_file_location("bench_score", bench / "score.py")
    if spec is None or spec.loader is None or not (bench / "score.py").exists():
        raise SystemExit(f"no score.py in {bench}")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    score: Score = module.score
    return score


@contextmanager
def restricted(folder: Path, which: int | None) -> Iterator[Path | None]:
    """The folder, or one of its name with links to half of its channels' dumps; None without known channels."""
    files = dumps(folder)
    kept = half(files, which)
    if which is None:
        yield folder if files else None
    elif not kept or len(kept) == len(files):
        yield None
    else:
        with tempfile.TemporaryDirectory() as name:
            links = Path(name) / folder.name
            links.mkdir()
            for file in kept:
                gold = file.with_name(f"{file.stem}.gold.json")
                os.symlink(file.resolve(), links / file.name)
                os.symlink(gold.resolve(), links / gold.name)
            yield links


def measure(score: Score, bench: Path, folder: str, which: int | None, parser: str) -> dict[str, Any] | None:
    with restricted(bench / folder, which) as files:
        if files is None:
            return None
        print(f"{folder}, {parser}{'' if which is None else f', half {which}'} …", file=sys.stderr)
        return score(files, PARSERS[parser], None)


def figures(row: dict[str, Any]) -> list[str]:
    return [f"{row[name]:.3f}" for name in FIGURES]


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("bench", nargs="?", type=Path, default=BENCH)
    options.add_argument("--folder", action="append", help="only this one; may be given more than once")
    options.add_argument("--half", type=int, choices=(0, 1), help="only half of the channels")
    options.add_argument("--ours", action="store_true", help="leave the baselines out")
    options.add_argument("--write", action="store_true", help="rewrite the tables of README.md and docs/accuracy.md")
    args = options.parse_args()
    if args.write and (args.folder or args.half is not None or args.ours):
        options.error("--write needs all folders, channels and parsers")
    bench = bench_or_exit(args.bench)
    score = scorer(bench)
    folders = [name for name in args.folder or (*ECHOED, *SINGLE) if (bench / name).is_dir()]
    parsers = list(PARSERS)[: 1 if args.ours else None]

    full = []
    by: dict[tuple[str, str], dict[str, Any]] = {}
    for folder in folders:
        for parser in parsers:
            row = measure(score, bench, folder, args.half, parser)
            if row is not None:
                by[folder, parser] = row
                full.append(
                    [
                        f"{folder} (seen)" if folder in SEEN else folder,
                        str(row["dumps"]),
                        str(row["posts"]),
                        parser,
                        *figures(row),
                    ]
                )
    table = markdown(("folder", "dumps", "posts", "parser", *HEAD), full).replace(
        "---: | ---: | ---: |", "---: | ---: | --- |", 1
    )
    print(table)
    if args.half is not None or args.folder or args.ours:
        return

    halves = []
    for folder in ("echoed", "echoed-genuine"):
        for which in (0, 1):
            row = measure(score, bench, folder, which, "this parser") if folder in folders else None
            if row is not None:
                halves.append([f"{folder}, half {which}", str(row["dumps"]), str(row["posts"]), *figures(row)])
    halves_table = markdown(("channels", "dumps", "posts", *HEAD), halves)
    short_table = markdown(
        ("dumps", "posts", *(f"F1, {parser}" for parser in PARSERS), "perfect dumps", "text"),
        [
            [
                folder,
                str(by[folder, "this parser"]["posts"]),
                *(f"{by[folder, parser]['f1']:.3f}" for parser in PARSERS),
                f"{by[folder, 'this parser']['perfect']:.3f}",
                f"{by[folder, 'this parser']['text']:.3f}",
            ]
            for folder in folders
            if folder not in SEEN
        ],
    )
    print(f"\n{halves_table}\n\n{short_table}")
    if args.write:
        write(Path("docs/accuracy.md"), "accuracy", table)
        write(Path("docs/accuracy.md"), "halves", halves_table)
        write(Path("README.md"), "accuracy", short_table)


if __name__ == "__main__":
    main()
