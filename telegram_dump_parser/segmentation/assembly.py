"""From a path through the search to a draft: roles of the lines, one text of two copies."""

from __future__ import annotations

from typing import Final

from ..lines.reader import Line
from ..vocabulary import Dialect
from .draft import Draft
from .search.echo import Echo
from .search.path import CERTAIN, Segment, Step
from .state_machine import ROLES, Role, State

REORDERED: Final = 5.0  # margin of a post, in nats, whose text has its lines in another order than the file
WEAK: Final = 2.0  # the same where copy 2 has fewer than LEAST_COPIED lines
LEAST_COPIED: Final = 2
# Names of their own: a member is not looked up in its class for every line.
_TEXT: Final = Role.TEXT
_ECHO: Final = Role.ECHO
_BLANK: Final = Role.BLANK
_ECHOED: Final = Dialect.ECHOED
_HEADER: Final = State.HEADER
_LINES: Final = State.LINES
_CLOSED: Final = State.CLOSED
_DESCRIPTION: Final = State.DESCRIPTION


def blank_draft(lines: list[Line]) -> Draft:
    """A gap of blank lines."""
    return Draft(list(lines), [_BLANK] * len(lines), gap="blank")  # not the buffer, which goes on


def draft_of(lines: list[Line], at: list[int], reading: Segment, before: State | None, dialect: Dialect) -> Draft:
    """The draft of a segment of the cheapest path.

    Args:
        lines: the whole stretch.
        at: where in the stretch each line of the window is.
        reading: the segment.
        before: the state in which the post before ended; None at the beginning of the dump.
        dialect: of the stretch.
    """
    first, end = at[reading.first], at[reading.end - 1] + 1
    roles = [_BLANK] * (end - first)
    text: list[int] = []  # indices of its lines
    shape, echo_lines = "none", 0
    states: list[State] = []
    for step in reading.steps:
        states.append(step.state)
        if step.echo is None:
            role = roles[at[step.first] - first] = ROLES[step.state]
            if role is _TEXT:
                text.append(at[step.first] - first)
            continue
        described = step.state is _DESCRIPTION
        own = Role.PREVIEW_DESCRIPTION if described else _TEXT
        echo = step.echo
        start, middle = at[step.first] - first, at[step.first] - first + echo.middle - step.first
        # As most are: no line between the two copies, nor within them, is anything else.
        plain = (
            not echo.inserted and not echo.replaced and at[step.end - 1] - at[step.first] == step.end - 1 - step.first
        )
        if plain:
            copied = step.end - echo.middle
            roles[start:middle] = [own] * (middle - start)
            roles[middle : middle + copied] = [_ECHO] * copied
            echo_lines += copied
        else:
            echo_lines += _mark_copies(roles, at, first, step, echo, own)
        if not described:
            if plain and not echo.pulled:
                text += range(start, middle)
            else:
                text += [at[position] - first for position in _merge(echo)]
            shape = "whole" if echo.whole else "body"
    if dialect is _ECHOED and _LINES in states and _CLOSED in states:
        shape = "only-second"
    # Nobody can check a text whose lines are in another order than in the file: it is never a sure one.
    reordered = [step.echo for step in reading.steps if step.echo is not None and step.echo.pulled]
    sure = min([WEAK if echo.end - echo.middle < LEAST_COPIED else REORDERED for echo in reordered], default=CERTAIN)
    draft = Draft(
        lines[first:end],
        roles,
        echo=shape,
        echo_lines=echo_lines,
        states=tuple(states),
        margin=min(reading.margin, sure),
        dialect=dialect,
        before=before,
    )
    if reading.steps[0].state is _HEADER:
        draft.gap = "page-header"
        return draft
    draft.text = _with_blanks(text, roles)
    return draft


def _mark_copies(roles: list[Role], at: list[int], first: int, step: Step, echo: Echo, own: Role) -> int:
    """Give lines of an imperfect echo, or with blank ones, their roles; how many lines are copies."""
    inserted = [position for _, position in echo.inserted]
    copied = 0
    for position in (*range(step.first, echo.middle), *inserted):
        roles[at[position] - first] = own
    for position, whole in echo.replaced.items():
        roles[at[position] - first], roles[at[whole] - first] = _ECHO, own
        inserted.append(whole)
        copied += 1
    for position in range(echo.middle, step.end):
        if position not in inserted:
            roles[at[position] - first] = _ECHO
            copied += 1
    return copied


def _merge(echo: Echo) -> list[int]:
    """The one text of two imperfect copies: copy 1, with what only copy 2 has in its place.

    Where the last lines of copy 1 are missing from copy 2 they were pulled out of their place (a quote, code): they
    belong after the first line.
    """
    order = list(range(echo.first, echo.middle))
    if echo.pulled:
        kept = len(order) - echo.pulled
        order = [order[0], *order[kept:], *order[1:kept]]
    if echo.replaced:
        places = {position: index for index, position in enumerate(order)}
        for position, whole in echo.replaced.items():
            order[places[position]] = whole
    if echo.inserted:
        place = {position: index for index, position in enumerate(order)}
        after: dict[int, list[int]] = {}
        for anchor, position in echo.inserted:
            after.setdefault(place[echo.replaced.get(anchor, anchor)], []).append(position)
        order = [p for index, position in enumerate(order) for p in (position, *after.get(index, ()))]
    return order


def _with_blanks(order: list[int], roles: list[Role]) -> list[int]:
    """Blank lines between two lines of one copy belong to the text."""
    if order and order[-1] - order[0] == len(order) - 1 and order == list(range(order[0], order[-1] + 1)):
        return order  # as most are: nothing is between
    out: list[int] = []
    for index in order:
        if out and index > out[-1] + 1 and all(role is _BLANK for role in roles[out[-1] + 1 : index]):
            out.extend(range(out[-1] + 1, index))
        out.append(index)
    return out
