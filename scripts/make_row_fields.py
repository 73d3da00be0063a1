"""Writes telegram_dump_parser/records/row_fields.json from the models: `python scripts/make_row_fields.py`.

For each model it has the fields in their order, with what they hold if nothing is known (null where something always
is), and which fields hold another model or a list of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import orjson

from telegram_dump_parser.models import Model, Post

TARGET = Path(__file__).resolve().parents[1] / "telegram_dump_parser" / "records" / "row_fields.json"


def generated() -> bytes:
    """The content of the file."""
    described = {model.__name__: _described(model) for model in _with_parts(Post, set())}
    return orjson.dumps(described, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def _described(model: type[Model]) -> dict[str, Any]:
    fields = model.model_fields.items()
    return {
        "empty": {name: None if field.is_required() else field.get_default() for name, field in fields},
        "parts": {name: part.__name__ for name, field in fields for part in _models(field.annotation)},
    }


def _with_parts(model: type[Model], known: set[type[Model]]) -> Iterator[type[Model]]:
    if model in known:
        return
    known.add(model)
    yield model
    for field in model.model_fields.values():
        for part in _models(field.annotation):
            yield from _with_parts(part, known)


def _models(annotation: Any) -> Iterator[type[Model]]:
    """The models within a type, of which a field has one at most."""
    if isinstance(annotation, type) and issubclass(annotation, Model):
        yield annotation
    for part in get_args(annotation):
        yield from _models(part)


if __name__ == "__main__":
    TARGET.write_bytes(generated())
