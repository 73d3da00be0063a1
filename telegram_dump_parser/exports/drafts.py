"""The messages of an export, and the drafts of the dumps that are in it, in order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import overload

from ..errors import DumpError
from ..lines.content import Content
from ..segmentation.draft import Draft, Place
from ..vocabulary import Form
from .message import ExportDefect, ExportGap, ExportMessage, ExportRows, ExportText
from .recoded import Recoded


@overload
def items_of_export(
    items: Iterable[ExportMessage | ExportGap | ExportText],
    form: Form,
    content: Content,
    drafts_of_text: Callable[[bytes], Iterable[Draft]],
) -> Iterator[Draft | ExportMessage | ExportGap]: ...


@overload
def items_of_export(
    items: Iterable[ExportMessage | ExportGap | ExportText | ExportRows],
    form: Form,
    content: Content,
    drafts_of_text: Callable[[bytes], Iterable[Draft]],
) -> Iterator[Draft | ExportMessage | ExportGap | ExportRows]: ...


def items_of_export(
    items: Iterable[ExportMessage | ExportGap | ExportText | ExportRows],
    form: Form,
    content: Content,
    drafts_of_text: Callable[[bytes], Iterable[Draft]],
) -> Iterator[Draft | ExportMessage | ExportGap | ExportRows]:
    """An export's messages and gaps, with their form, and the drafts of its texts, in order.

    Args:
        items: of the export.
        form: which it is.
        content: that it is read from; where it is an archive that breaks off, the last item says so.
        drafts_of_text: reads a dump that is a document of the export.
    """
    wide = content if isinstance(content, Recoded) else None
    last: Draft | ExportMessage | ExportGap | ExportRows | None = None
    for item in items:
        if last is not None:
            yield last
        if not isinstance(item, ExportText):
            item.form = form
            if wide is not None and item.document is None and not isinstance(item, ExportRows):
                item.first_byte, item.end_byte = wide.place(item.first_byte), wide.place(item.end_byte)
            last = item
            continue
        last = None
        for found in _of_text(item, form, drafts_of_text):
            if last is not None:
                yield last
            last = found
    if last is not None:
        if content.fault is not None:
            if isinstance(last, Draft):
                last.lines[-1] = last.lines[-1]._replace(fault=content.fault)
            elif not isinstance(last, ExportRows):  # which are never the last
                last.fault = content.fault
        yield last


def _of_text(
    text: ExportText, form: Form, drafts_of_text: Callable[[bytes], Iterable[Draft]]
) -> Iterator[Draft | ExportGap]:
    end = 0
    try:
        for draft in drafts_of_text(text.data):
            end = draft.lines[-1].end_byte
            draft.place = Place(form, text.document, text.document_url)
            yield draft
    except DumpError as error:  # such as UTF-16 without a mark: other documents can be read
        defect = ExportDefect("unreadable-document", error.message)
        gap = ExportGap(1, 1, end, len(text.data), "other-document", text.document, text.document_url, [defect])
        gap.form = form
        yield gap
