"""The options: the values of each, and a `DumpError` with the possible values for any other."""

from __future__ import annotations

import inspect
from dataclasses import fields
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

import telegram_dump_parser as tdp
from telegram_dump_parser.options import NAMES, Options, ParseOptions, hints, resolve
from telegram_dump_parser.vocabulary import DateOrder, Dialect, Form

FUNCTIONS = (tdp.parse, tdp.parse_file, tdp.iter_posts, tdp.iter_items, tdp.iter_records)
GOOD: dict[str, list[tuple[Any, Any]]] = {
    "encoding": [("cp1251", "cp1251")],
    "year": [(1, 1), (2024, 2024), (9999, 9999)],
    "date_order": [("dmy", DateOrder.DMY), (DateOrder.YMD, DateOrder.YMD)],
    "dialect": [("tight", Dialect.TIGHT), (Dialect.ECHOED, Dialect.ECHOED)],
    "form": [("text", Form.TEXT), ("result-json", Form.RESULT_JSON)],
    "min_confidence": [(0, 0.0), (0.5, 0.5), (1, 1.0), (Fraction(1, 4), 0.25)],
    "strict": [(True, True), (False, False)],
}
YEAR, SHARE = "year must be a whole number from 1 to 9999, not", "min_confidence must be a number from 0 to 1, not"
BAD: list[tuple[str, Any, str]] = [
    *(("encoding", value, "encoding must be a name, not") for value in (3, b"utf-8", True)),
    *(("year", value, YEAR) for value in (0, -1, 10_000, "2024", 2024.0, True, False, [2024])),
    *(("date_order", value, "must be one of dmy, mdy, ymd, not") for value in ("DMY", "", "dym", 1, ["dmy"])),
    *(("dialect", value, f"must be one of {', '.join(Dialect)}") for value in ("x", "Echoed", "", 0, [])),
    *(("form", value, f"must be one of {', '.join(Form)}") for value in ("txt", "", 1, {})),
    *(("min_confidence", value, SHARE) for value in (2, -0.1, 1.0001, "0.5", b"1", True, float("nan"), [], {})),
    *(("markers", value, "markers must be the path of a TOML file, or a dict") for value in (3, ["a"], 0.5, True)),
    *(("markers", value, said) for value, said in (({"place": 3}, "is not a table"), ({"Place": {}}, "is not a role"))),
]


@pytest.mark.parametrize(("name", "value", "found"), [(name, *pair) for name, pairs in GOOD.items() for pair in pairs])
def test_what_can_be_given(name: str, value: Any, found: Any) -> None:
    resolved = getattr(resolve({name: value}), name)
    assert resolved == found
    assert type(resolved) is type(found)


@pytest.mark.parametrize(("name", "value", "said"), BAD)
def test_what_cannot(name: str, value: Any, said: str) -> None:
    with pytest.raises(tdp.DumpError) as caught:
        resolve({name: value})
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("function", FUNCTIONS)
@pytest.mark.parametrize(("name", "value"), [("dialect", "x"), ("min_confidence", 2), ("markers", 3), ("form", "x")])
def test_every_function_refuses_it(function: Any, name: str, value: Any, tmp_path: Path) -> None:
    (tmp_path / "dump.txt").write_text("A line.\n")
    with pytest.raises(tdp.DumpError):
        list(function("A line." if function is tdp.parse else tmp_path / "dump.txt", **{name: value}))


@pytest.mark.parametrize("name", NAMES)
def test_none_is_as_if_left_out(name: str) -> None:
    assert resolve({name: None}) == resolve({}) == Options()


def test_an_unknown_option_is_a_mistake_of_the_code() -> None:
    with pytest.raises(TypeError, match="no option is called 'years'; the options are encoding, year, "):
        resolve({"years": 2024})
    with pytest.raises(TypeError, match="'stric'"):
        tdp.parse("A line.", stric=True)  # type: ignore[call-arg]


def test_every_option_is_described_typed_and_resolved() -> None:
    doc = inspect.getdoc(ParseOptions)
    assert doc is not None
    assert [name for name in NAMES if f"\n    {name}: " not in doc] == []
    assert set(hints()) == set(NAMES) == {field.name for field in fields(Options)} - {"file", "row", "document", "url"}
    documented = [line.strip().split(":")[0] for line in doc.splitlines() if line.startswith("    ") and line[4] != " "]
    assert tuple(documented) == NAMES
