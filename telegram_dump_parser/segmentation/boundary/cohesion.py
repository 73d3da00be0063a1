"""Features of words that recur: the lines of one post share words, for posts of a channel differ in their subjects."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import KeysView
from itertools import accumulate, pairwise
from math import log
from typing import Final

from .columns import NOTHING, Steps, moved

STEMMED: Final = 300  # characters of a line whose words are compared
_OVERLAPS: Final[Steps] = (0.001, 0.05, 0.1, 0.2, 0.35, 0.6)
_CHAINS: Final[Steps] = (0.3, 0.7, 1.2, 2, 3, 4.5, 6.5, 9, 13)
_RELATIVE: Final[Steps] = (0.3, 0.5, 0.7, 0.85, 1.0, 1.15, 1.4, 1.8)
_CHAIN_REACH: Final = 8  # lines within which a word that recurs links them
_CHAIN_MOST: Final = 60  # a word that occurs this often is the channel's, not a post's
_SHARES: Final[Steps] = (0.001, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8)
_NEAR: Final = 6  # lines each way in which a line's words are looked for
_WORD: Final = re.compile(r"(?<!\w)(?:[^\W\d_]{4}|\d\d)")  # its beginning: words are inflected
# The same, but shorter where a letter is a syllable. Between ideographs and kana there are no spaces, so any two are
# taken for a word.
_SYLLABLES: Final = re.compile(
    r"[\u3040-\u30ff\u4e00-\u9fff]{2}|(?<!\w)(?:[\uac00-\ud7a3]{2}|[\u1200-\u137f]{3}|[^\W\d_]{4}|\d\d)"
)
_SYLLABLE: Final = re.compile("[\u1200-\u137f\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7a3]")
_NAME: Final = re.compile(r"(?<!\w)[^\W\d_]{3,5}")  # the beginning of a longer word; see `names`

Words = list[KeysView[str]]
"""Of each line the words that count, each once, in the order of the line.

No set keeps that order: so sums over the words are the same in every process.
"""


def stems(text: str) -> KeysView[str]:
    """The beginnings of a line's longer words, and its numbers: what lines of one post may share."""
    return dict.fromkeys(_WORD.findall(text[:STEMMED].casefold())).keys()


def short_stems(text: str) -> KeysView[str]:
    """The same, but with shorter beginnings where a letter is a syllable; see `is_syllabic`."""
    return dict.fromkeys(_SYLLABLES.findall(text[:STEMMED].casefold())).keys()


def is_syllabic(text: str) -> bool:
    """Whether a text may have other short stems than stems."""
    return not text.isascii() and _SYLLABLE.search(text) is not None


def names(text: str) -> KeysView[str]:
    """The beginnings of what may be names in a line: longer words with a capital, or of a script without capitals."""
    return dict.fromkeys([word.casefold() for word in _NAME.findall(text[:STEMMED]) if not word[0].islower()]).keys()


def places_of(words: Words) -> list[list[int]]:
    """The lines of each word, from above to below."""
    places: defaultdict[str, list[int]] = defaultdict(list)
    for k, of_line in enumerate(words):
        for word in of_line:
            places[word].append(k)
    return [*places.values()]


def overlap(above: KeysView[str], below: KeysView[str]) -> int:
    """How many words two lines share."""
    if above.isdisjoint(below):  # as most are
        return 1 if above and below else 0
    return 1 + bisect_right(_OVERLAPS, len(above & below) / min(len(above), len(below)))


def chains(places: list[list[int]], size: int) -> list[bytes]:
    """The columns of `cohesion`; the last one again, of the line above; the last but one again, of the line below."""
    columns = cohesion(places, size)
    left, right = columns[-2:]
    return [*columns, moved(right, -1, size, 0), moved(left, 1, size, 0)]


def cohesion(places: list[list[int]], size: int) -> list[bytes]:
    """How strongly recurring words link the lines on both sides of each boundary; rare words count more than others.

    Columns: relative to the mean nearby; whether it is least here; how strongly the line itself is linked to those
    above, and to those below.

    Args:
        places: as `places_of` gives them.
        size: the number of lines.
    """
    n = size
    crossing = [0.0] * (n + 1)
    left, right = [0.0] * n, [0.0] * n
    for found in places:
        if not 1 < len(found) <= _CHAIN_MOST:
            continue
        weight = (len(found) - 1) ** -0.5
        for before, place in pairwise(found):
            if place - before <= _CHAIN_REACH:
                crossing[before + 1] += weight
                crossing[place + 1] -= weight
                right[before] += weight
                left[place] += weight
    strength = list(accumulate(crossing))
    relative, least = bytearray(n), bytearray(n)
    for k in range(n):
        near = strength[max(0, k - 3) : k + 4]
        mean = sum(near) / len(near)
        relative[k] = bisect_right(_RELATIVE, strength[k] / mean) if mean > 0.01 else 20
        least[k] = strength[k] <= min(strength[max(0, k - 2) : k + 3]) + 1e-9
    return [bytes(relative), bytes(least), _stepped(left), _stepped(right)]


def recurrence(places: list[list[int]], size: int) -> list[bytes]:
    """Which share of a line's words occurs a few lines above, and which a few lines below, in two columns.

    A post has its own subject: its lines share words, and its first line has few in common with those above it. Rare
    words count more. NOTHING: a line without words.

    Args:
        places: as `places_of` gives them.
        size: the number of lines.
    """
    total, above, below = [0.0] * size, [0.0] * size, [0.0] * size
    for found in places:
        weight = log(1 + size / len(found))
        for place in found:
            total[place] += weight
        for before, place in pairwise(found):
            if place - before <= _NEAR:
                above[place] += weight
                below[before] += weight
    return [_shares(above, total), _shares(below, total)]


def _shares(some: list[float], total: list[float]) -> bytes:
    return bytes([bisect_right(_SHARES, a / b) if b else NOTHING for a, b in zip(some, total, strict=True)])


def _stepped(column: list[float]) -> bytes:
    return bytes([bisect_right(_CHAINS, value + 1e-9) if value else 0 for value in column])
