"""How two imperfect copies of a text align."""

from __future__ import annotations

from typing import Final

from ..line_features import Features
from ..window import Window
from .cost_table import COPIES, exact
from .echo import HEAD_LINES, HOPELESS, MOST_INSERTED, SURE_PAIRS, Echo, is_pair

PAIRS: Final = 2  # lines that are each other's only equals nearby, from which two copies are surely of one text
FEW_INSERTED: Final = 16  # lines in a row that only copy 2 has, where they are not
PIECED: Final = 12  # lines of copy 1 that are looked at for the pieces of a line
MOST_PIECES: Final = 8  # of one line
CLOSING: Final = 6  # times that a line is in a stretch, second copies with them, from which it closes texts
LEAST_GLUED: Final = 4  # characters of a line by which it is known within another


def candidates(window: Window, first: int, limit: int, head: int, matches: Matches | None = None) -> list[Echo]:
    """Imperfect echoes of a text that begins at `first`, cheapest first per end; bounded work.

    head: the line that a whole copy 2 begins with, `first` or the one after it; matches: as for `align`.
    """
    following = window.next
    found: dict[tuple[int, int], Echo] = {}
    tried: set[int] = set()
    for anchor in range(head, head + HEAD_LINES):
        if anchor >= limit:
            break
        at = following[anchor]
        if at == -1 or at >= limit:
            at = window.cuts.get(anchor, -1)
        # Anchors at one distance from their copies give one alignment.
        if at == -1 or at >= limit or at - anchor in tried:
            continue
        tried.add(at - anchor)
        echo = _aligned(window, first, anchor, at, limit, head, matches)
        if echo is not None:
            key = (echo.middle, echo.end)
            if key not in found or found[key].cost > echo.cost:
                found[key] = echo
    return list(found.values())


def _aligned(
    window: Window, first: int, anchor: int, middle: int, limit: int, head: int, matches: Matches | None
) -> Echo | None:
    ids = window.ids
    end = 2 * middle - anchor
    if anchor > head and end <= limit and ids[anchor:middle] == ids[middle:end]:
        return _headless(window, first, anchor, middle, end, head)
    if not _promising(window, head, middle, limit):
        return None
    while anchor > head:
        # Copy 2 begins with a line that a custom emoji cut short, or that code broke into pieces.
        pieces = _pieces_before(window, anchor - 1, middle)
        if not pieces:
            break
        anchor -= 1
        middle -= pieces
    return align(window, first, anchor, middle, limit, head, matches)


def _pieces_before(window: Window, position: int, end: int) -> int:
    """How many lines before `end` are the pieces, in order, of the line at a position of copy 1; 0 if they are not."""
    whole = window.text(position)
    for count in range(1, min(MOST_PIECES, end - position - 1) + 1):
        if is_cut(whole, window.text(end - count)):
            rest = whole
            for k in range(end - count, end):
                rest, glued = _without(rest, window.text(k), "")
                if glued is None:
                    return 0
            return count if count == 1 or not rest else 0
    return 0


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
    ahead = range(middle, middle + looked)
    known = sum([head <= before < middle for before in previous[middle : middle + looked]])
    if 2 * known >= looked:
        return True
    # Where code breaks lines into pieces, few are equal.
    copied = [window.text(p) for p in range(head, min(middle, head + PIECED))]
    whole = "\n".join(copied)
    ends = tuple([line for line in copied if len(line) >= LEAST_GLUED])
    for p in ahead:
        if not head <= previous[p] < middle:
            text = window.text(p)
            # A piece of one of the lines, or one of them with a piece before it: `is_glued`.
            known += len(text) >= LEAST_GLUED and (text in whole or text.endswith(ends))
    return 2 * known >= looked


def _lost(lines: list[Features], first: str = "lost-line", following: str = "lost-next") -> float:
    """Price of some lines in a row of copy 1 being missing from copy 2, by the names of the prices."""
    price, more = COPIES[first], COPIES[following]
    cost = 0.0
    run = 0
    for line in lines:
        if cost > HOPELESS:
            break
        if line.boilerplate:
            cost += COPIES["lost-boilerplate"]
        elif line.emoji_first:
            cost += min(COPIES["lost-emoji-line"], price if run == 0 else more)
        else:
            cost += price if run == 0 else more
            run += 1
    return cost


def is_cut(whole: str, part: str) -> bool:
    """Whether line `part` is line `whole` cut short."""
    return whole.startswith(part) and len(part) >= 4


def is_glued(whole: str, part: str) -> bool:
    """Whether line `part` is line `whole` with a piece before it: what stood after code, up to the line's end."""
    return len(whole) >= LEAST_GLUED and len(part) > len(whole) and part.endswith(whole)


def _without(rest: str, piece: str, after: str) -> tuple[str, str | None]:
    """The rest of a line without its next piece, and what of the line after is glued to it; None if it is no piece."""
    start = rest.lstrip()
    if start.startswith(piece):
        return start[len(piece) :].strip(), ""
    if start and after and piece.startswith(start.rstrip()):
        glued = piece[len(start.rstrip()) :]
        if len(glued) >= LEAST_GLUED and after.startswith(glued):
            return "", glued
    return rest, None


def _emoji_at_cut(whole: str, part: str) -> bool:
    rest = whole[len(part) :].lstrip()
    return bool(rest) and not rest[0].isalnum() and ord(rest[0]) > 0x2000


class Match:
    """How lines from `middle` on repeat those since `anchor`; the same wherever the text of both begins.

    Attributes:
        cost: in nats, of what is missing from either copy.
        evidence: how many lines say that both are of one text.
        matched: how many lines both copies have.
        pairs: how many of them have no other equal nearby.
        clean: nothing is missing from either copy.
        custom: what is missing from copy 2 shows a custom emoji.
        end: where copy 2 ends.
        missing: lines that copy 2 lacks.
        inserted, replaced, pulled: as those of `Echo`.
    """

    __slots__ = (
        "clean", "cost", "custom", "end", "evidence", "inserted", "matched", "missing", "pairs", "pulled", "replaced"
    )  # fmt: skip

    def __init__(
        self,
        cost: float,
        evidence: float,
        matched: int,
        pairs: int,
        clean: bool,
        custom: bool,
        end: int,
        missing: list[Features],
        inserted: list[tuple[int, int]],
        replaced: dict[int, int],
        pulled: int,
    ) -> None:
        self.cost = cost
        self.evidence = evidence
        self.matched = matched
        self.pairs = pairs
        self.clean = clean
        self.custom = custom
        self.end = end
        self.missing = missing
        self.inserted = inserted
        self.replaced = replaced
        self.pulled = pulled


Matches = dict[tuple[int, int, int], Match | None]  # by anchor, middle and limit


def align(
    window: Window, first: int, anchor: int, middle: int, limit: int, head: int, matches: Matches | None = None
) -> Echo | None:
    """Read [middle, …) as the second copy of [first, middle), whose line `anchor` is its first line; None if it is not.

    matches: those known so far: texts that begin at several lines have the same.
    """
    if matches is None:
        matches = {}
    key = (anchor, middle, limit)
    if key in matches:
        match = matches[key]
    else:
        match = matches[key] = match_of(window, anchor, middle, limit)
    if match is None:
        return None
    # What the dump cuts may be any share.
    if match.matched * 4 < middle - head and not (match.end == window.size and match.pairs > PAIRS):
        return None
    cost, custom, pulled = match.cost, match.custom, match.pulled
    clean = match.clean and anchor == head
    missing = match.missing
    if anchor > head:
        above = window.features_of(head, anchor)
        cost += _lost(above)
        missing = above + missing
    if cost > HOPELESS:
        return None
    if missing and any(f.emoji_first for f in missing):
        custom, pulled = True, 0
    if match.evidence < 1 and not custom:
        return None
    if not clean and not (missing and all(f.boilerplate for f in missing)):
        if match.evidence < 2:
            cost += exact(COPIES["weak"] * (2 - match.evidence) / 2)
        if match.matched == 1:
            cost += COPIES["lonely"]
    inner = sum([before >= first for before in window.previous[anchor:middle]])
    cost += COPIES["inner"] * inner
    if cost > HOPELESS:
        return None
    return Echo(
        first,
        middle,
        match.end,
        cost=cost,
        clean=clean,
        whole=head == first,
        custom=custom,
        inserted=match.inserted,
        replaced=match.replaced,
        pulled=pulled,
        # The first pair, too, must be a sure one: a signature has an equal above the text, from where the pairs after
        # it would make an echo of a text that begins at the end of the one before.
        forced=match.evidence >= SURE_PAIRS
        and anchor == head
        and not match.inserted
        and not inner
        and is_pair(window, anchor, middle),
    )


def match_of(window: Window, anchor: int, middle: int, limit: int) -> Match | None:
    """How [middle, …) repeats [anchor, middle); None if it does not.

    Both copies keep the order of their lines, so one pass over both suffices.
    """
    ids, unique, previous, barriers = window.ids, window.unique, window.previous, window.barriers
    cost = evidence = 0.0
    matched = pairs = 0
    custom = False
    clean = True
    pending: list[int] = []  # lines of copy 2 that no line of copy 1 has explained yet
    inserted: list[tuple[int, int]] = []
    missing: list[Features] = []
    replaced: dict[int, int] = {}  # line of copy 1: the line of copy 2 that holds it and a piece before it
    rest = ""  # what of a line of copy 1 its copy has not had so far
    broken = 0.0  # what was paid for that
    left, right, end = anchor, middle, middle
    while right < limit and cost <= HOPELESS and (left < middle or rest):
        if evidence >= SURE_PAIRS and pairs > PAIRS and not pending:
            # More evidence changes nothing: equal lines only have to be passed.
            start = right
            while right < limit and left < middle and ids[left] == ids[right]:
                left += 1
                right += 1
            if right > start:
                matched += right - start
                end = right
                rest = ""
                continue
        here = ids[right]
        cut = glued = False
        target = left
        if left == middle or here != ids[left]:
            if barriers[right]:
                break
            if rest:
                # Code broke the line into pieces: this is the next of them, maybe with the line after it.
                rest, following = _without(rest, unique[here], unique[ids[left]] if left < middle else "")
                if following is not None:
                    if not rest:
                        evidence += 1
                        cost -= max(0.0, broken - COPIES["pieces"])
                    if following:
                        matched += 1
                        left += 1
                        rest = unique[ids[left - 1]][len(following) :]
                        broken = COPIES["cut"] if rest else 0.0
                        cost += broken
                    clean = False
                    right += 1
                    end = right
                    continue
                if left == middle:
                    break
            # The earliest equal line of copy 1 that is not after us, or one that this is the beginning of.
            target = -1
            spot = previous[right]
            while spot >= left:
                if spot < middle:
                    target = spot
                spot = previous[spot]
            if target == -1:
                part = unique[here]
                for spot in range(left, min(left + 4, middle)):
                    whole = unique[ids[spot]]
                    if whole.startswith(part) and is_cut(whole, part):
                        target, cut = spot, True
                        break
                    if part.endswith(whole) and is_glued(whole, part) and spot - left < 2:
                        target, glued = spot, True
                        break
            if target == -1:
                if len(pending) >= (MOST_INSERTED if pairs >= PAIRS else FEW_INSERTED):
                    break
                pending.append(right)
                right += 1
                continue
        rest = ""
        if pending:
            # A text with one quote or piece of code has more of them.
            again = "inserted-again" if inserted and pairs >= PAIRS else "inserted"
            cost += COPIES[again] + COPIES["inserted-next"] * (len(pending) - 1)
            inserted += [(target - 1, position) for position in pending]
            pending = []
            clean = False
        if target > left:
            passed = window.features_of(left, target)
            cost += _lost(passed)
            missing += passed
            clean = False
        matched += 1
        if glued:
            cost += COPIES["glued"]
            replaced[target] = right
            evidence += 0.7
            clean = False
        elif cut:
            rest = unique[ids[target]][len(unique[here]) :]
            emoji = _emoji_at_cut(unique[ids[target]], unique[here])
            broken = COPIES["cut-at-emoji"] if emoji else COPIES["cut"]
            cost += broken
            custom = custom or emoji
            clean = False
        elif is_pair(window, target, right):
            evidence += 1
            pairs += 1
        elif window.next[target] == right:
            evidence += 0.7
        left = target + 1
        right += 1
        end = right
    if not evidence or cost > HOPELESS:
        return None
    pulled = 0
    # Where the dump ends with a line that closes other texts, no copy is torn: lines were pulled out of their place.
    if left < middle and end == window.size and window.count[ids[end - 1]] < CLOSING:
        cost += COPIES["torn"]  # the dump ends within copy 2
        clean = False
    elif left < middle:
        passed = window.features_of(left, middle)
        cost += _lost(passed, "pulled", "pulled-next")
        missing += passed
        clean = False
        pulled = middle - left
    return Match(cost, evidence, matched, pairs, clean, custom, end, missing, inserted, replaced, pulled)
