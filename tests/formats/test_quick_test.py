"""The test that each line of a dump meets: no line at which a format may begin is missed, and few others pass."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from telegram_dump_parser.formats.detection import FORMATS, QuickTest

AMID = [format for format in FORMATS if format.amid]
FIXTURES = Path(__file__).parents[2] / "fixtures"
LINES = sorted({line for path in FIXTURES.rglob("*.txt") for line in path.read_text("utf-8", "replace").splitlines()})
PASS = QuickTest(AMID)


def may_begin(line: str) -> bool:
    return any(format.may_begin(line) for format in AMID)


def test_it_lets_pass_what_a_format_lets_pass() -> None:
    passing = [line for line in LINES if PASS(line)]
    assert [line for line in LINES if may_begin(line) and not PASS(line)] == []
    assert 20 < len(passing) < len(LINES) // 4
    first_lines = {line for format in AMID for line in getattr(format, "first_lines", ())}
    assert all(PASS(f"{' ' * indent}{line}") for line in first_lines for indent in (0, 4))


@given(
    st.sampled_from(LINES), st.sampled_from(["", " ", "  ", "\u200e", "]", "[1"]), st.sampled_from(["", " ", "\t", ")"])
)
def test_whatever_stands_around(line: str, before: str, after: str) -> None:
    line = f"{before}{line}{after}"
    assert PASS(line) or not may_begin(line)


@given(st.lists(st.sampled_from(LINES), max_size=9))
def test_of_some_lines_as_of_each(some: list[str]) -> None:
    assert PASS.any_of(some) or not any(map(PASS, some))


def test_most_lines_are_done_with_together() -> None:
    passing = sum(PASS.any_of(LINES[at : at + 8]) for at in range(0, len(LINES), 8))
    assert passing <= sum(map(PASS, LINES))
