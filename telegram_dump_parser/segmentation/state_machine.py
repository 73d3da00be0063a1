"""The state machine: what may follow what inside a post, as one table.

The rules, from the layout of a preview page (docs/dumps.md):

1.  Nothing separates posts. A post is a sequence of optional parts, always in this order:
    `[channel] [forward] [author, quote] [media pair…] [document…] BODY [notice pair ×0–2] [site, title, description]
    [reactions] [date]`. BODY is nothing, a poll, one line, several lines with their second copy, or several lines
    that appear once (the first copy or the echo was lost).
2.  A state says what was read last. A row of the table says which lines may come next, what each then *is* (its
    `Role`), and which price is paid for reading it so. A pair that is not in the table is illegal, for instance
    anything but VIEW IN TELEGRAM after a media label.
3.  A body with its second copy is read in one stride, into ECHOED, ECHO_MAY_HAVE_EMOJI, ECHO_WITH_EMOJI
    or ECHO_REORDERED: `search.echo` finds where such strides may end. They start wherever a body may start,
    `BODY_STARTS`.
4.  Where a post may end is `ENDS`, again with a price. The beginning and the end of the input need no line of their
    own: the machine begins in START, and a post that the input cuts is closed by `CUT_ENDS`.
5.  The table decides what is legal; `search.costs` decides what is likely; `search.lattice` takes the cheapest path.
    Everything that affects which transitions exist must live in this file.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from ..lines.kinds import LineKind


class State(StrEnum):
    """What of a post has been read so far."""

    START = "start"  # between posts
    HEADER = "header"  # in the page's header (a gap, not a post)
    CHANNEL = "channel"  # channel title, which an extractor's fallback repeats before each post
    FORWARD_LABEL = "forward-label"  # Forwarded from, and no name yet
    FORWARDED = "forwarded"  # Forwarded from …
    AUTHOR = "author"  # author of the message that the post replies to
    QUOTED = "quoted"  # author and quote of that message
    LABEL = "label"  # label of a video that is not played
    MEDIA = "media"  # label of a video and VIEW IN TELEGRAM
    FILE = "file"  # a document's name
    DOCUMENT = "document"  # a document's name and size
    QUESTION = "question"  # a poll's question
    POLL = "poll"  # question and type of a poll
    PERCENT = "percent"  # percentage of an option of a poll
    OPTION = "option"  # percentage and option of a poll
    LINE = "line"  # one line of text, which appears once
    LINES = "lines"  # several lines of text, which appear once
    ECHOED = "echoed"  # text and second copy, no trace of a custom emoji
    ECHO_MAY_HAVE_EMOJI = "echo-may-have-emoji"  # text and second copy; a custom emoji is possible
    ECHO_WITH_EMOJI = "echo-with-emoji"  # text and second copy; what is missing from it shows a custom emoji
    ECHO_REORDERED = "echo-reordered"  # text and second copy, a piece (code, a quote) in one of them only
    PIECE = "piece"  # text and second copy, then a piece (code, a quote) that the extractor moved out of both
    TORN = "torn"  # text of a post whose beginning is missing, because the dump begins within it
    BROKEN = "broken"  # text of a post in which the dump ends, before its second copy
    SERVICE = "service"  # message of Telegram itself
    OPEN = "open"  # the notice "Please open Telegram…"
    CLOSED = "closed"  # the notice and VIEW IN TELEGRAM
    OPEN_AGAIN = "open-again"  # the notice for the second time (albums)
    CLOSED_AGAIN = "closed-again"  # the second notice and VIEW IN TELEGRAM
    LABEL_BELOW = "label-below"  # label of a video, below the text
    MEDIA_AFTER_TEXT = "media-after-text"  # label of a video and VIEW IN TELEGRAM, below the text
    SITE = "site"  # first line of a link preview
    TITLE = "title"  # site and title of a link preview
    DESCRIPTION = "description"  # site, title and description of a link preview
    GLYPH = "glyph"  # a reaction's emoji on a line of its own
    REACTED = "reacted"  # the reactions
    DATED = "dated"  # the date line of a page that a browser saved


class Role(StrEnum):
    """What a line is in its post."""

    TEXT = "text"
    ECHO = "echo"
    CHANNEL = "channel"
    FORWARD = "forward"
    REPLY_AUTHOR = "reply-author"
    REPLY_QUOTE = "reply-quote"
    NOTICE = "notice"
    DOCUMENT_NAME = "document-name"
    DOCUMENT_SIZE = "document-size"
    POLL_QUESTION = "poll-question"
    POLL_TYPE = "poll-type"
    POLL_PERCENT = "poll-percent"
    POLL_OPTION = "poll-option"
    PREVIEW_SITE = "preview-site"
    PREVIEW_TITLE = "preview-title"
    PREVIEW_DESCRIPTION = "preview-description"
    REACTIONS = "reactions"
    DATE = "date"
    HEAD = "head"  # author and time, one of them, or the channel's name: above a message (desktop, pages)
    VIEWS = "views"
    MEDIA = "media"
    PAGE = "page"  # a line of the page's own between two copies of its post; a button, a video's length
    FOOTER = "footer"  # views, time, signature and what else a page has below a post
    BLANK = "blank"
    GAP = "gap"


# What the line is that leads into a state; strides have TEXT and ECHO.
ROLES: Final[dict[State, Role]] = {
    State.HEADER: Role.GAP,
    State.CHANNEL: Role.CHANNEL,
    State.FORWARD_LABEL: Role.FORWARD,
    State.FORWARDED: Role.FORWARD,
    State.AUTHOR: Role.REPLY_AUTHOR,
    State.QUOTED: Role.REPLY_QUOTE,
    State.LABEL: Role.NOTICE,
    State.MEDIA: Role.NOTICE,
    State.FILE: Role.DOCUMENT_NAME,
    State.DOCUMENT: Role.DOCUMENT_SIZE,
    State.QUESTION: Role.POLL_QUESTION,
    State.POLL: Role.POLL_TYPE,
    State.PERCENT: Role.POLL_PERCENT,
    State.OPTION: Role.POLL_OPTION,
    State.LINE: Role.TEXT,
    State.LINES: Role.TEXT,
    State.ECHOED: Role.TEXT,
    State.ECHO_MAY_HAVE_EMOJI: Role.TEXT,
    State.ECHO_WITH_EMOJI: Role.TEXT,
    State.ECHO_REORDERED: Role.TEXT,
    State.PIECE: Role.TEXT,
    State.TORN: Role.TEXT,
    State.BROKEN: Role.TEXT,
    State.SERVICE: Role.TEXT,
    State.OPEN: Role.NOTICE,
    State.CLOSED: Role.NOTICE,
    State.OPEN_AGAIN: Role.NOTICE,
    State.CLOSED_AGAIN: Role.NOTICE,
    State.LABEL_BELOW: Role.NOTICE,
    State.MEDIA_AFTER_TEXT: Role.NOTICE,
    State.SITE: Role.PREVIEW_SITE,
    State.TITLE: Role.PREVIEW_TITLE,
    State.DESCRIPTION: Role.PREVIEW_DESCRIPTION,
    State.GLYPH: Role.REACTIONS,
    State.REACTED: Role.REACTIONS,
    State.DATED: Role.DATE,
}

_K = LineKind
_S = State

# Kinds that a line of somebody's text may well look like. The rest are Telegram's own lines: as text they cost much.
WORDS: Final[tuple[LineKind, ...]] = (
    _K.TEXT,
    _K.FILE,
    _K.COUNT,
    _K.GLYPH,
    _K.PERCENT,
    _K.SIZE,
    _K.DATE,
    _K.COUNTER,
    _K.SERVICE,
)
PROSE: Final[tuple[LineKind, ...]] = (_K.TEXT, _K.FILE)  # what looks like nothing else
INTERFACE: Final = (
    _K.FORWARD,
    _K.FORWARD_LABEL,
    _K.MEDIA_LABEL,
    _K.OPEN_LABEL,
    _K.VIEW,
    _K.POLL_TYPE,
    _K.REACTIONS,
    _K.PAGE,
)
# What else an option, a question or a quote may look like: anything short.
_ANY_WORDS: Final = (*WORDS, _K.REACTIONS)
_NAMES: Final = (_K.TEXT, _K.FILE, _K.GLYPH)
# Lines that no copy of a text runs across: a second copy is sought up to the next of them.
BARRIERS: Final = frozenset(
    (_K.FORWARD, _K.FORWARD_LABEL, _K.MEDIA_LABEL, _K.OPEN_LABEL, _K.VIEW, _K.POLL_TYPE, _K.REACTIONS)
)
# The same for copies in which nothing is missing: what looks like another barrier, but is in both, is text.
WALLS: Final = frozenset((_K.MEDIA_LABEL, _K.OPEN_LABEL, _K.VIEW))

# Where a body, and so a stride over both its copies, may begin.
BODY_STARTS: Final = frozenset((_S.START, _S.CHANNEL, _S.FORWARDED, _S.QUOTED, _S.MEDIA, _S.DOCUMENT))
# Where a text with its second copy has been read, and where any body has.
_COPIED: Final = (_S.ECHOED, _S.ECHO_MAY_HAVE_EMOJI, _S.ECHO_WITH_EMOJI, _S.ECHO_REORDERED)
_BODIES: Final = (_S.LINE, _S.LINES, *_COPIED, _S.PIECE, _S.TORN)
_CLOSED: Final = (_S.CLOSED, _S.CLOSED_AGAIN)
_OPENED: Final = (_S.START, _S.CHANNEL, _S.FORWARDED, _S.QUOTED)
_PREVIEWED: Final = (_S.TITLE, _S.DESCRIPTION)
_ENDED: Final = (*_BODIES, *_CLOSED, _S.MEDIA, _S.DOCUMENT, _S.SERVICE, _S.POLL, _S.OPTION)

Rule = tuple[tuple[State, ...], tuple[LineKind, ...], State, str]

# The table: from any of these states, a line of any of these kinds leads into a state, at a price.
# First what holds for all dumps.
_RULES: Final[tuple[Rule, ...]] = (
    # Between posts, and in a page's header.
    ((_S.START,), (_K.COUNTER, _K.PAGE), _S.HEADER, "header"),
    ((_S.START, _S.HEADER), (_K.TEXT,), _S.HEADER, "header-text"),
    ((_S.HEADER,), (_K.COUNTER, _K.PAGE), _S.HEADER, "header-line"),
    ((_S.HEADER,), (_K.COUNT, _K.FILE, _K.GLYPH), _S.HEADER, "header-text"),
    ((_S.START,), (_K.SERVICE,), _S.SERVICE, "service"),
    ((_S.START,), (_K.VIEW,), _S.MEDIA, "torn-pair"),
    ((_S.START,), (_K.REACTIONS,), _S.REACTED, "lone-reactions"),
    # What may be before the body.
    ((_S.START,), (_K.TEXT,), _S.CHANNEL, "channel"),
    ((_S.START, _S.CHANNEL), (_K.FORWARD,), _S.FORWARDED, "forward"),
    ((_S.START, _S.CHANNEL), (_K.FORWARD_LABEL,), _S.FORWARD_LABEL, "forward"),
    ((_S.FORWARD_LABEL,), _NAMES, _S.FORWARDED, "free"),
    ((_S.START, _S.CHANNEL, _S.FORWARDED), _NAMES, _S.AUTHOR, "author"),
    ((_S.AUTHOR,), _ANY_WORDS, _S.QUOTED, "quote"),
    (_OPENED, (_K.MEDIA_LABEL,), _S.LABEL, "media"),
    ((_S.LABEL,), (_K.VIEW,), _S.MEDIA, "free"),
    ((_S.MEDIA,), (_K.MEDIA_LABEL,), _S.LABEL, "media-again"),
    ((*_OPENED, _S.MEDIA, _S.DOCUMENT), (_K.FILE,), _S.FILE, "document"),
    ((*_OPENED, _S.MEDIA, _S.DOCUMENT), (_K.TEXT,), _S.FILE, "odd-document"),
    ((_S.FILE,), (_K.SIZE,), _S.DOCUMENT, "free"),
    # The body: a poll, or a text that appears once (with its second copy it is read in one stride).
    (_OPENED, _ANY_WORDS, _S.QUESTION, "question"),
    ((_S.QUESTION,), (_K.POLL_TYPE,), _S.POLL, "free"),
    ((_S.POLL, _S.OPTION), (_K.PERCENT,), _S.PERCENT, "free"),
    ((_S.PERCENT,), _ANY_WORDS, _S.OPTION, "free"),
    (tuple(BODY_STARTS), INTERFACE, _S.LINE, "interface-as-text"),
    ((_S.LINE, _S.LINES), INTERFACE, _S.LINES, "interface-as-text"),
    # What may follow the body: the notice, once or (albums) twice; a preview; reactions; a date.
    ((*_OPENED, _S.MEDIA, _S.DOCUMENT), (_K.OPEN_LABEL,), _S.OPEN, "lost-body"),
    ((_S.LINE,), (_K.OPEN_LABEL,), _S.OPEN, "notice-after-line"),
    ((_S.LINES, _S.TORN), (_K.OPEN_LABEL,), _S.OPEN, "notice-after-lines"),
    ((_S.ECHOED,), (_K.OPEN_LABEL,), _S.OPEN, "notice-after-plain"),
    ((_S.ECHO_MAY_HAVE_EMOJI, _S.ECHO_REORDERED, _S.PIECE), (_K.OPEN_LABEL,), _S.OPEN, "notice-after-marked"),
    ((_S.ECHO_WITH_EMOJI,), (_K.OPEN_LABEL,), _S.OPEN, "notice-after-cut"),
    ((_S.OPEN,), (_K.VIEW,), _S.CLOSED, "free"),
    ((_S.CLOSED,), (_K.OPEN_LABEL,), _S.OPEN_AGAIN, "notice-again"),
    ((_S.OPEN_AGAIN,), (_K.VIEW,), _S.CLOSED_AGAIN, "free"),
    ((*_BODIES, *_CLOSED), (*_NAMES, _K.COUNT), _S.SITE, "site"),
    ((_S.SITE,), WORDS, _S.TITLE, "title"),
    ((_S.TITLE,), WORDS, _S.DESCRIPTION, "description"),
    ((_S.DESCRIPTION,), WORDS, _S.DESCRIPTION, "more-description"),
    (_ENDED, (_K.REACTIONS,), _S.REACTED, "reactions"),
    (_PREVIEWED, (_K.REACTIONS,), _S.REACTED, "late-reactions"),
    ((*_ENDED, *_PREVIEWED), (_K.COUNT,), _S.REACTED, "bare-reactions"),
    ((*_ENDED, *_PREVIEWED, _S.REACTED), (_K.GLYPH,), _S.GLYPH, "glyph"),
    ((_S.GLYPH,), (_K.COUNT,), _S.REACTED, "glyph-count"),
    ((*_ENDED, *_PREVIEWED, _S.REACTED), (_K.DATE,), _S.DATED, "date"),
    ((_S.DATED,), (_K.DATE,), _S.DATED, "date-again"),  # of a post of which nothing else is left
)
# What holds where texts appear twice: a line that appears once is the exception.
_ECHOED_RULES: Final[tuple[Rule, ...]] = (
    (tuple(BODY_STARTS), WORDS, _S.LINE, "line"),
    ((_S.LINE,), WORDS, _S.LINES, "second-line"),
    ((_S.LINES,), WORDS, _S.LINES, "next-line"),
    ((_S.ECHOED, _S.ECHO_MAY_HAVE_EMOJI, _S.ECHO_WITH_EMOJI), WORDS, _S.PIECE, "piece"),
    ((_S.ECHO_REORDERED,), WORDS, _S.PIECE, "piece-again"),
    ((_S.PIECE,), WORDS, _S.PIECE, "piece-next"),
    # What the ends of the dump cut, where no second copy decides: many lines of one post rather than as many posts.
    ((_S.START,), PROSE, _S.TORN, "torn-beginning"),
    ((_S.TORN,), PROSE, _S.TORN, "torn-again"),
    (tuple(BODY_STARTS), PROSE, _S.BROKEN, "broken-off"),
    ((_S.BROKEN,), PROSE, _S.BROKEN, "broken-again"),
)
# Moves that are legal at an end of the dump only: where it begins, and after its last texts that appear twice.
AT_BEGINNING: Final = "torn-beginning"
AT_END: Final = "broken-off"
# What holds where texts appear once: the boundary model says how likely a line goes on. Some extractors put the
# label of a video after its text.
_SINGLE_RULES: Final[tuple[Rule, ...]] = (
    (tuple(BODY_STARTS), WORDS, _S.LINE, "once"),
    ((_S.LINE, _S.LINES), WORDS, _S.LINES, "once"),
    (
        (_S.LINE, _S.LINES, _S.POLL, _S.OPTION, *_CLOSED, _S.MEDIA_AFTER_TEXT),
        (_K.MEDIA_LABEL,),
        _S.LABEL_BELOW,
        "media",
    ),
    ((_S.LABEL_BELOW,), (_K.VIEW,), _S.MEDIA_AFTER_TEXT, "free"),
    ((_S.MEDIA_AFTER_TEXT,), (_K.OPEN_LABEL,), _S.OPEN, "notice-again"),
    ((_S.CLOSED_AGAIN,), (_K.OPEN_LABEL,), _S.OPEN_AGAIN, "notice-again"),
    ((_S.MEDIA_AFTER_TEXT,), (_K.REACTIONS,), _S.REACTED, "reactions"),
)

Transition = tuple[State, str]  # where the line leads, and the name of the price paid
TransitionTable = dict[State, dict[LineKind, tuple[Transition, ...]]]


def _table(rules: tuple[Rule, ...]) -> TransitionTable:
    table: TransitionTable = {state: {} for state in State}
    for states, kinds, target, price in rules:
        for state in states:
            for kind in kinds:
                table[state][kind] = (*table[state].get(kind, ()), (target, price))
    return table


TABLE: Final = _table((*_RULES, *_ECHOED_RULES))
SINGLE_TABLE: Final = _table((*_RULES, *_SINGLE_RULES))
# Of the text of a post's message alone nothing is left of what the page puts around it.
_AROUND: Final = frozenset(
    (_S.CHANNEL, _S.AUTHOR, _S.QUOTED, _S.SITE, _S.TITLE, _S.DESCRIPTION, _S.GLYPH, _S.REACTED, _S.DATED)
)
MESSAGE_TABLE: Final = _table(tuple(rule for rule in (*_RULES, *_SINGLE_RULES) if rule[2] not in _AROUND))

# Where a post may end, and the price of ending there.
ENDS: Final[dict[State, str]] = {
    _S.HEADER: "end-header",
    _S.FORWARDED: "end-empty",
    _S.QUOTED: "end-empty",
    _S.MEDIA: "end-media",
    _S.DOCUMENT: "end-document",
    _S.POLL: "end-poll",
    _S.OPTION: "end-poll",
    _S.LINE: "end-line",
    _S.LINES: "end-lines",
    _S.ECHOED: "end-plain",
    _S.ECHO_MAY_HAVE_EMOJI: "end-plain",
    _S.ECHO_REORDERED: "end-plain",
    _S.ECHO_WITH_EMOJI: "end-cut",
    _S.PIECE: "end-plain",
    _S.TORN: "end-lines",
    _S.SERVICE: "end-poll",
    _S.CLOSED: "end-closed",
    _S.CLOSED_AGAIN: "end-closed",
    _S.MEDIA_AFTER_TEXT: "end-closed",
    _S.SITE: "end-site",
    _S.TITLE: "end-title",
    _S.DESCRIPTION: "end-preview",
    _S.REACTED: "end-reacted",
    _S.DATED: "end-dated",
}
# Where the end of the input may cut a post that is not complete: after lines that are unmistakable.
CUT_ENDS: Final = frozenset(
    (_S.FORWARD_LABEL, _S.LABEL, _S.LABEL_BELOW, _S.OPEN, _S.OPEN_AGAIN, _S.PERCENT, _S.GLYPH, _S.BROKEN)
)
