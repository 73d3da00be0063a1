"""What holds for every input: nothing lost, nothing raised, all doors agree, damage stays where it is."""

from __future__ import annotations

import io
import random
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import orjson
import pytest
from conftest import dump_of, flatten, sentence, starts, word
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from telegram_dump_parser import Dump, DumpError, Gap, Post, iter_items, iter_posts, iter_records, parse
from telegram_dump_parser.cli import app
from telegram_dump_parser.compression import is_archive

unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
few = settings(unhurried, max_examples=40)

INTERFACE = [
    "This media is not supported in your browser",
    "Media is too big",
    "VIEW IN TELEGRAM",
    "Please open Telegram to view this post",
    "Forwarded from Channel of the North",
    "Anonymous Poll",
    "Quiz",
    "34%",
    "25.2 MB",
    "report-2024.pdf",
    "❤28🔥16👍1",
    "🔥",
    "7.37K",
    "245",
    "January 19",
    "June 3, 2024",
    "Channel created",
    "63.3K subscribers",
    "Download Telegram",
    "YouTube",
    "Photo",
    "Anna Berg, [10.04.2025 12:30]",
    "Bo, [4/13/25, 9:05 PM]",
    "[ Photo ]",
    "[In reply to Bo]",
    "Telegram Web",
    "Telegram Group & Telegram Channel",
    "If the open doesn't start, click here",
    "viewer.example/a/1",
    "Create:",
    "Last Update:",
    "from us",
    "Last updated 3 days ago",
    "3 days, 4 hours ago",
    "06 Feb, 06:19",
]
TEXTS = [
    "📍 Almaty, April 10",
    "📍 Rome, 30-31 February 2024",
    "🗓 31 June",
    "💬 “A quote that somebody said.”",
    "#one #two @three https://example.org/a,b.",
    "▪️ a row",
    "1. another row",
    "10.0.0.1:8080",
    "Short",
    "\u202eoverride\u202c",
    "a\u2028b\x85c\x0bd\x0ce",
    "\x1b[31mred\x07",
    "\ufeff",
    "e\u0301\u200d🏳️‍🌈",
    "٣٤%",
    "٣٤ ٥",
    "1.2.3",
    "❤5.K",
    "\0",
    "  spaces around  ",
]

line = st.one_of(
    st.sampled_from(INTERFACE),
    st.sampled_from(TEXTS),
    st.sampled_from([sentence(random.Random(seed)) for seed in range(12)]),
    st.text(st.characters(exclude_characters="\r\n", exclude_categories=["Cs"]), max_size=30),
)
part = st.one_of(
    st.lists(line, min_size=1, max_size=6).map(lambda post: flatten([post])),
    st.lists(st.sampled_from(INTERFACE), min_size=1, max_size=3),
    st.integers(1, 4).map(lambda n: [""] * n),
    st.just(["What?", "Anonymous Poll", "60%", "yes", "40%", "no"]),
    st.just(["This media is not supported in your browser", "VIEW IN TELEGRAM"]),
    st.just(["Please open Telegram to view this post", "VIEW IN TELEGRAM"]),
)
dump_lines = st.lists(part, max_size=12).map(lambda parts: [row for rows in parts for row in rows])
ends = st.sampled_from(["\n", "\r\n", "\r"])


@st.composite
def realistic(draw: st.DrawFn) -> bytes:
    """Pieces of dumps in any order, with any line ends, damage and marks."""
    lines = draw(dump_lines)
    mixed = draw(st.booleans())
    end = draw(ends)
    data = b"".join(row.encode() + (draw(ends) if mixed else end).encode() for row in lines)
    if draw(st.booleans()):
        data = data.rstrip(b"\r\n")
    if data and draw(st.integers(0, 4)) == 0:
        at = draw(st.integers(0, len(data)))
        data = data[:at] + draw(st.binary(max_size=3)) + data[at:]
    mark = draw(st.sampled_from([b"", b"", b"\xef\xbb\xbf"]))
    return mark + data


@st.composite
def clean_posts(draw: st.DrawFn, fewest: int = 1, most: int = 15, lines: int = 2) -> list[list[str]]:
    """Posts of prose, of `lines` lines at least, none of which stands in another.

    A post of one line is told from a first line whose second line was lost by prices alone: see the tests that ask
    for one-line posts.
    """
    rng = random.Random(draw(st.integers(0, 2**32)))
    sizes = draw(st.lists(st.integers(lines, 8), min_size=fewest, max_size=most))
    return [[sentence(rng) for _ in range(size)] for size in sizes]


def check_partition(dump: Dump, data: bytes) -> None:
    """Spans of posts and gaps cover the input once; so do their lines."""
    spans = sorted([p.source for p in dump.posts] + list(dump.gaps), key=lambda span: span.first_byte)
    at = 0
    for span in spans:
        assert span.first_byte == at < span.end_byte
        assert span.first_line <= span.last_line
        at = span.end_byte
    assert at == len(data)
    for before, after in pairwise(spans):
        assert after.first_line == before.last_line + 1 or after.first_line == before.last_line  # pieces of one line
    if spans:
        assert spans[0].first_line == 1


def check(data: bytes) -> None:
    try:
        dump = parse(data)
    except DumpError:
        assert b"\0" in data or is_archive(data)
        return
    if is_archive(data):
        return  # its spans are those of the dump within: tests/test_compression.py
    check_partition(dump, data)
    assert [post.index for post in dump] == list(range(len(dump)))
    assert parse(data).posts == dump.posts
    assert list(iter_posts(data)) == list(dump)
    items = list(iter_items(data))
    assert [item for item in items if isinstance(item, Post)] == list(dump.posts)
    assert [item for item in items if isinstance(item, Gap)] == list(dump.gaps)
    for post in dump:
        assert post.headline == post.text.split("\n")[0]
        count = post.text.count("\n") + 1
        assert all(marker.line < count for marker in post.markers)
        for defect in post.defects:
            assert post.source.first_line <= defect.line <= post.source.last_line


# Nothing lost, nothing raised


@given(st.binary(max_size=200))
@example(b"")
@example(b"\0")
@example(b"\r")
@example(b"\xef\xbb\xbf")
@example(b"\xff\xfe")
@example(b"\xff\xfe\0\0")
@example(b"\xfe\xff\0")
@unhurried
def test_any_bytes(data: bytes) -> None:
    check(data)


@given(realistic())
@settings(unhurried, max_examples=150)
def test_any_dump(data: bytes) -> None:
    check(data)


@given(realistic())
@few
def test_text_lines_stand_in_the_dump(data: bytes) -> None:
    # `parse` of the text, so that escapes of damaged bytes do not count.
    text = data.decode("utf-8", "replace").removeprefix("\ufeff")
    known = {row.decode() for row in text.encode().splitlines()} | {""}
    for post in parse(text):
        for row in post.text.split("\n"):
            assert row in known or f"  {row}" in known  # but for the page's own indent behind a video


# All doors agree


def rows(posts: list[Post] | Dump) -> list[object]:
    return [post.model_dump(mode="json") for post in posts]


@given(data=realistic())
@few
def test_command_gives_the_same_posts(data: bytes) -> None:
    # The summary on stderr is not the data.
    result = CliRunner().invoke(app, ["parse", "-"], input=data)
    try:
        dump = parse(data)
    except DumpError:
        dump = None
    if dump is None:
        assert result.exit_code == 1
        assert result.stderr.startswith("error: -: ")
        return
    assert result.exit_code == 0, result.stderr
    found = [orjson.loads(row) for row in result.stdout_bytes.split(b"\n") if row]
    for row in found:
        assert row["source"].pop("file") == "-"
    expected = rows(dump)
    for row in expected:
        del row["source"]["file"]  # type: ignore[index]
    assert found == expected


def test_process_gives_the_same_posts(tmp_path: Path) -> None:
    rng = random.Random(7)
    lines = [row for _ in range(40) for row in (*flatten([[sentence(rng) for _ in range(rng.randint(1, 5))]]), "❤2🔥1")]
    path = tmp_path / "dump.txt"
    path.write_bytes(dump_of(lines))
    run = subprocess.run(
        [sys.executable, "-m", "telegram_dump_parser", "parse", str(path)], capture_output=True, check=True, timeout=60
    )
    found = [orjson.loads(row) for row in run.stdout.splitlines()]
    assert len(found) > 30
    assert found == list(iter_records(path)) == rows(list(iter_posts(path)))


class Drips:
    """A binary file whose reads give 1 to 7 bytes, as bad as any socket."""

    def __init__(self, data: bytes, seed: int) -> None:
        self.file = io.BytesIO(data)
        self.rng = random.Random(seed)

    def read(self, size: int, /) -> bytes:
        return self.file.read(min(size, self.rng.randint(1, 7)))


@given(realistic(), st.integers(0, 1000))
@few
def test_short_reads_change_nothing(data: bytes, seed: int) -> None:
    try:
        expected = parse(data)
    except DumpError:
        return
    assert list(iter_posts(Drips(data, seed))) == list(expected)


def content(dump: Dump) -> list[object]:
    """All of the posts but where their bytes are."""
    return [post.model_dump() | {"source": (post.source.first_line, post.source.last_line)} for post in dump.posts] + [
        (gap.first_line, gap.last_line, gap.reason) for gap in dump.gaps
    ]


@given(dump_lines)
@settings(unhurried, max_examples=60)
def test_line_ends_change_nothing(lines: list[str]) -> None:
    expected = content(parse(dump_of(lines)))
    assert content(parse(dump_of(lines, "\r\n"))) == expected
    assert content(parse(dump_of(lines, "\r"))) == expected


def test_line_ends_change_nothing_beyond_a_stretch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("telegram_dump_parser.drafts.BUFFER", 20_000)
    for seed in range(6):
        rng = random.Random(seed)
        lines = []
        for _ in range(150):
            lines += flatten([[sentence(rng, rng.randint(1, 5)) for _ in range(rng.randint(1, 4))]])
            if rng.random() < 0.5:
                lines.append(rng.choice(INTERFACE))
        assert content(parse(dump_of(lines, "\r\n"))) == content(parse(dump_of(lines)))


def test_encodings_change_nothing() -> None:
    rng = random.Random(3)
    text = dump_of(flatten([[sentence(rng) + " Привет 🔥" for _ in range(n)] for n in (3, 1, 4, 2)])).decode()
    expected = content(parse(text))
    for codec in ("utf-8-sig", "utf-16", "utf-32"):
        assert content(parse(text.encode(codec))) == expected
    assert content(parse(text.encode("utf-16-be"), encoding="utf-16-be")) == expected


# Posts that are flattened come back


@given(clean_posts())
@settings(unhurried, max_examples=60)
def test_round_trip(posts: list[list[str]]) -> None:
    data = dump_of(flatten(posts))
    dump = parse(data)
    assert [post.text for post in dump] == ["\n".join(post) for post in posts]
    assert [post.source.first_line for post in dump] == starts(posts)
    assert [post.echo.lines for post in dump] == [len(post) - 1 for post in posts]
    assert not dump.gaps
    check_partition(dump, data)


@given(clean_posts(most=8, lines=1), st.data())
@few
def test_round_trip_with_all_around(posts: list[list[str]], data: st.DataObject) -> None:
    """What Telegram itself puts around a text is told from the text."""
    lines: list[str] = []
    first: list[int] = []
    for post in posts:
        first.append(len(lines) + 1)
        if data.draw(st.booleans()):
            lines.append("Forwarded from Channel of the North")
        if data.draw(st.booleans()):
            lines += ["This media is not supported in your browser", "VIEW IN TELEGRAM"]
        lines += flatten([post])
        lines.append(data.draw(st.sampled_from(["❤28🔥16👍1", "👍3", "❤1.2K👏7"])))
    dump = parse(dump_of(lines))
    assert [post.source.first_line for post in dump] == first
    assert [post.text for post in dump] == ["\n".join(post) for post in posts]
    assert all(post.reactions for post in dump)


@given(clean_posts(4, 16), st.integers(2, 14))
@few
def test_joined_dumps_give_the_posts_of_both(posts: list[list[str]], at: int) -> None:
    """But for the posts at the seam: dumps of many channels are joined by crawls."""
    at = min(at, len(posts) - 2)
    a, b = flatten(posts[:at]), flatten(posts[at:])
    found = [(post.source.first_line, post.text) for post in parse(dump_of(a + b))]
    before = [(post.source.first_line, post.text) for post in parse(dump_of(a))]
    after = [(post.source.first_line + len(a), post.text) for post in parse(dump_of(b))]
    assert found[: len(before) - 1] == before[:-1]
    assert found[-len(after) + 1 :] == after[1:]


@pytest.mark.parametrize("count", [1, 2, 3, 5, 13])
def test_one_line_posts(count: int) -> None:
    for seed in range(5):
        rng = random.Random(seed)
        posts = [[sentence(rng)] for _ in range(count)]
        assert [post.text for post in parse(dump_of(flatten(posts)))] == [post[0] for post in posts]


@pytest.mark.parametrize(
    "sizes", [(1, 3), (3, 1), (3, 1, 3), (1, 3, 3, 3), (1, 1, 3, 3), (2, 1, 2, 1), (4, 4, 1, 1, 4)]
)
def test_one_line_posts_among_others(sizes: tuple[int, ...]) -> None:
    for seed in range(5):
        rng = random.Random(seed)
        posts = [[sentence(rng) for _ in range(size)] for size in sizes]
        assert [post.text for post in parse(dump_of(flatten(posts)))] == ["\n".join(post) for post in posts]


# Damage stays where it is


def _addresses(rng: random.Random) -> list[str]:
    return [f"{'.'.join(str(rng.randint(1, 254)) for _ in range(4))}:8080" for _ in range(80)]


def _prices(rng: random.Random) -> list[str]:
    return [f"{name.capitalize()} — {rng.randint(10, 9000)} ₽" for name in rng.sample(_GOODS, 80)]


_GOODS = [f"{a}{b}{c}" for a in ("sal", "tor", "min", "pek", "dra") for b in "aeiou" for c in ("ta", "no", "ri", "l")]


def damage(kind: str, post: list[str], rng: random.Random) -> list[str]:
    """The lines that are left of a post."""
    lines = flatten([post])
    if kind == "cut":
        return lines[: rng.randrange(1, len(lines))] if len(lines) > 1 else lines
    if kind == "cut-line":
        return [*lines[:-1], lines[-1][: len(lines[-1]) // 2]]
    if kind == "drop":
        kept = [line for line in lines if rng.random() < 0.6]
        return kept or lines[:1]
    if kind == "shuffle":
        return rng.sample(lines, len(lines))
    if kind == "gone":
        return []
    rows = {"addresses": _addresses, "prices": _prices, "numbers": lambda r: [str(r.random()) for _ in range(80)]}[kind]
    body = rows(rng)
    return [post[0], *body] if rng.random() < 0.5 else flatten([[post[0], *body]])


def moved(around: list[list[str]], which: int, left: list[str]) -> list[str]:
    """Boundaries beyond two neighbours of the damage that are not where they were."""
    clean = {post.source.first_line for post in parse(dump_of([row for rows in around for row in rows]))}
    damaged = [*around[:which], left, *around[which + 1 :]]
    found = {post.source.first_line for post in parse(dump_of([row for rows in damaged for row in rows]))}
    wrong = []
    before = after = 1  # line of the post in the clean dump, and in the damaged one
    for number, lines in enumerate(around):
        if abs(number - which) > 2:
            then = {at - before for at in clean if before <= at < before + len(lines)}
            now = {at - after for at in found if after <= at < after + len(lines)}
            if then != now:
                wrong.append(f"post {number}, {number - which:+} from the damage: began at {then}, now at {now}")
        before += len(lines)
        after += len(damaged[number])
    return wrong


KINDS = ["cut", "cut-line", "drop", "shuffle", "gone", "addresses", "prices", "numbers"]
many_posts = clean_posts(13, 17)
somewhere = st.floats(0, 1, exclude_max=True)
seeds = st.integers(0, 2**20)


@pytest.mark.parametrize("kind", KINDS)
@given(posts=many_posts, where=somewhere, seed=seeds)
@settings(unhurried, max_examples=25)
def test_damage_moves_no_far_boundary(kind: str, posts: list[list[str]], where: float, seed: int) -> None:
    which = int(where * len(posts))
    left = damage(kind, posts[which], random.Random(seed))
    assert moved([flatten([post]) for post in posts], which, left) == []


def dressed(rng: random.Random, post: list[str], reactions: bool) -> list[str]:
    """A post as it stands in a dump, with what Telegram puts around its text."""
    lines = []
    if rng.random() < 0.2:
        lines.append(f"Forwarded from {word(rng).capitalize()}")
    if rng.random() < 0.1:
        lines += ["This media is not supported in your browser", "VIEW IN TELEGRAM"]
    lines += flatten([post])
    if rng.random() < 0.15:
        lines += [f"{word(rng)}.org", sentence(rng, 5)[:-1], sentence(rng)]
    if reactions:
        lines.append(f"❤{rng.randint(1, 99)}🔥{rng.randint(1, 99)}")
    return lines


@pytest.mark.parametrize("reactions", [True, False], ids=["reactions", "plain"])
@pytest.mark.parametrize("kind", KINDS)
@given(posts=many_posts, where=somewhere, seed=seeds)
@settings(unhurried, max_examples=15)
def test_damage_of_a_real_looking_dump(
    reactions: bool, kind: str, posts: list[list[str]], where: float, seed: int
) -> None:
    rng = random.Random(seed)
    posts = [post[:1] if reactions and rng.random() < 0.3 else post for post in posts]
    which = int(where * len(posts))
    left = damage(kind, posts[which], rng)
    assert moved([dressed(rng, post, reactions) for post in posts], which, left) == []
