"""The parts of a post that is a part of a line, between the channel's name and the footer.

Where a line's end was all that showed where a part ends, it stays in the text: the name of a source that is forwarded
once, what is answered if no post above has it, a preview that nothing of its site begins.
"""

from __future__ import annotations

from typing import Any, Final

import regex

from ..lines.kinds import FORWARD_PREFIXES, NOTICES, REPLY_MEDIA, LineKind, classify
from ..lines.patterns import late_pattern
from ..lines.phrases import any_of, phrases
from ..segmentation.state_machine import Role
from .one_line_habits import Habits
from .one_line_preview import find_preview, parts_of_preview
from .one_line_reactions import Reacted, reactions_begin, reactions_of
from .whole_page_links import LENGTH, MEDIA_LABELS, VIEW_LINES

_LINES: Final = phrases()["lines"]


_FORWARD: Final = late_pattern(rf"{any_of({prefix.strip() for prefix in FORWARD_PREFIXES})}\s++")
_VIDEO: Final = late_pattern(
    rf"(?P<length>[0-9]{{1,2}}:[0-9]{{2}}(?::[0-9]{{2}})?\s++)?(?P<label>{any_of(MEDIA_LABELS)})"
    rf"(?:\s++{any_of(VIEW_LINES)})(?:\s++|\Z)"
)
# The length of a round video stands below its label. An author may begin with "10:30".
_LENGTH_BELOW: Final = late_pattern(r"(?P<minutes>[0-9]{1,2}):[0-5][0-9](?::[0-5][0-9])?(?:\s++|\Z)")
_DOCUMENT: Final = late_pattern(
    rf"(?P<name>\S(?:[^\n.:!?…。！？؟%]{{0,60}}[^\s.:!?…。！？؟%])??\S{{0,120}}?\.[A-Za-z][A-Za-z0-9]{{1,4}})(?P<between>\s++)"
    rf"(?P<size>[0-9]{{1,4}}(?:\.[0-9]{{1,2}})?\s{any_of(phrases()['size']['units'])})(?:\s++|\Z)"
)
_OPEN: Final = late_pattern(
    rf"(?:(?<!\S){any_of(_LINES['open-in-telegram'])}\s++{any_of(VIEW_LINES)}(?:\s++|\Z)){{1,2}}"
)
_POLL: Final = late_pattern(rf"(?<=\s)(?P<type>{any_of(_LINES['poll-type'])})\s++(?=[0-9]{{1,3}}%\s)")
_PERCENT: Final = late_pattern(r"(?:(?<=\s)|\A)(?P<percent>[0-9]{1,3}%)\s++")
_PERCENTS: Final = range(97, 104)  # the sum of a poll's, which are rounded
_MEDIA: Final = late_pattern(rf"{any_of(REPLY_MEDIA)}(?:\s++(?!\p{{Ll}})|\Z)")
_CUT_QUOTE: Final = late_pattern(r"[^…]{120,256}…(?:\s++|\Z)", regex.DOTALL)


class Parts:
    """The parts of a post's body, each with what it is, and what they say.

    Attributes:
        ends: where each part ends, in characters from the body's beginning, and its role; in order.
        values: of the post, by the names of its fields.
    """

    def __init__(self, body: str, name: str, habits: Habits, reacted: Reacted) -> None:
        self.ends: list[tuple[int, Role]] = []
        self.values: dict[str, Any] = {}
        self._body = body
        self._habits = habits
        end = reactions_begin(body, reacted)
        if end < len(body):
            self.values["reactions"] = reactions_of(body[end:])
        begin, notice_end = self._open_notice(end)
        first = self._forward(name) or self._reply(name, begin)
        is_known = first > 0 or (_FORWARD.match(body) is None and not body.startswith(f"{name} "))
        if is_known:
            first = self._media(first, begin)
        if not (is_known and self._poll(first, begin)):
            self._text(first, begin, notice_end)
        self._add(notice_end, Role.NOTICE)
        if body[notice_end:end].strip():
            self._preview(notice_end, end)
        self._add(len(body), Role.REACTIONS)

    def _add(self, end: int, role: Role) -> None:
        """The part from the end of the last one on; white space alone belongs to that."""
        begin = self.ends[-1][0] if self.ends else 0
        if end > begin:
            if self.ends and not self._body[begin:end].strip():
                role = self.ends.pop()[1]
            self.ends.append((end, role))

    def _forward(self, name: str) -> int:
        """Where a forward ends whose source is known: the channel itself, or one that other posts show."""
        match = _FORWARD.match(self._body)
        if match is None:
            return 0
        at = match.end()
        end = at + len(name) if self._body.startswith(f"{name} ", at) else self._habits.name_end(self._body, at)
        if end == at:
            return 0
        self.values["forwarded_from"] = " ".join(self._body[at:end].split())
        return self._add_with_blanks(end, Role.FORWARD)

    def _reply(self, name: str, end: int) -> int:
        """Where what is answered ends: a channel answers itself, mostly a post above on the page."""
        body = self._body
        if not body.startswith(f"{name} "):
            return 0
        at = len(name) + 1
        quote_end = self._habits.quote_end(body, at)
        if quote_end == at:
            match = _MEDIA.match(body, at, end) or _CUT_QUOTE.match(body, at, end)
            if match is None:
                return 0
            quote_end = at + len(match[0].rstrip())
        self._add(at, Role.REPLY_AUTHOR)
        self.values["reply_to"] = {"author": name, "text": " ".join(body[at:quote_end].split())}
        return self._add_with_blanks(quote_end, Role.REPLY_QUOTE)

    def _add_with_blanks(self, end: int, role: Role) -> int:
        while end < len(self._body) and self._body[end].isspace():
            end += 1
        self._add(end, role)
        return end

    def _media(self, first: int, end: int) -> int:
        """Videos that are not played, and documents whose names have no spaces."""
        while True:
            if match := _VIDEO.match(self._body, first, end):
                self._notice(match["label"])
                self._add(match.end(), Role.NOTICE)
                below = None if match["length"] else _LENGTH_BELOW.match(self._body, match.end(), end)
                if below is not None and (len(below["minutes"]) == 1 or self._habits.lengths_follow):
                    first = below.end()
                    self._add(first, Role.PAGE)
                    continue
            elif (match := _DOCUMENT.match(self._body, first, end)) and classify(match["name"]) is LineKind.FILE:
                self._add(match.end("between"), Role.DOCUMENT_NAME)
                self._add(match.end(), Role.DOCUMENT_SIZE)
                size = " ".join(match["size"].split())
                self.values.setdefault("documents", []).append({"name": match["name"], "size": size})
            else:
                return first
            first = match.end()

    def _text(self, first: int, begin: int, notice_end: int) -> None:
        """The text, up to a notice, and the preview that ends it where no notice does."""
        found = find_preview(self._body, first, begin, self._habits.tails) if begin == notice_end else None
        end = begin if found is None else found
        is_voice = LENGTH.fullmatch(self._body[first:end].strip()) is not None
        self._add(end, Role.PAGE if is_voice else Role.TEXT)
        if found is not None:
            self._preview(found, begin)

    def _preview(self, begin: int, end: int) -> None:
        site, title = parts_of_preview(self._body, begin, end)
        self._add(title, Role.PREVIEW_SITE)
        self._add(end, Role.PREVIEW_TITLE)
        # Nothing shows where the title ends.
        said = self._body[title:end].strip()
        self.values["preview"] = {"site": site, "title": said or None, "description": None}

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
