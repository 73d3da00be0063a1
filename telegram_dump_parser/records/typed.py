"""The values of posts and gaps as models."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..models import Gap, Post
from ..options import Options
from .builder import Found, found_values
from .rows import known
from .values import GapValues, Values


def records(drafts: Iterable[Found], options: Options) -> Iterator[Post | Gap]:
    """Typed posts and gaps, in the order of the dump."""
    return map(typed, found_values(drafts, options))


def typed(found: Values | GapValues) -> Post | Gap:
    """The model of what was found."""
    if isinstance(found, dict):
        return Post.model_validate(known(found))  # the model has the same for those of which nothing is known
    return Gap.model_validate(found._asdict())
