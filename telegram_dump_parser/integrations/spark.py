"""Spark: dumps as a Python data source, `spark.read.format("telegram_dump")`, or as a column of texts; posts are rows.

Needs the extra `spark`, and Java for Spark itself. Spark pickles what is here, and imports this package in its Python
workers: it must be installed wherever they run.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit
from urllib.request import url2pathname

from pydantic import TypeAdapter, ValidationError

from ..api import iter_posts
from ..corpora.batches import KEPT, posts_of_batches, posts_schema
from ..corpora.parquet import check_text
from ..errors import DumpError
from ..lines import inputs
from ..lines.encoding import codec_of
from ..options import hints, resolve
from ..output.arrow import batches, needed, pyarrow, schema

try:
    from pyspark.sql.datasource import DataSource, DataSourceReader, InputPartition
    from pyspark.sql.pandas.types import from_arrow_schema, to_arrow_schema
except ImportError as error:
    raise needed("pyspark 4.0 or newer", "spark") from error

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql.types import StructType

    from ..models import Post

CORRUPT: Final = "_corrupt_record"
"""The column, after those of a post, that says of a file why it could not be read."""

_SPARKS_OWN: Final = ("path", "paths", "mode")


class Mode(StrEnum):
    """What to do with files that cannot be read, and with posts with defects."""

    PERMISSIVE = "PERMISSIVE"
    DROPMALFORMED = "DROPMALFORMED"
    FAILFAST = "FAILFAST"


class TelegramDumpSource(DataSource):  # type: ignore[misc]  # without pyspark, mypy does not know the class
    """A data source of posts: a row for each post, in the order of its file, and a partition for each file.

    Register it with `spark.dataSource.register(TelegramDumpSource)`. Options:

    - `path`: a file, a folder or a glob (str); `load` also takes a list of them. Python opens the files on the machines
      of Spark's executors, by their absolute paths, which may begin with `file:`.
    - `mode`: `PERMISSIVE` (the default): posts with defects are kept, and a file that cannot be read gives a row that
      is null except for `_corrupt_record`. `DROPMALFORMED`: both are left out. `FAILFAST`: both end the query.
    - the keyword arguments of `iter_posts`, except `strict` (use `FAILFAST`); `markers` is a path.

    Raises:
        DumpError: an option has an invalid value, or there is no such file.
        ImportError: the option `language` without the extra `lang`.
    """

    def __init__(self, options: Mapping[str, str]) -> None:
        super().__init__(options)
        given = {name.lower(): value for name, value in options.items()}  # as Spark has them, in any case
        self._paths = _paths(given)
        self._mode = _mode(given.get("mode"))
        self._keywords = _keywords({name: given[name] for name in given if name not in _SPARKS_OWN})
        if self._mode is Mode.FAILFAST:
            self._keywords["strict"] = True
        _try(self._keywords)
        files_of(self._paths)  # so `load` raises for a path that is wrong, and not the first query

    @classmethod
    def name(cls) -> str:
        """The name of the format."""
        return "telegram_dump"

    def schema(self) -> StructType:
        """The columns, as Spark has them: those of a post, and `_corrupt_record`."""
        return from_arrow_schema(_columns(), prefer_timestamp_ntz=True)

    def reader(self, schema: StructType) -> TelegramDumpReader:
        """The reader of some or all of the columns.

        Raises:
            DumpError: a schema that the user gives names other columns.
        """
        for name in schema.names:
            if name not in _columns().names:
                raise DumpError(f"posts have no column {name!r}; leave the schema out, or name columns that they have")
        return TelegramDumpReader(self._paths, self._mode, self._keywords, schema.names)


class TelegramDumpReader(DataSourceReader):  # type: ignore[misc]  # as above
    """Reads files where Spark wants them read."""

    def __init__(self, paths: list[str], mode: Mode, keywords: dict[str, Any], names: list[str]) -> None:
        self._paths = paths
        self._mode = mode
        self._keywords = keywords
        self._names = names

    def partitions(self) -> list[InputPartition]:
        """The files as they are when the query begins."""
        return [InputPartition(path) for path in files_of(self._paths)]

    def read(self, partition: InputPartition) -> Iterator[pa.RecordBatch]:
        """The posts of a file as record batches, in constant memory.

        Raises:
            DumpError: in the mode FAILFAST, the file cannot be read or has a defect; in any, an executor cannot use
                an option, such as a file of markers that is not there.
        """
        _try(self._keywords)
        pa = pyarrow()
        failures: list[str] = []
        for batch in batches(self._posts(partition.value, failures)):
            nulls = pa.nulls(batch.num_rows, pa.string())
            yield pa.RecordBatch.from_arrays([*batch.columns, nulls], schema=_columns()).select(self._names)
        if failures and self._mode is Mode.PERMISSIVE:
            rows = [{CORRUPT: failure} for failure in failures]
            yield pa.RecordBatch.from_pylist(rows, schema=_columns()).select(self._names)

    def _posts(self, path: str, failures: list[str]) -> Iterator[Post]:
        try:
            for post in iter_posts(path, **self._keywords):
                if self._mode is not Mode.DROPMALFORMED or not post.defects:
                    yield post
        except DumpError as error:
            if self._mode is Mode.FAILFAST:
                raise
            failures.append(str(error))


def posts_of_column(
    frame: Any,
    text: str = "text",
    keep: Sequence[str] = KEPT,
    *,
    id: str | None = "id",
    url: str | None = "url",
    urls: Sequence[str] = (),
    min_score: float = 0.0,
    **options: Any,
) -> Any:
    """The posts of a frame whose rows are documents: a row each, without a shuffle (`mapInArrow`).

    Args:
        frame: a Spark data frame (pyspark.sql.DataFrame).
        text: the column of texts, each of which is a dump; rows without one give no posts.
        keep: columns that are copied to each post, into the struct `row`; those that are there.
        id: the column of ids (str), which become `source.document`; it may be missing.
        url: the column of addresses (str), which become `source.url`; it may be missing.
        urls: hosts whose rows are read, as for `parse --urls`; all if there are none.
        min_score: rows for which `looks_like_dump` gives less are skipped.
        options: the keyword arguments of `parse`.

    Returns:
        A frame with the columns of a post, and `row`.

    Raises:
        DumpError: an option cannot be used, or there is no such column of texts.
        ImportError: `language` without the extra `lang`.
        TypeError: there is no such option.
    """
    _try(options)
    of = to_arrow_schema(frame.schema)
    check_text(of, text)
    names = dict.fromkeys(name for name in (text, id, url, *keep) if name in frame.columns)
    work = partial(
        posts_of_batches,
        text=text,
        keep=tuple(keep),
        id=id,
        url=url,
        urls=tuple(urls),
        min_score=min_score,
        **options,
    )
    made = posts_schema(of, keep)
    columns = from_arrow_schema(made, prefer_timestamp_ntz=True)
    return frame.select(*names).mapInArrow(work, columns)


def files_of(paths: list[str]) -> list[str]:
    """The files that paths stand for, as `lines.inputs` has them, sorted, each once.

    Raises:
        DumpError: a path stands for no file, or a folder cannot be listed.
    """
    found: set[str] = set()
    for path in paths:
        files = inputs.files_of(path)
        if not files or not os.path.exists(files[0]):
            raise DumpError("no such file; check the path, as the machines of Spark see it", file=path)
        found.update(files)
    return sorted(found)


def _columns() -> pa.Schema:
    # As of any source of files in Spark, whatever is wrong with a file, a column may be null.
    pa = pyarrow()
    return pa.schema([*(field.with_nullable(True) for field in schema()), pa.field(CORRUPT, pa.string())])


def _paths(options: Mapping[str, str]) -> list[str]:
    paths = json.loads(options["paths"]) if "paths" in options else []  # what Spark makes of a list
    if "path" in options:
        paths.append(options["path"])
    if not paths:
        raise DumpError('no path is given; name files, a folder or a glob: load("dumps/*.txt")')
    # The executors may have another working directory than the driver.
    return [os.path.abspath(_local(path)) for path in paths]


def _local(path: str) -> str:
    if path.startswith("file:"):
        return url2pathname(urlsplit(path).path)
    if "://" in path:
        raise DumpError("only paths that Python can open are read; copy or mount the files first", file=path)
    return path


def _mode(given: str | None) -> Mode:
    try:
        return Mode((given or Mode.PERMISSIVE).upper())
    except ValueError:
        raise DumpError(f"no mode is called {given!r}; the modes are {', '.join(Mode)}") from None


def _keywords(given: Mapping[str, str]) -> dict[str, Any]:
    known = {name: hint for name, hint in hints().items() if name != "strict"}
    found = {}
    for name, value in given.items():
        if name == "strict":
            raise DumpError("in Spark, use mode=FAILFAST instead of strict")
        if name not in known:
            raise DumpError(f"no option is called {name!r}; the options are path, mode, {', '.join(known)}")
        try:
            found[name] = TypeAdapter(known[name]).validate_strings(value)
        except ValidationError as error:
            raise DumpError(f"option {name}={value!r}: {error.errors()[0]['msg']}") from None
    return found


def _try(keywords: dict[str, Any]) -> None:
    """Raise what an option that cannot be used raises."""
    resolve(keywords)
    codec_of(keywords.get("encoding"), None)
