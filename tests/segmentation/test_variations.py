"""What trees learn from besides the pages of a bench: variations of a page keep its posts apart."""

from __future__ import annotations

from collections import Counter

import pytest
from unseen import Page, cut, previews_of
from variations import broken_off, reordered, restyled, with_other_sites

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
    assert restyled(page_of(POSTS), number, True) == restyled(page_of(POSTS), number, True)


def test_pages_are_varied_in_each_way() -> None:
    """Each change is made to some of many pages and not to all; no post is lost to one, and none becomes two."""
    plain = {tuple(line.strip() for line in post if line.strip()) for post in POSTS}
    changed: Counter[str] = Counter()
    for at in range(MANY):
        found = posts_of(restyled(page_of(POSTS, f"town.{at}"), 1, False))
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
        found = posts_of(restyled(page_of(posts, f"town.{at}"), 2, False))
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


LINKED = [
    ["Read it on example.org", "Lakeside News", "The ferry is back", "It runs every hour.", "👍3"],
    ["No link here", "Only words."],
    ["And another one", "Lakeside News", "The bridge is closed", "👍3"],
    ["A title for a site", "The town council has published its plan for the lake", "Nothing new in it."],
]


def test_other_sites_change_the_sites_and_what_titles_say_of_them() -> None:
    """Sites of one name get one name; a first line that is too long for a site's name stays, and so does all else."""
    page = page_of(LINKED)._replace(previews=frozenset({2, 9, 13}))
    kinds: Counter[str] = Counter()
    for at in range(MANY):
        one = with_other_sites(page._replace(name=f"town.{at}"))
        assert one == with_other_sites(page._replace(name=f"town.{at}"))
        assert (one.starts, one.previews) == (page.starts, page.previews)
        changed = {k + 1 for k, (a, b) in enumerate(zip(page.lines, one.lines, strict=True)) if a != b}
        site, title, again = (one.lines[number - 1] for number in (2, 3, 9))
        assert {2, 9} <= changed <= {2, 3, 9, 10}
        assert site == again != "Lakeside News"
        assert title.startswith("The ferry is back")
        assert (title != "The ferry is back") == title.endswith(site) == (10 in changed)
        kinds["host"] += "." in site
        kinds["words"] += " " in site
        kinds["named"] += title.endswith(site)
    assert all(0 < count < MANY for count in kinds.values()), kinds


def test_previews_begin_with_the_first_words_below_a_text() -> None:
    poll = ["Which boat?", "Anonymous Poll", "40%", "The white one", "60%", "The red one"]
    lines = [line for post in (*LINKED, poll) for line in post]
    texts = (LINKED[0][:1], LINKED[1], LINKED[2][:1], LINKED[3][:1], poll[:1])
    starts = [sum(map(len, (*LINKED, poll)[:at])) + 1 for at in range(len(LINKED) + 1)]
    gold = {"starts": starts, "posts": [{"lines": [f" {line}" for line in text]} for text in texts]}
    previews = previews_of(lines, gold)
    assert previews == {2, 9, 13}
    page = Page("town.0", lines, set(starts), previews)
    for at in range(30):
        one = cut(page._replace(name=f"town.{at}"), "both")
        assert one.previews is not None
        assert all(one.lines[number - 1] in (LINKED[0][1], LINKED[3][1]) for number in one.previews)
    assert restyled(page, 1, False).previews is None


def test_posts_may_get_an_opening_or_lose_theirs() -> None:
    """Posts that open in ways of their own get one line or one of a few above; those that open alike may lose it."""
    plain = [[f"Title number {at}", f"And what it is about, {at * 7}."] for at in range(12)]
    same = [["The lake today", *post] for post in plain]
    opened = lost = 0
    for at in range(MANY):
        found = posts_of(restyled(page_of(plain, f"town.{at}"), 1, True))
        above = [sum("number" in line for line in post[1:]) for post in found]
        opened += sum(above) > len(found) / 2
        found = posts_of(restyled(page_of(same, f"town.{at}"), 1, True))
        lost += not any("lake today" in line for post in found for line in post)
    assert 20 < opened < MANY / 2
    assert 50 < lost < 150


def test_some_pages_become_those_of_a_program() -> None:
    """Values by name, in the same order in each post; what Telegram writes below a text stays."""
    feeds = 0
    for at in range(MANY):
        posts = [["What to know today", f"A text, {k * 7}, of many words.", "", "👍3"] for k in range(12)]
        found = posts_of(restyled(page_of(posts, f"town.{at}"), 1, True))
        if any("many words" in line for post in found for line in post) or "\u0627" in str(found):
            continue
        feeds += 1
        names = [[line.partition(":")[0] for line in post[1:] if ": " in line] for post in found]
        order = max(names, key=len)
        for of_post in names:
            rest = iter(order)
            assert all(name in rest for name in of_post), names
        assert all(post[-1] == "👍3" for post in found) or not any("👍3" in post for post in found)
    assert 3 < feeds < MANY / 4
