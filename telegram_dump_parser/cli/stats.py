"""The command `stats`: counts posts by day, hashtag, speaker, place and so on."""

from __future__ import annotations

import shutil
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from ..errors import DumpError
from .app import FAILED, Files, app
from .console import complain, inputs_of, opened, stdout, warn_of
from .help import Command
from .options import takes_parse_options
from .values import one_of, whole_number

if TYPE_CHECKING:
    from ..options import Options


@app.command(
    cls=Command,
    short_help="Count posts by day, hashtag, speaker, place…",
)
@takes_parse_options(without=("strict", "language"))
def stats(
    *,
    files: Files = None,
    format: Annotated[
        str,
        typer.Option(
            "--format",
            metavar="text|json",
            parser=one_of(("text", "json")),
            help="text: for people; json: one object with all counts. [default: text]",
        ),
    ] = "text",
    most: Annotated[
        int,
        typer.Option(
            "--most",
            metavar="N",
            parser=whole_number(1),
            help="How many values of each kind the text shows. [default: 10]",
        ),
    ] = 10,
    options: Options,
) -> None:
    """Count what is in dumps: posts by day, hashtags, mentions, speakers, places, forwards, media, reactions."""
    from ..display.statistics import Statistics
    from ..models import Post
    from ..pipeline import stream

    found = Statistics()
    failed = 0
    names = inputs_of(files)
    try:
        with stdout() as target:
            for name in names:
                try:
                    with opened(name) as source:
                        for item in stream(source, replace(options, strict=False)):
                            if item.defects:
                                warn_of(item, name)
                            if isinstance(item, Post):
                                found.add(item)
                except DumpError as error:
                    failed += 1
                    complain(error)
            if failed < len(names):
                if format == "json":
                    import orjson

                    target.write(orjson.dumps(found.as_dict(), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))
                else:
                    for row in found.rows(shutil.get_terminal_size((100, 24)).columns, most):
                        typer.echo(row)
    except DumpError as error:
        complain(error)
        raise typer.Exit(FAILED) from None
    if failed:
        raise typer.Exit(FAILED)
