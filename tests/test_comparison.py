"""`compare` and `verify`: what is lost, what is broken otherwise, and what was split differently."""

from __future__ import annotations

import itertools
import json
import random
from pathlib import Path

import pytest
from running import Ran

import telegram_dump_parser as tdp
from telegram_dump_parser.comparison import Verdict, _aligned, compare

TEXTS = [
    "Night trains are back\nFrom 3 May they run three times a week.\nTickets are on sale.",
    "Storm warning until Friday.\nStay ashore, all of you, until further notice.",
    "The ferry is out of service.\n\nBuses run instead, every half hour.",
    "A kiosk opens at the pier.\nCoffee is free on the first day.",
]


def page_of(texts: list[str]) -> tdp.Dump:
    messages = [
        {"id": number, "type": "message", "date_unixtime": "1", "from_id": "channel7", "text": text}
        for number, text in enumerate(texts, 1)
    ]
    return tdp.parse(json.dumps({"type": "public_channel", "id": 7, "messages": messages}))


def echoed(texts: list[str]) -> str:
    """A dump with each text twice, and reactions that part them."""
    return "".join(f"{text}\n{text.partition(chr(10))[2]}\n❤{number}1\n" for number, text in enumerate(texts, 1))


def verdicts(dump: str, texts: list[str]) -> list[str]:
    return [str(post.verdict) for post in compare(tdp.parse(dump), page_of(texts)).posts]


def test_the_same() -> None:
    assert verdicts(echoed(TEXTS), TEXTS) == ["same"] * 4


@pytest.mark.parametrize("more", [["Only on the page."], []])
def test_a_dump_of_a_part_of_the_page(more: list[str]) -> None:
    assert verdicts(echoed(TEXTS[1:]), [TEXTS[0], *TEXTS[1:], *more])[1:4] == ["same"] * 3
    assert verdicts(echoed(TEXTS[1:]), [TEXTS[0], *TEXTS[1:], *more])[0] == "lost-lines"


def test_lines_that_the_flattener_lost() -> None:
    dump = echoed([text.replace("Stay ashore, all of you, until further notice.", "") for text in TEXTS])
    result = compare(tdp.parse(dump), page_of(TEXTS))
    assert [str(post.verdict) for post in result.posts] == ["same", "lost-lines", "same", "same"]
    assert result.posts[1].missing == ("Stay ashore, all of you, until further notice.",)


def test_lines_that_were_broken_otherwise() -> None:
    dump = echoed([text.replace("until Friday.\nStay", "until Friday. Stay") for text in TEXTS])
    assert verdicts(dump, TEXTS) == ["same", "re-broken", "same", "same"]


def test_posts_that_were_split_differently() -> None:
    joined = [TEXTS[0], f"{TEXTS[1]}\n{TEXTS[2]}", TEXTS[3]]
    assert verdicts(echoed(TEXTS), joined) == ["same", "split-differently", "same"]
    assert verdicts(echoed(joined), TEXTS) == ["same", "split-differently", "split-differently", "same"]


def test_a_line_that_stands_elsewhere_is_lost_here() -> None:
    """What recurs in other posts proves nothing."""
    texts = [f"{text}\nFollow us at the pier." for text in TEXTS]
    dump = echoed([texts[0], texts[2], texts[3]])
    assert verdicts(dump, texts) == ["same", "lost-lines", "same", "same"]


def test_posts_without_text_are_counted() -> None:
    result = compare(tdp.parse(echoed(TEXTS)), page_of([TEXTS[0], "", *TEXTS[1:]]))
    assert (len(result.posts), result.without_text) == (4, 1)
    assert result.counts == {Verdict.SAME: 4, Verdict.LOST_LINES: 0, Verdict.RE_BROKEN: 0, Verdict.SPLIT_DIFFERENTLY: 0}


def test_empty_sides() -> None:
    assert compare(tdp.parse(""), page_of([])).posts == ()
    assert verdicts("", TEXTS[:1]) == ["lost-lines"]
    assert compare(tdp.parse(echoed(TEXTS)), page_of([])).posts == ()


@pytest.mark.parametrize("seed", range(50))
def test_aligned_lines_are_equal_and_ascend(seed: int) -> None:
    rng = random.Random(seed)
    one = [rng.choice("abcdefgh") * rng.randint(1, 3) for _ in range(rng.randint(0, 40))]
    other = [line for line in one if rng.random() < 0.8] if seed % 2 else [rng.choice("abcdefgh") for _ in range(30)]
    pairs = sorted(_aligned(one, other))
    assert all(one[here] == other[there] for here, there in pairs)
    assert all(a < b and c < d for (a, c), (b, d) in itertools.pairwise(pairs))
    if seed % 2:  # nothing was put in: all that is left is found
        assert len(pairs) == len(other)


def test_a_long_page_takes_no_square_of_time() -> None:
    """Lines are looked at a few times each, however many there are."""
    looked = 0

    class Line(str):
        __slots__ = ()

        def __eq__(self, other: object) -> bool:
            nonlocal looked
            looked += 1
            return str.__eq__(self, other)

        __hash__ = str.__hash__

    def work(count: int) -> int:
        nonlocal looked
        looked = 0
        one = [Line(f"line {number % 7 and number}") for number in range(count)]
        other = [Line(f"line {number % 5 and number}") for number in range(count)]
        assert len(list(_aligned(one, other))) > count // 2
        return looked

    assert work(8_000) < 12 * work(1_000)


def test_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("dump.txt").write_text(echoed(TEXTS), "utf-8")
    for name, texts in (("same.json", TEXTS), ("other.json", [f"{TEXTS[0]}\n{TEXTS[1]}", *TEXTS[2:]])):
        messages = [
            {"id": number, "type": "message", "date_unixtime": "1", "from_id": "channel7", "text": text}
            for number, text in enumerate(texts, 1)
        ]
        value = {"type": "public_channel", "id": 7, "messages": messages}
        Path(name).write_text(json.dumps(value, indent=1), "utf-8")
    same = Ran("verify", "dump.txt", "same.json")
    assert (same.code, same.out) == (0, b"")
    assert same.err == "4 posts with a text: 4 same, 0 lost-lines, 0 re-broken, 0 split-differently; 0 posts without\n"
    other = Ran("verify", "dump.txt", "other.json")
    assert other.code == 3
    found = "posts 0, 1 of the dump: Night trains are back"
    assert other.out.decode() == f"other.json:5: split-differently: post 0 (id 1), {found}\n"
    assert Ran("verify", "dump.txt", "nothing.json").code == 1
    Path("empty.txt").touch()
    nothing = Ran("verify", "dump.txt", "empty.txt")
    assert nothing.err.startswith("warning: empty.txt: has no posts to compare with; is it the right file?\n")
