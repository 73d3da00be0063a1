"""Which format and which compression a file has by its name, and the writers of each format."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final

from .base import Format, PostWriter
from .files import PACKERS
from .jsonl import Writer

# Writers are imported where one is asked for: that of CSV needs the models, that of SQLite its library.
if TYPE_CHECKING:
    from .csv_rows import CsvWriter
    from .markdown import MarkdownWriter

_FORMATS: Final = {
    ".jsonl": Format.JSONL,
    ".ndjson": Format.JSONL,
    ".json": Format.JSON,
    ".csv": Format.CSV,
    ".parquet": Format.PARQUET,
    ".md": Format.MD,
    ".markdown": Format.MD,
    ".sqlite": Format.SQLITE,
    ".sqlite3": Format.SQLITE,
    ".db": Format.SQLITE,
}


def format_of(path: Path | None) -> Format | None:
    """The format that a file's name asks for; JSON Lines if it has no suffix, None if the suffix is unknown."""
    if path is None:
        return Format.JSONL
    name = path.with_suffix("") if path.suffix.lower() in PACKERS else path
    if not name.suffix:  # a name that is nothing but a suffix has none for Python
        return _FORMATS.get(name.name.lower(), Format.JSONL)
    return _FORMATS.get(name.suffix.lower())


@contextmanager
def writing(
    file: BinaryIO,
    kind: Format,
    path: Path | None = None,
    *,
    raw: bool = False,
    bom: bool = False,
    fields: Sequence[str] | None = None,
    kept: Mapping[str, str] | None = None,
) -> Iterator[PostWriter]:
    """A writer of a format, which ends the output when the block ends well.

    Args:
        file: where to; it stays open.
        kind: the format.
        path: the file's name, which says whether it is compressed.
        raw: of CSV: text that a spreadsheet would read as a formula stays as it is.
        bom: of CSV: a byte order mark comes first.
        fields: of Markdown: which of `markdown.FIELDS` are shown; all if None.
        kept: columns of a corpus that are with each post, and their types, as for `arrow.schema_with`.

    Raises:
        DumpError: `fields` names one that there is not.
        ImportError: Parquet without the extra `arrow`; or the name ends in `.zst`, and neither Python nor the extra
            `zstd` knows it.
    """
    pack = PACKERS.get(path.suffix.lower()) if path is not None else None
    with nullcontext(file) if pack is None else pack(file) as target:
        if kind is Format.PARQUET:
            from .parquet import ParquetWriter

            with ParquetWriter(target, kept) as parquet:
                yield parquet
            return
        if kind is Format.SQLITE:
            from .sqlite import SqliteWriter

            with SqliteWriter(target, kept or ()) as database:
                yield database
            return
        writer: CsvWriter | MarkdownWriter | Writer
        if kind is Format.CSV:
            from .csv_rows import CsvWriter

            writer = CsvWriter(target, raw=raw, bom=bom, kept=kept or ())
        elif kind is Format.MD:
            from .markdown import MarkdownWriter

            writer = MarkdownWriter(target, fields)
        else:
            writer = Writer(target, kind)
        yield writer
        writer.close()
