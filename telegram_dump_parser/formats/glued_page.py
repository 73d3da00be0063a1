"""Whole preview pages as one line without anything between their parts, as `get_text(strip=True)` leaves them.

`City NewsA text.6.0Kviews09:02City NewsThe next…`: the header says the channel's name, and where that follows views
and time a post ends. Nothing shows where the parts of a post end, so a forward, a reply or a preview stays in its text.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

import regex

from ..lines.kinds import NOTICES, LineKind, classify
from ..lines.lookahead import Lookahead
from ..lines.patterns import late_pattern
from ..lines.phrases import any_of, phrases, table
from ..lines.pieces import Cutter
from ..segmentation.draft import Draft
from ..segmentation.search.path import CERTAIN
from ..segmentation.state_machine import Role
from .base import Context
from .one_line_frame import NUMBER
from .one_line_reactions import Reacted, reacted_of, reactions_begin, reactions_of
from .page import REACH, gap_of
from .whole_page_footer import Footer, said_by
from .whole_page_links import MEDIA_LABELS, VIEW_LINES

_PAGE: Final = table(__package__, "phrases.toml")["whole-page"]
_HEADER: Final = table(__package__, "phrases.toml")["page-header"]
_BUTTONS: Final = phrases()["lines"]["page"]
_VIEWED: Final = r"(?:[0-9]{1,3}(?:\.[0-9]{1,2})?[KM]|[0-9]{1,3})"
_FOOTER: Final = late_pattern(
    rf"(?:{_VIEWED}{any_of(_PAGE['voters'])})?(?P<views>{_VIEWED}){any_of(_PAGE['views'])}"
    rf"(?:(?P<signature>[^\s,](?:[^,]{{0,126}}[^\s,])?),\s?)??(?P<edited>{any_of(_PAGE['edited'])}\s?)?"
    r"(?P<time>(?:[01][0-9]|2[0-3]):[0-5][0-9])"
)
_VERIFIED: Final = rf"(?:{any_of(_HEADER['verified'])})?"
_COUNTER: Final = rf"{NUMBER} ?{any_of(_HEADER['audience'])}"
_HEADER_AT: Final = late_pattern(
    rf"(?:\S.{{0,127}}?{any_of(_HEADER['title-ends'])})?(?P<title>\S(?:.{{0,126}}?\S)??){_VERIFIED}(?:@\w{{3,64}}?)?{_COUNTER}"
    rf".{{0,2048}}?{any_of(_BUTTONS)}(?:{any_of(_HEADER['links'])})*(?P=title){_VERIFIED}{_COUNTER}(?=(?P=title))"
)
_VIDEO: Final = late_pattern(
    rf"(?:(?:[0-9]{{1,2}}:)?[0-9]{{1,2}}:[0-9]{{2}})?(?P<label>{any_of(MEDIA_LABELS)})(?:{any_of(VIEW_LINES)})"
)
_SERVICE: Final = late_pattern(r"(?P<message>\S.{0,300}?)(?P<time>(?:[01][0-9]|2[0-3]):[0-5][0-9])")
_OPEN: Final = late_pattern(rf"(?:{any_of(phrases()['lines']['open-in-telegram'])}{any_of(VIEW_LINES)}){{1,2}}\Z")
_LONGEST_HEADER: Final = 4_096
_NUMBER_ENDS: Final = late_pattern(r"(?:[0-9]++\.?)++\Z")
_LONGEST_NUMBER: Final = 32
_BUTTON: Final = 64  # characters of the buttons below a post
_WORDS: Final = late_pattern(r"[^.!?…。0-9]*+")  # what a button says
_SHORTEST: Final = 48  # characters of a page
_LOOK: Final = REACH  # characters in which the first footer is


class _Post(NamedTuple):
    """Where a post is, in characters of the line.

    Attributes:
        begin: of the name.
        footer: see `_FOOTER` and `_SERVICE`.
        end: of the post.
    """

    begin: int
    footer: regex.Match[str]
    end: int


class GluedPage:
    """A page of which one line is left, without spaces between its parts."""

    amid = True
    signs = ("view",)

    def may_begin(self, text: str) -> bool:
        """Whether it may be a page."""
        return (
            len(text) > _SHORTEST
            and any(button in text[:_LONGEST_HEADER] for button in _BUTTONS)
            and _FOOTER.search(text, 0, _LOOK) is not None
        )

    def read(self, ahead: Lookahead, context: Context, *, first: bool) -> Iterator[Draft] | None:
        """The header as a gap, then the posts; a page that follows in the same line with them."""
        line = ahead.peek()
        if line is None or line.is_fragment or not self.may_begin(line.text):
            return None
        header = _HEADER_AT.match(line.text, 0, _LONGEST_HEADER)
        if header is None or not Cutter(line).is_exact or not _posts(line.text, header.end(), header["title"]):
            return None
        return _pages(ahead, header)


def _pages(ahead: Lookahead, header: regex.Match[str] | None) -> Iterator[Draft]:
    cutter = Cutter(ahead.pop())
    text = cutter.line.text
    while header is not None:
        yield gap_of([cutter.take(header.end())], "page-header")
        name: str = header["title"]
        posts = _posts(text, header.end(), name)
        bodies = [text[post.begin + len(name) : _body_end(text, post.footer)] for post in posts]
        reacted = reacted_of(bodies)
        for body, post in zip(bodies, posts, strict=True):
            yield _draft(cutter, name, body, post, reacted)
        header = _HEADER_AT.match(text, cutter.at, cutter.at + _LONGEST_HEADER)
    if cutter.at < len(text):
        ahead.put_back(cutter.rest())


def _posts(text: str, at: int, name: str) -> list[_Post]:
    """The page's posts, each of which begins with the name; after the last is the end, or another header."""
    found: list[_Post] = []
    begin = at
    for match in _FOOTER.finditer(text, at):
        while (service := _service(text, begin, name)) is not None:
            found.append(_Post(begin, service, service.end()))
            begin = service.end()
        if not text.startswith(name, begin) or match.start() - begin > REACH:
            break
        if match.start() >= begin + len(name) and (end := _after(text, match.end(), name)):
            found.append(_Post(begin, match, end))
            begin = end
    return found


def _after(text: str, at: int, name: str) -> int:
    """Where the post ends whose footer ends there, maybe with the buttons below it; 0 if that is no footer."""
    if not text[at : at + 1] or text.startswith(name, at) or _HEADER_AT.match(text, at, at + _LONGEST_HEADER):
        return at
    following = text.find(name, at, at + _BUTTON + len(name))
    if following >= 0 and _WORDS.fullmatch(text, at, following):
        return following
    return 0


def _service(text: str, begin: int, name: str) -> regex.Match[str] | None:
    """A message of Telegram's own, which has a time and no views, with another post below it."""
    match = _SERVICE.match(text, begin + len(name)) if text.startswith(name, begin) else None
    if match is None or not text.startswith(name, match.end()) or classify(match["message"]) is not LineKind.SERVICE:
        return None
    return match


def _body_end(text: str, footer: regex.Match[str]) -> int:
    """Where a post's body ends. Digits before the views may belong to either, so none of them are the text's."""
    if "message" in footer.groupdict():
        return footer.end("message")
    number = _NUMBER_ENDS.search(text, max(0, footer.start() - _LONGEST_NUMBER), footer.start())
    return footer.start() if number is None else number.start()


def _draft(cutter: Cutter, name: str, body: str, post: _Post, reacted: Reacted) -> Draft:
    at = cutter.at + len(name)
    footer = post.footer
    parts = footer.groupdict()
    is_sure = at + len(body) == (footer.start() if "views" in parts else footer.end("message"))
    # Of the last reaction's count and the views "18581.7K" may be 185 and 81.7K, or 18 and 581.7K: neither is said.
    end = min(reactions_begin(body if is_sure else f"{body}1", reacted), len(body))
    notice = _OPEN.search(body[max(0, end - 160) : end])
    text_end = end if notice is None else end - len(notice[0])
    first = video.end() if (video := _VIDEO.match(body, 0, end)) else 0
    ends = [
        (at, Role.CHANNEL),
        (at + first, Role.NOTICE),
        (at + text_end, Role.TEXT),
        (at + end, Role.NOTICE),
        (at + len(body), Role.REACTIONS),
        (footer.end(), Role.FOOTER),
        (post.end, Role.PAGE),
    ]
    said = Footer(
        0,
        1,
        parts.get("views") if is_sure else None,
        None,
        parts.get("signature"),
        parts.get("edited") is not None,
        footer["time"],
    )
    values: dict[str, Any] = {"author": name, **said_by(said)}
    notices = [] if video is None else [NOTICES[video["label"]]]
    if notice is not None:
        notices.append(NOTICES[phrases()["lines"]["open-in-telegram"][0]])
    if notices:
        values["notices"] = notices
    if is_sure and end < len(body):
        values["reactions"] = reactions_of(body[end:])
    pieces = [(cutter.take(end), role) for end, role in ends if end > cutter.at]
    lines, roles = [line for line, _ in pieces], [role for _, role in pieces]
    return Draft(
        lines,
        roles,
        [i for i, role in enumerate(roles) if role is Role.TEXT],
        margin=CERTAIN,
        form="whole-page",
        evidence="page-frame",
        values=values,
        complete=True,
    )
