"""The lines of one post whose ends are known, the page that is looked at, and gaps."""

from __future__ import annotations

import pytest
from drafts import lines_of

from telegram_dump_parser.formats.page import REACH, filled, gap_of, page_ahead, set_roles
from telegram_dump_parser.lines.lookahead import Lookahead
from telegram_dump_parser.segmentation.state_machine import Role

R = Role
LABEL, VIEW = "This media is not supported in your browser", "VIEW IN TELEGRAM"
OPEN = "Please open Telegram to view this post"


def roles_of(*texts: str) -> tuple[list[Role], list[int]]:
    lines = lines_of(*texts)
    roles = [R.BLANK] * len(lines)
    text = set_roles(lines, roles, filled(lines))
    return roles, text


@pytest.mark.parametrize(
    ("texts", "roles", "text"),
    [
        (["One."], [R.TEXT], [0]),
        (["One.", "", "Two."], [R.TEXT, R.BLANK, R.TEXT], [0, 1, 2]),
        (["Forwarded from A", "One.", "❤2"], [R.FORWARD, R.TEXT, R.REACTIONS], [1]),
        (["Forwarded from A"], [R.FORWARD], []),
        (["❤2"], [R.REACTIONS], []),
        (["❤2", "One."], [R.TEXT, R.TEXT], [0, 1]),
        ([LABEL, VIEW, "One."], [R.NOTICE, R.NOTICE, R.TEXT], [2]),
        ([LABEL, "One."], [R.TEXT, R.TEXT], [0, 1]),
        ([LABEL, VIEW, LABEL, VIEW], [R.NOTICE] * 4, []),
        (["a.pdf", "1 MB", "One."], [R.DOCUMENT_NAME, R.DOCUMENT_SIZE, R.TEXT], [2]),
        (["a.pdf", "One."], [R.TEXT, R.TEXT], [0, 1]),
        (["One.", OPEN, VIEW], [R.TEXT, R.NOTICE, R.NOTICE], [0]),
        ([OPEN, VIEW, "❤2"], [R.NOTICE, R.NOTICE, R.REACTIONS], []),
        (["One.", OPEN, VIEW, OPEN, VIEW, "❤2"], [R.TEXT, *[R.NOTICE] * 4, R.REACTIONS], [0]),
        (["One.", VIEW], [R.TEXT, R.TEXT], [0, 1]),
        (
            ["Where?", "Quiz", "60%", "Here", "40%", "There", "❤2"],
            [
                *(R.POLL_QUESTION, R.POLL_TYPE, R.POLL_PERCENT, R.POLL_OPTION, R.POLL_PERCENT, R.POLL_OPTION),
                R.REACTIONS,
            ],
            [],
        ),
        (["Where?", "Quiz"], [R.POLL_QUESTION, R.POLL_TYPE], []),
        (["Where?", "Quiz", "60%"], [R.TEXT] * 3, [0, 1, 2]),
        (["Where?", "Quiz", "Here", "60%"], [R.TEXT] * 4, [0, 1, 2, 3]),
    ],
)
def test_roles(texts: list[str], roles: list[Role], text: list[int]) -> None:
    assert roles_of(*texts) == (roles, text)


def test_a_page_is_looked_at_up_to_its_button() -> None:
    ahead = Lookahead(lines_of("Town", "News", "Download Telegram", "More"))
    assert [line.text for line in page_ahead(ahead)] == ["Town", "News", "Download Telegram"]
    assert len(list(ahead.ahead())) == 4  # none is taken


def test_a_page_is_looked_at_within_reach() -> None:
    size = REACH // 100
    for texts, found in (
        (["x" * 99] * size, size),
        (["x" * 99] * (size + 9), size),
        (["x" * (REACH - 1)], 1),
        (["x" * REACH], 0),
    ):
        assert len(page_ahead(Lookahead(lines_of(*texts)))) == found
    fragment = [line._replace(is_fragment=line.number == 2) for line in lines_of("a", "b", "c")]
    assert [line.text for line in page_ahead(Lookahead(fragment))] == ["a"]


def test_lines_of_no_post() -> None:
    gap = gap_of(lines_of("Town", "", "News"), "page-header")
    assert (gap.gap, gap.roles, gap.text) == ("page-header", [R.GAP, R.BLANK, R.GAP], [])
