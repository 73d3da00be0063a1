"""Posts to bytes: JSON Lines or one JSON array, to a stream or, whole or not at all, to a file.

The other formats are in `writers.py`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, BinaryIO

from ..escaping import harmless_json, is_terminal
from .base import Format

if TYPE_CHECKING:
    from ..models import Post


class Writer:
    """Writes posts, one after another, in a format of JSON; `close` ends the output.

    Each row is one JSON object; in JSON the rows are in one array, each on its line. On a terminal, characters that
    could change what it shows are escaped.
    """

    def __init__(self, file: BinaryIO, kind: Format) -> None:
        from orjson import OPT_APPEND_NEWLINE, dumps  # late: `--help` needs it not

        self._dumps = dumps
        self._with_newline = OPT_APPEND_NEWLINE
        self._write = file.write
        self._array = kind is Format.JSON
        self._begun = False
        self._shown = is_terminal(file)

    def post(self, post: Post, kept: dict[str, Any] | None = None) -> None:
        """Write one post, and the columns that are kept with it, if any, under `row`."""
        # Fields in their order, as `model_dump` has them, and no copy of them.
        self.row(self._dumps(vars(post) if kept is None else {**vars(post), "row": kept}, vars))

    def values(self, values: dict[str, Any], kept: dict[str, Any] | None = None) -> None:
        """Likewise, one that is a dict: all fields of the model and of its parts, in their order."""
        if kept is not None:
            values = {**values, "row": kept}
        if self._array or self._shown:
            self.row(self._dumps(values))
        else:
            self._write(self._dumps(values, None, self._with_newline))

    def row(self, row: bytes) -> None:
        """Write a post that is a row already: what JSON Lines have on a line, without the line's end."""
        if self._shown:
            row = harmless_json(row)
        if self._array:
            self._write((b",\n" if self._begun else b"[\n") + row)
            self._begun = True
        else:
            self._write(row + b"\n")

    def close(self) -> None:
        """End the output; the file stays open."""
        if self._array:
            self._write(b"\n]\n" if self._begun else b"[]\n")


def schema() -> dict[str, Any]:
    """The JSON Schema of a row."""
    from ..models import SCHEMA_VERSION, Post

    described = Post.model_json_schema(mode="serialization")
    described["properties"]["row"] = {
        "additionalProperties": True,
        "description": "of a corpus, where `--keep` names columns: these of its row; else the field is not there",
        "title": "Row",
        "type": "object",
    }
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "version": SCHEMA_VERSION, **described}
