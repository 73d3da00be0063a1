"""What every writer of posts is, and the names of the formats."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from ..models import Post


class Format(StrEnum):
    """How posts are written."""

    JSONL = "jsonl"
    JSON = "json"
    CSV = "csv"
    PARQUET = "parquet"
    MD = "md"
    SQLITE = "sqlite"


class PostWriter(Protocol):
    """Writes posts, one after another."""

    def post(self, post: Post, kept: dict[str, Any] | None = None) -> None:
        """Write one post.

        Args:
            post: the post.
            kept: columns of the corpus's row that it is of, of JSON types; they are under `row`.
        """

    def values(self, values: dict[str, Any], kept: dict[str, Any] | None = None) -> None:
        """Write one that is a dict: all fields of the model and of its parts, in their order."""

    def row(self, row: bytes) -> None:
        """Write one that is a JSON object already, as another process made it."""


def post_of_values(values: dict[str, Any]) -> Post:
    """A post from its dict."""
    from ..models import Post

    return Post.model_validate(values)


def post_of_row(row: bytes, *, with_kept: bool = False) -> tuple[Post, dict[str, Any] | None]:
    """A post from its JSON object, as another process made it, and the columns that are kept with it."""
    from ..models import Post

    if not with_kept:
        return Post.model_validate_json(row), None
    import orjson

    values = orjson.loads(row)
    kept = values.pop("row", None)
    return Post.model_validate_json(orjson.dumps(values)), kept
