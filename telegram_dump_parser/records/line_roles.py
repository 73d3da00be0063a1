"""A post or gap together with its lines, and what each of them is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from ..lines.reader import Line
from ..segmentation.state_machine import Role
from .builder import Found

if TYPE_CHECKING:
    from ..models import Gap, Post

_ROLES: Final = tuple(Role)


_NUMBERS: Final = {role: number for number, role in enumerate(_ROLES)}


class Lines:
    """The lines of a dump's posts, and what each of them is, in little memory."""

    __slots__ = ("_posts",)

    def __init__(self, posts: Iterable[tuple[bytes, bytes]] = ()) -> None:
        self._posts = list(posts)

    def __reduce__(self) -> tuple[Any, ...]:
        return Lines, (self._posts,)  # as for `Dump`

    def passing(self, drafts: Iterable[Found]) -> Iterator[Found]:
        """Hand on drafts, and remember the lines of those that are posts."""
        for draft in drafts:
            if draft.gap is None:
                text = "\n".join([line.text for line in draft.lines])
                self._posts.append((text.encode(), bytes([_NUMBERS[role] for role in draft.roles])))
            yield draft

    def add(self, piece: Piece) -> None:
        """Remember the lines of a post that is with them already; a gap's are not kept."""
        from ..models import Post

        if isinstance(piece.item, Post):
            text = "\n".join([line.text for line, _ in piece.lines])
            self._posts.append((text.encode(), bytes([_NUMBERS[role] for _, role in piece.lines])))

    def of(self, number: int) -> list[tuple[str, Role]]:
        """The lines of a post and their roles; `number` is the post's, from 0."""
        text, roles = self._posts[number]
        return list(zip(text.decode().split("\n"), [_ROLES[role] for role in roles], strict=True))


class Piece(NamedTuple):
    """A post or gap with the lines that it is made of.

    Attributes:
        item: the post or gap.
        lines: its lines in the dump's order, each with what it is. A gap of blank lines has none, since there may be
            millions; of a line that is cut there is its first piece.
    """

    item: Post | Gap
    lines: list[tuple[Line, Role]]
