"""A user's own table of markers: a file or a dict, for the library and on the command line."""

from __future__ import annotations

import os
import tracemalloc
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

import telegram_dump_parser as tdp
from telegram_dump_parser.cli import app
from telegram_dump_parser.text.markers import EmojiMeaning, describe, extended, load_markers

OWN = """
[place]
"🏟" = "stadium"

[quote]
"📢" = "loudspeaker"

[weather]
"📍" = "pin of the weather station"
"🌧️" = "rain"
"🇦🇹" = "rain-in-austria"
"""
TEXT = "🏟 Zenda, May 4, 2024\n📢 Anna Berg: The match is off.\n📍 Lakeside\n🌧 It rains."


@pytest.fixture
def own(tmp_path: Path) -> Path:
    path = tmp_path / "own.toml"
    path.write_text(OWN, "utf-8")
    return path


def test_added_and_overridden(own: Path) -> None:
    (post,) = tdp.parse(TEXT, markers=own, dialect="echoed")
    assert [(marker.emoji, marker.name, marker.role) for marker in post.markers] == [
        ("🏟", "stadium", "place"),
        ("📢", "loudspeaker", "quote"),
        ("📍", "pin of the weather station", "weather"),
        ("🌧", "rain", "weather"),
    ]
    assert post.location is not None
    assert (post.location.place, post.location.line) == ("Zenda", 0)
    assert [(quote.speaker, quote.line) for quote in post.quotes] == [("Anna Berg", 1)]


def test_nothing_is_left_behind(own: Path) -> None:
    before = dict(load_markers())
    tdp.parse(TEXT, markers=own, dialect="echoed")
    assert load_markers() == before
    (post,) = tdp.parse(TEXT, dialect="echoed")
    assert post.location is not None
    assert post.location.place == "Lakeside"
    assert not post.quotes


def test_every_door_takes_it(own: Path, tmp_path: Path) -> None:
    path = tmp_path / "dump.txt"
    path.write_text(TEXT, "utf-8")
    for markers in (own, str(own), {"place": {"🏟": "stadium"}, "weather": {"📍": "pin"}}):
        posts = [
            *tdp.parse(TEXT.encode(), markers=markers, dialect="echoed"),
            *tdp.parse_file(path, markers=markers, dialect="echoed"),
            *tdp.iter_posts(path, markers=markers, dialect="echoed"),
            *(item for item in tdp.iter_items(path, markers=markers, dialect="echoed") if isinstance(item, tdp.Post)),
            *(tdp.Post.model_validate(row) for row in tdp.iter_records(path, markers=markers, dialect="echoed")),
        ]
        assert {post.location.place for post in posts if post.location} == {"Zenda"}
        assert len(posts) == 5


def test_skin_tones_and_flags() -> None:
    table = extended({"wave": {"👋": "hand"}, "home": {"🇦🇹": "austria"}})
    assert describe("👋🏽", table) == EmojiMeaning("hand", "wave")
    assert describe("🇦🇹", table).role == "home"
    assert describe("🇨🇿", table).role == "flag"
    assert describe("📍", table) == describe("📍")


BAD: list[tuple[str | bytes, str]] = [
    ("[place", "is not TOML in UTF-8: "),
    (b"\xff\xfe", "is not TOML in UTF-8: "),
    ('place = "📍"', "place is not a table; write [place]"),
    ('[Place]\n"📍" = "pin"', "'Place' is not a role; "),
    ('[place]\nx = "pin"', "'x' in [place] is not one emoji; write one on each line"),
    ('[place]\n"📍📍" = "pin"', "'📍📍' in [place] is not one emoji; write one on each line"),
    ('[place]\n"" = "pin"', "'' in [place] is not one emoji; write one on each line"),
    ('[place]\n"📍" = 1', "the name of 📍 in [place] is not a text; "),
    ('[place]\n"📍" = ""', "the name of 📍 in [place] is not a text; "),
    ('[place]\n"📍" = "a\\nb"', "the name of 📍 in [place] is not a text; "),
    ('[place]\n"🌧" = "rain"\n[weather]\n"🌧️" = "rain"', "🌧️ is in [place] and in [weather]; keep one"),
    (b"#" * (256 << 10) + b"#", "is not a table of markers: longer than 256 KiB"),
    (b"a=" + b"[" * 100_000, "is not TOML in UTF-8: "),
]


@pytest.mark.parametrize(("data", "said"), BAD)
def test_errors_name_the_file_and_what_is_wrong(tmp_path: Path, data: str | bytes, said: str) -> None:
    path = tmp_path / "own.toml"
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    with pytest.raises(tdp.DumpError) as caught:
        tdp.parse(TEXT, markers=path)
    assert str(caught.value).startswith(f"{path}: {said}")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("missing.toml", "no such file; check the path of the markers"),
        (".", "markers cannot be read: "),
        ("a\0b", "markers cannot be read: "),
    ],
)
@pytest.mark.skipif(os.name != "posix", reason="other systems have other words")
def test_unreadable_file(tmp_path: Path, name: str, said: str) -> None:
    with pytest.raises(tdp.DumpError, match=said):
        tdp.parse(TEXT, markers=str(tmp_path / name))


def test_a_key_of_many_parts_takes_no_memory(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text("# one. two. three. four. five. six.\n[place]\n" + "a." * 9000 + "a = 1")
    tracemalloc.start()
    try:
        with pytest.raises(tdp.DumpError, match=r"own\.toml:3: is not a table of markers: a key of too many parts"):
            tdp.parse(TEXT, markers=path)
        assert tracemalloc.get_traced_memory()[1] < 4 << 20
    finally:
        tracemalloc.stop()


def test_dots_in_names_are_no_parts_of_keys(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text('[place]\n"📍" = "a.b.c.d.e.f.g"  # h.i.j.k.l.m.n\n', "utf-8")
    tdp.parse(TEXT, markers=path)


def test_error_of_a_dict_names_no_file() -> None:
    with pytest.raises(tdp.DumpError, match=r"^'x' in \[place\] is not one emoji; write one on each line$"):
        tdp.parse(TEXT, markers={"place": {"x": "pin"}})


@pytest.mark.parametrize("markers", [5, b"own.toml", ["📍"], True])
def test_other_types_are_refused(markers: Any) -> None:
    with pytest.raises(
        tdp.DumpError, match="markers must be the path of a TOML file, or a dict of the same shape, not"
    ):
        tdp.parse(TEXT, markers=markers)


def test_on_the_command_line(own: Path) -> None:
    ran = CliRunner().invoke(app, ["parse", "--markers", str(own), "--quiet"], input=TEXT)
    assert ran.exit_code == 0
    assert '"location":{"place":"Zenda"' in ran.stdout
    assert CliRunner().invoke(app, ["inspect", "-", "--markers", str(own)], input=TEXT).exit_code == 0


@pytest.mark.parametrize("command", ["parse", "inspect"])
def test_error_on_the_command_line_is_one_line(tmp_path: Path, command: str) -> None:
    path = tmp_path / "own.toml"
    path.write_text('[place]\nx = "pin"', "utf-8")
    ran = CliRunner().invoke(app, [command, "-", "--markers", str(path)], input=TEXT)
    assert ran.exit_code == 1
    assert ran.stdout == ""
    assert ran.stderr == f"error: {path}: 'x' in [place] is not one emoji; write one on each line\n"
