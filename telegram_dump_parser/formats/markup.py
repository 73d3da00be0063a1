"""What Markdown puts around a page's own lines, where an extractor wrote it: links, emphasis, images, headings."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from ..lines.patterns import late_pattern

# A target may hold pairs of brackets; the bounds keep a hostile line from being searched at length. What has no bracket
# is passed in one step.
_TARGET: Final = r"\([^()\s]{0,2000}+(?:\([^()\s]{0,200}+\)[^()\s]{0,2000}+){0,64}+\)"
_IMAGE: Final = late_pattern(rf"!\[[^\]]{{0,200}}+\]{_TARGET}")
_LINK: Final = late_pattern(
    r"(?<!!)\[(?P<label>(?!\])[^\[\]]{0,2000}+(?:\[[^\[\]]{0,200}+\][^\[\]]{0,2000}+){0,64}+)\]"
    rf"(?P<target>{_TARGET})"
)
# An image or several lines linked as one leave a line with the link's beginning, and one with its end.
_LINK_END: Final = late_pattern(rf"\]{_TARGET}$")
# The number that a text browser writes before a link.
_NUMBERED: Final = late_pattern(r"\[[0-9]{1,4}\](?=[^\s(])")
_ESCAPED: Final = late_pattern(r"\\([\\`*_{}\[\]()#+.!|>~-])")
_HEADING: Final = late_pattern(r"#{1,6} ")
# What is left of a line of pictures alone, its images and links gone.
_NO_TEXT: Final = " _*[]()!\u00a0\u200b\\"
_NOTHING: Final = frozenset(_NO_TEXT)
_MARKS: Final = frozenset("[*_#!(")
_ENDS: Final = frozenset(")*_]")
_KEPT: Final = 400  # characters of a line that is remembered


def is_marked(text: str) -> bool:
    """Whether a line has a link of Markdown's."""
    return "](" in text


def plain(text: str) -> str:
    """A line of the page's own without the Markdown around it, trimmed; for lines of one name, number or time."""
    line = text.strip()
    if not line or (line[0] not in _MARKS and line[-1] not in _ENDS and "](" not in line and "\\" not in line):
        return line
    return _plain(line) if len(line) <= _KEPT else _without_marks(line)


def _without_marks(line: str) -> str:
    if "](" in line:
        line = _LINK_END.sub("", _LINK.sub(r"\g<label>", _IMAGE.sub("", line) if "![" in line else line))
    if line.startswith("["):
        line = _NUMBERED.sub("", line, count=1) if "]" in line else line[1:]
    elif line.startswith("#"):
        line = _HEADING.sub("", line, count=1)
    line = line.strip(" *_\u00a0")
    return _ESCAPED.sub(r"\1", line) if "\\" in line else line


_plain = lru_cache(maxsize=1024)(_without_marks)  # a name stands above each post, and lines are asked for again


def is_picture(text: str) -> bool:
    """Whether a line, not blank, shows nothing but pictures: `__`, `[*![](a.jpg)*](https://t.me/name)`."""
    line = text.strip()
    if line[:1] not in _MARKS:
        return False
    return _picture(line) if len(line) <= _KEPT else _is_picture(line)


def _is_picture(line: str) -> bool:
    if "](" in line:
        if "![" not in line and len(line) - len(line.lstrip(_NO_TEXT)) < line.index("]("):
            return False  # what stands before the first target stays
        line = _LINK.sub(r"\g<label>", _IMAGE.sub("", line))
        while line.startswith("[") and line.endswith(")") and (end := line.find("](")) > 0:
            line = line[1:end]
    return _NOTHING.issuperset(line) and line != "*"


_picture = lru_cache(maxsize=256)(_is_picture)  # where a page may begin, lines are asked for again


def targets(text: str) -> list[str]:
    """The targets of the links in a text, in order."""
    return [match["target"][1:-1] for match in _LINK.finditer(text)]


def labels(text: str) -> str:
    """The text with each link's label in place of the link, and without images."""
    return _LINK.sub(r"\g<label>", _IMAGE.sub("", text))
