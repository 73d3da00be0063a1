"""`check`, `--diagnostics`, and that untrusted text stays harmless in whatever is said about it."""

from __future__ import annotations

import os
from pathlib import Path

import orjson
import pytest
from conftest import dump_of
from running import BROKEN, ONE, TWO, Ran, names, posix, raw, run

import telegram_dump_parser as tdp
from telegram_dump_parser import pipeline
from telegram_dump_parser.cli import console as streams
from telegram_dump_parser.lines import reader as source

DATED = dump_of(["A post that says where and when it was.", *["📍 Almaty, April 31"] * 2, "❤1"])
PAGE = b"\n\nA channel of note\n63.3K subscribers\nDownload Telegram\n\n"


# check


def test_a_clean_dump(dumps: Path) -> None:
    ran = Ran("check", "one.txt")
    assert (ran.code, ran.out) == (0, b"")
    assert ran.err.splitlines() == [
        "1 post, 0 gaps, 0 defects in 1 dump",
        f"{len(ONE)} bytes, each in one post or gap",
    ]


def test_defects_are_lines_for_people_and_editors(dumps: Path) -> None:
    (dumps / "mixed.txt").write_bytes(PAGE + ONE + BROKEN + DATED + b"\n")
    ran = Ran("check", "mixed.txt", "one.txt")
    assert ran.code == 3
    first, second = ran.out.decode().splitlines()
    assert first.startswith("mixed.txt:11: undecodable-bytes: ")
    assert second.startswith("mixed.txt:15: impossible-date: ")
    assert ran.err.splitlines() == [
        "4 posts, 4 gaps, 2 defects in 2 dumps",
        "gaps: 3 blank, 1 page-header",
        "defects: 1 impossible-date, 1 undecodable-bytes",
        "undecodable-bytes: if the encoding is not UTF-8, name it, such as --encoding cp1252",
        f"{len(PAGE + ONE + BROKEN + DATED) + 1 + len(ONE)} bytes, each in one post or gap",
    ]
    quiet = Ran("check", "-q", "mixed.txt")
    assert (quiet.code, quiet.err) == (3, "")


@pytest.mark.parametrize("words", [["-"], []])
def test_standard_input(words: list[str]) -> None:
    ran = Ran("check", *words, stdin=BROKEN)
    assert ran.code == 3
    assert ran.out.startswith(b"-:1: undecodable-bytes: ")


def test_unreadable_outweighs_defects(dumps: Path) -> None:
    ran = Ran("check", "missing.txt", "broken.txt")
    assert ran.code == 1
    assert ran.out.startswith(b"broken.txt:1: undecodable-bytes: ")
    assert ran.err.splitlines()[:2] == [
        "error: missing.txt: no such file; check the path",
        "1 post, 0 gaps, 1 defect in 1 dump",
    ]
    alone = Ran("check", "missing.txt")
    assert (alone.code, alone.err) == (1, "error: missing.txt: no such file; check the path\n")


def test_options_are_those_of_parse(dumps: Path) -> None:
    (dumps / "old.txt").write_bytes("Привет, это первая строка.\n".encode("cp1251") * 2)
    assert Ran("check", "old.txt").code == 3
    assert Ran("check", "--encoding", "cp1251", "old.txt").code == 0
    assert "name it" not in Ran("check", "--encoding", "ascii", "old.txt").err
    (dumps / "data.zip").write_bytes(b"PK\x03\x04" + bytes(range(256)))
    assert "name it" not in Ran("check", "data.zip").err
    assert Ran("check", "--year", "0", "one.txt").code == 2
    (dumps / "bad.toml").write_text("no table", "utf-8")
    assert Ran("check", "--markers", "bad.toml", "one.txt").code == 1


def test_what_a_defect_advises_can_be_done(dumps: Path) -> None:
    (dumps / "copied.txt").write_text("Anna Berg, [03/04/2025 12:30]\nHi.\n\nBo, [05/04/2025 12:31]\nHo.\n", "utf-8")
    unsure = Ran("check", "copied.txt")
    assert unsure.code == 3
    assert "--date-order dmy" in unsure.out.decode()
    sure = Ran("check", "--date-order", "dmy", "copied.txt")
    assert (sure.code, sure.out) == (0, b"")
    assert Ran("check", "--date-order", "dym", "copied.txt").code == 2


@pytest.mark.parametrize("dialect", ["tight", "echoed"])
def test_a_dialect_is_given_as_to_parse(dumps: Path, dialect: str) -> None:
    parsed, checked = (Ran(command, "--dialect", dialect, "one.txt").err for command in ("parse", "check"))
    assert checked.splitlines()[0] == parsed.splitlines()[0]
    (dumps / "copied.txt").write_text("Anna Berg, [03/04/2025 12:30]\nHi.\n", "utf-8")
    assert Ran("check", "--dialect", dialect, "copied.txt").code == 0  # which reads no form, so no date of one
    assert Ran("check", "--dialect", "loose", "one.txt").code == 2


@pytest.mark.parametrize("name", ["empty.txt", "blank.txt", "wide.txt", "noise.txt"])
def test_any_bytes_are_covered(dumps: Path, name: str) -> None:
    (dumps / "blank.txt").write_bytes(b"\r\r\n\n")
    (dumps / "wide.txt").write_bytes("\ufeff".encode("utf-16-le") + (ONE + TWO).decode().encode("utf-16-le"))
    (dumps / "noise.txt").write_bytes(bytes(range(256)) * 9)
    ran = Ran("check", name)
    assert ran.code in (0, 3)
    assert ran.err.splitlines()[-1] == f"{(dumps / name).stat().st_size:,} bytes, each in one post or gap"


def test_a_lost_post_is_noticed(dumps: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (dumps / "both.txt").write_bytes(ONE + TWO)
    genuine = pipeline.found_values
    for kept, said in ((slice(1, None), f"from 0 to {len(ONE)}"), (slice(1), f"from {len(ONE)} to {len(ONE + TWO)}")):
        monkeypatch.setattr(pipeline, "found_values", lambda *given, kept=kept: iter(list(genuine(*given))[kept]))
        ran = Ran("check", "both.txt")
        assert ran.code == 1
        assert ran.err == (
            f"error: both.txt: the bytes {said} are not in exactly one post or gap; this is a mistake of the parser: "
            "please report it\n"
        )


def test_a_post_that_comes_twice_is_noticed(dumps: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    genuine = pipeline.found_values
    monkeypatch.setattr(pipeline, "found_values", lambda *given: iter([*genuine(*given)] * 2))
    assert f"from 0 to {len(ONE)} are not" in Ran("check", "one.txt").err


def test_bytes_that_no_line_has_are_noticed(dumps: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    genuine = pipeline.lines_of_content

    def shifted(*given: object, **named: object) -> list[source.Line]:
        lines = list(genuine(*given, **named))  # type: ignore[arg-type]
        return [line._replace(end_byte=line.end_byte - (line is lines[-1])) for line in lines]

    monkeypatch.setattr(pipeline, "lines_of_content", shifted)
    assert f"from {len(ONE) - 1} to {len(ONE)} are not" in Ran("check", "one.txt").err


def test_what_is_checked_is_what_parse_gives(dumps: Path) -> None:
    (dumps / "mixed.txt").write_bytes(PAGE + ONE + BROKEN + DATED)
    dump = tdp.parse_file("mixed.txt")
    lines = [f"mixed.txt:{defect.line}: {defect.code}: {defect.message}" for defect in dump.defects]
    assert Ran("check", "mixed.txt").out.decode().splitlines() == lines


# --diagnostics


def diagnostics(path: Path) -> list[dict[str, object]]:
    return [orjson.loads(row) for row in path.read_bytes().splitlines()]


def test_diagnostics_are_rows_that_lead_to_posts(dumps: Path) -> None:
    (dumps / "mixed.txt").write_bytes(ONE + BROKEN + DATED)
    ran = Ran("parse", "mixed.txt", "one.txt", "broken.txt", "--diagnostics", "defects.jsonl")
    assert (ran.code, len(ran.rows)) == (0, 5)
    rows = diagnostics(dumps / "defects.jsonl")
    assert [(row["file"], row["line"], row["code"], row["post"]) for row in rows] == [
        ("mixed.txt", 5, "undecodable-bytes", 1),
        ("mixed.txt", 9, "impossible-date", 2),
        ("broken.txt", 1, "undecodable-bytes", 0),
    ]
    posts = {(post["source"]["file"], post["index"]): post for post in ran.rows}  # type: ignore[index]
    for row in rows:
        told = {key: row[key] for key in ("line", "code", "message")}
        assert told in posts[row["file"], row["post"]]["defects"]  # type: ignore[operator]
    assert names(dumps) == {"mixed.txt", "defects.jsonl"}


def test_diagnostics_of_a_gap_have_no_post(dumps: Path) -> None:
    (dumps / "long.txt").write_bytes(ONE + b"x" * (source.MAX_LINE_BYTES + 1) + b"\n" + TWO)
    assert Ran("parse", "long.txt", "-o", "posts.jsonl", "--diagnostics", "defects.jsonl").code == 0
    [row] = diagnostics(dumps / "defects.jsonl")
    assert (row["file"], row["line"], row["code"], row["post"]) == ("long.txt", 5, "overlong-line", None)


def test_strict_leaves_its_reason_in_the_diagnostics(dumps: Path) -> None:
    ran = Ran("parse", "--strict", "broken.txt", "-o", "posts.jsonl", "--diagnostics", "defects.jsonl")
    assert ran.code == 1
    assert ran.err.startswith("error: broken.txt:1: undecodable-bytes: ")
    assert [row["code"] for row in diagnostics(dumps / "defects.jsonl")] == ["undecodable-bytes"]
    assert names(dumps) == {"defects.jsonl"}


def test_no_defects_are_no_rows(dumps: Path) -> None:
    assert Ran("parse", "one.txt", "--diagnostics", "defects.jsonl").code == 0
    assert diagnostics(dumps / "defects.jsonl") == []


def test_diagnostics_on_standard_output(dumps: Path) -> None:
    mixed = Ran("parse", "broken.txt", "--diagnostics", "-")
    assert (mixed.code, mixed.out) == (2, b"")
    assert "posts are written there" in mixed.err
    assert Ran("parse", "broken.txt", "-o", "-", "--diagnostics", "-").code == 2
    ran = Ran("parse", "broken.txt", "-o", "posts.jsonl", "--diagnostics", "-")
    assert ran.code == 0
    assert [row["code"] for row in ran.rows] == ["undecodable-bytes"]


def test_diagnostics_are_never_mixed_and_overwrite_nothing(dumps: Path) -> None:
    (dumps / "link.jsonl").symlink_to("posts.jsonl")
    for name in ("posts.jsonl", "./posts.jsonl", "link.jsonl"):
        assert Ran("parse", "one.txt", "-o", "posts.jsonl", "--diagnostics", name, "--force").code == 2
    assert Ran("parse", "one.txt", "--diagnostics", "one.txt", "--force").code == 2
    assert (dumps / "one.txt").read_bytes() == ONE
    (dumps / "defects.jsonl").write_text("mine")
    ran = Ran("parse", "broken.txt", "-o", "posts.jsonl", "--diagnostics", "defects.jsonl")
    assert ran.code == 1
    assert ran.err == "error: defects.jsonl: exists already; give another name, or --force to replace it\n"
    assert (dumps / "defects.jsonl").read_text() == "mine"
    assert names(dumps) == {"link.jsonl", "defects.jsonl"}
    assert Ran("parse", "broken.txt", "--diagnostics", "defects.jsonl", "--force").code == 0
    assert len(diagnostics(dumps / "defects.jsonl")) == 1


@posix
def test_file_names_are_the_same_in_rows_and_diagnostics(dumps: Path) -> None:
    name = os.fsdecode(b"caf\xe9.txt")
    (dumps / name).write_bytes(BROKEN)
    ran = Ran("parse", name, "--diagnostics", "defects.jsonl")
    [row], [post] = diagnostics(dumps / "defects.jsonl"), ran.rows
    assert row["file"] == post["source"]["file"] == "caf\\udce9.txt"  # type: ignore[index]


# What is said about untrusted text

EVIL = "\x1b]0;owned\x07\x1b[2J\x9b31m\x7f\u202egnp\u2066.txt"


@posix
@pytest.mark.parametrize(
    "words",
    [
        ["parse", EVIL],
        ["check", EVIL],
        ["inspect", EVIL],
        ["parse", "-j", "2", "one.txt", EVIL],
        ["parse", "one.txt", "-o", EVIL],
        ["parse", "one.txt", "-o", f"{EVIL}/x"],
        ["parse", EVIL, "-o", EVIL, "--force"],
        ["parse", "one.txt", "--markers", EVIL],
        ["parse", "one.txt", "--encoding", EVIL],
        ["parse", "one.txt", "--format", EVIL],
        ["parse", f"--{EVIL}"],
        ["parse", "one.txt", "--year", EVIL],
        ["parse", "one.txt", "--diagnostics", EVIL],
        [EVIL],
        ["schema", EVIL],
    ],
)
def test_no_message_sends_control_characters(dumps: Path, words: list[str]) -> None:
    (dumps / EVIL).write_bytes(BROKEN)
    for existing in (True, False):
        if not existing:
            (dumps / EVIL).unlink(missing_ok=True)
        ran = run(*words)
        assert b"Traceback" not in ran.stderr
        assert raw(ran.stderr.decode()) == set()
        if words[0] == "check":
            assert raw(ran.stdout.decode()) == set()
            assert (b"\\x1b]0;owned" in ran.stdout) is existing


def test_defect_messages_are_harmless(dumps: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    genuine = pipeline.found_values

    def hostile(*given: object) -> object:
        for item in genuine(*given):  # type: ignore[arg-type]
            yield item | {"defects": [{"code": "impossible-date", "line": 1, "message": f"no such day: {EVIL}"}]}

    monkeypatch.setattr(pipeline, "found_values", hostile)
    for command in ("check", "inspect"):
        out = Ran(command, "one.txt").out.decode()
        assert "no such day: \\" in out
        assert raw(out) == set()


@posix
def test_progress_labels_are_harmless(dumps: Path, monkeypatch: pytest.MonkeyPatch, capsys: object) -> None:
    import io
    import sys

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    (dumps / EVIL).write_bytes(ONE)
    shown = Terminal()
    monkeypatch.setattr(sys, "stderr", shown)
    monkeypatch.setattr(streams, "_LONG_WORK", 1)
    with streams.opened(EVIL) as file:
        assert not isinstance(file, str)
        assert file.read(1 << 20) == ONE
    assert "\\u001b]0;owned\\u0007" in shown.getvalue()
    left = raw(shown.getvalue().replace("\r", ""))
    assert "\x1b]" not in shown.getvalue()
    assert left <= {"\x1b"}  # the bar's own: hide the cursor, clear the line
