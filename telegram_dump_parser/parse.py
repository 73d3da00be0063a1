"""The library's doors: whole dumps, streams of posts, plain dicts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any

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
from .source import Line, Source, lines_of_bytes, lines_of_file, lines_of_text, open_source


def parse(
    text: str | bytes | bytearray | memoryview,
    *,
    encoding: str | None = None,
    year: int | None = None,
    date_order: str | None = None,
    markers: MarkersLike | None = None,
    language: bool = False,
    dialect: str | None = None,
    min_confidence: float = 0.0,
    strict: bool = False,
) -> Dump:
    """Parse a dump held in memory.

    Args:
        text: the dump as text or as bytes. Byte offsets of a str are those of its UTF-8 form.
        encoding: of bytes without a byte order mark; UTF-8 if None.
        year: the year of dates that state none.
        date_order: of dates of numbers, `04/05/25`: "dmy", "mdy" or "ymd". If None, only what the dump proves is read.
        markers: what emoji at the heads of lines stand for, added to the package's own table: the path of a TOML file,
            or a dict of its shape, `{"place": {"🏟": "stadium"}}`. An emoji that both name has the role given here.
        language: tell the language of each post (`Post.language`); needs the extra `lang`.
        dialect: how the texts of the whole dump are laid out, `echoed`, `spaced`, `tight` or `current`; told from the
            lines if None.
        min_confidence: 0 to 1; a boundary less sure than this does not split: its post is joined to the one before.
        strict: raise at the first defect.

    Raises:
        DumpError: `encoding`, `markers` or `date_order` cannot be used, or the bytes are UTF-16 without a mark; with
            `strict`, any defect.
        ImportError: `language` without the extra `lang`.
        ValueError: `dialect` or `min_confidence` is none of those.
    """
    how = options(year, markers, language, date_order, dialect, min_confidence)
    if isinstance(text, str):
        return _dump(lines_of_text(text), how, strict)
    if isinstance(text, bytes | bytearray | memoryview):
        return _dump(lines_of_bytes(text, encoding=encoding), how, strict)
    raise TypeError(f"expected str or bytes, not {type(text).__name__}; parse_file reads a path")


def parse_file(
    path: Source,
    *,
    encoding: str | None = None,
    year: int | None = None,
    date_order: str | None = None,
    markers: MarkersLike | None = None,
    language: bool = False,
    dialect: str | None = None,
    min_confidence: float = 0.0,
    strict: bool = False,
) -> Dump:
    """Parse a file: a path, or a binary file from where it stands. All else is as for `parse`.

    Raises:
        DumpError: also if the file cannot be read.
    """
    how = options(year, markers, language, date_order, dialect, min_confidence)
    with open_source(path) as (file, name):
        return _dump(lines_of_file(file, encoding=encoding, name=name), replace(how, file=name), strict)


def iter_posts(
    source: Source,
    *,
    encoding: str | None = None,
    year: int | None = None,
    date_order: str | None = None,
    markers: MarkersLike | None = None,
    language: bool = False,
    dialect: str | None = None,
    min_confidence: float = 0.0,
    strict: bool = False,
) -> Iterator[Post]:
    """Parse a path, a binary file or bytes as a stream: posts come as they are found, in constant memory.

    Raises:
        DumpError: as for `parse_file`, while iterating.
    """
    how = options(year, markers, language, date_order, dialect, min_confidence)
    for item in stream(source, how, encoding=encoding, strict=strict):
        if isinstance(item, Post):
            yield item


def iter_items(
    source: Source,
    *,
    encoding: str | None = None,
    year: int | None = None,
    date_order: str | None = None,
    markers: MarkersLike | None = None,
    language: bool = False,
    dialect: str | None = None,
    min_confidence: float = 0.0,
    strict: bool = False,
) -> Iterator[Post | Gap]:
    """Like `iter_posts`, with the gaps between the posts: together they cover every byte of the dump, once."""
    how = options(year, markers, language, date_order, dialect, min_confidence)
    yield from stream(source, how, encoding=encoding, strict=strict)


def iter_records(
    source: Source,
    *,
    encoding: str | None = None,
    year: int | None = None,
    date_order: str | None = None,
    markers: MarkersLike | None = None,
    language: bool = False,
    dialect: str | None = None,
    min_confidence: float = 0.0,
    strict: bool = False,
) -> Iterator[dict[str, Any]]:
    """Like `iter_posts`, as plain dicts of JSON types; picklable, for engines that ship functions."""
    how = options(year, markers, language, date_order, dialect, min_confidence)
    for item in stream(source, how, encoding=encoding, strict=strict):
        if isinstance(item, Post):
            yield item.model_dump(mode="json")


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
        DumpError: `markers` cannot be used, or `date_order` is no order.
        ValueError: `dialect` or `min_confidence` is out of range.
        ImportError: `language` without the extra `lang`.
    """
    if date_order is not None and date_order not in list(DateOrder):
        raise DumpError(f"{date_order!r} is no order of day, month and year; give one of {', '.join(DateOrder)}")
    if not 0 <= min_confidence <= 1:
        raise ValueError(f"min_confidence is a share from 0 to 1, not {min_confidence}")
    return Options(
        year=year,
        date_order=None if date_order is None else DateOrder(date_order),
        dialect=None if dialect is None else Dialect(dialect),
        least=min_confidence,
        markers=None if markers is None else extended(markers),
        language=identifier() if language else None,
    )


def stream(source: Source, how: Options, *, encoding: str | None, strict: bool) -> Iterator[Post | Gap]:
    """Like `iter_items`; what is read once for many dumps, such as a table of markers, stands in the options."""
    with open_source(source) as (file, name):
        yield from _items(lines_of_file(file, encoding=encoding, name=name), replace(how, file=name), strict)


def _items(
    lines: Iterator[Line],
    how: Options,
    strict: bool,
    passing: Callable[[Iterable[Draft]], Iterator[Draft]] = iter,
) -> Iterator[Post | Gap]:
    for item in records(passing(found(lines, how)), how):
        if strict and item.defects:
            defect = item.defects[0]
            raise DumpError(f"{defect.code}: {defect.message}", file=how.file, line=defect.line)
        yield item


def found(lines: Iterable[Line], how: Options) -> Iterator[Draft]:
    """The drafts of a dump, as the options ask for them: no form is sought where the dialect is given."""
    split = read(lines, how.date_order, how.year) if how.dialect is None else drafts(lines, dialect=how.dialect)
    return merged(split, how.least) if how.least else split


def _dump(lines: Iterator[Line], how: Options, strict: bool) -> Dump:
    posts: list[Post] = []
    gaps: list[Gap] = []
    kept = Lines()
    for item in _items(lines, how, strict, kept.passing):
        if isinstance(item, Post):
            posts.append(item)
        else:
            gaps.append(item)
    return Dump(posts, gaps, how.file, kept)
