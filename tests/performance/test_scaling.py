"""Time grows with the dump and no faster, also on dumps that were made to be slow; memory does not grow.

Four times the input may take six times as long, ten times the input a tenth more memory. Sizes are small, so the
garbage collector is off and the best of several runs counts.
"""

from __future__ import annotations

import gc
import random
import sys
import time
import tracemalloc
from collections import deque
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from conftest import flatten, sentence

from telegram_dump_parser import iter_items, iter_posts
from telegram_dump_parser.formats import detection as forms
from telegram_dump_parser.lines import reader as source
from telegram_dump_parser.lines.lookahead import Lookahead
from telegram_dump_parser.lines.reader import Line, lines_of_bytes
from telegram_dump_parser.segmentation import draft
from telegram_dump_parser.segmentation import stream as drafts
from telegram_dump_parser.segmentation.boundary.model import TreeModel
from telegram_dump_parser.segmentation.window import Window

ALPHABET = [f"Row {number} of a long list of things that recurs." for number in range(500)]


def listing(n: int, period: int, noise: float = 0.01) -> str:
    rng = random.Random(n)
    return "\n".join(ALPHABET[i % period] if rng.random() > noise else f"Noise {rng.random()}" for i in range(n))


def fibonacci(n: int) -> str:
    """Repeats at every length, and no period."""
    short, long = "a", "ab"
    while len(long) < n:
        short, long = long, long + short
    return "\n".join("The first line of two." if c == "a" else "The second line of two." for c in long[:n])


def nested(n: int) -> str:
    """Repeats of repeats, as long as they can get."""
    lines, turn = ["The first line of all.", "And the second one."], 0
    while len(lines) < n:
        lines, turn = [*lines, f"Turn {turn}.", *lines], turn + 1
    return "\n".join(lines[:n])


def staircase(n: int) -> str:
    """Each text is the one before and a line more."""
    lines: list[str] = []
    while len(lines) < n:
        for steps in range(1, 60):
            lines += ALPHABET[:steps]
    return "\n".join(lines[:n])


def any_of(pool: list[str]) -> Callable[[int], str]:
    """Lines of a pool, by chance."""
    return lambda n: "\n".join(random.Random(n).choices(pool, k=n))


def prose(n: int) -> str:
    rng = random.Random(n)
    lines: list[str] = []
    while len(lines) < n:
        lines += flatten([[sentence(rng) for _ in range(rng.randint(1, 6))]])
    return "\n".join(lines[:n])


# A shape of dump, by its number of lines (or of pieces, where all is one line), and the smaller of two sizes.
SHAPES: dict[str, tuple[Callable[[int], str], int]] = {
    "same line": (lambda n: "The same line, over and over again.\n" * n, 500),
    "two lines": (lambda n: "The first line of two.\nThe second line of two.\n" * (n // 2), 500),
    "period 500": (lambda n: listing(n, 500), 1500),
    "period 7": (lambda n: listing(n, 7), 500),
    "no period": (fibonacci, 600),
    "there and back": (lambda n: "\n".join(ALPHABET[abs(i % 200 - 100)] for i in range(n)), 500),
    "prose": (prose, 1000),
    "addresses": (lambda n: "\n".join(f"10.{i >> 16}.{i >> 8 & 255}.{i & 255}:80" for i in range(n)), 1000),
    "hashtags": (lambda n: " ".join(f"#tag{i}" for i in range(n)), 20_000),
    "links": (lambda n: " ".join(f"https://example{i}.org/a" for i in range(n)), 20_000),
    "emoji": (lambda n: "❤️‍🔥" * n, 50_000),
    "counts": (lambda n: "❤1" * n, 50_000),
    "commas after a pin": (lambda n: "📍 " + "Almaty, " * n, 20_000),
    "dates after a pin": (lambda n: "📍 " + "April 10, " * n, 20_000),
    "blank lines": (lambda n: "\n" * n, 60_000),
    "spaces": (lambda n: " " * n + "x", 400_000),
    "reactions": (lambda n: "❤28🔥16👍1\n" * n, 1000),
    "lone emoji": (lambda n: "🔥\n" * n, 500),
    "labels": (lambda n: "This media is not supported in your browser\n" * n, 2000),
    "notices": (lambda n: "Please open Telegram to view this post\nVIEW IN TELEGRAM\n" * (n // 2), 1000),
    "forwards": (lambda n: "Forwarded from Channel of the North\n" * n, 1000),
    "percents alone": (lambda n: "34%\n" * n, 500),
    "one character": (lambda n: "a\n" * n, 500),
    "characters": (any_of(list("abcdefgh1#…")), 500),
    "words": (lambda n: "".join(f"Name{i}\n" for i in range(n)), 1000),
    "numbers": (lambda n: "".join(f"{i % 50}\n" for i in range(n)), 500),
    "rows": (lambda n: "".join(f"{i}. a row\n" for i in range(n)), 1000),
    "sizes": (lambda n: "report.pdf\n25.2 MB\n" * (n // 2), 500),
    "replies to photos": (lambda n: "Photo\n" * n, 400),
    "sites": (lambda n: "YouTube\n" * n, 400),
    "header": (lambda n: "63.3K subscribers\n" * n, 1000),
    "headers": (lambda n: "Town\n63.3K subscribers\nNews\nDownload Telegram\n" * (n // 4), 1000),
    "headers without a button": (lambda n: "Town\n63.3K subscribers\nNews\n" * (n // 3), 1000),
    "footers": (lambda n: "".join(f"{i % 900} views09:{i % 60:02}\n" for i in range(n)), 1000),
    "footers in pieces": (lambda n: "".join(f"{i % 900}\nviews\n" for i in range(n // 2)), 1000),
    "a page": (lambda n: "".join(f"Town\nRow {i}\n{i % 900} views 09:{i % 60:02}\n" for i in range(n // 3)), 2000),
    "a page of long posts": (
        lambda n: ("Town\n" + "Row of a post\n" * 400 + "7 views 09:02\n") * (n // 400),
        8000,
    ),
    "a page and what is like it": (
        lambda n: "Town\nA\n5 views 09:01\nTown\nB\n6 views 09:02\nTown\n" + "7 views 09:03\na\n" * (n // 2),
        2000,
    ),
    "heads of one minute": (lambda n: "x\n\n" + "Anna, [04.05.2025 12:30]\n\n" * (n // 2), 2000),
    "two heads in turn": (
        lambda n: "x\n\n" + "Anna, [04.05.2025 12:30]\n\nBen, [04.05.2025 12:30]\n\n" * (n // 4),
        2000,
    ),
    "headers of two lines": (lambda n: "1 file\nDownload Telegram\n" * (n // 2), 2000),
    "above posts of viewers": (lambda n: "Telegram Group & Telegram Channel\nx\n" * (n // 2), 2000),
    "rows that appear twice": (
        lambda n: "".join(
            "Telegram Group & Telegram Channel\n" + "".join(f"a\n{5 * i + j}\n" for j in range(5))
            for i in range(n // 11)
        ),
        2000,
    ),
    "service": (lambda n: "Channel created\n" * n, 500),
    "date lines": (lambda n: "January 19\n" * n, 500),
    "places": (lambda n: "".join(f"📍 Lakeside, May {i % 31 + 1}\n" for i in range(n)), 400),
    "repeats of repeats": (nested, 500),
    "staircase": (staircase, 1000),
    "Telegram's lines": (any_of(["VIEW IN TELEGRAM", "🔥", "12", "34%", "Poll", "Photo", "a.pdf", "❤1", "May 4"]), 500),
    "posts far apart": (lambda n: ("x" + "\n" * 40) * (n // 40), 20_000),
    "surrogates": (lambda n: "\ud800\n" * n, 400),
    "one word": (lambda n: "x" * n, 400_000),
    "one word of another script": (lambda n: "я" * n, 200_000),
    "dates": (lambda n: "1/1/2024 " * n, 2000),
    "mojibake": (lambda n: "ðŸ”¥1" * n, 50_000),
    "percents": (lambda n: "What?\nAnonymous Poll\n" + "34%\nyes\n" * (n // 2), 800),
}


def seconds(data: bytes, runs: int) -> float:
    best = float("inf")
    for _ in range(runs):
        start = time.process_time()  # what others do on the machine takes none of it
        deque(iter_posts(data), 0)
        best = min(best, time.process_time() - start)
    return best


@pytest.mark.parametrize("name", SHAPES)
def test_time_grows_with_the_dump(name: str) -> None:
    shape, size = SHAPES[name]
    small, large = (shape(n).encode("utf-8", "surrogatepass") for n in (size, 4 * size))
    gc.collect()
    gc.disable()
    ratio = 0.0
    for _ in range(3):  # a machine may be busy with something else
        before = max(seconds(small, 3), 0.002)  # below, a clock measures itself
        ratio = seconds(large, 1 if ratio == 0 else 2) / before
        if ratio < 6:
            return
    pytest.fail(f"four times the input took {ratio:.1f} times as long")


@pytest.mark.parametrize("name", ["one character", "numbers", "posts far apart", "same line", "prose", "places"])
def test_no_line_is_read_over_and_over(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a stretch leaves for the next one is little, however short the lines are."""
    monkeypatch.setattr(drafts, "BUFFER_LINES", 600)
    monkeypatch.setattr(drafts, "LOOK_AHEAD_LINES", 150)
    read = 0
    stretch = drafts.drafts_of_stretch

    def counted(lines: list[Line], *how: Any) -> Iterator[draft.Draft]:
        nonlocal read
        read += len(lines)
        return stretch(lines, *how)

    monkeypatch.setattr(drafts, "drafts_of_stretch", counted)
    data = SHAPES[name][0](4000).encode()
    deque(iter_items(data), 0)
    assert read <= 4 * (data.count(b"\n") + 1)


@pytest.mark.parametrize("name", ["heads of one minute", "two heads in turn", "above posts of viewers", "headers"])
def test_no_format_looks_ahead_in_vain_without_end(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lines that look like the beginning of a format, one after the other, do not each cost a whole look-ahead."""
    monkeypatch.setattr(forms, "_LOOKS", 2_000)
    looked = 0
    genuine = Lookahead.ahead

    def counted(self: Lookahead) -> Iterator[Line]:
        nonlocal looked
        for line in genuine(self):
            looked += 1
            yield line

    monkeypatch.setattr(Lookahead, "ahead", counted)
    lines = 8_000
    deque(iter_items(SHAPES[name][0](lines).encode()), 0)
    assert looked < 60 * lines  # each of some ten formats looks at a few, and not at thousands for each of them


def test_stretches_in_turn_share_a_look(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where texts appear twice and once in turn, every few lines, each line is looked at once."""
    looked = 0
    log_odds = TreeModel.log_odds

    def counted(self: TreeModel, window: Window, *how: Any) -> list[float]:
        nonlocal looked
        looked += window.size
        return log_odds(self, window, *how)

    monkeypatch.setattr(TreeModel, "log_odds", counted)
    posts = []
    for k in range(200):
        body = [f"Flour {k} and {j} eggs." for j in range(4)]
        posts += [f"Cake {k} of the summer", *body, *body]
        posts += [
            line for j in range(3) for line in (f"Notice {k} of house {j}", "", f"Nobody stays in house {j} on day {k}")
        ]
    data = "\n".join(posts).encode()
    dialects = {post.source.dialect for post in iter_posts(data)}
    assert dialects == {"echoed", "spaced"}
    assert len(posts) / 4 < looked <= 2 * len(posts)


def peak(stream: Iterator[object]) -> int:
    """The most bytes at once that a stream takes, of posts and gaps or of lines."""
    tracemalloc.start()
    try:
        deque(stream, 0)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def shrink(patch: pytest.MonkeyPatch, **sizes: int) -> None:
    """Make a size that bounds what is held or looked at smaller, in whatever modules of the package take it."""
    deque(iter_items(b"A line.\n"), 0)  # loads them
    parts = [module for name, module in sys.modules.items() if name.startswith("telegram_dump_parser.")]
    for name, size in sizes.items():
        modules = [module for module in parts if isinstance(getattr(module, name, None), int)]
        larger = [module for module in modules if getattr(module, name) > size]
        assert larger, name
        for module in larger:
            patch.setattr(module, name, size)


@pytest.mark.parametrize("name", ["prose", "one character", "blank lines", "places", "labels", "spaces"])
def test_memory_does_not_grow_with_the_dump(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    # Smaller blocks and stretches, and a shorter wait for the year of a date: the smaller dump has several of each.
    monkeypatch.setattr(source, "BLOCKS", source.Blocks(head=256, size=256, longest=512))
    shrink(monkeypatch, BUFFER=2_000, BUFFER_LINES=60, LOOK_AHEAD=500, LOOK_AHEAD_LINES=15)
    shrink(monkeypatch, REACH=500, _REACH=500, WINDOW=1_000, LOOKED=20)
    shape, _ = SHAPES[name]
    size = 10_000 // max(32, len(shape(100)) // 100)
    small, large = shape(size).encode(), shape(10 * size).encode()
    for data in (small, large):  # what is kept for good
        deque(iter_items(data), 0)
    # Tables that double make steps of some 64 KB; the lines of the larger dump alone would be ten times as much.
    assert peak(iter_items(large)) < 1.1 * peak(iter_items(small)) + (128 << 10)


def test_a_block_of_short_lines_takes_little_memory() -> None:
    """Lines of a byte or two are many to a block: what is made of one at once counts, not its bytes."""
    assert peak(lines_of_bytes(b"\n" * 300_000)) < 16 << 20
