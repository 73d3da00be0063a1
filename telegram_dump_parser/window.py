"""A bounded stretch of a dump, ready for the machine: non-blank lines as small integers, their kinds and features.

Equal lines have equal ids, so that second copies are found by comparing lists of integers.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Final

import regex

from .lines import GLYPH, KNOWN_SITES, REPLY_MEDIA, LineKind, classify, phrases
from .machine import BARRIERS, WALLS

_EMOJI: Final = regex.compile(GLYPH)
_EMOJI_RUN: Final = regex.compile(rf"{GLYPH}*+")
_ROW: Final = regex.compile(r"(?:[-–—•·*▪◾►>+✅✔]|\d{1,3}[.)]|[a-zа-я]\)|\d\ufe0f?\u20e3|#\d)\s?\S")
_TAGS: Final = regex.compile(
    r"(?:[#@][\w@]+|https?://\S+|t\.me/\S+)(?:[\s|,·•]+(?:[#@][\w@]+|https?://\S+|t\.me/\S+))*+"
)
_HOST: Final = regex.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,12}")
_URL_HOST: Final = regex.compile(r"(?:https?://)?((?:[\w-]+\.)+[a-z\p{L}]{2,12})(?![\w@])", regex.IGNORECASE)
_SIGNS: Final = regex.compile(r"(?:^|\s)--?[A-Za-z]|[=!<>]=|[{}$\\;|]|[a-z]\(|::|\w=\w|[=-]>")
_BOILERPLATE: Final = regex.compile(
    r"\W*(?:" + "|".join(regex.escape(word) for word in phrases()["extractor"]["dropped"]) + r")\W*",
    regex.IGNORECASE,
)


# A Telegram text has at most 4,096 UTF-16 units, line breaks included (core.telegram.org: message_length_max).
TEXT_LIMIT: Final = 4096
MOST_LINES: Final = 400  # of a text, where second copies are only counted
QUOTE_HEAD: Final = 24  # characters by which a quote is known


@dataclass(slots=True, frozen=True)
class Features:
    """What a line looks like beyond its kind; soft, for prices only."""

    length: int
    emoji_first: bool  # begins with an emoji, so it may have begun with a custom one
    lower: bool  # begins with a lower-case letter
    row: bool  # begins like a list's row
    tags: bool  # nothing but tags, handles and links
    host: str  # the line is a host name: that name, else ""
    name: bool  # one short capitalised word, as a preview names a site after its host
    known_site: bool  # a site's own name, as previews print it
    reply_media: bool  # "Photo", "Video"…: a quote of a message without text
    cut: bool  # ends in … as long quotes do
    squeezed: bool  # holds two spaces, as quotes do where lines were joined
    stop: bool  # ends as a sentence does
    colon: bool  # ends in a colon
    boilerplate: bool  # dropped from second copies by the extractor
    code: bool  # looks like an address, a key, a command

    @classmethod
    def of(cls, text: str) -> Features:
        """The features of a trimmed, non-empty line."""
        head = text[:600]
        first = text[0] > "\u203b" and _EMOJI.match(text) is not None
        letters = next((c for c in head if c.isalpha()), "")
        short = len(text) <= 64
        last = text[-1]
        return cls(
            length=len(text),
            emoji_first=first,
            lower=letters.islower() and head[0] == letters,
            row=_ROW.match(head) is not None,
            tags=len(text) < 400 and head[0] in "#@ht" and _TAGS.fullmatch(text) is not None,
            host=text.casefold() if short and _HOST.fullmatch(text.casefold()) else "",
            name=len(text) <= 24 and " " not in text and text[0].isupper() and text.replace("-", "").isalnum(),
            known_site=short and text.casefold() in KNOWN_SITES,
            reply_media=text in REPLY_MEDIA,
            cut=last == "…" or text.endswith("..."),
            squeezed="  " in head,
            stop=last in '.!?…»”")。！？',
            colon=last == ":",
            boilerplate=short and _BOILERPLATE.fullmatch(text) is not None,
            code=_is_code(text),
        )


def _is_code(text: str) -> bool:
    """Whether the line looks like an address, a key or a command: one long token with digits, or a shell's signs."""
    if len(text) > 200 or not text.isascii() or text[0] in "#@" or "://" in text:
        return False
    if _SIGNS.search(text):
        return True
    return len(text) >= 16 and " " not in text and "." not in text and any(c.isdigit() for c in text)


def _shape(text: str) -> str:
    """A sketch of the line's beginning by character classes: rows of one list share it more often than not."""
    out: list[str] = []
    for c in text[:24]:
        if c.isdigit():
            k = "9"
        elif c.isalpha():
            k = "a"
        elif c.isspace():
            k = " "
        else:
            k = c
        if not out or out[-1] != k or k not in "9a ":
            out.append(k)
        if len(out) >= 6:
            break
    return "".join(out)


class Window:
    """Arrays over the non-blank lines of a stretch; an index is a position in the stretch.

    Attributes:
        texts: the lines as they stand.
        ids: equal for equal lines; leading and trailing space do not count, for the extractor trims it in one copy only.
        unique: by id, the line trimmed.
        kinds: by position.
        next, previous: position of the next and the previous equal line, or -1.
        count: by id, how often the line stands here.
        loose: by id, the same without clean second copies.
        squares: how many clean second copies there are.
        barriers: by position, 2 where no copy of a text runs across the line, 1 where only a clean one does, else 0.
        has_header: whether a line here looks like one of a page's header.
        size: how many lines there are.
    """

    __slots__ = (
        "_features", "_heads", "_hosts", "_shapes", "barriers", "count", "has_header", "ids", "kinds", "loose", "next",
        "previous", "size", "squares", "texts", "unique",
    )  # fmt: skip

    def __init__(self, texts: list[str]) -> None:
        self.texts = texts
        self.size = len(texts)
        known: dict[str, int] = {}
        self.ids = [known.setdefault(text.strip(), len(known)) for text in texts]
        self.unique = list(known)
        kinds = [classify(text) for text in self.unique]
        self.kinds = [kinds[at] for at in self.ids]
        self.barriers = bytearray((kind in BARRIERS) + (kind in WALLS) for kind in self.kinds)
        self.has_header = LineKind.COUNTER in kinds or LineKind.PAGE in kinds
        self.count = Counter(self.ids)
        self.next = [-1] * self.size
        self.previous = [-1] * self.size
        last: dict[int, int] = {}
        for position, at in enumerate(self.ids):
            before = last.get(at)
            if before is not None:
                self.next[before] = position
                self.previous[position] = before
            last[at] = position
        self.loose, self.squares = self._count_loose()
        self._features: list[Features | None] = [None] * len(self.unique)
        self._heads: Counter[str] | None = None
        self._hosts: dict[int, frozenset[str]] = {}
        self._shapes: dict[int, str] = {}

    def _count_loose(self) -> tuple[list[int], int]:
        ids, following = self.ids, self.next
        loose = [0] * len(self.unique)
        squares = position = 0
        while position < self.size:
            copy = following[position]
            end = position + 1
            if copy != -1 and copy - position <= MOST_LINES and ids[position:copy] == ids[copy : 2 * copy - position]:
                end = 2 * copy - position
                squares += 1
            else:
                copy = end
            for at in ids[position:copy]:
                loose[at] += 1
            position = end
        return loose, squares

    def features(self, position: int) -> Features:
        """The features of the line at a position."""
        at = self.ids[position]
        found = self._features[at]
        if found is None:
            found = self._features[at] = Features.of(self.unique[at])
        return found

    def quoted(self, position: int) -> bool:
        """Whether another line of the window begins as this one does: a quote has the text that it answers."""
        if self._heads is None:
            self._heads = Counter(text[:QUOTE_HEAD] for text in self.unique if len(text) >= QUOTE_HEAD)
        text = self.text(position)
        if len(text) < QUOTE_HEAD:
            return False
        if self._heads[text[:QUOTE_HEAD]] > 1:
            return True
        before = self.previous[position]
        return (before >= 0 and position - before > 2) or self.next[position] - position > 2

    def shape(self, position: int) -> str:
        """A rough sketch of the line's beginning: equal for rows of one list."""
        at = self.ids[position]
        found = self._shapes.get(at)
        if found is None:
            found = self._shapes[at] = _shape(self.unique[at])
        return found

    def text(self, position: int) -> str:
        """The line at a position, trimmed."""
        return self.unique[self.ids[position]]

    def emoji_later(self, position: int) -> bool:
        """Whether the line has an emoji behind its beginning: a custom one there takes nothing from the first copy."""
        text = self.text(position)
        if text.isascii():
            return False
        first = _EMOJI_RUN.match(text)
        return _EMOJI.search(text, max(1, first.end() if first else 0), TEXT_LIMIT) is not None

    def has_link(self, first: int, end: int) -> bool:
        """Whether lines [first, end) show a link."""
        texts = self.texts
        return any("://" in texts[position] or "t.me/" in texts[position] for position in range(first, end))

    def names_host(self, first: int, end: int, name: str) -> bool:
        """Whether lines [first, end) hold a link whose host is `name` or has it as a label: `kod` in `kod.ru/x`."""
        return any(name in self._hosts_of(self.ids[position]) for position in range(first, end))

    def _hosts_of(self, at: int) -> frozenset[str]:
        found = self._hosts.get(at)
        if found is None:
            text = self.unique[at]
            hosts = [m[1].casefold() for m in _URL_HOST.finditer(text[:TEXT_LIMIT])] if "." in text else []
            found = self._hosts[at] = frozenset(hosts).union(*(host.split(".") for host in hosts))
        return found
