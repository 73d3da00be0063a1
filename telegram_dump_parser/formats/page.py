"""The lines of one post whose first and last lines are known: the role of each, as far as the line itself shows it."""

from __future__ import annotations

from typing import Final

from ..lines.kinds import LineKind, classify
from ..lines.lookahead import Lookahead, is_blank
from ..lines.phrases import phrases
from ..lines.reader import Line
from ..segmentation.draft import Draft
from ..segmentation.state_machine import Role
from ..segmentation.window import TEXT_LIMIT


def set_roles(lines: list[Line], roles: list[Role], body: list[int]) -> list[int]:
    """Set what the lines of a whole post are, as far as they show it by themselves; give those of its text.

    Args:
        lines: of the draft.
        roles: of all of them; those of `body` are set.
        body: the lines of the post that are not blank.
    """
    kinds = [classify(lines[i].text) for i in body]
    first, end = 0, len(body)
    if kinds[:1] == [LineKind.FORWARD]:
        roles[body[0]] = Role.FORWARD
        first = 1
    while kinds[first : first + 2] in ([LineKind.MEDIA_LABEL, LineKind.VIEW], [LineKind.FILE, LineKind.SIZE]):
        media = kinds[first] is LineKind.MEDIA_LABEL
        roles[body[first]] = Role.NOTICE if media else Role.DOCUMENT_NAME
        roles[body[first + 1]] = Role.NOTICE if media else Role.DOCUMENT_SIZE
        first += 2
    if end > first and kinds[end - 1] is LineKind.REACTIONS:
        end -= 1
        roles[body[end]] = Role.REACTIONS
    while end - first > 1 and kinds[end - 2 : end] == [LineKind.OPEN_LABEL, LineKind.VIEW]:
        roles[body[end - 2]] = roles[body[end - 1]] = Role.NOTICE
        end -= 2
    if kinds[first + 1 : first + 2] == [LineKind.POLL_TYPE] and _is_poll(kinds[first + 2 : end]):
        options = (Role.POLL_PERCENT, Role.POLL_OPTION)
        for place, i in enumerate(body[first:end]):
            roles[i] = (Role.POLL_QUESTION, Role.POLL_TYPE)[place] if place < 2 else options[place % 2]
        return []
    for i in body[first:end]:
        roles[i] = Role.TEXT
    if first == end:
        return []
    inner = (Role.TEXT, Role.BLANK)
    return [i for i in range(body[first], body[end - 1] + 1) if roles[i] in inner]


def _is_poll(kinds: list[LineKind]) -> bool:
    return len(kinds) % 2 == 0 and all(kind is LineKind.PERCENT for kind in kinds[::2])


_BUTTONS: Final = frozenset(phrases()["lines"]["page"])
# How far a page is looked at, in characters: both copies of the longest text, and all that is around them.
REACH: Final = 6 * TEXT_LIMIT


def page_ahead(ahead: Lookahead) -> list[Line]:
    """The lines within reach, up to a header's button: another page begins there. They are not taken."""
    page: list[Line] = []
    size = 0
    for line in ahead.ahead():
        size += len(line.text) + 1
        if line.is_fragment or size > REACH:
            break
        page.append(line)
        if line.text in _BUTTONS:
            break
    return page


def filled(page: list[Line]) -> list[int]:
    """The indices of lines that are not blank."""
    return [i for i, line in enumerate(page) if not is_blank(line.text)]


def gap_of(lines: list[Line], reason: str) -> Draft:
    """Lines of no post."""
    return Draft(lines, [Role.BLANK if is_blank(line.text) else Role.GAP for line in lines], gap=reason)
