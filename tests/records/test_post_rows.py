"""A row is what the model of its post says, byte by byte: its fields, their order, and values for the unknown."""

from __future__ import annotations

import importlib.util
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest
from drafts import draft_of
from export_items import SAMPLES
from hypothesis import HealthCheck, given, settings
from invented import realistic
from pieces import compose

from telegram_dump_parser import Post, iter_records
from telegram_dump_parser.lines.reader import content_of_bytes
from telegram_dump_parser.options import Options, resolve
from telegram_dump_parser.pipeline import stream_values, values
from telegram_dump_parser.records import rows
from telegram_dump_parser.records.builder import GapValues, Values, found_values
from telegram_dump_parser.records.rows import row
from telegram_dump_parser.records.typed import typed

ROOT = Path(__file__).parents[2]
FIXTURES = sorted(
    path
    for path in (ROOT / "fixtures").rglob("*.*")
    if path.suffix in {".txt", ".html", ".md"} or (path.parent.name == "exports" and ".expected" not in path.name)
)
few = settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])


def posts_of(found: Iterator[Values | GapValues]) -> list[Values]:
    return [each for each in found if isinstance(each, dict)]


def assert_as_the_model(found: Values) -> None:
    # Once as a row and once as a model, since neither may change what it is made of.
    written = orjson.dumps(row(found))
    post = typed(found)
    assert isinstance(post, Post)
    assert written == orjson.dumps(post.model_dump(mode="json"))
    assert orjson.dumps(row(found)) == written


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: str(path.relative_to(ROOT / "fixtures")))
def test_of_all_fixtures(path: Path) -> None:
    for found in posts_of(stream_values(path, resolve({"year": 2024}))):
        assert_as_the_model(found)


def test_of_all_samples() -> None:
    if SAMPLES is None:
        pytest.skip("samples of real exports are next to the project, and not here")
    for path in SAMPLES.iterdir():
        if path.suffix in {".json", ".html", ".mhtml"} and ".expected" not in path.name:
            for found in posts_of(stream_values(path, Options())):
                assert_as_the_model(found)


@given(realistic())
@few
def test_of_invented_dumps(data: bytes) -> None:
    for found in posts_of(values(content_of_bytes(data), Options(file="dump.txt"))):
        assert_as_the_model(found)


@pytest.mark.parametrize("seed", range(20))
def test_of_hostile_dumps(seed: int) -> None:
    data = compose(random.Random(seed).randbytes(40))
    for least in (0.0, 0.9):
        for found in posts_of(values(content_of_bytes(data), Options(min_confidence=least))):
            assert_as_the_model(found)


def smallest(name: str) -> dict[str, Any]:
    """A part with nothing but what it must have, in the order of the alphabet and not of the model."""
    needed: dict[str, dict[str, Any]] = {
        "Entity": {"type": "bold", "start": 0, "end": 1},
        "Reply": {"text": "", "author": "Anna"},
        "Timestamp": {"text": "noon"},
        "Attachment": {"kind": "photo"},
        "Poll": {"question": "Tea?", "options": [smallest("PollOption")] if name == "Poll" else []},
        "PollOption": {"text": "Yes"},
        "Document": {"size": "", "name": "a.pdf"},
        "Reaction": {"text": "1", "count": 1},
        "Button": {"text": "Open"},
        "Forward": {"posted_at": {"text": "noon"}},
    }
    return needed.get(name, {})


def test_parts_are_whole_however_little_is_known_of_them() -> None:
    parts = rows._fields()["Post"]["parts"]
    # What a format or an export states: the others are made with the post, and the fixtures have them.
    named = {
        name: part for name, part in parts.items() if part not in {"Source", "Echo", "Boundary", "Defect", "Marker"}
    }
    named = {name: part for name, part in named.items() if part not in {"Location", "Date", "Quote", "Question"}}
    assert len(named) > 10
    single = {"chat", "posted_at", "edited_at", "forward", "reply_to", "poll", "preview", "service"}
    for name, part in named.items():
        value: Any = smallest(part)
        value = value if name in single else [[value]] if name == "buttons" else [value, value]
        given = orjson.dumps(value)
        draft = draft_of("A text.", values={name: value}, evidence="data-post")
        [found] = posts_of(found_values([draft], Options()))
        assert orjson.dumps(value) == given
        assert found[name] == rows.completed(name, value)
        assert_as_the_model(found)


def test_the_fields_are_those_of_the_models() -> None:
    spec = importlib.util.spec_from_file_location("make_row_fields", ROOT / "scripts" / "make_row_fields.py")
    assert spec is not None
    assert spec.loader is not None
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    assert script.TARGET.read_bytes() == script.generated(), "run python scripts/make_row_fields.py"


def test_records_can_be_changed() -> None:
    data = "📍 Lakeside, May 4\nNews.\n❤1\n📍 Hilltop, May 5\nMore.\n❤1\n".encode()
    first, second = iter_records(data)
    first["markers"].clear()
    first["reactions"][0]["count"] = 7
    first["boundary"].clear()
    assert [marker["emoji"] for marker in second["markers"]] == ["📍"]
    assert second["reactions"][0]["count"] == 1
    assert [record["boundary"] != {} for record in iter_records(data)] == [True, True]
