"""The second pass knows how often posts of the dump begin alike."""

from __future__ import annotations

import pytest
from windows import PROSE

from telegram_dump_parser.segmentation.boundary.features import BoundaryFeatures
from telegram_dump_parser.segmentation.boundary.second_pass import NAMES, SecondPass, _below, _posts
from telegram_dump_parser.segmentation.window import Window

OPENERS = [f"🔥 {text}" for text in PROSE.values()]
TEXTS = [line for pair in zip(OPENERS[:8], list(PROSE.values())[8:16], strict=True) for line in pair]
FIRST = [0.9, 0.1] * 8  # what a first look said


def columns(positions: range | list[int] = range(16), probabilities: list[float] = FIRST) -> dict[str, list[int]]:
    features = BoundaryFeatures(Window(TEXTS), [0] * 17)
    found = SecondPass(features).columns(list(probabilities), list(positions), 0.5)
    assert len(found) == len(NAMES)
    return dict(zip(NAMES, map(list, found), strict=True))


def test_every_sign_has_a_byte_for_every_line() -> None:
    assert {len(column) for column in columns().values()} == {16}


def test_lines_that_begin_like_posts_are_likelier_to_begin_one() -> None:
    found = columns()["posts-by-picture"]
    none = columns(probabilities=[0.5] * 16)["posts-by-picture"]
    assert all(found[k] > none[k] for k in range(0, 16, 2))


def test_the_line_itself_is_left_out() -> None:
    """Else a first pass would confirm itself: what is said of one line alone changes none of its own features."""
    before = columns()
    after = columns(probabilities=[0.1, 0.9, *FIRST[2:]])  # the mean stays
    assert after["posts-by-picture"][0] == before["posts-by-picture"][0]
    assert after["posts-by-picture"][2] < before["posts-by-picture"][2]
    assert after["first-look"][0] < before["first-look"][0]


def test_some_lines_have_the_same_features_as_among_all() -> None:
    whole = columns()
    for some in ([], [2], [0, 3, 15]):
        for name, column in columns(some).items():
            assert [column[at] for at in some] == [whole[name][at] for at in some]


def test_neighbours_of_the_first_look() -> None:
    found = columns(probabilities=[0.03, 0.97, 0.25, *[0.5] * 13])
    first = found["first-look"]
    assert first[0] < first[2] < first[3] < first[1]
    assert found["first-look-1"][1:] == first[:-1]
    assert found["first-look+1"][:-1] == first[1:]
    assert found["first-look+2"][:-2] == first[2:]
    assert found["most-below"][0] == max(first[1:3])
    assert found["most-above"][2] == max(first[:2])
    assert found["most-above"][0] == 0


def test_how_far_the_nearest_likely_posts_are() -> None:
    since, until = _posts([0.1, 0.9, 0.5, 0.1, 0.9, 0.1])
    assert list(since) == [0, 1, 1, 2, 3, 1]
    assert list(until) == [0, 2, 1, 0, 1, 0]
    assert max(_posts([0.1] * 60)[0]) == max(_posts([0.1] * 60)[1]) == 25


def test_lines_below_those_alike() -> None:
    assert _below([[0, 4], [2, 5], [5, 7, 9]], 10) == [[1, 5], [3, 6], [6, 8]]
    assert _below([[0, 9]], 10) == []


@pytest.mark.parametrize("size", [1, 2])
def test_few_lines_are_enough(size: int) -> None:
    features = BoundaryFeatures(Window(TEXTS[:size]), [0] * (size + 1))
    found = SecondPass(features).columns(FIRST[:size], range(size), 0.5)
    assert {len(column) for column in found} == {size}
