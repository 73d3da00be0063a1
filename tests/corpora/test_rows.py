"""Corpora: rows in, posts out, by the command and by the library, with what is wrong with single rows."""

from __future__ import annotations

import gzip
import io
import json
import pickle
from pathlib import Path
from typing import Any

import orjson
import pytest
from conftest import ROOT
from export_items import SAMPLES
from running import ONE, TWO, Ran

import telegram_dump_parser as tdp
from telegram_dump_parser.cli import corpora as cli_corpora
from telegram_dump_parser.corpora.addresses import matcher
from telegram_dump_parser.corpora.columns import Asked, Columns
from telegram_dump_parser.corpora.rows import json_corpus, json_rows
from telegram_dump_parser.lines.content import Content

CORPUS = ROOT / "examples" / "corpus.jsonl"
ROWS: list[dict[str, Any]] = [json.loads(line) for line in CORPUS.read_text("utf-8").splitlines()]

BAD_ROWS = [
    b'{"id": "a", "text": "broken',
    b"[1, 2]",
    b'{"id": "c", "text": 5}',
    b'{"id": "d", "text": ["a", "b"]}',
    b"\xff\xfe",
    b'"text"',
]


@pytest.fixture
def corpus(dumps: Path) -> Path:
    """A corpus of good and bad rows in turn."""
    rows = [orjson.dumps({"text": text.decode(), "id": n}) for n, text in enumerate((ONE, TWO) * 3)]
    lines = [line for pair in zip(rows, BAD_ROWS, strict=True) for line in pair]
    (dumps / "corpus.jsonl").write_bytes(b"\n".join(lines) + b"\n")
    return dumps / "corpus.jsonl"


def parquet(path: Path, rows: list[dict[str, Any]]) -> Path:
    pa = pytest.importorskip("pyarrow", reason="pyarrow, the extra arrow, is not installed")
    from pyarrow import parquet

    parquet.write_table(pa.Table.from_pylist(rows), path)
    return path


def without_place(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows without the values that only the file has."""
    return [{**row, "source": {**row["source"], "file": None, "row": None}} for row in rows]


EXPECTED = [post for row in ROWS for post in tdp.posts_of(row["text"], id=row["id"], url=row["url"])]


def test_each_row_is_what_the_library_makes_of_its_text() -> None:
    for row in ROWS:
        parsed = tdp.parse(row["text"] or "").to_records()
        for post in parsed:
            post["source"] |= {"document": row["id"], "url": row["url"]}
        assert tdp.posts_of(row["text"], id=row["id"], url=row["url"]) == parsed
    assert len(EXPECTED) > 20


def test_every_door_gives_the_same_rows(tmp_path: Path) -> None:
    pa = pytest.importorskip("pyarrow", reason="pyarrow, the extra arrow, is not installed")
    table = parquet(tmp_path / "corpus.parquet", ROWS)
    assert without_place(Ran("parse", "-q", str(CORPUS)).rows) == EXPECTED
    assert without_place(Ran("parse", "-q", str(table)).rows) == EXPECTED
    assert without_place([post for row in tdp.iter_documents(ROWS) for post in row.posts]) == EXPECTED
    [batch] = pa.Table.from_pylist(ROWS).to_batches()
    made = tdp.posts_of_batch(batch)
    assert made.schema == tdp.posts_schema(batch.schema)
    found = made.to_pylist()
    assert [post.pop("row") for post in found] == [
        {"id": post["source"]["document"], "url": post["source"]["url"]} for post in EXPECTED
    ]
    assert [json.loads(json.dumps(post, default=lambda value: value.isoformat())) for post in found] == EXPECTED


def test_rows_know_their_place() -> None:
    ran = Ran("parse", str(CORPUS), "--urls", "t.me", "--keep", "date,token_count")
    places = {(post["source"]["row"], post["source"]["document"], post["source"]["url"]) for post in ran.rows}
    wanted = [
        n for n, row in enumerate(ROWS) if row["text"] and "recipes" not in row["url"] and "museum" not in row["url"]
    ]
    assert sorted(places) == [(n, ROWS[n]["id"], ROWS[n]["url"]) for n in wanted]
    for post in ran.rows:
        row = ROWS[post["source"]["row"]]
        assert post["row"] == {"date": row["date"], "token_count": row["token_count"]}
    indices = [post["index"] for post in ran.rows if post["source"]["row"] == wanted[1]]
    assert indices == list(range(len(indices)))
    assert ran.code == 0
    assert "in 9 rows of 1 input: 2 of other hosts, 2 without text" in ran.err


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_kept_column_that_no_row_has_is_named(tmp_path: Path, jobs: str) -> None:
    corpus = tmp_path / "c.jsonl"
    rows = [{"text": f"A ferry, number {n}.", "id": str(n), **({"late": n} if n == 999 else {})} for n in range(1000)]
    corpus.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    words = ["parse", str(corpus), "-j", jobs, "-o", str(tmp_path / f"posts.{jobs}.jsonl")]
    ran = Ran(*words, "--keep", "dtae,late,id")
    assert ran.code == 0
    assert "--keep: no row has a value of 'dtae'; check the names" in ran.err
    assert "'late'" not in ran.err
    assert "--keep" not in Ran(*words, "--keep", "late", "--force").err


def test_a_kept_column_that_parquet_has_not_ends_it(tmp_path: Path) -> None:
    pa, pq = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    corpus = tmp_path / "c.parquet"
    pq.write_table(pa.table({"text": ["A ferry."], "id": ["1"]}), corpus)
    ran = Ran("parse", str(corpus), "--keep", "dtae")
    assert ran.code == 1
    assert "no column is called 'dtae'; the columns are" in ran.err


def test_columns_are_found_and_said() -> None:
    said = Ran("parse", str(CORPUS)).err
    assert "read as a corpus: texts in column 'text', ids in 'id', addresses in 'url'; to read it as one dump" in said
    assert "read as a corpus" not in Ran("parse", "-q", str(CORPUS)).err
    assert len(Ran("parse", "-q", "--form", "text", str(CORPUS)).rows) != len(EXPECTED)


@pytest.mark.parametrize(
    "text",
    [
        '{"text": "one line that quotes JSON"}\nA post goes on here.\nAnd here.\nAnd here.\n',
        '{\n "name": "News",\n "text": "a"\n}\n',
        '{"a": 1}\n{"a": 2}\n',
        '{"text": "no other column"}\n',
        '{"text": 7, "id": 1}\n',
        "",
        "{",
    ],
)
def test_what_is_no_corpus_stays_a_dump(text: str) -> None:
    assert json_corpus(Content(io.BytesIO(text.encode())), Asked()) is None


def test_posts_are_no_corpus(dumps: Path) -> None:
    assert Ran("parse", "one.txt", "-o", "posts.jsonl").code == 0
    ran = Ran("parse", "posts.jsonl")
    assert (ran.code, ran.out) == (1, b"")
    assert "holds posts that this program wrote" in ran.err
    assert Ran("parse", "posts.jsonl", "--text-column", "text").code == 0


def test_a_bad_row_is_a_defect_of_that_row(corpus: Path) -> None:
    ran = Ran("parse", "corpus.jsonl", "--text-column", "text", "--diagnostics", "defects.jsonl")
    assert ran.code == 0
    assert [post["source"]["row"] for post in ran.rows] == [0, 2, 4, 6, 8, 10]
    assert [post["source"]["document"] for post in ran.rows] == ["0", "1", "2", "3", "4", "5"]
    defects = [json.loads(line) for line in Path("defects.jsonl").read_text("utf-8").splitlines()]
    assert [(defect["row"], defect["line"], defect["code"]) for defect in defects] == [
        (1, 2, "invalid-json"),
        (3, 4, "invalid-row"),
        (5, 6, "invalid-row"),
        (7, 8, "invalid-row"),
        (9, 10, "invalid-json"),
        (11, 12, "invalid-row"),
    ]
    assert "6 posts, 0 gaps, 6 defects in 12 rows of 1 input: 6 unreadable" in ran.err
    strict = Ran("parse", "corpus.jsonl", "--text-column", "text", "--strict")
    assert (strict.code, len(strict.rows)) == (1, 1)
    assert "corpus.jsonl:2: row 1: invalid-json" in strict.err


def test_a_file_without_any_row_is_named(corpus: Path) -> None:
    corpus.with_name("dump.txt").write_text("The ferry is out.\nBuses run instead.\n", "utf-8")
    for jobs in ("1", "2"):
        ran = Ran("parse", "dump.txt", "--text-column", "text", "-j", jobs)
        assert "warning: dump.txt: no row could be read; a corpus is JSON Lines or Parquet\n" in ran.err
    assert "no row could be read" not in Ran("parse", "corpus.jsonl", "--text-column", "text").err


def test_values_that_python_writes_can_be_read() -> None:
    lines = b'{"text": "A\\ud800B", "id": NaN}\n\n  \n{"text": "C\xffD\tE", "id": {"n": 1}}\r\n'
    first, second = json_rows(Content(io.BytesIO(lines)), Columns("text", "id"))
    assert (first.number, first.text, first.id) == (0, b"A\xed\xa0\x80B", "NaN")
    assert (second.number, second.text, second.id) == (1, b"C\xffD\tE", '{"n": 1}')
    rows = list(tdp.iter_documents([{"text": "A\ud800B"}, {"text": b"C\xffD"}, None, {"text": 1}, {}]))  # type: ignore[list-item]
    assert [row.skipped for row in rows] == [None, None, "unreadable", "unreadable", "no-text"]
    assert [defect["code"] for row in rows for defect in row.defects] == [
        "undecodable-bytes",
        "undecodable-bytes",
        "invalid-row",
        "invalid-row",
    ]


def test_a_row_that_is_too_long_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    from telegram_dump_parser.corpora import rows

    monkeypatch.setattr(rows, "LONGEST_ROW", 100)
    monkeypatch.setattr(rows, "_BLOCK", 16)
    lines = b'{"text": "a"}\n{"text": "' + b"b" * 300 + b'"}\n{"text": "c"}'
    found = list(json_rows(Content(io.BytesIO(lines)), Columns("text")))
    assert [(row.number, row.text, row.problem and row.problem.code) for row in found] == [
        (0, b"a", None),
        (1, None, "overlong-row"),
        (2, b"c", None),
    ]


@pytest.mark.parametrize("form", ["jsonl", "csv", "parquet"])
@pytest.mark.parametrize("kind", ["jsonl", "parquet"])
def test_the_same_bytes_from_any_number_of_processes(
    dumps: Path, form: str, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("pyarrow", reason="pyarrow, the extra arrow, is not installed")
    monkeypatch.setattr("telegram_dump_parser.cli.convert.LITTLE_WORK", 10_000)
    monkeypatch.setattr(cli_corpora, "_ROWS", 10)
    many = [{**row, "id": f"{n}/{row['id']}", "score": n / 7} for n in range(10) for row in ROWS]
    if kind == "parquet":
        parquet(dumps / "c.parquet", many)
    else:
        lines = [orjson.dumps(row) for row in many]
        lines[5::20] = [b"{"] * len(lines[5::20])
        (dumps / "c.jsonl").write_bytes(b"\n".join(lines))
    words = ["parse", f"c.{kind}", "--keep", "date,token_count,score,nothing" if kind == "jsonl" else "date,score"]
    ran = [Ran(*words, "-j", n, "-o", f"{n}.{form}", "--diagnostics", f"{n}.log") for n in ("1", "2")]
    assert [done.code for done in ran] == [0, 0]
    assert ran[0].err == ran[1].err
    assert (dumps / f"1.{form}").read_bytes() == (dumps / f"2.{form}").read_bytes()
    assert (dumps / "1.log").read_bytes() == (dumps / "2.log").read_bytes()


def test_a_process_that_is_killed_costs_its_row_only(monkeypatch: pytest.MonkeyPatch) -> None:
    from concurrent.futures import Future

    from telegram_dump_parser.corpora.documents import Reading
    from telegram_dump_parser.corpora.rows import Row
    from telegram_dump_parser.options import Options

    class Killing:
        """A pool of this process, which a row with a bomb breaks."""

        broken = False

        def submit(self, work: Any, rows: list[Row]) -> Future[Any]:
            future: Future[Any] = Future()
            self.broken = self.broken or any(row.text == b"bomb" for row in rows)
            if self.broken:
                future.set_exception(cli_corpora.BrokenProcessPool())
            else:
                future.set_result(work(rows))
            return future

    from contextlib import nullcontext

    monkeypatch.setattr(cli_corpora, "process_pool", lambda *_: nullcontext(Killing()))
    start = cli_corpora._Start(Reading(Options()), "c.jsonl", diagnose=True)
    monkeypatch.setattr(cli_corpora, "_start", start, raising=False)
    rows = [Row(n, b"bomb" if n == 7 else b"A post of one line.") for n in range(40)]
    chunks = iter([rows[:4], rows[4:12], rows[12:20], rows[20:]])
    done = list(cli_corpora._in_processes(chunks, 1, start))
    found = [json.loads(line) for chunk in done for line in chunk.posts.splitlines()]
    assert [post["source"]["row"] for post in found] == [n for n in range(40) if n != 7]
    [defect] = [json.loads(line) for chunk in done for line in chunk.defects.splitlines()]
    assert (defect["row"], defect["code"]) == (7, "unreadable-row")


def test_packed_and_piped(dumps: Path) -> None:
    (dumps / "c.jsonl.gz").write_bytes(gzip.compress(CORPUS.read_bytes()))
    assert without_place(Ran("parse", "-q", "c.jsonl.gz").rows) == EXPECTED
    piped = Ran("parse", "-q", "--text-column", "text", stdin=CORPUS.read_bytes())
    assert without_place(piped.rows) == EXPECTED
    assert {post["source"]["file"] for post in piped.rows} == {"-"}
    (dumps / "cut.jsonl.gz").write_bytes(gzip.compress(CORPUS.read_bytes())[:-500])
    cut = Ran("parse", "cut.jsonl.gz")
    assert 0 < len(cut.rows) < len(EXPECTED)
    assert cut.code == 1
    assert "error: cut.jsonl.gz: " in cut.err


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--text-column", "body"], "no column is called 'body'; the columns are text, id"),
        (["--id-column", "name"], "no column is called 'name'"),
        (["--text-column", "token_count"], "holds int64, not text"),
    ],
)
def test_columns_that_are_not_there(tmp_path: Path, words: list[str], told: str) -> None:
    table = parquet(tmp_path / "c.parquet", ROWS)
    ran = Ran("parse", str(table), *words)
    assert (ran.code, ran.out) == (1, b"")
    assert told in ran.err
    if "int64" not in told:
        assert told in Ran("parse", str(CORPUS), *words).err


def test_parquet_that_cannot_be_read(tmp_path: Path) -> None:
    table = parquet(tmp_path / "c.parquet", ROWS)
    data = table.read_bytes()
    (tmp_path / "cut.parquet").write_bytes(data[: len(data) // 2])
    assert "cannot be read as Parquet" in Ran("parse", str(tmp_path / "cut.parquet")).err
    assert "Parquet is not read from a pipe" in Ran("parse", "--text-column", "text", stdin=data).err


@pytest.mark.parametrize(
    ("url", "hosts", "matches"),
    [
        ("https://t.me/s/citynews", "t.me", True),
        ("https://t.me/s/citynews?before=12", "t.me", True),
        ("http://telegram.me/citynews/12?embed=1", "t.me", True),
        ("t.me/s/citynews", "t.me", True),
        ("https://T.ME:443/s/citynews", "t.me", True),
        ("https://tgoop.com/citynews/web", "t.me", True),
        ("https://t.me/joinchat/abc", "t.me", False),
        ("https://t.me/citynews", "t.me", False),
        ("https://not-t.me/s/citynews", "t.me", False),
        ("https://example.org/t.me/s/citynews", "t.me", False),
        ("https://t.me/s/citynews", "example.org", False),
        ("https://news.example.org/a", "example.org", True),
        ("https://badexample.org/a", "example.org", False),
        ("https://[broken", "t.me", False),
        ("", "t.me", False),
        (None, "t.me", False),
    ],
)
def test_addresses(url: str | None, hosts: str, matches: bool) -> None:
    assert matcher([hosts])(url) is matches


def test_functions_can_be_pickled() -> None:
    for function in (tdp.posts_of, tdp.posts_of_batch, tdp.posts_of_batches, tdp.looks_like_dump):
        assert pickle.loads(pickle.dumps(function)) is function


def test_options_of_posts_of() -> None:
    text = "🏟 A place line\n📍 Almaty, April 10\n📍 Almaty, April 10\n"
    assert tdp.posts_of(text, year=2021)[0]["date"]["year"] == 2021
    with pytest.raises(tdp.DumpError, match="year"):
        tdp.posts_of("a", year=True)
    assert tdp.posts_of("a", year=1)
    with pytest.raises(TypeError, match="yeer"):
        tdp.posts_of("a", yeer=1)  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="expected a text"):
        tdp.posts_of(5)  # type: ignore[arg-type]
    assert tdp.posts_of(None) == tdp.posts_of("") == []


def test_years_do_not_pass_from_row_to_row() -> None:
    dated = {"text": "A post from that year.\n📍 Almaty, April 10, 2019\n📍 Almaty, April 10, 2019\n"}
    undated = {"text": "A post from some year.\n📍 Graz, April 12\n📍 Graz, April 12\n"}
    first, second = tdp.iter_documents([dated, undated])
    assert first.posts[0]["date"]["year"] == 2019
    assert second.posts[0]["date"]["year"] is None


@pytest.mark.skipif(SAMPLES is None, reason="needs ../shared/samples/exports")
@pytest.mark.parametrize("kind", ["jsonl", "parquet"])
def test_samples(kind: str) -> None:
    assert SAMPLES is not None
    expected = json.loads((SAMPLES / "corpus.expected.json").read_text("utf-8"))["posts"]
    rows = Ran("parse", "-q", "--urls", "t.me", str(SAMPLES / f"corpus.{kind}")).rows
    assert [
        {
            "row": row["source"]["row"],
            "row_id": row["source"]["document"],
            "url": row["source"]["url"],
            "index": row["index"],
            "text": row["text"],
        }
        for row in rows
    ] == expected
