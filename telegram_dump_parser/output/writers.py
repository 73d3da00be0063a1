"""Which format and which compression a file has by its name, and the writers of each format."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final

from .base import Format, PostWriter
from .csv_rows import CsvWriter
from .files import PACKERS
from .jsonl import Writer
from .parquet import ParquetWriter

if TYPE_CHECKING:
    pass

_FORMATS: Final = {
    ".jsonl": Format.JSONL,
    ".ndjson": Format.JSONL,
    ".json": Format.JSON,
    ".csv": Format.CSV,
    ".parquet": Format.PARQUET,
}


def format_of(path: Path | None) -> Format:
    """The format that a file's name stands for; JSON Lines if it tells none."""
    if path is None:
        return Format.JSONL
    suffixes = [suffix.lower() for suffix in path.suffixes]
    if suffixes and suffixes[-1] in PACKERS:
        suffixes.pop()
    return _FORMATS.get(suffixes[-1], Format.JSONL) if suffixes else Format.JSONL


@contextmanager
def writing(file: BinaryIO, kind: Format, path: Path | None = None, *, raw: bool = False) -> Iterator[PostWriter]:
    """A writer of a format, which ends the output when the block ends well.

    Args:
        file: where to; it stays open.
        kind: the format.
        path: the file's name, which says whether it is compressed.
        raw: of CSV: text that a spreadsheet would take for a formula stays as it is.

    Raises:
        ImportError: Parquet without the extra `arrow`; or the name ends in `.zst`, and neither Python nor the extra
            `zstd` knows it.
    """
    pack = PACKERS.get(path.suffix.lower()) if path is not None else None
    with nullcontext(file) if pack is None else pack(file) as target:
        if kind is Format.PARQUET:
            with ParquetWriter(target) as parquet:
                yield parquet
            return
        writer = CsvWriter(target, raw=raw) if kind is Format.CSV else Writer(target, kind)
        yield writer
        writer.close()
