"""What a line allows: every path can go on, whatever follows, and wherever one dialect ends and another begins."""

from __future__ import annotations

from itertools import product

import pytest

from telegram_dump_parser import parse
from telegram_dump_parser.lines.kinds import LineKind
from telegram_dump_parser.segmentation.search.costs import plan
from telegram_dump_parser.segmentation.state_machine import CUT_ENDS, ENDS, State
from telegram_dump_parser.vocabulary import Dialect

KINDS = [kind for kind in LineKind if kind is not LineKind.BLANK]


@pytest.mark.parametrize("dialect", Dialect)
@pytest.mark.parametrize("then", Dialect)
def test_no_path_runs_dry(dialect: Dialect, then: Dialect) -> None:
    for kind, following, prose, headed in product(KINDS, [*KINDS, None], (False, True), (False, True)):
        moves = plan(dialect, kind, following, then, prose, headed)
        assert moves[State.START], (kind, following)
        # A text that breaks off is read after the last line that it could not go on with (Window.tail).
        for target in {target for row in moves.values() for target, _, _ in row} - ENDS.keys() - {State.BROKEN}:
            if following is None:
                assert target in CUT_ENDS
                continue
            for after, onward in product([*KINDS, None], Dialect):
                assert plan(then, following, after, onward, prose, headed)[target], (kind, following, target, after)


def test_a_stretch_that_ends_between_a_label_and_its_other_line() -> None:
    """A find of the fuzzer: the label after a text was the last line of a spaced stretch, an echoed one came next."""
    dump = (
        "🔥\r1.2K 12\nAnna Berg\r\nPhoto\rYouTube\nThe ballroom shines again\n\ragain\rThe tower\n"
        "Please open Telegram to view this post\n\rVIEW IN TELEGRAM\n\nThis media is not supported in your browser\r"
        "VIEW IN TELEGRAM\n\n❓ Question: Will the bridge be closed?\n❓ Question: Will the bridge be closed?\n"
    )
    assert parse(dump).posts[-1].notices[-1] == "media-not-supported"
