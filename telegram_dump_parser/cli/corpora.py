"""Corpora on the command line: rows into posts, in this process or in several, in the order of the rows."""

from __future__ import annotations

import gc
import os
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from io import BytesIO
from itertools import chain
from typing import TYPE_CHECKING, Any, Final

from ..corpora.columns import Asked
from ..corpora.documents import Reading
from ..corpora.opening import open_corpus
from ..corpora.rows import Problem, Row
from ..errors import DumpError
from ..escaping import harmless
from ..output.base import Format
from ..output.jsonl import Writer
from . import convert
from .console import TargetError, bar, bar_length, many, opened
from .convert import UNSURE, Diagnostics, Done
from .parallel import MOST, TICK, end_with_parent, no_process, process_pool
from .signals import say, unheard

if TYPE_CHECKING:
    from ..corpora.rows import Corpus
    from ..models import Post
    from ..options import Options
    from ..output.base import PostWriter
    from .selection import Selection

_ROWS: Final = 256  # that are read in one go
_BYTES: Final = 1 << 18
_AHEAD: Final = 4  # chunks a process that are on their way


@dataclass(slots=True)
class Chunk:
    """What some rows gave: their posts and defects as JSON Lines, and how many of each."""

    posts: bytes = b""
    defects: bytes = b""
    done: Done = field(default_factory=Done)


def kept_types(names: list[str], asked: Asked) -> dict[str, str]:
    """The types of the columns that are kept: those of Parquet, if all inputs agree, else text.

    Raises:
        DumpError: one of them cannot be read.
    """
    if not asked.keep:
        return {}
    found: list[dict[str, str]] = []
    for name in names:
        if name == "-":
            continue
        with open_corpus(name, asked) as corpus:
            if corpus is not None:
                found.append(corpus.kept)
    same = bool(found) and all(kept == found[0] for kept in found)
    return found[0] if same else dict.fromkeys(asked.keep, "string")


def convert_corpus(
    name: str,
    asked: Asked,
    jobs: int,
    options: Options,
    writer: PostWriter,
    diagnostics: Diagnostics | None,
    selection: Selection | None = None,
    *,
    quiet: bool,
) -> Done | None:
    """Write the posts and defects of a corpus, in the order of its rows; None if the input is none.

    Args:
        name: a path, or - for standard input.
        asked: what of it is read.
        jobs: how many processes; 1 is this one.
        options: how each row is read.
        writer: takes the posts.
        diagnostics: takes the defects, if anything does.
        selection: of the posts, those that are written; all if None.
        quiet: nothing is said of columns that were found.

    Raises:
        TargetError: no process can be started, or an output cannot be written.
    """
    done = Done()
    label = name.encode("utf-8", "backslashreplace").decode()  # as `Post.source` has it
    try:
        with ExitStack() as stack:
            source: Any = stack.enter_context(opened(name)) if name == "-" else name
            corpus = stack.enter_context(open_corpus(source, asked))
            if corpus is None:
                return None
            if not quiet and not asked.text:
                hint = "" if asked.is_corpus else "; to read it as one dump, give --form text"
                say(harmless(f"{label}: read as a corpus: {corpus.columns.words()}{hint}"))
            look = stack.enter_context(_progress(corpus, label))
            reading = Reading(replace(options, file=label), asked.urls, asked.min_score)
            rows = corpus.rows
            if jobs > 1:
                first, is_all = _some(rows)
                if not is_all:
                    start = _Start(
                        replace(reading, options=replace(reading.options, language=None)),
                        label,
                        options.language is not None,
                        diagnostics is not None,
                        selection,
                    )
                    chunks = _in_processes(_chunks(chain(first, rows)), min(jobs, MOST), start)
                    for chunk in chunks:
                        for line in chunk.posts.split(b"\n")[:-1]:
                            writer.row(line)
                        if diagnostics is not None:
                            for line in chunk.defects.split(b"\n")[:-1]:
                                diagnostics.row(line)
                        done.add(chunk.done)
                        look(done.rows["row"])
                        if chunk.done.error is not None:
                            raise DumpError(chunk.done.error)
                    _end(corpus, done, label, diagnostics, strict=options.strict)
                    return done
                rows = iter(first)
            for part in _chunks(rows):
                read_rows(part, reading, writer, diagnostics, done, selection)
                look(done.rows["row"])
            _end(corpus, done, label, diagnostics, strict=options.strict)
    except TargetError:
        raise
    except DumpError as error:
        done.error = str(error)
    return done


def _end(corpus: Corpus, done: Done, label: str, diagnostics: Diagnostics | None, *, strict: bool) -> None:
    """Report columns that no row has, rows none of which is one, and an archive that breaks off.

    Raises:
        DumpError: it does, and `strict` is asked for.
    """
    never = [name for name in corpus.columns.keep if name not in done.kept]
    if never and done.rows["row"]:
        # Parquet says at its beginning which columns it has; rows of JSON may each have others.
        names = ", ".join(map(repr, never))
        done.warnings += (f"{label}: --keep: no row has a value of {names}; check the names of its columns",)
    if 0 < done.rows["row"] == done.rows["unreadable"]:
        done.warnings += (f"{label}: no row could be read; a corpus is JSON Lines or Parquet",)
    fault = corpus.fault()
    if fault is None:
        return
    done.defects += 1
    if diagnostics is not None:
        diagnostics.of_row(label, None, fault.code, fault.message, None, None)
    error = DumpError(fault.message, file=label)
    if strict:
        raise error
    done.cut_short += (str(error),)


def read_rows(
    rows: list[Row],
    reading: Reading,
    writer: PostWriter,
    diagnostics: Diagnostics | None,
    done: Done,
    selection: Selection | None,
) -> None:
    """Write what rows give, and count it.

    Raises:
        DumpError: with the option `strict`, at the first defect; the selection's pattern takes too long.
    """
    file = reading.options.file or ""
    for row in rows:
        done.rows["row"] += 1
        if row.kept is not None and len(done.kept) < len(row.kept):
            done.kept.update(name for name, value in row.kept.items() if value is not None)
        read = reading.read(row)
        if read.skipped is not None:
            done.rows[read.skipped] += 1
        for line, code, message, post in read.defects():
            done.defects += 1
            if diagnostics is not None:
                diagnostics.of_row(file, line, code, message, post, row.number)
        for found in read.posts:
            if selection is not None and not _keeps(selection, found, file):
                done.left_out += 1
                continue
            writer.post(found, row.kept)
            done.posts += 1
            done.unsure += found.boundary.confidence < UNSURE
            done.dialects[found.source.dialect or found.source.form] += 1
        done.gaps += len(read.gaps)


def _keeps(selection: Selection, post: Post, file: str) -> bool:
    try:
        return selection.keeps(post.text, lambda: post.day)
    except TimeoutError as error:
        raise DumpError(f"--grep takes too long ({error}); write a simpler expression", file=file) from error


def _chunks(rows: Iterable[Row]) -> Iterator[list[Row]]:
    """Rows by the chunk, which is bounded in number and size."""
    chunk: list[Row] = []
    size = 0
    for row in rows:
        chunk.append(row)
        size += len(row.text or b"")
        if len(chunk) >= _ROWS or size >= _BYTES:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk


def _some(rows: Iterator[Row]) -> tuple[list[Row], bool]:
    """The first rows, and whether they are all: then there is little work."""
    some: list[Row] = []
    size = 0
    for row in rows:
        some.append(row)
        size += len(row.text or b"")
        if size >= convert.LITTLE_WORK:
            return some, False
    return some, True


@contextmanager
def _progress(corpus: Corpus, label: str) -> Iterator[Callable[[int], None]]:
    """What shows how many rows are done, on a bar if there is much to do."""
    if not bar_length([label]) or not corpus.length:
        yield lambda rows: None
        return
    with bar(corpus.length, os.path.basename(label), lambda rows: many(rows or 0, "row")) as update:
        shown = 0

        def look(rows: int) -> None:
            nonlocal shown
            now = corpus.position()
            update(now - shown, rows)
            shown = now

        yield look


# In several processes


def _in_processes(chunks: Iterator[list[Row]], jobs: int, start: _Start) -> Iterator[Chunk]:
    """What chunks give, in their order; a bounded number of them is on the way."""
    waiting: deque[tuple[list[Row], Future[Chunk] | None]] = deque()
    with ExitStack() as stack:
        pool = stack.enter_context(process_pool(jobs, start, _begin))
        for rows in chunks:
            waiting.append((rows, _submitted(pool, rows)))
            if len(waiting) < _AHEAD * jobs:
                continue
            done = _result(waiting[0][1])
            if done is None:
                stack.close()
                pool = stack.enter_context(process_pool(jobs, start, _begin))
                done = _one_by_one(waiting[0][0], start)
                rest = [_submitted(pool, rows) for rows, _ in [*waiting][1:]]
                waiting = deque([waiting[0], *zip([rows for rows, _ in [*waiting][1:]], rest, strict=True)])
            waiting.popleft()
            yield done
        while waiting:
            rows, future = waiting.popleft()
            yield _result(future) or _one_by_one(rows, start)


def _submitted(pool: ProcessPoolExecutor, rows: list[Row]) -> Future[Chunk] | None:
    """None if a process has already died."""
    try:
        with unheard():
            return pool.submit(_convert, rows)
    except BrokenProcessPool:
        return None
    except OSError as error:
        raise no_process(error) from error


def _result(future: Future[Chunk] | None) -> Chunk | None:
    """None if a process died, be it of these rows or of others."""
    if future is None:
        return None
    while not wait([future], TICK).done:
        pass  # without end, a signal would have to wait, too, on Windows
    try:
        return future.result()
    except BrokenProcessPool:
        return None


def _one_by_one(rows: list[Row], start: _Start) -> Chunk:
    """A second try, a row at a time in a process of its own: one that dies costs its own row only."""
    whole = Chunk()
    with ExitStack() as stack:
        pool = stack.enter_context(process_pool(1, start, _begin))
        for row in rows:
            done = _result(_submitted(pool, [row]))
            if done is None:
                stack.close()
                pool = stack.enter_context(process_pool(1, start, _begin))
                problem = Problem("unreadable-row", "the process that read it was killed; is there too little memory?")
                done = _result(_submitted(pool, [Row(row.number, None, row.id, row.url, problem=problem)]))
            if done is None:
                raise no_process(OSError("each is killed at once"))
            whole.posts += done.posts
            whole.defects += done.defects
            whole.done.add(done.done)
            whole.done.error = done.done.error
            if whole.done.error is not None:
                break
    return whole


@dataclass(frozen=True, slots=True)
class _Start:
    """What each process is given at its start."""

    reading: Reading
    label: str
    language: bool = False  # what finds languages is not sent along, but made there
    diagnose: bool = False
    selection: Selection | None = None


_start: _Start


def _begin(start: _Start) -> None:
    """A process begins."""
    global _start
    gc.disable()  # as in `parse`
    if start.language:
        from ..text.language import identifier

        start.reading.options = replace(start.reading.options, language=identifier())
    _start = start
    threading.Thread(target=end_with_parent, daemon=True).start()


def _convert(rows: list[Row]) -> Chunk:
    posts, defects, chunk = BytesIO(), BytesIO(), Chunk()
    diagnostics = Diagnostics(defects, _start.label) if _start.diagnose else None
    try:
        read_rows(rows, _start.reading, Writer(posts, Format.JSONL), diagnostics, chunk.done, _start.selection)
    except DumpError as error:
        chunk.done.error = str(error)
    chunk.posts, chunk.defects = posts.getvalue(), defects.getvalue()
    return chunk
