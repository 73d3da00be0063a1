"""Damage of every kind: what can be read is read, what is wrong is a defect, and what is far away is not touched."""

from __future__ import annotations

import random
import tracemalloc
from collections import deque
from collections.abc import Iterator

import pytest
from conftest import dump_of, flatten, sentence

from telegram_dump_parser import Dump, DumpError, Gap, Post, iter_items, parse
from telegram_dump_parser.lines import reader as source
from telegram_dump_parser.segmentation import stream as drafts

REACTIONS = ["❤28🔥16👍1", "👍3", "❤1.2K👏7", "🔥340🎉97"]


def posts_of(seed: int, count: int = 12) -> list[list[str]]:
    """The lines of some posts, each with its reactions."""
    rng = random.Random(seed)
    bodies = [[f"⚡️ {sentence(rng)}", *(sentence(rng) for _ in range(rng.randint(0, 4)))] for _ in range(count)]
    return [[*flatten([body]), rng.choice(REACTIONS)] for body in bodies]


def joined(posts: list[list[str]]) -> list[str]:
    return [line for post in posts for line in post]


def begins(dump: Dump) -> list[int]:
    return [post.source.first_line for post in dump]


def covers(dump: Dump, data: bytes) -> bool:
    spans = [(post.source.first_byte, post.source.end_byte) for post in dump]
    spans = sorted(spans + [(gap.first_byte, gap.end_byte) for gap in dump.gaps])
    return [0, *(end for _, end in spans)] == [*(first for first, _ in spans), len(data)]


def codes(dump: Dump) -> set[str]:
    return {defect.code for defect in dump.defects}


@pytest.mark.parametrize("seed", range(3))
def test_cut_off_anywhere(seed: int) -> None:
    """A download that broke off: all posts but those at the cut are the same."""
    data = dump_of(joined(posts_of(seed)))
    whole = parse(data)
    for at in range(0, len(data), 101):
        cut = parse(data[:at])
        assert covers(cut, data[:at])
        same = sum(post.source.end_byte <= at for post in whole) - 1
        assert cut.posts[: max(0, same)] == whole.posts[: max(0, same)]


def test_the_beginning_is_missing() -> None:
    data = dump_of(joined(posts_of(1)))
    whole = parse(data)
    for at in range(0, len(data), 211):
        rest = parse(data[at:])
        assert covers(rest, data[at:])
        later = [post.source.first_byte - at for post in whole if post.source.first_byte > at][1:]
        assert set(later) <= {post.source.first_byte for post in rest}


@pytest.mark.parametrize("bad", [b"\0", b"\0\0\0\0", b"\xff", b"\xf0\x9f\x98", b"\xed\xa0\x80", b"\xc3\x28", b"\x1a"])
def test_bad_bytes_within_a_line(bad: bytes) -> None:
    """Of one line's first copy: the boundaries stay, and the bytes can be found again."""
    posts = posts_of(2)
    clean = parse(dump_of(joined(posts)))
    for which in range(len(posts)):
        at = sum(len(dump_of(post)) for post in posts[:which]) + 12
        data = dump_of(joined(posts))
        while data[at] & 0xC0 == 0x80:
            at += 1
        data = data[:at] + bad + data[at:]
        dump = parse(data)
        assert covers(dump, data)
        assert begins(dump) == begins(clean)
        line = clean[which].source.first_line
        valid = bad in (b"\0", b"\0\0\0\0", b"\x1a")
        assert [(d.code, d.line) for d in dump.defects] == ([] if valid else [("undecodable-bytes", line)])
        assert [p.text for p in dump if p.index != which] == [p.text for p in clean if p.index != which]


def test_lone_surrogates_in_text() -> None:
    lines = joined(posts_of(3))
    lines[4] += "\ud83d"
    text = "".join(f"{line}\n" for line in lines)
    dump = parse(text)
    assert covers(dump, text.encode("utf-8", "surrogatepass"))
    assert begins(dump) == begins(parse(text.replace("\ud83d", "")))
    assert [(d.code, d.line) for d in dump.defects] == [("undecodable-bytes", 5)]
    assert all(post.model_dump_json() for post in dump)


def test_other_encodings_among_utf8() -> None:
    """Pages of several channels in one file, each saved by another program."""
    posts = posts_of(4)
    for post in posts:
        post[0] = post[0].replace("a", "ж")
        post[-1] = REACTIONS[0]
    clean = parse(dump_of(joined(posts)))
    for codec in ("cp1251", "utf-16-le", "shift-jis"):
        parts = [dump_of(post) for post in posts]
        parts[5] = dump_of(posts[5]).decode().encode(codec, "ignore")
        data = b"".join(parts)
        dump = parse(data)
        assert covers(dump, data)
        assert "undecodable-bytes" in codes(dump) or codec == "utf-16-le"
        assert [post.text for post in dump][:4] == [post.text for post in clean][:4]
        assert [post.text for post in dump][-5:] == [post.text for post in clean][-5:]
    data = b"".join([*parts[:5], dump_of(posts[5]).decode().encode("cp1251", "replace"), *parts[6:]])
    assert begins(parse(data)) == begins(clean)


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
def test_utf16_without_mark(codec: str) -> None:
    text = dump_of(joined(posts_of(5))).decode()
    with pytest.raises(DumpError, match=f"--encoding {codec}"):
        parse(text.encode(codec))
    named = parse(text.encode(codec), encoding=codec)
    assert [post.text for post in named] == [post.text for post in parse(text)]
    damaged = parse(text.encode(codec)[:-1], encoding=codec)
    assert [post.text for post in damaged][: len(named) - 1] == [post.text for post in named][:-1]
    assert codes(damaged) == {"undecodable-bytes"}


def sloppy(text: str, codec: str) -> str:
    """UTF-8 taken for another encoding, as browsers do it: bytes without a character become controls."""
    chars = [bytes([byte]).decode(codec, "ignore") or chr(byte) for byte in text.encode()]
    return "".join(chars)


@pytest.mark.parametrize("how", ["cp1252", "latin-1", "cp1251", "lost", "asked"])
def test_mojibake_does_not_hide_reactions(how: str) -> None:
    posts = posts_of(6, 20)
    clean = parse(dump_of(joined(posts)))
    lines = joined(posts)
    if how == "lost":
        bad = ["".join(c if c.isascii() else "\ufffd" for c in line) for line in lines]
    elif how == "asked":
        lines = [line.replace("👍3", "👍3🎉1") for line in lines]
        bad = ["".join(c if c.isascii() else "?" for c in line) for line in lines]
    else:
        bad = [sloppy(line, how) for line in lines]
    assert bad != lines
    dump = parse("\n".join(bad))
    assert begins(dump) == begins(clean)
    assert [[r.count for r in post.reactions] for post in dump] == [
        [r.count for r in post.reactions] for post in parse("\n".join(lines))
    ]
    if how not in ("lost", "asked"):
        assert [post.reactions for post in dump] == [post.reactions for post in clean]
        assert dump[0].text != clean[0].text  # texts stay as they are


@pytest.mark.parametrize(
    "line",
    ["ðŸ”¥ is what it was", "ðŸ”¥", "рассказ 5", "вечер 12", "â 5", "?5", "??", "�", "рџ”Ґ5 and more", "ð", "в5"],
)
def test_what_is_no_mojibake_of_reactions(line: str) -> None:
    first, last = "The ferry runs again.", "Nobody knows why."
    (post,) = parse(f"{first}\n{line}\n{last}\n{line}\n{last}\n")
    assert post.text == f"{first}\n{line}\n{last}"


# Size alone


class Generated:
    """A binary file of `size` bytes that repeats a pattern, and holds none of it."""

    def __init__(self, pattern: bytes, size: int) -> None:
        self._block = pattern * ((1 << 18) // len(pattern) + 2)
        self._period = len(pattern)
        self._size, self._at = size, 0

    def read(self, size: int, /) -> bytes:
        size = min(size, self._size - self._at, 1 << 18)
        first = self._at % self._period
        self._at += size
        return self._block[first : first + size]


def peak(items: Iterator[Post | Gap]) -> tuple[int, list[Post | Gap]]:
    """The most bytes at once while a stream is read to its end, and its last ten items."""
    tracemalloc.start()
    try:
        last = deque(items, 10)
        return tracemalloc.get_traced_memory()[1], list(last)
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("pattern", [b"x", b"x" * 1023 + b"\xff", "я".encode()], ids=["ascii", "damaged", "wide"])
def test_a_line_of_64_mebibytes(pattern: bytes) -> None:
    """A line that no Telegram text can have is taken in pieces; it is one gap with one defect of each kind."""
    small, _ = peak(iter_items(Generated(pattern, 6 << 20)))
    large, (gap,) = peak(iter_items(Generated(pattern, 64 << 20)))
    assert isinstance(gap, Gap)
    assert (gap.reason, gap.first_line, gap.last_line) == ("overlong-line", 1, 1)
    assert (gap.first_byte, gap.end_byte) == (0, 64 << 20)
    expected = ["overlong-line"] if b"\xff" not in pattern else ["undecodable-bytes", "overlong-line"]
    assert [defect.code for defect in gap.defects] == expected
    assert large < small * 1.1


def test_posts_around_a_long_line() -> None:
    rng = random.Random(1)
    before, after = dump_of(joined(posts_of(7))), dump_of(joined(posts_of(8)))
    data = before + rng.randbytes(100).hex().encode() * (20 << 10) + b"\n" + after
    dump = parse(data)
    assert covers(dump, data)
    assert [post.text for post in dump] == [post.text for post in [*parse(before), *parse(after)]]


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b" \n"])
def test_blank_lines_without_end(end: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    # So that the smaller of the two is more than one block and one stretch too.
    monkeypatch.setattr(source, "BLOCKS", source.Blocks(size=1 << 10))
    monkeypatch.setattr(drafts, "BUFFER_LINES", 500)
    small, _ = peak(iter_items(Generated(end, len(end) * 10_000)))
    large, (gap,) = peak(iter_items(Generated(end, len(end) * 100_000)))
    assert isinstance(gap, Gap)
    assert (gap.reason, gap.last_line, gap.end_byte) == ("blank", 100_000, len(end) * 100_000)
    assert large < small * 1.1


def test_posts_far_apart() -> None:
    """Blank lines by the ten thousand between posts: what waits for its echo does not wait for ever."""
    lines = []
    for post in posts_of(9, 6):
        lines += [*post, *[""] * 12_000]
    data = dump_of(lines)
    dump = parse(data)
    assert covers(dump, data)
    assert len(dump) == 6
    assert {gap.reason for gap in dump.gaps} == {"blank"}
