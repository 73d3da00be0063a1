"""The numbers of the splitter, from `costs.toml`: prices in nats, rates as shares of posts."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from typing import Any, Final


def _load() -> dict[str, dict[str, Any]]:
    return tomllib.loads(files(__package__).joinpath("costs.toml").read_text("utf-8"))


STEP: Final = 2.0**-20  # nats


def exact(price: float) -> float:
    """The price as a multiple of STEP: sums of such are exact in any order, so that equal readings cost the same.

    Else the last bit of a sum would choose between them, and with it all that moves a rate by next to nothing.
    """
    return round(price / STEP) * STEP


def _exact(prices: dict[str, float]) -> dict[str, float]:
    return {name: exact(price) for name, price in prices.items()}


_DATA: Final = _load()
MOVES: Final = _exact(_DATA["moves"])
SINGLE: Final = _exact(_DATA["single"])
PREVIEWED: Final = _exact(_DATA["previewed"])
FEW: Final = _exact(_DATA["few"])
COPIES: Final = _exact(_DATA["copies"])
FIT: Final = _exact(_DATA["fit"])
RATES: Final[dict[str, tuple[float, float, float]]] = {name: tuple(row) for name, row in _DATA["rates"].items()}
SHARES: Final[dict[str, float]] = _DATA["shares"]
