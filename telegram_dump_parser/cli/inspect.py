"""The command `inspect`: shows each post of a dump, and how each line was read."""

from __future__ import annotations

import shutil
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from ..errors import DumpError
from .app import FAILED, Color, OneDump, app, wants_color
from .console import complain, input_of, many, opened, stdout
from .help import Command
from .options import takes_parse_options
from .signals import say
from .values import share, whole_number

if TYPE_CHECKING:
    from ..models import Gap, Post
    from ..options import Options


@app.command(
    cls=Command,
    short_help="Show a dump with its posts, line by line.",
)
@takes_parse_options(without=("strict",))
def inspect(
    *,
    file: OneDump,
    post: Annotated[
        int | None,
        typer.Option("--post", metavar="N", parser=whole_number(0), help="Only this post, by its index from 0."),
    ] = None,
    below: Annotated[
        float | None,
        typer.Option(
            "--below",
            metavar="X",
            parser=share,
            help="Only posts whose boundary has a lower confidence than this, 0 to 1.",
        ),
    ] = None,
    color: Color = "auto",
    options: Options,
) -> None:
    """Show the posts of a dump: their lines, what each line is, and the evidence and confidence of each boundary."""
    file = input_of(file)
    from ..display.terminal import styled
    from ..lines.content import Content
    from ..lines.reader import open_source
    from ..models import Gap
    from ..pipeline import annotated

    posts = rows = 0

    def wanted(item: Post | Gap) -> bool:
        nonlocal posts
        if isinstance(item, Gap):
            return post is None and below is None
        posts += 1
        return (post is None or item.index == post) and (below is None or item.boundary.confidence < below)

    width = shutil.get_terminal_size((100, 24)).columns
    try:
        with stdout(), opened(file) as source, open_source(source) as (dump, name):
            pieces = annotated(Content(dump, name), replace(options, file=name))
            for row in styled(pieces, width=width, wanted=wanted):
                typer.echo(row, color=wants_color(color))
                rows += 1
        if post is not None and post >= posts:
            raise DumpError(f"there is no post {post}; there are {posts:,}, counted from 0", file=file)
        if not rows:
            say(f"nothing to show: {many(posts, 'post')}{'' if below is None else f', none below {below:g}'}")
    except DumpError as error:
        complain(error)
        raise typer.Exit(FAILED) from None
