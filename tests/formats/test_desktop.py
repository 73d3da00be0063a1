"""Text that Telegram Desktop copied, amid all that a dump may hold."""

from __future__ import annotations

import io
import random
import tracemalloc
from collections.abc import Iterator

import pytest
from conftest import dump_of, flatten, sentence
from typer.testing import CliRunner

from telegram_dump_parser import Dump, DumpError, iter_posts, parse, parse_file
from telegram_dump_parser.cli import app
from telegram_dump_parser.formats.around import is_code
from telegram_dump_parser.formats.base import Context
from telegram_dump_parser.formats.detection import read
from telegram_dump_parser.lines.reader import lines_of_bytes
from telegram_dump_parser.segmentation.window import TEXT_LIMIT
from telegram_dump_parser.vocabulary import DateOrder


def copy_of(*times: str) -> str:
    """A message of one line for each time."""
    return "\n\n".join(f"Anna Berg, [{time}]\nMessage {number}" for number, time in enumerate(times)) + "\n"


def values(dump: Dump) -> list[str | None]:
    return [post.posted_at.value if post.posted_at else "no time" for post in dump]


def codes(dump: Dump) -> list[tuple[str, int]]:
    return [(defect.code, defect.line) for defect in dump.defects]


def test_the_order_is_given() -> None:
    text = copy_of("03/04/2025 12:30", "05/04/2025 12:30")
    assert values(parse(text)) == [None, None]
    assert codes(parse(text)) == [("ambiguous-date-order", 1)]
    assert "--date-order" in parse(text).defects[0].message
    assert values(parse(text, date_order="dmy")) == ["2025-04-03T12:30", "2025-04-05T12:30"]
    assert values(parse(text, date_order="mdy")) == ["2025-03-04T12:30", "2025-05-04T12:30"]
    assert not parse(text, date_order="mdy").defects


def test_a_given_order_does_not_bend_what_is_certain() -> None:
    text = copy_of("2025-04-03 12:30", "13/04/2025 12:30", "04/05/2025 12:30")
    assert values(parse(text, date_order="mdy")) == ["2025-04-03T12:30", "2025-04-13T12:30", "2025-04-05T12:30"]


def test_every_door_takes_the_order(tmp_path: object) -> None:
    data = copy_of("03/04/2025 12:30").encode()
    assert values(parse_file(io.BytesIO(data), date_order="dmy")) == ["2025-04-03T12:30"]
    [post] = iter_posts(data, date_order="mdy")
    assert post.posted_at is not None
    assert post.posted_at.value == "2025-03-04T12:30"
    for command in ("parse", "inspect"):
        result = CliRunner().invoke(app, [command, "--date-order", "dmy", "-"], input=data)
        assert result.exit_code == 0
        assert "ambiguous" not in result.output
        result = CliRunner().invoke(app, [command, "--date-order", "dym", "-"], input=data)
        assert result.exit_code == 2
    with pytest.raises(DumpError, match="dmy, mdy, ymd"):
        parse(data, date_order="dym")


def test_one_message_proves_the_order_for_those_before_it() -> None:
    text = copy_of("03/04/2025 12:30", "05/04/2025 12:30", "13/04/2025 12:30")
    assert values(parse(text)) == ["2025-04-03T12:30", "2025-04-05T12:30", "2025-04-13T12:30"]


def test_another_layout_proves_nothing() -> None:
    text = copy_of("03/04/2025 12:30", "13.04.2025 12:30", "04/05/25 12:30 PM")
    assert values(parse(text)) == [None, "2025-04-13T12:30", None]
    assert codes(parse(text)) == [("ambiguous-date-order", 1)]


def test_the_order_of_messages_proves_nothing() -> None:
    """Pieces of a chat are pasted in any order: 5 March before 2 April, or 3 May after 4 February."""
    assert values(parse(copy_of("05.03.2025 12:30", "02.04.2025 12:30"))) == [None, None]


def test_where_two_locales_are_mixed_each_time_stands_for_itself() -> None:
    text = copy_of("13/04/2025 12:30", "04/14/2025 12:30", "04/05/2025 12:30", "04/04/2025 12:30")
    assert values(parse(text)) == ["2025-04-13T12:30", "2025-04-14T12:30", None, "2025-04-04T12:30"]
    assert codes(parse(text)) == [("ambiguous-date-order", 7)]


def test_other_calendars_have_no_value() -> None:
    dump = parse(copy_of("13/04/2568 12:30", "14/04/2568 12:30"))
    assert values(dump) == [None, None]
    assert codes(dump) == [("impossible-date", 1)]


def test_strict_gives_up_at_what_nothing_proves() -> None:
    with pytest.raises(DumpError, match="ambiguous-date-order"):
        parse(copy_of("03/04/2025 12:30"), strict=True)


def test_a_cut_copy_is_known_by_three_heads() -> None:
    rest = copy_of("13.04.2025 12:30", "13.04.2025 12:31", "13.04.2025 12:32")
    dump = parse("the end of a message that was cut\n\n" + rest)
    assert [post.author for post in dump] == [None, "Anna Berg", "Anna Berg", "Anna Berg"]
    assert dump[0].text == "the end of a message that was cut"
    assert dump[1].boundary.evidence == ("head-line",)
    same = copy_of("13.04.2025 12:30", "13.04.2025 12:30", "13.04.2025 12:31", "13.04.2025 12:32")
    assert [post.author for post in parse("the end of a message\n\n" + same)] == [None, *["Anna Berg"] * 4]
    two = "\n\n".join(rest.split("\n\n")[:2])
    assert {post.author for post in parse("A post of one line.\n\n" + two)} == {None}


def test_a_quoted_chat_in_an_echoed_dump_is_text() -> None:
    rng = random.Random(1)
    quoted = [
        "What they wrote:",
        *(line for n in range(4) for line in (f"Anna, [13.04.2025 12:3{n}]", sentence(rng))),
    ]
    posts = [[sentence(rng) for _ in range(3)], quoted, [sentence(rng) for _ in range(4)]]
    assert [post.text for post in parse(dump_of(flatten(posts)))] == ["\n".join(post) for post in posts]


def test_what_is_longer_than_a_message_is_not_desktops() -> None:
    rng = random.Random(2)
    more = flatten([[sentence(rng) for _ in range(5)] for _ in range(60)])
    text = copy_of("13.04.2025 12:30") + "\n" + "\n".join(more)
    dump = parse(text)
    assert dump[0].author == "Anna Berg"
    assert len(dump[0].text) <= 3 * TEXT_LIMIT
    assert len(dump) > 30
    assert dump[-1].echo.lines == 4
    # And a copy that follows is one again.
    again = parse(text + "\n" + copy_of("13.04.2025 12:30", "13.04.2025 12:31", "13.04.2025 12:32"))
    assert [post.author for post in again[-3:]] == ["Anna Berg"] * 3


def test_labels_stand_above_the_text() -> None:
    head = "Anna, [13.04.2025 12:30]\n"
    [post] = parse(head + "[Forwarded from A]\n[In reply to B]\n[ 👍 Sticker ]\n")
    assert (post.forwarded_from, post.reply_to and post.reply_to.author, post.media) == ("A", "B", ("👍 Sticker",))
    assert post.text == ""
    [post] = parse(head + "[ File : a.pdf ]\nfirst\n\n[ File : b.pdf ]\nsecond")
    assert [document.name for document in post.documents] == ["a.pdf", "b.pdf"]
    [post] = parse(head + "[ Audio file : Band – Song ]\n")
    assert post.media == ("Audio file : Band – Song",)
    [post] = parse(head + "[ photo ]\n")
    assert post.media == ("photo",)
    for text in ("[Photo]", "text\n\n[ Photo ]", "[reply to B]\nhm", "[ no end\n- yes\n- no", "[ Poll : Tea?\n\n- yes"):
        [post] = parse(head + text)
        assert (post.text, post.media, post.reply_to, post.poll) == (text, (), None, None)


def test_an_author_of_the_copy_tells_a_reply_in_any_language() -> None:
    text = "Anna, [13.04.2025 12:30]\nHi\n\nBo, [13.04.2025 12:31]\n[Yanit {}]\nHo\n"
    assert [post.reply_to and post.reply_to.author for post in parse(text.format("Anna"))] == [None, "Anna"]
    assert [post.text for post in parse(text.format("Carla"))] == ["Hi", "[Yanit Carla]\nHo"]


def test_one_head_with_a_line_in_brackets_is_proof_where_a_blank_line_stands_above() -> None:
    copy = "Anna, [13.04.2025 12:30]\n[In reply to Bo]\nHi\n"
    assert [post.author for post in parse("Some words of a page.\n\n" + copy)] == [None, "Anna"]
    assert [post.author for post in parse("Some words of a page.\n" + copy)] != [None, "Anna"]
    assert {post.author for post in parse("Some words of a page.\n\n" + copy.replace("[In reply to Bo]\n", ""))} == {
        None
    }


def test_what_opens_a_block_above_a_chat_is_closed_below_it() -> None:
    copy = "Anna, [13.04.2025 12:30]\n[ Photo ]\nHi\n"
    for opens, closes in (("```", "```"), ("~~~ text", "~~~"), ("/*", "*/"), ("<!--", "-->"), ('"""', '"""')):
        dump = parse(f"# Notes\n\n{opens}\n{copy}{closes}\n\nMore words of the page.\n")
        assert [(post.author, post.text) for post in dump] == [("Anna", "Hi")]
        assert [gap.reason for gap in dump.gaps] == ["other-text", "other-text"]


def test_a_comment_that_goes_on_without_a_chat_is_left_out() -> None:
    for sign in ("//", "#", "*", "--", ">"):
        copy = f"{sign} Anna, [13.04.2025 12:30]\n{sign} [ Photo ]\n{sign} Hi\n{sign}\n{sign} there\n"
        dump = parse(f"import this\n\n{copy}print()\n")
        assert [(post.author, post.text) for post in dump] == [("Anna", "Hi\n\nthere")]
        assert dump.gaps[-1].reason == "other-text"


def test_a_dump_above_a_copy_is_no_other_text() -> None:
    """Joined files: the posts above are read, whatever signs of a page they have."""
    rng = random.Random(3)
    posts = [["# " + sentence(rng), sentence(rng), sentence(rng)] for _ in range(4)]
    dump = parse(
        dump_of(flatten(posts)) + b"\n" + copy_of("13.04.2025 12:30", "13.04.2025 12:31", "13.04.2025 12:32").encode()
    )
    assert [post.text for post in dump][:4] == ["\n".join(post) for post in posts]
    assert [post.author for post in dump][4:] == ["Anna Berg"] * 3


def test_one_head_is_enough_in_what_is_surely_a_page() -> None:
    copy = "Anna, [13.04.2025 12:30]\nHi\n"
    for page in ("# Boats\n\n## Oars\n\n", "import oars\nimport boats\n\n", "/*\n", "```\nrow(5);\n```\nrow(6);\n\n"):
        dump = parse(page + copy + "*/" * (page == "/*\n"))
        assert [(post.author, post.text) for post in dump] == [("Anna", "Hi")], page
    for page in ("Some words; and more;\n\n", "# Boats\n\n", "# Boats\n\n## Oars\nWe have them.\n"):
        assert {post.author for post in parse(page + copy)} == {None}, page
    rng = random.Random(4)
    long = "# Boats\n\n## Oars\n\n" + "\n".join(sentence(rng) for _ in range(40)) + "\n\n"
    assert {post.author for post in parse(long + copy)} == {None}  # two marks of forty lines


def test_a_program_above_a_chat_may_be_long() -> None:
    program = "".join(f"def boat_{number}(oars):\n    return oars + {number}\n\n" for number in range(800))
    copy = "Anna, [13.04.2025 12:30]\nHi\n"
    dump = parse(program + copy)
    assert [(post.author, post.text) for post in dump] == [("Anna", "Hi")]
    assert [gap.reason for gap in dump.gaps] == ["other-text"]
    assert "Anna" not in {post.author for post in parse(program * 3 + copy)}  # what is looked at is bounded


def test_what_opens_and_closes_a_block_may_stand_on_the_lines_of_the_chat() -> None:
    copy = "Anna, [13.04.2025 12:30]\n[ Photo ]\nHi\n\nthere"
    for opens, closes in (
        ("/*", "*/"),
        ("    /** ", " */"),
        ("<!-- ", " -->"),
        ("text = `", "`;"),
        ('print("""', '""")'),
        ("text = f'''", "'''"),
        ("return `", "`"),
    ):
        for page in ("", "import oars\nimport boats\n\n"):
            dump = parse(f"{page}{opens}{copy}{closes}\n\nrow(5);\n")
            assert [(post.author, post.text) for post in dump] == [("Anna", "Hi\n\nthere")], (opens, page)
            assert dump.gaps[-1].reason == "other-text"
    [post] = parse("`Anna, [13.04.2025 12:30]\nHi `there`\n")
    assert (post.author, post.text) == ("`Anna", "Hi `there`")


def test_the_chats_of_a_page_prove_the_order_of_dates_together() -> None:
    one = "```\nAnna, [03/04/2025 12:30]\nHi\n```\n\n"
    dump = parse("# Boats\n\n" + one + one.replace("03/", "13/"))
    assert values(dump) == ["2025-04-03T12:30", "2025-04-13T12:30"]
    assert not dump.defects


def test_a_message_without_a_head_ends_with_its_block() -> None:
    page = "# Boats\n\nWhat they wrote:\n\n"
    block = "```\n[In reply to Bo]\nHi\n\n[Forwarded from Carla]\nthere\n```\n"
    dump = parse(page + block + "\nMore words.\n\n" + block)
    assert [(post.reply_to and post.reply_to.author, post.forwarded_from, post.text) for post in dump] == [
        ("Bo", None, "Hi"),
        (None, "Carla", "there"),
    ] * 2
    assert {gap.reason for gap in dump.gaps} == {"other-text", "blank"}
    assert all(post.reply_to is None for post in parse(page + block.removesuffix("```\n")))  # it is not closed


@pytest.mark.parametrize(("opens", "closes"), [("/*", "*/"), ('"""', '"""'), ("<!--", "-->")])
def test_a_block_may_close_on_the_last_line_of_a_message_without_a_head(opens: str, closes: str) -> None:
    page = "import oars\nimport boats\n\n"
    dump = parse(f"{page}{opens}\n[In reply to Bo]\nHi\nthere {closes}\nrow(5)\n")
    assert [(post.reply_to and post.reply_to.author, post.text) for post in dump] == [("Bo", "Hi\nthere")]
    assert [(gap.first_line, gap.last_line) for gap in dump.gaps] == [(1, 4), (8, 8)]
    dump = parse(f"{page}{opens}\n[In reply to {closes}]\nHi\n")  # no message is in the block
    assert all(post.reply_to is None for post in dump)


def test_comments_of_two_kinds_may_follow_each_other() -> None:
    page = "import oars\nimport boats\n\n"
    dump = parse(f"{page}// [In reply to Bo]\n// Hi\n# [In reply to Carla]\n# there\nrow(5)\n")
    assert [(post.reply_to and post.reply_to.author, post.text) for post in dump] == [("Bo", "Hi"), ("Carla", "there")]
    assert [(gap.first_line, gap.last_line) for gap in dump.gaps] == [(1, 3), (8, 8)]
    dump = parse(f"{page}```\n> [In reply to Bo]\n> Hi\nthere\n```\nrow(5)\n")
    assert [post.text for post in dump] == ["Hi\nthere"]


def test_a_line_of_calls_takes_no_longer_than_it_is() -> None:
    assert not is_code("a()" * 1_000_000 + "x")  # else this would take hours
    assert is_code("a()" * 1_000_000)


def test_headings_with_colons_are_nobodys_names() -> None:
    for text in (
        "Programme:\nA film.\n\nPrice:\nFree.\n\nSecond film:\nAt ten.\n\nPrice:\nFive crowns.\n",
        "Q:\nWhen?\n\nA:\nNow.\n\nQ:\nWhere?\n\nA:\nHere.\n",
        "Вопрос:\nКогда?\n\nАнна:\nСейчас.\n\nВопрос:\nГде?\n",
        "Ferry one:\nTen.\n\nFerry two:\nNoon.\n\nFerry three:\nTwo.\n\nFerry one:\nFour.\n\nFerry two:\nSix.\n\n"
        "Ferry three:\nEight.\n",
        "Anna:\nHi\n\nAnna:\nHo\n\nBo:\nHa\n\nAnna:\nHm\n",
        "Anna:\n\nHi\n\nBo:\n\nHo\n\nAnna:\n\nHm\n",
        "Some words.\n\nAnna:\nHi\n\nBo:\nHo\n\nAnna:\nHm\n",
        "> Note:\nThis is quoted.\n\nAnd this is not.\n",
    ):
        assert {post.author for post in parse(text)} == {None}, text


def test_names_of_all_kinds() -> None:
    for name in ("Berg, Anna", "[ ICO ] Signal", "🏴‍☠️", "ᅠ ᅠ", "Анна [офис]", "a" * 128):
        [post] = parse(f"{name}, [13.04.2025 12:30]\nHello")
        assert (post.author, post.text) == (name, "Hello")
    [post] = parse("\u200f\u202bسمير, [13.04.2025 12:30]\u202c\u200e\nHello")
    assert post.author == "سمير"


def many(count: int) -> Iterator[bytes]:
    for number in range(count):
        yield f"Anna Berg, [{1 + number % 12:02}/04/2025 12:{number % 60:02}]\nMessage {number}\n\n".encode()


def test_a_proof_far_below_counts_from_there_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is learned beyond the bounded stretch does not reach back."""
    monkeypatch.setattr("telegram_dump_parser.formats.copies.BUFFER", 8000)
    lead = 300
    data = b"".join(many(lead)) + b"Bo, [13/04/2025 12:30]\nHi\n\nBo, [03/04/2025 12:30]\nHo\n"
    dump = parse(data)
    assert len(dump) == lead + 2
    assert dump[0].posted_at is not None
    assert dump[0].posted_at.value is None
    assert values(dump)[-2:] == ["2025-04-13T12:30", "2025-04-03T12:30"]
    assert [code for code, _ in codes(dump)] == ["ambiguous-date-order"]


def test_memory_does_not_grow_with_a_copy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("telegram_dump_parser.formats.copies.BUFFER", 8000)

    def peak(count: int) -> int:
        lines = (line for part in many(count) for line in lines_of_bytes(part))
        tracemalloc.start()
        found = sum(draft.gap is None for draft in read(lines, Context()))
        used = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert found == count
        return used

    peak(100)
    assert peak(4800) < 1.1 * peak(1200)  # a shorter copy is less than what is looked at first


def test_orders_are_those_of_the_command() -> None:
    assert [order.value for order in DateOrder] == ["dmy", "mdy", "ymd"]


def test_more_views_than_there_are_people_are_none() -> None:
    dump = parse("Anna, [1234567890123456789012345 views, 10 Apr 2025 at 12:30:05]:\nText")
    assert [post.views for post in dump] == [None]


def test_the_time_of_a_change_is_read_in_the_order_of_the_dump() -> None:
    data = "Anna, [4/10/25, 12:30 PM (4/11/25, 12:31 PM)]:\nText"
    [post] = parse(data, date_order="mdy")
    assert post.posted_at is not None
    assert post.edited_at is not None
    assert (post.posted_at.value, post.edited_at.value) == ("2025-04-10T12:30", "2025-04-11T12:31")
    [post] = parse(data)
    assert post.edited_at is not None
    assert post.edited_at.value is None
    proved = parse(data.replace("4/11", "4/13"))[0]
    assert proved.edited_at is not None
    assert proved.edited_at.value == "2025-04-13T12:31"
