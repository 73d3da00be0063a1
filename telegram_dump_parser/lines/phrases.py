"""Tables of phrases: TOML files beside the code that reads them. This package's own is `phrases.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from functools import lru_cache
from importlib.resources import files
from typing import Any

import regex


@lru_cache(maxsize=8)
def table(package: str, name: str) -> dict[str, Any]:
    """A TOML file of a package, parsed; the caller must not change it.

    Args:
        package: in which it lies, such as `__package__`.
        name: of the file.
    """
    return tomllib.loads((files(package) / name).read_text("utf-8"))


def phrases() -> dict[str, Any]:
    """What Telegram's own lines say, as t.me prints them."""
    return table(__package__, "phrases.toml")


def any_of(words: Iterable[str]) -> str:
    """A pattern of one of the words, the longest that is there: of "views" never "view" and a signature "s"."""
    return "(?>" + "|".join(map(regex.escape, sorted(words, key=len, reverse=True))) + ")"
