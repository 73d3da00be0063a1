"""Catalogues: heads, lines that only look like heads, and where a post ends."""

from __future__ import annotations

import pytest
from drafts import lines_of

from telegram_dump_parser.formats.base import Context
from telegram_dump_parser.formats.catalogue import Catalogue
from telegram_dump_parser.lines.lookahead import Lookahead
from telegram_dump_parser.segmentation.draft import Draft
from telegram_dump_parser.segmentation.state_machine import Role


def read(*texts: str, year: int | None = None, first: bool = True) -> list[Draft] | None:
    found = Catalogue().read(Lookahead(lines_of(*texts)), Context(year=year), first=first)
    return None if found is None else list(found)


def spans(drafts: list[Draft] | None) -> list[tuple[str, int, int]]:
    assert drafts is not None
    return [(draft.gap or "post", draft.lines[0].number, draft.lines[-1].number) for draft in drafts]


HEAD = ["Harbour Notes", "06 Feb, 06:19", "1.2K"]
SECOND = ["Harbour Notes", "05 Feb 2024, 17:05", "1 234"]


def test_heads_part_posts() -> None:
    drafts = read(
        "Channels", "12", *HEAD, "The ferry runs.", "", "From noon.", "", *SECOND, "The market is open.", "❤2"
    )
    assert spans(drafts) == [("page-header", 1, 2), ("post", 3, 8), ("blank", 9, 9), ("post", 10, 14)]
    assert drafts is not None
    first, second = (draft for draft in drafts if draft.gap is None)
    assert first.roles == [Role.HEAD, Role.HEAD, Role.VIEWS, Role.TEXT, Role.BLANK, Role.TEXT]
    assert (first.text, second.text) == ([3, 4, 5], [3])
    assert first.head is not None
    assert second.head is not None
    assert (first.head.author, first.head.time, first.head.value) == ("Harbour Notes", "06 Feb, 06:19", "--02-06T06:19")
    assert (first.head.line, second.head.line, second.head.value) == (4, 11, "2024-02-05T17:05")
    assert (first.form, first.evidence) == ("catalogue", "head-line")


def test_the_year_of_the_option_is_that_of_heads_without() -> None:
    drafts = read(*HEAD, "The ferry runs.", *SECOND, "The market.", year=2023)
    assert drafts is not None
    assert [draft.head and draft.head.value for draft in drafts] == ["2023-02-06T06:19", "2024-02-05T17:05"]


def test_views_may_be_missing_but_in_the_heads_that_tell() -> None:
    drafts = read(*HEAD, "The ferry runs.", *SECOND, "The market.", *HEAD[:2], "The tram.")
    assert spans(drafts) == [("post", 1, 4), ("post", 5, 8), ("post", 9, 11)]
    assert drafts is not None
    assert drafts[2].roles == [Role.HEAD, Role.HEAD, Role.TEXT]


@pytest.mark.parametrize(
    "texts",
    [
        HEAD,  # the name appears only once
        [*HEAD[:2], "The ferry runs.", *HEAD[:2], "The market."],  # no views
        ["Harbour Notes", "06 Feb, 24:19", "1.2K", "The ferry.", "Harbour Notes", "06 Feb, 06:60", "1.2K"],
        ["Harbour Notes", "06 Feb", "1.2K", "The ferry.", "Harbour Notes", "06 Feb", "1.2K"],
        ["An earlier post, cut.", *HEAD, "The ferry.", *HEAD, "The market."],  # what is above counts nothing
    ],
)
def test_what_is_like_a_head(texts: list[str]) -> None:
    assert read(*texts) is None


def test_a_catalogue_begins_no_dump_amid() -> None:
    texts = [*HEAD, "The ferry.", *HEAD, "The market."]
    assert read(*texts) is not None
    assert read(*texts, first=False) is None
    assert not Catalogue.amid
    assert not Catalogue().may_begin(HEAD[0])


def test_how_long_ago_it_was() -> None:
    top = ["Last updated 3 days ago", "Harbour Notes"]
    drafts = read(*top, "3 days, 4 hours ago", "The ferry runs.", "5 weeks ago", "The market.", "2 foos ago")
    assert spans(drafts) == [("page-header", 1, 2), ("post", 3, 4), ("post", 5, 7)]
    assert drafts is not None
    assert [draft.head and (draft.head.author, draft.head.time, draft.head.value) for draft in drafts[1:]] == [
        (None, "3 days, 4 hours ago", None),
        (None, "5 weeks ago", None),
    ]
    assert read("Harbour Notes", "3 days ago", "The ferry runs.") is None
    assert read("3 days ago", "Last updated 3 days ago", "The ferry runs.") is None


def test_an_impossible_day_is_a_problem_of_its_head() -> None:
    drafts = read("Harbour Notes", "31 Feb 2024, 06:19", "1.2K", "The ferry.", *SECOND, "The market.")
    assert drafts is not None
    head = drafts[0].head
    assert head is not None
    assert (head.value, head.problem and head.problem[0], head.line) == (None, "impossible-date", 2)
