"""Whether lines are whole posts or the texts of messages: what speaks for either, and that one sign is only one."""

from __future__ import annotations

import pytest
from windows import PROSE

from telegram_dump_parser.segmentation.dialects import plain_dialect
from telegram_dump_parser.segmentation.layout_evidence import is_untrimmed, of_whole_posts
from telegram_dump_parser.segmentation.window import Window
from telegram_dump_parser.vocabulary import Dialect

TEXTS = list(PROSE.values())[:16]
VIDEO = ["This media is not supported in your browser", "VIEW IN TELEGRAM"]
PERSIAN = [f"گزارش {k} را بخوانید" for k in range(12)]


def evidence(*lines: str) -> float:
    window = Window(list(lines))
    return of_whole_posts(window, 0, window.size)


NOTHING = evidence(*TEXTS)

FOR_WHOLE_POSTS = {
    "reactions": ["❤28🔥16"],
    "a poll": ["Anonymous Poll"],
    "an indent after a label": [*VIDEO, "  A caption"],
    "the site of a link": ["https://harbour.example/x", "harbour.example", "The ferry is late again this morning"],
    "a known site": ["YouTube", "A film about the harbour and its ferries"],
    "a host": ["harbour.example"],
    "a name before a title": ["Harbourpost", "The ferry is late again this morning"],
    "an emoji without its joiner": ["Ask her 🤷♀️"],
}
FOR_MESSAGES = {
    "no indent after a label": [*VIDEO, "A caption"],
    "an invisible character": ["\u200bThe ferry"],
    "a joiner": ["Ask her 🤷\u200d♀️"],
    "a space that does not break": ["\xa0The ferry"],
    "lines that begin with spaces": [f"  Row {k}" for k in range(6)],
}


@pytest.mark.parametrize("name", FOR_WHOLE_POSTS)
def test_what_a_page_leaves_speaks_for_whole_posts(name: str) -> None:
    assert evidence(*TEXTS, *FOR_WHOLE_POSTS[name], TEXTS[0]) > NOTHING


@pytest.mark.parametrize("name", FOR_MESSAGES)
def test_what_an_extractor_of_pages_takes_out_speaks_for_messages(name: str) -> None:
    assert evidence(*TEXTS, *FOR_MESSAGES[name], TEXTS[0]) < NOTHING


@pytest.mark.parametrize("damage", ["\0", "\x1b", "\x85", "\x9c"])
def test_a_control_character_says_nothing(damage: str) -> None:
    assert evidence(*TEXTS[:-1], damage + TEXTS[-1]) == NOTHING


def test_persian_without_its_non_joiner() -> None:
    assert evidence(*PERSIAN) > NOTHING
    assert evidence(*PERSIAN[:-1], "می\u200cگوید") < NOTHING
    assert evidence(*PERSIAN[:5]) == NOTHING
    assert evidence(*PERSIAN[:-1], "یہ چ ہے") == NOTHING  # Urdu is written without


def test_signs_of_both_are_added_up() -> None:
    """One line that looks like reactions is less than three labels whose captions are not indented."""
    lines = [*TEXTS, "❤28🔥16", *VIDEO, "One", *VIDEO, "Two", *VIDEO, "Three"]
    window = Window(lines)
    assert of_whole_posts(window, 0, 17) > 0
    assert plain_dialect(window, 0, 17) is Dialect.CURRENT
    assert of_whole_posts(window, 0, window.size) < 0


def test_a_sign_counts_less_in_a_long_dump() -> None:
    long = [f"{text} {k}" for k in range(40) for text in TEXTS]
    assert NOTHING < evidence(*long, "harbour.example", *long) < evidence(*TEXTS, "harbour.example", *TEXTS)


def test_what_was_asked_of_some_lines_says_nothing_of_others() -> None:
    lines = [*TEXTS[:4], "❤28🔥16", *TEXTS[4:8], "\u200bThe ferry"]
    window = Window(lines)
    spans = [(first, end) for first in range(len(lines)) for end in range(first, len(lines) + 1)]
    for first, end in [*spans, *spans]:
        assert of_whole_posts(window, first, end) == of_whole_posts(Window(lines), first, end)


def test_spaces_inside_lines_show_that_no_copies_were_made() -> None:
    for odd in ("a  b", "a\xa0b", "a\u200bb"):
        assert is_untrimmed(Window([*TEXTS, odd]), 0, 17)
    assert not is_untrimmed(Window([f"  {text}  " for text in TEXTS]), 0, 16)
    assert not is_untrimmed(Window([*TEXTS, *TEXTS, "a  b"]), 0, 33)


@pytest.mark.parametrize(("between", "dialect"), [("Facebook", Dialect.ECHOED), ("* Anna", Dialect.TIGHT)])
def test_previews_that_repeat_one_line_posts_show_how_they_were_made(between: str, dialect: Dialect) -> None:
    """A preview's title may be the post again; a newer extractor would indent captions."""
    lines = [*VIDEO, TEXTS[0], TEXTS[1], between, TEXTS[1], TEXTS[2], *VIDEO, TEXTS[3], TEXTS[4]]
    window = Window(lines)
    assert plain_dialect(window, 0, window.size) is dialect


@pytest.mark.parametrize("videos", [1, 5, 9])
def test_one_preview_shows_it_among_any_number_of_videos(videos: int) -> None:
    """How many posts have a video or a preview differs from page to page, and changes where a page is cut."""
    lines = [TEXTS[0], TEXTS[1], "Facebook", TEXTS[1]]
    lines += [line for text in TEXTS[2 : 2 + videos] for line in (*VIDEO, text)]
    window = Window(lines)
    assert plain_dialect(window, 0, window.size) is Dialect.ECHOED
    assert plain_dialect(window, 4, window.size) is Dialect.TIGHT
