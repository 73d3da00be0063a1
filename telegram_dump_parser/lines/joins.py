"""Lines that were two: files were joined whose last line has no end.

Such a line is cut only where its neighbours prove it: it begins with the last line of a text's second copy, with
Telegram's button below its notice, or with a row of reactions; or a forward's first line is its end. A line that is
there again, as in a second copy, is its author's and is not cut.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain, pairwise
from typing import Final, NamedTuple

from .encoding import WITH_MARK
from .kinds import FORWARD_PREFIXES, NOTICES
from .lookahead import some_of
from .patterns import late_pattern
from .phrases import phrases
from .pieces import Cutter
from .reactions import GLYPH, NUMBER, read_reactions
from .reader import Line

_VIEW: Final[tuple[str, ...]] = tuple(phrases()["lines"]["view"])
_FORWARD: Final = FORWARD_PREFIXES[0][:-1]
_REACTIONS: Final = late_pattern(rf"(?:\p{{Extended_Pictographic}}{GLYPH}{{0,11}}{NUMBER}){{2,24}}(?=\p{{L}}{{2}})")
_STAR: Final = "⭐"
_SIZES: Final = {"K": 1_000, "M": 1_000_000}
_FIRST_EMOJI: Final = "\u203c"
_SENTENCE_ENDS: Final = frozenset(".!?…。！？।։።؟»”)")
_COPIES: Final = 256  # different lines between the copies of a text
_HELD: Final = 32_768  # characters that are remembered: a text has 4,096 at most
_SHORTEST: Final = 4  # characters of a line that another may begin with
_MARK: Final = "\ufeff"
_LONGEST: Final = 8_192  # characters of a line that is cut or remembered: longer ones may be megabytes


def unglued(lines: Iterable[Line]) -> Iterator[Line]:
    """The lines, those that were two as two, which share the number."""
    return chain.from_iterable(_portions(iter(lines)))


def _portions(lines: Iterator[Line]) -> Iterator[list[Line]]:
    copies = _Copies()
    above = ""
    following = some_of(lines)
    while some := following:
        following = some_of(lines)
        texts = [line.text for line in some]
        signs = _has_sign("\n".join(texts))
        found: list[Line] = []
        for line, text in zip(some, texts, strict=True):
            end = copies.end(above, text)
            if not end and text and (signs or text[0] >= _FIRST_EMOJI):
                end = _end(text, above)
            if (
                end
                and len(text) <= _LONGEST
                and text != above
                and not copies.has(text)
                and sum(other.text == text for other in chain(some, following)) == 1
                and (cutter := Cutter(line)).is_exact
                and not line.is_fragment
            ):
                found += cutter.take(end), _without_mark(cutter.rest())
                copies.pass_on(above, text[:end])
                above = found[-1].text
            else:
                found.append(line)
                copies.pass_on(above, text)
                above = text
        yield found


def _without_mark(line: Line) -> Line:
    if not line.text.startswith(_MARK):
        return line
    return line._replace(text=line.text[1:], codec=WITH_MARK.get(line.codec, line.codec))


def _has_sign(text: str) -> bool:
    return _FORWARD in text or any(view in text for view in _VIEW)


def _end(text: str, above: str) -> int:
    """Where the first of two lines ends by Telegram's own words; 0 if it is one line."""
    for view in _VIEW:
        if text.startswith(view) and above.strip() in NOTICES and text[len(view) : len(view) + 1].isalnum():
            return len(view)
    at = text.find(_FORWARD)
    if (
        at > 0
        and text[at - 1] in _SENTENCE_ENDS
        and text.count(_FORWARD) == 1
        and text.startswith(FORWARD_PREFIXES, at)
    ):
        return at
    if text[0].isalnum() or text[0].isascii():
        return 0
    match = _REACTIONS.match(text)
    return match.end() if match is not None and _fall(read_reactions(match[0])) else 0


def _fall(reactions: Iterable[tuple[str | None, str]]) -> bool:
    """Whether counts are in Telegram's order, none above the one before it; stars, which are paid, come first."""
    counts = [count for emoji, count in reactions if emoji is None or emoji[0] != _STAR]
    sizes = [float(count.rstrip("KM")) * _SIZES.get(count[-1], 1) for count in counts]
    return all(after <= before for before, after in pairwise(sizes))


class _Below(NamedTuple):
    """The text below a line where the line was first, and whether the line was there again."""

    text: str
    is_again: bool


class _Copies:
    """What was below each line at first: if a text is there twice, the same is below the line again."""

    def __init__(self) -> None:
        self._below: dict[str, _Below] = {}  # by the line above; the last that was there is last
        self._held = 0  # characters

    def end(self, above: str, text: str) -> int:
        """Where the line ends that was below `above` before, if this one only begins with it; else 0."""
        found = self._below.get(above)
        if found is None or found.text == text or not text.startswith(found.text) or found.is_again:
            return 0
        expected = found.text
        end = len(expected)
        if not _SHORTEST <= end < len(text):
            return 0
        following = text[end]
        if following == _MARK:
            return end
        if following.isspace() or following.islower() or not (following.isalnum() or following >= _FIRST_EMOJI):
            return 0
        return end if expected[-1] in _SENTENCE_ENDS or (following.isupper() and " " in expected) else 0

    def has(self, text: str) -> bool:
        """Whether a line was above another."""
        return text in self._below

    def pass_on(self, above: str, text: str) -> None:
        """Remember that a line is below another, and forget what is too far above."""
        if len(above) > _LONGEST or len(text) > _LONGEST:
            return
        before = self._below.pop(above, None)
        if before is None:
            self._below[above] = _Below(text, is_again=False)
            self._held += len(above) + len(text)
        else:
            self._below[above] = _Below(before.text, is_again=True)
        while self._held > _HELD or len(self._below) > _COPIES:
            first = next(iter(self._below))
            self._held -= len(first) + len(self._below.pop(first).text)
