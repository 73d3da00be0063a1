"""The command `check`: checks that no byte of a dump is lost, and lists its defects."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import typer

from ..errors import DumpError
from ..escaping import printable
from .app import DEFECTS, FAILED, Files, Quiet, app
from .console import complain, inputs_of, many, opened, stdout
from .help import Command
from .options import takes_parse_options
from .signals import say

if TYPE_CHECKING:
    from ..models import Defect, Gap, Post
    from ..options import Options


@dataclass(slots=True)
class _Found:
    """What dumps hold."""

    size: int = 0  # in bytes
    posts: int = 0
    gaps: Counter[str] = field(default_factory=Counter)  # by reason
    defects: Counter[str] = field(default_factory=Counter)  # by code

    def add(self, other: _Found) -> None:
        self.size += other.size
        self.posts += other.posts
        self.gaps += other.gaps
        self.defects += other.defects


@app.command(
    cls=Command,
    short_help="Prove that nothing is lost; list defects.",
)
@takes_parse_options(without=("language", "min_confidence", "strict"))
def check(
    *,
    files: Files = None,
    options: Options,
    quiet: Quiet = False,
) -> None:
    """Check dumps: print each defect as FILE:LINE: CODE: MESSAGE.

    It also checks that every byte is in exactly one post or gap. A summary goes to standard error.
    Exit codes: 0 no defects, 1 a dump cannot be read, 3 defects.
    """
    inputs = inputs_of(files)
    total, failed = _Found(), 0
    try:
        with stdout():
            for name in inputs:
                found = _Found()
                try:
                    for defect, file in _defects(name, options, found):
                        print(f"{file}:{defect.line}: {defect.code}: {printable(defect.message)}")
                    total.add(found)
                except DumpError as error:
                    failed += 1
                    complain(error)
    except DumpError as error:
        complain(error)
        raise typer.Exit(FAILED) from None
    if failed < len(inputs) and not quiet:
        _summarise(total, len(inputs) - failed, options.encoding)
    from ..lines.compression import FAULTS

    if failed or FAULTS & total.defects.keys():
        raise typer.Exit(FAILED)
    if total.defects:
        raise typer.Exit(DEFECTS)


def _defects(name: str, options: Options, found: _Found) -> Iterator[tuple[Defect, str]]:
    """The defects of a dump, and its name; what else it holds is counted.

    Raises:
        DumpError: it cannot be read, or its posts and gaps are not all of it.
    """
    from ..lines.content import Content
    from ..lines.reader import open_source
    from ..models import Gap, Post
    from ..pipeline import items

    with opened(name) as source, open_source(source) as (file, label):
        content = Content(file, label)
        end = size = 0
        document = None
        for item in items(content, replace(options, file=label)):
            if isinstance(item, Post):
                found.posts += 1
            else:
                found.gaps[item.reason] += 1
            if (here := item.document if isinstance(item, Gap) else item.source.document) != document:
                size, end, document = size + end, 0, here
            end = _joined(item, end, label)
            for defect in item.defects:
                found.defects[defect.code] += 1
                yield defect, printable(label or name)
    # Of an archive the documents are covered, which it holds in another form.
    if (document is None or content.is_folder) and size + end != content.size:
        raise _lost(size + end, content.size, label)
    found.size += size + end


def _joined(item: Post | Gap, end: int, label: str | None) -> int:
    """Where the span of a post or gap ends.

    Raises:
        DumpError: it does not begin where the one before it ends, or holds no bytes.
    """
    from ..models import Gap

    span = item if isinstance(item, Gap) else item.source
    if span.first_byte != end or span.end_byte <= end:
        raise _lost(end, span.first_byte, label)
    return span.end_byte


def _lost(end: int, begin: int, label: str | None) -> DumpError:
    return DumpError(
        f"the bytes from {min(end, begin)} to {max(end, begin)} are not in exactly one post or gap; this is a mistake "
        "of the parser: please report it",
        file=label,
    )


def _summarise(total: _Found, dumps: int, encoding: str | None) -> None:
    """Say in figures what was found."""
    posts, gaps, defects = total.posts, total.gaps.total(), total.defects.total()
    say(f"{many(posts, 'post')}, {many(gaps, 'gap')}, {many(defects, 'defect')} in {many(dumps, 'dump')}")
    for what, counts in (("gaps", total.gaps), ("defects", total.defects)):
        if counts:
            say(f"{what}: {_listed(counts.items())}")
    said = total.defects.keys() & {"not-a-dump", "other-encoding"}  # which say themselves what to do
    if encoding is None and "undecodable-bytes" in total.defects and not said:
        say("undecodable-bytes: if the encoding is not UTF-8, name it, such as --encoding cp1252")
    say(f"{many(total.size, 'byte')}, each in one post or gap")


def _listed(counts: Iterable[tuple[str, int]]) -> str:
    return ", ".join(f"{number:,} {name}" for name, number in sorted(counts))
