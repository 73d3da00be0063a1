#!/usr/bin/env python3
"""Check the readers of HTML, MHTML and WARC on mutated files: the fixtures, and other files that are named.

usage: mutated_pages.py [--runs N] [--seed N] [--finds FOLDER] [FILE…]

Nothing but DumpError may escape, and messages and gaps must cover each document once. An input that breaks this is
written to FOLDER.
"""

from __future__ import annotations

import argparse
import contextlib
import dataclasses
import gzip
import io
import quopri
import random
import time
from pathlib import Path

import orjson

from telegram_dump_parser import DumpError, parse
from telegram_dump_parser.exports.desktop_html import DesktopHtml
from telegram_dump_parser.exports.message import ExportMessage, ExportText
from telegram_dump_parser.exports.mhtml import Mhtml
from telegram_dump_parser.exports.preview_html import PreviewHtml
from telegram_dump_parser.exports.warc import Warc
from telegram_dump_parser.lines.content import Content

FIXTURES = Path(__file__).parents[1] / "fixtures" / "exports"
FORMS = (PreviewHtml(), DesktopHtml(), Mhtml(), Warc())
TOKENS = (
    *(b"<div>", b"</div>", b"<div", b"<", b">", b'"', b"'", b"=", b"/", b"&", b"&#0;", b"&#xd800;", b"&amp;", b"\0"),
    *(b"\r", b"\n", b"\r\n", b"\xff", b"\xed\xa0\x80", b"\xef\xbb\xbf", b"<!--", b"-->", b"<![CDATA[", b"<script>"),
    *(
        b"</script>",
        b"<a ",
        b"<b>",
        b"</b>",
        b"<br>",
        b"<pre>",
        b"<table>",
        b"<td>",
        b"<template>",
        b"<svg>",
        b"<math>",
    ),
    *(b'class="', b'id="message1"', b'data-post="', b'data-post="a_b/1"', b'class="message default"', b"data-view="),
    *(b'class="tgme_widget_message"', b"tgme_widget_message_wrap", b"<blockquote>", b"</blockquote>", b"<tg-emoji>"),
    *(b'datetime="9999-12-31T23:59:59-23:59"', b'datetime="0001-01-01T00:00:00+14:00"', b"9" * 30, b"-1", b"%", b"="),
    *(
        b"Content-Type: text/html\r\n",
        b"Content-Length: 99\r\n",
        b"WARC/1.0\r\n",
        b"\r\n\r\n",
        b"boundary=",
        b"bplist00",
    ),
)


def seeds(paths: list[Path]) -> list[bytes]:
    """Files to begin with: those that are named, and containers of the first fixture."""
    found = [path.read_bytes() for path in paths]
    page = found[0]
    head = b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=B\r\n\r\n--B\r\nContent-Type: text/html\r\n"
    coded = quopri.encodestring(page)
    found.append(head + b"Content-Transfer-Encoding: quoted-printable\r\n\r\n" + coded + b"\r\n--B--\r\n")
    record = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + page
    head = b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://t.me/s/a\r\nContent-Length: %d\r\n\r\n"
    record = head % len(record) + record + b"\r\n\r\n"
    return [*found, record, record * 2, gzip.compress(record)]


def mutated(rng: random.Random, sources: list[bytes]) -> bytes:
    """A source with some changes."""
    data = bytearray(rng.choice(sources))
    for _ in range(rng.choice((1, 1, 2, 3, 5, 9, 20))):
        at = rng.randrange(len(data) + 1)
        to = min(len(data), at + int(rng.expovariate(1 / 40)))
        match rng.randrange(8):
            case 0:
                del data[at:to]
            case 1 | 2 | 3:
                data[at:at] = rng.choice(TOKENS)
            case 4:
                data[at:to] = rng.choice(TOKENS)
            case 5:
                data[at:at] = data[at:to] * rng.choice((1, 2, 5))
            case 6:
                other = rng.choice(sources)
                start = rng.randrange(len(other) + 1)
                data[at:at] = other[start : start + int(rng.expovariate(1 / 500))]
            case 7 if rng.random() < 0.2:
                del data[at:]
    return bytes(data)


def check(data: bytes) -> None:
    """Raise AssertionError if a reader breaks its contract, or what it raises, unless that is a DumpError."""
    for form in FORMS:
        content = Content(io.BytesIO(data))
        try:
            items = list(form.read(content))
        except DumpError:
            continue
        at: dict[str | None, int] = {}
        for item in items:
            if isinstance(item, ExportText):
                continue
            assert item.first_byte == at.get(item.document, 0), "an item does not begin where the one before it ends"
            assert item.end_byte > item.first_byte or item.defects, "an item is empty"
            assert item.first_line <= item.last_line
            at[item.document] = item.end_byte
            orjson.dumps(dataclasses.asdict(item))
            if isinstance(item, ExportMessage):
                for entity in item.entities:
                    assert 0 <= entity["start"] < entity["end"] <= len(item.text), entity
        if isinstance(form, PreviewHtml | DesktopHtml):
            assert at.get(None, 0) == content.size, "the end is not covered"
    with contextlib.suppress(DumpError):
        parse(data)  # the values are those that a post may have


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", type=Path, nargs="*", metavar="FILE")
    parser.add_argument("--runs", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=0, help="of the first input; each next one has the next seed")
    parser.add_argument("--finds", type=Path, default=Path("build/finds"))
    options = parser.parse_args()
    sources = seeds([*sorted(FIXTURES.glob("*.html")), *options.files])
    began, finds, slowest = time.monotonic(), 0, 0.0
    for done in range(options.runs):
        data = mutated(random.Random(options.seed + done), sources)
        before = time.monotonic()
        try:
            check(data)
        except Exception as error:
            finds += 1
            options.finds.mkdir(parents=True, exist_ok=True)
            path = options.finds / f"html-{options.seed + done}"
            path.write_bytes(data)
            if finds > 99:
                raise SystemExit("more than 99 finds") from None
            print(f"find {finds}: {path}: {type(error).__name__}: {error}"[:300], flush=True)
        slowest = max(slowest, time.monotonic() - before)
    took = time.monotonic() - began
    print(f"{options.runs:,} inputs from seed {options.seed}, {finds} finds, {took:.0f} s, slowest {slowest:.2f} s")


if __name__ == "__main__":
    main()
