"""Embedded posts, `t.me/name/12?embed=1`: the channel's name, the post, its address, then views and date."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from ..lines.lookahead import Lookahead, is_blank
from ..lines.patterns import late_pattern
from ..segmentation.draft import Draft
from ..segmentation.search.path import CERTAIN
from ..segmentation.state_machine import Role
from .base import Context
from .page import REACH, set_roles
from .whole_page_footer import Footer, count, footer_at, iso, may_be

_ADDRESS: Final = late_pattern(r"(?:https?://)?(?:t|telegram)\.(?:me|dog)/[A-Za-z]\w{2,40}/\d{1,9}(?P<rest> .*)?")
_FOOT_LINES: Final = 4
_LONGEST_NAME: Final = 128


class _Found(NamedTuple):
    """A post that ends at the front of the lines to come.

    Attributes:
        at: which lines are not blank.
        texts: these lines, trimmed.
        address: which of them is the post's address.
        foot: what is below the post; its lines are counted among these.
    """

    at: list[int]
    texts: list[str]
    address: int
    foot: Footer


class Embed:
    """Posts as Telegram's widget shows them, one a page."""

    amid = False

    def may_begin(self, text: str) -> bool:
        """Never amid a dump."""
        return False

    def read(self, ahead: Lookahead, context: Context, *, first: bool) -> Iterator[Draft] | None:
        """The post; of several pages that were joined, each."""
        return _posts(ahead) if first and _found(ahead) is not None else None


def _found(ahead: Lookahead) -> _Found | None:
    """The first post with an address below it, and below that a date with a time: no text has both."""
    at: list[int] = []
    texts: list[str] = []
    waiting: deque[int] = deque()  # addresses whose lines below have not all come
    size = 0
    for number, line in enumerate(ahead.ahead()):
        size += len(line.text) + 1
        if line.is_fragment or size > REACH:
            break
        if is_blank(line.text):
            continue
        at.append(number)
        texts.append(line.text.strip())
        if "/" in texts[-1] and _ADDRESS.fullmatch(texts[-1]) and len(texts) > 1:
            waiting.append(len(texts) - 1)
        if waiting and len(texts) - waiting[0] > _FOOT_LINES:
            address = waiting.popleft()
            if (foot := _foot(texts, address)) is not None:
                return _Found(at, texts, address, foot)
    for address in waiting:
        if (foot := _foot(texts, address)) is not None:
            return _Found(at, texts, address, foot)
    return None


def _foot(texts: list[str], address: int) -> Footer | None:
    """What is below an address, which may be on the line of the views."""
    match = _ADDRESS.fullmatch(texts[address])
    rest = (match["rest"] or "").strip() if match is not None else ""
    lines = [*([rest] if rest else []), *texts[address + 1 : address + 1 + _FOOT_LINES]]
    for k in range(min(2, len(lines))):
        foot = footer_at(lines, k) if may_be(lines[k]) else None
        if foot is not None and foot.first == 0 and foot.time is not None and " at " in foot.time:
            return foot._replace(first=address, end=address + 1 - bool(rest) + foot.end)
    return None


def _posts(ahead: Lookahead) -> Iterator[Draft]:
    while (line := ahead.peek()) is not None:
        if is_blank(line.text):
            yield Draft([ahead.pop()], [Role.BLANK], gap="blank")
            continue
        found = _found(ahead)
        if found is None:
            return
        lines = ahead.take(found.at[found.foot.end - 1] + 1)
        roles = [Role.BLANK if is_blank(line.text) else Role.PAGE for line in lines]
        named = found.address > 1 and len(found.texts[0]) <= _LONGEST_NAME
        text = set_roles(lines, roles, found.at[int(named) : found.address])
        if named:
            roles[found.at[0]] = Role.HEAD
        draft = Draft(lines, roles, text, margin=CERTAIN, form="viewer", evidence="one-post-page")
        draft.values = _values(found.foot, found.texts[0] if named else None)
        yield draft


def _values(foot: Footer, name: str | None) -> dict[str, Any]:
    values: dict[str, Any] = {"edited": foot.edited}
    if name is not None:
        values["author"] = name
    if foot.signature is not None:
        values["signature"] = foot.signature
    if foot.time is not None:
        values["posted_at"] = {"text": foot.time, "value": iso(foot.time)}
    if foot.views is not None:
        values["views"], values["views_text"] = count(foot.views), foot.views
    return values
