"""The options of `options.ParseOptions` on the command line: declared here once, for every command that parses.

A command takes them as one parameter, `options: Options`, and `takes_parse_options` spells them out for Typer. A new
option is one entry of `_DECLARED`.
"""

from __future__ import annotations

import gc
import inspect
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from types import SimpleNamespace
from typing import Annotated, Any, Final, get_type_hints

import typer

from ..errors import DumpError
from ..vocabulary import Albums, DateOrder, Dialect, Form
from .app import FAILED
from .signals import say
from .values import choices_of, one_of, share, text_encoding, username, whole_number

# Name, type with its help, and what stands for "not given".
_DECLARED: Final[dict[str, tuple[Any, Any]]] = {
    "year": (
        Annotated[
            int | None,
            typer.Option(
                "--year", metavar="YEAR", parser=whole_number(1, 9999), help="Year for dates that have none, 1 to 9999."
            ),
        ],
        None,
    ),
    "date_order": (
        Annotated[
            DateOrder | None,
            typer.Option(
                "--date-order",
                metavar=choices_of(DateOrder),
                parser=one_of(DateOrder),
                help="Order of day, month and year in copied chats, such as 04/05/25. [default: what the dump proves]",
            ),
        ],
        None,
    ),
    "markers": (
        Annotated[
            Path | None,
            typer.Option("--markers", metavar="FILE", help="TOML file with the meanings of emoji that begin lines."),
        ],
        None,
    ),
    "language": (
        Annotated[bool, typer.Option("--language", help="Find each post's language; needs the extra lang.")],
        False,
    ),
    "dialect": (
        Annotated[
            Dialect | None,
            typer.Option(
                "--dialect",
                metavar=choices_of(Dialect),
                parser=one_of(Dialect),
                help="How the texts are laid out. [default: found from the lines]",
            ),
        ],
        None,
    ),
    "form": (
        Annotated[
            Form | None,
            typer.Option(
                "--form",
                metavar=choices_of(Form),
                parser=one_of(Form),
                help="What the input is. [default: found from its content]",
            ),
        ],
        None,
    ),
    "albums": (
        Annotated[
            Albums,
            typer.Option(
                "--albums",
                metavar=choices_of(Albums),
                parser=one_of(Albums),
                help="How to read pictures of an export that were sent together: single makes each a post; join makes "
                "one post of those that are probably an album. [default: single]",
            ),
        ],
        Albums.SINGLE,
    ),
    "channel": (
        Annotated[
            str | None,
            typer.Option(
                "--channel",
                metavar="NAME",
                parser=username,
                help="For exports of Telegram Desktop: the channel's username, to make the addresses of posts.",
            ),
        ],
        None,
    ),
    "min_confidence": (
        Annotated[
            float,
            typer.Option(
                "--min-confidence",
                metavar="X",
                parser=share,
                help="Split only at boundaries with at least this confidence, 0 to 1; also after gaps and where a text "
                "would be longer than Telegram allows.",
            ),
        ],
        0.0,
    ),
    "encoding": (
        Annotated[
            str | None,
            typer.Option(
                "--encoding",
                metavar="NAME",
                parser=text_encoding,
                help="Encoding of the dump, such as cp1251, if it has no byte order mark. [default: utf-8]",
            ),
        ],
        None,
    ),
    "strict": (Annotated[bool, typer.Option("--strict", help="Stop reading a dump at its first defect.")], False),
}


def takes_parse_options(*, without: tuple[str, ...] = ()) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """A decorator for a command whose parameter `options` becomes the options above.

    Args:
        without: names of options that the command does not have.
    """
    declared = {name: option for name, option in _DECLARED.items() if name not in without}

    def decorator(command: Callable[..., None]) -> Callable[..., None]:
        @wraps(command)
        def wrapper(**given: Any) -> None:
            asked = {name: given.pop(name) for name in declared}
            options = _resolved(asked)
            with _collector_off():
                command(**given, options=options)

        # Without the type of `options`, which costs too much to import for a line of help.
        own = {name: kind for name, kind in command.__annotations__.items() if name != "options"}
        hints = get_type_hints(SimpleNamespace(__annotations__=own), command.__globals__, include_extras=True)
        parameters: list[inspect.Parameter] = []
        for parameter in inspect.signature(command).parameters.values():
            if parameter.name != "options":
                parameters.append(parameter.replace(annotation=hints[parameter.name]))
                continue
            for name, (annotation, default) in declared.items():
                kind = inspect.Parameter.KEYWORD_ONLY
                parameters.append(inspect.Parameter(name, kind, default=default, annotation=annotation))
        # Typer reads the signature, or in some versions the annotations instead.
        wrapper.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
        wrapper.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
        del wrapper.__wrapped__  # whose signature would be read instead
        return wrapper

    return decorator


@contextmanager
def _collector_off() -> Iterator[None]:
    """Parsing makes no reference cycles, and the collector's passes over the lattices cost a tenth of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _resolved(asked: dict[str, Any]) -> Any:
    """The options, checked.

    Raises:
        typer.Exit: the file of markers cannot be used, or the extra for languages is missing.
    """
    from ..options import resolve

    try:
        return resolve(asked)
    except (DumpError, ImportError) as error:
        say(f"error: {error}")
        raise typer.Exit(FAILED) from None
