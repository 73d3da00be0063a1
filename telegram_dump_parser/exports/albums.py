"""Joins the messages of an album, as pages of t.me show it: one post with several pictures.

Exports of Telegram Desktop have a message for each picture, and nothing says which belong together. Joined are messages
of one author, second and origin, with ids that follow one another, of which only the first has a text: likely an album,
but no more than that. So it is done only where it is asked for, and says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from .message import ExportGap, ExportMessage, ExportText

EVIDENCE: Final = "same-second"
CONFIDENCE: Final = 0.9
"""Of joined albums; not measured on real ones, which no export marks."""

_MOST: Final = 10  # pictures that an album can have
_MIXED: Final = frozenset(("photo", "video"))  # kinds that may be in one album; others only with their like
_ALIKE: Final = frozenset(("file", "audio"))

Item = ExportMessage | ExportGap | ExportText


def joined_albums(items: Iterable[Item]) -> Iterator[Item]:
    """The items of an export with likely albums as one message each; spans go on covering each byte once."""
    run: list[ExportMessage] = []
    between: ExportGap | None = None  # after the run: white space and a comma
    for item in items:
        if isinstance(item, ExportMessage):
            if run and _goes_on(run, item):
                run.append(item)
                between = None
                continue
        elif isinstance(item, ExportGap) and item.reason == "blank" and run and between is None:
            between = item
            continue
        yield from _ended(run, between)
        run, between = [], None
        if isinstance(item, ExportMessage) and _may_be_in_album(item):
            run = [item]
        else:
            yield item
    yield from _ended(run, between)


def _may_be_in_album(message: ExportMessage) -> bool:
    media = message.attachments
    known = len(media) == 1 and media[0]["kind"] in _MIXED | _ALIKE
    return known and message.kind == "message" and not message.album and None not in (message.id, message.posted_at)


def _goes_on(run: list[ExportMessage], message: ExportMessage) -> bool:
    last = run[-1]
    if len(run) == _MOST or message.text or not _may_be_in_album(message) or message.id != (last.id or 0) + 1:
        return False
    kinds = {last.attachments[0]["kind"], message.attachments[0]["kind"]}
    return (kinds <= _MIXED or len(kinds) == 1) and _origin(last) == _origin(message)


def _origin(message: ExportMessage) -> tuple[object, ...]:
    """What all messages of an album have alike."""
    return (
        *(message.chat, message.author, message.author_id, message.signature, message.posted_at, message.forward),
        *(message.reply_to_id, message.via_bot, message.document),
    )


def _ended(run: list[ExportMessage], between: ExportGap | None) -> Iterator[Item]:
    if len(run) > 1:
        first, last = run[0], run[-1]
        edited = [message for message in run if message.edited]
        yield replace(
            first,
            last_line=last.last_line,
            end_byte=last.end_byte,
            joined_by=EVIDENCE,
            confidence=CONFIDENCE,
            album=tuple(message.id for message in run if message.id is not None),
            attachments=[one for message in run for one in message.attachments],
            edited=bool(edited) if first.edited is not None else None,
            edited_at=edited[-1].edited_at if edited else None,
            reactions=next((message.reactions for message in run if message.reactions), []),
            buttons=next((message.buttons for message in run if message.buttons), []),
            defects=[
                replace(defect, line=defect.line or message.first_line) for message in run for defect in message.defects
            ],
        )
    else:
        yield from run
    if between is not None:
        yield between
