"""What is known of posts and gaps, as plain Python values."""

from __future__ import annotations

from typing import Any, NamedTuple

from .defects import Defect

Values = dict[str, Any]
"""What is known of a post, by the names of `models.Post`. Parts may be shared by posts: change none of them."""


class GapValues(NamedTuple):
    """What is known of lines that belong to no post: the fields of `models.Gap`."""

    first_line: int
    last_line: int
    first_byte: int
    end_byte: int
    reason: str
    document: str | None
    row: int | None
    defects: list[Defect]
