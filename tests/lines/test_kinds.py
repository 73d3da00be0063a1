"""What a line looks like: each kind by an example, and what is like it and is not."""

from __future__ import annotations

import pytest

from telegram_dump_parser.lines.kinds import LONGEST_SHAPE, LineKind, classify

K = LineKind
KINDS = {
    K.BLANK: ["", " ", "\t \u00a0"],
    K.FORWARD: ["Forwarded from Harbour Notes", "Forwarded from\u00a0Harbour Notes", "Forwarded from " + "x" * 300],
    K.FORWARD_LABEL: ["Forwarded from", " Forwarded from "],
    K.MEDIA_LABEL: ["This media is not supported in your browser", "Media is too big"],
    K.OPEN_LABEL: ["Please open Telegram to view this post"],
    K.VIEW: ["VIEW IN TELEGRAM", "   VIEW IN TELEGRAM"],
    K.POLL_TYPE: ["Anonymous Poll", "Quiz"],
    K.PERCENT: ["0%", "34%", "100%"],
    K.SIZE: ["25.2 MB", "812 B", "1023.55 KB"],
    K.FILE: ["report.pdf", "a.b.mp3", "Plan of the town (2).docx", "x" * 119 + ".pdf"],
    K.REACTIONS: ["❤28🔥16"],
    K.COUNT: ["7", "245", "7.37K", "12M", "1.2K"],
    K.GLYPH: ["🔥", "❤️", "👍🏽", "🔥" * 8],
    K.DATE: ["January 19", "June 3, 2024"],
    K.SERVICE: [
        *("Channel created", "Live stream finished (2 hours)", "Anna pinned «The ferry runs again»"),
        'Anna pinned "' + "x" * 400 + '"',
    ],
    K.COUNTER: ["63.3K subscribers", "1 photo", "12,345 links", "2.5M members"],
    K.PAGE: ["Download Telegram"],
    K.TEXT: [
        *("The ferry runs again.", "forwarded from Harbour Notes", "Forwarded fromHarbour", "view in telegram"),
        *("1000%", "-3%", "34 %", "34,5%", "25.2 mb", "25.234 MB", "12345 MB", "25,2 MB"),
        *(
            "report.pdfpdf",
            "a/b.pdf",
            "mail@example.pdf",
            "x" * 120 + ".pdf",
            "1.5",
            "report.4",
            "http://a.pdf",
            ".pdf",
        ),
        *("1000", "0", "007", "1.234K", "+7", "9K9", "🔥" * 9, "🔥a", "#"),
        *("January 19th", "19 January", "January", "January 190", "January 19, 24", "january 19"),
        *("subscribers", "63.3K Subscribers", "63.3k subscribers", "❤" + "5" * LONGEST_SHAPE),
        *('Anna pinned "The ferry runs again', "pinned", "x" * 161 + ' pinned "a"', "Channel created today"),
    ],
}


@pytest.mark.parametrize(("kind", "line"), [(kind, line) for kind, lines in KINDS.items() for line in lines])
def test_kind(kind: LineKind, line: str) -> None:
    assert classify(line) is kind
    assert classify(f"  {line}\t") is kind


def test_every_kind_has_an_example() -> None:
    assert set(KINDS) == set(LineKind)


def test_a_line_of_reactions_is_told_up_to_the_longest_shape() -> None:
    line = "❤9" + "🔥99" * 24
    assert len(line) <= LONGEST_SHAPE
    assert classify(line) is LineKind.REACTIONS


@pytest.mark.parametrize("line", ["ðŸ”¥16", "рџ”Ґ16", "â\x9d¤28"])
def test_mistaken_encodings_are_seen_through(line: str) -> None:
    assert classify(line) is LineKind.REACTIONS
