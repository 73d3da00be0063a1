"""From a path through the search to a draft: roles of the lines, one text of two copies."""

from __future__ import annotations

from ..lines.reader import Line
from ..vocabulary import Dialect
from .draft import Draft
from .search.echo import Echo
from .search.path import Segment
from .state_machine import ROLES, Role, State
from .window import Window

# Names of their own: a member is not looked up in its class for every line.
_TEXT, _ECHO, _BLANK = Role.TEXT, Role.ECHO, Role.BLANK


def blank_draft(lines: list[Line]) -> Draft:
    """A gap of blank lines."""
    return Draft(list(lines), [_BLANK] * len(lines), gap="blank")  # not the buffer, which goes on


def draft_of(
    window: Window, lines: list[Line], at: list[int], reading: Segment, before: State | None, dialect: Dialect
) -> Draft:
    """The draft of a segment of the cheapest path.

    Args:
        window: the lines that are not blank.
        lines: the whole stretch.
        at: where in the stretch each line of the window stands.
        reading: the segment.
        before: the state in which the post before ended; None at the beginning of the dump.
        dialect: of the stretch.
    """
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
