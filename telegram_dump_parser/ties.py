"""Words that come again tie lines together: posts of a channel differ in what they are about."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, KeysView
from typing import Final

STEMMED: Final = 300  # characters of a line whose words are compared
_CHAINS: Final = (0.3, 0.7, 1.2, 2, 3, 4.5, 6.5, 9, 13)
_RELATIVE: Final = (0.3, 0.5, 0.7, 0.85, 1.0, 1.15, 1.4, 1.8)
_CHAIN_REACH: Final = 8  # lines within which a word that comes again ties them
_CHAIN_MOST: Final = 60  # a word that stands so often is the channel's, not a post's
_WORD: Final = re.compile(r"\b(?:[^\W\d_]{4}|\d\d)")  # its beginning: words are inflected


def stems(text: str) -> KeysView[str]:
    """The beginnings of a line's longer words, and its numbers: what lines of one post may share.

    In the order of the line, which no set keeps: sums over them are the same in every process.
    """
    return dict.fromkeys(_WORD.findall(text[:STEMMED].casefold())).keys()


def ties(words: list[KeysView[str]]) -> list[tuple[int, ...]]:
    """How strongly words that come again tie the lines on both sides of each seam, rare words more than common ones."""
    n = len(words)
    places: dict[str, list[int]] = {}
    for k, shared in enumerate(words):
        for stem in shared:
            found = places.get(stem)
            if found is None:
                places[stem] = [k]
            else:
                found.append(k)
    crossing = [0.0] * (n + 2)
    left, right = [0.0] * (n + 1), [0.0] * (n + 1)
    for found in places.values():
        count = len(found)
        if not 1 < count <= _CHAIN_MOST:
            continue
        weight = (count - 1) ** -0.5
        before = found[0]
        for place in found[1:]:
            if place - before <= _CHAIN_REACH:
                crossing[before + 1] += weight
                crossing[place + 1] -= weight
                right[before] += weight
                left[place] += weight
            before = place
    tied: list[float] = []
    total = 0.0
    for change in crossing[: n + 1]:
        total += change
        tied.append(total)
    step = _stepped(_CHAINS)
    lefts, rights = [step(x) for x in left], [step(x) for x in right]
    rows: list[tuple[int, ...]] = []
    for k in range(n):
        near = tied[max(0, k - 3) : k + 4]
        mean = sum(near) / len(near)
        rows.append(
            (
                bisect_right(_RELATIVE, tied[k] / mean) if mean > 0.01 else 20,
                tied[k] <= min(tied[max(0, k - 2) : k + 3]) + 1e-9,
                lefts[k], rights[k], rights[k - 1] if k else 0, lefts[k + 1],
            )
        )  # fmt: skip
    return rows


def _stepped(steps: tuple[float, ...]) -> Callable[[float], int]:
    return lambda value: bisect_right(steps, value + 1e-9)
