"""Properties between two lines of hyphens, which web clippers write above a page that they save as Markdown."""

from __future__ import annotations

from typing import Final

from ..lines.lookahead import Lookahead
from ..lines.patterns import late_pattern
from ..segmentation.draft import Draft
from .base import Context
from .page import gap_of

_FENCE: Final = "---"
_LINES: Final = 64
_LONGEST: Final = 4_096  # characters of a line
_PROPERTY: Final = late_pattern(r"[\w-]{1,64}:(?:\s.*)?|\s*- .*|\s*")
_SOURCE: Final = late_pattern(r"(?:source|url|link):\s*[\"']?(?:https?://)?(?:t|telegram)\.(?:me|dog)/\w.*")


class FrontMatter:
    """Properties of a page of t.me, one of which is its address; what follows is left to other formats."""

    amid = False

    def may_begin(self, text: str) -> bool:
        """Never amid a dump."""
        return False

    def read(self, ahead: Lookahead, context: Context, *, first: bool) -> list[Draft] | None:
        """A gap."""
        line = ahead.peek()
        if not first or line is None or line.number != 1 or line.text.strip() != _FENCE:
            return None
        is_telegram = False
        for count, line in enumerate(ahead.ahead(), 1):
            text = line.text.rstrip()
            if count > 1 and text == _FENCE:
                return [gap_of(ahead.take(count), "page-header")] if is_telegram else None
            if line.is_fragment or count > _LINES or len(text) > _LONGEST:
                return None
            if count > 1 and _PROPERTY.fullmatch(text) is None:
                return None
            is_telegram = is_telegram or _SOURCE.fullmatch(text) is not None
        return None
