"""What the posts of a page of one line show about each other: where a forward's name or an answered text ends.

Each is where a line's end is lost. But channels forward from the same sources, and answer posts that are above.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable
from itertools import groupby
from typing import Final

from ..lines.kinds import FORWARD_PREFIXES
from ..lines.patterns import late_pattern
from ..lines.phrases import any_of, phrases
from .one_line_preview import tail_of
from .whole_page_links import MEDIA_LABELS

_FORWARD: Final = late_pattern(rf"{any_of({prefix.strip() for prefix in FORWARD_PREFIXES})}\s++")
_LENGTH: Final = r"[0-9]{1,2}:[0-5][0-9](?::[0-5][0-9])?"
# A label follows a forward's name at once, below the length of its video.
_BEFORE_LABEL: Final = late_pattern(
    rf"(?P<name>\S(?:[^\n]{{0,80}}?\S)??)\s++(?:{_LENGTH}\s++)?{any_of(MEDIA_LABELS)}(?!\S)"
)
_LABEL: Final = late_pattern(
    rf"(?<!{_LENGTH}\s){any_of(MEDIA_LABELS)}(?:\s++{any_of(phrases()['lines']['view'])})\s++(?P<length>{_LENGTH}(?!\S))?"
)
_TEXTS: Final = 48  # that may be answered
_LONGEST_QUOTE: Final = 320  # characters without white space
_SHORTEST_CUT: Final = 12  # of a quote that was cut
_CUT: Final = "…"
_NAME_WORDS: Final = 12
_HEADS: Final = 64


class Habits:
    """What is known of a page's posts.

    Attributes:
        lengths_follow: whether the length of a video is below its label.
        tails: the last words of several posts.
    """

    def __init__(self) -> None:
        self._texts: deque[str] = deque(maxlen=_TEXTS)
        self._heads: deque[tuple[str, ...]] = deque(maxlen=_HEADS)
        self._names: set[tuple[str, ...]] = set()
        self._lengths = [0, 0]
        self.lengths_follow = False
        self.tails: set[str] = set()

    def look(self, bodies: Iterable[str]) -> None:
        """Learn from the bodies of posts to come."""
        named: set[tuple[str, ...]] = set()
        tails: Counter[str] = Counter()
        for body in bodies:
            tails[tail_of(body)] += 1
            for notice in _LABEL.finditer(body):
                self._lengths[notice["length"] is not None] += 1
            if (match := _FORWARD.match(body)) is None:
                continue
            if label := _BEFORE_LABEL.match(body, match.end()):
                named.add(tuple(label["name"].split()))
            else:
                head = tuple(body[match.end() : match.end() + 160].split()[: _NAME_WORDS + 1])
                if head not in self._heads:
                    self._heads.append(head)
        self.tails = {tail for tail, count in tails.items() if tail and count > 1}
        self._names |= named
        self._names |= set(_shared(sorted(self._heads), 0))
        self.lengths_follow = self._lengths[True] > max(1, self._lengths[False])

    def name_end(self, body: str, at: int) -> int:
        """Where the name of a forward's source ends that begins there; `at` if it is not known."""
        words = body[at : at + 200].split()
        known = [name for name in self._names if tuple(words[: len(name)]) == name]
        if not known:
            label = _BEFORE_LABEL.match(body, at)
            return at if label is None else label.end("name")
        for word in max(known, key=len):
            at = body.index(word, at) + len(word)
        return at

    def add(self, text: str) -> None:
        """Note the text of a post, which one below may answer."""
        self._texts.append("".join(text[: 2 * _LONGEST_QUOTE].split())[: _LONGEST_QUOTE + 1])

    def quote_end(self, body: str, at: int) -> int:
        """Where the text ends that is answered and begins there; `at` if it is that of no post above."""
        places = [i for i in range(at, min(len(body), at + 2 * _LONGEST_QUOTE)) if not body[i].isspace()]
        letters = "".join(body[i] for i in places)
        best = 0
        for text in self._texts:
            size = _common(letters, text)
            if size < len(text) and size >= _SHORTEST_CUT and letters.startswith(_CUT, size):
                size += 1
            elif size < len(text) or size > _LONGEST_QUOTE:
                continue
            end = places[size - 1] + 1 if size else at
            if end == len(body) or body[end].isspace():
                best = max(best, size)
        return places[best - 1] + 1 if best else at


def _common(one: str, other: str) -> int:
    """How many characters both begin with."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[:middle] == other[:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _shared(heads: list[tuple[str, ...]], depth: int) -> Iterable[tuple[str, ...]]:
    """The words with which several forwards begin and after which they differ: the names of their sources.

    Args:
        heads: the first words of forwards, sorted; all begin with the same `depth` words.
        depth: see above.
    """
    if depth > _NAME_WORDS:
        return
    groups = [list(same) for _, same in groupby(heads, key=lambda head: head[depth : depth + 1])]
    several = [group for group in groups if len(group) > 1]
    alone = len(groups) - len(several)
    if depth and (alone > 1 or (alone and not several)):
        if len(heads) > 1:
            yield heads[0][:depth]
        return
    if depth and alone and several:
        return  # either the name of one, or two names with a word in common
    for group in several:
        yield from _shared(group, depth + 1)
