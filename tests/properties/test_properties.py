"""Rules for every input: nothing is lost or raised, all functions agree, and damage stays local."""

from __future__ import annotations

import io
import random
import subprocess
import sys
from pathlib import Path

import orjson
import pytest
from conftest import dump_of, flatten, sentence, starts, word
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from invented import INTERFACE, check_partition, clean_posts, dump_lines, realistic
from typer.testing import CliRunner

from telegram_dump_parser import Dump, DumpError, Gap, Post, iter_items, iter_posts, iter_records, parse
from telegram_dump_parser.cli import app
from telegram_dump_parser.lines.compression import is_archive

unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
few = settings(unhurried, max_examples=40)


def check(data: bytes) -> None:
    try:
        dump = parse(data)
    except DumpError:
        assert b"\0" in data or is_archive(data)
        return
    if is_archive(data):
        return  # its spans are those of the dump within: tests/lines/test_compression.py
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
            assert row in known or f"  {row}" in known  # but for the page's own indent after a video


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
    monkeypatch.setattr("telegram_dump_parser.segmentation.stream.BUFFER", 20_000)
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
    """What Telegram itself puts around a text is distinguished from the text."""
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
    """But for the posts where they meet: dumps of many channels are joined by crawls."""
    at = min(at, len(posts) - 2)
    a, b = flatten(posts[:at]), flatten(posts[at:])
    found = [(post.source.first_line, post.text) for post in parse(dump_of(a + b))]
    before = [(post.source.first_line, post.text) for post in parse(dump_of(a))]
    after = [(post.source.first_line + len(a), post.text) for post in parse(dump_of(b))]
    assert found[: len(before) - 1] == before[:-1]
    assert found[-len(after) + 1 :] == after[1:]


def test_a_dump_of_one_line() -> None:
    for seed in range(5):
        text = sentence(random.Random(seed))
        assert [post.text for post in parse(dump_of([text]))] == [text]


def test_one_line_posts() -> None:
    """A page of one-line posts has no echo, and nothing but the look of its lines: few are joined, none is sure."""
    pages, count, found = 30, 20, 0
    for seed in range(pages):
        rng = random.Random(seed)
        lines = [sentence(rng) for _ in range(count)]
        posts = parse(dump_of(lines)).posts
        assert [line for post in posts for line in post.text.splitlines()] == lines
        assert all(post.boundary.confidence < 0.99 for post in posts[1:])
        found += len(posts)
    assert found / (pages * count) > 0.96


@pytest.mark.parametrize("count", [2, 3, 5, 13])
def test_few_lines_may_be_a_post_each_or_one(count: int) -> None:
    """Nothing shows which, so nothing of it is sure."""
    for seed in range(5):
        rng = random.Random(seed)
        lines = [sentence(rng) for _ in range(count)]
        found = parse(dump_of(lines))
        assert "\n".join(post.text for post in found) == "\n".join(lines)
        assert all(post.boundary.confidence < 0.8 for post in found[1:])


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
    """A post as it is in a dump, with what Telegram puts around its text."""
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
