"""Documents in, posts out: each row of a corpus is a dump of its own."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Unpack

from ..errors import DumpError
from ..lines.content import Content
from ..models import Defect, Gap, Post
from ..options import Options, ParseOptions, resolve
from ..pipeline import items
from .addresses import matcher
from .columns import Columns
from .rows import Problem, Row, row_of, utf8
from .score import looks_like_dump

if TYPE_CHECKING:
    from typing import Literal

    Skipped = Literal["no-text", "other-address", "low-score", "unreadable"]


class ParsedDocument(NamedTuple):
    """A row of a corpus and its posts.

    Attributes:
        row: number of the row, from 0 (int).
        id: its id (str), or None.
        url: its address (str), or None.
        kept: the columns to keep and their values (dict), or None.
        posts: its posts, as `posts_of` returns them (list of dict).
        defects: problems of the row, its posts and gaps (list of dict: code, message, line of the text, post).
        skipped: why the row was not read, or None: "no-text"; "other-address"; "low-score", the text does not look
            like a dump; "unreadable", which is a defect.
    """

    row: int
    id: str | None
    url: str | None
    kept: dict[str, Any] | None
    posts: list[dict[str, Any]]
    defects: list[dict[str, Any]]
    skipped: Skipped | None


@dataclass(slots=True)
class Reading:
    """How the rows of a corpus are read; `begin` makes what cannot be sent to another process.

    Attributes:
        options: of each dump.
        urls: hosts whose rows are read; all if there are none.
        min_score: rows that look less like a dump are skipped.
    """

    options: Options
    urls: tuple[str, ...] = ()
    min_score: float = 0.0
    _matches: Callable[[str | None], bool] | None = field(default=None, init=False, repr=False, compare=False)

    def read(self, row: Row) -> ReadRow:
        """Read a row. What is wrong with it is a defect.

        Raises:
            DumpError: with the option `strict`, at the first defect.
        """
        if row.problem is not None:
            return self._refused(row, row.problem)
        if self.urls:
            self._matches = self._matches or matcher(self.urls)
            if not self._matches(row.url):
                return ReadRow(row, skipped="other-address")
        if row.text is None or not row.text.strip():
            return ReadRow(row, skipped="no-text")
        if self.min_score and looks_like_dump(row.text) < self.min_score:
            return ReadRow(row, skipped="low-score")
        how = replace(self.options, strict=False, row=row.number, document=row.id, url=row.url)
        found = ReadRow(row)
        try:
            for item in items(Content(io.BytesIO(row.text), is_text=True), how):
                if self.options.strict and item.defects:
                    raise _refusal(row, item.defects[0], self.options.file)
                (found.posts if isinstance(item, Post) else found.gaps).append(item)  # type: ignore[arg-type]
        except DumpError as error:
            if self.options.strict:
                raise
            found.problem = Problem("unreadable-document", error.message)
        return found

    def _refused(self, row: Row, problem: Problem) -> ReadRow:
        if self.options.strict:
            raise DumpError(
                f"{_named(row)}{problem.code}: {problem.message}", file=self.options.file, line=problem.line
            )
        return ReadRow(row, skipped="unreadable", problem=problem)


def _refusal(row: Row, defect: Defect, file: str | None) -> DumpError:
    return DumpError(f"{_named(row)}{defect.code}: {defect.message}", file=file, line=defect.line)


def _named(row: Row) -> str:
    return "" if row.number is None else f"row {row.number:,}: "


@dataclass(slots=True)
class ReadRow:
    """What a row gave."""

    row: Row
    posts: list[Post] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)
    skipped: Skipped | None = None
    problem: Problem | None = None

    def defects(self) -> Iterator[tuple[int | None, str, str, int | None]]:
        """Line, code, message and the index of the post."""
        if self.problem is not None:
            yield self.problem.line, self.problem.code, self.problem.message, None
        for post in self.posts:
            for defect in post.defects:
                yield defect.line, defect.code, defect.message, post.index
        for gap in self.gaps:
            for defect in gap.defects:
                yield defect.line, defect.code, defect.message, None


_NOTHING: Final = frozenset((str, int, float, bool, type(None)))


def resolved(options: Mapping[str, Any]) -> Options:
    """As `options.resolve`, but the same options are checked once, and a file of markers read once."""
    if all(type(value) in _NOTHING for value in options.values()):
        return _resolved(tuple(sorted((name, type(value), value) for name, value in options.items())))
    return resolve(options)


@lru_cache(maxsize=16)
def _resolved(options: tuple[tuple[str, type, Any], ...]) -> Options:  # True is 1, but no year
    return resolve({name: value for name, _, value in options})


def posts_of(
    text: str | bytes | None, *, id: str | None = None, url: str | None = None, **options: Unpack[ParseOptions]
) -> list[dict[str, Any]]:
    """The posts of a document, as plain dicts of JSON types.

    Engines can pickle this function and send it to other processes.

    Args:
        text: one document of a corpus; None or an empty text has no posts. Bytes are UTF-8.
        id: id of the document, for `source.document`.
        url: address of the document, for `source.url`.
        options: as for `parse`.

    Returns:
        Rows as `iter_records` gives them, in the order of the text.

    Raises:
        DumpError: an option cannot be used, or the text is an export that needs an extra which is not installed; with
            `strict`, any defect.
        TypeError: `text` is neither, or there is no such option.
    """
    how = resolved(options)
    if text is None:
        return []
    if not isinstance(text, str | bytes):
        raise TypeError(f"expected a text, not {type(text).__name__}")
    how = replace(how, document=id, url=url)
    content = Content(io.BytesIO(utf8(text) if isinstance(text, str) else text), is_text=True)
    return [item.model_dump(mode="json") for item in items(content, how) if isinstance(item, Post)]


def iter_documents(
    rows: Iterable[Mapping[str, Any]],
    *,
    text: str = "text",
    id: str | None = "id",
    url: str | None = "url",
    keep: Iterable[str] = (),
    urls: Iterable[str] = (),
    min_score: float = 0.0,
    **options: Unpack[ParseOptions],
) -> Iterator[ParsedDocument]:
    """The rows of a corpus with their posts, one after the other, in constant memory.

    If a row cannot be read, because it is not a mapping or its text is not a text, the `ParsedDocument` has a defect.

    Args:
        rows: mappings of columns to values, such as dicts.
        text: the column of texts.
        id: the column of ids; rows may lack it.
        url: the column of addresses; rows may lack it.
        keep: columns to be copied, into `ParsedDocument.kept` and the key `row` of each post.
        urls: hosts whose rows are read, as for `--urls`; all if there are none.
        min_score: rows for which `looks_like_dump` gives less are skipped.
        options: as for `parse`.

    Raises:
        DumpError: an option cannot be used; while iterating, with `strict`, any defect.
        TypeError: there is no such option.
    """
    reading = Reading(resolved(options), tuple(urls), min_score)
    columns = Columns(text, id, url, tuple(keep))
    return (_parsed(reading.read(_row(number, values, columns))) for number, values in enumerate(rows))


def _row(number: int, values: Any, columns: Columns) -> Row:
    if isinstance(values, Mapping) and not isinstance(values, dict):
        values = dict(values)
    return row_of(number, values, columns)


def _parsed(read: ReadRow) -> ParsedDocument:
    row = read.row
    posts = [post.model_dump(mode="json") for post in read.posts]
    if row.kept is not None:
        for post in posts:
            post["row"] = row.kept
    defects = [
        {"line": line, "code": code, "message": message, "post": post} for line, code, message, post in read.defects()
    ]
    return ParsedDocument(row.number or 0, row.id, row.url, row.kept, posts, defects, read.skipped)
