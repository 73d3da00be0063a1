"""Posts between sure cuts: what is said of them without a search is what the search finds."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from telegram_dump_parser.segmentation.search import lattice
from telegram_dump_parser.segmentation.search.costs import Pricer
from telegram_dump_parser.segmentation.search.dump_statistics import first_guess
from telegram_dump_parser.segmentation.search.lattice import Lattice
from telegram_dump_parser.segmentation.search.path import Segment
from telegram_dump_parser.segmentation.window import Window

REACTIONS = "❤28🔥16"


def text_of(make: random.Random, count: int) -> list[str]:
    words = ["harbour", "ferry", "market", "lantern", "night", "north", "quay"]
    return [f"{make.choice(words).title()} {make.random()} {' '.join(make.choices(words, k=6))}." for _ in range(count)]


def twice(make: random.Random) -> list[str]:
    lines = text_of(make, make.randint(2, 6))
    return [*lines, *lines[1:]]


POSTS: list[tuple[int, Callable[[random.Random], list[str]]]] = [
    (8, twice),
    (5, lambda make: [*twice(make), REACTIONS]),
    (1, lambda make: text_of(make, 1)),
    (1, lambda make: ["Media is too big", "VIEW IN TELEGRAM", *twice(make)]),
    (1, lambda make: [*twice(make), "Please open Telegram to view this post", "VIEW IN TELEGRAM"]),
    (1, lambda make: [*twice(make), "Example", "A title of its own", "What it says of the page."]),
    (1, lambda make: [*twice(make)[:-1], REACTIONS]),
    (1, lambda make: [REACTIONS]),
]


def dump(seed: int, posts: int) -> list[str]:
    make = random.Random(seed)
    weights = [weight * make.random() for weight, _ in POSTS]
    return [line for _, post in make.choices(POSTS, weights, k=posts) for line in post(make)]


def solved(lines: list[str], beam: float) -> list[Segment]:
    window = Window(lines)
    return Lattice(window).solve(0, window.size, [Pricer(window, first_guess(window))], [0] * window.size, beam)


def described(readings: list[Segment]) -> list[tuple[object, ...]]:
    return [
        (post.first, post.end, post.margin, [(step.first, step.end, step.state) for step in post.steps])
        for post in readings
    ]


@pytest.mark.parametrize("beam", [0.5, 4.0, 7.0])
@pytest.mark.parametrize("seed", range(25))
def test_they_are_those_that_a_search_finds(seed: int, beam: float, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = dump(seed, 40)
    found = described(solved(lines, beam))
    monkeypatch.setattr(lattice, "sure_posts", lambda _echoes, first, *_: first)
    assert described(solved(lines, beam)) == found
    monkeypatch.setattr(lattice, "is_sure", lambda *_: False)
    assert described(solved(lines, beam)) == found


def test_most_plain_posts_need_no_search(monkeypatch: pytest.MonkeyPatch) -> None:
    make = random.Random(0)
    lines = [line for number in range(30) for line in [*twice(make), *([REACTIONS] if number % 2 else [])]]
    searched = 0
    search = lattice._Run

    def counted(first: int, end: int) -> lattice._Run:
        nonlocal searched
        searched += 1
        return search(first, end)

    monkeypatch.setattr(lattice, "_Run", counted)
    assert len(solved(lines, 4.0)) == 30
    assert searched <= 1
