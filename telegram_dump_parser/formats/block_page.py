"""Whole preview pages as Markdown that keeps the page's elements: what pandoc makes of them unless it is asked not to.

Each element is a block, `::: tgme_widget_message_author` … `:::` or `<div class="tgme_widget_message_author">` …
`</div>`, so a post's parts are known by the names that Telegram gave them, and its address is stated.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from ..lines.lookahead import Lookahead, is_blank
from ..lines.patterns import late_pattern
from ..lines.reader import Line
from ..segmentation.draft import Draft
from ..segmentation.search.path import CERTAIN
from ..segmentation.state_machine import Role
from .base import Context
from .block_parts import AUTHOR, QUOTE, Block, Part, values_of
from .page import gap_of
from .whole_page_frame import REACH, REACH_LINES

_SIGN: Final = "tgme_"
_FENCE: Final = ":::"
_ELEMENT: Final = "<div"
_END: Final = "</div>"
_OPEN_FENCE: Final = late_pattern(r":{3,}+ ?(?:\{(?P<attributes>[^{}]{1,2000})\}|(?P<name>[\w-]{1,200}))")
_OPEN_ELEMENT: Final = late_pattern(r"<div(?P<attributes>(?:\s[^<>]{0,2000})?)>")
_CLASSES: Final = late_pattern(r"(?<=class=\")[^\"]*|(?<=(?:^|\s)\.)[\w-]+")
_ADDRESS: Final = late_pattern(r"(?<!\S)(?:data-)?post=\"(?P<name>\w{3,64})/(?P<id>\d{1,9})\"")
_WRAP: Final = "tgme_widget_message_wrap"
_MESSAGE: Final = "tgme_widget_message"
_HEADER_LINES: Final = 400
_TAG_LINES: Final = 8  # of one tag that was wrapped


class _Tag(NamedTuple):
    """The beginning or end of an element.

    Attributes:
        lines: how many it has.
        classes: of a beginning; None of an end.
        address: name and number of the message, if it is one.
    """

    lines: int
    classes: tuple[str, ...] | None
    address: tuple[str, int] | None = None


class BlockPage:
    """Pages whose elements are blocks of Markdown."""

    amid = True
    signs = (_SIGN,)

    def may_begin(self, text: str) -> bool:
        """Whether an element of the page's own begins with the line."""
        return _SIGN in text and text.startswith((_FENCE, _ELEMENT))

    def read(self, ahead: Lookahead, context: Context, *, first: bool) -> Iterator[Draft] | None:
        """The header as a gap, then the posts."""
        line = ahead.peek()
        if line is None or not line.text.startswith((_FENCE, _ELEMENT)):
            return None
        above = _header(ahead)
        return None if above is None else _posts(ahead, above)


def _header(ahead: Lookahead) -> int | None:
    """How many lines are above the first post; None if none is near."""
    lines = ahead.after(0, _HEADER_LINES)
    for at, line in enumerate(lines):
        if line.is_fragment:
            return None
        if _WRAP in line.text and (tag := _tag(lines, at)) is not None and _opens(tag, _WRAP):
            return at if _element(ahead.after(at, REACH_LINES)) is not None else None
    return None


def _opens(tag: _Tag, name: str) -> bool:
    return tag.classes is not None and name in tag.classes


def _tag(lines: list[Line], at: int) -> _Tag | None:
    """The tag that a line is, or begins."""
    text = lines[at].text
    if text.startswith(_FENCE):
        fence = text.rstrip()
        if not fence.strip(":"):
            return _Tag(1, None)
        match = _OPEN_FENCE.fullmatch(fence)
        if match is None:
            return None
        attributes = match["attributes"] or ""
        classes = (match["name"],) if match["name"] else tuple(_CLASSES.findall(attributes))
        return _Tag(1, classes, _address(attributes))
    if not text.startswith(("<div", "</div")):
        return None
    if text.rstrip() == _END:
        return _Tag(1, None)
    for count in range(1, min(_TAG_LINES, len(lines) - at) + 1):
        whole = " ".join(line.text.strip() for line in lines[at : at + count])
        if ">" not in lines[at + count - 1].text:
            continue
        match = _OPEN_ELEMENT.fullmatch(whole)
        if match is None:
            return None
        classes = tuple(name for found in _CLASSES.findall(match["attributes"]) for name in found.split())
        return _Tag(count, classes, _address(match["attributes"]))
    return None


def _address(attributes: str) -> tuple[str, int] | None:
    match = _ADDRESS.search(attributes)
    return None if match is None else (match["name"], int(match["id"]))


def _posts(ahead: Lookahead, above: int) -> Iterator[Draft]:
    if above:
        yield gap_of(ahead.take(above), "page-header")
    while (post := _post(ahead)) is not None:
        yield post
        following = ahead.after(0, _HEADER_LINES)
        below = 0
        while below < len(following) and _WRAP not in following[below].text and _is_end(following[below]):
            below += 1
        if below:
            lines = ahead.take(below)
            yield gap_of(lines, "blank" if all(is_blank(line.text) for line in lines) else "page-footer")


def _is_end(line: Line) -> bool:
    """Whether a line below a post is blank or ends an element."""
    text = line.text.strip()
    return not text.strip(":") or text == _END


def _post(ahead: Lookahead) -> Draft | None:
    """The post whose element begins at the next line."""
    found = _element(ahead.after(0, REACH_LINES))
    if found is None:
        return None
    values, text = values_of(found.blocks, found.address)
    lines = ahead.take(len(found.roles))
    roles = [Role.BLANK if is_blank(line.text) else role for line, role in zip(lines, found.roles, strict=True)]
    draft = Draft(lines, roles, margin=CERTAIN, form="whole-page", evidence="data-post", values=values, complete=True)
    draft.own_text = text
    return draft


class _Element(NamedTuple):
    """A post's element: what its lines are, and the parts that they are of."""

    roles: list[Role]
    blocks: list[Block]
    address: tuple[str, int]


def _element(lines: list[Line]) -> _Element | None:
    """The element that begins with the first of some lines, if it is a post's."""
    if not lines or _WRAP not in lines[0].text:
        return None
    roles: list[Role] = []
    blocks: list[Block] = []
    open_blocks: list[Block | None] = []
    address: tuple[str, int] | None = None
    size = at = last = 0
    while at < len(lines) and size <= REACH and not lines[at].is_fragment:
        line = lines[at]
        size += len(line.text) + 1
        tag = _tag(lines, at)
        if tag is None:
            block = next((block for block in reversed(open_blocks) if block is not None), None)
            roles.append(Role.PAGE if block is None else block.part.role)
            if block is not None and (block.part is Part.TEXT or not is_blank(line.text)):
                block.lines.append(line.text)
            at += 1
            continue
        if tag.classes is None:
            if open_blocks:
                open_blocks.pop()
        elif at and _WRAP in tag.classes:
            break  # the end of this one was lost
        else:
            part = Part.of(tag.classes)
            if part is AUTHOR and any(block.part is AUTHOR for block in blocks):
                part = QUOTE
            block = None if part is None else Block(part, [])
            if block is not None:
                blocks.append(block)
            open_blocks.append(block)
            if address is None and _MESSAGE in tag.classes:
                address = tag.address
        roles += [Role.PAGE] * tag.lines
        last = at = at + tag.lines
        if not open_blocks:
            break
    if address is None or not any(block.part in (AUTHOR, Part.FOOTER) for block in blocks):
        return None
    # What is below the last tag of an element without an end is not known to be of it.
    return _Element(roles, blocks, address) if last == at else _element(lines[:last])
