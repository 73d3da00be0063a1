"""The dump for human eyes: each post with its lines, and what each line is."""

from __future__ import annotations

import unicodedata
from collections import deque
from collections.abc import Iterable, Iterator
from typing import Final

import typer

from .drafts import Draft
from .fields import Options, records
from .forms import read
from .machine import Role
from .models import Gap, Post
from .source import Line

_COLOURS: Final[dict[str, str]] = {
    Role.TEXT: "white",
    Role.ECHO: "bright_black",
    Role.BLANK: "bright_black",
    Role.GAP: "red",
}
_INTERFACE: Final = "cyan"
# Direction overrides and isolates could make a terminal show a line as what it is not.
_REORDERING: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def harmless(text: str) -> str:
    """The text with control and direction-override characters as escapes, fit for a terminal."""
    return "".join(
        f"\\u{ord(c):04x}" if c in _REORDERING or unicodedata.category(c) in ("Cc", "Zl", "Zp") else c for c in text
    )


def inspect(lines: Iterable[Line], options: Options, *, width: int) -> Iterator[str]:
    """Styled lines for a terminal, `width` columns wide at most (wide letters count as one)."""
    passed: deque[Draft] = deque()

    def keep() -> Iterator[Draft]:
        for draft in read(lines, options.date_order, options.year):
            passed.append(draft)
            yield draft

    for item in records(keep(), options):
        if isinstance(item, Gap):
            yield from _gap(item, passed, width)
        else:
            yield from _post(item, passed.popleft(), width)


def _post(post: Post, draft: Draft, width: int) -> Iterator[str]:
    where = f"lines {post.source.first_line}–{post.source.last_line}"
    why = ", ".join(post.boundary.evidence)
    head = f"post {post.index} · {where} · {post.boundary.confidence:.0%} · {why}"
    yield typer.style(f"── {head} ".ljust(width, "─")[:width], bold=True)
    if post.headline:
        yield typer.style(harmless(post.headline)[:width], fg="green", bold=True)
    for line, role in zip(draft.lines, draft.roles, strict=True):
        yield _line(line, role, width)
    yield from _defects(post, width)
    yield ""


def _defects(item: Post | Gap, width: int) -> Iterator[str]:
    for defect in item.defects:
        yield typer.style(f"! line {defect.line}: {defect.code}: {harmless(defect.message)}"[:width], fg="yellow")


def _gap(gap: Gap, passed: deque[Draft], width: int) -> Iterator[str]:
    yield typer.style(
        f"── gap · lines {gap.first_line}–{gap.last_line} · {gap.reason} ".ljust(width, "─")[:width],
        dim=True,
    )
    # Gaps may follow each other: a blank one, then a page's header.
    while passed and passed[0].lines[-1].end_byte <= gap.end_byte:
        draft = passed.popleft()
        if gap.reason != "blank":
            for line in draft.lines:
                yield _line(line, Role.GAP, width)
    yield from _defects(gap, width)
    yield ""


def _line(line: Line, role: Role, width: int) -> str:
    label = f"{line.number:>6} {role:<19} │ "
    text = harmless(line.text[: width * 2])
    room = max(20, width - len(label))
    if len(text) > room:
        text = text[: room - 1] + "…"
    return typer.style(label, dim=True) + typer.style(text, fg=_COLOURS.get(role, _INTERFACE))
