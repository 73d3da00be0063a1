#!/usr/bin/env python3
"""Check the contract on random dumps, composed from pieces; needs no other package than the parser.

usage: run.py [--runs N] [--seed N] [--size N] [--finds FOLDER] [--replay FILE…]

A recipe that breaks the contract is written to FOLDER, as short as it can be made, with the dump that it gives.
"""

from __future__ import annotations

import argparse
import gc
import random
import sys
import time
from pathlib import Path

from contract import check
from pieces import compose


def failure(recipe: bytes) -> str | None:
    """What the dump of a recipe breaks, or None."""
    dump = compose(recipe[1:])
    try:
        check(dump, recipe[:1])
    except Exception as error:
        return f"{type(error).__name__}: {error}"[:300]
    return None


def shortened(recipe: bytes) -> bytes:
    """A shorter recipe that breaks something too."""
    size = len(recipe) // 2
    while size:
        at = 1
        while at < len(recipe):
            shorter = recipe[:at] + recipe[at + size :]
            if failure(shorter):
                recipe = shorter
            else:
                at += size
        size //= 2
    return recipe


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=0, help="of the first recipe; each next one has the next seed")
    parser.add_argument("--size", type=int, default=60, help="bytes of a recipe, at most; the mean is half of it")
    parser.add_argument("--finds", type=Path, default=Path("build/finds"))
    parser.add_argument("--replay", type=Path, nargs="*", help="recipes to check instead")
    options = parser.parse_args()
    if options.replay:
        for path in options.replay:
            print(compose(path.read_bytes()[1:]))
            print(failure(path.read_bytes()) or "nothing is broken")
        return
    began, finds, slowest = time.monotonic(), 0, 0.0
    for done in range(options.runs):
        rng = random.Random(options.seed + done)
        recipe = rng.randbytes(rng.randint(1, options.size))
        before = time.monotonic()
        what = failure(recipe)
        slowest = max(slowest, time.monotonic() - before)
        if what:
            finds += 1
            options.finds.mkdir(parents=True, exist_ok=True)
            recipe = shortened(recipe)
            path = options.finds / f"{options.seed + done}.recipe"
            path.write_bytes(recipe)
            path.with_suffix(".txt").write_bytes(compose(recipe[1:]))
            print(f"find {finds}: {path}: {failure(recipe)}", flush=True)
        if done % 10_000 == 9_999:
            gc.collect()
            rate = (done + 1) / (time.monotonic() - began)
            print(f"{done + 1:,} inputs, {finds} finds, {rate:.0f} a second", flush=True)
    took = time.monotonic() - began
    print(f"{options.runs:,} inputs from seed {options.seed}, {finds} finds, {took:.0f} s, slowest {slowest:.2f} s")
    sys.exit(finds > 0)


if __name__ == "__main__":
    main()
