"""Lines that mirrors add above and below posts. The posts between them are found by later steps."""

from __future__ import annotations

from typing import Final

from ..lines.lookahead import Lookahead, is_blank
from ..lines.phrases import table
from ..segmentation.draft import Draft
from .base import Context
from .page import gap_of

_FOOTER_LINES: Final = 12

_DATA: Final = table(__package__, "phrases.toml")
_CHROME: Final = frozenset(_DATA["mirror"]["chrome"])
_CHROME_PREFIXES: Final = tuple(_DATA["mirror"]["prefixes"])
ABOVE: Final = frozenset(_DATA["viewer"]["above"])
FILLERS: Final = frozenset(_DATA["viewer"]["fillers"])
FILLER_ENDS: Final = tuple(_DATA["viewer"]["filler-ends"])
CREATED: Final = tuple(_DATA["viewer"]["created"])
UPDATED: Final = tuple(_DATA["viewer"]["updated"])
WARNINGS: Final = tuple(_DATA["viewer"]["warnings"])
OWN_LINES: Final = _CHROME | ABOVE | FILLERS
LONGEST: Final = max(map(len, OWN_LINES)) + 8
"""Characters of a page's own line, with some space around it."""


def _is_chrome(text: str) -> bool:
    line = text.strip()
    return line in _CHROME or line in ABOVE or line.startswith(_CHROME_PREFIXES)


class Mirror:
    """A mirror's own lines: above the posts at the beginning of a dump, at its end, or two and more between.

    A post, too, may begin with *Channel:* and a name: such a line is the mirror's only next to another one.
    """

    amid = True

    first_lines = OWN_LINES

    def may_begin(self, text: str) -> bool:
        """Whether it is a line of a mirror's own, whole."""
        return len(text) <= LONGEST and text.strip() in OWN_LINES

    def read(self, ahead: Lookahead, context: Context, *, first: bool) -> list[Draft] | None:
        """A gap."""
        taken = count = whole = 0
        ended = True
        for number, line in enumerate(ahead.ahead()):
            blank = is_blank(line.text)
            if number == _FOOTER_LINES or line.is_fragment or not (blank or _is_chrome(line.text)):
                ended = False
                break
            if not blank:
                taken, count = number + 1, count + 1
                whole += not line.text.strip().startswith(_CHROME_PREFIXES)
        if not whole or not (first or ended or count > 1):
            return None
        return [gap_of(ahead.take(taken), "page-footer" if ended and not first else "page-header")]
