"""What comes out: posts, gaps and defects, as frozen pydantic models.

Lines of the dump are counted from 1; lines of a post's text from 0, as `post.text.split("\\n")` has them. Byte spans are
half-open. Absent is better than wrong: what the dump does not say is None or empty.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal, overload

from pydantic import BaseModel, ConfigDict, Field

SCHEMA_VERSION = 1
"""Raised when a field changes its meaning or goes; not when one is added."""


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Source(_Model):
    """Where a post stands in its dump."""

    file: str | None = Field(None, description="the dump's name as it was given; null for text or bytes")
    first_line: int = Field(ge=1, description="first line of the post, from 1")
    last_line: int = Field(ge=1, description="last line of the post, inclusive")
    first_byte: int = Field(ge=0, description="offset of the first line's first byte")
    end_byte: int = Field(ge=0, description="offset behind the last line and its terminator")


class Defect(_Model):
    """A problem of the input; the parse went on."""

    code: str = Field(pattern=r"^[a-z]+(-[a-z]+)*$", description="kebab-case, stable")
    line: int = Field(ge=1, description="line of the dump, from 1")
    message: str = Field(description="one line for people")


class Marker(_Model):
    """An emoji that a line of the text begins with."""

    emoji: str
    name: str = Field(description="the emoji's English name")
    role: str = Field(description="what it is used for: place, calendar, quote, question, flag, …")
    line: int = Field(ge=0, description="line of the text, from 0")


class Location(_Model):
    """The place of a location line."""

    place: str
    line: int = Field(ge=0, description="line of the text, from 0")


class Date(_Model):
    """The date of a location or date line."""

    text: str = Field(description="as it stands")
    day: int | None = Field(None, ge=1, le=31)
    end_day: int | None = Field(None, ge=1, le=31, description="last day of a range within the month")
    month: int | None = Field(None, ge=1, le=12)
    year: int | None = None
    year_source: Literal["stated", "option", "dump"] | None = Field(
        None,
        description="stated in the line, given as an option, or taken from full dates near by in the dump",
    )
    line: int = Field(ge=0, description="line of the text, from 0")


class Echo(_Model):
    """The second copy of the text that some extractors leave behind."""

    shape: Literal["none", "body", "whole", "only-second"] = Field(
        description="none: the text stands once; body: from its second line twice; whole: twice from the first; "
        "only-second: the first copy is lost"
    )
    lines: int = Field(ge=0, description="how many lines of the dump are second copies")


class Boundary(_Model):
    """Why the post starts where it does."""

    confidence: float = Field(ge=0, le=1, description="calibrated: of boundaries given 0.9, nine in ten are right")
    evidence: tuple[str, ...] = Field(description="codes, see docs/output.md")


class PollOption(_Model):
    """One answer of a poll."""

    text: str
    percent: int = Field(ge=0, description="share of the votes, in percent")


class Poll(_Model):
    """A poll or quiz."""

    question: str
    type: str = Field(description="as it stands: Anonymous Poll, Quiz, …")
    options: tuple[PollOption, ...]


class Preview(_Model):
    """The preview of a linked page."""

    site: str
    title: str | None = None
    description: str | None = None


class Reaction(_Model):
    """A reaction and how often it was given."""

    emoji: str | None = Field(description="null for paid and custom ones, whose glyph a dump has lost")
    count: int = Field(ge=0)
    text: str = Field(description="the count as it stands, such as 59.9K")


class Reply(_Model):
    """The message that a post answers."""

    author: str
    text: str = Field(description="its text on one line, cut by Telegram with …; or Photo, Video, …")


class Document(_Model):
    """A file."""

    name: str
    size: str = Field(description="as it stands: 25.2 MB")


class Post(_Model):
    """One post of a dump."""

    index: int = Field(ge=0, description="from 0, in the order of the dump")
    source: Source
    text: str = Field(description="the post's own text: one copy, no interface lines, lines joined by \\n")
    headline: str = Field(description="the text's first line")
    forwarded_from: str | None = Field(None, description="name of the channel or person it was forwarded from")
    reply_to: Reply | None = None
    location: Location | None = None
    date: Date | None = None
    hashtags: tuple[str, ...] = Field((), description="as they stand, each once")
    mentions: tuple[str, ...] = ()
    urls: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    markers: tuple[Marker, ...] = ()
    poll: Poll | None = None
    preview: Preview | None = None
    documents: tuple[Document, ...] = ()
    reactions: tuple[Reaction, ...] = ()
    notices: tuple[Literal["open-in-telegram", "media-not-supported", "media-too-big"], ...] = Field(
        (), description="what the preview could not show"
    )
    echo: Echo
    boundary: Boundary
    defects: tuple[Defect, ...] = ()


class Gap(_Model):
    """Lines of a dump that belong to no post."""

    first_line: int = Field(ge=1)
    last_line: int = Field(ge=1)
    first_byte: int = Field(ge=0)
    end_byte: int = Field(ge=0)
    reason: Literal["blank", "page-header"]


class Dump(Sequence[Post]):
    """All that a dump holds: a sequence of its posts, with what lies between them.

    Attributes:
        posts: in the order of the dump.
        gaps: what belongs to no post; with the posts' spans these cover every byte, once.
        defects: all problems, those of posts included, by line.
        source: the dump's name as it was given, or None.
    """

    __slots__ = ("defects", "gaps", "posts", "source")

    def __init__(self, posts: Sequence[Post], gaps: Sequence[Gap], source: str | None) -> None:
        self.posts = tuple(posts)
        self.gaps = tuple(gaps)
        self.source = source
        self.defects = tuple(defect for post in self.posts for defect in post.defects)

    def __len__(self) -> int:
        return len(self.posts)

    def __iter__(self) -> Iterator[Post]:
        return iter(self.posts)

    @overload
    def __getitem__(self, index: int) -> Post: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Post]: ...
    def __getitem__(self, index: int | slice) -> Post | Sequence[Post]:
        return self.posts[index]

    def __repr__(self) -> str:
        return f"<Dump of {self.source or 'text'}: {len(self.posts)} posts, {len(self.gaps)} gaps, {len(self.defects)} defects>"
