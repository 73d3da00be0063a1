"""Invented dumps for all tests: prose that never repeats, and the layout rule that flattens posts."""

from __future__ import annotations

import gc
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

_SYLLABLES = [a + b for a in "bdfgklmnrstvz" for b in "aeiou"]


def word(rng: random.Random) -> str:
    """A word of no language, six to twelve letters: chance does not write it twice."""
    return "".join(rng.choices(_SYLLABLES, k=rng.randint(3, 6)))


def sentence(rng: random.Random, words: int | None = None) -> str:
    """A line of prose that no other line of the dump equals."""
    chosen = [word(rng) for _ in range(words or rng.randint(7, 20))]
    return " ".join(chosen).capitalize() + "."


def flatten(posts: list[list[str]]) -> list[str]:
    """The layout rule: line 1, lines 2…n, lines 2…n again; nothing between posts."""
    return [line for post in posts for line in (*post, *post[1:])]


def starts(posts: list[list[str]]) -> list[int]:
    """The first line, from 1, of each post of `flatten(posts)`."""
    at, found = 1, []
    for post in posts:
        found.append(at)
        at += 2 * len(post) - 1
    return found


def dump_of(lines: list[str], end: str = "\n") -> bytes:
    return "".join(line + end for line in lines).encode()


@pytest.fixture
def dumps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with dumps, and the current one."""
    from running import BROKEN, ONE, TWO

    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "120")
    for name, data in (("one.txt", ONE), ("two.txt", TWO), ("broken.txt", BROKEN), ("empty.txt", b"")):
        (tmp_path / name).write_bytes(data)
    return tmp_path


@pytest.fixture(autouse=True)
def _collector() -> Iterator[None]:
    """The command switches the garbage collector off, which is fit for a process of its own only."""
    yield
    gc.enable()
