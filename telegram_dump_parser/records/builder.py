"""From drafts to the values of posts: every value is read from the lines whose role names it.

The state machine has decided what each line is, so no value is searched for across lines. Only the year of a date
without a year needs more than its post: such posts wait until the dates nearby are known.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from functools import lru_cache, partial
from typing import Any, Final, overload

from ..exports.message import ExportGap, ExportMessage, ExportRows
from ..options import Options
from ..segmentation.draft import Draft, Place
from ..segmentation.state_machine import Role
from ..text.dates import parse_date
from ..text.entities import find_entities
from ..vocabulary import Dialect
from .defects import defect, defects_of, glued, line_of, may_be_glued, too_long, units_over_limit
from .evidence import boundary
from .marked_lines import NOTHING_MARKED, read_marked_lines
from .parts import TEXT_ROLES, values_of_joined, values_of_lines
from .rows import completed, empty_row
from .stated import stated_gap, stated_values
from .values import GapValues, Values
from .years import WINDOW, UndatedYear, YearWindow, posting_day, stated_years, undated_year

_CURRENT: Final = Dialect.CURRENT  # members of an enumeration are slow to get
_LOOKED_AT: Final[tuple[str, ...]] = ("language", "location", "date")  # by `read_marked_lines`
_NO_PLACE: Final = Place("text")  # of a dump that is a file of its own
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
    forgotten = 0  # the place up to which dates are forgotten
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
                texts = [line[0] for line in draft.lines]  # `text`, which compiled code finds sooner by its place
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
    """Whether that year has the days of a post's date: of a 29 February, a year nearby may be another one."""
    found = parse_date(values["date"]["text"], language=values.get("language"), year=year)
    return found is not None and found[0] is not None


def _values(
    draft: Draft, every: list[str], begin: int, index: int, options: Options
) -> tuple[Values, UndatedYear | None]:
    lines, known = draft.lines, draft.values
    order: list[int] | None = draft.text
    if draft.own_text is not None:
        text, order = draft.own_text, None
        texts = text.split("\n") if text else []
    else:
        texts = [every[i] for i in draft.text]
        if draft.joined or draft.dialect is _CURRENT:
            for at in _after_videos(draft):
                texts[at] = texts[at].lstrip(" ")
        text = "\n".join(texts)
    values = empty_row()
    values["index"] = index
    values["source"] = _source(draft, options)
    values["text"] = text
    values["headline"] = texts[0] if texts else ""
    if known is None or "urls" not in known:
        values["hashtags"], values["mentions"], values["urls"], values["emails"] = find_entities(text)
    values["echo"] = _echo(draft.echo, draft.echo_lines)
    texts_read, roles = draft.read or (every, draft.roles)
    if not draft.complete and not TEXT_ROLES.issuperset(roles):
        if draft.joined:
            _add(values, values_of_joined(draft.joined))
        else:
            read = values_of_lines(texts_read, roles)
            values["reactions"] = read.pop("reactions", values["reactions"])  # each is whole as it is made
            _add(values, read)
    if draft.head is not None:
        values["author"] = draft.head.author
        values["posted_at"] = completed("posted_at", {"text": draft.head.time, "value": draft.head.value})
    if known is not None:
        _add(values, known)
    if options.language is not None:
        values["language"] = options.language(text)
    defects = defects_of(draft)  # what the whole file looks like first, and then of what length it is
    dated: UndatedYear | None = None
    marked = NOTHING_MARKED
    if not text.isascii():  # as no emoji is
        found: Values = {} if known is None else {name: known[name] for name in _LOOKED_AT if name in known}
        if options.language is not None:
            found["language"] = values["language"]
        marked = read_marked_lines(found, text, texts, options)
        if marked is not NOTHING_MARKED:
            values["markers"] = found.pop("markers")  # likewise
            _add(values, found)
            if marked.undated is not None:
                dated = undated_year(every, order, marked.undated, begin, text)
            if marked.problems:
                numbers = [lines[order[at] if order else 0].number for at, _, _ in marked.problems]
                of_text = [defect(code, n, what) for n, (_, code, what) in zip(numbers, marked.problems, strict=True)]
                defects = of_text + defects
    units = units_over_limit(text)
    if units:
        defects.append(too_long(units, lines[order[0] if order else 0].number))
    values["boundary"] = boundary(draft, marked=marked.at_first, too_long=units > 0)
    if may_be_glued(text, texts):
        numbers = [lines[i].number for i in order] if order is not None else [lines[0].number] * len(texts)
        defects += glued(texts, numbers)
    if len(defects) > 1:
        defects.sort(key=line_of)
    values["defects"] = defects
    return values, dated


def _add(values: Values, found: dict[str, Any]) -> None:
    """Add what was found to a row, with all fields of its parts."""
    for name, value in found.items():
        values[name] = completed(name, value)


def _source(draft: Draft, options: Options) -> dict[str, Any]:
    first, last, place = draft.lines[0], draft.lines[-1], draft.place
    form, document, url = _NO_PLACE if place is None else place
    return {  # all fields in their order, so that nothing is to be completed
        "file": options.file,
        "first_line": first.number,
        "last_line": last.number,
        "first_byte": first.first_byte,
        "end_byte": last.end_byte,
        "dialect": draft.form or draft.dialect,
        "form": form,
        "document": options.document if document is None else document,
        "row": options.row,
        "url": options.url if url is None else url,
    }


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
