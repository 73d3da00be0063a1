"""Flat frames: the CSV's columns with real days, times, numbers and lists; and files that a dump writes itself."""

from __future__ import annotations

import codecs
import datetime
import io
import json
from pathlib import Path
from typing import Any

import pytest

import telegram_dump_parser as tdp
from telegram_dump_parser.models import SCHEMA_VERSION, Timestamp, calendar_day
from telegram_dump_parser.output import csv_rows
from telegram_dump_parser.output.base import Format
from telegram_dump_parser.output.writers import writing

FIXTURES = Path(__file__).parents[2] / "fixtures"
DUMPS = [*sorted(FIXTURES.rglob("*.txt")), FIXTURES / "exports" / "channel.json"]
DEMO = FIXTURES / "demo.txt"
COPIED = """\
Anna Berg, [10.04.2025 12:30]
📍 Lakeside, May 4
The ferry is out of service. #ferry

City News, [13.04.2025 09:05:30]
Buses run instead.
"""


@pytest.fixture(scope="module")
def dump() -> tdp.Dump:
    return tdp.parse_file(DEMO)


# Days and times


@pytest.mark.parametrize(
    ("value", "time"),
    [
        ("2025-04-10T12:30", datetime.datetime(2025, 4, 10, 12, 30)),
        ("2025-04-10T12:30:05", datetime.datetime(2025, 4, 10, 12, 30, 5)),
        (
            "2025-04-10T12:30:05+02:00",
            datetime.datetime(2025, 4, 10, 12, 30, 5, tzinfo=datetime.timezone(datetime.timedelta(hours=2))),
        ),
        *(("--02-06T06:19", None), ("T14:05", None), ("2025-04-10", None), (None, None)),
    ],
)
def test_a_time_that_is_complete(value: str | None, time: datetime.datetime | None) -> None:
    found = Timestamp(text="as it stands", value=value).time
    assert found == time
    assert (found and found.tzinfo) == (time and time.tzinfo)


def test_a_day_that_is_known() -> None:
    assert calendar_day(2025, 5, 12) == datetime.date(2025, 5, 12)
    for numbers in ((None, 5, 12), (2025, None, 12), (2025, 5, None), (2025, 2, 30), (0, 1, 1), (10_000, 1, 1)):
        assert calendar_day(*numbers) is None


# The flat table


def nested(post: tdp.Post, column: csv_rows.Column) -> Any:
    value: Any = post.model_dump()
    for name in column.path:
        value = None if value is None else value[name]
    return list(value) if isinstance(value, tuple) else value


@pytest.mark.parametrize("path", DUMPS, ids=lambda path: path.stem)
def test_the_flat_table_has_all_that_posts_have(path: Path) -> None:
    pytest.importorskip("pyarrow", reason="pyarrow, the extra arrow, is not installed")
    dump = tdp.parse_file(path)
    table = dump.to_arrow(flat=True)
    table.validate(full=True)
    assert table.schema.metadata == {b"schema_version": str(SCHEMA_VERSION).encode()}
    for column in csv_rows.columns():
        if column.path:
            found = json.loads(json.dumps(table[column.name].to_pylist()))
            assert found == json.loads(json.dumps([nested(post, column) for post in dump])), column.name
    assert table["date"].to_pylist() == [
        post.date and calendar_day(post.date.year, post.date.month, post.date.day) for post in dump
    ]
    assert table["day"].to_pylist() == [post.day for post in dump]
    assert table["reactions_total"].to_pylist() == [sum(each.count for each in post.reactions) for post in dump]
    assert table["posted_at"].to_pylist() == [
        post.posted_at.time.replace(tzinfo=None) if post.posted_at and post.posted_at.time else None for post in dump
    ]


def test_its_columns_are_those_of_the_csv_and_the_times() -> None:
    pytest.importorskip("pyarrow", reason="pyarrow, the extra arrow, is not installed")
    names = tdp.parse("").to_arrow(flat=True).schema.names
    times = ["posted_at", "edited_at", "forward_posted_at"]
    assert [name for name in names if name not in times] == [column.name for column in csv_rows.columns()]
    for name in times:
        assert names.index(f"{name}_text") == names.index(name) + 1


def test_what_a_beginner_does_with_pandas() -> None:
    pandas = pytest.importorskip("pandas", reason="pandas is not installed")
    pytest.importorskip("pyarrow", reason="pyarrow, the extra arrow, is not installed")
    frame = tdp.parse(COPIED, year=2025).to_pandas(flat=True)  # the second post has no date
    assert frame["date"].dt.month.tolist()[0] == 5
    assert frame.groupby("date").size().to_dict() == {pandas.Timestamp(2025, 5, 4): 1}
    assert frame.groupby("day").size().tolist() == [1, 1]
    assert frame["location"].value_counts().to_dict() == {"Lakeside": 1}
    assert len(frame.drop_duplicates("text")) == 2
    assert frame.loc[frame["posted_at"] >= "2025-04-12", "author"].tolist() == ["City News"]
    assert frame.set_index("posted_at").resample("D").size().tolist() == [1, 0, 0, 1]
    assert frame.explode("hashtags")["hashtags"].value_counts().to_dict() == {"#ferry": 1}
    assert frame.groupby("author")["reactions_total"].sum().to_dict() == {"Anna Berg": 0, "City News": 0}
    assert str(tdp.parse("").to_pandas(flat=True)["date"].dtype).startswith("datetime64")
    assert str(tdp.parse(COPIED).to_pandas(flat=True, types_mapper=None)["views"].dtype) != "int64[pyarrow]"


def test_what_a_beginner_does_with_polars() -> None:
    polars = pytest.importorskip("polars", reason="polars is not installed")
    pytest.importorskip("pyarrow", reason="pyarrow, the extra arrow, is not installed")
    frame = tdp.parse(COPIED, year=2025).to_polars(flat=True)
    assert frame.schema["date"] == polars.Date
    assert frame["date"].dt.month().to_list() == [5, None]
    assert frame.filter(polars.col("posted_at") > datetime.datetime(2025, 4, 12))["author"].to_list() == ["City News"]
    assert frame.group_by("location").len().filter(location="Lakeside")["len"].to_list() == [1]
    assert frame.unique("text").height == 2
    assert "Lakeside" in frame.select("date", "location", "text").write_csv()


# Lists as text


@pytest.mark.parametrize("path", [DEMO, *DUMPS[-1::-12]], ids=lambda path: path.stem)
def test_lists_as_text_are_the_cells_of_the_csv(path: Path) -> None:
    pytest.importorskip("pyarrow", reason="pyarrow, the extra arrow, is not installed")
    dump = tdp.parse_file(path)
    table, lists = dump.to_arrow(flat=True, lists="text"), dump.to_arrow(flat=True)
    table.validate(full=True)
    assert table.schema.names == lists.schema.names
    assert table.schema.metadata == lists.schema.metadata
    rows = [csv_rows.row(post, raw=True) for post in dump]
    for number, column in enumerate(csv_rows.columns()):
        if table.schema.field(column.name).type == lists.schema.field(column.name).type:
            assert table[column.name] == lists[column.name]
        else:
            assert [cell or "" for cell in table[column.name].to_pylist()] == [row[number] for row in rows], column.name
            assert "" not in table[column.name].to_pylist()
    assert not [field.name for field in table.schema if field.type.num_fields]


def test_pandas_compares_and_counts_lists_as_text() -> None:
    pytest.importorskip("pandas", reason="pandas is not installed")
    pytest.importorskip("pyarrow", reason="pyarrow, the extra arrow, is not installed")
    frame = tdp.parse(COPIED).to_pandas(flat=True, lists="text")
    assert len(frame.drop_duplicates()) == 2
    assert not frame.duplicated().any()
    assert frame["hashtags"].value_counts().to_dict() == {"#ferry": 1}
    assert frame["hashtags"].isna().tolist() == [False, True]
    assert "Lakeside" in frame.to_csv()


def test_polars_writes_lists_as_text() -> None:
    pytest.importorskip("polars", reason="polars is not installed")
    pytest.importorskip("pyarrow", reason="pyarrow, the extra arrow, is not installed")
    frame = tdp.parse(COPIED).to_polars(flat=True, lists="text")
    assert "Lakeside" in frame.write_csv()
    assert frame.unique().height == 2


def test_a_collection_has_lists_as_text_too() -> None:
    pytest.importorskip("pyarrow", reason="pyarrow, the extra arrow, is not installed")
    table = tdp.parse_files([DEMO, DEMO]).to_arrow(flat=True, lists="text")
    assert str(table.schema.field("hashtags").type) == "string"


@pytest.mark.parametrize("method", ["to_arrow", "to_pandas", "to_polars"])
def test_what_lists_cannot_be_is_an_error(method: str) -> None:
    for module in ("pyarrow", "pandas", "polars"):
        pytest.importorskip(module, reason=f"{module} is not installed")
    with pytest.raises(tdp.DumpError, match="lists must be one of lists, text, not 'json'"):
        getattr(tdp.parse(COPIED), method)(flat=True, lists="json")
    with pytest.raises(tdp.DumpError, match="lists='text' needs flat=True"):
        getattr(tdp.parse(COPIED), method)(lists="text")


# Files


@pytest.mark.parametrize(("method", "kind"), [("to_jsonl", Format.JSONL), ("to_csv", Format.CSV)])
def test_a_dump_writes_what_the_command_writes(method: str, kind: Format, dump: tdp.Dump, tmp_path: Path) -> None:
    expected = io.BytesIO()
    with writing(expected, kind) as writer:
        for post in dump:
            writer.post(post)
    getattr(dump, method)(tmp_path / "posts")
    assert (tmp_path / "posts").read_bytes() == expected.getvalue()
    getattr(dump, method)(str(tmp_path / "posts.gz"))
    assert (tmp_path / "posts.gz").read_bytes().startswith(b"\x1f\x8b")


def test_a_dump_writes_parquet(dump: tdp.Dump, tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet", reason="pyarrow, the extra arrow, is not installed")
    dump.to_parquet(tmp_path / "posts.parquet")
    assert parquet.read_table(tmp_path / "posts.parquet") == dump.to_arrow()


@pytest.mark.parametrize("method", ["to_jsonl", "to_csv", "to_parquet"])
def test_no_file_is_replaced_unless_asked_for(method: str, dump: tdp.Dump, tmp_path: Path) -> None:
    if method == "to_parquet":
        pytest.importorskip("pyarrow", reason="pyarrow, the extra arrow, is not installed")
    path = tmp_path / "mine"
    path.write_bytes(b"years of work")
    with pytest.raises(tdp.DumpError, match="exists already; give another name, or replace=True to replace it"):
        getattr(dump, method)(path)
    assert path.read_bytes() == b"years of work"
    getattr(dump, method)(path, replace=True)
    assert path.read_bytes() != b"years of work"
    assert [each.name for each in tmp_path.iterdir()] == ["mine"]


def test_formulas_are_guarded_unless_raw(tmp_path: Path) -> None:
    dump = tdp.parse("=SUM(A1)\nA line.\nA line.\n❤1\n")
    dump.to_csv(tmp_path / "safe.csv")
    dump.to_csv(tmp_path / "raw.csv", raw=True)
    assert "'=SUM" in (tmp_path / "safe.csv").read_text("utf-8")
    assert "'=SUM" not in (tmp_path / "raw.csv").read_text("utf-8")


def test_a_byte_order_mark_only_if_asked(dump: tdp.Dump, tmp_path: Path) -> None:
    dump.to_csv(tmp_path / "plain.csv")
    dump.to_csv(tmp_path / "excel.csv", bom=True)
    plain = (tmp_path / "plain.csv").read_bytes()
    assert not plain.startswith(codecs.BOM_UTF8)
    assert (tmp_path / "excel.csv").read_bytes() == codecs.BOM_UTF8 + plain


# Words for people


def test_print_shows_a_post(dump: tdp.Dump) -> None:
    assert str(dump[3]) == (
        "post 3 · lines 17–21 · ↪ Ruritania at the UN / Ruritanie à l'ONU\n"
        "🎙 Deputy Head of Mission Rudolf Tarlen spoke at the conference on mountain rivers\n"
        "💬 A river has no embassy, so we must speak for it.\n"
        "👏 203  🐳 17"
    )
    assert "👤 Anna Berg · 🕒 10.04.2025 12:30 · 📍 Lakeside" in str(tdp.parse(COPIED)[0])
    assert "\x1b" not in str(tdp.parse("A line with \x1b[31m in it.\n")[0])


def test_repr_leaves_out_what_a_post_does_not_have(dump: tdp.Dump) -> None:
    assert "None" not in repr(dump[3])
    assert eval(repr(dump[3]), vars(tdp.models)) == dump[3]


def test_a_dialect_is_a_word(dump: tdp.Dump) -> None:
    assert f"{dump.dialect}" == str(dump.dialect) == "echoed"
    assert repr(dump.dialect).startswith("<Dialect echoed: second copies: ")
