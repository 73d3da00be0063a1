"""Lines within a copied message that look like the next head and are none, and heads that look like a message's text.

A message may quote a chat: a sign or an indent is before its lines, a fence or quotation marks are around it. And where
files were joined whose last line has no end, a head is glued to the end of a message.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import Final

from ..lines.lookahead import Lookahead, is_blank
from ..lines.patterns import late_pattern
from ..lines.pieces import Cutter
from ..lines.reader import Line
from ..segmentation.stream import LOOK_AHEAD
from .around import close_of, opened_by, without
from .head_line import HeadLine, head_of, looks_like_head

_MARKS: Final = {"«": "»", "“": "”", "„": "“”", "‹": "›", "「": "」", "『": "』", "《": "》"}
_LEAST: Final = 2  # lines with the sign
_MOST: Final = 64  # lines between the marks
_SENTENCE_END: Final = late_pattern(r"[\p{L}\p{N}][.!?…。！？)»”]++(?!\p{Ll})(?=\p{L}{2})")  # with a name glued to it
_WIDE_ENDS: Final = frozenset("。！？")  # which are in no name; "Yahoo!Japan" and "Dr.Smith" have others
_ABBREVIATION: Final = 3  # characters of a longest one before a name, with its dot


def lines_of_quote(lines: Iterable[Line], above: str, sign: str, head: HeadLine) -> int:
    """How many lines a quoted chat has whose first line looks like a head; 0 if it is a head.

    Args:
        lines: to come; the first is the one that looks like a head.
        above: the line above.
        sign: before that line, of a quote or comment; "" if there is none.
        head: what the line says.
    """
    if sign:
        return _signed(lines, sign)
    closes = opened_by(above)
    if closes is not None:
        return _to(lines, lambda text: close_of(text, closes) is not None)
    marks = _MARKS.get(head.author[:1], "")
    if marks and not any(mark in head.author for mark in marks):
        return _to(lines, lambda text: text.rstrip().endswith(tuple(marks)))
    return 0


def _signed(lines: Iterable[Line], sign: str) -> int:
    """Lines that begin with the sign; blank ones are between those that are indented."""
    count = signed = size = 0
    for at, line in enumerate(lines):
        size += len(line.text) + 1
        if line.is_fragment or size > LOOK_AHEAD:
            break
        blank = is_blank(line.text)
        if not (blank and sign.isspace()) and without(sign, line.text) is None:
            break
        if at == 1 and blank:
            break  # the head alone has the sign: it is part of a name
        if not blank:
            count, signed = at + 1, signed + 1
    return count if signed >= _LEAST else 0


def _to(lines: Iterable[Line], ends: Callable[[str], bool]) -> int:
    """Lines up to the one that ends the quotation; 0 if none within reach does."""
    size = 0
    for count, line in enumerate(lines, 1):
        size += len(line.text) + 1
        if line.is_fragment or size > LOOK_AHEAD or count > _MOST:
            break
        if ends(line.text):
            return count
    return 0


def cut_glued_head(ahead: Lookahead, line: Line, authors: Collection[str]) -> bool:
    """Cut the next line if it is the end of a message, `Thanks!Anna Berg, [13.04.2025 09:05]`, and a head.

    Args:
        ahead: where it is cut.
        line: the next.
        authors: of the copy so far.
    """
    if not looks_like_head(line.text) or (head := head_of(line.text)) is None or not (cutter := Cutter(line)).is_exact:
        return False
    end = _end_of_text(head.author, authors)
    if not end:
        return False
    end += line.text.index(head.author)
    ahead.cut(0, cutter.take(end), cutter.rest())
    return True


def _end_of_text(text: str, authors: Collection[str]) -> int:
    """How much of what looks like a name is the end of a message with a name glued to it; 0 if nothing is."""
    end = next((at for at in range(1, len(text) - 1) if text[at:] in authors), 0)  # of the longest such name
    if end and _may_be_glued(text[end - 1], text[end]):
        return end
    ends = [match.end() for match in _SENTENCE_END.finditer(text)]
    if len(ends) != 1:
        return 0
    words = text[: ends[0]].split()
    return ends[0] if text[ends[0] - 1] in _WIDE_ENDS or (len(words) > 1 and len(words[-1]) > _ABBREVIATION) else 0


def _may_be_glued(last: str, first: str) -> bool:
    """Whether a name may begin between these characters: not within a word, as "Ann" is in "Joann"."""
    return not last.isspace() and (not last.isalpha() or not first.isalpha() or (last.islower() and first.isupper()))
