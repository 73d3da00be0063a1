"""The library's public functions: names, types, exceptions, and results that cannot be changed."""

from __future__ import annotations

import copy
import io
import json
import os
import pickle
import sys
from collections.abc import Iterator
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pydantic
import pytest
from conftest import dump_of
from hypothesis import given, settings
from hypothesis import strategies as st

import telegram_dump_parser as tdp

TEXT = dump_of(
    [
        "Forwarded from Channel of the North",
        "🎙 The first line of a post, long enough. #north",
        *["📍 Almaty, April 10", "Write to us: https://example.org/a, or to @somebody here."] * 2,
        "❤28🔥1.5K",
        "Another post begins with this line here.",
        *["This is the other line of it, once and again."] * 2,
        "What do you think?",
        "Anonymous Poll",
        "60%",
        "Much",
        "40%",
        "Little",
        "👍2",
        "",
    ]
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "dump.txt"
    file.write_bytes(TEXT)
    return file


# Names

NAMES = {
    *("parse", "parse_file", "iter_posts", "iter_records", "iter_items", "DumpError", "Dump", "Post", "Gap", "Source"),
    *("Defect", "Marker", "Location", "Date", "Echo", "Boundary", "Reaction", "Reply", "Preview", "Poll", "PollOption"),
    *("Document", "SCHEMA_VERSION", "__version__"),
}


def test_names() -> None:
    assert set(tdp.__all__) >= NAMES
    assert all(hasattr(tdp, name) for name in tdp.__all__)


def test_fields_of_a_post() -> None:
    assert set(tdp.Post.model_fields) >= {
        *("index", "source", "text", "headline", "forwarded_from", "hashtags", "mentions", "urls", "markers"),
        *("location", "date", "notices", "echo", "boundary", "defects"),
    }
    place = ["first_line", "last_line", "first_byte", "end_byte"]
    assert list(tdp.Source.model_fields) == ["file", *place, "dialect", "form", "document", "row", "url"]
    gap = [*place, "reason", "document", "row", "defects"]
    assert list(tdp.Gap.model_fields) == gap
    assert list(tdp.Marker.model_fields) == ["emoji", "name", "role", "line"]
    assert set(tdp.Date.model_fields) >= {"text", "day", "month", "year", "year_source", "line"}


# Dump


def test_dump_is_a_sequence_of_posts() -> None:
    dump = tdp.parse(TEXT)
    assert len(dump) == len(dump.posts) == len(list(dump)) == 3
    assert dump[0] is dump.posts[0]
    assert dump[-1].poll is not None
    assert list(dump[1:]) == list(dump.posts[1:])
    assert dump[0] in dump
    assert dump.index(dump[1]) == 1
    assert [post.index for post in reversed(dump)] == [2, 1, 0]
    with pytest.raises(IndexError):
        dump[3]
    with pytest.raises(TypeError):
        dump["0"]  # type: ignore[call-overload]


def test_dump_of_nothing() -> None:
    for nothing in ("", b"", "\n\n"):
        dump = tdp.parse(nothing)
        assert not dump
        assert (len(dump), list(dump), dump.posts, dump.defects) == (0, [], (), ())
    assert [gap.reason for gap in tdp.parse("\n\n").gaps] == ["blank"]


def test_dump_tells_of_itself(path: Path) -> None:
    assert repr(tdp.parse(TEXT)) == "<Dump of text: 3 posts, 1 gap, 0 defects>"
    assert repr(tdp.parse_file(path)) == f"<Dump of {path}: 3 posts, 1 gap, 0 defects>"


def test_dump_has_all_defects_in_order() -> None:
    dump = tdp.parse(b"A line of a post with \xff in the middle.\n" + TEXT + b"\xfe is in another one, at the end.\n")
    last = TEXT.count(b"\n") + 2
    assert [(defect.code, defect.line) for defect in dump.defects] == [
        ("undecodable-bytes", 1),
        ("undecodable-bytes", last),
    ]
    assert [defect for post in dump for defect in post.defects] == list(dump.defects)


def test_values_of_a_post() -> None:
    post = tdp.parse(TEXT)[0]
    assert post.forwarded_from == "Channel of the North"
    assert post.headline == "🎙 The first line of a post, long enough. #north"
    assert post.text.count("\n") == 2
    assert (post.hashtags, post.mentions, post.urls) == (("#north",), ("@somebody",), ("https://example.org/a",))
    assert post.location is not None
    assert (post.location.place, post.location.line) == ("Almaty", 1)
    assert post.date is not None
    assert (post.date.day, post.date.month, post.date.year, post.date.line) == (10, 4, None, 1)
    assert [(marker.role, marker.line) for marker in post.markers][-1] == ("place", 1)
    assert [(reaction.emoji, reaction.count, reaction.text) for reaction in post.reactions] == [
        ("❤", 28, "28"),
        ("🔥", 1500, "1.5K"),
    ]
    assert (post.echo.shape, post.echo.lines) == ("body", 2)
    assert (post.source.first_line, post.source.last_line, post.source.first_byte) == (1, 7, 0)
    assert TEXT[: post.source.end_byte].endswith("❤28🔥1.5K\n".encode())


def test_nothing_can_be_changed() -> None:
    dump = tdp.parse(TEXT)
    post = dump[0]
    for thing, name in ((post, "text"), (post.source, "first_line"), (post.echo, "shape"), (dump.gaps[0], "reason")):
        with pytest.raises(pydantic.ValidationError, match="frozen"):
            setattr(thing, name, "x")
    for name in tdp.Post.model_fields:
        assert not isinstance(getattr(post, name), list | dict | set)
    assert len({post, dump[1], tdp.parse(TEXT)[0]}) == 2
    assert isinstance(dump.posts, tuple)
    assert isinstance(dump.gaps, tuple)


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_posts_and_dumps_can_be_pickled(path: Path, protocol: int) -> None:
    dump = tdp.parse_file(path)
    again = pickle.loads(pickle.dumps(dump, protocol))
    assert (again.posts, again.gaps, again.defects, again.source) == (dump.posts, dump.gaps, dump.defects, dump.source)
    assert again.explain(1) == dump.explain(1)
    assert copy.deepcopy(dump) == again == dump


def test_dumps_are_equal_by_value(path: Path) -> None:
    dump = tdp.parse(TEXT)
    assert dump == tdp.parse(TEXT.decode()) == tdp.Dump(dump.posts, dump.gaps, None)
    assert len({dump, tdp.parse(TEXT), tdp.parse_file(path)}) == 2
    for other in (tdp.parse_file(path), tdp.parse(TEXT[1:]), tdp.parse(TEXT + b"\n"), dump.posts, list(dump), None):
        assert dump != other
    assert tdp.Dump(dump.posts, (), None) != dump != tdp.Dump(dump.posts, dump.gaps, "dump.txt")
    assert len({dump.dialect, tdp.parse(TEXT).dialect}) == 1


# Doors


def test_text_and_bytes_give_the_same() -> None:
    text, data = tdp.parse(TEXT.decode()), tdp.parse(TEXT)
    assert (text.posts, text.gaps) == (data.posts, data.gaps)
    for kind in (bytearray, memoryview):
        assert tdp.parse(kind(TEXT)).posts == data.posts


@given(st.text(max_size=60))
@settings(deadline=None)
def test_any_text_and_its_bytes_give_the_same(text: str) -> None:
    assert tdp.parse(text).posts == tdp.parse(text.encode("utf-8", "surrogatepass")).posts


@pytest.mark.parametrize("data", [b"\0", b"\0\0", b"\0\n", b"a\0", b"a\0\n\0", b"\0" * 40, "a\0", "\0"])
def test_a_few_nul_bytes_are_text(data: bytes | str) -> None:
    dump = tdp.parse(data)
    assert sum(len(post.text) for post in dump) > 0


def test_all_doors_give_the_same(path: Path) -> None:
    expected = list(tdp.parse(TEXT))
    named = list(tdp.parse_file(path))
    assert [post.model_copy(update={"source": None}) for post in named] == [
        post.model_copy(update={"source": None}) for post in expected
    ]
    assert list(tdp.iter_posts(TEXT)) == list(tdp.iter_posts(io.BytesIO(TEXT))) == expected
    assert list(tdp.iter_posts(path)) == list(tdp.iter_posts(str(path))) == named
    with path.open("rb") as file:
        assert list(tdp.iter_posts(file)) == named
        assert not file.closed
    with path.open("rb") as file:
        assert list(tdp.parse_file(file)) == named


def test_a_binary_file_is_read_from_where_it_stands() -> None:
    file = io.BytesIO(b"skipped\n" + TEXT)
    file.readline()
    assert list(tdp.iter_posts(file)) == list(tdp.parse(TEXT))


def test_source_has_the_name_that_was_given(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(path.parent)
    dump = tdp.parse_file("dump.txt")
    assert dump.source == "dump.txt"
    assert {post.source.file for post in dump} == {"dump.txt"}
    assert {post.source.file for post in tdp.iter_posts(Path("dump.txt"))} == {"dump.txt"}
    assert tdp.parse(TEXT).source is None
    assert tdp.parse(TEXT)[0].source.file is None


def test_iter_posts_gives_posts_before_the_end_is_read() -> None:
    class Endless:
        reads = 0

        def read(self, size: int, /) -> bytes:
            self.reads += 1
            assert self.reads < 100
            return TEXT * (size // len(TEXT)) + b"\n" * (size % len(TEXT))

    posts = tdp.iter_posts(Endless())
    assert next(posts).index == 0
    assert next(posts).index == 1


def test_iter_posts_closes_what_it_opened(path: Path) -> None:
    posts = tdp.iter_posts(path)
    next(posts)
    posts.close()  # type: ignore[attr-defined] - an open file would be a ResourceWarning, which is an error here


def test_iter_items_covers_the_dump() -> None:
    items = list(tdp.iter_items(TEXT))
    assert [type(item) for item in items] == [tdp.Post] * 3 + [tdp.Gap]
    assert isinstance(items[-1], tdp.Gap)
    assert items[-1].end_byte == len(TEXT)


def test_year() -> None:
    for year, source in ((None, None), (1999, "option")):
        date = tdp.parse(TEXT, year=year)[0].date
        assert date is not None
        assert (date.year, date.year_source) == (year, source)
    stated = tdp.parse(TEXT.replace(b"April 10", b"April 10, 2021"), year=1999)[0].date
    assert stated is not None
    assert (stated.year, stated.year_source) == (2021, "stated")
    near = tdp.parse(TEXT + b"It was on April 12, 2021, as all the world knows.\n")[0].date
    assert near is not None
    assert (near.year, near.year_source) == (2021, "dump")


@pytest.mark.parametrize("year", ["x", "2024", -1, 0, 10_000, 2024.0, True, False, [2024]])
def test_a_year_that_is_none(year: Any, path: Path) -> None:
    for door in (tdp.parse, tdp.parse_file, tdp.iter_posts, tdp.iter_items, tdp.iter_records):
        with pytest.raises(tdp.DumpError, match=r"year must be a whole number from 1 to 9999, not "):
            list(door(TEXT if door is tdp.parse else path, year=year))


@pytest.mark.parametrize("year", [1, 9999])
def test_the_first_year_and_the_last(year: int) -> None:
    date = tdp.parse(TEXT, year=year)[0].date
    assert date is not None
    assert date.year == year


def test_year_without_that_day() -> None:
    data = TEXT.replace(b"April 10", b"February 29")
    for year, day in ((None, 29), (2024, 29), (2025, None)):
        post = tdp.parse(data, year=year)[0]
        assert (post.date and post.date.day) == day
        assert post.location is not None
        assert [(defect.code, defect.line) for defect in post.defects] == ([] if day else [("impossible-date", 3)])


@pytest.mark.parametrize("door", [tdp.parse, tdp.parse_file, lambda *a, **k: list(tdp.iter_posts(*a, **k))])
def test_options_of_all_doors(door: object, tmp_path: Path) -> None:
    data = "Привет, это первая строка из двух.\nА это вторая.\nА это вторая.\n".encode("cp1251")
    path = tmp_path / "old.txt"
    path.write_bytes(data)
    source = data if door is tdp.parse else path
    assert door(source, encoding="cp1251")[0].headline.startswith("Привет")  # type: ignore[operator]
    assert door(source)[0].defects  # type: ignore[operator]
    with pytest.raises(tdp.DumpError, match=r"other-encoding: .* --encoding cp1251"):
        door(source, strict=True)  # type: ignore[operator]
    with pytest.raises(tdp.DumpError, match="klingon"):
        door(source, encoding="klingon")  # type: ignore[operator]


# Records


def json_types(value: object) -> bool:
    if type(value) is dict:
        return all(type(key) is str and json_types(item) for key, item in value.items())
    if type(value) is list:
        return all(json_types(item) for item in value)
    return value is None or type(value) in (str, int, float, bool)


def test_records_are_plain(path: Path) -> None:
    rows = list(tdp.iter_records(path))
    assert len(rows) == 3
    assert all(type(row) is dict and json_types(row) for row in rows)
    assert json.loads(json.dumps(rows)) == rows
    assert pickle.loads(pickle.dumps(rows)) == rows
    assert [tdp.Post.model_validate(row) for row in rows] == list(tdp.iter_posts(path))


def test_functions_can_be_pickled() -> None:
    for function in (tdp.parse, tdp.parse_file, tdp.iter_posts, tdp.iter_items, tdp.iter_records):
        assert pickle.loads(pickle.dumps(function)) is function


def test_records_in_another_process(path: Path) -> None:
    with get_context("spawn").Pool(1) as pool:
        assert pool.apply(_count, (tdp.iter_records, str(path))) == 3


def _count(function: object, path: str) -> int:
    return sum(1 for _ in function(path))  # type: ignore[operator]


# Errors


def test_dump_error() -> None:
    assert issubclass(tdp.DumpError, ValueError)
    error = tdp.DumpError("what\nto do", file="a\x1b\nb.txt", line=3)
    assert str(error) == "a\\x1b\\nb.txt:3: what\\nto do"
    again = pickle.loads(pickle.dumps(error))
    assert (str(again), again.file, again.line) == (str(error), error.file, 3)


@pytest.mark.parametrize("name", ["missing.txt", ".", "\0", "x" * 5000, "a\nb"])
def test_a_path_that_cannot_be_read(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(tdp.DumpError) as caught:
        tdp.parse_file(name)
    assert str(caught.value).isprintable()
    with pytest.raises(tdp.DumpError):
        next(tdp.iter_posts(name))
    with pytest.raises(tdp.DumpError):
        next(tdp.iter_records(name))


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read(path: Path) -> None:
    path.chmod(0)
    with pytest.raises(tdp.DumpError, match="permission denied"):
        tdp.parse_file(path)


@pytest.mark.parametrize("wrong", [None, 3, ["a"], {"a": 1}, object()])
def test_wrong_types(wrong: object) -> None:
    def all_of(items: Iterator[object]) -> list[object]:
        return list(items)

    for call in (
        lambda: tdp.parse(wrong),  # type: ignore[arg-type]
        lambda: tdp.parse_file(wrong),  # type: ignore[arg-type]
        lambda: all_of(tdp.iter_posts(wrong)),  # type: ignore[arg-type]
        lambda: all_of(tdp.iter_items(wrong)),  # type: ignore[arg-type]
        lambda: all_of(tdp.iter_records(wrong)),  # type: ignore[arg-type]
    ):
        with pytest.raises(TypeError, match="expected"):
            call()


def test_parse_of_a_path_says_what_to_do(path: Path) -> None:
    with pytest.raises(TypeError, match="parse_file"):
        tdp.parse(path)  # type: ignore[arg-type]


def test_a_text_file_is_a_mistake(path: Path) -> None:
    with path.open() as file, pytest.raises(TypeError, match="binary"):
        list(tdp.iter_posts(file))  # type: ignore[arg-type]


def test_an_overlong_line_is_one_gap_with_one_defect() -> None:
    data = b"before\n" + b"x" * (5 << 20) + b"\nafter\n"
    dump = tdp.parse(data)
    assert [post.text for post in dump] == ["before", "after"]
    assert [(gap.reason, gap.first_line, gap.last_line) for gap in dump.gaps] == [("overlong-line", 2, 2)]
    assert [(defect.code, defect.line) for defect in dump.defects] == [("overlong-line", 2)]
    assert "start-of-dump" not in dump[1].boundary.evidence
    with pytest.raises(tdp.DumpError, match="overlong-line"):
        tdp.parse(data, strict=True)
