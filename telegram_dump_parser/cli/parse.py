"""`parse`: dumps into rows of posts."""

from __future__ import annotations

import gc
from pathlib import Path
from typing import Annotated

import typer

from ..errors import DumpError
from ..output import Format
from .app import (
    FAILED,
    DialectOption,
    Encoding,
    Files,
    Language,
    Markers,
    MinConfidence,
    Order,
    Output,
    Year,
    app,
    options_of,
)
from .streams import complain, inputs_of, many, opened, refuse_input, stdout


@app.command()
def parse(
    files: Files = None,
    output: Output = None,
    format: Annotated[
        Format | None,
        typer.Option(
            "--format",
            help="jsonl: a post a line; json: one array; csv: flat; parquet: by Arrow's schema, needs -o and the extra "
            "arrow.  [default: by the name of the output file, else jsonl]",
            show_default=False,
        ),
    ] = None,
    csv_raw: Annotated[
        bool, typer.Option("--csv-raw", help="CSV without an apostrophe before what looks like a formula.")
    ] = False,
    year: Year = None,
    date_order: Order = None,
    markers: Markers = None,
    language: Language = False,
    dialect: DialectOption = None,
    min_confidence: MinConfidence = 0.0,
    encoding: Encoding = None,
    strict: Annotated[bool, typer.Option("--strict", help="Give up a dump at its first defect.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Replace an existing output file.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No summary.")] = False,
) -> None:
    """Turn dumps into posts: JSON Lines, one post a row, or another format."""
    from ..models import Post
    from ..output import replacing
    from ..parse import stream
    from ..writers import writing

    # Nothing here makes reference cycles, and the collector's passes over the lattices cost a tenth of the time.
    gc.disable()
    inputs = inputs_of(files)
    if output is not None and str(output) == "-":
        output = None
    if output is not None:
        refuse_input(output, inputs)
    kind = _format(format, output)
    how = options_of(year, markers, language, date_order, dialect, min_confidence)
    counts = {"posts": 0, "gaps": 0, "defects": 0}
    failed = 0
    try:
        with (
            replacing(output, force=force) if output else stdout() as file,
            writing(file, kind, output, raw=csv_raw) as writer,
        ):
            for name in inputs:
                try:
                    with opened(name) as source:
                        for item in stream(source, how, encoding=encoding, strict=strict):
                            if isinstance(item, Post):
                                writer.post(item)
                                counts["posts"] += 1
                            else:
                                counts["gaps"] += 1
                            counts["defects"] += len(item.defects)
                except DumpError as error:
                    failed += 1
                    complain(error)
            if failed == len(inputs) and output:
                raise typer.Exit(FAILED)  # an output file of nothing is worse than none
    except (DumpError, ImportError) as error:
        complain(error)
        raise typer.Exit(FAILED) from None
    done = len(inputs) - failed
    if done and not quiet:
        found = ", ".join(many(counts[name], name[:-1]) for name in counts)
        typer.echo(f"{found} in {many(done, 'dump')}", err=True)
    if failed:
        raise typer.Exit(FAILED)


def _format(wanted: Format | None, output: Path | None) -> Format:
    """The format that is asked for, or that the output's name stands for.

    Raises:
        typer.BadParameter: the output cannot be of this format.
    """
    from ..writers import format_of, is_packed

    kind = wanted or format_of(output)
    if kind is Format.PARQUET:
        if output is None:
            raise typer.BadParameter("parquet is written to a file; give one with -o", param_hint="--format")
        if is_packed(output):
            raise typer.BadParameter("parquet is compressed as it is; leave out the last suffix", param_hint="--output")
    return kind
