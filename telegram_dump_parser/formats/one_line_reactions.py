"""The reactions that end a post which is a part of a line, `❤ 28 🔥 16` or `❤28🔥16`."""

from __future__ import annotations

from enum import Enum, auto
from typing import Any, Final

from ..lines.patterns import late_pattern
from ..lines.reactions import GLYPH, NUMBER
from .whole_page_footer import count

_REACTIONS: Final = 400  # characters
_COUNT: Final = rf"{NUMBER}(?![0-9.KM])"
_REACTED: Final = rf"{GLYPH}{{1,12}}+\s?+{_COUNT}"
# A count without an emoji, of a reaction of the channel's own, is one only amid others.
_RUN: Final = late_pattern(
    rf"(?:(?<=\s)|\A)(?:{_REACTED}|[1-9][0-9]{{0,2}}(?:\.[0-9]{{1,2}})?[KM](?=\s|{GLYPH}))"
    rf"(?:\s*+{_REACTED}|\s++{_COUNT})*+\s*+\Z"
)
_REACTION: Final = late_pattern(rf"({GLYPH}*+)\s?+({NUMBER})")
# After a text that may end with an emoji of its own.
_GLUED_RUN: Final = late_pattern(rf"(?<=\S){GLYPH}{{1,12}}+{_COUNT}(?:{GLYPH}{{1,12}}+{_COUNT}|\s++{_COUNT})*+\s*+\Z")
_EMOJI: Final = late_pattern(rf"{GLYPH}{{1,12}}+")
_CLUSTER: Final = late_pattern(r"\X")


class Reacted(Enum):
    """How the reactions of a page follow a text: after a space, or glued to it."""

    NOT = auto()
    APART = auto()
    GLUED = auto()


def reactions_begin(body: str, reacted: Reacted = Reacted.APART) -> int:
    """Where the reactions begin that end a post's body; its length, if it has none."""
    begin = len(body) if reacted is Reacted.NOT else _apart(body)
    if reacted is Reacted.GLUED:
        begin = _glued(body) if begin == len(body) else _last_emoji(body, begin)
    return begin


def reacted_of(bodies: list[str]) -> Reacted:
    """How posts of a page have reactions, by the ends of some: "Ring ☎ 112" alone is a text."""
    apart = [body[_apart(body) :] for body in bodies]
    glued = ["" if run else body[_glued(body) :] for body, run in zip(bodies, apart, strict=True)]
    after_text = sum(1 for body, run in zip(bodies, apart, strict=True) if run and len(run) < len(body))
    # A tool that glues them leaves them apart below a notice or a preview.
    if 3 * sum(map(bool, glued)) > 2 * after_text and _are_reactions(glued):
        return Reacted.GLUED
    return Reacted.APART if _are_reactions(apart) else Reacted.NOT


def reactions_of(run: str) -> list[dict[str, Any]]:
    """Each of a post's reactions."""
    return [
        {"emoji": emoji or None, "count": count(number), "text": number} for emoji, number in _REACTION.findall(run)
    ]


def _apart(body: str) -> int:
    low = max(0, len(body) - _REACTIONS)
    run = _RUN.search(body[low:])
    if run is None or not any(emoji for emoji, _ in _REACTION.findall(run[0])):
        return len(body)
    return low + run.start()


def _glued(body: str) -> int:
    low = max(0, len(body) - _REACTIONS)
    run = _GLUED_RUN.search(body[low:])
    if run is None:
        return len(body)
    return _last_emoji(body, low + run.start())


def _last_emoji(body: str, at: int) -> int:
    """Where the last of the emoji begins that are there: those before it are the text's."""
    emoji = _EMOJI.match(body, at)
    if emoji is None:
        return at
    *_, last = _CLUSTER.finditer(emoji[0])
    return at + last.start()


def _are_reactions(runs: list[str]) -> bool:
    found = [[number for emoji, number in _REACTION.findall(run) if emoji] for run in runs]
    certain = any(len(numbers) > 1 or any(number[-1] in "KM" for number in numbers) for numbers in found)
    return certain or 3 * sum(map(bool, runs)) > 2 * len(runs)
