"""Posts as tables of Arrow and data frames of pandas and polars, nested as the model or flat as the CSV."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from ..errors import DumpError
from . import arrow
from . import flat as flat_columns
from .flat import Lists

if TYPE_CHECKING:
    import pyarrow as pa

    from ..models import Post


def table(posts: Iterable[Post], *, flat: bool = False, lists: Lists = "lists") -> pa.Table:
    """Posts as a table.

    Args:
        posts: any number of them.
        flat: the columns of `flat.schema` instead of `arrow.schema`.
        lists: as for `flat.table`.

    Raises:
        ImportError: pyarrow is not installed.
        DumpError: `lists` is neither `lists` nor `text`, or is `text` without `flat`.
    """
    if flat:
        return flat_columns.table(posts, lists=lists)
    if lists != "lists":
        raise DumpError(f"lists={lists!r} needs flat=True")
    return arrow.table(posts)


def pandas_frame(posts: Iterable[Post], *, flat: bool = False, lists: Lists = "lists", **options: Any) -> Any:
    """Posts as a pandas data frame whose columns keep their Arrow types; in a flat one, days and times are pandas' own.

    Args:
        posts: any number of them.
        flat, lists: as for `table`.
        options: keyword arguments of `pyarrow.Table.to_pandas`; `types_mapper=None` gives pandas' own types.

    Raises:
        ImportError: pandas or pyarrow is not installed.
        DumpError: as for `table`.
    """
    try:
        import pandas
    except ImportError as error:
        raise arrow.needed("pandas", "pandas") from error
    types = arrow.pyarrow().types

    def mapped(kind: pa.DataType) -> Any:
        # Of Arrow's own days and times pandas can do little: no resampling, no comparison with "2025-05-12".
        return None if types.is_temporal(kind) else pandas.ArrowDtype(kind)

    return table(posts, flat=flat, lists=lists).to_pandas(
        **{"types_mapper": mapped, "date_as_object": False, **options}
    )


def polars_frame(posts: Iterable[Post], *, flat: bool = False, lists: Lists = "lists") -> Any:
    """Posts as a polars data frame.

    Args:
        posts: any number of them.
        flat, lists: as for `table`.

    Raises:
        ImportError: polars or pyarrow is not installed.
        DumpError: as for `table`.
    """
    try:
        import polars
    except ImportError as error:
        raise arrow.needed("polars", "polars") from error
    return polars.from_arrow(table(posts, flat=flat, lists=lists))
