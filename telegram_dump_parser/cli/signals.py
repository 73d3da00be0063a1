"""When the user or a signal interrupts the program: it cleans up, then ends with the exit code that shells expect."""

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
_TIMER: Final = getattr(signal, "SIGALRM", 0)
_CAN_POSTPONE: Final = hasattr(signal, "setitimer")  # not on Windows
_MOMENT: Final = 0.02  # seconds
_LONGEST_IMPORT: Final = 5.0  # seconds that a signal waits for the end of an import


class Interrupted(BaseException):
    """A signal asks for the end. No `Exception`, so that only cleaning up sees it on its way to `main`."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


@contextmanager
def interruptible() -> Iterator[None]:
    """Within the block, signals that end a program raise `Interrupted`; those that it ignores stay ignored.

    Where Python would lose the exception, or a library take it for another one, it is raised a moment later.
    """
    since = -_GRACE
    postponed = 0  # the signal that a timer brings back; 0 if there is none
    latest = 0.0  # when it is raised wherever the program is

    def stop(number: int, frame: FrameType | None) -> None:
        nonlocal since, postponed, latest
        now = time.monotonic()
        if number == _TIMER:
            number = postponed
        else:
            before, since = since, now
            if postponed or now - before < _GRACE:
                return
            latest = now + _LONGEST_IMPORT
        if _CAN_POSTPONE and now < latest and _is_importing(frame):
            postpone(number)
            return
        if postponed:
            postponed = 0
            signal.signal(_TIMER, signal.SIG_DFL)
        raise Interrupted(number)

    def postpone(number: int) -> None:
        nonlocal postponed
        postponed = number
        signal.signal(_TIMER, stop)  # not before: a timer of whoever started this program may run
        signal.setitimer(signal.ITIMER_REAL, _MOMENT)

    def unraisable(lost: sys.UnraisableHookArgs) -> None:
        if isinstance(lost.exc_value, Interrupted) and _CAN_POSTPONE:
            postpone(lost.exc_value.number)  # it came in a callback of Python's own, which passes nothing on
        else:
            hook(lost)

    atexit.register(_pass_on)  # here: what is registered first is called last
    usual = (signal.SIG_DFL, signal.default_int_handler)
    taken = {number: signal.getsignal(number) for number in _SIGNALS if signal.getsignal(number) in usual}
    hook, sys.unraisablehook = sys.unraisablehook, unraisable
    for number in taken:
        signal.signal(number, stop)
    try:
        yield
    finally:
        for number, handler in taken.items():
            signal.signal(number, handler)
        sys.unraisablehook = hook
        if postponed:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(_TIMER, signal.SIG_DFL)
            raise Interrupted(postponed)


def _is_importing(frame: FrameType | None) -> bool:
    """Whether a module is being imported: what is raised there may be lost, or leave half a module."""
    while frame is not None:
        if frame.f_code.co_filename.startswith("<frozen importlib"):
            return True
        frame = frame.f_back
    return False


@contextmanager
def unheard() -> Iterator[None]:
    """Processes that are started within the block hear nothing of a terminal's signals, which go to all of a group.

    They leave it to the one that started them to end them. That one hears them when the block ends.
    """
    numbers = [number for number in _SIGNALS if number != signal.SIGTERM]
    if hasattr(signal, "pthread_sigmask"):
        blocked = signal.pthread_sigmask(signal.SIG_BLOCK, numbers)  # which processes inherit
        try:
            yield
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, blocked)
        return
    before = {number: signal.signal(number, signal.SIG_IGN) for number in numbers}
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
