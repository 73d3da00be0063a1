"""A post or gap as found: its lines, and what each of them is."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from ..lines.reader import Line
from ..vocabulary import Dialect
from .state_machine import Role, State


@dataclass(frozen=True, slots=True)
class Head:
    """What the lines above a message say of it, where they are read by an exact form.

    Attributes:
        author: the name, if there is one.
        time: when it was sent, as written.
        value: the same in ISO 8601, as far as it is known.
        problem: code and message of what is wrong with the time.
        line: of the dump, that the problem is on, from 1.
    """

    author: str | None
    time: str
    value: str | None
    problem: tuple[str, str] | None = None
    line: int = 0


class Place(NamedTuple):
    """Which document of an archive a dump is.

    Attributes:
        form: what the archive is, as in `models.Source`.
        document: which of its documents.
        url: the document's address.
    """

    form: str
    document: str | None = None
    url: str | None = None


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
    knots: tuple[tuple[float, float], ...] | None = None  # from margin to confidence, where the dialect's do not hold
    dialect: Dialect = Dialect.ECHOED  # of the stretch that it is in
    before: State | None = None  # how the post before ended; None at the beginning of the dump
    gap: str | None = None  # the reason, if this is a gap
    joined: tuple[Draft, ...] = ()  # the posts that it was made of, if of several; see merging
    form: str | None = None  # the name of the exact form that it was read by; None where the post was searched
    evidence: str | None = None  # of an exact form: the code of what says that a post begins here
    own_text: str | None = None  # the text, where it is not whole lines of the file; `text` is empty then
    read: tuple[list[str], list[Role]] | None = None  # what values are read off, and its roles, if not the lines
    values: dict[str, Any] | None = None  # what the form knows beyond the text, by the names of the post's fields
    complete: bool = False  # whether `values` has all that the lines say besides the text
    head: Head | None = None
    place: Place | None = None  # of a text in an archive
    problems: tuple[tuple[str, int, str], ...] = ()  # of the form: code, line from 1, message
