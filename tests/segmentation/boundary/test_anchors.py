"""What lines are compared with: the ends of a window, and the likeliest beginnings."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from telegram_dump_parser.segmentation.boundary import anchors
from telegram_dump_parser.segmentation.boundary.anchors import Anchors, junction
from telegram_dump_parser.segmentation.boundary.features import NAMES, BoundaryFeatures
from telegram_dump_parser.segmentation.window import Window

LINE = st.sampled_from(["🔥 Sale", "Price: 5", "Price: 70", "Call us", "a", "https://t.me/x", "—"])
LINES = st.lists(LINE, min_size=1)


def features_of(lines: list[str]) -> BoundaryFeatures:
    return BoundaryFeatures(Window(lines), [0] * (len(lines) + 1))


def columns_of(lines: list[str], probabilities: list[float]) -> dict[str, bytes]:
    return dict(zip(anchors.NAMES, Anchors(features_of(lines)).columns(probabilities, 0.5), strict=True))


def equal(features: BoundaryFeatures, one: int, other: int) -> int:
    return sum(column[one] == column[other] for column in features.line_columns)


@given(LINES, st.data())
def test_likeness_is_what_a_plain_count_gives(lines: list[str], data: st.DataObject) -> None:
    size = len(lines)
    probabilities = data.draw(st.lists(st.floats(0, 1), min_size=size, max_size=size))
    features = features_of(lines)
    columns = columns_of(lines, probabilities)
    likeliest = sorted(range(1, size), key=lambda k: -probabilities[k])[: anchors.LIKELY]
    places = [k for k in likeliest if probabilities[k] > 0.3]
    for k in range(size):
        assert columns["like-first"][k] == equal(features, k, 0)
        assert columns["like-last"][k] == (equal(features, k - 1, size - 1) if k else 0)
        begins = [equal(features, k, at) for at in (0, *places) if at != k]
        assert columns["like-beginnings"][k] == (1 + sum(begins) // len(begins) if begins else 0)
        assert columns["like-beginnings-most"][k] == (1 + max(begins) if begins else 0)
        ends = [equal(features, k - 1, at - 1) if k else 0 for at in places if at != k]
        assert columns["like-endings"][k] == (1 + sum(ends) // len(ends) if ends else 0)
        assert columns["like-endings-most"][k] == (1 + max(ends) if ends else 0)
        assert columns["like-both"][k] == columns["like-beginnings"][k] + columns["like-endings"][k]


@given(LINES, st.data())
def test_what_one_first_pass_says_changes_nothing_after_another(lines: list[str], data: st.DataObject) -> None:
    first, second = (data.draw(st.lists(st.floats(0, 1), min_size=len(lines), max_size=len(lines))) for _ in range(2))
    twice = Anchors(features_of(lines))
    twice.columns(first, 0.1)
    assert twice.columns(second, 0.5) == [*columns_of(lines, second).values()]


def test_lines_that_share_something_with_the_first_or_last_are_marked() -> None:
    lines = ["🔥 One", "more", "Call us", "🔥 Two", "more", "Call us"]
    columns = columns_of(lines, [0.5] * 6)
    assert [at for at, value in enumerate(columns["first-picture"]) if value] == [0, 3]
    assert [at for at, value in enumerate(columns["last-line"]) if value] == [3]


def test_no_emoji_is_nothing_that_lines_share() -> None:
    assert not any(columns_of(["One", "two", "three"], [0.5] * 3)["first-picture"])


@given(LINES)
def test_the_junction_has_each_feature_once(lines: list[str]) -> None:
    assert len(junction(Window(lines), [0] * (len(lines) + 1))) == len(NAMES)


def test_the_junction_stands_between_the_last_line_and_the_first() -> None:
    features = dict(zip(NAMES, junction(Window(["First #tag", "x", "Last."]), [0] * 4), strict=True))
    columns = BoundaryFeatures(Window(["Last.", "First #tag"]), [0] * 3).columns
    for name in ("length", "length-1", "last-1", "first", "link"):
        assert features[name] == columns[NAMES.index(name)][1]
