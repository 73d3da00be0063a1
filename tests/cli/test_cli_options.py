"""The options on the command line: all of `ParseOptions`, with the same checks, and none of a command's own."""

from __future__ import annotations

import inspect
from pathlib import Path
from typing import Any

import pytest
import typer
from running import Ran

from telegram_dump_parser.cli import app
from telegram_dump_parser.cli.options import _DECLARED, takes_parse_options
from telegram_dump_parser.options import NAMES, Options, resolve


def taken(**given: Any) -> Options:
    """What a command is given for what Typer has read."""
    found: list[Any] = []

    @takes_parse_options()
    def command(file: str, options: Options) -> None:
        assert file == "dump.txt"
        found.append(options)

    defaults = {name: parameter.default for name, parameter in inspect.signature(command).parameters.items()}
    del defaults["file"]
    command(file="dump.txt", **(defaults | given))
    [options] = found
    return options  # type: ignore[no-any-return]


def test_every_option_is_on_the_command_line() -> None:
    assert set(_DECLARED) == set(NAMES)


def test_left_out_they_are_those_of_the_functions() -> None:
    assert taken() == resolve({}) == Options()


def test_they_are_resolved() -> None:
    assert taken(year=2024, strict=True, min_confidence=0.5) == Options(year=2024, strict=True, min_confidence=0.5)


def test_options_stand_where_the_parameter_stood_and_can_be_left_out() -> None:
    @takes_parse_options(without=("strict", "language"))
    def command(file: str, options: Options, *, force: bool = False) -> None: ...

    names = list(inspect.signature(command).parameters)
    assert names == ["file", *(name for name in _DECLARED if name not in ("strict", "language")), "force"]
    assert set(command.__annotations__) == set(names)


def test_what_cannot_be_used_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "own.toml").write_text("[no role]\n")
    with pytest.raises(typer.Exit) as caught:
        taken(markers=tmp_path / "own.toml")
    assert caught.value.exit_code == 1
    assert capsys.readouterr().err.startswith("error: ")


@pytest.mark.parametrize(
    ("option", "value", "choice"),
    [
        *(("--dialect", "x", "tight"), ("--date-order", "dym", "dmy"), ("--form", "txt", "result-json")),
        *(("--min-confidence", "2", ""), ("--year", "0", "")),  # what is said of numbers is Typer's
    ],
)
def test_a_bad_value_is_refused_with_the_choices(option: str, value: str, choice: str, dumps: Path) -> None:
    ran = Ran("parse", "one.txt", option, value)
    assert (ran.code, ran.out) == (2, b"")
    assert f"Invalid value for '{option}'" in ran.err
    assert choice in ran.err


@pytest.mark.parametrize("kept", [True, False])
def test_what_is_said_of_arguments_is_in_the_help_whatever_typer_keeps(kept: bool, monkeypatch: Any) -> None:
    commands: dict[str, Any] = typer.main.get_command(app).commands  # type: ignore[attr-defined]
    command = commands["verify"]
    for parameter in command.params:
        if not kept and parameter.param_type_name == "argument":
            monkeypatch.setattr(parameter, "help", None)  # so typer 0.19 with click 8.5
    said = " ".join(command.get_help(command.make_context("verify", ["a", "b"])).split())
    assert "DUMP|- A dump; - is standard input. PAGE A page or export of the same posts." in said
