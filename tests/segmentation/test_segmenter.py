"""A window into posts: two readings where texts appear twice, the boundary model's odds where they appear once."""

from __future__ import annotations

import pytest
from windows import PROSE, lines

from telegram_dump_parser.segmentation.blank_lines import are_between_posts
from telegram_dump_parser.segmentation.dialects import Stretch
from telegram_dump_parser.segmentation.search.path import CERTAIN, Segment, Step
from telegram_dump_parser.segmentation.segmenter import AROUND, SURE, _is_sure, _with_surroundings, split
from telegram_dump_parser.segmentation.state_machine import State
from telegram_dump_parser.segmentation.window import Window
from telegram_dump_parser.vocabulary import Dialect


class Model:
    """Says of some lines that posts begin with them, and remembers what it was asked."""

    def __init__(self, *starts: str, previews: tuple[str, ...] | None = None) -> None:
        self.starts = set(starts)
        self.previews = previews
        self.asked: list[tuple[int, Dialect]] = []

    def log_odds(self, window: Window, blanks: list[int], dialect: Dialect) -> list[float]:
        assert len(blanks) == window.size + 1
        self.asked.append((window.size, dialect))
        return [5.0 if text in self.starts else -5.0 for text in window.texts]

    def rough_log_odds(self, window: Window, blanks: list[int], dialect: Dialect) -> list[float]:
        return Model(*self.starts).log_odds(window, blanks, dialect)

    def preview_log_odds(self, window: Window, blanks: list[int], dialect: Dialect) -> list[float] | None:
        if self.previews is None:
            return None
        return [5.0 if text in self.previews else -5.0 for text in window.texts]


def spans(segments: list[Segment]) -> list[tuple[int, int]]:
    return [(segment.first, segment.end) for segment in segments]


def test_an_empty_window_has_no_posts() -> None:
    assert split(Window([]), [0]) == ([], [])


def test_where_texts_stand_twice_no_model_is_asked() -> None:
    model = Model()
    text = " ".join(f"{a} {b} {c} {b} {c}" for a, b, c in ("abc", "def", "ghi", "jkl", "mno"))
    window = Window(lines(text))
    segments, parts = split(window, [0] * (window.size + 1), model=model)
    assert spans(segments) == [(k, k + 5) for k in range(0, 25, 5)]
    assert parts == [(0, 25, Dialect.ECHOED)]
    assert model.asked == []


@pytest.mark.parametrize("dialect", [Dialect.TIGHT, Dialect.SPACED, Dialect.CURRENT])
def test_where_they_stand_once_posts_begin_where_the_model_says(dialect: Dialect) -> None:
    texts = list(PROSE.values())
    model = Model(texts[0], texts[7], texts[9], texts[20])
    window = Window(texts)
    segments, parts = split(window, [0] * 27, dialect, model)
    assert spans(segments) == [(0, 7), (7, 9), (9, 20), (20, 26)]
    assert parts == [(0, 26, dialect)]
    assert model.asked == [(26, dialect)]
    assert segments[0].margin == CERTAIN
    assert all(0 < segment.margin < CERTAIN for segment in segments[1:])


def test_odds_weigh_against_what_the_lines_themselves_say() -> None:
    texts = [PROSE["a"], PROSE["b"], "❤5", PROSE["c"], PROSE["d"]]
    segments, _ = split(Window(texts), [0] * 6, Dialect.CURRENT, Model())
    assert spans(segments) == [(0, 3), (3, 5)]  # nothing but a post follows reactions


def test_a_habit_of_the_dump_settles_what_the_lines_leave_open() -> None:
    """A short line after a text with a link: a site's name where other posts have previews with it, else a post."""
    post = "{0} {1} {2} {1} {2} site {3} {4}"
    letters = iter(PROSE)
    text = " ".join(post.format(*(next(letters) for _ in range(5))) for _ in range(5))
    own = {"site": "City News"}
    window = Window(lines(text, **own))
    segments, _ = split(window, [0] * (window.size + 1))
    assert spans(segments) == [(k, k + 8) for k in range(0, 40, 8)]
    assert [step.state for step in segments[0].steps] == [State.ECHOED, State.SITE, State.TITLE, State.DESCRIPTION]


def test_lines_are_double_spaced_for_nothing() -> None:
    text = " ".join(f"{a} {b} {c} {b} {c}" for a, b, c in ("abc", "def", "ghi", "jkl", "mno"))
    window = Window(lines(text))
    segments, parts = split(window, [0, *[1] * 25])
    assert spans(segments) == [(k, k + 5) for k in range(0, 25, 5)]
    assert parts == [(0, 25, Dialect.ECHOED)]


@pytest.mark.parametrize(
    ("rough", "exact", "between"), [(0, 0, True), (0, 2, False), (2, 0, False)], ids=["both", "rough", "exact"]
)
def test_empty_lines_stand_between_posts_where_rough_and_exact_odds_say_so(
    rough: int, exact: int, between: bool
) -> None:
    class Unsure(Model):
        def rough_log_odds(self, window: Window, blanks: list[int], dialect: Dialect) -> list[float]:
            return Model(*texts[rough::4]).log_odds(window, blanks, dialect)

    texts = [f"{text} {k}" for k in range(3) for text in PROSE.values()]
    model = Unsure(*texts[exact::4])
    blanks = [int(k > 0 and k % 4 == 0) for k in range(len(texts) + 1)]
    _, parts = split(Window(texts), blanks, model=model)
    assert [dialect is Dialect.SPACED for _, _, dialect in parts] == [not between]
    # Where rough odds speak against it no others are asked.
    assert len(model.asked) == (1 if rough else 2)


@pytest.mark.parametrize(("posts", "between"), [(4, False), (5, True)])
def test_few_empty_lines_do_not_prove_that_they_stand_between_posts(posts: int, between: bool) -> None:
    texts = [*PROSE.values()][: 4 * posts]
    blanks = [int(k > 0 and k % 4 == 0) for k in range(len(texts))]
    odds = [5.0 if k % 4 == 0 else -5.0 for k in range(len(texts))]
    assert are_between_posts(odds, blanks)  # which would be enough for lines next to others that say so
    _, parts = split(Window(texts), [*blanks, 0], model=Model(*texts[::4]))
    assert [dialect is Dialect.SPACED for _, _, dialect in parts] == [not between]


def test_stretches_are_judged_with_the_lines_around() -> None:
    def spans(*stretches: tuple[int, int], size: int = 1000) -> list[tuple[int, int]]:
        parts: list[Stretch] = [(first, end, Dialect.TIGHT) for first, end in stretches]
        return _with_surroundings(parts, size)

    assert spans((300, 400)) == [(300 - AROUND, 400 + AROUND)]
    assert spans((0, 50), (950, 1000)) == [(0, 150), (850, 1000)]
    assert spans((200, 300), (500, 600)) == [(100, 700)]  # they meet
    assert spans((200, 300), (501, 600)) == [(100, 400), (401, 700)]


@pytest.mark.parametrize(
    ("margin", "following", "sure"),
    [(SURE, None, True), (SURE - 0.1, None, False), (SURE, SURE, True), (SURE, SURE - 0.1, False)],
)
def test_a_post_is_read_once_if_both_its_boundaries_are_sure(
    margin: float, following: float | None, sure: bool
) -> None:
    def segment(margin: float) -> Segment:
        return Segment(0, 1, [Step(0, 1, State.LINE, None)], margin)

    assert _is_sure(segment(margin), None if following is None else segment(following)) is sure


def test_previews_begin_where_the_model_says() -> None:
    """Where it does not know, the look of the line decides."""
    texts = [
        *("The ferry is back since this morning", "Harbour and Lakeside", "All boats of the lake", "They run daily."),
        *("Nobody skates on the lake any more", "It is spring."),
    ]
    window, blanks = Window(texts), [0] * 7
    states = [
        [[step.state for step in segment.steps] for segment in split(window, blanks, Dialect.CURRENT, model)[0]]
        for model in (
            Model(texts[0], texts[4], previews=(texts[1],)),
            Model(texts[0], texts[4], previews=()),
            Model(texts[0], texts[4]),
        )
    ]
    text = [State.LINE, State.LINES, State.LINES, State.LINES]
    assert states[0] == [[State.LINE, State.SITE, State.TITLE, State.DESCRIPTION], text[:2]]
    assert states[1] == states[2] == [text, text[:2]]
