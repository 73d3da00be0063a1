"""Several dumps as one: their posts in one frame, and what could not be read."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Any, Unpack, overload

from .dump import Dump
from .errors import DumpError
from .lines.inputs import files_of
from .models import Post

if TYPE_CHECKING:
    import pandas
    import polars
    import pyarrow

    from .models import Defect, Gap
    from .options import ParseOptions
    from .output.flat import Lists


class DumpCollection(Sequence[Dump]):
    """Dumps that were parsed together, in order. `posts` and all frames have the posts of all dumps.

    Attributes:
        dumps: the dumps that could be read (tuple of Dump).
        errors: why the others could not be read (tuple of DumpError).
    """

    __slots__ = ("dumps", "errors")

    def __init__(self, dumps: Iterable[Dump], errors: Iterable[DumpError] = ()) -> None:
        self.dumps = tuple(dumps)
        self.errors = tuple(errors)

    @property
    def posts(self) -> tuple[Post, ...]:
        """The posts of all dumps; `source.file` says in which dump a post is, and `index` counts within that dump."""
        return tuple(self._posts())

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """The gaps of all dumps."""
        return tuple(chain.from_iterable(dump.gaps for dump in self.dumps))

    @property
    def defects(self) -> tuple[Defect, ...]:
        """The defects of all dumps."""
        return tuple(chain.from_iterable(dump.defects for dump in self.dumps))

    def _posts(self) -> Iterator[Post]:
        return chain.from_iterable(dump.posts for dump in self.dumps)

    def __len__(self) -> int:
        return len(self.dumps)

    def __iter__(self) -> Iterator[Dump]:
        return iter(self.dumps)

    @overload
    def __getitem__(self, index: int) -> Dump: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Dump]: ...
    def __getitem__(self, index: int | slice) -> Dump | Sequence[Dump]:
        return self.dumps[index]

    def __repr__(self) -> str:
        posts = sum(map(len, self.dumps))
        return f"<DumpCollection: {len(self)} dumps, {posts} posts, {len(self.errors)} errors>"

    def to_records(self) -> list[dict[str, Any]]:
        """The posts of all dumps as plain dicts of JSON types."""
        return [post.model_dump(mode="json") for post in self._posts()]

    def to_arrow(self, *, flat: bool = False, lists: Lists = "lists") -> pyarrow.Table:
        """The posts of all dumps as one Arrow table, as `Dump.to_arrow` has them; needs the extra `arrow`.

        Args:
            flat, lists: as for `Dump.to_arrow`.

        Raises:
            ImportError: the extra is not installed.
            DumpError: as for `Dump.to_arrow`.
        """
        return self._whole().to_arrow(flat=flat, lists=lists)

    def to_pandas(self, *, flat: bool = False, lists: Lists = "lists", **options: Any) -> pandas.DataFrame:
        """The posts of all dumps as one pandas data frame; needs the extra `pandas`.

        Args:
            flat, lists: as for `Dump.to_arrow`.
            options: keyword arguments of `pyarrow.Table.to_pandas`.

        Raises:
            ImportError: the extra is not installed.
            DumpError: as for `Dump.to_arrow`.
        """
        return self._whole().to_pandas(flat=flat, lists=lists, **options)

    def to_polars(self, *, flat: bool = False, lists: Lists = "lists") -> polars.DataFrame:
        """The posts of all dumps as one polars data frame; needs the extra `polars`.

        Args:
            flat, lists: as for `Dump.to_arrow`.

        Raises:
            ImportError: the extra is not installed.
            DumpError: as for `Dump.to_arrow`.
        """
        return self._whole().to_polars(flat=flat, lists=lists)

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """The Arrow PyCapsule interface: pyarrow, DuckDB, narwhals and others read a collection as it is.

        Raises:
            ImportError: the extra `arrow` is not installed.
        """
        return self._whole().__arrow_c_stream__(requested_schema)

    def _whole(self) -> Dump:
        return Dump(self.posts, (), None)


def parse_files(
    paths: str | os.PathLike[str] | Iterable[str | os.PathLike[str]], **options: Unpack[ParseOptions]
) -> DumpCollection:
    """Parse files as one collection of dumps with one frame, in memory.

    Args:
        paths: a file, a folder or a glob, or several of them. Files of a folder or glob are read in sorted order.
        options: as for `parse`.

    Returns:
        The dumps, in order. If a file cannot be read, the reason is in `errors`, and the other files are read.

    Raises:
        DumpError: an option has an invalid value, or a path matches no file; with `strict`, any defect and any file
            that cannot be read.
        ImportError: `language` without the extra `lang`.
        TypeError: there is no such option.
    """
    from .api import parse_file
    from .options import resolve

    resolve(options)  # an option that is wrong is raised once, not reported for each file
    names = [paths] if isinstance(paths, str | os.PathLike) else list(paths)
    dumps: list[Dump] = []
    errors: list[DumpError] = []
    for name in names:
        files = files_of(os.fspath(name))
        if not files:
            raise DumpError("no such file; check the path", file=os.fspath(name))
        for file in files:
            try:
                dumps.append(parse_file(file, **options))
            except DumpError as error:
                if options.get("strict"):
                    raise
                errors.append(error)
    return DumpCollection(dumps, errors)
