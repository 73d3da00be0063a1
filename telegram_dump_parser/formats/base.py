"""The base class of all exact forms, `Format`. A new one is a file here, and a line in `detection.FORMATS`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Protocol

from ..lines.lookahead import HELD_BACK, Lookahead, is_blank
from ..lines.reader import Line
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
        another: whether another form than the given one begins at the next line; if so, that is read next. What is
            `above` in the look-ahead may belong to it. None if there is no other form.
        may_begin: a quick test that lines pass at which a form may begin.
        below_form: what is above was read by another exact form, so that no post is open that may quote what comes.
    """

    date_order: DateOrder | None = None
    year: int | None = None
    orders: Orders = field(init=False)
    reported: set[str] = field(default_factory=set)
    another: Callable[[type], bool] | None = None
    may_begin: Callable[[str], bool] | None = None
    below_form: bool = False

    def __post_init__(self) -> None:
        self.orders = Orders(self.date_order)

    def ends_at_another(self, ahead: Lookahead, form: type, lines: list[Line], least: int = 1) -> bool:
        """Whether another form begins at the next line, so that a message of this one ends there or above.

        Files are joined: a copied chat may have the header of a page below its last message.

        Args:
            ahead: if so, that form takes its lines from there on.
            form: of the message; it is not asked.
            lines: of the message so far; those that belong to the other form are taken from them.
            least: how many of them, from the first, are the message's in any case.
        """
        if self.another is None or self.may_begin is None:
            return False
        line = ahead.peek()
        if line is None or not self.may_begin(line.text):
            return False
        above = lines[max(least, len(lines) - HELD_BACK) :]
        ahead.above.extend(above)
        self.below_form = bool(lines) and is_blank(lines[-1].text)
        found = self.another(form)
        left = len(ahead.above)
        ahead.above.clear()
        if found and left < len(above):
            del lines[left - len(above) :]
        return found


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
