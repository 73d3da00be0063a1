"""Pages that were joined although the first has no line end at its end: its last footer is glued to the next line.

`980 views 09:02City News` is cut only where it is certain: what is after the time is the channel's name, or the
first line of the next page's header.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from ..lines.lookahead import Lookahead, is_blank
from ..lines.patterns import late_pattern
from ..lines.phrases import any_of, table
from ..lines.pieces import Cutter
from ..lines.reader import Line
from . import page_header
from .markup import plain
from .whole_page_footer import LONGEST, NUMBER

_DATA: Final = table(__package__, "phrases.toml")["whole-page"]
# Up to the time, after which no digit and no half of the day stands; of a footer in pieces the time alone.
_FOOTER: Final = late_pattern(
    rf"\s*(?:{NUMBER} ?{any_of(_DATA['views'])}.{{0,160}}?)?(?:[01][0-9]|2[0-3]):[0-5][0-9]"
    rf"(?P<link>\]\([^()\s]{{1,200}}\))?(?=[^\s\d:.,])(?![AaPp][Mm])"
)
_DIGITS: Final = frozenset("0123456789")  # with which a footer begins, as few lines do
_WORDS: Final = frozenset(_DATA["views"])
_BELOW: Final = 3 * page_header.ABOVE  # lines, blank ones counted


def cut_glued(ahead: Lookahead, lines: Sequence[Line], skip: int, name: str | None) -> list[tuple[int, Line]]:
    """Cut lines to come that are a footer and the first line of what follows it.

    Args:
        ahead: where they are cut.
        lines: of these, some, after `skip` of them.
        skip: see `lines`.
        name: the channel's, if it is known.

    Returns:
        Those that were cut, in `ahead` but not in `lines`, and this many lines to come are before each.
    """
    cut: list[tuple[int, Line]] = []
    for i, line in enumerate(lines):
        text = line.text
        if ":" not in text or len(text) > LONGEST or text.lstrip()[:1] not in _DIGITS:
            continue
        match = _FOOTER.match(text)
        if match is None:
            continue
        if match[0].lstrip()[2] == ":" and (not i or lines[i - 1].text.strip() not in _WORDS):
            continue
        rest = text[match.end() :].strip()
        cutter = Cutter(line)
        at = skip + i + len(cut)
        if cutter.is_exact and (plain(rest) == name or _begins_header(rest, ahead.after(at + 1, _BELOW))):
            ahead.cut(at, cutter.take(match.end()), cutter.rest())
            cut.append((at, line))
    return cut


def uncut(ahead: Lookahead, cut: Sequence[tuple[int, Line]]) -> None:
    """Put lines that `cut_glued` has cut back as they were."""
    for at, line in reversed(cut):
        ahead.join(at, line, 2)


def _begins_header(first: str, below: Sequence[Line]) -> bool:
    """Whether a page's header begins with a line, which others follow."""
    texts = [first, *(line.text.strip() for line in below if not is_blank(line.text))]
    for i, text in enumerate(texts[1 : page_header.ABOVE + 1], 1):
        if page_header.counts_audience(text):
            header = page_header.header_around(texts, i)
            return header is not None and header.first == 0
    return False
