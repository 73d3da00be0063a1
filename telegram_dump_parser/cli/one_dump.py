"""One dump in several processes: each searches a run of its stretches for posts; they find the same as one process.

Where stretches end depends on the lines alone (`segmentation.stream.Grid`); where one begins, on the posts before. A
process that begins amid the dump finds its place from some lines before. The places are compared here: where one was
found wrongly, the stretch is read again from the right one. So nothing depends on the number of processes.

Only the search is shared, which takes most of the time. This process reads the lines, finds the forms of input that
mark their posts, and makes rows.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from typing import Any, Final, NamedTuple

from ..lines.reader import Line
from ..segmentation.draft import Draft
from ..segmentation.state_machine import State
from ..segmentation.stream import BUFFER, Grid, drafts_of_stretch, overlong
from ..vocabulary import Dialect
from .console import TargetError
from .parallel import Pool, finished

STRETCHES: Final = 4  # of a run; more cost more memory, and fewer more lines that are read twice
WAITING: Final = 2  # runs waiting besides those in work, so that no process is idle
WARM: Final = BUFFER // 8  # characters before a run from which its first post is found

Place = tuple[int, State | None]  # the number of a line, and the state in which the post before it ended
Row = tuple[Any, ...]  # of a draft: how many lines it has, its states, and what else the search says of it


class Stretch(NamedTuple):
    """Lines between which posts are searched; they are numbered from the first that is searched with them.

    Attributes:
        first: the line after the mark of the stretch before, near which its posts begin.
        mark: the line after its own mark, near which the next stretch begins; None: nothing comes after it.
        end: the line after its last one.
    """

    first: int
    mark: int | None
    end: int


class Found(NamedTuple):
    """What was found in a stretch: where its posts begin, their drafts, and where those of the next stretch begin."""

    place: Place
    rows: list[Row]
    after: Place


class _Run(NamedTuple):
    """Stretches in a row, and what a process finds in them; None: this process reads them."""

    stretches: list[Stretch]
    found: Future[list[Found]] | None


class SharedSearch:
    """What `segmentation.stream.drafts` does, with the processes of a pool."""

    def __init__(self, pool: Pool, jobs: int) -> None:
        self._pool: Pool | None = pool
        self._most = jobs + WAITING

    def __call__(
        self, lines: Iterable[Line], before: State | None = None, dialect: Dialect | None = None
    ) -> Iterator[Draft]:
        """Split numbered lines into drafts; all is as for `segmentation.stream.drafts`."""
        source = iter(lines)
        while True:
            part = _Part(source)
            for draft in self._drafts(part, before, dialect):
                before = draft.states[-1] if draft.states else before
                yield draft
            if part.fragment is None:
                return
            yield overlong(part.fragment)

    def _drafts(self, part: _Part, before: State | None, dialect: Dialect | None) -> Iterator[Draft]:
        """The drafts of lines that are searched as one."""
        place: Place = 0, before
        runs: deque[_Run] = deque()
        coming = part.stretches()
        last: Stretch | None = None  # of the run before
        more = True
        while more or runs:
            while more and len(runs) < self._most:
                some = list(islice(coming, STRETCHES))
                more = len(some) == STRETCHES
                if some:
                    alone = last is None and not more  # so few are not worth a process
                    runs.append(_Run(some, None if alone else self._submitted(part, last, some, place, dialect)))
                    last = some[-1]
            if not runs:
                return
            run = runs.popleft()
            results = self._results(run)
            for stretch, found in zip(run.stretches, results, strict=True):
                if found is None or found.place != place:
                    found = searched(part.between(place[0], stretch.end), place[0], stretch, place, dialect)
                yield from part.drafts(found)
                place = found.after
                part.forget(place[0])

    def _submitted(
        self, part: _Part, last: Stretch | None, some: list[Stretch], place: Place, dialect: Dialect | None
    ) -> Future[list[Found]] | None:
        """A run that a process reads; None if none can."""
        if self._pool is None:
            return None
        warm = None if last is None else Stretch(part.warm(some[0].first), some[0].first, last.end)
        number = some[0].first if warm is None else warm.first
        text = "\n".join([line.text for line in part.between(number, some[-1].end)])
        try:
            return self._pool.submit(search, text, number, warm, some, place, dialect)
        except (BrokenProcessPool, TargetError):
            self._pool = None
            return None

    def _results(self, run: _Run) -> list[Found | None]:
        """What was found in each stretch of a run; None: it has to be read here, also where a process died."""
        nothing: list[Found | None] = [None] * len(run.stretches)
        if run.found is None:
            return nothing
        try:
            return [*finished(run.found)]
        except BrokenProcessPool:
            self._pool = None
            return nothing


class _Part:
    """Lines that are searched as one, numbered from 0; those that still wait for their drafts are held.

    Attributes:
        fragment: the piece of a line no text can have, at which they end; None: nothing comes after them.
    """

    def __init__(self, source: Iterator[Line]) -> None:
        self.fragment: Line | None = None
        self._source = source
        self._held: list[Line] = []
        self._number = 0  # of the first that is held

    def stretches(self) -> Iterator[Stretch]:
        """The stretches, in order; the lines of each are held from then on."""
        grid = Grid()
        number = first = mark = 0
        for line in self._source:
            if line.is_fragment:
                self.fragment = line
                break
            self._held.append(line)
            number += 1
            met = grid.add(line.text)
            if met & Grid.END:
                yield Stretch(first, mark, number)
                first = mark
            if met & Grid.MARK:
                mark = number
        if number:
            yield Stretch(first, None, number)

    def between(self, first: int, end: int) -> list[Line]:
        """Lines [first, end)."""
        return self._held[first - self._number : end - self._number]

    def warm(self, first: int) -> int:
        """The line from which on the first post after a line is found."""
        size = 0
        while first > self._number and size < WARM:
            first -= 1
            size += len(self._held[first - self._number].text) + 1
        return first

    def drafts(self, found: Found) -> Iterator[Draft]:
        """The drafts of a stretch, with their lines."""
        at, before = found.place
        for count, states, roles, text, echo, echo_lines, margin, dialect, gap in found.rows:
            yield Draft(
                self.between(at, at + count),
                roles,
                text=text,
                echo=echo,
                echo_lines=echo_lines,
                states=states,
                margin=margin,
                dialect=dialect,
                before=before if states else None,
                gap=gap,
            )
            at += count
            before = states[-1] if states else before

    def forget(self, first: int) -> None:
        """Hold no line before one."""
        del self._held[: first - self._number]
        self._number = first


# In a process


def search(
    text: str, number: int, warm: Stretch | None, stretches: list[Stretch], place: Place, dialect: Dialect | None
) -> list[Found]:
    """What is found in stretches in a row.

    Args:
        text: the lines from a number on.
        number: of the first of them.
        warm: lines before the stretches, from which the place of the first post is found; None: `place` is known.
        stretches: those to be read.
        place: of the first post.
        dialect: of all the lines, if it is known.
    """
    lines = [Line(line, 0, 0, 0, damaged=False, is_fragment=False) for line in text.split("\n")]
    if warm is not None:
        place = searched(lines, number, warm, (number, State.START), dialect).after
    results: list[Found] = []
    for stretch in stretches:
        results.append(searched(lines, number, stretch, place, dialect))
        place = results[-1].after
    return results


def searched(lines: list[Line], number: int, stretch: Stretch, place: Place, dialect: Dialect | None) -> Found:
    """What is found in a stretch whose first post begins at a place; `number`: of the first of the lines."""
    at, before = place
    rows: list[Row] = []
    mark = None if stretch.mark is None else stretch.mark - at
    for draft in drafts_of_stretch(lines[at - number : stretch.end - number], mark, before, dialect, None):
        rows.append(
            (
                len(draft.lines),
                draft.states,
                draft.roles,
                draft.text,
                draft.echo,
                draft.echo_lines,
                draft.margin,
                draft.dialect,
                draft.gap,
            )
        )
        at += len(draft.lines)
        before = draft.states[-1] if draft.states else before
    return Found(place, rows, (at, before))
