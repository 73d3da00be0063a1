"""Being interrupted: clean up first, then end as shells expect it of a program that a signal ended."""

from __future__ import annotations

import atexit
import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Final, NoReturn

# Ctrl-C, `kill` and the system's shutdown, and a terminal that is closed (which Windows has not).
_SIGNALS: Final = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
_GRACE: Final = 1.0  # seconds for cleaning up: one keystroke may bring several signals


class Interrupted(BaseException):
    """A signal asks for the end. No `Exception`, so that only cleaning up sees it on its way to `main`."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


@contextmanager
def interruptible() -> Iterator[None]:
    """Within the block, signals that end a program raise `Interrupted`; those that it is told to ignore stay so."""
    since = -_GRACE

    def stop(number: int, _: FrameType | None) -> None:
        nonlocal since
        before, since = since, time.monotonic()
        if since - before >= _GRACE:
            raise Interrupted(number)

    atexit.register(_pass_on)  # here: what is registered first is called last
    usual = (signal.SIG_DFL, signal.default_int_handler)
    taken = {number: signal.getsignal(number) for number in _SIGNALS if signal.getsignal(number) in usual}
    for number in taken:
        signal.signal(number, stop)
    try:
        yield
    finally:
        for number, handler in taken.items():
            signal.signal(number, handler)


@contextmanager
def unheard() -> Iterator[None]:
    """Processes that are started within the block hear nothing of a terminal's signals, which go to all of a group.

    They leave it to the one that started them to end them.
    """
    before = {number: signal.signal(number, signal.SIG_IGN) for number in _SIGNALS if number != signal.SIGTERM}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def say(text: str) -> None:
    """A line for people, on standard error."""
    if sys.stderr is not None:  # which `print` would take for standard output
        print(text, file=sys.stderr, flush=True)


def end(stop: Interrupted) -> NoReturn:
    """Say what was left undone, and end by the signal, so that a shell's loop or `make` ends, too."""
    say("; ".join([f"interrupted by {signal.Signals(stop.number).name}", *getattr(stop, "__notes__", ())]))
    _ended_by.append(stop.number)
    sys.exit(128 + stop.number)  # as it is elsewhere, and as the first process of a container, which no signal ends


_ended_by: list[int] = []


def _pass_on() -> None:
    """The very last, when whatever else was to be cleaned up is."""
    if _ended_by and os.name == "posix":
        signal.signal(_ended_by[0], signal.SIG_DFL)
        os.kill(os.getpid(), _ended_by[0])
