"""Mutated exports keep the contract; fuzz/mutated_json.py runs the same for any time."""

from __future__ import annotations

import random

import pytest
from mutated_json import FIXTURES, check, failure, mutated

from telegram_dump_parser.exports import json_ends, json_messages

SEEDS = [path.read_bytes() for path in sorted(FIXTURES.glob("*.json")) if ".expected" not in path.name]


@pytest.mark.parametrize("part", range(10))
def test_mutated_exports(part: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_ends, "LONGEST_MESSAGE", 3_000)
    for seed in range(part * 40, part * 40 + 40):
        rng = random.Random(seed)
        data = mutated(rng.choice(SEEDS), rng, SEEDS)
        assert failure(data, rng.choice((1, 3, 17, 100))) is None, data


def test_the_check_sees_lost_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    real = json_messages.Window.pass_over
    monkeypatch.setattr(json_messages.Window, "pass_over", lambda self, size: real(self, size + (size > 0)))
    with pytest.raises(AssertionError, match="a span"):
        check(SEEDS[0], 100)
