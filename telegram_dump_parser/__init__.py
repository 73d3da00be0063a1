"""Posts from flattened Telegram text dumps."""

from typing import TYPE_CHECKING, Any

from .api import iter_items, iter_posts, iter_records, parse, parse_file
from .errors import DumpError

if TYPE_CHECKING:
    from .dump import Dump
    from .models import (
        SCHEMA_VERSION,
        Boundary,
        Date,
        Defect,
        Document,
        Echo,
        Gap,
        Location,
        Marker,
        Poll,
        PollOption,
        Post,
        Preview,
        Question,
        Quote,
        Reaction,
        Reply,
        Source,
    )

__version__ = "0.1.0"

__all__ = [
    "SCHEMA_VERSION",
    "Boundary",
    "Date",
    "Defect",
    "Document",
    "Dump",
    "DumpError",
    "Echo",
    "Gap",
    "Location",
    "Marker",
    "Poll",
    "PollOption",
    "Post",
    "Preview",
    "Question",
    "Quote",
    "Reaction",
    "Reply",
    "Source",
    "__version__",
    "iter_items",
    "iter_posts",
    "iter_records",
    "parse",
    "parse_file",
]


if not TYPE_CHECKING:  # which would let every name pass

    def __getattr__(name: str) -> Any:
        """The models, loaded when one is first asked for: with pydantic they are most of what a start takes."""
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from . import models

        globals()[name] = value = getattr(models, name)
        return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
