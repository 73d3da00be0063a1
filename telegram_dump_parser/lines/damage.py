"""Lines with damage, as they were without it: a line and its second copy are equal, also where one of them is damaged.

Only comparisons, and values of Telegram's own lines, use this. A post's text has the line as written.
"""

from __future__ import annotations

import re
from typing import Final

from .kinds import LineKind, classify

# Characters that no post has: controls, line separators, marks of what could not be decoded. The reader writes bytes
# that are not valid as \xNN.
_DAMAGE: Final = re.compile(r"(?:[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffd\ud800-\udfff]|\\x[0-9a-f]{2})+")
LEAST: Final = 12  # characters of a line outside the damage, from which another line can be its copy
SLACK: Final = 4  # characters more or less per damaged place
INDEXED: Final = 6  # characters at an end of a line by which it is found
TOGETHER: Final = 16  # lines that are looked at together first
MOST_ALIKE: Final = 16  # lines with equal ends that are compared: there may be any number


def undamaged(texts: list[str]) -> list[str]:
    """The lines without damage; where characters were lost, too, the line that is equal but for them, if there is one.

    texts: trimmed lines. A line of nothing but damage stays as it is.
    """
    # Reactions whose encoding was lost consist of what is damage elsewhere: they are read as written.
    damaged = [
        at + k
        for at in range(0, len(texts), TOGETHER)
        if may_be_damaged("".join(texts[at : at + TOGETHER]))  # of most lines none is
        for k, text in enumerate(texts[at : at + TOGETHER])
        if may_be_damaged(text) and classify(text) is not LineKind.REACTIONS
    ]
    if not damaged:
        return texts
    found = list(texts)
    lossy = []
    for k in damaged:
        found[k] = without_damage(texts[k]) or texts[k]
        if found[k] != texts[k]:
            lossy.append(k)
    if lossy:
        whole = set(found)
        whole.difference_update([found[k] for k in lossy])
        alike = _index(whole)
        for k in lossy:
            if found[k] not in whole:
                found[k] = _copy_of(texts[k], alike) or found[k]
    return found


def without_damage(text: str) -> str:
    """A line without the characters that damage left in it, trimmed."""
    return _DAMAGE.sub("", text).strip() if may_be_damaged(text) else text


def may_be_damaged(text: str) -> bool:
    """Whether a line needs a closer look: most lines need none."""
    return not text.isprintable() or "\\x" in text or "\ufffd" in text


def _index(texts: set[str]) -> dict[str, list[str]]:
    """Lines by their beginnings, and by their ends: a few of each."""
    index: dict[str, list[str]] = {}
    for text in sorted(texts):
        for key in (text[:INDEXED], text[: -INDEXED - 1 : -1]):
            row = index.setdefault(key, [])
            if len(row) < MOST_ALIKE:
                row.append(text)
    return index


def _copy_of(text: str, alike: dict[str, list[str]]) -> str | None:
    """The whole line that a damaged one is, if what is left of it says so."""
    parts = _DAMAGE.split(text)
    start, end = parts[0], parts[-1]
    left = len(start) + len(end)
    if left < LEAST:
        return None
    slack = SLACK * (len(parts) - 1) + sum(map(len, parts[1:-1]))
    key = start[:INDEXED] if len(start) >= INDEXED else end[: -INDEXED - 1 : -1]
    for other in alike.get(key, ()):
        if left <= len(other) <= left + slack and other.startswith(start) and other.endswith(end):
            return other
    return None
