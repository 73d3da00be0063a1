"""The state machine: what may follow what inside a post, as one table.

The rules, from the layout of a preview page (docs/dumps.md):

1.  Nothing separates posts. A post is a sequence of optional parts, always in this order:
    `[channel] [forward] [author, quote] [media pair…] [document…] BODY [notice pair ×0–2] [site, title, description]
    [reactions] [date]`. BODY is nothing, a poll, one line, several lines with their second copy, or several lines
    that stand once (the first copy or the echo was lost).
2.  A state says what was read last. A row of the table says which lines may come next, what each then *is* (its
    `Role`), and which price is paid for reading it so. A pair that is not in the table is illegal, for instance
    anything but VIEW IN TELEGRAM after a media label.
3.  A body with its second copy is read in one stride (`Body.ECHO`…): `echo` finds where such strides may end. Strides
    start wherever a body may start, `BODY_STARTS`.
4.  Where a post may end is `ENDS`, again with a price. The beginning and the end of the input need no line of their
    own: the machine begins in START, and a post that the input cuts is closed by `CUT_ENDS`.
5.  The table decides what is legal; `prices` decides what is likely; `lattice` takes the cheapest path. Everything
    that affects which transitions exist must live in this file.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from .lines import LineKind


class State(StrEnum):
    """What of a post has been read so far."""

    START = "start"  # between posts
    HEADER = "header"  # in the page's header (a gap, not a post)
    CHANNEL = "channel"  # channel title that a fallback repeats before each post
    FORWARDED = "forwarded"  # Forwarded from …
    AUTHOR = "author"  # author of the message replied to
    QUOTED = "quoted"  # author and quote
    LABEL = "label"  # label of a video that is not played
    MEDIA = "media"  # label and VIEW IN TELEGRAM
    FILE = "file"  # a document's name
    DOCUMENT = "document"  # a document's name and size
    QUESTION = "question"  # a poll's question
    POLL = "poll"  # question and type
    PERCENT = "percent"  # an option's percent
    OPTION = "option"  # percent and option
    LINE = "line"  # one line of text, once
    LINES = "lines"  # several lines of text, once
    ECHOED = "echoed"  # text and second copy, no trace of a custom emoji
    MARKED = "marked"  # text and second copy; a custom emoji is possible
    CUT = "cut"  # text and second copy; what is missing from it tells of a custom emoji
    PIECE = "piece"  # text and second copy, then a piece (code, a quote) that the extractor pulled out of both
    SERVICE = "service"  # Telegram's own message
    OPEN = "open"  # "Please open Telegram…"
    CLOSED = "closed"  # the notice and VIEW IN TELEGRAM
    OPEN_AGAIN = "open-again"  # the notice for the second time (albums)
    CLOSED_AGAIN = "closed-again"
    SITE = "site"  # first line of a link preview
    TITLE = "title"
    DESCRIPTION = "description"
    GLYPH = "glyph"  # a reaction's emoji on a line of its own
    REACTED = "reacted"  # the reactions
    DATED = "dated"  # the date line of a browser-saved page


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
    BLANK = "blank"
    GAP = "gap"


# What each state's last line is. (A line read on the way into a state has the state's role; strides have TEXT and ECHO.)
ROLES: Final[dict[State, Role]] = {
    State.HEADER: Role.GAP,
    State.CHANNEL: Role.CHANNEL,
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
    State.MARKED: Role.TEXT,
    State.CUT: Role.TEXT,
    State.PIECE: Role.TEXT,
    State.SERVICE: Role.TEXT,
    State.OPEN: Role.NOTICE,
    State.CLOSED: Role.NOTICE,
    State.OPEN_AGAIN: Role.NOTICE,
    State.CLOSED_AGAIN: Role.NOTICE,
    State.SITE: Role.PREVIEW_SITE,
    State.TITLE: Role.PREVIEW_TITLE,
    State.DESCRIPTION: Role.PREVIEW_DESCRIPTION,
    State.GLYPH: Role.REACTIONS,
    State.REACTED: Role.REACTIONS,
    State.DATED: Role.DATE,
}

_K = LineKind
_S = State

# Kinds that a line of somebody's text may well look like. The rest are Telegram's own lines: as text they are dear.
WORDS: Final = (
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
INTERFACE: Final = (
    _K.FORWARD,
    _K.MEDIA_LABEL,
    _K.OPEN_LABEL,
    _K.VIEW,
    _K.POLL_TYPE,
    _K.REACTIONS,
    _K.PAGE,
)
# Lines that no copy of a text runs across: a second copy is sought up to the next of them.
BARRIERS: Final = frozenset((_K.FORWARD, _K.MEDIA_LABEL, _K.OPEN_LABEL, _K.VIEW, _K.POLL_TYPE, _K.REACTIONS))

Move = tuple[State, str]  # where the line leads, and the name of the price paid (prices.PRICES)


def _each(kinds: tuple[LineKind, ...], *moves: Move) -> dict[LineKind, tuple[Move, ...]]:
    return dict.fromkeys(kinds, moves)


def _merge(*rows: dict[LineKind, tuple[Move, ...]]) -> dict[LineKind, tuple[Move, ...]]:
    row: dict[LineKind, tuple[Move, ...]] = {}
    for part in rows:
        for kind, moves in part.items():
            row[kind] = row.get(kind, ()) + moves
    return row


# The parts that may open a post or stand before its body.
_QUESTION = _each((*WORDS, _K.REACTIONS), (_S.QUESTION, "question"))
_REPLY = _each((_K.TEXT, _K.FILE, _K.GLYPH), (_S.AUTHOR, "author"))
_MEDIA = {_K.MEDIA_LABEL: ((_S.LABEL, "media"),)}
_DOCUMENT = {_K.FILE: ((_S.FILE, "document"),), _K.TEXT: ((_S.FILE, "odd-document"),)}
_BODY = _merge(_each(WORDS, (_S.LINE, "line")), _each(INTERFACE, (_S.LINE, "interface-as-text")))
_NOTICE = {_K.OPEN_LABEL: ((_S.OPEN, "lost-body"),)}
# The parts that may follow a body.
_PREVIEW = _each((_K.TEXT, _K.FILE, _K.GLYPH, _K.COUNT), (_S.SITE, "site"))
_PIECE = _each(WORDS, (_S.PIECE, "piece"))
_PIECE_AGAIN = _each(WORDS, (_S.PIECE, "piece-again"))
_REACTIONS = {
    _K.REACTIONS: ((_S.REACTED, "reactions"),),
    _K.COUNT: ((_S.REACTED, "bare-reactions"),),
    _K.GLYPH: ((_S.GLYPH, "glyph"),),
}
_DATE = {_K.DATE: ((_S.DATED, "date"),)}
_TAIL = _merge(_REACTIONS, _DATE)


def _closing(price: str) -> dict[LineKind, tuple[Move, ...]]:
    return {_K.OPEN_LABEL: ((_S.OPEN, price),)}


TABLE: Final[dict[State, dict[LineKind, tuple[Move, ...]]]] = {
    _S.START: _merge(
        {_K.FORWARD: ((_S.FORWARDED, "forward"),)},
        {_K.VIEW: ((_S.MEDIA, "torn-pair"),)},
        {
            _K.COUNTER: ((_S.HEADER, "header"),),
            _K.PAGE: ((_S.HEADER, "header"),),
            _K.TEXT: ((_S.HEADER, "header-text"),),
        },
        {_K.SERVICE: ((_S.SERVICE, "service"),)},
        _each((_K.TEXT,), (_S.CHANNEL, "channel")),
        _REPLY,
        _QUESTION,
        _MEDIA,
        _DOCUMENT,
        _NOTICE,
        _BODY,
    ),
    _S.HEADER: _merge(
        _each((_K.COUNTER, _K.PAGE), (_S.HEADER, "header-line")),
        _each((_K.TEXT, _K.COUNT, _K.FILE, _K.GLYPH), (_S.HEADER, "header-text")),
    ),
    _S.CHANNEL: _merge(
        {_K.FORWARD: ((_S.FORWARDED, "forward"),)},
        _REPLY,
        _QUESTION,
        _MEDIA,
        _DOCUMENT,
        _NOTICE,
        _BODY,
    ),
    _S.FORWARDED: _merge(_QUESTION, _REPLY, _MEDIA, _DOCUMENT, _NOTICE, _BODY),
    _S.AUTHOR: _each((*WORDS, _K.REACTIONS), (_S.QUOTED, "quote")),
    _S.QUOTED: _merge(_QUESTION, _MEDIA, _DOCUMENT, _NOTICE, _BODY),
    _S.LABEL: {_K.VIEW: ((_S.MEDIA, "free"),)},
    _S.MEDIA: _merge(
        {_K.MEDIA_LABEL: ((_S.LABEL, "media-again"),)},
        _DOCUMENT,
        _NOTICE,
        _BODY,
        _merge({_K.REACTIONS: ((_S.REACTED, "reactions"),)}, _DATE),
    ),
    _S.FILE: {_K.SIZE: ((_S.DOCUMENT, "free"),)},
    _S.DOCUMENT: _merge(_DOCUMENT, _NOTICE, _BODY, {_K.REACTIONS: ((_S.REACTED, "reactions"),)}, _DATE),
    _S.QUESTION: {_K.POLL_TYPE: ((_S.POLL, "free"),)},
    _S.POLL: _merge({_K.PERCENT: ((_S.PERCENT, "free"),)}, _TAIL),
    _S.PERCENT: _each((*WORDS, _K.REACTIONS), (_S.OPTION, "free")),
    _S.OPTION: _merge({_K.PERCENT: ((_S.PERCENT, "free"),)}, _TAIL),
    _S.LINE: _merge(
        _each(WORDS, (_S.LINES, "second-line")),
        _each(INTERFACE, (_S.LINES, "interface-as-text")),
        _closing("notice-after-line"),
        _PREVIEW,
        _TAIL,
    ),
    _S.LINES: _merge(
        _each(WORDS, (_S.LINES, "next-line")),
        _each(INTERFACE, (_S.LINES, "interface-as-text")),
        _closing("notice-after-lines"),
        _PREVIEW,
        _TAIL,
    ),
    _S.ECHOED: _merge(_closing("notice-after-plain"), _PIECE, _PREVIEW, _TAIL),
    _S.MARKED: _merge(_closing("notice-after-marked"), _PIECE, _PREVIEW, _TAIL),
    _S.CUT: _merge(_closing("notice-after-cut"), _PIECE, _PREVIEW, _TAIL),
    _S.PIECE: _merge(_closing("notice-after-marked"), _PIECE_AGAIN, _PREVIEW, _TAIL),
    _S.SERVICE: _merge(_TAIL),
    _S.OPEN: {_K.VIEW: ((_S.CLOSED, "free"),)},
    _S.CLOSED: _merge({_K.OPEN_LABEL: ((_S.OPEN_AGAIN, "notice-again"),)}, _PREVIEW, _TAIL),
    _S.OPEN_AGAIN: {_K.VIEW: ((_S.CLOSED_AGAIN, "free"),)},
    _S.CLOSED_AGAIN: _merge(_PREVIEW, _TAIL),
    _S.SITE: _merge(_each(WORDS, (_S.TITLE, "title"))),
    _S.TITLE: _merge(_each(WORDS, (_S.DESCRIPTION, "description")), _TAIL),
    _S.DESCRIPTION: _merge(_each(WORDS, (_S.DESCRIPTION, "more-description")), _TAIL),
    _S.GLYPH: {_K.COUNT: ((_S.REACTED, "glyph-count"),)},
    _S.REACTED: _merge({_K.GLYPH: ((_S.GLYPH, "glyph"),)}, _DATE),
    # A post of which nothing else is left leaves its date behind that of the post before.
    _S.DATED: {_K.DATE: ((_S.DATED, "date-again"),)},
}

# States that only Telegram's own lines lead to.
UNMISTAKABLE: Final = frozenset(
    (
        _S.FORWARDED,
        _S.LABEL,
        _S.MEDIA,
        _S.OPEN,
        _S.CLOSED,
        _S.OPEN_AGAIN,
        _S.CLOSED_AGAIN,
        _S.REACTED,
        _S.DATED,
    )
)

# Where a body, and so a stride over both its copies, may begin.
BODY_STARTS: Final = frozenset((_S.START, _S.CHANNEL, _S.FORWARDED, _S.QUOTED, _S.MEDIA, _S.DOCUMENT))

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
    _S.MARKED: "end-plain",
    _S.CUT: "end-cut",
    _S.PIECE: "end-plain",
    _S.SERVICE: "end-poll",
    _S.CLOSED: "end-closed",
    _S.CLOSED_AGAIN: "end-closed",
    _S.SITE: "end-site",
    _S.TITLE: "end-title",
    _S.DESCRIPTION: "end-preview",
    _S.REACTED: "end-reacted",
    _S.DATED: "end-dated",
}
# Where the end of the input may cut a post that is not complete.
CUT_ENDS: Final = frozenset(State) - frozenset(ENDS) - {_S.START}
