"""The text around a copied chat that is part of another text, such as a page, a program or notes.

Comment marks before lines are not the author's; what opens a block above the chat decides what closes it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from ..lines.kinds import LineKind, classify
from ..lines.lookahead import is_blank
from ..lines.patterns import late_pattern
from ..lines.phrases import table

_DATA: Final = table(__package__, "phrases.toml")["around"]
_BLOCKS: Final[tuple[tuple[str, str], ...]] = tuple((opens, closes) for opens, closes in _DATA["blocks"])
_CLOSES: Final = frozenset(closes for _, closes in _BLOCKS)
_BEGINNINGS: Final = tuple(_DATA["beginnings"])
_ENDINGS: Final = tuple(_DATA["endings"])
_GLUED: Final[dict[str, str]] = dict(_DATA["glued"])
_GLUED_CLOSES: Final = frozenset(_GLUED.values())
_BEFORE_GLUED: Final = tuple(_DATA["before-glued"])
_KINDS_OF_STRING: Final = "bfruBFRU"
_DOC_TAGS: Final = frozenset(_DATA["doc-tags"])
_HEADING: Final = late_pattern(r"(\#{2,6})[ ]\S")
# A line of code: indented, a comment, with a call or an assignment, or ended as no sentence is.
_CODE_BEGINS: Final = ("  ", "\t", "//", "# ", "#\t")
_CODE_ENDS: Final = (";", "{", "}", "(", "|")
_CALL: Final = late_pattern(r"\w\(")
_ASSIGNMENT: Final = late_pattern(r"\s[=:]?=\s")
_MARK: Final = late_pattern(r"[ \t]*+(?P<sign>//+!?|(?:\#{1,6}|\*{1,2}|>+|\|+|--|;+|%{1,3})(?=\s|$))[ \t]?")
# A line that is a link: "https://…", "- <https://…>", "Source: https://…".
_LINK: Final = late_pattern(
    r"(?:[-*•]\s+)?(?:[^\s:：]{1,32}(?:\s[^\s:：]{1,32}){0,3}\s?[:：]\s?)?<?(?:https?://|www\.|t\.me/)[^\s<>]+>?"
)
_LINK_LINE: Final = 2_048  # characters
_INDENTS: Final = ("    ", "\t")
# Telegram's own lines: no page of another kind has them.
_DUMP: Final = frozenset(
    (
        LineKind.FORWARD,
        LineKind.MEDIA_LABEL,
        LineKind.OPEN_LABEL,
        LineKind.VIEW,
        LineKind.POLL_TYPE,
        LineKind.REACTIONS,
        LineKind.COUNTER,
        LineKind.PAGE,
    )
)
_PROSE: Final = 24  # characters from which a line that appears twice is a second copy
# Marks from which a text is another than a dump, if a chat seems to follow; and from which it is surely none. In a long
# text there are more: one for this many lines.
_MARKED: Final = 2
_MARKED_LINES: Final = 32
_SURE: Final = 4
_SURE_LINES: Final = 8


def unmarked(text: str) -> tuple[str, str]:
    """The sign of a comment or quote that the line begins with, "" if it has none, and the line without it.

    The indent of a block of code counts as a sign, if the line has no other.
    """
    match = _MARK.match(text)
    if match is not None:
        return match["sign"], text[match.end() :]
    indent = next((indent for indent in _INDENTS if text.startswith(indent)), "")
    return indent, text[len(indent) :]


def without(sign: str, text: str) -> str | None:
    """The line without that sign; None if it does not begin with it."""
    if not sign or sign in _INDENTS:
        return text[len(sign) :] if text.startswith(sign) else None
    found, rest = unmarked(text)
    return rest if found == sign else None


def opened_by(text: str | None) -> str | None:
    """What closes the block that a line opens, be it at the end of code, `text = \'\'\'`; None if it opens none."""
    line = (text or "").strip()
    for opens, closes in _BLOCKS:
        if line.startswith(opens) and not (len(line) > len(opens) and line.endswith(closes)):
            return closes
    for opens, closes in _GLUED.items():
        if line.endswith(opens) and line.count(opens) == 1 and _may_open(line[: -len(opens)]):
            return closes
    return None


def _may_open(before: str) -> bool:
    """Whether code may be followed by an opening, a letter of a kind of string between, `f``."""
    code = before.rstrip()
    return code.rstrip(_KINDS_OF_STRING).rstrip().endswith(_BEFORE_GLUED) or code.endswith(_BEFORE_GLUED)


def without_opening(text: str) -> tuple[str, str] | None:
    """What closes the block that is opened on the line before other words, and those; None if none is.

    Before the opening is code, or nothing.
    """
    for opens, closes in _GLUED.items():
        before, sign, rest = text.partition(opens)
        if not sign or opens in rest or closes in rest:
            continue
        rest = rest.lstrip("*! ") if opens == "/*" else rest.lstrip()
        if rest and (_may_open(before) or (is_blank(before) and opens != "`")):
            return closes, rest
    return None


def close_of(text: str, closes: str | None) -> int | None:
    """Where a line closes the block; None if it does not. Words of the chat may be before it."""
    if closes is None:
        return None
    at = len(text) - len(text.lstrip())
    if text.startswith(closes, at):
        return at
    at = text.find(closes) if closes in _GLUED_CLOSES else -1
    return None if at < 0 else at


def heading(text: str) -> str | None:
    """The signs of a heading of Markdown below the first level, whose sign is a comment's too; None if it is none."""
    match = _HEADING.match(text)
    return None if match is None else match[1]


def is_doc_tag(text: str) -> bool:
    """Whether a line of a comment begins with a tag for what the function takes or gives."""
    return text.partition(" ")[0].strip() in _DOC_TAGS


def is_code(text: str) -> bool:
    """Whether a line has a mark of code."""
    end = text.rstrip()
    return (
        text.startswith(_CODE_BEGINS)
        or end.endswith(_CODE_ENDS)
        or (end.endswith((")", "):")) and _CALL.search(end) is not None)
        or _ASSIGNMENT.search(text) is not None
    )


def parts_messages(text: str | None) -> bool:
    """Whether a head may be below the line: blank, be it with a comment's mark, or one that opens or closes a block.

    So may it at the beginning, where the line is None.
    """
    if text is None or is_blank(text):
        return True
    line = text.strip()
    return line in _CLOSES or opened_by(line) is not None or (len(text) < 16 and is_blank(unmarked(text)[1]))


def is_page(texts: Iterable[str], *, embeds: bool = False) -> bool:
    """Whether lines are another text that a copied chat is in, and no posts.

    It has marks of a page or a program, and nothing that a dump would have: none of Telegram's own lines, no second
    copies but of lines of code.

    Args:
        texts: the lines.
        embeds: marks are not asked for: the chat's own frame has shown that it is in another text.
    """
    marks, lines = _marks(texts)
    return marks is not None and (embeds or marks >= max(_MARKED, lines / _MARKED_LINES))


def is_surely_page(texts: Iterable[str]) -> bool:
    """Likewise, with so many marks that one message in it needs no further proof."""
    marks, lines = _marks(texts)
    return marks is not None and marks >= max(_SURE, lines / _SURE_LINES)


def _marks(texts: Iterable[str]) -> tuple[int | None, int]:
    """How many marks of a page or a program lines have, None if they may be posts; and how many lines are not blank.

    What opens or begins something counts twice, how a line ends once.
    """
    seen: set[str] = set()
    marks = lines = code = 0
    closes: str | None = None
    for number, text in enumerate(texts):
        line = text.strip()
        if not line:
            continue
        if classify(line) in _DUMP or (len(line) >= _PROSE and line in seen and not is_code(text)):
            return None, 0
        seen.add(line)
        lines += 1
        code += is_code(text)
        if close_of(text, closes) is not None:
            marks, closes = marks + 2, None
        elif (found := opened_by(line)) is not None:
            marks, closes = marks + 2, closes or found
        elif line.startswith(_BEGINNINGS) or (number == 0 and line in ("---", "+++")):
            marks += 2
        else:
            marks += line.endswith(_ENDINGS)
    return (marks + code if code >= _SURE and code > lines / 2 else marks), lines


def are_links(texts: Iterable[str]) -> bool:
    """Whether lines are bare links and nothing else, maybe with a word for each: where the chat was found."""
    return all(is_blank(text) or (len(text) <= _LINK_LINE and _LINK.fullmatch(text.strip())) for text in texts)


def open_block(texts: Iterable[str]) -> str | None:
    """What closes the block that is open after the lines; None if none is."""
    closes: str | None = None
    for text in texts:
        closes = opened_by(text) if closes is None else None if close_of(text, closes) is not None else closes
    return closes
