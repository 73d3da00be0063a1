"""The lines of one post whose ends are known: what they are, as far as each tells it itself."""

from __future__ import annotations

from .lines.kinds import LineKind, classify
from .lines.reader import Line
from .segmentation.state_machine import Role


def set_roles(lines: list[Line], roles: list[Role], body: list[int]) -> list[int]:
    """Set what the lines of a whole post are, as far as they tell it themselves; give those of its text.

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
