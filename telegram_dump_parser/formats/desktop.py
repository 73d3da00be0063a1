"""Text that Telegram Desktop copied: each message below a line of its own with author and time.

The form is exact, so nothing is searched for and no price is paid: a message lasts from its head to the next one,
which has a blank line above. What Desktop puts between head and text is read by `brackets`; what is around the
chat, where it is part of another text, by `around`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final

from ..lines.lookahead import Lookahead, is_blank
from ..lines.reader import Line
from ..segmentation.draft import Draft, Head
from ..segmentation.search.path import CERTAIN
from ..segmentation.state_machine import Role
from ..segmentation.stream import LOOK_AHEAD
from .around import (
    are_links,
    close_of,
    heading,
    is_code,
    is_doc_tag,
    is_page,
    is_surely_page,
    open_block,
    opened_by,
    parts_messages,
    without,
)
from .base import Context
from .brackets import is_bracketed, is_known, read
from .copies import Message, dated, without_blank_end
from .head_line import HeadLine, head_of, looks_like_head, marked_head, opening_head
from .page import gap_of
from .quoted_chat import cut_glued_head, lines_of_quote

# This many heads make a copy of what does not begin with one: fewer may be a quotation.
FEWEST: Final = 3
# This many heads without a blank line above show that a copy has lost its blank lines.
_TIGHT: Final = 2
_MOST_AUTHORS: Final = 10_000
# Characters of a line that may be the title of the chat below.
_TITLE: Final = 80
_SENTENCE_ENDS: Final = (".", "!", "?", "…", "。", "！", "？", "؟", "।")
# This many lines like heads are tried after an embedded copy, for another one.
_TRIES: Final = 8
# Characters of a page or a program above a chat: files of source are longer than messages.
_REACH: Final = 4 * LOOK_AHEAD


class Desktop:
    """A copy of Telegram Desktop's: messages with a head above each."""

    amid = True

    signs = ("]",)

    def may_begin(self, text: str) -> bool:
        """Whether it may be a head."""
        return looks_like_head(text)

    def read(self, ahead: Lookahead, context: Context, *, first: bool) -> Iterator[Draft] | None:
        """The messages, the blank lines between them as gaps, and what is around the chat."""
        if first and (above := _above(ahead)):
            return _embedded(ahead, context, above)
        above = [line for line in ahead.above if not is_blank(line.text)]
        titled = len(above) == 1 and ahead.above[0].number == 1 and _may_be_title(above[0].text.rstrip())
        below = context.below_form or (titled and is_blank(ahead.above[-1].text))
        copy = begins(ahead, ahead.above[-1].text if ahead.above else None, first=first, below=below)
        return None if copy is None else _copies(ahead, context, copy)


@dataclass(frozen=True, slots=True)
class Copy:
    """How a copied chat is in its text.

    Attributes:
        sign: of the comment, before each head; "" if there is none.
        on_text: whether the sign is before the lines of the texts, too.
        closes: begins the line that ends the chat; None if nothing is known of such a line.
        spaced: a blank line is above each head, so that one without is none.
        headings: signs of headings of Markdown in the page above: where one is below a blank line the page goes on.
    """

    sign: str = ""
    on_text: bool = False
    closes: str | None = None
    spaced: bool = True
    headings: frozenset[str] = frozenset()

    @property
    def embedded(self) -> bool:
        """Whether the chat is a part of another text."""
        return bool(self.sign) or self.closes is not None or bool(self.headings)

    def ends_at(self, text: str, above: str) -> bool:
        """Whether a line of another text shows that the chat is over; the line that closes its block is not meant."""
        if self.on_text and not is_blank(text):
            rest = without(self.sign, text)
            return rest is None or (self.sign == "*" and is_doc_tag(rest))
        return bool(self.headings) and is_blank(above) and heading(text) in self.headings


def begins(
    ahead: Iterable[Line] | Lookahead,
    before: str | None,
    *,
    first: bool,
    page: bool = False,
    sure: bool = False,
    below: bool = False,
) -> Copy | None:
    """How a copy of Desktop's is laid out that begins at the next line; None if none begins there.

    A head that opens the dump is enough. Elsewhere, where a post may quote a chat, it takes `FEWEST` heads that differ,
    those after the first with a blank line before them, within a bounded stretch; or one that has a blank line above
    and a line in brackets below it or below the next, if the copy ends within reach.

    Args:
        ahead: the lines to come.
        before: the line above them.
        first: nothing is before.
        page: they are in another text than a dump, where two heads are enough.
        below: they are below another exact form or a title, where two heads are enough, too.
        sure: it has many marks of such a text, where one head is enough that is not below prose.
    """
    lines = iter(ahead.ahead() if isinstance(ahead, Lookahead) else ahead)
    top = next(lines, None)
    head = None if top is None or top.is_fragment else marked_head(top.text)
    if top is None or head is None:
        return None
    sign, on_text, closes = head[0], False, opened_by(before)
    if not sign.strip() and (opening := opening_head(top.text)) is not None:
        closes = opening[0]
    needed = 1 if first else FEWEST - 1 if page or below else FEWEST
    if sure and (parts_messages(before) or closes is not None or heading(before or "") or is_code(before or "")):
        needed = 1
    heads, tight, spaced = {top.text.strip()}, 0, False
    bracketed = reached = answered = False
    at_head = -1  # number of the last head
    above, size = top.text, len(top.text)
    ended = True  # the lines do, or the copy
    for number, line in enumerate(lines):
        text = line.text
        size += len(text) + 1
        if line.is_fragment or size > FEWEST * LOOK_AHEAD:
            ended = False
            break
        answered = answered or (number == at_head + 1 and len(heads) > 1 and is_known(text) and parts_messages(before))
        if number == 0:
            on_text = bool(sign) and without(sign, text) is not None
            if sign.isspace() and not on_text:
                sign = ""  # the head alone is indented
            apart = (
                page or parts_messages(before) or (on_text and without(sign, before or "") is None)
            )  # a comment begins
            bracketed = is_bracketed((without(sign, text) or "") if on_text else text) and apart
        if close_of(text, closes) is not None or (on_text and not is_blank(text) and without(sign, text) is None):
            reached = True
            break
        if looks_like_head(text) and head_of(text) is not None:
            if parts_messages(above):
                spaced = True
                heads.add(f"{len(heads)} {text}" if page else text.strip())  # a dump may hold one twice
            else:
                tight += 1
            at_head = number
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
        or ((bracketed or answered) and (page or reached or (ended and size <= LOOK_AHEAD)))
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
        if line.is_fragment or size > _REACH:
            break
    return []


def _embedded(ahead: Lookahead, context: Context, above: list[Line]) -> Iterator[Draft] | None:
    """A copied chat within another text, and what is above it as a gap; None if that may be posts."""
    texts = [line.text for line in above]
    if not is_page(texts) and not are_links(texts):
        return None
    copy = _within(ahead, texts, sure=is_surely_page(texts))
    if copy is None:
        return None
    for line in _reach(islice(ahead.ahead(), len(above), None)):
        if looks_like_head(line.text) and (head := head_of(line.text)) is not None:
            context.orders.learn(head.stamp)  # of all chats of the page: each alone may have one message
    headings = frozenset(found for text in texts if (found := heading(text)) is not None)
    return _copies(ahead, context, copy, headings, above=len(above))


def _reach(lines: Iterable[Line]) -> Iterator[Line]:
    size = 0
    for line in lines:
        size += len(line.text) + 1
        if line.is_fragment or size > LOOK_AHEAD:
            return
        yield line


def _within(ahead: Lookahead, texts: list[str], closed: int = 0, *, sure: bool) -> Copy | None:
    """How a copy is in another text that begins below these lines of it, the first of which may close a block."""
    copy = begins(
        islice(ahead.ahead(), len(texts), None), texts[-1] if texts else None, first=False, page=True, sure=sure
    )
    if copy is not None and copy.closes is None and not copy.on_text:
        copy = replace(copy, closes=open_block(texts[closed:]))
    return copy


def _copies(
    ahead: Lookahead, context: Context, copy: Copy | None, headings: frozenset[str] = frozenset(), above: int = 0
) -> Iterator[Draft]:
    """Copies and what is around them, as far as one follows the other within reach."""
    while copy is not None:
        if above:
            yield gap_of(ahead.take(above), "other-text")
        if copy.closes is None and not copy.on_text:
            copy = replace(copy, headings=headings)
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
            copy = _within(ahead, texts, closed=_to_close(texts, closes), sure=True)
            if copy is not None:
                return len(texts), copy
        texts.append(line.text)
        size += len(line.text) + 1
    return len(texts) if is_page(texts, embeds=True) else _to_close(texts, closes), None


def _to_close(texts: list[str], closes: str | None) -> int:
    """How many lines close the block: one, if it is such."""
    return int(bool(texts) and close_of(texts[0], closes) is not None)


def messages(ahead: Lookahead, context: Context, copy: Copy) -> Iterator[Draft]:
    """Consume a copy: its messages, and the blank lines between them as gaps.

    The copy ends where its frame does, and where a message would be longer than any: that is not Desktop's.

    Args:
        ahead: is at a head.
        context: its orders of day and month are learned from, too.
        copy: how the chat is in its text.
    """
    authors: set[str] = set()
    for portion in dated(_messages(ahead, context, copy), context):
        if len(authors) < _MOST_AUTHORS:
            authors.update(draft.head.author for draft in portion if draft.head is not None and draft.head.author)
        for draft in portion:
            _fill(draft, copy, authors)
            yield from without_blank_end(draft)


def _messages(ahead: Lookahead, context: Context, copy: Copy) -> Iterator[Message]:
    authors: set[str] = set()
    while (first := ahead.peek()) is not None and not first.is_fragment:
        head = _head(first.text, copy)
        if head is None:
            return
        ahead.pop()
        if len(authors) < _MOST_AUTHORS:
            authors.add(head.author)
        lines = [first]
        size = 0
        closed = False
        while (line := ahead.peek()) is not None and not line.is_fragment:
            size += len(line.text) + 1
            if size > LOOK_AHEAD:
                break
            if _head(line.text, copy) is not None and _may_stand_below(lines[-1].text, line, copy):
                quoted = _quoted(ahead, lines, line, copy)
                if not quoted:
                    break
                lines += ahead.take(quoted)
                size += sum(len(line.text) + 1 for line in lines[-quoted:])
                continue
            if not copy.embedded:
                # A message has a text, or a line in brackets: what is directly below its head is its own.
                if len(lines) > 1 and context.ends_at_another(ahead, Desktop, lines):
                    closed = True
                    break
                if cut_glued_head(ahead, line, authors):
                    lines.append(ahead.pop())
                    break
            close = close_of(line.text, copy.closes)
            closed = close is not None or copy.ends_at(line.text, lines[-1].text)
            if closed and not (close and line.text[:close].strip()):
                break
            lines.append(line)
            ahead.pop()
            if closed:
                break
        draft = Draft(lines, [], margin=CERTAIN, form="desktop", evidence="head-line")
        draft.head = Head(head.author, head.stamp.text, None)
        draft.values = head.values
        yield Message(draft, head.stamp, head.changed)
        if closed:
            return


def _head(text: str, copy: Copy) -> HeadLine | None:
    """The head of a message of the copy, if the line is one."""
    if not looks_like_head(text) or (head := marked_head(text)) is None:
        return None
    if copy.sign:
        return head[1] if head[0] == copy.sign else None
    opening = opening_head(text) if copy.closes is not None else None
    return head[1] if opening is None else opening[1]


def _may_be_title(text: str) -> bool:
    return len(text) <= _TITLE and not text.endswith(_SENTENCE_ENDS)


def _may_stand_below(above: str, line: Line, copy: Copy) -> bool:
    return not copy.spaced or line.begins_file or parts_messages(above)


def _quoted(ahead: Lookahead, message: list[Line], first: Line, copy: Copy) -> int:
    """How many lines of a chat that the message quotes begin at a line that looks like a head."""
    if copy.embedded or not copy.spaced or (found := marked_head(first.text)) is None:
        return 0
    return lines_of_quote(ahead.ahead(), message[-1].text, *found)


def _indent(text: str) -> int:
    return len(text) - len(text.lstrip(" \t"))


def _fill(draft: Draft, copy: Copy, authors: set[str]) -> None:
    """Set what each line of a message is, its text, and what is in brackets."""
    texts = [line.text for line in draft.lines[1:]]
    if copy.on_text:
        indent = _indent(without(copy.sign, draft.lines[0].text) or "")
        texts = [without(copy.sign, text) or "" for text in texts]
        texts = [text[min(indent, _indent(text)) :] for text in texts]
    close = close_of(texts[-1], copy.closes) if texts else None
    if close is not None:
        texts[-1] = texts[-1][:close].rstrip()
    found = read(texts, authors)
    draft.roles = [Role.HEAD, *found.roles]
    draft.values = {**(draft.values or {}), **found.values}
    if copy.on_text or close is not None:
        draft.own_text = "\n".join(texts[i] for i in found.text)
    else:
        draft.text = [i + 1 for i in found.text]
