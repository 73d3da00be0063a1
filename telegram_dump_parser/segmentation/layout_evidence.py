"""Whether lines without second copies are whole posts of a page or only the texts of messages, by graded evidence.

A page's extractor leaves what is around a text (reactions, polls, previews of links, indents after media) and takes
out invisible characters. A message's text has none of the former, and keeps the latter. One sign may be there by
chance or damage, so all of them are added up: `layout_evidence.toml` says what each is worth.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from importlib.resources import files
from typing import Any, Final

from ..lines.kinds import LineKind
from .window import Window

_DATA: Final[dict[str, Any]] = tomllib.loads(files(__package__).joinpath("layout_evidence.toml").read_text("utf-8"))
_SIGNS: Final[dict[str, tuple[float, float]]] = {name: tuple(row) for name, row in _DATA["signs"].items()}
_COUNTING: Final[dict[str, float]] = _DATA["counting"]
_CHARACTERS: Final[dict[str, str]] = _DATA["characters"]
_PAIRS: Final = re.compile(_CHARACTERS["pairs"])
_AFTER: Final = _COUNTING["after"]
_LONGEST_SITE: Final = _COUNTING["site"]
_LINKED: Final = int(_COUNTING["linked"])
# Names of their own: a member is not looked up in its class for every line.
_TEXT: Final = LineKind.TEXT
_VIEW: Final = LineKind.VIEW
_MEDIA_LABEL: Final = LineKind.MEDIA_LABEL
# What only the text of whole posts has, not that of their messages.
OF_WHOLE_POSTS: Final = frozenset((LineKind.REACTIONS, LineKind.POLL_TYPE))


def of_whole_posts(window: Window, first: int, end: int) -> float:
    """Log odds, in nats, that lines [first, end) are whole posts rather than the texts of messages.

    Of many lines the first ones decide.
    """
    end = min(end, first + int(_COUNTING["most"]))
    known = window.evidence.get((first, end))
    if known is None:
        known = window.evidence[first, end] = _evidence(_counts(window, first, end), end - first)
    return known


def _evidence(counts: Counter[str], lines: int) -> float:
    """What the signs of some lines are worth."""
    scale = min(1.0, _COUNTING["page"] / max(1, lines))
    return float(_DATA["bias"]) + sum(
        worth * min(most, scale * counts[name]) for name, (worth, most) in _SIGNS.items() if counts[name]
    )


def is_untrimmed(window: Window, first: int, end: int) -> bool:
    """Whether the spaces inside lines [first, end) show that an extractor that makes second copies did not make them.

    Spaces at the ends of lines say nothing: editors and scripts leave them.
    """
    lines = [text.strip() for text in window.texts[first:end]]
    odd = sum("  " in text or (not text.isprintable() and ("\xa0" in text or _is_invisible(text))) for text in lines)
    return odd > _COUNTING["spaced-out"] * len(lines)


def is_site_of_repeated_text(window: Window, position: int) -> bool:
    """Whether a site's name is between a longer line and the same again: a post's text and its preview's title."""
    if not 0 < position < window.size - 1 or window.next[position - 1] != position + 1:
        return False
    features = window.features(position)
    is_site = features.known_site or features.host or features.name
    return bool(is_site) and len(window.text(position)) <= _LONGEST_SITE < len(window.text(position - 1))


def _is_invisible(text: str) -> bool:
    # Control characters are damage, and say nothing of what made the lines.
    return any(c > "\x9f" and not c.isprintable() and not c.isspace() for c in text)


def _counts(window: Window, first: int, end: int) -> Counter[str]:
    """How many lines have each sign."""
    kinds, texts = window.kinds, window.texts
    found: Counter[str] = Counter()
    for k in range(first, end):
        kind, text = kinds[k], texts[k]
        if kind is _TEXT:
            if kinds[k - 1] is _VIEW and k > first + 1:
                if text[0] == " " and indent(text) > indent(texts[k - 1]):
                    found["indented"] += 1
                elif kinds[k - 2] is _MEDIA_LABEL:
                    found["not-indented"] += 1
            elif text[0].isspace():
                found["spaces-before"] += 1
                found["odd-space-before"] += text[0] == "\xa0"
            if first < k < end - 1 and (len(text) <= _LONGEST_SITE or len(window.text(k)) <= _LONGEST_SITE):
                for sign in _signs_of_site(window, first, k):
                    found[sign] += 1
            if not text.isprintable() and _is_invisible(text):
                found["invisible"] += 1
        elif kind in OF_WHOLE_POSTS:
            found["reactions"] += 1
    found["spaces-before"] = max(0, found["spaces-before"] - int(_COUNTING["spaces"]))
    _count_lost(texts[first:end], found)
    return found


def _signs_of_site(window: Window, first: int, position: int) -> list[str]:
    """What shows that a short line is the site of a link's preview: between a text and a title."""
    features = window.features(position)
    if features.known_site:
        return ["known-site"]
    name = features.host or (window.text(position).casefold() if features.name else "")
    if not name:
        return []
    found = ["host"] if features.host else []
    if features.name and len(window.text(position + 1)) > _AFTER and not window.text(position - 1).endswith(":"):
        found.append("name")
    if window.names_host(max(first, position - _LINKED), position, name):
        found.append("linked-site")
    return found


def _count_lost(texts: list[str], found: Counter[str]) -> None:
    """Count the lines in which a joiner is missing: extractors of pages take out invisible characters."""
    whole = "\n".join(texts)
    if any(part in whole for part in _CHARACTERS["parts"]):
        found["joiner-lost"] = sum(_PAIRS.search(text) is not None for text in texts if not text.isascii())
    if _CHARACTERS["non-joiner"] not in whole and any(letter in whole for letter in _CHARACTERS["persian"]):
        persian = sum(any(letter in text for letter in _CHARACTERS["persian"]) for text in texts)
        other = any(letter in whole for letter in _CHARACTERS["other"])
        found["non-joiner-lost"] = persian >= _COUNTING["persian"] and not other


def indent(text: str) -> int:
    """How many spaces a line begins with."""
    return len(text) - len(text.lstrip())
