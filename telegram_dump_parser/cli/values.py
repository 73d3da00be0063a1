"""Values of options: how they are read, and the messages for invalid ones, the same with every version of Typer."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Final, TypeVar

import typer

from ..errors import DumpError

_Choice = TypeVar("_Choice", bound=str)


def choices_of(choices: Iterable[str]) -> str:
    """Words as they are in a line of help: `a|b|c`."""
    return "|".join(choices)


def one_of(choices: Iterable[_Choice]) -> Callable[[object], _Choice]:
    """A reader of one of a few words."""
    known = {str(choice): choice for choice in choices}

    def read(given: object) -> _Choice:  # a default, too, passes here in some versions of Typer
        if str(given) not in known:
            raise typer.BadParameter(f"{given!r} is not one of {', '.join(known)}")
        return known[str(given)]

    return read


def whole_number(least: int, most: int | None = None) -> Callable[[object], int]:
    """A reader of a whole number in a range, both ends included."""
    meant = f"a whole number from {least} to {most}" if most is not None else f"a whole number, {least} or more"

    def read(given: object) -> int:
        # Not all that int() takes: 1_000, or digits of other scripts, are likelier a slip.
        text = str(given)
        number = int(text) if text.isascii() and text.removeprefix("-").isdecimal() else least - 1
        if number < least or (most is not None and number > most):
            raise typer.BadParameter(f"{given!r} is not {meant}")
        return number

    return read


def share(given: object) -> float:
    """A reader of a share, 0 to 1."""
    try:
        number = float(str(given))
    except ValueError:
        number = -1.0
    if not 0 <= number <= 1:
        raise typer.BadParameter(f"{given!r} is not a number from 0 to 1")
    return number


def text_encoding(given: object) -> str:
    """A reader of the name of an encoding that a dump may have."""
    from ..lines.encoding import codec_of

    try:
        codec_of(str(given), None)
    except DumpError as error:
        raise typer.BadParameter(str(error)) from None
    return str(given)


def username(given: object) -> str:
    """A reader of a channel's name in addresses."""
    from ..options import username as name_of

    try:
        return name_of(given)
    except DumpError:
        raise typer.BadParameter(f"{given!r} is not a name as in t.me/name") from None


def hosts(given: object) -> str:
    """A reader of names of hosts with commas between; it checks them."""
    names = tuple(filter(None, (part.strip() for part in str(given).split(","))))
    for name in names:
        if not set("/:@ ").isdisjoint(name) or "." not in name:
            raise typer.BadParameter(f"{name!r} is not the name of a host; write it as t.me")
    if not names:
        raise typer.BadParameter(f"{given!r} names no host; write it as t.me,example.org")
    return ",".join(names)


# How values of these types are read. Typer's newer versions read all values by models of pydantic, and to load these
# takes longer than to parse a small dump.
_READERS: Final[dict[Any, Callable[[Any], Any]]] = {str: str, Path: Path, bool: bool, list[str]: str}


class _Plain:
    """What newer versions of Typer ask for the value of an option, without pydantic."""

    def __init__(self, read: Callable[[Any], Any]) -> None:
        self._read = read

    def coerce(self, value: Any, param: Any, ctx: Any) -> Any:
        """The value of the word that was given."""
        if param.multiple or param.nargs == -1:
            return () if value is None else [self._read(each) for each in value]
        return None if value is None else self._read(value)


def read_plainly(parameter: Any) -> None:
    """Let an option or argument be read by its own reader, in versions of Typer that would load pydantic for it."""
    described = getattr(parameter, "type_descriptor", None)
    if described is None or not hasattr(parameter, "get_runtime_param"):
        return
    read = described.parameter_info.parser or _READERS.get(described.annotation)
    if read is not None:
        plain = _Plain(read)
        parameter.get_runtime_param = lambda: plain
