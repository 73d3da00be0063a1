"""Marks that an extractor adds to a page's lines: Markdown, or numbers or addresses next to the text of links."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import Enum
from functools import lru_cache
from typing import Any, Final

from ..lines.patterns import late_pattern
from ..text.entities import find_entities

# A target may hold pairs of brackets; the bounds keep a hostile line from being searched at length. What has no bracket
# is passed in one step.
_TARGET: Final = r"\([^()\s]{0,2000}+(?:\([^()\s]{0,200}+\)[^()\s]{0,2000}+){0,64}+\)"
_IMAGE: Final = late_pattern(rf"!\[[^\]]{{0,200}}+\]{_TARGET}")
_LABELLED: Final = rf"[^\[\]]{{0,2000}}+(?:\[[^\[\]]{{0,200}}+\][^\[\]]{{0,2000}}+){{0,64}}+)\](?P<target>{_TARGET})"
_LINK: Final = late_pattern(rf"(?<!!)\[(?P<label>(?!\]){_LABELLED}")
_ANY_LINK: Final = late_pattern(rf"(?<!!)\[(?P<label>{_LABELLED}")
# An image or several lines linked as one leave a line with the link's beginning, and one with its end.
_LINK_END: Final = late_pattern(rf"\]{_TARGET}$")
_LINK_ENDS: Final = late_pattern(rf"(?P<end>\]{_TARGET})(?P<next>\[.*|)")
_LINK_LINES: Final = 48  # of a link over blocks, at most: a poll with its options
_BEGIN: Final = "["
# The number that a text browser writes before a link; where nothing of the link is to be seen, it appears last.
_NUMBER: Final = r"\[[0-9]{1,4}\]"
_NUMBERED: Final = late_pattern(rf"{_NUMBER}(?=[^\s(])")
_NUMBER_LAST: Final = late_pattern(rf" ?{_NUMBER}$")
_ANY_NUMBER: Final = late_pattern(_NUMBER)
# The address that an extractor writes after a link: "Lakeside (https://t.me/lakeside)", "Blog (//telegram.org/blog)".
_ADDRESS: Final = r" ?\((?:[a-z]{2,8}:|//|/|\?)[^()\s]{1,2000}+\)"
_BESIDE: Final = late_pattern(_ADDRESS)
_BESIDE_LAST: Final = late_pattern(rf"{_ADDRESS}$")
# The same in square brackets. A link without a text leaves its address alone, after that of its picture; without one it
# is the page's own, to a post or to older ones. Another address alone in a line is somebody's.
_IN_BRACKETS: Final = r" ?\[(?:[a-z]{2,8}:|//|/|\?)[^\[\]\s]{1,2000}+\]"
_BRACKETED: Final = late_pattern(_IN_BRACKETS)
_BRACKETED_LAST: Final = late_pattern(rf"{_IN_BRACKETS}$")
_NO_LABEL: Final = late_pattern(
    rf"{_IN_BRACKETS}(?:(?:https?:/|/)/?[^\[\]\s]{{1,2000}}+)?|(?:https?://t\.me|/s)/[^\[\]\s]{{1,2000}}+"
)
# Pictures as text browsers show them: "[photo.jpg]", "[IMG]", "[12][photo]". In w3m's no ending shows that it is one.
_NUMBERED_PICTURE: Final = late_pattern(
    rf"(?:{_NUMBER})?\[(?:IMG|[^\[\]]{{1,200}}\.(?:jpe?g|png|gif|webp|svg))\]|{_NUMBER}(?:\[[^\[\]]{{1,200}}\])?"
)
_NAMED_PICTURE: Final = late_pattern(r"\[[^\[\]\s]{0,200}+\]")
_ESCAPED: Final = late_pattern(r"\\([\\`*_{}\[\]()#+.!|>~-])")
_HEADING: Final = late_pattern(r"#{1,6} ")
# What is left of a line of pictures alone, its images and links gone.
_NO_TEXT: Final = " _*[]()!\u00a0\u200b\\"
_NOTHING: Final = frozenset(_NO_TEXT)
_TEXT: Final = frozenset("*[!(")  # alone in a line
_MARKS: Final = frozenset("[*_#!(")
_ENDS: Final = frozenset(")*_]")
_KEPT: Final = 400  # characters of a line that is remembered


def trimmed(texts: Iterable[str], spread: Sequence[str]) -> list[str]:
    """Lines without the white space around them.

    Args:
        texts: see above.
        spread: if one of these, in which a space appears twice, is in a line, one space takes the place of several
            within lines, too: then a tool has put one between all pieces. Others keep what their authors wrote.
    """
    stripped = list(map(str.strip, texts))
    if any(sign in text for text in stripped if "  " in text for sign in spread):
        return [" ".join(text.split()) for text in stripped]
    return stripped


class Links(Enum):
    """How an extractor wrote the links of a page."""

    NONE = "text alone"
    MARKDOWN = "[text](address)"
    NUMBERED = "[12]text"
    BESIDE = "text (address)"
    BRACKETED = "text [address]"


_AFTER: Final = {Links.BESIDE: _BESIDE, Links.BRACKETED: _BRACKETED}
"""The address after a link's text."""


def links_of(text: str) -> Links:
    """How the first link of a line, of which it is known that it had one, is written."""
    if is_marked(text):
        return Links.MARKDOWN
    if _ANY_NUMBER.search(text) is not None:
        return Links.NUMBERED
    if _BRACKETED.search(text) is not None:
        return Links.BRACKETED
    return Links.BESIDE if _BESIDE.search(text) is not None else Links.NONE


def with_ends_of_links(texts: list[str]) -> tuple[list[int], list[str]]:
    """Lines of Markdown without those that are the ends of links alone: these go to the lines next to them.

    Such lines are `[`, `](address)`, and `](address)[` with or without what the next link begins with.

    Args:
        texts: lines that are not blank, trimmed.

    Returns:
        Indices of the lines that are left, and these lines, `[site`, `title](address)`. A link over nothing is a
        picture.
    """
    if not any(text[-1] == _BEGIN or text[:2] == "](" for text in texts):
        return list(range(len(texts))), texts
    at: list[int] = []
    found: list[str] = []
    begins = False
    closes = -1  # the next line that ends a link, as far as it was looked for
    for i, text in enumerate(texts):
        match = _LINK_ENDS.fullmatch(text) if text.startswith("](") else None
        if match is not None:
            if found and not begins:
                found[-1] += match["end"]
            text, begins = match["next"], False
        if text == _BEGIN and closes <= i:
            closes = next((at for at in range(i + 1, min(i + _LINK_LINES, len(texts))) if "](" in texts[at]), -1)
        if text == _BEGIN and closes > i:
            begins = True
        elif text:
            at.append(i)
            found.append(_BEGIN + text if begins else text)
            begins = False
    return at, found


def is_marked(text: str) -> bool:
    """Whether a line has a link of Markdown's."""
    return "](" in text


def plain(text: str) -> str:
    """A line of the page's own without the marks around it, trimmed; for lines of one name, number or time."""
    line = text.strip()
    if not line or (line[0] not in _MARKS and line[-1] not in _ENDS and "](" not in line and "\\" not in line):
        return line
    return _plain(line) if len(line) <= _KEPT else _without_marks(line)


def _without_marks(line: str) -> str:
    if "](" in line:
        line = _LINK_END.sub("", _LINK.sub(r"\g<label>", _IMAGE.sub("", line) if "![" in line else line))
    if line.startswith("["):
        if _NUMBERED.match(line) is not None:
            line = _NUMBER_LAST.sub("", _NUMBERED.sub("", line, count=1))
        elif "]" not in line:
            line = line[1:]
    elif line.startswith("#"):
        line = _HEADING.sub("", line, count=1)
    if line.endswith(")"):
        line = _BESIDE_LAST.sub("", line)
    elif line.endswith("]"):
        line = _BRACKETED_LAST.sub("", line)
    line = line.strip(" *_\u00a0")
    return _ESCAPED.sub(r"\1", line) if "\\" in line else line


_plain = lru_cache(maxsize=1024)(_without_marks)  # a name is above each post, and lines are asked for again


def links_alone(line: str) -> list[tuple[str, str]]:
    """Text without emphasis, and target, of each link of Markdown's in a line; none if more than links is there."""
    if line[:1] != "[" or line[-1:] != ")" or "](" not in line or _ANY_LINK.sub("", line).strip():
        return []
    return [(match["label"].strip(" *_~"), match["target"][1:-1]) for match in _ANY_LINK.finditer(line)]


def is_link(text: str, links: Links) -> bool:
    """Whether a line ends with a link, and of Markdown's has nothing else."""
    if links is Links.MARKDOWN:
        return bool(links_alone(text))
    pattern = _AFTER.get(links)
    return pattern is not None and pattern.sub("", text[text.rfind(" ") :]) == ""


def is_picture(text: str, links: Links | None = None) -> bool:
    """Whether a line, not blank, shows nothing but pictures: `__`, `[*![](a.jpg)*](https://t.me/name)`, `[12][a.jpg]`.

    Args:
        text: the line.
        links: how the page's links are written; None if that is not known.
    """
    line = text.strip()
    if links is Links.BRACKETED:
        return _NO_LABEL.fullmatch(line) is not None
    if line[:1] not in _MARKS or line in _TEXT:
        return False
    return _picture(line, links) if len(line) <= _KEPT else _is_picture(line, links)


def picture_target(line: str) -> str | None:
    """Where the link around a picture of Markdown's leads, `[![](a.jpg)](https://t.me/name)`; None if there is none."""
    if line[:1] != "[" or line[-1:] != ")" or "](" not in line or not is_picture(line, Links.MARKDOWN):
        return None
    return line[line.rindex("](") + 2 : -1]


def is_named_picture(text: str) -> bool:
    """Whether a line may be a picture's name, as a text browser writes it without links: `[photo]`, `[IMG]`."""
    return text[:1] == "[" and text[-1] == "]" and _NAMED_PICTURE.fullmatch(text) is not None


def _is_picture(line: str, links: Links | None) -> bool:
    if links in (None, Links.NUMBERED) and _NUMBERED_PICTURE.fullmatch(line) is not None:
        return True
    if links in (None, Links.BESIDE) and _BESIDE.fullmatch(line) is not None:
        return True
    if links not in (None, Links.MARKDOWN):
        return False
    if "](" in line:
        if "![" not in line and len(line) - len(line.lstrip(_NO_TEXT)) < line.index("]("):
            return False  # what is before the first target stays
        line = _LINK.sub(r"\g<label>", _IMAGE.sub("", line))
        while line.startswith("[") and line.endswith(")") and (end := line.find("](")) > 0:
            line = line[1:end]
    return _NOTHING.issuperset(line) and line != "*"


_picture = lru_cache(maxsize=256)(_is_picture)  # where a page may begin, lines are asked for again


def targets(text: str, links: Links) -> list[str]:
    """The targets of the links in a text, in order; those of numbered links appear elsewhere."""
    if links is Links.MARKDOWN:
        return [match["target"][1:-1] for match in _LINK.finditer(text)]
    pattern = _AFTER.get(links)
    return [match[0].lstrip()[1:-1] for match in pattern.finditer(text)] if pattern is not None else []


def labels(text: str, links: Links) -> str:
    """The text with each link's label in place of the link, and without images."""
    if links is Links.MARKDOWN:
        return _LINK.sub(r"\g<label>", _IMAGE.sub("", text))
    if links is Links.NUMBERED:
        return _ANY_NUMBER.sub("", text)
    pattern = _AFTER.get(links)
    return pattern.sub("", text) if pattern is not None else text


def values_with_targets(shown: str, targets: Iterable[str]) -> dict[str, Any]:
    """Hashtags, mentions and addresses of a text, by the names of the post's fields.

    Args:
        shown: the text without the marks of its links.
        targets: where its links go; those of a mention's page are no addresses of their own.
    """
    found = find_entities(shown)
    names = {word.lstrip("@").casefold() for word in found.mentions}
    urls = [url for url in targets if "://" in url and url.rpartition("/")[2].casefold() not in names]
    return {
        "hashtags": found.hashtags,
        "mentions": found.mentions,
        "urls": list(dict.fromkeys([*found.urls, *urls])),
        "emails": found.emails,
    }
