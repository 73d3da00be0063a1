"""Parts of a post that an extractor of Markdown writes as one line, for each is one link: a reply, a poll's options, …

[ Lakeside Daily The earlier news… ](https://t.me/lakeside/4)
[__ 0:03 This media is not supported in your browser VIEW IN TELEGRAM ](https://t.me/lakeside/5)
[ example.org A title What the page says ](https://example.org/a)
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from ..lines.kinds import LineKind, classify
from ..lines.patterns import late_pattern
from ..lines.phrases import any_of, phrases
from .markup import Links, labels, links_alone, targets, values_with_targets
from .whole_page_footer import PERMALINK

_LINES: Final = phrases()["lines"]
MEDIA_LABELS: Final = frozenset((*_LINES["media-not-supported"], *_LINES["media-too-big"]))
VIEW_LINES: Final = frozenset(_LINES["view"])
_DURATION: Final = r"[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?"
LENGTH: Final = late_pattern(_DURATION)
"""How long a video or voice message is."""
# The empty strokes of a voice message's bar, as extractors write what is struck out.
_STROKES: Final = r"(?:(?:~~ ?){2,64}|(?:\[(?:DEL|S|s): ?:(?:DEL|S|s)\] ?){1,64})"
NO_SOUND: Final = late_pattern(_STROKES)
"""The bar of a voice message."""
VOICE: Final = late_pattern(rf"{_STROKES}?{_DURATION}")
"""A voice message."""


_VIDEO: Final = late_pattern(rf"(?:{_DURATION} )?(?P<label>{any_of(MEDIA_LABELS)})(?: (?:{any_of(VIEW_LINES)}))?")

# Name and size, `plan.pdf 84.1 MB`, also glued after an ending of letters.
_DOCUMENT: Final = late_pattern(r"(?P<name>.{1,250}?)(?: |(?<=\.[A-Za-z]{1,5}))(?P<size>[0-9][0-9.,]{0,6} \S{1,8})")
_LINK_LINES: Final = 8
_PERCENT: Final = r"(?:[0-9]{1,2}|100)%"
_OPTION: Final = late_pattern(rf"(?P<percent>{_PERCENT}) (?P<text>\S.*?)(?= {_PERCENT} |$)")


def _of_page(target: str) -> bool:
    """Whether a link leads to a post."""
    return PERMALINK.fullmatch(target) is not None


def document_of(label: str) -> dict[str, str] | None:
    """The name and the size of a document, `plan.pdf 84.1 MB`."""
    match = _DOCUMENT.fullmatch(label)
    if match is None or classify(match["size"]) is not LineKind.SIZE:
        return None
    return {"name": match["name"], "size": match["size"]}


def link_end(texts: Sequence[str], first: int, end: int) -> int:
    """The line after a link of several lines, `[site`, `title](https://…)`; 0 if none begins there.

    Args:
        texts: trimmed.
        first: the line that it begins in, or ends with the beginning of.
        end: the line after the last that may belong to it.
    """
    text = texts[first]
    if not text.startswith("[") or text.rfind("[") < text.rfind("]("):
        return 0
    for i in range(first + 1, min(first + _LINK_LINES, end)):
        if texts[i].endswith(")") and "](" in texts[i]:
            return i + 1
    return 0


class Parts(NamedTuple):
    """What links say that are above a text.

    Attributes:
        quote: of the post that is answered; None if none is.
        videos: their labels.
        documents: names and sizes.
    """

    quote: str | None
    videos: list[str]
    documents: list[dict[str, str]]


def parts_in_links(line: str, name: str) -> Parts | None:
    """What a line says that has nothing but links; None if one of them is something else, or there is none.

    Args:
        line: trimmed.
        name: the channel's. A channel answers itself: in one line nothing else shows where a name ends.
    """
    quote: str | None = None
    videos: list[str] = []
    documents: list[dict[str, str]] = []
    links = links_alone(line)
    for label, target in links:
        if (video := _VIDEO.fullmatch(label)) is not None:
            videos.append(video["label"])
        elif _of_page(target) and (document := document_of(label)) is not None:
            documents.append(document)
        elif quote is None and name and label.startswith(f"{name} "):
            quote = label[len(name) + 1 :]
        elif label and not LENGTH.fullmatch(label) and not (label == name and _of_page(target)):
            return None  # neither a voice message nor a reply that has lost its quote
    return Parts(quote, videos, documents) if links else None


def options_in_link(line: str) -> list[dict[str, Any]]:
    """The options of a poll, none if the line has not all of them in one link."""
    links = links_alone(line)
    if len(links) != 1 or not _OPTION.match(links[0][0]):
        return []
    return [{"text": match["text"], "percent": int(match["percent"][:-1])} for match in _OPTION.finditer(links[0][0])]


def is_preview_in_link(line: str) -> bool:
    """Whether a line is a link over blocks, which have a blank before their text, to another page."""
    links = links_alone(line) if line.startswith("[ ") else []
    return len(links) == 1 and not _of_page(links[0][1])


def preview_in_link(label: str, url: str) -> dict[str, Any]:
    """A preview, from its link: where a title begins is known if the address names the site; where it ends never is."""
    site, _, rest = label.partition(" ")
    if not rest or site.casefold() not in url.casefold():
        return {"url": url, "site": None, "title": label, "description": None}
    return {"url": url, "site": site, "title": rest, "description": None}


def values_of_links(text: str, links: Links) -> dict[str, Any]:
    """Hashtags, mentions and addresses of a text whose links have marks, and the targets of these links."""
    return values_with_targets(labels(text, links), targets(text, links))
