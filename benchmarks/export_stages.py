#!/usr/bin/env python3
"""How fast exports and saved pages are read, stage by stage; also in another tree of this project.

usage: export_stages.py [FILE…] [--mb N] [--rounds N] [--beside TREE] [--write]

FILE is a result.json, a messages.html or a page of t.me, whose messages are repeated with new ids until they fill N MB
(default: 25). Without one, the messages of json_peers.py and the pages of fixtures/exports are taken. Every stage runs
in a process of its own and includes those before it. Seconds are those of the processor, the best of N rounds.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import re
import sys
import tempfile
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import json_peers
from runs import Ended, run
from tables import ROOT, markdown, write

_MESSAGE = {
    "export-html": (re.compile(r'<div class="message (?:default|service)'), re.compile(r'(id="message-?)([0-9]+)')),
    "preview-html": (re.compile(r'<div class="tgme_widget_message_wrap'), re.compile(r'(data-post="[^"/]+/)([0-9]+)')),
}
_BETWEEN = 1000  # ids of one copy and of the next


def whole(path: str) -> Iterable[object]:
    """All of a JSON file in memory, as a library reads it."""
    import orjson

    with open(path, "rb") as file:
        yield orjson.loads(file.read())


def cut(path: str) -> Iterable[object]:
    from telegram_dump_parser.exports.json_messages import cut

    with open(path, "rb") as file:
        yield from cut(file, is_list=False)


def messages(path: str) -> Iterator[object]:
    from telegram_dump_parser.exports.detection import export_form
    from telegram_dump_parser.lines.content import Content

    with open(path, "rb") as file:
        content = Content(file)
        form = export_form(content, None)
        assert form is not None
        yield from form.read(content)


def rows(path: str) -> Iterable[object]:
    from telegram_dump_parser.options import Options
    from telegram_dump_parser.pipeline import stream_rows

    return stream_rows(path, Options())


STAGES: dict[str, tuple[str, Callable[[str], Iterable[object]]]] = {
    "whole": ("`orjson` of the whole file, in memory", whole),
    "cut": ("messages cut and decoded, with their places", cut),
    "messages": ("messages: all fields as plain values", messages),
    "rows": ("rows: values of texts, all fields of a post", rows),
}


def stage(name: str, path: str) -> None:
    """Run one stage and print its seconds; in a process of its own."""
    gc.disable()  # as the command does
    began = time.process_time()
    deque(STAGES[name][1](path), 0)
    print(time.process_time() - began)


def repeated(source: Path, size: int, target: Path) -> None:
    """Write the messages of a file, again and again with new ids."""
    text = source.read_text("utf-8")
    if source.suffix == ".json":
        chat = json.loads(text)
        parts = [
            json.dumps({**one, "id": one["id"] + copy * _BETWEEN}, ensure_ascii=False, indent=1).replace("\n", "\n  ")
            for copy in range(1 + size // len(text.encode()))
            for one in chat["messages"]
        ]
        frame = json.dumps({**chat, "messages": []}, ensure_ascii=False, indent=1)
        head, tail = frame.rsplit("[]", 1)
        body = ",\n  ".join(parts)
        target.write_text(f"{head}[\n  {body}\n ]{tail}", "utf-8")
        return
    begins, ids = _MESSAGE["preview-html" if "tgme_" in text else "export-html"]
    starts = [found.start() for found in begins.finditer(text)]
    first, last = starts[0], starts[-1]  # the last one comes once: what follows it belongs to the page
    body = text[first:last]
    with target.open("w", encoding="utf-8") as file:
        file.write(text[:first])
        for copy in range(1 + size // len(body.encode())):
            more = copy * _BETWEEN
            file.write(ids.sub(lambda found, more=more: found[1] + str(int(found[2]) + more), body))
        file.write(text[last:])


def command(path: Path, out: Path, tree: Path, jobs: int = 1) -> Ended:
    words = [sys.executable, "-m", "telegram_dump_parser", "parse", "--quiet", "--force", f"-j{jobs}"]
    words += ["-o", str(out), str(path)]
    return run(words, env={**os.environ, "PYTHONPATH": str(tree)}, cwd=out.parent)


def measured(path: Path, rounds: int, trees: list[Path], folder: Path) -> Iterator[list[str]]:
    """The lines of the table for one file."""
    mb, out = path.stat().st_size / 1e6, folder / "out.jsonl"
    command(path, out, ROOT)
    with out.open("rb") as file:
        posts = sum(1 for _ in file)
    for name, (text, _) in STAGES.items():
        if name in ("whole", "cut") and path.suffix != ".json":
            continue
        best = [float("inf")] * len(trees)
        for _ in range(rounds):
            for at, tree in enumerate(trees):
                words = [sys.executable, __file__, "--stage", name, str(path)]
                paths = os.pathsep.join((str(tree), str(ROOT / "benchmarks")))
                done = run(words, env={**os.environ, "PYTHONPATH": paths})
                best[at] = min(best[at], float(done.out))
        yield row(path.name, text, mb, posts, best, None)
    for jobs, text in ((1, "the whole command, to JSON Lines"), (2, "the same, `--jobs 2`: all processes together")):
        ends = [[command(path, out, tree, jobs) for tree in trees] for _ in range(rounds)]
        best = [min(done[at].processor for done in ends) for at in range(len(trees))]
        yield row(path.name, text, mb, posts, best, ends[0][0].memory)


def row(name: str, text: str, mb: float, posts: int, seconds: list[float], memory: float | None) -> list[str]:
    cells = [f"{name}: {text}", f"{seconds[0]:.2f}", f"{mb / seconds[0]:.1f}", f"{posts / seconds[0]:,.0f}"]
    cells.append("" if memory is None else f"{memory:.0f}")
    return cells + ([f"{seconds[0] / seconds[1]:.2f}"] if len(seconds) > 1 else [])


def main() -> None:
    if sys.argv[1:2] == ["--stage"]:
        stage(*sys.argv[2:])
        return
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("files", nargs="*", type=Path, metavar="FILE")
    options.add_argument("--mb", type=float, default=25)
    options.add_argument("--rounds", type=int, default=3, help="the best of so many is taken")
    options.add_argument("--beside", type=Path, help="another tree of this project, to compare with in the same run")
    options.add_argument("--write", action="store_true", help="rewrite the table of docs/performance.md")
    args = options.parse_args()
    trees = [ROOT, *([args.beside.resolve()] if args.beside else [])]
    size = int(args.mb * 1e6)
    found: list[list[str]] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        made = []
        for source in args.files or [
            ROOT / "fixtures" / "exports" / page for page in ("messages.html", "preview.html")
        ]:
            made.append(folder / source.name)
            repeated(source, size, made[-1])
        if not args.files:
            made.insert(0, folder / "result.json")
            json_peers.export(made[0], size, json_peers.MESSAGES, in_list=False)
        for path in made:
            print(f"{path.name} …", file=sys.stderr)
            found += measured(path, args.rounds, trees, folder)
    head = ("stage, with all before it", "seconds", "MB/s", "posts/s", "peak memory, MB")
    table = markdown(head + (("× seconds of the tree beside",) if len(trees) > 1 else ()), found)
    note = f"{args.mb:.0f} MB of each; the load of the machine was {os.getloadavg()[0]:.0f} on {os.cpu_count()} cores."
    print(f"{table}\n\n{note}")
    if args.write:
        write(Path("docs/performance.md"), "exports", f"{table}\n\n{note}")


if __name__ == "__main__":
    main()
