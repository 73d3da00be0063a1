"""A post of a whole page: what its lines are, between the channel's name and the footer, and what they say."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from ..lines.kinds import FORWARD_PREFIXES, KNOWN_SITES, NOTICES, LineKind, classify
from ..lines.patterns import late_pattern
from ..lines.phrases import phrases, table
from ..lines.reader import Line
from ..segmentation.draft import Draft
from ..segmentation.search.path import CERTAIN
from ..segmentation.state_machine import Role
from .markup import Links, links_alone, links_of, plain
from .whole_page_footer import Footer, count, said_by
from .whole_page_frame import Frame
from .whole_page_links import (
    LENGTH,
    MEDIA_LABELS,
    NO_SOUND,
    VIEW_LINES,
    VOICE,
    document_of,
    is_preview_in_link,
    link_end,
    options_in_link,
    parts_in_links,
    preview_in_link,
    values_of_links,
)
from .whole_page_reactions import reactions_below

_DATA: Final = table(__package__, "phrases.toml")["whole-page"]
_SHORTEST: Final = frozenset(_DATA["sites"])
_PLAYERS: Final = tuple(_DATA["players"])
_LINKED: Final = late_pattern(r"\[[0-9]{1,4}\]\S+")
_POLL_TYPES: Final = frozenset(phrases()["lines"]["poll-type"])
_FORWARD_LABELS: Final = frozenset(prefix.strip() for prefix in FORWARD_PREFIXES)
_NOTICE_LINES: Final = frozenset(NOTICES) | frozenset(phrases()["lines"]["view"])
_HOST: Final = late_pattern(r"[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){0,4}\.[a-z]{2,12}")
_WORD: Final = late_pattern(r"[A-Z][A-Za-z0-9-]{0,30}")
_QUESTION_LINES: Final = 12
_PREVIEW_LINES: Final = 8
_OVER_BLOCKS: Final = ("[ ", "[_")  # a link over blocks that is one line, unless it was wrapped
_BLOCKS: Final = 3  # of a preview: site, title, description
# Of lines between, these belong to no block of a text that Markdown indents or marks.
_BLOCK_MARKS: Final = (">", "    ", "\t", "```", "- ", "* ", "  * ", "|")


def post(
    lines: list[Line],
    roles: list[Role],
    at: list[int],
    texts: Sequence[str],
    frame: Frame,
    named: int,
    footer: Footer,
    below: int,
    end: int,
) -> Draft:
    """The draft of a post.

    Args:
        lines: all of it.
        roles: of these lines; all that are not blank are the page's own so far.
        at: indices of lines that are neither blank nor a picture of Markdown's.
        texts: these, trimmed.
        frame: of its page.
        named: how many of them are the channel's name.
        footer: what it says; `below` and `end` are where it begins and ends among `at`.
        below: see `footer`.
        end: likewise.
    """
    parts = _Parts(lines, roles, at, texts, frame)
    parts.set(0, named, Role.CHANNEL)
    parts.set(below, end, Role.FOOTER)
    for i in range(end, len(at)):
        if classify(texts[i]) is LineKind.DATE:
            roles[at[i]] = Role.DATE
    parts.read(named, below)
    values = parts.values
    if frame.name and named:
        values["author"] = " ".join(frame.name)
    if footer.end > footer.first:
        values |= said_by(footer)
    if footer.voters is not None and "poll" in values:
        values["poll"]["voters"] = count(footer.voters)
    draft = Draft(
        lines,
        roles,
        parts.text(),
        margin=CERTAIN,
        form="whole-page",
        evidence="page-frame",
        values=values,
        complete=True,
    )
    parts.clean(draft)
    return draft


class _Parts:
    """The parts of a post's body, each read where it may stand; `first` and `end` close in on the text."""

    def __init__(self, lines: list[Line], roles: list[Role], at: list[int], texts: Sequence[str], frame: Frame) -> None:
        self._lines = lines
        self._roles = roles
        self._at = at
        self._texts = texts
        self._frame = frame
        self.values: dict[str, Any] = {}

    def set(self, first: int, end: int, role: Role) -> None:
        """Set what lines are."""
        for i in range(first, end):
            self._roles[self._at[i]] = role

    def read(self, first: int, end: int) -> None:
        """Set what the lines between name and footer are."""
        first = self._forward(first, end)
        if self._frame.marked:
            first = self._links_alone(first, end)
        first = self._reply(first, end)
        first = self._media(first, end)
        end = self._reactions(first, end)
        if self._poll(first, end):
            return
        if end - first == 1 and ":" in self._texts[first] and VOICE.fullmatch(self._inner(first)):
            return  # a voice message
        end = self._notices(first, end)
        end = self._preview(first, end)
        if not _NOTICE_LINES.isdisjoint(self._texts[first:end]):
            for i in range(first, end):
                if self._texts[i] in _NOTICE_LINES:
                    self._notice(i, end)
        roles = self._roles
        for i in self._at[first:end]:
            if roles[i] is Role.PAGE:
                roles[i] = Role.TEXT

    def text(self) -> list[int]:
        """Indices of the text's lines, blank ones between them with them."""
        roles = self._roles
        if Role.TEXT not in roles:
            return []
        begin, end = roles.index(Role.TEXT), len(roles) - roles[::-1].index(Role.TEXT)
        return [i for i, role in enumerate(roles[begin:end], begin) if role is Role.TEXT or role is Role.BLANK]

    def clean(self, draft: Draft) -> None:
        """Take the page's indent from the text, and the targets of Markdown's links out of it."""
        if not draft.text:
            return
        texts = [self._lines[i].text for i in draft.text]
        if self._frame.indented:
            indent = min(len(text) - len(text.lstrip(" ")) for text in texts if text.strip())
            if indent:
                draft.own_text = "\n".join(text[indent:] if text[:indent].isspace() else text for text in texts)
                draft.text = []
        links = self._frame.links
        if links is not Links.NONE and any(links_of(text) is links for text in texts):
            self.values |= values_of_links("\n".join(texts), links)

    # What is above the text

    def _forward(self, first: int, end: int) -> int:
        if first >= end:
            return first
        line = plain(self._texts[first])
        if line in _FORWARD_LABELS and first + 1 < end:
            self.set(first, first + 2, Role.FORWARD)
            self.values["forwarded_from"] = self._inner(first + 1)
            return first + 2
        if not line.startswith(FORWARD_PREFIXES):
            return first
        self.set(first, first + 1, Role.FORWARD)
        prefix = next(prefix for prefix in FORWARD_PREFIXES if line.startswith(prefix))
        self.values["forwarded_from"] = plain(line[len(prefix) :])
        return first + 1

    def _reply(self, first: int, end: int) -> int:
        """Who was answered and what, where it is certain: a channel answers itself, or both are one link."""
        if first + 1 >= end:
            return first
        name = self._frame.name
        linked = self._frame.marked and link_end(self._texts, first, end) == first + 2
        if linked and classify(self._inner(first)) in (LineKind.TEXT, LineKind.GLYPH):
            return self._replied(first, self._inner(first), self._inner(first + 1))
        if name and plain(self._texts[first]) == name[0]:
            if classify(f"{name[0]} {self._texts[first + 1]}") is LineKind.SERVICE:
                return first  # "City News", "pinned …"
            return self._replied(first, " ".join(name), self._texts[first + 1])
        return first

    def _replied(self, first: int, author: str, quote: str) -> int:
        self.set(first, first + 1, Role.REPLY_AUTHOR)
        self.set(first + 1, first + 2, Role.REPLY_QUOTE)
        self.values["reply_to"] = {"author": author, "text": quote}
        return first + 2

    def _links_alone(self, first: int, end: int) -> int:
        name = " ".join(self._frame.name)
        while first < end:
            wrapped = self._texts[first].startswith(_OVER_BLOCKS)
            after = (wrapped and link_end(self._texts, first, end)) or first + 1
            if (said := parts_in_links(" ".join(self._texts[first:after]), name)) is None:
                break
            if said.quote is not None:
                self.values["reply_to"] = {"author": name, "text": said.quote}
            for label in said.videos:
                self._add_notice(label)
            if said.documents:
                self.values.setdefault("documents", []).extend(said.documents)
            self.set(first, after, Role.NOTICE if said.quote is None else Role.REPLY_QUOTE)
            first = after
        return first

    def _media(self, first: int, end: int) -> int:
        """Videos that are not played, with their lengths, and documents."""
        while first < end:
            line = self._inner(first)
            following = self._inner(first + 1) if first + 1 < end else ""
            if line.startswith(_PLAYERS) and LENGTH.fullmatch(following) and self._is_player(first, end):
                first += 1
            elif line in MEDIA_LABELS:
                first = self._notice(first, end)
                if first < end and LENGTH.fullmatch(self._inner(first)):
                    first += 1
            elif (following in MEDIA_LABELS and LENGTH.fullmatch(line)) or NO_SOUND.fullmatch(line):
                first += 1
            elif following[:1].isdigit() and classify(following) is LineKind.SIZE:
                self.set(first, first + 1, Role.DOCUMENT_NAME)
                self.set(first + 1, first + 2, Role.DOCUMENT_SIZE)
                self.values.setdefault("documents", []).append({"name": line, "size": following})
                first += 2
            elif line.endswith("B") and (document := document_of(line)) and classify(document["name"]) is LineKind.FILE:
                self.set(first, first + 1, Role.DOCUMENT_NAME)
                self.values.setdefault("documents", []).append(document)
                first += 1
            else:
                break
        return first

    def _is_player(self, at: int, end: int) -> bool:
        """Whether a line like `Video: clip.mp4`, above a length, is a text browser's: linked, or a label follows."""
        is_numbered = self._frame.links is Links.NUMBERED
        if is_numbered and _LINKED.fullmatch(self._texts[at].partition(" ")[2]):
            return True
        return at + 2 < end and self._inner(at + 2) in MEDIA_LABELS

    def _notice(self, at: int, end: int) -> int:
        after = at + 1
        if after < end and self._inner(after) in VIEW_LINES:
            after += 1
        self.set(at, after, Role.NOTICE)
        self._add_notice(self._inner(at))
        return after

    def _add_notice(self, label: str) -> None:
        code = NOTICES.get(label)
        if code is not None:
            notices = self.values.setdefault("notices", [])
            if code not in notices:
                notices.append(code)

    def _inner(self, at: int) -> str:
        return plain(self._texts[at]) if self._frame.links is not Links.NONE else self._texts[at]

    def _poll(self, first: int, end: int) -> bool:
        """A poll is a post of its own: a question, its type, and options, each below its percent."""
        above = min(first + _QUESTION_LINES, end)
        if _POLL_TYPES.isdisjoint(self._texts[first + 1 : above]):
            return False
        kind = next(i for i in range(first + 1, above) if self._texts[i] in _POLL_TYPES)
        options: list[dict[str, Any]] = []
        if self._frame.marked:
            options = options_in_link(" ".join(self._texts[kind + 1 : end]))
        if kind + 1 >= end or not (options or classify(self._inner(kind + 1)) is LineKind.PERCENT):
            return False
        self.set(first, kind, Role.POLL_QUESTION)
        self.set(kind, kind + 1, Role.POLL_TYPE)
        if options:
            self.set(kind + 1, end, Role.POLL_OPTION)
        else:
            options = self._options(kind + 1, end)
        self.values["poll"] = {
            "question": "\n".join(self._inner(i) for i in range(first, kind)),
            "type": self._inner(kind),
            "options": options,
        }
        return True

    def _options(self, first: int, end: int) -> list[dict[str, Any]]:
        options: list[dict[str, Any]] = []
        for i in range(first, end):
            line = self._inner(i)
            percent = classify(line) is LineKind.PERCENT and (not options or options[-1]["text"])
            bare = percent and line == self._texts[i]
            self._roles[self._at[i]] = Role.POLL_PERCENT if bare else Role.POLL_OPTION
            if percent:
                options.append({"text": "", "percent": int(line[:-1])})
            else:
                options[-1]["text"] += ("\n" if options[-1]["text"] else "") + line
        return options

    # What is below the text

    def _reactions(self, first: int, end: int) -> int:
        begin, found = reactions_below(self._texts, first, end)
        if found:
            self.set(begin, end, Role.REACTIONS)
            self.values["reactions"] = [
                {"emoji": emoji or None, "count": count(number), "text": number} for emoji, number in found
            ]
        return begin

    def _notices(self, first: int, end: int) -> int:
        """*Please open Telegram…* at the end; a preview may follow it."""
        while end - first > 1 and self._inner(end - 1) in VIEW_LINES and self._inner(end - 2) in NOTICES:
            self._notice(end - 2, end)
            end -= 2
        return end

    def _preview(self, first: int, end: int) -> int:
        begin = self._preview_begin(first, end)
        if begin == end:
            return end
        self.set(begin, begin + 1, Role.PREVIEW_SITE)
        if end - begin == 1 and (links := links_alone(self._texts[begin])):
            self.values["preview"] = preview_in_link(*links[0])
            return self._notices(first, begin)
        site, *rest = [self._inner(i) for i in range(begin, end)]
        self.set(begin + 1, min(begin + 2, end), Role.PREVIEW_TITLE)
        self.set(begin + 2, end, Role.PREVIEW_DESCRIPTION)
        self.values["preview"] = {
            "site": site,
            "title": rest[0] if rest else None,
            "description": "\n".join(rest[1:]) or None,
        }
        return self._notices(first, begin)

    def _preview_begin(self, first: int, end: int) -> int:
        texts, at = self._texts, self._at
        if self._frame.marked:
            for i in range(max(first, end - _PREVIEW_LINES), end):
                if link_end(texts, i, end) == end:
                    return i
            # Only a link over blocks, which a preview is, has a blank before its text.
            if end - first > 1 and is_preview_in_link(self._texts[end - 1]):
                return end - 1
            return self._last_blocks(first, end)
        low = max(first + 1, end - _PREVIEW_LINES)
        # No empty line is in a preview, nor between it and the text; but where all parts of a post are spread.
        apart = [at[i] - at[i - 1] > 1 for i in range(low, min(end + 1, len(at)))]
        if len(apart) <= _BLOCKS or not all(apart[-_BLOCKS - 1 :]):
            low = max((i for i, is_apart in zip(range(low, end), apart, strict=False) if is_apart), default=low)
        for i in range(low, end - 1):
            if len(texts[i]) <= 64 and self._is_site(self._inner(i), first, i):
                return i
        return end

    def _last_blocks(self, first: int, end: int) -> int:
        """Of Markdown's blocks after the first, the text's, up to three short ones are a preview."""
        begins = [i for i in range(first, end) if i == first or self._apart(i)]
        if not 2 < len(begins) <= _BLOCKS + 1 and not (len(begins) == 2 and end - begins[1] == 1):
            return end
        if any(self._lines[self._at[i]].text.startswith(_BLOCK_MARKS) for i in begins[1:]):
            return end
        site = begins[1]
        if (begins[2] if len(begins) > 2 else end) - site > 1 or len(self._texts[site]) > 64:
            return end
        # Where lines of a text are blocks, too, only the site shows that there is a preview.
        is_certain = len(begins) > 2 and (self._frame.broken or self._texts[begins[2]] == self._texts[first])
        return site if is_certain or self._is_site(self._texts[site], first, site) else end

    def _apart(self, at: int) -> bool:
        """Whether an empty line of Markdown's is above: one within a text has two blanks."""
        above = self._at[at] - 1
        return above > self._at[at - 1] and any(not self._lines[i].text for i in range(self._at[at - 1] + 1, above + 1))

    def _is_site(self, line: str, first: int, at: int) -> bool:
        """Whether a line may be the site of a preview of something that the text above it links."""
        if line.casefold() in KNOWN_SITES:
            return self._texts[at - 1].casefold() not in KNOWN_SITES
        if not line or " " in line:
            return False
        if line in _SHORTEST or ("." in line and _HOST.fullmatch(line)):
            return True
        if not line[0].isupper() or not _WORD.fullmatch(line):
            return False
        word = line.casefold()
        return any(f"{word}." in text.casefold() for text in self._texts[first:at])
