"""What every reader of an export yields: messages and gaps, in plain Python types.

A reader is a generator of `ExportMessage | ExportGap` that covers each byte of its document once, in order. Names,
values and their meaning are those of `models.Post`; `records` makes posts of messages. Absent is better than wrong:
what the form does not say is None or empty.

Dictionaries leave out what is not known, so a reader sets only the keys it has:

    chat         title, username, id, type
    posted_at,   text (as written), value (ISO 8601; local time if no offset is in it), unix (seconds, UTC); `text`
    edited_at      and `value` always, `unix` only where it is exact
    entities     type, start, end (code points of `text`), url, language, user_id, custom_emoji, collapsed
    forward      name, url, from_id, posted_at (as above)
    reply_to     author, text, url: what the form shows of the message that is answered
    attachments  kind, file, missing, name, size (bytes), size_text, mime, duration (seconds), width, height, emoji,
                   title, performer, description, address, latitude, longitude, phone, amount, currency, stars, items,
                   url, spoiler
    poll         question, type, closed, voters, options (list of dicts: text, percent, votes)
    preview      url, site, title, description
    reactions    kind (emoji, custom_emoji, paid), emoji, custom_emoji, count, text (the count as written)
    buttons      rows: lists of dicts: text, url
    service      action, and what is known of it
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, ClassVar, Final, Literal

from ..lines.compression import Fault
from ..lines.reader import Line
from ..segmentation.state_machine import Role
from ..vocabulary import Form

ATTACHMENT_KINDS: Final = (
    "photo",
    "video",
    "video-message",
    "voice",
    "audio",
    "animation",
    "sticker",
    "file",
    "location",
    "venue",
    "contact",
    "game",
    "invoice",
    "paid-media",
    "giveaway",
    "giveaway-results",
    "checklist",
    "call",
)

MISSING_REASONS: Final = ("not-included", "too-large", "unavailable", "not-supported")
"""Why the file of an attachment is not there."""

ENTITY_TYPES: Final = frozenset((
    "mention",
    "hashtag",
    "bot_command",
    "link",
    "email",
    "bold",
    "italic",
    "code",
    "pre",
    "text_link",
    "mention_name",
    "phone",
    "cashtag",
    "bank_card",
    "underline",
    "strikethrough",
    "blockquote",
    "spoiler",
    "custom_emoji",
))  # fmt: skip
"""Types of entities as Telegram Desktop names them; `plain` is none, any other type is the defect `unknown-entity`."""

GapReason = Literal[
    "blank",  # white space, and the commas between the messages of a list
    "other-data",  # private or unrelated parts of an export; never printed
    "page-header",
    "page-footer",
    "date-line",
    "unreadable-message",
    "truncated-message",
    "other-document",  # of a container: a document without messages
]


@dataclass(slots=True)
class ExportDefect:
    """A problem of the input.

    Attributes:
        code: kebab-case, as in `models.Defect`.
        message: one line for people; never quotes private parts.
        line: of the document, from 1; 0 means the first line of the message or gap.
    """

    code: str
    message: str
    line: int = 0


@dataclass(slots=True)
class ExportMessage:
    """One message of an export, as its form states it.

    The four places are those of the message itself in its decoded document: lines from 1, both inclusive; bytes from 0,
    half-open.
    """

    first_line: int
    last_line: int
    first_byte: int
    end_byte: int
    evidence: str  # `message-object`, `message-element` or `data-post`
    kind: Literal["message", "service", "unsupported"] = "message"
    id: int | None = None
    url: str | None = None  # permalink
    chat: dict[str, Any] | None = None  # shared by the messages of a chat: do not change it
    album: tuple[int, ...] = ()  # ids, the first is `id`
    text: str = ""  # line ends are \n; nothing else is changed
    entities: list[dict[str, Any]] = field(default_factory=list)
    author: str | None = None  # the name above the message
    author_id: str | None = None  # `user7`, `chat7`, `channel7`
    signature: str | None = None
    posted_at: dict[str, Any] | None = None
    edited: bool | None = None  # None: the form does not say
    edited_at: dict[str, Any] | None = None
    views: int | None = None
    views_text: str | None = None  # `1.2K`
    forward: dict[str, Any] | None = None
    reply_to: dict[str, Any] | None = None
    reply_to_id: int | None = None
    attachments: list[dict[str, Any]] = field(default_factory=list)
    poll: dict[str, Any] | None = None
    preview: dict[str, Any] | None = None
    reactions: list[dict[str, Any]] = field(default_factory=list)
    buttons: list[list[dict[str, Any]]] = field(default_factory=list)
    via_bot: str | None = None  # with `@`
    notices: list[str] = field(default_factory=list)  # as in `models.Post`, e.g. `media-too-big`
    service: dict[str, Any] | None = None
    document: str | None = None  # of a container: offset of the record or number of the part
    document_url: str | None = None  # the page's address
    defects: list[ExportDefect] = field(default_factory=list)
    joined_by: str | None = None  # the code of what joined several messages to this one; see `albums`
    confidence: float = 1.0  # below 1 only if joined
    form: Form | None = None  # what the input is; set by `items_of_export`
    fault: Fault | None = None  # of the archive that breaks off in or after this message; likewise

    gap: ClassVar[None] = None  # as of `segmentation.draft.Draft`

    @property
    def lines(self) -> list[Line]:
        """The lines of the text; each has the place of the whole message."""
        place = (self.first_line, self.first_byte, self.end_byte, False, False)
        return [Line(text, *place) for text in self.text.split("\n")]

    @property
    def roles(self) -> list[Role]:
        """What each of `lines` is."""
        return [Role.TEXT] * (self.text.count("\n") + 1)


@dataclass(slots=True)
class ExportGap:
    """Bytes of a document that belong to no message; places as in `ExportMessage`."""

    first_line: int
    last_line: int
    first_byte: int
    end_byte: int
    reason: GapReason
    document: str | None = None
    document_url: str | None = None
    defects: list[ExportDefect] = field(default_factory=list)
    form: Form | None = None  # as of `ExportMessage`, and the rest likewise
    fault: Fault | None = None

    @property
    def gap(self) -> str:
        """The reason."""
        return self.reason

    @property
    def lines(self) -> list[Line]:
        """One line, without its text."""
        return [Line("", self.first_line, self.first_byte, self.end_byte, False, False)]

    @property
    def roles(self) -> list[Role]:
        """What that line is."""
        return [Role.GAP]


@dataclass(slots=True)
class ExportRows:
    """Messages of which another process has made rows, and the gaps between them.

    Attributes:
        rows: of each message, without its index: from the comma after it on; `b""` of one that is not asked for.
        defects: those of messages, by their place in `rows`, and of gaps (None).
        gaps: how many there are.
        unsure: how many rows have a boundary that is not sure.
        size: of the texts and gaps, in characters, as those of dumps.
        document: which they are of.
        index: of the first message among all.
    """

    rows: list[bytes]
    defects: list[tuple[int | None, list[dict[str, Any]]]]
    gaps: int
    unsure: int
    size: int
    document: str | None = None
    index: int = 0  # set by `found_values`
    form: Form | None = None  # as of `ExportMessage`

    gap: ClassVar[None] = None


@dataclass(frozen=True, slots=True)
class ExportText:
    """A document of a container that is a dump, and is read as dumps are.

    Attributes:
        data: its bytes.
        document: offset of its record.
        document_url: the address of the page whose text it is.
    """

    data: bytes
    document: str
    document_url: str | None
