"""What Telegram itself says of a message, as frozen pydantic models: parts of `models.Post`.

Absent is better than wrong: what a dump or export does not say is None or empty.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field


class Model(BaseModel):
    """The base of all models: frozen; other fields are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    def __repr_args__(self) -> Any:
        # What a part does not have would only hide what it has.
        fields = type(self).model_fields
        return [(name, value) for name, value in self if fields[name].is_required() or value != fields[name].default]


class Chat(Model):
    """The channel, group or person that a message was sent in."""

    title: str | None = Field(None, description="as it stands", examples=["City News"])
    username: str | None = Field(
        None, description="its name in addresses, without `@` and `https://t.me/`", examples=["citynews"]
    )
    id: int | None = Field(None, description="the bare number", examples=[1700000001])
    type: str | None = Field(
        None,
        description="in the words of Telegram Desktop's exports",
        examples=["public_channel", "private_supergroup", "personal_chat"],
    )


class Timestamp(Model):
    """When a message was sent or edited, as the dump says it."""

    text: str = Field(
        description="as it stands",
        examples=["10.04.2025 12:30", "4/10/25 12:30 PM", "06 Feb, 06:19", "14:05", "3 days ago"],
    )
    value: str | None = Field(
        None,
        description="the same in ISO 8601, as precise as it stands: local time, unless it ends with an offset; without "
        "a year `--MM-DD` (`--year` gives one), without a date `T14:05`; null where nothing proves the order of day "
        "and month, and for `3 days ago`",
        examples=["2025-04-10T12:30", "2025-04-10T12:30:05", "--02-06T06:19", "T14:05"],
    )
    unix: int | None = Field(
        None, description="seconds since 1970, UTC, where the input states them exactly", examples=[1744273800]
    )

    @property
    def time(self) -> datetime | None:
        """`value` as a `datetime`, where it has day, month, year and time; else None.

        It has a zone only if `value` ends with an offset.
        """
        if self.value is None or "T" not in self.value:
            return None
        try:
            return datetime.fromisoformat(self.value)
        except ValueError:  # without a year or a date
            return None


class Entity(Model):
    """A part of the text that Telegram marks or links."""

    type: str = Field(
        description="in the words of Telegram Desktop's exports",
        examples=["bold", "text_link", "mention", "blockquote", "custom_emoji"],
    )
    start: int = Field(ge=0, description="first character within `text`, from 0, in code points", examples=[0])
    end: int = Field(ge=0, description="after its last character", examples=[9])
    url: str | None = Field(None, description="of a link, where it leads", examples=["https://example.org/a"])
    language: str | None = Field(None, description="of code, as it stands", examples=["python"])
    user_id: int | None = Field(None, description="of `mention_name`, whom it names", examples=[700001])
    custom_emoji: str | None = Field(
        None, description="its number, or the path of its file", examples=["5300000000000000001", "stickers/a.webp"]
    )
    collapsed: bool | None = Field(None, description="of a quotation, true if it is shown folded", examples=[True])


class Forward(Model):
    """Where a message was forwarded from."""

    name: str | None = Field(
        None, description="as `forwarded_from`; null for a deleted account", examples=["City Weather"]
    )
    url: str | None = Field(None, description="of the original", examples=["https://t.me/cityweather/78"])
    from_id: str | None = Field(
        None, description="of the channel or person; hidden persons have none", examples=["channel1700000002"]
    )
    posted_at: Timestamp | None = Field(None, description="when the original was sent")


class Reply(Model):
    """The message that a post answers, as it is shown."""

    author: str = Field(description="whose message it was", examples=["City News"])
    text: str = Field(
        description='on one line, cut by Telegram with `…`; or *Photo*, *Video*, …; `""` where only the name is left',
        examples=["The bridge is closed…"],
    )
    url: str | None = Field(None, description="of the message", examples=["https://t.me/citynews/4"])


class Attachment(Model):
    """What is attached to a message: a file, a place, a contact and so on."""

    kind: str = Field(
        description="`photo`, `video`, `video-message`, `voice`, `audio`, `animation`, `sticker`, `file`, `location`, "
        "`venue`, `contact`, `game`, `invoice`, `paid-media`, `giveaway`, `giveaway-results`, `checklist` or `call`",
        examples=["photo", "voice"],
    )
    file: str | None = Field(None, description="path within the export", examples=["photos/photo_1.jpg"])
    missing: str | None = Field(
        None,
        description="why the file is not there: `not-included`, `too-large`, `unavailable` or `not-supported`",
        examples=["not-included"],
    )
    name: str | None = Field(None, description="of the file, as it was sent", examples=["timetable.pdf"])
    size: int | None = Field(None, ge=0, description="in bytes", examples=[26424320])
    size_text: str | None = Field(None, description="as it stands, where bytes are not stated", examples=["25.2 MB"])
    mime: str | None = Field(None, description="MIME type", examples=["application/pdf"])
    duration: int | None = Field(None, ge=0, description="in seconds", examples=[31])
    width: int | None = Field(None, ge=0, description="in pixels", examples=[1280])
    height: int | None = Field(None, ge=0, description="in pixels", examples=[720])
    emoji: str | None = Field(None, description="of a sticker", examples=["⚓"])
    title: str | None = Field(
        None, description="of a song, venue, game, invoice or checklist; the name of a contact", examples=["Slow Water"]
    )
    performer: str | None = Field(None, description="of a song", examples=["The Deckhands"])
    description: str | None = Field(None, description="of a game or invoice", examples=["All lines"])
    address: str | None = Field(None, description="of a venue", examples=["Lake Road 1"])
    latitude: float | None = Field(None, description="in degrees", examples=[47.070714])
    longitude: float | None = Field(None, description="in degrees", examples=[15.439504])
    phone: str | None = Field(None, description="of a contact", examples=["+43 660 0000000"])
    amount: int | None = Field(None, description="of an invoice, in the smallest unit of its currency", examples=[9900])
    currency: str | None = Field(None, description="ISO 4217 code", examples=["EUR"])
    stars: int | None = Field(None, ge=0, description="the price of paid media, or the prize", examples=[50])
    items: tuple[str, ...] = Field((), description="of a checklist", examples=[["Paint the hull"]])
    url: str | None = Field(
        None, description="of a game, or of the file on a page's server", examples=["https://t.me/rowbot?game=row"]
    )
    spoiler: bool | None = Field(None, description="true if it is covered until it is clicked", examples=[True])


class PollOption(Model):
    """One answer of a poll."""

    text: str = Field(description="as it stands", examples=["Yes"])
    percent: int | None = Field(
        None, ge=0, description="share of the votes, in percent, where it is shown", examples=[58]
    )
    votes: int | None = Field(None, ge=0, description="how many chose it, where it is stated", examples=[4])


class Poll(Model):
    """A poll or quiz."""

    question: str = Field(description="as it stands", examples=["Tea or coffee?"])
    type: str | None = Field(
        None,
        description="as it stands; null in forms that have no word for it",
        examples=["Anonymous Poll", "Anonymous Quiz", "Final Results"],
    )
    closed: bool | None = Field(
        None, description="whether nobody can vote any more; null if nothing says", examples=[True]
    )
    options: tuple[PollOption, ...] = Field(
        description="in order", examples=[[{"text": "Tea", "percent": 58}, {"text": "Coffee", "percent": 42}]]
    )
    voters: int | None = Field(
        None, ge=0, description="how many voted, where it is stated; of `1.4K` it is 1400", examples=[1400]
    )


class Preview(Model):
    """The preview of a linked page."""

    url: str | None = Field(None, description="of the page", examples=["https://example.org/season"])
    site: str | None = Field(None, description="as it stands", examples=["YouTube"])
    title: str | None = Field(None, description="of the page", examples=["The ballroom shines again"])
    description: str | None = Field(
        None, description="lines joined by `\\n`", examples=["Pictures of the largest room."]
    )


class Document(Model):
    """A file."""

    name: str = Field(description="as it stands", examples=["timetable.pdf"])
    size: str = Field(description='as it stands; `""` where the dump has none', examples=["25.2 MB"])


class Reaction(Model):
    """A reaction and how often it was given."""

    kind: Literal["emoji", "custom_emoji", "paid"] | None = Field(
        None, description="null where its glyph is lost, and with it the kind", examples=["emoji"]
    )
    emoji: str | None = Field(
        None, description="null for paid and custom ones, whose glyph a dump has lost", examples=["❤", None]
    )
    custom_emoji: str | None = Field(None, description="as in `entities`", examples=["5300000000000000002"])
    count: int = Field(ge=0, description="of `59.9K` it is 59900", examples=[59900])
    text: str = Field(description="the count as it stands", examples=["59.9K"])


class Button(Model):
    """A button below a message."""

    text: str = Field(description="as it stands", examples=["Open"])
    url: str | None = Field(None, description="what it opens", examples=["https://example.org/book"])


class Service(Model):
    """What a service message reports: that a chat was made, a message pinned, …"""

    action: str | None = Field(
        None, description="in the words of Telegram Desktop's exports", examples=["pin_message", "create_channel"]
    )
    title: str | None = Field(None, description="the new title", examples=["City News"])
    message_id: int | None = Field(
        None, description="number of the message that it is about, such as the one that was pinned", examples=[4]
    )
    duration: int | None = Field(None, ge=0, description="of a call, in seconds", examples=[2640])
    members: tuple[str, ...] = Field((), description="who joined or left, by name", examples=[["Anna Berg"]])
    details: str | None = Field(
        None, description="all else that the export says of the action, as JSON", examples=['{"boosts":1}']
    )
