"""The whole pipeline on one page: lines, formats or segmentation, then joining, then records. Start reading here."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from .errors import DumpError
from .exports.albums import joined_albums
from .exports.base import SharedForm
from .exports.detection import export_form
from .exports.drafts import items_of_export
from .exports.message import ExportGap, ExportMessage, ExportRows
from .exports.permalinks import with_permalinks
from .exports.recoded import recoded
from .formats.base import Context
from .formats.detection import read
from .formats.marked_up import search_marked
from .lines.content import Content
from .lines.reader import Line, Source, lines_of_bytes, lines_of_content, open_source
from .options import Options
from .records.builder import Found, found_values
from .records.line_roles import Lines, Piece
from .records.rows import Row, row
from .records.values import GapValues, Values
from .segmentation.draft import Draft
from .segmentation.joining import joined
from .segmentation.state_machine import Role
from .segmentation.stream import Search, drafts
from .vocabulary import Albums

# What makes models is imported where they are asked for: rows of JSON, which most commands write, need none.
if TYPE_CHECKING:
    from .dump import Dump
    from .models import Gap, Post
    from .records.defects import Defect


def stream(source: Source, options: Options) -> Iterator[Post | Gap]:
    """Like `iter_items`; what is read once for many dumps, such as a table of markers, is in the options."""
    with open_source(source) as (file, name):
        yield from items(Content(file, name), replace(options, file=name))


Share = Callable[[SharedForm, Content, Options], Iterator[ExportMessage | ExportGap | ExportRows]]
"""Reads an export, as `ExportForm.read` does, with the help of other processes."""


def stream_values(
    source: Source, options: Options, search: Search = drafts, share: Share | None = None
) -> Iterator[Values | GapValues | ExportRows]:
    """Likewise, without models, and without the option `strict`.

    Args:
        source: as for `iter_items`.
        options: how it is read.
        search: what finds the posts of lines that do not mark them.
        share: reads an export with the help of other processes; rows that they have made come as `ExportRows`.
    """
    with open_source(source) as (file, name):
        content, options = Content(file, name), replace(options, file=name)
        messages = None if share is None else _shared(content, options, share)
        yield from found_values(messages or split(content, options, search), options)


def _shared(content: Content, options: Options, share: Share) -> Iterator[Found | ExportRows] | None:
    """The items of an export that several processes read; None if it is none, or its messages depend on each other."""
    if options.dialect is not None or options.albums is not Albums.SINGLE or options.channel is not None:
        return None
    export = None if recoded(content, options.encoding) is not None else export_form(content, options.form)
    if not isinstance(export, SharedForm):
        return None
    return items_of_export(share(export, content, options), export.form, content, lambda _: ())


def stream_rows(source: Source, options: Options) -> Iterator[Row]:
    """The rows of the posts."""
    return (row(found) for found in stream_values(source, options) if isinstance(found, dict))


def dump(content: Content, options: Options) -> Dump:
    """A whole dump in memory, with what `Dump.explain` needs of its lines."""
    from .dump import Dump
    from .models import Post

    posts: list[Post] = []
    gaps: list[Gap] = []
    kept = Lines()
    for item in items(content, options, kept.passing):
        if isinstance(item, Post):
            posts.append(item)
        else:
            gaps.append(item)
    return Dump(posts, gaps, options.file, kept)


def items(
    content: Content | Iterable[Line], options: Options, watch: Callable[[Iterable[Found]], Iterator[Found]] = iter
) -> Iterator[Post | Gap]:
    """The posts and gaps of a dump or export, in its order; memory stays flat.

    Args:
        content: of which nothing has been read yet; or the numbered lines of a dump.
        options: how it is read.
        watch: gives the same drafts, and may look at each.

    Raises:
        DumpError: with the option `strict`, at the first defect.
    """
    from .records.typed import typed

    return map(typed, values(content, options, watch))


def values(
    content: Content | Iterable[Line],
    options: Options,
    watch: Callable[[Iterable[Found]], Iterator[Found]] = iter,
    search: Search = drafts,
) -> Iterator[Values | GapValues]:
    """Like `items`, without models."""
    found = found_values(watch(split(content, options, search)), options)
    return _refusing(found, options.file) if options.strict else found


def _refusing(found: Iterable[Values | GapValues], file: str | None) -> Iterator[Values | GapValues]:
    for one in found:
        refuse(one["defects"] if isinstance(one, dict) else one.defects, file)
        yield one


def split(content: Content | Iterable[Line], options: Options, search: Search = drafts) -> Iterator[Found]:
    """The drafts of a dump, or the messages of an export.

    Where the dialect is given it is a dump, and no other format is tried; links and Markdown are still known.
    """
    if isinstance(content, Content):
        export = None
        if options.dialect is None:
            stated = recoded(content, options.encoding) or content
            export = export_form(stated, options.form)
        if export is not None:
            read_dump = partial(_drafts_of_bytes, options=options)
            messages = export.read(stated)
            if options.albums is Albums.JOIN:
                messages = joined_albums(messages)
            if options.channel is not None:
                messages = with_permalinks(messages, options.channel)
            return items_of_export(messages, export.form, stated, read_dump)
        if content.is_folder:
            raise DumpError("is a folder; name the files in it", file=content.name)
        content = lines_of_content(content, options.encoding)
    return _drafts_of_lines(content, options, search)


def _drafts_of_bytes(data: bytes, options: Options) -> Iterator[Draft]:
    return _drafts_of_lines(lines_of_bytes(data, encoding=options.encoding), options)


def _drafts_of_lines(lines: Iterable[Line], options: Options, search: Search = drafts) -> Iterator[Draft]:
    if options.dialect is None:
        found = read(lines, Context(options.date_order, options.year), search=search)
    else:
        found = search_marked(lines, None, search, options.dialect)
    return joined(found, options.min_confidence) if options.min_confidence else found


def refuse(defects: list[Defect], file: str | None) -> None:
    """What the option `strict` does with the defects of a post or gap.

    Raises:
        DumpError: there is one; it names the first.
    """
    if defects:
        first = defects[0]
        raise DumpError(f"{first['code']}: {first['message']}", file=file, line=first["line"])


def annotated(content: Content | Iterable[Line], options: Options) -> Iterator[Piece]:
    """The posts and gaps of a dump or export with their lines and roles, in its order; memory stays flat."""
    from .models import Gap

    passed: deque[Found] = deque()

    def keep(drafts: Iterable[Found]) -> Iterator[Found]:
        number = 0
        for draft in drafts:
            first = draft.lines[0]
            if draft.gap != "blank" and not (first.is_fragment and first.number == number):
                passed.append(draft)
            number = draft.lines[-1].number
            yield draft

    for item in items(content, replace(options, strict=False), keep):
        read: list[tuple[Line, Role]] = []
        span = item if isinstance(item, Gap) else item.source
        end, document = span.end_byte, span.document
        # A post is one draft. A gap may be several.
        while passed and _document(passed[0]) == document and passed[0].lines[-1].end_byte <= end:
            draft = passed.popleft()
            read += zip(draft.lines, draft.roles, strict=True)
        yield Piece(item, read)


def _document(draft: Found) -> str | None:
    if not isinstance(draft, Draft):
        return draft.document
    return None if draft.place is None else draft.place.document
