"""The formats of the command: equal posts whatever the format, names that choose it, and cells that are no formulas."""

from __future__ import annotations

import bz2
import codecs
import csv
import gzip
import io
import lzma
import os
import random
import re
import sys
import unicodedata
from collections.abc import Callable
from pathlib import Path
from types import NoneType
from typing import Any, get_args, get_origin

import orjson
import pytest
from conftest import dump_of, sentence
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel
from typer.testing import CliRunner

import telegram_dump_parser as tdp
from telegram_dump_parser.cli import app
from telegram_dump_parser.output import csv_rows as csvrows
from telegram_dump_parser.output.base import Format
from telegram_dump_parser.output.writers import format_of, writing

DEMO = Path(__file__).parents[2] / "fixtures" / "demo.txt"
posix = pytest.mark.skipif(os.name != "posix", reason="devices of POSIX")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "demo.txt").write_bytes(DEMO.read_bytes())
    return tmp_path


@pytest.fixture
def parquet() -> Any:
    pytest.importorskip("pyarrow", reason="pyarrow, the extra arrow, is not installed")
    import pyarrow.parquet

    return pyarrow.parquet


def run(*words: str) -> tuple[int, bytes, str]:
    ran = CliRunner().invoke(app, ["parse", "-q", *words])
    assert ran.exception is None or isinstance(ran.exception, SystemExit), ran.exc_info
    return ran.exit_code, ran.stdout_bytes, ran.stderr


def rows_of_csv(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode(), newline="")))


# The way back from cells to a row, by the types of the model


def unguarded(cell: str) -> str:
    """The text of a guarded cell: of what has an apostrophe, and after it a formula and maybe what shows nothing."""
    hidden = "".join(c for c in cell if not unicodedata.category(c).startswith("C") or c in "\t\r\n")
    return cell[1:] if re.match(r"'+[=+\-@\t\r\n＝＋－＠]", hidden) and cell[0] == "'" else cell


def record(model: type[BaseModel], cells: dict[str, str], before: str = "") -> dict[str, Any] | None:
    values: dict[str, Any] = {}
    for name, field in model.model_fields.items():
        column = {"location_place": "location"}.get(before + name, before + name)
        kinds = [kind for kind in (get_args(field.annotation) or (field.annotation,)) if kind is not NoneType]
        nullable = NoneType in get_args(field.annotation)
        if get_origin(field.annotation) is tuple:
            cell = unguarded(cells[column])
            values[name] = (orjson.loads(cell) if cell[0] == "[" else cell.split(" ")) if cell else []
        elif isinstance(kinds[0], type) and issubclass(kinds[0], BaseModel):
            part = record(kinds[0], cells, f"{before}{name}_")
            values[name] = None if nullable and not any(part.values()) else part
        elif kinds[0] is bool:
            values[name] = {"true": True, "false": False, "": None}[cells[column]]
        else:
            cell = unguarded(cells[column])
            read = {int: int, float: float, bool: {"true": True, "false": False}.get}.get(kinds[0], str)
            values[name] = None if not cell and (nullable or read is not str) else read(cell)
    return values


def test_csv_holds_the_whole_post() -> None:
    for path in (*DEMO.parent.rglob("*.txt"), DEMO.parent / "exports" / "channel.json"):
        expected = list(tdp.iter_records(path))
        target = io.BytesIO()
        with writing(target, Format.CSV) as writer:
            for post in tdp.iter_posts(path):
                writer.post(post)
        assert [record(tdp.Post, cells) for cells in rows_of_csv(target.getvalue())] == expected, path


def test_a_row_of_json_is_the_dumped_post() -> None:
    for path in DEMO.parent.rglob("*.txt"):
        target = io.BytesIO()
        with writing(target, Format.JSONL) as writer:
            posts = list(tdp.iter_posts(path))
            for post in posts:
                writer.post(post)
        assert target.getvalue() == b"".join(orjson.dumps(post.model_dump()) + b"\n" for post in posts), path


def test_all_formats_have_the_same_posts(folder: Path, parquet: Any) -> None:
    expected = list(tdp.iter_records("demo.txt"))
    for name in ("posts.jsonl", "posts.json", "posts.csv", "posts.parquet"):
        assert run("demo.txt", "-o", name) == (0, b"", "")
    data = {path.suffix: path.read_bytes() for path in folder.glob("posts.*")}
    assert [orjson.loads(line) for line in data[".jsonl"].splitlines()] == expected
    assert orjson.loads(data[".json"]) == expected
    assert [record(tdp.Post, cells) for cells in rows_of_csv(data[".csv"])] == expected
    assert parquet.read_table("posts.parquet").to_pylist() == expected
    assert run("demo.txt", "--format", "csv") == (0, data[".csv"], "")


def test_parquet_has_the_schema(parquet: Any) -> None:
    from telegram_dump_parser import arrow

    assert run("demo.txt", "demo.txt", "-o", "posts.parquet")[0] == 0
    assert parquet.read_schema("posts.parquet") == arrow.SCHEMA
    assert parquet.read_schema("posts.parquet").metadata == arrow.SCHEMA.metadata
    assert parquet.read_metadata("posts.parquet").num_rows == 30


def test_parquet_is_read_by_others(parquet: Any) -> None:
    polars = pytest.importorskip("polars", reason="polars is not installed")
    duckdb = pytest.importorskip("duckdb", reason="duckdb is not installed")
    run("demo.txt", "-o", "posts.parquet")
    expected = list(tdp.iter_records("demo.txt"))
    assert polars.read_parquet("posts.parquet").to_dicts() == expected
    with duckdb.connect() as base:
        found = base.sql("from 'posts.parquet'")
        assert [dict(zip(found.columns, row, strict=True)) for row in found.fetchall()] == expected


def test_parquet_comes_in_row_groups(monkeypatch: pytest.MonkeyPatch, parquet: Any) -> None:
    monkeypatch.setattr("telegram_dump_parser.output.parquet._POSTS", 2)
    monkeypatch.setattr("telegram_dump_parser.output.parquet._ROW_GROUP", 1)
    assert run("demo.txt", "-o", "posts.parquet")[0] == 0
    assert parquet.read_metadata("posts.parquet").num_row_groups == 8
    assert parquet.read_table("posts.parquet").to_pylist() == list(tdp.iter_records("demo.txt"))


# The name of the output


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("a.jsonl", Format.JSONL),
        ("a.ndjson", Format.JSONL),
        ("a.json", Format.JSON),
        ("a.JSON", Format.JSON),
        ("a.csv", Format.CSV),
        ("a.b.parquet", Format.PARQUET),
        ("a.json.gz", Format.JSON),
        ("a.csv.zst", Format.CSV),
        ("a.csv.txt", None),
        ("a.gz", Format.JSONL),
        ("csv", Format.JSONL),
        (".csv", Format.CSV),
        (".csv.gz", Format.CSV),
        (".hidden", Format.JSONL),
        ("a.markdown", Format.MD),
        ("a.sqlite3", Format.SQLITE),
    ],
)
def test_format_by_name(name: str, kind: Format | None) -> None:
    assert format_of(Path(name)) is kind


def test_the_option_goes_before_the_name() -> None:
    assert run("demo.txt", "-o", "posts.csv", "--format", "json")[0] == 0
    assert orjson.loads(Path("posts.csv").read_bytes()) == list(tdp.iter_records("demo.txt"))


def unpack_zstd(data: bytes) -> bytes:
    name = "compression.zstd" if sys.version_info >= (3, 14) else "backports.zstd"
    unpacked = pytest.importorskip(name, reason="zstd is not installed").decompress(data)
    assert isinstance(unpacked, bytes)
    return unpacked


@pytest.mark.parametrize(
    ("suffix", "unpack"),
    [(".gz", gzip.decompress), (".bz2", bz2.decompress), (".xz", lzma.decompress), (".zst", unpack_zstd)],
)
@pytest.mark.parametrize("kind", ["jsonl", "json", "csv"])
def test_compression_by_name(suffix: str, unpack: Callable[[bytes], bytes], kind: str) -> None:
    plain = run("demo.txt", "--format", kind)[1]
    name = f"posts.{kind}{suffix}"
    code, _, said = run("demo.txt", "-o", name)
    if suffix == ".zst" and code:
        pytest.skip(said)
    assert unpack(Path(name).read_bytes()) == plain


def test_compressed_files_are_equal_if_the_posts_are() -> None:
    run("demo.txt", "-o", "a.jsonl.gz")
    run("demo.txt", "-o", "b.jsonl.gz")
    assert Path("a.jsonl.gz").read_bytes() == Path("b.jsonl.gz").read_bytes()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--format", "parquet"], "name one with -o"),
        (["--format", "parquet", "-o", "-"], "name one with -o"),
        (["-o", "posts.parquet.gz"], "leave out the last suffix"),
        (["--format", "parquet", "-o", "posts.zst"], "leave out the last suffix"),
        (["--format", "xlsx"], "xlsx"),
    ],
)
def test_usage_errors(folder: Path, words: list[str], said: str) -> None:
    code, out, err = run("demo.txt", *words)
    assert (code, out) == (2, b"")
    assert said in " ".join(err.split())
    assert [path.name for path in folder.iterdir()] == ["demo.txt"]


@pytest.mark.parametrize(
    ("modules", "name", "extra"),
    [(["pyarrow"], "posts.parquet", "arrow"), (["compression.zstd", "backports.zstd"], "posts.csv.zst", "zstd")],
)
def test_missing_extra_is_one_line(
    folder: Path, modules: list[str], name: str, extra: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in modules:
        monkeypatch.setitem(sys.modules, module, None)
    code, _, err = run("demo.txt", "-o", name)
    assert code == 1
    [line] = err.splitlines()
    assert line.startswith("error: ")
    assert line.endswith(f'pip install "telegram-dump-parser[{extra}]"')
    assert [path.name for path in folder.iterdir()] == ["demo.txt"]


@pytest.mark.parametrize("name", ["posts.parquet", "posts.csv", "posts.csv.gz", "posts.jsonl.xz"])
def test_failure_leaves_nothing_and_says_nothing_else(
    folder: Path, name: str, capfd: pytest.CaptureFixture[str]
) -> None:
    if name.endswith("parquet"):
        pytest.importorskip("pyarrow", reason="pyarrow is not installed")
    code, _, err = run("missing.txt", "-o", name)
    assert (code, err) == (1, "error: missing.txt: no such file; check the path\n")
    assert [path.name for path in folder.iterdir()] == ["demo.txt"]
    assert capfd.readouterr().err == ""  # such as of an unfinished writer that is collected


@posix
@pytest.mark.parametrize("name", ["full.parquet", "full.csv", "full.jsonl.gz", "full.json.bz2"])
def test_full_disk(name: str) -> None:
    if name.endswith("parquet"):
        pytest.importorskip("pyarrow", reason="pyarrow is not installed")
    if not Path("/dev/full").exists():
        pytest.skip("no /dev/full here")
    os.symlink("/dev/full", name)
    code, _, err = run("demo.txt", "-o", name)
    assert (code, err) == (1, f"error: {name}: cannot be written: No space left on device\n")


# CSV


def test_columns_are_those_of_the_model() -> None:
    names = [column.name for column in csvrows.columns()]
    assert len(set(names)) == len(names)
    fields = {part for field in tdp.Post.model_fields for part in (field, field.partition("_")[0])}
    assert {name.partition("_")[0] for name in names} - fields == {"day"}
    assert names[names.index("location") : names.index("speaker")] == [
        "location",
        "location_line",
        "date",
        "date_text",
        "date_day",
        "date_end_day",
        "date_month",
        "date_year",
        "date_year_source",
        "date_line",
    ]


def test_a_new_field_of_the_model_is_a_new_column() -> None:
    class Seen(BaseModel):
        by: int
        names: tuple[str, ...]

    class More(BaseModel):
        author: str | None = None
        pinned: bool = False
        seen: Seen | None = None

    columns = csvrows._columns(More, ())
    assert [column.name for column in columns] == ["author", "pinned", "seen_by", "seen_names"]
    full = More(author="A. B.", pinned=True, seen=Seen(by=3, names=("x y", "z"))).model_dump()
    assert [column.cell(full) for column in columns] == ["A. B.", "true", 3, '["x y","z"]']
    assert [column.cell(More().model_dump()) for column in columns] == ["", "false", "", ""]


def cells(text: str, **options: Any) -> dict[str, str]:
    target = io.BytesIO()
    with writing(target, Format.CSV, raw=options.pop("raw", False)) as writer:
        for post in tdp.parse(text, **options):
            writer.post(post)
    [row] = rows_of_csv(target.getvalue())
    return row


def test_scalars_of_a_post() -> None:
    more = "The ferry is out, write to @ferry or @port. #sea #news"
    row = cells(dump_of(["📍 Lakeside, May 4", more, more, "❤1.2K👍3"]).decode(), year=2024)
    assert (row["location"], row["date"], row["date_text"]) == ("Lakeside", "2024-05-04", "May 4")
    assert (row["hashtags"], row["mentions"], row["reactions_total"]) == ("#sea #news", "'@ferry @port", "1203")
    assert (row["language"], row["poll_question"], row["reply_to_author"]) == ("", "", "")


def test_a_date_without_its_year_is_no_date() -> None:
    row = cells(dump_of(["📍 Lakeside, May 4", "The ferry is out.", "The ferry is out."]).decode())
    assert (row["date"], row["date_day"], row["date_month"], row["date_year"]) == ("", "4", "5", "")


def test_quoting_is_that_of_the_rfc() -> None:
    data = run("demo.txt", "--format", "csv")[1]
    head, _, _ = data.partition(b"\r\n")
    assert head.startswith(b"index,source_file,")
    assert data.endswith(b"\r\n")
    assert not data.startswith(b"\xef\xbb\xbf")
    plain = '"She said ""yes"", twice."'
    target = io.BytesIO()
    with writing(target, Format.CSV) as writer:
        writer.post(tdp.parse('She said "yes", twice.')[0])
    assert f",{plain},{plain},".encode() in target.getvalue()


FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "＝1+1", "＋1", "－1", "＠x"]


@pytest.mark.parametrize("formula", FORMULAS)
def test_formulas_are_guarded(formula: str) -> None:
    text = f"{formula} is how the line begins"
    row = cells(text)
    assert row["text"] == row["headline"] == f"'{text}"
    assert cells(text, raw=True)["text"] == text


@pytest.mark.parametrize("cell", ["\t=1", "\r=1", "\n=1", "'=1", "''@x", "\ufeff=1", "\u200b\0-1", "'\0=1", "\x9f+1"])
def test_other_heads_are_guarded(cell: str) -> None:
    assert csvrows.guarded(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "a=1", "1+1", "'tis so", "❤1", "\ufeffa=1", -1, 0.5])
def test_nothing_else_is_guarded(cell: csvrows.Cell) -> None:
    assert csvrows.guarded(cell) == cell


@given(st.text(alphabet="'=+-@\t\r\n＝a1 \0\ufeff", max_size=6))
def test_the_guard_can_be_taken_off(text: str) -> None:
    guarded = csvrows.guarded(text)
    assert isinstance(guarded, str)
    assert guarded[:1] not in tuple("=+-@\t\r\n＝＋－＠")
    assert unguarded(guarded) == text


def test_csv_raw_on_the_command_line(folder: Path) -> None:
    (folder / "sum.txt").write_text("=HYPERLINK(1) is no link at all\n", "utf-8")
    assert b"'=HYPER" in run("sum.txt", "--format", "csv")[1]
    assert b"'=HYPER" not in run("sum.txt", "--format", "csv", "--csv-raw")[1]


def test_a_byte_order_mark_is_for_those_who_ask() -> None:
    plain = run("demo.txt", "--format", "csv")[1]
    assert run("demo.txt", "--format", "csv", "--csv-bom")[1] == codecs.BOM_UTF8 + plain
    assert run("demo.txt", "-o", "posts.csv.gz", "--csv-bom")[0] == 0
    assert gzip.decompress(Path("posts.csv.gz").read_bytes()) == codecs.BOM_UTF8 + plain
    with open("posts.csv", "w+b") as file, writing(file, Format.CSV, bom=True):
        pass
    assert Path("posts.csv").read_text("utf-8-sig").startswith("index,source_file,")


def test_csv_is_written_as_posts_come() -> None:
    rng = random.Random(7)
    target = io.BytesIO()
    with writing(target, Format.CSV) as writer:
        before = target.tell()
        writer.post(tdp.parse(sentence(rng))[0])
        assert target.tell() > before > 0
