"""Dumps that begin or break off within a text that appears twice: the cut post is one post, and no other is touched."""

from __future__ import annotations

import random

import pytest
from conftest import dump_of, flatten, sentence, starts
from hypothesis import given, settings
from hypothesis import strategies as st

from telegram_dump_parser import Dump, parse


def bodies(seed: int, lines: int = 9, count: int = 8) -> list[list[str]]:
    """Texts of posts, all of several lines."""
    rng = random.Random(seed)
    return [[sentence(rng) for _ in range(rng.randint(2, lines))] for _ in range(count)]


def begins(dump: Dump) -> list[int]:
    return [post.source.first_line for post in dump]


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 5), st.data())
def test_a_cut_invents_no_posts(seed: int, data: st.DataObject) -> None:
    posts = bodies(seed)
    lines = flatten(posts)
    true = starts(posts)
    first = data.draw(st.integers(0, true[2] - 1))  # 0-based, within the first two posts
    end = data.draw(st.integers(true[-2], len(lines)))
    found = begins(parse(dump_of(lines[first:end])))
    whole = [at - first for at in true if first < at <= end]
    # Of a cut post two or three lines may be left, and each of them may be read as a post.
    assert set(found[2:-2]) == set(whole) & set(range(found[2], found[-2]))
    assert len(found) <= len(whole) + 3


@pytest.mark.parametrize("cut", [3, 10, 25])
def test_a_long_text_without_its_beginning_is_one_post(cut: int) -> None:
    posts = [[sentence(random.Random(n)) for n in range(30)], *bodies(1)]
    lines = flatten(posts)
    dump = parse(dump_of(lines[30 + cut :]))
    assert begins(dump)[:2] == [1, 30 - cut]
    assert dump[0].text.split("\n") == lines[30 + cut : 59]


@pytest.mark.parametrize("left", [3, 10, 25])
def test_a_long_text_that_breaks_off_is_one_post(left: int) -> None:
    posts = [*bodies(1), [sentence(random.Random(n)) for n in range(30)]]
    lines = flatten(posts)
    at = starts(posts)[-1]
    dump = parse(dump_of(lines[: at - 1 + left]))
    assert begins(dump) == starts(posts)
    assert dump[-1].text.split("\n") == posts[-1][:left]


def test_a_text_breaks_off_where_another_dialect_follows() -> None:
    """No path leads from one into the other: the search must not follow only such."""
    spaced = [line for n in range(40) for line in (sentence(random.Random(n)), "", "")]
    once = [sentence(random.Random(n)) for n in range(900, 960)]
    for lines in (flatten(bodies(1)) + once + spaced, flatten(bodies(1)) + spaced + once, spaced + once):
        assert len(parse(dump_of(lines))) > 1


def test_posts_of_one_line_at_an_end_stay_posts() -> None:
    rng = random.Random(3)
    posts = [[sentence(rng)] if n % 3 else [sentence(rng), sentence(rng)] for n in range(30)]
    assert begins(parse(dump_of(flatten(posts)))) == starts(posts)


@pytest.mark.parametrize("left", [3, 20, 60])
def test_a_dialect_does_not_flip_where_a_copy_breaks_off(left: int) -> None:
    long = [sentence(random.Random(n), 4) for n in range(90)]
    posts = [*bodies(1), long]
    lines = flatten(posts)
    dump = parse(dump_of(lines[: len(lines) - 89 + left]))
    assert {post.source.dialect for post in dump} == {"echoed"}
    assert begins(dump) == starts(posts)
    assert dump[-1].text.split("\n") == long


def test_equal_ends_of_the_last_texts_are_no_second_copy() -> None:
    """Two texts that appear once, with the same four lines at their ends."""
    end = ["Order by telephone or by letter", "Open from nine to six", "Harbour Street 12", "Closed on Sundays"]
    lines = [line for n in range(12) for line in (sentence(random.Random(n)), sentence(random.Random(n + 50)), *end)]
    assert "echoed" not in {post.source.dialect for post in parse(dump_of(lines))}
