"""What stands around a copied chat where it is part of another text: a page, a program, notes.

Comment marks before lines are not the author's; what opens a block above the chat decides what closes it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from ..lines.kinds import LineKind, classify
from ..lines.lookahead import is_blank
from ..lines.patterns import late_pattern
from ..lines.phrases import table

_DATA: Final = table(__package__, "phrases.toml")["around"]
_BLOCKS: Final[tuple[tuple[str, str], ...]] = tuple((opens, closes) for opens, closes in _DATA["blocks"])
_BEGINNINGS: Final = tuple(_DATA["beginnings"])
_ENDINGS: Final = tuple(_DATA["endings"])
_MARK: Final = late_pattern(r"[ \t]*+(?P<sign>//+!?|(?:\#{1,6}|\*{1,2}|>+|--|;+)(?=\s|$))[ \t]?")
_INDENTS: Final = ("    ", "\t")
# Telegram's own lines: no page of another kind has them.
_DUMP: Final = frozenset(
    (
        LineKind.FORWARD,
        LineKind.MEDIA_LABEL,
        LineKind.OPEN_LABEL,
        LineKind.VIEW,
        LineKind.POLL_TYPE,
        LineKind.REACTIONS,
        LineKind.COUNTER,
        LineKind.PAGE,
    )
)
_PROSE: Final = 24  # characters from which a line that stands twice is a second copy


def unmarked(text: str) -> tuple[str, str]:
    """The sign of a comment or quote that the line begins with, "" if it has none, and the line without it.

    The indent of a block of code counts as a sign, if the line has no other.
    """
    match = _MARK.match(text)
    if match is not None:
        return match["sign"], text[match.end() :]
    indent = next((indent for indent in _INDENTS if text.startswith(indent)), "")
    return indent, text[len(indent) :]


def without(sign: str, text: str) -> str | None:
    """The line without that sign; None if it does not begin with it."""
    if not sign or sign in _INDENTS:
        return text[len(sign) :] if text.startswith(sign) else None
    found, rest = unmarked(text)
    return rest if found == sign else None


def opened_by(text: str | None) -> str | None:
    """What closes the block that a line opens; None if it opens none."""
    line = (text or "").strip()
    for opens, closes in _BLOCKS:
        if line.startswith(opens) and not (len(line) > len(opens) and line.endswith(closes)):
            return closes
    return None


def is_close(text: str, closes: str | None) -> bool:
    """Whether a line closes the block, with nothing else in it but what follows the sign."""
    return closes is not None and text.lstrip().startswith(closes)


def parts_messages(text: str | None) -> bool:
    """Whether a head may stand below the line: a blank one, be it with a comment's mark, or one that opens a block.

    So may it at the beginning, where the line is None.
    """
    if text is None or is_blank(text):
        return True
    return opened_by(text) is not None or (len(text) < 16 and is_blank(unmarked(text)[1]))


def is_page(texts: Iterable[str], *, embeds: bool = False) -> bool:
    """Whether lines are another text that a copied chat stands in, and no posts.

    It has marks of a page or a program, and nothing that a dump would have: none of Telegram's own lines, no second
    copies.

    Args:
        texts: the lines.
        embeds: marks are not asked for: the chat's own frame has shown that it stands in another text.
    """
    seen: set[str] = set()
    marked = embeds
    for number, text in enumerate(texts):
        line = text.strip()
        if not line:
            continue
        if classify(line) in _DUMP or (len(line) >= _PROSE and line in seen):
            return False
        seen.add(line)
        marked = (
            marked
            or (number == 0 and line in ("---", "+++"))
            or opened_by(line) is not None
            or line.startswith(_BEGINNINGS)
            or line.endswith(_ENDINGS)
        )
    return marked


def open_block(texts: Iterable[str]) -> str | None:
    """What closes the block that is open after the lines; None if none is."""
    closes: str | None = None
    for text in texts:
        closes = opened_by(text) if closes is None else None if is_close(text, closes) else closes
    return closes
