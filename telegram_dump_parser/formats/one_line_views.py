"""Whole pages as one line without names and times: what resiliparse leaves of a page's main content.

`City News 12.4K subscribers … Download Telegram A text. 6.0K views The next text. ❤ 28 980 views …`: views end a post.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import regex

from ..lines.lookahead import Lookahead
from ..lines.patterns import late_pattern
from ..lines.phrases import any_of, phrases, table
from ..lines.pieces import Cutter
from ..segmentation.draft import Draft
from ..segmentation.state_machine import Role
from .base import Context
from .one_line_frame import CLOCK, NUMBER
from .one_line_habits import Habits
from .one_line_parts import Parts
from .one_line_reactions import reacted_of
from .page import gap_of
from .whole_page_footer import Footer, count, said_by
from .whole_page_links import MEDIA_LABELS

_PAGE: Final = table(__package__, "phrases.toml")["whole-page"]
_HEADER_WORDS: Final = table(__package__, "phrases.toml")["page-header"]
_COUNTER: Final = rf"(?:[0-9]{{1,3}}(?:\s[0-9]{{3}}){{1,3}}|{NUMBER})\s"
# In a sentence, a small letter follows the counter.
_HEADER: Final = late_pattern(
    rf"\s*+(?P<title>\S(?:.{{0,126}}?\S)??)\s++{_COUNTER}{any_of(_HEADER_WORDS['audience'])}(?!\w|\s++\p{{Ll}})"
    rf".{{0,2000}}?(?<!\S){any_of(phrases()['lines']['page'])}\s++"
)
# A sentence that counts views has a word before the number, and goes on with a small letter.
_VIEWS: Final = late_pattern(
    rf"(?<!\S)(?:(?P<voters>{NUMBER})\s++{any_of(_PAGE['voters'])}\s*+|(?<![\p{{L}},]\s)(?P<apart>)|)"
    rf"(?P<views>{NUMBER})\s++{any_of(_PAGE['views'])}(?P<edited>{any_of(_PAGE['edited'])}(?!\w))?"
    rf"(?:\s++(?(voters)|(?(apart)|(?!\p{{Ll}})))|(?P<signature>\p{{Lu}}[^\n]{{1,48}}+)?\s*+\Z)"
)
_TIME: Final = late_pattern(rf"{CLOCK}(?!\s++{any_of(MEDIA_LABELS)})")  # of another page's footer; videos have lengths
_POSTS: Final = 2  # that show a page
_MARGIN: Final = 3.0  # of evidence for a boundary, in nats: a text may count views, too
_FIRST: Final = 48  # posts that show how the page has reactions


class OneLineViews:
    """A page of which one line is left, without names."""

    amid = True
    signs = ("view",)

    def may_begin(self, text: str) -> bool:
        """Whether a header is before views."""
        return "view" in text and _HEADER.match(text) is not None

    def read(self, ahead: Lookahead, context: Context, *, first: bool) -> Iterator[Draft] | None:
        """The header as a gap, then the posts."""
        line = ahead.peek()
        if line is None or line.is_fragment or "view" not in line.text:
            return None
        header = _HEADER.match(line.text)
        if header is None or not Cutter(line).is_exact:
            return None
        footers = [*_VIEWS.finditer(line.text, header.end())]
        timed = sum(1 for footer in footers if _TIME.match(line.text, footer.end()))
        if 2 * timed > len(footers):
            return None
        if len(footers) < _POSTS and not (footers and footers[0].end() == len(line.text)):
            return None
        return _posts(ahead, header, footers)


def _posts(ahead: Lookahead, header: regex.Match[str], footers: list[regex.Match[str]]) -> Iterator[Draft]:
    line = ahead.pop()
    cutter = Cutter(line)
    yield gap_of([cutter.take(header.end())], "page-header")
    begins = [header.end(), *(footer.end() for footer in footers)]
    bodies = [line.text[begin : footer.start()] for begin, footer in zip(begins, footers, strict=False)]
    reacted, habits = reacted_of(bodies[:_FIRST]), Habits()
    habits.look(bodies)
    for begin, footer, body in zip(begins, footers, bodies, strict=False):
        parts = Parts(body, header["title"], habits, reacted)
        ends = [*((begin + end, role) for end, role in parts.ends), (footer.end(), Role.FOOTER)]
        values: dict[str, Any] = parts.values | said_by(_footer_of(footer))
        if footer["voters"] is not None and "poll" in values:
            values["poll"]["voters"] = count(footer["voters"])
        lines = [cutter.take(end) for end, _ in ends]
        roles = [role for _, role in ends]
        text = [i for i, role in enumerate(roles) if role is Role.TEXT]
        habits.add("".join(lines[i].text for i in text))
        yield Draft(
            lines, roles, text, margin=_MARGIN, form="whole-page", evidence="page-frame", values=values, complete=True
        )
    if cutter.at < len(line.text):
        ahead.put_back(cutter.rest())


def _footer_of(match: regex.Match[str]) -> Footer:
    signature = match["signature"]
    name = None if signature is None else signature.strip()
    return Footer(0, 1, match["views"], match["voters"], name, match["edited"] is not None)
