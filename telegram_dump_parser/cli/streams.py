"""What commands read and write: standard streams, files with a progress bar, and words for people."""

from __future__ import annotations

import io
import os
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import typer

from ..errors import DumpError
from .app import FAILED

if TYPE_CHECKING:
    from ..source import BinaryReader


@contextmanager
def stdout() -> Iterator[BinaryIO]:
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
def opened(name: str) -> Iterator[str | _Stdin | _Watched]:
    """What to read for a name on the command line: a path, standard input, or a file with a progress bar."""
    from ..source import open_source
    from ..view import harmless

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


def inputs_of(files: list[str] | None) -> list[str]:
    """The dumps to read: those named, or standard input if something is piped in.

    Raises:
        typer.BadParameter: none is named, and standard input is a terminal.
    """
    if files:
        return files
    if sys.stdin is None or sys.stdin.isatty():
        raise typer.BadParameter("name a dump, or pipe one in; see --help", param_hint="FILE")
    return ["-"]


def refuse_input(output: Path, inputs: list[str]) -> None:
    """Refuse to overwrite a dump with what is made of it.

    Raises:
        typer.BadParameter: the output is one of the inputs.
    """
    for name in inputs:
        try:
            same = os.path.samestat(os.stat(output), os.fstat(sys.stdin.fileno()) if name == "-" else os.stat(name))
        except (OSError, ValueError, AttributeError):  # one of them does not exist, or standard input is no file
            continue
        if same and stat.S_ISREG(os.stat(output).st_mode):
            raise typer.BadParameter(f"{name} is an input; it would be overwritten", param_hint="--output")


def complain(error: Exception) -> None:
    """Say on standard error what went wrong."""
    typer.echo(f"error: {error}", err=True)


def many(number: int, noun: str) -> str:
    """A number with its noun: 1 post, 1,200 posts."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
