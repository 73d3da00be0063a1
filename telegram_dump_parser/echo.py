"""Second copies: where a text's echo may end, and how two imperfect copies make one text.

Why there is an echo: the extractor moves a post's text out whole (copy 1) and then once more whatever follows each line
break (copy 2). So copy 2 lacks line 1, every line that begins with an element the extractor does not dissolve (custom
emoji, spoiler, code, quote, strike), the rest of a line from such an element on, and lines that it takes for
boilerplate; copy 1 lacks quotes and code, which stand in copy 2 alone. (docs/dumps.md, "The echo".)
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import accumulate
from typing import Final

from .weights import COPIES
from .window import Features, Window

HEAD_LINES: Final = 4  # copy 2 begins with one of the first lines after line 1: those before it are missing
OCCURRENCES: Final = 4  # a line that recurs is tried so often as the beginning of copy 2
NEAR: Final = 60  # lines within which an equal line makes a pair ambiguous
HOPELESS: Final = 24.0  # nats: no reading this dear is ever the cheapest
SURE_PAIRS: Final = 3  # lines with their only copies near by, from which nothing else explains an imperfect echo
MOST_INSERTED: Final = 16  # lines in a row that only copy 2 has
WHOLES: Final = 3  # clean copies with line 1 in both, from which a dump has them
MOSTLY: Final = 0.4  # their share of the clean copies near by; where copy 2 lacks line 1 it is near 0
AROUND: Final = 8  # clean copies each way that are near by
LEAST: Final = 12  # characters of a line without which a copy does not tell


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


def with_line_1(window: Window) -> bytes:
    """By position, 1 where the texts around stand twice with line 1 (nested containers of some captures).

    Nothing within such a text tells: what stands before may always be its line 1. But then there must be such a line,
    text by text, and where copies meet, or follow on reactions or a notice, there is none.
    """
    told: list[tuple[int, bool]] = []  # where a clean copy ends, and whether nothing before it can be its line 1
    before = -1
    for first, end in window.copies:
        if _tells(window, first, end):
            told.append((end, first == before or (first > 0 and window.barriers[first - 1] > 0)))
            before = end
    flags = bytearray(window.size)
    sums = [0, *accumulate([alone for _, alone in told])]
    if sums[-1] >= WHOLES:
        start = 0
        for k, (end, _) in enumerate(told):
            low, high = max(0, k - AROUND), min(len(told), k + AROUND + 1)
            if sums[high] - sums[low] >= max(WHOLES, MOSTLY * (high - low)):
                flags[start:end] = b"\1" * (end - start)
            start = end
        if flags[start - 1]:
            flags[start:] = b"\1" * (window.size - start)
    return bytes(flags)


def _tells(window: Window, first: int, end: int) -> bool:
    """Whether two copies are of one text, and begin here: not a line later, too, and of lines found nowhere else."""
    middle = (first + end) // 2
    if any(window.barriers[first:end]) or (end < window.size and window.ids[end] == window.ids[first]):
        return False
    return any(len(window.text(k)) >= LEAST and is_pair(window, k, k + middle - first) for k in range(first, middle))


def is_pair(window: Window, position: int, copy: int) -> bool:
    """Whether a line and its copy are each other's only equals near by."""
    following, previous = window.next, window.previous
    if following[position] != copy:
        return False
    after, before = following[copy], previous[position]
    return (after == -1 or after - copy > NEAR) and (before == -1 or position - before > NEAR)


def is_forced(window: Window, echo: Echo) -> bool:
    """Whether a clean echo leaves no room for another reading.

    Two or more lines in the same order twice in a row, and nowhere else near: chance does not do that.
    """
    start, middle, end = echo.first + (not echo.whole), echo.middle, echo.end
    following, ids = window.next, window.ids
    length = middle - start
    if end < window.size and ids[end] == ids[start]:
        return False
    if length == 1:
        return is_pair(window, start, middle) and len(window.text(start)) >= 24 and len(window.text(echo.first)) >= 12
    # The first line's copy must be its next occurrence, and must not come a third time at once.
    if following[start] != middle:
        return False
    size = sum(len(window.text(p)) for p in range(start, min(middle, start + 6)))
    if size < 30:
        return False
    return length >= 4 or is_pair(window, start, middle) or is_pair(window, middle - 1, end - 1)


def wholes(window: Window, first: int, limit: int, price: float = COPIES["whole"]) -> list[Echo]:
    """Clean copies that repeat line 1, too (nested containers of some captures)."""
    ids, following, previous = window.ids, window.next, window.previous
    at = following[first]
    found: list[Echo] = []
    tries = 0
    while at != -1 and tries < 2:
        end = 2 * at - first
        if end > limit:
            break
        if ids[first:at] == ids[at:end]:
            # Where lines come again within one copy, it is posts, which stand twice in a file that holds a page twice.
            inner = sum([before >= first for before in previous[first:at]])
            found.append(Echo(first, at, end, cost=price + COPIES["inner"] * inner, whole=True))
        at = following[at]
        tries += 1
    return found


def candidates(window: Window, first: int, limit: int, head: int) -> list[Echo]:
    """Imperfect echoes of a text that begins at `first`, cheapest first per end; bounded work.

    head: the line that a whole copy 2 begins with, `first` or the one behind it.
    """
    following = window.next
    found: dict[tuple[int, int], Echo] = {}
    tried: set[int] = set()
    for anchor in range(head, head + HEAD_LINES):
        if anchor >= limit:
            break
        at = following[anchor]
        # Anchors at one distance from their copies give one alignment.
        if at == -1 or at >= limit or at - anchor in tried:
            continue
        tried.add(at - anchor)
        echo = _aligned(window, first, anchor, at, limit, head)
        if echo is not None:
            key = (echo.middle, echo.end)
            if key not in found or found[key].cost > echo.cost:
                found[key] = echo
    return list(found.values())


def _aligned(window: Window, first: int, anchor: int, middle: int, limit: int, head: int) -> Echo | None:
    unique, ids = window.unique, window.ids
    end = 2 * middle - anchor
    if anchor > head and end <= limit and ids[anchor:middle] == ids[middle:end]:
        return _headless(window, first, anchor, middle, end, head)
    if not _promising(window, head, middle, limit):
        return None
    while anchor > head and middle > anchor and is_cut(unique[ids[anchor - 1]], unique[ids[middle - 1]]):
        # Copy 2 begins with a line that a custom emoji cut short.
        anchor -= 1
        middle -= 1
    return align(window, first, anchor, middle, limit, head)


def _headless(window: Window, first: int, anchor: int, middle: int, end: int, head: int) -> Echo:
    """A clean echo from `anchor` on, read as one of a text that begins before: the lines between have no copy."""
    missing = window.features_of(head, anchor)
    custom = any(f.emoji_first for f in missing)
    cost = _lost(missing)
    if not custom and not any(f.boilerplate for f in missing):
        cost += COPIES["headless"]
    return Echo(first, middle, end, cost=cost, clean=False, whole=head == first, custom=custom)


def _promising(window: Window, head: int, middle: int, limit: int) -> bool:
    """Whether the lines from `middle` on mostly repeat lines since `head`: a cheap look before the alignment."""
    previous = window.previous
    looked = min(4, limit - middle, middle - head)
    return 2 * sum(head <= previous[p] < middle for p in range(middle, middle + looked)) >= looked


def _lost(lines: list[Features], price: float = COPIES["lost-line"], following: float = COPIES["lost-next"]) -> float:
    """Price of some lines in a row of copy 1 being missing from copy 2."""
    cost = 0.0
    run = 0
    for line in lines:
        if cost > HOPELESS:
            break
        if line.boilerplate:
            cost += COPIES["lost-boilerplate"]
        elif line.emoji_first:
            cost += min(COPIES["lost-emoji-line"], price if run == 0 else following)
        else:
            cost += price if run == 0 else following
            run += 1
    return cost


def is_cut(whole: str, part: str) -> bool:
    """Whether line `part` is line `whole` cut short."""
    return whole.startswith(part) and len(part) >= 4


def _emoji_at_cut(whole: str, part: str) -> bool:
    rest = whole[len(part) :].lstrip()
    return bool(rest) and not rest[0].isalnum() and ord(rest[0]) > 0x2000


def align(window: Window, first: int, anchor: int, middle: int, limit: int, head: int) -> Echo | None:
    """Read [middle, …) as the second copy of [first, middle), whose line `anchor` is its first line; None if it is not.

    Both copies keep the order of their lines, so one pass over both suffices.
    """
    ids, unique, previous, barriers = window.ids, window.unique, window.previous, window.barriers
    cost = evidence = 0.0
    matched = 0
    custom = False
    clean = anchor == head
    pending: list[int] = []  # lines of copy 2 that no line of copy 1 has explained yet
    inserted: list[tuple[int, int]] = []
    missing = window.features_of(head, anchor)
    left, right, end = anchor, middle, middle
    while right < limit and left < middle and cost <= HOPELESS:
        here = ids[right]
        cut = False
        target = left
        if here != ids[left]:
            if barriers[right]:
                break
            # The earliest equal line of copy 1 that is not behind us, or one that this is the beginning of.
            target = -1
            spot = previous[right]
            while spot >= left:
                if spot < middle:
                    target = spot
                spot = previous[spot]
            if target == -1:
                part = unique[here]
                for spot in range(left, min(left + 4, middle)):
                    if is_cut(unique[ids[spot]], part):
                        target, cut = spot, True
                        break
            if target == -1:
                if len(pending) >= MOST_INSERTED:
                    break
                pending.append(right)
                right += 1
                continue
        if pending:
            cost += COPIES["inserted"] + COPIES["inserted-next"] * (len(pending) - 1)
            inserted += [(target - 1, position) for position in pending]
            pending = []
            clean = False
        if target > left:
            passed = window.features_of(left, target)
            cost += _lost(passed)
            missing += passed
            clean = False
        matched += 1
        if cut:
            emoji = _emoji_at_cut(unique[ids[target]], unique[here])
            cost += COPIES["cut-at-emoji"] if emoji else COPIES["cut"]
            custom = custom or emoji
            clean = False
        elif is_pair(window, target, right):
            evidence += 1
        elif window.next[target] == right:
            evidence += 0.7
        left = target + 1
        right += 1
        end = right
    body = middle - head
    if matched * 4 < body or not evidence or cost > HOPELESS:
        return None
    pulled = 0
    if left < middle and end == window.size:
        cost += COPIES["torn"]  # the dump ends within copy 2
        clean = False
    elif left < middle:
        passed = window.features_of(left, middle)
        cost += _lost(passed, COPIES["pulled"], COPIES["pulled-next"])
        missing += passed
        clean = False
        pulled = middle - left
    if anchor > head:
        cost += _lost(window.features_of(head, anchor))
    if cost > HOPELESS:
        return None
    if any(f.emoji_first for f in missing):
        custom, pulled = True, 0
    if evidence < 1 and not custom:
        return None
    if not clean and not (missing and all(f.boilerplate for f in missing)):
        if evidence < 2:
            cost += COPIES["weak"] * (2 - evidence) / 2
        if matched == 1:
            cost += COPIES["lonely"]
    inner = sum([before >= first for before in previous[anchor:middle]])
    cost += COPIES["inner"] * inner
    return Echo(
        first,
        middle,
        end,
        cost=cost,
        clean=clean,
        whole=head == first,
        custom=custom,
        inserted=inserted,
        pulled=pulled,
        # The first pair, too, must be a sure one: a signature has an equal above the text, from where the pairs behind
        # it would make an echo of a text that begins at the end of the one before.
        forced=evidence >= SURE_PAIRS
        and anchor == head
        and not inserted
        and not inner
        and is_pair(window, anchor, middle),
    )
