"""What frames the posts of a whole page that is one line: the channel's name, and *views and time* after each post.

Tools that collapse white space leave a page as one line: `City News A text. 6.0K views 09:02 City News The next…`. A
post goes from name to footer, and only where the name follows a footer is that a page's: nobody writes so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile
from typing import Final, NamedTuple

import regex

from ..lines.patterns import late_pattern
from ..lines.phrases import any_of, phrases, table
from .one_line_reactions import Reacted, reacted_of
from .whole_page_footer import Footer
from .whole_page_frame import REACH, VIA

_PAGE: Final = table(__package__, "phrases.toml")["whole-page"]
_HEADER: Final = table(__package__, "phrases.toml")["page-header"]

NUMBER: Final = r"[0-9]{1,3}+(?:\.[0-9]{1,2})?[KM]?"  # as t.me writes it
_GAP: Final = r"(?:\s|&nbsp;)*+"  # between two parts: some tools leave `&nbsp;` as it is
CLOCK: Final = r"(?:[01]?[0-9]|2[0-3]):[0-5][0-9](?:[ ]?[AP]M)?(?![0-9:])"
"""The time of a footer."""
FOOTER: Final = late_pattern(
    rf"""
    (?<![0-9.,])
    (?: (?P<voters>{NUMBER}) {_GAP} {any_of(_PAGE["voters"])} {_GAP} )?
    (?P<views>{NUMBER}) {_GAP} {any_of(_PAGE["views"])} {_GAP}
    (?: (?P<signature> [^\s,] (?:(?:(?!\sview).){{0,126}}?[^\s,])?? ) {_GAP} , {_GAP} )??
    (?: (?P<edited>{any_of(_PAGE["edited"])}) {_GAP} )?
    (?P<time>{CLOCK})
    """,
    regex.VERBOSE | regex.DOTALL,
)
"""Views and time; whether that is a page's is shown by what follows."""
_VIEWS: Final = late_pattern(rf"(?<!\S){NUMBER}\s++{any_of(_PAGE['views'])}(?!\w)")
_PICTURE: Final = r"(?:\[[^\[\]]{1,80}\]\s*+)?"  # of the channel, as text browsers name it
_DATE: Final = rf"(?:{any_of(phrases()['date']['months'])}\s[0-9]{{1,2}}(?:,\s[0-9]{{4}})?\s++)?"
_BEFORE_NAME: Final = late_pattern(rf"\s*+(?P<date>{_DATE})(?P<picture>{_PICTURE})")
_A_PICTURE: Final = late_pattern(_PICTURE)
_VIA_BOT: Final = late_pattern(rf"(?:\s++{VIA}\s++@\w++(?!\S))?\s*+")
_AUDIENCE: Final = any_of(_HEADER["audience"])
_VERIFIED: Final = rf"(?:{any_of(_HEADER['verified'])}\s*+)?"
_COUNTER: Final = rf"(?:[0-9]{{1,3}}(?:\s[0-9]{{3}}){{1,3}}|{NUMBER})\s*+{_AUDIENCE}(?!\w)"  # "3 204 subscribers"
_BUTTONS: Final = any_of(phrases()["lines"]["page"])
_LINKS: Final = any_of(_HEADER["links"])
_TITLE_ENDS: Final = any_of(end.strip() for end in _HEADER["title-ends"])
# "… Join City News 63.3K subscribers City News": the title below the header's button, and the first post's name.
_TITLE_AGAIN: Final = late_pattern(
    rf"(?:{_BUTTONS}\s*+(?:{_LINKS}\s*+)*|(?<!\S){_LINKS}\s*+){_PICTURE}(?P<title>\S(?:.{{0,126}}\S)?)\s*+"
    rf"{_VERIFIED}{_COUNTER}\s*+{_PICTURE}(?P=title)(?!\S)",
    regex.DOTALL,
)
_PAGE_TITLE: Final = late_pattern(
    rf"\s*+(?P<title>\S(?:.{{0,126}}?\S)??)\s++{_TITLE_ENDS}\s++(?P=title)(?!\S)", regex.DOTALL
)
_BEFORE_FOOTER: Final = r"(?:(?!\sview).)"
_HEADER_AHEAD: Final = late_pattern(
    rf"\s*+(?:\S(?:{_BEFORE_FOOTER}{{0,126}}?\S)??\s++{_TITLE_ENDS}\s++)?"
    rf"\S(?:{_BEFORE_FOOTER}{{0,126}}?\S)??\s*+{_VERIFIED}@\w{{3,64}}\s++{_COUNTER}",
    regex.DOTALL,
)
_LONGEST_HEADER: Final = 512  # characters, up to the counter
_BEHIND_CHROME: Final = late_pattern(
    rf"(?<=(?:\A|{_TITLE_ENDS}|{_BUTTONS}\s*(?:{_LINKS}\s*)*|(?<!\S){_LINKS}|{_COUNTER})\s*)"
)
_HEADER_GOES_ON: Final = late_pattern(rf"\s++{_VERIFIED}(?:@\w|{_COUNTER}|{_TITLE_ENDS})")
_CHROME: Final = late_pattern(rf"{_BUTTONS}|{_COUNTER}")
BUTTONS: Final = 160
"""Characters of buttons below a post, or of a page's end, at most."""
_FIRST: Final = 8  # footers that show the frame
LOOK: Final = 2 * REACH
"""Characters in which the footers stand that show a frame."""
_NAME: Final = 160  # characters after a footer in which a name ends
# Footers that the name follows, where no header shows the page.
_WITH_BEGINNING: Final = 2  # and the name is at the beginning
_WITHOUT_BEGINNING: Final = 4
_SEVERAL_WORDS: Final = late_pattern(r"\S\s++\S++\s++\S|\S{16}")  # or a script without spaces
_SHORTEST: Final = 48  # characters of a page


class Span(NamedTuple):
    """Where a name stands, in characters: with the picture before it, and `via @bot` and blanks after."""

    begin: int
    end: int


class Name:
    """Finds a channel's name above a post. All but its words is compiled once, as each page has another name."""

    def __init__(self, name: str) -> None:
        """Find these words, with any white space between them."""
        self._words = regex.compile(r"\s++".join(map(regex.escape, name.split())) + r"(?!\S)")

    def match(self, text: str, at: int, end: int | None = None) -> Span | None:
        """The name that is there, or after a browser's date line and the channel's picture."""
        before = _BEFORE_NAME.match(text, at, end)
        if before is None:
            return None
        picture = before.start("picture")
        for begin, words in ((picture, before.end()), (picture, picture), (before.start("date"), before.start("date"))):
            if _is_apart(text, begin) and (found := self._words.match(text, words, end)):
                return _span(text, begin, found)
        return None

    def search(self, text: str, at: int, end: int) -> Span | None:
        """The first place of the name between two characters."""
        for found in self._words.finditer(text, at, end):
            for begin in _beginnings(text, at, found.start()):
                if _is_apart(text, begin):
                    return _span(text, begin, found)
        return None

    def below_chrome(self, text: str, at: int, end: int) -> Span | None:
        """The first place of the name after a page's header or a part of one, but not in it."""
        for found in self._words.finditer(text, at, end):
            if _HEADER_GOES_ON.match(text, found.end(), end) is None:
                for begin in _beginnings(text, at, found.start()):
                    if _BEHIND_CHROME.match(text, begin) is not None:
                        return _span(text, begin, found)
        return None


def _is_apart(text: str, at: int) -> bool:
    return not at or text[at - 1].isspace()


def _beginnings(text: str, at: int, words: int) -> Iterator[int]:
    """Where the name may begin whose words are there: with the picture before them, or without."""
    picture = text.rfind("[", max(at, words - _NAME), words)
    if picture >= 0 and _A_PICTURE.fullmatch(text, picture, words):
        yield picture
    yield words


def _span(text: str, begin: int, words: regex.Match[str]) -> Span:
    after = _VIA_BOT.match(text, words.end())
    return Span(begin, words.end() if after is None else after.end())


@dataclass(slots=True)
class LineFrame:
    """What is around each post.

    Attributes:
        name: the channel's.
        at_name: finds the name above a post.
        reacted: how its posts have reactions.
        begin: where the first post begins; what is above it is the page's header.
    """

    name: str
    at_name: Name
    reacted: Reacted
    begin: int


def may_frame(text: str) -> bool:
    """A quick test that a page passes, and few other lines."""
    return len(text) > _SHORTEST and "view" in text and FOOTER.search(text, 0, LOOK) is not None


def frame_of(text: str, at: int, *, final: bool) -> LineFrame | None:
    """The frame of the page that begins at character `at`; None if none does.

    Args:
        text: a line, or a piece of one.
        at: see above.
        final: whether nothing follows the text.
    """
    end = min(len(text), at + LOOK)
    footers = [found for found in _footers(text, at, end) if end == len(text) or found.end() + _NAME < end]
    if not footers or 4 * len(footers) < 3 * len(_VIEWS.findall(text, at, footers[-1].end())):
        return None
    for name, is_headed in _names(text, at, footers):
        at_name = Name(name)
        begin, is_begun = _begin(text, at, footers[0].start(), at_name)
        names = [at_name.match(text, found.end()) for found in footers]
        if is_headed:
            is_closed = final and len(footers) == 1 and len(text) - footers[0].end() <= BUTTONS
            needed = 0 if is_closed else 1
            is_page = is_begun
        else:  # "For" may be after three counts of a text, but hardly at its beginning, too
            needed = _WITH_BEGINNING if is_begun else _WITHOUT_BEGINNING
            first = at_name.match(text, begin) if is_begun else None
            is_page = not name[0].islower() and _have_texts(text, [first, *names], footers)
        if is_page and _frames(footers, names, needed):
            begins = [
                begin,
                *(footer.end() if span is None else span.end for footer, span in zip(footers, names, strict=True)),
            ]
            bodies = [
                text[max(first, found.start() - _NAME) : found.start()]
                for first, found in zip(begins, footers, strict=False)
            ]
            return LineFrame(name, at_name, reacted_of(bodies), begin)
    return None


def _frames(footers: list[regex.Match[str]], names: list[Span | None], needed: int) -> bool:
    """Whether the name follows as many footers, and either most of them or the first ones: another page may follow."""
    # A footer that appears twice is a text with its second copy.
    said = {found.groups() for found, name in zip(footers, names, strict=True) if name}
    if len(said) >= needed and 2 * len(said) >= len(footers) - 1:
        return True
    before_another = names.index(None) if None in names else len(names)
    return len({found.groups() for found in footers[:before_another]}) >= needed


def _have_texts(text: str, names: list[Span | None], footers: list[regex.Match[str]]) -> bool:
    """Whether most posts have several words: a sentence may name a channel and its views three times.

    Args:
        text: the line.
        names: where the name is before each footer, if it does, and after the last one.
        footers: see above.
    """
    bodies = [(name.end, found.start()) for name, found in zip(names, footers, strict=False) if name]
    return 2 * sum(1 for body in bodies if _SEVERAL_WORDS.search(text, *body)) > len(bodies)


def _footers(text: str, at: int, end: int) -> list[regex.Match[str]]:
    found: list[regex.Match[str]] = []
    for match in FOOTER.finditer(text, at, end):
        if not match.start() or text[match.start() - 1].isspace():
            found.append(match)
            if len(found) == _FIRST or is_header_at(text, match.end()):
                break
    return found


def _names(text: str, at: int, footers: list[regex.Match[str]]) -> Iterator[tuple[str, bool]]:
    """What may be the channel's name, and whether a header says so."""
    above = text[at : footers[0].start()]
    # The pattern tries many titles at every "Join".
    if any(word in above for word in _HEADER["audience"]) and (match := _TITLE_AGAIN.search(above)):
        yield " ".join(match["title"].split()), True
    if match := _PAGE_TITLE.match(text, at, footers[0].start()):
        yield " ".join(match["title"].split()), False
    after = [_below(text, found.end()) for found in footers]
    firsts = [words[0] if words else "" for words in after]
    [(most_common, _)] = Counter(firsts).most_common(1)
    if firsts[0] != most_common:  # other pages may follow, and their posts may be more
        others = next(place for place, first in enumerate(firsts) if first != firsts[0])
        if name := _shared(after[:others]):
            yield name, False
    if name := _shared([words for words in after if words and words[0] == most_common]):
        yield name, False


def _below(text: str, at: int) -> list[str]:
    """The first words of a post, below a date line and a picture."""
    before = _BEFORE_NAME.match(text, at)
    return text[at if before is None else before.end() : at + 2 * _NAME].split()


def _shared(after: list[list[str]]) -> str:
    """The words with which all begin; empty if there is only one."""
    if len(after) < 2:
        return ""
    if len(after) > 2 and " ".join(after[-2]).startswith(" ".join(after[-1])):  # the line was cut within the name
        after = after[:-1]
    words = [same[0] for same in takewhile(lambda column: len(set(column)) == 1, zip(*after, strict=False))]
    for size in range(1, len(words)):
        if words[:size] == words[size : 2 * size]:  # "City News City News": an answer to itself
            return " ".join(words[:size])
    return " ".join(words)


def _begin(text: str, at: int, end: int, name: Name) -> tuple[int, bool]:
    """Where the first post begins, and whether its name is there."""
    first = name.below_chrome(text, at, end)
    if first is None:
        first = name.match(text, at, end)
    if first is not None:
        return first.begin, True
    begin = at
    for found in _CHROME.finditer(text, at, end):
        begin = found.end()
    return begin, False


def is_header_at(text: str, at: int) -> bool:
    """Whether the header of the next page in the same line begins at a character."""
    # Without an end, what a header must have somewhere is looked for in all that is left of the line.
    return _HEADER_AHEAD.match(text, at, at + _LONGEST_HEADER) is not None


def footer_of(match: regex.Match[str]) -> Footer:
    """What a footer says."""
    return Footer(0, 1, match["views"], match["voters"], match["signature"], match["edited"] is not None, match["time"])
