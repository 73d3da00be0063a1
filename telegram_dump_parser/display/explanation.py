"""Explains a post: its lines with their roles, and the evidence for its beginning.

A dump that was parsed as a whole keeps its posts' lines for this, as UTF-8, and one byte a line for its role: about the
size of the dump once more, a small part of what the posts take. Streams keep nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from operator import index
from typing import Final, SupportsIndex

from ..models import Post
from ..records.evidence import EVIDENCE
from ..records.line_roles import Lines
from ..segmentation.state_machine import Role
from ..text.entities import Entities, find_entities
from ..text.markers import opened
from .wording import lines_of

_NEAR: Final = 8  # lines of the text that are not explained yet, of which a line of the dump may have one
# Each emoji at the head of a line is a marker, and defects name lines of the dump.
_NOT_GIVEN: Final = frozenset(("markers", "defects"))


@dataclass(frozen=True, slots=True)
class ExplainedLine:
    """A line of a dump and what it is.

    Attributes:
        number: line of the dump, from 1.
        role: what it is in its post, such as `text`, `echo` or `reactions`; the words of `inspect`.
        text: as written.
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
        from ..escaping import harmless

        source, boundary = self.post.source, self.post.boundary
        rows = [f"post {self.post.index} · {lines_of(source.first_line, source.last_line)}"]
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
        place = index(wanted)
        if not -len(posts) <= place < len(posts):
            raise IndexError(f"there is no post {place}; this dump has {len(posts)}, counted from 0")
        post = posts[place]
    elif not isinstance(wanted, Post):
        raise TypeError(f"expected a post of this dump or its place in it, an int, not {type(wanted).__name__}")
    elif wanted.index < len(posts) and posts[wanted.index] == wanted:
        post = wanted
    else:
        raise ValueError("this post does not belong to this dump; give one of its posts, or an index")
    if kept is None:
        raise ValueError("this dump has no lines to explain: it was not made by parse or parse_file")
    gives = _gives(post)
    lines = []
    step = 0 if post.source.dialect is None else 1  # the lines of an export's texts are none of the file's
    for at, (text, role) in enumerate(kept.of(post.index)):
        number = min(post.source.first_line + at * step, post.source.last_line)  # a post may be a part of one line
        found = gives.pop(_own(text, gives), ()) if role is Role.TEXT else ()
        lines.append(ExplainedLine(number, str(role), text, tuple(found)))
    return Explanation(post, tuple(lines), tuple((code, EVIDENCE.get(code, "")) for code in post.boundary.evidence))


def _own(text: str, gives: dict[str, list[str]]) -> str:
    """What a line of the dump has of the text.

    The text may have its lines in another order than the dump; which of two equal ones is meant is all the same. After
    a video the page's own indent is no text, nor are the signs of a comment or string around a copied message. Of a
    line of the text that is several of the dump, the first one gives what is found in it.
    """
    if text in gives:
        return text
    own = text.lstrip(" ")
    if own in gives:
        return own
    return next((line for line in islice(gives, _NEAR) if line and (line in text or own in line)), text)


def _gives(post: Post) -> dict[str, list[str]]:
    """For each line of the text, the fields that were read off it: they name the line, or hold what is found in it."""
    texts = post.text.split("\n")
    held = [_held(text) for text in texts]
    found: dict[str, list[str]] = {text: [] for text in texts}
    if post.speaker is not None:
        found[texts[0]].append("speaker")
    for name in type(post).model_fields:
        if name in _NOT_GIVEN:
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
    """What a line holds of the fields that do not say where they are: each is within one line."""
    opener = opened(0, text)
    links = () if opener is None else (opener.rest,)
    shown = text.replace("\\_", "_")  # as Markdown writes a name's underscore
    return {"links": links, **dict(zip(Entities._fields, find_entities(shown), strict=True))}
