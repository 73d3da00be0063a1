"""Does a text look like a dump? First for any mark that dumps have, then, where there is one, by small trees.

Most texts have no mark and are done after a few searches. The others are counted through, and trees weigh the counts.
They are data, made by scripts/train_score.py; docs/pipelines.md has what they were measured by.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files
from operator import eq
from typing import Any, Final

from .rows import utf8

MOST: Final = 64 << 10
"""Bytes that are looked at: the first ones."""

NO_MARK: Final = 0.01
"""The score of a text that has no mark: some dumps have none either, one plain text below another."""

_ASTRAL: Final = b"\xf0\x9f"  # how most emoji begin
_HEART: Final = b"\xe2\x9d\xa4"  # a reaction that is none of them
_LINK: Final = b"t.me/"
_EMOJI: Final = rb"(?:\xf0\x9f..|\xe2[\x98-\x9e\xac\xad].)(?:\xef\xb8\x8f)?"
_HEADER: Final = b"Download Telegram"
# Lines that Telegram itself puts between posts. A sentence that names one of them is no such line.
_OWN: Final = (
    *(b"VIEW IN TELEGRAM", b"Please open Telegram to view this post", b"This media is not supported in your browser"),
    *(b"\nMedia is too big", b"\nChannel created\n"),
)
# Likewise, by what they begin with alike: most texts are searched for that alone.
_OWN_ALIKE: Final = (
    (b"\nAnonymous ", (b"\nAnonymous Poll\n", b"\nAnonymous Quiz\n")),
    (b"\nForwarded from", (b"\nForwarded from ", b"\nForwarded from\xc2\xa0", b"\nForwarded from\n")),
)
# With literal beginnings, which the library finds quickly: reactions as a line and as two; views above a time, and
# as a line; the heads of messages copied in the app.
_REACTIONS: Final = (
    re.compile(
        rb"\n\W{0,3}(?:"
        + _EMOJI
        + rb"\W{0,4}\d[\d.,]{0,6}[KM]?[ _*]{0,4}(?:\d[\d.]{0,5}[KM]?[ _*]{0,4})?){1,30}(?=[\r\n])",
        re.DOTALL,
    ),
    re.compile(rb"\n" + _EMOJI + rb"\n[0-9][0-9.]{0,5}[KM]?(?=\n)", re.DOTALL),
)
_VIEWS: Final = (
    re.compile(rb"view(?<=[0-9KM][ \n]view)s?(?:\W{0,4}|[^\n]{0,60} )\d\d:\d\d"),
    re.compile(rb"\n *[0-9][0-9.]{0,5}[KM]? views?(?=[\r\n])"),
)
_COPIED: Final = re.compile(rb", \[\d\d?[./]\d\d?[./]\d{2,4},? \d\d?:\d\d")

_MENTION: Final = re.compile(rb"@[A-Za-z_]")
_HASHTAG: Final = re.compile(rb"#[^\s#0-9.!,)]")
_SIGN: Final = re.compile(rb"@[A-Za-z_]|t\.me/|https?://|\xf0\x9f|#[^\s#0-9.!,)]")
_TIME_FIRST: Final = re.compile(rb"\n\W{0,2}\d{1,4}[:./-]\d\d?")
_YEAR: Final = re.compile(rb"(?:19|20)\d\d")
_NUMBER_ALONE: Final = re.compile(rb"\n[0-9.,KM]{1,7}(?=\n)")
_OFTEN: Final = (_ASTRAL, _LINK, b"http", b"!", b";", b"<", b'"', b"`", b": ", b"\xe2\x80\x94", b"?")
_OF_OTHER_PAGES: Final = (b"omment", b"eply", b"hare", b"\xc2\xa9", b"rivacy")
_BY_LINE: Final = (b"\n\xf0\x9f", b"\n\n", b".\n", b":\n", b"\n- ", b"\n\xe2\x80\xa2", b"\n#", b"\n@")
_LONG: Final = 40  # bytes of a line that nobody writes twice by chance
_NEAR: Final = (1, 2, 3, 4)  # how many lines below a second copy is
_LENGTHS: Final = (3, 12, 24, 80, 160, 400)  # bytes: how many lines are shorter
_ECHOED: Final = 0.3  # of the long lines appear twice: a mark


def looks_like_dump(text: str | bytes) -> float:
    """How likely it is that a text is a dump: 0 to 1.

    Calibrated for three dumps among ten other texts. 0.5 is a good threshold. Only the first 64 KiB of a text count.

    Args:
        text: a document. Bytes are UTF-8.
    """
    values = features(text[:MOST] if isinstance(text, bytes) else utf8(text[:MOST])[:MOST])
    if values is None:
        return NO_MARK
    model = _model()
    total: float = model["base"]
    for node in model["trees"]:
        while type(node) is list:
            node = node[2] if values[node[0]] <= node[1] else node[3]
        total += node
    return 1 / (1 + math.exp(-total)) if total > -700 else 0.0


@lru_cache(maxsize=1)
def _model() -> dict[str, Any]:
    import orjson

    data: dict[str, Any] = orjson.loads(files(__package__).joinpath("score.json").read_bytes())
    return data


def features(data: bytes) -> list[float] | None:
    """What is weighed, of the UTF-8 form of a text; None if it has no mark.

    Its size is not weighed: a corpus may cut texts as it likes.
    """
    lines = data.split(b"\n")
    data = b"\n" + data
    emoji = not data.isascii() and (_ASTRAL in data or _HEART in data)
    own, reactions, views = _proofs(data, emoji)
    near = None
    if not (own or reactions or views or (emoji and _ASTRAL in data) or _LINK in data or _HEADER in data):
        near = _second_copies(lines)
        if near < _ECHOED:
            return None
    return [value for _, value, _ in measures(data, lines, own, reactions, views, near)]


def _proofs(data: bytes, emoji: bool) -> tuple[int, int, int]:
    """How many lines are Telegram's own, reactions, and views; `emoji`: whether the text has any that react."""
    own = sum(map(data.count, _OWN)) + (len(_COPIED.findall(data)) if b", [" in data else 0)
    for beginning, forms in _OWN_ALIKE:
        if beginning in data:
            own += sum(map(data.count, forms))
    reactions = sum(len(form.findall(data)) for form in _REACTIONS) if emoji else 0
    return own, reactions, sum(len(form.findall(data)) for form in _VIEWS) if b"view" in data else 0


def _second_copies(lines: list[bytes]) -> float:
    """The share of long lines that appear again a few lines below."""
    long = [line for line in lines if len(line) >= _LONG]
    if len(set(long)) == len(long):
        return 0.0
    return sum(sum(map(eq, long, long[far:])) for far in _NEAR) / len(long)


Measure = tuple[str, float, int]


def measures(
    data: bytes, lines: list[bytes], own: int, reactions: int, views: int, near: float | None = None
) -> Iterator[Measure]:
    """Name and value of each feature, and whether more of it may only make a dump likelier (1) or less likely (-1)."""
    count, number = data.count, len(lines)
    scale = 1000 / (len(data) + 300)

    def rate(times: int) -> float:
        return math.log1p(scale * times)

    proofs = own + reactions + views
    yield "proofs", min(proofs, 12), 1
    yield "proofs, rate", rate(proofs), 1
    yield "own lines", min(own, 8), 1
    yield "own lines, rate", rate(own), 1
    yield "reactions", reactions / number, 1
    yield "reactions, number", min(reactions, 8), 1
    yield "header", min(count(_HEADER), 4), 1
    yield "Telegram", min(count(b"Telegram"), 5), 0
    for mark in _OFTEN:
        yield f"rate of {mark!r}", rate(count(mark)), 1 if mark in (_ASTRAL, _LINK) else -1 if mark in b";<`" else 0
    yield "mentions", rate(len(_MENTION.findall(data))), 1
    yield "hashtags", rate(len(_HASHTAG.findall(data))), 1
    for mark in _OF_OTHER_PAGES:
        yield f"words with {mark!r}", min(count(mark), 8), -1
    for mark in _BY_LINE:
        yield f"lines with {mark!r}", count(mark) / number, 0
    yield "years", rate(len(_YEAR.findall(data))), 0
    yield "times first", len(_TIME_FIRST.findall(data)) / number, 0
    yield "numbers alone", len(_NUMBER_ALONE.findall(data)) / number, 0
    yield from _repeated(lines, near)
    lengths = [*map(len, lines)]
    for limit in _LENGTHS:
        yield f"lines below {limit}", sum(map(limit.__gt__, lengths)) / number, 0


def _repeated(lines: list[bytes], near: float | None) -> Iterator[Measure]:
    """Lines that appear more than once: echo, closing lines of a channel, what a site puts below each item."""
    number = len(lines)
    short = [line for line in lines if 1 < len(line) < _LONG]
    long = [line for line in lines if len(line) >= _LONG]
    again = len(long) - len(set(long))
    short_again = len(short) - len(set(short))
    signed = 0
    if again or short_again:
        times = Counter(line for line in lines if len(line) > 5)
        signed = sum(many - 1 for line, many in times.items() if many > 1 and _SIGN.search(line))
    yield "long lines", len(long) / number, 0
    yield "long lines again", again / len(long) if long else 0.0, 1
    yield "long lines again, near", _second_copies(lines) if near is None else near, 1
    yield "short lines again", short_again / len(short) if short else 0.0, 0
    yield "short lines again, of all", short_again / number, 0
    yield "lines with a sign again", signed / number, 1
    yield "lines with a sign again, number", min(signed, 10), 1
