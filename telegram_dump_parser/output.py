"""Posts to bytes: JSON Lines or one JSON array, to a stream or, whole or not at all, to a file.

The other formats are in `writers.py`.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from .errors import DumpError
from .escaping import printable

if TYPE_CHECKING:
    from .models import Post


_BLOCK = 256 << 10  # bytes that a file is written in


class Format(StrEnum):
    """How posts are written."""

    JSONL = "jsonl"
    JSON = "json"
    CSV = "csv"
    PARQUET = "parquet"


class Writer:
    """Writes posts, one after another, in a format of JSON; `close` ends the output.

    Each row is one JSON object; in JSON the rows stand in one array, a row a line.
    """

    def __init__(self, file: BinaryIO, kind: Format) -> None:
        from orjson import dumps  # late: `--help` needs it not

        self._dumps = dumps
        self._write = file.write
        self._array = kind is Format.JSON
        self._begun = False

    def post(self, post: Post) -> None:
        """Write one post."""
        self.row(self._dumps(vars(post), vars))  # fields in their order, as `model_dump` has them, and no copy of them

    def row(self, row: bytes) -> None:
        """Write a post that is a row already: what JSON Lines have on a line, without the line's end."""
        if self._array:
            self._write((b",\n" if self._begun else b"[\n") + row)
            self._begun = True
        else:
            self._write(row + b"\n")

    def close(self) -> None:
        """End the output; the file stays open."""
        if self._array:
            self._write(b"\n]\n" if self._begun else b"[]\n")


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


def schema() -> dict[str, Any]:
    """The JSON Schema of a row."""
    from .models import SCHEMA_VERSION, Post

    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "version": SCHEMA_VERSION,
        **Post.model_json_schema(mode="serialization"),
    }
