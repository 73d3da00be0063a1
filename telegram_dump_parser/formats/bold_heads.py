"""Markdown of an extractor that leaves only a blank line below each line: bold first lines show where posts begin.

Only short ones are read so, and none with emphasised emoji: `marked_up` reads the others.

It is not exact: a post whose first line is not bold goes on with the post before, and a bold line within a text looks
like a beginning. So boundaries have a lower confidence.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ..lines.kinds import LineKind, classify
from ..lines.lookahead import Lookahead, is_blank
from ..lines.patterns import late_pattern
from ..lines.reader import Line
from ..segmentation.draft import Draft
from ..segmentation.state_machine import Role
from ..segmentation.stream import LOOK_AHEAD
from .base import Context
from .copies import without_blank_end
from .marked_up_view import EMOJI
from .page import set_roles

# Signs and emoji may be before the bold words, and marks of a sentence's end after them.
_BOLD: Final = late_pattern(r"[^\p{L}\p{N}*_]{0,12}\*\*(?! )[^*]{1,300}(?<! )\*\*[^\p{L}\p{N}*_]{0,8}")
_FEWEST: Final = 3  # bold lines
_MOST: Final = 40  # lines; more of them show by themselves what their posts begin with (`marked_up_odds`)
_SPACED: Final = 0.95  # share of lines with a blank line below
_MARGIN: Final = 1.5  # nats


class BoldHeads:
    """Posts of Markdown that begin with a bold line, at the beginning of a dump."""

    amid = False

    def may_begin(self, text: str) -> bool:
        """Never amid a dump."""
        return False

    def read(self, ahead: Lookahead, context: Context, *, first: bool) -> Iterator[Draft] | None:
        """The posts, and the blank lines between them as gaps."""
        return _posts(ahead) if first and _begins(ahead) else None


def _is_bold(text: str) -> bool:
    return "**" in text[:20] and _BOLD.fullmatch(text.strip()) is not None


def _begins(ahead: Lookahead) -> bool:
    """Whether the first line is bold, or the one below a forward, and others within reach; blank lines are below."""
    above: str | None = None
    filled = spaced = bold = texts = size = 0
    for line in ahead.ahead():
        size += len(line.text) + 1
        if line.is_fragment or size > LOOK_AHEAD:
            break
        blank = is_blank(line.text)
        spaced += blank and above is not None and not is_blank(above)
        if not blank:
            filled += 1
            if EMOJI.match(line.text) is not None:
                return False
            if _is_bold(line.text):
                bold += 1
            elif bold == 0 and (filled > 1 or classify(line.text) is not LineKind.FORWARD):
                return False
            else:
                texts += 1
        above = line.text
    return filled <= _MOST and bold >= _FEWEST and texts >= bold and spaced >= _SPACED * (filled - 1)


def _posts(ahead: Lookahead) -> Iterator[Draft]:
    while (line := ahead.peek()) is not None and not line.is_fragment:
        lines: list[Line] = []
        size = 0
        opened = False
        while (line := ahead.peek()) is not None and not line.is_fragment:
            size += len(line.text) + 1
            forward = classify(line.text) is LineKind.FORWARD
            if size > LOOK_AHEAD or (opened and (forward or _is_bold(line.text)) and is_blank(lines[-1].text)):
                break
            opened = opened or not (forward or is_blank(line.text))
            lines.append(ahead.pop())
        roles = [Role.BLANK if is_blank(line.text) else Role.TEXT for line in lines]
        if Role.TEXT not in roles:
            yield Draft(lines, roles, gap="blank")
            continue
        text = set_roles(lines, roles, [i for i, role in enumerate(roles) if role is Role.TEXT])
        draft = Draft(lines, roles, text, margin=_MARGIN, form="markdown", evidence="bold-line")
        yield from without_blank_end(draft)
        if size > LOOK_AHEAD:
            return
