"""What a line looks like beyond its kind: the features that costs and trees ask for."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

import regex

from ..lines.kinds import KNOWN_SITES, REPLY_MEDIA
from ..lines.phrases import phrases
from ..lines.reactions import GLYPH

EMOJI: Final = regex.compile(GLYPH)


EMOJI_RUN: Final = regex.compile(rf"{GLYPH}*+")


ROW: Final = regex.compile(r"(?:[-–—•·*▪◾►>+✅✔]|\d{1,3}[.)]|[a-zа-я]\)|\d\ufe0f?\u20e3|#\d)\s?\S")


TAGS: Final = regex.compile(
    r"(?:[#@][\w@]+|https?://\S+|t\.me/\S+)(?:[\s|,·•]+(?:[#@][\w@]+|https?://\S+|t\.me/\S+))*+"
)


_HOST: Final = regex.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,12}")


_DIGITS: Final = re.compile(r"\d+")


_LETTERS: Final = re.compile(r"[^\W\d_]+")


_SIGNS: Final = regex.compile(r"(?:^|\s)--?[A-Za-z]|[=!<>]=|[{}$\\;|]|[a-z]\(|::|\w=\w|[=-]>")


_BOILERPLATE: Final = regex.compile(
    r"\W*(?:" + "|".join(regex.escape(word) for word in phrases()["extractor"]["dropped"]) + r")\W*",
    regex.IGNORECASE,
)


class Features(NamedTuple):
    """What a line looks like beyond its kind; soft, for prices only."""

    length: int
    emoji_first: bool  # begins with an emoji, so it may have begun with a custom one
    lower: bool  # begins with a lower-case letter
    row: bool  # begins like a list's row
    tags: bool  # nothing but tags, handles and links
    host: str  # the line is a host name: that name, else ""
    name: bool  # one short capitalised word, as a preview names a site after its host
    known_site: bool  # a site's own name, as previews print it
    reply_media: bool  # "Photo", "Video"…: a quote of a message without text
    ends_in_ellipsis: bool  # ends in … as long quotes do
    squeezed: bool  # holds two spaces, as quotes do where lines were joined
    stop: bool  # ends as a sentence does
    colon: bool  # ends in a colon
    boilerplate: bool  # dropped from second copies by the extractor
    quoted: bool  # begins with a quotation mark
    code: bool  # looks like an address, a key, a command

    @classmethod
    def of(cls, text: str) -> Features:
        """The features of a trimmed, non-empty line."""
        first, last = text[0], text[-1]
        length = len(text)
        # What only a short line can be is not asked of a long one: most lines are long.
        short = length <= 64
        folded = text.casefold() if short else ""
        return cls(
            length=length,
            emoji_first=first > "\u203b" and EMOJI.match(text) is not None,
            lower=first.islower(),
            row=ROW.match(text) is not None,
            tags=first in "#@ht" and length < 400 and TAGS.fullmatch(text) is not None,
            host=folded if short and "." in folded and _HOST.fullmatch(folded) else "",
            name=length <= 24 and first.isupper() and " " not in text and text.replace("-", "").isalnum(),
            known_site=short and folded in KNOWN_SITES,
            reply_media=short and text in REPLY_MEDIA,
            ends_in_ellipsis=last == "…" or text.endswith("..."),
            squeezed="  " in text,
            stop=last in '.!?…»”")。！？',
            colon=last == ":",
            boilerplate=short and _BOILERPLATE.fullmatch(text) is not None,
            quoted=first in "«“„‟❝「『",
            code=length <= 200 and text.isascii() and _is_code(text),
        )


def _is_code(text: str) -> bool:
    """Whether an ASCII line is like an address, a key or a command: one long token with digits, or a shell's signs."""
    if text[0] in "#@" or "://" in text:
        return False
    if _SIGNS.search(text):
        return True
    return len(text) >= 16 and " " not in text and "." not in text and any(c.isdigit() for c in text)


def shape(text: str) -> str:
    """A sketch of the line's beginning by character classes: rows of one list share it more often than not."""
    return _LETTERS.sub("a", _DIGITS.sub("9", text[:24]))[:6]
