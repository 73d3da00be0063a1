"""How much the figures hang on the exact prices: F1 with the prices rounded, and with each off by up to 30 %.

usage: robustness.py [BENCH] [--write]

The prices of telegram_dump_parser/data/prices.toml were set by hand on the dumps of BENCH (default: ../shared/bench).
Prices that fit those dumps and no others would have to be exact. So they are rounded to whole nats (small ones to
halves), and, with fixed seeds, multiplied each by a number between 0.7 and 1.3.
"""

from __future__ import annotations

import argparse
import json
import random
from pathlib import Path

from tables import BENCH, bench_or_exit, dumps, markdown, write

from telegram_dump_parser import weights
from telegram_dump_parser.machine import State
from telegram_dump_parser.split import split
from telegram_dump_parser.window import Window

FOLDERS = ("echoed", "echoed-genuine")
TABLES = (weights.MOVES, weights.COPIES, weights.LOOKS)
SEEDS = range(4)

Case = tuple[list[str], set[int]]


def cases(folder: Path) -> list[Case]:
    """Lines and first lines of posts, per dump; without those that hold blank lines (few)."""
    found = []
    for file in dumps(folder):
        lines = file.read_text("utf-8").splitlines()
        if all(line.strip() for line in lines):
            found.append(
                (lines, set(json.loads(file.with_name(f"{file.stem}.gold.json").read_text("utf-8"))["starts"]))
            )
    return found


def f1(folder: list[Case]) -> str:
    """Boundary F1 over all posts."""
    right = found = gold = 0
    for lines, starts in folder:
        readings = split(Window(lines))
        got = {reading.first + 1 for reading in readings if reading.steps[0].state is not State.HEADER}
        right, found, gold = right + len(got & starts), found + len(got), gold + len(starts)
    return f"{2 * right / (found + gold):.3f}"


def main() -> None:
    """Print the table, or write it into docs/accuracy.md."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("bench", nargs="?", type=Path, default=BENCH)
    parser.add_argument("--write", action="store_true", help="rewrite the table of docs/accuracy.md")
    args = parser.parse_args()
    bench = bench_or_exit(args.bench)
    folders = [cases(bench / name) for name in FOLDERS]
    exact = [dict(table) for table in TABLES]

    def row(name: str) -> list[str]:
        return [name, *(f1(folder) for folder in folders)]

    rows = [row("as they are")]
    for table, prices in zip(TABLES, exact, strict=True):
        table.update(
            {key: float(round(price)) if abs(price) >= 0.5 else round(price * 2) / 2 for key, price in prices.items()}
        )
    rows.append(row("rounded to whole nats"))
    for seed in SEEDS:
        dice = random.Random(seed)
        for table, prices in zip(TABLES, exact, strict=True):
            table.update({key: price * dice.uniform(0.7, 1.3) for key, price in prices.items()})
        rows.append(row(f"each off by up to 30 %, seed {seed}"))
    table = markdown(["prices", *FOLDERS], rows)
    if args.write:
        write(Path("docs/accuracy.md"), "robustness", table)
    else:
        print(table)


if __name__ == "__main__":
    main()
