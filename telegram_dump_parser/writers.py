"""Which format and which compression a file has by its name, and the writers of each format."""

from __future__ import annotations

import bz2
import csv
import gzip
import lzma
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Final, Protocol, cast

from .csvrows import columns, row
from .output import Format, Writer

if TYPE_CHECKING:
    from .models import Post

_FORMATS: Final = {
    ".jsonl": Format.JSONL,
    ".ndjson": Format.JSONL,
    ".json": Format.JSON,
    ".csv": Format.CSV,
    ".parquet": Format.PARQUET,
}
_ROW_GROUP: Final = 16 << 20  # bytes of Arrow in a row group of Parquet: what is held until it is written


class PostWriter(Protocol):
    """Writes posts, one after another."""

    def post(self, post: Post) -> None:
        """Write one post."""

    def row(self, row: bytes) -> None:
        """Write one that is a JSON object already, as another process made it."""


def format_of(path: Path | None) -> Format:
    """The format that a file's name stands for; JSON Lines if it tells none."""
    if path is None:
        return Format.JSONL
    suffixes = [suffix.lower() for suffix in path.suffixes]
    if suffixes and suffixes[-1] in _PACKERS:
        suffixes.pop()
    return _FORMATS.get(suffixes[-1], Format.JSONL) if suffixes else Format.JSONL


def is_packed(path: Path) -> bool:
    """Whether a file's name says that it is compressed."""
    return path.suffix.lower() in _PACKERS


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
    pack = _PACKERS.get(path.suffix.lower()) if path is not None else None
    with nullcontext(file) if pack is None else pack(file) as target:
        if kind is Format.PARQUET:
            with ParquetWriter(target) as parquet:
                yield parquet
            return
        writer = CsvWriter(target, raw=raw) if kind is Format.CSV else Writer(target, kind)
        yield writer
        writer.close()


def _post(row: bytes) -> Post:
    from .models import Post

    return Post.model_validate_json(row)


class CsvWriter:
    """Writes posts as CSV after RFC 4180, in UTF-8, below a row of names."""

    def __init__(self, file: BinaryIO, *, raw: bool = False) -> None:
        self._rows = csv.writer(_Utf8(file))
        self._raw = raw
        self._rows.writerow([column.name for column in columns()])

    def post(self, post: Post) -> None:
        """Write one post."""
        self._rows.writerow(row(post, raw=self._raw))

    def row(self, row: bytes) -> None:
        """Write one that is a JSON object already."""
        self.post(_post(row))

    def close(self) -> None:
        """End the output, to which nothing is missing; the file stays open."""


class _Utf8:
    """The text file that the csv module wants: it holds nothing back and closes nothing."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def write(self, text: str) -> int:
        return self._file.write(text.encode())


class ParquetWriter:
    """Writes posts as Parquet, by `arrow.SCHEMA`, up to the end of its block; what is held at once is bounded."""

    def __init__(self, file: BinaryIO) -> None:
        from . import arrow

        self._table = arrow.pyarrow().Table.from_batches
        self._batch = arrow.batch
        from pyarrow import parquet

        self._writer: Any = parquet.ParquetWriter(file, arrow.schema(), compression="zstd")
        self._posts: list[Post] = []
        self._batches: list[Any] = []
        self._size = arrow.BATCH

    def post(self, post: Post) -> None:
        """Write one post."""
        self._posts.append(post)
        if len(self._posts) == self._size:
            self._gather()
            if sum(batch.nbytes for batch in self._batches) >= _ROW_GROUP:
                self._flush()

    def row(self, row: bytes) -> None:
        """Write one that is a JSON object already."""
        self.post(_post(row))

    def __enter__(self) -> ParquetWriter:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        try:
            if kind is None:
                if self._posts:
                    self._gather()
                self._flush()
                self._writer.close()
        finally:
            # pyarrow would write the footer when the writer is collected, to a file that is closed by then.
            with suppress(Exception):
                self._writer.close()
            self._writer.is_open = False

    def _gather(self) -> None:
        self._batches.append(self._batch(self._posts))
        self._posts = []

    def _flush(self) -> None:
        if self._batches:
            self._writer.write_table(self._table(self._batches))
            self._batches = []


def _gzip(file: BinaryIO) -> BinaryIO:
    # Without a name and a time, equal posts give equal files.
    return cast(BinaryIO, gzip.GzipFile(filename="", mode="wb", fileobj=file, mtime=0))


def _bzip2(file: BinaryIO) -> BinaryIO:
    return cast(BinaryIO, bz2.BZ2File(file, "wb"))


def _xz(file: BinaryIO) -> BinaryIO:
    return cast(BinaryIO, lzma.LZMAFile(file, "wb"))


def _zstd(file: BinaryIO) -> BinaryIO:
    try:
        from compression.zstd import ZstdFile
    except ImportError:
        try:
            from backports.zstd import ZstdFile
        except ImportError as error:
            raise ImportError('.zst files need zstd: pip install "telegram-dump-parser[zstd]"') from error
    return cast(BinaryIO, ZstdFile(file, "wb"))


_PACKERS: Final[dict[str, Callable[[BinaryIO], BinaryIO]]] = {
    ".gz": _gzip,
    ".bz2": _bzip2,
    ".xz": _xz,
    ".zst": _zstd,
}
