"""A folder whose files are one source: what Telegram Desktop exports as HTML has 1,000 messages in each file."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from typing import IO, Final

_FILE_NAME: Final = re.compile(r"messages([0-9]{0,9})\.html?")


def in_order(names: Iterable[str]) -> list[str]:
    """The names of files of such an export, by their numbers; other files are left out."""
    numbered = [(int(match[1] or 1), name) for name in names if (match := _FILE_NAME.fullmatch(name))]
    return [name for _, name in sorted(numbered)]


class Folder:
    """A binary file for each file of a folder, one after the other: `read` ends at the end of each.

    Attributes:
        name: the path of the folder.
    """

    def __init__(self, path: str, names: list[str]) -> None:
        """Begin with the first of the names, of which there is at least one.

        Raises:
            OSError: it cannot be opened.
        """
        self.name = path
        self._names = names
        self._at = 0
        self._file: IO[bytes] = self._open()
        self._is_new = True

    def _open(self) -> IO[bytes]:
        return open(os.path.join(self.name, self._names[self._at]), "rb", buffering=0)

    def read(self, size: int, /) -> bytes:
        """The next bytes of this file; b"" at its end."""
        return self._file.read(size)

    def next_document(self) -> str | None:
        """The name of the file that is read from now on; the first call gives that of the first. None after the last.

        Raises:
            OSError: it cannot be opened.
        """
        if self._is_new:
            self._is_new = False
            return self._names[0]
        self._file.close()
        self._at += 1
        if self._at == len(self._names):
            return None
        self._file = self._open()
        return self._names[self._at]

    def close(self) -> None:
        """Close the file that is open."""
        self._file.close()
