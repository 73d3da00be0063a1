"""What the search gives back: posts as steps through the machine's states."""

from __future__ import annotations

from typing import Final

from ..state_machine import State
from .echo import Echo

CERTAIN: Final = 15.0  # margin of a boundary, in nats, where nothing else explains the lines


class Step:
    """Lines [first, end) lead into `state`; echo if they are a stride over both copies of a text.

    Like `Segment` and `Echo` a plain class: compiled code makes no faster one of a dataclass.
    """

    __slots__ = ("echo", "end", "first", "state")

    def __init__(self, first: int, end: int, state: State, echo: Echo | None) -> None:
        self.first = first
        self.end = end
        self.state = state
        self.echo = echo


class Segment:
    """A post, or the header of a page: its steps, and how much more all costs without its boundary (nats)."""

    __slots__ = ("end", "first", "margin", "steps")

    def __init__(self, first: int, end: int, steps: list[Step], margin: float = CERTAIN) -> None:
        self.first = first
        self.end = end
        self.steps = steps
        self.margin = margin
