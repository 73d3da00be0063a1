#!/usr/bin/env python3
"""Which boundaries are missed or wrong, by how the parser read the line: the table of docs/accuracy.md.

usage: failures.py [BENCH] [--folder NAME] [--half 0|1] [--list] [--write]

BENCH (default: ../shared/bench) holds the folder (default: echoed) of dumps NAME.txt and their gold.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from tables import BENCH, bench_or_exit, dumps, half, markdown, write

from telegram_dump_parser.lines.reader import lines_of_bytes
from telegram_dump_parser.segmentation.calibration import confidence
from telegram_dump_parser.segmentation.draft import Draft
from telegram_dump_parser.segmentation.state_machine import Role
from telegram_dump_parser.segmentation.stream import drafts

DOUBT = 0.9
MOST = 10  # rows of a table
_INTERFACE = {Role.NOTICE: "a notice", Role.REACTIONS: "reactions", Role.DATE: "a date line"}


def read_as(draft: Draft, number: int) -> str:
    """What a line was taken for, in words."""
    at = number - draft.lines[0].number
    role = draft.roles[at]
    if draft.gap is not None:
        return "in a gap"
    if role in _INTERFACE:
        return _INTERFACE[role]
    if role.value.startswith("preview-"):
        return "in a link preview"
    if role is Role.ECHO:
        return "in a second copy"
    if role is not Role.TEXT:
        return f"{role.value.replace('-', ' ')}"
    if draft.echo == "none":
        return "in a text that appears once"
    if draft.echo == "only-second":
        return "in a text whose first copy is lost"
    where = draft.text.index(at) if at in draft.text else -1
    return f"in a text with its echo, {'the second line' if where == 1 else 'further on'}"


def opens(draft: Draft) -> str:
    """What a post was taken for, in words."""
    texts = sum(role is Role.TEXT for role in draft.roles)
    if Role.REPLY_QUOTE in draft.roles:
        return "a reply"
    if not texts:
        return "a post without text"
    if draft.echo != "none":
        return "a text with its echo" if draft.echo != "only-second" else "a text whose first copy is lost"
    return "a post of one line" if texts == 1 else "a text that appears once"


def failures(file: Path) -> Iterator[tuple[str, str, float, int]]:
    """Missed or wrong, what the line was taken for, the confidence of a wrong one, the line."""
    starts = set(json.loads(file.with_name(f"{file.stem}.gold.json").read_text("utf-8"))["starts"])
    for draft in drafts(lines_of_bytes(file.read_bytes())):
        first = draft.lines[0].number
        if draft.gap is None and first not in starts:
            yield "wrong", opens(draft), confidence(draft), first
        for line in draft.lines:
            if line.number in starts and (line.number != first or draft.gap is not None):
                yield "missed", read_as(draft, line.number), 1.0, line.number


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("bench", nargs="?", type=Path, default=BENCH)
    options.add_argument("--folder", default="echoed")
    options.add_argument("--half", type=int, choices=(0, 1), help="only half of the channels")
    options.add_argument("--list", action="store_true", help="also list each file, line and kind")
    options.add_argument("--write", action="store_true", help="rewrite the table of docs/accuracy.md")
    args = options.parse_args()
    bench = bench_or_exit(args.bench)
    counts = {"missed": Counter[str](), "wrong": Counter[str]()}
    doubted = 0
    for file in half(dumps(bench / args.folder), args.half):
        for what, kind, sure, line in failures(file):
            counts[what][kind] += 1
            doubted += what == "wrong" and sure < DOUBT
            if args.list:
                print(f"{file.name}:{line}: {what}, {kind}")
    rows = []
    for what, title in (("missed", "missed, and read as"), ("wrong", "wrong, found as the start of")):
        total = counts[what].total()
        rows.append([f"**{title}**", f"**{total}**", ""])
        rows += [[kind, str(n), f"{n / total:.0%}"] for kind, n in counts[what].most_common(MOST)]
    table = markdown((args.folder, "boundaries", "share"), rows)
    total = counts["wrong"].total()
    note = f"Of the {total} wrong boundaries {doubted} have a confidence below {DOUBT}."
    print(f"{table}\n\n{note}")
    if args.write:
        write(Path("docs/accuracy.md"), "failures", f"{table}\n\n{note}")


if __name__ == "__main__":
    main()
