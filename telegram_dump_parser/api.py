"""The functions that turn a dump into posts, as a whole or as a stream. Options: `options.ParseOptions`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Unpack

from .lines.content import Content
from .lines.reader import Source, content_of_bytes, content_of_text, open_source

# What parses is imported by the first parse: importing the package, and `--help`, need neither pydantic nor the tables.
if TYPE_CHECKING:
    from .dump import Dump
    from .models import Gap, Post
    from .options import ParseOptions


def parse(text: str | bytes | bytearray | memoryview, **options: Unpack[ParseOptions]) -> Dump:
    """Parse a dump held in memory.

    Args:
        text: the dump as text or as bytes. For a str, byte offsets are those of its UTF-8 form. Bytes may be
            compressed; then byte offsets are those of the unpacked dump.
        options: see `ParseOptions`: encoding, year, date_order, markers, language, dialect, form,
            albums, channel, min_confidence, strict.

    Raises:
        DumpError: an option has an invalid value; the bytes are UTF-16 without a byte order mark; they are HTML or
            WARC, and the extra `html` or `warc` is not installed; with `strict`, any defect.
        ImportError: `language` without the extra `lang`.
        TypeError: `text` is neither text nor bytes, or there is no such option.
    """
    from .options import resolve
    from .pipeline import dump

    how = resolve(options)
    if isinstance(text, str):
        return dump(content_of_text(text), how)
    if isinstance(text, bytes | bytearray | memoryview):
        return dump(content_of_bytes(text), how)
    raise TypeError(f"expected str or bytes, not {type(text).__name__}; parse_file reads a path")


def parse_file(path: Source, **options: Unpack[ParseOptions]) -> Dump:
    """Parse a file, compressed or not.

    Args:
        path: a path (str or os.PathLike), or a binary file, which is read from its current position.
        options: see `ParseOptions`.

    Returns:
        The dump, with all its posts in memory; for large files use `iter_posts`.

    Raises:
        DumpError: the file cannot be read; or as for `parse`.
        ImportError: as for `parse`.
        TypeError: `path` is neither a path nor a binary file, or there is no such option.
    """
    from dataclasses import replace

    from .options import resolve
    from .pipeline import dump

    how = resolve(options)
    with open_source(path) as (file, name):
        return dump(Content(file, name), replace(how, file=name))


def iter_posts(source: Source, **options: Unpack[ParseOptions]) -> Iterator[Post]:
    """Parse as a stream, in constant memory: yields each post as soon as it is found.

    Args:
        source: a path (str or os.PathLike), a binary file, or the bytes of a dump.
        options: see `ParseOptions`.

    Raises:
        DumpError: an option has an invalid value; or, when the posts are read, as for `parse_file`.
        ImportError: `language` without the extra `lang`.
        TypeError: there is no such option.
    """
    from .models import Post

    return (item for item in iter_items(source, **options) if isinstance(item, Post))


def iter_items(source: Source, **options: Unpack[ParseOptions]) -> Iterator[Post | Gap]:
    """Like `iter_posts`, but also yields the gaps between posts. Posts and gaps cover every byte of the dump once.

    Args:
        source: as for `iter_posts`.
        options: see `ParseOptions`.

    Raises:
        DumpError: as for `iter_posts`.
        ImportError: as for `iter_posts`.
        TypeError: as for `iter_posts`.
    """
    from .options import resolve
    from .pipeline import stream

    return stream(source, resolve(options))


def iter_records(source: Source, **options: Unpack[ParseOptions]) -> Iterator[dict[str, Any]]:
    """Like `iter_posts`, but yields plain dicts of JSON types: the rows that the command `parse` writes.

    Engines can pickle this function and send it to other processes.

    Args:
        source: as for `iter_posts`.
        options: see `ParseOptions`.

    Raises:
        DumpError: as for `iter_posts`.
        ImportError: as for `iter_posts`.
        TypeError: as for `iter_posts`.
    """
    from orjson import dumps, loads

    from .options import resolve
    from .pipeline import stream_rows

    # Through JSON: rows share parts, and whoever gets these may change them.
    return (loads(dumps(row)) for row in stream_rows(source, resolve(options)))
