"""The table of phrases that pages print (`html_phrases.toml`)."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from importlib.resources import files
from typing import Any


@lru_cache(maxsize=1)
def html_phrases() -> dict[str, Any]:
    """The phrase data of the readers of HTML, parsed."""
    return tomllib.loads(files(__package__).joinpath("html_phrases.toml").read_text("utf-8"))
