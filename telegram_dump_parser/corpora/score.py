"""Does a text look like a dump? Marks of such texts are counted in one quick pass, and weighed by small trees.

The trees are data, made by scripts/train_score.py; docs/pipelines.md has what they were measured by.
"""

from __future__ import annotations

import math
import re
from functools import lru_cache
from importlib.resources import files
from operator import eq
from typing import Any, Final

from .rows import utf8

MOST: Final = 64 << 10
"""Bytes that are looked at: the first ones."""

# With literal beginnings, which the library finds quickly.
_PATTERNS: Final = (
    re.compile(rb"\xf0\x9f..[0-9]", re.DOTALL),  # reactions
    re.compile(rb"@[A-Za-z_]"),
    re.compile(rb"#[^\s#0-9.!,)]"),
)
# Telegram's own lines, counted together; and what few texts name, each by itself.
_OWN: Final = (
    *(b"VIEW IN TELEGRAM", b"Please open Telegram", b"media is not supported", b"Media is too big", b"Forwarded from"),
    b"Anonymous Poll",
)
_FEW: Final = (b"Telegram", b"subscribers")
_OFTEN: Final = (b"\xf0\x9f", b"t.me/", b"http", *(b"!", b";", b"(", b"<", b'"', b"`"))
_BY_LINE: Final = (b"\n\xf0\x9f", b"\n\n", b"\n ", b".\n", b":\n")
_LONG: Final = 40  # bytes of a line that nobody writes twice by chance
_NEAR: Final = (1, 2, 3, 4)  # how many lines below a second copy stands
_LENGTHS: Final = (24, 160, 400)  # bytes: how many lines are shorter


def looks_like_dump(text: str | bytes) -> float:
    """How likely a text is a dump: 0 to 1.

    Calibrated where there are three dumps for ten other texts; 0.5 is the place to divide them. Only the beginning of a
    long text is looked at, 64 KiB.

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


MORE_IS_LIKELIER: Final = (
    *(1, 1, 0, 0, -1, -1, -1, 0, -1),  # _OFTEN
    *(1, 1, 1),  # _PATTERNS
    *(1, 0, -1, 0, 0),  # _BY_LINE
    *(1, 1),  # _FEW
    *(1, 0, 1, 0, 0, 0, 0, 0),  # the others
)
"""Of each feature: whether more of it may only make a dump likelier (1) or less likely (-1)."""


@lru_cache(maxsize=1)
def _model() -> dict[str, Any]:
    import orjson

    data: dict[str, Any] = orjson.loads(files(__package__).joinpath("score.json").read_bytes())
    return data


def features(data: bytes) -> list[float]:
    """What is weighed, of the UTF-8 form of a text. Its size is not: a corpus may cut texts as it likes."""
    count, size = data.count, len(data)
    lines = data.split(b"\n")
    number = len(lines)
    lengths = [*map(len, lines)]
    long = [line for line in lines if len(line) >= _LONG]
    scale = 1000 / (size + 300)
    values = [math.log1p(scale * count(mark)) for mark in _OFTEN]
    values += [math.log1p(scale * len(pattern.findall(data))) for pattern in _PATTERNS]
    values += [count(mark) / number for mark in _BY_LINE]
    values += [float(min(count(mark), 5)) for mark in _FEW]
    values += [
        float(min(sum(map(count, _OWN)), 5)),
        1 - len(set(long)) / len(long) if long else 0.0,
        sum(sum(map(eq, long, long[far:])) for far in _NEAR) / len(long) if long else 0.0,
        len(long) / number,
        *(sum(map(limit.__gt__, lengths)) / number for limit in _LENGTHS),
        math.log1p(size / number),
    ]
    return values
