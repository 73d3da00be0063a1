"""From lines to drafts: the stream is read in bounded stretches, each is split, and what is sure is handed on.

Nothing here grows with the dump. A stretch holds BUFFER characters; all posts but those near its end are handed on, and
the next stretch begins where they end. So a whole file and a stream take one path and agree.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from .dialects import blanks_between
from .echo import Echo
from .lines.reader import Line
from .machine import ROLES, Role, State
from .readings import Reading
from .split import split
from .vocabulary import Dialect
from .window import TEXT_LIMIT, Window

# What a stretch holds, in characters, each line and one for its end: some two hundred posts, enough for their habits to
# show. Not in bytes, so that the kind of line ends makes no difference.
BUFFER: Final = 256 * 1024
# How far before the end of a stretch a post must end to be handed on, in characters: two copies of the longest text,
# its preview, poll and notices, and the head of the post after it, which decides where this one ends.
LOOK_AHEAD: Final = 3 * TEXT_LIMIT
# The same two in lines: where they are short (or blank, ten million of them) so many fill a stretch, and so few wait.
# Else next to nothing would be handed on where each line has but a character.
BUFFER_LINES: Final = 5_000
LOOK_AHEAD_LINES: Final = BUFFER_LINES // 4

# Names of their own: a member is not looked up in its class for every line.
_TEXT, _ECHO, _BLANK = Role.TEXT, Role.ECHO, Role.BLANK


class Form(StrEnum):
    """An exact form, in which posts are read without any search."""

    DESKTOP = "desktop"  # text that Telegram Desktop copied
    CATALOGUE = "catalogue"  # a page with a head above each post
    VIEWER = "viewer"  # a page of one post


@dataclass(frozen=True, slots=True)
class Head:
    """What the lines above a message say of it, where they are read by an exact form.

    Attributes:
        author: the name, if there is one.
        time: when it was sent, as it stands.
        value: the same in ISO 8601, so far as it is known.
        problem: code and message of what is wrong with the time.
        line: of the dump, that the problem stands on, from 1.
    """

    author: str | None
    time: str
    value: str | None
    problem: tuple[str, str] | None = None
    line: int = 0


@dataclass(slots=True)
class Draft:
    """A post or gap as found, before its values are read: its lines and what each of them is."""

    lines: list[Line]
    roles: list[Role]
    text: list[int] = field(default_factory=list)  # indices of lines, in the order of the text
    echo: str = "none"
    echo_lines: int = 0
    states: tuple[State, ...] = ()
    margin: float = 0.0
    dialect: Dialect = Dialect.ECHOED  # of the stretch that it stands in
    before: State | None = None  # how the post before ended; None at the beginning of the dump
    gap: str | None = None  # the reason, if this is a gap
    joined: tuple[Draft, ...] = ()  # the posts that it was made of, if of several; see merging
    form: Form | None = None  # None where the post was searched
    head: Head | None = None


def drafts(lines: Iterable[Line], before: State | None = None, dialect: Dialect | None = None) -> Iterator[Draft]:
    """Split numbered lines into drafts of posts and gaps that cover every line, in order.

    Args:
        lines: of one dump, or a stretch of it.
        before: what stands before them, START being anything; None at the beginning of the dump.
        dialect: of all the lines; None: told from them, stretch by stretch.
    """
    buffer: list[Line] = []
    size = 0
    for line in lines:
        if line.cut:
            # A line that no Telegram text can have is no post: what stands before it is complete.
            for draft in _stretch(buffer, before, dialect, final=True):
                before = draft.states[-1] if draft.states else before
                yield draft
            yield Draft([line], [Role.GAP], gap="overlong-line")
            buffer, size = [], 0
            continue
        buffer.append(line)
        size += len(line.text) + 1
        if size >= BUFFER or len(buffer) >= BUFFER_LINES:
            done = 0
            for draft in _stretch(buffer, before, dialect, final=False):
                done += len(draft.lines)
                before = draft.states[-1] if draft.states else before
                yield draft
            del buffer[:done]
            size = sum(len(kept.text) + 1 for kept in buffer)
    yield from _stretch(buffer, before, dialect, final=True)


def _stretch(lines: list[Line], before: State | None, dialect: Dialect | None, *, final: bool) -> Iterator[Draft]:
    if not lines:
        return
    at = [i for i, line in enumerate(lines) if line.text and not line.text.isspace()]
    window = Window([lines[i].text for i in at])
    readings, parts = split(window, blanks_between([line.text for line in lines], at), dialect)
    sure = len(lines) if final else _sure(lines)
    if not readings:
        yield _blank(lines)
        return
    done = 0
    part = iter(parts)
    spoken = next(part)
    for number, reading in enumerate(readings):
        while reading.first >= spoken[1]:
            spoken = next(part)
        first, end = at[reading.first], at[reading.end - 1] + 1
        # What is handed on is a quarter at least: a stretch may be read anew four times, and no more often.
        if end > sure and (done or number) and done >= len(lines) // 4:
            return
        if first > done:
            yield _blank(lines[done:first])
        draft = _draft(window, lines, at, reading, before, spoken[2])
        yield draft
        before = reading.steps[-1].state
        done = end
    if final and done < len(lines):  # blank lines at the end of a stretch wait for what follows
        yield _blank(lines[done:])


def _sure(lines: list[Line]) -> int:
    """How many lines lie before the look-ahead at the end."""
    ahead = 0
    count = len(lines)
    least = max(0, count - LOOK_AHEAD_LINES)
    while count > least and ahead < LOOK_AHEAD:
        count -= 1
        ahead += len(lines[count].text) + 1
    return count


def _blank(lines: list[Line]) -> Draft:
    return Draft(list(lines), [_BLANK] * len(lines), gap="blank")  # not the buffer, which goes on


def _draft(
    window: Window, lines: list[Line], at: list[int], reading: Reading, before: State | None, dialect: Dialect
) -> Draft:
    first, end = at[reading.first], at[reading.end - 1] + 1
    roles = [_BLANK] * (end - first)
    order: list[int] = []  # positions in the window
    shape, echo_lines = "none", 0
    states: list[State] = []
    for step in reading.steps:
        states.append(step.state)
        if step.echo is None:
            role = roles[at[step.first] - first] = ROLES[step.state]
            if role is _TEXT:
                order.append(step.first)
            continue
        described = step.state is State.DESCRIPTION
        own = Role.PREVIEW_DESCRIPTION if described else _TEXT
        inserted = [position for _, position in step.echo.inserted]
        for position in (*range(step.first, step.echo.middle), *inserted):
            roles[at[position] - first] = own
        for position in range(step.echo.middle, step.end):
            if position not in inserted:
                roles[at[position] - first] = _ECHO
                echo_lines += 1
        if not described:
            order += _merge(window, step.echo)
            shape = "whole" if step.echo.whole else "body"
    if dialect is Dialect.ECHOED and State.LINES in states and State.CLOSED in states:
        shape = "only-second"
    draft = Draft(
        lines[first:end],
        roles,
        echo=shape,
        echo_lines=echo_lines,
        states=tuple(states),
        margin=reading.margin,
        dialect=dialect,
        before=before,
    )
    if reading.steps[0].state is State.HEADER:
        draft.gap = "page-header"
        return draft
    draft.text = _with_blanks([at[position] - first for position in order], roles)
    return draft


def _merge(window: Window, echo: Echo) -> list[int]:
    """The one text of two imperfect copies: copy 1, with what only copy 2 has in its place.

    Where the last lines of copy 1 are missing from copy 2 they were pulled out of their place (a quote, code): they
    belong behind the first line.
    """
    order = list(range(echo.first, echo.middle))
    if echo.pulled:
        kept = len(order) - echo.pulled
        order = [order[0], *order[kept:], *order[1:kept]]
    if echo.inserted:
        place = {position: index for index, position in enumerate(order)}
        behind: dict[int, list[int]] = {}
        for anchor, position in echo.inserted:
            behind.setdefault(place[anchor], []).append(position)
        order = [p for index, position in enumerate(order) for p in (position, *behind.get(index, ()))]
    return order


def _with_blanks(order: list[int], roles: list[Role]) -> list[int]:
    """Blank lines between two lines of one copy belong to the text."""
    out: list[int] = []
    for index in order:
        if out and index > out[-1] + 1 and all(role is _BLANK for role in roles[out[-1] + 1 : index]):
            out.extend(range(out[-1] + 1, index))
        out.append(index)
    return out
