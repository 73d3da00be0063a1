"""`--jobs` with one large export: the same bytes, whatever the parts and however many processes there are."""

from __future__ import annotations

import gzip
import io
import json
import pickle
import random
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from dataclasses import asdict
from pathlib import Path
from typing import Any

import mutated_json
import mutated_pages
import pytest
import regex
from running import Ran

from telegram_dump_parser.cli import convert, one_export, parallel, parse
from telegram_dump_parser.cli.convert import Diagnostics
from telegram_dump_parser.cli.one_export import SharedExport, Start
from telegram_dump_parser.cli.selection import Selection
from telegram_dump_parser.exports import html_pieces, result_json
from telegram_dump_parser.exports.base import Part, Reader
from telegram_dump_parser.exports.message import ExportRows
from telegram_dump_parser.options import Options
from telegram_dump_parser.output.base import Format
from telegram_dump_parser.output.jsonl import Writer
from telegram_dump_parser.pipeline import stream_values

EXPORTS = Path(__file__).parents[2] / "fixtures" / "exports"
SEEDS = sorted(path for path in EXPORTS.iterdir() if ".expected" not in path.name)


ALONE = Options()


class Inline:
    """A pool that makes rows at once, in this process; what goes there and back is pickled."""

    def __init__(self, dies_at: int | None = None) -> None:
        self.parts = self.made = 0
        self._dies_at = dies_at

    def submit(self, of: Callable[..., Any], *given: Any) -> Future[Any]:
        self.parts += 1
        found: Future[Any] = Future()
        if self._dies_at is not None and self.parts >= self._dies_at:
            found.set_exception(BrokenProcessPool("killed"))
        else:
            made = of(*pickle.loads(pickle.dumps(given)))
            self.made += made is not None
            found.set_result(pickle.loads(pickle.dumps(made)))
        return found


@pytest.fixture(autouse=True)
def _little_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(result_json, "PART_BYTES", 900)
    monkeypatch.setattr(html_pieces, "_PART_BYTES", 1500)


def written(
    path: Path, pool: Any = None, options: Options = ALONE, selection: Selection | None = None, jobs: int = 2
) -> tuple[bytes, bytes, dict[str, Any]]:
    """The rows of an export, its defects, and what else is said of it; without a pool, by this process alone."""
    rows, defects, share = io.BytesIO(), io.BytesIO(), None
    if pool is not None:
        one_export.begin(Start(options, selection, language=False))
        share = SharedExport(pool, jobs)
    writer, diagnostics = Writer(rows, Format.JSONL), Diagnostics(defects, "defects")
    done = convert.convert(str(path), options, writer, diagnostics, selection=selection, share=share)
    return rows.getvalue(), defects.getvalue(), asdict(done)


def messages(count: int, **given: Any) -> list[dict[str, Any]]:
    return [
        {
            "id": number,
            "type": "message",
            "date": f"2024-03-01T10:{number // 60 % 60:02}:{number % 60:02}",
            "date_unixtime": str(1709287200 + number),
            "from": "Radio",
            "from_id": "channel7",
            "text": f"Message {number}, with some words",
            "text_entities": [],
            **given,
        }
        for number in range(1, count + 1)
    ]


def export(*chats: list[dict[str, Any]], number: int = 7) -> bytes:
    found = [{"name": "Radio", "type": "public_channel", "id": number, "messages": chat} for chat in chats]
    whole = found[0] if len(found) == 1 else {"about": "x", "chats": {"about": "y", "list": found}}
    return json.dumps(whole, indent=1, ensure_ascii=False).encode()


def changed(chat: list[dict[str, Any]], *numbers: int, **given: Any) -> list[dict[str, Any]]:
    return [{**one, **given} if one["id"] in numbers else one for one in chat]


def _html(copies: int, *, joined: bool) -> bytes:
    page = (EXPORTS / "messages.html").read_text("utf-8")
    at = page.index('<div class="message default clearfix"')
    end = page.rindex('<div class="message default')
    body = page[at:end]
    if not joined:
        body = body.replace("clearfix joined", "clearfix")
    return (page[:at] + body * copies + page[end:]).encode()


OLD = export(changed(messages(60, from_id=4294967303), *range(20, 40), from_id=None), number=(2 << 32) + 7)
INPUTS = {
    **{path.name: path.read_bytes() for path in SEEDS},
    "one chat": export(messages(60)),
    "several chats": export(messages(25), messages(2), messages(40, from_id="user9")),
    "ids of before 2021": OLD,
    "ids that change their form": OLD.replace(b'"from_id": 4294967303,', b'"from_id": "channel7",', 30),
    "entities that nobody knows": export(
        changed(messages(60), 9, 30, 31, 58, text=[{"type": "glow", "text": "a"}, {"type": "bold", "text": "b"}])
    ),
    "local times": export([{k: v for k, v in one.items() if k != "date_unixtime"} for one in messages(60)]),
    "dates without a year": export(
        [
            {**one, "date": "", "text": "📅 10 April" if one["id"] % 7 else "On 3 May 2023 it began"}
            if one["id"] % 5 == 0
            else one
            for one in messages(60)
        ]
    ),
    "messages that are no JSON": export(messages(60)).replace(b'"id": 31,', b'"id": 31;').replace(b'"id": 9,', b"\x0b"),
    "two exports in one file": export(messages(40))[:-300] + export(messages(30)),
    "a chat that is named anew after its messages": export(messages(8))[:-2] + b',\n "name": "Other"\n}\n',
    "cut short": export(messages(60))[:-200],
    "in one line": json.dumps(json.loads(export(messages(60)))).encode(),
    "another line end": export(messages(60)).replace(b"\n", b"\r\n"),
    "in UTF-16": export(messages(30)).decode().encode("utf-16"),
    "an archive": gzip.compress(export(messages(60))),
    "an archive that breaks off": gzip.compress(export(messages(2000, text=str(random.Random(1).random()))))[:-60],
    "many joined messages": _html(6, joined=True),
    "authors in each message": _html(6, joined=False),
    "a page": (EXPORTS / "preview.html").read_bytes() * 3,
}


@pytest.mark.parametrize("name", INPUTS)
@pytest.mark.parametrize("jobs", [1, 4])
def test_the_same_as_in_one_process(name: str, jobs: int, tmp_path: Path) -> None:
    path = tmp_path / "export"
    path.write_bytes(INPUTS[name])
    assert written(path, Inline(), jobs=jobs) == written(path)


@pytest.mark.parametrize(
    "name", ["one chat", "several chats", "ids of before 2021", "a page", "authors in each message"]
)
def test_other_processes_make_most_rows(name: str, tmp_path: Path) -> None:
    path = tmp_path / "export"
    path.write_bytes(INPUTS[name])
    one_export.begin(Start(Options(), None, language=False))
    found = [*stream_values(str(path), Options(), share=SharedExport(Inline(), 2))]
    made = sum(len(one.rows) for one in found if isinstance(one, ExportRows))
    assert made > sum(isinstance(one, dict) for one in found)


@pytest.mark.parametrize(
    "given", [{"year": 2021}, {"channel": "radio"}, {"albums": "join"}, {"form": "result-json"}, {"dialect": "tight"}]
)
def test_options(given: dict[str, Any], tmp_path: Path) -> None:
    from telegram_dump_parser.options import resolve

    for name in ("dates without a year", "channel.json", "account.json"):
        path = tmp_path / "export"
        path.write_bytes(INPUTS[name])
        assert written(path, Inline(), resolve(given)) == written(path, options=resolve(given))


def test_a_selection(tmp_path: Path) -> None:
    path = tmp_path / "export"
    path.write_bytes(INPUTS["one chat"])
    for pattern in ("7", "nothing", r"Message [12]\d"):
        selection = Selection(pattern=regex.compile(pattern))
        assert written(path, Inline(), selection=selection) == written(path, selection=selection)


def test_what_goes_to_a_process_and_back_is_in_files(tmp_path: Path) -> None:
    """A pool keeps what it is given. A process may be ended at any moment: its message has to be written whole."""

    class Small(Inline):
        def submit(self, of: Callable[..., Any], *given: Any) -> Future[Any]:
            assert len(pickle.dumps((of, given))) < 512
            future = super().submit(of, *given)
            assert len(pickle.dumps(future.result())) < 512  # that POSIX writes at once
            return future

    path = tmp_path / "export"
    path.write_bytes(INPUTS["one chat"])
    (tmp_path / "folder").mkdir()
    pool = Small()
    assert written(path, parallel.StoringPool(pool, tmp_path / "folder")) == written(path)  # type: ignore[arg-type]
    assert pool.parts > 5
    assert not list((tmp_path / "folder").iterdir())


def test_a_folder(tmp_path: Path) -> None:
    for number in ("", 2, 3, 10):
        (tmp_path / f"messages{number}.html").write_bytes(_html(2, joined=True))
    pool = Inline()
    assert written(tmp_path, pool) == written(tmp_path)
    assert pool.made == 3  # the last file is read here


def test_the_size_of_a_folder_counts(tmp_path: Path) -> None:
    (tmp_path / "messages.html").write_bytes(b"x" * 70)
    (tmp_path / "messages2.html").write_bytes(b"x" * 30)
    (tmp_path / "photos").mkdir()
    assert parse._size_of([str(tmp_path), str(tmp_path / "messages.html"), "none"], other=0) == 170


@pytest.mark.parametrize("dies_at", [1, 2, 5])
def test_a_process_that_is_killed(dies_at: int, tmp_path: Path) -> None:
    path = tmp_path / "export"
    path.write_bytes(INPUTS["one chat"])
    pool = Inline(dies_at)
    assert written(path, pool) == written(path)
    assert pool.parts <= dies_at + 4  # no more is asked of it


def test_what_a_process_was_told_wrongly(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = one_export.rows_of_part
    told: list[Reader] = []

    def misled(reader: Reader, part: Part, *given: Any) -> Any:
        told.append(reader)
        return real(reader, part, *given)

    monkeypatch.setattr(one_export, "rows_of_part", misled)
    path = tmp_path / "export"
    path.write_bytes(INPUTS["entities that nobody knows"])
    assert written(path, Inline(), jobs=6) == written(path)
    assert len(told) > 6


def test_a_file_that_cannot_be_read_to_its_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from telegram_dump_parser import pipeline
    from telegram_dump_parser.lines.content import Content

    class Broken(Content):
        def read(self, size: int, /) -> bytes:
            if self.size > 12_000:
                raise convert.DumpError("is gone", file="x")
            return super().read(min(size, 1000))

    monkeypatch.setattr(pipeline, "Content", Broken)
    for name in ("one chat", "authors in each message", "a page"):
        path = tmp_path / "export"
        path.write_bytes(INPUTS[name])
        alone = written(path)
        assert alone[2]["error"] == "x: is gone"
        assert written(path, Inline()) == alone


def _mutated() -> Iterator[bytes]:
    of_json = [path.read_bytes() for path in SEEDS if path.suffix == ".json"] + [INPUTS["several chats"]]
    of_pages = [INPUTS["many joined messages"], (EXPORTS / "preview.html").read_bytes()]
    for seed in range(25):
        rng = random.Random(seed)
        yield mutated_json.mutated(rng.choice(of_json), rng, of_json)
        yield mutated_pages.mutated(rng, of_pages)


def test_the_same_of_mutated_exports(tmp_path: Path) -> None:
    pool = Inline()
    for number, data in enumerate(_mutated()):
        path = tmp_path / f"{number}"
        path.write_bytes(data)
        assert written(path, pool) == written(path), number
    assert pool.made > 60


@pytest.mark.parametrize("name", ["several chats", "an archive", "many joined messages"])
def test_the_same_bytes_by_the_command(name: str, dumps: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parse, "LARGE", 0)
    (dumps / "large").write_bytes(INPUTS[name])
    for format in ("jsonl", "json", "csv"):
        ran = [
            Ran("parse", "large", "-j", jobs, "--format", format, "--diagnostics", f"{jobs}.defects", "--force")
            for jobs in ("1", "2")
        ]
        assert ran[0].code == ran[1].code == 0
        assert ran[0].out == ran[1].out
        assert ran[0].err == ran[1].err
        assert (dumps / "1.defects").read_bytes() == (dumps / "2.defects").read_bytes()
