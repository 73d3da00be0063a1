"""The rules that hold for any input. `check` raises AssertionError if one is broken, and passes on other exceptions."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import orjson

from telegram_dump_parser import Dump, DumpError, Gap, Post, iter_items, parse
from telegram_dump_parser.lines import reader as source
from telegram_dump_parser.lines.compression import FAULTS, unpacked
from telegram_dump_parser.segmentation import stream as drafts

# Blocks, lines and stretches of a size that small inputs outgrow, so that their ends are met too.
SMALL = (
    ((source, "BLOCKS", source.Blocks(head=16, size=32, longest=256)),),
    (
        (drafts, "BUFFER", 600),
        (drafts, "BUFFER_LINES", 24),
        (drafts, "LOOK_AHEAD", 200),
        (drafts, "LOOK_AHEAD_LINES", 6),
    ),
)


@contextmanager
def sizes(blocks: bool, stretches: bool) -> Iterator[None]:
    """Small blocks and long lines, small stretches, or both, while the block runs."""
    rows = (SMALL[0] if blocks else ()) + (SMALL[1] if stretches else ())
    before = [(module, name, getattr(module, name)) for module, name, _ in rows]
    for module, name, value in rows:
        setattr(module, name, value)
    try:
        yield
    finally:
        for module, name, value in before:
            setattr(module, name, value)


class Drips:
    """A binary file that can do nothing but give a few bytes, as bad as any pipe."""

    def __init__(self, data: bytes) -> None:
        self._file = io.BytesIO(data)
        self._size = len(data) % 7

    def read(self, size: int, /) -> bytes:
        self._size = self._size % 7 + 1
        return self._file.read(min(size, self._size))


def check(data: bytes, kind: bytes = b"") -> None:
    """Parse an input in each way there is and compare; a bit each of `kind` makes blocks and stretches small.

    Only DumpError escapes, and before anything is given; spans of posts and gaps partition the bytes; a second parse,
    from a pipe, gives the same; text and bytes agree; each row is JSON.
    """
    bits = kind[0] if kind else 0
    with sizes(blocks=bool(bits & 1), stretches=bool(bits & 2)):
        _check(data)


def _check(data: bytes) -> None:
    try:
        dump = parse(data)
    except DumpError as error:
        _check_refused(data, str(error))
        return
    _check_rows(dump)
    items = list(iter_items(Drips(data)))
    _check_spans(items, _plain(data))
    assert tuple(item for item in items if isinstance(item, Post)) == dump.posts, "a pipe gives other posts"
    assert tuple(item for item in items if isinstance(item, Gap)) == dump.gaps, "a pipe gives other gaps"
    try:
        text = data.decode()
    except UnicodeDecodeError:
        _check_text(data)
    else:
        if not data.startswith(b"BZh"):  # bytes that are an archive are its dump; text is text
            of_text = parse(text)
            assert of_text.posts == dump.posts, "text gives other posts"
            assert of_text.gaps == dump.gaps, "text gives other gaps"


def _check_refused(data: bytes, said: str) -> None:
    assert said
    assert said.isprintable()
    try:
        next(iter_items(Drips(data)))
    except DumpError as error:
        if str(error) == said:
            _check_text(data)
            return
    raise AssertionError("a pipe gives what bytes do not")


def _check_text(data: bytes) -> None:
    """Text is never refused, whatever it holds."""
    text = data.decode("utf-8", "surrogateescape")
    dump = parse(text)
    items = sorted([*dump.posts, *dump.gaps], key=lambda item: getattr(item, "source", item).first_byte)
    _check_spans(items, text.encode("utf-8", "surrogatepass"))


def _plain(data: bytes) -> bytes | None:
    """The bytes that spans are of: those within an archive; None where it is not whole."""
    file = io.BytesIO(data)
    archive = unpacked(file.read, file.read(16), None)
    if archive is None:
        return data
    out = b""
    while block := archive.read(1 << 16):
        out += block
    return None if archive.fault else out


def _check_spans(items: Iterable[Post | Gap], data: bytes | None) -> None:
    """Spans cover the input once, and so do their lines."""
    spans = [item.source if isinstance(item, Post) else item for item in items]
    at, line = 0, 0
    for span in spans:
        assert span.first_byte == at < span.end_byte, f"a span begins at {span.first_byte}, not at {at}"
        assert line <= span.first_line <= line + 1, f"a span begins on line {span.first_line}, after {line}"
        assert span.first_line <= span.last_line
        at, line = span.end_byte, span.last_line
    if data is not None:
        assert at == len(data), f"{len(data) - at} bytes are missing at the end"


def _check_rows(dump: Dump) -> None:
    for number, post in enumerate(dump.posts):
        assert post.index == number
        row = post.model_dump()
        assert orjson.loads(orjson.dumps(row)) == orjson.loads(post.model_dump_json().encode()), "not the same as JSON"
        assert post.headline == post.text.split("\n")[0]
        lines = post.text.count("\n") + 1
        assert all(marker.line < lines for marker in post.markers)
        assert all(post.source.first_line <= defect.line <= post.source.last_line for defect in post.defects)
        assert 0 <= post.boundary.confidence <= 1
        assert post.boundary.evidence
    assert sum(defect.code in FAULTS for defect in dump.defects) <= 1
