"""A parsed dump: the sequence of its posts, with its gaps and defects, and what it can be turned into."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, SupportsIndex, overload

from .models import DialectSummary, Gap, Post

if TYPE_CHECKING:
    import pandas
    import polars
    import pyarrow

    from .display.explanation import Explanation
    from .records.line_roles import Lines


class Dump(Sequence[Post]):
    """All that a dump holds: a sequence of its posts, with what lies between them.

    Two are equal if their posts, gaps and sources are.

    Attributes:
        posts: in the order of the dump.
        gaps: what belongs to no post; with the posts' spans these cover every byte, once.
        defects: all problems, those of posts and of gaps, by line.
        source: the dump's name as it was given, or None.
    """

    __slots__ = ("_lines", "defects", "gaps", "posts", "source")

    def __init__(
        self, posts: Sequence[Post], gaps: Sequence[Gap], source: str | None, lines: Lines | None = None
    ) -> None:
        self.posts = tuple(posts)
        self.gaps = tuple(gaps)
        self.source = source
        self._lines = lines  # for `explain`
        found = [defect for post in self.posts for defect in post.defects]
        found += [defect for gap in self.gaps for defect in gap.defects]
        self.defects = tuple(sorted(found, key=lambda defect: defect.line))

    @property
    def dialect(self) -> DialectSummary | None:
        """How its texts are laid out, by its posts; None if it has no post of a text dump."""
        counts = Counter(post.source.dialect for post in self.posts if post.source.dialect is not None)
        if not counts:
            return None
        size = len(self.posts)
        name, most = counts.most_common(1)[0]
        signs = {
            "second copies": sum(post.echo.shape != "none" for post in self.posts),
            "blank lines in texts": sum("\n\n" in post.text for post in self.posts),
            "reactions, polls or previews": sum(bool(p.reactions or p.poll or p.preview) for p in self.posts),
        }
        return DialectSummary(
            name=name if 10 * (size - most) < size else "mixed",
            posts=dict(counts.items()),
            evidence=tuple(f"{sign}: {count} of {size} posts" for sign, count in signs.items()),
        )

    def __len__(self) -> int:
        return len(self.posts)

    def __iter__(self) -> Iterator[Post]:
        return iter(self.posts)

    @overload
    def __getitem__(self, index: int) -> Post: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Post]: ...
    def __getitem__(self, index: int | slice) -> Post | Sequence[Post]:
        return self.posts[index]

    def __repr__(self) -> str:
        counts = f"{len(self.posts)} posts, {len(self.gaps)} gaps, {len(self.defects)} defects"
        return f"<Dump of {self.source or 'text'}: {counts}>"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Dump):
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
        from .output.arrow import table

        return table(self.posts)

    def to_pandas(self, **options: Any) -> pandas.DataFrame:
        """The posts as a pandas data frame whose columns keep their Arrow types; needs the extra `pandas`.

        Args:
            options: keyword arguments of `pyarrow.Table.to_pandas`; `types_mapper=None` gives pandas' own types.

        Raises:
            ImportError: the extra is not installed.
        """
        from .output.arrow import pandas_frame

        return pandas_frame(self.posts, **options)

    def to_polars(self) -> polars.DataFrame:
        """The posts as a polars data frame; needs the extra `polars`.

        Raises:
            ImportError: the extra is not installed.
        """
        from .output.arrow import polars_frame

        return polars_frame(self.posts)

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """The Arrow PyCapsule interface: pyarrow, DuckDB, narwhals and others read a dump as it is.

        Raises:
            ImportError: the extra `arrow` is not installed.
        """
        from .output.arrow import reader

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
        from .display.explanation import explain

        return explain(self.posts, self._lines, post)

    def lines_of_posts(self) -> list[str]:
        """The lines of each post as the dump has them, second copies and Telegram's own lines among them.

        A dump that was put together by hand has no such lines; its texts stand for them.
        """
        if self._lines is None:
            return [post.text for post in self.posts]
        return ["\n".join(text for text, _ in self._lines.of(number)) for number in range(len(self.posts))]

    def _repr_html_(self) -> str:
        from .display.notebook import dump_html

        return dump_html(self)
