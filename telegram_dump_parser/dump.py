"""A parsed dump: the sequence of its posts, with its gaps and defects, and its conversions to tables and files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, SupportsIndex, overload

from pydantic import Field

from .models import Gap, Model, Post

if TYPE_CHECKING:
    import os

    import pandas
    import polars
    import pyarrow

    from .display.explanation import Explanation
    from .output.base import Format
    from .output.flat import Lists
    from .records.line_roles import Lines


class DialectSummary(Model):
    """How the extractor that made a dump laid out its texts."""

    name: str = Field(
        description="`source.dialect` of the posts; `mixed` if at least one post in ten differs from the majority"
    )
    posts: dict[str, int] = Field(description="number of posts by dialect")
    evidence: tuple[str, ...] = Field(
        description="what shows the dialect, in words",
        examples=[["second copies: 11 of 12 posts", "blank lines in texts: 0 of 12 posts"]],
    )

    def __str__(self) -> str:
        return self.name

    def __repr__(self) -> str:
        return f"<Dialect {self.name}: {'; '.join(self.evidence)}>"

    def __hash__(self) -> int:
        return hash((self.name, frozenset(self.posts.items()), self.evidence))


class Dump(Sequence[Post]):
    """A parsed dump: a sequence of its posts, with the gaps between them.

    Two dumps are equal if their posts, gaps and sources are equal.

    Attributes:
        posts: the posts, in the order of the dump (tuple of Post).
        gaps: lines that belong to no post (tuple of Gap). The spans of posts and gaps cover every byte, once.
        defects: all problems in posts and gaps, by line (tuple of Defect).
        source: name of the dump, as it was given (str); None for text and bytes.
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
        """How the texts of the dump are laid out; None for exports and saved pages, and if there are no posts."""
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
        from .escaping import printable

        sizes = {"post": len(self.posts), "gap": len(self.gaps), "defect": len(self.defects)}
        counts = ", ".join(f"{size:,} {noun}{'' if size == 1 else 's'}" for noun, size in sizes.items())
        return f"<Dump of {printable(self.source or 'text')}: {counts}>"

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

    def to_jsonl(self, path: str | os.PathLike[str], *, replace: bool = False) -> None:
        """Write the posts as JSON Lines: one JSON object per post and line, in UTF-8.

        Args:
            path: the file. It is compressed if the name ends in `.gz`, `.bz2`, `.xz` or `.zst`. No file of this name
                appears before it is complete.
            replace: replace an existing file; otherwise an existing file is an error.

        Raises:
            DumpError: the file exists and `replace` is false, or it cannot be written.
            ImportError: the name ends in `.zst`, and neither Python nor the extra `zstd` knows this compression.
        """
        from .output.base import Format

        self._write(path, Format.JSONL, replace=replace)

    def to_csv(
        self, path: str | os.PathLike[str], *, raw: bool = False, bom: bool = False, replace: bool = False
    ) -> None:
        """Write the posts as CSV: one flat row per post below a row of column names, in UTF-8.

        Args:
            path: as for `to_jsonl`.
            raw: do not put an apostrophe before text that a spreadsheet would read as a formula.
            bom: begin the file with a byte order mark, so that Excel reads it as UTF-8.
            replace: as for `to_jsonl`.

        Raises:
            DumpError: as for `to_jsonl`.
            ImportError: as for `to_jsonl`.
        """
        from .output.base import Format

        self._write(path, Format.CSV, raw=raw, bom=bom, replace=replace)

    def to_parquet(self, path: str | os.PathLike[str], *, replace: bool = False) -> None:
        """Write the posts as Parquet, with the columns of `arrow.SCHEMA`; needs the extra `arrow`.

        Args:
            path: the file. No file of this name appears before it is complete.
            replace: as for `to_jsonl`.

        Raises:
            DumpError: as for `to_jsonl`.
            ImportError: the extra is not installed.
        """
        from .output.base import Format

        self._write(path, Format.PARQUET, replace=replace)

    def _write(
        self, path: str | os.PathLike[str], kind: Format, *, replace: bool, raw: bool = False, bom: bool = False
    ) -> None:
        from .output.files import replacing
        from .output.writers import writing

        with (
            replacing(Path(path), force=replace, how="replace=True") as file,
            writing(file, kind, Path(path), raw=raw, bom=bom) as writer,
        ):
            for post in self.posts:
                writer.post(post)

    def to_arrow(self, *, flat: bool = False, lists: Lists = "lists") -> pyarrow.Table:
        """The posts as an Arrow table, with the columns of `arrow.SCHEMA`; needs the extra `arrow`.

        Args:
            flat: give the columns of the CSV instead of nested ones. `location` is a string, and lists stay lists.
                `date` is a day that the text names, as a date; `posted_at` is the time when the post was sent,
                without a time zone. Both are null unless day, month and year are known.
            lists: with `flat=True`, `text` gives text as in the CSV instead of lists: hashtags and the like joined by
                spaces, other lists as JSON, and null for an empty list. pandas and polars can compare and write text,
                but not lists.

        Raises:
            ImportError: the extra is not installed.
            DumpError: `lists` is neither `lists` nor `text`, or is `text` without `flat=True`.
        """
        from .output.frames import table

        return table(self.posts, flat=flat, lists=lists)

    def to_pandas(self, *, flat: bool = False, lists: Lists = "lists", **options: Any) -> pandas.DataFrame:
        """The posts as a pandas data frame; needs the extra `pandas`.

        Columns keep their Arrow types. With `flat=True`, dates and times are `datetime64` of pandas.

        Args:
            flat, lists: as for `to_arrow`.
            options: keyword arguments of `pyarrow.Table.to_pandas`; `types_mapper=None` gives pandas' own types.

        Raises:
            ImportError: the extra is not installed.
            DumpError: as for `to_arrow`.
        """
        from .output.frames import pandas_frame

        return pandas_frame(self.posts, flat=flat, lists=lists, **options)

    def to_polars(self, *, flat: bool = False, lists: Lists = "lists") -> polars.DataFrame:
        """The posts as a polars data frame; needs the extra `polars`.

        Args:
            flat, lists: as for `to_arrow`.

        Raises:
            ImportError: the extra is not installed.
            DumpError: as for `to_arrow`.
        """
        from .output.frames import polars_frame

        return polars_frame(self.posts, flat=flat, lists=lists)

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """The Arrow PyCapsule interface: pyarrow, DuckDB, narwhals and others read a dump directly.

        Raises:
            ImportError: the extra `arrow` is not installed.
        """
        from .output.arrow import reader

        return reader(self.posts).__arrow_c_stream__(requested_schema)

    def explain(self, post: Post | SupportsIndex) -> Explanation:
        """Show the lines of a post, what each of them is, and why the post begins where it does.

        Args:
            post: a post of this dump, or its index, from 0; a negative index counts from the end.

        Raises:
            TypeError: `post` is neither a post nor an index.
            IndexError: the dump has no post with this index.
            ValueError: the post does not belong to this dump; or the dump was not made by parsing, and has no lines.
        """
        from .display.explanation import explain

        return explain(self.posts, self._lines, post)

    def lines_of_posts(self) -> list[str]:
        """The lines of each post as the dump has them, with second copies and Telegram's own lines.

        A dump that was not made by parsing has no lines; then the texts of its posts are returned.
        """
        if self._lines is None:
            return [post.text for post in self.posts]
        return ["\n".join(text for text, _ in self._lines.of(number)) for number in range(len(self.posts))]

    def _repr_html_(self) -> str:
        from .display.notebook import dump_html

        return dump_html(self)
