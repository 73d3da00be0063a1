#!/usr/bin/env python3
"""How fast the parser is, stage by stage, against reading the lines; how much memory it takes; how soon it starts.

usage: speed.py [BENCH] [--mb N] [--rounds N] [--write]

The dump is the echoed folder of BENCH (default: ../shared/bench) joined, or the fixtures where there is none, as often
as it takes to fill N MB (default: 80). Every stage runs in a process of its own and includes the stages before it. The
folders whose texts stand once are read by the library, joined once each.
"""

from __future__ import annotations

import argparse
import gc
import os
import platform
import sys
import tempfile
import time
from collections import deque
from collections.abc import Callable, Iterable
from pathlib import Path

from runs import child, joined
from tables import BENCH, markdown, write

COMMAND = [sys.executable, "-m", "telegram_dump_parser"]
STARTS = 7


def lines(path: str) -> Iterable[object]:
    """The floor: what Python takes to give the lines of a file as text."""
    with open(path, encoding="utf-8") as file:
        yield from file


def source(path: str) -> Iterable[object]:
    from telegram_dump_parser.lines.reader import lines_of_file

    with open(path, "rb") as file:
        yield from lines_of_file(file)


def windows(path: str) -> Iterable[object]:
    """What is told of lines before any search: stretches as `drafts` cuts them, but for what it reads anew."""
    from telegram_dump_parser.lines.reader import lines_of_file
    from telegram_dump_parser.segmentation.dialects import blanks_between, stretches
    from telegram_dump_parser.segmentation.stream import BUFFER
    from telegram_dump_parser.segmentation.window import Window

    def told(texts: list[str]) -> object:
        at = [i for i, text in enumerate(texts) if text and not text.isspace()]
        return stretches(Window([texts[i] for i in at]), blanks_between(texts, at))

    held: list[str] = []
    size = 0
    with open(path, "rb") as file:
        for line in lines_of_file(file):
            held.append(line.text)
            size += len(line.text) + 1
            if size >= BUFFER:
                yield told(held)
                held, size = [], 0
        yield told(held)


def drafts(path: str) -> Iterable[object]:
    from telegram_dump_parser.formats.detection import read
    from telegram_dump_parser.lines.reader import lines_of_file

    with open(path, "rb") as file:
        yield from read(lines_of_file(file))


def records(path: str) -> Iterable[object]:
    from telegram_dump_parser import iter_items

    return iter_items(path)


STAGES: dict[str, tuple[str, Callable[[str], Iterable[object]]]] = {
    "lines": ("reading lines (the floor)", lines),
    "source": ("source: lines with byte offsets", source),
    "windows": ("windows: kinds of lines, equal lines, dialects", windows),
    "drafts": ("drafts: lines split into posts", drafts),
    "records": ("records: typed posts", records),
}


def stage(name: str, path: str) -> None:
    """Run one stage and print its seconds; in a process of its own."""
    run = STAGES[name][1]
    gc.disable()  # as the command does
    deque(run(os.devnull), 0)  # imports are start-up
    began = time.perf_counter()
    deque(run(path), 0)
    print(time.perf_counter() - began)


def main() -> None:
    if sys.argv[1:2] == ["--stage"]:
        stage(*sys.argv[2:])
        return
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("bench", nargs="?", type=Path, default=BENCH)
    options.add_argument("--mb", type=int, default=80)
    options.add_argument("--rounds", type=int, default=3, help="the best of so many is taken")
    options.add_argument("--write", action="store_true", help="rewrite the table of docs/performance.md")
    args = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        dump = Path(folder) / "dump.txt"
        what = joined(args.bench, args.mb * 1_000_000, dump)
        mb = dump.stat().st_size / 1e6
        out = Path(folder) / "posts.jsonl"
        command = [*COMMAND, "parse", "--quiet", "--force", "-o", str(out), str(dump)]
        best: dict[str, tuple[float, float]] = {}
        for _ in range(args.rounds):
            for name in STAGES:
                print(f"{name} …", file=sys.stderr)
                printed, _, memory = child([sys.executable, __file__, "--stage", name, str(dump)])
                best[name] = min(best.get(name, (float("inf"), 0.0)), (float(printed), memory))
            print("command …", file=sys.stderr)
            _, seconds, memory = child(command)
            best["command"] = min(best.get("command", (float("inf"), 0.0)), (seconds, memory))
        with out.open("rb") as file:
            posts = sum(1 for _ in file)
        singles = []
        for name in ("spaced", "tight", "current"):
            if not (args.bench / name).is_dir():
                continue
            joined(args.bench, 1, dump, name)
            print(f"{name} …", file=sys.stderr)
            printed, _, memory = min(
                child([sys.executable, __file__, "--stage", "records", str(dump)]) for _ in range(args.rounds)
            )
            size = dump.stat().st_size / 1e6
            singles.append(f"{name} {size / float(printed):.1f} MB/s, {memory:.0f} MB")
    start = min(child([*COMMAND, "--help"])[1] for _ in range(STARTS))
    bare = min(child([sys.executable, "-c", ""])[1] for _ in range(STARTS))
    floor = best["lines"][0]
    names = {name: text for name, (text, _) in STAGES.items()} | {"command": "the whole command, to a file"}
    before = [0.0, *(seconds for seconds, _ in best.values())]
    table = markdown(
        ("stage, with all before it", "seconds", "× floor", "alone × floor", "MB/s", "posts/s", "peak memory, MB"),
        [
            [
                names[name],
                f"{seconds:.2f}",
                f"{seconds / floor:.1f}",
                f"{(seconds - less) / floor:.1f}",
                f"{mb / seconds:.1f}",
                "" if name in ("lines", "source", "windows") else f"{posts / seconds:,.0f}",
                f"{memory:.0f}",
            ]
            for less, (name, (seconds, memory)) in zip(before, best.items(), strict=False)
        ],
    )
    note = (
        f"{what}, {mb:.1f} MB, {posts:,} posts; best of {args.rounds}; Python {platform.python_version()}, "
        f"{platform.machine()}, one process. `--help` takes {start:.2f} s, of which Python itself {bare:.2f} s."
    )
    if singles:
        note += f" The library where texts stand once (speed, peak memory): {'; '.join(singles)}."
    print(f"{table}\n\n{note}")
    if args.write:
        write(Path("docs/performance.md"), "speed", f"{table}\n\n{note}")


if __name__ == "__main__":
    main()
