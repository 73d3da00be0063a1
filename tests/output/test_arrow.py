"""Arrow and the frames: one schema, which follows the model, and the same posts through every library."""

from __future__ import annotations

import datetime
import inspect
import pickle
import re
import sys
from pathlib import Path
from typing import Any, Literal

import pytest
from pydantic import AwareDatetime, BaseModel, NaiveDatetime

import telegram_dump_parser as tdp
from telegram_dump_parser import arrow
from telegram_dump_parser.output import arrow as output_arrow

pa = pytest.importorskip("pyarrow", reason="pyarrow, the extra arrow, is not installed")

FIXTURES = Path(__file__).parents[2] / "fixtures"
DEMO = FIXTURES / "demo.txt"


@pytest.fixture(scope="module")
def dump() -> tdp.Dump:
    return tdp.parse_file(DEMO)


# The schema


_PLAIN = {"string": pa.string(), "integer": pa.int64(), "number": pa.float64(), "boolean": pa.bool_()}


def expected(schema: dict[str, Any], known: dict[str, Any]) -> tuple[Any, bool]:
    """The Arrow type of a JSON Schema, and whether null is allowed: what the model says, by another way."""
    if "anyOf" in schema:
        [some, null] = schema["anyOf"]
        assert null == {"type": "null"}
        return expected(some, known)[0], True
    if "$ref" in schema:
        return expected(known[schema["$ref"].rpartition("/")[2]], known)
    if schema["type"] == "object":
        return pa.struct(expected_fields(schema, known)), False
    if schema["type"] == "array":
        item, nullable = expected(schema["items"], known)
        return pa.list_(pa.field("item", item, nullable=nullable)), False
    return _PLAIN[schema["type"]], False


def expected_fields(schema: dict[str, Any], known: dict[str, Any]) -> list[Any]:
    found = ((name, *expected(field, known)) for name, field in schema["properties"].items())
    return [pa.field(name, kind, nullable=nullable) for name, kind, nullable in found]


def test_schema_is_the_model_field_by_field() -> None:
    rows = tdp.Post.model_json_schema(mode="serialization")
    assert list(arrow.SCHEMA) == expected_fields(rows, rows["$defs"])
    assert arrow.SCHEMA is arrow.schema()
    assert arrow.SCHEMA.metadata == {b"schema_version": str(tdp.SCHEMA_VERSION).encode()}


class Stamp(BaseModel):
    local: NaiveDatetime
    exact: AwareDatetime | None = None


class More(tdp.Post):
    signed: str | None = None
    seen: int | None = None
    stamp: Stamp | None = None
    born: datetime.date | None = None
    pinned: bool = False
    sort: Literal["a", "b"] | None = None
    maybe: tuple[int | None, ...] = ()


def test_a_new_field_of_the_model_is_a_new_column() -> None:
    columns = output_arrow.columns(More)
    assert columns[: len(tdp.Post.model_fields)] == list(arrow.SCHEMA)
    stamp = pa.struct([pa.field("local", pa.timestamp("us"), nullable=False), ("exact", pa.timestamp("us", "UTC"))])
    assert columns[len(tdp.Post.model_fields) :] == [
        pa.field("signed", pa.string()),
        pa.field("seen", pa.int64()),
        pa.field("stamp", stamp),
        pa.field("born", pa.date32()),
        pa.field("pinned", pa.bool_(), nullable=False),
        pa.field("sort", pa.string()),
        pa.field("maybe", pa.list_(pa.field("item", pa.int64())), nullable=False),
    ]


def test_a_time_without_a_zone_stays_without_one() -> None:
    local = datetime.datetime(2025, 5, 12, 8, 30)
    exact = datetime.datetime(2025, 5, 12, 8, 30, tzinfo=datetime.timezone(datetime.timedelta(hours=2)))
    schema = pa.schema(output_arrow.columns(Stamp))
    [row] = pa.RecordBatch.from_pylist([Stamp(local=local, exact=exact).model_dump()], schema=schema).to_pylist()
    assert row["local"] == local
    assert row["local"].tzinfo is None
    assert row["exact"] == exact


@pytest.mark.parametrize("annotation", [datetime.datetime, int | str, dict[str, int]])
def test_a_type_without_counterpart_is_refused(annotation: Any) -> None:
    with pytest.raises(TypeError):
        output_arrow.columns(type("Odd", (BaseModel,), {"__annotations__": {"field": annotation}}))


def test_no_other_name_is_made_up() -> None:
    with pytest.raises(AttributeError, match="NOTHING"):
        _ = arrow.NOTHING


# The same posts through every library


@pytest.mark.parametrize("path", sorted(FIXTURES.rglob("*.txt")), ids=lambda path: path.stem)
def test_arrow_has_the_posts(path: Path) -> None:
    dump = tdp.parse_file(path)
    table = dump.to_arrow()
    table.validate(full=True)
    assert table.schema.equals(arrow.SCHEMA, check_metadata=True)
    assert table.to_pylist() == dump.to_records() == list(tdp.iter_records(path))


def test_a_dump_is_an_arrow_stream(dump: tdp.Dump) -> None:
    assert pa.table(dump) == dump.to_arrow()
    assert pa.RecordBatchReader.from_stream(dump).read_all() == dump.to_arrow()


def test_a_dump_of_nothing_has_all_columns() -> None:
    table = tdp.parse("").to_arrow()
    assert (table.num_rows, table.schema) == (0, arrow.SCHEMA)


def test_pandas_has_the_posts(dump: tdp.Dump) -> None:
    pandas = pytest.importorskip("pandas", reason="pandas is not installed")
    frame = dump.to_pandas()
    assert list(frame.columns) == list(tdp.Post.model_fields)
    assert [
        {name: None if value is pandas.NA else value for name, value in row.items()} for row in frame.to_dict("records")
    ] == dump.to_records()
    assert frame["index"].dtype == pandas.ArrowDtype(pa.int64())
    assert frame["date"].struct.field("month").dropna().tolist() == [5, 5]
    tags = ["#RuritaniaNeighbours", "#WeKeepTheKeys", "#FamilyPhoto", "#LIVE"]
    assert frame.explode("hashtags")["hashtags"].dropna().tolist() == tags


def test_pandas_own_types_if_asked_for(dump: tdp.Dump) -> None:
    pytest.importorskip("pandas", reason="pandas is not installed")
    frame = dump.to_pandas(types_mapper=None)
    assert str(frame["index"].dtype) == "int64"
    assert frame["location"][0] == {"place": "Almaty", "line": 1}


def test_polars_has_the_posts(dump: tdp.Dump) -> None:
    polars = pytest.importorskip("polars", reason="polars is not installed")
    frame = dump.to_polars()
    assert frame.to_dicts() == dump.to_records()
    # Columns without a single value have their types too.
    assert frame.schema["language"] == polars.String
    assert tdp.parse("").to_polars().schema == frame.schema


def test_duckdb_has_the_posts(dump: tdp.Dump) -> None:
    duckdb = pytest.importorskip("duckdb", reason="duckdb is not installed")
    with duckdb.connect() as base:
        found = base.sql("select * from dump order by index")
        rows = [dict(zip(found.columns, row, strict=True)) for row in found.fetchall()]
        assert rows == dump.to_records()
        posts = dump.to_arrow()
        assert len(posts) == len(dump)
        assert base.sql("select count(*) from posts").fetchall() == [(len(dump),)]
        [(place, month)] = base.sql("select location.place, date.month from posts where index = 0").fetchall()
        assert (place, month) == ("Almaty", 5)


# Batches


def test_batches_are_the_posts() -> None:
    batches = list(arrow.iter_batches(DEMO, 4))
    assert [batch.num_rows for batch in batches] == [4, 4, 4, 3]
    assert all(batch.schema == arrow.SCHEMA for batch in batches)
    assert [row for batch in batches for row in batch.to_pylist()] == list(tdp.iter_records(DEMO))


def test_batches_take_the_options_of_posts() -> None:
    named = [name for name in inspect.signature(tdp.iter_posts).parameters if name != "source"]
    assert named
    [batch] = arrow.iter_batches("📍 Lakeside, May 4\nThe ferry runs.\nThe ferry runs.\n".encode(), year=1999)
    assert batch.column("date")[0].as_py()["year"] == 1999
    with pytest.raises(TypeError, match="no_such_option"):
        list(arrow.iter_batches(DEMO, no_such_option=True))
    with pytest.raises(tdp.DumpError):
        list(arrow.iter_batches("no such file"))


def test_batches_come_before_the_end_is_read() -> None:
    post = "A line of text, the first of a post.\nThe other line.\nThe other line.\n❤1\n".encode()

    class Endless:
        def read(self, size: int) -> bytes:
            return post * (size // len(post)) or post[:size]

    batches = arrow.iter_batches(Endless(), 10)
    assert [next(batches).num_rows for _ in range(5)] == [10] * 5


@pytest.mark.parametrize("size", [0, -1])
def test_batches_hold_something(size: int) -> None:
    with pytest.raises(ValueError, match="one post or more"):
        arrow.iter_batches(DEMO, size)


def test_functions_can_be_pickled() -> None:
    assert pickle.loads(pickle.dumps(arrow.iter_batches)) is arrow.iter_batches


# Without the extras


@pytest.mark.parametrize(
    ("module", "extra", "method"),
    [
        ("pyarrow", "arrow", "to_arrow"),
        ("pyarrow", "arrow", "__arrow_c_stream__"),
        ("pandas", "pandas", "to_pandas"),
        ("polars", "polars", "to_polars"),
    ],
)
def test_missing_extra_is_told(
    module: str, extra: str, method: str, dump: tdp.Dump, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    output_arrow.schema.cache_clear()
    with pytest.raises(ImportError, match=re.escape(f'needs {module}: pip install "telegram-dump-parser[{extra}]"')):
        getattr(dump, method)()


def test_missing_extra_is_told_before_anything_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(ImportError, match=r"telegram-dump-parser\[arrow\]"):
        arrow.iter_batches("no such file")
