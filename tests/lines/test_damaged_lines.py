"""Damage within one line: it stays there, whatever the line is."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from telegram_dump_parser import Dump, parse
from telegram_dump_parser.lines.damage import undamaged, without_damage

DAMAGE = [b"\0", b"\x1b", b"\x0c", b"\xff", "\u2028".encode(), "\x85".encode(), b"\xff\xfe\xfd"]
FOLDER = Path(__file__).parents[2] / "fixtures"


def is_echoed(dump: Dump) -> bool:
    """Whether all is searched, and texts appear twice: lines of exact forms are exact, one that is damaged is none."""
    of = {(post.source.form, post.source.dialect) for post in dump}
    return not dump.gaps and of == {("text", "echoed")} and any(post.echo.shape == "body" for post in dump)


ECHOED = [path for path in sorted(FOLDER.glob("*.txt")) if is_echoed(parse(path.read_bytes()))]


def begins(dump: Dump) -> list[int]:
    return [post.source.first_line for post in dump]


def put_in(line: bytes, at: int, damage: bytes) -> bytes:
    """A line with damage at a character near a byte."""
    while at < len(line) and line[at] & 0xC0 == 0x80:
        at += 1
    return line[:at] + damage + line[at:]


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_boundaries_stay_where_they_are(data: st.DataObject) -> None:
    dump = data.draw(st.sampled_from(ECHOED)).read_bytes()
    lines = dump.splitlines(keepends=True)
    number = data.draw(st.sampled_from([n for n, line in enumerate(lines) if line.strip()]))
    at = data.draw(st.integers(1, max(1, len(lines[number].rstrip()) - 1)))
    lines[number] = put_in(lines[number], at, data.draw(st.sampled_from(DAMAGE)))
    assert begins(parse(b"".join(lines))) == begins(parse(dump))


@pytest.mark.parametrize("damage", DAMAGE)
def test_an_interface_line_is_read_through_damage(damage: bytes) -> None:
    dump = (FOLDER / "polls.txt").read_bytes() + (FOLDER / "forwards.txt").read_bytes()
    lines = dump.splitlines(keepends=True)
    damaged = [put_in(line, 1, damage) if b"%" in line or b"Forwarded" in line else line for line in lines]
    whole, found = parse(dump), parse(b"".join(damaged))
    assert [post.forwarded_from for post in found] == [post.forwarded_from for post in whole]
    percents = [[option.percent for option in post.poll.options] for post in whole if post.poll]
    assert [[option.percent for option in post.poll.options] for post in found if post.poll] == percents
    assert sum(map(len, percents)) > 3


def test_the_text_has_the_line_as_it_stands() -> None:
    text = "Ferry stops at noon.\nBuses run in\0stead, says the port.\nBuses run instead, says the port.\n"
    assert [post.text for post in parse(text.encode())] == ["Ferry stops at noon.\nBuses run in\0stead, says the port."]


@pytest.mark.parametrize(
    ("damaged", "whole"),
    [
        ("Buses run in\0stead.", "Buses run instead."),
        ("Buses run in\\xffstead.", "Buses run instead."),
        ("Buses run in\ufffdead.", "Buses run instead."),  # characters are lost, not only added
        ("\ufffdses run \0instead of ferries.", "Buses run instead of ferries."),
        ("Buses run inste\ufffd", "Buses run instead."),
        ("Price: 100 \x1bcrowns", "Price: 100 crowns"),
    ],
)
def test_a_damaged_line_is_its_copy(damaged: str, whole: str) -> None:
    assert undamaged([damaged, whole]) == [whole, whole]
    assert undamaged([whole, damaged]) == [whole, whole]


def test_a_damaged_line_is_no_other_line() -> None:
    lines = ["Price: 1\ufffd crowns", "Price: 1000 and a deposit, in crowns", "Price:\ufffd", "Price: 20 crowns"]
    assert undamaged(lines) == ["Price: 1 crowns", lines[1], "Price:", lines[3]]


def test_lines_without_damage_are_left_alone() -> None:
    lines = ["\\xylophone", "👨\u200d👩\u200d👧 family", "می\u200cخواهم", "tab\there", "\0"]
    assert undamaged(lines) == lines
    assert [without_damage(line) for line in lines[:-1]] == lines[:-1]
