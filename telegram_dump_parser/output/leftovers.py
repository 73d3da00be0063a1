"""Temporary files and folders, and how a later run recognises those that a killed run left.

Each has a name of this program, this host and chance, and is locked as long as its run lives: the system drops the
lock however the run ends. What has such a name and no lock is a leftover, and is removed by the next run that writes
to the same folder. Other programs' files, and those of other hosts that share the folder, are never touched. Without
such locks (Windows, some network file systems) nothing is removed.
"""

from __future__ import annotations

import os
import shutil
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final
from zlib import crc32

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]


class NoFolderError(Exception):
    """A folder cannot be made; the message is the system's."""


PART: Final = ".part"
SPOOL: Final = ".spool"
_NAME_LENGTH: Final = 24  # characters of the file's own name: a name may be as long as the file system lets it be


def temporary(folder: Path, name: str, suffix: str) -> Path:
    """A new name in a folder: `.telegram-dump-parser-HOST-CHANCE.NAME.part`."""
    return folder / f"{_prefix()}{os.urandom(8).hex()}.{name[:_NAME_LENGTH]}{suffix}"


def lock(descriptor: int, *, wait: bool = True) -> bool:
    """Lock an open file or folder until it is closed.

    Args:
        descriptor: of the file or folder.
        wait: for another run that looks whether it is a leftover, which is short; else give up at once.

    Returns:
        False if another run has the lock, or if there are no locks here.
    """
    if fcntl is None:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except OSError:
        return False
    return True


def is_still(path: Path, descriptor: int) -> bool:
    """Whether a path is still that of an open file: another run may have taken it for a leftover before the lock."""
    try:
        return os.path.samestat(os.stat(path), os.fstat(descriptor))
    except OSError:
        return False


def sweep(folder: Path) -> None:
    """Remove what killed runs of this program left in a folder. Nothing is raised."""
    if fcntl is None:
        return
    prefix = _prefix()
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith(prefix) and entry.name.endswith((PART, SPOOL)):
                _remove_unlocked(Path(entry.path))


@contextmanager
def temporary_folder(parent: Path) -> Iterator[Path]:
    """A new folder that only its owner may read, and that is gone when the block ends.

    Raises:
        NoFolderError: it cannot be made.
    """
    sweep(parent)
    path, held = temporary(parent, "jobs", SPOOL), -1
    try:
        try:
            held = _made(path)
        except OSError as error:
            raise NoFolderError(error.strerror) from error
        yield path
    finally:
        try:
            shutil.rmtree(path, ignore_errors=True)
        except BaseException:  # a signal
            shutil.rmtree(path, ignore_errors=True)
            raise
        if held >= 0:
            os.close(held)


def _made(path: Path) -> int:
    """Make a folder; gives a descriptor that holds its lock, or -1 where there are no locks.

    Raises:
        OSError: it cannot be made.
    """
    while True:
        os.mkdir(path, 0o700)
        if fcntl is None:
            return -1
        descriptor = os.open(path, os.O_RDONLY)
        if not lock(descriptor) or is_still(path, descriptor):
            return descriptor
        os.close(descriptor)


def _remove_unlocked(path: Path) -> None:
    with suppress(OSError):
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        try:
            if not (lock(descriptor, wait=False) and is_still(path, descriptor)):
                return
            if path.suffix == SPOOL:
                shutil.rmtree(path)
            else:
                os.unlink(path)
        finally:
            os.close(descriptor)


def _prefix() -> str:
    return f".telegram-dump-parser-{crc32(socket.gethostname().encode()):08x}-"
