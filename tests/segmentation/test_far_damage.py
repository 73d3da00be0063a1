"""Lines missing in one place do not change how distant posts are read: statistics come from posts nearby."""

from __future__ import annotations

import random

import pytest
from conftest import dump_of, flatten, sentence

from telegram_dump_parser import Dump, parse
from telegram_dump_parser.segmentation.window import NEAR_END, TEXTS, Window

NAME = "Hentzau Gazette"


def echoed(seed: int, count: int, lines: int = 3) -> list[list[str]]:
    rng = random.Random(seed)
    return [flatten([[sentence(rng) for _ in range(lines)]]) for _ in range(count)]


def posts_of(dump: Dump, shift: int = 0) -> list[tuple[int, int, str]]:
    return [(post.source.first_line + shift, post.source.last_line + shift, post.text) for post in dump]


@pytest.mark.parametrize("kept", [TEXTS + 2, TEXTS + 4, TEXTS + 9])
def test_a_text_without_its_beginning_is_one_post_however_much_follows(kept: int) -> None:
    torn = [sentence(random.Random(n)) for n in range(4)]
    dump = dump_of([*torn, *(line for post in echoed(1, kept) for line in post)])
    assert posts_of(parse(dump))[0] == (1, 4, "\n".join(torn))


@pytest.mark.parametrize("far", [0, NEAR_END, 4 * NEAR_END])
def test_copies_far_from_an_end_say_nothing_of_it(far: int) -> None:
    lines = [sentence(random.Random(n)) for n in range(far)]
    copies = [line for post in echoed(1, TEXTS) for line in post]
    assert Window(lines + copies, begins=True).begins == (not far)
    assert (Window(copies + lines).tail <= len(copies)) == (not far)


def test_rates_do_not_depend_on_a_count_from_the_beginning() -> None:
    """Posts of all kinds: without the first of them, posts much later stay the same."""
    rng = random.Random(5)
    lines: list[str] = []
    begins: list[int] = []
    for number in range(80):
        begins.append(len(lines))
        post = [sentence(rng) for _ in range(rng.choice([1, 1, 2, 3, 5]))]
        lines += flatten([post])
        if number % 7 == 3:
            lines += ["YouTube", sentence(rng), sentence(rng)]
        if rng.random() < 0.4:
            lines.append("❤28🔥16")
    whole = posts_of(parse(dump_of(lines)))
    for missing in (1, 2, 3, 5, 8):
        at = begins[missing]
        found = posts_of(parse(dump_of(lines[at:])), at)
        assert set(whole[missing + 26 :]) <= set(found)


@pytest.mark.parametrize("seed", range(6))
def test_a_dump_joined_with_itself_shows_no_names(seed: int) -> None:
    """Each line is at two places then, and what follows it, too: it is no author, no site and no quote."""
    rng = random.Random(seed)
    lines: list[str] = []
    for number in range(14):
        post = [sentence(rng) for _ in range(rng.choice([2, 3, 4]))]
        if number % 4 == 1:
            lines += [NAME, sentence(rng)]
        lines += flatten([post])
        if number % 3 == 2:
            lines += [f"Town news {number}", sentence(rng), sentence(rng)]
        lines.append("❤28🔥16")
    once = [text for _, _, text in posts_of(parse(dump_of(lines)))]
    assert [text for _, _, text in posts_of(parse(dump_of(lines + lines)))] == once * 2


def test_a_line_that_closes_all_texts_ends_the_last_one() -> None:
    """The second copy of the last text ends with it, as all do: it is not torn there, and line 4 was pulled out."""
    rng = random.Random(3)
    posts = [[sentence(rng), sentence(rng), "Read", 'via "The Gazette"'] for _ in range(8)]
    lines: list[str] = []
    for head, text, *close in posts:
        lines += [head, *close, text, *close]
    texts = [post.text.split("\n") for post in parse(dump_of(lines))]
    assert texts[-1] == posts[-1]
    assert texts[:-1] == posts[:-1]


@pytest.mark.parametrize(
    "lines",
    [
        ["Title", "First", "Subscribe", "Second", "Third", "Subscribe"],
        ["Title", "First", "Subscribe", "Second", "Subscribe"],
        ["Title", "First", "More", "Subscribe", "Second", "Third", "Fourth", "Subscribe"],
        ["Title", "Subscribe", "Second", "Third", "Subscribe"],
    ],
)
def test_texts_that_stand_once_with_one_end_keep_their_order(lines: list[str]) -> None:
    """Between echoed posts: one line that appears twice is too little to read lines in another order."""
    before = [line for post in echoed(1, 3) for line in post]
    after = [line for post in echoed(2, 3) for line in post]
    for post in parse(dump_of([*before, *lines, *after])):
        places = [lines.index(line) for line in post.text.split("\n") if line in lines and line != lines[-1]]
        assert places == sorted(places) or post.boundary.confidence < 0.95
