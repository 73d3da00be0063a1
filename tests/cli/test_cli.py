"""The command line: what goes where, exit codes, and what must never happen to a file or a terminal."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from pathlib import Path

import orjson
import pytest
from conftest import dump_of, flatten, sentence
from running import BROKEN, COMMAND, FIRST, ONE, SECOND, TWO, Ran, names, posix, run
from typer.testing import CliRunner

import telegram_dump_parser as tdp
from telegram_dump_parser.cli import app
from telegram_dump_parser.cli.help import EXAMPLES

# What is read


def test_file(dumps: Path) -> None:
    ran = Ran("parse", "one.txt")
    assert (ran.code, ran.headlines) == (0, [FIRST])
    assert ran.rows == list(tdp.iter_records("one.txt"))
    assert ran.err == "1 post, 0 gaps, 0 defects in 1 dump\n"


def test_several_files(dumps: Path) -> None:
    ran = Ran("parse", "one.txt", "two.txt", "empty.txt")
    assert (ran.code, ran.headlines) == (0, [FIRST, SECOND])
    assert [row["source"]["file"] for row in ran.rows] == ["one.txt", "two.txt"]  # type: ignore[index]
    assert [row["index"] for row in ran.rows] == [0, 0]
    assert ran.err == "2 posts, 0 gaps, 0 defects in 3 dumps\n"


@pytest.mark.parametrize("words", [["-"], []])
def test_standard_input(words: list[str]) -> None:
    ran = Ran("parse", *words, stdin=ONE)
    assert (ran.code, ran.headlines) == (0, [FIRST])
    assert ran.rows[0]["source"]["file"] == "-"  # type: ignore[index]


def test_pipe(dumps: Path) -> None:
    ran = run("parse", input=ONE)
    assert ran.returncode == 0
    assert orjson.loads(ran.stdout)["headline"] == FIRST
    assert ran.stderr == b"1 post, 0 gaps, 0 defects in 1 dump\n"


def test_standard_input_among_files(dumps: Path) -> None:
    assert Ran("parse", "one.txt", "-", stdin=TWO).headlines == [FIRST, SECOND]


def test_a_file_called_minus_is_a_path(dumps: Path) -> None:
    (dumps / "-").write_bytes(TWO)
    assert Ran("parse", "./-", stdin=ONE).headlines == [SECOND]


@posix
def test_terminal_without_file_is_a_usage_error() -> None:
    import pty

    master, slave = pty.openpty()
    try:
        ran = run("parse", stdin=slave)
    finally:
        os.close(master)
        os.close(slave)
    assert ran.returncode == 2
    assert ran.stdout == b""
    assert b"name a dump, or pipe one in" in ran.stderr


@posix
def test_closed_standard_input() -> None:
    ran = run("parse", "-", preexec_fn=lambda: os.close(0))
    assert (ran.returncode, ran.stdout) == (1, b"")
    assert b"error: standard input: is closed" in ran.stderr
    assert b"Traceback" not in ran.stderr


# What cannot be read


def test_missing_file_does_not_stop_the_others(dumps: Path) -> None:
    ran = Ran("parse", "one.txt", "missing.txt", "two.txt")
    assert (ran.code, ran.headlines) == (1, [FIRST, SECOND])
    assert ran.err.splitlines() == [
        "error: missing.txt: no such file; check the path",
        "2 posts, 0 gaps, 0 defects in 2 dumps",
    ]


@pytest.mark.parametrize("command", ["parse", "inspect"])
@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["missing.txt"], "error: missing.txt: no such file; check the path"),
        (
            ["wide.txt"],
            "error: wide.txt: looks like UTF-16, by its NUL bytes; name the encoding with --encoding utf-16-",
        ),
    ],
)
def test_an_error_is_one_line(dumps: Path, command: str, words: list[str], said: str) -> None:
    (dumps / "wide.txt").write_bytes(ONE.decode().encode("utf-16-le"))
    ran = run(command, *words)
    assert (ran.returncode, ran.stdout) == (1, b"")
    errors = [line for line in ran.stderr.decode().splitlines() if not line.startswith("0 posts")]
    assert len(errors) == 1
    assert errors[0].startswith(said)


@pytest.mark.parametrize("command", ["parse", "check", "inspect", "stats"])
@pytest.mark.parametrize(
    ("encoding", "said"),
    [("klingon", "no text encoding is called 'klingon'"), ("utf-7", "encoding 'utf-7' is not a superset of ASCII")],
)
def test_an_encoding_that_there_is_not_is_a_usage_error(dumps: Path, command: str, encoding: str, said: str) -> None:
    ran = Ran(command, "one.txt", "--encoding", encoding)
    assert (ran.code, ran.out) == (2, b"")
    assert said in " ".join(ran.err.split())


def test_encoding_option(dumps: Path) -> None:
    (dumps / "old.txt").write_bytes("Привет, это первая строка.\n".encode("cp1251") * 2)
    assert "Привет" in Ran("parse", "--encoding", "cp1251", "old.txt").out.decode()
    assert "Привет" in Ran("inspect", "--encoding", "cp1251", "old.txt").out.decode()


# Options


def test_json_is_one_array(dumps: Path) -> None:
    ran = Ran("parse", "--format", "json", "one.txt", "two.txt")
    assert [row["headline"] for row in orjson.loads(ran.out)] == [FIRST, SECOND]


@pytest.mark.parametrize("words", [["empty.txt"], ["missing.txt"], ["empty.txt", "empty.txt"]])
def test_json_of_nothing_is_an_array(dumps: Path, words: list[str]) -> None:
    assert orjson.loads(Ran("parse", "--format", "json", *words).out) == []


def test_jsonl_of_nothing_is_nothing(dumps: Path) -> None:
    ran = Ran("parse", "empty.txt")
    assert (ran.code, ran.out) == (0, b"")


def test_json_stays_an_array_where_a_dump_fails(dumps: Path) -> None:
    ran = Ran("parse", "--strict", "--format", "json", "one.txt", "broken.txt", "two.txt")
    assert ran.code == 1
    assert [row["headline"] for row in orjson.loads(ran.out)] == [FIRST, SECOND]


def test_a_file_in_the_place_of_the_command_gets_a_hint(dumps: Path) -> None:
    ran = Ran("one.txt")
    assert ran.code == 2
    assert "To parse a file: telegram-dump-parser parse one.txt" in ran.err
    assert "To parse" not in Ran("prase").err


def test_unknown_format_is_a_usage_error(dumps: Path) -> None:
    assert Ran("parse", "--format", "xml", "one.txt").code == 2


def test_strict_stops_at_the_first_defect(dumps: Path) -> None:
    assert Ran("parse", "broken.txt").code == 0
    hint = "defects are listed by: telegram-dump-parser check"
    assert Ran("parse", "broken.txt").err.splitlines() == ["1 post, 0 gaps, 1 defect in 1 dump", hint]
    assert hint not in Ran("parse", "broken.txt", "--diagnostics", "defects.jsonl").err
    (dumps / "mixed.txt").write_bytes(ONE + BROKEN + TWO)
    ran = Ran("parse", "--strict", "mixed.txt")
    assert (ran.code, ran.headlines) == (1, [FIRST])
    assert ran.err.startswith("error: mixed.txt:5: undecodable-bytes: ")
    assert Ran("parse", "--strict", "one.txt").code == 0


def test_year(dumps: Path) -> None:
    (dumps / "dated.txt").write_bytes(
        dump_of(["A post that says where and when it was.", *["📍 Almaty, April 10"] * 2])
    )
    plain, given = (Ran("parse", *words, "dated.txt").rows[0]["date"] for words in ([], ["--year", "2021"]))
    assert (plain["year"], plain["year_source"]) == (None, None)  # type: ignore[index]
    assert (given["year"], given["year_source"]) == (2021, "option")  # type: ignore[index]
    assert Ran("parse", "--year", "0", "dated.txt").code == 2
    assert Ran("parse", "--year", "soon", "dated.txt").code == 2


def test_quiet(dumps: Path) -> None:
    assert Ran("parse", "-q", "one.txt").err == ""
    ran = Ran("parse", "--quiet", "missing.txt")
    assert (ran.code, ran.err) == (1, "error: missing.txt: no such file; check the path\n")


# Output files


@pytest.mark.parametrize("option", ["-o", "--output"])
def test_output_file(dumps: Path, option: str) -> None:
    expected = Ran("parse", "one.txt").out
    ran = Ran("parse", "one.txt", option, "posts.jsonl")
    assert (ran.code, ran.out) == (0, b"")
    assert (dumps / "posts.jsonl").read_bytes() == expected
    umask = os.umask(0)
    os.umask(umask)
    assert (dumps / "posts.jsonl").stat().st_mode & 0o777 == 0o666 & ~umask
    assert names(dumps) == {"posts.jsonl"}


def test_output_minus_is_standard_output(dumps: Path) -> None:
    assert Ran("parse", "one.txt", "-o", "-").headlines == [FIRST]
    assert names(dumps) == set()


def test_existing_output_needs_force(dumps: Path) -> None:
    (dumps / "posts.jsonl").write_text("mine")
    ran = Ran("parse", "one.txt", "-o", "posts.jsonl")
    assert (ran.code, ran.out) == (1, b"")
    assert ran.err == "error: posts.jsonl: exists already; give another name, or --force to replace it\n"
    assert (dumps / "posts.jsonl").read_text() == "mine"
    assert Ran("parse", "one.txt", "-o", "posts.jsonl", "--force").code == 0
    assert (dumps / "posts.jsonl").read_bytes() == Ran("parse", "one.txt").out
    assert names(dumps) == {"posts.jsonl"}


@pytest.mark.parametrize("name", ["one.txt", "./one.txt", "link.txt", "hard.txt"])
def test_output_over_an_input_is_refused(dumps: Path, name: str) -> None:
    (dumps / "link.txt").symlink_to("one.txt")
    (dumps / "hard.txt").hardlink_to(dumps / "one.txt")
    for words in ([], ["--force"]):
        ran = Ran("parse", "two.txt", "one.txt", "-o", name, *words)
        assert ran.code == 2
        assert "is an input" in ran.err
    assert (dumps / "one.txt").read_bytes() == ONE


def test_output_over_standard_input_is_refused(dumps: Path) -> None:
    with open("one.txt", "rb") as stdin:
        ran = run("parse", "-o", "one.txt", "--force", stdin=stdin)
    assert ran.returncode == 2
    assert (dumps / "one.txt").read_bytes() == ONE


@pytest.mark.parametrize("words", [["--strict", "broken.txt"], ["missing.txt"]])
def test_failure_leaves_nothing(dumps: Path, words: list[str]) -> None:
    assert Ran("parse", *words, "-o", "new.jsonl").code == 1
    (dumps / "old.jsonl").write_text("mine")
    assert Ran("parse", *words, "-o", "old.jsonl", "--force").code == 1
    assert names(dumps) == {"old.jsonl"}
    assert (dumps / "old.jsonl").read_text() == "mine"


def test_unexpected_failure_leaves_nothing(dumps: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr("telegram_dump_parser.output.jsonl.Writer.values", fail)
    result = CliRunner().invoke(app, ["parse", "one.txt", "-o", "new.jsonl"])
    assert isinstance(result.exception, RuntimeError)
    assert names(dumps) == set()


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("no/such/folder.jsonl", "error: no/such/folder.jsonl: cannot be written: "),
        ("one.txt/x", "error: one.txt/x: cannot be written: "),
        ("x" * 300, f"error: {'x' * 300}: cannot be written: "),
    ],
)
def test_output_that_cannot_be(dumps: Path, name: str, said: str) -> None:
    ran = Ran("parse", "two.txt", "-o", name, "--force")
    assert ran.code == 1
    assert ran.err.startswith(said)
    assert ran.err.count("\n") == 1
    assert names(dumps) == set()


def test_output_name_may_be_long(dumps: Path) -> None:
    assert Ran("parse", "two.txt", "-o", "x" * 250).code == 0


def test_output_after_a_link_is_replaced_and_the_link_stays(dumps: Path) -> None:
    (dumps / "real.jsonl").write_text("old")
    (dumps / "link.jsonl").symlink_to("real.jsonl")
    assert Ran("parse", "one.txt", "-o", "link.jsonl", "--force").code == 0
    assert (dumps / "link.jsonl").is_symlink()
    assert (dumps / "real.jsonl").read_bytes() == Ran("parse", "one.txt").out


@posix
def test_device_as_output_is_not_replaced(dumps: Path) -> None:
    for words in ([], ["--force"]):
        assert Ran("parse", "one.txt", "-o", os.devnull, *words).code == 0
        assert not Path(os.devnull).is_file()


# Standard output


@pytest.fixture(scope="module")
def long_dump(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Long enough that its posts fill every pipe."""
    rng = random.Random(1)
    path = tmp_path_factory.mktemp("long") / "long.txt"
    post = dump_of(flatten([[sentence(rng), sentence(rng)] for _ in range(500)]))
    path.write_bytes(post * 12)
    return path


@posix
@pytest.mark.parametrize("command", ["parse", "inspect", "schema"])
def test_closed_pipe(long_dump: Path, command: str) -> None:
    words = [command] if command == "schema" else [command, str(long_dump)]
    with subprocess.Popen([*COMMAND, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        if command != "schema":
            assert process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(60) == 1


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize("words", [["parse", "one.txt"], ["inspect", "one.txt"], ["schema"]])
def test_full_disk(dumps: Path, words: list[str]) -> None:
    with open("/dev/full", "wb") as full:
        ran = subprocess.run([*COMMAND, *words], stdout=full, stderr=subprocess.PIPE, timeout=60)
    assert ran.returncode == 1
    assert ran.stderr == b"error: standard output: cannot be written: No space left on device\n"


@posix
@pytest.mark.parametrize("words", [["parse", "one.txt"], ["check", "one.txt"], ["inspect", "one.txt"], ["schema"]])
def test_closed_standard_output(dumps: Path, words: list[str]) -> None:
    ran = subprocess.run([*COMMAND, *words], stderr=subprocess.PIPE, timeout=60, preexec_fn=lambda: os.close(1))
    assert ran.returncode == 1
    # What is advised, every command can do: not all have an option for an output file.
    assert ran.stderr == b"error: standard output: is closed; let it go to a file or a pipe\n"


# Help, version, schema


def test_version() -> None:
    assert Ran("--version").out.decode() == f"telegram-dump-parser {tdp.__version__}\n"


@pytest.mark.parametrize("word", ["-h", "--help"])
def test_help(word: str) -> None:
    ran = Ran(word)
    assert ran.code == 0
    for command in ("parse", "check", "inspect", "schema"):
        assert command in ran.out.decode()
        assert Ran(command, word).code == 0
    assert "\n    telegram-dump-parser parse dump.txt > posts.jsonl\n" in ran.out.decode()
    assert "..." not in ran.out.decode().partition("Commands:")[2]  # what the commands do fits its lines


@pytest.mark.parametrize("words", [["--help"], *([name, "-h"] for name in sorted(EXAMPLES))])
def test_help_fits_a_narrow_terminal(words: list[str]) -> None:
    """But for what must be copied as it is: the examples, and the values that an option takes."""
    ran = run(*words, env=os.environ | {"COLUMNS": "40"})
    rows, _, _ = ran.stdout.decode().partition("Examples:")
    assert [row for row in rows.splitlines() if len(row) > 40 and "|" not in row] == []
    assert "..." not in rows.replace("[FILE...]", "").replace("[ARGS]...", "")


def test_no_command_is_a_usage_error_with_the_help() -> None:
    ran = run()
    assert (ran.returncode, ran.stdout) == (2, b"")
    assert ran.stderr == run("--help").stdout


def test_unknown_command_is_a_usage_error() -> None:
    assert Ran("prase").code == 2
    assert Ran("parse", "--prase").code == 2


def test_schema() -> None:
    ran = Ran("schema")
    schema = orjson.loads(ran.out)
    assert schema["version"] == tdp.SCHEMA_VERSION
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["properties"].keys() == {*tdp.Post.model_fields, "row"}  # which rows of a corpus may have
    assert "row" not in schema["required"]
    # Some versions of pydantic write 1 as 1.0.
    assert orjson.loads((Path(__file__).parents[2] / "docs" / "schema.json").read_bytes()) == schema


def test_completion_can_be_had() -> None:
    assert "--install-completion" in Ran("--help").out.decode()


def test_console_script_is_the_module(dumps: Path) -> None:
    script = Path(sys.executable).with_name("telegram-dump-parser")
    if not script.exists():
        pytest.skip("not installed as a script")
    ran = subprocess.run([script, "parse", "one.txt"], capture_output=True, timeout=60)
    assert (ran.returncode, ran.stdout) == (0, run("parse", "one.txt").stdout)


# The summary


def test_the_summary_tells_dialects_where_they_differ(dumps: Path) -> None:
    (dumps / "chat.txt").write_text("Anna, [13.04.2025 12:30]\nHi\n\nBo, [13.04.2025 12:31]\nHo\n")
    assert "dialects" not in Ran("parse", "one.txt", "two.txt").err
    ran = Ran("parse", "one.txt", "two.txt", "chat.txt")
    assert ran.err.splitlines() == [
        "4 posts, 1 gap, 0 defects in 3 dumps",
        "dialects: echoed: 2 dumps, desktop: 1 dump",
    ]
    chat = "\n".join(f"Anna, [13.04.2025 12:3{number}]\nHi\n" for number in range(4))
    (dumps / "both.txt").write_bytes((dumps / "one.txt").read_bytes() + b"\n" + chat.encode())
    assert "dialects: desktop: 4 posts, echoed: 1 post" in Ran("parse", "both.txt").err.splitlines()


def test_the_summary_tells_unsure_boundaries(dumps: Path) -> None:
    (dumps / "chat.txt").write_text("Anna:\nHi\n\nAre you there?\n\nBo:\nHo\n\nAnna:\nYes\n")
    assert Ran("parse", "chat.txt").err.splitlines()[1:] == ["1 of 4 boundaries with a confidence below 0.8"]
    assert Ran("parse", "-q", "chat.txt").err == ""


def test_parse_warns_of_times_whose_order_nothing_proves(dumps: Path) -> None:
    (dumps / "chat.txt").write_text("Anna, [02/03/2025 12:30]\nHi\n\nBo, [03/03/2025 12:31]\nHo\n")
    warned = Ran("parse", "chat.txt").err.splitlines()[0]
    assert warned.startswith(
        "warning: chat.txt: nothing in the dump shows which is the day and which the month in '02/03/2025 12:30'"
    )
    assert "--date-order" in warned
    assert "warning" not in Ran("parse", "chat.txt", "--date-order", "dmy").err


def test_parse_warns_once_of_lines_that_are_in_no_post(dumps: Path) -> None:
    (dumps / "glued.txt").write_text(f"{'a b ' * 300_000}\nThe ferry is out.\n{'c d ' * 300_000}\n", "utf-8")
    warnings = [line for line in Ran("parse", "glued.txt").err.splitlines() if line.startswith("warning")]
    assert warnings == [
        "warning: glued.txt: a line over 1 MiB, longer than any text in Telegram; it is in no post, but a gap: "
        "is the file a dump?"
    ]


def test_a_verbose_summary_tells_of_each_dump(dumps: Path) -> None:
    (dumps / "chat.txt").write_text("Anna:\nHi\n\nAre you there?\n\nBo:\nHo\n\nAnna:\nYes\n")
    for words in (["-v"], ["--verbose", "--jobs", "2"]):
        assert Ran("parse", *words, "one.txt", "empty.txt", "chat.txt").err.splitlines() == [
            "one.txt: 1 post, 0 gaps, 0 defects; dialect echoed",
            "empty.txt: 0 posts, 0 gaps, 0 defects",
            "chat.txt: 4 posts, 3 gaps, 0 defects; dialect name-above; 1 of 4 boundaries with a confidence below 0.8",
            "5 posts, 3 gaps, 0 defects in 3 dumps",
            "1 of 5 boundaries with a confidence below 0.8",
        ]
