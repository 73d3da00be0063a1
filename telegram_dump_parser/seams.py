"""What a seam looks like: a place between two lines of a dump without an echo, where a post may end and the next begin.

Nothing marks it (docs/dumps.md, "Dumps without an echo"), so it is judged by many weak signs, and these are the signs:
of the lines around it one by one (`_look`), of neighbours (`_pairs`), of what recurs in the dump (`_recurring`), of
words that both sides share (`ties`), and of blank lines. Each is a small whole number, a class or a bucket; the
trees that weigh them (`trees`) were grown on the same numbers by scripts/train.py. Nothing here knows a language or a
word.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections import Counter
from collections.abc import Hashable, KeysView, Sequence
from typing import Final

import regex

from .lines import GLYPH, LineKind
from .ties import stems, ties
from .window import Window, shape

NOTHING: Final = 31  # beyond the first or last line
NEAR: Final = 60  # lines each way within which what recurs is counted, so that long dumps look as short ones do
HEAD: Final = 400  # characters of a line that are looked at: a line may have a megabyte

_LENGTHS: Final = (2, 4, 7, 11, 17, 25, 35, 49, 65, 91, 131, 181, 261, 401, 701)
_WORDS: Final = (1, 2, 3, 4, 5, 7, 10, 15, 23, 40)
_COUNTS: Final = (1, 2, 3, 4, 6, 9, 14, 22, 35)
_STEPS: Final = [bisect_right(_COUNTS, count) for count in range(2 * NEAR + 2)]
_SIZES: Final = (10, 20, 40, 70, 110, 160, 240, 400)
_SHARES: Final = (0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 0.95)
_RATIOS: Final = (0.1, 0.25, 0.5, 0.8, 1.25, 2, 4, 10)
_OVERLAPS: Final = (0.001, 0.05, 0.1, 0.2, 0.35, 0.6)
_CHARACTERS: Final = (50, 150, 300, 600, 900, 1100, 1500, 2500, 4096)
_DISTANCES: Final = (1, 2, 3, 5, 8, 12, 20, 40, 80)

# What a character is, by the first row that has it; what none has is told by Unicode (`_character`).
_CHARACTER_ROWS: Final = (
    ".。؟।։۔", "!?！？", "…", ":：", ",;،，、", "«“„‟❝「『\"'‘", "»”’」』", "([{", ")]}", "-–—−",
    "•·*▪◾►+✔✅☑▶➡👉→●■□◦‣○", "#", "@", "/\\|_=~<>^&%$€₽£№",
)  # fmt: skip
_CLASSES: Final[dict[str, int]] = {c: at for at, row in enumerate(_CHARACTER_ROWS, 5) for c in row}
_UPPER, _LOWER, _CASELESS, _DIGIT, _PICTURE, _UNSEEN, _OTHER = 1, 2, 3, 4, 19, 20, 21

_EMOJI: Final = regex.compile(GLYPH)
_EMOJI_RUN: Final = regex.compile(rf"{GLYPH}*+")
_ROW: Final = regex.compile(r"(?:[-–—•·*▪◾►>+✅✔]|\d{1,3}[.)]|[a-zа-я]\)|\d\ufe0f?\u20e3|#\d)\s?\S")
_TAGS: Final = regex.compile(
    r"(?:[#@][\w@]+|https?://\S+|t\.me/\S+)(?:[\s|,·•]+(?:[#@][\w@]+|https?://\S+|t\.me/\S+))*+"
)
_MARKS: Final = re.compile(r"[^\w«“\"(\[#@/]+")
_LETTER: Final = re.compile(r"[^\W\d_]")
# Where the first letter of a script stands in Unicode: Latin, Greek and others, Cyrillic, others, Hebrew and Arabic, …
_SCRIPTS: Final = (0, 0x250, 0x400, 0x530, 0x590, 0x800, 0x2E80)
# Emoji, as far as they are to be counted: a plain class of ranges is many times faster than Unicode's own.
_PICTURES: Final = re.compile(
    "[\u203c\u2049\u2139\u2190-\u21ff\u2300-\u23ff\u25a0-\u27bf\u2934-\u2b55\U0001f000-\U0001faff]"
)
_DASHES: Final = (" — ", " – ", " - ")
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

# The signs of one line, in the order of `_look`: those before the bars are looked at three, and two, lines away, too.
_LOOK: Final = (
    "length", "first", "last",  # |
    "words", "kind", "link", "trailing",  # |
    "capitals", "second", "inner", "row", "emoji", "pair", "indent", "script",
)  # fmt: skip
_FAR, _NEAR = 3, 7
_FIRST, _LAST, _KIND, _INNER, _INDENT, _SCRIPT = map(
    _LOOK.index, ("first", "last", "kind", "inner", "indent", "script")
)
_BESIDE: Final = ("prefix", "picture", "overlap", "ratio")

NAMES: Final[tuple[str, ...]] = (
    *(f"{name}-3" for name in _LOOK[:_FAR]),
    *(f"{name}-2" for name in _LOOK[:_NEAR]),
    *(f"{name}-1" for name in _LOOK),
    *_LOOK,
    *(f"{name}+1" for name in _LOOK),
    *(f"{name}+2" for name in _LOOK[:_NEAR]),
    *(f"{name}+3" for name in _LOOK[:_FAR]),
    *(f"{name}^{at}" for at in ("", "+1", "-1", "+2") for name in _BESIDE),
    "blank", "blank+1", "blank-1", "blank+2", "blanks", "reactions", "indents", "unbroken", "size",
    "count", "count-1", "count-2", "count+1", "count+2", "back", "back-1",
    "head", "head-1", "head+1", "tail", "tail-1", "picture", "picture-1", "picture+1", "word", "word-1",
    "shapes", "firsts",
    "since", "until", "before", "after", "characters",
    "chain-relative", "chain-least", "left", "right", "right-1", "left+1",
)  # fmt: skip
"""What each number of a row is; -1 is the line above the seam's lower line, and so on."""

Row = tuple[int, ...]


class Seams:
    """The seams of a window: for each line the signs whether a post begins with it.

    Attributes:
        looks: by position, the signs of the line itself.
        keys: by position, what may recur of it: its head, its tail, the emoji and the word that it begins with.
        shapes: by position, a sketch of its beginning.
        blanks: by position, blank lines before it; one more at the end.
        rows: by position, all signs, in the order of NAMES.
    """

    __slots__ = ("blanks", "keys", "looks", "rows", "shapes", "window")

    def __init__(self, window: Window, blanks: list[int]) -> None:
        self.window = window
        self.blanks = blanks
        known: dict[str, Row] = {}
        self.looks: list[Row] = []
        for text, at in zip(window.texts, window.ids, strict=True):
            look = known.get(text)
            if look is None:
                look = known[text] = _look(window.unique[at], text, window.kinds_of[at])
            self.looks.append(look)
        keys = [_keys(text) for text in window.unique]
        self.keys = [keys[at] for at in window.ids]
        shapes = [shape(text) for text in window.unique]
        self.shapes = [shapes[at] for at in window.ids]
        self.rows = self._rows() if window.size else []

    def _rows(self) -> list[Row]:
        n = self.window.size
        looks, blanks = self.looks, self.blanks
        stemmed = [stems(text) for text in self.window.unique]
        words = [stemmed[at] for at in self.window.ids]
        beside = self._pairs(words)
        recurring = self._recurring()
        chains = ties(words)
        posts = self._posts()
        bucket = bisect_right
        blank_share = bucket(_SHARES, sum(1 for count in blanks[1:n] if count) / n)
        reacted = bucket(_SHARES, sum(1 for look in looks if look[_KIND] == _KINDS[LineKind.REACTIONS]) / n)
        indented = bucket(_SHARES, sum(1 for look in looks if look[_INDENT]) / n)
        size = bucket(_SIZES, n)
        nothing = (NOTHING,) * len(_LOOK)
        around = [nothing, nothing, nothing, *looks, nothing, nothing, nothing]
        gaps = [NOTHING, *blanks, NOTHING]
        rows: list[Row] = []
        unbroken = 0  # lines since a paragraph began
        for k in range(n):
            a, b, c, d, e, f, g = around[k : k + 7]
            rows.append(
                (
                    *a[:_FAR], *b[:_NEAR], *c, *d, *e, *f[:_NEAR], *g[:_FAR],
                    *beside[k + 1], *beside[k + 2], *beside[k], *beside[k + 3],
                    gaps[k + 1], gaps[k + 2], gaps[k], gaps[k + 3],
                    blank_share, reacted, indented, unbroken, size,
                    *recurring[k], *posts[k],
                    *chains[k],
                )
            )  # fmt: skip
            unbroken = 0 if not blanks[k + 1] else min(15, unbroken + 1)
        return rows

    def _pairs(self, words: list[KeysView[str]]) -> list[Row]:
        """Of each line and the one before, from one before the first to two behind the last."""
        unique, ids, keys = self.window.unique, self.window.ids, self.keys
        none = (NOTHING,) * len(_BESIDE)
        rows: list[Row] = [none, none]
        for k in range(1, self.window.size):
            above, below = unique[ids[k - 1]], unique[ids[k]]
            mine, other = words[k], words[k - 1]
            least = min(len(mine), len(other))
            picture, before = keys[k][2], keys[k - 1][2]
            rows.append(
                (
                    _prefix(above, below),
                    (1 if picture == before else 2) if picture and before else 0,
                    1 + bisect_right(_OVERLAPS, len(mine & other) / least) if least else 0,
                    bisect_right(_RATIOS, len(below) / len(above)),
                )
            )
        rows += [none, none]
        return rows

    def _recurring(self) -> list[Row]:
        """How often the lines, and what they begin and end with, stand near by."""
        window = self.window
        n = window.size
        begun = Counter(look[_FIRST] for look in self.looks)
        counts = [NOTHING, NOTHING, *_near(window.ids), NOTHING, NOTHING]
        back = [
            1 + bisect_right(_DISTANCES, k - previous) if previous >= 0 else 0
            for k, previous in enumerate(window.previous)
        ]
        columns = [_near(column) for column in zip(*self.keys, strict=True)]
        columns[2] = [count if keys[2] else 0 for count, keys in zip(columns[2], self.keys, strict=True)]
        heads, tails, pictures, firsts = ([0, *column, 0] for column in columns)
        shapes = _near(self.shapes)
        shares = {first: bisect_right(_SHARES, count / n) for first, count in begun.items()}
        return [
            (
                counts[k + 2], counts[k + 1], counts[k], counts[k + 3], counts[k + 4],
                back[k], back[k - 1] if k else 0,
                heads[k + 1], heads[k], heads[k + 2], tails[k + 1], tails[k],
                pictures[k + 1], pictures[k], pictures[k + 2], firsts[k + 1], firsts[k],
                shapes[k], shares[self.looks[k][_FIRST]],
            )
            for k in range(n)
        ]  # fmt: skip

    def _posts(self) -> list[Row]:
        """Telegram's own lines above and below: how far, which, and how much text since."""
        kinds = [look[_KIND] for look in self.looks]
        n = len(kinds)
        below: list[tuple[int, int]] = [(0, 0)] * n
        far, kind = 0, NOTHING
        for k in range(n - 1, -1, -1):
            if kinds[k] in _POSTS:
                far, kind = 0, kinds[k]
            below[k] = (min(far, 30), kind)
            far += 1
        rows: list[Row] = []
        far = characters = 0
        kind = NOTHING
        unique, ids = self.window.unique, self.window.ids
        for k in range(n):
            until, after = below[k]
            rows.append((min(far, 30), until, kind, after, bisect_right(_CHARACTERS, characters)))
            if kinds[k] in _POSTS:
                far = characters = 0
                kind = kinds[k]
            else:
                far += 1
                characters += len(unique[ids[k]])
        return rows


def blanks_between(lines: Sequence[str], at: list[int]) -> list[int]:
    """How many empty lines stand before each line that is not blank, up to three, and behind the last.

    Lines of nothing but spaces are not counted: they are left of a page's own layout, not of a text's paragraphs.
    at: where the lines that are not blank stand.
    """
    return [
        min(3, lines[before + 1 : here].count("")) if here - before > 1 else 0
        for before, here in zip([-1, *at], [*at, len(lines)], strict=True)
    ]


def _look(text: str, raw: str, kind: LineKind) -> Row:
    """The signs of one line: `text` trimmed, `raw` as it stands. What the classes mean is the trees' affair."""
    length = len(text)
    head = text[:HEAD]
    marks = _MARKS.match(head)
    body = head[marks.end() :] if marks else head
    row = 0
    if _ROW.match(text):
        row = 2 if text[0].isdigit() else 1
    if length < HEAD and text[0] in "#@ht" and _TAGS.fullmatch(text):
        link = 4 if text[0] == "#" else 5 if text[0] == "@" else 6
    else:
        link = (
            1 if "://" in head or "t.me/" in head or "www." in head else 2 if "@" in head else 3 if "#" in head else 0
        )
    beginning = head[:44]
    pair = 1 if ": " in beginning else 2 if any(dash in beginning for dash in _DASHES) else 0
    begun = head[:120].split(None, 8)[:8]
    upper = sum([word[0].isupper() for word in begun])
    last = _character(text[-1])
    inner = _inner(text) if last in (_PICTURE, _UNSEEN) or text[-1] in _CLOSING else last
    return (
        bisect_right(_LENGTHS, length),
        _character(text[0]),
        last,
        bisect_right(_WORDS, head.count(" ") + 1),
        _KINDS[kind],
        link,
        raw[-1].isspace(),
        7 if body[:60].isupper() else min(6, upper * 8 // len(begun) - (upper == len(begun))),
        _character(body[0]) if body else 0,
        inner,
        row,
        0 if text.isascii() else min(4, len(_PICTURES.findall(head))),
        pair,
        min(3, len(raw) - len(raw.lstrip())) if raw[0].isspace() else 0,
        _script(body),
    )


def _character(c: str) -> int:
    found = _CLASSES.get(c)
    if found is None:
        found = _CLASSES[c] = _told(c)  # the letters of a script or two, and some emoji
    return found


def _told(c: str) -> int:
    if c.isalpha():
        return _UPPER if c.isupper() else _LOWER if c.islower() else _CASELESS
    if c.isdigit():
        return _DIGIT
    if _EMOJI.match(c):
        return _PICTURE
    return _UNSEEN if unicodedata.category(c) in ("Cf", "Zs", "Mn", "Me", "Cc", "Co") else _OTHER


def _inner(text: str) -> int:
    """What the text ends in before closing quotes, brackets and emoji."""
    tail = text[-12:].rstrip(_CLOSING)
    while tail and _character(tail[-1]) in (_PICTURE, _UNSEEN):
        tail = tail[:-1]
    return _character(tail[-1]) if tail else 0


def _script(text: str) -> int:
    letter = _LETTER.search(text, 0, 40)
    return 0 if letter is None else bisect_right(_SCRIPTS, ord(letter[0]))


def _keys(text: str) -> tuple[str, str, str, str]:
    run = _EMOJI_RUN.match(text) if text[0] > "\u203b" else None
    return text[:12], text[-12:], run[0] if run else "", text[:HEAD].split(None, 1)[0][:24]


def _prefix(above: str, below: str) -> int:
    """How many characters two lines begin with alike, up to 7."""
    same = 0
    for a, b in zip(above[:7], below[:7], strict=False):
        if a != b:
            break
        same += 1
    return same


def _near(column: Sequence[Hashable]) -> list[int]:
    """For each value of a column, how many equal ones stand within NEAR lines, in steps."""
    counts = [1] * len(column)
    places: dict[Hashable, list[int]] = {}
    for k, value in enumerate(column):
        found = places.get(value)
        if found is None:
            places[value] = [k]
        else:
            found.append(k)
    for found in places.values():
        size = len(found)
        if size == 1:
            continue
        first = end = 0
        for place in found:
            while place - found[first] > NEAR:
                first += 1
            while end < size and found[end] - place <= NEAR:
                end += 1
            counts[place] = end - first
    return [_STEPS[count] for count in counts]
