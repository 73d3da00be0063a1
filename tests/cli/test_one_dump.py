"""`--jobs` with one large dump: the same posts, whatever the processes find and however many there are."""

from __future__ import annotations

import pickle
import random
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Any

import pytest
from conftest import dump_of, flatten, sentence
from running import Ran

from telegram_dump_parser.cli import one_dump, one_input, parallel, parse
from telegram_dump_parser.cli.one_dump import SharedSearch, Stretch
from telegram_dump_parser.lines.reader import MAX_LINE_BYTES, Line, lines_of_bytes
from telegram_dump_parser.segmentation import stream
from telegram_dump_parser.vocabulary import Dialect


class Inline:
    """A pool that reads at once, in this process; what goes there and back is pickled."""

    def __init__(self, dies_at: int | None = None) -> None:
        self.runs = 0
        self._dies_at = dies_at

    def submit(self, of: Callable[..., Any], *given: Any) -> Future[Any]:
        self.runs += 1
        found: Future[Any] = Future()
        if self._dies_at is not None and self.runs >= self._dies_at:
            found.set_exception(BrokenProcessPool("killed"))
        else:
            found.set_result(pickle.loads(pickle.dumps(of(*pickle.loads(pickle.dumps(given))))))
        return found


def echoed(seed: int, posts: int) -> bytes:
    rng = random.Random(seed)
    return dump_of(flatten([[sentence(rng) for _ in range(rng.randint(1, 5))] for _ in range(posts)]))


def once(seed: int, posts: int) -> bytes:
    rng = random.Random(seed)
    return dump_of([line for _ in range(posts) for line in [*(sentence(rng) for _ in range(rng.randint(1, 5))), "❤12"]])


DUMPS = {
    "echoed": echoed(1, 400),
    "texts that stand once": once(2, 600),
    "one dialect after the other": echoed(3, 120) + once(4, 200) + echoed(5, 120),
    "blank lines": echoed(6, 60) + b"\n" * 3_000 + echoed(7, 60),
    "a line that no text has": echoed(8, 120) + b"x" * (2 * MAX_LINE_BYTES + 9) + b"\n" + echoed(9, 120),
    "short lines": b"a\nb\n" * 2_000,
    "nothing": b"",
}


@pytest.fixture(autouse=True)
def _little_stretches(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, size in {"BUFFER": 6_000, "LOOK_AHEAD": 2_000, "BUFFER_LINES": 200, "LOOK_AHEAD_LINES": 50}.items():
        monkeypatch.setattr(stream, name, size)
    monkeypatch.setattr(one_dump, "STRETCHES", 2)
    monkeypatch.setattr(one_dump, "WARM", 1_500)


def searched(pool: Any, lines: list[Line], jobs: int = 2, dialect: Dialect | None = None) -> list[Any]:
    return list(SharedSearch(pool, jobs)(lines, None, dialect))


@pytest.mark.parametrize("name", DUMPS)
@pytest.mark.parametrize("jobs", [1, 3])
def test_the_same_drafts_as_in_one_process(name: str, jobs: int) -> None:
    lines = list(lines_of_bytes(DUMPS[name]))
    pool = Inline()
    assert searched(pool, lines, jobs) == list(stream.drafts(lines))
    assert pool.runs > 3 or name == "nothing"


def test_a_dialect_that_is_given() -> None:
    lines = list(lines_of_bytes(DUMPS["texts that stand once"]))
    assert searched(Inline(), lines, dialect=Dialect.SPACED) == list(stream.drafts(lines, dialect=Dialect.SPACED))


@pytest.mark.parametrize("name", ["echoed", "texts that stand once"])
def test_places_that_a_process_finds_wrongly(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    real = one_dump.search
    wrong = 0

    def misled(text: str, number: int, warm: Stretch | None, *given: Any) -> Any:
        nonlocal wrong
        if warm is not None and warm.mark is not None and len(text) % 2:
            wrong += 1
            warm = warm._replace(mark=max(1, warm.mark - 20))
        return real(text, number, warm, *given)

    monkeypatch.setattr(one_dump, "search", misled)
    lines = list(lines_of_bytes(DUMPS[name]))
    assert searched(Inline(), lines) == list(stream.drafts(lines))
    assert wrong


@pytest.mark.parametrize("dies_at", [1, 2, 5])
def test_a_process_that_is_killed(dies_at: int) -> None:
    lines = list(lines_of_bytes(DUMPS["echoed"]))
    pool = Inline(dies_at)
    assert searched(pool, lines) == list(stream.drafts(lines))
    assert pool.runs <= dies_at + 4  # no more is asked of it


def test_the_same_bytes_by_the_command(dumps: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parse, "LARGE", 0)
    (dumps / "large.txt").write_bytes(DUMPS["one dialect after the other"])
    ran = [Ran("parse", "large.txt", "-j", jobs, "--diagnostics", f"{jobs}.defects") for jobs in ("1", "2")]
    assert ran[0].code == ran[1].code == 0
    assert ran[0].out == ran[1].out
    assert (dumps / "1.defects").read_bytes() == (dumps / "2.defects").read_bytes()


@pytest.mark.parametrize(("size", "started"), [(10, True), (1 << 30, False)])
def test_large_inputs_get_several_processes(
    size: int, started: bool, dumps: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pools: list[int] = []
    monkeypatch.setattr(parse, "MUCH", size)
    monkeypatch.setattr(parse, "LARGE", 0)
    monkeypatch.setattr(one_input, "cores", lambda: 2)
    real = parallel.process_pool
    monkeypatch.setattr(one_input, "process_pool", lambda jobs, *how: pools.append(jobs) or real(jobs, *how))
    assert Ran("parse", "one.txt").code == 0
    assert pools == ([2] if started else [])
    assert Ran("parse", "one.txt", "-j", "1").code == 0
    assert len(pools) == started
