"""Imperfect second copies: what is missing, cut or added, by the price of each."""

from __future__ import annotations

import pytest
from windows import PROSE, window

from telegram_dump_parser.segmentation.search.alignment import (
    FEW_INSERTED,
    LEAST_GLUED,
    _without,
    align,
    candidates,
    is_cut,
    is_glued,
)
from telegram_dump_parser.segmentation.search.cost_table import COPIES
from telegram_dump_parser.segmentation.search.echo import MOST_INSERTED, Echo

C = COPIES


def aligned(
    text: str, middle: int, anchor: int = 1, head: int = 1, limit: int | None = None, **own: str
) -> Echo | None:
    found = window(text, **own)
    return align(found, 0, anchor, middle, found.size if limit is None else limit, head)


def echo(text: str, middle: int, **more: int | str) -> Echo:
    found = aligned(text, middle, **more)  # type: ignore[arg-type]
    assert found is not None
    return found


def test_a_copy_in_which_nothing_is_missing_is_clean_and_free() -> None:
    found = echo("a b c d b c d z", 4)
    assert (found.first, found.middle, found.end, found.cost, found.clean) == (0, 4, 7, 0.0, True)
    assert (found.forced, found.whole, found.custom, found.inserted, found.pulled) == (True, False, False, [], 0)


def test_a_copy_with_line_1_is_whole() -> None:
    assert echo("a b c a b c z", 3, anchor=0, head=0).whole


@pytest.mark.parametrize(
    ("text", "middle", "cost"),
    [
        ("a b c d e b d e z", 5, C["lost-line"]),  # c
        ("a b c d e f b e f z", 6, C["lost-line"] + C["lost-next"]),  # c d
        ("a b c d e f g b d f g z", 7, 2 * C["lost-line"]),  # c, and e
    ],
)
def test_lines_that_are_missing_within(text: str, middle: int, cost: float) -> None:
    found = echo(text, middle)
    assert found.cost == pytest.approx(cost)
    assert (found.clean, found.pulled, found.inserted, found.custom) == (False, 0, [], False)
    assert found.forced  # three sure pairs


def test_a_missing_line_with_an_emoji_is_cheap_and_tells_of_a_custom_one() -> None:
    found = echo("a b x d e b d e z", 5, x="🔥 A line with an emoji before it.")
    assert (found.cost, found.custom) == (C["lost-emoji-line"], True)


def test_missing_boilerplate_is_next_to_free() -> None:
    found = echo("a b x d b d z", 4, x="Facebook")
    assert found.cost == C["lost-boilerplate"]
    assert not found.clean


def test_missing_at_the_end_are_lines_pulled_out() -> None:
    found = echo("a b c d e f b c d z", 6)  # e f
    assert (found.end, found.pulled, found.cost) == (9, 2, pytest.approx(C["pulled"] + C["pulled-next"]))
    with_emoji = echo("a b c d x b c d z", 5, x="🔥 A line with an emoji before it.")
    assert (with_emoji.pulled, with_emoji.custom, with_emoji.cost) == (0, True, C["lost-emoji-line"])


def test_a_dump_that_ends_within_a_copy_is_torn() -> None:
    found = echo("a b c d e f b c d", 6)
    assert (found.end, found.pulled, found.cost, found.clean) == (9, 0, C["torn"], False)


def test_missing_at_the_beginning() -> None:
    found = echo("a b c d e c d e z", 5, anchor=2)
    assert (found.cost, found.clean, found.forced) == (C["lost-line"], False, False)


def test_lines_that_only_the_copy_has() -> None:
    found = echo("a b c d b x y c d z", 4)
    assert found.inserted == [(1, 5), (1, 6)]
    assert found.cost == pytest.approx(C["inserted"] + C["inserted-next"])
    assert (found.end, found.clean, found.forced) == (9, False, False)


@pytest.mark.parametrize("more", [0, 1])
@pytest.mark.parametrize(("before", "after", "most"), [("b", "c d", FEW_INSERTED), ("b c", "d", MOST_INSERTED)])
def test_no_more_lines_are_inserted_than_so_many(before: str, after: str, most: int, more: int) -> None:
    """More where two lines before them show that both copies are of one text."""
    own = {f"i{k}": f"Inserted line number {k} of the second copy." for k in range(most + more)}
    found = echo(f"a b c d {before} {' '.join(own)} {after} z", 4, **own)
    assert len(found.inserted) == (0 if more else most)


def test_a_further_run_of_inserted_lines_costs_less() -> None:
    found = echo("a b c d e b x c y d e z", 5)
    assert found.inserted == [(1, 6), (2, 8)]
    assert found.cost == pytest.approx(C["inserted"] + C["inserted-again"])


def test_a_line_cut_short() -> None:
    found = echo("a b c d b x d z", 4, x=PROSE["c"][:20])
    assert (found.cost, found.custom, found.clean) == (C["cut"], False, False)
    emoji = echo("a b x d b y d z", 4, x="To be read 🔥 and more", y="To be read")
    assert (emoji.cost, emoji.custom) == (C["cut-at-emoji"], True)


@pytest.mark.parametrize(
    ("whole", "part", "cut"),
    [("abcdef", "abcd", True), ("abcdef", "abc", False), ("abcdef", "bcdef", False), ("abcd", "abcd", True)],
)
def test_cut(whole: str, part: str, cut: bool) -> None:
    assert is_cut(whole, part) is cut


def test_copies_that_share_one_line_are_lonely_and_weak() -> None:
    found = echo("a b c b z", 3)
    assert found.cost == pytest.approx(C["pulled"] + C["weak"] / 2 + C["lonely"])
    two = echo("a b c d b c z", 4)
    assert two.cost == pytest.approx(C["pulled"])
    # A line that appears nearby again is less evidence than one that does not.
    again = echo("a b c d b c z c", 4)
    assert again.cost == pytest.approx(C["pulled"] + C["weak"] * 0.3 / 2)
    assert aligned("a b c b z b", 3) is None  # evidence of less than one line


def test_where_only_boilerplate_is_missing_one_line_is_enough() -> None:
    assert echo("a b x b z", 3, x="Facebook").cost == C["lost-boilerplate"]


def test_a_line_that_comes_again_within_the_copy_is_another_posts() -> None:
    found = echo("a b c d b b c d b z", 5)
    assert found.cost == pytest.approx(C["inner"])
    assert not found.forced


def test_so_is_line_1_that_comes_again() -> None:
    assert echo("a b a c b a c z", 4).cost == pytest.approx(C["inner"])
    above = window("b a b c d b c d z")  # what is above the text is none of its lines
    found = align(above, 1, 2, 5, above.size, 2)
    assert found is not None
    assert found.cost == 0.0


def test_too_little_in_common_is_no_copy() -> None:
    assert aligned("a b c d e f g b z", 7) is None  # one of six
    assert aligned("a b c d e b z", 5) is not None  # one of four
    assert aligned("a b c d e f b z", 6) is None  # one of five
    # Dearer than any reading.
    assert aligned("a b c d e f g h i j k l m n o p q r s t b c d q s t z", 20) is None


def test_no_copy_runs_across_a_line_of_telegrams_own() -> None:
    found = echo("a b c r b c d z", 4, r="❤5", anchor=1)
    assert (found.middle, found.end) == (4, 6)
    stopped = echo("a b c d b r c d z", 4, r="❤5")
    assert stopped.end == 5


def test_no_copy_reaches_across_the_limit() -> None:
    assert echo("a b c d b c d z", 4, limit=6).end == 6


# What is tried


def tried(text: str, head: int = 1, **own: str) -> list[tuple[int, int, float]]:
    found = window(text, **own)
    return [(echo.middle, echo.end, pytest.approx(echo.cost)) for echo in candidates(found, 0, found.size, head)]


def test_the_copy_may_begin_with_one_of_the_first_lines() -> None:
    assert tried("a b c d e c d e z") == [(5, 8, C["lost-line"] + C["headless"])]
    assert tried("a b c d e f d e f z") == [(6, 9, C["lost-line"] + C["lost-next"] + C["headless"])]
    assert tried("a b c d e f g e f g z") == [(7, 10, C["lost-line"] + 2 * C["lost-next"] + C["headless"])]
    assert tried("a b c d e f g h f g h z") == []  # with the fifth it may not


def test_headless_is_not_said_where_the_missing_lines_tell_why() -> None:
    assert tried("a x c d c d z", x="🔥 A line with an emoji before it.") == [(4, 6, C["lost-emoji-line"])]
    assert tried("a x c d c d z", x="Facebook") == [(4, 6, C["lost-boilerplate"])]


def test_a_copy_may_begin_with_a_line_cut_short() -> None:
    [(middle, end, cost)] = tried("a x c d y c d z", x="To be read 🔥 and more", y="To be read")
    assert (middle, end, cost) == (4, 7, C["cut-at-emoji"])


def test_what_is_not_promising_is_not_aligned() -> None:
    assert tried("a b c d e b x y z") == []


def test_nothing_is_tried_where_no_line_comes_again() -> None:
    assert tried("a b c d e f") == []
    assert tried("a") == []


# What inline code does to the lines of a second copy


def test_a_line_that_code_broke_into_pieces() -> None:
    own = {"x": "Type the word ferry and then go on", "p": "Type the word", "q": "and then go on", "m": "ferry"}
    found = echo("a b x d b p m q d z", 4, **own)
    assert found.cost == pytest.approx(C["pieces"])
    assert (found.end, found.clean, found.inserted, found.pulled) == (9, False, [], 0)
    # A piece that is missing makes it a line cut short, with two lines of the copy's own.
    missing = echo("a b x d b p q d z", 4, **own)
    assert missing.cost == pytest.approx(C["cut"] + C["inserted"])


def test_a_line_that_is_glued_to_what_stood_before_it() -> None:
    own = {"x": "And here it goes on.", "g": "the end of code. And here it goes on."}
    found = echo("a b x d b g d z", 4, **own)
    assert (found.cost, found.replaced, found.clean) == (C["glued"], {2: 5}, False)
    # Of some evidence, and not as much as a line that is the same.
    alone = echo("a b x b g z", 3, **own)
    assert alone.cost == pytest.approx(C["glued"] + C["weak"] * 0.3 / 2)


@pytest.mark.parametrize(
    ("whole", "part", "glued"),
    [
        ("And here it goes on.", "code. And here it goes on.", True),
        ("And here it goes on.", "And here it goes on.", False),
        ("And here it goes on.", "And here it goes on. Code.", False),
        ("x" * LEAST_GLUED, "y" + "x" * LEAST_GLUED, True),
        ("x" * (LEAST_GLUED - 1), "y" + "x" * (LEAST_GLUED - 1), False),
    ],
)
def test_glued(whole: str, part: str, glued: bool) -> None:
    assert is_glued(whole, part) is glued


@pytest.mark.parametrize(
    ("rest", "piece", "after", "found"),
    [
        (" ferry and then", "ferry", "", ("and then", "")),
        ("ferry", "ferry", "", ("", "")),
        (" ferry and", "tram", "", (" ferry and", None)),
        ("go on", "go onAnd here it is", "And here it is told", ("", "And here it is")),
        ("go on", "go onAnd", "And here it is told", ("go on", None)),  # too little to be sure
        ("go on", "go onBut here it is", "And here it is told", ("go on", None)),
        ("", "And here it is", "And here it is told", ("", None)),
    ],
)
def test_pieces_of_a_line(rest: str, piece: str, after: str, found: tuple[str, str | None]) -> None:
    assert _without(rest, piece, after) == found


BROKEN = {"x": "Type the word ferry and then go on", "p": "Type the word", "q": "and then go on", "m": "ferry"}


def test_a_copy_that_begins_with_a_line_in_pieces() -> None:
    assert tried("a x c d p m q c d z", **BROKEN) == [(4, 9, C["pieces"])]
    # Two lines before the first that is whole.
    own = {**BROKEN, "y": "🔥 Or type tram and wait", "r": "🔥 Or type", "s": "tram", "t": "and wait"}
    assert tried("a x y c d p m q r s t c d z", **own) == [(5, 13, 2 * C["pieces"])]


def test_a_piece_that_the_line_after_is_glued_to() -> None:
    own = {**BROKEN, "y": "And here it is told of at length.", "g": "and then go onAnd here it is told of at length."}
    found = echo("a b x y d b p m g d z", 5, **own)
    assert (found.end, found.pulled, found.inserted, found.cost) == (10, 0, [], pytest.approx(C["pieces"]))
    # Of the line after only a beginning: it is cut short in its turn.
    own["g"] = "and then go onAnd here it is"
    cut = echo("a b x y d b p m g d z", 5, **own)
    assert cut.cost == pytest.approx(C["pieces"] + C["cut"])
