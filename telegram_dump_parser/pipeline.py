"""From lines to posts and gaps: the rooms behind one another, as the doors use them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from operator import index
from typing import SupportsIndex

from .date_order import DateOrder
from .dialects import Dialect
from .drafts import Draft, drafts
from .errors import DumpError
from .explain import Lines
from .fields import Options, records
from .forms import read
from .language import identifier
from .markers import MarkersLike, extended
from .merging import merged
from .models import Dump, Gap, Post
from .source import Line, Source, lines_of_file, open_source


def options(
    year: int | None,
    markers: MarkersLike | None,
    language: bool,
    date_order: str | None = None,
    dialect: str | None = None,
    min_confidence: float = 0.0,
) -> Options:
    """How values are read, from what the doors take.

    Raises:
        DumpError: `markers` cannot be used, `date_order` is no order, or `year` no year.
        ValueError: `dialect` or `min_confidence` is out of range.
        ImportError: `language` without the extra `lang`.
    """
    if date_order is not None and date_order not in list(DateOrder):
        raise DumpError(f"{date_order!r} is no order of day, month and year; give one of {', '.join(DateOrder)}")
    if not 0 <= min_confidence <= 1:
        raise ValueError(f"min_confidence is a share from 0 to 1, not {min_confidence}")
    return Options(
        year=None if year is None else _year(year),
        date_order=None if date_order is None else DateOrder(date_order),
        dialect=None if dialect is None else Dialect(dialect),
        least=min_confidence,
        markers=None if markers is None else extended(markers),
        language=identifier() if language else None,
    )


def _year(given: object) -> int:
    # True, which counts as 1, would be meant as something else.
    if isinstance(given, SupportsIndex) and not isinstance(given, bool) and 1 <= (year := index(given)) <= 9999:
        return year
    raise DumpError(f"year is a whole number from 1 to 9999, not {given!r}")


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
