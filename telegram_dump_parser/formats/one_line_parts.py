"""The parts of a post that is a part of a line, between the channel's name and the footer.

Where a line's end was all that showed where a part ends, it stays in the text: a forward's name, what is answered, a
preview.
"""

from __future__ import annotations

from typing import Any, Final

from ..lines.kinds import FORWARD_PREFIXES, NOTICES, LineKind, classify
from ..lines.patterns import late_pattern
from ..lines.phrases import any_of, phrases
from ..lines.reactions import GLYPH, NUMBER
from ..segmentation.state_machine import Role
from .whole_page_footer import count
from .whole_page_links import LENGTH, MEDIA_LABELS, VIEW_LINES

_LINES: Final = phrases()["lines"]


_FORWARD: Final = late_pattern(rf"{any_of({prefix.strip() for prefix in FORWARD_PREFIXES})}\s++")
_VIDEO: Final = late_pattern(
    rf"(?:[0-9]{{1,2}}:[0-9]{{2}}(?::[0-9]{{2}})?\s++)?(?P<label>{any_of(MEDIA_LABELS)})(?:\s++{any_of(VIEW_LINES)})(?:\s++|\Z)"
)
_DOCUMENT: Final = late_pattern(
    rf"(?P<name>\S{{1,120}}\.[A-Za-z][A-Za-z0-9]{{1,4}})(?P<between>\s++)"
    rf"(?P<size>[0-9]{{1,4}}(?:\.[0-9]{{1,2}})?\s{any_of(phrases()['size']['units'])})(?:\s++|\Z)"
)
_OPEN: Final = late_pattern(
    rf"(?:(?<!\S){any_of(_LINES['open-in-telegram'])}\s++{any_of(VIEW_LINES)}(?:\s++|\Z)){{1,2}}"
)
_POLL: Final = late_pattern(rf"(?<=\s)(?P<type>{any_of(_LINES['poll-type'])})\s++(?=[0-9]{{1,3}}%\s)")
_PERCENT: Final = late_pattern(r"(?:(?<=\s)|\A)(?P<percent>[0-9]{1,3}%)\s++")
_PERCENTS: Final = range(97, 104)  # the sum of a poll's, which are rounded
_REACTIONS: Final = 400  # characters
_COUNT: Final = rf"{NUMBER}(?![0-9.KM])"
_REACTED: Final = rf"{GLYPH}{{1,12}}+\s?+{_COUNT}"
# A count without an emoji, of a reaction of the channel's own, is one only amid others.
_RUN: Final = late_pattern(
    rf"(?:(?<=\s)|\A)(?:{_REACTED}|[1-9][0-9]{{0,2}}(?:\.[0-9]{{1,2}})?[KM](?=\s|{GLYPH}))"
    rf"(?:\s*+{_REACTED}|\s++{_COUNT})*+\s*+\Z"
)
_REACTION: Final = late_pattern(rf"({GLYPH}*+)\s?+({NUMBER})")


def reactions_begin(body: str) -> int:
    """Where the reactions begin that end a post's body; its length, if it has none."""
    low = max(0, len(body) - _REACTIONS)
    run = _RUN.search(body[low:])
    if run is None or not any(emoji for emoji, _ in _REACTION.findall(run[0])):
        return len(body)
    return low + run.start()


def have_reactions(bodies: list[str]) -> bool:
    """Whether posts of a page have reactions, by the ends of some: "Ring ☎ 112" alone is a text."""
    runs = [body[reactions_begin(body) :] for body in bodies]
    several = any(sum(1 for emoji, _ in _REACTION.findall(run) if emoji) > 1 for run in runs)
    return several or 3 * sum(map(bool, runs)) > 2 * len(bodies)


class Parts:
    """The parts of a post's body, each with what it is, and what they say.

    Attributes:
        ends: where each part ends, in characters from the body's beginning, and its role; in order.
        values: of the post, by the names of its fields.
    """

    def __init__(self, body: str, name: str, *, reacted: bool) -> None:
        self.ends: list[tuple[int, Role]] = []
        self.values: dict[str, Any] = {}
        self._body = body
        end = reactions_begin(body) if reacted else len(body)
        if end < len(body):
            self.values["reactions"] = [
                {"emoji": emoji or None, "count": count(number), "text": number}
                for emoji, number in _REACTION.findall(body, end)
            ]
        first = self._forward(name)
        is_plain = first == 0 and _FORWARD.match(body) is None and not body.startswith(f"{name} ")
        after_notice = self._open_notice(end)
        if is_plain or first:
            first = self._media(first, after_notice[0])
        begin, notice_end = after_notice
        if not (is_plain and self._poll(first, begin)):
            role = Role.TEXT
            if LENGTH.fullmatch(body[first:begin].strip()):
                role = Role.PAGE  # a voice message
            self._add(begin, role)
        self._add(notice_end, Role.NOTICE)
        if body[notice_end:end].strip():
            self.values["preview"] = {"site": None, "title": body[notice_end:end].strip(), "description": None}
        self._add(end, Role.PREVIEW_TITLE)
        self._add(len(body), Role.REACTIONS)

    def _add(self, end: int, role: Role) -> None:
        """The part from the end of the last one on; white space alone belongs to that."""
        begin = self.ends[-1][0] if self.ends else 0
        if end > begin:
            if self.ends and not self._body[begin:end].strip():
                role = self.ends.pop()[1]
            self.ends.append((end, role))

    def _forward(self, name: str) -> int:
        """Where a forward ends whose name is known, for it is the channel's own."""
        match = _FORWARD.match(self._body)
        if match is None or not self._body.startswith(f"{name} ", match.end()):
            return 0
        self.values["forwarded_from"] = name
        end = match.end() + len(name) + 1
        self._add(end, Role.FORWARD)
        return end

    def _media(self, first: int, end: int) -> int:
        """Videos that are not played, and documents whose names have no spaces."""
        while True:
            if match := _VIDEO.match(self._body, first, end):
                self._notice(match["label"])
                self._add(match.end(), Role.NOTICE)
            elif (match := _DOCUMENT.match(self._body, first, end)) and classify(match["name"]) is LineKind.FILE:
                self._add(match.end("between"), Role.DOCUMENT_NAME)
                self._add(match.end(), Role.DOCUMENT_SIZE)
                size = " ".join(match["size"].split())
                self.values.setdefault("documents", []).append({"name": match["name"], "size": size})
            else:
                return first
            first = match.end()

    def _open_notice(self, end: int) -> tuple[int, int]:
        """Where *Please open Telegram…* stands, after the text; what follows it is a preview."""
        notices = [*_OPEN.finditer(self._body, 0, end)]
        if not notices:
            return end, end
        self._notice(_LINES["open-in-telegram"][0])
        return notices[-1].start(), notices[-1].end()

    def _notice(self, label: str) -> None:
        notices = self.values.setdefault("notices", [])
        if NOTICES[label] not in notices:
            notices.append(NOTICES[label])

    def _poll(self, first: int, end: int) -> bool:
        """A poll, if its percents add up: one in the text of an option cannot be known from that of the next."""
        body = self._body
        kind = _POLL.search(body, first, end)
        if kind is None:
            return False
        percents = [*_PERCENT.finditer(body, kind.end(), end)]
        if sum(int(match["percent"][:-1]) for match in percents) not in _PERCENTS:
            return False
        ends = [*(match.start() for match in percents[1:]), end]
        texts = [body[match.end() : stop].strip() for match, stop in zip(percents, ends, strict=True)]
        if not all(texts):
            return False
        self._add(kind.start(), Role.POLL_QUESTION)
        self._add(kind.end(), Role.POLL_TYPE)
        for match, stop in zip(percents, ends, strict=True):
            self._add(match.end(), Role.POLL_PERCENT)
            self._add(stop, Role.POLL_OPTION)
        options = [
            {"text": text, "percent": int(match["percent"][:-1])} for match, text in zip(percents, texts, strict=True)
        ]
        self.values["poll"] = {"question": body[first : kind.start()].strip(), "type": kind["type"], "options": options}
        return True
