"""Which parts of a dump have an exact form, and which are searched: the way from lines to drafts.

Copies of Telegram Desktop and the pages of some mirrors say where each post begins. Each format recognises its first
lines, within a bounded look-ahead, and reads them; all else goes to the segmentation. A dump may hold one after the
other, as joined files do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

from ..lines.joins import unglued
from ..lines.lookahead import Lookahead, is_blank
from ..lines.reader import Line
from ..segmentation.draft import Draft
from ..segmentation.state_machine import Role, State
from ..segmentation.stream import BUFFER_LINES, Search, drafts
from .base import Context, Format
from .block_page import BlockPage
from .bold_heads import BoldHeads
from .catalogue import Catalogue
from .desktop import Desktop
from .embed import Embed
from .front_matter import FrontMatter
from .glued_page import GluedPage
from .headless import Headless
from .linked_page import LinkedPage
from .linked_viewer import LinkedViewer
from .marked_up import search_marked
from .mirror import Mirror
from .name_above import NameAbove
from .not_a_dump import problem_of
from .numbered_page import NumberedPage
from .one_line_page import OneLinePage
from .one_line_views import OneLineViews
from .page_header import PageHeader
from .time_prefix import TimePrefix
from .titled_page import TitledPage
from .viewer import Viewer
from .whole_page import WholePage

FORMATS: Final[tuple[Format, ...]] = (
    FrontMatter(),
    Viewer(),
    LinkedViewer(),
    Mirror(),
    Embed(),
    NumberedPage(),
    BlockPage(),
    LinkedPage(),
    WholePage(),
    OneLinePage(),
    GluedPage(),
    OneLineViews(),
    TitledPage(),
    PageHeader(),
    Catalogue(),
    Desktop(),
    TimePrefix(),
    NameAbove(),
    Headless(),
    BoldHeads(),
)
"""All exact forms, in the order in which they are tried."""

# How far each form may look ahead in vain within a dump: this many lines, and more for each line of the dump. A form
# that has looked further is not asked until the dump has caught up; else lines that only look like a beginning, one
# after the other, would each cost a whole look-ahead. Real dumps stay far below.
_LOOKS: Final = 100_000
_LOOKS_PER_LINE: Final = 8
_INDENT: Final = 8  # spaces around a whole line that a format begins with


def read(
    lines: Iterable[Line],
    context: Context | None = None,
    formats: Sequence[Format] = FORMATS,
    search: Search = drafts,
) -> Iterator[Draft]:
    """Split the numbered lines of a dump into drafts of posts and gaps that cover every line, in order.

    Args:
        lines: of the whole dump.
        context: what is known of it besides its lines; None: nothing.
        formats: those that are tried, in this order.
        search: what finds the posts of lines of no format.
    """
    ahead = Lookahead(lines)
    found = _read(ahead, Context() if context is None else context, formats, search)
    problem = problem_of(ahead.ahead())
    if problem is not None and (draft := next(found, None)) is not None:
        code, message = problem
        if draft.gap != "other-text":  # in which a copied chat was found
            draft.problems = (*draft.problems, (code, draft.lines[0].number, message))
        yield draft
    yield from found


def _read(ahead: Lookahead, context: Context, formats: Sequence[Format], search: Search) -> Iterator[Draft]:
    may_begin = QuickTest([format for format in formats if format.amid])
    in_vain = dict.fromkeys(formats, 0)  # lines that each looked ahead, where it did not begin
    begun: list[Iterable[Draft]] = []  # a format that begins amid the dump, where the search ends

    def begins(but: type | None = None) -> bool:
        context.below_form |= below_form and all(is_blank(line.text) for line in ahead.above)
        found = _begun(ahead, context, in_vain, but, first=False)
        context.below_form = False
        if found is not None:
            begun.append(found)
        return found is not None

    context.another, context.may_begin = begins, may_begin
    first = True  # at the beginning of the dump, or of a page of it
    below_form = False  # a form's lines are above
    before: State | None = None
    while begun or ahead.peek() is not None:
        context.below_form = below_form
        found = begun.pop() if begun else _begun(ahead, context, in_vain, first=first)
        context.below_form = False
        was_below, below_form, given = below_form, False, False
        for draft in found or ():
            given = True
            if draft.gap != "blank":
                first = draft.gap in ("page-header", "page-footer")
                before = State.HEADER if draft.gap == "page-header" else State.START
            yield draft
        if given:
            below_form = True
        else:  # no format begins, or one that takes no line after all
            below_form = was_below
            lines = ahead.until(may_begin, begins, may_begin.any_of)
            yield from search_marked(unglued(lines), before, search)
            first, before, below_form = False, State.START, False


class QuickTest:
    """A test that lines pass at which one of the formats may begin, and few others: every line of a dump meets it."""

    def __init__(self, formats: Sequence[Format]) -> None:
        self._first_lines: frozenset[str] = frozenset().union(*(getattr(form, "first_lines", ()) for form in formats))
        self._longest = max(map(len, self._first_lines), default=0) + _INDENT
        tests: dict[str, dict[Callable[[str], bool], None]] = {}  # by sign; some formats share theirs
        for form in formats:
            if not hasattr(form, "first_lines"):
                for sign in getattr(form, "signs", ("",)):
                    tests.setdefault(sign, {})[form.may_begin] = None
        self._tests = [(sign, tuple(of_sign)) for sign, of_sign in tests.items()]

    def __call__(self, text: str) -> bool:
        """Whether a format may begin at a line."""
        if len(text) <= self._longest and text.strip() in self._first_lines:
            return True
        for sign, of_sign in self._tests:
            if sign in text:
                for test in of_sign:
                    if test(text):
                        return True
        return False

    def any_of(self, texts: Sequence[str]) -> bool:
        """Whether a format may begin at one of some lines."""
        if not self._first_lines.isdisjoint(map(str.strip, texts)):
            return True
        whole = "\n".join(texts)
        for sign, of_sign in self._tests:
            if sign in whole:
                some = [text for text in texts if sign in text] if sign else texts
                if any(any(map(test, some)) for test in of_sign):
                    return True
        return False


def _begun(
    ahead: Lookahead, context: Context, in_vain: dict[Format, int], but: type | None = None, *, first: bool
) -> Iterable[Draft] | None:
    """The drafts of the first format that begins here, if any does, `but` one; the looks of the others are counted."""
    line = ahead.peek()
    if line is None:
        return None
    if first and is_blank(line.text) and not line.is_fragment:
        return [_blanks(ahead)]
    most = _LOOKS + _LOOKS_PER_LINE * line.number
    for format, looks in in_vain.items():
        if looks < most and type(format) is not but and (first or (format.amid and format.may_begin(line.text))):
            before = ahead.looked
            found = format.read(ahead, context, first=first)
            if found is not None:
                return found
            in_vain[format] = looks + ahead.looked - before
    return None


def _blanks(ahead: Lookahead) -> Draft:
    lines: list[Line] = []
    while (
        len(lines) < BUFFER_LINES
        and (line := ahead.peek()) is not None
        and is_blank(line.text)
        and not line.is_fragment
    ):
        lines.append(ahead.pop())
    return Draft(lines, [Role.BLANK] * len(lines), gap="blank")
