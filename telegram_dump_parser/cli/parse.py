"""The command `parse`: turns dumps into rows of posts."""

from __future__ import annotations

import os
import stat
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, NamedTuple

import typer

from ..errors import DumpError
from ..escaping import printable
from ..output.base import Format
from .app import FAILED, Files, Output, Quiet, app
from .console import complain, inputs_of, refuse_input, stdout
from .corpus_options import (
    IdColumn,
    Keep,
    MinScore,
    TextColumn,
    UrlColumn,
    Urls,
    asked_of,
    corpora_among,
    kept_of,
)
from .help import Command
from .options import takes_parse_options
from .selection import Selection, selection
from .signals import say
from .values import choices_of, one_of, whole_number

if TYPE_CHECKING:
    from ..corpora.columns import Asked
    from ..options import Options
    from ..output.base import PostWriter
    from .convert import Diagnostics, Done

Jobs = Annotated[
    int | None,
    typer.Option(
        "--jobs",
        "-j",
        metavar="N",
        parser=whole_number(0),
        help="Use this many processes, for several dumps or one large one; 0: one for each core. The output stays the "
        "same. [default: 0 from 16 MB of input on, else 1]",
    ),
]
MUCH: Final = 16_000_000  # bytes of input from which several processes are started without being asked for
LARGE: Final = 4_000_000  # bytes of one input from which several processes read it
DefectsFile = Annotated[
    Path | None,
    typer.Option("--diagnostics", metavar="FILE", help="Write defects here, as JSON Lines; - is standard output."),
]


_ENDINGS: Final = "that ends in .jsonl, .json, .csv, .md, .parquet or .sqlite"
_TAKEN_BY: Final = {"--fields": Format.MD, "--csv-raw": Format.CSV, "--csv-bom": Format.CSV}


class _NothingError(Exception):
    """An output file of nothing is worse than none."""


@app.command(
    cls=Command,
    short_help="Turn dumps into posts: JSON Lines, CSV…",
)
@takes_parse_options()
def parse(
    *,
    files: Files = None,
    output: Output = None,
    format: Annotated[
        Format | None,
        typer.Option(
            "--format",
            metavar=choices_of(Format),
            parser=one_of(Format),
            help="jsonl: a post on each line; json: one array; csv: a flat row for each post; md: a readable block for "
            "each post; parquet: columns, needs the extra arrow; sqlite: tables. The last two need -o. "
            "[default: by the name of the output file, else jsonl]",
        ),
    ] = None,
    fields: Annotated[
        str | None,
        typer.Option(
            "--fields",
            metavar="A,B",
            help="For md: the fields that each block shows, such as text,reactions. [default: all]",
        ),
    ] = None,
    csv_raw: Annotated[
        bool,
        typer.Option(
            "--csv-raw", help="For csv: put no apostrophe before text that a spreadsheet would read as a formula."
        ),
    ] = False,
    csv_bom: Annotated[
        bool,
        typer.Option("--csv-bom", help="For csv: begin with a byte order mark, so that Excel reads the file as UTF-8."),
    ] = False,
    since: Annotated[
        str | None,
        typer.Option(
            "--since",
            metavar="DAY",
            help="Only posts of this day or later, such as 2025-04-10; those without a whole date are left out.",
        ),
    ] = None,
    until: Annotated[
        str | None,
        typer.Option(
            "--until", metavar="DAY", help="Only posts of this day or earlier; those without a whole date are left out."
        ),
    ] = None,
    grep: Annotated[
        str | None,
        typer.Option(
            "--grep",
            metavar="REGEX",
            help="Only posts whose text matches this regular expression; (?i) ignores case.",
        ),
    ] = None,
    options: Options,
    text_column: TextColumn = None,
    id_column: IdColumn = None,
    url_column: UrlColumn = None,
    urls: Urls = None,
    keep: Keep = None,
    min_score: MinScore = 0.0,
    diagnostics: DefectsFile = None,
    jobs: Jobs = None,
    force: Annotated[bool, typer.Option("--force", help="Replace existing output files.")] = False,
    quiet: Quiet = False,
    verbose: Annotated[
        bool, typer.Option("--verbose", "-v", help="Also print a summary of each dump, with its dialect.")
    ] = False,
) -> None:
    """Turn dumps into posts: JSON Lines with a post on each line, or another format.

    In a corpus (JSON Lines, Parquet) each row is a dump. A bad row is a defect, and the other rows are read.
    """
    inputs = inputs_of(files)
    output = None if str(output) == "-" else output
    _refuse_targets(output, diagnostics, inputs)
    of_one_format = {"--fields": fields is not None, "--csv-raw": csv_raw, "--csv-bom": csv_bom}
    kind = _format(format, output, [name for name, is_given in of_one_format.items() if is_given])
    shown = _fields(fields)
    selected = selection(since, until, grep)

    from ..escaping import harmless
    from ..output.files import replacing
    from ..output.writers import writing
    from .summary import Summary, line_of

    summary = Summary()
    failed = cut_short = 0
    asked = asked_of(text_column, id_column, url_column, urls, keep, min_score)
    try:
        corpora = corpora_among(inputs, asked, options)
        with (
            _diagnosing(diagnostics, force=force) as log,
            suppress(_NothingError),
            replacing(output, force=force) if output else stdout() as file,
            writing(file, kind, output, raw=csv_raw, bom=csv_bom, fields=shown, kept=kept_of(corpora, asked)) as writer,
        ):
            work = _Work(_jobs(jobs, inputs), options, writer, log, output, selected, quiet)
            with closing(_converted(inputs, corpora, asked, work)) as results:
                for name, done in zip(inputs, results, strict=True):
                    for warning in done.warnings:
                        complain(warning, "warning")
                    cut_short += len(done.cut_short)
                    for error in done.cut_short:
                        complain(error)
                    if done.error is not None:
                        failed += 1
                        complain(done.error)
                    elif verbose and not quiet:
                        say(line_of(harmless(name), done, selected=selected is not None))
                    summary.add(done)
            if log is not None:
                log.close()  # before the posts are in their place
            if failed == len(inputs) and output:
                raise _NothingError
    except (DumpError, ImportError) as error:
        complain(error)
        raise typer.Exit(FAILED) from None
    if failed < len(inputs) and not quiet:
        for line in summary.lines(verbose=verbose, selected=selected is not None, listed=diagnostics is not None):
            say(line)
    if failed or cut_short:
        raise typer.Exit(FAILED)


def _format(wanted: Format | None, output: Path | None, options: list[str]) -> Format:
    """The format that is asked for, or that the output's name has as a suffix.

    Args:
        wanted: what `--format` says.
        output: the file.
        options: those that are given of the ones that only one format takes.

    Raises:
        typer.BadParameter: the output cannot be of this format, or the format does not take one of the options.
    """
    from ..output.files import is_packed
    from ..output.writers import format_of

    if output is not None and os.path.isdir(output):
        raise typer.BadParameter(
            f"{printable(str(output))} is a folder; use the name of a file in it {_ENDINGS}", param_hint="--output"
        )
    kind = wanted or format_of(output)
    if kind is None:
        raise typer.BadParameter(
            f"the ending of {printable(output.name if output else '')} is that of no format; use a name {_ENDINGS}, "
            f"or give --format: {', '.join(Format)}",
            param_hint="--output",
        )
    for option in options:
        if kind is not _TAKEN_BY[option]:
            raise typer.BadParameter(f"only --format {_TAKEN_BY[option]} takes it, not {kind}", param_hint=option)
    if kind in (Format.PARQUET, Format.SQLITE) and output is None:
        raise typer.BadParameter(f"{kind} needs a file; name one with -o", param_hint="--format")
    if kind is Format.PARQUET and output is not None and is_packed(output):
        raise typer.BadParameter("parquet is already compressed; leave out the last suffix", param_hint="--output")
    return kind


def _fields(given: str | None) -> list[str] | None:
    """The fields of Markdown that are shown.

    Raises:
        typer.BadParameter: there is no such field.
    """
    if given is None:
        return None
    from ..output.markdown import FIELDS

    names = [name.strip() for name in given.split(",")]
    if unknown := [name for name in names if name not in FIELDS]:
        raise typer.BadParameter(
            f"no field is called {unknown[0]!r}; the fields are {', '.join(FIELDS)}", param_hint="--fields"
        )
    return names


class _Work(NamedTuple):
    """How inputs are read, and where what they give goes."""

    jobs: int
    options: Options
    writer: PostWriter
    log: Diagnostics | None
    output: Path | None
    selected: Selection | None
    quiet: bool


def _converted(names: list[str], corpora: set[str], asked: Asked, work: _Work) -> Generator[Done, None, None]:
    """What each input gave, in turn."""
    if not corpora:
        yield from _dumps(names, work)
        return
    from .corpora import convert_corpus
    from .parallel import cores

    for name in names:
        done = None
        if name in corpora:
            done = convert_corpus(
                name,
                asked,
                work.jobs or cores(),
                work.options,
                work.writer,
                work.log,
                work.selected,
                quiet=work.quiet,
            )
        if done is None:
            yield from _dumps([name], work)
        else:
            yield done


def _jobs(wanted: int | None, names: list[str]) -> int:
    """How many processes; 0: one for each core."""
    if wanted is not None:
        return wanted
    return 0 if _size_of(names, other=0) >= MUCH else 1


def _size_of(names: list[str], other: int) -> int:
    """Bytes of dumps, standard input aside; `other`: what counts for one that is no file, and may have any size."""
    size = 0
    for name in names:
        if name == "-":
            continue
        with suppress(OSError, ValueError):  # reading it will say why
            found = os.stat(name)
            if stat.S_ISDIR(found.st_mode):
                size += sum(entry.stat().st_size for entry in os.scandir(name) if entry.is_file())
            else:
                size += found.st_size if stat.S_ISREG(found.st_mode) else other
    return size


def _is_much(names: list[str]) -> bool:
    """Whether there are several dumps, and enough in them to start processes for."""
    from . import convert

    files = [name for name in names if name != "-"]
    return len(files) > 1 and _size_of(files, convert.LITTLE_WORK) >= convert.LITTLE_WORK


def _dumps(names: list[str], work: _Work) -> Generator[Done, None, None]:
    """What each dump gave, in turn."""
    jobs, options, writer, log, output, selected, _ = work
    if jobs != 1 and _is_much(names):
        from .parallel import convert_all, cores

        yield from convert_all(names, jobs or cores(), options, writer, log, _spool_of(output), selected)
        return
    from .convert import convert

    for name in names:
        if jobs != 1 and _size_of([name], other=0) >= LARGE:
            from .one_input import several_processes

            with several_processes(jobs, options, selected, _spool_of(output)) as (search, share):
                yield convert(name, options, writer, log, selection=selected, search=search, share=share)
        else:
            yield convert(name, options, writer, log, selection=selected)


def _spool_of(output: Path | None) -> Path | None:
    """Where to keep what waits for its turn; None is the system's folder for temporary files."""
    # The folder of the output needs space for it in any case; a system's temporary folder may be its memory.
    if output and (output.is_file() or not output.exists()):
        from ..output.files import resolved

        return resolved(output).parent
    return None


@contextmanager
def _diagnosing(path: Path | None, *, force: bool) -> Iterator[Diagnostics | None]:
    """Where defects go, if anywhere: a file that takes its name at the end, or standard output."""
    if path is None:
        yield None
        return
    from ..output.files import replacing
    from .convert import Diagnostics

    if str(path) == "-":
        with stdout() as file:
            yield Diagnostics(file, "standard output")
    else:
        with replacing(path, force=force) as file:
            yield Diagnostics(file, str(path))


def _refuse_targets(output: Path | None, diagnostics: Path | None, inputs: list[str]) -> None:
    """Refuse what would overwrite an input, or mix posts and defects.

    Raises:
        typer.BadParameter: so it would.
    """
    if output is not None:
        refuse_input(output, inputs)
    if diagnostics is None:
        return
    refuse_input(diagnostics, inputs, "--diagnostics")
    mixed = output is None if str(diagnostics) == "-" else output is not None and _is_one_place(output, diagnostics)
    if mixed:
        raise typer.BadParameter("posts are written there; name another file", param_hint="--diagnostics")


def _is_one_place(one: Path, other: Path) -> bool:
    from ..output.files import resolved

    try:
        return resolved(one) == resolved(other)
    except DumpError:  # the current folder is gone, and neither can be written there
        return False
