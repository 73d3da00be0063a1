"""Archives are read as the dumps within, as far as they go; what is wrong with one is a defect."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import os
import subprocess
import sys
import threading
import tracemalloc
from collections import deque
from collections.abc import Callable
from pathlib import Path

import orjson
import pytest
from typer.testing import CliRunner

from telegram_dump_parser import Dump, DumpError, iter_items, iter_posts, parse, parse_file
from telegram_dump_parser.cli import app
from telegram_dump_parser.lines import compression
from telegram_dump_parser.lines.reader import lines_of_file, lines_of_text

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

DEMO = Path(__file__).parents[2] / "fixtures" / "demo.txt"
DATA = DEMO.read_bytes()
PACK: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "bzip2": bz2.compress,
    "xz": lzma.compress,
    "zstd": zstd.compress,
}
every = pytest.mark.parametrize("kind", PACK)


def content(dump: Dump) -> list[object]:
    return [*dump.posts, *dump.gaps]


def end_of(dump: Dump) -> int:
    """The end of the spans, which cover the dump from byte 0."""
    spans = sorted(
        [(post.source.first_byte, post.source.end_byte) for post in dump]
        + [(g.first_byte, g.end_byte) for g in dump.gaps]
    )
    at = 0
    for first, end in spans:
        assert first == at < end
        at = end
    return at


def problem(packed: bytes | bytearray) -> str:
    """The code of an archive's fault; "" where it is whole, the message where nothing of it can be read."""
    try:
        dump = parse(packed)
    except DumpError as error:
        return str(error)
    end_of(dump)
    codes = [defect.code for defect in dump.defects if defect.code in compression.FAULTS]
    assert len(codes) <= 1
    return "".join(codes)


class Pipe:
    """A binary file that can do nothing but read, and that a few bytes at a time."""

    def __init__(self, data: bytes) -> None:
        self._file = io.BytesIO(data)

    def read(self, size: int, /) -> bytes:
        return self._file.read(min(size, 5))


# Whole archives


@every
def test_all_doors_read_it(kind: str, tmp_path: Path) -> None:
    packed = PACK[kind](DATA)
    path = tmp_path / "dump.txt"  # the name says nothing
    path.write_bytes(packed)
    expected = content(parse(DATA))
    assert content(parse(packed)) == content(parse(bytearray(packed))) == expected
    assert content(parse_file(Pipe(packed))) == expected
    assert list(iter_items(packed)) == list(iter_items(DATA))
    rows = [post.model_dump(exclude={"source": {"file"}}) for post in parse_file(path)]
    assert rows == [post.model_dump(exclude={"source": {"file"}}) for post in parse(DATA)]


@every
def test_a_name_alone_makes_no_archive(kind: str, tmp_path: Path) -> None:
    path = tmp_path / f"dump.{kind}"
    path.write_bytes(DATA)
    assert len(parse_file(path)) == len(parse(DATA))


@every
def test_standard_input_is_unpacked(kind: str) -> None:
    command = [sys.executable, "-m", "telegram_dump_parser", "parse", "-"]
    run = subprocess.run(command, input=PACK[kind](DATA), capture_output=True, check=True, timeout=60)
    assert len(run.stdout.splitlines()) == len(parse(DATA))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_named_pipe_is_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    writer = threading.Thread(target=path.write_bytes, args=(gzip.compress(DATA),))
    writer.start()
    assert len(parse_file(path)) == len(parse(DATA))
    writer.join()


@every
def test_joined_archives_are_one_dump(kind: str) -> None:
    pack = PACK[kind]
    half = len(DATA) // 2
    expected = content(parse(DATA))
    assert content(parse(pack(DATA[:half]) + pack(DATA[half:]))) == expected
    assert content(parse(pack(DATA[:half]) + pack(b"") + bytes(512) + pack(DATA[half:]) + bytes(8))) == expected
    assert content(parse_file(Pipe(pack(DATA[:half]) + pack(DATA[half:])))) == expected


@every
def test_an_archive_of_nothing(kind: str) -> None:
    assert content(parse(PACK[kind](b""))) == []


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16", "utf-32"])
def test_the_mark_within_decides(codec: str) -> None:
    text = DATA.decode()
    assert content(parse(gzip.compress(text.encode(codec)))) == content(parse(text.encode(codec)))


def test_utf16_within_is_named() -> None:
    with pytest.raises(DumpError, match="--encoding utf-16-le"):
        parse(gzip.compress(DATA.decode().encode("utf-16-le")))


def test_text_is_never_an_archive() -> None:
    # The only format whose first bytes are ASCII.
    for text in ("BZh91AY&SY is no archive", "BZh9 the plan"):
        assert [line.text for line in lines_of_text(text)] == [text]
    assert [line.text for line in lines_of_file(io.BytesIO(b"BZh9 the plan"))] == ["BZh9 the plan"]


def test_one_layer_is_unpacked() -> None:
    assert any(defect.code == "undecodable-bytes" for defect in parse(gzip.compress(gzip.compress(DATA))).defects)


# Archives that are not whole


@every
@pytest.mark.parametrize("pipe", [False, True])
def test_cut_anywhere(kind: str, pipe: bool) -> None:
    """What could be read is given, to its last byte, with one defect; else an error that says so."""
    rows = b"".join(b"%d The ferry runs again, for the %dth time.\n" % (i, i * i) for i in range(400))
    packed = PACK[kind](rows)
    known = 0
    for size in range(10, len(packed), 97 if pipe else 31):
        if (said := problem(packed[:size])) != "truncated-archive":
            assert said == f"the {kind} archive breaks off; nothing of it can be read"
            continue
        dump = parse_file(Pipe(packed[:size])) if pipe else parse(packed[:size])
        (defect,) = [defect for defect in dump.defects if defect.code != "too-long"]  # of text without end
        assert defect.code == "truncated-archive"
        assert defect.line == max(post.source.last_line for post in dump)
        known = end_of(dump)
        assert known <= len(rows)
        assert dump[-1].text.encode() in rows
    if kind in ("gzip", "xz"):  # the others give a block of 128 KiB or more or nothing
        assert known > len(rows) // 2


def test_a_cut_between_members_is_no_defect_and_within_the_head_is_one() -> None:
    two = gzip.compress(DATA) + gzip.compress(b"One more.\n")
    first = len(gzip.compress(DATA))
    assert not parse(two[:first]).defects
    for size in (1, 5, 10):
        dump = parse(two[: first + size])
        assert [defect.code for defect in dump.defects] == ["truncated-archive"]
        assert end_of(dump) == len(DATA)


@every
def test_bytes_after_an_archive(kind: str) -> None:
    dump = parse(PACK[kind](DATA) + b"rubbish")
    assert [(defect.code, defect.line) for defect in dump.defects] == [("corrupt-archive", DATA.count(b"\n"))]
    assert len(dump) == len(parse(DATA))
    assert end_of(dump) == len(DATA)


@pytest.mark.parametrize("kind", ["gzip", "bzip2", "xz"])  # zstd has no checksum if not asked for one
def test_a_wrong_checksum(kind: str) -> None:
    packed = bytearray(PACK[kind](DATA))
    packed[-5 if kind == "gzip" else 13 if kind == "bzip2" else -30] ^= 1
    assert problem(packed) == "corrupt-archive"


def test_little_is_lost_before_a_damaged_byte() -> None:
    rows = b"".join(b"%d rows of a list that packs badly\n" % (i * i * 7919) for i in range(3000))
    packed = bytearray(gzip.compress(rows))
    at = len(packed) // 2
    packed[at : at + 40] = bytes(range(160, 200))
    before = end_of(parse(packed[:at]))
    dump = parse(packed)
    assert dump.defects[-1].code == "corrupt-archive"
    assert end_of(dump) > before - 2048


@every
def test_every_byte_that_is_wrong(kind: str) -> None:
    packed = PACK[kind](DATA)
    found = set()
    for at in range(10, len(packed), 23):
        broken = bytearray(packed)
        broken[at] ^= 0x41
        found.add(problem(broken))
    assert found & {"corrupt-archive", "truncated-archive"} or kind == "zstd"


def test_a_fault_may_stand_on_a_blank_line_or_a_long_one() -> None:
    dump = parse(gzip.compress(b"One.\n\n\n") + b"rest")
    assert [(gap.reason, [defect.code for defect in gap.defects]) for gap in dump.gaps] == [
        ("blank", ["corrupt-archive"])
    ]
    dump = parse(gzip.compress(b"x" * (3 << 20)) + b"rest")
    (gap,) = dump.gaps
    assert [defect.code for defect in gap.defects] == ["overlong-line", "corrupt-archive"]


def test_an_archive_of_which_nothing_can_be_read() -> None:
    for packed in (gzip.compress(DATA)[:12], b"\x1f\x8b\x08" + bytes(60)[::-1], b"\xfd7zXZ\0" + b"x" * 40):
        with pytest.raises(DumpError, match="nothing of it can be read"):
            parse(packed)


def test_strict_raises_the_fault() -> None:
    with pytest.raises(DumpError, match=r"line \d+: truncated-archive: the gzip archive breaks off"):
        parse(gzip.compress(DATA)[:-9], strict=True)


@pytest.mark.parametrize("log", [24, 25])
def test_a_window_of_zstd_is_limited(log: int) -> None:
    packer = zstd.ZstdCompressor(options={zstd.CompressionParameter.window_log: log})
    packed = packer.compress(DATA) + packer.flush()
    wide = "the zstd archive needs a window of more than 16 MiB; unpack it first, zstd -dc --long=31 FILE"
    assert problem(packed).startswith("" if log == 24 else wide)
    assert bool(problem(packed)) == (log == 25)


def test_an_xz_file_that_asks_for_too_much_memory_is_refused() -> None:
    huge = lzma.compress(DATA, filters=[{"id": lzma.FILTER_LZMA2, "preset": 0, "dict_size": 1 << 20}])
    packed = bytearray(huge)
    packed[packed.index(b"\x21\x01", 12) + 2] = 40  # the size of the dictionary: 4 GiB
    header = packed[12 : 12 + 4 * (packed[12] + 1)]
    import zlib

    packed[12 + len(header) - 4 : 12 + len(header)] = zlib.crc32(header[:-4]).to_bytes(4, "little")
    with pytest.raises(
        DumpError, match="the xz archive needs a window of more than 16 MiB; unpack it first, xz -dc FILE"
    ):
        parse(packed)


# Errors besides


@pytest.mark.parametrize("opened", [gzip.open, bz2.open, lzma.open])
def test_archives_that_the_caller_unpacks(opened: Callable[..., io.BufferedIOBase], tmp_path: Path) -> None:
    """Errors of Python's own readers are the dump's."""
    pack = {gzip.open: gzip.compress, bz2.open: bz2.compress, lzma.open: lzma.compress}[opened]
    packed = bytearray(pack(os.urandom(4000)))
    path = tmp_path / "dump"
    path.write_bytes(packed)
    with opened(path) as file:
        deque(iter_posts(file, encoding="latin-1"), 0)
    packed[len(packed) // 2 :] = b"\xff" * 40
    path.write_bytes(packed)
    with opened(path) as file, pytest.raises(DumpError, match="cannot be read"):
        deque(iter_posts(file, encoding="latin-1"), 0)


def test_zstd_frames_to_be_skipped() -> None:
    skipped = b"\x5a\x2a\x4d\x18" + (5).to_bytes(4, "little") + b"sizes"
    packed = zstd.compress(DATA)
    assert content(parse(skipped + packed + skipped)) == content(parse(DATA))
    assert problem(skipped + packed[:-9]) == "the zstd archive breaks off; nothing of it can be read"


def test_zstd_without_its_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    packed = zstd.compress(DATA)

    def missing(name: str) -> None:
        raise ImportError(name)

    monkeypatch.setattr(compression, "import_module", missing)
    with pytest.raises(DumpError, match=r'pip install "telegram-dump-parser\[zstd\]"'):
        parse(packed)


def test_a_python_without_a_decompressor(monkeypatch: pytest.MonkeyPatch) -> None:
    packed = lzma.compress(DATA)
    monkeypatch.setitem(sys.modules, "lzma", None)
    with pytest.raises(DumpError, match="unpack it first"):
        parse(packed)


# The command


def test_command_writes_what_it_could_read_and_fails(tmp_path: Path) -> None:
    broken, whole, out = tmp_path / "a.gz", tmp_path / "b.txt", tmp_path / "out.jsonl"
    broken.write_bytes(gzip.compress(DATA)[:-9])
    whole.write_bytes(DATA)
    result = CliRunner().invoke(app, ["parse", str(broken), str(whole), "-o", str(out)])
    assert result.exit_code == 1
    last = DATA.count(b"\n")
    assert f"error: {broken}:{last}: the gzip archive breaks off" in result.stderr
    assert "in 2 dumps" in result.stderr
    rows = [orjson.loads(row) for row in out.read_bytes().splitlines()]
    files = [row["source"]["file"] for row in rows]
    assert files == [str(broken)] * len(parse(gzip.compress(DATA)[:-9])) + [str(whole)] * len(parse(DATA))
    out.unlink()
    result = CliRunner().invoke(app, ["parse", str(broken), "-o", str(out)])
    assert result.exit_code == 1
    assert out.exists()  # what could be read is worth keeping
    result = CliRunner().invoke(app, ["parse", str(broken), "-o", str(out), "--strict", "--force"])
    assert result.exit_code == 1
    assert "truncated-archive" in result.stderr


# Memory


def peak(packed: bytes) -> int:
    """The most bytes at once that it takes to give an archive's lines, besides those of the archive."""
    tracemalloc.start()
    try:
        deque(lines_of_file(io.BytesIO(packed)), 0)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("row", [b"\0" * 256, b"The ferry runs again.\n"], ids=["one line", "lines"])
@every
def test_a_bomb_stays_small(kind: str, row: bytes) -> None:
    small, large = PACK[kind](row * (3 << 13)), PACK[kind](row * (3 << 15))
    deque(lines_of_file(io.BytesIO(PACK[kind](row * 10))), 0)  # what is imported late
    assert peak(large) < peak(small) * 1.1
    assert peak(large) < 16 << 20  # of which 8 MiB are the window that xz asks for
