"""The command `report`: makes one HTML page of a dump and its posts."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Annotated

import typer

from ..errors import DumpError
from .app import FAILED, OneDump, Quiet, app
from .console import complain, input_of, many, opened, refuse_input, stdout, warn_of
from .help import Command
from .options import takes_parse_options
from .signals import say

if TYPE_CHECKING:
    from ..display.report import Comparison
    from ..models import Post
    from ..options import Options
    from ..records.line_roles import Piece


@app.command(
    cls=Command,
    short_help="Show a dump and its posts as a page.",
)
@takes_parse_options(without=("strict",))
def report(
    *,
    file: OneDump,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help="Write here; - is standard output. [default: the dump's name with .html, or standard output for -]",
            show_default=False,
        ),
    ] = None,
    options: Options,
    page: Annotated[
        str | None,
        typer.Option(
            "--page",
            metavar="PAGE",
            help="A page or export of the same posts: show what differs, as verify does.",
            show_default=False,
        ),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace an existing output file.")] = False,
    quiet: Quiet = False,
) -> None:
    """Show a dump and its posts side by side, as one HTML page; needs the extra report."""
    from ..display.report import Report
    from ..escaping import harmless
    from ..lines.content import Content
    from ..lines.reader import open_source
    from ..output.files import replacing
    from ..pipeline import annotated

    file = input_of(file)
    target = _target(file, output)
    if target is not None:
        refuse_input(target, [file])
    try:
        with opened(file) as source, open_source(source) as (dump, name):
            made = Report(name)
            with replacing(target, force=force) if target else stdout() as out:
                kept = Kept() if page is not None else None
                for piece in annotated(Content(dump, name), replace(options, file=name)):
                    made.add(piece)
                    if kept is not None:
                        kept.add(piece)
                    warn_of(piece.item, name)
                if kept is not None and page is not None:
                    made.comparison = kept.compared(page)
                for part in made.write():
                    out.write(part)
    except (DumpError, ImportError) as error:
        complain(error)
        raise typer.Exit(FAILED) from None
    if not quiet:
        found = ", ".join(many(count, noun[:-1]) for noun, count in made.counts.items())
        say(f"{found}{f' in {harmless(str(target))}' if target else ''}")


class Kept:
    """The posts of a dump with their lines, to be compared with a page."""

    def __init__(self) -> None:
        from ..records.line_roles import Lines

        self._posts: list[Post] = []
        self._lines = Lines()

    def add(self, piece: Piece) -> None:
        """Keep a piece if it is a post."""
        from ..models import Post

        if isinstance(piece.item, Post):
            self._posts.append(piece.item)
            self._lines.add(piece)

    def compared(self, page: str) -> Comparison:
        """What differs on the page.

        Raises:
            DumpError: the page cannot be read.
        """
        from ..comparison import Verdict, compare
        from ..display.report import Comparison, Difference
        from ..dump import Dump
        from ..options import resolve
        from .verify import parsed

        found = compare(Dump(self._posts, [], None, self._lines), parsed(page, resolve({})))
        differences = [
            Difference(str(post.verdict), post.page.headline, post.found_in, post.missing)
            for post in found.posts
            if post.verdict is not Verdict.SAME
        ]
        counts = ", ".join(f"{count:,} {verdict}" for verdict, count in found.counts.items() if count)
        return Comparison(PurePath(page).name, counts or "no post with a text", differences)


def _target(file: str, output: Path | None) -> Path | None:
    """The file to write; None is standard output.

    Raises:
        typer.BadParameter: a page would go to a terminal, which nobody can read.
    """
    if output is None and file != "-":
        path = Path(file)
        return path.with_suffix(".html") if path.name else path  # `.`, say, which reading will complain of
    if output is not None and str(output) != "-":
        return output
    if output is None and sys.stdout is not None and sys.stdout.isatty():
        raise typer.BadParameter("name a file for the page of standard input", param_hint="--output")
    return None
