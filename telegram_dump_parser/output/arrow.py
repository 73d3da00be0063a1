"""Posts as Apache Arrow: one schema, derived from the model, and batches of posts."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import islice
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Any, Final, Literal, Union, get_args, get_origin

from pydantic import AwareDatetime, BaseModel, NaiveDatetime

from ..models import SCHEMA_VERSION, Post

if TYPE_CHECKING:
    import pyarrow as pa


BATCH: Final = 1_024
"""Posts in a record batch, if nothing else is asked for: a few megabytes."""


def needed(module: str, extra: str) -> ImportError:
    """The error that says which extra brings a module."""
    return ImportError(f'this needs {module}: pip install "telegram-dump-parser[{extra}]"')


def pyarrow() -> Any:
    """The library.

    Raises:
        ImportError: it is not installed; says which extra brings it.
    """
    try:
        import pyarrow as library
    except ImportError as error:
        raise needed("pyarrow", "arrow") from error
    return library


@lru_cache(maxsize=1)
def schema() -> pa.Schema:
    """The Arrow schema of posts, also as `arrow.SCHEMA`: a column for each field of `Post`, in its order.

    Parts are structs, what there are several of are lists, and only what may be None is nullable. The metadata has the
    `schema_version` of the rows.

    Raises:
        ImportError: pyarrow is not installed.
    """
    return pyarrow().schema(columns(Post), metadata={"schema_version": str(SCHEMA_VERSION)})


def schema_with(kept: Mapping[str, str]) -> pa.Schema:
    """The schema with a last column `row`, a struct of columns of a corpus; without one if nothing is kept.

    Args:
        kept: "string", "int64", "float64" or "bool" for each.

    Raises:
        ImportError: pyarrow is not installed.
    """
    if not kept:
        return schema()
    pa = pyarrow()
    types = {"string": pa.string(), "int64": pa.int64(), "float64": pa.float64(), "bool": pa.bool_()}
    return schema().append(pa.field("row", pa.struct([(name, types[kind]) for name, kind in kept.items()])))


def columns(model: type[BaseModel]) -> list[pa.Field]:
    """The Arrow fields of a pydantic model, in its order.

    Raises:
        ImportError: pyarrow is not installed.
        TypeError: a field has a type that has no counterpart.
    """
    pa = pyarrow()
    found = []
    for name, field in model.model_fields.items():
        kind, nullable = _without_none(field.annotation)
        found.append(pa.field(name, _type(kind), nullable=nullable))
    return found


def _without_none(annotation: Any) -> tuple[Any, bool]:
    if get_origin(annotation) not in (Union, UnionType):
        return annotation, False
    others = [option for option in get_args(annotation) if option is not NoneType]
    if len(others) > 1:
        raise TypeError(f"a column has one type, and {annotation} is several")
    return others[0], True


def _type(annotation: Any) -> Any:
    pa = pyarrow()
    origin = get_origin(annotation)
    if origin is Literal:
        return pa.string()
    if origin in (tuple, list):
        item, nullable = _without_none(get_args(annotation)[0])
        return pa.list_(pa.field("item", _type(item), nullable=nullable))
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return pa.struct(columns(annotation))
    # A plain `datetime` may have a zone or not, a column of Arrow has one or none: to guess would be to invent UTC.
    types = {
        str: pa.string(),
        int: pa.int64(),
        float: pa.float64(),
        bool: pa.bool_(),
        datetime.date: pa.date32(),
        NaiveDatetime: pa.timestamp("us"),
        AwareDatetime: pa.timestamp("us", "UTC"),
    }
    if annotation not in types:
        raise TypeError(f"no Arrow type is known for {annotation}")
    return types[annotation]


def batch(posts: Iterable[Post]) -> pa.RecordBatch:
    """Posts as one record batch.

    Raises:
        ImportError: pyarrow is not installed.
    """
    return pyarrow().RecordBatch.from_pylist([post.model_dump() for post in posts], schema=schema())


def batches(posts: Iterable[Post], size: int = BATCH) -> Iterator[pa.RecordBatch]:
    """Posts as record batches of `size` posts, the last one shorter.

    Raises:
        ImportError: pyarrow is not installed.
        ValueError: `size` is not positive.
    """
    if size < 1:
        raise ValueError(f"a batch has one post or more, not {size}")
    pyarrow()  # if it is missing, this raises now, not when the first batch is asked for
    return _batches(iter(posts), size)


def _batches(posts: Iterator[Post], size: int) -> Iterator[pa.RecordBatch]:
    while some := list(islice(posts, size)):
        yield batch(some)


def reader(posts: Iterable[Post], size: int = BATCH) -> pa.RecordBatchReader:
    """Posts as a reader of record batches; each is made when it is read.

    Raises:
        ImportError: pyarrow is not installed.
    """
    return pyarrow().RecordBatchReader.from_batches(schema(), batches(posts, size))


def table(posts: Iterable[Post]) -> pa.Table:
    """Posts as a table.

    Raises:
        ImportError: pyarrow is not installed.
    """
    return reader(posts).read_all()
