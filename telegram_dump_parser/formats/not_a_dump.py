"""Files that are not dumps (pages, records, tables, binary data, a path), and dumps in another encoding.

Nothing is refused for what it looks like: such a file is read as any text, and the first post or gap has a defect that
says what it looks like and what to do.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import orjson
import regex

from ..lines.patterns import late_pattern
from ..lines.phrases import table
from ..lines.reader import Line
from . import other_files

_DATA: Final = table(__package__, "not_a_dump.toml")
_KINDS: Final[dict[str, str]] = _DATA["kinds"]
_MAGIC: Final[tuple[tuple[str, str], ...]] = tuple(
    (sign, kind) for kind, signs in _DATA["magic"].items() for sign in signs
)
_OPENINGS: Final[tuple[tuple[str, str], ...]] = tuple(
    (sign, kind) for kind, signs in _DATA["openings"].items() for sign in signs
)
_COLUMNS: Final = frozenset(_DATA["table"]["columns"])
_ENDINGS: Final = "|".join(map(regex.escape, _DATA["table"]["endings"]))
CODES: Final = frozenset(("not-a-dump", "other-encoding"))
"""The codes of what is said here."""
# How far a file is looked at, in lines and characters.
_LINES: Final = 64
_SIZE: Final = 16_384
_TAG: Final = late_pattern(r"<[A-Za-z/]")
_RECORD: Final = late_pattern(r'\{\s*"[^"\n]{1,100}"\s*:\s*(?:["{\[\d-]|true|false|null|$)')
_LIST: Final = late_pattern(r'\[\s*(?:\{\s*(?:"|$)|\[|"[^"\n]*",?\s*$|$)')
_MEMBER: Final = late_pattern(r'\s*(?:"[^"\n]{1,100}"\s*:|[{\[]|"(?:[^"\\\n]|\\.)*+",?\s*$)')
# Python's own notation of a record, or of a list of them.
_PYTHON: Final = late_pattern(r"\[?\{\s*'[^'\n]{1,100}'\s*:\s*(?:['\"{\[(\d-]|True|False|None|datetime)")
# A piece of a page: its first line begins an element, and one in this many lines has a tag.
_ELEMENT: Final = late_pattern(
    r"<(?:div|p|section|article|main|span|table|ul|ol|h[1-6]|a)(?:\s[^<>]*)?>", regex.IGNORECASE
)
_TAGGED: Final = 2
_OF_TELEGRAM: Final = "tgme_"  # in classes of elements: such a page is read
_PATH: Final = late_pattern(
    rf"(?:(?:~?[./\\]{{0,3}}|[A-Za-z]:[\\/])[^\s<>|?*:]{{1,1000}}"
    rf"|(?:~?/|\.{{1,2}}[/\\]|\\\\|[A-Za-z]:[\\/])[^\s<>|?*:][^\t<>|?*:]{{0,1000}})\.(?:{_ENDINGS})"
)
_NAME: Final = late_pattern(r'"?[^\W\d][\w .-]{0,40}"?')
_KEY: Final = late_pattern(r'"?(?:\d{1,19}|\d{4}-\d\d-\d\d[T \d:.+Z]*)"?')  # what rows of a table begin with
_FEWEST_COLUMNS: Final = 2  # of those known
# Where none is known: this many, and this many rows that begin with a number or date.
_FEWEST_NAMES: Final = 3
_FEWEST_ROWS: Final = 2
# Of the characters of binary data this many are controls at least: one in this many, and this many in all.
_CONTROL: Final = late_pattern(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_ONE_IN: Final = 16
_FEWEST_CONTROLS: Final = 16
_ESCAPES: Final = late_pattern(r"(?:\\x[89a-f][0-9a-f])+")
_FEWEST_DAMAGED: Final = 3  # lines
_SURE: Final = 0.8  # share of an encoding's small letters among the bytes that are not ASCII, where a text is in it


def problem_of(lines: Iterable[Line]) -> tuple[str, str] | None:
    """Code and message of what a file looks like that is no dump, or none of this encoding; None if it may be one.

    Args:
        lines: from the first on; a bounded stretch of them is looked at.
    """
    head: list[Line] = []
    size = 0
    ended = True
    for line in lines:
        head.append(line)
        size += len(line.text) + 1
        if len(head) == _LINES or size >= _SIZE:
            ended = False
            break
    texts = [line.text for line in head if line.text and not line.text.isspace()]
    if not texts:
        return None
    kind = _kind(texts, ended=ended)
    if kind is not None:
        return "not-a-dump", _KINDS[kind]
    encoding = _encoding([line for line in head if line.text]) if any(line.damaged for line in head) else None
    return None if encoding is None else ("other-encoding", encoding)


def _kind(texts: list[str], *, ended: bool) -> str | None:
    first = texts[0].lstrip("\ufeff \t")
    for sign, kind in _MAGIC:
        if first.startswith(sign):
            return kind
    if first[:1] == "<":
        opening = first[:64].lower()
        kinds = (kind for sign, kind in _OPENINGS if opening.startswith(sign))
        # A tool that drops tags may leave the first line of all.
        if any(map(_TAG.search, (first[1:], *texts[1:]))):
            return next(kinds, "html" if _is_fragment(first, texts) else None)
        return None
    if first[:1] in ("{", "[") and (json := _json(first, texts[1:])) is not None:
        return json
    head = "\n".join(texts)[:_SIZE]
    controls = len(_CONTROL.findall(head))
    if controls >= _FEWEST_CONTROLS and controls * _ONE_IN >= len(_ESCAPES.sub("", head)):
        return "binary"
    if ended and len(texts) == 1 and _PATH.fullmatch(first.strip()):
        return "path"
    return "table" if _is_table(first, texts[1:]) else other_files.kind_of([first, *texts[1:]])


def _is_fragment(first: str, texts: list[str]) -> bool:
    """Whether lines are a piece of a page, none of Telegram's."""
    tagged = sum(_TAG.search(text) is not None for text in texts)
    return (
        _ELEMENT.match(first) is not None
        and tagged * _TAGGED >= len(texts)
        and not any(_OF_TELEGRAM in text for text in texts)
    )


def _json(first: str, others: list[str]) -> str | None:
    """JSON, or a record of it on each line; a line that only looks like it at its beginning counts where it is cut."""
    second = others[0].lstrip() if others else ""
    if _RECORD.match(first):
        if _is_whole(first):
            return "json-lines" if _RECORD.match(second) else None if second else "json"
        return "json"
    if _PYTHON.match(first):
        return "python"
    if first.rstrip() == "{":
        return "json" if _MEMBER.match(second) else None
    if _LIST.match(first) and (_is_whole(first) or _MEMBER.match(second) or first.startswith(("[{", "[["))):
        return "json" if len(first.strip()) > 1 or _MEMBER.match(second) else None
    return "json" if first.startswith('["') and not second and _is_whole(first) else None


def _is_whole(text: str) -> bool:
    try:
        return isinstance(orjson.loads(text), dict | list)
    except orjson.JSONDecodeError:
        return False


def _is_table(first: str, others: list[str]) -> bool:
    """Whether the first line has names of columns, and those below have as many."""
    for separator in (",", ";", "\t", "|"):
        names = first.split(separator)
        if len(names) < 2 or not all(_NAME.fullmatch(name.strip()) for name in names):
            continue
        known = sum(name.strip(' "').lower() in _COLUMNS for name in names)
        rows = [text for text in others[:8] if text.count(separator) >= len(names) - 1]
        if not rows or others[0] not in rows:
            continue
        if known >= _FEWEST_COLUMNS and known * 2 >= len(names):
            return True
        keyed = sum(_KEY.fullmatch(text.partition(separator)[0].strip()) is not None for text in rows)
        if len(names) >= _FEWEST_NAMES and keyed == len(others[:8]) >= _FEWEST_ROWS:
            return True
    return False


def _encoding(lines: list[Line]) -> str | None:
    """What to do about lines most of which cannot be decoded."""
    damaged = [line.text for line in lines if line.damaged]
    if len(damaged) < _FEWEST_DAMAGED or 2 * len(damaged) < len(lines):
        return None
    runs = [match[0] for text in damaged for match in _ESCAPES.finditer(text)]
    data = [int(run[at + 2 : at + 4], 16) for run in runs for at in range(0, len(run), 4)]
    if not data:
        return None
    guess = _guess(data, len(data) / len(runs))
    known: str = _DATA["encoding"]["known"]
    unknown: str = _DATA["encoding"]["unknown"]
    return known.replace("{}", guess) if guess else unknown


def _guess(data: list[int], run: float) -> str | None:
    """The encoding whose small letters most bytes are: of Cyrillic words, or of single letters between those of ASCII.

    Args:
        data: the bytes that are not ASCII.
        run: how many of them are together, on average.
    """
    high = sum(byte >= 0xE0 for byte in data) / len(data)
    middle = sum(0xC0 <= byte < 0xE0 for byte in data) / len(data)
    if run >= 2.5:
        return "cp1251" if high >= _SURE else "koi8-r" if middle >= _SURE else None
    return "cp1252" if run < 1.6 and high + middle >= _SURE else None
