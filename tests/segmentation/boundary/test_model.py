"""Which trees judge a window: those of its dialect, and on pages also those of a second dialect."""

from __future__ import annotations

from math import exp

import pytest

from telegram_dump_parser.segmentation.boundary.model import PAGES, TreeModel
from telegram_dump_parser.segmentation.layout_evidence import of_whole_posts
from telegram_dump_parser.segmentation.window import Window
from telegram_dump_parser.vocabulary import Dialect

BIAS = {Dialect.SPACED: 1.0, Dialect.TIGHT: 0.5, Dialect.CURRENT: 2.0}
TREES = {
    Dialect.SPACED: ("first", "second"),
    Dialect.TIGHT: ("first", "second"),
    Dialect.CURRENT: ("first", "second", "preview"),
}
PLAIN = ["The mill grinds again.", "Flour is sold from eight o'clock.", "Fog on the upper road."]


def model() -> TreeModel:
    """All that the trees of each dialect say is its bias."""
    return TreeModel({
        dialect: {
            extent: {trees: {"bias": bias, "signs": [], "trees": []} for trees in TREES[dialect]}
            for extent in ("page", "long")
        }
        for dialect, bias in BIAS.items()
    })  # fmt: skip


def odds(lines: list[str], dialect: Dialect) -> float:
    window = Window(lines)
    found = model().log_odds(window, [0] * (window.size + 1), dialect)
    assert len(found) == window.size
    assert len(set(found)) == 1
    return found[0]


def test_trees_that_know_no_empty_lines_count_for_a_fifth_where_there_are_some() -> None:
    assert odds(PLAIN, Dialect.SPACED) == pytest.approx(0.8 * 1.0 + 0.2 * 2.0)


def test_where_nothing_shows_the_dialect_both_count() -> None:
    evidence = of_whole_posts(Window(PLAIN), 0, len(PLAIN))  # a little, against whole posts
    share = 1 / (1 + exp(-evidence / 2))
    assert odds(PLAIN, Dialect.TIGHT) == pytest.approx((1 - share) * 0.5 + share * 2.0)
    # Who says otherwise is believed at least as much.
    assert odds(PLAIN, Dialect.CURRENT) == pytest.approx((0.5 + 2.0) / 2)


def test_lines_beside_others_than_texts_are_judged_by_their_own_trees() -> None:
    window = Window([*PLAIN, "This media is not supported in your browser", "VIEW IN TELEGRAM", *PLAIN])
    found = model().log_odds(window, [0] * (window.size + 1), Dialect.SPACED)
    assert [x == 1.0 for x in found] == [False, False, False, True, True, True, False, False]


def test_where_the_dialect_is_plain_its_trees_decide() -> None:
    reacted = [line for text in PLAIN for line in (text, "👍41🔥7")]
    assert odds(reacted, Dialect.CURRENT) == 2.0
    joined = ["The firefighter 👩\u200d🚒 waves\u2060."] * 3
    assert odds([*PLAIN, *joined], Dialect.TIGHT) == 0.5


def test_lines_that_are_no_page_are_judged_by_their_own_trees() -> None:
    lines = [f"{number} carts wait at the bridge." for number in range(PAGES + 1)]
    assert odds(lines, Dialect.SPACED) == 1.0
    assert odds(lines[:PAGES], Dialect.SPACED) != 1.0


def test_rough_odds_change_nothing_of_what_exact_ones_say() -> None:
    lines = [f"{line} {number}" for number in range(12) for line in PLAIN]
    window, blanks = Window(lines), [0, *[0, 1, 0] * 12]
    own = TreeModel()
    alone = own.log_odds(window, blanks, Dialect.SPACED)
    own.rough_log_odds(window, [0] * (window.size + 1), Dialect.CURRENT)
    assert own.log_odds(window, blanks, Dialect.SPACED) == alone
    own.rough_log_odds(Window(lines[:9]), [0] * 10, Dialect.CURRENT)
    assert own.log_odds(window, blanks, Dialect.SPACED) == alone


def test_previews_are_known_where_there_are_trees_of_them() -> None:
    own, window, other = model(), Window(PLAIN), Window(PLAIN[1:])
    blanks = [0] * (window.size + 1)
    assert own.preview_log_odds(window, blanks, Dialect.CURRENT) == [2.0] * window.size
    assert own.preview_log_odds(window, blanks, Dialect.TIGHT) is None
    own.log_odds(window, blanks, Dialect.CURRENT)
    assert own.preview_log_odds(other, blanks[1:], Dialect.CURRENT) == [2.0] * other.size
    assert own.preview_log_odds(Window([]), [0], Dialect.CURRENT) is None
