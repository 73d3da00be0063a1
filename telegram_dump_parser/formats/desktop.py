"""Text that Telegram Desktop copied: each message below a line of its own with author and time.

The form is exact, so nothing is searched for and no price is paid: a message lasts from its head to the next one,
which has a blank line above. What Desktop puts between head and text is read by `brackets`; what stands around the
chat, where it is part of another text, by `around`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final

from ..lines.lookahead import Lookahead, is_blank
from ..lines.reader import Line
from ..segmentation.draft import Draft, Head
from ..segmentation.search.path import CERTAIN
from ..segmentation.state_machine import Role
from ..segmentation.stream import LOOK_AHEAD
from .around import is_close, is_page, open_block, opened_by, parts_messages, without
from .base import Context
from .brackets import is_bracketed, read
from .copies import Message, dated, without_blank_end
from .head_line import head_of, looks_like_head, marked_head
from .page import gap_of

# So many heads make a copy of what does not begin with one: fewer may be a quotation.
FEWEST: Final = 3
# So many heads without a blank line above show that a copy has lost its blank lines.
_TIGHT: Final = 2
_MOST_AUTHORS: Final = 10_000
# So many lines like heads are tried after an embedded copy, for another one.
_TRIES: Final = 8


class Desktop:
    """A copy of Telegram Desktop's: messages with a head above each."""

    amid = True

    signs = ("]",)

    def may_begin(self, text: str) -> bool:
        """Whether it may be a head."""
        return looks_like_head(text)

    def read(self, ahead: Lookahead, context: Context, *, first: bool) -> Iterator[Draft] | None:
        """The messages, the blank lines between them as gaps, and what stands around the chat."""
        if first and (above := _above(ahead)):
            return _embedded(ahead, context, above)
        copy = begins(ahead, ahead.above[-1].text if ahead.above else None, first=first)
        return None if copy is None else _copies(ahead, context, copy)


@dataclass(frozen=True, slots=True)
class Copy:
    """How a copied chat stands in its text.

    Attributes:
        sign: of the comment, before each head; "" if there is none.
        on_text: whether the sign stands before the lines of the texts, too.
        closes: begins the line that ends the chat; None if nothing is known of such a line.
        spaced: a blank line stands above each head, so that one without is none.
    """

    sign: str = ""
    on_text: bool = False
    closes: str | None = None
    spaced: bool = True

    @property
    def embedded(self) -> bool:
        """Whether the chat is a part of another text."""
        return bool(self.sign) or self.closes is not None


def begins(ahead: Iterable[Line] | Lookahead, before: str | None, *, first: bool, page: bool = False) -> Copy | None:
    """How a copy of Desktop's stands that begins at the next line; None if none does.

    A head that opens the dump is enough. Elsewhere, where a post may quote a chat, it takes `FEWEST` heads that differ,
    those after the first with a blank line before them, within a bounded stretch; or one that has a blank line above
    and a line in brackets below, if the copy ends within reach.

    Args:
        ahead: the lines to come.
        before: the line above them.
        first: nothing stands before.
        page: they stand in another text than a dump, where two heads are enough.
    """
    lines = iter(ahead.ahead() if isinstance(ahead, Lookahead) else ahead)
    top = next(lines, None)
    head = None if top is None or top.is_fragment else marked_head(top.text)
    if top is None or head is None:
        return None
    sign, on_text, closes = head[0], False, opened_by(before)
    needed = 1 if first else FEWEST - 1 if page else FEWEST
    heads, tight, spaced = {top.text.strip()}, 0, False
    bracketed = reached = False
    above, size = top.text, len(top.text)
    ended = True  # the lines do, or the copy
    for number, line in enumerate(lines):
        text = line.text
        size += len(text) + 1
        if line.is_fragment or size > FEWEST * LOOK_AHEAD:
            ended = False
            break
        if number == 0:
            on_text = bool(sign) and without(sign, text) is not None
            if sign.isspace() and not on_text:
                sign = ""  # the head alone is indented
            apart = parts_messages(before) or (on_text and without(sign, before or "") is None)  # a comment begins
            bracketed = is_bracketed((without(sign, text) or "") if on_text else text) and apart
        if is_close(text, closes) or (on_text and not is_blank(text) and without(sign, text) is None):
            reached = True
            break
        if looks_like_head(text) and head_of(text) is not None:
            if parts_messages(above):
                spaced = True
                heads.add(text.strip())
            else:
                tight += 1
            if spaced and len(heads) >= needed:
                break
            if tight >= _TIGHT and not spaced and (first or not bracketed):
                break
        if size > LOOK_AHEAD and not spaced and not first:
            ended = False  # a message is not so long
            break
        above = text
    proved = (
        len(heads) >= needed
        or (page and closes is not None and reached)
        or (bracketed and (page or reached or (ended and size <= LOOK_AHEAD)))
    )
    return Copy(sign, on_text, closes, spaced or tight < _TIGHT) if proved else None


def _above(ahead: Lookahead) -> list[Line]:
    """The lines above the first head within reach; none if there is no head, or nothing above it."""
    above: list[Line] = []
    size = 0
    for line in ahead.ahead():
        if looks_like_head(line.text) and head_of(line.text) is not None:
            return above
        above.append(line)
        size += len(line.text) + 1
        if line.is_fragment or size > LOOK_AHEAD:
            break
    return []


def _embedded(ahead: Lookahead, context: Context, above: list[Line]) -> Iterator[Draft] | None:
    """A copied chat within another text, and what stands above it as a gap; None if that may be posts."""
    texts = [line.text for line in above]
    if not is_page(texts):
        return None
    copy = begins(islice(ahead.ahead(), len(above), None), texts[-1], first=False, page=True)
    if copy is None:
        return None
    if copy.closes is None and not copy.on_text:
        copy = Copy(copy.sign, copy.on_text, open_block(texts), copy.spaced)
    return _copies(ahead, context, copy, above=len(above))


def _copies(ahead: Lookahead, context: Context, copy: Copy | None, above: int = 0) -> Iterator[Draft]:
    """Copies and what stands around them, as far as one follows the other within reach."""
    while copy is not None:
        if above:
            yield gap_of(ahead.take(above), "other-text")
        yield from messages(ahead, context, copy)
        if not copy.embedded:
            return
        above, copy = _further(ahead, copy.closes)
    if above:
        yield gap_of(ahead.take(above), "other-text")


def _further(ahead: Lookahead, closes: str | None) -> tuple[int, Copy | None]:
    """How many lines after an embedded copy belong to the text around it, and the copy that follows on them."""
    texts: list[str] = []
    size = tried = 0
    for line in ahead.ahead():
        if line.is_fragment or size > LOOK_AHEAD:
            return _to_close(texts, closes), None
        if tried < _TRIES and looks_like_head(line.text) and head_of(line.text) is not None:
            tried += 1
            if not is_page(texts, embeds=True):
                break
            before = texts[-1] if texts else None
            copy = begins(islice(ahead.ahead(), len(texts), None), before, first=False, page=True)
            if copy is not None:
                if copy.closes is None and not copy.on_text:
                    copy = Copy(copy.sign, copy.on_text, open_block(texts[1:]), copy.spaced)
                return len(texts), copy
        texts.append(line.text)
        size += len(line.text) + 1
    return len(texts) if is_page(texts, embeds=True) else _to_close(texts, closes), None


def _to_close(texts: list[str], closes: str | None) -> int:
    """How many lines close the block: one, if it is such."""
    return int(bool(texts) and is_close(texts[0], closes))


def messages(ahead: Lookahead, context: Context, copy: Copy) -> Iterator[Draft]:
    """Consume a copy: its messages, and the blank lines between them as gaps.

    The copy ends where its frame does, and where a message would be longer than any: that is not Desktop's.

    Args:
        ahead: stands at a head.
        context: its orders of day and month are learned from, too.
        copy: how the chat stands in its text.
    """
    authors: set[str] = set()
    for portion in dated(_messages(ahead, copy), context):
        if len(authors) < _MOST_AUTHORS:
            authors.update(draft.head.author for draft in portion if draft.head is not None and draft.head.author)
        for draft in portion:
            _fill(draft, copy, authors)
            yield from without_blank_end(draft)


def _messages(ahead: Lookahead, copy: Copy) -> Iterator[Message]:
    while (first := ahead.peek()) is not None and not first.is_fragment:
        head = marked_head(first.text)
        if head is None or (copy.sign and head[0] != copy.sign):
            return
        ahead.pop()
        lines = [first]
        size = 0
        closed = False
        while (line := ahead.peek()) is not None and not line.is_fragment:
            size += len(line.text) + 1
            if size > LOOK_AHEAD or (_is_head(line.text, copy) and _may_stand_below(lines[-1].text, copy)):
                break
            closed = is_close(line.text, copy.closes) or (
                copy.on_text and not is_blank(line.text) and without(copy.sign, line.text) is None
            )
            if closed:
                break
            lines.append(line)
            ahead.pop()
        draft = Draft(lines, [], margin=CERTAIN, form="desktop", evidence="head-line")
        draft.head = Head(head[1].author, head[1].stamp.text, None)
        draft.values = head[1].values
        yield Message(draft, head[1].stamp, head[1].changed)
        if closed:
            return


def _is_head(text: str, copy: Copy) -> bool:
    head = marked_head(text) if looks_like_head(text) else None
    return head is not None and (not copy.sign or head[0] == copy.sign)


def _may_stand_below(text: str, copy: Copy) -> bool:
    return not copy.spaced or parts_messages(text)


def _fill(draft: Draft, copy: Copy, authors: set[str]) -> None:
    """Set what each line of a message is, its text, and what stands in brackets."""
    texts = [line.text for line in draft.lines[1:]]
    if copy.on_text:
        texts = [without(copy.sign, text) or "" for text in texts]
    found = read(texts, authors)
    draft.roles = [Role.HEAD, *found.roles]
    draft.values = {**(draft.values or {}), **found.values}
    if copy.on_text:
        draft.own_text = "\n".join(texts[i] for i in found.text)
    else:
        draft.text = [i + 1 for i in found.text]
