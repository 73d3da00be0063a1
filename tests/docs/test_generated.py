"""The generated files of docs/ are what the code says."""

from __future__ import annotations

import importlib.util
import re
import sys
from pathlib import Path
from types import ModuleType
from typing import get_args
from xml.etree import ElementTree

import pytest
from pydantic import TypeAdapter
from running import Ran

import telegram_dump_parser as tdp
from telegram_dump_parser.cli import app
from telegram_dump_parser.cli.help import EXAMPLES
from telegram_dump_parser.segmentation import state_machine as machine
from telegram_dump_parser.segmentation.state_machine import State

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def make_docs() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_docs", ROOT / "scripts" / "make_docs.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    "name",
    [
        "architecture.md",
        "architecture.svg",
        "cli.md",
        "output.md",
        "schema.json",
        "state-machine.md",
        "state-machine.svg",
    ],
)
def test_docs_are_fresh(make_docs: ModuleType, name: str) -> None:
    assert (ROOT / "docs" / name).read_bytes() == make_docs.generated()[name], "run python scripts/make_docs.py"


def test_a_changed_table_makes_them_stale(make_docs: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(machine.TABLE, State.OPEN, {})
    assert make_docs.stale() == ["state-machine.md", "state-machine.svg"]


def test_check_tells_and_writes_nothing(
    make_docs: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(make_docs, "stale", lambda: ["schema.json"])
    monkeypatch.setattr(make_docs, "DOCS", tmp_path)
    monkeypatch.setattr(sys, "argv", ["make_docs.py", "--check"])
    assert make_docs.main() == 1
    assert "docs/schema.json is stale" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())
    monkeypatch.setattr(sys, "argv", ["make_docs.py"])
    make_docs.main()
    assert (tmp_path / "schema.json").read_bytes() == make_docs.generated()["schema.json"]


def test_every_state_and_move_is_shown(make_docs: ModuleType) -> None:
    text, picture = make_docs.machine_docs.page(), make_docs.machine_docs.picture()
    for state in State:
        if state is not State.START:
            assert f">{state}</text>" in picture
        for target, price in make_docs.machine_docs.moves(state):
            row = next(row for row in text.splitlines() if row.startswith(f"| {state} | ") and f"`{price}`" in row)
            assert f"| {target} |" in text
            assert row.endswith(f"| `{price}` |")


def test_bundled_arrows_lead_where_the_arrows_led(make_docs: ModuleType) -> None:
    edges = make_docs.machine_docs.merged(make_docs.machine_docs.ways())[1]
    points, arrows = make_docs.diagrams.bundled(edges)
    assert len(points) >= 2
    assert len(arrows) < len(edges)

    def targets(source: str) -> set[str]:
        found = [target for start, target in arrows if start == source]
        return {end for target in found for end in (targets(target) if target in points else [target])}

    for source in {source for source, _ in edges}:
        assert targets(source) == {target for start, target in edges if start == source}, source


@pytest.mark.parametrize("name", ["architecture.svg", "state-machine.svg"])
def test_boxes_of_a_picture_lie_apart_and_within_it(name: str) -> None:
    root = ElementTree.parse(ROOT / "docs" / name).getroot()
    [page, *boxes] = [
        [float(rect.get(side, "0")) for side in ("x", "y", "width", "height")]
        for rect in root.iter("{http://www.w3.org/2000/svg}rect")
    ]
    assert len(boxes) > 15
    assert page[2] <= 1100  # what fits a page without getting too small to read
    for at, (x, y, width, height) in enumerate(boxes):
        assert min(x, y) >= 0
        assert x + width <= page[2]
        assert y + height <= page[3]
        for other_x, other_y, other_width, other_height in boxes[:at]:
            apart = x + width <= other_x or other_x + other_width <= x
            assert apart or y + height <= other_y or other_y + other_height <= y


def test_a_changed_field_makes_them_stale(make_docs: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tdp.Post.model_fields["speaker"], "description", "something else")
    assert "output.md" in make_docs.stale()


def test_every_field_is_described_and_has_an_example() -> None:
    models = [tdp.Post, tdp.Gap]
    for model in models:
        for name, field in model.model_fields.items():
            parts = [part for part in (field.annotation, *get_args(field.annotation)) if hasattr(part, "model_fields")]
            models += [part for part in parts if part not in models]
            assert field.description, (model, name)
            assert parts or field.examples or field.annotation == tuple[str, ...], (model, name)
            for example in field.examples or ():
                TypeAdapter(field.annotation).validate_python(example, strict=False)
        assert model.model_config["frozen"]
        assert model.model_config["extra"] == "forbid"


def test_every_option_is_in_the_reference(make_docs: ModuleType) -> None:
    text = make_docs.command_line()
    for name in EXAMPLES:
        section = text.partition(f"## `{name}`\n")[2].partition("\n## ")[0]
        shown = Ran(name, "--help", env={"COLUMNS": "100"}).out.decode()
        options = set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", shown))
        described = set(re.findall(r"--[a-z][a-z-]*", section))
        assert options - {"--help"} <= described, name


def test_every_command_has_examples_that_it_understands() -> None:
    assert sorted(EXAMPLES) == sorted(each.callback.__name__ for each in app.registered_commands if each.callback)
    for name, examples in EXAMPLES.items():
        shown = Ran(name, "--help", env={"COLUMNS": "100"}).out.decode()
        for example in examples:
            assert example in shown
            options = re.findall(r"(?<![\w-])--[a-z-]+", example)
            assert all(option in shown for option in options), example
