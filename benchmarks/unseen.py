"""Accuracy on channels that no tree has seen: what scripts/train.py measures while it trains them.

The whole parser reads every page of a bench's single-copy folders, as it is and cut at a random line at both ends, with
trees that were trained without the page's channel. The baselines are in the same table.
"""

from __future__ import annotations

import hashlib
import random
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, NamedTuple

import orjson
from baselines import BASELINES
from tables import markdown

from telegram_dump_parser.lines.kinds import LineKind
from telegram_dump_parser.lines.reader import lines_of_bytes
from telegram_dump_parser.segmentation.boundary.model import BoundaryModel
from telegram_dump_parser.segmentation.calibration import share_at
from telegram_dump_parser.segmentation.dialects import PROFILES, Knots
from telegram_dump_parser.segmentation.stream import drafts
from telegram_dump_parser.segmentation.window import Window
from telegram_dump_parser.vocabulary import Dialect

LOW = 0.3  # F1 below which a dump has collapsed
WORST = 10
_OF_POLLS: Final = (LineKind.POLL_TYPE, LineKind.PERCENT)


class Page(NamedTuple):
    """A dump with its gold: the numbers of the first lines of its posts, from 1."""

    name: str
    lines: list[str]
    starts: set[int]
    previews: frozenset[int] | None = frozenset()  # the numbers of the first lines of previews; None: not known

    @property
    def channel(self) -> str:
        """What is before the first dot of the name."""
        return self.name.partition(".")[0]


def pages_of(folder: Path) -> list[Page]:
    pages = []
    for path in sorted(folder.glob("*.txt")):
        lines = path.read_text("utf-8").removesuffix("\n").split("\n")
        gold = orjson.loads(path.with_suffix(".gold.json").read_bytes())
        pages.append(Page(path.stem, lines, set(gold["starts"]), previews_of(lines, gold)))
    return pages


def previews_of(lines: list[str], gold: dict[str, Any]) -> frozenset[int]:
    """Where previews begin: the first line of words below a post's text, if the post is no poll."""
    at = [i for i, line in enumerate(lines) if line.strip()]
    kinds = dict(zip(at, Window([lines[i] for i in at]).kinds, strict=True))
    starts = gold["starts"]
    found = set()
    for first, end, post in zip(starts, [*starts[1:], len(lines) + 1], gold["posts"], strict=True):
        text = [squeezed(line) for line in post["lines"] if line.strip()]
        below: list[int] = []
        done = 0
        for number in range(first, end):
            line = squeezed(lines[number - 1])
            if line and done < len(text) and line == text[done]:
                done += 1
                below = []
            elif line and done == len(text):
                below.append(number)
        if text and done == len(text) and not any(kinds[number - 1] in _OF_POLLS for number in below):
            found |= {*[number for number in below if kinds[number - 1] is LineKind.TEXT][:1]}
    return frozenset(found)


def squeezed(line: str) -> str:
    """A line without its white space."""
    return "".join(line.split())


def channels(bench: Path) -> dict[str, dict[str, str]]:
    """The rows of channels.tsv by channel; none where there is no such file."""
    path = bench / "channels.tsv"
    if not path.exists():
        return {}
    head, *rows = (line.split("\t") for line in path.read_text("utf-8").splitlines())
    return {row[0]: dict(zip(head, row, strict=False)) for row in rows}


def ages(bench: Path) -> dict[str, str]:
    return {channel: row["age"] for channel, row in channels(bench).items()}


def cut(page: Page, ends: str) -> Page:
    """A page that begins or ends, or both, at a random line: up to a third of its lines are lost at either end.

    ends: "both" or "one".
    """
    by_chance = random.Random(hashlib.md5(f"{ends} {page.name}".encode()).hexdigest())
    count = len(page.lines)
    which = 3 if ends == "both" else by_chance.choice((1, 2))
    first = by_chance.randrange(max(1, count // 3)) if which & 1 else 0
    end = count - by_chance.randrange(max(1, count // 3)) if which & 2 else count
    return part(page, first, end)


def part(page: Page, first: int, end: int) -> Page:
    """Lines of a page, but for blank ones at the ends; the first line counts as the start of a post."""
    while first < end - 1 and not page.lines[first].strip():
        first += 1
    while end > first + 1 and not page.lines[end - 1].strip():
        end -= 1
    starts = {start - first for start in page.starts if first < start <= end}
    previews = None if page.previews is None else {start - first for start in page.previews if first < start <= end}
    return Page(page.name, page.lines[first:end], starts | {1}, None if previews is None else frozenset(previews))


class Scheme(NamedTuple):
    """Which trees read which channel."""

    name: str
    model_of: Callable[[str], BoundaryModel | None]  # by channel; None: it is not measured


class Boundary(NamedTuple):
    """A boundary that was found; the first line of a file, which always is one, is none."""

    margin: float
    right: bool
    dialect: str  # that it was read as


@dataclass
class Result:
    """What was found in a page."""

    scheme: str
    dialect: str
    page: Page
    is_cut: bool
    found: set[int]
    boundaries: list[Boundary]
    taken_as: str

    @property
    def right(self) -> int:
        return len(self.found & self.page.starts)

    @property
    def f1(self) -> float:
        return 2 * self.right / (len(self.found) + len(self.page.starts))


@dataclass
class Results:
    rows: list[Result] = field(default_factory=list)

    def of(self, scheme: str, dialect: str | None = None, is_cut: bool | None = None) -> list[Result]:
        return [
            row
            for row in self.rows
            if row.scheme == scheme and dialect in (None, row.dialect) and is_cut in (None, row.is_cut)
        ]

    def margins(self, scheme: Scheme, dialect: str, half: int | None = None) -> list[tuple[float, bool]]:
        """Margins of the boundaries that were read as of a dialect, and whether they are right; of half of channels."""
        return [
            (one.margin, one.right)
            for row in self.of(scheme.name)
            if half is None or half_of(row.page.channel) == half
            for one in row.boundaries
            if one.dialect == dialect
        ]


def half_of(channel: str) -> int:
    return hashlib.md5(f"half {channel}".encode()).digest()[0] % 2


def evaluated(pages: dict[str, list[Page]], schemes: Iterable[Scheme]) -> Results:
    """Every page of each dialect, as it is and cut, read under each scheme."""
    results = Results()
    for scheme in schemes:
        for dialect, of_dialect in pages.items():
            for page in of_dialect:
                model = scheme.model_of(page.channel)
                if model is not None:
                    results.rows += [
                        _read(scheme.name, dialect, one, one is not page, model) for one in (page, cut(page, "both"))
                    ]
    return results


def _read(scheme: str, dialect: str, page: Page, is_cut: bool, model: BoundaryModel) -> Result:
    found: set[int] = set()
    boundaries = []
    lines: dict[str, int] = defaultdict(int)
    for draft in drafts(lines_of_bytes("\n".join([*page.lines, ""]).encode()), model=model):
        if draft.gap is not None:
            continue
        number = draft.lines[0].number
        lines[draft.dialect] += len(draft.lines)
        if found:
            boundaries.append(Boundary(draft.margin, number in page.starts, draft.dialect))
        found.add(number)
    return Result(scheme, dialect, page, is_cut, found, boundaries, max(lines, key=lambda name: lines[name]))


def micro(rows: Sequence[Result]) -> tuple[float, float, float]:
    """Precision, recall, and F1 over all posts."""
    right, found = sum(row.right for row in rows), sum(len(row.found) for row in rows)
    true = sum(len(row.page.starts) for row in rows)
    return right / max(1, found), right / max(1, true), 2 * right / max(1, found + true)


def low(rows: Sequence[Result]) -> float:
    """The share of dumps that have collapsed."""
    return sum(row.f1 < LOW for row in rows) / max(1, len(rows))


def error(confidences: Sequence[tuple[float, bool]]) -> float:
    """The expected calibration error over ten bins."""
    off = [0.0] * 10
    for sure, right in confidences:
        off[min(9, int(10 * sure))] += sure - right
    return sum(map(abs, off)) / max(1, len(confidences))


Fit = Callable[[list[tuple[float, bool]]], Knots]
GENRES = {
    "shops, deals": ("shop", "deals"),
    "brokers, investing": ("broker", "investing", "disclosures", "finance", "crypto"),
    "news": ("news", "newspaper", "TV", "tabloid", "radio"),
    "programming, technology": ("tech", "programming", "engineering", "cybersecurity", "science"),
}
OTHER = "other"


def genre(name: str) -> str:
    """The group of genres that a channel's genre is of: the first that has a word of it."""
    return next((group for group, words in GENRES.items() if any(word in name for word in words)), OTHER)


def confidences(results: Results, scheme: Scheme, dialect: str, fit: Fit) -> list[tuple[float, bool]]:
    """How sure each boundary in dumps of a dialect is, by knots of the other half of channels, and if it is right."""
    knots: dict[tuple[str, int], Knots] = {}
    found = []
    for row in results.of(scheme.name, dialect):
        other = 1 - half_of(row.page.channel)
        for one in row.boundaries:
            key = one.dialect, other
            if key not in knots:
                own = PROFILES[Dialect(one.dialect)].knots
                knots[key] = own or fit(results.margins(scheme, one.dialect, other))
            found.append((share_at(knots[key], one.margin), one.right))
    return found


def overview(results: Results, schemes: Sequence[Scheme], dialects: Iterable[str], fit: Fit) -> str:
    rows = []
    for dialect in dialects:
        for scheme in schemes:
            whole, cut_ = (results.of(scheme.name, dialect, is_cut) for is_cut in (False, True))
            sure = error(confidences(results, scheme, dialect, fit))
            taken = sum(row.taken_as != dialect for row in whole) / max(1, len(whole))
            macro = sum(row.f1 for row in whole) / max(1, len(whole))
            figures = (*micro(whole), macro, low(whole), micro(cut_)[2], low(cut_), sure, taken)
            rows.append([f"`{dialect}`, {scheme.name}", str(len(whole)), *(f"{x:.3f}" for x in figures)])
    head = (
        "unseen channels", "dumps", "P", "R", "F1", "macro F1", f"below {LOW}", "F1, cut", f"below {LOW}, cut",
        "ECE", "taken for another dialect",
    )  # fmt: skip
    return markdown(head, rows)


def short(results: Results, schemes: Sequence[Scheme], dialects: Iterable[str]) -> str:
    """The table of README.md."""
    rows = []
    for dialect in dialects:
        of_each = [results.of(scheme.name, dialect, is_cut) for scheme in schemes for is_cut in (False, True)]
        cells = [f"{micro(of_one)[2]:.3f}" for of_one in of_each]
        rows.append([f"`{dialect}`", *cells])
    head = [f"{scheme.name}{ends}" for scheme in schemes for ends in ("", ", cut")]
    return markdown(("F1", *head), rows)


def baselines(pages: dict[str, list[Page]]) -> str:
    rows = []
    for dialect, of_dialect in pages.items():
        cells = []
        for split in BASELINES.values():
            right = found = 0
            for page in of_dialect:
                starts = {first + 1 for first, _ in split(page.lines)}
                right += len(starts & page.starts)
                found += len(starts)
            cells.append(f"{2 * right / (found + sum(len(page.starts) for page in of_dialect)):.3f}")
        rows.append([f"`{dialect}`", *cells])
    return markdown(("F1 of the baselines", *(name.replace("-", " ") for name in BASELINES)), rows)


def groups(results: Results, scheme: Scheme, dialects: Sequence[str], name: str, of: Callable[[str], str]) -> str:
    """F1 by some grouping of channels."""
    names = sorted({of(row.page.channel) for row in results.of(scheme.name)})
    table = []
    for group in names:
        rows = [row for row in results.of(scheme.name, is_cut=False) if of(row.page.channel) == group]
        count = len({row.page.channel for row in rows})
        by = [micro([row for row in rows if row.dialect == dialect])[2] for dialect in dialects]
        table.append([group, str(count), *(f"{x:.3f}" for x in by)])
    return markdown((name, "channels", *(f"`{dialect}`" for dialect in dialects)), table)


def worst(results: Results, scheme: Scheme, kinds: dict[str, dict[str, str]]) -> str:
    """The channels with the lowest F1 in a dialect: how many posts were found of how many."""
    by: dict[tuple[str, str], list[Result]] = defaultdict(list)
    for row in results.of(scheme.name, is_cut=False):
        by[row.dialect, row.page.channel].append(row)
    rows = []
    for (dialect, channel), of_channel in sorted(by.items(), key=lambda item: micro(item[1])[2])[:WORST]:
        kind = kinds.get(channel, {})
        found, true = sum(len(row.found) for row in of_channel), sum(len(row.page.starts) for row in of_channel)
        name = f"{kind.get('genre', '?')} ({kind.get('language', '?')}), `{dialect}`"
        rows.append([name, str(len(of_channel)), str(true), str(found), f"{micro(of_channel)[2]:.3f}"])
    return markdown(("the worst channels", "dumps", "posts", "found", "F1"), rows)


def written(results: Results, bench: Path, pages: dict[str, list[Page]], schemes: Sequence[Scheme], fit: Fit) -> str:
    """The tables of docs/accuracy.md; the first scheme is the one of the tables in detail."""
    kinds = channels(bench)
    dialects = [*pages]

    def language(channel: str) -> str:
        return kinds.get(channel, {}).get("language", "?")

    def genre_of(channel: str) -> str:
        return genre(kinds.get(channel, {}).get("genre", ""))

    first = schemes[0]
    return "\n\n".join(
        (
            overview(results, schemes, dialects, fit),
            baselines(pages),
            groups(results, first, dialects, "language", language),
            groups(results, first, dialects, "genre", genre_of),
            worst(results, first, kinds),
        )
    )
