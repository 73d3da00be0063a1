"""What posts and dumps can be turned into: rows, frames, Arrow, and something to look at in a notebook.

The models inherit these methods. Each imports what it needs when it is called: the libraries are optional extras, and
the import of this package is none of their business.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, SupportsIndex

if TYPE_CHECKING:
    import pandas
    import polars
    import pyarrow

    from .explain import Explanation, Lines
    from .models import Gap, Post


class PostDoors:
    """What a post can be turned into, beside what pydantic offers."""

    def _repr_html_(self) -> str:
        from .notebook import post_html

        return post_html(self)  # type: ignore[arg-type]  # only `Post` inherits this


class DumpDoors:
    """What a dump can be turned into, bytes of pickle among it, and compared with."""

    __slots__ = ()

    if TYPE_CHECKING:
        posts: tuple[Post, ...]
        gaps: tuple[Gap, ...]
        source: str | None
        _lines: Lines | None

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, DumpDoors):
            return NotImplemented
        return (self.source, self.posts, self.gaps) == (other.source, other.posts, other.gaps)

    def __hash__(self) -> int:
        return hash((self.source, self.posts, self.gaps))

    def __reduce__(self) -> tuple[Any, ...]:
        # The oldest protocols of pickle know no slots.
        return type(self), (self.posts, self.gaps, self.source, self._lines)

    def to_records(self) -> list[dict[str, Any]]:
        """The posts as plain dicts of JSON types."""
        return [post.model_dump(mode="json") for post in self.posts]

    def to_arrow(self) -> pyarrow.Table:
        """The posts as an Arrow table, by `arrow.SCHEMA`; needs the extra `arrow`.

        Raises:
            ImportError: the extra is not installed.
        """
        from .arrow import table

        return table(self.posts)

    def to_pandas(self, **options: Any) -> pandas.DataFrame:
        """The posts as a pandas data frame whose columns keep their Arrow types; needs the extra `pandas`.

        Args:
            options: keyword arguments of `pyarrow.Table.to_pandas`; `types_mapper=None` gives pandas' own types.

        Raises:
            ImportError: the extra is not installed.
        """
        from .arrow import pandas_frame

        return pandas_frame(self.posts, **options)

    def to_polars(self) -> polars.DataFrame:
        """The posts as a polars data frame; needs the extra `polars`.

        Raises:
            ImportError: the extra is not installed.
        """
        from .arrow import polars_frame

        return polars_frame(self.posts)

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """The Arrow PyCapsule interface: pyarrow, DuckDB, narwhals and others read a dump as it is.

        Raises:
            ImportError: the extra `arrow` is not installed.
        """
        from .arrow import reader

        return reader(self.posts).__arrow_c_stream__(requested_schema)

    def explain(self, post: Post | SupportsIndex) -> Explanation:
        """The lines of a post, what each of them is, and why the post begins where it does.

        Args:
            post: a post of this dump, or its place in it, from 0; negative ones count from the end.

        Raises:
            TypeError: it is neither.
            IndexError: the dump has no post at this place.
            ValueError: the post is none of this dump, or the dump was put together by hand and has no lines.
        """
        from .explain import explain

        return explain(self.posts, self._lines, post)

    def _repr_html_(self) -> str:
        from .notebook import dump_html

        return dump_html(self)  # type: ignore[arg-type]  # only `Dump` inherits this
