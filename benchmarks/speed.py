#!/usr/bin/env python3
"""How fast the parser is, stage by stage, against reading the lines; how much memory it takes; how soon it starts.

usage: speed.py [BENCH] [--mb N] [--rounds N] [--beside TREE] [--compiled TREE] [--sizes N,N] [--write]

The dump is the echoed folder of BENCH (default: ../shared/bench) joined, or the fixtures where there is none, as often
as it takes to fill N MB (default: 80). Every stage runs in a process of its own and includes the stages before it.
Then the whole command reads each form of input: dumps of other layouts, whole pages, an export made of the posts.
All seconds are those of the processor, which other programs on the machine hardly change. With --beside, another tree
of this project takes turns with this one in each round, and the tables say how their seconds compare. With --compiled,
so does a tree with compiled modules (scripts/compiled_tree.py), stage by stage. With --sizes, the whole command reads
dumps of this many megabytes, too, which shows how its cost grows.
"""

from __future__ import annotations

import argparse
import gc
import math
import os
import platform
import sys
import tempfile
import time
from collections import deque
from collections.abc import Callable, Iterable
from pathlib import Path

import exports
from runs import Ended, joined, run
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
    """What is read from lines before any search: stretches as `drafts` cuts them, but for what it reads again."""
    from telegram_dump_parser.lines.reader import lines_of_file
    from telegram_dump_parser.segmentation.dialects import blanks_between, stretches
    from telegram_dump_parser.segmentation.stream import BUFFER
    from telegram_dump_parser.segmentation.window import Window

    def read(texts: list[str]) -> object:
        at = [i for i, text in enumerate(texts) if text and not text.isspace()]
        return stretches(Window([texts[i] for i in at]), blanks_between(texts, at))

    held: list[str] = []
    size = 0
    with open(path, "rb") as file:
        for line in lines_of_file(file):
            held.append(line.text)
            size += len(line.text) + 1
            if size >= BUFFER:
                yield read(held)
                held, size = [], 0
        yield read(held)


def drafts(path: str) -> Iterable[object]:
    from telegram_dump_parser.formats.detection import read
    from telegram_dump_parser.lines.reader import lines_of_file

    with open(path, "rb") as file:
        yield from read(lines_of_file(file))


def rows(path: str) -> Iterable[object]:
    from telegram_dump_parser.options import Options
    from telegram_dump_parser.pipeline import stream_rows

    return stream_rows(path, Options())


def records(path: str) -> Iterable[object]:
    from telegram_dump_parser import iter_items

    return iter_items(path)


STAGES: dict[str, tuple[str, Callable[[str], Iterable[object]]]] = {
    "lines": ("reading lines (the floor)", lines),
    "source": ("source: lines with byte offsets", source),
    "windows": ("windows: kinds of lines, equal lines, dialects", windows),
    "drafts": ("drafts: lines split into posts", drafts),
    "rows": ("rows: values of posts", rows),
}
LIBRARY = "records"  # in addition to the command's way: what the library's functions give
FORMS = ("echoed", "spaced", "tight", "current", "whole-genuine", "whole-html2text", "whole-markdownify")
EXPORTS = {"result.json": exports.result_json}


def stage(name: str, path: str) -> None:
    """Run one stage and print its seconds; in a process of its own."""
    run = records if name == LIBRARY else STAGES[name][1]
    gc.disable()  # as the command does
    deque(run(os.devnull), 0)  # imports are start-up
    began = time.process_time()
    deque(run(path), 0)
    print(time.process_time() - began)


def parsed(dump: Path, out: Path, tree: Path | None = None) -> Ended:
    """Run the whole command, to a file; of another tree, if one is given."""
    environment = dict(os.environ) if tree is None else {**os.environ, "PYTHONPATH": str(tree)}
    words = ["parse", "--quiet", "--force", "--jobs", "1", "-o", str(out), str(dump)]
    return run([*COMMAND, *words], env=environment, cwd=out.parent)


def count_of(out: Path) -> int:
    """How many posts the command wrote."""
    with out.open("rb") as file:
        return sum(1 for _ in file)


def staged(name: str, dump: Path, tree: Path | None = None) -> tuple[float, float]:
    """The seconds of a stage with all before it, and its peak memory in MB; of another tree, if one is given."""
    environment = dict(os.environ) if tree is None else {**os.environ, "PYTHONPATH": str(tree)}
    ended = run([sys.executable, __file__, "--stage", name, str(dump)], env=environment)
    return float(ended.out), ended.memory


def by_size(bench: Path, sizes: list[int], trees: dict[str, Path | None], folder: Path) -> str:
    """The table of sizes: the whole command on echoed dumps of this many megabytes, once each."""
    found = []
    for size in sizes:
        dump = folder / "size.txt"
        joined(bench, size * 1_000_000, dump)
        with dump.open("r+b") as file:
            file.truncate(min(size * 1_000_000, dump.stat().st_size))
        mb = dump.stat().st_size / 1e6
        cells = [f"{mb:,.0f}"]
        for tree in trees.values():
            print(f"{size} MB …", file=sys.stderr)
            ended = parsed(dump, folder / "out.jsonl", tree)
            cells += [f"{ended.processor:.1f}", f"{1000 * ended.processor / mb:.0f}", f"{ended.memory:.0f}"]
        found.append(cells)
    head = [f"{name}: {what}" for name in trees for what in ("seconds", "ms for each MB", "peak memory, MB")]
    return markdown(("MB", *head), found)


def ratio(seconds: list[float]) -> list[str]:
    """A cell: this tree's seconds as a share of the other's, if there is one."""
    return [f"{seconds[0] / seconds[1]:.2f}"] if len(seconds) > 1 else []


def by_form(
    bench: Path, size: int, rounds: int, trees: list[Path | None], builds: dict[str, Path | None], folder: Path
) -> str:
    """The table of forms: the whole command on some megabytes of each."""
    dumps = {}
    for name in FORMS:
        if (bench / name).is_dir():
            joined(bench, size, folder / f"{name}.txt", name)
            dumps[name] = folder / f"{name}.txt"
    if "echoed" in dumps:
        parsed(dumps["echoed"], folder / "made.jsonl")
        for name, write_export in EXPORTS.items():
            write_export(exports.read(folder / "made.jsonl"), folder / name)
            dumps[name] = folder / name
    found = []
    for name, dump in dumps.items():
        print(f"{name} …", file=sys.stderr)
        best = [Ended(b"", math.inf, math.inf, 0.0)] * len(trees)
        for _ in range(rounds):
            best = [
                min(old, parsed(dump, folder / "out.jsonl", tree), key=lambda ended: ended.processor)
                for old, tree in zip(best, trees, strict=True)
            ]
        parsed(dump, folder / "out.jsonl")
        quick = [
            min(parsed(dump, folder / "out.jsonl", builds[name]).processor for _ in range(rounds))
            for name in builds
            if name != "pure"
        ]
        mb, posts, seconds = dump.stat().st_size / 1e6, count_of(folder / "out.jsonl"), best[0].processor
        cells = [name, f"{mb:.1f}", f"{seconds:.2f}", f"{mb / seconds:.1f}", f"{posts / seconds:,.0f}"]
        of_compiled = [f"{mb / spent:.1f}" for spent in quick]
        found.append([*cells, f"{best[0].memory:.0f}", *of_compiled, *ratio([ended.processor for ended in best])])
    head = ("form, the whole command", "MB", "seconds", "MB/s", "posts/s", "peak memory, MB")
    head += ("compiled: MB/s",) * (len(builds) - 1) + ("× seconds of the tree beside",) * (len(trees) - 1)
    return markdown(head, found) if found else ""


def main() -> None:
    if sys.argv[1:2] == ["--stage"]:
        stage(*sys.argv[2:])
        return
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("bench", nargs="?", type=Path, default=BENCH)
    options.add_argument("--mb", type=int, default=80)
    options.add_argument("--rounds", type=int, default=3, help="the best of so many is taken")
    options.add_argument("--beside", type=Path, help="another tree of this project, to compare with in the same run")
    options.add_argument(
        "--compiled", type=Path, help="a tree with compiled modules, measured stage by stage as this one"
    )
    options.add_argument("--sizes", default="", metavar="N,N", help="megabytes of dumps that show how the cost grows")
    options.add_argument("--form-mb", type=int, default=2, help="of each form of input; each folder at least once")
    options.add_argument("--write", action="store_true", help="rewrite the table of docs/performance.md")
    args = options.parse_args()
    trees: list[Path | None] = [None] if args.beside is None else [None, args.beside.resolve()]
    beside = math.inf
    builds: dict[str, Path | None] = {"pure": None}
    if args.compiled is not None:
        builds["compiled"] = args.compiled.resolve()
    compiled: dict[str, tuple[float, float]] = {}
    with tempfile.TemporaryDirectory() as folder:
        dump = Path(folder) / "dump.txt"
        what = joined(args.bench, args.mb * 1_000_000, dump)
        mb = dump.stat().st_size / 1e6
        out = Path(folder) / "posts.jsonl"
        best: dict[str, tuple[float, float]] = {}
        for _ in range(args.rounds):
            for name in (*STAGES, LIBRARY):
                print(f"{name} …", file=sys.stderr)
                best[name] = min(best.get(name, (math.inf, 0.0)), staged(name, dump))
                if args.compiled is not None and name != "lines":
                    compiled[name] = min(compiled.get(name, (math.inf, 0.0)), staged(name, dump, builds["compiled"]))
            print("command …", file=sys.stderr)
            if args.compiled is not None:
                ended = parsed(dump, out, builds["compiled"])
                compiled["command"] = min(compiled.get("command", (math.inf, 0.0)), (ended.processor, ended.memory))
            for tree in reversed(trees):
                ended = parsed(dump, out, tree)
                if tree is None:
                    best["command"] = min(best.get("command", (math.inf, 0.0)), (ended.processor, ended.memory))
                else:
                    beside = min(beside, ended.processor)
        posts = count_of(out)
        library = best.pop(LIBRARY)
        forms = by_form(args.bench, args.form_mb * 1_000_000, args.rounds, trees, builds, Path(folder))
        grown = (
            by_size(args.bench, [int(size) for size in args.sizes.split(",")], builds, Path(folder))
            if args.sizes
            else ""
        )
    start = min(run([*COMMAND, "--help"]).processor for _ in range(STARTS))
    bare = min(run([sys.executable, "-c", ""]).processor for _ in range(STARTS))
    floor = best["lines"][0]
    names = {name: text for name, (text, _) in STAGES.items()} | {"command": "the whole command, to a file"}
    before = [0.0, *(seconds for seconds, _ in best.values())]
    head = ("stage, with all before it", "seconds", "× floor", "alone × floor", "MB/s", "posts/s", "peak memory, MB")
    table = markdown(
        head + (("compiled: × floor", "compiled: MB/s") if compiled else ()),
        [
            [
                names[name],
                f"{seconds:.2f}",
                f"{seconds / floor:.1f}",
                f"{(seconds - less) / floor:.1f}",
                f"{mb / seconds:.1f}",
                "" if name in ("lines", "source", "windows") else f"{posts / seconds:,.0f}",
                f"{memory:.0f}",
                *(
                    [f"{compiled[name][0] / floor:.1f}", f"{mb / compiled[name][0]:.1f}"]
                    if name in compiled
                    else [""] * 2
                )[: 2 * bool(compiled)],
            ]
            for less, (name, (seconds, memory)) in zip(before, best.items(), strict=False)
        ],
    )
    note = (
        f"{what}, {mb:.1f} MB, {posts:,} posts; seconds of the processor, best of {args.rounds}; "
        f"Python {platform.python_version()}, {platform.machine()}, one process. The library's typed posts take "
        f"{library[0] / floor:.1f} times the floor, and {library[1]:.0f} MB. `--help` takes {start:.2f} s, of which "
        f"Python itself {bare:.2f} s."
    )
    if beside < math.inf:
        note += f" The whole command of the tree beside takes {beside / floor:.1f} times the floor."
    if compiled:
        note += f" Compiled, the library's typed posts take {compiled[LIBRARY][0] / floor:.1f} times the floor."
    if grown:
        note += f"\n\n{grown}"
    if forms:
        note += f"\n\n{forms}"
    print(f"{table}\n\n{note}")
    if args.write:
        write(Path("docs/performance.md"), "speed", f"{table}\n\n{note}")


if __name__ == "__main__":
    main()
