"""Where stretches end: the same whether lines are taken one by one or together."""

from __future__ import annotations

import random

import pytest

from telegram_dump_parser.lines.reader import Line
from telegram_dump_parser.segmentation.stream import BUFFER, BUFFER_LINES, LOOK_AHEAD, Grid

TOGETHER = 64


def line(text: str, *, is_fragment: bool = False) -> Line:
    return Line(text, 1, 0, len(text), damaged=False, is_fragment=is_fragment)


@pytest.mark.parametrize("longest", [0, 3, 200, 3_000])
def test_lines_together_as_one_by_one(longest: int) -> None:
    random.seed(longest)
    lines = [line("x" * random.randint(0, longest)) for _ in range(max(2 * BUFFER_LINES, 4 * BUFFER // (longest + 1)))]
    single, together = Grid(), Grid()
    expected = [single.add(one.text) for one in lines]
    found: list[int] = []
    passed = 0
    for at in range(0, len(lines), TOGETHER):
        some = lines[at : at + TOGETHER]
        if together.passes(some):
            passed += 1
            found += [0] * len(some)
        else:
            found += [together.add(one.text) for one in some]
    assert found == expected
    assert Grid.END in expected
    assert passed > (len(lines) // TOGETHER) // 2 or longest * TOGETHER > LOOK_AHEAD // 2


def test_a_fragment_is_never_passed() -> None:
    assert not Grid().passes([line("a"), line("b", is_fragment=True)])
    assert Grid().passes([line("a"), line("b")])
