"""Invented dumps for all tests: prose that never repeats, and the layout rule that flattens posts."""

from __future__ import annotations

import contextlib
import gc
import os
import random
import shutil
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from browser import browser, driver  # noqa: F401 - fixtures
from hypothesis import settings

ROOT = Path(__file__).resolve().parent.parent

settings.register_profile("unhurried", deadline=None)  # on a busy machine, seconds say nothing
settings.load_profile("unhurried")

_SYLLABLES = [a + b for a in "bdfgklmnrstvz" for b in "aeiou"]


def word(rng: random.Random) -> str:
    """A word of no language, six to twelve letters: chance does not write it twice."""
    return "".join(rng.choices(_SYLLABLES, k=rng.randint(3, 6)))


def sentence(rng: random.Random, words: int | None = None) -> str:
    """A line of prose that no other line of the dump equals."""
    chosen = [word(rng) for _ in range(words or rng.randint(7, 20))]
    return " ".join(chosen).capitalize() + "."


def flatten(posts: list[list[str]]) -> list[str]:
    """The layout rule: line 1, lines 2…n, lines 2…n again; nothing between posts."""
    return [line for post in posts for line in (*post, *post[1:])]


def starts(posts: list[list[str]]) -> list[int]:
    """The first line, from 1, of each post of `flatten(posts)`."""
    at, found = 1, []
    for post in posts:
        found.append(at)
        at += 2 * len(post) - 1
    return found


def dump_of(lines: list[str], end: str = "\n") -> bytes:
    return "".join(line + end for line in lines).encode()


@pytest.fixture
def dumps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with dumps, and the current one."""
    from running import BROKEN, ONE, TWO

    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "120")
    for name, data in (("one.txt", ONE), ("two.txt", TWO), ("broken.txt", BROKEN), ("empty.txt", b"")):
        (tmp_path / name).write_bytes(data)
    return tmp_path


@pytest.fixture(autouse=True)
def _collector() -> Iterator[None]:
    """The command switches the garbage collector off, which is fit for a process of its own only."""
    yield
    gc.enable()


# Engines


@pytest.fixture(scope="session")
def eight_dumps(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder `dumps` of eight dumps of this repository, for engines that read many."""
    folder = tmp_path_factory.mktemp("engines") / "dumps"
    folder.mkdir()
    names = "demo", "video-without-text", "polls", "chinese", "persian", "forwards", "date-without-year", "single-line"
    for name in names:
        shutil.copy(ROOT / "fixtures" / f"{name}.txt", folder)
    return folder


@pytest.fixture(scope="session")
def spark(eight_dumps: Path) -> Iterator[Any]:
    """A Spark of two threads that knows the format `telegram_dump`; it works in the folder that holds `dumps`."""
    sql = pytest.importorskip("pyspark.sql", reason="pyspark, the extra spark, is not installed")
    if not shutil.which("java") and "JAVA_HOME" not in os.environ:
        pytest.skip("Java, which Spark needs, is not installed")
    from telegram_dump_parser.integrations.spark import TelegramDumpSource

    paths = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    settings = {
        "spark.ui.enabled": "false",
        "spark.sql.shuffle.partitions": "2",
        "spark.sql.session.timeZone": "UTC",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
    }
    with pytest.MonkeyPatch.context() as patch, contextlib.chdir(eight_dumps.parent), warnings.catch_warnings():
        patch.setenv("PYSPARK_PYTHON", sys.executable)
        patch.setenv("PYTHONPATH", paths)
        # Spark warns of a pandas that is newer than itself, be it used or not.
        warnings.filterwarnings("ignore", "PySpark does not yet fully support pandas", FutureWarning)
        session = sql.SparkSession.builder.master("local[2]").config(map=settings).getOrCreate()
    session.dataSource.register(TelegramDumpSource)
    yield session
    session.stop()
