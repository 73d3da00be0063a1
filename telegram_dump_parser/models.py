"""What comes out: posts, gaps and defects, as frozen pydantic models.

Lines of the dump are counted from 1; lines of a post's text from 0, as `post.text.split("\\n")` has them. Byte spans
are half-open. Absent is better than wrong: what the dump does not say is None or empty.
"""

from __future__ import annotations

import datetime
from typing import Literal

from pydantic import Field

from .message_parts import (
    Attachment,
    Button,
    Chat,
    Document,
    Entity,
    Forward,
    Model,
    Poll,
    PollOption,
    Preview,
    Reaction,
    Reply,
    Service,
    Timestamp,
)

__all__ = [
    "SCHEMA_VERSION",
    "Attachment",
    "Boundary",
    "Button",
    "Chat",
    "Date",
    "Defect",
    "Document",
    "Echo",
    "Entity",
    "Forward",
    "Gap",
    "Location",
    "Marker",
    "Model",
    "Poll",
    "PollOption",
    "Post",
    "Preview",
    "Question",
    "Quote",
    "Reaction",
    "Reply",
    "Service",
    "Source",
    "Timestamp",
]

SCHEMA_VERSION = 2
"""Raised when a field changes its meaning or goes; not when one is added."""


_LINE = "line of the text, from 0"


def calendar_day(year: int | None, month: int | None, day: int | None) -> datetime.date | None:
    """A day of the calendar; None if one of its numbers is not known, or if there is no such day."""
    if year is None or month is None or day is None:
        return None
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None


def sent_day(value: str | None) -> datetime.date | None:
    """The day of a `Timestamp.value`; None if it has none, such as a time of day alone."""
    try:
        return None if value is None else datetime.date.fromisoformat(value[:10])
    except ValueError:
        return None


class Source(Model):
    """Where a post stands in its dump."""

    file: str | None = Field(
        None, description="the dump's name as it was given; null for text or bytes", examples=["dump.txt", "-"]
    )
    first_line: int = Field(ge=1, description="first line of the post, from 1", examples=[1])
    last_line: int = Field(
        ge=1, description="last line, inclusive; blank lines within a post and second copies count", examples=[12]
    )
    first_byte: int = Field(
        ge=0, description="offset of its first line, or part of one; of a compressed dump, once unpacked", examples=[0]
    )
    end_byte: int = Field(ge=0, description="offset after its last line and line end, or part of one", examples=[845])
    dialect: str | None = Field(
        None,
        pattern=r"^[a-z]+(-[a-z]+)*$",
        description="of a text dump, how the texts around are laid out: `echoed` (twice), or once, `spaced` (with "
        "blank lines), `tight` (without) or `current` (without, but with reactions, polls and previews); or an exact "
        "form: `desktop` (copied in Telegram Desktop or for macOS), `time-prefix` (copied, with time and author before "
        "the text), `name-above` (copied on Android, on the web or for macOS), `catalogue` (a head above each post), "
        "`viewer` (a page of one post), `whole-page` (a preview page with name, views and time around each post) or "
        "`markdown` (posts that begin with a bold line)",
        examples=["echoed"],
    )
    form: str = Field(
        "text",
        pattern=r"^[a-z]+(-[a-z]+)*$",
        description="what the input is: `text`, a dump; or an export or saved page, whose posts are exact: "
        "`result-json`, `export-html`, `preview-html`, `mhtml` or `warc`",
        examples=["text", "result-json"],
    )
    document: str | None = Field(
        None,
        description="of an archive or corpus of several documents, which one; lines and bytes are counted in it",
        examples=["https://t.me/s/citynews", "<urn:uuid:0001>"],
    )
    row: int | None = Field(None, ge=0, description="of a corpus, which row, from 0", examples=[0])
    url: str | None = Field(None, description="the address of the page", examples=["https://t.me/s/citynews"])


class Defect(Model):
    """A problem of the input; the parse went on."""

    code: str = Field(
        pattern=r"^[a-z]+(-[a-z]+)*$",
        description="kebab-case, stable",
        examples=["undecodable-bytes", "impossible-date"],
    )
    line: int = Field(ge=1, description="line of the dump, from 1", examples=[17])
    message: str = Field(description="one line for people", examples=["no such day: April 31"])


class Marker(Model):
    """An emoji that a line of the text begins with."""

    emoji: str = Field(description="with all its code points", examples=["📍", "🗓️"])
    name: str = Field(description="English name", examples=["round-pushpin", "flag-kazakhstan"])
    role: str = Field(
        description="what it means in the table of markers; `other` if it is not in the table",
        examples=["place", "calendar", "quote", "question", "speaker", "flag", "number", "other"],
    )
    line: int = Field(ge=0, description=_LINE, examples=[1])


class Location(Model):
    """The place of a location line."""

    place: str = Field(description="as it stands", examples=["Almaty", "New York, USA", "Рио-де-Жанейро"])
    line: int = Field(ge=0, description=_LINE, examples=[1])


class Date(Model):
    """The date of a location or date line."""

    text: str = Field(description="as it stands", examples=["April 10", "1 сентября 2023 г."])
    day: int | None = Field(None, ge=1, le=31, description="null where only a month is named", examples=[10])
    end_day: int | None = Field(
        None, ge=1, le=31, description="last day of a range within the month: of `April 10–11` it is 11", examples=[11]
    )
    month: int | None = Field(None, ge=1, le=12, description="1 is January", examples=[4])
    year: int | None = Field(None, description="null where nothing shows it; never today's", examples=[2025])
    year_source: Literal["stated", "option", "dump", "posted-at"] | None = Field(
        None,
        description="`stated` in the line, given as an `option` (`--year`), taken from full dates nearby in the "
        "`dump`, or, in exports, the year that brings the date nearest to the day of `posted-at`",
        examples=["stated"],
    )
    line: int = Field(ge=0, description=_LINE, examples=[1])


class Question(Model):
    """A question that is marked as one."""

    text: str = Field(
        description="without its marker and label (`Question:`, `Вопрос:`, …)", examples=["Will the bridge be closed?"]
    )
    line: int = Field(ge=0, description=_LINE, examples=[1])


class Quote(Model):
    """What somebody said, as a post marks it."""

    speaker: str | None = Field(
        None,
        description="the name before the quote's colon; null if it has none: then the post's `speaker` speaks, if any",
        examples=["Anna Berg"],
    )
    text: str = Field(
        description="without its marker and name, up to the next quote, question, attribution of a quote or row of "
        "hashtags, or the end; lines joined by `\\n`",
        examples=["Not before June."],
    )
    line: int = Field(ge=0, description=_LINE, examples=[2])
    answers: int | None = Field(
        None,
        ge=0,
        description="which of the post's `questions` it answers, from 0: the nearest above it, if no row of hashtags "
        "stands between",
        examples=[0],
    )


class Echo(Model):
    """The second copy of the text that some extractors leave behind."""

    shape: Literal["none", "body", "whole", "only-second"] = Field(
        description="`none`: the text stands once; `body`: from its second line twice; `whole`: twice from its first; "
        "`only-second`: the first copy is lost, and line 1 with it",
        examples=["body"],
    )
    lines: int = Field(ge=0, description="how many lines of the dump are second copies", examples=[5])


class Boundary(Model):
    """Why the post starts where it does."""

    confidence: float = Field(
        ge=0, le=1, description="calibrated: of boundaries given 0.9, nine in ten are right", examples=[0.98]
    )
    evidence: tuple[str, ...] = Field(
        description="codes of what speaks for the boundary", examples=[["after-echo", "echo", "marker"]]
    )


class Post(Model):
    """One post of a dump."""

    index: int = Field(ge=0, description="from 0, in the order of the dump", examples=[0])
    source: Source = Field(description="where the post stands in its dump")
    kind: Literal["message", "service", "unsupported"] = Field(
        "message",
        description="`message`: a post; `service`: Telegram's own words in exports, such as that a message was pinned; "
        "`unsupported`: a message that the exporting program did not know",
        examples=["message", "service"],
    )
    id: int | None = Field(
        None,
        description="the message's number in its chat; below zero if it was sent before a group became a supergroup",
        examples=[123],
    )
    url: str | None = Field(None, description="the message's address", examples=["https://t.me/citynews/123"])
    chat: Chat | None = Field(None, description="the channel, group or person that it was sent in")
    album: tuple[int, ...] = Field(
        (), description="ids of the pictures that are shown as one post, the first is `id`", examples=[[5, 6]]
    )
    text: str = Field(
        description='the post\'s own text: one copy, no interface lines, lines joined by `\\n`; `""` if it has none',
        examples=["📍 Lakeside, May 4\nThe ferry is out of service."],
    )
    headline: str = Field(description="the text's first line", examples=["📍 Lakeside, May 4"])
    entities: tuple[Entity, ...] = Field((), description="marked and linked parts of the text, where they are known")
    language: str | None = Field(
        None,
        description="BCP 47 code of the text's language; `und` where it is too short or uncertain; null unless asked "
        "for (`--language`)",
        examples=["en", "uk", "und"],
    )
    author: str | None = Field(
        None,
        description="the name in the line above the message, where a dump has such lines",
        examples=["Anna Berg", "City News"],
    )
    author_id: str | None = Field(None, description="id of the author", examples=["channel1700000001", "user700001"])
    signature: str | None = Field(
        None, description="who of the channel's authors signed it, below the message", examples=["Anna Berg"]
    )
    via_bot: str | None = Field(None, description="the bot that it was made with", examples=["@citybot"])
    posted_at: Timestamp | None = Field(None, description="when it was sent, where the input says so")
    edited: bool | None = Field(
        None, description="whether it was changed later; null where nothing says", examples=[True]
    )
    edited_at: Timestamp | None = Field(None, description="when it was changed last")
    views: int | None = Field(
        None, ge=0, description="how often it was seen, where the input says so", examples=[126, 1200]
    )
    views_text: str | None = Field(None, description="the same as it stands", examples=["1.2K"])
    forwarded_from: str | None = Field(
        None, description="the channel or person that it was forwarded from", examples=["City Weather"]
    )
    forward: Forward | None = Field(None, description="more of what it was forwarded from")
    reply_to: Reply | None = Field(None, description="the message that it answers, as it is shown")
    reply_to_id: int | None = Field(None, description="its `id`, if it is of the same chat", examples=[4])
    location: Location | None = Field(None, description="place of a location line in the text, `📍 Lakeside, May 4`")
    date: Date | None = Field(
        None, description="day that a location or date line of the text names; when the post was sent is `posted_at`"
    )
    speaker: str | None = Field(
        None,
        description="who an attribution headline names, `🎙 Ambassador Anna Berg:`; it stands on line 0 of the text",
        examples=["Ambassador Anna Berg"],
    )
    quotes: tuple[Quote, ...] = Field((), description="what stands after 💬, in order")
    questions: tuple[Question, ...] = Field((), description="what stands after ❓, in order")
    links: tuple[str, ...] = Field(
        (),
        description="labels of link lists, `🔴 Website` below a headline with 🔴: their targets are lost in a dump",
        examples=[["YouTube", "Website"]],
    )
    hashtags: tuple[str, ...] = Field(
        (), description="with `#`, as they stand in the text, in order, each once", examples=[["#rail"]]
    )
    mentions: tuple[str, ...] = Field((), description="with `@`; likewise", examples=[["@citynews"]])
    urls: tuple[str, ...] = Field(
        (),
        description="what Telegram would link, with or without `https://`; likewise",
        examples=[["https://example.org/a", "example.org"]],
    )
    emails: tuple[str, ...] = Field((), description="likewise", examples=[["press@example.org"]])
    markers: tuple[Marker, ...] = Field((), description="emoji that lines of the text begin with")
    flags: tuple[str, ...] = Field(
        (),
        description="ISO 3166 codes of the flags among the emoji that lines begin with, in order, each once",
        examples=[["AT", "CZ"], ["GB-ENG"]],
    )
    poll: Poll | None = Field(None, description="a poll or quiz")
    preview: Preview | None = Field(None, description="the preview of a linked page")
    attachments: tuple[Attachment, ...] = Field((), description="files, places, contacts and so on, in exports")
    documents: tuple[Document, ...] = Field((), description="files, by name and size as they are shown")
    media: tuple[str, ...] = Field(
        (),
        description="of a copied chat, what stands in brackets, except documents: of `[ Photo ]` the word",
        examples=[["Photo"], ["😁 Sticker"]],
    )
    reactions: tuple[Reaction, ...] = Field((), description="in order")
    buttons: tuple[tuple[Button, ...], ...] = Field(
        (),
        description="rows of buttons below the message",
        examples=[[[{"text": "Subscribe", "url": "https://t.me/citynews"}]]],
    )
    service: Service | None = Field(None, description="of a service message, what it reports")
    notices: tuple[Literal["open-in-telegram", "media-not-supported", "media-too-big"], ...] = Field(
        (),
        description="what the preview could not show, each once: `media-not-supported`, `media-too-big` (a video), "
        "`open-in-telegram` (a custom emoji: the text may be incomplete)",
        examples=[["open-in-telegram"]],
    )
    echo: Echo = Field(description="the second copy of the text")
    boundary: Boundary = Field(description="why the post begins where it does")
    defects: tuple[Defect, ...] = Field((), description="problems of the input; the parse went on")

    @property
    def day(self) -> datetime.date | None:
        """The day on which it was sent; if that is not known, the day of its date line.

        None unless day, month and year are known.
        """
        sent = None if self.posted_at is None else sent_day(self.posted_at.value)
        if sent is not None or self.date is None:
            return sent
        return calendar_day(self.date.year, self.date.month, self.date.day)

    def __str__(self) -> str:
        from .display.notebook import post_text

        return post_text(self)

    def _repr_html_(self) -> str:
        from .display.notebook import post_html

        return post_html(self)


class Gap(Model):
    """Lines of a dump that belong to no post."""

    first_line: int = Field(ge=1, description="from 1", examples=[1])
    last_line: int = Field(ge=1, description="inclusive", examples=[2])
    first_byte: int = Field(ge=0, description="offset of the first line's first byte", examples=[0])
    end_byte: int = Field(ge=0, description="offset after the last line and its line end", examples=[2])
    reason: Literal[
        "blank",
        "page-header",
        "page-footer",
        "other-text",
        "overlong-line",
        "other-data",
        "date-line",
        "unreadable-message",
        "truncated-message",
        "other-document",
    ] = Field(
        description="`blank`: blank lines between posts or at an end of the dump, or what parts the messages of an "
        "export; what a page has above its posts (`page-header`), between them (`date-line`) or below them "
        "(`page-footer`); `other-text` around a copied chat that is part of a page or a program; an `overlong-line`, "
        "over 1 MiB, as no Telegram text can have it. In exports: `other-data` "
        "around the messages, which is private and never shown; an `unreadable-message`; a `truncated-message`, within "
        "which the file ends; an `other-document`, without posts, of an archive",
        examples=["blank"],
    )
    document: str | None = Field(None, description="as in `Post.source`", examples=["https://t.me/s/citynews"])
    row: int | None = Field(None, ge=0, description="likewise", examples=[0])
    defects: tuple[Defect, ...] = Field((), description="problems of these lines")
