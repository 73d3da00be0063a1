"""The examples of docs/pipelines.md run, each with its engine, and give the posts of the library."""

from __future__ import annotations

import doctest
from pathlib import Path
from typing import Any

import pytest
from test_docs import PIPELINES, blocks, section

import telegram_dump_parser as tdp


def run(title: str) -> dict[str, Any]:
    """Run the Python examples of a section; give the names that they set."""
    names: dict[str, Any] = {"__name__": "__main__"}
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE)
    for number, (_, code) in enumerate(blocks(section(title, PIPELINES), "python")):
        if code.startswith(">>>"):
            example = doctest.DocTestParser().get_doctest(code, names, f"{title}[{number}]", PIPELINES, 0)
            said: list[str] = []
            failed, _ = runner.run(example, out=said.append, clear_globs=False)
            names = example.globs
            assert not failed, "".join(said)
        else:
            exec(compile(code, f"{title}[{number}]", "exec"), names)
    return names


@pytest.fixture(autouse=True)
def folder(eight_dumps: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(eight_dumps.parent)
    return eight_dumps.parent


@pytest.fixture
def records() -> list[dict[str, Any]]:
    return [row for path in sorted(Path("dumps").iterdir()) for row in tdp.iter_records(path)]


@pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas:FutureWarning")
def test_spark(request: pytest.FixtureRequest, records: list[dict[str, Any]]) -> None:
    spark = request.getfixturevalue("spark")
    try:
        assert run("Spark")["posts"].count() == len(records)
    finally:
        spark.catalog.dropTempView("posts")


def test_datatrove(records: list[dict[str, Any]]) -> None:
    pytest.importorskip("datatrove", reason="datatrove, the extra datatrove, is not installed")
    assert [document.text for document in run("datatrove")["documents"]] == [row["text"] for row in records]
    assert len(list(Path("out").iterdir())) == 8


def test_datasets(records: list[dict[str, Any]], folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    config = pytest.importorskip("datasets.config", reason="datasets is not installed")
    monkeypatch.setattr(config, "HF_DATASETS_CACHE", folder / "cache")
    names = run("Hugging Face datasets")
    assert names["data"].to_list() == records
    from datasets import IterableDataset

    stream = IterableDataset.from_generator(
        names["rows"], gen_kwargs={"paths": names["paths"]}, features=names["features"]
    )
    assert (stream.num_shards, list(stream)) == (8, records)


def test_dask(records: list[dict[str, Any]]) -> None:
    pytest.importorskip("dask.dataframe", reason="dask is not installed")
    pyarrow = pytest.importorskip("pyarrow", reason="pyarrow, the extra arrow, is not installed")
    from telegram_dump_parser import arrow

    frame = run("Dask")["frame"].compute()
    assert list(frame.dtypes) == list(tdp.parse("").to_pandas().dtypes)
    assert pyarrow.Table.from_pandas(frame, arrow.SCHEMA, preserve_index=False).to_pylist() == records


def test_duckdb(records: list[dict[str, Any]], folder: Path) -> None:
    duckdb = pytest.importorskip("duckdb", reason="duckdb is not installed")
    (folder / "posts.jsonl").unlink(missing_ok=True)
    run("DuckDB")
    found = duckdb.sql("from 'posts.jsonl' order by source.file, index")
    assert [dict(zip(found.columns, row, strict=True)) for row in found.fetchall()] == records
