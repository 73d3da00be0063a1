"""The command `schema`."""

from __future__ import annotations

import typer

from ..errors import DumpError
from .app import FAILED, app
from .console import complain, stdout
from .help import Command


@app.command(cls=Command, short_help="Print the JSON Schema of a row.")
def schema() -> None:
    """Print the JSON Schema of a row."""
    import orjson

    from ..output.jsonl import schema as row_schema

    try:
        with stdout() as target:
            target.write(orjson.dumps(row_schema(), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))
    except DumpError as error:
        complain(error)
        raise typer.Exit(FAILED) from None
