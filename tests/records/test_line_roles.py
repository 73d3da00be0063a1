"""The lines of a dump's posts with their roles, kept in little memory."""

from __future__ import annotations

import pickle

from drafts import draft_of

from telegram_dump_parser.records.line_roles import Lines
from telegram_dump_parser.segmentation.state_machine import Role


def test_lines_of_posts_are_remembered_and_all_drafts_handed_on() -> None:
    lines = Lines()
    drafts = [
        draft_of((Role.FORWARD, "Forwarded from A"), "One.", (Role.BLANK, ""), (Role.REACTIONS, "❤1")),
        draft_of((Role.BLANK, ""), gap="blank"),
        draft_of("Two, with \u2028 and \x85."),
    ]
    assert list(lines.passing(iter(drafts))) == drafts
    for found in (lines, pickle.loads(pickle.dumps(lines))):
        assert found.of(0) == [
            *(("Forwarded from A", Role.FORWARD), ("One.", Role.TEXT), ("", Role.BLANK), ("❤1", Role.REACTIONS)),
        ]
        assert found.of(1) == [("Two, with \u2028 and \x85.", Role.TEXT)]
