"""`--jobs`: the same output from several processes, and nothing of them left behind."""

from __future__ import annotations

import os
import random
import signal
import subprocess
from collections.abc import Generator
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import orjson
import pytest
from conftest import dump_of, flatten, sentence
from running import BROKEN, COMMAND, FIRST, ONE, SECOND, TWO, Ran, names, posix

from telegram_dump_parser.cli import parallel as jobs
from telegram_dump_parser.cli.console import TargetError
from telegram_dump_parser.cli.convert import Done
from telegram_dump_parser.options import Options
from telegram_dump_parser.output.base import Format
from telegram_dump_parser.output.jsonl import Writer


@pytest.fixture(autouse=True)
def _processes_for_little_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("telegram_dump_parser.cli.convert.LITTLE_WORK", 0)


def run(*words: str, input: bytes = b"") -> SimpleNamespace:
    """A run of this process, which starts others."""
    ran = Ran(*words, stdin=input)
    return SimpleNamespace(returncode=ran.code, stdout=ran.out, stderr=ran.err.encode())


def dump(seed: int, posts: int) -> bytes:
    rng = random.Random(seed)
    return dump_of(flatten([[sentence(rng), sentence(rng)] for _ in range(posts)]))


@pytest.fixture
def many(dumps: Path) -> list[str]:
    """Files large and small, bad and missing; the first is done last."""
    for number, posts in enumerate((1_500, 3, 400, 1)):
        (dumps / f"{number}.txt").write_bytes(dump(number, posts))
    return ["0.txt", "missing.txt", "1.txt", "-", "broken.txt", "2.txt", "empty.txt", "3.txt", "1.txt"]


@pytest.mark.parametrize("form", ["jsonl", "json"])
@pytest.mark.parametrize("strict", [[], ["--strict"]])
def test_the_same_bytes_as_with_one(dumps: Path, many: list[str], form: str, strict: list[str]) -> None:
    ran = []
    for number in ("1", "2"):
        target, defects = dumps / f"{number}.{form}", dumps / f"{number}.defects"
        words = ["--format", form, "-j", number, "-o", target, "--diagnostics", defects, *strict]
        done = run("parse", *many, *map(str, words), input=TWO + BROKEN)
        ran.append((done.returncode, done.stdout, done.stderr, target.read_bytes(), defects.read_bytes()))
    assert ran[0] == ran[1]
    code, out, err, rows, defects_found = ran[0]
    assert (code, out) == (1, b"")
    assert b"error: missing.txt: no such file" in err
    assert rows.count(b'{"index":') == (1_500 + 3 + 1 + 400 + 1 + 3) + (0 if strict else 2)
    assert len(defects_found.splitlines()) == 2


def test_all_cores(dumps: Path) -> None:
    ran = run("parse", "--jobs", "0", "one.txt", "two.txt", "-q")
    assert (ran.returncode, ran.stderr) == (0, b"")
    assert [orjson.loads(row)["headline"] for row in ran.stdout.splitlines()] == [FIRST, SECOND]
    assert jobs.cores() >= 1
    assert Ran("parse", "--jobs", "-1", "one.txt").code == 2


def test_options_reach_the_processes(dumps: Path) -> None:
    (dumps / "dated.txt").write_bytes(
        dump_of(["A post that says where and when it was.", *["🏟 Almaty, April 10"] * 2]).replace(b"\n", b"\r\n")
    )
    (dumps / "old.txt").write_bytes("Привет, это первая строка о погоде и природе.\n".encode("cp1251"))
    (dumps / "own.toml").write_text('[place]\n"🏟" = "stadium"\n', "utf-8")
    plain = ["dated.txt", "--year", "2021", "--markers", "own.toml"]
    for words in ([*plain, "one.txt"], ["old.txt", "old.txt", "--encoding", "cp1251", "--language"]):
        two = run("parse", *words, "-q", "-j", "2")
        assert (two.returncode, two.stdout, two.stderr) == (0, Ran("parse", *words).out, b"")
        row = orjson.loads(two.stdout.splitlines()[0])
        assert (row["date"] or {}).get("year") == 2021 or row["language"] == "ru"


def test_one_process_where_more_would_not_help(dumps: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "ProcessPoolExecutor", None)  # calling it would fail
    for words in (["one.txt"], ["-", "one.txt"], ["-"]):
        assert Ran("parse", "-j", "8", *words, stdin=TWO).code == 0


def test_little_work_is_done_here(dumps: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("telegram_dump_parser.cli.convert.LITTLE_WORK", 10_000)
    monkeypatch.setattr(jobs, "ProcessPoolExecutor", None)  # calling it would fail
    assert Ran("parse", "-q", "-j", "2", *["one.txt", "two.txt"] * 5).headlines == [FIRST, SECOND] * 5
    with pytest.raises(AssertionError, match="not callable"):
        Ran("parse", "-j", "2", *["one.txt", "two.txt"] * 50)


def test_small_files_share_a_task(dumps: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "_TASK_BYTES", len(ONE) + len(TWO))
    monkeypatch.setattr(jobs, "_TASK_FILES", 3)
    (dumps / "large.txt").write_bytes(ONE * 3)
    names = [
        "one.txt",
        "two.txt",
        "one.txt",
        "large.txt",
        "empty.txt",
        "-",
        "missing.txt",
        "empty.txt",
        "one.txt",
        "one.txt",
    ]
    tasks = list(jobs._tasks(names))
    assert tasks == [
        (0, ["one.txt", "two.txt"]),
        (2, ["one.txt"]),
        (3, ["large.txt"]),
        (4, ["empty.txt"]),
        (6, ["missing.txt", "empty.txt", "one.txt"]),
        (9, ["one.txt"]),
    ]


# In this process: what the generator leaves


def converted(folder: Path, files: list[str]) -> Generator[Done, None, None]:
    with (folder / "out.jsonl").open("wb") as out:
        work = Options()
        yield from jobs.convert_all(files, 2, work, Writer(out, Format.JSONL), None, folder)


def children() -> set[int]:
    return {process.pid or 0 for process in jobs.multiprocessing.active_children()}


def test_nothing_is_left_where_the_reader_gives_up(dumps: Path, many: list[str]) -> None:
    files = [name for name in many if name != "-"] * 3
    with closing(converted(dumps, files)) as results:
        next(results)
        assert len(children()) == 2
        [spool] = [name for name in names(dumps) if name.startswith(".telegram-dump-parser-")]
        assert (dumps / spool).is_dir()
    assert children() == set()
    assert not [name for name in names(dumps) if name.startswith(".")]


@posix
@pytest.mark.parametrize("again", [False, True])
def test_a_process_that_is_killed_costs_one_dump(dumps: Path, again: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    # A pipe that nobody writes holds its process until it is killed. The second try finds a file, or is killed, too.
    os.mkfifo(dumps / "pipe.txt")
    numbers: dict[object, int] = {}  # of the dumps, by what is waited for
    looks = 0

    def submitted(pool: Any, number: int, *some: str, submit: Any = jobs._submitted) -> object:
        future = submit(pool, number, *some)
        numbers[future] = number
        return future

    def kill(wait: object = jobs.wait) -> object:
        def waiting(futures: list[object], timeout: float) -> object:
            nonlocal looks
            done = wait(futures, timeout)  # type: ignore[operator]
            # Not while another dump is waited for, which would be killed with the pipe, and for good if it is its
            # second try: on a busy machine the first dump may take longer than it takes to open the pipe.
            on_pipe = numbers[futures[0]] == 1
            if not done.done and on_pipe and (looks == 0 or again) and spooled(dumps):
                looks += 1
                if looks == 1 and not again:
                    (dumps / "pipe.txt").unlink()
                    (dumps / "pipe.txt").write_bytes(TWO)
                for pid in children():
                    os.kill(pid, signal.SIGKILL)
            return done

        return waiting

    monkeypatch.setattr(jobs, "_submitted", submitted)
    monkeypatch.setattr(jobs, "wait", kill())
    files = ["one.txt", "pipe.txt", "two.txt"]
    done = list(converted(dumps, files))
    assert looks
    errors = [result.error for result in done]
    heads = [orjson.loads(row)["headline"] for row in (dumps / "out.jsonl").read_bytes().splitlines()]
    if again:
        assert errors == [None, "pipe.txt: the process that read it was killed; is there too little memory?", None]
        assert heads == [FIRST, SECOND]
    else:
        assert errors == [None, None, None]
        assert heads == [FIRST, SECOND, SECOND]
    assert children() == set()


def spooled(folder: Path) -> bool:
    """Whether some process has begun with the pipe, which is file 1."""
    return any(folder.glob(".telegram-dump-parser-*/1.posts"))


def test_a_spool_that_cannot_be_written_is_said(dumps: Path) -> None:
    with pytest.raises(TargetError, match="missing: what waits for its turn cannot be kept there: No such file"):
        list(jobs.convert_all(["one.txt"] * 2, 2, Options(), None, None, dumps / "missing"))  # type: ignore[arg-type]


def test_no_process_is_said(dumps: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError(38, "Function not implemented")

    monkeypatch.setattr(jobs, "ProcessPoolExecutor", fail)
    ran = Ran("parse", "-j", "2", "one.txt", "two.txt", "-o", "posts.jsonl")
    assert ran.code == 1
    assert ran.err == "error: no process can be started: [Errno 38] Function not implemented; leave out --jobs\n"
    assert names(dumps) == set()


@posix
def test_progress_counts_what_all_processes_read(dumps: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[int] = []

    class Bar:
        def __init__(self, length: int, label: str) -> None:
            assert (length, label) == (len(ONE) + len(TWO), "2 dumps")

        def __enter__(self) -> object:
            return shown.append

        def __exit__(self, *_: object) -> None:
            pass

    monkeypatch.setattr(jobs, "bar_length", lambda files: sum(Path(file).stat().st_size for file in files))
    monkeypatch.setattr(jobs, "bar", Bar)
    assert len(list(converted(dumps, ["one.txt", "two.txt"]))) == 2
    assert sum(shown) == len(ONE) + len(TWO)


@posix
def test_no_bar_unless_on_a_terminal(dumps: Path) -> None:
    (dumps / "long.txt").write_bytes(b"x" * (17 << 20))  # long enough for a bar
    ran = subprocess.run([*COMMAND, "parse", "-q", "-j", "2", "long.txt", "one.txt"], capture_output=True, timeout=60)
    assert ran.returncode == 0
    assert [line.partition(b":")[0] for line in ran.stderr.splitlines()] == [b"warning"]  # of the line, and no bar
