"""Posts from flattened Telegram text dumps."""

from .errors import DumpError
from .models import (
    SCHEMA_VERSION,
    Boundary,
    Date,
    Defect,
    Document,
    Dump,
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
from .parse import iter_items, iter_posts, iter_records, parse, parse_file

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
