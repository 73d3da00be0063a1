"""What Telegram itself says about a message, as frozen pydantic models: parts of `models.Post`.

A missing value is better than a wrong one: what a dump or export does not say is None or empty.
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

    title: str | None = Field(None, description="name of the chat, as written", examples=["City News"])
    username: str | None = Field(
        None, description="name used in addresses, without `@` and `https://t.me/`", examples=["citynews"]
    )
    id: int | None = Field(None, description="number of the chat, without a prefix", examples=[1700000001])
    type: str | None = Field(
        None,
        description="kind of chat, in the words of Telegram Desktop's exports",
        examples=["public_channel", "private_supergroup", "personal_chat"],
    )


class Timestamp(Model):
    """When a message was sent or edited, according to the input."""

    text: str = Field(
        description="the time as written",
        examples=["10.04.2025 12:30", "4/10/25 12:30 PM", "06 Feb, 06:19", "14:05", "3 days ago"],
    )
    value: str | None = Field(
        None,
        description="the time in ISO 8601, as precise as it is written: local time, unless it ends with an offset; "
        "`--MM-DD…` if the year is not known (`--year` gives one), `T14:05` if the date is not known; null if nothing "
        "proves the order of day and month, and for times such as `3 days ago`",
        examples=["2025-04-10T12:30", "2025-04-10T12:30:05", "--02-06T06:19", "T14:05"],
    )
    unix: int | None = Field(
        None, description="seconds since 1970 (UTC), if the input has the exact time", examples=[1744273800]
    )

    @property
    def time(self) -> datetime | None:
        """`value` as a `datetime`; None unless it has day, month, year and time.

        The `datetime` has a zone only if `value` ends with an offset.
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
        description="kind of entity, in the words of Telegram Desktop's exports",
        examples=["bold", "text_link", "mention", "blockquote", "custom_emoji"],
    )
    start: int = Field(ge=0, description="index of its first character in `text`, from 0, in code points", examples=[0])
    end: int = Field(ge=0, description="index after its last character", examples=[9])
    url: str | None = Field(None, description="target of a link", examples=["https://example.org/a"])
    language: str | None = Field(
        None, description="programming language of a code block, as written", examples=["python"]
    )
    user_id: int | None = Field(None, description="of a `mention_name`: id of the user", examples=[700001])
    custom_emoji: str | None = Field(
        None,
        description="number of the emoji, or path of its file",
        examples=["5300000000000000001", "stickers/a.webp"],
    )
    collapsed: bool | None = Field(None, description="of a quotation: true if it is shown collapsed", examples=[True])


class Forward(Model):
    """Where a message was forwarded from."""

    name: str | None = Field(
        None, description="the same as `forwarded_from`; null for a deleted account", examples=["City Weather"]
    )
    url: str | None = Field(None, description="address of the original post", examples=["https://t.me/cityweather/78"])
    from_id: str | None = Field(
        None, description="id of the channel or person; null if the person hides it", examples=["channel1700000002"]
    )
    posted_at: Timestamp | None = Field(None, description="when the original post was sent")


class Reply(Model):
    """The message that a post replies to, as it is shown."""

    author: str = Field(description="author of that message", examples=["City News"])
    text: str = Field(
        description='its text on one line, which Telegram cuts with `…`; or *Photo*, *Video*, …; `""` if only the '
        "author is left",
        examples=["The bridge is closed…"],
    )
    url: str | None = Field(None, description="address of that message", examples=["https://t.me/citynews/4"])


class Attachment(Model):
    """What is attached to a message: a file, a place, a contact and so on."""

    kind: str = Field(
        description="`photo`, `video`, `video-message`, `voice`, `audio`, `animation`, `sticker`, `file`, `location`, "
        "`venue`, `contact`, `game`, `invoice`, `paid-media`, `giveaway`, `giveaway-results`, `checklist` or `call`",
        examples=["photo", "voice"],
    )
    file: str | None = Field(None, description="path of the file in the export", examples=["photos/photo_1.jpg"])
    missing: str | None = Field(
        None,
        description="why the file is not there: `not-included`, `too-large`, `unavailable` or `not-supported`",
        examples=["not-included"],
    )
    name: str | None = Field(None, description="name of the file, as it was sent", examples=["timetable.pdf"])
    size: int | None = Field(None, ge=0, description="size in bytes", examples=[26424320])
    size_text: str | None = Field(
        None, description="size as written, if the input does not give it in bytes", examples=["25.2 MB"]
    )
    mime: str | None = Field(None, description="MIME type", examples=["application/pdf"])
    duration: int | None = Field(None, ge=0, description="length in seconds", examples=[31])
    width: int | None = Field(None, ge=0, description="width in pixels", examples=[1280])
    height: int | None = Field(None, ge=0, description="height in pixels", examples=[720])
    emoji: str | None = Field(None, description="emoji of a sticker", examples=["⚓"])
    title: str | None = Field(
        None,
        description="title of a song, venue, game, invoice or checklist; name of a contact",
        examples=["Slow Water"],
    )
    performer: str | None = Field(None, description="performer of a song", examples=["The Deckhands"])
    description: str | None = Field(None, description="description of a game or invoice", examples=["All lines"])
    address: str | None = Field(None, description="address of a venue", examples=["Lake Road 1"])
    latitude: float | None = Field(None, description="latitude in degrees", examples=[47.070714])
    longitude: float | None = Field(None, description="longitude in degrees", examples=[15.439504])
    phone: str | None = Field(None, description="phone number of a contact", examples=["+43 660 0000000"])
    amount: int | None = Field(
        None, description="amount of an invoice, in the smallest unit of its currency", examples=[9900]
    )
    currency: str | None = Field(None, description="ISO 4217 code of the currency", examples=["EUR"])
    stars: int | None = Field(
        None, ge=0, description="price of paid media, or prize of a giveaway, in stars", examples=[50]
    )
    items: tuple[str, ...] = Field((), description="items of a checklist", examples=[["Paint the hull"]])
    url: str | None = Field(
        None,
        description="address of a game, or of the file on the server of the page",
        examples=["https://t.me/rowbot?game=row"],
    )
    spoiler: bool | None = Field(None, description="true if it is hidden until it is clicked", examples=[True])


class PollOption(Model):
    """One answer of a poll."""

    text: str = Field(description="text of the answer", examples=["Yes"])
    percent: int | None = Field(
        None, ge=0, description="share of the votes in percent, if the input has it", examples=[58]
    )
    votes: int | None = Field(None, ge=0, description="number of votes, if the input has it", examples=[4])


class Poll(Model):
    """A poll or quiz."""

    question: str = Field(description="text of the question", examples=["Tea or coffee?"])
    type: str | None = Field(
        None,
        description="kind of poll, as written; null if the input does not name it",
        examples=["Anonymous Poll", "Anonymous Quiz", "Final Results"],
    )
    closed: bool | None = Field(
        None, description="true if voting has ended; null if the input does not say", examples=[True]
    )
    options: tuple[PollOption, ...] = Field(
        description="the answers, in order",
        examples=[[{"text": "Tea", "percent": 58}, {"text": "Coffee", "percent": 42}]],
    )
    voters: int | None = Field(
        None, ge=0, description="number of voters, if the input has it; 1400 for `1.4K`", examples=[1400]
    )


class Preview(Model):
    """The preview of a linked page."""

    url: str | None = Field(None, description="address of the page", examples=["https://example.org/season"])
    site: str | None = Field(None, description="name of the site, as written", examples=["YouTube"])
    title: str | None = Field(None, description="title of the page", examples=["The ballroom shines again"])
    description: str | None = Field(
        None, description="description of the page, lines joined by `\\n`", examples=["Pictures of the largest room."]
    )


class Document(Model):
    """A file that the input only names."""

    name: str = Field(description="name of the file, as written", examples=["timetable.pdf"])
    size: str = Field(description='size of the file, as written; `""` if the input has none', examples=["25.2 MB"])


class Reaction(Model):
    """A reaction and how often it was given."""

    kind: Literal["emoji", "custom_emoji", "paid"] | None = Field(
        None,
        description="kind of reaction; null if its emoji is lost, so that the kind is not known",
        examples=["emoji"],
    )
    emoji: str | None = Field(
        None,
        description="the emoji; null for paid and custom reactions, whose emoji is lost in dumps",
        examples=["❤", None],
    )
    custom_emoji: str | None = Field(
        None, description="number or path of a custom emoji, as in `entities`", examples=["5300000000000000002"]
    )
    count: int = Field(ge=0, description="how often it was given; 59900 for `59.9K`", examples=[59900])
    text: str = Field(description="the count as written", examples=["59.9K"])


class Button(Model):
    """A button below a message."""

    text: str = Field(description="text on the button", examples=["Open"])
    url: str | None = Field(None, description="address that it opens", examples=["https://example.org/book"])


class Service(Model):
    """What a service message reports, such as that a chat was created or a message pinned."""

    action: str | None = Field(
        None,
        description="what happened, in the words of Telegram Desktop's exports",
        examples=["pin_message", "create_channel"],
    )
    title: str | None = Field(None, description="new title of the chat", examples=["City News"])
    message_id: int | None = Field(
        None, description="id of the message that it is about, such as the pinned one", examples=[4]
    )
    duration: int | None = Field(None, ge=0, description="length of a call, in seconds", examples=[2640])
    members: tuple[str, ...] = Field((), description="names of the people who joined or left", examples=[["Anna Berg"]])
    details: str | None = Field(
        None, description="everything else that the export says about the action, as JSON", examples=['{"boosts":1}']
    )
