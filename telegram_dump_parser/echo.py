"""Second copies: where a text's echo may end, and how two imperfect copies make one text.

Why there is an echo: the extractor moves a post's text out whole (copy 1) and then once more whatever follows each line
break (copy 2). So copy 2 lacks line 1, every line that begins with an element the extractor does not dissolve (custom
emoji, spoiler, code, quote, strike), the rest of a line from such an element on, and lines that it takes for
boilerplate; copy 1 lacks quotes and code, which stand in copy 2 alone. (docs/dumps.md, "The echo".)
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from .window import Window

# A Telegram text has at most 4,096 UTF-16 units (core.telegram.org/api/config: message_length_max), line breaks
# included; so a copy starts within that many characters, and both end within twice as many.
TEXT_LIMIT: Final = 4096
# Of the lines after the first, how many may be missing from copy 2 before it begins, and how often a line that
# recurs is tried as copy 2's beginning.
HEAD_LINES: Final = 5
OCCURRENCES: Final = 4


@dataclass(slots=True)
class Echo:
    """A reading of lines [first, end) as one text: copy 1 is [first, middle), copy 2 is [middle, end)."""

    first: int
    middle: int
    end: int
    cost: float = 0.0
    clean: bool = True
    whole: bool = False  # copy 2 has line 1, too
    custom: bool = False  # what is missing from copy 2 tells of a custom emoji
    inserted: list[tuple[int, int]] = field(default_factory=list)  # (line of copy 1 before it, line of copy 2)
    pulled: int = 0  # how many of copy 1's last lines were pulled out of their place
    forced: bool = False  # nothing else explains these lines


# Prices, in nats, of what a copy may lack. Fitted by hand to the order of magnitude of their rates.
LOST_EMOJI_LINE: Final = 1.1  # begins with an emoji: a custom one takes its line out of copy 2
LOST_LINE: Final = 2.6  # begins with a quote, code, spoiler: not to be seen in the text
LOST_NEXT: Final = 1.8  # quotes and code have several lines
PULLED: Final = 1.6  # the last of copy 1, a quote or code pulled out of its place
PULLED_NEXT: Final = 0.9
LONELY: Final = 2.5  # something is missing, and one line is all that both copies share
LOST_BOILERPLATE: Final = 0.1
CUT_AT_EMOJI: Final = 0.7
CUT_LINE: Final = 2.5
INSERTED: Final = 2.6
INSERTED_NEXT: Final = 0.9
WEAK: Final = 3.0  # the copies share next to nothing that does not recur in the dump
INNER: Final = 1.5  # a line that copy 1 has twice: more likely two posts
WHOLE: Final = 3.0


def squares(window: Window, first: int, limit: int) -> list[Echo]:
    """Clean echoes of a text that begins at `first`: lines first+1… stand twice in a row, nothing missing.

    limit: position that no copy may reach across. At most OCCURRENCES of them, the shortest first.
    """
    ids, following = window.ids, window.next
    found: list[Echo] = []
    start = first + 1
    if start >= limit:
        return found
    at = following[start]
    tries = 0
    while at != -1 and tries < OCCURRENCES:
        length = at - start
        end = at + length
        if end > limit:
            break
        if ids[start + length - 1] == ids[end - 1] and ids[start:at] == ids[at:end]:
            found.append(Echo(first, at, end))
        at = following[at]
        tries += 1
    return found


def is_forced(window: Window, echo: Echo) -> bool:
    """Whether a clean echo leaves no room for another reading.

    Two or more lines in the same order twice in a row, none of which stands anywhere else near: chance does not do that.
    """
    start, middle, end = echo.first + 1, echo.middle, echo.end
    following, ids = window.next, window.ids
    length = middle - start
    if end < window.size and ids[end] == ids[start]:
        return False
    if length == 1:
        return window.count[ids[start]] == 2 and len(window.text(start)) >= 40 and len(window.text(echo.first)) >= 20
    # The first line's copy must be its next occurrence, and must not come a third time at once.
    if following[start] != middle:
        return False
    size = sum(len(window.text(p)) for p in range(start, min(middle, start + 6)))
    if size < 30:
        return False
    return window.count[ids[start]] == 2 or window.count[ids[middle - 1]] == 2 or length >= 4


def wholes(window: Window, first: int, limit: int) -> list[Echo]:
    """Clean copies that repeat line 1, too (nested containers of some captures)."""
    ids, following = window.ids, window.next
    at = following[first]
    found: list[Echo] = []
    tries = 0
    while at != -1 and tries < 2:
        end = 2 * at - first
        if end > limit:
            break
        if ids[first:at] == ids[at:end]:
            found.append(Echo(first, at, end, cost=WHOLE, whole=True))
        at = following[at]
        tries += 1
    return found


def candidates(window: Window, first: int, limit: int) -> list[Echo]:
    """Imperfect echoes of a text that begins at `first`, cheapest first per end; bounded work."""
    ids, following = window.ids, window.next
    found: dict[tuple[int, int], Echo] = {}
    tried: set[int] = set()
    for k in range(1, HEAD_LINES + 1):
        anchor = first + k
        if anchor >= limit:
            break
        at = following[anchor]
        tries = 0
        while at != -1 and at < limit and tries < OCCURRENCES:
            if at not in tried:
                tried.add(at)
                echo = align(window, first, anchor, at, limit)
                if echo is not None:
                    key = (echo.middle, echo.end)
                    if key not in found or found[key].cost > echo.cost:
                        found[key] = echo
            at = following[at]
            tries += 1
    return list(found.values())


def _lost(window: Window, position: int, run: int) -> float:
    features = window.features(position)
    if features.boilerplate:
        return LOST_BOILERPLATE
    if features.emoji_first:
        return LOST_EMOJI_LINE
    return LOST_LINE if run == 0 else LOST_NEXT


def is_cut(window: Window, whole: int, part: int) -> tuple[bool, bool]:
    """Whether line `part` is line `whole` cut short, and whether an emoji stands at the cut."""
    unique, ids = window.unique, window.ids
    a, b = unique[ids[whole]], unique[ids[part]]
    if not a.startswith(b) or len(b) < 4:
        return False, False
    rest = a[len(b):].lstrip()
    return True, bool(rest) and not rest[0].isalnum() and ord(rest[0]) > 0x2000


def align(window: Window, first: int, anchor: int, middle: int, limit: int) -> Echo | None:
    """Read [middle, …) as the second copy of [first, middle), whose line `anchor` is its first line; None if it is not.

    Both copies keep the order of their lines, so one pass over both suffices.
    """
    ids = window.ids
    cost = 0.0
    custom = False
    clean = True
    lost_run = 0
    for position in range(first + 1, anchor):
        cost += _lost(window, position, lost_run)
        custom = custom or window.features(position).emoji_first
        lost_run += 1
        clean = False
    place: dict[int, list[int]] = {}
    for position in range(anchor, middle):
        place.setdefault(ids[position], []).append(position)
    left, right = anchor, middle
    matched = 0
    evidence = 0.0  # lines that pair up and stand nowhere else count in full
    pending: list[int] = []  # lines of copy 2 that no line of copy 1 has explained yet
    inserted: list[tuple[int, int]] = []
    end = middle
    barriers = window.barriers
    while right < limit and left < middle:
        if barriers[right]:
            break
        here = ids[right]
        spots = place.get(here)
        target = -1
        if spots is not None:
            for spot in spots:
                if spot >= left:
                    target = spot
                    break
        is_cut_line = at_emoji = False
        if target == -1:
            for spot in range(left, min(left + 4, middle)):
                is_cut_line, at_emoji = is_cut(window, spot, right)
                if is_cut_line:
                    target = spot
                    break
        if target == -1:
            if len(pending) >= 24:
                break
            pending.append(right)
            right += 1
            continue
        if pending:
            cost += INSERTED + INSERTED_NEXT * (len(pending) - 1)
            inserted += [(target - 1, position) for position in pending]
            pending = []
            clean = False
        run = 0
        for position in range(left, target):
            cost += _lost(window, position, run)
            custom = custom or window.features(position).emoji_first
            run += 1
            clean = False
        if is_cut_line:
            cost += CUT_AT_EMOJI if at_emoji else CUT_LINE
            custom = custom or at_emoji
            clean = False
        matched += 1
        if not is_cut_line:
            if window.count[here] == 2:
                evidence += 1
            elif window.next[target] == right:
                evidence += 0.7
        left = target + 1
        right += 1
        end = right
    pulled = 0 if custom or any(window.features(p).emoji_first for p in range(left, middle)) else middle - left
    run = 0
    for position in range(left, middle):
        cost += min(_lost(window, position, run), PULLED if run == 0 else PULLED_NEXT)
        custom = custom or window.features(position).emoji_first
        run += 1
        clean = False
    body = middle - first - 1
    if matched * 4 < body or (evidence < 1 and not (custom and evidence)):
        return None
    if not clean and evidence < 2:
        cost += WEAK * (2 - evidence) / 2
    if matched == 1 and not clean:
        cost += LONELY
    previous = window.previous
    cost += INNER * sum(previous[p] >= first for p in range(anchor, middle))
    return Echo(first, middle, end, cost=cost, clean=clean, custom=custom, inserted=inserted, pulled=pulled)
