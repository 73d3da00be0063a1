"""What each reading of a line costs: evidence as prices, in nats (−log of how often it is so).

Three sources, in this order: what the preview's layout makes likely (`BASE`), what the line itself looks like
(`Pricer`'s methods, on `window.Features`), and what the dump around it does (`Habits`: rates and recurring lines,
learned from a first reading of the same stretch, every rate capped, so that a habit is evidence and never a rule).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from math import log
from typing import Final

from .lines import DESCRIBED, LineKind
from .machine import ENDS, TABLE, State
from .window import Window

BASE: Final[dict[str, float]] = {
    "free": 0.0,
    "forward": 0.2,
    "interface-as-text": 9.0,
    "torn-pair": 5.0,
    "header": 2.0,
    "header-line": 0.0,
    "header-text": 1.0,
    "service": 1.0,
    "media": 0.3,
    "media-again": 1.5,
    "document": 0.4,
    "odd-document": 3.0,
    "question": 0.3,
    "lost-body": 2.0,
    "reactions": 0.0,
    "bare-reactions": 3.5,
    "glyph": 0.5,
    "glyph-count": 0.0,
    "date": 0.5,
    "notice-after-line": 0.4,
    "notice-after-lines": 0.0,
    "notice-after-plain": 3.6,
    "notice-after-marked": 0.6,
    "notice-after-cut": 0.0,
    "notice-again": 1.0,
    "piece": 0.0,
    "piece-again": 1.2,
    "date-again": 1.0,
    "cut-short": 1.0,  # the input ends within a post
    "echoed-description": 3.5,
    "end-header": 0.0,
    "end-empty": 4.0,
    "end-media": 2.5,
    "end-document": 1.0,
    "end-poll": 0.0,
    "end-line": 0.0,
    "end-lines": 0.0,
    "end-plain": 0.0,
    "end-cut": 0.0,
    "end-closed": 0.0,
    "end-site": 3.0,
    "end-title": 0.7,
    "end-preview": 0.4,
    "end-reacted": 0.0,
    "end-dated": 0.0,
}


Look = Callable[["Pricer", int], float]
Plan = tuple[tuple[State, float, Look | None], ...]

UNNOTICED: Final = 3.0
NO_TEXT: Final = 2.0  # a lone word that sites are called by is seldom a post


@dataclass(slots=True)
class Habits:
    """What the posts around do. Rates are shares of posts, smoothed towards the layout's own and capped.

    roles: how often a line (by id) was read as the first line of a text, its last line, a site, an author, a channel
    title, or anything else of a post.
    """

    reactions: float = 0.4
    line: float = 0.10
    lines: float = 0.01  # several lines once, no notice
    lost: float = 0.03  # several lines once, and the notice that tells why
    piece: float = 0.01
    bare: float = 0.08  # of the posts with a video, those without a text
    again: float = 0.3  # of the notices, those that come twice
    described: float = 0.7  # of the previews, those with a description
    closing: float = 0.06
    preview: float = 0.15
    media: float = 0.08
    reply: float = 0.02
    dated: float = 0.02
    as_site: Counter[int] = field(default_factory=Counter)
    as_author: Counter[int] = field(default_factory=Counter)
    as_channel: Counter[int] = field(default_factory=Counter)
    as_first: Counter[int] = field(default_factory=Counter)
    as_last: Counter[int] = field(default_factory=Counter)
    as_text: Counter[int] = field(default_factory=Counter)
    learned: bool = False


def nats(rate: float) -> float:
    """Price of something that happens at this rate."""
    return -log(rate)


class Pricer:
    """Prices of the moves at each position of a window, under the habits of the dump around."""

    __slots__ = ("_plans", "constants", "habits", "loose", "window")

    def __init__(self, window: Window, loose: list[int], habits: Habits) -> None:
        """loose: by id, how often the line stands outside of clean second copies."""
        self.window = window
        self.loose = loose
        self.habits = habits
        h = habits
        constants = dict(BASE)
        # Ending without what the posts around end with costs; reading what they have is cheap.
        without = nats(1 - h.reactions)
        constants["reactions"] += nats(h.reactions)
        constants["glyph"] += nats(h.reactions)
        constants["bare-reactions"] += nats(h.reactions)
        constants["date"] += nats(h.dated)
        for name in (
            "end-media",
            "end-document",
            "end-line",
            "end-lines",
            "end-plain",
            "end-cut",
            "end-closed",
            "end-site",
            "end-title",
            "end-preview",
            "end-empty",
            "end-poll",
        ):
            constants[name] += without
        for name in (
            "end-reacted",
            "end-media",
            "end-document",
            "end-line",
            "end-lines",
            "end-plain",
            "end-cut",
            "end-closed",
            "end-site",
            "end-title",
            "end-preview",
            "end-empty",
            "end-poll",
        ):
            constants[name] += nats(1 - h.dated)
        closing = nats(h.closing)
        for name in (
            "notice-after-line",
            "notice-after-lines",
            "notice-after-plain",
            "notice-after-marked",
        ):
            constants[name] += closing
        # A custom emoji that takes lines away brings the notice: without it such a reading is dear.
        constants["notice-after-lines"] = nats(h.lost) - nats(h.lines)
        constants["notice-after-cut"] = 0.2 - UNNOTICED
        constants["cut"] = UNNOTICED
        constants["piece"] += nats(h.piece)
        constants["end-media"] += nats(h.bare) - 2.5
        constants["notice-again"] = nats(h.again)
        for name in ("end-closed",):
            constants[name] += 0.0
        constants["lost-body"] += closing
        constants["media"] += nats(h.media)
        constants["line"] = nats(h.line)
        constants["second-line"] = max(0.3, nats(h.lines) - nats(h.line)) + 0.4
        constants["next-line"] = 1.4
        constants["site"] = nats(h.preview)
        constants["title"] = 0.0
        constants["description"] = nats(h.described)
        constants["end-title"] += nats(1 - h.described) - 0.7
        constants["more-description"] = 3.0
        constants["author"] = nats(h.reply)
        constants["quote"] = 0.0
        constants["channel"] = 2.0
        self.constants = constants
        self._plans: dict[tuple[State, LineKind, LineKind | None], Plan] = {}

    def plan(self, state: State, kind: LineKind, following: LineKind | None) -> Plan:
        """The moves that a line of this kind allows from a state, each with its fixed price and its look at the line.

        Moves into a state that the line after (None: the end) does not allow to leave are left out, so that no path
        runs dry: such a state leads to one where a post may end.
        """
        key = (state, kind, following)
        found = self._plans.get(key)
        if found is None:
            found = self._plans[key] = tuple(
                (target, self.constants[name], _LOOKS.get(name))
                for target, name in TABLE[state].get(kind, ())
                if (target in ENDS or following is None or following in TABLE[target])
                and (target is not State.HEADER or self.window.has_header)
            )
        return found

    # Each of these says how well a line fits a part, beyond the part's rate. ---------------------------------------

    def site(self, position: int) -> float:
        f = self.window.features(position)
        i = self.window.ids[position]
        h = self.habits
        if f.length > 64 or f.tags:
            return 9.0
        price = 3.2
        if f.host or f.known_site:
            price = 0.4
        elif f.name:
            price = 1.4
            if self.window.names_host(max(0, position - 6), position, self.window.text(position).casefold()):
                price = 0.2
        recurs = self.loose[i]
        if recurs >= 3:
            price = min(price, 0.6)
        elif recurs == 2:
            price = min(price, 1.5)
        if f.length > 32:
            price += 1.0
        if f.emoji_first or f.stop or f.row:
            price += 1.5
        if h.learned:
            seen = h.as_site[i]
            other = h.as_text[i] + h.as_author[i] + h.as_channel[i]
            if seen > other:
                price -= min(2.0, 0.7 * (seen - other))
            elif other > seen:
                price += min(3.0, 0.8 * (other - seen))
        return max(price, -1.0)

    def author(self, position: int) -> float:
        f = self.window.features(position)
        i = self.window.ids[position]
        h = self.habits
        if f.length > 128:
            return 9.0
        price = 2.0
        recurs = self.loose[i]
        if recurs >= 3:
            price = 0.0
        elif recurs == 2:
            price = 1.0
        if f.length > 48:
            price += 1.0
        if f.stop or f.row or f.tags or f.host or f.known_site:
            price += 2.0
        if f.name and self.window.names_host(max(0, position - 8), position, self.window.text(position).casefold()):
            price += 3.0
        if position + 1 < self.window.size:
            price += self.quote_fit(position + 1)
        if h.learned:
            seen = h.as_author[i]
            other = h.as_text[i] + h.as_site[i]
            if seen > other:
                price -= min(2.0, 0.7 * (seen - other))
            elif other > seen:
                price += min(3.0, 0.8 * (other - seen))
        return price

    def echoed_description(self, position: int) -> float:
        """Previews of Telegram's own channels have a name for a title, and often a long description."""
        telegram = position >= 2 and self.window.text(position - 2) in DESCRIBED
        return -1.8 if telegram and len(self.window.text(position - 1)) <= 48 else 0.0

    def quote_fit(self, position: int) -> float:
        f = self.window.features(position)
        if f.reply_media:
            return -3.0
        if f.length > 260:
            return 6.0
        price = 1.5
        if f.squeezed:
            price -= 1.5
        if f.cut:
            price -= 1.5
        if 60 < f.length:
            price -= 0.3
        if self.window.quoted(position):
            price -= 3.0
        return price

    def piece(self, position: int) -> float:
        """How little a line looks like code or a quote that was pulled out of its text."""
        f = self.window.features(position)
        price = self.head(position) + self.repeats(position)
        if f.code:
            price -= 2.5
        if f.length > 300:
            price += 1.0
        return price

    def header_text(self, position: int) -> float:
        """Text belongs to a page's header only where the header's own lines follow soon."""
        kinds = self.window.kinds
        near = kinds[position : position + 12]
        return 0.0 if LineKind.COUNTER in near or LineKind.PAGE in near else 20.0

    def channel(self, position: int) -> float:
        f = self.window.features(position)
        i = self.window.ids[position]
        if self.loose[i] < 4 or f.length > 128 or f.tags or f.host:
            return 12.0
        share = self.loose[i]
        price = 4.0 - min(4.0, 0.5 * share)
        h = self.habits
        if h.learned:
            seen = h.as_channel[i]
            other = h.as_text[i] + h.as_site[i]
            price += 2.0 if other > seen else -0.5
        return price

    def line(self, position: int) -> float:
        """A text that begins here, and stands once."""
        price = self.opening(position)
        f = self.window.features(position)
        if self.habits.learned:
            i = self.window.ids[position]
            last = self.habits.as_last[i] + self.habits.as_site[i]
            if last > self.habits.as_first[i] and self.window.count[i] > 2:
                price += 1.5
        if f.length <= 3:
            price += 0.5
        if f.name or f.host or f.known_site or f.reply_media:
            price += NO_TEXT
        return price + self.repeats(position) + self.interface(position)

    def interface(self, position: int) -> float:
        """How odd it is that a line which looks like one of Telegram's own is somebody's text."""
        kinds = self.window.kinds
        kind = kinds[position]
        if kind is LineKind.TEXT:
            return 0.0
        if kind in (LineKind.DATE, LineKind.COUNTER, LineKind.SERVICE):
            return 3.0
        if kind is LineKind.GLYPH:
            return 2.0 if position + 1 < len(kinds) and kinds[position + 1] is LineKind.COUNT else 0.0
        if kind is LineKind.COUNT:
            return 2.0 if position and kinds[position - 1] is LineKind.GLYPH else 0.3
        if kind is LineKind.SIZE:
            return 2.0 if position and kinds[position - 1] is LineKind.FILE else 0.0
        return 0.0

    def repeats(self, position: int) -> float:
        """How odd it is that a line which stood shortly before is new text here, and not a second copy."""
        before = self.window.previous[position]
        if before < 0 or position - before > 60:
            return 0.0
        return 3.0 if self.loose[self.window.ids[position]] <= 3 else 1.0

    def opening(self, position: int) -> float:
        """How odd it is for a text to begin with this line."""
        f = self.window.features(position)
        price = 0.0
        if f.row and position and self.window.features(position - 1).row:
            price += 1.2
        if position and f.length < 80 and self.window.shape(position) == self.window.shape(position - 1):
            price += 0.8
        if f.lower:
            price += 0.5
        if f.tags:
            price += 1.0
        if position and self.window.features(position - 1).colon:
            price += 0.8
        return price

    def head(self, position: int) -> float:
        """How odd it is for an echoed text to begin with this line."""
        f = self.window.features(position)
        price = 0.0
        if f.host or f.known_site:
            price += 2.0
        if f.row and position and self.window.features(position - 1).row:
            price += 0.5
        if self.habits.learned:
            i = self.window.ids[position]
            h = self.habits
            other = h.as_site[i] + h.as_author[i]
            if other > h.as_first[i]:
                price += min(2.5, 0.8 * (other - h.as_first[i]))
        return price + self.interface(position)

    def next_line(self, position: int) -> float:
        return self.goes_on(position) + self.repeats(position) + self.interface(position)

    def goes_on(self, position: int) -> float:
        """How odd it is that this line goes on with the text before it: prose does less than rows of a list."""
        f, before = self.window.features(position), self.window.features(position - 1)
        price = 0.9 if f.length > 60 and before.length > 60 and before.stop else 0.3
        if f.row or before.colon:
            price -= 0.8
        if f.length < 80 and self.window.shape(position) == self.window.shape(position - 1):
            price -= 0.8
        if f.lower or f.tags:
            price -= 0.5
        if f.length < 40:
            price -= 0.3
        return max(-1.1, price)

    def title(self, position: int) -> float:
        f = self.window.features(position)
        price = 2.0 if f.length > 300 else (1.0 if f.tags else 0.0)
        before = self.window.previous[position]
        if before >= 0 and position - before <= 40:
            price -= 1.5  # the title says what the text's only line says
        return price

    def description(self, position: int) -> float:
        f = self.window.features(position)
        price = 0.0
        if f.length > 400:
            price += 3.0
        if f.emoji_first:
            price += 0.7
        if f.tags:
            price += 1.5
        return price


_LOOKS: Final[dict[str, Look]] = {
    "site": Pricer.site,
    "author": Pricer.author,
    "channel": Pricer.channel,
    "line": Pricer.line,
    "piece": Pricer.piece,
    "piece-again": Pricer.piece,
    "echoed-description": Pricer.echoed_description,
    "header-text": Pricer.header_text,
    "second-line": Pricer.next_line,
    "next-line": Pricer.next_line,
    "title": Pricer.title,
    "description": Pricer.description,
}
