"""datatrove's reader, in datatrove's own pipelines: every post is a document, with an id that stays."""

from __future__ import annotations

import gzip
import json
import pickle
from pathlib import Path
from typing import Any

import pytest

import telegram_dump_parser as tdp

pytest.importorskip("datatrove", reason="datatrove, the extra datatrove, is not installed")

from datatrove.executor import LocalPipelineExecutor
from datatrove.pipeline.writers import JsonlWriter

from telegram_dump_parser.integrations.datatrove import TelegramDumpReader


def records(folder: Path, monkeypatch: pytest.MonkeyPatch, *names: str, **options: Any) -> list[dict[str, Any]]:
    """The library's posts, whose files are named as in the folder."""
    monkeypatch.chdir(folder)
    names = names or tuple(sorted(path.name for path in folder.iterdir()))
    return [row for name in names for row in tdp.iter_records(name, **options)]


def documents(folder: Path, rank: int = 0, size: int = 1, **options: Any) -> list[Any]:
    return list(TelegramDumpReader(str(folder), **options).run(rank=rank, world_size=size))


def post(document: Any, folder: Path) -> dict[str, Any]:
    """The post of a document; what the document adds is checked and taken off."""
    row = {"text": document.text, **document.metadata}
    assert row.pop("file_path") == str(folder / row["source"]["file"])
    assert document.id == f"{row['source']['file']}/{row['source']['first_byte']}"
    assert document.media == []
    return row


def test_demo_is_the_same_field_by_field(eight_dumps: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = documents(eight_dumps, glob_pattern="demo.txt")
    assert [post(document, eight_dumps) for document in found] == records(eight_dumps, monkeypatch, "demo.txt") != []


def test_nothing_is_dropped(eight_dumps: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = records(eight_dumps, monkeypatch)
    assert any(not row["text"] for row in expected)
    assert [post(document, eight_dumps) for document in documents(eight_dumps)] == expected


def test_a_pipeline_writes_all_posts(eight_dumps: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    steps = [TelegramDumpReader(str(eight_dumps)), JsonlWriter(str(tmp_path / "out"), compression=None)]
    stats = LocalPipelineExecutor(steps, tasks=3, logging_dir=str(tmp_path / "logs")).run()
    lines = [line for path in (tmp_path / "out").iterdir() for line in path.read_text("utf-8").splitlines()]
    rows = [json.loads(line) for line in lines]
    rows.sort(key=lambda row: (row["metadata"]["source"]["file"], row["metadata"]["index"]))
    expected = records(eight_dumps, monkeypatch)
    for row in rows:
        del row["metadata"]["file_path"]
    # The writer leaves out what is empty.
    assert [{"text": row.get("text", ""), **row["metadata"]} for row in rows] == expected
    assert stats.stats[0].stats["doc_len"].n == len(expected)


def test_ids_stay(eight_dumps: Path) -> None:
    ids = [document.id for document in documents(eight_dumps)]
    assert len(set(ids)) == len(ids)
    assert "demo.txt/0" in ids
    shards = [document.id for rank in range(3) for document in documents(eight_dumps, rank, 3)]
    assert sorted(shards) == sorted(ids)
    assert [document.id for document in documents(eight_dumps, skip=2, limit=5)] == ids[2:7]
    assert [document.id for document in documents(eight_dumps, year=1999)] == ids


def test_a_compressed_file_has_the_same_posts(eight_dumps: Path, tmp_path: Path) -> None:
    (tmp_path / "demo.txt.gz").write_bytes(gzip.compress((eight_dumps / "demo.txt").read_bytes()))
    [plain, packed] = [documents(eight_dumps, glob_pattern="demo.txt"), documents(tmp_path)]
    assert [document.text for document in packed] == [document.text for document in plain]
    assert [document.id for document in packed] == [
        document.id.replace("demo.txt", "demo.txt.gz") for document in plain
    ]


def test_keywords_go_where_they_belong(eight_dumps: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = documents(eight_dumps, year=1999, default_metadata={"batch": 7}, glob_pattern="p*.txt")
    expected = records(eight_dumps, monkeypatch, "persian.txt", "polls.txt", year=1999)
    assert [post(document, eight_dumps) for document in found] == [{**row, "batch": 7} for row in expected]
    with pytest.raises(TypeError, match="yeer"):
        TelegramDumpReader(str(eight_dumps), yeer=1999)


def test_keys_of_the_base_class(eight_dumps: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = records(eight_dumps, monkeypatch, "demo.txt")
    found = documents(eight_dumps, glob_pattern="demo.txt", text_key="headline", id_key="index")
    assert [document.text for document in found] == [row["headline"] for row in rows]
    assert [document.id for document in found] == [str(row["index"]) for row in rows]
    assert [document.metadata["text"] for document in found] == [row["text"] for row in rows]


def only_tagged(self: Any, data: dict[str, Any], path: str, id_in_file: int) -> dict[str, Any]:
    return {"text": data["text"] if data["hashtags"] else "", "id": f"{path}@{id_in_file}", "metadata": {}}


def test_an_adapter_sees_the_rows_and_may_drop_them(eight_dumps: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = [row for row in records(eight_dumps, monkeypatch) if row["hashtags"]]
    assert [(document.text, document.id) for document in documents(eight_dumps, adapter=only_tagged)] == [
        (row["text"], f"{row['source']['file']}@{row['source']['first_byte']}") for row in expected
    ]


def test_an_unreadable_file_fails_the_task(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes("A line of text, and another.\n".encode("utf-16-le") * 9)
    with pytest.raises(tdp.DumpError, match=r"^a\.txt: looks like UTF-16"):
        documents(tmp_path)
    assert len(documents(tmp_path, encoding="utf-16-le")) > 0


def test_the_reader_can_be_pickled(eight_dumps: Path) -> None:
    reader = pickle.loads(pickle.dumps(TelegramDumpReader(str(eight_dumps), year=1999)))
    assert list(reader.run()) == documents(eight_dumps, year=1999)
