#!/usr/bin/env python3
"""What hostile input costs: lines per second of shapes made to be slow, compared with plain posts, and peak memory.

usage: limits.py [--write]

All input is invented. Time is that of one core (CPU time), the best of two runs; the ratio to plain posts in the same
run is what can be compared between machines. Memory is the peak of the command, with its Python. `--write` puts both
tables into docs/reliability.md.
"""

from __future__ import annotations

import argparse
import gc
import gzip
import lzma
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import Final

from tables import markdown, write

from telegram_dump_parser import iter_items

LINES: Final = 10_000
HEAD: Final = "Anna, [04.05.2025 12:30]\n\n"
ABOVE: Final = "Telegram Group & Telegram Channel\n"


def plain(lines: int) -> str:
    """Posts of two to seven lines, with their second copies and reactions."""
    rng = random.Random(1)
    syllables = [a + b for a in "bdgklmnrst" for b in "aeiou"]

    def sentence() -> str:
        words = ["".join(rng.choices(syllables, k=3)) for _ in range(rng.randint(6, 16))]
        return " ".join(words).capitalize() + "."

    rows: list[str] = []
    while len(rows) < lines:
        text = [sentence() for _ in range(rng.randint(2, 7))]
        rows += [*text, *text[1:], f"❤{rng.randint(1, 900)}"]
    return "\n".join(rows) + "\n"


def mixed(lines: int) -> str:
    """Telegram's own short lines in any order."""
    own = ["VIEW IN TELEGRAM", "🔥", "12", "34%", "Poll", "Photo", "a.pdf", "❤1", "May 4"]
    return "".join(f"{line}\n" for line in random.Random(1).choices(own, k=lines))


SHAPES: Final[dict[str, Callable[[int], str]]] = {
    "plain posts": plain,
    "heads of Telegram Desktop of one minute": lambda n: "x\n\n" + HEAD * (n // 2),
    "two such heads in turn": lambda n: "x\n\n" + (HEAD + HEAD.replace("Anna", "Ben")) * (n // 4),
    "page headers of two lines": lambda n: "1 file\nDownload Telegram\n" * (n // 2),
    "the line above a viewer's post, and one of text": lambda n: f"{ABOVE}x\n" * (n // 2),
    "the same, with rows that appear twice": lambda n: "".join(
        ABOVE + "".join(f"a\n{5 * i + j}\n" for j in range(5)) for i in range(n // 11)
    ),
    "filler pages of two lines": lambda n: "If the open doesn't start, click here\nx from us\n" * (n // 2),
    "*Photo*, over and over": lambda n: "Photo\n" * n,
    "one character, over and over": lambda n: "a\n" * n,
    "*YouTube*, over and over": lambda n: "YouTube\n" * n,
    "1,500 short lines in any order": lambda n: "".join(f"w{k}\n" for k in random.Random(1).choices(range(1_500), k=n)),
    "Telegram's own lines in any order": mixed,
}


def speeds() -> list[list[str]]:
    """A row for each shape: lines a second, and the share of plain posts."""
    gc.disable()  # as the command does
    deque(iter_items(plain(100).encode()), 0)  # loads what parsing needs
    rows, base = [], 0.0
    for name, shape in SHAPES.items():
        data = shape(LINES).encode()
        best = float("inf")
        for _ in range(2):
            gc.collect()
            began = time.process_time()
            deque(iter_items(data), 0)
            best = min(best, time.process_time() - began)
        speed = data.count(b"\n") / best
        base = base or speed
        rows.append([name, f"{speed:,.0f}", f"{speed / base:.2f}"])
        print(*rows[-1], sep="\t", file=sys.stderr, flush=True)
    return rows


def peak(folder: Path, *words: str) -> str:
    """MiB that the command takes at most, or what it refuses."""
    code = "import resource; print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    script = f"import subprocess, sys; subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL); {code}"
    command = [sys.executable, "-m", "telegram_dump_parser", *words]
    ran = subprocess.run([sys.executable, "-c", script, *command], cwd=folder, capture_output=True, check=True)
    size = int(ran.stdout) / (1 << 20 if sys.platform == "darwin" else 1 << 10)
    return f"{size:.0f}{' (refused)' if b'error:' in ran.stderr else ''}"


def peaks() -> list[list[str]]:
    """A row for each case: what it is, and its peak."""
    rows = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        large = (plain(LINES) * 30).encode()
        files = {
            "small.txt": plain(200).encode(),
            "large.txt": large,
            "short.txt": b"a\n" * 100_000,
            "line.txt": b"x" * (100 << 20),
            "large.gz": gzip.compress(large, 1),
            "16.xz": lzma.compress(large, filters=[{"id": lzma.FILTER_LZMA2, "preset": 0, "dict_size": 16 << 20}]),
            "64.xz": lzma.compress(plain(200).encode(), preset=9),
            "deep.toml": b"a." * 9_000 + b"a = 1\n",
        }
        for file, data in files.items():
            (folder / file).write_bytes(data)
        cases = {
            "a small dump": ("small.txt",),
            f"posts, {len(large) >> 20} MiB": ("large.txt",),
            "100,000 lines of one character": ("short.txt",),
            "one line of 100 MiB": ("line.txt",),
            "posts, gzip": ("large.gz",),
            "posts, xz with a window of 16 MiB": ("16.xz",),
            "posts, `xz -9`, which has a window of 64 MiB": ("64.xz",),
            "posts, written as `.jsonl.gz`": ("large.txt", "-o", "out.jsonl.gz"),
            "posts, written as `.jsonl.xz`": ("large.txt", "-o", "out.jsonl.xz"),
            "a small dump, written as `.parquet`": ("small.txt", "-o", "out.parquet"),
            "posts, written as `.parquet`": ("large.txt", "-o", "out.parquet"),
            "a table of markers with a key of 9,000 parts": ("small.txt", "--markers", "deep.toml"),
        }
        for case, words in cases.items():
            rows.append([case, peak(folder, "parse", *words, "-q", *(() if "-o" in words else ("-o", os.devnull)))])
            print(*rows[-1], sep="\t", file=sys.stderr, flush=True)
            (folder / "out.parquet").unlink(missing_ok=True)
    return rows


def main() -> None:
    """Print the tables, or write them into docs/reliability.md."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true", help="rewrite the tables of docs/reliability.md")
    options = parser.parse_args()
    tables = {
        "memory": markdown(["input", "peak, MiB"], peaks()),
        "shapes": markdown(["shape", "lines a second", "of plain posts"], speeds()),
    }
    for name, table in tables.items():
        if options.write:
            write(Path("docs/reliability.md"), name, table)
        else:
            print(table)


if __name__ == "__main__":
    main()
