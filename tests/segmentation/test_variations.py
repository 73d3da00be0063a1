"""What trees learn from besides the pages of a bench: variations of a page keep its posts apart."""

from __future__ import annotations

from collections import Counter

import pytest
from unseen import Page
from variations import broken_off, reordered, restyled

MANY = 200
POSTS = [
    ["🔥 The lake is frozen", "Nobody skates yet.", "", "@lakeside", "👍3❤2"],
    ["Ferry timetable", "The boat leaves at nine.", "@lakeside"],
    ["⚡️ Кафе снова открыто", "Кофе бесплатный.", "@lakeside", "👍12"],
    ["One line with https://example.org/Path", "@lakeside"],
    ["The bridge is closed", "Use the ferry.", "@lakeside"],
    ["Market on Sunday", "Bring bags.", "@lakeside", "🔥4"],
]


def page_of(posts: list[list[str]], name: str = "town.0") -> Page:
    lines = [line for post in posts for line in post]
    firsts = [sum(map(len, posts[:at])) + 1 for at in range(len(posts))]
    return Page(name, lines, set(firsts))


def posts_of(page: Page) -> list[list[str]]:
    starts = sorted(page.starts)
    assert starts[0] == 1
    return [page.lines[a - 1 : b - 1] for a, b in zip(starts, [*starts[1:], len(page.lines) + 1], strict=True)]


def test_reordered_posts_are_the_same_posts() -> None:
    found = posts_of(reordered(page_of(POSTS)))
    assert 3 <= len(found) <= len(POSTS)
    assert all(post in POSTS for post in found)
    assert max(Counter(map(tuple, found)).values()) == 1


@pytest.mark.parametrize("number", [1, 2])
def test_variations_depend_on_the_name_alone(number: int) -> None:
    assert restyled(page_of(POSTS), number) == restyled(page_of(POSTS), number)


def test_pages_are_varied_in_each_way() -> None:
    """Each change is made to some of many pages and not to all; no post is lost to one, and none becomes two."""
    plain = {tuple(line.strip() for line in post if line.strip()) for post in POSTS}
    changed: Counter[str] = Counter()
    for at in range(MANY):
        found = posts_of(restyled(page_of(POSTS, f"town.{at}"), 1))
        assert 3 <= len(found) <= len(POSTS)
        assert all(post[0].strip() for post in found)
        lines = [line for post in found for line in post]
        changed["signature"] += "@lakeside" not in lines and not any("\u0627" <= line[:1] <= "\u064a" for line in lines)
        changed["emoji"] += not any(line[:1] in "🔥⚡" for post in found for line in post[:1] if line)
        changed["reactions"] += not any(line[:1] in "👍❤" for line in lines if line)
        changed["script"] += any("\u0627" <= line[:1] <= "\u064a" for line in lines)
        changed["none"] += all(tuple(line.strip() for line in post if line.strip()) in plain for post in found)
        assert all(line.endswith("/Path") for line in lines if "://" in line)
    assert all(0 < count < MANY for count in changed.values()), changed


def test_unsigned_posts_may_get_a_signature_and_an_emoji() -> None:
    posts = [[f"Title number {at}", f"And what it is about, {at * 7}."] for at in range(12)]
    ends: Counter[bool] = Counter()
    firsts: Counter[bool] = Counter()
    for at in range(MANY):
        found = posts_of(restyled(page_of(posts, f"town.{at}"), 2))
        last = Counter(post[-1] for post in found).most_common(1)[0][1]
        ends[last > len(found) / 2] += 1
        firsts[sum(not post[0][0].isalpha() for post in found) > len(found) / 2] += 1
    assert ends.keys() == {False, True}
    assert min(ends.values()) > 20
    assert firsts.keys() == {False, True}
    assert min(firsts.values()) > 20


def test_broken_off() -> None:
    page = page_of(POSTS * 5)
    for at in range(20):
        one = broken_off(page._replace(name=f"town.{at}"))
        assert 0.2 < len(one.lines) / len(page.lines) <= 0.7
        assert 1 in one.starts
        first = next(at for at in range(len(page.lines)) if page.lines[at : at + len(one.lines)] == one.lines)
        assert {1, *(start - first for start in page.starts if first < start <= first + len(one.lines))} == one.starts
