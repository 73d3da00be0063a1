"""The command `verify`: compares a dump with the page or export that it was made from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from ..errors import DumpError
from ..escaping import printable
from .app import DEFECTS, FAILED, Quiet, app
from .console import complain, input_of, many, opened, stdout
from .help import Command
from .options import takes_parse_options
from .signals import say

if TYPE_CHECKING:
    from ..comparison import ComparedPost
    from ..dump import Dump
    from ..options import Options


@app.command(
    cls=Command,
    short_help="Compare a dump with its page or export.",
)
@takes_parse_options(without=("language", "form", "albums", "channel", "strict"))
def verify(
    *,
    dump: Annotated[str, typer.Argument(metavar="DUMP|-", help="A dump; - is standard input.")],
    page: Annotated[str, typer.Argument(metavar="PAGE", help="A page or export of the same posts.")],
    options: Options,
    quiet: Quiet = False,
) -> None:
    """Compare a dump with a page or export of the same posts: print a line for each post that differs.

    lost-lines: the program that made the dump lost a line of the post; re-broken: it broke the lines elsewhere;
    split-differently: the dump has all lines, but this parser split them into other posts.
    Exit codes: 0 no post is split differently, 1 a file cannot be read, 3 a post is split differently.
    """
    dump, page = input_of(dump), input_of(page)
    from ..comparison import Verdict, compare
    from ..options import resolve

    try:
        result = compare(parsed(dump, options), parsed(page, resolve({})))
        with stdout():
            for post in result.posts:
                if post.verdict is not Verdict.SAME:
                    print(f"{printable(page)}:{_printed(post)}")
    except DumpError as error:
        complain(error)
        raise typer.Exit(FAILED) from None
    if not result.posts and not result.without_text:
        complain(DumpError("has no posts to compare with; is it the right file?", file=page), "warning")
    if not quiet:
        counts = ", ".join(f"{count:,} {verdict}" for verdict, count in result.counts.items())
        say(f"{many(len(result.posts), 'post')} with a text: {counts}; {many(result.without_text, 'post')} without")
    if result.counts[Verdict.SPLIT_DIFFERENTLY]:
        raise typer.Exit(DEFECTS)


def parsed(name: str, options: Options) -> Dump:
    """A whole dump, page or export.

    Raises:
        DumpError: it cannot be read.
    """
    from dataclasses import replace

    from ..lines.content import Content
    from ..lines.reader import open_source
    from ..pipeline import dump

    with opened(name) as source, open_source(source) as (file, label):
        return dump(Content(file, label), replace(options, file=label))


def _printed(post: ComparedPost) -> str:
    number = "" if post.page.id is None else f" (id {post.page.id})"
    where = f"posts {', '.join(map(str, post.found_in))} of the dump" if post.found_in else "no post of the dump"
    return (
        f"{post.page.source.first_line}: {post.verdict}: post {post.page.index}{number}, {where}: "
        f"{printable(post.page.headline[:60])}"
    )
