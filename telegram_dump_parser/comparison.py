"""Compare the posts of a dump with those of a page or export of the same channel.

Posts are aligned by the lines of their texts. If a post differs, there are two possible causes: the program that
flattened the page lost or broke lines, which nobody can repair; or this package split the dump wrongly, which is a bug.
In the second case, all lines are in the dump.
"""

from __future__ import annotations

import itertools
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from .dump import Dump
from .models import Post

# Between two anchors this many lines are compared each with each; more are left to the anchors.
_MOST_PAIRS: Final = 40_000


class Verdict(StrEnum):
    """How a post of the page differs in the dump."""

    SAME = "same"
    LOST_LINES = "lost-lines"  # one of its lines is not in the dump
    RE_BROKEN = "re-broken"  # all characters are there, with other line breaks
    SPLIT_DIFFERENTLY = "split-differently"  # all lines are there, but not as one post


@dataclass(frozen=True, slots=True)
class ComparedPost:
    """A post of the page, and how it differs in the dump.

    Attributes:
        page: the post of the page.
        verdict: how it differs in the dump.
        found_in: indexes of the posts of the dump that have its lines, in order.
        missing: its lines that no post of the dump has.
    """

    page: Post
    verdict: Verdict
    found_in: tuple[int, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """The result of `compare`.

    Attributes:
        posts: the posts of the page that have a text, in the order of the page.
        without_text: number of posts of the page without a text; these are not compared.
    """

    posts: tuple[ComparedPost, ...]
    without_text: int

    @property
    def counts(self) -> dict[Verdict, int]:
        """Number of posts for each verdict."""
        counted = Counter(post.verdict for post in self.posts)
        return {verdict: counted[verdict] for verdict in Verdict}

    def __repr__(self) -> str:
        counts = ", ".join(f"{count} {verdict}" for verdict, count in self.counts.items())
        return f"<Comparison of {len(self.posts)} posts: {counts}>"


def compare(dump: Dump, page: Dump) -> Comparison:
    """Compare a dump with a page or export of the same posts.

    White space within lines, and blank lines, make no difference.

    Args:
        dump: the parsed dump.
        page: the parsed page or export. Its posts must be in the same order. Dump and page may each have posts that
            the other does not have.
    """
    stated = [(number, line) for number, post in enumerate(page) for line in _lines(post.text)]
    read = [(number, line) for number, post in enumerate(dump) for line in _lines(post.text)]
    partner = dict(_aligned([line for _, line in stated], [line for _, line in read]))
    places = _by_post(stated)
    own = _by_post(read)
    back = {there: here for here, there in partner.items()}
    raw = _Raw(dump.lines_of_posts())
    matched_places = sorted(partner)
    found = []
    for number, ats in places.items():
        posts = tuple(dict.fromkeys(read[partner[at]][0] for at in ats if at in partner))
        missing = tuple(stated[at][1] for at in ats if at not in partner)
        # Where in the dump the post must stand: between what is before it and after it on the page.
        before, after = bisect_left(matched_places, ats[0]) - 1, bisect_left(matched_places, ats[-1] + 1)
        low = read[partner[matched_places[before]]][0] if before >= 0 else 0
        high = read[partner[matched_places[after]]][0] if after < len(matched_places) else len(dump) - 1
        if not missing and len(posts) == 1 and all(back.get(at) in ats for at in own[posts[0]]):
            verdict = Verdict.SAME
        elif all(raw.has_line(line, low, high) for line in missing):
            verdict = Verdict.SPLIT_DIFFERENTLY
        elif raw.has_characters("".join(stated[at][1] for at in ats), low, high):
            verdict = Verdict.RE_BROKEN
        else:
            verdict = Verdict.LOST_LINES
        found.append(ComparedPost(page[number], verdict, posts, missing))
    return Comparison(tuple(found), len(page) - len(found))


class _Raw:
    """The lines of a dump's posts, whatever they are taken for."""

    def __init__(self, posts: list[str]) -> None:
        self._holders: dict[str, list[int]] = {}
        parts: list[str] = []
        self._begins = [0]
        for number, text in enumerate(posts):
            lines = _lines(text)
            for line in lines:
                self._holders.setdefault(line, []).append(number)
            parts.append("".join(lines).replace(" ", ""))
            self._begins.append(self._begins[-1] + len(parts[-1]))
        self._characters = "".join(parts)

    def has_line(self, line: str, low: int, high: int) -> bool:
        """Whether one of the posts from `low` to `high` has the line."""
        holders = self._holders.get(line, [])
        at = bisect_left(holders, low)
        return at < len(holders) and holders[at] <= high

    def has_characters(self, text: str, low: int, high: int) -> bool:
        """Whether these posts have the text, but for white space."""
        wanted = text.replace(" ", "")
        return wanted in self._characters[self._begins[low] : self._begins[high + 1]] if low <= high else False


def _by_post(lines: list[tuple[int, str]]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for at, (number, _) in enumerate(lines):
        found.setdefault(number, []).append(at)
    return found


def _lines(text: str) -> list[str]:
    """The lines that are not blank, with one space for each stretch of white space."""
    return [line for given in text.split("\n") if (line := " ".join(given.split()))]


def _aligned(one: Sequence[str], other: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Pairs of places of equal lines, ascending in both; lines that both have once come first (patience)."""
    stretches = [(0, len(one), 0, len(other))]
    while stretches:
        first, end, first_there, end_there = stretches.pop()
        while first < end and first_there < end_there and one[first] == other[first_there]:
            yield first, first_there
            first, first_there = first + 1, first_there + 1
        while first < end and first_there < end_there and one[end - 1] == other[end_there - 1]:
            end, end_there = end - 1, end_there - 1
            yield end, end_there
        if first == end or first_there == end_there:
            continue
        anchors = _anchors(one, other, first, end, first_there, end_there)
        if not anchors:
            if (end - first) * (end_there - first_there) <= _MOST_PAIRS:
                yield from _longest_common(one, other, first, end, first_there, end_there)
            continue
        yield from anchors
        ends = [(first - 1, first_there - 1), *anchors, (end, end_there)]
        stretches += [
            (a + 1, b, a_there + 1, b_there)
            for (a, a_there), (b, b_there) in itertools.pairwise(ends)
            if b > a + 1 and b_there > a_there + 1
        ]


def _anchors(
    one: Sequence[str], other: Sequence[str], first: int, end: int, first_there: int, end_there: int
) -> list[tuple[int, int]]:
    """The most lines that appear once in each of both stretches, in the same order."""
    here = Counter(one[first:end])
    there = Counter(other[first_there:end_there])
    place = {line: at for at, line in enumerate(other[first_there:end_there], first_there) if there[line] == 1}
    pairs = [(at, place[one[at]]) for at in range(first, end) if here[one[at]] == 1 and one[at] in place]
    # The longest run whose places ascend in the other, too.
    tops: list[int] = []
    last: list[int] = []  # of runs of each length, the pair that ends lowest
    before: list[int] = []
    for number, (_, at) in enumerate(pairs):
        length = bisect_left(tops, at)
        before.append(last[length - 1] if length else -1)
        tops[length : length + 1] = [at]
        last[length : length + 1] = [number]
    found = []
    number = last[-1] if last else -1
    while number >= 0:
        found.append(pairs[number])
        number = before[number]
    return found[::-1]


def _longest_common(
    one: Sequence[str], other: Sequence[str], first: int, end: int, first_there: int, end_there: int
) -> Iterator[tuple[int, int]]:
    """The longest common subsequence of two short stretches."""
    width = end_there - first_there
    rows = [[0] * (width + 1)]
    for at in range(end - 1, first - 1, -1):
        below = rows[-1]
        row = [0] * (width + 1)
        for step in range(width - 1, -1, -1):
            same = one[at] == other[first_there + step]
            row[step] = below[step + 1] + 1 if same else max(below[step], row[step + 1])
        rows.append(row)
    rows.reverse()
    at = step = 0
    while at < end - first and step < width:
        if one[first + at] == other[first_there + step]:
            yield first + at, first_there + step
            at, step = at + 1, step + 1
        elif rows[at + 1][step] >= rows[at][step + 1]:
            at += 1
        else:
            step += 1
