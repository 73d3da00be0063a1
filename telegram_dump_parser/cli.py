"""The command line. Data goes to stdout, everything else to stderr; see `--help`."""

from __future__ import annotations

import gc
import io
import os
import shutil
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, BinaryIO

import typer

from .errors import DumpError
from .output import Format

if TYPE_CHECKING:
    from .fields import Options
    from .source import BinaryReader

# Exit codes: 0 done; 1 an input could not be read or parsed; 2 usage; 130 interrupted.
FAILED = 1

app = typer.Typer(
    name="telegram-dump-parser",
    context_settings={"help_option_names": ["-h", "--help"]},
    pretty_exceptions_enable=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Posts from flattened Telegram text dumps.",
    epilog="Examples:  telegram-dump-parser parse dump.txt > posts.jsonl  |  "
    "cat dump.txt | telegram-dump-parser parse  |  telegram-dump-parser inspect dump.txt",
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
Markers = Annotated[
    Path | None,
    typer.Option("--markers", metavar="FILE", help="TOML file that says what emoji at the heads of lines stand for."),
]
Language = Annotated[bool, typer.Option("--language", help="Tell each post's language; needs the extra lang.")]
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
        from . import __version__

        typer.echo(f"telegram-dump-parser {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    pass


@app.command()
def parse(
    files: Files = None,
    output: Output = None,
    format: Annotated[Format, typer.Option("--format", help="jsonl: a post a line; json: one array.")] = Format.JSONL,
    year: Year = None,
    markers: Markers = None,
    language: Language = False,
    encoding: Encoding = None,
    strict: Annotated[bool, typer.Option("--strict", help="Give up a dump at its first defect.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Replace an existing output file.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No summary.")] = False,
) -> None:
    """Turn dumps into posts: JSON Lines, one post a row."""
    from .models import Post
    from .output import Writer, replacing
    from .parse import stream

    # Nothing here makes reference cycles, and the collector's passes over the lattices cost a tenth of the time.
    gc.disable()
    inputs = _inputs(files)
    if output is not None and str(output) == "-":
        output = None
    if output is not None:
        _refuse_input(output, inputs)
    how = _options(year, markers, language)
    counts = {"posts": 0, "gaps": 0, "defects": 0}
    failed = 0
    try:
        with replacing(output, force=force) if output else _stdout() as target:
            writer = Writer(target, format)
            for name in inputs:
                try:
                    with _opened(name) as source:
                        for item in stream(source, how, encoding=encoding, strict=strict):
                            if isinstance(item, Post):
                                writer.post(item)
                                counts["posts"] += 1
                            else:
                                counts["gaps"] += 1
                            counts["defects"] += len(item.defects)
                except DumpError as error:
                    failed += 1
                    _complain(error)
            if failed == len(inputs) and output:
                raise typer.Exit(FAILED)  # an output file of nothing is worse than none
            writer.close()
    except DumpError as error:
        _complain(error)
        raise typer.Exit(FAILED) from None
    done = len(inputs) - failed
    if done and not quiet:
        found = ", ".join(_many(counts[name], name[:-1]) for name in counts)
        typer.echo(f"{found} in {_many(done, 'dump')}", err=True)
    if failed:
        raise typer.Exit(FAILED)


@app.command()
def inspect(
    file: Annotated[str, typer.Argument(metavar="FILE|-", help="A dump; - is standard input.")],
    year: Year = None,
    markers: Markers = None,
    language: Language = False,
    encoding: Encoding = None,
) -> None:
    """Show a dump with its posts: line ranges, evidence, confidence, and what each line is."""
    from .source import lines_of_file, open_source
    from .view import inspect as view

    how = _options(year, markers, language)
    width = shutil.get_terminal_size((100, 24)).columns
    color = False if os.environ.get("NO_COLOR") else None  # None: colours on a terminal only
    try:
        with _stdout(), _opened(file) as source, open_source(source) as (opened, name):
            for row in view(lines_of_file(opened, encoding=encoding, name=name), replace(how, file=name), width=width):
                typer.echo(row, color=color)
    except DumpError as error:
        _complain(error)
        raise typer.Exit(FAILED) from None


@app.command()
def schema() -> None:
    """Print the JSON Schema of a row."""
    import orjson

    from .output import schema as row_schema

    try:
        with _stdout() as target:
            target.write(orjson.dumps(row_schema(), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))
    except DumpError as error:
        _complain(error)
        raise typer.Exit(FAILED) from None


def _options(year: int | None, markers: Path | None, language: bool) -> Options:
    """How values are read.

    Raises:
        typer.Exit: the file of markers cannot be used, or the extra for languages is missing.
    """
    from .parse import options

    try:
        return options(year, markers, language)
    except (DumpError, ImportError) as error:
        typer.echo(f"error: {error}", err=True)
        raise typer.Exit(FAILED) from None


def main() -> None:
    """Run the command line; the console script."""
    app(prog_name="telegram-dump-parser")


@contextmanager
def _stdout() -> Iterator[BinaryIO]:
    """Standard output as bytes, flushed at the end.

    Raises:
        DumpError: it is closed, or cannot be written.
        typer.Exit: its reader (head, say) has all that it wants.
    """
    if sys.stdout is None:
        raise DumpError("is closed; give an output file with -o", file="standard output")
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # a terminal may not know every letter of a dump
    try:
        yield sys.stdout.buffer
        sys.stdout.flush()
    except OSError as error:
        # Python would complain once more when it closes stdout.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if isinstance(error, BrokenPipeError):
            raise typer.Exit(FAILED) from None
        raise DumpError(f"cannot be written: {error.strerror}", file="standard output") from error


class _Stdin:
    """Standard input as bytes, under the name it was given by."""

    name = "-"

    def read(self, size: int, /) -> bytes:
        if sys.stdin is None:
            raise DumpError("is closed; name a dump, or pipe one in", file="standard input")
        return sys.stdin.buffer.read(size)


class _Watched:
    """A file that moves a progress bar as it is read."""

    def __init__(self, file: BinaryReader, name: str, bar: object) -> None:
        self._file, self.name, self._bar = file, name, bar

    def read(self, size: int, /) -> bytes:
        data = self._file.read(size)
        self._bar.update(len(data))  # type: ignore[attr-defined]
        return data


_LONG_WORK = 16 << 20  # bytes; below, a bar would only flicker


@contextmanager
def _opened(name: str) -> Iterator[str | _Stdin | _Watched]:
    """What to read for a name on the command line: a path, standard input, or a file with a progress bar."""
    from .source import open_source
    from .view import harmless

    if name == "-":
        yield _Stdin()
        return
    try:
        long = os.stat(name).st_size >= _LONG_WORK
    except (OSError, ValueError):
        long = False  # the parser says what is wrong with it
    if not long or sys.stderr is None or not sys.stderr.isatty():
        yield name
        return
    with (
        open_source(name) as (file, label),
        typer.progressbar(length=os.stat(name).st_size, label=harmless(Path(name).name), file=sys.stderr) as bar,
    ):
        yield _Watched(file, label or name, bar)


def _inputs(files: list[str] | None) -> list[str]:
    if files:
        return files
    if sys.stdin is None or sys.stdin.isatty():
        raise typer.BadParameter("name a dump, or pipe one in; see --help", param_hint="FILE")
    return ["-"]


def _refuse_input(output: Path, inputs: list[str]) -> None:
    for name in inputs:
        try:
            same = os.path.samestat(os.stat(output), os.fstat(sys.stdin.fileno()) if name == "-" else os.stat(name))
        except (OSError, ValueError, AttributeError):  # one of them does not exist, or standard input is no file
            continue
        if same and stat.S_ISREG(os.stat(output).st_mode):
            raise typer.BadParameter(f"{name} is an input; it would be overwritten", param_hint="--output")


def _complain(error: DumpError) -> None:
    typer.echo(f"error: {error}", err=True)


def _many(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
