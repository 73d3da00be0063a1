"""Lines that are looked at before they are taken: none is lost, none is given twice, and little is held."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telegram_dump_parser.lines.lookahead import HELD_BACK, LONGEST_HELD_BACK, Lookahead, is_blank
from telegram_dump_parser.lines.reader import Line, lines_of_bytes


def lines(*texts: str) -> list[Line]:
    return list(lines_of_bytes("\n".join(texts).encode()))


def numbered(count: int) -> list[Line]:
    return lines(*map(str, range(count)))


def texts(found: Iterator[Line] | list[Line]) -> list[str]:
    return [line.text for line in found]


@pytest.mark.parametrize(("text", "blank"), [("", True), (" \t\u00a0", True), ("a", False), (" . ", False)])
def test_blank(text: str, blank: bool) -> None:
    assert is_blank(text) is blank


def test_what_is_looked_at_stays() -> None:
    ahead = Lookahead(numbered(5))
    assert ahead.peek() is ahead.peek()
    look = ahead.ahead()
    assert [next(look).text for _ in range(3)] == ["0", "1", "2"]
    assert ahead.pop().text == "0"
    assert texts(ahead.take(2)) == ["1", "2"]
    assert texts(ahead.ahead()) == ["3", "4"]
    assert texts(ahead.take(2)) == ["3", "4"]
    assert ahead.peek() is None
    assert list(ahead.ahead()) == []


def test_lines_after_others_stay() -> None:
    ahead = Lookahead(numbered(200))
    assert [line.text for line in ahead.after(2, 3)] == ["2", "3", "4"]
    assert [line.text for line in ahead.after(190, 64)] == [str(i) for i in range(190, 200)]
    assert ahead.after(200, 1) == []
    assert ahead.looked == 13
    assert [line.text for line in ahead.take(200)] == [str(i) for i in range(200)]


def test_long_lines_after_others_come_a_few_at_a_time() -> None:
    long = "x" * (LONGEST_HELD_BACK + 1)
    ahead = Lookahead(lines("a", long, "b", long, long))
    counts = []
    at = 0
    while some := ahead.after(at, 64):
        at += len(some)
        counts.append(len(some))
    assert counts == [2, 2, 1]


def test_no_more_is_read_than_looked_at() -> None:
    read: list[str] = []

    def source() -> Iterator[Line]:
        for line in numbered(10):
            read.append(line.text)
            yield line

    ahead = Lookahead(source())
    assert read == []
    ahead.peek()
    assert len(read) == 1
    look = ahead.ahead()
    next(look), next(look)
    assert len(read) == 2


def test_until_takes_the_first_line_in_any_case() -> None:
    ahead = Lookahead(lines("stop", "a", "stop", "b"))
    assert texts(ahead.until(lambda text: text == "stop", lambda: True)) == ["stop", "a"]
    assert texts(ahead.ahead()) == ["stop", "b"]
    assert texts(ahead.until(lambda text: text == "stop", lambda: True)) == ["stop", "b"]


def test_until_goes_on_where_it_is_not_certain() -> None:
    asked: list[list[str]] = []
    ahead = Lookahead(lines("a", "stop", "b", "stop", "c"))

    def certain() -> bool:
        first = ahead.peek()
        assert first is not None
        assert first.text == "stop"
        asked.append(texts(list(ahead.above)))
        return len(asked) == 2

    assert texts(ahead.until(lambda text: text == "stop", certain)) == ["a", "stop", "b"]
    assert asked == [["a"], ["a", "stop", "b"]]
    assert texts(ahead.ahead()) == ["stop", "c"]


def test_lines_above_can_be_taken_back() -> None:
    ahead = Lookahead(lines("a", "b", "c", "stop"))

    def certain() -> bool:
        ahead.take_back(2)
        return True

    assert texts(ahead.until(lambda text: text == "stop", certain)) == ["a"]
    assert texts(ahead.ahead()) == ["b", "c", "stop"]


@pytest.mark.parametrize("any_stops", [None, lambda _texts: False])
def test_few_lines_wait(any_stops: Callable[[Sequence[str]], bool] | None) -> None:
    size = 4 * HELD_BACK
    ahead = Lookahead(numbered(size))
    most = 0
    for at, _ in enumerate(ahead.until(lambda _text: False, lambda: False, any_stops)):
        most = max(most, len(ahead.above))
        assert at < size
    assert 0 < most <= HELD_BACK
    assert not ahead.above


@given(
    st.lists(st.sampled_from(["a", "b", "stop"]), max_size=200), st.lists(st.integers(0, 3), min_size=1), st.booleans()
)
def test_every_line_comes_once_and_in_order(source: list[str], backs: list[int], at_once: bool) -> None:
    quick = (lambda texts: "stop" in texts) if at_once else None
    given_lines = lines(*source) if source else []
    ahead = Lookahead(given_lines)
    turns = iter(backs * 100)

    def certain() -> bool:
        back = next(turns)
        ahead.take_back(min(back, len(ahead.above) - 1))
        return back > 0

    found: list[Line] = []
    while ahead.peek() is not None:
        before = len(found)
        found += ahead.until(lambda text: text == "stop", certain, quick)
        assert len(found) > before
    assert found == given_lines
