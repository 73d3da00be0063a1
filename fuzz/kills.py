#!/usr/bin/env python3
"""End the command at random moments, by signals, and check what is left of its output and what it says.

usage: kills.py [--runs N] [--seed N] [--lines N] [--command WORD]

Each run has a kind of output (plain, --jobs 2, gz, parquet, report), a signal (INT, TERM, KILL) and a moment between
the start of the process and somewhat after its end. Whatever comes:

- a file of the name asked for is whole, or not there;
- no traceback is shown, and a program that a signal ended is seen to have been ended by it;
- what a killed run leaves is gone when the next run is done; other runs leave nothing.

Tracebacks of Python's own start, before the first line of this package, are counted apart: no program can prevent them.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Final

KINDS: Final = {
    "plain": ("parse", "one.txt", "-o", "out.jsonl", "--diagnostics", "defects.jsonl"),
    "jobs": ("parse", "one.txt", "two.txt", "--jobs", "2", "-o", "out.jsonl"),
    "gz": ("parse", "one.txt", "-o", "out.jsonl.gz"),
    "parquet": ("parse", "one.txt", "-o", "out.parquet"),
    "report": ("report", "one.txt", "-o", "out.html"),
}
SIGNALS: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGKILL)
LEFT: Final = ".telegram-dump-parser-*"


def dump(lines: int, name: str) -> str:
    """An invented dump, echoed, with posts of three lines."""
    rows = []
    for n in range(lines // 6):
        again = [f"The second line of post {n} of {name}.", f"And a third one, number {n}, to end it."]
        rows += [f"Post {n} of {name} begins here.", *again, *again, "❤1"]
    return "\n".join(rows) + "\n"


def content(path: Path) -> bytes:
    """What a file holds, unpacked where two of equal posts may differ in their bytes."""
    if path.suffix == ".gz":
        return gzip.decompress(path.read_bytes())
    if path.suffix == ".parquet":
        from pyarrow import parquet

        rows = parquet.read_table(path, use_threads=False).to_pylist()
        return json.dumps(rows, default=str).encode()
    return path.read_bytes()


def outputs(folder: Path) -> dict[str, bytes]:
    return {path.name: content(path) for path in folder.iterdir() if path.name.startswith(("out", "defects"))}


def clear(folder: Path) -> None:
    for path in folder.iterdir():
        if path.name.startswith(("out", "defects")):
            path.unlink()


def run_whole(command: list[str], words: tuple[str, ...], folder: Path) -> tuple[dict[str, bytes], float]:
    """The outputs of a run that nobody ends, and how long it took."""
    began = time.monotonic()
    subprocess.run([*command, *words, "-q"], cwd=folder, check=True, capture_output=True)
    found, took = outputs(folder), time.monotonic() - began
    clear(folder)
    return found, took


def one_kill(
    command: list[str], words: tuple[str, ...], folder: Path, whole: dict[str, bytes], number: int, moment: float
) -> tuple[str, list[str]]:
    """How a run ended that is sent a signal at a moment, and what is wrong with that."""
    before = set(folder.glob(LEFT))  # of runs that were killed, if no run has written since
    process = subprocess.Popen(
        [*command, *words, "-q"], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True
    )
    time.sleep(moment)
    process.send_signal(number)
    said = process.communicate(timeout=120)[1].decode(errors="replace")
    wrong = []
    for name, data in outputs(folder).items():
        if data != whole.get(name):
            wrong.append(f"{name} is half-written")
    early = "Traceback" in said and "telegram_dump_parser/" not in said
    if "Traceback" in said and not early:
        wrong.append(f"a traceback: {said[-600:]}")
    if early and number == signal.SIGKILL:
        wrong.append(f"a traceback of a killed run: {said[-600:]}")
    if process.returncode not in (0, -number, 128 + number) and not early:
        wrong.append(f"ended with {process.returncode}: {said[-300:]}")
    if process.returncode == 0 and outputs(folder).keys() != whole.keys():
        wrong.append("ended with 0 and has not all outputs")
    left = [path.name for path in set(folder.glob(LEFT)) - before]
    if left and number != signal.SIGKILL:
        wrong.append(f"left {left}")
    state = "before the first line of this package" if early else "done" if process.returncode == 0 else "ended"
    return ("ended, leftovers" if left else state), wrong


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=300)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--lines", type=int, default=6_000, help="of each dump")
    parser.add_argument("--command", nargs="+", default=[sys.executable, "-m", "telegram_dump_parser"])
    options = parser.parse_args()
    rng = random.Random(options.seed)
    failures = 0
    ends: Counter[tuple[str, str]] = Counter()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for file in ("one", "two"):
            (folder / f"{file}.txt").write_text(dump(options.lines, file), "utf-8")
        whole = {kind: run_whole(options.command, words, folder) for kind, words in KINDS.items()}
        for count in range(options.runs):
            kind = list(KINDS)[count % len(KINDS)]
            number = SIGNALS[count // len(KINDS) % len(SIGNALS)]
            expected, took = whole[kind]
            # A third of the moments lie in the start, where modules are loaded.
            moment = rng.uniform(0, 0.3) if rng.random() < 1 / 3 else rng.uniform(0, 1.1 * took)
            state, wrong = one_kill(options.command, KINDS[kind], folder, expected, number, moment)
            ends[signal.Signals(number).name, state] += 1
            for what in wrong:
                failures += 1
                print(f"run {count}, {kind}, {signal.Signals(number).name} after {moment:.3f} s: {what}", flush=True)
            clear(folder)
            time.sleep(0.3 if kind == "jobs" and number == signal.SIGKILL else 0)  # its processes end by themselves
        run_whole(options.command, KINDS["jobs"], folder)
        if left := [path.name for path in folder.glob(LEFT)]:
            failures += 1
            print(f"the next run left {left}")
    for (number_name, state), times in sorted(ends.items()):
        print(f"{number_name:8} {state:40} {times}")
    print(f"{options.runs} kills from seed {options.seed}, {failures} failures")
    sys.exit(failures > 0)


if __name__ == "__main__":
    main()
