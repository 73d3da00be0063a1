"""The machine's table: every pair of state and kind is legal or deliberately absent, and no state is a trap.

tests/segmentation/data/transitions.txt lists every pair, so that a change of the table shows in review. To write it
anew: UPDATE_GOLDEN=1 pytest tests/segmentation/test_machine.py
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from telegram_dump_parser import parse
from telegram_dump_parser.lines.kinds import LineKind, classify
from telegram_dump_parser.segmentation.search.cost_table import MOVES, SINGLE
from telegram_dump_parser.segmentation.state_machine import (
    BARRIERS,
    BODY_STARTS,
    CUT_ENDS,
    ENDS,
    INTERFACE,
    MESSAGE_TABLE,
    ROLES,
    SINGLE_TABLE,
    TABLE,
    WORDS,
    Role,
    State,
    TransitionTable,
)

GOLDEN = Path(__file__).parent / "data" / "transitions.txt"
# No line leads here, but both copies of a text at once.
STRIDES = {State.ECHOED, State.ECHO_MAY_HAVE_EMOJI, State.ECHO_REORDERED, State.ECHO_WITH_EMOJI}
# Where texts appear twice no label follows them.
BEHIND = {State.LABEL_BELOW, State.MEDIA_AFTER_TEXT}
TABLES = {"echoed": TABLE, "single": SINGLE_TABLE, "message": MESSAGE_TABLE}
tables = pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)


def listing() -> str:
    rows = [
        "# Every pair of state and kind of line: where it leads, at which price. - is a pair that is illegal.",
        "# single, message: where that differs in texts that stand once (whole posts; the text of messages).",
    ]
    for state in State:
        rows += ["", f"{state}" + (f"  ends: {ENDS[state]}" if state in ENDS else "  ends: cut" * (state in CUT_ENDS))]
        for kind in LineKind:
            for name, table in TABLES.items():
                moves = table[state].get(kind, ())
                if name == "echoed" or moves != TABLE[state].get(kind, ()):
                    label = kind if name == "echoed" else f"  {name}:"
                    rows.append(f"  {label:<12} {', '.join(f'{target} ({price})' for target, price in moves) or '-'}")
    return "\n".join([*rows, ""])


# The table


def test_every_pair_is_as_it_was_reviewed() -> None:
    if os.environ.get("UPDATE_GOLDEN"):
        GOLDEN.write_text(listing(), "utf-8")
    assert listing() == GOLDEN.read_text("utf-8"), "if this is meant: UPDATE_GOLDEN=1 pytest on this file"


def test_every_state_has_its_row() -> None:
    assert set(TABLE) == set(State)


def test_no_pair_has_the_same_move_twice() -> None:
    for row in TABLE.values():
        for moves in row.values():
            assert len({target for target, _ in moves}) == len(moves)


def test_every_kind_is_words_or_interface_or_blank() -> None:
    assert {*WORDS, *INTERFACE, LineKind.BLANK} | {LineKind.REACTIONS} == set(LineKind)
    assert not set(WORDS) & set(INTERFACE)
    assert set(BARRIERS) <= set(INTERFACE)


def test_blank_lines_lead_nowhere() -> None:
    assert not any(LineKind.BLANK in row for row in TABLE.values())


@tables
def test_start_reads_every_line(table: TransitionTable) -> None:
    """So every path can go on: whatever a line is, a post may begin with it, and end after it."""
    for kind in set(LineKind) - {LineKind.BLANK}:
        assert any(target in ENDS for target, _ in table[State.START][kind]), kind


def test_every_state_can_be_reached() -> None:
    assert reachable(TABLE) == set(State) - BEHIND
    assert reachable(SINGLE_TABLE) == set(State) - STRIDES - {State.PIECE, State.TORN, State.BROKEN}
    assert reachable(MESSAGE_TABLE) < reachable(SINGLE_TABLE)


def reachable(table: TransitionTable) -> set[State]:
    reached, found = {State.START}, [State.START]
    while found:
        state = found.pop()
        targets = {target for moves in table[state].values() for target, _ in moves}
        if state in BODY_STARTS and table is TABLE:
            targets |= STRIDES
        found += targets - reached
        reached |= targets
    return reached


def test_only_strides_lead_to_their_states() -> None:
    entered = {target for row in TABLE.values() for moves in row.values() for target, _ in moves}
    assert set(State) - entered == STRIDES | BEHIND | {State.START}


@tables
def test_no_state_is_a_trap(table: TransitionTable) -> None:
    """From every state that can be reached some lines lead to one where a post may end."""
    good = set(ENDS) | {State.START, State.BROKEN}  # a text that the dump breaks off in ends with it
    while True:
        more = {s for s in State for moves in table[s].values() for target, _ in moves if target in good} - good
        if not more:
            break
        good |= more
    assert reachable(table) <= good


def test_ends_are_states_of_their_own() -> None:
    assert not set(ENDS) & set(CUT_ENDS)
    assert State.START not in ENDS
    assert State.START not in CUT_ENDS
    assert set(ENDS) | set(CUT_ENDS) <= set(State)


def test_every_price_has_a_value() -> None:
    named = {price for row in TABLE.values() for moves in row.values() for _, price in moves} | set(ENDS.values())
    single = {price for row in SINGLE_TABLE.values() for moves in row.values() for _, price in moves}
    assert named <= set(MOVES)
    assert single <= {*MOVES, *SINGLE}
    assert set(SINGLE) - set(MOVES) == {"once"}
    # Prices that the splitter itself adds to those of the table.
    assert set(MOVES) - named <= {"cut-short", "echoed-description", "cut", "unnoticed"}
    assert all(isinstance(MOVES[name], float) for name in MOVES)


def test_roles_are_complete() -> None:
    assert set(ROLES) == set(State) - {State.START}
    # The others are read by an exact form, not by the machine.
    read_by_forms = {Role.HEAD, Role.VIEWS, Role.MEDIA, Role.PAGE, Role.FOOTER}
    assert set(Role) - set(ROLES.values()) == {Role.ECHO, Role.BLANK} | read_by_forms


def test_notices_are_entered_by_telegrams_own_lines_only() -> None:
    for row in TABLE.values():
        for kind, moves in row.items():
            for target, _ in moves:
                assert ROLES[target] is not Role.NOTICE or kind in INTERFACE, (kind, target)


# What is illegal is never read so

LABEL = "This media is not supported in your browser"
VIEW = "VIEW IN TELEGRAM"
OPEN = "Please open Telegram to view this post"
PROSE = "A line of prose that is long enough to be one."
MORE = "Another line of prose, which says something else."


def read(*lines: str) -> list[dict[str, object]]:
    return [post.model_dump() for post in parse("".join(line + "\n" for line in lines))]


def test_media_label_needs_its_view() -> None:
    with_view, without = read(LABEL, VIEW, PROSE), read(LABEL, PROSE)
    assert with_view[0]["notices"] == ("media-not-supported",)
    assert [post["notices"] for post in without] == [()] * len(without)
    assert any(LABEL in str(post["text"]) for post in without)


@pytest.mark.parametrize("between", [["❤5"], [OPEN, VIEW], [LABEL, VIEW], ["Forwarded from Elsewhere", PROSE]])
def test_media_label_needs_its_view_at_once(between: list[str]) -> None:
    posts = read(PROSE, LABEL, *between)
    assert any(LABEL in str(post["text"]) for post in posts)


def test_open_label_needs_its_view() -> None:
    assert read(f"{PROSE} 🔥", MORE, MORE, OPEN, VIEW)[0]["notices"] == ("open-in-telegram",)
    posts = read(PROSE, MORE, MORE, OPEN, PROSE[2:])
    assert not any(post["notices"] for post in posts)
    assert any(OPEN in str(post["text"]) for post in posts)


def test_file_needs_its_size() -> None:
    assert read("report.pdf", "25.2 MB", PROSE)[0]["documents"] == ({"name": "report.pdf", "size": "25.2 MB"},)
    posts = read("report.pdf", PROSE)
    assert not any(post["documents"] for post in posts)
    assert any("report.pdf" in str(post["text"]) for post in posts)


def test_question_needs_its_type() -> None:
    poll = ["What do you think of it?", "Anonymous Poll", "60%", "Much", "40%", "Little"]
    found: Any = read(*poll)[0]["poll"]
    assert (found["question"], found["type"]) == (poll[0], poll[1])
    assert [(option["text"], option["percent"]) for option in found["options"]] == [("Much", 60), ("Little", 40)]
    assert not any(post["poll"] for post in read(poll[0], *poll[2:]))


def test_percent_needs_its_option() -> None:
    posts = read("What do you think of it?", "Anonymous Poll", "60%", "Much", "40%", "❤5", PROSE)
    assert all(option["text"] for post in posts if post["poll"] for option in post["poll"]["options"])  # type: ignore[index]


def test_forward_line_opens_a_post() -> None:
    posts = read(PROSE, MORE, MORE, "Forwarded from Elsewhere", MORE[2:])
    assert [post["forwarded_from"] for post in posts] == [None, "Elsewhere"]


@pytest.mark.parametrize("end", [LABEL, OPEN])
def test_input_may_end_within_a_notice(end: str) -> None:
    posts = read(PROSE, MORE, MORE, end)
    assert posts[0]["text"] == f"{PROSE}\n{MORE}"
    assert sum(len(post["notices"]) for post in posts) <= 1  # type: ignore[arg-type,misc]


@pytest.mark.parametrize("kind", [kind for kind in LineKind if kind is not LineKind.BLANK])
def test_any_line_alone_is_a_post_or_a_header(kind: LineKind) -> None:
    lone = {
        LineKind.FORWARD: "Forwarded from Elsewhere",
        LineKind.FORWARD_LABEL: "Forwarded from",
        LineKind.MEDIA_LABEL: LABEL,
        LineKind.OPEN_LABEL: OPEN,
        LineKind.VIEW: VIEW,
        LineKind.POLL_TYPE: "Anonymous Poll",
        LineKind.PERCENT: "34%",
        LineKind.SIZE: "25.2 MB",
        LineKind.FILE: "report.pdf",
        LineKind.REACTIONS: "❤28🔥16",
        LineKind.COUNT: "7.37K",
        LineKind.GLYPH: "🔥",
        LineKind.DATE: "January 19",
        LineKind.SERVICE: "Channel created",
        LineKind.COUNTER: "63.3K subscribers",
        LineKind.PAGE: "Download Telegram",
        LineKind.TEXT: PROSE,
    }[kind]
    dump = parse(lone)
    assert len(dump.posts) + len(dump.gaps) == 1


@pytest.mark.parametrize("line", [PROSE, "Short", "report.pdf", "Why?", "34%", "YouTube"])
def test_a_text_alone_is_not_lost(line: str) -> None:
    """A machine may not read the last line as the beginning of something that never came."""
    (post,) = parse(line)
    assert post.text == line


@pytest.mark.parametrize(
    "line", ["12٣", "1٣2", "❤28٣", "❤2٨1👍1", "۳۴%", "3۴%", "२५.2 MB", "٦3K subscribers", "January ٣"]
)
def test_telegram_counts_in_ascii_digits(line: str) -> None:
    ascii_only = "".join(str(int(c)) if c.isdecimal() else c for c in line)
    assert classify(ascii_only) is not LineKind.TEXT
    assert classify(line) is LineKind.TEXT
