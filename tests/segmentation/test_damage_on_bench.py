"""What docs/reliability.md promises of damage, on real dumps; skipped where there are none."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from telegram_dump_parser import parse

BENCH = Path(__file__).resolve().parents[3] / "shared" / "bench" / "echoed"
TRIALS = 60

pytestmark = pytest.mark.skipif(not BENCH.is_dir(), reason=f"no dumps in {BENCH.parent.name}/{BENCH.name}")


def begins(dump: bytes, shift: int = 0) -> dict[int, float]:
    """The first lines of posts and how sure each is."""
    return {post.source.first_line + shift: post.boundary.confidence for post in parse(dump)}


def trials(seed: int) -> Iterator[tuple[random.Random, list[bytes]]]:
    rng = random.Random(seed)
    files = sorted(BENCH.glob("*.txt"))
    for _ in range(TRIALS):
        yield rng, rng.choice(files).read_bytes().splitlines(keepends=True)


@pytest.mark.parametrize("damage", [b"\0", b"\xff"])
def test_damage_in_a_line_moves_no_boundary(damage: bytes) -> None:
    moved = 0
    for rng, lines in trials(1):
        number = rng.randrange(len(lines))
        at = rng.randrange(max(1, len(lines[number]) - 1))
        while lines[number][at : at + 1] > b"\x7f" and lines[number][at] & 0xC0 == 0x80:
            at -= 1
        whole = begins(b"".join(lines))
        lines[number] = lines[number][:at] + damage + lines[number][at:]
        moved += begins(b"".join(lines)).keys() != whole.keys()
    assert moved <= 0.04 * TRIALS


def test_a_cut_moves_no_sure_boundary_away_from_it() -> None:
    moved = 0
    for rng, lines in trials(2):
        first = rng.randrange(1, max(2, len(lines) // 4))
        end = len(lines) - rng.randrange(1, max(2, len(lines) // 4))
        whole = sorted(begins(b"".join(lines)).items())
        found = begins(b"".join(lines[first:end]), first)
        left = [(line, sure) for line, sure in whole if first < line <= end][2:-2]
        moved += any(sure >= 0.99 and line not in found for line, sure in left)
    assert moved <= 0.04 * TRIALS
