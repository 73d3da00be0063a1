"""The scripts of examples/, each run as a script with its engine: the posts of the library, with their place."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT

import telegram_dump_parser as tdp

CORPUS = ROOT / "examples" / "corpus.jsonl"
ROWS: list[dict[str, Any]] = [json.loads(line) for line in CORPUS.read_text("utf-8").splitlines()]
ENGINES = {
    "polars": "polars",
    "duckdb": "duckdb",
    "dask": "dask.dataframe",
    "datasets": "datasets",
    "spark": "pyspark.sql",
    "datatrove": "datatrove",
}


def expected(everything: bool) -> list[dict[str, Any]]:
    """The posts of the pages of Telegram; where an engine chooses by SQL, of t.me itself."""
    return [
        post
        for row in ROWS
        if "example.org" not in row["url"] and (everything or "t.me/s/" in row["url"])
        for post in tdp.posts_of(row["text"], id=row["id"], url=row["url"])
    ]


def ran(name: str, folder: Path) -> str:
    """What the script said last."""
    module = ENGINES[name]
    try:
        found = importlib.util.find_spec(module)
    except ModuleNotFoundError:
        found = None
    if found is None:
        pytest.skip(f"{module}, which the example needs, is not installed")
    if name == "spark" and not shutil.which("java") and "JAVA_HOME" not in os.environ:
        pytest.skip("Java, which Spark needs, is not installed")
    pytest.importorskip("pyarrow", reason="pyarrow, the extra arrow, is not installed")
    # As a user runs it, but for the package, which need not be installed.
    environment = os.environ | {
        "PYTHONPATH": os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")])),
        "HF_HUB_OFFLINE": "1",
        "HF_HOME": str(folder / "cache"),
    }
    script = ROOT / "examples" / f"{name}_corpus.py"
    output = "posts" if name == "datatrove" else "posts.parquet"
    done = subprocess.run(
        [sys.executable, str(script), str(CORPUS), output],
        cwd=folder,
        env=environment,
        capture_output=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()[-4_000:]
    return done.stdout.decode().splitlines()[-1]


def plain(value: Any) -> Any:
    """A row as JSON has it."""
    return json.loads(json.dumps(value, default=lambda other: other.isoformat()))


@pytest.mark.parametrize("name", ["polars", "duckdb", "dask", "datasets", "spark"])
def test_scripts(name: str, tmp_path: Path) -> None:
    wanted = expected(everything=name not in ("polars", "duckdb"))
    assert ran(name, tmp_path) == f"{len(wanted)} posts"
    import pyarrow.parquet as parquet

    rows = parquet.read_table(tmp_path / "posts.parquet").to_pylist()
    for row in rows:
        row.pop("__null_dask_index__", None)
        row.pop("__index_level_0__", None)
        assert row.pop("row") == {"id": row["source"]["document"], "url": row["source"]["url"]}
    assert plain(rows) == wanted


def test_datatrove_as_a_script(tmp_path: Path) -> None:
    wanted = expected(everything=True)
    assert ran("datatrove", tmp_path) == f"{len(wanted)} posts"
    rows = [
        json.loads(line)
        for path in sorted((tmp_path / "posts").glob("*.jsonl"))
        for line in path.read_text("utf-8").splitlines()
    ]
    numbers = [post["index"] for post in wanted]
    assert [row["id"] for row in rows] == [
        f"{post['source']['document']}/{number}" for post, number in zip(wanted, numbers, strict=True)
    ]
    by_id = {row["id"]: row for row in ROWS}
    for row, post in zip(rows, wanted, strict=True):
        document = by_id[post["source"]["document"]]
        metadata = row["metadata"]
        assert {"text": row.get("text", ""), **metadata.pop("post")} == post
        assert (metadata["url"], metadata["date"]) == (document["url"], document["date"])


def test_the_step_counts_and_chooses() -> None:
    pytest.importorskip("datatrove", reason="datatrove, the extra datatrove, is not installed")
    from datatrove.data import Document

    from telegram_dump_parser.integrations.datatrove import TelegramPosts

    def documents() -> list[Any]:
        return [Document(text=row["text"] or "", id=row["id"], metadata={"url": row["url"]}) for row in ROWS]

    step = TelegramPosts(urls=["t.me"])
    posts = list(step.run(documents()))
    assert len(posts) == len(expected(everything=True))
    assert step.stats["other_address"].total == 2
    assert step.stats["posts"].total == len(posts)
    assert len({post.id for post in posts}) == len(posts)
    assert list(TelegramPosts(min_score=1.0).run(documents())) == []
    with pytest.raises(TypeError, match="yeer"):
        TelegramPosts(yeer=1)
    with pytest.raises(tdp.DumpError):
        list(TelegramPosts(strict=True).run([Document(text="A\ud800B", id="1")]))
    with pytest.raises(tdp.DumpError, match="year"):
        TelegramPosts(year=0)
