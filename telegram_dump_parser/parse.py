"""The library's doors: whole dumps, streams of posts, plain dicts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from .drafts import drafts
from .errors import DumpError
from .fields import Options, records
from .language import identifier
from .markers import MarkersLike, extended
from .models import Dump, Gap, Post
from .source import Line, Source, lines_of_bytes, lines_of_file, lines_of_text, open_source


def parse(
    text: str | bytes | bytearray | memoryview,
    *,
    encoding: str | None = None,
    year: int | None = None,
    markers: MarkersLike | None = None,
    language: bool = False,
    strict: bool = False,
) -> Dump:
    """Parse a dump held in memory.

    Args:
        text: the dump as text or as bytes. Byte offsets of a str are those of its UTF-8 form. Bytes may be compressed;
            the offsets are then those of the unpacked dump.
        encoding: of bytes without a byte order mark; UTF-8 if None.
        year: the year of dates that state none.
        markers: what emoji at the heads of lines stand for, added to the package's own table: the path of a TOML file,
            or a dict of its shape, `{"place": {"🏟": "stadium"}}`. An emoji that both name has the role given here.
        language: tell the language of each post (`Post.language`); needs the extra `lang`.
        strict: raise at the first defect.

    Raises:
        DumpError: `encoding` or `markers` cannot be used, or the bytes are UTF-16 without a mark; with `strict`, any
            defect.
        ImportError: `language` without the extra `lang`.
    """
    how = options(year, markers, language)
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
    markers: MarkersLike | None = None,
    language: bool = False,
    strict: bool = False,
) -> Dump:
    """Parse a file, compressed or not: a path, or a binary file from where it stands. All else is as for `parse`.

    Raises:
        DumpError: also if the file cannot be read.
    """
    how = options(year, markers, language)
    with open_source(path) as (file, name):
        return _dump(lines_of_file(file, encoding=encoding, name=name), replace(how, file=name), strict)


def iter_posts(
    source: Source,
    *,
    encoding: str | None = None,
    year: int | None = None,
    markers: MarkersLike | None = None,
    language: bool = False,
    strict: bool = False,
) -> Iterator[Post]:
    """Parse a path, a binary file or bytes as a stream: posts come as they are found, in constant memory.

    Raises:
        DumpError: as for `parse_file`, while iterating.
    """
    for item in iter_items(source, encoding=encoding, year=year, markers=markers, language=language, strict=strict):
        if isinstance(item, Post):
            yield item


def iter_items(
    source: Source,
    *,
    encoding: str | None = None,
    year: int | None = None,
    markers: MarkersLike | None = None,
    language: bool = False,
    strict: bool = False,
) -> Iterator[Post | Gap]:
    """Like `iter_posts`, with the gaps between the posts: together they cover every byte of the dump, once."""
    yield from stream(source, options(year, markers, language), encoding=encoding, strict=strict)


def iter_records(
    source: Source,
    *,
    encoding: str | None = None,
    year: int | None = None,
    markers: MarkersLike | None = None,
    language: bool = False,
    strict: bool = False,
) -> Iterator[dict[str, Any]]:
    """Like `iter_posts`, as plain dicts of JSON types; picklable, for engines that ship functions."""
    for post in iter_posts(source, encoding=encoding, year=year, markers=markers, language=language, strict=strict):
        yield post.model_dump(mode="json")


def options(year: int | None, markers: MarkersLike | None, language: bool) -> Options:
    """How values are read, from what the doors take.

    Raises:
        DumpError: `markers` cannot be used.
        ImportError: `language` without the extra `lang`.
    """
    return Options(
        year=year,
        markers=None if markers is None else extended(markers),
        language=identifier() if language else None,
    )


def stream(source: Source, how: Options, *, encoding: str | None, strict: bool) -> Iterator[Post | Gap]:
    """Like `iter_items`; what is read once for many dumps, such as a table of markers, stands in the options."""
    with open_source(source) as (file, name):
        yield from _items(lines_of_file(file, encoding=encoding, name=name), replace(how, file=name), strict)


def _items(lines: Iterator[Line], how: Options, strict: bool) -> Iterator[Post | Gap]:
    for item in records(drafts(lines), how):
        if strict and item.defects:
            defect = item.defects[0]
            raise DumpError(f"{defect.code}: {defect.message}", file=how.file, line=defect.line)
        yield item


def _dump(lines: Iterator[Line], how: Options, strict: bool) -> Dump:
    posts: list[Post] = []
    gaps: list[Gap] = []
    for item in _items(lines, how, strict):
        if isinstance(item, Post):
            posts.append(item)
        else:
            gaps.append(item)
    return Dump(posts, gaps, how.file)
