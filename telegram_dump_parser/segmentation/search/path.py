"""What the search gives back: posts as steps through the machine's states."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from ..state_machine import State
from .echo import Echo

CERTAIN: Final = 15.0  # margin of a boundary, in nats, where nothing else explains the lines


@dataclass(slots=True)
class Step:
    """Lines [first, end) lead into `state`; echo if they are a stride over both copies of a text."""

    first: int
    end: int
    state: State
    echo: Echo | None


@dataclass(slots=True)
class Segment:
    """A post, or the header of a page: its steps, and how much more all costs without its boundary (nats)."""

    first: int
    end: int
    steps: list[Step]
    margin: float = CERTAIN
