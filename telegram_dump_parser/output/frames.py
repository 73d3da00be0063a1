"""Posts as tables of Arrow and data frames of pandas and polars, nested as the model or flat as the CSV."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from . import arrow
from . import flat as flat_columns

if TYPE_CHECKING:
    import pyarrow as pa

    from ..models import Post


def table(posts: Iterable[Post], *, flat: bool = False) -> pa.Table:
    """Posts as a table.

    Args:
        posts: any number of them.
        flat: the columns of `flat.schema` instead of `arrow.schema`.

    Raises:
        ImportError: pyarrow is not installed.
    """
    return flat_columns.table(posts) if flat else arrow.table(posts)


def pandas_frame(posts: Iterable[Post], *, flat: bool = False, **options: Any) -> Any:
    """Posts as a pandas data frame whose columns keep their Arrow types; in a flat one, days and times are pandas' own.

    Args:
        posts: any number of them.
        flat: as for `table`.
        options: keyword arguments of `pyarrow.Table.to_pandas`; `types_mapper=None` gives pandas' own types.

    Raises:
        ImportError: pandas or pyarrow is not installed.
    """
    try:
        import pandas
    except ImportError as error:
        raise arrow.needed("pandas", "pandas") from error
    types = arrow.pyarrow().types

    def mapped(kind: pa.DataType) -> Any:
        # Of Arrow's own days and times pandas can do little: no resampling, no comparison with "2025-05-12".
        return None if types.is_temporal(kind) else pandas.ArrowDtype(kind)

    return table(posts, flat=flat).to_pandas(**{"types_mapper": mapped, "date_as_object": False, **options})


def polars_frame(posts: Iterable[Post], *, flat: bool = False) -> Any:
    """Posts as a polars data frame.

    Args:
        posts: any number of them.
        flat: as for `table`.

    Raises:
        ImportError: polars or pyarrow is not installed.
    """
    try:
        import polars
    except ImportError as error:
        raise arrow.needed("polars", "polars") from error
    return polars.from_arrow(table(posts, flat=flat))
