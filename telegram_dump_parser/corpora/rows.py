"""Rows of corpora: what is read of each, and JSON Lines, one after the other in constant memory."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from ..errors import DumpError
from ..lines.compression import Fault
from ..lines.content import Content
from .columns import Asked, Columns, columns_of, is_post, text_column

LONGEST_ROW: Final = 64 << 20
"""In bytes; a longer line of JSON is a defect, and passed over."""

_BLOCK: Final = 1 << 20
_HEAD: Final = 64 << 10  # bytes that show what a file is; more if its first row is longer


class Problem(NamedTuple):
    """Why a row cannot be used: a code, a message of one line, and the line of the file, from 1, if it has lines."""

    code: str
    message: str
    line: int | None = None


class Row(NamedTuple):
    """A row of a corpus.

    Attributes:
        number: from 0; None where it is not known.
        text: the UTF-8 form of its text; None if it has none.
        id: the value of the column of ids, as text.
        url: the value of the column of addresses.
        kept: the columns to be copied to each post.
        problem: why the row cannot be read.
    """

    number: int | None
    text: bytes | None
    id: str | None = None
    url: str | None = None
    kept: dict[str, Any] | None = None
    problem: Problem | None = None


@dataclass(slots=True)
class Corpus:
    """An open corpus, whose rows can be read once.

    Attributes:
        columns: those that are read.
        length: how much there is to read, in rows of Parquet, or in bytes; 0 if that is not known.
        position: how much of it has been read.
        kept: the type of each column that is kept, "string" where its values are JSON.
        rows: all of them.
        fault: what is wrong with the archive that it is, once all rows are read.
    """

    columns: Columns
    length: int
    position: Callable[[], int]
    kept: dict[str, str]
    rows: Iterator[Row]
    fault: Callable[[], Fault | None] = lambda: None


def utf8(text: str) -> bytes:
    """The bytes of a text. Bytes that could not be read are there again; a lone surrogate has three."""
    try:
        return text.encode()
    except UnicodeEncodeError:
        pass
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogatepass")


def row_of(number: int, values: Any, columns: Columns, line: int | None = None) -> Row:
    """A row from its values by the names of columns; what is wrong with it is in `problem`."""
    if not isinstance(values, dict):
        return Row(number, None, problem=Problem("invalid-row", f"a row is an object, not {_kind(values)}", line))
    text = values.get(columns.text)
    id, url = (_text(values.get(name)) if name else None for name in (columns.id, columns.url))
    kept = {name: plain(values.get(name)) for name in columns.keep} if columns.keep else None
    if text is None:
        return Row(number, None, id, url, kept)
    if isinstance(text, str):
        return Row(number, utf8(text), id, url, kept)
    if isinstance(text, bytes):
        return Row(number, text, id, url, kept)
    message = f"the column {columns.text} holds {_kind(text)}, not text"
    return Row(number, None, id, url, kept, Problem("invalid-row", message, line))


def _text(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        # Nothing that is written can hold a lone surrogate.
        return None if value is None else value.encode("utf-8", "backslashreplace").decode()
    if isinstance(value, bytes):
        return value.decode("utf-8", "backslashreplace")
    return json.dumps(value, ensure_ascii=False, default=str)


def plain(value: Any) -> Any:
    """A value as JSON has it: what it does not know, such as times, becomes text, and what is no number null."""
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, str | bytes):
        return _text(value)
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {str(_text(name)): plain(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [plain(part) for part in value]
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


_KINDS: Final = {bool: "true or false", int: "a number", float: "a number", list: "a list", dict: "an object"}


def _kind(value: Any) -> str:
    return _KINDS.get(type(value), "null" if value is None else type(value).__name__)


# JSON Lines


def json_corpus(content: Content, asked: Asked) -> Corpus | None:
    """The corpus that a file of JSON Lines is, of which nothing has been read yet; None if it plainly is none.

    Raises:
        DumpError: it cannot be read, has no such columns, or holds posts that this program wrote.
    """
    rows = _first_rows(content)
    if not asked.is_corpus:
        found = [text_column(row) for row in rows]
        # A dump may quote a line of JSON.
        if not rows or 2 * sum(name is not None for name in found) <= len(rows):
            return None
        if all(map(is_post, rows)):
            message = "holds posts that this program wrote; to read their texts as dumps, give --text-column"
            raise DumpError(message, file=content.name)
    names = dict.fromkeys(name for row in rows if isinstance(row, dict) for name in row)
    if asked.is_corpus and not names:  # an empty file, or one whose first rows are broken
        names = dict.fromkeys([asked.text or "text"])
    columns = columns_of(names, asked, content.name, all_known=False)
    kept = dict.fromkeys(columns.keep, "string")
    return Corpus(columns, 0, lambda: 0, kept, json_rows(content, columns), lambda: content.fault)


def _first_rows(content: Content) -> list[Any]:
    """The values of the first lines; None of what is no JSON."""
    size = _HEAD
    head = content.peek(size)
    if not head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{"):
        return []
    while b"\n" not in head and len(head) == size and size < LONGEST_ROW:
        size *= 4
        head = content.peek(size)
    lines = head.removeprefix(b"\xef\xbb\xbf").split(b"\n")
    if len(head) == size and len(lines) > 1:
        lines.pop()
    return [_loaded(line) for line in lines if line.strip()]


def _loaded(line: bytes) -> Any:
    try:
        return loads(line)
    except ValueError:
        return None


def json_rows(content: Content, columns: Columns) -> Iterator[Row]:
    """The rows of JSON Lines. Lines without anything but white space are none.

    Raises:
        DumpError: the file cannot be read.
    """
    number = 0
    for at, (line, size) in enumerate(_lines(content), 1):
        if at == 1:
            line = line.removeprefix(b"\xef\xbb\xbf")
        if size > LONGEST_ROW:
            problem = Problem("overlong-row", f"a row of {size:,} bytes is longer than {LONGEST_ROW >> 20} MiB", at)
            yield Row(number, None, problem=problem)
        elif not line.strip():
            continue
        else:
            try:
                yield row_of(number, loads(line), columns, at)
            except ValueError as error:
                problem = Problem("invalid-json", f"the row is not JSON: {_one_line(error)}", at)
                yield Row(number, None, problem=problem)
        number += 1


def loads(line: bytes) -> Any:
    """A value of JSON, as lenient as Python is: NaN, control characters and bytes that are no UTF-8 in a text.

    Raises:
        ValueError: it is no JSON.
    """
    import orjson

    try:
        return orjson.loads(line)
    except orjson.JSONDecodeError as error:
        try:
            return json.loads(line.decode("utf-8", "surrogateescape"), strict=False)
        except (ValueError, RecursionError):
            raise error from None


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())[:200]


def _lines(content: Content) -> Iterator[tuple[bytes, int]]:
    """Lines without their ends, and how long they are; of one that is too long nothing is kept."""
    parts: list[bytes] = []
    held = 0
    while block := content.read(_BLOCK):
        start = 0
        while (end := block.find(b"\n", start)) >= 0:
            parts.append(block[start:end])
            yield b"".join(parts), held + end - start
            parts, held, start = [], 0, end + 1
        if start < len(block):
            held += len(block) - start
            parts.append(block[start:])
            if held > LONGEST_ROW:
                parts = []
    if held:
        yield b"".join(parts), held
