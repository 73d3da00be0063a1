"""Pages that trafilatura flattened with links or as Markdown: they are read like its plain text, and marks are kept.

What comes before the search are lines without marks (`marked_up_view`), so second copies are found that differ in
them, and Telegram's own lines are known. What comes after it puts the lines themselves in their place.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import Any, Final

from ..lines.lookahead import is_blank
from ..lines.reader import Line
from ..segmentation.boundary.model import default_model
from ..segmentation.dialects import Knots
from ..segmentation.draft import Draft
from ..segmentation.state_machine import Role, State
from ..segmentation.stream import Search, drafts
from ..vocabulary import Dialect
from .copies import without_blank_end
from .marked_up_odds import MarkedOdds, Sign
from .marked_up_signs import view_of
from .marked_up_view import EMOJI, LINK, Piece, View, unmarked
from .markup import values_with_targets

# How many boundaries are right where links or bold text were moved out of their lines: fewer than in plain text, as
# lines are cut and joined by what they look like. Measured with seven versions and settings of the extractor on the 139
# pages that this form was built on.
_ECHOED: Final[Knots] = (
    (0.0, 0.14),
    (1.0, 0.24),
    (2.0, 0.34),
    (3.0, 0.5),
    (5.0, 0.65),
    (8.0, 0.79),
    (14.9, 0.86),
    (15.0, 0.95),
)
_ONCE: Final[Knots] = ((0.0, 0.28), (2.0, 0.5), (5.0, 0.55), (14.9, 0.65), (15.0, 0.75))
LOOKED: Final = 400  # lines by which it is decided whether a page was marked up, at most
_LOOKED_SIZE: Final = 1 << 18  # characters, likewise


def search_marked(
    lines: Iterable[Line], before: State | None, search: Search, dialect: Dialect | None = None
) -> Iterator[Draft]:
    """Split lines of no exact form, of which some may be marked up, as `search` does with those that are not.

    Args:
        lines: of a dump, or a stretch of it.
        before: what is before them.
        search: reads them if they are not marked up.
        dialect: of all the lines, marked up or not; None: found from them.
    """
    source = iter(lines)
    seen: list[Line] = []
    size = 0
    for line in islice(source, LOOKED):
        seen.append(line)
        size += len(line.text)
        if line.is_fragment or size > _LOOKED_SIZE:
            break
    view = view_of([line.text for line in seen if not line.is_fragment])
    every = chain(seen, source)
    del seen
    if view is None:
        yield from search(every, before, dialect)
    else:
        yield from _drafts(every, before, view, dialect)


def _drafts(lines: Iterable[Line], before: State | None, view: View, dialect: Dialect | None) -> Iterator[Draft]:
    passed: deque[Piece] = deque()
    signs: dict[str, Sign] = {}

    def read() -> Iterator[Line]:
        above: Piece | None = None
        for piece in view.pieces(lines):
            passed.append(piece)
            if piece.own:
                signs[piece.read.text.strip()] = _sign(piece, above)
                above = piece
            yield piece.read

    for draft in drafts(read(), before, dialect or view.dialect, MarkedOdds(default_model(), signs)):
        pieces = [passed.popleft() for _ in draft.lines]
        for piece in pieces:
            signs.pop(piece.read.text.strip(), None)
        if view.dialect is None:
            draft.knots = _ECHOED if draft.dialect is Dialect.ECHOED else _ONCE
        yield from _with_marks(draft, pieces)


def _sign(piece: Piece, above: Piece | None) -> Sign:
    bold = piece.own[0].startswith("**") and EMOJI.match(piece.own[0]) is None
    blanks = 0 if above is None else sum(is_blank(part.text) for part in above.parts)
    linked = above is not None and (bool(above.more) or above.own[-1].startswith("["))
    return bold, min(2, blanks), linked


def _with_marks(draft: Draft, pieces: list[Piece]) -> Iterator[Draft]:
    """A draft of lines as they were read, with the lines themselves; blank ones below it are a gap."""
    reads, roles = [line.text for line in draft.lines], draft.roles
    text = _text(draft, pieces)
    draft.lines, draft.roles = _lines(pieces, roles)
    if draft.gap is not None:
        yield draft
        return
    draft.read = reads, roles
    draft.text = []
    draft.own_text = "\n".join(text)
    draft.values = _entities(text)
    yield from without_blank_end(draft)


def _lines(pieces: list[Piece], roles: list[Role]) -> tuple[list[Line], list[Role]]:
    """The lines of pieces, parts of one line joined again, and what they are."""
    lines: list[Line] = []
    found: list[Role] = []
    for piece, role in zip(pieces, roles, strict=True):
        for number, part in enumerate(piece.parts):
            if number and role is Role.ECHO:
                role = Role.TEXT  # what was moved out of a line appears once, below its second copy
            if lines and lines[-1].number == part.number and not part.is_fragment:
                before = lines[-1]
                lines[-1] = part._replace(
                    text=before.text + part.text, first_byte=before.first_byte, damaged=before.damaged or part.damaged
                )
                continue
            lines.append(part)
            found.append(Role.BLANK if is_blank(part.text) else role)
    return lines, found


def _text(draft: Draft, pieces: list[Piece]) -> list[str]:
    """The lines of the text, each with what was moved out of it, which is in the second copy."""
    more: dict[str, list[str]] = {}
    for piece, role in zip(pieces, draft.roles, strict=True):
        if role is not Role.TEXT and piece.more:
            more.setdefault(piece.read.text, []).extend(piece.more)
    text: list[str] = []
    for at in draft.text:
        piece = pieces[at]
        text += piece.own
        text += piece.more or more.pop(piece.read.text, [])
    for rest in more.values():
        text += rest
    return text


def _entities(text: list[str]) -> dict[str, Any]:
    """Hashtags, mentions and addresses of a text, those of its links with them."""
    shown = "\n".join([unmarked(line.replace(")[", ") [")) for line in text])
    return values_with_targets(shown, (match["target"][1:-1] for line in text for match in LINK.finditer(line)))
