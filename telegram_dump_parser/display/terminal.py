"""The dump for human eyes: each post with its lines, and what each line is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

import typer

from ..escaping import harmless
from ..lines.reader import Line
from ..models import Gap, Post
from ..records.line_roles import Piece
from ..segmentation.state_machine import Role

_COLOURS: Final[dict[str, str]] = {
    Role.TEXT: "white",
    Role.ECHO: "bright_black",
    Role.BLANK: "bright_black",
    Role.GAP: "red",
}
_INTERFACE: Final = "cyan"


def styled(pieces: Iterable[Piece], *, width: int) -> Iterator[str]:
    """Styled lines for a terminal, `width` columns wide at most (wide letters count as one)."""
    after_message = False  # of an export, where nothing but a comma parts two
    for piece in pieces:
        if isinstance(piece.item, Gap) and piece.item.reason == "blank" and after_message:
            continue
        after_message = isinstance(piece.item, Post) and piece.item.source.dialect is None
        if isinstance(piece.item, Gap):
            yield from _gap(piece.item, piece, width)
        else:
            yield from _post(piece.item, piece, width)


def _post(post: Post, piece: Piece, width: int) -> Iterator[str]:
    where = f"lines {post.source.first_line}–{post.source.last_line}"
    why = ", ".join(post.boundary.evidence)
    head = f"post {post.index} · {where} · {post.boundary.confidence:.0%} · {why}"
    yield typer.style(f"── {head} ".ljust(width, "─")[:width], bold=True)
    if post.headline:
        yield typer.style(harmless(post.headline)[:width], fg="green", bold=True)
    for line, role in piece.lines:
        yield _line(line, role, width)
    yield from _defects(post, width)
    yield ""


def _defects(item: Post | Gap, width: int) -> Iterator[str]:
    for defect in item.defects:
        yield typer.style(f"! line {defect.line}: {defect.code}: {harmless(defect.message)}"[:width], fg="yellow")


def _gap(gap: Gap, piece: Piece, width: int) -> Iterator[str]:
    yield typer.style(
        f"── gap · lines {gap.first_line}–{gap.last_line} · {gap.reason} ".ljust(width, "─")[:width],
        dim=True,
    )
    for line, role in piece.lines:
        yield _line(line, role, width)
    yield from _defects(gap, width)
    yield ""


def _line(line: Line, role: Role, width: int) -> str:
    label = f"{line.number:>6} {role:<19} │ "
    text = harmless(line.text[: width * 2])
    room = max(20, width - len(label))
    if len(text) > room:
        text = text[: room - 1] + "…"
    return typer.style(label, dim=True) + typer.style(text, fg=_COLOURS.get(role, _INTERFACE))
