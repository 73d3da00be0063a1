"""How much the figures hang on the exact prices, and on how a file is laid out.

usage: robustness.py [BENCH] [--write]

The prices of segmentation/search/costs.toml were set by hand on the dumps of BENCH (default: ../shared/bench).
Prices that fit those dumps and no others would have to be exact. So they are rounded to whole nats (small ones to
halves), and, with fixed seeds, multiplied each by a number between 0.7 and 1.3: F1 of each. So are the shares of posts
that a dump begins with, and the least and most that it can teach (rounded: to one digit).

The dumps of BENCH are also laid out as no extractor that is known does, but people and programs do: F1 of each.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tables import BENCH, bench_or_exit, dumps, markdown, write

from telegram_dump_parser.formats.detection import read
from telegram_dump_parser.lines.reader import lines_of_bytes
from telegram_dump_parser.segmentation.search import cost_table as weights

FOLDERS = ("echoed", "echoed-genuine")
LAID_OUT = ("echoed", "current", "spaced", "tight")
# All of costs.toml: prices in nats, and shares of posts. They are changed in place, where the search reads them.
PRICES: tuple[dict[str, float], ...] = (
    *(weights.MOVES, weights.SINGLE, weights.PREVIEWED),
    *(weights.FEW, weights.COPIES, weights.FIT),
)
RATES, SHARES = weights.RATES, weights.SHARES
SEEDS = range(4)

Case = tuple[list[str], set[int]]


def cases(folder: Path) -> list[Case]:
    """Lines and first lines of posts, per dump."""
    found = []
    for file in dumps(folder):
        gold = json.loads(file.with_name(f"{file.stem}.gold.json").read_text("utf-8"))
        found.append((file.read_text("utf-8").removesuffix("\n").split("\n"), set(gold["starts"])))
    return found


def f1(folder: list[Case]) -> str:
    """Boundary F1 over all posts."""
    right = found = gold = 0
    for lines, starts in folder:
        drafts = read(lines_of_bytes("\n".join(lines).encode()))
        got = {draft.lines[0].number for draft in drafts if draft.gap is None}
        right, found, gold = right + len(got & starts), found + len(got), gold + len(starts)
    return f"{2 * right / (found + gold):.3f}"


def with_blanks(case: Case, where: Callable[[int, set[int]], bool]) -> Case:
    """The dump with an empty line before each line, counted from 1, of which `where` says so."""
    lines: list[str] = []
    starts = set()
    for number, line in enumerate(case[0], 1):
        if lines and where(number, case[1]):
            lines.append("")
        lines.append(line)
        if number in case[1]:
            starts.add(len(lines))
    return lines, starts


LAYOUTS: dict[str, Callable[[Case], Case]] = {
    "as they are": lambda case: case,
    "an empty line between posts": lambda case: with_blanks(case, lambda number, starts: number in starts),
    "an empty line between all lines": lambda case: with_blanks(case, lambda _number, _starts: True),
    "all lines indented": lambda case: ([f"    {line}" if line else line for line in case[0]], case[1]),
    "spaces at the end of all lines": lambda case: ([f"{line}  " if line else line for line in case[0]], case[1]),
}


def rounded(price: float) -> float:
    """To whole nats, small prices to halves."""
    return float(round(price)) if abs(price) >= 0.5 else round(price * 2) / 2


def one_digit(share: float) -> float:
    """0.24 to 0.2, 0.0015 to 0.002; below 1."""
    return min(0.99, float(f"{share:.1g}"))


def off(dice: random.Random) -> Callable[[float], float]:
    """A change by up to 30 %, another one each time."""
    return lambda price: price * dice.uniform(0.7, 1.3)


@contextmanager
def perturbed(prices: Callable[[float], float], shares: Callable[[float], float]) -> Iterator[None]:
    """Every number of costs.toml changed, prices and shares each in their way, as long as the block runs."""
    tables: tuple[dict[str, Any], ...] = (*PRICES, RATES, SHARES)
    exact = [dict(table) for table in tables]
    for table in PRICES:
        table.update({name: prices(price) for name, price in table.items()})
    SHARES.update({name: shares(share) for name, share in SHARES.items()})
    for name, row in RATES.items():
        prior, low, high = (min(0.99, shares(share)) for share in row)
        # A prior between the least and the most, whatever the dice say.
        RATES[name] = (min(max(prior, low), high), low, max(low, high))
    try:
        yield
    finally:
        for table, before in zip(tables, exact, strict=True):
            table.update(before)


def main() -> None:
    """Print the table, or write it into docs/accuracy.md."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("bench", nargs="?", type=Path, default=BENCH)
    parser.add_argument("--write", action="store_true", help="rewrite the table of docs/accuracy.md")
    args = parser.parse_args()
    bench = bench_or_exit(args.bench)
    laid_out = [cases(bench / name) for name in LAID_OUT]
    layouts = [
        [name, *(f1([change(case) for case in folder]) for folder in laid_out)] for name, change in LAYOUTS.items()
    ]
    folders = [cases(bench / name) for name in FOLDERS]

    def row(name: str) -> list[str]:
        return [name, *(f1(folder) for folder in folders)]

    rows = [row("as they are")]
    with perturbed(rounded, one_digit):
        rows.append(row("rounded to whole nats"))
    for seed in SEEDS:
        change = off(random.Random(seed))
        with perturbed(change, change):
            rows.append(row(f"each off by up to 30 %, seed {seed}"))
    for name, table in (
        ("robustness", markdown(["prices", *FOLDERS], rows)),
        ("layouts", markdown(["layout", *LAID_OUT], layouts)),
    ):
        if args.write:
            write(Path("docs/accuracy.md"), name, table)
        else:
            print(table)


if __name__ == "__main__":
    main()
