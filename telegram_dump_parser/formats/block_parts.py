"""The parts of a post whose elements are blocks of Markdown, by the classes that Telegram gave them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import Enum
from html import unescape
from typing import Any, Final, NamedTuple

import regex

from ..lines.kinds import FORWARD_PREFIXES, NOTICES
from ..lines.patterns import late_pattern
from ..segmentation.state_machine import Role
from .markup import Links, labels, plain
from .whole_page_footer import count, footer_at, said_by
from .whole_page_links import values_of_links
from .whole_page_reactions import reactions_below

# "[6.0K]{.tgme_widget_message_views}", "[Lakeside](https://t.me/lakeside){.tgme_widget_message_owner_name}": attributes
# are after a span or a link; brackets of a text are escaped.
_LINK: Final = r"\[(?:[^\[\]\\]|\\.){0,2000}+\]\([^()\s]{0,2000}+\)"
_SPAN: Final = late_pattern(rf"(?<!\\)\[((?:[^\[\]\\]|\\.|{_LINK}){{0,4000}}+)\]\{{[^{{}}]{{0,2000}}\}}", regex.DOTALL)
_ATTRIBUTES: Final = late_pattern(r"(?<=\))\{[^{}]{1,2000}\}")
_ANCHOR: Final = late_pattern(
    r"<a(?:\s[^<>]{0,2000})?\shref=\"([^\"<>]{0,2000})\"[^<>]{0,2000}>(.{0,2000}?)</a>", regex.DOTALL
)
_EMPHASIS: Final = (("<em>", "*"), ("</em>", "*"), ("<strong>", "**"), ("</strong>", "**"))
_TAGS: Final = late_pattern(r"</?(?:span|img|time|tg-emoji|tg-spoiler)(?:\s[^<>]{0,2000})?/?>")
_EMOJI: Final = late_pattern(r"\*\*\*([^\s\w*]{1,24})\*\*\*")  # t.me sets each in italics and bold
_EMPTY: Final = late_pattern(r"(?<!!)\[[\s*]*\]\([^()\s]{0,2000}\)")
_NESTED: Final = 6  # spans in each other
_KEPT: Final = (">", "    ", "\t", "```", "~~~", "- ", "* ", "|")  # lines that are no paragraph's
_LONGEST_NAME: Final = 256


class Part(Enum):
    """What an element holds: the class that names it, and the role of its lines."""

    AUTHOR = ("tgme_widget_message_author", Role.CHANNEL)
    QUOTE_AUTHOR = ("", Role.REPLY_AUTHOR)
    FORWARD = ("tgme_widget_message_forwarded_from", Role.FORWARD)
    QUOTE = ("js-message_reply_text", Role.REPLY_QUOTE)
    TEXT = ("js-message_text", Role.TEXT)
    QUESTION = ("tgme_widget_message_poll_question", Role.POLL_QUESTION)
    POLL_TYPE = ("tgme_widget_message_poll_type", Role.POLL_TYPE)
    PERCENT = ("tgme_widget_message_poll_option_percent", Role.POLL_PERCENT)
    OPTION = ("tgme_widget_message_poll_option_text", Role.POLL_OPTION)
    DOCUMENT = ("tgme_widget_message_document_title", Role.DOCUMENT_NAME)
    SIZE = ("tgme_widget_message_document_extra", Role.DOCUMENT_SIZE)
    SITE = ("link_preview_site_name", Role.PREVIEW_SITE)
    TITLE = ("link_preview_title", Role.PREVIEW_TITLE)
    DESCRIPTION = ("link_preview_description", Role.PREVIEW_DESCRIPTION)
    NOTICE = ("message_media_not_supported", Role.NOTICE)
    REACTIONS = ("tgme_widget_message_reactions", Role.REACTIONS)
    FOOTER = ("tgme_widget_message_footer", Role.FOOTER)

    @property
    def role(self) -> Role:
        """What its lines are."""
        return self.value[1]

    @classmethod
    def of(cls, classes: Iterable[str]) -> Part | None:
        """The part that an element of some classes is."""
        return next((_PARTS[name] for name in classes if name in _PARTS), None)


_PARTS: Final = {part.value[0]: part for part in Part if part.value[0]} | {
    "message_media_not_supported_label": Part.NOTICE  # within the other
}
AUTHOR: Final = Part.AUTHOR
QUOTE: Final = Part.QUOTE_AUTHOR


class Block(NamedTuple):
    """An element's lines, blank ones of a text with them."""

    part: Part
    lines: list[str]


def values_of(blocks: Sequence[Block], address: tuple[str, int]) -> tuple[dict[str, Any], str]:
    """What the blocks of a post say, and its text.

    Args:
        blocks: in order.
        address: the channel's name and the message's number.
    """
    said: dict[Part, list[str]] = {}
    for block in blocks:
        if content := _content(block.lines):
            said.setdefault(block.part, []).append(content)
    name, number = address
    values: dict[str, Any] = {"id": number, "url": f"https://t.me/{name}/{number}"}
    one = {part: labels(found[0], Links.MARKDOWN) for part, found in said.items()}
    if AUTHOR in one:
        values["author"] = plain(one[AUTHOR])[:_LONGEST_NAME]
    if Part.FORWARD in one:
        line = plain(one[Part.FORWARD])
        prefix = next((prefix for prefix in FORWARD_PREFIXES if line.startswith(prefix)), "")
        values["forwarded_from"] = line[len(prefix) :].strip()
    if Part.QUOTE in one:
        values["reply_to"] = {"author": plain(one.get(QUOTE, "")), "text": one[Part.QUOTE]}
    if Part.QUESTION in one:
        options = zip(said.get(Part.PERCENT, ()), said.get(Part.OPTION, ()), strict=False)
        values["poll"] = {
            "question": one[Part.QUESTION],
            "type": one.get(Part.POLL_TYPE),
            "options": [{"text": text, "percent": _percent(percent)} for percent, text in options],
        }
    if Part.DOCUMENT in one:
        sizes = [*said.get(Part.SIZE, ()), *[""] * len(said[Part.DOCUMENT])]
        values["documents"] = [
            {"name": plain(name), "size": size} for name, size in zip(said[Part.DOCUMENT], sizes, strict=False)
        ]
    if {Part.SITE, Part.TITLE, Part.DESCRIPTION} & one.keys():
        parts = (("site", Part.SITE), ("title", Part.TITLE), ("description", Part.DESCRIPTION))
        values["preview"] = {key: one.get(part) for key, part in parts}
    lines = map(plain, said.get(Part.NOTICE, ()))
    if notices := list(dict.fromkeys(NOTICES[line] for line in lines if line in NOTICES)):
        values["notices"] = notices
    if Part.REACTIONS in one:
        line = one[Part.REACTIONS].replace("*", "")
        values["reactions"] = [
            {"emoji": emoji or None, "count": count(number), "text": number}
            for emoji, number in reactions_below([line], 0, 1)[1]
        ]
    if Part.FOOTER in one and (footer := footer_at([one[Part.FOOTER]], 0)) is not None:
        values |= said_by(footer)
        if footer.voters is not None and "poll" in values:
            values["poll"]["voters"] = count(footer.voters)
    text = "\n".join(said.get(Part.TEXT, ()))
    if text:
        values |= values_of_links(text, Links.MARKDOWN)
    return values, text


def _percent(text: str) -> int | None:
    digits = text.removesuffix("%")
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 4 else None


def _content(lines: Sequence[str]) -> str:
    """What lines say: breaks that only the width of the lines made are gone, and so are the attributes of elements."""
    said = ""
    after = ""  # what is between the last line and the next
    for line in lines:
        text = line.strip()
        is_broken = line.endswith("  ") or (line.endswith("\\") and not line.endswith("\\\\"))
        text = text.removesuffix("\\").rstrip() if is_broken else text
        if line.startswith(_KEPT):
            after = "\n"
        if not text and not is_broken:
            after = "\n"
            continue
        said += (after if said else "") + text
        after = "\n" if is_broken or line.startswith(_KEPT) else " "
    for _ in range(_NESTED):
        if "]{" not in said and "){" not in said:
            break
        said = _SPAN.sub(r"\1", _ATTRIBUTES.sub("", said))
    said = _ATTRIBUTES.sub("", said)
    if "<" in said:
        said = _TAGS.sub("", said)
        for tag, mark in _EMPHASIS:
            said = said.replace(tag, mark)
        said = unescape(_ANCHOR.sub(r"[\2](\1)", said))
    return _EMPTY.sub("", _EMOJI.sub(r"\1", said)).strip()
