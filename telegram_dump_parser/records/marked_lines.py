"""Values that the lines of a text show which begin with emoji: markers, place, date, quotes, links."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final, NamedTuple

from ..options import Options
from ..text.markers import FIRST_EMOJI, EmojiMeaning, Opened, opened
from ..text.places import parse_place_line
from ..text.quotes import statements

_DATED: Final = frozenset(("place", "calendar"))  # roles of markers whose lines may hold a place and a date


class Marked(NamedTuple):
    """What is to be done with what the lines show.

    Attributes:
        at_first: the first line of the text begins with an emoji.
        problems: line of the text, from 0, code and message of what is wrong with a date.
        undated: the line of the text, from 0, with a date of which the year is not known.
    """

    at_first: bool
    problems: list[tuple[int, str, str]]
    undated: int | None


NOTHING_MARKED: Final = Marked(False, [], None)


def read_marked_lines(values: dict[str, Any], text: str, texts: list[str], options: Options) -> Marked:
    """Add what the lines of a text show to the values of its post.

    Args:
        values: of the post, by the names of `models.Post`. A date that is there already stays.
        text: the text.
        texts: its lines.
        options: how dumps are read.
    """
    if text.isascii():  # as no emoji is
        return NOTHING_MARKED
    table = options.markers
    keycaps = "\u20e3" in text
    openers: list[Opened] = []
    for number, line in enumerate(texts):
        if line < FIRST_EMOJI and not (keycaps and "\u20e3" in line[1:3]):
            continue  # most lines begin with a letter
        opener = opened(number, line, table)
        if opener is not None:
            openers.append(opener)
    if not openers:
        return NOTHING_MARKED
    values["markers"] = [_marker(opener.run[0], opener.marker, opener.line) for opener in openers]
    problems: list[tuple[int, str, str]] = []
    undated: int | None = None
    for opener in openers:
        if opener.marker.role not in _DATED or "date" in values:
            continue
        number = opener.line
        place = parse_place_line(texts[number], language=values.get("language"), markers=table, year=options.year)
        if place is None:
            continue
        if place.defect is not None:
            problems.append((number, *place.defect))
        if place.place is not None and "location" not in values:
            values["location"] = {"place": place.place, "line": number}
        if place.date is not None:
            stated = place.date.year
            year = stated or options.year
            values["date"] = {
                **place.date._asdict(),
                "year": year,
                "year_source": "stated" if stated else "option" if year else None,
                "line": number,
            }
            if not year:
                undated = number
    values.update(statements(texts, openers))
    return Marked(openers[0].line == 0, problems, undated)


@lru_cache(maxsize=4096)  # the same in most posts, which share them
def _marker(emoji: str, described: EmojiMeaning, line: int) -> dict[str, Any]:
    return {"emoji": emoji, "name": described.name, "role": described.role, "line": line}
