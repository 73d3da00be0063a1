"""The reader for Spark, in a real Spark: the library's posts as rows, options, paths, and what cannot be read."""

from __future__ import annotations

import pickle
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import telegram_dump_parser as tdp
from telegram_dump_parser.options import NAMES
from telegram_dump_parser.output import arrow as output_arrow

pytest.importorskip("pyspark", reason="pyspark, the extra spark, is not installed")

from telegram_dump_parser import arrow
from telegram_dump_parser.integrations import spark as integration
from telegram_dump_parser.integrations.spark import CORRUPT, TelegramDumpReader, TelegramDumpSource, files_of

NOT_A_DUMP = "A line of text, and another.\n".encode("utf-16-le") * 9
DEFECT = b"A post of one line.\n\xe2\x9d\xa41\nA line with \xff in it.\n\xe2\x9d\xa41\nAnother post.\n\xe2\x9d\xa42\n"


@pytest.fixture
def mixed(tmp_path: Path) -> Path:
    """A folder of a dump without defects, one with a defect, and what is no dump."""
    (tmp_path / "a.txt").write_bytes(DEFECT.replace(b"\xff", b"?"))
    (tmp_path / "b.txt").write_bytes(DEFECT)
    (tmp_path / "c.txt").write_bytes(NOT_A_DUMP)
    return tmp_path


def load(spark: Any, *paths: Any, **options: Any) -> Any:
    return spark.read.format("telegram_dump").options(**options).load(*paths)


def posts(frame: Any) -> list[dict[str, Any]]:
    """The rows of a frame, none of which reports an unreadable file, in the form of `iter_records`."""
    rows = [row.asDict(recursive=True) for row in frame.collect()]
    assert {row.pop(CORRUPT) for row in rows} <= {None}
    return sorted(rows, key=lambda row: (row["source"]["file"], row["index"]))


def records(*paths: Path, **options: Any) -> list[dict[str, Any]]:
    return [row for path in sorted(paths) for row in tdp.iter_records(path, **options)]


def read(options: dict[str, str]) -> list[dict[str, Any]]:
    """What the executors read, in this process."""
    source = TelegramDumpSource(options)
    reader = source.reader(source.schema())
    batches = [batch for partition in reader.partitions() for batch in reader.read(partition)]
    return [row for batch in batches for row in batch.to_pylist()]


# In Spark


def test_demo_is_the_same_field_by_field(spark: Any, eight_dumps: Path) -> None:
    frame = load(spark, str(eight_dumps / "demo.txt"))
    assert frame.columns == [*tdp.Post.model_fields, CORRUPT]
    assert posts(frame) == records(eight_dumps / "demo.txt") != []


def test_eight_files_are_the_same_rows(spark: Any, eight_dumps: Path) -> None:
    from pyspark.sql.functions import spark_partition_id

    frame = load(spark, str(eight_dumps))
    assert posts(frame) == records(*eight_dumps.iterdir())
    parts = frame.select("source.file", spark_partition_id()).distinct().collect()
    assert len(parts) == len({file for file, _ in parts}) == len({part for _, part in parts}) == 8


def test_schema_is_that_of_arrow(spark: Any, eight_dumps: Path) -> None:
    from pyspark.sql.pandas.types import to_arrow_schema

    # All is null in the row of an unreadable file; within a column, null is where the model has None.
    pa = output_arrow.pyarrow()
    columns = [*(field.with_nullable(True) for field in arrow.SCHEMA), pa.field(CORRUPT, pa.string())]
    assert to_arrow_schema(load(spark, str(eight_dumps)).schema) == pa.schema(columns)


def test_sql(spark: Any, eight_dumps: Path) -> None:
    spark.sql("CREATE OR REPLACE TEMPORARY VIEW dumped USING telegram_dump OPTIONS (path 'dumps/*.txt', Year '1999')")
    found = spark.sql("SELECT source.file, date.year FROM dumped WHERE date IS NOT NULL ORDER BY 1, index").collect()
    expected = [row for row in records(*eight_dumps.iterdir(), year=1999) if row["date"]]
    assert [tuple(row) for row in found] == [(row["source"]["file"], row["date"]["year"]) for row in expected]
    assert 1999 in {row["date"]["year"] for row in expected}
    counted = spark.sql("SELECT tag, count(*) FROM dumped LATERAL VIEW explode(hashtags) AS tag GROUP BY tag").collect()
    tags = [tag for row in records(*eight_dumps.iterdir()) for tag in row["hashtags"]]
    assert dict(map(tuple, counted)) == Counter(tags) != {}


def test_a_schema_chooses_columns(spark: Any, eight_dumps: Path) -> None:
    rows = spark.read.format("telegram_dump").schema("text string, index bigint").load("dumps/demo.txt").collect()
    assert [tuple(row) for row in rows] == [(row["text"], row["index"]) for row in records(eight_dumps / "demo.txt")]
    with pytest.raises(Exception, match="no column 'body'"):
        spark.read.format("telegram_dump").schema("body string").load("dumps/demo.txt").collect()


def test_permissive_keeps_all_and_tells_of_what_is_unreadable(spark: Any, mixed: Path) -> None:
    frame = load(spark, str(mixed))
    assert posts(frame.where(frame[CORRUPT].isNull())) == records(mixed / "a.txt", mixed / "b.txt")
    [row] = [row.asDict() for row in frame.where(frame[CORRUPT].isNotNull()).collect()]
    assert re.fullmatch(rf"{mixed}/c\.txt: looks like UTF-16.*", row.pop(CORRUPT))
    assert set(row.values()) == {None}


def test_dropmalformed_leaves_out_both(spark: Any, mixed: Path) -> None:
    assert posts(load(spark, str(mixed), mode="DROPMALFORMED")) == [
        row for row in records(mixed / "a.txt", mixed / "b.txt") if not row["defects"]
    ]


@pytest.mark.parametrize(
    ("name", "told"), [("b.txt", "undecodable-bytes"), ("c.txt", "looks like UTF-16"), ("[ab].txt", "undecodable")]
)
def test_failfast_ends_the_query(spark: Any, mixed: Path, name: str, told: str) -> None:
    with pytest.raises(Exception, match=told):
        load(spark, str(mixed / name), mode="failfast").collect()


def test_load_tells_what_is_wrong(spark: Any, tmp_path: Path) -> None:
    from pyspark.errors import AnalysisException

    with pytest.raises(AnalysisException, match=rf"{tmp_path}/\*\.txt: no such file; check the path"):
        load(spark, f"{tmp_path}/*.txt")


def test_a_list_of_paths(spark: Any, eight_dumps: Path) -> None:
    assert posts(load(spark, ["dumps/demo.txt", "dumps/p*.txt"])) == records(
        eight_dumps / "demo.txt", eight_dumps / "persian.txt", eight_dumps / "polls.txt"
    )


# Around Spark


def test_posts_before_a_failure_are_kept(eight_dumps: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(source: Any, **options: Any) -> Iterator[tdp.Post]:
        if source:
            yield from tdp.iter_posts(source)
            raise tdp.DumpError("cannot be read: Input/output error", file=source)

    path = str(eight_dumps / "demo.txt")
    expected = records(eight_dumps / "demo.txt")
    monkeypatch.setattr(integration, "iter_posts", broken)
    *rows, last = read({"path": path})
    assert [{**row, CORRUPT: None} for row in expected] == rows
    assert last == dict.fromkeys(tdp.Post.model_fields) | {CORRUPT: f"{path}: cannot be read: Input/output error"}
    assert len(read({"path": path, "mode": "DROPMALFORMED"})) == len(expected)
    with pytest.raises(tdp.DumpError, match="Input/output"):
        read({"path": path, "mode": "FAILFAST"})


def test_the_reader_can_be_pickled(eight_dumps: Path) -> None:
    source = pickle.loads(pickle.dumps(TelegramDumpSource({"path": str(eight_dumps)})))
    reader = pickle.loads(pickle.dumps(source.reader(source.schema())))
    partitions = pickle.loads(pickle.dumps(reader.partitions()))
    rows = [row for partition in partitions for batch in reader.read(partition) for row in batch.to_pylist()]
    assert [{**row, CORRUPT: None} for row in records(*eight_dumps.iterdir())] == rows


def test_options_are_those_of_iter_posts(tmp_path: Path) -> None:
    (tmp_path / "dump.txt").write_bytes("🏟 Озеро, 4 мая\nПаром стоит.\nПаром стоит.\n❤1\n".encode())
    (tmp_path / "old.txt").write_bytes("Паром стоит.\r\nАвтобус ходит.\r\nАвтобус ходит.\r\n".encode("cp1251"))
    (tmp_path / "own.toml").write_text('[place]\n"🏟" = "stadium"\n', "utf-8")
    own = {"markers": str(tmp_path / "own.toml"), "year": "1999", "language": "false"}
    [row] = read({"path": str(tmp_path / "dump.txt"), **own})
    [expected] = records(tmp_path / "dump.txt", markers=tmp_path / "own.toml", year=1999)
    assert row == {**expected, CORRUPT: None}
    assert (row["markers"][0]["name"], row["date"]["year"]) == ("stadium", 1999)
    [row] = read({"path": str(tmp_path / "old.txt"), "Encoding": "cp1251"})
    assert row["text"] == "Паром стоит.\nАвтобус ходит."


DEFAULTS = {"language": "false", "min_confidence": "0.0", "albums": "single", "form": "text"}


@pytest.mark.parametrize("name", NAMES)
def test_every_option_can_be_given(name: str, eight_dumps: Path) -> None:
    if name == "strict":
        with pytest.raises(tdp.DumpError, match=name):
            TelegramDumpSource({"path": str(eight_dumps), name: "true"})
    elif name in DEFAULTS:
        expected = [{**row, CORRUPT: None} for row in records(*eight_dumps.iterdir())]
        assert read({"path": str(eight_dumps), name: DEFAULTS[name]}) == expected
    else:
        with pytest.raises(ValueError, match="no such thing"):
            TelegramDumpSource({"path": str(eight_dumps), name: "no such thing"})


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({}, r"no path is given; name files"),
        ({"path": "s3://bucket/*.txt"}, r"s3://bucket/\*\.txt: only paths that Python can open"),
        ({"path": "nothing/*.txt"}, r"no such file"),
        ({"path": "dumps", "mode": "STRICT"}, r"no mode is called 'STRICT'; the modes are PERMISSIVE, DROPMALFORMED"),
        ({"path": "dumps", "yeer": "1999"}, r"no option is called 'yeer'; the options are path, mode, encoding, year"),
        ({"path": "dumps", "year": "soon"}, r"option year='soon': Input should be a valid integer"),
        ({"path": "dumps", "encoding": "klingon"}, r"no text encoding is called 'klingon'"),
    ],
)
def test_what_is_wrong_is_told_at_once(
    options: dict[str, str], told: str, eight_dumps: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(eight_dumps.parent)
    with pytest.raises(tdp.DumpError, match=told):
        TelegramDumpSource(options)


def test_options_that_an_executor_cannot_use_are_not_taken_for_bad_files(eight_dumps: Path) -> None:
    options = {"markers": "nothing.toml"}
    for mode in integration.Mode:
        reader = TelegramDumpReader([str(eight_dumps)], mode, options, ["text"])
        with pytest.raises(tdp.DumpError, match=r"nothing\.toml"):
            list(reader.read(reader.partitions()[0]))


def test_files_that_paths_stand_for(tmp_path: Path) -> None:
    for name in ("a.txt", "b[1].txt", "_done", ".hidden.txt", "folder/c.txt", "folder/deeper/d.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()

    def found(*patterns: str) -> list[str]:
        return [str(Path(file).relative_to(tmp_path)) for file in files_of([f"{tmp_path}/{path}" for path in patterns])]

    assert found("") == ["a.txt", "b[1].txt"]
    assert found("*.txt", "a.txt") == ["a.txt", "b[1].txt"]
    assert found("b[1].txt") == ["b[1].txt"]
    assert found("fold*") == ["folder/c.txt"]
    assert found("**/*.txt") == ["a.txt", "b[1].txt", "folder/c.txt", "folder/deeper/d.txt"]
    (tmp_path / "empty").mkdir()
    for path in ("empty", "missing.txt", "*.md"):
        with pytest.raises(tdp.DumpError, match="no such file"):
            found("a.txt", path)


def test_paths_may_be_uris(tmp_path: Path) -> None:
    (tmp_path / "два dumps.txt").write_text("A post of one line.\n", "utf-8")
    path = tmp_path / "два dumps.txt"
    for uri in (path.as_uri(), f"file:{path}", path.as_uri().replace("file:///", "file:/")):
        [row] = read({"path": uri})
        assert row["source"]["file"] == str(path)
