"""Posts as Apache Arrow: one schema, derived from the model, and the batches that every engine takes.

pyarrow is the optional extra `arrow`, and costs more to import than all the rest: it is imported at the first call.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from .api import iter_posts
from .output.arrow import BATCH, batches, schema

if TYPE_CHECKING:
    import pyarrow as pa

    from .lines.reader import Source

    SCHEMA: pa.Schema


def __getattr__(name: str) -> Any:
    if name == "SCHEMA":
        return schema()
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def iter_batches(source: Source, size: int = BATCH, **options: Any) -> Iterator[pa.RecordBatch]:
    """Parse a path, a binary file or bytes as a stream of record batches, in constant memory.

    Engines can pickle this function and send it to other processes.

    Args:
        source: as for `iter_posts`.
        size: number of posts in a batch.
        options: the keyword arguments of `iter_posts`.

    Raises:
        DumpError: as for `iter_posts`, while iterating.
        ImportError: pyarrow is not installed.
        ValueError: `size` is not positive.
    """
    return batches(iter_posts(source, **options), size)
