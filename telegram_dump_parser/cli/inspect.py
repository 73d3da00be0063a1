"""`inspect` and `schema`: what a dump, and a row, is made of."""

from __future__ import annotations

import os
import shutil
from dataclasses import replace
from typing import Annotated

import typer

from ..errors import DumpError
from .app import FAILED, DialectOption, Encoding, Language, Markers, MinConfidence, Order, Year, app, options_of
from .console import complain, opened, stdout


@app.command(short_help="Show a dump with its posts, line by line.")
def inspect(
    file: Annotated[str, typer.Argument(metavar="FILE|-", help="A dump; - is standard input.")],
    year: Year = None,
    date_order: Order = None,
    markers: Markers = None,
    language: Language = False,
    dialect: DialectOption = None,
    min_confidence: MinConfidence = 0.0,
    encoding: Encoding = None,
) -> None:
    """Show a dump with its posts: line ranges, evidence, confidence, and what each line is."""
    from ..display.terminal import inspect as view
    from ..lines.reader import lines_of_file, open_source

    how = options_of(year, markers, language, date_order, dialect, min_confidence)
    width = shutil.get_terminal_size((100, 24)).columns
    color = False if os.environ.get("NO_COLOR") else None  # None: colours on a terminal only
    try:
        with stdout(), opened(file) as source, open_source(source) as (dump, name):
            for row in view(lines_of_file(dump, encoding=encoding, name=name), replace(how, file=name), width=width):
                typer.echo(row, color=color)
    except DumpError as error:
        complain(error)
        raise typer.Exit(FAILED) from None
