"""How well a line fits a part of a post, by what it looks like and by what its dump does elsewhere: soft evidence.

Every method gives a price in nats, to be added to that of the move: below 0 where the line looks the part. The
weights are those of `costs.toml`, section looks.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from ...lines.kinds import DESCRIBED, LineKind
from ..line_features import Features
from ..window import Window
from .cost_table import FIT as W
from .dump_statistics import DumpStatistics, Tally

# Names of their own: a member is not looked up in its class for every line.
_TEXT: Final = LineKind.TEXT
_GLYPH: Final = LineKind.GLYPH
_COUNT: Final = LineKind.COUNT
_SIZE: Final = LineKind.SIZE
_FILE: Final = LineKind.FILE
_LINES_OF_OWN: Final = frozenset((LineKind.DATE, LineKind.COUNTER, LineKind.SERVICE))
NEAR: Final = 60  # lines within which a line that stood before is taken for a copy
_LINKED: Final = 10  # lines before a preview within which its link is sought
LONGEST_NAME: Final = 128  # characters, of an author or a channel
# Characters of a line from which a post may have nothing else: where texts appear twice, the extractor drops what has
# fewer than 100, the channel's title, views and time counted.
LEAST_ALONE: Final = 70
_TITLE: Final = 32  # characters that most channels' titles have at most
_CUT: Final = 100  # characters that a quote has at least where Telegram cuts it
_SHAPED: Final = 80  # characters of a line from which its shape says nothing
_TITLED: Final = 40  # lines before a title within which it may repeat a line of the text


class LineFit:
    """How well lines fit the parts of a post, by the statistics of the posts around: what is added to prices (nats)."""

    __slots__ = ("previews", "recurring", "statistics", "window")

    def __init__(self, window: Window, statistics: DumpStatistics, previews: list[float] | None = None) -> None:
        """`previews`: by position, what it costs that a preview begins there, if the boundary model knows it."""
        self.window = window
        self.previews = previews
        self.statistics = statistics
        self.recurring = statistics.recurring

    def site(self, position: int, f: Features) -> float:
        """As the first line of a preview: a site's name or host."""
        if self.previews is not None:
            return self.previews[position]
        window = self.window
        if f.length > 64 or f.tags:
            return W["site-never"]
        price = W["site-other"]
        if f.host or f.known_site:
            price = W["site-host"]
        elif f.name:
            price = W["site-linked"] if self._linked(position) else W["site-name"]
        if f.length > 32:
            price += W["site-long"]
        if not (f.name or f.known_site or f.host) and not window.has_link(max(0, position - _LINKED), position):
            price += W["site-unlinked"]
        if f.emoji_first or f.stop or f.row:
            price += W["site-odd"]
        if self.recurring is not None:
            r = self.recurring
            price += self._read_elsewhere(position, r.site, r.text, r.author, r.channel)
        return max(price, -1.0)

    def title(self, position: int, f: Features) -> float:
        """As the title of a preview: it often says what the text or its only line says."""
        price = W["title-long"] if f.length > 300 else W["title-tags"] if f.tags else 0.0
        before = self.window.previous[position]
        if before >= 0 and position - before <= _TITLED:
            price += W["title-known"]
        return price

    def description(self, _position: int, f: Features) -> float:
        """As the description of a preview."""
        price = 0.0
        if f.length > 400:
            price += W["description-long"]
        if f.emoji_first:
            price += W["description-emoji"]
        if f.tags:
            price += W["description-tags"]
        return price

    def echoed_description(self, position: int) -> float:
        """As the first line of a description that is doubled, as texts are."""
        window = self.window
        known = position >= 2 and window.text(position - 2) in DESCRIBED
        return W["description-telegram"] if known and window.features(position - 1).length <= 48 else 0.0

    def author(self, position: int, f: Features) -> float:
        """As the author of a message replied to, with the line after it as the quote."""
        if f.length > LONGEST_NAME:
            return W["author-never"]
        price = W["author-other"]
        if f.length > 48:
            price += W["author-long"]
        elif f.length <= _TITLE and not f.stop:
            price += W["author-short"]
        if f.stop or f.row or f.tags or f.host or f.known_site:
            price += W["author-odd"]
        if f.name and self._linked(position):
            price += W["author-linked"]
        if position + 1 < self.window.size:
            price += self._quote(position + 1)
        if self.recurring is not None:
            price += self._read_elsewhere(position, self.recurring.author, self.recurring.text, self.recurring.site)
        return price

    def _quote(self, position: int) -> float:
        f = self.window.features(position)
        if f.reply_media:
            return W["quote-media"]
        if f.length > 260:
            return W["quote-never"]
        price = W["quote-other"]
        if f.squeezed:
            price += W["quote-squeezed"]
        if f.ends_in_ellipsis:
            price += W["quote-cut"] if f.length < _CUT else W["quote-cut-long"]
        if f.length > 60:
            price += W["quote-long"]
        if self.window.quoted(position):
            price += W["quote-known"]
        return price

    def channel(self, position: int, f: Features) -> float:
        """As the channel's title, which a fallback page repeats before each post."""
        recurs = self.window.loose[self.window.ids[position]]
        if recurs < 4 or f.length > LONGEST_NAME or f.tags or f.host:
            return W["channel-never"]
        price = max(0.0, W["channel-other"] + W["channel-recurs"] * recurs)
        if self.recurring is not None:
            price += self._read_elsewhere(position, self.recurring.channel, self.recurring.text, self.recurring.site)
        return price

    def header_text(self, position: int, _f: Features) -> float:
        """As text of a page's header: only where the header's own lines follow soon."""
        if not self.window.has_header:
            return W["header-far"]
        near = self.window.kinds[position : position + 12]
        return 0.0 if LineKind.COUNTER in near or LineKind.PAGE in near else W["header-far"]

    def line(self, position: int, f: Features) -> float:
        """As the first line of a text that appears once."""
        price = self._as_text(position)
        if position:
            before = self.window.features(position - 1)
            if f.row and before.row:
                price += W["opening-row"]
            if f.length < _SHAPED and self._same_shape(position):
                price += W["opening-shape"]
            if before.colon:
                price += W["opening-colon"]
        if f.lower:
            price += W["opening-lower"]
        if f.tags:
            price += W["opening-tags"]
        if f.length <= 3:
            price += W["line-tiny"]
        if f.name or f.host or f.known_site or f.reply_media:
            price += W["line-name"]
        if self.recurring is not None:
            at, r = self.window.ids[position], self.recurring
            if self.window.count[at] > 2 and r.last.get(at, 0) + r.site.get(at, 0) > r.first.get(at, 0):
                price += W["line-last"]
        return price

    def alone(self, position: int) -> float:
        """As all of a post; at an end of the dump it may be the rest of one."""
        whole = 0 < position < self.window.size - 1
        return W["line-short"] if whole and len(self.window.text(position)) < LEAST_ALONE else 0.0

    def once(self, position: int, _f: Features) -> float:
        """As a line of a text that appears once: whether a post begins with it is for the boundary model to say."""
        return 2 * self._interface(position)

    def torn(self, position: int, f: Features) -> float:
        """As a line of a text that the beginning of the dump cuts."""
        return self._cut(position, self.window.previous, f)

    def broken(self, position: int, f: Features) -> float:
        """As a line of a text that the end of the dump cuts."""
        return self._cut(position, self.window.next, f)

    def _cut(self, position: int, equal: list[int], f: Features) -> float:
        """What names a site, or comes for the third time (all between it and the end is one text), is of several posts.

        equal: by position, the next equal line towards the end of the dump that cuts the text.
        """
        other = equal[position]
        price = W["torn-recurs"] if other >= 0 and equal[other] >= 0 else 0.0
        return price + W["torn-site"] if f.host or f.known_site else price

    def next_line(self, position: int, f: Features) -> float:
        """As a further line of a text that appears once: prose goes on less often than a list."""
        price = W["goes-on"]
        if position:
            before = self.window.features(position - 1)
            if f.length > 60 and before.length > 60 and before.stop:
                price = W["goes-on-prose"]
            if f.row or before.colon:
                price += W["goes-on-row"]
            if f.length < _SHAPED and self._same_shape(position):
                price += W["goes-on-shape"]
        if f.lower or f.tags:
            price += W["goes-on-lower"]
        if f.length < 40:
            price += W["goes-on-short"]
        return max(W["goes-on-least"], price) + self._as_text(position)

    def head(self, position: int, f: Features) -> float:
        """As line 1 of a text with a second copy."""
        price = 0.0 if self.window.kinds[position] is _TEXT else self._interface(position)
        if f.host or f.known_site:
            price += W["head-host"]
        if f.row and position and self.window.features(position - 1).row:
            price += W["head-row"]
        if self.recurring is not None:
            r = self.recurring
            price += max(0.0, self._read_elsewhere(position, r.first, r.site, r.author))
        return price

    def piece(self, position: int, f: Features) -> float:
        """As code or a quote that was pulled out of its text."""
        price = self.head(position, f) + self._repeats(position)
        if f.code:
            price += W["piece-code"]
        if f.quoted:
            price += W["piece-quoted"]
        if f.length > 300:
            price += W["piece-long"]
        return price

    def next_piece(self, position: int, f: Features) -> float:
        """As a further line of a piece: what is long enough for a post may be one."""
        price = self.piece(position, f)
        return price + W["piece-alone"] if f.length >= LEAST_ALONE else price

    # What several parts ask. ------------------------------------------------------------------------------------------

    def _same_shape(self, position: int) -> bool:
        window = self.window
        return window.shape(position) == window.shape(position - 1)

    def _linked(self, position: int) -> bool:
        window = self.window
        return window.names_host(max(0, position - _LINKED), position, window.text(position).casefold())

    def _read_elsewhere(self, position: int, for_: Tally, *against: Tally) -> float:
        """By how the same line was read elsewhere in the dump."""
        at = self.window.ids[position]
        if self.window.places[at] == 1:
            return 0.0  # it is in no other post: how it was read would only confirm itself
        more = -for_.get(at, 0)
        for counts in against:
            more += counts.get(at, 0)
        most = W["read-elsewhere-most"]
        return max(-most, min(most, W["read-elsewhere"] * more))

    def _as_text(self, position: int) -> float:
        """How odd the line is as somebody's new text."""
        price = self._repeats(position)
        return price if self.window.kinds[position] is _TEXT else price + self._interface(position)

    def _repeats(self, position: int) -> float:
        """How odd it is that a line which stood shortly before is new text here, and not a second copy."""
        before = self.window.previous[position]
        if before < 0 or position - before > NEAR:
            return 0.0
        return W["repeats"] if self.window.loose[self.window.ids[position]] <= 3 else W["repeats-often"]

    def _interface(self, position: int) -> float:
        """How odd it is that a line which looks like one of Telegram's own is somebody's text."""
        kinds = self.window.kinds
        kind = kinds[position]
        if kind in _LINES_OF_OWN:
            return W["interface-line"]
        before = kinds[position - 1] if position else None
        after = kinds[position + 1] if position + 1 < len(kinds) else None
        if kind is _GLYPH:
            return W["interface-pair"] if after is _COUNT else 0.0
        if kind is _COUNT:
            return W["interface-pair"] if before is _GLYPH else W["interface-count"]
        if kind is _SIZE:
            return W["interface-pair"] if before is _FILE else 0.0
        return 0.0


Look = Callable[[LineFit, int, Features], float]

# How the fit of its line is priced, by the move's name.
OF_MOVE: Final[dict[str, Look]] = {
    "site": LineFit.site,
    "title": LineFit.title,
    "description": LineFit.description,
    "author": LineFit.author,
    "channel": LineFit.channel,
    "header-text": LineFit.header_text,
    "line": LineFit.line,
    "once": LineFit.once,
    "torn-beginning": LineFit.torn,
    "torn-again": LineFit.torn,
    "broken-off": LineFit.broken,
    "broken-again": LineFit.broken,
    "second-line": LineFit.next_line,
    "next-line": LineFit.next_line,
    "piece": LineFit.piece,
    "piece-again": LineFit.piece,
    "piece-next": LineFit.next_piece,
}
