"""The application, its exit codes, and the arguments that several commands share."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from ..errors import DumpError
from ..escaping import printable
from ..vocabulary import DateOrder
from .signals import Interrupted, end, interruptible, say
from .stdio import discard, refused, settle

if TYPE_CHECKING:
    from ..options import Options

# Exit codes: 0 done; 1 an input could not be read or parsed; 2 usage; 3 `check` found defects; else see signals.py.
FAILED = 1
USAGE = 2
DEFECTS = 3


class _Group(TyperGroup):
    """The commands; what they were called with is shown without control characters."""

    def make_context(self, *args: Any, **options: Any) -> Any:
        with _printable_errors():
            return super().make_context(*args, **options)

    def invoke(self, ctx: Any) -> Any:
        with _printable_errors():
            return super().invoke(ctx)


@contextmanager
def _printable_errors() -> Iterator[None]:
    """Usage errors may quote a file's name; Typer shows their messages as they are."""
    try:
        yield
    except Exception as error:
        if hasattr(error, "show") and isinstance(message := getattr(error, "message", None), str):
            error.message = printable(message)  # type: ignore[attr-defined]
        raise


class Dialect(StrEnum):
    """As dialects.Dialect, which costs too much to load for a line of help."""

    ECHOED = "echoed"
    SPACED = "spaced"
    TIGHT = "tight"
    CURRENT = "current"


DialectOption = Annotated[
    Dialect | None,
    typer.Option("--dialect", help="How the texts are laid out, if the dump does not tell.", show_default=False),
]

app = typer.Typer(
    name="telegram-dump-parser",
    cls=_Group,
    context_settings={"help_option_names": ["-h", "--help"]},
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="Posts from flattened Telegram text dumps.",
    epilog="\b\nExamples:\n"
    "  telegram-dump-parser parse dump.txt > posts.jsonl\n"
    "  cat dump.txt | telegram-dump-parser parse\n"
    "  telegram-dump-parser inspect dump.txt",
)

Files = Annotated[
    list[str] | None,
    typer.Argument(metavar="[FILE…|-]", help="Dumps; - or none: standard input.", show_default=False),
]
Encoding = Annotated[
    str | None,
    typer.Option(
        "--encoding",
        metavar="NAME",
        help="Encoding of dumps without a byte order mark, if not UTF-8.",
    ),
]
Year = Annotated[int | None, typer.Option("--year", min=1, max=9999, help="Year of dates that state none.")]
Order = Annotated[
    DateOrder | None,
    typer.Option(
        "--date-order",
        help="Order of dates of numbers in text copied by Telegram Desktop, if the dump does not prove it.",
    ),
]
Markers = Annotated[
    Path | None,
    typer.Option("--markers", metavar="FILE", help="TOML file that says what emoji at the heads of lines stand for."),
]
Language = Annotated[bool, typer.Option("--language", help="Tell each post's language; needs the extra lang.")]
MinConfidence = Annotated[
    float,
    typer.Option(
        "--min-confidence",
        metavar="X",
        min=0.0,
        max=1.0,
        help="Do not split where the boundary is less sure than this, but behind a gap "
        "or where a text would be longer than Telegram's longest.",
        show_default=False,
    ),
]
Output = Annotated[
    Path | None,
    typer.Option(
        "--output",
        "-o",
        metavar="FILE",
        help="Write here instead of to standard output; - is standard output.",
    ),
]


def _version(wanted: bool) -> None:
    if wanted:
        from .. import __version__

        typer.echo(f"telegram-dump-parser {__version__}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def _root(
    ctx: typer.Context,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    if ctx.invoked_subcommand is None:
        typer.echo(ctx.get_help(), err=True)
        raise typer.Exit(USAGE)


def options_of(
    year: int | None,
    markers: Path | None,
    language: bool,
    date_order: DateOrder | None = None,
    dialect: Dialect | None = None,
    min_confidence: float = 0.0,
) -> Options:
    """How values are read.

    Raises:
        typer.Exit: the file of markers cannot be used, or the extra for languages is missing.
    """
    from ..options import options

    try:
        return options(year, markers, language, date_order, dialect, min_confidence)
    except (DumpError, ImportError) as error:
        say(f"error: {error}")
        raise typer.Exit(FAILED) from None


def main() -> None:
    """Run the command line; the console script."""
    settle()
    try:
        with interruptible():
            app(prog_name="telegram-dump-parser")
    except Interrupted as stop:
        end(stop)
    except OSError as error:
        if not refused(error):
            raise
        discard()
        say(f"error: standard output: cannot be written: {error.strerror}")
        raise SystemExit(FAILED) from None
