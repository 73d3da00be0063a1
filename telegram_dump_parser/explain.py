"""Why a post is what it is: its lines with what each of them is, and the evidence for its beginning.

A dump that was parsed as a whole keeps its posts' lines for this, as UTF-8, and one byte a line for its role: about the
size of the dump once more, a small part of what the posts take. Streams keep nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from operator import index
from typing import Any, Final, SupportsIndex

from .drafts import Draft
from .machine import Role
from .models import Post
from .text.entities import Entities, find_entities
from .text.markers import opened

EVIDENCE: Final[dict[str, str]] = {
    "start-of-dump": "there is nothing before",
    "after-echo": "the post before ended with its second copy",
    "after-reactions": "the post before ended with reactions",
    "after-notice": "the post before ended with “Please open Telegram to view this post”",
    "after-preview": "the post before ended with a link preview",
    "after-poll": "the post before ended with a poll's options",
    "after-date-line": "the post before ended with the date line of a browser-saved page",
    "after-header": "a page header stands before it",
    "forward-line": "it opens with “Forwarded from”",
    "reply": "it opens with the author and quote of a reply",
    "media-notice": "it opens with a video that the preview does not play",
    "document": "it opens with a document's name and size",
    "poll": "it is a poll",
    "channel-title": "it opens with the channel's title, which a fallback repeats before each post",
    "service-line": "it is Telegram's own message",
    "echo": "its text has a second copy",
    "marker": "its text begins with an emoji",
    "head-line": "a line above it names its author and time (Telegram Desktop), or the channel, date and views "
    "(a catalogue)",
    "one-post-page": "its page shows but one post",
    "seam": "where texts stand once: what the lines on both sides look like",
    "merged": "the post goes on over boundaries that were less sure than `--min-confidence` asks for",
    "likeliest-reading": "nothing else: the boundary rests on the look of the lines and the habits of the dump alone",
}
"""What each code of `Boundary.evidence` says; docs/output.md has the same words."""

# Each emoji at the head of a line is a marker, and defects name lines of the dump.
_UNTOLD: Final = frozenset(("markers", "defects"))
_ROLES: Final = tuple(Role)
_NUMBERS: Final = {role: number for number, role in enumerate(_ROLES)}


class Lines:
    """The lines of a dump's posts, and what each of them is, in little memory."""

    __slots__ = ("_posts",)

    def __init__(self, posts: Iterable[tuple[bytes, bytes]] = ()) -> None:
        self._posts = list(posts)

    def __reduce__(self) -> tuple[Any, ...]:
        return Lines, (self._posts,)  # as for `Dump`

    def passing(self, drafts: Iterable[Draft]) -> Iterator[Draft]:
        """Hand on drafts, and remember the lines of those that are posts."""
        for draft in drafts:
            if draft.gap is None:
                text = "\n".join([line.text for line in draft.lines])
                self._posts.append((text.encode(), bytes([_NUMBERS[role] for role in draft.roles])))
            yield draft

    def of(self, number: int) -> list[tuple[str, Role]]:
        """The lines of a post and their roles; `number` is the post's, from 0."""
        text, roles = self._posts[number]
        return list(zip(text.decode().split("\n"), [_ROLES[role] for role in roles], strict=True))


@dataclass(frozen=True, slots=True)
class ExplainedLine:
    """A line of a dump and what it is.

    Attributes:
        number: line of the dump, from 1.
        role: what it is in its post, such as `text`, `echo` or `reactions`; the words of `inspect`.
        text: as it stands.
        gives: the fields of the post that are read off this line of its text, such as `location` and `date`.
    """

    number: int
    role: str
    text: str
    gives: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, repr=False)
class Explanation:
    """A post with its lines and reasons; print it, or let a notebook show it.

    Attributes:
        post: the post.
        lines: from its first to its last, blank ones and second copies among them.
        reasons: the codes of `post.boundary.evidence`, each with what it says.
    """

    post: Post
    lines: tuple[ExplainedLine, ...]
    reasons: tuple[tuple[str, str], ...]

    def __repr__(self) -> str:
        from .escaping import harmless

        source, boundary = self.post.source, self.post.boundary
        rows = [f"post {self.post.index} · lines {source.first_line}–{source.last_line}"]
        rows.append(f"begins here, confidence {boundary.confidence:.3f}:")
        width = max((len(code) for code, _ in self.reasons), default=0)
        rows += [f"  {code:<{width}}  {words}" for code, words in self.reasons]
        width = max(len(line.role) for line in self.lines)
        for line in self.lines:
            gives = f"  → {', '.join(line.gives)}" if line.gives else ""
            rows.append(f"{line.number:>6} {line.role:<{width}} │ {harmless(line.text)}{gives}")
        rows += [f"! line {defect.line}: {defect.code}: {harmless(defect.message)}" for defect in self.post.defects]
        return "\n".join(rows)

    def _repr_html_(self) -> str:
        from .notebook import explanation_html

        return explanation_html(self)


def explain(posts: Sequence[Post], kept: Lines | None, wanted: Post | SupportsIndex) -> Explanation:
    """Explain a post of a dump; see `Dump.explain`."""
    if isinstance(wanted, SupportsIndex):  # an int, or one of NumPy's
        post = posts[index(wanted)]
    elif not isinstance(wanted, Post):
        raise TypeError(f"expected a post of this dump or its place in it, an int, not {type(wanted).__name__}")
    elif wanted.index < len(posts) and posts[wanted.index] == wanted:
        post = wanted
    else:
        raise ValueError("this post is none of this dump")
    if kept is None:
        raise ValueError("this dump has no lines to explain: it was not made by parse or parse_file")
    gives = _gives(post)
    lines = []
    for number, (text, role) in enumerate(kept.of(post.index), post.source.first_line):
        # The text may have its lines in another order than the dump; which of two equal ones is meant is all the same.
        # Behind a video the page's own indent is no text.
        own = text if text in gives else text.lstrip(" ")
        found = gives.pop(own, ()) if role is Role.TEXT else ()
        lines.append(ExplainedLine(number, str(role), text, tuple(found)))
    return Explanation(post, tuple(lines), tuple((code, EVIDENCE.get(code, "")) for code in post.boundary.evidence))


def _gives(post: Post) -> dict[str, list[str]]:
    """For each line of the text, the fields that were read off it: they name the line, or hold what is found in it."""
    texts = post.text.split("\n")
    held = [_held(text) for text in texts]
    found: dict[str, list[str]] = {text: [] for text in texts}
    if post.speaker is not None:
        found[texts[0]].append("speaker")
    for name in type(post).model_fields:
        if name in _UNTOLD:
            continue
        value = getattr(post, name)
        for part in value if isinstance(value, tuple) else (value,):
            at = getattr(part, "line", None)
            for line, text in enumerate(texts):
                here = line == at if at is not None else part in held[line].get(name, ())
                if here and name not in found[text]:
                    found[text].append(name)
    return found


def _held(text: str) -> dict[str, tuple[str, ...]]:
    """What a line holds of the fields that do not say where they stand: each is within one line."""
    opener = opened(0, text)
    links = () if opener is None else (opener.rest,)
    return {"links": links, **dict(zip(Entities._fields, find_entities(text), strict=True))}
