"""A new format: one class with the methods of `Format`, and one line in the registry.

Its texts are no whole lines of the file, and it knows values that the texts do not say.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import unescape
from typing import Any

from telegram_dump_parser import Gap, Post
from telegram_dump_parser.formats.base import Context, Format
from telegram_dump_parser.formats.detection import FORMATS, read
from telegram_dump_parser.lines.lookahead import Lookahead
from telegram_dump_parser.lines.reader import lines_of_bytes
from telegram_dump_parser.options import resolve
from telegram_dump_parser.records.typed import records
from telegram_dump_parser.segmentation.draft import Draft, Head
from telegram_dump_parser.segmentation.joining import joined
from telegram_dump_parser.segmentation.search.path import CERTAIN
from telegram_dump_parser.segmentation.state_machine import Role

_ROW = re.compile(r"<post author=(?P<author>\w+) seen=(?P<seen>\d+)>(?P<text>.*)</post>")


class Toy:
    """Each post is a line: `<post author=Anna seen=7>One &amp; all.<br>Two.</post>`."""

    amid = True

    def may_begin(self, text: str) -> bool:
        return text.startswith("<post ")

    def read(self, ahead: Lookahead, context: Context, *, first: bool) -> Iterable[Draft] | None:
        line = ahead.peek()
        assert line is not None
        return self._drafts(ahead) if _ROW.fullmatch(line.text) else None

    def _drafts(self, ahead: Lookahead) -> Iterator[Draft]:
        while (line := ahead.peek()) is not None and (row := _ROW.fullmatch(line.text)):
            yield Draft(
                [ahead.pop()],
                [Role.PAGE],
                margin=CERTAIN,
                form="toy",
                evidence="page-frame",
                own_text=unescape(row["text"].replace("<br>", "\n")),
                values={"views": int(row["seen"])},
                head=Head(row["author"], "", None),
            )


FORMAT: Format = Toy()  # it has all methods: mypy says so
ONE = "<post author=Anna seen=7>One &amp; all.<br>📍 Lakeside, May 4<br>#news</post>\n"
TWO = "<post author=Ben seen=1200>Two &lt; three.</post>\n"
PROSE = "A line of prose that is long enough.\nIts second line, which stands twice.\n"
PROSE += PROSE.splitlines(keepends=True)[1]


def parsed(text: str, least: float = 0.0, **options: Any) -> list[Post | Gap]:
    drafts = read(lines_of_bytes(text.encode()), formats=(*FORMATS, FORMAT))
    return list(records(joined(drafts, least) if least else drafts, resolve(options)))


def posts(text: str, **more: Any) -> list[Post]:
    return [item for item in parsed(text, **more) if isinstance(item, Post)]


def test_texts_and_values_are_those_of_the_format() -> None:
    one, two = posts(ONE + TWO)
    assert (one.text, one.author, one.views) == ("One & all.\n📍 Lakeside, May 4\n#news", "Anna", 7)
    assert (two.text, two.author, two.views) == ("Two < three.", "Ben", 1200)
    assert [post.source.dialect for post in (one, two)] == ["toy", "toy"]
    assert one.boundary.evidence == ("page-frame",)
    # What a text says is read off it, whatever form it came in.
    assert one.hashtags == ("#news",)
    assert one.location is not None
    assert (one.location.place, one.location.line) == ("Lakeside", 1)


def test_it_may_stand_amid_a_dump() -> None:
    items = parsed(PROSE + ONE + "\n" + TWO + PROSE)
    found = [item for item in items if isinstance(item, Post)]
    prose = "\n".join(PROSE.splitlines()[:2])
    assert [post.text for post in found] == [prose, "One & all.\n📍 Lakeside, May 4\n#news", "Two < three.", prose]
    at = 0
    for item in items:
        span = item.source if isinstance(item, Post) else item
        assert span.first_byte == at
        at = span.end_byte
    assert at == len((PROSE + ONE + "\n" + TWO + PROSE).encode())


def test_what_passes_its_quick_test_alone_is_searched() -> None:
    [post] = posts(PROSE.replace("Its second", "<post without an end"))
    assert post.text.splitlines()[1].startswith("<post without an end")


def test_lines_of_which_it_takes_none_are_searched() -> None:
    class Empty(Toy):
        def _drafts(self, ahead: Lookahead) -> Iterator[Draft]:
            return iter(())

    for text in (ONE + PROSE, PROSE + ONE + PROSE):
        drafts = list(read(lines_of_bytes(text.encode()), formats=(Empty(),)))
        assert sum(len(draft.lines) for draft in drafts) == len(text.splitlines())


def test_joined_posts_have_both_texts_and_the_first_values() -> None:
    [post] = posts(ONE + TWO, least=1.0)
    assert post.text == "One & all.\n📍 Lakeside, May 4\n#news\nTwo < three."
    assert (post.author, post.views, post.boundary.evidence) == ("Anna", 7, ("page-frame", "merged"))


def test_a_year_near_by_dates_it() -> None:
    one, _ = posts(ONE + TWO.replace("Two", "6 May 2021, Two"))
    assert one.date is not None
    assert (one.date.year, one.date.year_source) == (2021, "dump")
