"""The options of `parse` for corpora: which columns and rows are read, and which inputs are corpora."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from .values import hosts as host_names
from .values import share

if TYPE_CHECKING:
    from ..corpora.columns import Asked
    from ..options import Options

TextColumn = Annotated[
    str | None,
    typer.Option(
        "--text-column",
        metavar="NAME",
        help="Read the inputs as corpora (JSON Lines, Parquet), with the texts in this column.",
    ),
]
IdColumn = Annotated[
    str | None, typer.Option("--id-column", metavar="NAME", help="For corpora: the column with ids. [default: id]")
]
UrlColumn = Annotated[
    str | None,
    typer.Option(
        "--url-column", metavar="NAME", help="For corpora: the column with the addresses of pages. [default: url]"
    ),
]
Urls = Annotated[
    str | None,
    typer.Option(
        "--urls",
        metavar="HOSTS",
        parser=host_names,
        help="For corpora: read only rows whose address is on these hosts, such as t.me,example.org; t.me includes its "
        "mirrors.",
    ),
]
Keep = Annotated[
    str | None,
    typer.Option("--keep", metavar="A,B", help="For corpora: columns to copy into the field row of each post."),
]
MinScore = Annotated[
    float,
    typer.Option(
        "--min-score",
        metavar="X",
        parser=share,
        help="For corpora: read only rows whose score as a dump is at least this, 0 to 1.",
    ),
]


def asked_of(
    text: str | None, id: str | None, url: str | None, urls: str | None, keep: str | None, score: float
) -> Asked:
    """What of corpora is read; any of these options says that the inputs are corpora."""
    from ..corpora.columns import Asked

    hosts, kept = (tuple(filter(None, (part.strip() for part in (names or "").split(",")))) for names in (urls, keep))
    is_corpus = bool(text or id or url or hosts or kept or score)
    return Asked(text, id, url, kept, is_corpus, hosts, score)


def corpora_among(inputs: list[str], asked: Asked, options: Options) -> set[str]:
    """Which of the inputs are corpora, or look like some at a quick glance."""
    from ..corpora.opening import may_be_corpus

    if asked.is_corpus:
        return set(inputs)
    if options.form is not None or options.dialect is not None:  # which only dumps and exports have
        return set()
    return {name for name in inputs if may_be_corpus(name)}


def kept_of(corpora: set[str], asked: Asked) -> dict[str, str]:
    """The columns that are with each post, and their types.

    Raises:
        DumpError: a corpus cannot be read.
    """
    if not asked.keep:
        return {}
    from .corpora import kept_types

    return kept_types(sorted(corpora), asked)
