#!/usr/bin/env python3
"""What a short script makes of a dump: the baselines that docs/accuracy.md compares with.

usage: baselines.py blank-lines|emoji|greedy FILE [FILE …]

Prints a JSON object for each post, with the fields that a scorer of `telegram-dump-parser parse` needs.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

Split = Iterator[tuple[int, list[str]]]  # index of a post's first line, and the lines of its text

_EMOJI = re.compile("[\u203c-\u3299\U0001f000-\U0001faff]")
_OPENS = ("This media is not supported in your browser", "Media is too big")
_CLOSES = "Please open Telegram to view this post"
_VIEW = "VIEW IN TELEGRAM"
_REACTIONS = re.compile(r"(?:\W{0,8}\d[\d.]*[KM]? ?)+")
_REACH = 400  # lines


def blank_lines(lines: list[str]) -> Split:
    """A post is a paragraph."""
    first, post = 0, list[str]()
    for number, line in enumerate([*lines, ""]):
        if line.strip():
            first = first if post else number
            post.append(line)
        elif post:
            yield first, post
            post = []


def emoji(lines: list[str]) -> Split:
    """A line that begins with an emoji begins a post; so does the first line."""
    first, post = 0, list[str]()
    for number, line in enumerate(lines):
        if post and _EMOJI.match(line):
            yield first, post
            post = []
        first = first if post else number
        post.append(line)
    if post:
        yield first, post


def greedy(lines: list[str]) -> Split:
    """Line 1, lines 2…n, lines 2…n again: the first echo that fits is taken, all else is a post of one line."""
    at, opening = 0, None
    while at < len(lines):
        first = at if opening is None else opening
        if lines[at].startswith("Forwarded from ") or (lines[at] in _OPENS and lines[at + 1 : at + 2] == [_VIEW]):
            opening = first
            at += 2 if lines[at] in _OPENS else 1
            continue
        middle, end = _echo(lines, at)
        text = lines[at:middle]
        at = end
        while lines[at : at + 2] == [_CLOSES, _VIEW]:
            at += 2
        if at < len(lines) and _REACTIONS.fullmatch(lines[at]):
            at += 1
        yield first, text
        opening = None
    if opening is not None:
        yield opening, []


def _echo(lines: list[str], first: int) -> tuple[int, int]:
    """Where the second copy of a text begins and ends; both the next line if there is none."""
    for start in (first + 1, first + 2):  # line 2 itself may be missing from the second copy
        for middle in range(start + 1, min(len(lines), start + _REACH)):
            if start < len(lines) and lines[middle] == lines[start]:
                end, spot = middle, start
                while end < len(lines) and lines[end] in lines[spot:middle]:
                    spot = lines.index(lines[end], spot, middle) + 1
                    end += 1
                if 3 * (end - middle) >= 2 * (middle - first - 1):  # a third may be missing
                    return middle, end
    return first + 1, first + 1


BASELINES: dict[str, Callable[[list[str]], Split]] = {"blank-lines": blank_lines, "emoji": emoji, "greedy": greedy}


def rows(file: str, split: Callable[[list[str]], Split]) -> Iterator[dict[str, object]]:
    lines = Path(file).read_text("utf-8", "replace").removeprefix("\ufeff").split("\n")
    while lines and not lines[-1]:
        lines.pop()
    found = list(split(lines))
    for (first, body), (end, _) in zip(found, [*found[1:], (len(lines), [])], strict=True):
        text = "\n".join(body)
        yield {
            "source": {"file": file, "first_line": first + 1, "last_line": end},
            "text": text,
            "hashtags": re.findall(r"#\w+", text),
            "mentions": re.findall(r"(?<!\w)@\w+", text),
            "urls": re.findall(r"https?://\S+", text),
            "forwarded_from": lines[first].removeprefix("Forwarded from ")
            if lines[first].startswith("Forwarded from ")
            else None,
        }


def main() -> None:
    if len(sys.argv) < 3 or sys.argv[1] not in BASELINES:
        raise SystemExit(__doc__)
    for file in sys.argv[2:]:
        for row in rows(file, BASELINES[sys.argv[1]]):
            print(json.dumps(row, ensure_ascii=False))


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    main()
