"""The application, its exit codes, and the arguments that several commands share."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from ..escaping import printable
from .help import fit
from .signals import Interrupted, end, interruptible, say
from .stdio import discard, refused, settle
from .values import one_of, read_plainly

# Exit codes: 0 done; 1 an input could not be read or parsed; 2 usage; 3 `check` found defects; else see signals.py.
FAILED = 1
USAGE = 2
DEFECTS = 3


class _Group(TyperGroup):
    """The commands; what they were called with is shown without control characters."""

    def make_context(self, *args: Any, **options: Any) -> Any:
        with _printable_errors():
            return super().make_context(*args, **options)

    def get_help(self, ctx: Any) -> str:
        """The help as text."""
        fit(ctx)
        return str(super().get_help(ctx))

    def parse_args(self, ctx: Any, args: list[str]) -> Any:
        for parameter in self.get_params(ctx):
            read_plainly(parameter)
        return super().parse_args(ctx, args)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Find the command; if a file is in its place, say what to do with a file."""
        try:
            return super().resolve_command(ctx, args)
        except Exception as error:
            if isinstance(message := getattr(error, "message", None), str) and os.path.exists(args[0]):
                error.message = f"{message} To parse a file: telegram-dump-parser parse {args[0]}"  # type: ignore[attr-defined]
            raise

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


app = typer.Typer(
    name="telegram-dump-parser",
    cls=_Group,
    context_settings={"help_option_names": ["-h", "--help"]},
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="Split saved Telegram channels and chats into posts: flattened previews, copied chats, exports, saved pages.",
    epilog="\b\nExamples:\n"
    "  telegram-dump-parser parse dump.txt > posts.jsonl\n"
    "  cat dump.txt | telegram-dump-parser parse\n"
    "  telegram-dump-parser inspect dump.txt",
)

Files = Annotated[
    list[str] | None,
    typer.Argument(metavar="FILE", help="Dumps, folders or globs; - or nothing is standard input.", show_default=False),
]
OneDump = Annotated[str, typer.Argument(metavar="FILE|-", help="A dump; - is standard input.")]
Output = Annotated[
    Path | None,
    typer.Option(
        "--output",
        "-o",
        metavar="FILE",
        help="Write here instead of to standard output; - is standard output.",
    ),
]

Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print no summary.")]

Color = Annotated[
    str,
    typer.Option(
        "--color",
        metavar="auto|always|never",
        parser=one_of(("auto", "always", "never")),
        help="Bold, dim and red text; auto: only on a terminal. [default: auto]",
    ),
]


def wants_color(when: str) -> bool | None:
    """What `typer.echo` takes for the option `--color`; None: on a terminal only.

    NO_COLOR and FORCE_COLOR (https://no-color.org, https://force-color.org) count where nothing is asked for, and so
    does a terminal that can do nothing, TERM=dumb.
    """
    if when != "auto":
        return when == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return False if os.environ.get("TERM") == "dumb" else None


def _version(wanted: bool) -> None:
    if wanted:
        from .. import __version__

        typer.echo(f"telegram-dump-parser {__version__}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def _root(
    ctx: typer.Context,
    version: Annotated[
        bool, typer.Option("--version", "-V", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    if ctx.invoked_subcommand is None:
        typer.echo(ctx.get_help(), err=True)
        raise typer.Exit(USAGE)


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
