"""One export in several processes: each makes the rows of some parts. The output is the same as from one process.

This process cuts the export into parts. A reader needs to know little of the parts before its own, and that seldom
changes (`exports.base.Reader`): a process gets what is known when it gets the part. If more is known when the part is
due to be written, it is read again here. So nothing depends on the number of processes.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Generator, Iterator
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from functools import partial
from typing import Final, NamedTuple

import orjson

from ..exports.base import Part, Reader, SharedForm
from ..exports.message import ExportGap, ExportMessage, ExportRows
from ..lines.content import Content
from ..options import Options
from ..vocabulary import Form
from .console import TargetError
from .convert import UNSURE, day_of
from .parallel import Pool, finished
from .selection import Selection

WAITING: Final = 2  # parts waiting besides those in work, so that no process is idle


class Start(NamedTuple):
    """What each process gets at its start."""

    options: Options
    selection: Selection | None
    language: bool  # the finder of languages is not sent, but made in the process


Made = tuple[ExportRows, Reader]
"""The rows of a part, and what is known after it."""


class _Handed(NamedTuple):
    """A part; what was known before it, as its process got it; and the rows that the process makes.

    The last two are None if this process reads the part.
    """

    part: Part
    given: Reader | None
    made: Future[Made | None] | None


class SharedExport:
    """Does the work of `ExportForm.read` with the processes of a pool, each of which has called `begin`."""

    def __init__(self, pool: Pool, jobs: int) -> None:
        self._pool: Pool | None = pool
        self._most = jobs + WAITING

    def __call__(
        self, form: SharedForm, content: Content, options: Options
    ) -> Iterator[ExportMessage | ExportGap | ExportRows]:
        """The messages and gaps of an export, many of them as rows.

        Args:
            form: of the export.
            content: of which nothing has been read yet.
            options: those of the pool, with the name of the file.
        """
        reader = form.reader()
        handed: deque[_Handed] = deque()
        coming = _with_last(form.parts(content))
        failed: Exception | None = None
        while True:
            try:
                part, is_last = next(coming)
            except StopIteration:
                break
            except Exception as error:  # of the file: what was read before comes first
                failed = error
                break
            # The end of the file is read here: it shows whether an archive breaks off.
            handed.append(_Handed(part, None, None) if is_last else self._hand(reader, part, form, options))
            while len(handed) > self._most or (handed and handed[0].made is None):
                reader = yield from self._items(reader, handed.popleft())
        while handed:
            reader = yield from self._items(reader, handed.popleft())
        if failed is not None:
            raise failed

    def _hand(self, reader: Reader, part: Part, form: SharedForm, options: Options) -> _Handed:
        if self._pool is None or not part.is_apart:
            return _Handed(part, None, None)
        given = reader.copy_for(part)
        try:
            return _Handed(part, given, self._pool.submit(rows_of_part, given, part, form.form, options.file))
        except (BrokenProcessPool, TargetError):
            self._pool = None
            return _Handed(part, None, None)

    def _items(
        self, reader: Reader, handed: _Handed
    ) -> Generator[ExportMessage | ExportGap | ExportRows, None, Reader]:
        """The items of a part whose turn it is; gives what is known after it."""
        part, given, future = handed
        made: Made | None = None
        if future is not None:
            try:
                made = finished(future)
            except BrokenProcessPool:
                self._pool = None
        if made is not None and reader.copy_for(part) == given:
            rows, known = made
            yield rows
            return known
        yield from reader.items(part)
        return reader


def _with_last(parts: Iterator[Part]) -> Iterator[tuple[Part, bool]]:
    """Each part, and whether it is the last one."""
    before: Part | None = None
    try:
        for part in parts:
            if before is not None:
                yield before, False
            before = part
    except Exception:
        if before is not None:
            yield before, True
        raise
    if before is not None:
        yield before, True


# In a process

_start: Start


def begin(start: Start) -> None:
    """A process begins."""
    global _start
    if start.language:
        from ..text.language import identifier

        start = start._replace(options=replace(start.options, language=identifier()))
    _start = start


def rows_of_part(reader: Reader, part: Part, form: Form, file: str | None) -> Made | None:
    """The rows of a part, and what is known after it; None if they can be made only together with those around it.

    Args:
        reader: knows what is known before the part.
        part: one that is apart.
        form: of the export.
        file: its name.
    """
    from ..records.builder import found_values
    from ..records.rows import row
    from ..records.years import posting_day
    from ..text.dates import full_dates

    items = [*reader.items(part)]
    size = 0
    for item in items:
        item.form = form
        if isinstance(item, ExportGap):
            size += 1
            continue
        size += len(item.text) + 1
        if posting_day(item.posted_at) is None and any(full_dates(item.text)):  # messages around may ask for these
            return None
    if isinstance(items[0], ExportGap) and items[0].first_byte:  # it may go on with the one before
        return None
    found = ExportRows([], [], 0, 0, size, part.document)
    rows, keep = found.rows, None if _start.selection is None else _start.selection.keeps
    for values in found_values(items, replace(_start.options, file=file, strict=False)):
        if not isinstance(values, dict):
            found.gaps += 1
            if values.defects:
                found.defects.append((None, values.defects))
            continue
        if values["date"] is not None and posting_day(values["posted_at"]) is None:  # it may ask for those around
            return None
        if values["defects"]:
            found.defects.append((len(rows), values["defects"]))
        try:
            is_kept = keep is None or keep(values["text"], partial(day_of, row(values)))
        except TimeoutError:  # which is said in its turn
            return None
        if not is_kept:
            rows.append(b"")
            continue
        made = orjson.dumps(row(values))
        rows.append(made[made.index(b",") :])
        found.unsure += values["boundary"]["confidence"] < UNSURE
    return found, reader
