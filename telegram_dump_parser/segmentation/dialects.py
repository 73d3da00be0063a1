"""Which extractor made a stretch of a dump: whether texts appear twice, and if not, how their lines are laid out.

Dumps may be joined from several, so each stretch is judged by its own lines. If there are many clean second copies, the
texts are echoed. If there are many blank lines, they are inside posts. Otherwise, lines that only one extractor leaves
(reactions, polls, indents after media) show which one it was.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import and_
from typing import Final

from ..lines.kinds import LineKind
from ..vocabulary import Dialect
from .layout_evidence import OF_WHOLE_POSTS, indent, is_site_of_repeated_text, is_untrimmed, of_whole_posts
from .state_machine import MESSAGE_TABLE, SINGLE_TABLE, TABLE, TransitionTable
from .window import TEXT_LIMIT, Window

Stretch = tuple[int, int, Dialect]  # first line, end, dialect
Knots = tuple[tuple[float, float], ...]
"""From the margin of a boundary, in nats, to the share of right boundaries, 0 to 1; both rise. Between two: a line."""


@dataclass(frozen=True, slots=True)
class Profile:
    """The properties of a dialect. A new dialect is a member of `Dialect`, an entry of `PROFILES`, and trees.

    Attributes:
        table: which line may follow which.
        copies: whether texts appear twice. Else the boundary model says where posts begin, from trees of its own.
        knots: the calibration; None where it was counted when the trees were trained, and is stored with them.
        read_once_as: the dialect whose trees judge it where its copies are not looked at.
    """

    table: TransitionTable
    copies: bool = False
    knots: Knots | None = None
    read_once_as: Dialect | None = None

    def __post_init__(self) -> None:
        if self.copies and (self.knots is None or self.read_once_as is None):
            raise ValueError("a dialect whose texts stand twice has no trees: its profile needs knots and read_once_as")


PROFILES: Final[dict[Dialect, Profile]] = {
    Dialect.ECHOED: Profile(
        TABLE,
        copies=True,
        # Counted on the bench by benchmarks/calibrate.py; see docs/accuracy.md.
        knots=(
            (0.0, 0.532),
            (0.5, 0.6),
            (1.0, 0.755),
            (2.0, 0.92),
            (3.5, 0.95),
            (5.5, 0.995),
            (8.0, 0.998),
            (15.0, 0.999),
        ),
        read_once_as=Dialect.CURRENT,
    ),
    Dialect.SPACED: Profile(MESSAGE_TABLE),
    Dialect.TIGHT: Profile(MESSAGE_TABLE),
    Dialect.CURRENT: Profile(SINGLE_TABLE),
}

FAR: Final = 60  # non-blank lines without a sign of a dialect from which it is no longer that dialect's
SPARSE: Final = 150  # the same between two of its signs, where these are empty lines: a post may be a list of a hundred
REACH: Final = 40  # lines from a line of a text to its second copy, if both are to be a sign
TWICE: Final = 2  # times as many lines as a text next to them that an end cuts, from which all are of one dialect
LEAST: Final = 12  # characters of a line whose copy is a sign: shorter ones recur by chance
COPIED: Final = 0.12  # share of such lines, both copies, from which a stretch is echoed; without an echo it is near 0
MOSTLY: Final = 0.5  # share of the lines of a first copy that come again: some may be lost
SHORT: Final = 3  # lines; so near are the copies of short texts, line after line, also where all texts are alike
LONG: Final = 3  # lines of a copy from which it is a sign also where its lines recur elsewhere
RECURRING: Final = 0.35  # share of lines that come again as near as that, from which a stretch is echoed
PARAGRAPHS: Final = 2  # empty lines, and their share, from which a stretch is spaced: dumps may be joined with some
BROKEN: Final = 0.03
PICTURED: Final = 3  # reactions on two lines each, from which a page is a fallback
_ECHOED: Final = Dialect.ECHOED
_SPACED: Final = Dialect.SPACED
_TEXT: Final = LineKind.TEXT
_VIEW: Final = LineKind.VIEW
_MEDIA_LABEL: Final = LineKind.MEDIA_LABEL
_GLYPH: Final = LineKind.GLYPH


def blanks_between(lines: Sequence[str], at: list[int]) -> list[int]:
    """How many empty lines are before each line that is not blank, up to three, and after the last.

    Lines of nothing but spaces are not counted: they are left of a page's own layout, not of a text's paragraphs.
    at: where the lines are that are not blank.
    """
    return [
        min(3, lines[before + 1 : here].count("")) if here - before > 1 else 0
        for before, here in zip([-1, *at], [*at, len(lines)], strict=True)
    ]


def stretches(window: Window, blanks: list[int]) -> list[Stretch]:
    """Partition the lines of a window by dialect. `blanks`: as `blanks_between` gives them."""
    own = [kind is _TEXT and len(text) >= LEAST for kind, text in zip(window.kinds_of, window.unique, strict=True)]
    texts = bytes(map(own.__getitem__, window.ids))
    twice = bytearray(window.size)
    signs = joined(_signs(window, blanks, texts, twice))
    found: list[Stretch] = []
    done = 0
    for first, end, dialect in joined([sign for sign in signs if _is_likely(blanks, texts, twice, *sign)]):
        start = first if _is_far(window, done, first, (first, end, dialect)) else done
        if start > done:
            found.append((done, start, plain_dialect(window, done, start)))
        found.append((start, end, dialect))
        done = end
    if found and not _is_far(window, done, window.size, found[-1]):
        found[-1] = (found[-1][0], window.size, found[-1][2])
    elif done < window.size:
        found.append((done, window.size, plain_dialect(window, done, window.size)))
    return joined(found, far=0)


def _is_far(window: Window, first: int, end: int, beside: Stretch) -> bool:
    """Whether lines without a sign of the dialect of the stretch next to them may be of another.

    At an end of the dump they may be what is left of one text whose second copy is cut.
    """
    if end - first <= FAR:
        return False
    whole = beside[2] is _ECHOED and beside[1] - beside[0] >= TWICE * (end - first)
    at_an_end = first == 0 or end == window.size
    return not (whole and at_an_end) or sum(map(len, window.texts[first:end])) > TEXT_LIMIT


def _signs(window: Window, blanks: list[int], texts: bytes, twice: bytearray) -> Iterable[Stretch]:
    """Spans of lines that speak for a dialect, in the order of their beginnings; lines that appear twice are marked."""
    signs: list[Stretch] = []
    following = window.next
    copies = {first: end for first, end in window.copies if _are_pairs(window, texts, first, end)}
    if window.torn_copy is not None:
        copies[window.torn_copy] = window.size
    k = 0
    while k < window.size:
        end = copies.get(k)
        if end is not None:
            signs.append((max(0, k - 1), end, _ECHOED))
            twice[k:end] = b"\1" * (end - k)
            k = (k + end) // 2  # what the first copy's own lines would say is said
            continue
        copy = following[k]
        if texts[k] and 0 < copy - k <= REACH and _is_pair(window, k, copy) and _is_copied(window, k, copy):
            signs.append((max(0, k - 1), copy + 1, _ECHOED))
            twice[k] = twice[copy] = 1
        if k and blanks[k]:
            signs.append((k - 1, k + 1, _SPACED))
        k += 1
    return signs


def _are_pairs(window: Window, texts: bytes, first: int, end: int) -> bool:
    """Whether a clean second copy is a sign: a short one may be of lines that come in each post, as a template's do."""
    far = (end - first) // 2
    own = [k for k in range(first, first + far) if texts[k]]
    return bool(own) and (far >= LONG or len(own) <= 2 * sum(_is_pair(window, k, k + far) for k in own))


def _is_pair(window: Window, position: int, copy: int) -> bool:
    """Whether two equal lines are nearer to each other than to any third."""
    apart = 2 * (copy - position)
    after, before = window.next[copy], window.previous[position]
    return (after < 0 or after - copy >= apart) and (before < 0 or position - before >= apart)


def _is_copied(window: Window, first: int, copy: int) -> bool:
    """Whether most of what is between a line and its copy comes again, too: a list may hold a line twice."""
    end = 2 * copy - first
    if 2 in window.barriers[first:copy] or (copy - first == 2 and window.next[first + 1] != copy + 1):
        return False  # a notice is no part of a text; the title of a link's preview may be the text again
    again = sum([copy <= other <= end for other in window.next[first:copy]])
    return again >= MOSTLY * (copy - first)


def joined(signs: Iterable[Stretch], far: int = FAR) -> list[Stretch]:
    """Signs of one dialect that keep coming are one stretch."""
    found: list[Stretch] = []
    for first, end, dialect in signs:
        last = found[-1] if found else (0, 0, None)
        if end <= last[1]:
            continue
        if dialect is last[2] and first - last[1] <= (max(far, SPARSE) if far and dialect is _SPACED else far):
            found[-1] = (last[0], end, dialect)
        else:
            found.append((max(first, last[1]), end, dialect))
    return found


def _is_likely(blanks: list[int], texts: bytes, twice: bytearray, first: int, end: int, dialect: Dialect) -> bool:
    """Whether the signs of a stretch are enough: a line may appear twice, or a blank line within a text, by chance."""
    if dialect is _SPACED:
        broken = sum(count > 0 for count in blanks[first + 1 : end])
        # Between texts that appear twice one more is wanted: few empty lines are not their paragraphs.
        return broken >= PARAGRAPHS + (1 in twice) and broken >= BROKEN * (end - first)
    start, stop = max(0, first - FAR // 2), end + FAR // 2
    around = texts[start:stop]  # no slice object: compiled code takes an index of bytes for a number
    copied: int = sum(map(and_, around, twice[start:stop]))
    return copied >= COPIED * around.count(1)


def plain_dialect(window: Window, first: int, end: int) -> Dialect:
    """The dialect of lines that hold neither second copies of some length nor blank lines.

    Where they were made with an echo there may be none, if all posts are of one line; then what is after a video's
    label is not indented, as it is elsewhere. Else `layout_evidence` says whether they are whole posts.
    """
    if _is_without_copies(window, first, end) and not is_untrimmed(window, first, end):
        return _ECHOED
    return Dialect.CURRENT if of_whole_posts(window, first, end) > 0 else Dialect.TIGHT


def _is_without_copies(window: Window, first: int, end: int) -> bool:
    """Whether lines were made as those that appear twice are, but have few copies: posts of one line, or a fallback."""
    kinds, texts = window.kinds, window.texts
    whole = indented = plain = pictured = lines = 0
    again: set[int] = set()
    often: set[int] = set()  # lines that appear three times or more in a row: a template's, unless all texts are alike
    for k in range(first, end):
        kind = kinds[k]
        after_view = k > first + 1 and kinds[k - 1] is _VIEW
        deeper = after_view and texts[k][0] == " " and indent(texts[k]) > indent(texts[k - 1])
        indented += deeper
        if kind is _TEXT:
            lines += 1
            copy = window.next[k]
            if copy == k + 1:
                twice = window.previous[k] != k - 1 and window.next[copy] != copy + 1
                again |= {k, copy} if twice else set()
                often |= set() if twice else {k, copy}
            elif 0 < copy - k <= SHORT and window.next[k + 1] == copy + 1:  # two lines: one alone is a signature
                again |= {k, k + 1, copy, copy + 1}
            whole += is_site_of_repeated_text(window, k)
            plain += after_view and kinds[k - 2] is _MEDIA_LABEL and not deeper
        elif kind in OF_WHOLE_POSTS:
            whole += 1
        elif kind is _GLYPH:
            pictured += k + 1 < end and kinds[k + 1] is LineKind.COUNT
    if pictured >= PICTURED or len(again) > RECURRING * lines or 2 * len(often) > lines:
        return True
    # One sign is enough: messages' texts have none, and how many posts have one says nothing of how lines were made.
    return plain > 0 and whole > 0 and not indented
