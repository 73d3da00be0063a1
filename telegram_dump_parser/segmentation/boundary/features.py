"""Features of each place between two lines, where a post may end and the next begin, in a dump without an echo.

Nothing marks such a boundary (docs/dumps.md, "Dumps without an echo"), so many weak features decide: of the lines
around it one by one (`_look`), of neighbours (`_pairs`), of what recurs in the dump (`_recurring`), of words that both
sides share (`cohesion`), and of blank lines. Each is a small whole number, a class or a bucket. scripts/train.py
trained the trees that weigh them (`tree_ensemble`) on the same numbers. No feature depends on a language or a word.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from itertools import accumulate, pairwise
from typing import Final, TypeVar

from ...lines.kinds import LineKind
from ..line_features import EMOJI, EMOJI_RUN, ROW, TAGS, shape, spaces_beyond
from ..window import Window
from .cohesion import Words, chains, is_syllabic, names, overlap, places_of, recurrence, short_stems, stems
from .columns import NOTHING, Steps, moved

NEAR: Final = 60  # lines each way within which what recurs is counted, so that long dumps look as short ones do
FEW: Final = 0.1  # share of lines without a space at an end, below which those with one have it of the file
HEAD: Final = 400  # characters of a line that are read: a line may have a megabyte

_LENGTHS: Final[Steps] = (2, 4, 7, 11, 17, 25, 35, 49, 65, 91, 131, 181, 261, 401, 701)
_WORDS: Final[Steps] = (1, 2, 3, 4, 5, 7, 10, 15, 23, 40)
FREQUENCIES: Final[Steps] = (1, 2, 3, 4, 6, 9, 14, 22, 35)
_STEPS: Final = [bisect_right(FREQUENCIES, count) for count in range(2 * NEAR + 2)]
_SIZES: Final[Steps] = (10, 20, 40, 70, 110, 160, 240, 400)
_SHARES: Final[Steps] = (0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 0.95)
_RATIOS: Final[Steps] = (0.1, 0.25, 0.5, 0.8, 1.25, 2, 4, 10)
_CHARACTERS: Final[Steps] = (50, 150, 300, 600, 900, 1100, 1500, 2500, 4096)
_DISTANCES: Final[Steps] = (1, 2, 3, 5, 8, 12, 20, 40, 80)

# What a character is, by the first row that has it; for all others Unicode decides (`_character`).
_CHARACTER_ROWS: Final = (
    ".。؟।։۔", "!?！？", "…", ":：", ",;،，、", "«“„‟❝「『\"'‘", "»”’」』", "([{", ")]}", "-–—−",
    "•·*▪◾►+✔✅☑▶➡👉→●■□◦‣○", "#", "@", "/\\|_=~<>^&%$€₽£№",
)  # fmt: skip
_UPPER, _LOWER, _CASELESS, _DIGIT, _PICTURE, _UNSEEN, _OTHER = 1, 2, 3, 4, 19, 20, 21

_MARKS: Final = re.compile(r"[^\w«“\"(\[#@/]+")
_LETTER: Final = re.compile(r"[^\W\d_]")
# Where the first letter of a script is in Unicode: Latin, Greek and others, Cyrillic, others, Hebrew and Arabic, …
_SCRIPTS: Final[Steps] = (0, 0x250, 0x400, 0x530, 0x590, 0x800, 0x2E80)
# Emoji, as far as they are to be counted: a plain class of ranges is many times faster than Unicode's own.
_PICTURES: Final = re.compile(
    "[\u203c\u2049\u2139\u2190-\u21ff\u2300-\u23ff\u25a0-\u27bf\u2934-\u2b55\U0001f000-\U0001faff]"
)
_CLOSING: Final = '"»”’)]'

# The kinds' numbers, which the trees know: a new kind goes to the end, or has the number of one that it is like.
_KIND_NAMES: Final = (
    "blank", "forward", "media-label", "open-label", "view", "poll-type", "percent", "size", "file", "reactions",
    "count", "glyph", "date", "service", "counter", "page", "text",
)  # fmt: skip
_KINDS: Final = {LineKind(name): at for at, name in enumerate(_KIND_NAMES)} | {
    LineKind.FORWARD_LABEL: _KIND_NAMES.index("forward")
}
# Lines of Telegram's own, from which posts are counted on.
_POSTS: Final = frozenset(
    _KINDS[kind]
    for kind in (
        LineKind.FORWARD, LineKind.MEDIA_LABEL, LineKind.OPEN_LABEL, LineKind.VIEW, LineKind.POLL_TYPE,
        LineKind.REACTIONS, LineKind.DATE,
    )
)  # fmt: skip

# The features of one line, in the order of `_look`: those before the bars are also taken of lines three, and two, away.
_LOOK: Final = (
    "length", "first", "last",  # |
    "words", "kind", "link", "trailing",  # |
    "capitals", "second", "inner", "row", "emoji", "pair", "indent", "script",
)  # fmt: skip
_FAR, _NEAR = 3, 7
LENGTH, FIRST, LAST, KIND, LINK, SECOND, _TRAILING, _INDENT = map(
    _LOOK.index, ("length", "first", "last", "kind", "link", "second", "trailing", "indent")
)
_BESIDE: Final = ("prefix", "picture", "overlap", "short-overlap", "ratio")
_CHAINS: Final = ("chain-relative", "chain-least", "left", "right", "right-1", "left+1")
_RECURRENCE: Final = ("words-above", "words-below", "words-below-1", "words-above+1", "names-above", "names-below")
_OF_BLANKS: Final = ("blank", "blank+1", "blank-1", "blank+2", "blanks", "reactions", "indents", "unbroken", "size")

NAMES: Final[tuple[str, ...]] = (
    *(f"{name}-3" for name in _LOOK[:_FAR]),
    *(f"{name}-2" for name in _LOOK[:_NEAR]),
    *(f"{name}-1" for name in _LOOK),
    *_LOOK,
    *(f"{name}+1" for name in _LOOK),
    *(f"{name}+2" for name in _LOOK[:_NEAR]),
    *(f"{name}+3" for name in _LOOK[:_FAR]),
    *(f"{name}^{at}" for at in ("", "+1", "-1", "+2") for name in _BESIDE),
    *_OF_BLANKS,
    "count", "count-1", "count-2", "count+1", "count+2", "back", "back-1",
    "head", "head-1", "head+1", "tail", "tail-1", "picture", "picture-1", "picture+1", "word", "word-1",
    "shapes", "firsts",
    "since", "until", "before", "after", "characters",
    *_CHAINS, *(f"short-{name}" for name in _CHAINS), *_RECURRENCE,
)  # fmt: skip
"""What each column is; -1 is the line above the line that may begin a post, and so on."""

# The features of words that are compared by `stems`; and those by `short_stems`, with what recurs. Trees of a
# dialect ask for one or the other.
BY_STEMS: Final = tuple(name for name in NAMES if name.startswith("overlap") or name in _CHAINS)
BY_SHORT_STEMS: Final = (*(name for name in NAMES if name.startswith("short-")), *_RECURRENCE)
_BLANK: Final = NAMES.index("blank")

T = TypeVar("T")


class BoundaryFeatures:
    """For each line of a window, the features that show whether a post begins with it.

    Attributes:
        line_columns: features of the lines: a column for each, in the order of `_look`, with a byte for each line.
        recurring: by what recurs in lines, the groups of positions whose lines have it in common.
        blanks: by position, blank lines before it; one more at the end.
        columns: all features, in the order of NAMES.
    """

    __slots__ = ("blanks", "columns", "line_columns", "recurring", "window")

    def __init__(self, window: Window, blanks: list[int], same: BoundaryFeatures | None = None) -> None:
        """`same`: features of the same window with other blank lines, if they are known."""
        self.window = window
        self.blanks = blanks
        self.line_columns: list[bytes] = [] if same is None else same.line_columns
        self.recurring: dict[str, list[list[int]]] = {} if same is None else same.recurring
        self.columns: list[bytes] = [] if same is None else [*same.columns]
        if same is not None:
            if window.size:
                self.columns[_BLANK : _BLANK + len(_OF_BLANKS)] = self._of_blanks()
            return
        known: dict[str, tuple[int, ...]] = {}
        for text, at in zip(window.texts, window.ids, strict=True):
            if text not in known:
                known[text] = _look(window.unique[at], text, window.kinds_of[at])
        self.line_columns = [bytes(column) for column in zip(*map(known.__getitem__, window.texts), strict=True)]
        for sign, most in ((_TRAILING, 1), (_INDENT, 3)) if self.line_columns else ():
            # Spaces at one end of nearly all lines come from the file, and say nothing about any one line.
            if self.line_columns[sign].count(0) < FEW * window.size:
                self.line_columns[sign] = spaces_beyond(window.texts, FEW, most, at_end=sign == _TRAILING)
        self.columns = self._columns() if window.size else [b""] * len(NAMES)

    def _columns(self) -> list[bytes]:
        n, line_columns = self.window.size, self.line_columns
        words = self._by_position(stems)
        short = self._by_position(short_stems) if any(map(is_syllabic, self.window.unique)) else words
        pictures = self._by_position(_picture)
        beside = self._pairs(words, short, pictures)
        places = places_of(short)
        by_short = chains(places, n)
        above, below = recurrence(places, n)
        return [
            *(moved(column, -3, n) for column in line_columns[:_FAR]),
            *(moved(column, -2, n) for column in line_columns[:_NEAR]),
            *(moved(column, -1, n) for column in line_columns),
            *line_columns,
            *(moved(column, 1, n) for column in line_columns),
            *(moved(column, 2, n) for column in line_columns[:_NEAR]),
            *(moved(column, 3, n) for column in line_columns[:_FAR]),
            *(moved(column, by, n) for by in (0, 1, -1, 2) for column in beside),
            *self._of_blanks(),
            *self._recurring(pictures),
            *self._posts(),
            *(by_short if short is words else chains(places_of(words), n)), *by_short,
            above, below, moved(below, -1, n), moved(above, 1, n),
            *recurrence(places_of(self._by_position(names)), n),
        ]  # fmt: skip

    def has_picture(self, position: int) -> bool:
        """Whether the line at a position begins with an emoji."""
        return bool(_picture(self.window.text(position)))

    def _by_position(self, of: Callable[[str], T]) -> list[T]:
        found = [of(text) for text in self.window.unique]
        return [found[at] for at in self.window.ids]

    def _pairs(self, words: Words, short: Words, pictures: list[str]) -> list[bytes]:
        """Features of each line and the one before it."""
        texts = [self.window.unique[at] for at in self.window.ids]
        overlaps = [*map(overlap, words, words[1:])]
        columns: tuple[Iterable[int], ...] = (
            map(_prefix, texts, texts[1:]),
            [(1 if below == above else 2) if below and above else 0 for above, below in pairwise(pictures)],
            overlaps,
            overlaps if short is words else map(overlap, short, short[1:]),
            [bisect_right(_RATIOS, below / above) for above, below in pairwise(map(len, texts))],
        )
        return [bytes([NOTHING, *column]) for column in columns]

    def _of_blanks(self) -> list[bytes]:
        """Blank lines around each line, how many lines in a row have some before each, and what holds for all lines."""
        n = self.window.size
        inside = self.blanks[1:n]
        counts = (
            len(inside) - inside.count(0),
            self.line_columns[KIND].count(_KINDS[LineKind.REACTIONS]),
            n - self.line_columns[_INDENT].count(0),
        )
        unbroken = accumulate(inside, lambda lines, blank: min(15, lines + 1) if blank else 0, initial=0)
        shares = [bytes([bisect_right(_SHARES, count / n)]) * n for count in counts]
        around = (moved(bytes(self.blanks), by, n) for by in (0, 1, -1, 2))
        return [*around, *shares, bytes(unbroken), bytes([bisect_right(_SIZES, n)]) * n]

    def _recurring(self, pictures: list[str]) -> list[bytes]:
        """How often the lines, and what they begin and end with, occur nearby."""
        n = self.window.size
        columns: dict[str, Sequence[Hashable]] = {
            "line": self.window.ids,
            "head": self._by_position(_head),
            "tail": self._by_position(_tail),
            "picture": pictures,
            "word": self._by_position(_word),
            "shape": self._by_position(shape),
        }
        self.recurring = {name: groups(column) for name, column in columns.items()}
        line, head, tail, picture, word, shaped = (_near(alike, n) for alike in self.recurring.values())
        picture = bytes([count if picture else 0 for count, picture in zip(picture, pictures, strict=True)])
        back = bytes(
            [
                1 + bisect_right(_DISTANCES, k - previous) if previous >= 0 else 0
                for k, previous in enumerate(self.window.previous)
            ]
        )
        firsts = self.line_columns[FIRST]
        shares = bytes([bisect_right(_SHARES, firsts.count(first) / n) for first in range(256)])
        return [
            *(moved(line, by, n) for by in (0, -1, -2, 1, 2)),
            back, moved(back, -1, n, 0),
            head, moved(head, -1, n, 0), moved(head, 1, n, 0), tail, moved(tail, -1, n, 0),
            picture, moved(picture, -1, n, 0), moved(picture, 1, n, 0), word, moved(word, -1, n, 0),
            shaped, firsts.translate(shares),
        ]  # fmt: skip

    def _posts(self) -> list[bytes]:
        """Telegram's own lines above and below: how far, which, and how much text since."""
        n, kinds = self.window.size, self.line_columns[KIND]
        since, until, before, after, length = (bytearray(n) for _ in range(5))
        far, kind = 0, NOTHING
        for k in range(n - 1, -1, -1):
            if kinds[k] in _POSTS:
                far, kind = 0, kinds[k]
            until[k] = min(far, 30)
            after[k] = kind
            far += 1
        far = characters = 0
        kind = NOTHING
        lengths = list(map(len, self.window.unique))
        for k, at in enumerate(self.window.ids):
            since[k] = min(far, 30)
            before[k] = kind
            length[k] = bisect_right(_CHARACTERS, characters)
            if kinds[k] in _POSTS:
                far = characters = 0
                kind = kinds[k]
            else:
                far += 1
                characters += lengths[at]
        return [*map(bytes, (since, until, before, after, length))]


def _look(text: str, raw: str, kind: LineKind) -> tuple[int, ...]:
    """The features of one line: `text` trimmed, `raw` as written. The trees learn what the classes mean."""
    length = len(text)
    head = text[:HEAD]
    first, last = _CLASSES[text[0]], _CLASSES[text[-1]]
    # Most lines begin with a letter: before it there are no marks, and but for one and a bracket it begins no row.
    lettered = text[0].isalpha()
    marks = None if lettered else _MARKS.match(head)
    body = head[marks.end() :] if marks else head
    row = 0
    if (not lettered or text[1:2] == ")") and ROW.match(text):
        row = 2 if text[0].isdigit() else 1
    if length < HEAD and text[0] in "#@ht" and TAGS.fullmatch(text):
        link = 4 if text[0] == "#" else 5 if text[0] == "@" else 6
    else:
        link = (
            1 if "://" in head or "t.me/" in head or "www." in head else 2 if "@" in head else 3 if "#" in head else 0
        )
    beginning = head[:44]
    pair = 1 if ": " in beginning else 2 if " — " in beginning or " – " in beginning or " - " in beginning else 0
    begun = head[:120].split(None, 8)[:8]
    upper = sum([word[0].isupper() for word in begun])
    return (
        bisect_right(_LENGTHS, length),
        first,
        last,
        bisect_right(_WORDS, head.count(" ") + 1),
        _KINDS[kind],
        link,
        raw[-1].isspace(),
        7 if body[:60].isupper() else min(6, upper * 8 // len(begun) - (upper == len(begun))),
        _CLASSES[body[0]] if body else 0,
        _inner(text) if last in (_PICTURE, _UNSEEN) or text[-1] in _CLOSING else last,
        row,
        0 if text.isascii() else min(4, len(_PICTURES.findall(head))),
        pair,
        min(3, len(raw) - len(raw.lstrip())) if raw[0].isspace() else 0,
        _script(body),
    )


def _character(c: str) -> int:
    """What Unicode says that a character is."""
    if c.isalpha():
        return _UPPER if c.isupper() else _LOWER if c.islower() else _CASELESS
    if c.isdigit():
        return _DIGIT
    if EMOJI.match(c):
        return _PICTURE
    return _UNSEEN if unicodedata.category(c) in ("Cf", "Zs", "Mn", "Me", "Cc", "Co") else _OTHER


_MOST_CLASSES: Final = 10_000


class _Classes(dict[str, int]):
    """What each character is; one of no row is classified when it is first seen: a script or two, and some emoji."""

    def __missing__(self, c: str) -> int:
        found = _character(c)
        if len(self) < _MOST_CLASSES:  # a hostile dump may have a million
            self[c] = found
        return found


_CLASSES: Final = _Classes({c: at for at, row in enumerate(_CHARACTER_ROWS, 5) for c in row})


def _inner(text: str) -> int:
    """What the text ends in before closing quotes, brackets and emoji."""
    tail = text[-12:].rstrip(_CLOSING)
    while tail and _CLASSES[tail[-1]] in (_PICTURE, _UNSEEN):
        tail = tail[:-1]
    return _CLASSES[tail[-1]] if tail else 0


def _script(text: str) -> int:
    if text[:1].isalpha():
        return bisect_right(_SCRIPTS, ord(text[0]))
    letter = _LETTER.search(text, 0, 40)
    return 0 if letter is None else bisect_right(_SCRIPTS, ord(letter[0]))


def _head(text: str) -> str:
    return text[:12]


def _tail(text: str) -> str:
    return text[-12:]


def _picture(text: str) -> str:
    """The emoji that a line begins with."""
    run = EMOJI_RUN.match(text) if text[0] > "\u203b" else None
    return run[0] if run else ""


def _word(text: str) -> str:
    return text[:24].split(None, 1)[0]


def _prefix(above: str, below: str) -> int:
    """How many characters two lines begin with alike, up to 7."""
    if above[0] != below[0]:  # most of them
        return 0
    same = 0
    for a, b in zip(above[:7], below[:7], strict=False):
        if a != b:
            break
        same += 1
    return same


def groups(column: Iterable[Hashable]) -> list[list[int]]:
    """The positions of each value of a column that comes again."""
    places: defaultdict[Hashable, list[int]] = defaultdict(list)
    for k, value in enumerate(column):
        places[value].append(k)
    return [found for found in places.values() if len(found) > 1]


def _near(alike: list[list[int]], size: int) -> bytes:
    """For each line how many of its group are within NEAR lines, in steps."""
    near = bytearray(_STEPS[1:2]) * size
    for found in alike:
        count = len(found)
        first = end = 0
        for place in found:
            while place - found[first] > NEAR:
                first += 1
            while end < count and found[end] - place <= NEAR:
                end += 1
            near[place] = _STEPS[end - first]
    return bytes(near)
