"""Problems of the input that a draft's lines show."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import repeat
from typing import Any, Final

import regex

from ..lines.patterns import late_pattern
from ..lines.phrases import phrases
from ..lines.reader import Line
from ..segmentation.draft import Draft
from ..segmentation.window import TEXT_LIMIT

_OWN: Final[tuple[str, ...]] = tuple(
    line
    for code in ("media-not-supported", "media-too-big", "open-in-telegram", "view", "page")
    for line in phrases()["lines"][code]
)
_FORWARD: Final[tuple[str, ...]] = tuple(phrases()["forward"]["prefixes"])
# A line of Telegram's own with text after it, a forward or a mark of a file's beginning with text before it, and views
# and time with text after them: no line end is between, as where files were joined that have none at their end.
_GLUED: Final = late_pattern(
    rf"^(?:{'|'.join(map(regex.escape, _OWN))})(?=[\p{{L}}\p{{N}}\p{{So}}#@])"
    rf"|(?<=[\p{{L}}\p{{N}}.!?…)»”])(?:{'|'.join(map(regex.escape, _FORWARD))})(?=\S)"
    "|(?<=\\S)\ufeff(?=\\S)"
    r"|(?<=[KM\d]) views?\d\d:\d\d(?=[\p{L}\p{So}#@])",
)
Defect = dict[str, Any]
"""The fields of `models.Defect`."""


def defect(code: str, line: int, message: str) -> Defect:
    """A problem of the input, on a line of the dump, from 1."""
    return {"code": code, "line": line, "message": message}


def line_of(defect: Defect) -> int:
    """Its line; what defects are sorted by."""
    line: int = defect["line"]
    return line


# What is in a text of which a line is glued, if that line does not begin with one of Telegram's own.
_SIGNS: Final = (*sorted({prefix.strip() for prefix in _FORWARD}), " view")


def glued(texts: list[str], numbers: list[int]) -> Iterator[Defect]:
    """Lines of a text that were two.

    Args:
        texts: the lines.
        numbers: of the dump's line, from 1, for each.
    """
    for text, number in zip(texts, numbers, strict=True):
        if _GLUED.search(text):
            yield defect(
                "glued-lines",
                number,
                "one of Telegram's own lines is glued to other text, as happens if files without a final line end "
                "are joined; put a line end between them",
            )


def may_be_glued(text: str, lines: list[str]) -> bool:
    """A quick test that every text, with these lines, passes of which one is `glued`."""
    for sign in _SIGNS:  # every text passes here, and a generator costs more than the tests
        if sign in text:
            return True
    return any(map(str.startswith, lines, repeat(_OWN))) or (not text.isascii() and "\ufeff" in text)


def units_over_limit(text: str) -> int:
    """How many UTF-16 units a text has, if they are more than one message can have; else 0."""
    if 2 * len(text) <= TEXT_LIMIT:
        return 0
    units = len(text.encode("utf-16-le", "surrogatepass")) // 2
    return units if units > TEXT_LIMIT else 0


def too_long(units: int, line: int) -> Defect:
    """The defect of a text that is longer than any message's.

    Args:
        units: UTF-16 units of the text.
        line: its first, from 1.
    """
    return defect(
        "too-long",
        line,
        f"{units:,} UTF-16 units of text, and a message has {TEXT_LIMIT:,} at most; it may be several posts",
    )


def defects_of(draft: Draft) -> list[Defect]:
    """The problems of the input that a draft shows: of its time, and of its lines."""
    found = []
    if draft.head is not None or draft.joined:
        for post in draft.joined or (draft,):
            if post.head is not None and post.head.problem is not None:
                code, message = post.head.problem
                found.append(defect(code, post.head.line, message))
    for code, number, message in draft.problems:
        found.append(defect(code, number, message))
    for line in draft.lines:
        if line.damaged or line.is_fragment or line.fault:
            found += _defects_of_line(line)
    return found


def _defects_of_line(line: Line) -> Iterator[Defect]:
    if line.damaged:
        yield defect(
            "undecodable-bytes",
            line.number,
            f"bytes {line.first_byte}-{line.end_byte} are not all valid in the dump's encoding; they appear as \\xNN",
        )
    if line.is_fragment:
        yield defect(
            "overlong-line",
            line.number,
            "a line over 1 MiB, longer than any text in Telegram; it is in no post, but a gap: is the file a dump?",
        )
    if line.fault:
        yield defect(line.fault.code, line.number, f"{line.fault.message}; the dump ends here")
