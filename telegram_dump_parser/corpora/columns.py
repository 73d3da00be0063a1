"""Which columns of a table are read: those that are named, or that have the names that corpora give them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from ..errors import DumpError
from .addresses import table


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a corpus that are read; those of ids and addresses may be missing.

    Attributes:
        text: of the texts, each of which is a dump.
        id: of what the row is called; becomes `source.document`.
        url: of the address of the page; becomes `source.url`.
        keep: those that are copied to each post, as `row`.
    """

    text: str
    id: str | None = None
    url: str | None = None
    keep: tuple[str, ...] = ()

    def names(self) -> list[str]:
        """All of them, each once."""
        return list(dict.fromkeys(name for name in (self.text, self.id, self.url, *self.keep) if name is not None))

    def words(self) -> str:
        """For people: what is read from where."""
        parts = [f"texts in column {self.text!r}"]
        parts += [f"ids in {self.id!r}"] if self.id else []
        parts += [f"addresses in {self.url!r}"] if self.url else []
        return ", ".join(parts)


@dataclass(frozen=True, slots=True)
class Asked:
    """What of a corpus the user asks for: columns, None or nothing where they are to be found, and rows.

    Attributes:
        text, id, url, keep: as in `Columns`.
        is_corpus: whether the input is a corpus whatever it looks like.
        urls: hosts whose rows are read; all if there are none.
        min_score: rows that look less like a dump are skipped.
    """

    text: str | None = None
    id: str | None = None
    url: str | None = None
    keep: tuple[str, ...] = ()
    is_corpus: bool = False
    urls: tuple[str, ...] = ()
    min_score: float = 0.0


def columns_of(names: Iterable[str], asked: Asked, file: str | None = None, *, all_known: bool = True) -> Columns:
    """The columns to read.

    Args:
        names: the columns that there are.
        asked: those that are named.
        file: the corpus, for errors.
        all_known: whether there are no others; rows of JSON Lines may differ, and what is kept be in few of them.

    Raises:
        DumpError: a column is named that is not there, or none can be the text.
    """
    there = list(dict.fromkeys(names))
    known = table()["columns"]
    needed = [asked.text, asked.id, asked.url, *(asked.keep if all_known else ())]
    for name in needed:
        if name is not None and name not in there:
            raise DumpError(f"no column is called {name!r}; the columns are {', '.join(there) or 'none'}", file=file)
    text = asked.text or _first(known["text"], there)
    if text is None:
        raise DumpError(f"which column has the texts? name it with --text-column: {', '.join(there)}", file=file)
    return Columns(text, asked.id or _first(known["id"], there), asked.url or _first(known["url"], there), asked.keep)


def _first(names: Sequence[str], there: Sequence[str]) -> str | None:
    return next((name for name in names if name in there), None)


def text_column(row: Any) -> str | None:
    """The column of a row of JSON that plainly holds its text: it has a usual name; there are other columns."""
    if not isinstance(row, dict) or len(row) < 2:
        return None
    return next((name for name in table()["columns"]["text"] if isinstance(row.get(name, 0), str | None)), None)


def is_post(row: Any) -> bool:
    """Whether a row is one that this program wrote."""
    return isinstance(row, dict) and all(name in row for name in table()["columns"]["posts"])
