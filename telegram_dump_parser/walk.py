"""Each post and gap of a dump together with its lines and what each of them is."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from .drafts import Draft
from .fields import records
from .lines.reader import Line
from .machine import Role
from .models import Gap, Post
from .options import Options
from .pipeline import found


class Piece(NamedTuple):
    """A post or gap with the lines that it is made of.

    Attributes:
        item: the post or gap.
        lines: its lines in the dump's order, each with what it is. A gap of blank lines has none, since there may be
            millions; of a line that is cut there is its first piece.
    """

    item: Post | Gap
    lines: list[tuple[Line, Role]]


def walk(lines: Iterable[Line], options: Options) -> Iterator[Piece]:
    """The posts and gaps of numbered lines, in the dump's order; memory stays flat."""
    passed: deque[Draft] = deque()

    def keep() -> Iterator[Draft]:
        number = 0
        for draft in found(lines, options):
            if draft.gap != "blank" and draft.lines[0].number != number:
                passed.append(draft)
            number = draft.lines[-1].number
            yield draft

    for item in records(keep(), options):
        read: list[tuple[Line, Role]] = []
        end = item.end_byte if isinstance(item, Gap) else item.source.end_byte
        # A post is one draft. A gap may be several.
        while passed and passed[0].lines[-1].end_byte <= end:
            draft = passed.popleft()
            read += zip(draft.lines, draft.roles, strict=True)
        yield Piece(item, read)
