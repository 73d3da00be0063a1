"""The output: posts, gaps and defects, as frozen pydantic models.

Lines of the dump are counted from 1; lines of a post's text from 0, as `post.text.split("\\n")` has them. Byte spans
are half-open. A missing value is better than a wrong one: what the dump does not say is None or empty.
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
"""Version of the rows: raised when a field changes its meaning or is removed, not when one is added."""


_LINE = "line of the text, from 0"


def calendar_day(year: int | None, month: int | None, day: int | None) -> datetime.date | None:
    """A calendar day; None if a number is not known, or if there is no such day."""
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
    """Where a post is in its dump."""

    file: str | None = Field(
        None, description="name of the dump, as it was given; null for text or bytes", examples=["dump.txt", "-"]
    )
    first_line: int = Field(ge=1, description="first line of the post, from 1", examples=[1])
    last_line: int = Field(
        ge=1,
        description="last line of the post, inclusive; blank lines inside it and second copies count",
        examples=[12],
    )
    first_byte: int = Field(
        ge=0, description="offset of the first byte of the post; in the unpacked dump if it is compressed", examples=[0]
    )
    end_byte: int = Field(ge=0, description="byte offset after its end, line end included", examples=[845])
    dialect: str | None = Field(
        None,
        pattern=r"^[a-z]+(-[a-z]+)*$",
        description="how a text dump is laid out. Each text appears twice: `echoed`. Each text appears once: `spaced` "
        "(with blank lines in texts), `tight` (without them) or `current` (without them, but with reactions, polls and "
        "previews). An exact form: `desktop` (copied in Telegram Desktop or for macOS), `time-prefix` (copied, with "
        "time and author before the text), `name-above` (copied on Android, on the web or on macOS), `catalogue` "
        "(a head above each post), `viewer` (a page of one post), `whole-page` (a preview page with name, views and "
        "time around each post) or `markdown` (posts that begin with a bold line). Null for exports and saved pages",
        examples=["echoed"],
    )
    form: str = Field(
        "text",
        pattern=r"^[a-z]+(-[a-z]+)*$",
        description="what the input is: `text` for a dump; for exports and saved pages, whose boundaries are exact, "
        "`result-json`, `export-html`, `preview-html`, `mhtml` or `warc`",
        examples=["text", "result-json"],
    )
    document: str | None = Field(
        None,
        description="which document of an archive or corpus; lines and bytes are counted within it",
        examples=["https://t.me/s/citynews", "<urn:uuid:0001>"],
    )
    row: int | None = Field(None, ge=0, description="which row of a corpus, from 0", examples=[0])
    url: str | None = Field(None, description="address of the page", examples=["https://t.me/s/citynews"])


class Defect(Model):
    """A problem in the input. The parser reported it and continued."""

    code: str = Field(
        pattern=r"^[a-z]+(-[a-z]+)*$",
        description="what kind of problem; codes do not change between versions",
        examples=["undecodable-bytes", "impossible-date"],
    )
    line: int = Field(ge=1, description="line of the dump, from 1", examples=[17])
    message: str = Field(description="the problem in words, on one line", examples=["no such day: April 31"])


class Marker(Model):
    """An emoji that a line of the text begins with."""

    emoji: str = Field(description="the emoji, with all its code points", examples=["📍", "🗓️"])
    name: str = Field(description="English name of the emoji", examples=["round-pushpin", "flag-kazakhstan"])
    role: str = Field(
        description="what it means in the table of markers; `other` if it is not in the table",
        examples=["place", "calendar", "quote", "question", "speaker", "flag", "number", "other"],
    )
    line: int = Field(ge=0, description=_LINE, examples=[1])


class Location(Model):
    """The place of a location line."""

    place: str = Field(description="the place as written", examples=["Almaty", "New York, USA", "Рио-де-Жанейро"])
    line: int = Field(ge=0, description=_LINE, examples=[1])


class Date(Model):
    """The date of a location or date line."""

    text: str = Field(description="the date as written", examples=["April 10", "1 сентября 2023 г."])
    day: int | None = Field(None, ge=1, le=31, description="day; null if only a month is named", examples=[10])
    end_day: int | None = Field(
        None, ge=1, le=31, description="last day of a range within a month: 11 for `April 10–11`", examples=[11]
    )
    month: int | None = Field(None, ge=1, le=12, description="month; 1 is January", examples=[4])
    year: int | None = Field(
        None, description="year; null if nothing in the input shows it (today's date is never used)", examples=[2025]
    )
    year_source: Literal["stated", "option", "dump", "posted-at"] | None = Field(
        None,
        description="where the year comes from: `stated` in the line; the `option` `--year`; full dates nearby in the "
        "`dump`; or, in exports, the year that brings the date closest to `posted-at`",
        examples=["stated"],
    )
    line: int = Field(ge=0, description=_LINE, examples=[1])


class Question(Model):
    """A question that an emoji marks, such as ❓."""

    text: str = Field(
        description="the question, without its emoji and label (`Question:`, `Вопрос:`, …)",
        examples=["Will the bridge be closed?"],
    )
    line: int = Field(ge=0, description=_LINE, examples=[1])


class Quote(Model):
    """What somebody said, marked by an emoji such as 💬."""

    speaker: str | None = Field(
        None,
        description="name before the colon; null if there is none: then the post's `speaker`, if it has one, speaks",
        examples=["Anna Berg"],
    )
    text: str = Field(
        description="the quote, without its emoji and name, lines joined by `\\n`; it ends before the next quote, "
        "question, attribution or line of hashtags, or at the end of the text",
        examples=["Not before June."],
    )
    line: int = Field(ge=0, description=_LINE, examples=[2])
    answers: int | None = Field(
        None,
        ge=0,
        description="index in `questions` of the question that it answers: the nearest one above, unless a line of "
        "hashtags is between them",
        examples=[0],
    )


class Echo(Model):
    """The second copy of the text, which some extractors leave."""

    shape: Literal["none", "body", "whole", "only-second"] = Field(
        description="`none`: the text appears once; `body`: its second copy begins with line 2; `whole`: it begins "
        "with line 1; `only-second`: the first copy is lost, and so is line 1",
        examples=["body"],
    )
    lines: int = Field(ge=0, description="number of lines that are second copies", examples=[5])


class Boundary(Model):
    """Why the post begins where it does."""

    confidence: float = Field(
        ge=0,
        le=1,
        description="how sure it is that a post begins here; calibrated: of boundaries with 0.9, nine in ten are right",
        examples=[0.98],
    )
    evidence: tuple[str, ...] = Field(
        description="codes of what supports the boundary", examples=[["after-echo", "echo", "marker"]]
    )


class Post(Model):
    """One post of a dump."""

    index: int = Field(ge=0, description="number of the post in the dump, from 0", examples=[0])
    source: Source = Field(description="where the post is in its dump")
    kind: Literal["message", "service", "unsupported"] = Field(
        "message",
        description="`message`: an ordinary post; `service`: in exports, a message of Telegram itself, such as *Anna "
        "pinned a message*; `unsupported`: a kind of message that the program which made the export did not know",
        examples=["message", "service"],
    )
    id: int | None = Field(
        None,
        description="number of the message in its chat; negative if it was sent before a group became a supergroup",
        examples=[123],
    )
    url: str | None = Field(None, description="address of the message", examples=["https://t.me/citynews/123"])
    chat: Chat | None = Field(None, description="the channel, group or person that it was sent in")
    album: tuple[int, ...] = Field((), description="ids of messages shown as one post, `id` first", examples=[[5, 6]])
    text: str = Field(
        description='text of the post: one copy, without interface lines, lines joined by `\\n`; `""` if there is none',
        examples=["📍 Lakeside, May 4\nThe ferry is out of service."],
    )
    headline: str = Field(description="first line of the text", examples=["📍 Lakeside, May 4"])
    entities: tuple[Entity, ...] = Field((), description="formatted and linked parts of the text, if known")
    language: str | None = Field(
        None,
        description="BCP 47 code of the text's language; `und` if the text is too short for this; null without "
        "`--language`",
        examples=["en", "uk", "und"],
    )
    author: str | None = Field(None, description="name of the author, if known", examples=["Anna Berg", "City News"])
    author_id: str | None = Field(None, description="id of the author", examples=["channel1700000001", "user700001"])
    signature: str | None = Field(None, description="name of the person who signed the post", examples=["Anna Berg"])
    via_bot: str | None = Field(None, description="bot that the message was made with", examples=["@citybot"])
    posted_at: Timestamp | None = Field(None, description="when the message was sent, if the input has it")
    edited: bool | None = Field(None, description="whether it was edited; null if not known", examples=[True])
    edited_at: Timestamp | None = Field(None, description="when the message was last edited")
    views: int | None = Field(None, ge=0, description="number of views, if the input has it", examples=[126, 1200])
    views_text: str | None = Field(None, description="number of views as written", examples=["1.2K"])
    forwarded_from: str | None = Field(
        None, description="channel or person that the post was forwarded from", examples=["City Weather"]
    )
    forward: Forward | None = Field(None, description="more about the original of a forward")
    reply_to: Reply | None = Field(None, description="message that the post replies to, as it is shown")
    reply_to_id: int | None = Field(None, description="`id` of that message, if it is in the same chat", examples=[4])
    location: Location | None = Field(None, description="place in a line of the text such as `📍 Lakeside, May 4`")
    date: Date | None = Field(
        None,
        description="day that a location or date line of the text names; not the day on which the post was sent, which "
        "is in `posted_at`",
    )
    speaker: str | None = Field(
        None,
        description="person named by line 0 of the text, if it has the shape `🎙 Ambassador Anna Berg:`",
        examples=["Ambassador Anna Berg"],
    )
    quotes: tuple[Quote, ...] = Field((), description="quotes marked with 💬, in order")
    questions: tuple[Question, ...] = Field((), description="questions marked with ❓, in order")
    links: tuple[str, ...] = Field(
        (),
        description="labels of link lists, such as `🔴 Website` below a headline with 🔴; dumps lack the targets",
        examples=[["YouTube", "Website"]],
    )
    hashtags: tuple[str, ...] = Field((), description="hashtags with `#`, in order, each once", examples=[["#rail"]])
    mentions: tuple[str, ...] = Field((), description="mentions with `@`, each once", examples=[["@citynews"]])
    urls: tuple[str, ...] = Field(
        (),
        description="links as Telegram would find them, with or without `https://`, in order, each once",
        examples=[["https://example.org/a", "example.org"]],
    )
    emails: tuple[str, ...] = Field((), description="e-mail addresses, each once", examples=[["press@example.org"]])
    markers: tuple[Marker, ...] = Field((), description="emoji at the beginning of lines of the text")
    flags: tuple[str, ...] = Field(
        (),
        description="ISO 3166 codes of the flags at the beginning of lines, in order, each once",
        examples=[["AT", "CZ"], ["GB-ENG"]],
    )
    poll: Poll | None = Field(None, description="a poll or quiz")
    preview: Preview | None = Field(None, description="the preview of a linked page")
    attachments: tuple[Attachment, ...] = Field((), description="files, places, contacts and so on, from exports")
    documents: tuple[Document, ...] = Field((), description="files that the input names, with their sizes")
    media: tuple[str, ...] = Field(
        (),
        description="what a copied chat has in brackets, such as `Photo` for `[ Photo ]`; documents are not included",
        examples=[["Photo"], ["😁 Sticker"]],
    )
    reactions: tuple[Reaction, ...] = Field((), description="reactions and their counts, in order")
    buttons: tuple[tuple[Button, ...], ...] = Field(
        (),
        description="rows of buttons below the message",
        examples=[[[{"text": "Subscribe", "url": "https://t.me/citynews"}]]],
    )
    service: Service | None = Field(None, description="what a service message reports")
    notices: tuple[Literal["open-in-telegram", "media-not-supported", "media-too-big"], ...] = Field(
        (),
        description="what the page could not show, each once: `media-not-supported` and `media-too-big` (a video), "
        "`open-in-telegram` (a custom emoji; the text may be incomplete)",
        examples=[["open-in-telegram"]],
    )
    echo: Echo = Field(description="about the second copy of the text")
    boundary: Boundary = Field(description="why the post begins where it does")
    defects: tuple[Defect, ...] = Field((), description="problems in the lines of this post")

    @property
    def day(self) -> datetime.date | None:
        """The day on which the post was sent; if that is not known, the day of its date line.

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

    first_line: int = Field(ge=1, description="first line of the gap, from 1", examples=[1])
    last_line: int = Field(ge=1, description="last line of the gap, inclusive", examples=[2])
    first_byte: int = Field(ge=0, description="byte offset at which it begins", examples=[0])
    end_byte: int = Field(ge=0, description="byte offset after its end, line end included", examples=[2])
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
        description="why these lines belong to no post. `blank`: blank lines between posts or at an end of the dump, "
        "or what separates the messages of an export; `page-header`, `date-line`, `page-footer`: lines of a page "
        "above, between or below its posts; `other-text`: text around a copied chat that is part of a page or program; "
        "`overlong-line`: a line over 1 MiB, longer than any Telegram text. In exports: `other-data`: data around the "
        "messages, which are private and never shown; `unreadable-message`: a message that cannot be read; "
        "`truncated-message`: a message in which the file ends; `other-document`: a document of an archive that has no "
        "posts",
        examples=["blank"],
    )
    document: str | None = Field(
        None,
        description="which document of an archive or corpus, as in `Post.source`",
        examples=["https://t.me/s/citynews"],
    )
    row: int | None = Field(None, ge=0, description="which row of a corpus, as in `Post.source`", examples=[0])
    defects: tuple[Defect, ...] = Field((), description="problems in these lines")
