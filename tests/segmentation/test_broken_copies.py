"""Second copies whose lines are pieces of those of the first, or hold more: as inline code leaves them."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from conftest import dump_of, flatten, sentence
from growth import growth
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from telegram_dump_parser import Dump, parse


def others(seed: int) -> list[list[str]]:
    rng = random.Random(seed)
    return [[sentence(rng) for _ in range(3)] for _ in range(4)]


def between(lines: list[str], seed: int = 0) -> tuple[Dump, int]:
    """The dump of some lines amid other posts, and where they begin."""
    posts = others(seed)
    before = flatten(posts[:2])
    return parse(dump_of([*before, *lines, *flatten(posts[2:])])), len(before) + 1


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 1000), st.data())
def test_pieces_of_any_line_belong_to_it(seed: int, data: st.DataObject) -> None:
    rng = random.Random(seed + 1)
    post = [sentence(rng) for _ in range(data.draw(st.integers(3, 6)))]
    copy = post[1:]
    at = data.draw(st.integers(0, len(copy) - 1))
    words = copy[at].split()
    first = data.draw(st.integers(1, len(words) - 2))
    last = data.draw(st.integers(first + 1, len(words) - 1))
    pieces = [" ".join(part) for part in (words[:first], words[first:last], words[last:])]
    assume(min(map(len, pieces)) >= 12)  # a word alone is no sign
    copy[at : at + 1] = pieces
    dump, start = between([*post, *copy], seed)
    found = [post.source.first_line for post in dump]
    assert found[2:4] == [start, start + len(post) + len(copy)]
    assert dump[2].text.split("\n") == post


def test_a_line_with_a_piece_before_it_takes_its_place() -> None:
    post = ["What the flag does", "It sets the level", "for every run"]
    dump, start = between([*post, "It sets the level", "OPTIMIZE", "?for every run"])
    assert [post.source.first_line for post in dump][2:4] == [start, start + 6]
    assert dump[2].text.split("\n") == ["What the flag does", "It sets the level", "OPTIMIZE", "?for every run"]


def test_rows_that_begin_alike_are_no_pieces() -> None:
    rows = ["Prices of today", "Lamb chops 100", "Lamb chops 1000", "Lamb chops 10000", "Lamb chops 100000"]
    dump, start = between([*rows, *rows[1:]])
    assert [post.source.first_line for post in dump][2:4] == [start, start + 9]
    assert dump[2].text.split("\n") == rows


@pytest.mark.parametrize("line", ["ab" * 40, "abcdefgh {}", "{} abcdefgh"])
def test_hostile_lines_take_linear_time(line: str) -> None:
    def work(count: int) -> Callable[[], object]:
        rng = random.Random(1)
        data = dump_of([line.format(rng.randrange(10)) * rng.randint(1, 4) for _ in range(count)])
        return lambda: parse(data)

    assert growth(work, 1_000, 4, 12) < 12  # 4 if linear, 16 if quadratic


def test_a_text_in_another_order_is_never_sure() -> None:
    post = ["The plan of the harbour", "It was drawn in spring.", "It hangs in the hall.", "So the mayor writes."]
    lines = [*post, *post[1:3]]  # the last line of copy 1 was pulled out of its place
    dump, start = between(lines)
    found = {post.source.first_line: post for post in dump}[start]
    assert found.text.split("\n") == [post[0], post[3], *post[1:3]]
    assert found.boundary.confidence < 0.99
