"""What every writer of posts is, and the names of the formats."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

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

    def post(self, post: Post) -> None:
        """Write one post."""

    def row(self, row: bytes) -> None:
        """Write one that is a JSON object already, as another process made it."""


def post_of_row(row: bytes) -> Post:
    """A post from its JSON object, as another process made it."""
    from ..models import Post

    return Post.model_validate_json(row)
