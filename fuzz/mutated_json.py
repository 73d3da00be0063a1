#!/usr/bin/env python3
"""Check the contract on mutated exports: nothing but DumpError escapes, and posts and gaps cover each byte once.

usage: mutated_json.py [--runs N] [--seed N] [--finds FOLDER] [SEED_FILE…]

An input that breaks the contract is written to FOLDER. Seeds are the exports of fixtures/exports if none are named.
"""

from __future__ import annotations

import argparse
import io
import json
import random
import time
from collections.abc import Callable
from pathlib import Path

from telegram_dump_parser import DumpError, Gap, Post, iter_items, parse
from telegram_dump_parser.exports import json_ends
from telegram_dump_parser.exports.base import HEAD_BYTES
from telegram_dump_parser.exports.json_messages import cut
from telegram_dump_parser.exports.message import ExportMessage
from telegram_dump_parser.exports.result_json import messages_of
from telegram_dump_parser.exports.result_signs import has_frame, is_list_of_messages

FIXTURES = Path(__file__).parent.parent / "fixtures" / "exports"
# What is put anywhere: brackets, quotes, escapes, keys of the frame, and values of other types.
PIECES = (
    *(b"{", b"}", b"[", b"]", b'"', b"\\", b"\n", b",", b":", b" ", b"\r\n", b"\t", b"\x00", b"\xff", b"\xed\xa0\x80"),
    *(b'"messages": [', b"\n  {\n", b"\n  }", b"\n  },", b"\n ]\n}", b'"type": "message"', b'"id": ', b"\\x0B", b"\\u"),
    *(b"\\ud83d", b"null", b"true", b"-1", b"1e999", b"99999999999999999999", b'""', b"[]", b"{}", b'"chats": {'),
    *(b'"document_id": a.webp', b'"text": ["a", {"type": "bold"}]', b"\xef\xbb\xbf", "😀".encode(), b"{\n \"name\": "),
)  # fmt: skip


def mutated(data: bytes, rng: random.Random, others: list[bytes]) -> bytes:
    """The data with some bytes changed, cut out, doubled, or put in."""
    for _ in range(rng.choice((1, 1, 1, 2, 3, 5, 8))):
        at = rng.randint(0, len(data))
        end = min(len(data), at + rng.choice((1, 1, 2, 5, 20, 100, 400)))
        kind = rng.randrange(8)
        if kind == 0:
            data = data[:at] + data[end:]
        elif kind == 1:
            data = data[:at]
        elif kind == 2:
            data = data[:end] + data[at:end] + data[end:]
        elif kind == 3:
            other = rng.choice(others)
            begin = rng.randint(0, len(other))
            data = data[:at] + other[begin : begin + rng.randint(0, 600)] + data[end:]
        elif kind == 4 and at < len(data):
            data = data[:at] + bytes([rng.randrange(256)]) + data[at + 1 :]
        elif kind == 5:
            data = data[:at] + rng.choice(PIECES) * rng.choice((1, 1, 1, 3, 40)) + data[at:]
        elif kind == 6:
            data = _relaid(data, rng)
        else:
            data = data[:at] + rng.choice(PIECES) + data[end:]
    return data


def _relaid(data: bytes, rng: random.Random) -> bytes:
    """The same laid out otherwise, with a value of another type somewhere."""
    try:
        value = json.loads(data)
    except ValueError:
        return data.replace(b"\n", rng.choice((b"", b"\r\n", b"\n\n", b" ")))
    part = value
    while isinstance(part, dict | list) and part:
        key = rng.choice(list(part)) if isinstance(part, dict) else rng.randrange(len(part))
        if rng.random() < 0.3:
            part[key] = rng.choice((None, True, -1, 1.5, "x", [], {}, [[]], [{}], {"text": None}, 1 << 70))
            break
        part = part[key]
    if rng.random() < 0.3 and isinstance(value, dict) and isinstance(value.get("messages"), list):
        value = value["messages"]
        if rng.random() < 0.5:
            return b"\n".join(json.dumps(one).encode() for one in value)
    return json.dumps(value, indent=rng.choice((None, 0, 1, 1, 4))).encode("utf-8", "surrogatepass")


def check(data: bytes, size: int) -> None:
    """Raise AssertionError, or what escapes, if an input breaks the contract.

    Args:
        data: the input.
        size: of the blocks of the second reading, in bytes; it must not matter.
    """
    items = list(messages_of(io.BytesIO(data)))
    _check_cover([(i.first_byte, i.end_byte, i.first_line, i.last_line) for i in items], data)
    assert items == list(messages_of(io.BytesIO(data), block_bytes=size)), f"blocks of {size} give others"
    for item in items:
        if isinstance(item, ExportMessage):
            assert all(0 <= part["start"] < part["end"] <= len(item.text) for part in item.entities)
    in_list = list(cut(io.BytesIO(data), is_list=True, block_bytes=size))
    _check_cover([(i.first_byte, i.end_byte, i.first_line, i.last_line) for i in in_list], data)
    for form in ("result-json", None):
        try:
            found = list(iter_items(data, form=form))
        except DumpError:
            continue
        spans = [item.source if isinstance(item, Post) else item for item in found]
        if form is not None or any(isinstance(i, Post) and i.source.form != "text" for i in found):
            _check_cover([(s.first_byte, s.end_byte, s.first_line, s.last_line) for s in spans], data)
        for given in found:
            first, last = (given.first_line, given.last_line) if isinstance(given, Gap) else _lines(given)
            assert all(first <= defect.line <= last for defect in given.defects)
            given.model_dump_json()
    if has_frame(data[:HEAD_BYTES]) or not is_list_of_messages(data[:HEAD_BYTES]):
        texts = [item.text for item in items if isinstance(item, ExportMessage)]
        assert [post.text for post in parse(data, form="result-json")] == texts


def _lines(post: Post) -> tuple[int, int]:
    return post.source.first_line, post.source.last_line


def _check_cover(spans: list[tuple[int, int, int, int]], data: bytes) -> None:
    at, line = 0, 1
    for first_byte, end_byte, first_line, last_line in spans:
        assert first_byte == at < end_byte, f"a span begins at {first_byte}, not at {at}"
        assert first_line == line, f"a span begins on line {first_line}, not on {line}"
        assert last_line == line + data.count(b"\n", at, end_byte - 1), "a span ends on another line"
        line += data.count(b"\n", at, end_byte)
        at = end_byte
    assert at == len(data), f"{len(data) - at} bytes are missing at the end"


def failure(data: bytes, size: int, does: Callable[[bytes, int], None] = check) -> str | None:
    """What an input breaks, or None."""
    try:
        does(data, size)
    except Exception as error:
        return f"{type(error).__name__}: {error}"[:300]
    return None


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=0, help="of the first input; each next one has the next seed")
    parser.add_argument("--finds", type=Path, default=Path("build/finds"))
    parser.add_argument("seeds", type=Path, nargs="*")
    options = parser.parse_args()
    paths = options.seeds or sorted(path for path in FIXTURES.glob("*.json") if ".expected" not in path.name)
    seeds = [path.read_bytes() for path in paths]
    json_ends.LONGEST_MESSAGE = 3_000  # type: ignore[misc]  # which small inputs outgrow
    began, finds, slowest = time.monotonic(), 0, 0.0
    for done in range(options.runs):
        rng = random.Random(options.seed + done)
        data = mutated(rng.choice(seeds), rng, seeds)
        size = rng.choice((1, 3, 17, 100, 1_000))
        before = time.monotonic()
        what = failure(data, size)
        slowest = max(slowest, time.monotonic() - before)
        if what:
            finds += 1
            options.finds.mkdir(parents=True, exist_ok=True)
            path = options.finds / f"{options.seed + done}.json"
            path.write_bytes(data)
            print(f"find {finds}: {path} (blocks of {size}): {what}", flush=True)
        if done % 10_000 == 9_999:
            print(f"{done + 1:,} inputs, {finds} finds, {time.monotonic() - began:.0f} s", flush=True)
    took = time.monotonic() - began
    print(f"{options.runs:,} inputs from seed {options.seed}, {finds} finds, {took:.0f} s, slowest {slowest:.2f} s")


if __name__ == "__main__":
    main()
