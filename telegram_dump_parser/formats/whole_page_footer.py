"""The line below each post of a preview page: views and time, with voters, signature and *edited*.

Extractors glue its parts (`6.0K views09:02`), space them, link the time (`6.0K views[09:02](https://t.me/name/12)`), or
put each on a line of its own (`6.0K`, `views`, `09:02`). Some drop the time. Posts without views have the time alone.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Final, NamedTuple

import regex

from ..lines.patterns import late_pattern
from ..lines.phrases import any_of, phrases, table
from ..text.timestamps import folded
from .markup import is_marked, plain

_DATA: Final = table(__package__, "phrases.toml")["whole-page"]


# 7, 980, 3 204, 102,400, 6.0K, 8.67M; with the digits of any script, folded before.
NUMBER: Final = r"(?:[0-9]{1,3}(?:[ ,٬][0-9]{3}){1,3}|[0-9]{1,6}(?:[.,٫][0-9]{1,2})?[KM]?)"
_VIEWS: Final = frozenset(_DATA["views"])
_VOTERS: Final = frozenset(_DATA["voters"])
_EDITED: Final = any_of(_DATA["edited"])
_CLOCK: Final = r"(?:[01]?[0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9])?(?:[ ]?[AaPp][Mm])?"
# "Apr 23, 2024 at 06:02", as the widget of one post has it.
_STAMP: Final = (
    r"(?:(?:[A-Z][a-z]{2,8}[ ][0-9]{1,2}(?:,[ ][0-9]{4})?|[0-9]{1,2}[ ][A-Z][a-z]{2,8}[ ][0-9]{4})(?:[ ]at|,)?[ ])?"
    + _CLOCK
)
# Where the time is after it, a signature ends with a comma; glued to the views it needs none.
_TAIL: Final = rf"""
    (?: (?P<signature> [^\s,](?:.{{0,126}}?\S)?? ) [ ]?, )? [ ]*
    (?: (?P<edited>{_EDITED}) [ ]* )?
    (?:\[[0-9]{{1,4}}\])? (?P<time>{_STAMP})
"""
_CLOCK_END: Final = late_pattern(rf"(?P<clock>{_CLOCK})$")
_HEAD: Final = rf"""
    (?: (?P<voters>{NUMBER}) [ ]? {any_of(_DATA["voters"])} [ ]? )?
    (?P<views>{NUMBER}) [ ]? (?P<word>{any_of(_DATA["views"])})
"""
_WHOLE: Final = late_pattern(rf"{_HEAD} [ ]*{_TAIL}", regex.VERBOSE)
# Most footers have no more than this.
_USUAL: Final = late_pattern(
    rf"([0-9]{{1,3}}(?:\.[0-9]{{1,2}})?[KM]?) ?{any_of(_DATA['views'])}( ?)((?:[01][0-9]|2[0-3]):[0-5][0-9])"
)
_NO_VIEWS: Final = late_pattern(_TAIL, regex.VERBOSE)
# Without a time, what is not glued to the views is a sentence: "9K views of our film".
_NO_TIME: Final = late_pattern(
    rf"""{_HEAD}
    (?: [ ]* (?P<edited>{_EDITED})
      | (?P<signature>[^\s,.:;!?)](?:.{{0,126}}?\S)??) (?:[ ]?,[ ]*(?P<edited>{_EDITED}))?
    )? [ ]*""",
    regex.VERBOSE,
)
_COUNT: Final = late_pattern(NUMBER)
_TIME: Final = late_pattern(rf"(?:(?P<edited>{_EDITED}) *)?(?:\[[0-9]{{1,4}}\])?(?P<time>{_STAMP})")
_EDITED_LINE: Final = late_pattern(rf",? *(?P<edited>{_EDITED})?")
PERMALINK: Final = late_pattern(r"(?:https?://)?t\.me/\w{3,64}/[0-9]{1,9}(?:\?single)?")
"""The address of a post; `single` is one of an album."""
LONGEST: Final = 400
"""Characters of a footer of one line, at most; a link's target counts."""
_LINK_ENDS: Final = frozenset(")]")
_PIECES: Final = 5  # lines after "views" that may belong to it
_SIGNATURE: Final = 128
_ARABIC: Final = {ord("٬"): None, ord("٫"): "."}  # in numbers of Arabic and Persian digits
_DIGITS: Final = frozenset("0123456789")
# How a time ends, and how many of its characters the last colon is among: ":05 pm".
_CLOCK_ENDS: Final = _DIGITS | frozenset("Mm")
_CLOCK_SIZE: Final = 6
_MONTHS: Final = {
    month: number for number, name in enumerate(phrases()["date"]["months"], 1) for month in (name, name[:3])
}


class Footer(NamedTuple):
    """What is below a post.

    Attributes:
        first: index of its first line among those that were given.
        end: index after its last line.
        views: as written; None if there are none.
        voters: of a poll, as written.
        signature: the author's.
        edited: whether it says so.
        time: as written.
        exact: whether views and time are glued or linked, as nobody writes them.
    """

    first: int
    end: int
    views: str | None = None
    voters: str | None = None
    signature: str | None = None
    edited: bool = False
    time: str | None = None
    exact: bool = False


_WORD_ALONE: Final = Footer(0, 0)


def may_be(text: str) -> bool:
    """A quick test that each line passes at which a footer ends, begins or has its word *views*."""
    if len(text) > LONGEST:
        return False
    return "view" in text or ":" in text[-9:-2] or (text[-1:] in _LINK_ENDS and ":" in text)


def footer_at(texts: Sequence[str], at: int) -> Footer | None:
    """The footer that has the line `at` as its only line or, of one in pieces, as the line *views*.

    Args:
        texts: lines that are not blank, trimmed.
        at: index of one that `may_be` let pass.
    """
    text = texts[at]
    found = _line(text) if len(text) <= LONGEST else _read_line(text)
    if found is None:
        return None
    if found is _WORD_ALONE:
        return _in_pieces(texts, at)
    first = at
    if found.views is not None:
        if found.time is None:
            return _with_time(texts, Footer(at, at + 1, *found[2:]))
        if " " in found.time and at and PERMALINK.fullmatch(plain(texts[at - 1])):
            first = at - 1
    return Footer(first, at + 1, *found[2:])


def _read_line(text: str) -> Footer | None:
    """What a line says that is a footer or begins one; `_WORD_ALONE` where it may be the second line of one."""
    line = plain(text)
    # Each pattern is asked only where its ends are: most lines that are no footer have none of them.
    viewed = any(map(line.__contains__, _VIEWS))
    if not viewed and line[-1:].isalpha() and line[-1] not in _CLOCK_ENDS:
        return None
    line = folded(line)
    if line in _VIEWS:
        return _WORD_ALONE
    timed = _ends_in_time(line)
    if viewed and line[:1] in _DIGITS:
        if timed and (match := _USUAL.fullmatch(line)) is not None:
            views, space, time = match.groups()
            return Footer(0, 1, views, time=time, exact=not space or is_marked(text))
        match = _WHOLE.fullmatch(line) if timed else None
        if match is not None:
            exact = is_marked(text) or line[match.end("word") : match.end("word") + 1] != " "
            return _footer(match, exact=exact)
        match = _NO_TIME.fullmatch(line)
        if match is not None:
            return _footer(match)
    match = _NO_VIEWS.fullmatch(line) if timed else None
    return None if match is None else _footer(match)


_line = lru_cache(maxsize=64)(_read_line)  # the first footers of a page are read again


def _ends_in_time(line: str) -> bool:
    """A quick test that each line passes which ends in a time."""
    return line[-1:] in _CLOCK_ENDS and ":" in line[-_CLOCK_SIZE:]


def _clean(text: str) -> str:
    return folded(plain(text))


def _footer(match: regex.Match[str], *, exact: bool = False) -> Footer:
    found = match.groupdict()
    get = found.get
    edited = get("edited") is not None
    return Footer(0, 1, get("views"), get("voters"), get("signature"), edited, get("time"), exact)


def _in_pieces(texts: Sequence[str], at: int) -> Footer | None:
    if not at or not _COUNT.fullmatch(views := _clean(texts[at - 1])):
        return None
    first, voters = at - 1, None
    if at > 2 and _clean(texts[at - 2]) in _VOTERS and _COUNT.fullmatch(_clean(texts[at - 3])):
        first, voters = at - 3, _clean(texts[at - 3])
    return _with_time(texts, Footer(first, at + 1, views, voters))


def _with_time(texts: Sequence[str], footer: Footer) -> Footer:
    """With signature, *edited* and time where they are on the lines that follow."""
    signature, edited = footer.signature, footer.edited
    comma = signature is not None and signature.endswith(",")  # the time of a signed post follows one
    if signature is not None and comma:
        signature = signature[:-1].rstrip()
        footer = footer._replace(signature=signature)
    for at in range(footer.end, min(footer.end + _PIECES, len(texts))):
        line = _clean(texts[at])
        match = _TIME.fullmatch(line) if _ends_in_time(line) else None
        if match is not None:
            if signature != footer.signature and not comma:
                return footer
            return footer._replace(
                end=at + 1, signature=signature, edited=edited or match["edited"] is not None, time=match["time"]
            )
        match = _EDITED_LINE.fullmatch(line)
        if match is not None:
            comma = comma or line.startswith(",")
            edited = edited or match["edited"] is not None
        elif signature is None and not comma and len(line) <= _SIGNATURE:
            signature = line.removesuffix(",").rstrip()
            comma = line.endswith(",")
        else:
            break
    return footer


def said_by(footer: Footer) -> dict[str, Any]:
    """The values of a post that its footer states, but for a poll's voters."""
    values: dict[str, Any] = {"edited": footer.edited}
    if footer.views is not None:
        values["views"] = count(footer.views)
        values["views_text"] = footer.views
    if footer.time is not None:
        values["posted_at"] = {"text": footer.time, "value": iso(footer.time)}
    if footer.signature is not None:
        values["signature"] = footer.signature
    return values


@lru_cache(maxsize=4096)  # many posts have few views, or as many thousand
def count(text: str) -> int:
    """Of 59.9K it is 59,900 exactly: no binary fraction may come between."""
    text = text.replace(" ", "").translate(_ARABIC)
    scale = {"K": 1_000, "M": 1_000_000}.get(text[-1], 1)
    if scale == 1:
        return int(text.replace(",", "").replace(".", ""))
    whole, _, part = text[:-1].replace(",", ".").partition(".")
    return int(whole) * scale + (int(part) * scale // int("1" + "0" * len(part)) if part else 0)


@lru_cache(maxsize=4096)  # a day has 1,440
def iso(time: str) -> str | None:
    """A footer's time in ISO 8601, as precise as written: `T14:05`, `2024-04-23T06:02`; None if it is no date."""
    match = _CLOCK_END.search(time)
    if match is None:
        return None
    date, clock = time[: match.start()].strip(), match["clock"].replace(" ", "")
    late = clock[-2:].lower() if clock[-1].isalpha() else ""
    parts = (clock[:-2] if late else clock).split(":")
    hour = int(parts[0])
    if late:
        if hour > 12:
            return None
        hour = hour % 12 + (12 if late == "pm" else 0)
    value = "T" + ":".join([f"{hour:02}", *parts[1:]])
    words = date.removesuffix(" at").replace(",", "").split()
    if not words:
        return value
    month = next((_MONTHS[word] for word in words if word in _MONTHS), 0)
    numbers = [int(word) for word in words if word.isdigit()]
    year = next((number for number in numbers if number > 31), None)
    day = next((number for number in numbers if number <= 31), 0)
    try:
        datetime.date(year or 2000, month, day)
    except ValueError:
        return None
    return f"{f'{year:04}' if year else '-'}-{month:02}-{day:02}{value}"
