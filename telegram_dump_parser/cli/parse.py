"""`parse`: dumps into rows of posts."""

from __future__ import annotations

import gc
from typing import Annotated

import typer

from ..errors import DumpError
from ..output import Format
from .app import FAILED, Encoding, Files, Language, Markers, Output, Year, app, options_of
from .streams import complain, inputs_of, many, opened, refuse_input, stdout


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
    from ..compression import FAULTS
    from ..models import Post
    from ..output import Writer, replacing
    from ..parse import stream

    # Nothing here makes reference cycles, and the collector's passes over the lattices cost a tenth of the time.
    gc.disable()
    inputs = inputs_of(files)
    if output is not None and str(output) == "-":
        output = None
    if output is not None:
        refuse_input(output, inputs)
    how = options_of(year, markers, language)
    counts = {"posts": 0, "gaps": 0, "defects": 0}
    failed = cut_short = 0
    try:
        with replacing(output, force=force) if output else stdout() as target:
            writer = Writer(target, format)
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
                            for defect in item.defects:
                                if defect.code in FAULTS:
                                    cut_short += 1
                                    complain(DumpError(defect.message, file=name, line=defect.line))
                except DumpError as error:
                    failed += 1
                    complain(error)
            if failed == len(inputs) and output:
                raise typer.Exit(FAILED)  # an output file of nothing is worse than none
            writer.close()
    except DumpError as error:
        complain(error)
        raise typer.Exit(FAILED) from None
    done = len(inputs) - failed
    if done and not quiet:
        found = ", ".join(many(counts[name], name[:-1]) for name in counts)
        typer.echo(f"{found} in {many(done, 'dump')}", err=True)
    if failed or cut_short:
        raise typer.Exit(FAILED)
