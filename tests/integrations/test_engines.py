"""The readers for engines cost nothing where no engine is, and say what is missing."""

from __future__ import annotations

import importlib
import re
import subprocess
import sys

import pytest

ENGINES = ("pyspark", "datatrove", "datasets", "dask", "duckdb", "pyarrow", "pandas")


def test_no_engine_is_imported() -> None:
    code = "import sys, telegram_dump_parser, telegram_dump_parser.integrations; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, timeout=60).stdout.split()
    assert b"telegram_dump_parser.integrations" in loaded
    assert {name for name in ENGINES if name.encode() in loaded} == set()


@pytest.mark.parametrize(
    ("reader", "module", "told"),
    [
        ("spark", "pyspark.sql.datasource", 'pyspark 4.0 or newer: pip install "telegram-dump-parser[spark]"'),
        ("datatrove", "datatrove.data", 'datatrove: pip install "telegram-dump-parser[datatrove]"'),
    ],
)
def test_missing_extra_is_told(reader: str, module: str, told: str, monkeypatch: pytest.MonkeyPatch) -> None:
    name = f"telegram_dump_parser.integrations.{reader}"
    monkeypatch.delitem(sys.modules, name, raising=False)
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(ImportError, match=re.escape(told)):
        importlib.import_module(name)
