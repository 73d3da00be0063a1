"""The dump for human eyes: each post with its lines, and what each line is.

Text has the terminal's own colour, which can be read on any background: only bold, dim and red are added.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Final

import typer

from ..escaping import harmless
from ..lines.reader import Line
from ..models import Gap, Post
from ..records.line_roles import Piece
from ..segmentation.state_machine import Role
from .wording import lines_of

_DIMMED: Final = frozenset((Role.ECHO, Role.BLANK, Role.GAP))
_ROLE_COLUMN: Final = 19  # columns of the longest role
_NARROW: Final = 60  # columns below which a line's text is on a row of its own


def styled(
    pieces: Iterable[Piece], *, width: int, wanted: Callable[[Post | Gap], bool] = lambda item: True
) -> Iterator[str]:
    """Styled lines for a terminal, `width` columns wide at most (wide letters count as one).

    Args:
        pieces: of a dump or export.
        width: of the terminal, in columns.
        wanted: says which posts and gaps are shown.
    """
    after_message = False  # of an export, where nothing but a comma parts two
    for piece in pieces:
        item = piece.item
        if isinstance(item, Gap) and item.reason == "blank" and after_message:
            continue
        after_message = isinstance(item, Post) and item.source.dialect is None
        if wanted(item):
            yield from _gap(item, piece, width) if isinstance(item, Gap) else _post(item, piece, width)


def _post(post: Post, piece: Piece, width: int) -> Iterator[str]:
    where = lines_of(post.source.first_line, post.source.last_line)
    why = ", ".join(post.boundary.evidence)
    head = f"── post {post.index} · {where} · {post.boundary.confidence:.0%} · {why} "
    first, *others = _broken(head, width)
    yield typer.style(f"{first.removesuffix(' ·').rstrip()} ".ljust(width, "─")[:width], bold=True)
    for row in others:
        yield typer.style(row.rstrip(), bold=True)
    if post.headline:
        yield typer.style(_shortened(post.headline, width), bold=True)
    yield from _lines(piece, width)
    yield from _defects(post, width)
    yield ""


def _defects(item: Post | Gap, width: int) -> Iterator[str]:
    for defect in item.defects:
        for row in _broken(f"! line {defect.line}: {defect.code}: {harmless(defect.message)}", width):
            yield typer.style(row, fg="red", bold=True)


def _gap(gap: Gap, piece: Piece, width: int) -> Iterator[str]:
    head = f"── gap · {lines_of(gap.first_line, gap.last_line)} · {gap.reason} "
    yield typer.style(head.ljust(width, "─")[:width], dim=True)
    yield from _lines(piece, width)
    yield from _defects(gap, width)
    yield ""


def _lines(piece: Piece, width: int) -> Iterator[str]:
    for line, role in piece.lines:
        yield from _line(line, role, width)


def _line(line: Line, role: Role, width: int) -> Iterator[str]:
    dimmed = role in _DIMMED
    if width < _NARROW:
        yield typer.style(f"{line.number:>6} {role}", dim=True)
        if line.text:
            yield "  " + typer.style(_shortened(line.text, width - 2), dim=dimmed or None)
        return
    label = f"{line.number:>6} {role:<{_ROLE_COLUMN}} │ "
    yield typer.style(label, dim=True) + typer.style(_shortened(line.text, width - len(label)), dim=dimmed or None)


def _shortened(text: str, width: int) -> str:
    """The beginning of a text on one row, cut before a word."""
    shown = harmless(text[: 2 * width])
    if len(shown) <= width and len(text) <= 2 * width:
        return shown
    shown = shown[: width - 1]
    whole = shown.rpartition(" ")[0]
    return (whole if 2 * len(whole) > width else shown) + "…"


def _broken(text: str, width: int) -> list[str]:
    """A text on as many rows as it takes, broken between words; those after the first are indented."""
    first, *words = text.split(" ")
    rows = [first]
    for word in words:
        if len(rows[-1]) + 1 + len(word) > width:
            rows.append(f"  {word}")
        else:
            rows[-1] += f" {word}"
    return [row[:width] for row in rows]
