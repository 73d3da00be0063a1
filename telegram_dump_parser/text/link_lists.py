"""Lists of links: labels after one emoji, whose targets a dump has lost."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from ..lines.kinds import KNOWN_SITES
from ..lines.patterns import late_pattern
from ..lines.phrases import table
from .markers import Opened

_LONGEST_LABEL: Final = 48


_MOST_LABEL_WORDS: Final = 6


# What a label does not hold: the end of a sentence, an address, a tag, a long number.
_NO_LABEL: Final = late_pattern(r"[.;,!?…:：。！？،؛]$|://|[@#]|\.\w{2,}/|\d{3}")


_PARTS: Final = late_pattern(r"[\p{L}\p{M}\u200c]++(?:-[\p{L}\p{M}]++)*+")


_HAN: Final = late_pattern(r"\p{Script=Han}")


_TELLING: Final = 5  # letters of a site's name that marks a link within a longer label: YouTube, not X or OK


def link_lists(texts: list[str], openers: list[Opened]) -> list[str]:
    """The labels of link lists: below a headline, lines with its marker that hold nothing but a label.

    Lists of other things look alike. Half of the labels must be those of links as they are known.
    """
    labels: list[str] = []
    if not _may_have_one_marker(openers):
        return labels
    for head, *rows in _with_one_marker(texts, openers):
        if _is_label(head.rest) and _is_known(head.rest):
            continue  # a list without a headline
        found: list[str] = []
        for row in rows:
            if not _is_label(row.rest):
                break
            found.append(row.rest)
        if found and 2 * sum(map(_is_known, found)) >= len(found):
            labels += found
    return labels


def _may_have_one_marker(openers: list[Opened]) -> bool:
    """Whether two lines in a row begin with the same emoji: most posts have none such."""
    before = ""
    for line in openers:
        emoji = line.run[0]
        if emoji == before:
            return True
        before = emoji
    return False


def _with_one_marker(texts: list[str], openers: list[Opened]) -> Iterator[list[Opened]]:
    """Stretches of two lines and more that follow each other, but for blank ones, and begin with the same emoji."""
    block: list[Opened] = []
    for line in openers:
        follows = (
            block
            and line.run[0] == block[-1].run[0]
            and not any(text.strip() for text in texts[block[-1].line + 1 : line.line])
        )
        if not follows:
            if len(block) > 1:
                yield block
            block = []
        block.append(line)
    if len(block) > 1:
        yield block


def _is_label(text: str) -> bool:
    return 0 < len(text) <= _LONGEST_LABEL and len(text.split()) <= _MOST_LABEL_WORDS and _reads_as_label(text)


@lru_cache(maxsize=1024)  # a channel's lists have the same labels
def _reads_as_label(text: str) -> bool:
    return _NO_LABEL.search(text) is None


@lru_cache(maxsize=1)
def _known_labels() -> tuple[frozenset[str], frozenset[str]]:
    data = table(__package__, "labels.toml")["link"]
    return KNOWN_SITES | {name.casefold() for name in data["platforms"]}, frozenset(data["words"])


@lru_cache(maxsize=1024)
def _is_known(label: str) -> bool:
    """``Facebook``, ``X (ex-Twitter)``, ``YouTube channel``, ``Ministry's Website``."""
    names, words = _known_labels()
    plain = label.casefold()
    if plain in names or plain.partition("(")[0].rstrip() in names:
        return True
    parts = _PARTS.findall(plain)
    if any(part in words or (len(part) >= _TELLING and part in names) for part in parts):
        return True
    return _HAN.search(plain) is not None and any(word in plain for word in words if _HAN.match(word))
