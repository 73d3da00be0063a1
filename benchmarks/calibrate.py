#!/usr/bin/env python3
"""How far `boundary.confidence` can be believed, and the knots that make it so.

usage: calibrate.py [BENCH] [--folder NAME …] [--fit 0|1|all] [--write]

Every boundary that the parser finds in the echoed folders of BENCH (default: ../shared/bench) is right or wrong. The
tables say, for ten bins of confidence, how sure the parser was and how often it was right; ECE is the mean distance
of the two, weighted by boundaries. The knots for segmentation/dialects.py are printed for margins of --fit
(a half of the channels, or all), and how well knots fitted on one half do on the other.
"""

from __future__ import annotations

import argparse
import json
import sys
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from tables import BENCH, bench_or_exit, dumps, half, markdown, write

from telegram_dump_parser.lines.reader import lines_of_bytes
from telegram_dump_parser.segmentation.calibration import confidence as shipped
from telegram_dump_parser.segmentation.stream import drafts
from telegram_dump_parser.vocabulary import Dialect

FOLDERS = ("echoed", "echoed-genuine")
MARGINS = (0.0, 0.5, 1.0, 2.0, 3.5, 5.5, 8.0, 11.0, 15.0)  # where knots are put, in nats
STEP = 0.1  # margins this close are fitted as one
SWEEPS = 2000
BINS = 10

Knots = Sequence[tuple[float, float]]


class Seen(NamedTuple):
    """A boundary that was found."""

    margin: float
    right: bool
    built: float  # the confidence that the parser gives
    echoes: bool


def collect(files: Iterable[Path]) -> list[Seen]:
    seen = []
    for file in files:
        starts = set(json.loads(file.with_name(f"{file.stem}.gold.json").read_text("utf-8"))["starts"])
        found = drafts(lines_of_bytes(file.read_bytes()))
        seen += [
            Seen(draft.margin, draft.lines[0].number in starts, shipped(draft), draft.dialect is Dialect.ECHOED)
            for draft in found
            if draft.gap is None
        ]
    return seen


def confidence(knots: Knots | None, seen: Seen) -> float:
    """As telegram_dump_parser.segmentation.calibration does; with its own knots if none are given."""
    if knots is None:
        return seen.built
    margin = seen.margin
    margin = max(0.0, margin)
    at = bisect_right(knots, (margin, 2.0))
    if at == len(knots):
        return knots[-1][1]
    (x0, y0), (x1, y1) = knots[at - 1], knots[at]
    return y0 + (y1 - y0) * (margin - x0) / (x1 - x0)


def fit(seen: Sequence[Seen]) -> list[tuple[float, float]]:
    """The rising broken line with corners at MARGINS that is nearest to the share of right ones (least squares).

    It is a sum of ramps, one from each margin to the next, of heights that are not negative: found one at a time.
    """
    cells: dict[int, list[int]] = {}
    for margin, right, _, echoes in seen:
        if not echoes:
            continue
        cell = cells.setdefault(round(min(max(margin, 0.0), MARGINS[-1]) / STEP), [0, 0])
        cell[0] += 1
        cell[1] += right
    points = [(cell * STEP, n, right / n) for cell, (n, right) in sorted(cells.items())]
    ramps = [[1.0] * len(points)]
    ramps += [[min(1.0, max(0.0, (x - a) / (b - a))) for x, _, _ in points] for a, b in pairwise(MARGINS)]
    heights = [0.0] * len(ramps)
    rest = [y for _, _, y in points]  # what no ramp explains yet
    for _ in range(SWEEPS):
        for k, ramp in enumerate(ramps):
            weight = sum(n * r * r for (_, n, _), r in zip(points, ramp, strict=True))
            if not weight:
                continue
            pull = sum(n * r * e for (_, n, _), r, e in zip(points, ramp, rest, strict=True)) / weight
            change = max(-heights[k], pull)
            heights[k] += change
            rest = [e - change * r for e, r in zip(rest, ramp, strict=True)]
    level = 0.0
    knots = []
    for margin, height in zip(MARGINS, heights, strict=True):
        level += height
        knots.append((margin, round(min(0.999, level), 3)))
    return knots


def reliability(knots: Knots | None, seen: Sequence[Seen]) -> tuple[list[list[str]], float]:
    """A row for each bin (confidence from, to, n, mean confidence, share right), and the ECE."""
    bins: list[list[tuple[float, bool]]] = [[] for _ in range(BINS)]
    for one in seen:
        sure = confidence(knots, one)
        bins[min(BINS - 1, int(sure * BINS))].append((sure, one.right))
    rows = []
    error = 0.0
    for number, found in enumerate(bins):
        if not found:
            continue
        mean = sum(sure for sure, _ in found) / len(found)
        share = sum(right for _, right in found) / len(found)
        error += abs(mean - share) * len(found)
        rows.append([f"{number / BINS:.1f}–{(number + 1) / BINS:.1f}", str(len(found)), f"{mean:.3f}", f"{share:.3f}"])
    return rows, error / max(1, len(seen))


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("bench", nargs="?", type=Path, default=BENCH)
    options.add_argument("--folder", action="append", help=f"default: {', '.join(FOLDERS)}")
    options.add_argument(
        "--fit", choices=("0", "1", "all"), default="all", help="channels that the knots are fitted on"
    )
    options.add_argument("--write", action="store_true", help="rewrite the tables of docs/accuracy.md")
    args = options.parse_args()
    bench = bench_or_exit(args.bench)

    by_half: list[list[Seen]] = [[], []]
    for name in args.folder or FOLDERS:
        files = dumps(bench / name)
        for which in (0, 1):
            print(f"{name}, half {which} …", file=sys.stderr)
            by_half[which] += collect(half(files, which))
    both = by_half[0] + by_half[1]

    rows, error = reliability(None, both)
    table = markdown(("confidence", "boundaries", "mean confidence", "share right"), rows)
    print(f"as built, all channels (ECE {error:.4f})\n\n{table}\n")
    fitted = [fit(by_half[0]), fit(by_half[1])]
    summary = [
        ["the parser's own", *(f"{reliability(None, seen)[1]:.4f}" for seen in (*by_half, both))],
        *(
            [f"fitted on half {k}", *(f"{reliability(fitted[k], seen)[1]:.4f}" for seen in (*by_half, both))]
            for k in (0, 1)
        ),
    ]
    errors = markdown(("knots", "ECE, half 0", "ECE, half 1", "ECE, all"), summary)
    print(f"{errors}\n")
    knots = fit(both) if args.fit == "all" else fitted[int(args.fit)]
    print(f"fitted on {'all channels' if args.fit == 'all' else f'half {args.fit}'}:\n")
    print("knots=(")
    for knot in knots:
        print(f"    {knot},")
    print(")")
    if args.write:
        write(Path("docs/accuracy.md"), "calibration", f"{table}\n\n{errors}")


if __name__ == "__main__":
    main()
