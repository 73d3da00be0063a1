"""Does a text look like a dump? Marks of such texts are counted in one quick pass, and weighed by small trees.

The trees are data, made by scripts/train_score.py; docs/pipelines.md has what they were measured by.
"""

from __future__ import annotations

import math
import re
from functools import lru_cache
from importlib.resources import files
from typing import Any, Final

from .rows import utf8

MOST: Final = 64 << 10
"""Bytes that are looked at: the first ones."""

# With literal beginnings, which the library finds quickly.
_REACTIONS: Final = (
    re.compile(rb"\xf0\x9f..[0-9]", re.DOTALL),
    re.compile(rb"\xe2[\x99-\x9e].(?:\xef\xb8\x8f)?[0-9]", re.DOTALL),
)
_MENTION: Final = re.compile(rb"@[A-Za-z_]")
_HASHTAG: Final = re.compile(rb"#[^\s#0-9.!,)]")
_TIME: Final = re.compile(rb"\n[0-2]?[0-9]:[0-5][0-9]\n")

# Counted by density, and by number where a few are enough.
_OFTEN: Final = (
    b"\xf0\x9f",  # most emoji
    b"\xef\xb8\x8f",  # others, shown as pictures
    b"t.me/",
    b"http",
    b"views",
    b"\xe2\x9d\xa4",
    b"!",
    *(b"{", b";", b"=", b"(", b"<", b"|", b'"', b"`", b"\xc2\xa9"),
)
_FEW: Final = (
    b"Forwarded from",
    b"VIEW IN TELEGRAM",
    b"Please open Telegram",
    b"media is not supported",
    b"Telegram",
    b"subscribers",
    b"voters",
)
_BY_LINE: Final = (b"\n\xf0\x9f", b"\n\n", b"\n ", b".\n", b":\n", b"\n- ")
_LONG: Final = 40  # bytes of a line that nobody writes twice by chance
_SHORT: Final = 24


def looks_like_dump(text: str | bytes) -> float:
    """How likely a text is a dump: 0 to 1.

    Calibrated where dumps and other texts are equally many; 0.5 is the place to divide them. Only the beginning of a
    long text is looked at, 64 KiB. It costs a hundredth of parsing.

    Args:
        text: a document. Bytes are UTF-8.
    """
    values = features(text[:MOST] if isinstance(text, bytes) else utf8(text[:MOST])[:MOST])
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


def features(data: bytes) -> list[float]:
    """What is weighed, of the UTF-8 form of a text."""
    count, size = data.count, len(data)
    lines = data.split(b"\n")
    number = len(lines)
    long = [line for line in lines if len(line) >= _LONG]
    repeated = len(long) - len(set(long))
    scale = 1000 / (size + 300)
    values = [math.log1p(scale * count(mark)) for mark in _OFTEN]
    values += [float(min(count(mark), 5)) for mark in _FEW]
    values += [count(mark) / number for mark in _BY_LINE]
    for marks in (*_REACTIONS, _MENTION, _HASHTAG, _TIME):
        values.append(math.log1p(scale * len(marks.findall(data))))
    values += [
        repeated / len(long) if long else 0.0,
        float(min(repeated, 20)),
        len(long) / number,
        sum(len(line) < _SHORT for line in lines) / number,
        math.log1p(size / number),
        math.log1p(size),
    ]
    return values
