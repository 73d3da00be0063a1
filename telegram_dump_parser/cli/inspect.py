"""The command `inspect`: what a dump is made of."""

from __future__ import annotations

import os
import shutil
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from ..errors import DumpError
from .app import FAILED, app
from .console import complain, opened, stdout
from .options import takes_parse_options

if TYPE_CHECKING:
    from ..options import Options


@app.command(short_help="Show a dump with its posts, line by line.")
@takes_parse_options(without=("strict",))
def inspect(
    *,
    file: Annotated[str, typer.Argument(metavar="FILE|-", help="A dump; - is standard input.")],
    options: Options,
) -> None:
    """Show a dump with its posts: line ranges, evidence, confidence, and what each line is."""
    from ..display.terminal import styled
    from ..lines.content import Content
    from ..lines.reader import open_source
    from ..pipeline import annotated

    width = shutil.get_terminal_size((100, 24)).columns
    color = False if os.environ.get("NO_COLOR") else None  # None: colours on a terminal only
    try:
        with stdout(), opened(file) as source, open_source(source) as (dump, name):
            pieces = annotated(Content(dump, name), replace(options, file=name))
            for row in styled(pieces, width=width):
                typer.echo(row, color=color)
    except DumpError as error:
        complain(error)
        raise typer.Exit(FAILED) from None
