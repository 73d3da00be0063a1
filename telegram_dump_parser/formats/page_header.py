"""The header of a preview page: title, name, counters and description, up to *Download Telegram* and what follows it.

It is recognised by its counters (`63.3K subscribers`, also glued, or in two lines) with the button below them. So a
header is found at the beginning of a dump, and in its middle where pages were joined.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

import regex

from ..lines.kinds import LineKind, classify
from ..lines.lookahead import Lookahead
from ..lines.patterns import late_pattern
from ..lines.phrases import phrases, table
from ..lines.reader import Line
from ..segmentation.draft import Draft
from ..text.timestamps import folded
from .base import Context
from .head_line import head_of
from .markup import is_marked, is_picture, plain, trimmed
from .page import gap_of
from .whole_page_footer import NUMBER, footer_at

_DATA: Final = table(__package__, "phrases.toml")["page-header"]
_COUNTED: Final = tuple(phrases()["counter"]["words"])
AUDIENCE: Final = tuple(_DATA["audience"])
"""Words of a header's first counter."""
_LINKED: Final = "subscriber"  # in a first counter that is a link
AUDIENCE_SIGNS: Final = tuple(
    word for word in (_LINKED, *AUDIENCE) if not any(other in word for other in (_LINKED, *AUDIENCE) if other != word)
)
"""One of these is in each line that `counts_audience` lets pass."""
_SPREAD: Final = tuple(f"  {word}" for word in AUDIENCE_SIGNS)
_COUNTER_FORM: Final = rf"{NUMBER} ?(?:{'|'.join(map(regex.escape, _COUNTED))})"
_COUNTER: Final = late_pattern(_COUNTER_FORM)
_NUMBER: Final = late_pattern(NUMBER)
_VERIFIED_FORM: Final = rf"(?:(?:{'|'.join(map(regex.escape, _DATA['verified']))}) ?)?"
# A header of one line: "City News @citynews 63.3K subscribers … Download Telegram Join City News 63.3K subscribers".
_IN_LINE: Final = late_pattern(
    rf"(?P<title>\S(?:.{{0,126}}?\S)??) ?{_VERIFIED_FORM}(?:@\w{{3,64}} ?)?{_COUNTER_FORM}.{{0,2048}}"
    rf"(?:{'|'.join(map(regex.escape, phrases()['lines']['page']))}) ?"
    rf"(?:(?:{'|'.join(map(regex.escape, _DATA['links']))}) ?)*(?P=title) ?{_VERIFIED_FORM}{_COUNTER_FORM}"
)
_NAME: Final = late_pattern(r"@\w{3,64}")
_VERIFIED: Final = frozenset(_DATA["verified"])
# They are headings, which an extractor may write in capitals.
_LINKS: Final = frozenset(form for link in _DATA["links"] for form in (link, link.upper()))
# "Join [photo]", "Join [12][photo.jpg]", "[]Join []": next to the link the title's picture begins.
_LINK_AND_PICTURE: Final = late_pattern(
    rf"(?:\[\])?(?:{'|'.join(map(regex.escape, sorted(_LINKS)))})(?: ?\[[^\[\]]{{0,200}}\])+"
)
_BUTTON: Final = frozenset(phrases()["lines"]["page"])
_TITLE_ENDS: Final = tuple(_DATA["title-ends"])
_PREFACES: Final = tuple(_DATA["prefaces"])
# A channel's description has 255 characters, with Markdown's links some more.
_DESCRIPTION: Final = 2_048
_DESCRIPTION_LINES: Final = 40
_COUNTERS: Final = 12  # lines
_TITLE_LINES: Final = 4  # where emoji in a title are on lines of their own
# What a description has none of: it is no post.
_OF_POSTS: Final = frozenset(
    (
        LineKind.FORWARD,
        LineKind.FORWARD_LABEL,
        LineKind.VIEW,
        LineKind.REACTIONS,
        LineKind.POLL_TYPE,
        LineKind.MEDIA_LABEL,
        LineKind.OPEN_LABEL,
    )
)
ABOVE: Final = 2 * _TITLE_LINES + 4
"""Lines of a header above its first counter, at most."""


# How far a header is looked at.
_REACH: Final = 16_384  # characters
_LINES: Final = 256
_BELOW: Final = 48  # lines after the button, blank ones counted
_COUNTER_LENGTH: Final = 160  # characters, where it is linked
_UNKNOWN_LINES: Final = 3  # at the beginning of a dump, above the title


class Header(NamedTuple):
    """A page's header, in lines that are not blank.

    Attributes:
        first: index of its first line.
        end: index after its last.
        title: the channel's, in as many lines as it is in.
    """

    first: int
    end: int
    title: tuple[str, ...]


class Ahead(NamedTuple):
    """A header at the front of the lines to come.

    Attributes:
        above: how many lines of it `Lookahead.above` has.
        lines: how many lines there are to come of it.
        title: the channel's.
        repeated: whether the title is below it, too.
    """

    above: int
    lines: int
    title: tuple[str, ...]
    repeated: bool


def counts_audience(text: str) -> bool:
    """A quick test that a header's first counter passes, and few other lines."""
    return text.endswith(AUDIENCE) or (text.endswith(")") and _LINKED in text and len(text) < _COUNTER_LENGTH)


class PageHeader:
    """The header above the posts, up to *Download Telegram*; the posts are left to what comes after.

    Where a fallback took in the whole page, the channel's title is above each post, too. Such a header is left to
    the search, which learns the title from it.
    """

    amid = True
    may_begin = staticmethod(counts_audience)
    signs = AUDIENCE_SIGNS

    def read(self, ahead: Lookahead, context: Context, *, first: bool) -> list[Draft] | None:
        """A gap."""
        header = header_ahead(ahead, first=first)
        if header is None or header.repeated:
            return None
        ahead.take_back(header.above)
        return [gap_of(ahead.take(header.above + header.lines), "page-header")]


def header_ahead(ahead: Lookahead, *, first: bool) -> Ahead | None:
    """The header that begins at the next line, or, amid a dump, has its first counter there.

    Args:
        ahead: stays as it is.
        first: nothing that is known is before.
    """
    above = [] if first else list(ahead.above)
    lines: list[Line] = [*above]
    stripped = [line.text.strip() for line in lines]
    size = filled = 0
    left = _LINES
    counted = not first
    for line in ahead.ahead():
        size += len(line.text) + 1
        if line.is_fragment or size > _REACH or not left:
            break
        text = line.text.strip()
        lines.append(line)
        stripped.append(text)
        filled += bool(text)
        counted = counted or counts_audience(text)
        if not counted and filled > 2 * ABOVE:
            return None
        left = min(left - 1, _BELOW) if "Telegram" in text and is_button(text) else left - 1
    stripped = trimmed(stripped, _SPREAD)
    at = [i for i, text in enumerate(stripped) if text and not is_picture(text)]
    texts = [stripped[i] for i in at]
    if first:
        counter = next((i for i, text in enumerate(texts[: ABOVE + 1]) if counts_audience(text)), -1)
    else:
        counter = next((i for i, line in enumerate(at) if line == len(above)), -1)
    header = header_around(texts, counter) if counter >= 0 else None
    if header is None:
        return None
    if first and any(head_of(text) is not None for text in texts[:counter]):
        return None  # a copied message with counters
    if first:
        begin = 0
        above_it = [i for i, text in enumerate(texts[: header.first]) if not is_above_all(text, header.title)]
        if len(above_it) > _UNKNOWN_LINES or any(
            classify(texts[i]) in _OF_POSTS or _ends_post(texts, i) for i in above_it
        ):
            return None
    else:
        if not header.title or plain(texts[counter]) in header.title or header.first >= counter:
            return None
        begin = at[header.first]
    end = at[header.end - 1] + 1
    repeated = bool(header.title) and header.end < len(texts) and plain(texts[header.end]) == header.title[0]
    return Ahead(len(above) - begin if above else 0, end - max(begin, len(above)), header.title, repeated)


def header_around(texts: Sequence[str], counter: int) -> Header | None:
    """The header whose first counter, or the word of it, is the line `counter`.

    Args:
        texts: lines that are not blank, trimmed; there may be others before and after.
        counter: index of a line that `counts_audience`.
    """
    if (named := _title_in_line(texts[counter])) is not None:
        above = counter > 0 and _is_page_title(plain(texts[counter - 1]), (named,))
        return Header(counter - above, counter + 1, (named,))
    counter = _counter_begin(texts, counter)
    if counter < 0:
        return None
    at, number = counter, 0
    while at < len(texts) and number < _COUNTERS and (end := _counter_end(texts, at)) > at:
        at, number = end, number + 1
    if not number:
        return None
    button = _button(texts, at)
    if button is None:
        return None
    end, title = _below(texts, button + 1, _title_above(texts, counter))
    first = _first(texts, counter, title)
    return Header(first, end, title)


def _title_in_line(text: str) -> str | None:
    """The title of a header that is one line: it is at the beginning, and again after the button."""
    if "Telegram" not in text:
        return None
    match = _IN_LINE.fullmatch(text)
    return None if match is None else str(match["title"])


def top(texts: Sequence[str], header: Header, least: int) -> int:
    """The first line, from `least` on, of a header with the pictures and the page's own title above it.

    Pictures are left out of `texts` only where the page before is Markdown, too.
    """
    at = header.first
    while at > least and (is_picture(texts[at - 1]) or _is_page_title(plain(texts[at - 1]), header.title)):
        at -= 1
    return at


def is_button(text: str) -> bool:
    """Whether a line is the button that a header ends with."""
    return plain(text) in _BUTTON


def is_chrome(text: str) -> bool:
    """Whether a line is in headers and nowhere else: by it a header that was cut is recognised."""
    line = plain(text)
    if line in _LINKS or line in _BUTTON:
        return True
    line = folded(line)
    return line.endswith(_COUNTED) and _COUNTER.fullmatch(line) is not None


def is_above_all(text: str, title: tuple[str, ...]) -> bool:
    """Whether a line may be above all of a page: its title, or what a service that read the page says of it."""
    return text.startswith(_PREFACES) or _is_page_title(plain(text), title)


def _counter_begin(texts: Sequence[str], at: int) -> int:
    line = folded(plain(texts[at]))
    if line in _COUNTED:
        return at - 1 if at and _NUMBER.fullmatch(folded(plain(texts[at - 1]))) else -1
    return at if _COUNTER.fullmatch(line) else -1


def _counter_end(texts: Sequence[str], at: int) -> int:
    line = folded(plain(texts[at]))
    if line.endswith(_COUNTED) and _COUNTER.fullmatch(line):
        return at + 1
    if at + 1 < len(texts) and _NUMBER.fullmatch(line) and plain(texts[at + 1]) in _COUNTED:
        return at + 2
    return at


def _button(texts: Sequence[str], first: int) -> int | None:
    """The line of the button below a description that begins with line `first`."""
    size = 0
    for at in range(first, min(first + _DESCRIPTION_LINES, len(texts))):
        line = plain(texts[at])
        if line in _BUTTON:
            return at
        size += len(line)
        if size > _DESCRIPTION or classify(line) in _OF_POSTS or _COUNTER.fullmatch(line):
            return None
        if "view" in line and (footer := footer_at(texts, at)) is not None and footer.views is not None:
            return None
    return None


def _title_above(texts: Sequence[str], counter: int) -> tuple[str, ...]:
    """The title of one line that is above the counters, unless the lines below the button say more."""
    at = counter - 1
    if at >= 0 and _NAME.fullmatch(plain(texts[at])):
        at -= 1
    if at >= 0 and plain(texts[at]) in _VERIFIED:
        at -= 1
    if at < 0 or _ends_post(texts, at) or head_of(texts[at]) is not None:
        return ()
    return (plain(texts[at]),)


def _ends_post(texts: Sequence[str], at: int) -> bool:
    footer = footer_at(texts, at)
    return footer is not None and (footer.time is not None or footer.views is not None)


def _below(texts: Sequence[str], at: int, title: tuple[str, ...]) -> tuple[int, tuple[str, ...]]:
    """Where the links and the title below the button end, and that title, if it is there."""
    while at < len(texts) and _is_link(plain(texts[at])):
        at += 1
    for end in (at + 1, at + 2):
        if end <= len(texts) and title and _has_title_beside_link(" ".join(texts[at:end]), title[0]):
            return end, title
    for size in range(_TITLE_LINES + 1):
        after = at + size
        if after < len(texts) and size and plain(texts[after]) in _VERIFIED:
            after += 1
        if after < len(texts) and (end := _counter_end(texts, after)) > after:
            again = tuple(plain(text) for text in texts[at : at + size])
            if not again or not title or title[0] in again:
                return end, again or title
            break
    return at, title


def _is_link(line: str) -> bool:
    return line in _LINKS or _LINK_AND_PICTURE.fullmatch(line) is not None


def _has_title_beside_link(text: str, title: str) -> bool:
    """Whether it is `[Join](…) [Title 63.3K subscribers](…)`, the links below the button in one line of Markdown."""
    if not is_marked(text) or not text.endswith(")"):
        return False
    line = plain(text)
    for link in _LINKS:
        beside = line[len(link) :].lstrip(" _") if line.startswith(link) else ""
        counter = beside[len(title) :].lstrip(" _")
        if counter[:1] in _VERIFIED:
            counter = counter[1:].lstrip(" _")
        if beside.startswith(title) and _COUNTER.fullmatch(folded(counter)) is not None:
            return True
    return False


def _first(texts: Sequence[str], counter: int, title: tuple[str, ...]) -> int:
    at = counter
    if at and _NAME.fullmatch(plain(texts[at - 1])):
        at -= 1
    if at and plain(texts[at - 1]) in _VERIFIED:
        at -= 1
    size = len(title)
    if size and tuple(plain(text) for text in texts[max(0, at - size) : at]) == title:
        at -= size
    elif size and at and plain(texts[at - 1]) == title[-1]:
        at -= 1
    # The page's own title, above all else.
    return at - 1 if at and _is_page_title(plain(texts[at - 1]), title) else at


def _is_page_title(line: str, title: tuple[str, ...]) -> bool:
    return line.endswith(_TITLE_ENDS) and (not title or line.startswith(title[0]))
