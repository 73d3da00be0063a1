"""The bytes of a dump, unpacked if it is an archive, with a look ahead that takes nothing away."""

from __future__ import annotations

from typing import Protocol

from ..errors import DumpError
from .compression import Fault, Unpacked, is_damage, unpacked
from .folder import Folder

_MAGIC_BYTES = 16  # that show whether it is an archive


class BinaryReader(Protocol):
    """All that is asked of a binary file: `read(size)` gives at most this many bytes, b"" at the end.

    It may give fewer before the end, as pipes and sockets do.
    """

    def read(self, size: int, /) -> bytes: ...  # noqa: D102


class Content:
    """A dump's bytes as a binary file to be read once from its start; nothing is read before something is asked for.

    Its methods raise DumpError where the file cannot be read, or if it is an archive that needs the extra `zstd`,
    which is missing; and TypeError if it is no binary file.

    Attributes:
        name: the display name, for errors.
        size: how many bytes have been read, of those within if it is an archive.
        is_text: it is the UTF-8 form of a text, so no archive and of no other encoding.
    """

    def __init__(self, file: BinaryReader, name: str | None = None, *, is_text: bool = False) -> None:
        """Take a file from its current position, which is byte 0; it is not closed."""
        self.is_text = is_text
        self.name = name
        self.size = 0
        self._file = file
        self._archive: Unpacked | None = None
        self._ahead = b""
        self._begun = False

    @property
    def is_archive(self) -> bool:
        """Whether it is compressed."""
        self._begin()
        return self._archive is not None

    @property
    def is_folder(self) -> bool:
        """Whether it is a folder of documents, of which `read` gives the first until `next_document` is called."""
        return isinstance(self._file, Folder)

    def next_document(self) -> str | None:
        """Go to the next document of a folder, the first at first; its name, None after the last."""
        if not isinstance(self._file, Folder):
            return None
        try:
            return self._file.next_document()
        except OSError as error:
            raise DumpError(reason(error), file=self.name) from error

    @property
    def fault(self) -> Fault | None:
        """What is wrong with the archive, once the end of what can be read of it is reached."""
        return None if self._archive is None else self._archive.fault

    def peek(self, size: int) -> bytes:
        """The next bytes, this many or fewer at the end, which are still to be read."""
        self._begin()
        while len(self._ahead) < size:
            block = self._next(size - len(self._ahead))
            if not block:
                break
            self._ahead += block
        return self._ahead[:size]

    def read(self, size: int, /) -> bytes:
        """Give 1 to `size` bytes, or b"" at the end."""
        self._begin()
        if self._ahead:
            data, self._ahead = self._ahead[:size], self._ahead[size:]
        else:
            data = self._next(size)
        self.size += len(data)
        return data

    def _begin(self) -> None:
        if self._begun:
            return
        self._begun = True
        if not self.is_text:
            head = read_exactly(self._file, _MAGIC_BYTES, self.name)
            self._archive = unpacked(self._read_packed, head, self.name)
            if self._archive is None:
                self._ahead = head

    def _next(self, size: int) -> bytes:
        if self._archive is not None:
            return self._archive.read(size)
        return read_exactly(self._file, size, self.name)

    def _read_packed(self, size: int) -> bytes:
        return read_exactly(self._file, size, self.name)


def read_exactly(file: BinaryReader, size: int, name: str | None) -> bytes:
    """Give exactly `size` bytes, or fewer at the end of the file.

    Raises:
        DumpError: the file cannot be read.
        TypeError: it is no binary file.
    """
    parts = []
    while size > 0:
        try:
            part = file.read(size)
        except Exception as error:
            if not is_damage(error):  # of the disk, or of an archive that the caller unpacks
                raise
            raise DumpError(reason(error), file=name) from error
        if not isinstance(part, bytes | bytearray):
            kind = type(part).__name__
            raise TypeError(f"read() gave {kind}, not bytes; open the file in binary mode, 'rb'")
        if not part:
            break
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def reason(error: Exception) -> str:
    """Why a file cannot be opened or read, for people."""
    if isinstance(error, FileNotFoundError):
        return "no such file; check the path"
    if isinstance(error, IsADirectoryError):
        return "is a folder; name the files in it"
    if isinstance(error, PermissionError):
        return "permission denied; check who may read it"
    text = getattr(error, "strerror", None) or error
    return f"cannot be read: {text}"
