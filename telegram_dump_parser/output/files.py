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
from . import leftovers

_BLOCK = 256 << 10  # bytes that a file is written in
_XZ_PRESET = 2  # which takes 17 MiB; the usual one takes 94


def resolved(path: Path) -> Path:
    """The path without links and `..`, which is the file that is meant; what is not there stays as it is named.

    Raises:
        DumpError: the current folder is gone.
    """
    try:
        return Path(os.path.realpath(path))
    except OSError as error:
        raise DumpError(f"cannot be written: {error.strerror}; check the folder", file=str(path)) from error


@contextmanager
def replacing(path: Path, *, force: bool, how: str = "--force") -> Iterator[BinaryIO]:
    """A file that takes its name when the block ends well, and is gone when it does not.

    A device or a pipe, such as /dev/null, is written as it is; where it is a link, its file is replaced. The
    permissions of a file that is replaced stay. Without `force` nothing is replaced, not even a file that is made
    while the block runs.

    Args:
        path: the file.
        force: replace a file that exists.
        how: what to give for `force`, in the words of who called.

    Raises:
        DumpError: the file exists and `force` is not given, or it cannot be written.
    """
    target = resolved(path)
    mode = _mode(path, target)
    if mode is not None and stat.S_ISDIR(mode):
        raise DumpError("is a folder; name a file in it", file=str(path))
    if mode is not None and not stat.S_ISREG(mode):
        try:
            with open(path, "wb") as file:
                yield file
        except OSError as error:
            raise DumpError(f"cannot be written: {error.strerror}", file=str(path)) from error
        return
    if mode is not None and not force:
        raise _exists(path, how)
    leftovers.sweep(target.parent)
    part = leftovers.temporary(target.parent, target.name, leftovers.PART)
    held = -1  # keeps the lock until the file has its name
    try:
        try:
            made, held = _made(part, private=bool(mode))
        except OSError as error:
            raise DumpError(f"cannot be written: {error.strerror}; check the folder", file=str(path)) from error
        with made:
            yield made
        if mode:
            os.chmod(part, stat.S_IMODE(mode))
        if force:
            os.replace(part, target)
        else:
            try:
                _publish(part, target)
            except FileExistsError as error:
                raise _exists(path, how) from error
    except OSError as error:
        raise DumpError(f"cannot be written: {error.strerror}; nothing was left there", file=str(path)) from error
    except BaseException as error:
        error.add_note(f"{printable(str(path))}: not written")
        raise
    finally:
        with suppress(OSError):  # above all, that it has its name by now
            os.unlink(part)
        if held >= 0:
            os.close(held)


def _mode(path: Path, target: Path) -> int | None:
    """The mode of the file that is there, or None.

    Asked for by both paths: `absent/../file` names a file only when resolved, `/dev/stdout` may name a pipe only when
    it is not.

    Raises:
        DumpError: the system does not say.
    """
    for name in (path, target):
        try:
            return os.stat(name).st_mode
        except FileNotFoundError:
            continue
        except OSError as error:
            raise DumpError(f"cannot be written: {error.strerror}; give another name", file=str(path)) from error
    return None


def _exists(path: Path, how: str) -> DumpError:
    return DumpError(f"exists already; give another name, or {how} to replace it", file=str(path))


def _made(part: Path, *, private: bool) -> tuple[BinaryIO, int]:
    """A new file, and a descriptor that holds its lock, or -1.

    Raises:
        OSError: it cannot be made.
    """
    while True:
        made = open(part, "xb", _BLOCK, opener=_private if private else None)  # noqa: SIM115 - the caller closes it
        try:
            if not leftovers.lock(made.fileno()):
                return made, -1
            if leftovers.is_still(part, made.fileno()):
                return made, os.dup(made.fileno())
        except BaseException:
            made.close()
            raise
        made.close()


def _publish(part: Path, target: Path) -> None:
    """Give a file its name, where no file has it.

    Raises:
        FileExistsError: one has.
        OSError: it cannot be done.
    """
    if os.name == "nt":
        os.rename(part, target)  # which fails there if the name exists
        return
    try:
        os.link(part, target)
    except FileExistsError:
        raise
    except OSError:  # a file system without hard links: take the name with an empty file, then replace that
        os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666))
        os.replace(part, target)


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
    return cast(BinaryIO, lzma.LZMAFile(file, "wb", preset=_XZ_PRESET))


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
