"""The table of Telegram's own phrases (`phrases.toml`)."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from importlib.resources import files
from typing import Any


@lru_cache(maxsize=1)
def phrases() -> dict[str, Any]:
    """The phrase data of the package (`phrases.toml`), parsed."""
    text = files(__package__).joinpath("phrases.toml").read_text("utf-8")
    return tomllib.loads(text)
