"""Several dumps at a time, each in a process, with the output in the order of the files.

A process writes the rows of a dump to its own files. They are copied when the dump's turn comes. So memory does not
grow with the rows that wait for their turn.
"""

from __future__ import annotations

import gc
import multiprocessing
import multiprocessing.connection
import os
import pickle
import stat
import tempfile
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Protocol, TypeVar

from ..errors import DumpError
from ..output.base import Format
from ..output.jsonl import Writer
from ..output.leftovers import NoFolderError, temporary_folder
from .console import TargetError, bar, bar_length, many
from .convert import Diagnostics, Done, convert
from .signals import unheard

if TYPE_CHECKING:
    from ..options import Options
    from ..output.base import PostWriter
    from .selection import Selection

Made = TypeVar("Made")
_CONTEXT: Final = multiprocessing.get_context("spawn")  # the one that every system has
MOST: Final = 61  # processes that Windows can wait for
# The most that one task has, of small files: to pass each of them alone would cost more than to read it.
_TASK_BYTES: Final = 128 << 10
_TASK_FILES: Final = 64
TICK: Final = 0.2  # seconds between two updates of the progress bar


def cores() -> int:
    """How many processes can run at a time."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def convert_all(
    names: list[str],
    jobs: int,
    options: Options,
    writer: PostWriter,
    diagnostics: Diagnostics | None,
    folder: Path | None,
    selection: Selection | None = None,
) -> Iterator[Done]:
    """`convert` for each of the names, in their order and with the same output, in this many processes.

    Standard input is read in this one, when its turn comes.

    Args:
        names: paths, and - for standard input.
        jobs: how many processes; no more than there are cores are started.
        options: how dumps are read.
        writer: takes the posts.
        diagnostics: takes the defects, if anything does.
        folder: where to keep what is ready before its turn; None is the system's folder for temporary files.
        selection: as for `convert`.

    Raises:
        TargetError: no process can be started, or that folder cannot be written.
    """
    with ExitStack() as stack:
        spool = stack.enter_context(spool_folder(folder))
        read, look = stack.enter_context(_progress([name for name in names if name != "-"]))
        start = _Start(
            replace(options, language=None),
            selection,
            options.language is not None,
            str(spool),
            diagnostics is not None,
            read,
        )
        pool = stack.enter_context(process_pool(min(jobs, MOST), start, _begin))
        waiting = deque((first, some, _submitted(pool, first, *some)) for first, some in _tasks(names))
        for number, name in enumerate(names):
            if name == "-":
                yield convert(name, options, writer, diagnostics, selection=selection)
                continue
            if waiting and waiting[0][0] == number:
                _, some, future = waiting.popleft()
                results = deque(_result(future, look) or [None] * len(some))
            done = results.popleft() or _alone(number, name, start, look)
            _copy(spool / f"{number}.posts", writer.row)
            if diagnostics is not None:
                _copy(spool / f"{number}.defects", diagnostics.row)
            yield done


def _tasks(names: list[str]) -> Iterator[tuple[int, list[str]]]:
    """Names that one process reads in one go, small files several at a time; the number of the first, and the names."""
    some: list[str] = []
    size = first = 0
    for number, name in enumerate(names):
        here = _size(name)
        if some and (name == "-" or size + here > _TASK_BYTES or len(some) == _TASK_FILES):
            yield first, some
            some = []
        if name != "-":
            first, size = (first, size + here) if some else (number, here)
            some = [*some, name]
    if some:
        yield first, some


def _size(name: str) -> int:
    """In bytes; of what is no file, and may be anything, more than a task has."""
    try:
        found = os.stat(name)
    except (OSError, ValueError):
        return 0
    return found.st_size if stat.S_ISREG(found.st_mode) else _TASK_BYTES + 1


def _copy(path: Path, row: Callable[[bytes], None]) -> None:
    with suppress(FileNotFoundError), path.open("rb") as file:
        for line in file:
            row(line[:-1])
        path.unlink()


@contextmanager
def spool_folder(folder: Path | None) -> Iterator[Path]:
    """A new folder for what waits for its turn, which is gone when the block ends."""
    parent = folder or Path(tempfile.gettempdir())
    try:
        with temporary_folder(parent) as spool:
            yield spool
    except NoFolderError as error:
        raise _no_space(error, folder) from error


def _no_space(error: OSError | NoFolderError, folder: Path | str | None) -> TargetError:
    where = str(folder or tempfile.gettempdir())
    reason = error.strerror if isinstance(error, OSError) else error
    return TargetError(f"what waits for its turn cannot be kept there: {reason}", file=where)


@contextmanager
def _progress(names: list[str]) -> Iterator[tuple[Any, Callable[[], None]]]:
    """A counter of bytes read, if somebody is looking, and what moves the bar to it."""
    length = bar_length(names)
    if not length:
        yield None, lambda: None
        return
    with unheard():
        read, shown = _CONTEXT.Value("Q", 0), 0
    with bar(length, many(len(names), "dump")) as update:

        def look() -> None:
            nonlocal shown
            now = read.value
            update(now - shown)
            shown = now

        yield read, look


# The processes, seen from here


@contextmanager
def process_pool(jobs: int, start: Any, begin: Callable[[Any], None]) -> Iterator[ProcessPoolExecutor]:
    """Processes that are ended when the block is, and at once if it does not end well; no more than there are cores.

    Args:
        jobs: how many.
        start: what `begin` is given in each.
        begin: is called once in each.
    """
    try:
        with unheard():
            pool = ProcessPoolExecutor(min(jobs, cores()), _CONTEXT, begin, (start,))
    except (OSError, ImportError, NotImplementedError) as error:  # a system without semaphores
        raise no_process(error) from error
    try:
        yield pool
    except BaseException:
        for process in multiprocessing.active_children():
            process.terminate()
        raise
    finally:
        pool.shutdown(cancel_futures=True)


def no_process(error: Exception) -> TargetError:
    """That no process can be started."""
    return TargetError(f"no process can be started: {error}; leave out --jobs")


class Stored(NamedTuple):
    """What a process has made, in a file."""

    path: str


class StoringPool:
    """Processes that get their input in files, and write their output to files.

    A pool keeps its input until the work is done, and this process holds the same input once more: together most of the
    memory. And if a process is killed while it writes to this one, this one would wait for the rest for ever. So a
    process only says that it is ready, in a message that is written whole or not at all.
    """

    def __init__(self, pool: ProcessPoolExecutor, folder: Path) -> None:
        """Take a pool and a folder for the files, which exists as long."""
        self._pool = pool
        self._folder = folder
        self._numbers = count()

    def submit(self, of: Callable[..., Made], *given: Any) -> Future[Stored]:
        """Have a process call a function; `finished` gives what it returns.

        Raises:
            BrokenProcessPool: a process has died.
            TargetError: no process can be started, or the folder cannot be written.
        """
        path = str(self._folder / f"{next(self._numbers)}")
        _store(f"{path}.given", (of, given))
        try:
            with unheard():
                return self._pool.submit(_stored, path)
        except OSError as error:
            raise no_process(error) from error


class Pool(Protocol):
    """What calls functions elsewhere."""

    def submit(self, of: Callable[..., Any], *given: Any) -> Future[Any]:
        """As `StoringPool.submit`."""


def finished(future: Future[Any]) -> Any:
    """What a process has made, once it is there.

    Raises:
        BrokenProcessPool: a process has died.
    """
    while not wait([future], TICK).done:  # without end, a signal would have to wait, too, on Windows
        pass
    made = future.result()
    if not isinstance(made, Stored):
        return made
    return _loaded(made.path)


def _submitted(pool: ProcessPoolExecutor, number: int, *names: str) -> Future[list[Done]] | None:
    """None if a process has already died."""
    try:
        with unheard():
            return pool.submit(_convert_some, number, names)
    except BrokenProcessPool:
        return None
    except OSError as error:
        raise no_process(error) from error


def _result(future: Future[list[Done]] | None, look: Callable[[], None]) -> Sequence[Done | None]:
    """Nothing if a process died, be it that of these dumps or another."""
    if future is None:
        return ()
    while not wait([future], TICK).done:  # without end, a signal would have to wait, too, on Windows
        look()
    look()
    try:
        return future.result()
    except BrokenProcessPool:
        return ()


def _alone(number: int, name: str, start: _Start, look: Callable[[], None]) -> Done:
    """A second try, in a process of its own: one that dies takes all of a pool with it."""
    with process_pool(1, start, _begin) as pool:
        done = next(iter(_result(_submitted(pool, number, name), look)), None)
    if done is None:
        for file in Path(start.spool).glob(f"{number}.*"):
            file.unlink()  # what it wrote may end in the middle of a row
        error = DumpError("the process that read it was killed; is there too little memory?", file=name)
        return Done(error=str(error))
    return done


# And from within


def _stored(path: str) -> Stored:
    of, given = _loaded(f"{path}.given")
    _store(f"{path}.made", of(*given))
    return Stored(f"{path}.made")


def _store(path: str, what: Any) -> None:
    try:
        with open(path, "wb") as file:
            pickle.dump(what, file, pickle.HIGHEST_PROTOCOL)
    except OSError as error:
        raise _no_space(error, Path(path).parents[1]) from error


def _loaded(path: str) -> Any:
    with open(path, "rb") as file:
        found = pickle.load(file)  # our own process wrote it, in a folder of our own
    os.unlink(path)
    return found


class _Start(NamedTuple):
    """What each process is given at its start."""

    options: Options
    selection: Selection | None
    language: bool  # what finds languages is not sent along, but made there
    spool: str
    diagnose: bool
    read: Any  # the counter of bytes, or None


_start: _Start


def _begin(start: _Start) -> None:
    """A process begins."""
    global _start
    gc.disable()  # as in `parse`
    if start.language:
        from ..text.language import identifier

        start = start._replace(options=replace(start.options, language=identifier()))
    _start = start
    threading.Thread(target=end_with_parent, daemon=True).start()


def end_with_parent() -> None:
    """Where the first process is killed, nobody is left to end the others."""
    if parent := multiprocessing.parent_process():
        multiprocessing.connection.wait([parent.sentinel])
        os._exit(1)


def _convert_some(number: int, names: tuple[str, ...]) -> list[Done]:
    return [_convert(number + at, name) for at, name in enumerate(names)]


def _convert(number: int, name: str) -> Done:
    """A dump, by number, into files of the spool."""
    spool = Path(_start.spool)
    try:
        with ExitStack() as stack:
            writer = Writer(stack.enter_context((spool / f"{number}.posts").open("wb")), Format.JSONL)
            diagnostics = None
            if _start.diagnose:
                file = stack.enter_context((spool / f"{number}.defects").open("wb"))
                diagnostics = Diagnostics(file, str(spool))
            return convert(name, _start.options, writer, diagnostics, _count, _start.selection)
    except OSError as error:
        raise _no_space(error, spool.parent) from error


def _count(size: int) -> None:
    if _start.read is not None:
        with _start.read.get_lock():
            _start.read.value += size
