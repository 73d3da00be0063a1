"""Features of words that recur: the lines of one post share words, for posts of a channel differ in their subjects."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import KeysView
from itertools import accumulate, pairwise
from typing import Final

from .columns import Steps

STEMMED: Final = 300  # characters of a line whose words are compared
_CHAINS: Final[Steps] = (0.3, 0.7, 1.2, 2, 3, 4.5, 6.5, 9, 13)
_RELATIVE: Final[Steps] = (0.3, 0.5, 0.7, 0.85, 1.0, 1.15, 1.4, 1.8)
_CHAIN_REACH: Final = 8  # lines within which a word that recurs links them
_CHAIN_MOST: Final = 60  # a word that occurs this often is the channel's, not a post's
_WORD: Final = re.compile(r"(?<!\w)(?:[^\W\d_]{4}|\d\d)")  # its beginning: words are inflected


def stems(text: str) -> KeysView[str]:
    """The beginnings of a line's longer words, and its numbers: what lines of one post may share.

    In the order of the line, which no set keeps: sums over them are the same in every process.
    """
    return dict.fromkeys(_WORD.findall(text[:STEMMED].casefold())).keys()


def cohesion(words: list[KeysView[str]]) -> list[bytes]:
    """How strongly recurring words link the lines on both sides of each boundary; rare words count more than others.

    Columns: relative to the mean nearby; whether it is least here; how strongly the line itself is linked to those
    above, and to those below.
    """
    n = len(words)
    places: defaultdict[str, list[int]] = defaultdict(list)
    for k, shared in enumerate(words):
        for stem in shared:
            places[stem].append(k)
    crossing = [0.0] * (n + 1)
    left, right = [0.0] * n, [0.0] * n
    for found in places.values():
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


def _stepped(column: list[float]) -> bytes:
    return bytes([bisect_right(_CHAINS, value + 1e-9) if value else 0 for value in column])
