"""The lines of a page that an extractor wrote with its links or with Markdown, as the plain text has them.

An extractor that makes an echo (docs/dumps.md) moves each link, and in Markdown each piece of bold text, out of the
first copy of a text, with the rest of its line. So it appears only once, below the line that it was part of.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from ..lines.damage import without_damage
from ..lines.kinds import LineKind, classify
from ..lines.lookahead import is_blank
from ..lines.patterns import late_pattern
from ..lines.pieces import Cutter
from ..lines.reactions import GLYPH, NUMBER
from ..lines.reader import Line
from ..vocabulary import Dialect

_TARGET: Final = r"\([^()\s]{0,2000}+(?:\([^()\s]{0,200}+\)[^()\s]{0,2000}+){0,8}+\)"
LINK: Final = late_pattern(rf"\[(?P<label>[^\[\]]{{0,2000}}+)\](?P<target>{_TARGET})")
"""A link of Markdown's, which may have no label."""
# Each alternative stops at the next mark of its kind, so that a hostile line takes few steps.
EMPHASIS: Final = late_pattern(
    r"\*\*\*(?=[^\s*])(?P<text>[^*\n]{1,1000}+)(?<!\s)\*\*\*"
    r"|\*\*(?=\S)(?P<text>(?:[^*\n]++|\*(?!\*)){1,200}+)(?<!\s)\*\*"
    r"|\*(?=[^\s*])(?P<text>[^*\n]{1,1000}+)(?<!\s)\*"
    r"|__(?=\S)(?P<text>[^_\n]{1,1000}+)(?<!\s)__|~~(?=\S)(?P<text>[^~\n]{1,1000}+)(?<!\s)~~"
)
CLOSED_LINK: Final = late_pattern(rf"\](?P<target>{_TARGET})$")
EMOJI: Final = late_pattern(rf"(?P<mark>\*{{2,3}})(?P<emoji>{GLYPH}{{1,12}})(?P=mark)")
_REACTION: Final = late_pattern(rf"{GLYPH}{{1,12}}{NUMBER}")
_ESCAPED: Final = late_pattern(r"\\([\\`*_{}\[\]()#+.!|>~-])")
_AUTOMATIC: Final = ("#", "@", "http://", "https://", "t.me/")
_TAIL: Final = late_pattern(r"\*(?!\*)[^*]+\*")  # text that is where a bold emoji without text was
_NUMBER: Final = late_pattern(NUMBER)
LEAST: Final = 4  # characters of a line by which it is known at the end of another
LONGEST: Final = 8192  # characters of a line; none of a page is longer, and hostile ones take long to search
_RECENT: Final = 200  # lines above, in which the first copy of a line is sought


@dataclass(slots=True)
class Piece:
    """A line as the parser reads it, and the lines of the dump that it was made from.

    Attributes:
        read: the line without marks.
        parts: of the lines of the dump, in their order; blank ones too.
        own: the parts of them that are in its text, line by line, with marks.
        more: likewise, what was in the same line before the extractor moved it away.
    """

    read: Line
    parts: list[Line]
    own: list[str]
    more: list[str] = field(default_factory=list)


def unmarked(text: str) -> str:
    """A text without the marks of links and emphasis; one that is too long for a post's as written."""
    if len(text) > LONGEST:
        return text.strip()
    if "](" in text:
        text = LINK.sub(r"\g<label>", text)
        text = CLOSED_LINK.sub("", text)
    text = text.strip()
    if text.startswith("[") and "]" not in text:
        text = text[1:].lstrip()
    for _ in range(3):
        if "*" not in text and "__" not in text and "~~" not in text:
            break
        text = EMPHASIS.sub(r"\g<text>", text)
    return _ESCAPED.sub(r"\1", text).strip() if "\\" in text else text.strip()


class View:
    """The pieces of lines, in order: their lines are those that were taken, each in one of them."""

    def __init__(self, *, moved: bool, glued: bool, swapped: bool = False, dialect: Dialect | None = None) -> None:
        """How lines are read.

        Args:
            moved: links are below the lines that they are part of.
            glued: what follows a link is in one line with it.
            swapped: an emoji is below the text that it stood before, and bold text like a link.
            dialect: of the lines, if that is known.
        """
        self._swapped = swapped
        self._count = ""  # of a reaction whose emoji is to come
        self.dialect = dialect
        self._moved = moved
        self._glued = glued
        self._held: Piece | None = None
        self._kind = LineKind.BLANK
        self._waiting: list[Line] = []  # links without text, which are above what they are part of
        self._recent: deque[str] = deque(maxlen=_RECENT)

    def pieces(self, lines: Iterable[Line]) -> Iterator[Piece]:
        """Take lines, and give what they are read as."""
        for line in lines:
            if line.is_fragment:
                yield from self._end()
                yield Piece(line, [line], [])
                continue
            for part in self._split(line):
                yield from self._take(part)
        yield from self._end()

    def _end(self) -> Iterator[Piece]:
        if self._waiting:
            yield from self._start(self._waiting.pop())
        if self._held is not None:
            yield self._held
            self._held = None

    def _start(self, part: Line) -> Iterator[Piece]:
        """Hold a new piece that begins with a part; the one before is whole."""
        if self._held is not None:
            yield self._held
        text = unmarked(without_damage(part.text))
        indent = part.text[: len(part.text) - len(part.text.lstrip(" "))]
        own = [part.text.strip()]
        self._held = Piece(part._replace(text=indent + text), [*self._waiting, part], own)
        self._waiting = []
        self._kind = classify(text)
        if self._kind is LineKind.TEXT:
            self._recent.append(text)

    def _take(self, part: Line) -> Iterator[Piece]:
        text, held = without_damage(part.text).strip(), self._held
        if not text or is_blank(text):
            if held is not None and not self._waiting:
                held.parts.append(part)
            elif self._waiting:
                self._waiting.append(part)
            else:
                yield Piece(part, [part], [])
            return
        if _is_empty_link(text):
            self._waiting.append(part)
            return
        if held is not None and not self._waiting:
            if self._kind is LineKind.FORWARD_LABEL and LINK.fullmatch(text):
                held.parts.append(part)
                held.read = held.read._replace(text=f"{held.read.text} {unmarked(text)}")
                self._kind = LineKind.FORWARD
                return
            if self._kind is LineKind.REACTIONS and EMOJI.match(text) and _REACTION.fullmatch(unmarked(text)):
                held.parts.append(part)
                held.read = held.read._replace(text=held.read.text + unmarked(text))
                return
            if self._swapped and self._is_swapped(part, text, held):
                return
            if self._moved and self._kind is LineKind.TEXT and LINK.match(text):
                held.parts.append(part)
                held.more.append(text)
                return
        yield from self._start(part)

    def _is_swapped(self, part: Line, text: str, held: Piece) -> bool:
        """Take an emoji for the line that it stood before, or bold text for the line that it was part of."""
        emoji = EMOJI.fullmatch(text)
        if emoji is not None and self._count:
            held.read = held.read._replace(text=f"{held.read.text}{emoji['emoji']}{self._count}")
            self._count = ""
        elif emoji is not None and held.own and _TAIL.fullmatch(held.own[0]) and not EMOJI.match(held.own[0]):
            between = "" if _NUMBER.fullmatch(held.read.text) else " "
            held.read = held.read._replace(text=f"{emoji['emoji']}{between}{held.read.text}")
            held.own[0] = text + held.own[0]
            self._kind = classify(held.read.text)
            self._recent.append(held.read.text)
        elif self._kind is LineKind.REACTIONS and _TAIL.fullmatch(text) and _NUMBER.fullmatch(unmarked(text)):
            self._count = unmarked(text)
        elif (
            self._kind is LineKind.TEXT
            and not _TAIL.fullmatch(text)
            and EMPHASIS.match(text)
            and self._recent.count(held.read.text.strip()) > 1
        ):
            held.more.append(text)
        else:
            return False
        held.parts.append(part)
        return True

    def _split(self, line: Line) -> list[Line]:
        """The parts of a line in which something else is glued to what was moved."""
        text = line.text
        if len(text) > LONGEST or not (self._moved or self._swapped) or text.lstrip()[:1] not in ("[", "*"):
            return [line]
        at = self._glue(text) if self._moved and text.lstrip().startswith("[") else None
        cuts = [] if at is None else [at]
        if self._swapped and at is None:
            cuts = self._joins(text)
        if not cuts or not (cutter := Cutter(line)).is_exact:
            return [line]
        return [*[cutter.take(at) for at in cuts], cutter.rest()]

    def _joins(self, text: str) -> list[int]:
        """Where the pieces of a line meet that begins with emphasis."""
        at = len(text) - len(text.lstrip())
        cuts: set[int] = set()
        plain = False
        while (match := LINK.match(text, at) or EMPHASIS.match(text, at)) is not None:
            cuts.add(match.start())
            at = match.end()
            plain = EMOJI.fullmatch(match[0]) is None
            if not plain:
                cuts.add(at)
        rest = text[at:]
        if plain and rest.strip():
            glue = self._end_of_tail(rest)
            if glue is not None:
                cuts.add(at + glue)
        return sorted(cut for cut in cuts if 0 < cut < len(text) and text[:cut].strip())

    def _end_of_tail(self, rest: str) -> int | None:
        """Where in what is after emphasis the next line begins."""
        if classify(rest) in _OWN and classify(rest) is not LineKind.COUNT:
            return 0
        ends = [line for line in self._recent if len(line) >= LEAST and rest.endswith(line)]
        if ends:
            return len(rest) - max(map(len, ends))
        join = _JOIN.search(rest)
        return None if join is None else int(join.start())

    def _glue(self, text: str) -> int | None:
        if self._kind is LineKind.FORWARD_LABEL and not self._waiting:
            name = LINK.match(text)
            return None if name is None or not text[name.end() :].strip() else int(name.end())
        links = [*LINK.finditer(text)]
        found = links[-1] if links else None
        if found is None or not (rest := text[found.end() :]).strip():
            return None
        if classify(rest) in _OWN and classify(rest) is not LineKind.COUNT:
            return int(found.end())
        ends = [line for line in self._recent if len(line) >= LEAST and rest.endswith(line)]
        if ends:
            return len(text) - max(map(len, ends))
        if not self._glued:
            return None
        if found["label"].startswith(_AUTOMATIC) and rest[0] not in " .,;:!?)…-–—|/":
            return int(found.end())
        join = _JOIN.search(rest)
        return None if join is None else int(found.end() + join.start())


_OWN: Final = frozenset(
    (LineKind.FORWARD, LineKind.FORWARD_LABEL, LineKind.MEDIA_LABEL, LineKind.OPEN_LABEL, LineKind.REACTIONS)
)
_JOIN: Final = late_pattern(
    rf"(?<=[\p{{Ll}}\p{{N}}.!?…»\"”):;])(?=\p{{Lu}})|(?<=[^\s\p{{Extended_Pictographic}}])(?={GLYPH})(?![\d#*♀♂\u200d\ufe0f\u20e3])"
)


def _is_empty_link(text: str) -> bool:
    """Whether a line is what is left of a link over pictures, or over blocks that are below."""
    if text == "[":
        return True
    return text[0] in "[]" and not LINK.sub("", CLOSED_LINK.sub("", text)).strip() and not unmarked(text)
