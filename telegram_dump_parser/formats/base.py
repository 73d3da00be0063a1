"""The base class of all exact forms, `Format`. A new one is a file here, and a line in `detection.FORMATS`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Protocol

from ..lines.lookahead import Lookahead
from ..segmentation.draft import Draft
from ..text.timestamps import Orders
from ..vocabulary import DateOrder


@dataclass(slots=True)
class Context:
    """What formats know of the dump besides its lines, and learn from it.

    Attributes:
        date_order: of dates of numbers, if the user gives it.
        year: of dates that state none, if the user gives it.
        orders: the order of day and month that the dump's own dates have proved.
        reported: codes of problems that were reported and that are reported once a dump.
    """

    date_order: DateOrder | None = None
    year: int | None = None
    orders: Orders = field(init=False)
    reported: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.orders = Orders(self.date_order)


class Format(Protocol):
    """A form of input that marks its posts itself, so that nothing is searched for.

    Its drafts set `Draft.form` to the name of the form, and `Draft.evidence` to a code of
    `records.evidence.EVIDENCE`.
    Where a text is not whole lines of the file, `Draft.own_text` holds it; what the form knows beyond the text is
    in `Draft.values`, by the names of the fields of `models.Post`.

    Attributes:
        amid: whether it may begin amid a dump; else only where nothing but a page's header is before.
    """

    amid: bool

    # Every line of a dump is tested, so a format may also say, for a test of all formats at once: `first_lines`, a
    # frozenset of whole lines, trimmed, and it begins amid a dump at no others; or `signs`, a tuple of str: one of them
    # is in each line that `may_begin` lets pass.

    def may_begin(self, text: str) -> bool:
        """A quick test that every line passes at which the format may begin amid a dump, and few others."""

    def read(self, ahead: Lookahead, context: Context, *, first: bool) -> Iterable[Draft] | None:
        """The drafts of the format's lines at the front of `ahead`; None, and nothing is taken, if it is another form.

        Lines are taken when the drafts are iterated, or before; they partition what is taken, in its order. How far it
        looks ahead is bounded.

        Args:
            ahead: the lines to come; there is at least one, and it is not blank.
            context: of the whole dump.
            first: nothing but a page's header or blank lines is before.
        """
