"""From messages of exports to rows of posts: what the form states, and what is in the text."""

from __future__ import annotations

from functools import partial
from itertools import compress
from operator import attrgetter
from typing import Any, Final

from ..exports.message import ExportGap, ExportMessage
from ..options import Options
from ..text.entities import find_entities
from .defects import Defect, defect, line_of
from .evidence import stated_boundary
from .marked_lines import NOTHING_MARKED, read_marked_lines
from .rows import completed, completed_list, empty_row
from .values import GapValues
from .years import UndatedYear, nearest_year, posting_day, undated_year

# How many fields `models.Chat` and `models.Timestamp` have: parts with this many are whole, and in order.
_WHOLE_CHAT: Final = 4
_WHOLE_TIME: Final = 3
_LONGEST_TEXT: Final = 1 << 16
"""In characters. Twice what Telegram allows; values of longer texts could take any memory."""
_ECHO: Final = {"shape": "none", "lines": 0}
# Fields that most messages do not have; they have the same names in a post.
_SOMETIMES: Final = (
    "url",
    "album",
    "signature",
    "via_bot",
    "edited_at",
    "views_text",
    "forward",
    "reply_to",
    "poll",
    "preview",
    "reactions",
    "buttons",
    "notices",
    "service",
)
_new_gap: Final = partial(tuple.__new__, GapValues)  # each message has one below it
_sometimes: Final = attrgetter(*_SOMETIMES)
_NONE_OF_THEM: Final = _sometimes(ExportMessage(1, 1, 0, 0, ""))


def stated_values(
    message: ExportMessage, begin: int, index: int, options: Options
) -> tuple[dict[str, Any], UndatedYear | None]:
    """The values of a message, and its date if nothing but the dates nearby can tell its year.

    Args:
        message: the message.
        begin: where its text begins in the dump, in characters.
        index: of the post.
        options: how exports are read.
    """
    text, chat = message.text, message.chat
    values = empty_row()
    values["index"] = index
    values["source"] = {  # all fields in their order, so that nothing is to be completed
        "file": options.file,
        "first_line": message.first_line,
        "last_line": message.last_line,
        "first_byte": message.first_byte,
        "end_byte": message.end_byte,
        "dialect": None,
        "form": message.form,
        "document": message.document or options.document,
        "row": options.row,
        "url": message.document_url or options.url,
    }
    values["kind"] = message.kind
    values["id"] = message.id
    if chat:
        values["chat"] = chat if len(chat) == _WHOLE_CHAT else completed("chat", chat)
    values["text"] = text
    values["author"] = message.author or None
    values["author_id"] = message.author_id or None
    if (posted_at := message.posted_at) is not None:
        values["posted_at"] = posted_at if len(posted_at) == _WHOLE_TIME else completed("posted_at", posted_at)
    values["edited"] = message.edited
    values["views"] = message.views
    values["reply_to_id"] = message.reply_to_id
    values["echo"] = _ECHO
    values["boundary"] = stated_boundary(message.evidence, message.joined_by, message.confidence)
    if files := message.attachments:
        values["attachments"] = completed_list("attachments", files)
        for file in files:
            if file["kind"] == "file" and file.get("name") is not None:
                document = {"name": file["name"], "size": file.get("size_text") or ""}
                values["documents"] = [*values["documents"], document]
    if (sometimes := _sometimes(message)) != _NONE_OF_THEM:
        for name, value in zip(compress(_SOMETIMES, sometimes), filter(None, sometimes), strict=True):
            values[name] = completed(name, value)
        if message.forward is not None:
            values["forwarded_from"] = message.forward.get("name")
        if message.reactions:
            counted = [{"text": str(reaction["count"]), **reaction} for reaction in message.reactions]
            values["reactions"] = completed_list("reactions", counted)
    if message.entities:
        values["entities"] = completed("entities", message.entities)
    dated: UndatedYear | None = None
    defects = _defects(message) if message.defects or message.fault else []
    if len(text) > _LONGEST_TEXT:
        values["headline"] = text.partition("\n")[0]
        what = f"{len(text):,} characters, more than any message has: nothing was looked for in them"
        defects = [defect("too-long", message.first_line, what), *defects]
    elif text:
        dated, of_text = _of_text(values, message, begin, options)
        defects = of_text + defects
    else:
        values["headline"] = ""
    values["defects"] = defects
    return values, dated


def _of_text(
    values: dict[str, Any], message: ExportMessage, begin: int, options: Options
) -> tuple[UndatedYear | None, list[Defect]]:
    """Add what is in the text; the rest as for `stated_values`, and what is wrong with a date."""
    text = message.text
    texts = text.split("\n")
    values["headline"] = texts[0]
    values["hashtags"], values["mentions"], values["urls"], values["emails"] = find_entities(text)
    found: dict[str, Any] = {}
    if options.language is not None and (language := options.language(text)) is not None:
        values["language"] = found["language"] = language
    marked = read_marked_lines(found, text, texts, options)
    if marked is NOTHING_MARKED:
        return None, []
    dated = None if marked.undated is None else _with_year(found, message, texts, marked.undated, begin)
    for name, value in found.items():
        values[name] = completed(name, value)
    return dated, [defect(code, message.first_line, what) for _, code, what in marked.problems]


def _with_year(
    values: dict[str, Any], message: ExportMessage, texts: list[str], line: int, begin: int
) -> UndatedYear | None:
    """Set the year that brings a date nearest to the day of the message; without such a day, ask the dates nearby."""
    posted = posting_day(message.posted_at)
    if posted is None:
        return undated_year(texts, list(range(len(texts))), line, begin, message.text)
    date = values["date"]
    near = nearest_year(posted, date["month"], date["end_day"] or date["day"])
    values["date"] = {**date, "year": near, "year_source": None if near is None else "posted-at"}
    return None


def _defects(item: ExportMessage | ExportGap) -> list[Defect]:
    """The problems of an item, by line."""
    found = [defect(one.code, one.line or item.first_line, one.message) for one in item.defects]
    if item.fault is not None:
        found.append(defect(item.fault.code, item.first_line, f"{item.fault.message}; the dump ends here"))
    if len(found) > 1:
        found.sort(key=line_of)
    return found


def stated_gap(gap: ExportGap, options: Options) -> GapValues:
    """The values of a gap."""
    return _new_gap((
        gap.first_line,
        gap.last_line,
        gap.first_byte,
        gap.end_byte,
        gap.reason,
        gap.document or options.document,
        options.row,
        _defects(gap) if gap.defects or gap.fault else [],
    ))  # fmt: skip
