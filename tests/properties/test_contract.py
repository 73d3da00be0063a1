"""The contract that the fuzzers check (fuzz/contract.py), on a few inputs; and rules for slices and joined dumps."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from importlib import import_module

import pytest
from conftest import dump_of, flatten
from contract import check
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from invented import clean_posts, realistic
from pieces import PIECES, Recipe, compose
from run import failure, shortened
from test_properties import dressed

from telegram_dump_parser import Post, iter_items, parse, pipeline
from telegram_dump_parser.lines import content
from telegram_dump_parser.lines import reader as source
from telegram_dump_parser.options import Options
from telegram_dump_parser.segmentation.draft import Draft

PARSE = import_module("telegram_dump_parser.api")  # whose name the package gives to a function
SURE = 0.99
few = settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])


@pytest.mark.parametrize("seed", range(10))
def test_hostile_dumps(seed: int) -> None:
    for number in range(30):
        rng = random.Random(30 * seed + number)
        recipe = rng.randbytes(rng.randint(1, 40))
        assert failure(recipe) is None, recipe


@given(st.binary(max_size=60))
@few
def test_any_bytes_are_a_recipe(recipe: bytes) -> None:
    assert compose(recipe) == compose(recipe)
    check(recipe, recipe[:1])


@given(realistic(), st.integers(0, 3))
@few
def test_small_blocks_and_stretches(data: bytes, kind: int) -> None:
    check(data, bytes([kind]))


@pytest.mark.parametrize("number", range(len(PIECES)))
def test_each_piece_is_composed(number: int) -> None:
    lines = [b"One that stood before."]
    PIECES[number](Recipe(bytes(range(7, 47))), lines)
    assert len(lines) > 1


# A fuzzer may find nothing because it looks at nothing.


def test_the_contract_sees_lost_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    real = pipeline.read
    monkeypatch.setattr(pipeline, "read", lambda *given, **named: list(real(*given, **named))[1:])
    posts = [["The ferry runs again.", "It was in the dock."], ["Nobody knows why.", "It will not be the last time."]]
    with pytest.raises(AssertionError, match="a span begins at"):
        check(dump_of(flatten(posts)))


def test_the_contract_sees_bytes_that_are_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    real = source._split
    monkeypatch.setattr(source, "_split", lambda data, codec: tuple(part[:2] for part in real(data, codec)))
    with pytest.raises(AssertionError, match="bytes are missing"):
        check(b"One.\nTwo.\nThree.\nFour.\n")


def test_the_contract_sees_what_depends_on_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (source, content):
        monkeypatch.setattr(module, "read_exactly", lambda file, size, name: file.read(size))
    with pytest.raises(AssertionError, match="bytes are missing"):
        check(b"The ferry runs again.\nNobody knows why.\n" * 200)


def test_the_contract_sees_text_that_is_read_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    real = source.content_of_text
    monkeypatch.setattr(PARSE, "content_of_text", lambda text: real(text.upper()))
    with pytest.raises(AssertionError, match="text gives other"):
        check(b"The ferry runs again.\n")


def test_what_escapes_is_a_find_and_is_made_short(monkeypatch: pytest.MonkeyPatch) -> None:
    real = pipeline.found_values

    def failing(drafts: Iterable[Draft], options: Options) -> Iterator[object]:
        for values in real(drafts, options):
            if isinstance(values, dict) and ("Night" in values["text"] or "#one" in values["text"]):
                raise IndexError("list index out of range")
            yield values

    monkeypatch.setattr(pipeline, "found_values", failing)
    recipe = next(r for seed in range(2000) if failure(r := random.Random(seed).randbytes(50)))
    assert failure(recipe) == "IndexError: list index out of range"
    short = shortened(recipe)
    assert failure(short) == "IndexError: list index out of range"
    assert len(short) < len(recipe)


# Slices: what a post's own bytes say


def whole(post: Post) -> tuple[str, int]:
    return post.text, len(post.reactions)


@given(clean_posts(3, 12, lines=1), st.booleans(), st.integers(0, 2**20))
@few
def test_a_sure_post_is_the_one_post_of_its_slice(posts: list[list[str]], reactions: bool, seed: int) -> None:
    """Between two boundaries of which the parser is sure, a post with its second copy needs no neighbours."""
    rng = random.Random(seed)
    data = dump_of([line for post in posts for line in dressed(rng, post, reactions)])
    dump = parse(data)
    ends = [*(post.boundary.confidence for post in dump[1:]), 1.0]
    for post, after in zip(dump, ends, strict=True):
        if min(post.boundary.confidence, after) >= SURE and post.echo.lines:
            (alone,) = parse(data[post.source.first_byte : post.source.end_byte])
            assert whole(alone) == whole(post)


@given(clean_posts(9, 15), st.booleans(), st.integers(0, 2**20))
@few
def test_a_post_is_the_same_among_its_neighbours(posts: list[list[str]], reactions: bool, seed: int) -> None:
    """Three posts each way are enough to read a post of several lines as it is read in its dump."""
    rng = random.Random(seed)
    data = dump_of([line for post in posts for line in dressed(rng, post, reactions)])
    dump = parse(data)
    for at in range(3, len(dump) - 3):
        begin = dump[at - 3].source.first_byte
        here = parse(data[begin : dump[at + 3].source.end_byte])
        spans = {(post.source.first_byte + begin, whole(post)) for post in here}
        assert (dump[at].source.first_byte, whole(dump[at])) in spans


@given(realistic())
@few
def test_cutting_out_a_gap_or_post_leaves_spans_that_join(data: bytes) -> None:
    """Each span is a slice that is a dump of its own: it is covered by the items of its own parse."""
    try:
        items = list(iter_items(data))
    except ValueError:
        return
    for item in items:
        span = item.source if isinstance(item, Post) else item
        check(data[span.first_byte : span.end_byte])


# Joined dumps


@given(clean_posts(12, 28), st.booleans(), st.booleans(), st.integers(0, 2**20))
@few
def test_joined_dumps_of_two_habits_keep_their_sure_boundaries(
    posts: list[list[str]], reactions: bool, others: bool, seed: int
) -> None:
    """Two channels in one file: but for two posts on each side of the join, what was sure is where it was.

    More does not hold. There, a last line may be read as the head of what follows, and where nothing but habits
    given what each line is, the habits of both dumps are counted together.
    """
    rng = random.Random(seed)
    a = dump_of([line for post in posts[::2] for line in dressed(rng, post, reactions)])
    b = dump_of([line for post in posts[1::2] for line in dressed(rng, post, others)])
    joined = {post.source.first_byte for post in parse(a + b)}
    before = [p.source.first_byte for p in parse(a)[:-2] if p.boundary.confidence >= SURE]
    after = [p.source.first_byte + len(a) for p in parse(b)[2:] if p.boundary.confidence >= SURE]
    assert {*before, *after} <= joined


@given(realistic(), realistic())
@few
def test_any_two_dumps_joined_are_a_dump(one: bytes, two: bytes) -> None:
    """Nothing is lost where two dumps meet, and no line of one becomes a line of the other."""
    if one and not one.endswith((b"\n", b"\r")):
        one += b"\n"
    check(one + two.removeprefix(b"\xef\xbb\xbf"))


@pytest.mark.parametrize("behind", [["❤2🔥1"], []], ids=["reactions", "nothing between"])
@pytest.mark.parametrize("lines", [2, 3, 5])
def test_one_dump_twice_is_no_echo_of_itself(behind: list[str], lines: int) -> None:
    """A file that was joined with itself: the second half is no second copy of the first."""
    rng = random.Random(5)
    posts = [[f"{number} {rng.random()} is line {line}." for line in range(lines)] for number in range(8)]
    data = dump_of([line for post in posts for line in (*flatten([post]), *behind)])
    texts = ["\n".join(post) for post in posts]
    assert [post.text for post in parse(data + data)] == texts + texts


@pytest.mark.parametrize("missing", [0, 1, 3])
def test_a_dump_that_begins_within_a_post_is_read_twice_where_it_stands_twice(missing: int) -> None:
    """The second half begins within a post as well, where no other line of a dump may."""
    rng = random.Random(6)
    posts = [[f"{number} {rng.random()} is line {line}." for line in range(5)] for number in range(8)]
    lines = [line for post in posts for line in (*flatten([post]), "❤2🔥1")]
    data = dump_of(lines[missing:])
    once = [post.text for post in parse(data)]
    assert [post.text for post in parse(data + data)] == once + once
    assert [post.text for post in parse(data + b"\n" + data)] == once + once


def test_a_text_and_its_second_copy_are_no_dump_that_stands_twice() -> None:
    text = [f"{number} is a line of one text." for number in range(6)]
    assert len(parse(dump_of([*text, *text])).posts) == 1


def test_bytes_that_are_no_character_of_their_encoding() -> None:
    check(b"\xff\xfe\0\0" + b"\xff" * 12)
