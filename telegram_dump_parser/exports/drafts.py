"""Messages of exports as drafts, so that the values of their texts are found by the code that reads dumps."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import repeat
from operator import attrgetter
from typing import Any, Final

from ..errors import DumpError
from ..lines.content import Content
from ..lines.reader import Line
from ..segmentation.draft import Draft, Place
from ..segmentation.state_machine import Role
from ..vocabulary import Form
from .message import ExportDefect, ExportGap, ExportMessage, ExportText

# Fields that a message and a post have alike.
_SAME: Final = (
    "id",
    "url",
    "chat",
    "album",
    "entities",
    "author",
    "author_id",
    "signature",
    "via_bot",
    "posted_at",
    "edited",
    "edited_at",
    "views",
    "views_text",
    "forward",
    "reply_to",
    "reply_to_id",
    "attachments",
    "poll",
    "preview",
    "buttons",
    "notices",
    "service",
)


_new_line: Final = partial(tuple.__new__, Line)
_same_values: Final = attrgetter(*_SAME)


def drafts_of_export(
    items: Iterable[ExportMessage | ExportGap | ExportText],
    form: Form,
    content: Content,
    drafts_of_text: Callable[[bytes], Iterable[Draft]],
) -> Iterator[Draft]:
    """The drafts of an export's messages and gaps, in order.

    Args:
        items: of the export.
        form: which it is.
        content: that it is read from; where it is an archive that breaks off, the last draft says so.
        drafts_of_text: reads a dump that is a document of the export.
    """
    last: Draft | None = None
    for item in items:
        if isinstance(item, ExportText):
            found = _of_text(item, form, drafts_of_text)
        else:
            found = iter((_gap(item, form) if isinstance(item, ExportGap) else _post(item, form),))
        for draft in found:
            if last is not None:
                yield last
            last = draft
    if last is not None:
        if content.fault is not None:
            last.lines[-1] = last.lines[-1]._replace(fault=content.fault)
        yield last


def _gap(gap: ExportGap, form: Form) -> Draft:
    place = _place(gap, form)
    line = Line("", gap.first_line, gap.first_byte, gap.end_byte, False, False)
    return Draft([line], [Role.GAP], gap=gap.reason, place=place, problems=_problems(gap.defects, place))


def _post(message: ExportMessage, form: Form) -> Draft:
    place = _place(message, form)
    texts = message.text.split("\n")
    return Draft(
        list(map(_new_line, zip(texts, *map(repeat, (*place[:1], *place[2:4], False, False, None)), strict=False))),
        [Role.TEXT] * len(texts),
        text=list(range(len(texts))) if message.text else [],
        form=form,
        evidence=message.evidence,
        values=_values(message),
        place=place,
        problems=_problems(message.defects, place),
        joined_by=message.joined_by,
        stated_confidence=message.confidence,
    )


def _of_text(text: ExportText, form: Form, drafts_of_text: Callable[[bytes], Iterable[Draft]]) -> Iterator[Draft]:
    end = 0
    try:
        for draft in drafts_of_text(text.data):
            first, last = draft.lines[0], draft.lines[-1]
            end = last.end_byte
            draft.place = Place(
                first.number, last.number, first.first_byte, end, form, text.document, text.document_url
            )
            yield draft
    except DumpError as error:  # such as UTF-16 without a mark: other documents can be read
        defect = ExportDefect("unreadable-document", error.message)
        gap = ExportGap(1, 1, end, len(text.data), "other-document", text.document, text.document_url, [defect])
        yield _gap(gap, form)


def _place(item: ExportMessage | ExportGap, form: Form) -> Place:
    return Place(
        item.first_line, item.last_line, item.first_byte, item.end_byte, form, item.document, item.document_url
    )


def _problems(defects: list[ExportDefect], place: Place) -> tuple[tuple[str, int, str], ...]:
    if not defects:
        return ()
    return tuple((defect.code, defect.line or place.first_line, defect.message) for defect in defects)


def _values(message: ExportMessage) -> dict[str, Any]:
    """What is not read off the text, by the names of `models.Post`; what is not known is left out."""
    values = {
        name: value
        for name, value in zip(_SAME, _same_values(message), strict=True)
        if value or value is False or value == 0
    }
    values["kind"] = message.kind
    if message.forward is not None:
        values["forwarded_from"] = message.forward.get("name")
    if message.reactions:
        values["reactions"] = [{"text": str(reaction["count"]), **reaction} for reaction in message.reactions]
    files = [file for file in message.attachments if file["kind"] == "file" and file.get("name") is not None]
    if files:
        values["documents"] = [{"name": file["name"], "size": file.get("size_text") or ""} for file in files]
    return values
