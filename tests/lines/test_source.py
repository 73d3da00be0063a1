"""Bytes to lines: what a line is, where it is, and what its text is."""

from __future__ import annotations

import contextlib
import errno
import gzip
import io
import os
import pickle
import re
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from telegram_dump_parser.errors import DumpError
from telegram_dump_parser.lines import reader as source
from telegram_dump_parser.lines.compression import is_archive
from telegram_dump_parser.lines.reader import Blocks, Line, lines_of_bytes, lines_of_file, lines_of_text, open_source

WIDE = ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"]
# Not the time of a first call, which varies from machine to machine.
unhurried = settings(deadline=None)


class Trickle:
    """A binary file that gives at most `size` bytes a read, as a slow pipe does."""

    def __init__(self, data: bytes, size: int) -> None:
        self.file = io.BytesIO(data)
        self.size = size

    def read(self, size: int, /) -> bytes:
        return self.file.read(min(size, self.size))


def texts(lines: Iterator[Line]) -> list[str]:
    return [line.text for line in lines]


SMALL = Blocks(head=8, size=8, longest=16)


# Line ends


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", []),
        (b"a", ["a"]),
        (b"a\n", ["a"]),
        (b"a\n\n", ["a", ""]),
        (b"\n", [""]),
        (b"a\r\nb\rc\nd", ["a", "b", "c", "d"]),
        (b"a\n\rb", ["a", "", "b"]),
        (b"a\r\r\nb\r", ["a", "", "b"]),
    ],
)
def test_line_ends(data: bytes, expected: list[str]) -> None:
    assert texts(lines_of_bytes(data)) == expected
    for codec in WIDE:
        assert texts(lines_of_bytes(data.decode().encode(codec), encoding=codec)) == expected


@pytest.mark.parametrize("char", "\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029\0")
def test_other_breaks_are_text(char: str) -> None:
    text = f"one{char}line"
    assert texts(lines_of_text(text)) == [text]
    assert texts(lines_of_bytes(text.encode("utf-16-le"), encoding="utf-16-le")) == [text]


def test_spans_are_half_open_and_hold_the_terminator() -> None:
    assert list(lines_of_bytes("я\r\n\nb".encode())) == [
        Line("я", 1, 0, 4, damaged=False, is_fragment=False),
        Line("", 2, 4, 5, damaged=False, is_fragment=False),
        Line("b", 3, 5, 6, damaged=False, is_fragment=False),
    ]


@pytest.mark.parametrize("before", range(18))
def test_crlf_across_blocks_is_one_terminator(before: int) -> None:
    data = b"x\n" * (before // 2) + b"y" * (before % 2) + b"\r\nz"
    expected = ["x"] * (before // 2) + ["y" * (before % 2), "z"]
    assert texts(lines_of_bytes(data, blocks=SMALL)) == expected
    wide = data.decode().encode("utf-16-be")
    assert texts(lines_of_bytes(wide, encoding="utf-16-be", blocks=SMALL)) == expected


def test_wide_terminators_are_aligned() -> None:
    # U+0A58 and U+0100 put the bytes 0A 00 across two units; U+0D0A and U+0A0D hold both.
    text = "\u0a58\u0100\u0d0a\u0a0d\u000b\u0a00\n\u0d00\rx"
    for codec in WIDE:
        expected = ["\u0a58\u0100\u0d0a\u0a0d\u000b\u0a00", "\u0d00", "x"]
        assert texts(lines_of_bytes(text.encode(codec), encoding=codec)) == expected


# Encodings


@pytest.mark.parametrize("codec", ["utf-8", *WIDE])
@pytest.mark.parametrize("named", [None, "cp1251", "utf-16-le"])
def test_mark_decides_and_belongs_to_its_line(codec: str, named: str | None) -> None:
    data = "\ufeffпост\n\ufeffx".encode(codec)
    first, second = lines_of_bytes(data, encoding=named)
    assert (first.text, first.first_byte, second.text) == ("пост", 0, "x")
    assert (first.end_byte, second.end_byte) == (len("\ufeffпост\n".encode(codec)), len(data))


def test_a_mark_amid_a_line_is_text() -> None:
    assert texts(lines_of_bytes("one\ufeff two\n\xff\ufeffthree\n".encode())) == ["one\ufeff two", "\xff\ufeffthree"]
    assert texts(lines_of_bytes(b"a\n\xef\xbb\xbf\xff\n\xef\xbb\xbfb\n")) == ["a", "\\xff", "b"]


def test_mark_alone_is_one_empty_line() -> None:
    assert list(lines_of_bytes(b"\xef\xbb\xbf")) == [
        Line("", 1, 0, 3, damaged=False, is_fragment=False, codec="utf-8-sig")
    ]


@pytest.mark.parametrize("codec", ["cp1251", "koi8-r", "gb18030", "latin-1", "utf-8-sig", *WIDE])
def test_named_encoding(codec: str) -> None:
    text = "caf\xe9" if codec == "latin-1" else "Пост 12"
    data = text.encode(codec) + "\nb".encode(codec.removesuffix("-sig"))
    assert texts(lines_of_bytes(data, encoding=codec)) == [text, "b"]


@pytest.mark.parametrize("codec", ["utf-16", "UTF-32"])
def test_wide_without_byte_order_is_little_endian(codec: str) -> None:
    assert texts(lines_of_bytes("a\nb".encode(f"{codec}-le"), encoding=codec)) == ["a", "b"]


@pytest.mark.parametrize(
    ("codec", "said"),
    [
        *[(name, "no text encoding") for name in ["utf-9", "", "hex", "rot13", "../x"]],
        *[
            (name, "not a superset of ASCII")
            for name in ["cp037", "utf-7", "hz", "iso2022_jp", "unicode_escape", "idna", "\0"]
        ],
    ],
)
def test_unusable_encoding_is_refused_at_once(codec: str, said: str) -> None:
    with pytest.raises(DumpError, match=said):
        lines_of_bytes(b"", encoding=codec)


# Damage


def test_damage_is_escaped_and_does_not_spread() -> None:
    first, second, third = lines_of_bytes("я\n".encode() + b"x\xff\xd1\n" + "я".encode())
    assert (first.text, first.damaged) == ("я", False)
    assert (second.text, second.damaged) == ("x\\xff\\xd1", True)
    assert (second.first_byte, second.end_byte) == (3, 7)
    assert (third.text, third.damaged) == ("я", False)


def test_damage_of_other_encodings() -> None:
    # A lead byte takes no terminator with it.
    assert texts(lines_of_bytes(b"a\x8f\nb", encoding="euc_jis_2004")) == ["a\\x8f", "b"]
    first, second = lines_of_bytes(b"\x00\xd8\n\0a", encoding="utf-16-le")
    assert first == Line("\\x00\\xd8", 1, 0, 4, damaged=True, is_fragment=False, codec="utf-16-le")
    assert second == Line("\\x61", 2, 4, 5, damaged=True, is_fragment=False, codec="utf-16-le")


def test_lone_surrogate_in_text_is_damage() -> None:
    first, second = lines_of_text("a\ud800b\nc")
    assert first == Line("a\\xed\\xa0\\x80b", 1, 0, 6, damaged=True, is_fragment=False)
    assert second == Line("c", 2, 6, 7, damaged=False, is_fragment=False)


# Long lines


@pytest.mark.parametrize("block", [8, 64])
def test_long_line_is_cut_at_characters(block: int) -> None:
    data = ("a" + "я" * 20 + "\r\nb").encode()
    assert list(lines_of_bytes(data, blocks=Blocks(block, block, 16))) == [
        Line("a" + "я" * 7, 1, 0, 15, damaged=False, is_fragment=True),
        Line("я" * 8, 1, 15, 31, damaged=False, is_fragment=True),
        Line("я" * 5, 1, 31, 43, damaged=False, is_fragment=True),
        Line("b", 2, 43, 44, damaged=False, is_fragment=False),
    ]


def test_longest_whole_line_is_not_cut() -> None:
    longest = lines_of_bytes(b"a" * 16 + b"\r\n" + b"a" * 16, blocks=SMALL)
    assert [line.is_fragment for line in longest] == [False] * 2
    assert [line.is_fragment for line in lines_of_bytes(b"a" * 17 + b"\n", blocks=SMALL)] == [True] * 2


@pytest.mark.parametrize("codec", ["gb18030", *WIDE])
def test_cuts_keep_wide_characters_whole(codec: str) -> None:
    for before in range(5):
        text = "a" * before + "🤔" * 12
        lines = list(lines_of_bytes(text.encode(codec), encoding=codec, blocks=SMALL))
        assert "".join(line.text for line in lines) == text
        assert {(line.number, line.damaged, line.is_fragment) for line in lines} == {(1, False, True)}


def test_memory_stays_flat_on_a_huge_line() -> None:
    data = bytes(32 << 20).replace(b"\0", b"x")
    tracemalloc.start()
    try:
        sizes = [len(line.text) for line in lines_of_bytes(data, encoding="utf-8")]
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert sizes == [source.MAX_LINE_BYTES] * 32
    assert peak < 8 << 20


# Files


def test_path_is_opened_and_closed(tmp_path: Path) -> None:
    path = tmp_path / "chat.txt"
    path.write_bytes(b"a\nb")
    for given_path in (path, str(path)):
        with open_source(given_path) as (file, name):
            assert texts(lines_of_file(file, name=name)) == ["a", "b"]
            assert name == str(path)
        assert file.closed  # type: ignore[attr-defined]


def test_bytes_and_binary_files(tmp_path: Path) -> None:
    for data in (b"a\nb", bytearray(b"a\nb"), memoryview(b"a-\n-b-")[::2]):
        with open_source(data) as (file, name):
            assert (texts(lines_of_file(file)), name) == (["a", "b"], None)
    path = tmp_path / "chat.txt"
    path.write_bytes(b"a\nb")
    with path.open("rb") as opened:
        with open_source(opened) as (file, name):
            assert (file, name) == (opened, str(path))
        assert not opened.closed
    with os.fdopen(os.open(path, os.O_RDONLY), "rb") as opened, open_source(opened) as (_, name):
        assert name is None


def test_path_that_cannot_be_opened(tmp_path: Path) -> None:
    missing = tmp_path / "missing.txt"
    with pytest.raises(DumpError) as info, open_source(missing):
        pass
    assert str(info.value) == f"{missing}: no such file; check the path"
    assert info.value.file == str(missing)
    with pytest.raises(DumpError, match="is a folder"), open_source(tmp_path):
        pass
    with pytest.raises(DumpError, match="null"), open_source("a\0b"):
        pass


def test_permission_denied(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr("builtins.open", refuse)  # root may read any file
    with pytest.raises(DumpError, match=r"^secret\.txt: permission denied"):
        open_source("secret.txt").__enter__()


@pytest.mark.parametrize("code", [0xDCFF, 0xD800])  # a byte that is not UTF-8; nothing at all
def test_name_that_is_not_utf8(code: int, tmp_path: Path) -> None:
    name, shown = f"bad{chr(code)}", f"bad\\u{code:x}"
    with pytest.raises(DumpError) as info, open_source(tmp_path / name):
        pass
    assert info.value.file == str(tmp_path / shown)
    file = io.BytesIO()
    file.name = name
    assert open_source(file).__enter__() == (file, shown)


def test_an_error_of_the_caller_is_left_alone() -> None:
    with pytest.raises(FileNotFoundError), open_source(__file__):
        raise FileNotFoundError


def test_failing_read_names_the_file() -> None:
    class Failing:
        def read(self, _: int, /) -> bytes:
            raise OSError(errno.EIO, "Input/output error")

    with pytest.raises(DumpError) as info:
        list(lines_of_file(Failing(), name="tape"))
    assert str(info.value) == "tape: cannot be read: Input/output error"


def test_broken_off_gzip() -> None:
    data = gzip.compress(os.urandom(1000))[:-20]
    with gzip.GzipFile(fileobj=io.BytesIO(data)) as file, pytest.raises(DumpError, match="ended"):
        list(lines_of_file(file))


def test_what_is_no_source() -> None:
    with pytest.raises(TypeError, match="'rb'"):
        list(lines_of_file(io.StringIO("text")))  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="not int"), open_source(5):  # type: ignore[arg-type]
        pass


# Errors


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (DumpError("bad"), "bad"),
        (DumpError("bad", file="a.txt"), "a.txt: bad"),
        (DumpError("bad", file="a.txt", line=3), "a.txt:3: bad"),
        (DumpError("bad", line=3), "line 3: bad"),
        (DumpError("b\x1bad", file="a\nя.txt"), "a\\nя.txt: b\\x1bad"),
    ],
)
def test_error_is_one_line_and_pickles(error: DumpError, expected: str) -> None:
    assert str(error) == expected
    copy = pickle.loads(pickle.dumps(error))
    assert type(copy) is DumpError
    assert (copy.message, copy.file, copy.line) == (error.message, error.file, error.line)
    assert str(copy) == expected


# Properties: bytes that make many lines, many damaged ones and many long ones

CODECS = st.sampled_from(["utf-8", "cp1251", "gb18030", *WIDE])
DUMPS = st.lists(
    st.sampled_from([b"\r", b"\n", b"\0", b"a", b"\xff", b"\xfe", "я".encode(), "🤔".encode()]) | st.binary(max_size=6)
).map(b"".join)


@unhurried
@given(DUMPS, CODECS, st.sampled_from([4, 8, 12, 256]), st.integers(1, 7))
def test_same_lines_whatever_the_blocks(data: bytes, codec: str, block: int, size: int) -> None:
    assume(not is_archive(data))  # tests/lines/test_compression.py
    expected = list(lines_of_bytes(data, encoding=codec, blocks=Blocks(1 << 20, 1 << 20, 16)))
    # The mark is looked for in the head, which is never so short in earnest.
    small = Blocks(block, block, 16)
    assert list(lines_of_file(Trickle(data, size), encoding=codec, blocks=small)) == expected


@unhurried
@given(DUMPS, CODECS)
def test_spans_partition_the_input(data: bytes, codec: str) -> None:
    assume(not is_archive(data))  # tests/lines/test_compression.py
    at, number = 0, 0
    for line in lines_of_bytes(data, encoding=codec, blocks=SMALL):
        assert line.first_byte == at < line.end_byte
        assert line.number == number + 1 or (line.is_fragment and line.number == number)
        assert line.end_byte - at <= 16 + 8  # a terminator of UTF-32
        assert not re.search("[\r\n\ud800-\udfff]", line.text)
        at, number = line.end_byte, line.number
    assert at == len(data)


@unhurried
@given(DUMPS)
def test_utf8_against_a_plain_reading(data: bytes) -> None:
    data = b"." + data  # no mark
    lines = list(lines_of_bytes(data, encoding="utf-8"))
    spans = re.findall(rb"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+", data)
    assert [data[line.first_byte : line.end_byte] for line in lines] == spans
    for line, span in zip(lines, spans, strict=True):
        body = span.rstrip(b"\r\n")
        assert line.text == body.decode("utf-8", "backslashreplace")
        assert line.damaged == (body.decode("utf-8", "replace").encode() != body)


@unhurried
@given(
    st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\r\n"))),
    st.sampled_from(["utf-8", *WIDE]),
)
def test_the_terminator_makes_no_difference(parts: list[str], codec: str) -> None:
    # Before a NUL, the mark of UTF-16 is that of UTF-32.
    assume(not (codec == "utf-16-le" and parts and parts[0].startswith("\0")))
    for end in ("\n", "\r\n", "\r"):
        data = "".join(["\ufeff", *[part + end for part in parts]]).encode(codec)
        assert texts(lines_of_bytes(data)) == (parts or [""])


@unhurried
@given(st.binary())
def test_bytes_raise_nothing_but_dump_error(data: bytes) -> None:
    with contextlib.suppress(DumpError):
        list(lines_of_bytes(data))


@unhurried
@given(st.text(st.characters(exclude_categories=[])))
def test_text_raises_nothing(text: str) -> None:
    for line in lines_of_text(text):
        assert line.text.encode().decode() == line.text
