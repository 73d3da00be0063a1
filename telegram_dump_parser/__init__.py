"""Posts from flattened Telegram text dumps, and from exports.

What `__all__` names is public, and so are the modules `arrow`, `integrations.spark` and `integrations.datatrove`, as
docs/api.md has them. All else is internal and may change at any time.
"""

# Nothing is imported here, not even typing: up to the first line of `__main__`, an interrupt shows Python's traceback.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .api import iter_items, iter_posts, iter_records, parse, parse_file
    from .comparison import ComparedPost, Comparison, compare
    from .display.explanation import Explanation
    from .dump import Dump
    from .errors import DumpError
    from .models import (
        SCHEMA_VERSION,
        Attachment,
        Boundary,
        Button,
        Chat,
        Date,
        Defect,
        DialectSummary,
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
    "DumpError",
    "Echo",
    "Entity",
    "Explanation",
    "Forward",
    "Gap",
    "Location",
    "Marker",
    "ParseOptions",
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
    "iter_items",
    "iter_posts",
    "iter_records",
    "parse",
    "parse_file",
]


_API = ("iter_items", "iter_posts", "iter_records", "parse", "parse_file")
_ELSEWHERE = {
    **dict.fromkeys(_API, "api"),
    **dict.fromkeys(("compare", "ComparedPost", "Comparison"), "comparison"),
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
