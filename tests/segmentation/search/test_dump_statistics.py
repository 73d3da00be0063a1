"""What is usual in a dump: rates that are counted, smoothed and limited, and lines that recur."""

from __future__ import annotations

import pytest
from windows import window

from telegram_dump_parser.segmentation.search.cost_table import RATES, SHARES
from telegram_dump_parser.segmentation.search.dump_statistics import (
    PRIOR,
    REACH,
    SHARE_PRIOR,
    DumpStatistics,
    Learned,
    first_guess,
)
from telegram_dump_parser.segmentation.search.echo import Echo
from telegram_dump_parser.segmentation.search.path import Segment, Step
from telegram_dump_parser.segmentation.state_machine import State
from telegram_dump_parser.segmentation.window import Window

S = State
PRIORS = {name: row[0] for name, row in RATES.items()}
BEFORE = DumpStatistics(PRIORS | SHARES)


def guess(text: str, **own: str) -> dict[str, float]:
    return first_guess(window(text, **own)).rates


def smoothed(name: str, count: float, posts: float) -> float:
    return (count + PRIORS[name] * PRIOR) / (posts + PRIOR)


def test_a_first_guess_counts_the_plainest_signs() -> None:
    found = guess("a b b r c d d r e f f", r="❤5")
    assert found["reactions"] == pytest.approx(smoothed("reactions", 2, 5))  # three copies, and two posts without any
    assert found["media"] == pytest.approx(smoothed("media", 0, 5))
    assert found["line"] == PRIORS["line"]  # no plain sign shows it
    assert found["again"] == SHARES["again"]


def test_a_sign_that_is_more_frequent_than_copies_counts_the_posts() -> None:
    found = guess("a r b r c r d r", r="❤5")
    assert found["reactions"] == pytest.approx(smoothed("reactions", 4, 4))


def test_a_glyph_and_its_count_are_a_part_of_reactions() -> None:
    found = guess("a g n b g n c", g="🔥", n="7")
    assert found["reactions"] == pytest.approx(smoothed("reactions", 0.8 * 2, 2))


def test_what_a_dump_can_teach_is_bounded() -> None:
    text = " ".join(["a r"] * 400)
    assert guess(text, r="❤5")["reactions"] == RATES["reactions"][2]
    own = {f"a{k}": f"Line {k} of many." for k in range(400)}
    plain = guess(" ".join(f"{name} b b" for name in own), **own)
    assert plain["dated"] == RATES["dated"][1]


# Posts that were read


def segments(*posts: list[State | tuple[State, int]]) -> tuple[Window, list[Segment]]:
    """Posts of lines in these states; a state with a number is a stride over this many lines, twice, and line 1."""
    texts: list[str] = []
    found = []
    for post in posts:
        first = len(texts)
        steps = []
        for state in post:
            at = len(texts)
            if isinstance(state, tuple):
                state, count = state
                body = [f"Line {at + k} of a text." for k in range(count + 1)]
                texts += [*body, *body[1:]]
                steps.append(Step(at, len(texts), state, Echo(at, at + count + 1, len(texts))))
            else:
                texts.append(f"Line {at} as {state}.")
                steps.append(Step(at, at + 1, state, None))
        found.append(Segment(first, len(texts), steps))
    return Window(texts), found


def rates(*posts: list[State | tuple[State, int]]) -> dict[str, float]:
    return Learned(*segments(*posts), BEFORE).around(0, len(posts)).rates


ECHO: list[State | tuple[State, int]] = [(S.ECHOED, 2)]


@pytest.mark.parametrize(
    ("post", "name"),
    [
        ([(S.ECHOED, 1), S.GLYPH, S.REACTED], "reactions"),
        ([(S.ECHOED, 1), S.PIECE], "piece"),
        ([S.LINE, S.OPEN, S.CLOSED], "closing"),
        ([S.LINE, S.SITE, S.TITLE], "preview"),
        ([S.LABEL, S.MEDIA, S.LINE], "media"),
        ([S.AUTHOR, S.QUOTED, S.LINE], "reply"),
        ([S.LINE, S.DATED], "dated"),
        ([S.LINE], "line"),
        ([S.LINE, S.LINES], "lines"),
        ([S.LINE, S.LINES, S.OPEN, S.CLOSED], "lost"),
    ],
)
def test_each_post_counts_once_for_what_it_has(post: list[State | tuple[State, int]], name: str) -> None:
    twice = [*post, *post[-1:]]  # be it twice in one post
    found = rates(ECHO, twice, ECHO)
    assert found[name] == pytest.approx(smoothed(name, 1, 3))
    others = {"reactions", "piece", "preview", "media", "reply", "dated", "lines", "lost"} - {name}
    for other in others:
        assert found[other] == pytest.approx(max(RATES[other][1], smoothed(other, 0, 3))), other


def test_shares_are_of_the_posts_that_have_the_part() -> None:
    found = rates(
        [S.LINE, S.OPEN, S.CLOSED, S.OPEN_AGAIN, S.CLOSED_AGAIN],
        [S.LINE, S.OPEN, S.CLOSED],
        [S.LABEL, S.MEDIA],
        [S.LINE, S.SITE, S.TITLE, S.DESCRIPTION],
    )
    assert found["again"] == pytest.approx((1 + SHARES["again"] * SHARE_PRIOR) / (2 + SHARE_PRIOR + 0.1))
    assert found["bare"] == pytest.approx((1 + SHARES["bare"] * SHARE_PRIOR) / (1 + SHARE_PRIOR + 0.1))
    assert found["described"] == pytest.approx((1 + SHARES["described"] * SHARE_PRIOR) / (1 + SHARE_PRIOR + 0.1))


def test_a_video_with_a_notice_or_a_text_is_not_bare() -> None:
    nothing = SHARES["bare"] * SHARE_PRIOR / (1 + SHARE_PRIOR + 0.1)
    assert rates([S.LABEL, S.MEDIA, S.OPEN, S.CLOSED])["bare"] == pytest.approx(nothing)
    assert rates([S.LABEL, S.MEDIA, S.LINE])["bare"] == pytest.approx(nothing)


def test_a_pages_header_is_no_post() -> None:
    assert rates([S.HEADER, S.HEADER], [S.LINE])["line"] == pytest.approx(smoothed("line", 1, 1))


def test_rates_are_those_near_by() -> None:
    posts: list[list[State | tuple[State, int]]] = [[S.LINE] for _ in range(4 * REACH)]
    posts[0] = [S.LINE, S.REACTED]
    learned = Learned(*segments(*posts), BEFORE)
    near = [learned.around(first, first + 2).rates["reactions"] for first in (0, 2, REACH, REACH + 1)]
    # The first post is within reach of posts that are no more than REACH after it.
    assert near[0] == pytest.approx(smoothed("reactions", 1, 2 + REACH))
    assert near[1] == pytest.approx(smoothed("reactions", 1, 4 + REACH))
    assert near[2] == pytest.approx(smoothed("reactions", 1, 2 + 2 * REACH))
    assert near[3] == pytest.approx(max(RATES["reactions"][1], smoothed("reactions", 0, 2 + 2 * REACH)))


def test_posts_that_an_end_of_the_dump_cuts_say_nothing_of_others() -> None:
    assert rates([S.TORN, S.TORN], [S.LINE], [S.BROKEN, S.BROKEN])["line"] == pytest.approx(smoothed("line", 1, 1))


def test_lines_that_recur_are_counted_by_their_part() -> None:
    texts = ["Anna", "Where?", "First.", "Second.", "Last.", "YouTube", "Anna", "Quote.", "First.", "Town", "Once."]
    steps = [
        [Step(0, 1, S.AUTHOR, None), Step(1, 2, S.QUOTED, None), Step(2, 3, S.LINE, None), Step(3, 4, S.LINES, None)],
        [Step(4, 5, S.LINE, None), Step(5, 6, S.SITE, None)],
        [Step(6, 7, S.AUTHOR, None), Step(7, 8, S.QUOTED, None), Step(8, 9, S.LINE, None)],
        [Step(9, 10, S.CHANNEL, None), Step(10, 11, S.LINE, None)],
    ]
    found = Window(texts)
    posts = [Segment(row[0].first, row[-1].end, row) for row in steps]
    statistics = Learned(found, posts, BEFORE).around(0, len(posts))
    recurring = statistics.recurring
    assert recurring is not None

    def named(name: str) -> dict[str, int]:
        return {found.unique[at]: count for at, count in getattr(recurring, name).items()}

    assert named("author") == {"Anna": 2}
    assert named("site") == {"YouTube": 1}
    assert named("channel") == {"Town": 1}
    assert named("text") == {"First.": 2, "Second.": 1, "Last.": 1, "Once.": 1}
    assert named("first") == {"First.": 2, "Last.": 1, "Once.": 1}
    assert named("last") == {"Second.": 1, "Last.": 1, "First.": 1, "Once.": 1}


def test_of_a_text_that_appears_twice_the_first_copy_is_counted() -> None:
    found, posts = segments([(S.ECHOED, 2)], [S.LINE, S.SITE, S.TITLE, (S.DESCRIPTION, 1)])
    statistics = Learned(found, posts, BEFORE).around(0, len(posts))
    assert statistics.recurring is not None
    text = {found.unique[at]: count for at, count in statistics.recurring.text.items()}
    assert text == {"Line 0 of a text.": 1, "Line 1 of a text.": 1, "Line 2 of a text.": 1, "Line 5 as line.": 1}
    # A description that appears twice is no text.
    assert statistics.rates["described"] > SHARES["described"]
