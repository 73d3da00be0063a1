"""From drafts to typed posts: every value is read off the lines whose role names it.

The state machine has told what each line is; here nothing is searched for across lines. The one value that needs
more than its post is the year of a date that states none: posts wait until the dates within reach are known.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import accumulate
from typing import Any, Final

import regex

from .confidence import boundary
from .drafts import Draft
from .lines.kinds import FORWARD_PREFIXES, GLYPH, NOTICES, LineKind, classify
from .lines.mojibake import mended
from .lines.phrases import phrases
from .machine import Role
from .models import Defect, Echo, Gap, Marker, Post, Reaction
from .options import Options
from .text.dates import full_dates, parse_date
from .text.entities import find_entities
from .text.markers import FIRST_EMOJI, Opened, opened
from .text.markers import Marker as Described
from .text.places import parse_place_line
from .text.quotes import statements
from .text.timestamps import folded
from .vocabulary import Dialect
from .years import WINDOW, YearWindow

_REACTION: Final = regex.compile(rf"({GLYPH}*+) ?([0-9][0-9.]*[KM]?) ?")  # an emoji and its count
# Roles of lines that are the text's, or nobody's.
_OWN: Final = frozenset((Role.TEXT, Role.ECHO, Role.BLANK))
# Of posts that were joined: values of which the whole has those of all, and those that stand above a text, so that only
# the first one's are the whole's. Of any other the whole has the first.
_OF_ALL: Final = frozenset(("notices", "documents", "media"))
_ABOVE: Final = frozenset(("forwarded_from", "reply_to", "views"))
_SCALE: Final = {"K": 1_000, "M": 1_000_000}
_FILE_LABEL: Final = "[ " + str(phrases()["desktop"]["file"])
_REPLY_LABELS: Final = tuple(f"[{prefix}" for prefix in phrases()["desktop"]["reply"])


@dataclass(slots=True)
class _Dated:
    """A date that states no year, and where: what `YearWindow` is asked for once the dump has gone on."""

    position: int
    own: list[tuple[int, int]]


def records(drafts: Iterable[Draft], options: Options) -> Iterator[Post | Gap]:
    """Typed posts and gaps, in the order of the dump."""
    known = YearWindow(WINDOW)
    forgotten = 0  # up to where, and what lies out of reach of it
    waiting: deque[tuple[int, dict[str, Any] | Gap, _Dated | None]] = deque()
    index = 0
    begin = 0  # of the draft, in characters, a line's end being one: the same for all kinds of line ends
    gap: Gap | None = None
    for draft in drafts:
        first, last = draft.lines[0], draft.lines[-1]
        texts = [line.text for line in draft.lines]
        end = begin + sum(map(len, texts)) + len(texts)
        if draft.gap is not None:
            if gap is not None and gap.reason == draft.gap and gap.end_byte == first.first_byte:
                # Of a long line's pieces the first tells: a gigabyte has a thousand.
                told = {(defect.code, defect.line) for defect in gap.defects}
                more = [defect for defect in _defects(draft) if (defect.code, defect.line) not in told]
                update = {"last_line": last.number, "end_byte": last.end_byte, "defects": (*gap.defects, *more)}
                gap = gap.model_copy(update=update)
            else:
                if gap is not None:
                    waiting.append((begin, gap, None))
                gap = Gap(
                    first_line=first.number,
                    last_line=last.number,
                    first_byte=first.first_byte,
                    end_byte=last.end_byte,
                    reason=draft.gap,  # type: ignore[arg-type]
                    defects=tuple(_defects(draft)),
                )
        else:
            if gap is not None:
                waiting.append((begin, gap, None))
                gap = None
            values, dated = _values(draft, texts, begin, index, options)
            known.add_later(end, partial(_stated_years, texts, draft.text, begin, values["text"]))
            waiting.append((end, values, dated))
            index += 1
        while waiting and (waiting[0][2] is None or waiting[0][0] + WINDOW <= begin):
            done, found, dated = waiting.popleft()
            yield found if isinstance(found, Gap) else _finished(found, dated, known)
            if done - forgotten > WINDOW // 8:
                forgotten = done
                known.forget_before(done)
        begin = end
    if gap is not None:
        waiting.append((begin, gap, None))
    for _, found, dated in waiting:
        yield found if isinstance(found, Gap) else _finished(found, dated, known)


def _finished(values: dict[str, Any], dated: _Dated | None, known: YearWindow) -> Post:
    if dated is not None:
        year = known.year_for(dated.position, dated.own)
        if year is not None and _may_be_in(year, values):
            values["date"] |= {"year": year, "year_source": "dump"}
    post: Post = _post(values)
    return post


def _may_be_in(year: int, values: dict[str, Any]) -> bool:
    """Whether that year has the days of a post's date: of a 29 February, a year near by may be another one."""
    found = parse_date(values["date"]["text"], language=values.get("language"), year=year)
    return found is not None and found[0] is not None


def _values(
    draft: Draft, every: list[str], begin: int, index: int, options: Options
) -> tuple[dict[str, Any], _Dated | None]:
    lines, roles, year, table = draft.lines, draft.roles, options.year, options.markers
    first, last = lines[0], lines[-1]
    texts = [every[i] for i in draft.text]
    for at in _behind_videos(draft):
        texts[at] = texts[at].lstrip(" ")
    text = "\n".join(texts)
    found = find_entities(text)
    defects: list[Defect] = []
    values: dict[str, Any] = {
        "index": index,
        "source": {
            "file": options.file,
            "first_line": first.number,
            "last_line": last.number,
            "first_byte": first.first_byte,
            "end_byte": last.end_byte,
            "dialect": draft.form or draft.dialect,
        },
        "text": text,
        "headline": texts[0] if texts else "",
        "hashtags": found.hashtags,
        "mentions": found.mentions,
        "urls": found.urls,
        "emails": found.emails,
        "echo": _echo(draft.echo, draft.echo_lines),
    }
    if not _OWN.issuperset(roles):
        values.update(_parts_joined(draft.joined) if draft.joined else _parts(every, roles))
    if draft.head is not None:
        values["author"] = draft.head.author
        values["posted_at"] = {"text": draft.head.time, "value": draft.head.value}
    language = options.language(text) if options.language is not None else None
    if language is not None:
        values["language"] = language
    markers = []
    openers: list[Opened] = []
    dated: _Dated | None = None
    keycaps = "\u20e3" in text
    for number, line in enumerate(texts):
        if line < FIRST_EMOJI and not (keycaps and "\u20e3" in line[1:3]):
            continue  # most lines begin with a letter
        opener = opened(number, line, table)
        if opener is None:
            continue
        openers.append(opener)
        markers.append(_marker(opener.run[0], opener.marker, number))
        if opener.marker.role not in ("place", "calendar") or "date" in values:
            continue
        place = parse_place_line(line, language=language, markers=table, year=year)
        if place is None:
            continue
        if place.defect is not None:
            defects.append(Defect(code=place.defect[0], line=lines[draft.text[number]].number, message=place.defect[1]))
        if place.place is not None and "location" not in values:
            values["location"] = {"place": place.place, "line": number}
        if place.date is not None:
            stated = place.date.year
            values["date"] = {
                **place.date._asdict(),
                "year": stated or year,
                "year_source": "stated" if stated else "option" if year else None,
                "line": number,
            }
            if not stated and not year:
                dated = _dated(every, draft.text, number, begin, text)
    values["markers"] = markers
    values["boundary"] = boundary(draft, marked=bool(openers) and openers[0].line == 0)
    if openers:
        values.update(statements(texts, openers))
    defects += _defects(draft)
    defects.sort(key=lambda defect: defect.line)
    values["defects"] = defects
    return values, dated


_post: Final = Post.__pydantic_validator__.validate_python  # `Post.model_validate`, a call less a post

# Parts that are the same in most posts. Models are frozen, so posts can share them.


@lru_cache(maxsize=1024)
def _echo(shape: str, lines: int) -> Echo:
    return Echo.model_validate({"shape": shape, "lines": lines})


@lru_cache(maxsize=4096)
def _marker(emoji: str, described: Described, line: int) -> Marker:
    return Marker(emoji=emoji, name=described.name, role=described.role, line=line)


@lru_cache(maxsize=4096)
def _reaction(emoji: str | None, count: str) -> Reaction:
    return Reaction(emoji=emoji, count=_count(count), text=count)


def _dated(every: list[str], order: list[int], line: int, begin: int, text: str) -> _Dated:
    """A date on a line of the text; the rest as for `_stated_years`."""
    position = begin + _offset(every, order[line])
    return _Dated(position, [(at - position, year) for at, year in _stated_years(every, order, begin, text)])


def _behind_videos(draft: Draft) -> Iterator[int]:
    """Which lines of the text have the page's own indent, behind a video (docs/dumps.md), that is not the text's."""
    at = 0
    for post in draft.joined or (draft,):
        if post.text and post.dialect is Dialect.CURRENT:
            first = draft.text[at]
            if first and draft.roles[first - 1] is Role.NOTICE:
                yield at
        at += len(post.text)


def _offset(every: list[str], index: int) -> int:
    """Where in its draft a line begins, in characters."""
    return sum(len(line) + 1 for line in every[:index])


def _stated_years(every: list[str], order: list[int], begin: int, text: str) -> list[tuple[int, int]]:
    """The full dates in a text: where in the dump their lines begin, in characters, and their years.

    Args:
        every: the lines of the draft.
        order: which of them are the text's.
        begin: where in the dump the draft begins, in characters.
        text: the text.
    """
    found = list(full_dates(text))
    if not found:
        return []
    begins = list(accumulate((len(every[i]) + 1 for i in order), initial=0))
    at = [(order[bisect_right(begins, offset) - 1], stated) for offset, stated in found]
    return sorted((begin + _offset(every, index), stated) for index, stated in at)


def _parts(texts: list[str], roles: list[Role]) -> dict[str, Any]:
    """The values that stand on lines of their own."""
    at: dict[Role, list[str]] = {}
    for text, role in zip(texts, roles, strict=True):
        if role not in _OWN:
            at.setdefault(role, []).append(text.strip())
    values: dict[str, Any] = {}
    if forward := at.get(Role.FORWARD):
        values["forwarded_from"] = _forwarded(" ".join(forward))
    if author := at.get(Role.REPLY_AUTHOR):
        values["reply_to"] = {
            "author": _unbracketed(author[0], _REPLY_LABELS),
            "text": at[Role.REPLY_QUOTE][0] if Role.REPLY_QUOTE in at else "",
        }
    if notices := at.get(Role.NOTICE):
        values["notices"] = list(dict.fromkeys(NOTICES[line] for line in notices if line in NOTICES))
    if names := at.get(Role.DOCUMENT_NAME):
        sizes = at.get(Role.DOCUMENT_SIZE, [])
        values["documents"] = [{"name": name, "size": size} for name, size in zip(names, sizes, strict=False)]
    if question := at.get(Role.POLL_QUESTION):
        options = zip(at.get(Role.POLL_PERCENT, []), at.get(Role.POLL_OPTION, []), strict=False)
        values["poll"] = {
            "question": question[0],
            "type": at.get(Role.POLL_TYPE, [""])[0],
            "options": [{"text": option, "percent": int(percent[:-1])} for percent, option in options],
        }
    if site := at.get(Role.PREVIEW_SITE):
        description = at.get(Role.PREVIEW_DESCRIPTION)
        values["preview"] = {
            "site": site[0],
            "title": at[Role.PREVIEW_TITLE][0] if Role.PREVIEW_TITLE in at else None,
            "description": "\n".join(description) if description else None,
        }
    if reactions := at.get(Role.REACTIONS):
        values["reactions"] = _reactions(reactions)
    if views := at.get(Role.VIEWS):
        values["views"] = _count(folded(views[0]).replace(" ", "").replace(",", ""))
    if labels := at.get(Role.MEDIA):
        files = [label for label in labels if label.startswith(_FILE_LABEL)]
        values["media"] = [label[2:-2] for label in labels if label not in files]
        values["documents"] = [{"name": label[len(_FILE_LABEL) : -2], "size": ""} for label in files]
    return values


def _parts_joined(posts: Iterable[Draft]) -> dict[str, Any]:
    """Likewise, of posts that were joined: the lines of two make no value together."""
    values: dict[str, Any] = {}
    for number, post in enumerate(posts):
        for name, value in _parts([line.text for line in post.lines], post.roles).items():
            if name in _OF_ALL:
                values[name] = values.get(name, []) + value
            elif number == 0 or name not in _ABOVE:
                values.setdefault(name, value)
    if "notices" in values:
        values["notices"] = list(dict.fromkeys(values["notices"]))
    return values


def _forwarded(line: str) -> str:
    for prefix in FORWARD_PREFIXES:
        if line.startswith(prefix):
            return line[len(prefix) :].strip()
    return _unbracketed(line, tuple(f"[{prefix}" for prefix in FORWARD_PREFIXES))


def _unbracketed(line: str, prefixes: tuple[str, ...]) -> str:
    """The name in `[In reply to NAME]`, as Telegram Desktop writes it."""
    for prefix in prefixes:
        if line.startswith(prefix) and line.endswith("]"):
            return line[len(prefix) : -1].strip()
    return line


def _count(text: str) -> int:
    """Of 59.9K it is 59,900 exactly: no binary fraction may come between."""
    scale = _SCALE.get(text[-1], 1)
    whole, _, part = text.rstrip("KM").partition(".")
    return int(whole or 0) * scale + (int(part) * scale // 10 ** len(part) if part else 0)


def _reactions(lines: list[str]) -> list[Reaction]:
    """`❤28🔥16 7.37K` and, where a fallback broke it up, the glyph and the count on lines of their own."""
    broken = len(lines) > 1 and classify(lines[0]) is LineKind.GLYPH
    joined = ("" if broken else " ").join(map(mended, lines))
    return [_reaction(emoji or None, count) for emoji, count in _REACTION.findall(joined)]


def _defects(draft: Draft) -> Iterator[Defect]:
    for post in draft.joined or (draft,):
        if post.head is not None and post.head.problem is not None:
            code, message = post.head.problem
            yield Defect(code=code, line=post.head.line, message=message)
    for line in draft.lines:
        if not (line.damaged or line.cut or line.fault):
            continue
        if line.damaged:
            yield Defect(
                code="undecodable-bytes",
                line=line.number,
                message=f"bytes {line.first_byte}-{line.end_byte} are not all valid in the dump's encoding; "
                "they stand as \\xNN",
            )
        if line.cut:
            yield Defect(
                code="overlong-line",
                line=line.number,
                message="over 1 MiB, longer than any Telegram text; left out as a gap",
            )
        if line.fault:
            yield Defect(code=line.fault.code, line=line.number, message=f"{line.fault.message}; the dump ends here")
