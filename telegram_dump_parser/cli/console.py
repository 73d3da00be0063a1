"""Input and output of commands: standard streams, files with a progress bar, and messages for people."""

from __future__ import annotations

import io
import os
import stat
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import typer

from ..errors import DumpError
from .app import FAILED
from .signals import Interrupted, say
from .stdio import discard

if TYPE_CHECKING:
    from ..lines.content import BinaryReader
    from ..models import Gap, Post


class TargetError(DumpError):
    """What is not about a dump, but about what is made of it: going on with the next one would not help."""


@contextmanager
def stdout() -> Iterator[BinaryIO]:
    """Standard output as bytes, flushed at the end.

    Raises:
        DumpError: it is closed, or cannot be written.
        typer.Exit: its reader (head, say) has all that it wants.
    """
    if sys.stdout is None:
        raise DumpError("is closed; let it go to a file or a pipe", file="standard output")
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # a terminal may not know every letter of a dump
    try:
        yield sys.stdout.buffer
        sys.stdout.flush()
    except (OSError, TargetError) as error:
        discard()
        if isinstance(error, TargetError):
            raise
        if isinstance(error, BrokenPipeError):
            raise typer.Exit(FAILED) from None
        raise DumpError(f"cannot be written: {error.strerror}", file="standard output") from error
    except Interrupted as stop:
        stop.add_note("standard output: incomplete")
        raise


class _Stdin:
    """Standard input as bytes, under the name it was given by."""

    name = "-"

    def read(self, size: int, /) -> bytes:
        if sys.stdin is None:
            raise DumpError("is closed; name a dump, or pipe one in", file="standard input")
        # What is there, and not all of `size`: a signal that comes between two parts of it would have to wait for the
        # second, for ever if it does not come.
        return sys.stdin.buffer.read1(size)  # type: ignore[union-attr,no-any-return]


class Watched:
    """A binary file that calls a function with the number of bytes read from it, whenever some are."""

    def __init__(self, file: BinaryReader, name: str, on_read: Callable[[int], object]) -> None:
        self._file, self.name, self._on_read = file, name, on_read

    def read(self, size: int, /) -> bytes:
        """As a file's own."""
        data = self._file.read(size)
        self._on_read(len(data))
        return data


_LONG_WORK = 16 << 20  # bytes; below, a bar would only flicker


@contextmanager
def opened(name: str, on_read: Callable[[int], object] | None = None) -> Iterator[str | _Stdin | BinaryReader]:
    """What to read for a name on the command line: a path, standard input, or a file with a progress bar.

    Args:
        name: a path, or - for standard input.
        on_read: is called with the number of bytes read, whenever some are; there is no progress bar then.

    Raises:
        DumpError: with a progress bar or `on_read`, the file cannot be opened.
    """
    from ..lines.reader import open_source

    if name == "-":
        with _piped_bar() as update:
            yield Watched(_Stdin(), name, update) if update else _Stdin()
    elif on_read is not None:
        with open_source(name) as (file, label):
            yield _watched(file, label or name, on_read)
    elif not (size := bar_length([name])):
        yield name  # the parser says what is wrong with it
    else:
        with open_source(name) as (file, label), bar(size, Path(name).name) as update:
            yield _watched(file, label or name, update)


@contextmanager
def _piped_bar() -> Iterator[Callable[[int], object] | None]:
    """How much of standard input was read, shown once it is much; None if nothing shall be shown."""
    if not _on_terminal():
        yield None
        return
    with ExitStack() as stack:
        read = 0
        update: Callable[..., object] | None = None

        def on_read(size: int) -> None:
            nonlocal read, update
            read += size
            if update is None and read >= _LONG_WORK:
                update = stack.enter_context(bar(None, "standard input", lambda size: f"{(size or 0) >> 20:,} MiB"))
            if update is not None:
                update(size, read)

        yield on_read


def _watched(file: BinaryReader, name: str, on_read: Callable[[int], object]) -> BinaryReader:
    from ..lines.folder import Folder

    # The reader must see the files of a folder one by one; their bytes are not counted.
    return file if isinstance(file, Folder) else Watched(file, name, on_read)


def _on_terminal() -> bool:
    return sys.stderr is not None and sys.stderr.isatty()


def bar_length(names: list[str]) -> int:
    """How many bytes a progress bar for the files is about; 0 if there shall be none."""
    if not _on_terminal():
        return 0
    length = 0
    for name in names:
        try:
            length += os.stat(name).st_size
        except (OSError, ValueError):
            continue
    return length if length >= _LONG_WORK else 0


@contextmanager
def bar(length: int | None, label: str, show: Callable[[Any], str] | None = None) -> Iterator[Callable[..., object]]:
    """A progress bar on standard error, by bytes or rows; gives what moves it on.

    Args:
        length: at the end; None if it is not known.
        label: what it is about.
        show: makes words of the extra values, if the bar moves.
    """
    from ..escaping import harmless

    # A bar without a length wants something to go through, which must not have a hint of its length either.
    steps = (_ for _ in ()) if length is None else None
    with typer.progressbar(steps, length, label=harmless(label), file=sys.stderr, item_show_func=show) as shown:

        def update(steps: int, item: object = None) -> None:
            shown.current_item = item  # `update` itself takes one with some versions of typer only
            shown.update(steps)

        _bars.append(shown)
        try:
            yield update
        finally:
            _bars.remove(shown)


_bars: list[Any] = []  # that are shown, which is one at most


def inputs_of(files: list[str] | None) -> list[str]:
    """The dumps to read: those named, those in folders and those that globs match; or standard input if piped in.

    Raises:
        typer.BadParameter: none is named, and standard input is a terminal; or a folder is empty.
    """
    if files:
        return [file for name in files for file in _files_of(name)]
    if sys.stdin is None or sys.stdin.isatty():
        raise typer.BadParameter("name a dump, or pipe one in; see --help", param_hint="FILE")
    return ["-"]


def input_of(name: str) -> str:
    """The one dump to read for a name.

    Raises:
        typer.BadParameter: it is a folder or glob of several, or of none.
    """
    found = _files_of(name)
    if len(found) > 1:
        raise typer.BadParameter(f"{name} matches {len(found):,} dumps; name one of them", param_hint="FILE")
    return found[0]


def _files_of(name: str) -> list[str]:
    from ..lines.inputs import files_of

    if name == "-":
        return [name]
    try:
        found = files_of(name)
    except DumpError:
        return [name]  # reading it says why not
    if not found and os.path.isdir(name):
        raise typer.BadParameter(f"no files in the folder {name}", param_hint="FILE")
    return found or [name]


def refuse_input(output: Path, inputs: list[str], option: str = "--output") -> None:
    """Refuse to overwrite a dump with what is made of it.

    Raises:
        typer.BadParameter: the output is one of the inputs.
    """
    from ..output.files import resolved

    for name in inputs:
        try:
            # Resolved, for `absent/../dump.txt` names a file only then.
            there = os.stat(resolved(output))
            same = os.path.samestat(there, os.fstat(sys.stdin.fileno()) if name == "-" else os.stat(name))
        except (OSError, ValueError, AttributeError):  # one of them does not exist, or standard input is no file
            continue
        if same and stat.S_ISREG(there.st_mode):
            raise typer.BadParameter(f"{name} is an input; it would be overwritten", param_hint=option)


def complain(error: Exception | str, what: str = "error") -> None:
    """Say on standard error what went wrong, or is a `warning`, above a progress bar if there is one."""
    for shown in _bars:
        over = shown.max_width or 0
        print(f"\r{' ' * over}\r", end="", file=shown.file)
    say(f"{what}: {error}")
    for shown in _bars:
        print(shown.format_progress_line(), end="", file=shown.file, flush=True)


def is_warned_of(code: str) -> bool:
    """Whether a defect is one that the user can mend, with another file or an option."""
    from ..formats.not_a_dump import CODES

    return code in CODES or code in ("ambiguous-date-order", "overlong-line")


def warn_of(item: Post | Gap, file: str | None) -> None:
    """Say on standard error which defects of a post or gap an option, or another file, would mend."""
    for defect in item.defects:
        if is_warned_of(defect.code):
            complain(DumpError(defect.message, file=file), "warning")


def many(number: int, noun: str, nouns: str | None = None) -> str:
    """A number with its noun: 1 post, 1,200 posts; `nouns` is the plural, if it is not made with an s."""
    return f"{number:,} {noun if number == 1 else nouns or f'{noun}s'}"
