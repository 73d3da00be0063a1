"""The values of posts and gaps as models."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from ..models import Gap, Post
from ..options import Options
from ..segmentation.draft import Draft
from .builder import GapValues, Values, found_values

_post: Final = Post.__pydantic_validator__.validate_python  # `Post.model_validate`, a call less for each post


def records(drafts: Iterable[Draft], options: Options) -> Iterator[Post | Gap]:
    """Typed posts and gaps, in the order of the dump."""
    return map(typed, found_values(drafts, options))


def typed(found: Values | GapValues) -> Post | Gap:
    """The model of what was found."""
    if isinstance(found, dict):
        post: Post = _post(found)
        return post
    return Gap.model_validate(found._asdict())
