"""What a line looks like beyond its kind: the features that costs and trees ask for."""

from __future__ import annotations

import re
from typing import Final

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


# Of lines that are ASCII. `re` takes a tenth of what `regex` takes for such a choice at each character.
_SIGNS: Final = re.compile(r"(?:^|\s)--?[A-Za-z]|[=!<>]=|[{}$\\;|]|[a-z]\(|::|\w=\w|[=-]>", re.ASCII)


_BOILERPLATE: Final = regex.compile(
    r"\W*(?:" + "|".join(regex.escape(word) for word in phrases()["extractor"]["dropped"]) + r")\W*",
    regex.IGNORECASE,
)


class Features:
    """What a line looks like beyond its kind; soft, for prices only.

    A plain class, which compiled code reads faster than a tuple with names.

    Args:
        text: a trimmed, non-empty line.

    Attributes:
        length: in characters.
        emoji_first: begins with an emoji, so it may have begun with a custom one.
        lower: begins with a lower-case letter.
        row: begins like a list's row.
        tags: nothing but tags, handles and links.
        host: the line is a host name: that name, else "".
        name: one short capitalised word, as a preview names a site after its host.
        known_site: a site's own name, as previews print it.
        reply_media: "Photo", "Video"…: a quote of a message without text.
        ends_in_ellipsis: ends in … as long quotes do.
        squeezed: holds two spaces, as quotes do where lines were joined.
        stop: ends as a sentence does.
        colon: ends in a colon.
        boilerplate: dropped from second copies by the extractor.
        quoted: begins with a quotation mark.
        code: looks like an address, a key, a command.
    """

    __slots__ = (
        "boilerplate", "code", "colon", "emoji_first", "ends_in_ellipsis", "host", "known_site", "length", "lower",
        "name", "quoted", "reply_media", "row", "squeezed", "stop", "tags",
    )  # fmt: skip

    def __init__(self, text: str) -> None:
        first, last = text[0], text[-1]
        length = len(text)
        # What only a short line can be is not asked of a long one: most lines are long.
        short = length <= 64
        folded = text.casefold() if short else ""
        self.length = length
        self.emoji_first = first > "\u203b" and EMOJI.match(text) is not None
        self.lower = first.islower()
        self.row = ROW.match(text) is not None
        self.tags = first in "#@ht" and length < 400 and TAGS.fullmatch(text) is not None
        self.host = folded if short and "." in folded and _HOST.fullmatch(folded) else ""
        self.name = length <= 24 and first.isupper() and " " not in text and text.replace("-", "").isalnum()
        self.known_site = short and folded in KNOWN_SITES
        self.reply_media = short and text in REPLY_MEDIA
        self.ends_in_ellipsis = last == "…" or text.endswith("...")
        self.squeezed = "  " in text
        self.stop = last in '.!?…»”")。！？'
        self.colon = last == ":"
        self.boilerplate = short and _BOILERPLATE.fullmatch(text) is not None
        self.quoted = first in "«“„‟❝「『"
        self.code = length <= 200 and text.isascii() and _is_code(text)


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


def spaces_beyond(texts: list[str], few: float, most: int, *, at_end: bool) -> bytes:
    """How many spaces, up to `most`, lines have at one end beyond those that all but a share, `few`, of them have."""
    spaces = [len(text) - len(text.rstrip() if at_end else text.lstrip()) for text in texts]
    usual = sorted(spaces)[int(few * len(spaces))]
    return bytes([min(most, max(0, count - usual)) for count in spaces])
