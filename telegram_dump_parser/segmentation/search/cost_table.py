"""The numbers of the splitter, from `costs.toml`: prices in nats, rates as shares of posts."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from typing import Any, Final


def _load() -> dict[str, dict[str, Any]]:
    return tomllib.loads(files(__package__).joinpath("costs.toml").read_text("utf-8"))


_DATA: Final = _load()
MOVES: Final[dict[str, float]] = _DATA["moves"]
SINGLE: Final[dict[str, float]] = _DATA["single"]
FEW: Final[dict[str, float]] = _DATA["few"]
COPIES: Final[dict[str, float]] = _DATA["copies"]
FIT: Final[dict[str, float]] = _DATA["fit"]
RATES: Final[dict[str, tuple[float, float, float]]] = {name: tuple(row) for name, row in _DATA["rates"].items()}
SHARES: Final[dict[str, float]] = _DATA["shares"]
