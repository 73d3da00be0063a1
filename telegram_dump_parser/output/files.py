"""Files that take their name when they are whole, and how they are packed."""

from __future__ import annotations

import bz2
import gzip
import lzma
import os
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, Final, cast

from ..errors import DumpError
from ..escaping import printable

_BLOCK = 256 << 10  # bytes that a file is written in


@contextmanager
def replacing(path: Path, *, force: bool) -> Iterator[BinaryIO]:
    """A file that takes its name when the block ends well, and is gone when it does not.

    A device or a pipe, such as /dev/null, is written as it is; behind a link, it is the file that is replaced. The
    permissions of a file that is replaced stay.

    Raises:
        DumpError: the file exists and `force` is not given, or it cannot be written.
    """
    try:
        mode = os.stat(path).st_mode
    except FileNotFoundError:
        mode = None
    except OSError as error:
        raise DumpError(f"cannot be written: {error.strerror}; give another name", file=str(path)) from error
    if mode is not None and stat.S_ISDIR(mode):
        raise DumpError("is a directory; name a file in it", file=str(path))
    if mode is not None and not stat.S_ISREG(mode):
        try:
            with open(path, "wb") as file:
                yield file
        except OSError as error:
            raise DumpError(f"cannot be written: {error.strerror}", file=str(path)) from error
        return
    if mode is not None and not force:
        raise DumpError("exists already; give another name, or --force to replace it", file=str(path))
    try:
        target = path.resolve()
    except OSError as error:  # the current folder is gone
        raise DumpError(f"cannot be written: {error.strerror}; check the folder", file=str(path)) from error
    # Named before it is there, so that no signal can come between; `path` may be as long as a name can be.
    part = target.with_name(f".{target.name[:24]}.{os.urandom(8).hex()}.part")
    try:
        try:
            made = open(part, "xb", _BLOCK, opener=_private if mode else None)  # noqa: SIM115 - only this may fail so
        except OSError as error:
            raise DumpError(f"cannot be written: {error.strerror}; check the folder", file=str(path)) from error
        with made:
            yield made
        if mode:
            os.chmod(part, stat.S_IMODE(mode))
        os.replace(part, target)
    except OSError as error:
        raise DumpError(f"cannot be written: {error.strerror}; nothing was left there", file=str(path)) from error
    except BaseException as error:
        error.add_note(f"{printable(str(path))}: not written")
        raise
    finally:
        with suppress(OSError):  # above all, that it has its name by now
            os.unlink(part)


def _private(path: str, flags: int) -> int:
    """Open a file that nobody else may read: the one that it shall replace may be a secret."""
    return os.open(path, flags, 0o600)


def is_packed(path: Path) -> bool:
    """Whether a file's name says that it is compressed."""
    return path.suffix.lower() in PACKERS


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


PACKERS: Final[dict[str, Callable[[BinaryIO], BinaryIO]]] = {
    ".gz": _gzip,
    ".bz2": _bzip2,
    ".xz": _xz,
    ".zst": _zstd,
}
