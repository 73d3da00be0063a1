#!/usr/bin/env python3
"""Make gold for the benchmarks from dumps that are in one folder with the page or export that they were flattened from.

usage: gold.py FOLDER… [--force]

For each NAME.txt with NAME.json, NAME.html, NAME.mhtml or NAME.webarchive, the posts of the page are compared with
those of the dump, as `verify` does, and NAME.gold.json is written: `starts`, the first line of each post, and `posts`,
the lines, tags and forward of each, as score.py wants them. The page says what a post is. Where it cannot be said for
each post of a page on which line of the dump it begins, nothing is written, and the reason is printed. A folder with
gold can be scored, also by accuracy.py if it lies in a bench.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import telegram_dump_parser as tdp
from telegram_dump_parser.comparison import ComparedPost, compare

PAGES = (".json", ".html", ".htm", ".mhtml", ".mht", ".webarchive")


class NoGoldError(Exception):
    """It cannot be said where each post begins; the text says why."""


def pairs(folder: Path) -> Iterator[tuple[Path, Path]]:
    """The dumps of a folder and the page of each."""
    for dump in sorted(folder.glob("*.txt")):
        page = next((dump.with_suffix(end) for end in PAGES if dump.with_suffix(end).is_file()), None)
        if page is not None:
            yield dump, page


def gold(dump: tdp.Dump, page: tdp.Dump) -> dict[str, Any]:
    """The gold of a dump.

    Args:
        dump: the parsed dump.
        page: the parsed page or export, with albums joined, as pages have them.

    Raises:
        NoGoldError: a post of the page cannot be placed.
    """
    compared = {post.page.index: post for post in compare(dump, page).posts}
    if not compared:
        raise NoGoldError("the page has no post with a text")
    starts: list[int] = []
    posts: list[dict[str, Any]] = []
    waiting: list[tdp.Post] = []  # posts without a text, whose place the next one with a text limits
    after = 0  # the first post of the dump that none of the page was found in yet
    for post in page:
        if post.kind == "service" or not (post.text or _shows_lines(post)):
            continue  # an extractor leaves nothing of it that could be a post
        if post.index not in compared:
            waiting.append(post)
            continue
        found = compared[post.index]
        start = _start(dump, found)
        _place_textless(dump, waiting, after, found.found_in[0], starts, posts)
        waiting = []
        if starts and start <= starts[-1]:
            raise NoGoldError(f"post {post.id} begins on line {start}, as another one")
        starts.append(start)
        posts.append(_true(post))
        after = found.found_in[-1] + 1
    _place_textless(dump, waiting, after, len(dump), starts, posts)
    return {"starts": starts, "echo": [], "posts": posts}


def _shows_lines(post: tdp.Post) -> bool:
    return bool(post.poll or post.documents or post.notices or post.preview or post.reactions)


def _true(post: tdp.Post) -> dict[str, Any]:
    return {
        "lines": [line for line in post.text.split("\n") if line.strip()],
        "hashtags": list(post.hashtags),
        "mentions": list(post.mentions),
        "urls": list(post.urls),
        "forwarded_from": post.forwarded_from,
    }


def _start(dump: tdp.Dump, found: ComparedPost) -> int:
    """The line of the dump on which a post with a text begins."""
    first = _plain(next(line for line in found.page.text.split("\n") if line.strip()))
    if not found.found_in or first in found.missing:
        raise NoGoldError(f"the first line of post {found.page.id} is not in the dump")
    holder = dump[found.found_in[0]]
    if first == _plain(next(line for line in holder.text.split("\n") if line.strip())):
        return holder.source.first_line  # with what is above the text, such as the name of a forward
    lines = dump.lines_of_posts()[holder.index].split("\n")
    at = next(number for number, line in enumerate(lines) if _plain(line) == first)
    while at and _is_above(lines[at - 1], found.page):
        at -= 1
    return holder.source.first_line + at


def _is_above(line: str, post: tdp.Post) -> bool:
    """Whether a line is one of those that a page shows above the text of this post."""
    parts = [post.forwarded_from, *((post.reply_to.author, post.reply_to.text) if post.reply_to else ())]
    return bool(line.strip()) and any(part and _plain(line).endswith(_plain(part)) for part in parts)


def _plain(line: str) -> str:
    return " ".join(line.split())


def _place_textless(
    dump: tdp.Dump, waiting: list[tdp.Post], first: int, end: int, starts: list[int], posts: list[dict[str, Any]]
) -> None:
    """Posts without a text are those of the dump that have none either, if there are as many between two others."""
    if not waiting:
        return
    here = [dump[number] for number in range(first, end) if not dump[number].text]
    if len(here) != len(waiting):
        raise NoGoldError(f"{len(waiting)} posts without a text from post {waiting[0].id} on: {len(here)} in the dump")
    for post, own in zip(waiting, here, strict=True):
        starts.append(own.source.first_line)
        posts.append(_true(post))


def main(words: list[str] | None = None) -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("folders", type=Path, nargs="+", metavar="FOLDER")
    options.add_argument("--force", action="store_true", help="write gold anew where it is already")
    args = options.parse_args(words)
    made = 0
    reasons: Counter[str] = Counter()
    for folder in args.folders:
        for path, of_page in pairs(folder):
            target = path.with_name(f"{path.stem}.gold.json")
            if target.exists() and not args.force:
                reasons["gold is there already (--force)"] += 1
                continue
            try:
                found = gold(tdp.parse_file(path), tdp.parse_file(of_page, albums="join"))
            except (NoGoldError, tdp.DumpError) as error:
                print(f"{path}: no gold: {error}", file=sys.stderr)
                reasons["no gold"] += 1
                continue
            target.write_text(json.dumps(found, ensure_ascii=False), "utf-8")
            made += 1
    print(f"{made} made" + "".join(f", {count}: {reason}" for reason, count in reasons.items()))


if __name__ == "__main__":
    main()
