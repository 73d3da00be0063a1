"""Where the preview of a link begins in a post that is a part of a line: its site follows the link, or a sentence."""

from __future__ import annotations

from collections.abc import Container
from typing import Final

import regex

from ..lines.patterns import late_pattern
from ..lines.phrases import any_of, phrases

_LONGEST: Final = 700  # characters of site, title and description
_HOST: Final = r"(?:[a-zA-Z0-9-]{1,63}\.){1,4}[a-z]{2,12}"
_LINK: Final = late_pattern(rf"(?<!\S)(?:https?://(?P<host>[^\s/?#]{{1,200}})\S*+|(?P<bare>{_HOST})/\S*+)\s++")
_URL: Final = late_pattern(r"https?://|(?<!\S)t\.me/")
_KNOWN: Final = late_pattern(rf"{any_of(phrases()['preview']['sites'])}(?!\S)", regex.IGNORECASE)
_SITE_HOST: Final = late_pattern(rf"{_HOST}(?!\S)")
_WORD: Final = late_pattern(r"[A-Z][A-Za-z0-9-]{1,30}(?!\S)")
_ALONE: Final = late_pattern(rf"(?<=(?P<before>\S)\s+)(?P<site>{_HOST})(?=\s++[^\s\p{{Ll}}])")
_ENDS: Final = late_pattern(r"[^\s\w,:;(«“/|–—-]")  # what a sentence, an emoji, or a quote may end with
_TAIL: Final = 2  # words


def find_preview(body: str, first: int, end: int, tails: Container[str] = ()) -> int | None:
    """Where the preview begins that ends a text; None if there is none, or nothing shows where it begins.

    Args:
        body: of a post.
        first: where its text begins.
        end: where what may be a preview ends.
        tails: with which several posts of the page end.
    """
    low = max(first, end - 2 * _LONGEST)
    if "." not in body[low:end]:
        return None
    for link in _LINK.finditer(body, low, end):
        at = link.end()
        if end - at <= _LONGEST and _is_site(body, at, end, (link["host"] or link["bare"]).casefold()):
            return at
    for match in _ALONE.finditer(body, max(low, end - _LONGEST), end):
        at = match.start("site")
        if _URL.search(body, match.end(), end) is None and (_ENDS.match(match["before"]) or _ends(body[:at], tails)):
            return at
    return None


def tail_of(text: str) -> str:
    """The last words of a text, by which a channel may sign its posts; empty if there are fewer."""
    words = text[-80:].split()[-_TAIL:]
    return " ".join(words) if len(words) == _TAIL else ""


def _ends(text: str, tails: Container[str]) -> bool:
    words = text[-80:].split()
    return bool(words) and (words[-1][0] in "@#" or tail_of(text) in tails)


def parts_of_preview(body: str, begin: int, end: int) -> tuple[str | None, int]:
    """The site of a preview, None if nothing shows where its name ends, and where what the page says begins."""
    match = _KNOWN.match(body, begin, end) or _SITE_HOST.match(body, begin, end)
    if match is None:
        match = _WORD.match(body, begin, end)
        if match is None or f"{match[0].casefold()}." not in body[max(0, begin - _LONGEST) : begin].casefold():
            return None, begin
    return match[0], _blanks_end(body, match.end(), end)


def _is_site(body: str, at: int, end: int, host: str) -> bool:
    """Whether the name of a site follows a link to a host."""
    match = _SITE_HOST.match(body, at, end)
    if match is not None and _is_of(match[0].casefold(), host):
        return True
    if match is None:
        match = _KNOWN.match(body, at, end)
    if match is None:
        match = _WORD.match(body, at, end)
        if match is None or f"{match[0].casefold()}." not in f"{host}.":
            return False
    after = body[_blanks_end(body, match.end(), end) : end]
    # A list of links with names has the next link there; a sentence goes on with a small letter.
    return not after[:1].islower() and _URL.search(after) is None


def _is_of(site: str, host: str) -> bool:
    return f".{host}".endswith(f".{site}") or f".{site}".endswith(f".{host}")


def _blanks_end(text: str, at: int, end: int) -> int:
    while at < end and text[at].isspace():
        at += 1
    return at
