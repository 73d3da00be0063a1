"""From lines to drafts: the stream is read in bounded stretches, each is split, and what is sure is handed on.

Nothing here grows with the dump. A stretch holds BUFFER characters; all posts but those near its end are handed on, and
the next stretch begins where they end. So a whole file and a stream take one path and agree.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

from ..lines.reader import Line
from ..vocabulary import Dialect
from .assembly import blank_draft, draft_of
from .dialects import blanks_between
from .draft import Draft
from .segmenter import split
from .state_machine import Role, State
from .window import TEXT_LIMIT, Window

if TYPE_CHECKING:
    from .boundary.model import BoundaryModel

# What a stretch holds, in characters, each line and one for its end: some two hundred posts, enough to count what they
# usually have. Not in bytes, so that the kind of line ends makes no difference.
BUFFER: Final = 256 * 1024
# How far before the end of a stretch a post must end to be handed on, in characters: two copies of the longest text,
# its preview, poll and notices, and the head of the post after it, which decides where this one ends.
LOOK_AHEAD: Final = 3 * TEXT_LIMIT
# The same two in lines: where they are short (or blank, ten million of them) so many fill a stretch, and so few wait.
# Else next to nothing would be handed on where each line has but a character.
BUFFER_LINES: Final = 5_000
LOOK_AHEAD_LINES: Final = BUFFER_LINES // 4


def drafts(
    lines: Iterable[Line],
    before: State | None = None,
    dialect: Dialect | None = None,
    model: BoundaryModel | None = None,
) -> Iterator[Draft]:
    """Split numbered lines into drafts of posts and gaps that cover every line, in order.

    Args:
        lines: of one dump, or a stretch of it.
        before: what stands before them, START being anything; None at the beginning of the dump.
        dialect: of all the lines; None: found from them, stretch by stretch.
        model: says where posts begin where texts stand once; the package's own if None.
    """
    buffer: list[Line] = []
    size = 0
    for line in lines:
        if line.is_fragment:
            # A line that no Telegram text can have is no post: what stands before it is complete.
            for draft in _stretch(buffer, before, dialect, model, final=True):
                before = draft.states[-1] if draft.states else before
                yield draft
            yield Draft([line], [Role.GAP], gap="overlong-line")
            buffer, size = [], 0
            continue
        buffer.append(line)
        size += len(line.text) + 1
        if size >= BUFFER or len(buffer) >= BUFFER_LINES:
            done = 0
            for draft in _stretch(buffer, before, dialect, model, final=False):
                done += len(draft.lines)
                before = draft.states[-1] if draft.states else before
                yield draft
            del buffer[:done]
            size = sum(len(kept.text) + 1 for kept in buffer)
    yield from _stretch(buffer, before, dialect, model, final=True)


def _stretch(
    lines: list[Line], before: State | None, dialect: Dialect | None, model: BoundaryModel | None, *, final: bool
) -> Iterator[Draft]:
    if not lines:
        return
    at = [i for i, line in enumerate(lines) if line.text and not line.text.isspace()]
    window = Window([lines[i].text for i in at], begins=before is None)
    readings, parts = split(window, blanks_between([line.text for line in lines], at), dialect, model)
    sure = len(lines) if final else _sure(lines)
    if not readings:
        yield blank_draft(lines)
        return
    done = 0
    part = iter(parts)
    stretch = next(part)
    for number, reading in enumerate(readings):
        while reading.first >= stretch[1]:
            stretch = next(part)
        first, end = at[reading.first], at[reading.end - 1] + 1
        # What is handed on is a quarter at least: a stretch may be read anew four times, and no more often.
        if end > sure and (done or number) and done >= len(lines) // 4:
            return
        if first > done:
            yield blank_draft(lines[done:first])
        draft = draft_of(window, lines, at, reading, before, stretch[2])
        yield draft
        before = reading.steps[-1].state
        done = end
    if final and done < len(lines):  # blank lines at the end of a stretch wait for what follows
        yield blank_draft(lines[done:])


def _sure(lines: list[Line]) -> int:
    """How many lines lie before the look-ahead at the end."""
    ahead = 0
    count = len(lines)
    least = max(0, count - LOOK_AHEAD_LINES)
    while count > least and ahead < LOOK_AHEAD:
        count -= 1
        ahead += len(lines[count].text) + 1
    return count
