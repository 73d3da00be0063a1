"""The only exception that this package raises itself."""

from __future__ import annotations

from .escaping import printable


class DumpError(ValueError):
    """A dump, or an option for reading it, that cannot be used.

    It is the only exception that bad input raises; a `TypeError` is a mistake of the calling code.
    `str()` of it is one line, fit for a terminal: where, what, and what to do.

    Attributes:
        message: what is wrong and what to do about it (str).
        file: the display name of the dump (str), or None if it has none.
        line: the 1-based line (int) that is meant, or None for the dump as a whole.
    """

    message: str
    file: str | None
    line: int | None

    def __init__(self, message: str, *, file: str | None = None, line: int | None = None) -> None:
        # Only the message goes to `args`: pickle calls the class with `args` and then restores
        # `__dict__`, where file and line are.
        super().__init__(message)
        self.message = message
        self.file = file
        self.line = line

    def __str__(self) -> str:
        where = [] if self.file is None else [self.file]
        if self.line is not None:
            where.append(str(self.line) if where else f"line {self.line}")
        # A file name, too, may hold a line feed or an escape sequence.
        return printable(f"{':'.join(where)}: {self.message}" if where else self.message)
