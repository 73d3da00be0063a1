"""The library's doors: whole dumps, streams of posts, plain dicts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from .lines.reader import Source, lines_of_bytes, lines_of_file, lines_of_text, open_source

# What parses is imported by the first parse: importing the package, and `--help`, need neither pydantic nor the tables.
if TYPE_CHECKING:
    from .dump import Dump
    from .models import Gap, Post
    from .text.markers import MarkersLike


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
        text: the dump as text or as bytes. Byte offsets of a str are those of its UTF-8 form. Bytes may be compressed;
            the offsets are then those of the unpacked dump.
        encoding: of bytes without a byte order mark; UTF-8 if None.
        year: the year of dates that state none, from 1 to 9999.
        date_order: of dates of numbers, `04/05/25`: "dmy", "mdy" or "ymd". If None, only what the dump proves is read.
        markers: what emoji at the heads of lines stand for, added to the package's own table: the path of a TOML file,
            or a dict of its shape, `{"place": {"🏟": "stadium"}}`. An emoji that both name has the role given here.
        language: tell the language of each post (`Post.language`); needs the extra `lang`.
        dialect: how the texts of the whole dump are laid out, `echoed`, `spaced`, `tight` or `current`; told from the
            lines if None.
        min_confidence: 0 to 1; a boundary less sure than this does not split: its post is joined to the one before.
            It splits all the same behind a gap, and where the two would have more text than one message can.
        strict: raise at the first defect.

    Raises:
        DumpError: `encoding`, `year`, `markers` or `date_order` cannot be used, or the bytes are UTF-16 without a mark;
            with `strict`, any defect.
        ImportError: `language` without the extra `lang`.
        ValueError: `dialect` or `min_confidence` is none of those.
    """
    from .options import options
    from .pipeline import dump

    how = options(year, markers, language, date_order, dialect, min_confidence)
    if isinstance(text, str):
        return dump(lines_of_text(text), how, strict)
    if isinstance(text, bytes | bytearray | memoryview):
        return dump(lines_of_bytes(text, encoding=encoding), how, strict)
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
    """Parse a file, compressed or not: a path, or a binary file from where it stands. All else is as for `parse`.

    Raises:
        DumpError: also if the file cannot be read.
    """
    from .options import options
    from .pipeline import dump

    how = options(year, markers, language, date_order, dialect, min_confidence)
    with open_source(path) as (file, name):
        return dump(lines_of_file(file, encoding=encoding, name=name), replace(how, file=name), strict)


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
    from .models import Post
    from .options import options
    from .pipeline import stream

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
    from .options import options
    from .pipeline import stream

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
    from .models import Post
    from .options import options
    from .pipeline import stream

    how = options(year, markers, language, date_order, dialect, min_confidence)
    for item in stream(source, how, encoding=encoding, strict=strict):
        if isinstance(item, Post):
            yield item.model_dump(mode="json")
