"""A bounded stretch of a dump, ready for the machine: non-blank lines as small integers, their kinds and features.

Equal lines have equal ids, so that second copies are found by comparing lists of integers.
"""

from __future__ import annotations

from collections import Counter
from itertools import chain, compress
from typing import Final

import regex

from ..lines.damage import undamaged
from ..lines.kinds import LineKind, classify
from .line_features import EMOJI, EMOJI_RUN, Features, shape
from .state_machine import BARRIERS, PROSE, WALLS

_URL_HOST: Final = regex.compile(r"(?:https?://)?((?:[\w-]+\.)+[a-z\p{L}]{2,12})(?![\w@])", regex.IGNORECASE)


TEXT_LIMIT: Final = 4096
"""UTF-16 units of the longest text that a message has, line breaks included (core.telegram.org: message_length_max).

Rich messages of bots have up to 32,768 characters (core.telegram.org/bots/api#rich-message-formatting-options). No dump
with one is known: a longer text is a defect, and is not split by force.
"""
CODES: Final[dict[LineKind, int]] = {kind: number for number, kind in enumerate(LineKind)}
"""Kinds as bytes, of which whole windows are counted and searched at once."""
_BARRIER: Final = bytes([(kind in BARRIERS) + (kind in WALLS) for kind in LineKind]).ljust(256, b"\0")
TEXTS: Final = 3  # clean second copies near an end of the dump from which what is cut there has one, too
NEAR_END: Final = 100  # lines that are near an end
LEAST_CUT: Final = 8  # characters by which a line is known as the beginning of another
MOST_ALIKE: Final = 16  # lines that begin alike, from which they are a list
MOST_LINES: Final = 400  # of a text, where second copies are only counted
LEAST_LONG: Final = 24  # lines of a text from which it is looked how long it is
_NO_HOSTS: Final[frozenset[str]] = frozenset()
TORN: Final = 3  # lines of a second copy that the end cuts, from which it is one
QUOTE_HEAD: Final = 24  # characters by which a quote is known


class Window:
    """Arrays over the non-blank lines of a stretch; an index is a position in the stretch.

    Attributes:
        texts: the lines as written.
        ids: equal for equal lines; space at the ends does not count, for the extractor trims it in one copy only, and
            damage neither: one bad byte in one copy makes no other line of it.
        unique: by id, the line trimmed, without damage.
        kinds: by position.
        kinds_of: by id.
        codes: by position, the kind as a byte (`CODES`).
        next, previous: position of the next and the previous equal line, or -1.
        count: by id, how often the line appears here.
        torn_copy: where a text begins whose clean second copy is cut by the end, if there is one.
        loose: by id, the same without clean second copies.
        places: by id, the same before other lines each time: a post that appears twice, as in a dump joined with
            itself, shows no name that recurs.
        copies: clean second copies: where the first copy begins and where the second ends.
        barriers: by position, 2 where no copy of a text runs across the line, 1 where only a clean one does, else 0.
        cuts: the next line that is the beginning of this one, where there is one.
        has_header: whether a line here looks like one of a page's header.
        size: how many lines there are.
        begins: whether the dump begins with them, and may do so within a text.
        evidence: of some lines, by first and end, what `layout_evidence` found: it is asked for twice.
        tail: position after the last clean second copy, and after the last line of Telegram's own. A text that breaks
            off with the dump begins there; what splits the window may narrow it.
    """

    __slots__ = (
        "_alike", "_features", "_heads", "_hosts", "_shapes", "barriers", "begins", "codes", "copies", "count", "cuts",
        "evidence", "has_header", "ids", "kinds", "kinds_of", "loose", "next", "places", "previous", "size", "tail",
        "texts", "torn_copy", "unique",
    )  # fmt: skip

    def __init__(self, texts: list[str], *, begins: bool = False) -> None:
        self.texts = texts
        self.size = len(texts)
        trimmed = [text.strip() for text in texts]
        different = list(dict.fromkeys(trimmed))
        whole = undamaged(different)
        if whole is not different:
            trimmed = [*map(dict(zip(different, whole, strict=True)).__getitem__, trimmed)]
            different = list(dict.fromkeys(whole))
        known = dict(zip(different, range(len(different)), strict=True))
        self.ids = [*map(known.__getitem__, trimmed)]
        self.unique = different
        kinds = self.kinds_of = [classify(text) for text in self.unique]
        self.kinds = [kinds[at] for at in self.ids]
        codes = bytes([CODES[kind] for kind in kinds])
        self.codes = bytes(map(codes.__getitem__, self.ids))
        self.barriers = self.codes.translate(_BARRIER)
        self.has_header = CODES[LineKind.COUNTER] in codes or CODES[LineKind.PAGE] in codes
        self.count: dict[int, int] = Counter(self.ids)
        self.next = [-1] * self.size
        self.previous = [-1] * self.size
        last: dict[int, int] = {}
        following, previous = self.next, self.previous
        for position, at in enumerate(self.ids):
            if at in last:
                before = previous[position] = last[at]
                following[before] = position
            last[at] = position
        self.loose, self.places, self.copies = self._count_loose()
        # Not by all copies: what is far away, or is missing there, changes nothing here.
        self.begins = begins and len(self.copies) >= TEXTS and self.copies[TEXTS - 1][0] < NEAR_END
        self.torn_copy = self._find_torn_copy()
        self.tail = self._find_tail()
        self._alike = self._find_alike()
        self.cuts = self._find_cuts()
        self.evidence: dict[tuple[int, int], float] = {}
        self._features: list[Features | None] = [None] * len(self.unique)
        self._heads: Counter[str] | None = None
        self._shapes: dict[int, str] = {}
        self._hosts: dict[int, frozenset[str]] = {}

    def _find_alike(self) -> dict[str, list[int]]:
        """By their first characters, lines that begin alike, where there are several."""
        heads = [text[:LEAST_CUT] for text in self.unique]
        often = {head for head, count in Counter(heads).items() if count > 1 and len(head) == LEAST_CUT}
        alike: dict[str, list[int]] = {}
        for at, head in enumerate(heads):
            if head in often:  # as few are
                alike.setdefault(head, []).append(at)
        return alike

    def _find_cuts(self) -> dict[int, int]:
        beginnings: dict[int, list[int]] = {}  # of a line: the lines that it begins with
        for group in self._alike.values():
            if len(group) <= MOST_ALIKE:
                # In their order, a line comes after its beginnings, and all lines between begin so, too.
                begun: list[int] = []
                for at in sorted(group, key=self.unique.__getitem__):
                    while begun and not self.unique[at].startswith(self.unique[begun[-1]]):
                        begun.pop()
                    if begun:
                        beginnings[at] = list(begun)
                    begun.append(at)
        cuts: dict[int, int] = {}
        last: dict[int, int] = {}
        if beginnings:
            asked = {*beginnings, *chain.from_iterable(beginnings.values())}
            for position in [position for position, at in enumerate(self.ids) if at in asked][::-1]:
                here = self.ids[position]
                ends = [last[at] for at in beginnings.get(here, ()) if at in last]
                if ends:
                    cuts[position] = min(ends)
                last[here] = position
        return cuts

    def _find_torn_copy(self) -> int | None:
        """A text of TORN lines or more that appear twice in a row, the second time up to the end."""
        size, ids, following = self.size, self.ids, self.next
        for position in range(
            max(self.copies[-1][1] if self.copies else 0, size - 2 * MOST_LINES), size - 2 * TORN + 1
        ):
            copy = following[position]
            if copy != -1 and copy + TORN <= size < 2 * copy - position:
                # Lines that close all texts come again, too: a text has others.
                alone = sum([before == -1 for before in self.previous[position : position + size - copy]])
                if alone >= TORN and ids[position : position + size - copy] == ids[copy:size]:
                    short = sum(map(len, self.texts[position:copy])) <= TEXT_LIMIT
                    return position if short else None
        return None

    def _find_tail(self) -> int:
        at = self.size
        near = len(self.copies) >= TEXTS and self.copies[-TEXTS][1] > at - NEAR_END
        least = self.copies[-1][1] if near else at
        while at > least and self.kinds[at - 1] in PROSE:
            at -= 1
        return at

    def _count_loose(self) -> tuple[list[int], list[int], list[tuple[int, int]]]:
        ids, following = self.ids, self.next
        copies: list[tuple[int, int]] = []
        counted = bytearray(b"\1") * self.size  # all lines but those of second copies
        done = 0
        for position in [position for position, copy in enumerate(following) if copy != -1]:
            copy = following[position]
            if (
                position >= done
                and copy - position <= MOST_LINES
                and ids[position:copy] == ids[copy : 2 * copy - position]
                # Else it is no text that appears twice, but a whole dump.
                and (copy - position < LEAST_LONG or sum(map(len, self.texts[position:copy])) <= 2 * TEXT_LIMIT)
            ):
                done = 2 * copy - position
                copies.append((position, done))
                counted[copy:done] = bytes(copy - position)
        loose = [0] * len(self.unique)
        for at, count in Counter(compress(ids, counted)).items():
            loose[at] = count
        places = list(loose)  # what appears once is in one place: the others, which are few, are looked at
        below = [*ids, -1, -1]
        different = {(at, below[k + 1], below[k + 2]) for k, at in enumerate(ids) if loose[at] > 1 and counted[k]}
        for at, count in Counter([place[0] for place in different]).items():
            places[at] = count
        return loose, places, copies

    def features(self, position: int) -> Features:
        """The features of the line at a position."""
        at = self.ids[position]
        return self._features[at] or self._look(at)

    def features_of(self, first: int, end: int) -> list[Features]:
        """The features of lines [first, end)."""
        known = self._features
        return [known[at] or self._look(at) for at in self.ids[first:end]]

    def _look(self, at: int) -> Features:
        found = self._features[at] = Features(self.unique[at])
        return found

    def quoted(self, position: int) -> bool:
        """Whether another line of the window begins as this one does: a quote has the text that it answers."""
        text = self.text(position)
        if len(text) < QUOTE_HEAD:
            return False
        if text[:LEAST_CUT] in self._alike:
            if self._heads is None:  # only lines that begin alike can have one in common
                alike = chain.from_iterable(self._alike.values())
                self._heads = Counter([self.unique[at][:QUOTE_HEAD] for at in alike])
            if self._heads[text[:QUOTE_HEAD]] > 1:
                return True
        return self._recurs_elsewhere(position, self.previous[position]) or self._recurs_elsewhere(
            position, self.next[position]
        )

    def _recurs_elsewhere(self, position: int, other: int) -> bool:
        """Whether an equal line has other neighbours than here: else it is a copy of the text, or of the whole post."""
        return other >= 0 and abs(other - position) > 2 and self._after(other) != self._after(position)

    def _after(self, position: int) -> int:
        return self.ids[position + 1] if position + 1 < self.size else -1

    def shape(self, position: int) -> str:
        """A rough sketch of the line's beginning: equal for rows of one list."""
        at = self.ids[position]
        found = self._shapes.get(at)
        if found is None:
            found = self._shapes[at] = shape(self.unique[at])
        return found

    def text(self, position: int) -> str:
        """The line at a position, trimmed."""
        return self.unique[self.ids[position]]

    def emoji_later(self, position: int) -> bool:
        """Whether the line has an emoji after its beginning: a custom one there takes nothing from the first copy."""
        text = self.text(position)
        if text.isascii():
            return False
        first = EMOJI_RUN.match(text)
        return EMOJI.search(text, max(1, first.end() if first else 0), TEXT_LIMIT) is not None

    def has_link(self, first: int, end: int) -> bool:
        """Whether lines [first, end) show a link."""
        whole = "\n".join(self.texts[first:end])
        return "://" in whole or "t.me/" in whole

    def names_host(self, first: int, end: int, name: str) -> bool:
        """Whether lines [first, end) hold a link whose host is `name` or has it as a label: `kod` in `kod.ru/x`."""
        known = self._hosts
        for at in self.ids[first:end]:
            hosts = known.get(at)
            if hosts is None:
                text = self.unique[at][:TEXT_LIMIT]
                if "." not in text:  # as in most lines
                    known[at] = _NO_HOSTS
                    continue
                text = text.casefold()
                if name not in text:
                    continue
                hosts = known[at] = _hosts(text)
            if name in hosts:
                return True
        return False


def is_dump_twice(texts: list[str]) -> bool:
    """Whether lines that are not blank are a dump that is joined with itself, and not a text with its second copy.

    A dump has lines of Telegram's own, or two texts that appear twice, or is longer than a text.
    """
    half = len(texts) // 2
    if not half or len(texts) % 2 or texts[0] != texts[half] or texts[:half] != texts[half:]:
        return False
    one = Window(texts[:half])
    own = half - one.barriers.count(0)
    return own > 1 or len(one.copies) > 1 or sum(map(len, one.texts)) > TEXT_LIMIT


def _hosts(text: str) -> frozenset[str]:
    """The hosts that a text has links to, and their labels."""
    hosts = [match[1] for match in _URL_HOST.finditer(text)]
    return frozenset([*hosts, *(label for host in hosts for label in host.split("."))])
