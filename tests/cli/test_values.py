"""What is said of an option's value that cannot be used; the words must not depend on Typer's version."""

from __future__ import annotations

import pytest
from running import Ran


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["parse", "--year", "0"], "'0' is not a whole number from 1 to 9999"),
        (["parse", "--year", "1_000"], "'1_000' is not a whole number from 1 to 9999"),
        (["parse", "--year", "٢٠٢٥"], "'٢٠٢٥' is not a whole number from 1 to 9999"),
        (["parse", "--jobs", "-1"], "'-1' is not a whole number, 0 or more"),
        (["parse", "--min-confidence", "nan"], "'nan' is not a number from 0 to 1"),
        (["parse", "--min-confidence", "1.1"], "'1.1' is not a number from 0 to 1"),
        (["parse", "--dialect", "x"], "'x' is not one of echoed, spaced, tight, current"),
        (["parse", "--format", "xml"], "'xml' is not one of jsonl, json, csv, parquet, md, sqlite"),
        (["inspect", "--below", "2"], "'2' is not a number from 0 to 1"),
        (["inspect", "--color", "blue"], "'blue' is not one of auto, always, never"),
        (["stats", "--format", "csv"], "'csv' is not one of text, json"),
        (["stats", "--most", "0"], "'0' is not a whole number, 1 or more"),
    ],
)
def test_it_is_a_usage_error_that_names_what_can_be_used(words: list[str], said: str) -> None:
    ran = Ran(*words, "dump.txt")
    assert ran.code == 2
    assert said in " ".join(ran.err.split())
    assert not ran.out
