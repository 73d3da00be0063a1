"""One self-contained page of a dump: its lines coloured by role, its posts as cards, each linked to the other."""

from __future__ import annotations

import base64
import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from ...escaping import harmless
from ...lines.reader import Line
from ...models import Date, Gap, Post
from ...records.line_roles import Piece
from ...segmentation.state_machine import Role
from .charts import MONTHS, WIDTH, charts, level

if TYPE_CHECKING:
    from jinja2 import Template

_HINT: Final = 'a report needs jinja2: pip install "telegram-dump-parser[report]"'
_LONGEST: Final = 8_192  # characters of a line that are shown: more than a text can have
_MOST_HASHTAGS: Final = 200  # to choose from; a list of thousands is none
_SURE: Final = 0.9  # a boundary that is less sure is doubtful; page.js filters by the same
_BATCH: Final = 50  # of posts, or of blocks of lines: about the root of how many a page holds well

# The colours of the dump: with a colour for each role nobody could know them apart.
_FAMILIES: Final[dict[Role, str]] = {
    Role.TEXT: "text",
    Role.ECHO: "echo",
    Role.CHANNEL: "forward",
    Role.FORWARD: "forward",
    Role.REPLY_AUTHOR: "forward",
    Role.REPLY_QUOTE: "forward",
    Role.NOTICE: "notice",
    Role.DOCUMENT_NAME: "document",
    Role.DOCUMENT_SIZE: "document",
    Role.POLL_QUESTION: "poll",
    Role.POLL_TYPE: "poll",
    Role.POLL_PERCENT: "poll",
    Role.POLL_OPTION: "poll",
    Role.PREVIEW_SITE: "preview",
    Role.PREVIEW_TITLE: "preview",
    Role.PREVIEW_DESCRIPTION: "preview",
    Role.REACTIONS: "reactions",
    Role.DATE: "date",
    Role.HEAD: "date",
    Role.VIEWS: "date",
    Role.FOOTER: "date",
    Role.MEDIA: "notice",
    Role.PAGE: "gap",
    Role.BLANK: "gap",
    Role.GAP: "gap",
}
_LEGEND: Final = {
    "text": "text",
    "echo": "echo, the second copy",
    "forward": "forward, reply, channel",
    "notice": "notice",
    "document": "document",
    "poll": "poll",
    "preview": "link preview",
    "reactions": "reactions",
    "date": "date, head",
    "gap": "gap, blank",
}


class _Row(NamedTuple):
    number: str  # a line's, or those of a run of blank ones
    text: str
    family: str
    label: str  # the role, where it differs from that of the line before; a text has none


class _Block(NamedTuple):
    post: int | None  # the post's; None for a gap
    rows: list[_Row]


class Difference(NamedTuple):
    """A post of another page that the dump does not have as it is there.

    Attributes:
        verdict: what is not the same, in a word.
        headline: the post's, on the page.
        posts: the dump's posts that its lines are in, by index.
        missing: its lines that are in none of them.
    """

    verdict: str
    headline: str
    posts: tuple[int, ...]
    missing: tuple[str, ...]


class Comparison(NamedTuple):
    """What a comparison with a page found.

    Attributes:
        page: the page's name.
        summary: how many posts there are of which verdict.
        differences: the posts that are not the same.
    """

    page: str
    summary: str
    differences: list[Difference]


class Report:
    """Collects the posts and gaps of a dump, and writes the page.

    The page loads nothing and runs nothing but its own script, which its Content-Security-Policy names by hash. All
    that is the dump's is escaped, and shows control and direction-override characters as escapes.

    Attributes:
        counts: how many `posts`, `gaps` and `defects` there are so far (dict of str to int).
        comparison: what a comparison with a page found, to be shown as well; None if there was none.
    """

    def __init__(self, name: str | None) -> None:
        """Begin a report of a dump with this display name.

        Raises:
            ImportError: jinja2 is not installed.
        """
        self._template = _template()
        self._name = name
        self._blocks: list[_Block] = []
        self._posts: list[Post] = []
        self._legend: Counter[str] = Counter()
        self._lines = 0
        self.counts = {"posts": 0, "gaps": 0, "defects": 0}
        self.comparison: Comparison | None = None

    def add(self, piece: Piece) -> None:
        """Take the next post or gap, in the dump's order."""
        item = piece.item
        self.counts["defects"] += len(item.defects)
        if isinstance(item, Gap):
            self._lines = item.last_line
            self.counts["gaps"] += 1
            if item.reason == "blank" and self._posts and self._posts[-1].source.dialect is None:
                return  # in an export, a comma between two messages
            rows = [_blank(item)] if item.reason == "blank" else list(_rows(piece.lines, item.reason))
            self._blocks.append(_Block(None, rows))
            self._legend["gap"] += item.last_line - item.first_line + 1
            return
        self._lines = item.source.last_line
        rows = list(_rows(piece.lines))
        self._blocks.append(_Block(len(self._posts), rows))
        self._posts.append(item)
        self.counts["posts"] += 1
        self._legend.update(row.family for row in rows)

    def write(self) -> Iterator[bytes]:
        """The page, as pieces of UTF-8."""
        from markupsafe import Markup

        style, script = _asset("page.css"), _asset("page.js")
        roles = Counter(role for post in self._posts for role in {marker.role for marker in post.markers})
        hashtags = Counter(tag for post in self._posts for tag in post.hashtags)
        verdicts: dict[int, list[str]] = {}
        for difference in self.comparison.differences if self.comparison else ():
            for number in difference.posts:
                verdicts.setdefault(number, []).append(difference.verdict)
        stream = self._template.stream(
            name="standard input" if self._name == "-" else self._name or "text",
            # Both are the package's own; the hashes are of what is between the tags.
            style=Markup(style),
            script=Markup(script),
            style_hash=_hash(style),
            script_hash=_hash(script),
            blocks=self._blocks,
            posts=self._posts,
            lines=self._lines,
            counts=self.counts,
            legend=[(family, said, self._legend[family]) for family, said in _LEGEND.items() if self._legend[family]],
            roles=roles.most_common(),
            hashtags=hashtags.most_common(_MOST_HASHTAGS),
            charts=charts(self._posts),
            doubtful=sum(post.boundary.confidence < _SURE for post in self._posts),
            comparison=self.comparison,
            verdicts=verdicts,
            differing=len(verdicts),
            chart_width=WIDTH,
            batch_size=_BATCH,
        )
        stream.enable_buffering(512)
        for part in stream:
            yield part.encode()


def _rows(lines: Iterable[tuple[Line, Role]], reason: str | None = None) -> Iterator[_Row]:
    before: str | None = None
    for line, role in lines:
        label = reason or str(role)
        text = line.text
        if len(text) > _LONGEST:
            text = f"{text[:_LONGEST]}… (more is not shown)"
        shown = "" if role is Role.TEXT or (role is Role.BLANK and reason is None) or label == before else label
        yield _Row(str(line.number), text, _FAMILIES[role], shown)
        before = label


def _blank(gap: Gap) -> _Row:
    """Blank lines between posts as one row: there may be millions."""
    if gap.first_line == gap.last_line:
        return _Row(str(gap.first_line), "", "gap", "blank")
    count = gap.last_line - gap.first_line + 1
    return _Row(f"{gap.first_line}–{gap.last_line}", "", "gap", f"{count:,} blank lines")


def _asset(name: str) -> str:
    return (files(__package__) / name).read_text("utf-8")


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def _template() -> Template:
    try:
        from jinja2 import Environment, StrictUndefined
    except ImportError as error:
        raise ImportError(_HINT) from error
    # `finalize` sees all that is put into the page, so that no value can be forgotten.
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, finalize=_finalized
    )
    environment.filters |= {"level": level, "day": _day, "marks": _marks, "number": "{:,}".format}
    return environment.from_string(_asset("page.html"))


def _finalized(value: Any) -> Any:
    # Markup, which is a str too, is the template's own or was made by it.
    return harmless(value) if type(value) is str else value


def _marks(post: Post) -> str:
    """What the filter by marker looks for: roles of emoji, and hashtags with their #; neither has spaces."""
    return " ".join(dict.fromkeys((*(marker.role for marker in post.markers), *post.hashtags)))


def _day(date: Date) -> str:
    """A date as far as it is known: `10–11 Apr 2025`."""
    days = "" if date.day is None else f"{date.day}–{date.end_day}" if date.end_day else str(date.day)
    return " ".join(filter(None, (days, MONTHS[date.month - 1] if date.month else "", str(date.year or ""))))
