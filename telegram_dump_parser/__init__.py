"""Posts from flattened Telegram text dumps, and from exports.

What `__all__` names is public, and so are the modules `arrow`, `integrations.spark` and `integrations.datatrove`, as
docs/api.md has them. All else is internal and may change at any time.
"""

# Nothing is imported here, not even typing: up to the first line of `__main__`, an interrupt shows Python's traceback.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .api import iter_items, iter_posts, iter_records, parse, parse_file
    from .collection import DumpCollection, parse_files
    from .comparison import ComparedPost, Comparison, compare
    from .corpora.batches import posts_of_batch, posts_of_batches, posts_schema
    from .corpora.documents import ParsedDocument, iter_documents, posts_of
    from .corpora.score import looks_like_dump
    from .display.explanation import Explanation
    from .dump import DialectSummary, Dump
    from .errors import DumpError
    from .models import (
        SCHEMA_VERSION,
        Attachment,
        Boundary,
        Button,
        Chat,
        Date,
        Defect,
        Document,
        Echo,
        Entity,
        Forward,
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
        Service,
        Source,
        Timestamp,
    )
    from .options import ParseOptions

__version__ = "0.1.0"

__all__ = [
    "SCHEMA_VERSION",
    "Attachment",
    "Boundary",
    "Button",
    "Chat",
    "ComparedPost",
    "Comparison",
    "Date",
    "Defect",
    "DialectSummary",
    "Document",
    "Dump",
    "DumpCollection",
    "DumpError",
    "Echo",
    "Entity",
    "Explanation",
    "Forward",
    "Gap",
    "Location",
    "Marker",
    "ParseOptions",
    "ParsedDocument",
    "Poll",
    "PollOption",
    "Post",
    "Preview",
    "Question",
    "Quote",
    "Reaction",
    "Reply",
    "Service",
    "Source",
    "Timestamp",
    "__version__",
    "compare",
    "iter_documents",
    "iter_items",
    "iter_posts",
    "iter_records",
    "looks_like_dump",
    "parse",
    "parse_file",
    "parse_files",
    "posts_of",
    "posts_of_batch",
    "posts_of_batches",
    "posts_schema",
]


_API = ("iter_items", "iter_posts", "iter_records", "parse", "parse_file")
_ELSEWHERE = {
    **dict.fromkeys(_API, "api"),
    "DialectSummary": "dump",
    **dict.fromkeys(("compare", "ComparedPost", "Comparison"), "comparison"),
    **dict.fromkeys(("DumpCollection", "parse_files"), "collection"),
    **dict.fromkeys(("posts_of_batch", "posts_of_batches", "posts_schema"), "corpora.batches"),
    **dict.fromkeys(("ParsedDocument", "iter_documents", "posts_of"), "corpora.documents"),
    "looks_like_dump": "corpora.score",
    "Dump": "dump",
    "DumpError": "errors",
    "Explanation": "display.explanation",
    "ParseOptions": "options",
}

if not TYPE_CHECKING:  # which would let every name pass

    def __getattr__(name: str) -> "Any":
        """What is public, loaded when first asked for: the models, with pydantic, are most of what a start takes."""
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from importlib import import_module

        module = import_module(f"{__name__}.{_ELSEWHERE.get(name, 'models')}")
        globals()[name] = value = getattr(module, name)
        return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
