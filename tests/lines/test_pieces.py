"""Pieces of a line and their bytes, in each encoding, with marks, line ends and damage."""

from __future__ import annotations

import codecs
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from telegram_dump_parser.lines.pieces import Cutter
from telegram_dump_parser.lines.reader import Line, lines_of_bytes

TEXT = st.text(st.characters(exclude_characters="\r\n\ufeff", exclude_categories=["Cs"]), min_size=1, max_size=30)
MARKS = {
    "utf-8": codecs.BOM_UTF8,
    "utf-16-le": codecs.BOM_UTF16_LE,
    "utf-16-be": codecs.BOM_UTF16_BE,
    "utf-32-le": codecs.BOM_UTF32_LE,
    "utf-32-be": codecs.BOM_UTF32_BE,
}


def cut(line: Line, ends: list[int]) -> list[Line]:
    cutter = Cutter(line)
    assert cutter.is_exact
    pieces = [cutter.take(end) for end in ends if end < len(line.text)]
    return [*pieces, cutter.take(len(line.text))]


@pytest.mark.parametrize("codec", MARKS)
@pytest.mark.parametrize("is_marked", [False, True])
@given(text=TEXT, ends=st.sets(st.integers(1, 29)), end=st.sampled_from(["", "\n", "\r\n", "\r"]))
def test_pieces_have_the_bytes_of_their_text(codec: str, is_marked: bool, text: str, ends: set[int], end: str) -> None:
    mark = MARKS[codec] if is_marked else b""
    assume(not (mark == MARKS["utf-16-le"] and text.startswith("\0")))  # the mark of UTF-32 begins so, too
    data = mark + (text + end).encode(codec)
    [line] = lines_of_bytes(data, encoding=codec)
    assert line.text == text
    pieces = cut(line, sorted(ends))
    assert (pieces[0].first_byte, pieces[-1].end_byte) == (0, len(data))
    assert all(before.end_byte == after.first_byte for before, after in pairwise(pieces))
    own = [data[piece.first_byte : piece.end_byte].removeprefix(mark).decode(codec) for piece in pieces]
    if pieces[0].first_byte == 0 and is_marked:
        own[0] = data[len(mark) : pieces[0].end_byte].decode(codec)
    assert "".join(own) == text + end
    assert [piece.text for piece in pieces] == [one.removesuffix(end).strip() for one in own]


def test_what_is_left_is_as_it_stood() -> None:
    data = codecs.BOM_UTF16_LE + "да нет \n".encode("utf-16-le")
    [line] = lines_of_bytes(data)
    cutter = Cutter(line)
    assert cutter.rest() == line
    cutter.take(3)
    rest = cutter.rest()
    assert (rest.text, rest.first_byte, rest.end_byte, rest.number) == ("нет ", 8, len(data), 1)
    assert Cutter(rest).is_exact
    assert [piece.text for piece in cut(rest, [1])] == ["н", "ет"]


def test_damage_stays_in_its_piece() -> None:
    data = "а б ".encode() + b"\xff\xfe" + " в\n".encode()
    [line] = lines_of_bytes(data)
    pieces = cut(line, [2, 4, 12])
    assert [(piece.text, piece.damaged) for piece in pieces] == [
        ("а", False),
        ("б", False),
        ("\\xff\\xfe", True),
        ("в", False),
    ]
    assert [data[piece.first_byte : piece.end_byte] for piece in pieces][2] == b"\xff\xfe"


@pytest.mark.parametrize("codec", MARKS)
@pytest.mark.parametrize("end", ["", "\n", "\r\n"])
def test_a_mark_of_a_joined_file_belongs_to_the_first_piece(codec: str, end: str) -> None:
    before = MARKS[codec] + "a\n".encode(codec)
    data = before + MARKS[codec] + f"б в{end}".encode(codec)
    [_, line] = lines_of_bytes(data)
    assert line.text == "б в"
    first, second = cut(line, [2])
    assert data[first.first_byte : first.end_byte] == MARKS[codec] + "б ".encode(codec)
    assert (first.first_byte, second.text, second.end_byte) == (len(before), "в", len(data))


def test_a_mark_that_a_dump_has_twice_is_no_text() -> None:
    [line] = lines_of_bytes(codecs.BOM_UTF8 * 2 + b"a b\n")
    assert line.text == "a b"
    assert not Cutter(line).is_exact


def test_a_rest_without_damage_is_not_damaged() -> None:
    [line] = lines_of_bytes(b"a \xff b \xfe c\n")
    cutter = Cutter(line)
    assert cutter.is_exact
    cutter.take(8)
    assert cutter.rest().damaged
    cutter.take(14)
    assert (cutter.rest().text, cutter.rest().damaged) == ("c", False)
    assert Cutter(cutter.rest()).is_exact


def test_a_damaged_line_with_escapes_of_its_own_is_not_cut() -> None:
    [line] = lines_of_bytes(b"a \\x41 b \xff\n")
    assert not Cutter(line).is_exact


def test_a_codec_that_does_not_write_what_it_read_is_not_cut() -> None:
    line = Line("я", 1, 0, 1, damaged=False, is_fragment=False, codec="ascii")
    assert not Cutter(line).is_exact
