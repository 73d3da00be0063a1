"""Time grows with the dump and no faster, also on dumps that were made to be slow.

Four times the input may take six times as long. Sizes are small, so the garbage collector is off and the best of
several runs counts.
"""

from __future__ import annotations

import gc
import random
import time
from collections import deque
from collections.abc import Callable

import pytest
from conftest import flatten, sentence

from telegram_dump_parser import iter_posts

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
    "percents": (lambda n: "What?\nAnonymous Poll\n" + "34%\nyes\n" * (n // 2), 800),
}


def seconds(data: bytes, runs: int) -> float:
    best = float("inf")
    for _ in range(runs):
        start = time.perf_counter()
        deque(iter_posts(data), 0)
        best = min(best, time.perf_counter() - start)
    return best


@pytest.mark.parametrize("name", SHAPES)
def test_time_grows_with_the_dump(name: str) -> None:
    shape, size = SHAPES[name]
    small, large = shape(size).encode(), shape(4 * size).encode()
    gc.collect()
    gc.disable()
    ratio = 0.0
    for _ in range(3):  # a machine may be busy with something else
        before = max(seconds(small, 3), 0.002)  # below, a clock measures itself
        ratio = seconds(large, 1 if ratio == 0 else 2) / before
        if ratio < 6:
            return
    pytest.fail(f"four times the input took {ratio:.1f} times as long")
