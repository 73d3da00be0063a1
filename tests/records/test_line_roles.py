"""The lines of a dump's posts with their roles, kept in little memory."""

from __future__ import annotations

import pickle

import pytest
from drafts import draft_of, lines_of

import telegram_dump_parser as tdp
from telegram_dump_parser.records.line_roles import Lines, Piece
from telegram_dump_parser.segmentation.state_machine import Role


def test_posts_that_stand_with_their_lines() -> None:
    lines = Lines()
    dump = tdp.parse("One.\nTwo of it.\nTwo of it.\n")
    read = [(line, Role.TEXT) for line in lines_of("One.", "Two of it.")]
    gap = tdp.Gap(first_line=3, last_line=3, first_byte=0, end_byte=1, reason="blank")
    for piece in (Piece(gap, read[:1]), Piece(dump[0], read)):
        lines.add(piece)
    assert lines.of(0) == [("One.", Role.TEXT), ("Two of it.", Role.TEXT)]
    with pytest.raises(IndexError):
        lines.of(1)


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
