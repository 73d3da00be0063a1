"""Arrow in, Arrow out: a batch of rows of a corpus to a batch of posts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Unpack

from ..output.arrow import batch as batch_of
from ..output.arrow import pyarrow, schema
from .columns import Columns
from .documents import Reading, resolved
from .parquet import check_text, rows_of_batch

if TYPE_CHECKING:
    import pyarrow as pa

    from ..options import ParseOptions

KEPT = ("id", "url")


def posts_of_batch(
    batch: pa.RecordBatch | pa.Table,
    text: str = "text",
    keep: Sequence[str] = KEPT,
    *,
    id: str | None = "id",
    url: str | None = "url",
    first_row: int | None = None,
    urls: Sequence[str] = (),
    min_score: float = 0.0,
    **options: Unpack[ParseOptions],
) -> pa.RecordBatch | pa.Table:
    """The posts of a batch of documents, in the order of its rows.

    Engines can pickle this function and send it to other processes.

    Args:
        batch: an Arrow record batch or table; rows without a text give no posts.
        text: the column of texts, each of which is a dump.
        keep: columns that are copied to each post, with their types, into the struct `row`; those that are there.
        id: the column of ids, which become `source.document`; it may be missing.
        url: the column of addresses, which become `source.url`; it may be missing.
        first_row: number of the first row in the whole corpus, if that is known: `source.row` counts from there (int).
        urls: hosts whose rows are read, as for `--urls`; all if there are none.
        min_score: rows for which `looks_like_dump` gives less are skipped.
        options: as for `parse`.

    Returns:
        A batch by `posts_schema(batch.schema, keep)`; of a table a table. A row that cannot be read gives no posts.

    Raises:
        DumpError: an option cannot be used, or there is no such column of texts; with `strict`, any defect.
        ImportError: pyarrow is not installed.
        TypeError: there is no such option.
    """
    pa = pyarrow()
    check_text(batch.schema, text)
    names = batch.schema.names
    reading = Reading(resolved(options), tuple(urls), min_score)
    columns = Columns(text, id if id in names else None, url if url in names else None)
    posts: list[Any] = []
    places: list[int] = []
    for at, row in enumerate(rows_of_batch(batch, columns, first_row or 0)):
        found = reading.read(row if first_row is not None else row._replace(number=None)).posts
        posts += found
        places += [at] * len(found)
    made = batch_of(posts)
    there = [name for name in keep if name in names]
    if not there:
        return pa.Table.from_batches([made]) if isinstance(batch, pa.Table) else made
    taken = batch.select(there).take(pa.array(places, pa.int64()))
    parts = [column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column for column in taken.columns]
    whole = posts_schema(batch.schema, keep)
    kept = pa.StructArray.from_arrays(parts, fields=list(whole.field("row").type))
    form = pa.Table if isinstance(batch, pa.Table) else pa.RecordBatch
    return form.from_arrays([*made.columns, kept], schema=whole)


def posts_schema(of: pa.Schema | None = None, keep: Sequence[str] = KEPT) -> pa.Schema:
    """The schema of the batches that `posts_of_batch` returns.

    Args:
        of: the schema of the batches that it gets; None if no columns are kept.
        keep: the columns to keep.

    Raises:
        ImportError: pyarrow is not installed.
    """
    there = [] if of is None else [of.field(name).with_nullable(True) for name in keep if name in of.names]
    if not there:
        return schema()
    pa = pyarrow()
    return schema().append(pa.field("row", pa.struct(there)))


def posts_of_batches(batches: Iterator[pa.RecordBatch], **options: Any) -> Iterator[pa.RecordBatch]:
    """Call `posts_of_batch` for each batch, as engines need it (Spark's `mapInArrow`)."""
    for batch in batches:
        yield posts_of_batch(batch, **options)
