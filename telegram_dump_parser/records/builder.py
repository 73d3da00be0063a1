"""From drafts to the values of posts: every value is read off the lines whose role names it.

The state machine has decided what each line is; here nothing is searched for across lines. The one value that needs
more than its post is the year of a date that states none: posts wait until the dates within reach are known.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from functools import lru_cache, partial
from typing import Any, overload

from ..exports.message import ExportGap, ExportMessage, ExportRows
from ..options import Options
from ..segmentation.draft import Draft
from ..segmentation.state_machine import Role
from ..text.dates import parse_date
from ..text.entities import NO_ENTITIES, find_entities
from ..vocabulary import Dialect
from .defects import defect, defects_of, glued, line_of, may_be_glued, too_long, units_over_limit
from .evidence import boundary
from .marked_lines import read_marked_lines
from .parts import TEXT_ROLES, values_of_joined, values_of_lines
from .stated import stated_gap, stated_values
from .values import GapValues, Values
from .years import WINDOW, UndatedYear, YearWindow, posting_day, stated_years, undated_year

Found = Draft | ExportMessage | ExportGap
"""A post or gap before its values are read."""


@overload
def found_values(drafts: Iterable[Found], options: Options) -> Iterator[Values | GapValues]: ...


@overload
def found_values(
    drafts: Iterable[Found | ExportRows], options: Options
) -> Iterator[Values | GapValues | ExportRows]: ...


def found_values(drafts: Iterable[Found | ExportRows], options: Options) -> Iterator[Values | GapValues | ExportRows]:
    """The values of posts and gaps, in the order of the dump; `typed` and `rows` make models and rows of them."""
    known = YearWindow(WINDOW)
    forgotten = 0  # up to where, and what lies out of reach of it
    waiting: deque[tuple[int, Values | GapValues | ExportRows, UndatedYear | None]] = deque()
    index = 0
    begin = 0  # of the draft, in characters, a line's end being one: the same for all kinds of line ends
    gap: GapValues | None = None
    for draft in drafts:
        if draft.gap is not None:
            here, end = _gap(draft, begin, options)
            if gap is not None and _goes_on(gap, here):
                # Only the first piece of a long line reports a defect: a gigabyte has a thousand pieces.
                known_here = {(defect["code"], defect["line"]) for defect in gap.defects}
                more = [defect for defect in here.defects if (defect["code"], defect["line"]) not in known_here]
                gap = here._replace(first_line=gap.first_line, first_byte=gap.first_byte, defects=gap.defects + more)
            else:
                if gap is not None:
                    waiting.append((begin, gap, None))
                gap = here
        else:
            if gap is not None:
                if waiting:
                    waiting.append((begin, gap, None))
                else:
                    yield gap
                gap = None
            if isinstance(draft, ExportMessage):
                end = begin + len(draft.text) + 1
                values, dated = stated_values(draft, begin, index, options)
                if posting_day(draft.posted_at) is None:  # else no date asks for the years of its neighbours
                    texts = draft.text.split("\n")
                    known.add_later(end, partial(stated_years, texts, [*range(len(texts))], begin, draft.text))
                elif not waiting and dated is None:  # as nearly always
                    yield values
                    begin = end
                    index += 1
                    continue
                waiting.append((end, values, dated))
                index += 1
            elif isinstance(draft, ExportRows):
                end = begin + draft.size
                draft.index = index
                waiting.append((end, draft, None))
                index += len(draft.rows)
            else:
                texts = [line.text for line in draft.lines]
                end = begin + sum(map(len, texts)) + len(texts)
                values, dated = _values(draft, texts, begin, index, options)
                order = draft.text if draft.own_text is None else None
                known.add_later(end, partial(stated_years, texts, order, begin, values["text"]))
                waiting.append((end, values, dated))
                index += 1
        while waiting and (waiting[0][2] is None or waiting[0][0] + WINDOW <= begin):
            done, found, dated = waiting.popleft()
            yield _dated(found, dated, known)
            if done - forgotten > WINDOW // 8:
                forgotten = done
                known.forget_before(done)
        begin = end
    if gap is not None:
        waiting.append((begin, gap, None))
    for _, found, dated in waiting:
        yield _dated(found, dated, known)


def _gap(draft: Draft | ExportGap, begin: int, options: Options) -> tuple[GapValues, int]:
    """The values of a gap, and where it ends, in characters."""
    if isinstance(draft, ExportGap):
        return stated_gap(draft, options), begin + 1
    first, last, place = draft.lines[0], draft.lines[-1], draft.place
    found = GapValues(
        first_line=first.number,
        last_line=last.number,
        first_byte=first.first_byte,
        end_byte=last.end_byte,
        reason=draft.gap or "",
        document=options.document if place is None else place.document,
        row=options.row,
        defects=list(defects_of(draft)),
    )
    return found, begin + sum([len(line.text) + 1 for line in draft.lines])


def _goes_on(gap: GapValues, after: GapValues) -> bool:
    """Whether a gap is the next piece of the one before it."""
    same = (gap.reason, gap.document) == (after.reason, after.document)
    return same and gap.end_byte == after.first_byte


def _dated(
    found: Values | GapValues | ExportRows, dated: UndatedYear | None, known: YearWindow
) -> Values | GapValues | ExportRows:
    """A post with the year of its date, if the dates nearby show it; anything else as it is."""
    if dated is not None and isinstance(found, dict):
        year = known.year_for(dated.position, dated.own)
        if year is not None and _may_be_in(year, found):
            found["date"] |= {"year": year, "year_source": "dump"}
    return found


def _may_be_in(year: int, values: Values) -> bool:
    """Whether that year has the days of a post's date: of a 29 February, a year near by may be another one."""
    found = parse_date(values["date"]["text"], language=values.get("language"), year=year)
    return found is not None and found[0] is not None


def _values(
    draft: Draft, every: list[str], begin: int, index: int, options: Options
) -> tuple[Values, UndatedYear | None]:
    lines, roles = draft.lines, draft.roles
    order: list[int] | None = draft.text
    if draft.own_text is not None:
        text, order = draft.own_text, None
        texts = text.split("\n") if text else []
    else:
        texts = [every[i] for i in draft.text]
        for at in _after_videos(draft):
            texts[at] = texts[at].lstrip(" ")
        text = "\n".join(texts)
    known = draft.values
    found = find_entities(text) if known is None or "urls" not in known else NO_ENTITIES
    values: Values = {
        "index": index,
        "source": _source(draft, options),
        "text": text,
        "headline": texts[0] if texts else "",
        "hashtags": found.hashtags,
        "mentions": found.mentions,
        "urls": found.urls,
        "emails": found.emails,
        "echo": _echo(draft.echo, draft.echo_lines),
    }
    shown = draft.read or (every, roles)
    if not draft.complete and not TEXT_ROLES.issuperset(shown[1]):
        values.update(values_of_joined(draft.joined) if draft.joined else values_of_lines(*shown))
    if draft.head is not None:
        values["author"] = draft.head.author
        values["posted_at"] = {"text": draft.head.time, "value": draft.head.value}
    if known is not None:
        values.update(known)
    language = options.language(text) if options.language is not None else None
    if language is not None:
        values["language"] = language
    marked = read_marked_lines(values, text, texts, options)
    defects = [defect(code, lines[order[at] if order else 0].number, what) for at, code, what in marked.problems]
    dated = None if marked.undated is None else undated_year(every, order, marked.undated, begin, text)
    defects += defects_of(draft)  # what the whole file looks like first, and then of what length it is
    units = units_over_limit(text)
    if units:
        defects.append(too_long(units, lines[order[0] if order else 0].number))
    values["boundary"] = boundary(draft, marked=marked.at_first, too_long=bool(units))
    if may_be_glued(text):
        numbers = [lines[i].number for i in order] if order is not None else [lines[0].number] * len(texts)
        defects += glued(texts, numbers)
    defects.sort(key=line_of)
    values["defects"] = defects
    return values, dated


def _source(draft: Draft, options: Options) -> dict[str, Any]:
    source = _place(draft, options.file)
    if options.row is not None:
        source["row"] = options.row
    if options.document is not None and source.get("document") is None:
        source["document"] = options.document
    if options.url is not None and source.get("url") is None:
        source["url"] = options.url
    return source


def _place(draft: Draft, file: str | None) -> dict[str, Any]:
    first, last = draft.lines[0], draft.lines[-1]
    place = {
        "file": file,
        "first_line": first.number,
        "last_line": last.number,
        "first_byte": first.first_byte,
        "end_byte": last.end_byte,
        "dialect": draft.form or draft.dialect,
    }
    return place if draft.place is None else {**place, **draft.place._asdict()}


@lru_cache(maxsize=1024)  # the same in most posts, which share them
def _echo(shape: str, lines: int) -> dict[str, Any]:
    return {"shape": shape, "lines": lines}


def _after_videos(draft: Draft) -> Iterator[int]:
    """Which lines of the text have the page's own indent, after a video (docs/dumps.md), that is not the text's."""
    at = 0
    for post in draft.joined or (draft,):
        if post.text and post.dialect is Dialect.CURRENT:
            first = draft.text[at]
            if first and draft.roles[first - 1] is Role.NOTICE:
                yield at
        at += len(post.text)
