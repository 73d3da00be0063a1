"""What a place between two lines looks like: every column by name, over a small window with all kinds of lines.

`data/features.txt` has a row for each column, so that a change of one shows in review, and one that is off by a line
is seen. To write it anew: UPDATE_GOLDEN=1 pytest tests/segmentation/boundary/test_features.py
"""

from __future__ import annotations

import os
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from windows import PROSE

from telegram_dump_parser.lines.kinds import LineKind
from telegram_dump_parser.segmentation.boundary.features import (
    FEW,
    NAMES,
    NEAR,
    NOTHING,
    BoundaryFeatures,
    groups,
    moved,
)
from telegram_dump_parser.segmentation.window import Window

GOLDEN = Path(__file__).parent.parent / "data" / "features.txt"
LINES = [
    "🔥 The ferry runs again!",
    "It leaves at 10:30, from the old pier — not from the new one.",
    "1) A ticket is 5 euros",
    "1) A tram is 3",
    "2) Children: free",
    "▪️ Dogs, too",
    "▪️ Dogs and cats",
    "✅ Dogs",
    "#harbour #news",
    "❤28🔥16",
    "Forwarded from Harbour Notes",
    "🔥 THE MARKET IS OPEN",
    "  «The ferry brings the fish», they say 🐟",
    "@harbournotes",
    "https://harbour.example/market",
    "Паром идёт снова (с полудня)",
    "渡轮今天再次开航。",
    "a) or b)",
    "This media is not supported in your browser",
    "VIEW IN TELEGRAM",
    "🔥 The ferry runs again!",
    "Q: where does it leave? ",
    "A: from the old pier…",
    "#harbour #news",
    "January 19",
    "x" * 450,
    "— Good-bye, harbour",
]
BLANKS = [0, 1, 0, 2, 0, 1, 0, 0, 0, 2, 0, 0, 3, 0, 0, 0, 1, 1, 1, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0]


def columns(lines: list[str], blanks: list[int] | None = None) -> dict[str, list[int]]:
    features = BoundaryFeatures(Window(lines), [0] * (len(lines) + 1) if blanks is None else blanks)
    return dict(zip(NAMES, map(list, features.columns), strict=True))


def listing() -> str:
    rows = [f"{name:<15} {' '.join(map(str, column))}" for name, column in columns(LINES, BLANKS).items()]
    return "\n".join(["# Each column over the lines of test_features.py, from the first on.", *rows, ""])


def test_every_column_is_as_it_was_reviewed() -> None:
    if os.environ.get("UPDATE_GOLDEN"):
        GOLDEN.write_text(listing(), "utf-8")
    assert listing() == GOLDEN.read_text("utf-8"), "if this is meant: UPDATE_GOLDEN=1 pytest on this file"


def test_columns_have_a_byte_for_every_line() -> None:
    for size in range(4):
        found = columns(LINES[:size], BLANKS[: size + 1])
        assert {len(column) for column in found.values()} == {size}


SHIFTED = [(name, -by) for name in NAMES for by in (-3, -2, -1, 1, 2, 3) if f"{name}{by:+}" in NAMES]


@pytest.mark.parametrize(("name", "by"), SHIFTED)
def test_a_column_of_another_line_is_that_lines(name: str, by: int) -> None:
    """`kind-1` is the kind of the line above, `kind+2` that of the second below."""
    found = columns(LINES, BLANKS)
    own, other = found[name], found[f"{name}{-by:+}"]
    size = len(LINES)
    assert [other[k] for k in range(size) if 0 <= k - by < size] == [
        own[k - by] for k in range(size) if 0 <= k - by < size
    ]
    assert {other[k] for k in range(size) if not 0 <= k - by < size} <= {NOTHING, 0}


def test_short_stems_are_those_of_other_scripts_without_syllables() -> None:
    """They are looked for only where a line has syllables, and then the lines of other scripts have the same ones."""
    plain = [line for line in LINES if "渡" not in line]
    alone, beside = columns(plain), columns([*plain, *["x"] * 9, "渡轮今天再次开航。"])
    short = [name for name in NAMES if name.startswith("short-")]
    assert len(short) == 10
    for name in short:
        assert alone[name] == alone[name.removeprefix("short-")]
        assert beside[name][: len(plain) - 4] == alone[name][: len(plain) - 4]


def test_moved() -> None:
    assert list(moved(b"\1\2\3", 0, 3)) == [1, 2, 3]
    assert list(moved(b"\1\2\3", 1, 3)) == [2, 3, NOTHING]
    assert list(moved(b"\1\2\3", -1, 3)) == [NOTHING, 1, 2]
    assert list(moved(b"\1\2\3", -2, 3, 0)) == [0, 0, 1]
    assert list(moved(b"\1\2\3", 3, 3)) == [NOTHING] * 3
    assert list(moved(b"\1\2\3\4", 1, 3)) == [2, 3, 4]  # of a column with one more at the end


def test_groups_are_of_what_comes_again() -> None:
    assert groups("abcabd") == [[0, 3], [1, 4]]
    assert groups("") == groups("abc") == []


def check_steps(name: str, window_of: Callable[[int], list[str]], *steps: int, most: int, at: int = -1) -> None:
    """A column has another value at a line from each of the numbers on, and from no other up to `most`."""
    points = sorted({1, most, *(k for step in steps for k in (step - 1, step, step + 1))} - {0})
    found = [columns(window_of(n))[name][at] for n in points]
    changes = [n for n, (before, value) in zip(points[1:], pairwise(found), strict=True) if value != before]
    assert changes == list(steps)


def numbered(count: int) -> list[str]:
    return [f"{k} is a line." for k in range(count)]


LENGTHS = (2, 4, 7, 11, 17, 25, 35, 49, 65, 91, 131, 181, 261, 401, 701)
CHARACTERS = (50, 150, 300, 600, 900, 1100, 1500, 2500, 4096)


def test_where_the_steps_of_numbers_are() -> None:
    """The trees were trained on these: another step is another model."""
    check_steps("length", lambda n: ["x" * n], *LENGTHS, most=900)
    check_steps("words", lambda n: ["a " * n], 2, 3, 4, 5, 7, 10, 15, 23, 40, most=60)
    check_steps("size", numbered, 10, 20, 40, 70, 110, 160, 240, 400, most=450)
    check_steps("back", lambda n: ["Again.", *numbered(n - 1), "Again."], 2, 3, 5, 8, 12, 20, 40, 80, most=100)
    check_steps("count", lambda n: ["Again."] * n, 2, 3, 4, 6, 9, 14, 22, 35, most=60)
    check_steps("ratio^", lambda n: ["x" * 100, "y" * n], 10, 25, 50, 80, 125, 200, 400, 1000, most=1100)
    check_steps("characters", lambda n: ["x" * n, "The end."], *CHARACTERS, most=5000)


def test_where_the_steps_of_shares_are() -> None:
    shares = (2, 5, 10, 20, 30, 40, 50, 60, 80, 95)  # of a hundred

    def firsts(count: int) -> list[str]:
        return [f"{'7' if k < count else 'x'} is {k} of a hundred lines." for k in range(100)]

    check_steps("firsts", firsts, *shares, most=100, at=0)
    words = [f"{a}{b}ab" for a in "bcdfg" for b in "aeio"]
    others = [word.upper().replace("AB", "UZ") for word in words]
    check_steps("overlap^", lambda n: [" ".join(words), " ".join([*words[:n], *others[n:]])], 2, 4, 7, 12, most=20)
    found = [columns(numbered(100), [0, *[1] * n, *[0] * (100 - n)])["blanks"][0] for n in range(1, 100)]
    assert [n for n, (before, value) in enumerate(pairwise(found), 2) if value != before] == list(shares)


def rows(*texts: str) -> list[int]:
    return columns(list(texts))["row"]


def test_rows_of_lists() -> None:
    assert rows("- one", "• one", "1. one", "12) one", "a) one", "1️⃣ one") == [1, 1, 2, 2, 1, 2]
    assert rows("one", "One.", "(one)", "«one»", "2024 was", "A) one", "-", "1.") == [0] * 8


def test_spaces_at_one_end_of_nearly_all_lines_are_the_files() -> None:
    prose = list(PROSE.values())[:20]
    few = int(FEW * len(prose))
    for name, padded in (("trailing", [f"{line} " for line in prose]), ("indent", [f" {line}" for line in prose])):
        assert set(columns(padded)[name]) == {0}
        assert set(columns([*prose[: few - 1], *padded[few - 1 :]])[name]) == {0}
        assert columns([*prose[:few], *padded[few:]])[name] == [0] * few + [1] * (20 - few)
        assert columns([*prose[:-1], padded[-1]])[name] == [0] * 19 + [1]


def test_spaces_beyond_those_of_nearly_all_lines_are_a_lines_own() -> None:
    """What pads all lines of a file hides nothing of what they had."""
    prose = [*list(PROSE.values())[:18], "Own ", "  Deeper"]
    for padded in ([f"{line}  " for line in prose], [f"   {line}" for line in prose]):
        for name in ("trailing", "indent"):
            assert columns(padded)[name] == columns(prose)[name]


def test_deeper_indents() -> None:
    texts = [f"{' ' * k}{line}" for k, line in enumerate(list(PROSE.values())[:6])]
    assert columns(texts)["indent"] == [0, 1, 2, 3, 3, 3]


def test_how_often_a_line_stands_near_by() -> None:
    filler = [f"Filler number {k} of many that differ." for k in range(2 * NEAR)]
    once = columns([PROSE["a"], *filler])["count"][0]
    assert columns([PROSE["a"], *filler[: NEAR - 1], PROSE["a"]])["count"][0] > once
    assert columns([PROSE["a"], *filler[:NEAR], PROSE["a"]])["count"][0] == once
    assert columns([*filler[:NEAR], PROSE["a"], *filler[NEAR : 2 * NEAR - 1], PROSE["a"]])["count"][NEAR] > once


def test_scripts() -> None:
    letters = ["aɏ", "ɐϿ", "Ѐԯ", "Աև", "אݐ", "ࠀก", "渡あ"]  # the first and the last, or another, of each
    assert [columns(list(pair))["script"] for pair in letters] == [[k, k] for k in range(1, 8)]
    assert columns(["(渡)", "12", "🔥 渡"])["script"] == [7, 0, 7]


def test_what_lines_have_in_common() -> None:
    def alike(name: str, one: str, other: str) -> bool:
        return columns([one, other])[name][0] == 2

    assert alike("head", "abcdefghijkl-one", "abcdefghijkl-other")
    assert not alike("head", "abcdefghijk-one", "abcdefghijk+other")
    assert alike("tail", "one-abcdefghijkl", "other-abcdefghijkl")
    assert not alike("tail", "one-abcdefghijk", "other+abcdefghijk")
    assert alike("word", "Ferries are late", "Ferries are not")
    assert not alike("word", "Ferries are late", "Ferry is not")
    assert alike("word", "x" * 24 + "one", "x" * 24 + "other")
    assert not alike("word", "x" * 23 + "one", "x" * 23 + "two")
    assert alike("picture", "🔥 One", "🔥 Other")
    assert not alike("picture", "🔥 One", "✅ Other")


def test_how_far_telegrams_own_lines_are() -> None:
    found = columns([PROSE["a"], PROSE["b"], "❤5", PROSE["c"], PROSE["d"], PROSE["e"], "VIEW IN TELEGRAM", PROSE["f"]])
    assert found["since"] == [0, 1, 2, 0, 1, 2, 3, 0]
    assert found["until"] == [2, 1, 0, 3, 2, 1, 0, 0]
    kinds = found["kind"]
    assert found["before"] == [NOTHING] * 3 + [kinds[2]] * 4 + [kinds[6]]
    assert found["after"] == [kinds[2]] * 3 + [kinds[6]] * 4 + [NOTHING]
    assert found["characters"] == [0, 0, 1, 0, 0, 1, 1, 0]


def test_kinds_that_the_trees_know() -> None:
    """A new kind needs a number; the trees would not know it otherwise."""
    assert (
        columns(["Forwarded from", "Harbour Notes"])["kind"][0] == columns(["Forwarded from Harbour Notes"])["kind"][0]
    )
    assert len(LineKind) == 18


def test_other_blank_lines_change_only_what_they_say() -> None:
    size = len(LINES)
    window = Window(LINES)
    for blanks in ([0, *[0, 1, 2, 3] * size][: size + 1], [0] * (size + 1)):
        known = BoundaryFeatures(window, [0, 0, *[1] * (size - 1)])
        assert BoundaryFeatures(window, blanks, known).columns == BoundaryFeatures(window, blanks).columns
        assert known.columns == BoundaryFeatures(window, [0, 0, *[1] * (size - 1)]).columns


def test_no_lines_have_no_features_with_other_blank_lines_either() -> None:
    nothing = BoundaryFeatures(Window([]), [0])
    assert BoundaryFeatures(nothing.window, [2], nothing).columns == [b""] * len(NAMES)
