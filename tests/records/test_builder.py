"""From drafts to posts: each value is in its field, years come from dates nearby, and adjacent gaps are one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from drafts import draft_of, lines_of

from telegram_dump_parser import Gap, Post
from telegram_dump_parser.exports.message import ExportGap, ExportMessage
from telegram_dump_parser.lines.compression import Fault
from telegram_dump_parser.options import Options, resolve
from telegram_dump_parser.records.builder import Found
from telegram_dump_parser.records.typed import records
from telegram_dump_parser.records.years import WINDOW
from telegram_dump_parser.segmentation.draft import Draft, Head, Place
from telegram_dump_parser.segmentation.state_machine import Role
from telegram_dump_parser.vocabulary import Dialect, Form

R = Role


def built(*drafts: Found, **options: Any) -> list[Post | Gap]:
    return list(records(iter(drafts), resolve(options) if options else Options(file="dump.txt")))


def post(draft: Found, **options: Any) -> Post:
    [found] = built(draft, **options)
    assert isinstance(found, Post)
    return found


def test_a_post_has_the_values_of_its_text_and_of_its_lines() -> None:
    found = post(
        draft_of((R.FORWARD, "Forwarded from A"), "#one at @harbour", "a@b.org, example.org", (R.REACTIONS, "❤2"))
    )
    assert (found.text, found.headline) == ("#one at @harbour\na@b.org, example.org", "#one at @harbour")
    assert (found.hashtags, found.mentions, found.emails, found.urls) == (
        ("#one",),
        ("@harbour",),
        ("a@b.org",),
        ("example.org",),
    )
    assert found.forwarded_from == "A"
    assert [reaction.count for reaction in found.reactions] == [2]
    source = found.source
    assert (source.file, source.first_line, source.last_line, source.first_byte) == ("dump.txt", 1, 4, 0)
    assert source.end_byte == len("Forwarded from A\n#one at @harbour\na@b.org, example.org\n❤2\n".encode())
    assert (source.dialect, source.document, source.url) == ("echoed", None, None)


def test_posts_are_numbered_and_gaps_are_not() -> None:
    items = built(draft_of("One."), draft_of((R.BLANK, ""), first=1, gap="blank"), draft_of("Two.", first=2))
    assert [item.index if isinstance(item, Post) else item.reason for item in items] == [0, "blank", 1]
    assert [(gap.first_line, gap.last_line, gap.first_byte, gap.end_byte) for gap in items if isinstance(gap, Gap)] == [
        (2, 2, 2, 3)
    ]


def test_a_post_without_text_has_empty_values() -> None:
    found = post(draft_of((R.REACTIONS, "❤2")))
    assert (found.text, found.headline, found.hashtags, found.markers) == ("", "", (), ())
    assert found.echo.shape == "none"


def test_text_of_its_own_and_values_that_a_format_knows() -> None:
    draft = draft_of((R.PAGE, "<p>#one<br>📍 Lakeside, May 4"), own_text="#one\n📍 Lakeside, May 4")
    draft.values = {"views": 7, "media": ["Photo"]}
    draft.form = "toy"
    found = post(draft)
    assert (found.text, found.headline, found.hashtags) == ("#one\n📍 Lakeside, May 4", "#one", ("#one",))
    assert (found.views, found.media, found.source.dialect) == (7, ("Photo",), "toy")
    assert found.location is not None
    assert found.date is not None
    assert (found.location.place, found.location.line, found.date.line) == ("Lakeside", 1, 1)


def test_a_head_gives_author_and_time() -> None:
    problem = ("impossible-date", "no such day")
    found = post(draft_of((R.HEAD, "Anna, noon"), "Text.", head=Head("Anna", "noon", "2025-05-04T12:00", problem, 1)))
    assert found.posted_at is not None
    assert (found.author, found.posted_at.text, found.posted_at.value) == ("Anna", "noon", "2025-05-04T12:00")
    assert [(defect.code, defect.line, defect.message) for defect in found.defects] == [
        ("impossible-date", 1, "no such day")
    ]


def test_of_an_export_the_place_is_the_messages() -> None:
    where: dict[str, Any] = {"form": Form.MHTML, "document": "2", "document_url": "https://example.org/"}
    message = ExportMessage(3, 5, 30, 60, "data-post", text="One.\n\nTwo.", **where)
    assert [(line.text, line.number, line.end_byte) for line in message.lines] == [
        *(("One.", 3, 60), ("", 3, 60), ("Two.", 3, 60)),
    ]
    assert message.roles == [R.TEXT] * 3
    known = post(message)
    assert (known.source.first_line, known.source.last_line) == (3, 5)
    assert (known.source.first_byte, known.source.end_byte) == (30, 60)
    assert (known.source.form, known.source.document, known.source.url) == ("mhtml", "2", "https://example.org/")
    assert (known.source.dialect, known.boundary.confidence) == (None, 1.0)
    [gap] = built(ExportGap(3, 5, 0, 30, "page-header", **where))
    assert isinstance(gap, Gap)
    assert (gap.first_line, gap.last_line, gap.first_byte, gap.end_byte, gap.document) == (3, 5, 0, 30, "2")


def test_of_a_text_in_an_archive_the_document_is_named() -> None:
    place = Place("warc", "2", "https://example.org/")
    searched = post(draft_of("Text.", place=place, dialect=Dialect.TIGHT)).source
    assert (searched.form, searched.document, searched.url) == ("warc", "2", "https://example.org/")
    assert (searched.dialect, searched.first_line, searched.end_byte) == ("tight", 1, 6)
    assert post(draft_of("Text.", place=place, form="desktop", values={})).source.dialect == "desktop"
    [gap] = built(draft_of((R.GAP, "x"), place=place, gap="blank"))
    assert isinstance(gap, Gap)
    assert (gap.first_line, gap.last_line, gap.first_byte, gap.end_byte, gap.document) == (1, 1, 0, 2, "2")


def test_messages_and_drafts_stand_in_one_order() -> None:
    """A draft that waits for its year holds back what follows it."""
    posted = {"text": "", "value": "2021-05-06"}
    message = ExportMessage(1, 1, 0, 5, "message-object", text="One.", posted_at=posted, form=Form.RESULT_JSON)
    gap = ExportGap(1, 2, 5, 7, "blank")
    items = built(draft_of(DATED), message, gap, message, draft_of("It was on 6 May 2021.", first=1))
    assert [item.text[:4] if isinstance(item, Post) else item.reason for item in items] == [
        *(DATED[:4], "One.", "blank", "One.", "It w"),
    ]
    assert [item.index for item in items if isinstance(item, Post)] == [0, 1, 2, 3]
    assert isinstance(items[0], Post)
    assert items[0].date is not None
    assert items[0].date.year == 2021


def test_of_a_row_of_a_corpus_the_row_is_named() -> None:
    plain = post(draft_of("Text.")).source
    assert (plain.row, plain.document, plain.url) == (None, None, None)
    options = Options(row=0, document="d", url="https://example.org/d")
    [found] = records([draft_of("Text.")], options)
    assert isinstance(found, Post)
    assert (found.source.row, found.source.document, found.source.url) == (0, "d", "https://example.org/d")
    place = Place("warc", "2", "https://example.org/2")
    [found] = records([draft_of("Text.", place=place)], options)  # what is within it is named more exactly
    assert isinstance(found, Post)
    assert (found.source.row, found.source.document, found.source.url) == (0, "2", "https://example.org/2")


def test_markers_and_the_first_place_and_date() -> None:
    found = post(draft_of("News.", "📍 Lakeside, May 4", "📍 Hilltop, June 5", "🔥 and more", "1️⃣ a keycap"), year=2024)
    assert [(marker.emoji, marker.role, marker.line) for marker in found.markers] == [
        *(("📍", "place", 1), ("📍", "place", 2), ("🔥", found.markers[2].role, 3), ("1️⃣", "number", 4)),
    ]
    assert found.location is not None
    assert found.date is not None
    assert (found.location.place, found.location.line) == ("Lakeside", 1)
    assert (found.date.day, found.date.month, found.date.line) == (4, 5, 1)
    assert (found.date.year, found.date.year_source) == (2024, "option")
    assert found.boundary.evidence == ("start-of-dump",)
    assert post(draft_of("🔥 News.")).boundary.evidence == ("start-of-dump", "marker")


def test_an_impossible_date_is_a_defect_of_its_line() -> None:
    draft = draft_of((R.FORWARD, "Forwarded from A"), "News.", (R.BLANK, ""), "📍 Lakeside, April 31", first=10)
    assert [(defect.code, defect.line) for defect in post(draft).defects] == [("impossible-date", 14)]
    own = draft_of((R.PAGE, "x"), first=10, own_text="News.\n📍 Lakeside, April 31")
    assert [(defect.code, defect.line) for defect in post(own).defects] == [("impossible-date", 11)]


def test_too_much_text_is_a_defect_of_its_first_line() -> None:
    text = "x" * 5000
    assert [(defect.code, defect.line) for defect in post(draft_of((R.FORWARD, "Forwarded from A"), text)).defects] == [
        ("too-long", 2)
    ]
    assert [(d.code, d.line) for d in post(draft_of((R.PAGE, "x"), first=4, own_text=text)).defects] == [
        ("too-long", 5)
    ]


# Years

DATED = "📍 Lakeside, May 4"


def years(*drafts: Draft, **options: Any) -> list[tuple[int | None, str | None] | None]:
    posts = [item for item in built(*drafts, **options) if isinstance(item, Post)]
    return [post.date and (post.date.year, post.date.year_source) for post in posts]


def test_a_year_is_that_of_the_dates_near_by_before_or_after() -> None:
    stated = "It was on 6 May 2021."
    assert years(draft_of(DATED)) == [(None, None)]
    assert years(draft_of(stated), draft_of(DATED, first=1)) == [None, (2021, "dump")]
    assert years(draft_of(DATED), draft_of(stated, first=1)) == [(2021, "dump"), None]
    assert years(draft_of(DATED), draft_of(stated, first=1), year=1999) == [(1999, "option"), None]
    assert years(draft_of("📍 Lakeside, May 4, 2020"), year=1999) == [(2020, "stated")]
    assert years(draft_of(DATED), draft_of("On 6 May 2021.", first=1), draft_of("On 6 May 2022.", first=2))[0] == (
        None,
        None,
    )


def test_a_date_in_a_text_of_its_own_counts_as_at_the_beginning_of_the_post() -> None:
    own = draft_of((R.PAGE, "<p>"), (R.PAGE, "<p>"), first=1, own_text="Long before.\nIt was on 6 May 2021.")
    assert years(draft_of(DATED), own) == [(2021, "dump"), None]


def test_what_is_too_far_dates_nothing() -> None:
    stated, filler = "It was on 6 May 2021.", ["x" * 1023] * (WINDOW // 1024)
    near, far = filler[:-1], [*filler, "x"]
    for between, year in ((near, (2021, "dump")), (far, (None, None))):
        assert years(draft_of(DATED), draft_of(*between, first=1), draft_of(stated, first=1 + len(between)))[0] == year
        assert years(draft_of(stated), draft_of(*between, first=1), draft_of(DATED, first=1 + len(between)))[2] == year


def test_a_29_february_is_in_no_year_that_has_none() -> None:
    assert years(draft_of("📍 Lakeside, February 29"), draft_of("It was on 6 May 2021.", first=1))[0] == (None, None)
    assert years(draft_of("📍 Lakeside, February 29"), draft_of("It was on 6 May 2024.", first=1))[0] == (2024, "dump")


def test_nothing_waits_that_has_no_date() -> None:
    """Posts are given as drafts come, but for those whose year what follows may show."""
    read: list[int] = []

    def drafts() -> Iterator[Draft]:
        for number, text in enumerate(["One.", DATED, "Three.", "x" * WINDOW, "Five.", "Six."]):
            read.append(number)
            yield draft_of(text, first=number)

    at = [(item.text[:5], len(read)) for item in records(drafts(), Options()) if isinstance(item, Post)]
    assert [text for text, _ in at] == ["One.", DATED[:5], "Three", "xxxxx", "Five.", "Six."]
    assert at[0][1] == 1
    # Its year is looked for up to the end of the window, and what follows it keeps its place.
    assert {count for _, count in at[1:4]} == {5}
    assert at[-1][1] == 6


# Gaps


def test_gaps_that_go_on_are_one_gap() -> None:
    lines = lines_of("a", "b", "c", "d")
    pieces = [Draft([line], [R.GAP], gap="overlong-line") for line in lines[:3]]
    items = built(*pieces, Draft([lines[3]], [R.GAP], gap="blank"))
    assert [(gap.reason, gap.first_line, gap.last_line) for gap in items if isinstance(gap, Gap)] == [
        ("overlong-line", 1, 3),
        ("blank", 4, 4),
    ]
    apart = built(pieces[0], pieces[2])
    assert len(apart) == 2
    between = built(pieces[0], draft_of("b", first=1), pieces[2])
    assert [isinstance(item, Gap) for item in between] == [True, False, True]


def test_of_the_pieces_of_a_long_line_the_first_tells() -> None:
    [line] = lines_of("xxxx")
    pieces = [line._replace(first_byte=k, end_byte=k + 1, is_fragment=True) for k in range(4)]
    pieces[2] = pieces[2]._replace(damaged=True)
    [gap] = built(*(Draft([piece], [R.GAP], gap="overlong-line") for piece in pieces))
    assert isinstance(gap, Gap)
    assert [defect.code for defect in gap.defects] == ["overlong-line", "undecodable-bytes"]
    assert (gap.first_byte, gap.end_byte) == (0, 4)


# Defects


def test_defects_of_lines_are_in_their_order() -> None:
    draft = draft_of("One.", "📍 Lakeside, April 31", "Three.", "Four.")
    draft.lines[0] = draft.lines[0]._replace(damaged=True)
    draft.lines[3] = draft.lines[3]._replace(fault=Fault("broken-archive", "the archive is cut"), damaged=True)
    draft.problems = (("unknown-key", 3, "not known"),)
    found = post(draft).defects
    assert [(defect.code, defect.line) for defect in found] == [
        *(("undecodable-bytes", 1), ("impossible-date", 2), ("unknown-key", 3)),
        *(("undecodable-bytes", 4), ("broken-archive", 4)),
    ]
    assert found[0].message.startswith("bytes 0-5 are not all valid")
    assert found[-1].message == "the archive is cut; the dump ends here"


# Joined posts, and the page's own indent


def test_the_pages_indent_after_a_video_is_not_the_texts() -> None:
    label, view = (R.NOTICE, "This media is not supported in your browser"), (R.NOTICE, "VIEW IN TELEGRAM")
    rows = (label, view, "   A caption.", "   Its second line.")
    assert post(draft_of(*rows, dialect=Dialect.CURRENT)).text == "A caption.\n   Its second line."
    assert post(draft_of(*rows, dialect=Dialect.TIGHT)).text == "   A caption.\n   Its second line."
    assert post(draft_of("   A text.", dialect=Dialect.CURRENT)).text == "   A text."
