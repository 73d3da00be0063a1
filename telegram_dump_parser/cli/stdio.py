"""Standard output and error for what Typer writes itself: help, and messages about wrong calls.

What commands write goes through `streams.stdout` and `signals.say`.
"""

from __future__ import annotations

import io
import os
import sys


class _Output(io.TextIOWrapper):
    """Standard output that remembers why it could not be written."""

    refusal: OSError | None = None

    def write(self, text: str, /) -> int:
        try:
            return super().write(text)
        except OSError as error:
            self.refusal = error
            raise

    def flush(self) -> None:
        try:
            super().flush()
        except OSError as error:
            self.refusal = error
            raise


class _Error(io.TextIOWrapper):
    """Standard error that takes what it cannot write, too: words that nobody can read change no exit code."""

    def write(self, text: str, /) -> int:
        try:
            return super().write(text)
        except OSError:
            return len(text)

    def flush(self) -> None:
        try:
            super().flush()
        except OSError:
            return


def settle() -> None:
    """Make both such, up to the end of the process."""
    # A terminal may not know every character of the help.
    if isinstance(out := sys.stdout, io.TextIOWrapper):
        sys.stdout = _Output(out.buffer, out.encoding, "replace", None, out.line_buffering, out.write_through)
    if isinstance(err := sys.stderr, io.TextIOWrapper):
        sys.stderr = _Error(err.buffer, err.encoding, err.errors, None, err.line_buffering, err.write_through)


def refused(error: OSError) -> bool:
    """Whether it was standard output that could not be written."""
    return isinstance(sys.stdout, _Output) and error is sys.stdout.refusal


def discard() -> None:
    """Drop what standard output still holds: Python would try to write it once more when it ends, and complain."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
