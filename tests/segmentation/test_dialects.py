"""The dialect found for a stretch, the option that overrides it, and posts joined at unsure boundaries."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import dump_of, flatten, sentence, starts

import telegram_dump_parser as tdp
from telegram_dump_parser.lines.reader import lines_of_bytes
from telegram_dump_parser.segmentation.calibration import confidence
from telegram_dump_parser.segmentation.dialects import blanks_between, stretches
from telegram_dump_parser.segmentation.stream import drafts
from telegram_dump_parser.segmentation.window import Window


def posts(seed: int, count: int = 16) -> list[list[str]]:
    rng = random.Random(seed)
    return [[sentence(rng) for _ in range(rng.randint(3, 5))] for _ in range(count)]


def echoed(seed: int) -> list[str]:
    return flatten(posts(seed))


def spaced(seed: int) -> list[str]:
    lines: list[str] = []
    for post in posts(seed):
        for line in post:
            lines += [line, ""]
        lines.pop()
    return lines


def tight(seed: int) -> list[str]:
    """Each post begins with an emoji: in words without meaning nothing else shows where one does."""
    return [line for post in posts(seed) for line in (f"🔹 {post[0]}", *post[1:])]


def current(seed: int) -> list[str]:
    rng = random.Random(seed)
    return [line for post in posts(seed) for line in (*post, f"❤{rng.randint(2, 90)}👍{rng.randint(2, 90)}")]


MAKERS = {"echoed": echoed, "spaced": spaced, "tight": tight, "current": current}


def dialects(dump: tdp.Dump) -> set[str]:
    return {post.source.dialect for post in dump}


@pytest.mark.parametrize("name", MAKERS)
def test_a_dump_of_one_dialect(name: str) -> None:
    dump = tdp.parse(dump_of(MAKERS[name](1)))
    assert dialects(dump) == {name}
    assert dump.dialect is not None
    assert dump.dialect.name == name
    assert dump.dialect.posts == {name: len(dump)}


@pytest.mark.parametrize("first", MAKERS)
@pytest.mark.parametrize("second", MAKERS)
def test_joined_dumps_are_told_apart(first: str, second: str) -> None:
    """But for the ends: a sign reaches some lines, and plain lines of both kinds are one stretch."""
    if {first, second} == {"tight", "current"}:
        pytest.skip("both stand once without blank lines: one stretch, known by what either leaves")
    # Seeds for which posts are found: in words without meaning that is by chance.
    before, after = MAKERS[first](2) + MAKERS[first](3), MAKERS[second](6) + MAKERS[second](7)
    dump = tdp.parse(dump_of(before + after))
    of_first = [post.source.dialect for post in dump if post.source.last_line < len(before) - 70]
    of_second = [post.source.dialect for post in dump if post.source.first_line > len(before) + 70]
    assert set(of_first) == {first}
    assert set(of_second) == {second}
    if first != second:
        assert dump.dialect is not None
        assert dump.dialect.name == "mixed"


def test_empty_lines_between_texts_that_stand_twice_part_those_that_stand_once() -> None:
    lines: list[str] = []
    begun: list[int] = []
    for at, post in enumerate(posts(15, 24)):
        lines += [""] if lines else []
        begun.append(len(lines) + 1)
        lines += post[:1] if 9 < at < 17 else flatten([post])
    dump = tdp.parse(dump_of(lines))
    assert [post.source.first_line for post in dump] == begun


def test_an_empty_line_after_every_line_means_nothing() -> None:
    lines = echoed(13)
    dump = tdp.parse(dump_of([double for line in lines for double in (line, "")]))
    assert [post.source.first_line for post in dump] == [2 * at - 1 for at in starts(posts(13))]
    assert dialects(dump) == {"echoed"}


def test_the_paragraphs_of_one_text_are_one_post() -> None:
    """Up to Telegram's longest text, empty lines after every line may be a post's own."""
    paragraphs = [line for post in posts(14, 7) for line in post]
    (post,) = tdp.parse(dump_of([double for line in paragraphs for double in (line, "")]))
    assert post.text == "\n\n".join(paragraphs)


@pytest.mark.parametrize("turned", [False, True])
def test_texts_that_stand_twice_with_line_1_are_told_apart(turned: bool) -> None:
    """Joined, each with the right boundaries but for three posts where they meet."""
    lines: list[str] = []
    begun: list[int] = []
    for with_line_1 in (turned, not turned):
        for post in posts(8 + with_line_1, 12):
            begun.append(len(lines) + 1)
            lines += [*post, *post, "❤7👍2"] if with_line_1 else [*post, *post[1:], "❤7👍2"]
    dump = tdp.parse(dump_of(lines))
    missed = set(begun) ^ {post.source.first_line for post in dump}
    assert missed <= set(range(begun[9], begun[14]))
    shapes = [post.echo.shape for post in dump]
    assert set(shapes[:9]) == {"whole" if turned else "body"}
    assert set(shapes[-9:]) == {"body" if turned else "whole"}


def test_a_channel_s_line_above_and_below_texts_is_not_a_copy_of_line_1() -> None:
    framed = [["The evening paper of Lom", *post, "The evening paper of Lom"] for post in posts(9)]
    dump = tdp.parse(dump_of(flatten(framed)))
    assert [post.source.first_line for post in dump] == starts(framed)
    assert {post.echo.shape for post in dump} == {"body"}


def test_posts_that_come_again_are_not_copies_with_line_1() -> None:
    one = [["The ferry of this hour is cancelled.", "❤7👍2"]] * 4
    lines: list[str] = []
    for post in posts(10):
        lines += [line for again in one for line in again] if len(post) == 3 else []
        lines += [*flatten([post]), "❤9👍1"]
    assert {post.echo.shape for post in tdp.parse(dump_of(lines)) if "\n" in post.text} == {"body"}


@pytest.mark.parametrize("name", MAKERS)
def test_the_option_overrides(name: str) -> None:
    assert dialects(tdp.parse(dump_of(tight(6)), dialect=name)) == {name}


def test_an_unknown_dialect_is_refused() -> None:
    with pytest.raises(ValueError, match="nonsense"):
        tdp.parse("A line.", dialect="nonsense")


def test_a_dump_without_posts_has_no_dialect() -> None:
    assert tdp.parse("").dialect is None


@pytest.mark.parametrize("name", ["spaced", "tight"])
def test_posts_are_joined_where_boundaries_are_less_sure_than_asked_for(name: str) -> None:
    data = dump_of(MAKERS[name](7))
    sure = [confidence(draft) for draft in drafts(lines_of_bytes(data))]
    least = sorted(sure[1:])[len(sure) // 2]
    whole, joined = tdp.parse(data), tdp.parse(data, min_confidence=least)
    kept = [post.source.first_line for at, post in enumerate(whole) if at == 0 or post.boundary.confidence >= least]
    assert [post.source.first_line for post in joined] == kept
    assert len(kept) < len(whole)
    assert "\n".join(post.text for post in joined).replace("\n\n", "\n") == "\n".join(
        post.text for post in whole
    ).replace("\n\n", "\n")
    for post in joined:
        inside = [p for p in whole if post.source.first_line <= p.source.first_line <= post.source.last_line]
        assert ("merged" in post.boundary.evidence) == (len(inside) > 1)


@pytest.mark.parametrize("share", [-0.1, 1.1])
def test_a_confidence_is_a_share(share: float) -> None:
    with pytest.raises(ValueError, match="min_confidence"):
        tdp.parse("A line.", min_confidence=share)


def test_posts_joined_are_no_longer_than_a_text_can_be() -> None:
    rng = random.Random(8)
    data = dump_of([sentence(rng, 12) for _ in range(400)])
    assert max(len(post.text) for post in tdp.parse(data, dialect="tight", min_confidence=1.0)) <= 4096


def test_a_forward_with_the_pages_own_space() -> None:
    post = tdp.parse("Forwarded from\u00a0City Weather\nRain until noon.\nThen sun.\n", dialect="tight")[0]
    assert post.forwarded_from == "City Weather"
    assert post.headline == "Rain until noon."


def test_a_videos_label_after_its_text() -> None:
    dump = tdp.parse(
        "A ferry turns round in the narrow harbour.\nThis media is not supported in your browser\nVIEW IN TELEGRAM\n"
        "Forwarded from\u00a0City News\nThe market is closed.\n",
        dialect="tight",
    )
    assert [(post.text, post.notices) for post in dump] == [
        ("A ferry turns round in the narrow harbour.", ("media-not-supported",)),
        ("The market is closed.", ()),
    ]


def test_the_answer_does_not_depend_on_the_hash_seed(tmp_path: Path) -> None:
    """Words are compared as sets, whose order differs from process to process; the sums over them must not."""
    path = tmp_path / "dump.txt"
    path.write_bytes(dump_of([*tight(9), *tight(10), *tight(11)]))
    out = {
        subprocess.run(
            [sys.executable, "-m", "telegram_dump_parser", "parse", str(path)],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(out) == 1


def dialects_in(lines: list[str]) -> set[str]:
    """The dialects of the stretches of some lines, without any search."""
    at = [i for i, line in enumerate(lines) if line]
    return {dialect for _, _, dialect in stretches(Window([lines[i] for i in at]), blanks_between(lines, at))}


def test_lines_that_stand_once_in_each_post_are_a_template_and_no_echo() -> None:
    rng = random.Random(3)
    lines: list[str] = []
    for number in range(12):
        lines += ["Daily prices of the market", sentence(rng), f"Trending today: {number}", "Prices at our own shop"]
        lines += ["https://example.com/channel"] * 3
    assert dialects_in(lines) == {"tight"}


def test_a_notice_between_equal_lines_parts_posts() -> None:
    rng = random.Random(4)
    lines: list[str] = []
    for number in range(12):
        title = f"{sentence(rng)} {number}"
        lines += [title, "This media is not supported in your browser", "VIEW IN TELEGRAM", title]
    assert dialects_in(lines) == {"tight"}


def test_the_title_of_a_preview_may_be_the_text_again() -> None:
    rng = random.Random(5)
    lines: list[str] = []
    for number in range(12):
        title = f"{sentence(rng)} and then some more of it {number}"
        lines += [title, "Example", title]
    assert dialects_in(lines) == {"current"}


def test_the_site_of_a_preview_is_known_by_the_link_above() -> None:
    rng = random.Random(6)
    lines: list[str] = []
    for number in range(6):
        lines += [sentence(rng), f"https://gazette.example/{number}", "Gazette", f"{sentence(rng)} and then some more"]
    assert dialects_in(lines) == {"current"}


def test_a_list_of_a_hundred_lines_is_not_another_dialect() -> None:
    lines = spaced(7)
    rng = random.Random(8)
    listed = [f"{number}: {sentence(rng)}" for number in range(100)]
    assert dialects_in([*lines, *listed, *lines]) == {"spaced"}
