"""From lines to posts and gaps: the rooms behind one another, as the doors use them."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from .dump import Dump
from .errors import DumpError
from .formats.detection import read
from .lines.reader import Line, Source, lines_of_file, open_source
from .models import Gap, Post
from .options import Options
from .records.builder import records
from .records.line_roles import Lines, Piece
from .segmentation.draft import Draft
from .segmentation.joining import merged
from .segmentation.state_machine import Role
from .segmentation.stream import drafts


def stream(source: Source, how: Options, *, encoding: str | None, strict: bool) -> Iterator[Post | Gap]:
    """Like `iter_items`; what is read once for many dumps, such as a table of markers, stands in the options."""
    with open_source(source) as (file, name):
        yield from _items(lines_of_file(file, encoding=encoding, name=name), replace(how, file=name), strict)


def refuse(item: Post | Gap, file: str | None) -> None:
    """What `strict` does.

    Raises:
        DumpError: the post or gap has a defect; it tells the first.
    """
    if item.defects:
        defect = item.defects[0]
        raise DumpError(f"{defect.code}: {defect.message}", file=file, line=defect.line)


def _items(
    lines: Iterator[Line],
    how: Options,
    strict: bool,
    passing: Callable[[Iterable[Draft]], Iterator[Draft]] = iter,
) -> Iterator[Post | Gap]:
    items = records(passing(found(lines, how)), how)
    return _refusing(items, how.file) if strict else items


def _refusing(items: Iterator[Post | Gap], file: str | None) -> Iterator[Post | Gap]:
    for item in items:
        refuse(item, file)
        yield item


def found(lines: Iterable[Line], how: Options) -> Iterator[Draft]:
    """The drafts of a dump, as the options ask for them: no form is sought where the dialect is given."""
    split = read(lines, how.date_order, how.year) if how.dialect is None else drafts(lines, dialect=how.dialect)
    return merged(split, how.least) if how.least else split


def dump(lines: Iterator[Line], how: Options, strict: bool) -> Dump:
    """A whole dump in memory, with what `Dump.explain` needs of its lines."""
    posts: list[Post] = []
    gaps: list[Gap] = []
    kept = Lines()
    for item in _items(lines, how, strict, kept.passing):
        if isinstance(item, Post):
            posts.append(item)
        else:
            gaps.append(item)
    return Dump(posts, gaps, how.file, kept)


def walk(lines: Iterable[Line], options: Options) -> Iterator[Piece]:
    """The posts and gaps of numbered lines, in the dump's order; memory stays flat."""
    passed: deque[Draft] = deque()

    def keep() -> Iterator[Draft]:
        number = 0
        for draft in found(lines, options):
            if draft.gap != "blank" and draft.lines[0].number != number:
                passed.append(draft)
            number = draft.lines[-1].number
            yield draft

    for item in records(keep(), options):
        read: list[tuple[Line, Role]] = []
        end = item.end_byte if isinstance(item, Gap) else item.source.end_byte
        # A post is one draft. A gap may be several.
        while passed and passed[0].lines[-1].end_byte <= end:
            draft = passed.popleft()
            read += zip(draft.lines, draft.roles, strict=True)
        yield Piece(item, read)
