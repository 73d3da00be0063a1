"""Posts as Markdown: a readable block for each post, for notes and for language models."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from ..errors import DumpError
from ..escaping import harmless
from .base import post_of_row, post_of_values

if TYPE_CHECKING:
    from ..models import Post

# What would be markup or HTML at the beginning of a line, or anywhere.
_AT_BEGINNING: Final = re.compile(r"^(\s*)(#{1,6}(?=\s|$)|[-+*](?=\s)|>|={3,}|-{3,}|`{3,}|~{3,}|\d{1,9}[.)](?=\s))")
_ANYWHERE: Final = re.compile(r"<(?=[A-Za-z/!?])|&(?=#?\w{1,31};)")


def escaped(text: str) -> str:
    """A text that a Markdown reader shows as written: no line of it becomes a heading, list, quote or HTML."""
    lines = [_ANYWHERE.sub(r"\\\g<0>", harmless(line)) for line in text.split("\n")]
    return "  \n".join(_AT_BEGINNING.sub(r"\1\\\2", line) for line in lines)


def _heading(post: Post) -> str:
    when = (post.posted_at.value or post.posted_at.text) if post.posted_at else str(post.day or "")
    parts = [f"Post {post.index}", when, post.author or (post.chat.title if post.chat else None)]
    return "## " + " · ".join(_on_one_line(part) for part in parts if part)


def _on_one_line(text: str) -> str:
    return escaped(" ".join(text.split()))


def _forwarded(post: Post) -> Iterator[str]:
    if post.forwarded_from:
        yield f"Forwarded from {_on_one_line(post.forwarded_from)}"


def _reply(post: Post) -> Iterator[str]:
    if post.reply_to is not None:
        shown = [part for part in (post.reply_to.author, post.reply_to.text) if part]
        yield f"> {_on_one_line(': '.join(shown))}"


def _poll(post: Post) -> Iterator[str]:
    if post.poll is None:
        return
    kind = f" ({_on_one_line(post.poll.type)})" if post.poll.type else ""
    yield f"**{_on_one_line(post.poll.question)}**{kind}"
    rows = []
    for option in post.poll.options:
        shares = [f"{option.percent} %"] if option.percent is not None else []
        shares += [f"{option.votes:,} vote{'' if option.votes == 1 else 's'}"] if option.votes is not None else []
        rows.append(f"- {_on_one_line(option.text)}{' – ' if shares else ''}{', '.join(shares)}")
    yield "\n".join(rows)


def _preview(post: Post) -> Iterator[str]:
    preview = post.preview
    if preview is not None:
        parts = [part for part in (preview.site, preview.title, preview.description) if part]
        yield "\n".join(f"> {_on_one_line(part)}" for part in parts)


def _links(post: Post) -> Iterator[str]:
    """Where the linked parts of the text lead, if their words do not say so."""
    rows = []
    for entity in post.entities:
        words = post.text[entity.start : entity.end]
        if entity.url and entity.url.strip("/") != words.strip("/"):
            rows.append(f"- {_on_one_line(words)}: {_on_one_line(entity.url)}")
    if rows:
        yield "\n".join(rows)


def _attachments(post: Post) -> Iterator[str]:
    for each in post.attachments:
        place = None if each.latitude is None else f"{each.latitude}, {each.longitude}"
        parts = (each.title, each.performer, each.name or each.file, each.emoji, place, each.address, each.phone)
        known = [part for part in parts if part] or ([each.missing] if each.missing else [])
        kind = each.kind.replace("-", " ").capitalize()
        yield f"{kind}{': ' if known else ''}{_on_one_line(', '.join(known))}"


def _service(post: Post) -> Iterator[str]:
    service = post.service
    if service is not None:
        parts = (service.action and service.action.replace("_", " "), service.title, ", ".join(service.members))
        if shown := ": ".join(part for part in parts if part):
            yield f"({_on_one_line(shown)})"


# For each field that can be asked for, in the order of the block, its paragraphs.
_PARTS: Final[dict[str, Callable[[Post], Iterator[str]]]] = {
    "forwarded_from": _forwarded,
    "reply_to": _reply,
    "service": _service,
    "text": lambda post: iter([escaped(post.text)] if post.text else ()),
    "entities": _links,
    "poll": _poll,
    "preview": _preview,
    "attachments": _attachments,
    "documents": lambda post: iter(f"File: {_on_one_line(document.name)}" for document in post.documents),
    "media": lambda post: iter([", ".join(_on_one_line(name) for name in post.media)] if post.media else ()),
    "reactions": lambda post: iter(
        [" ".join(f"{reaction.emoji or '☆'} {reaction.text}" for reaction in post.reactions)] if post.reactions else ()
    ),
    "views": lambda post: iter([f"{post.views:,} views"] if post.views is not None else ()),
    "url": lambda post: iter([f"<{post.url}>"] if post.url and " " not in post.url else ()),
}
FIELDS: Final = tuple(_PARTS)
"""The fields that a block can have, besides its heading."""


class MarkdownWriter:
    """Writes posts as Markdown, one block after another."""

    def __init__(self, file: BinaryIO, fields: Sequence[str] | None = None) -> None:
        """Write to a file.

        Args:
            file: stays open.
            fields: which of `FIELDS` a block has; all if None.

        Raises:
            DumpError: there is no such field.
        """
        if unknown := [name for name in fields or () if name not in _PARTS]:
            raise DumpError(f"no field is called {unknown[0]!r}; the fields are {', '.join(FIELDS)}")
        self._write = file.write
        self._parts = [part for name, part in _PARTS.items() if fields is None or name in fields]
        self._begun = False

    def post(self, post: Post, kept: dict[str, Any] | None = None) -> None:
        """Write one post; columns of corpora, which are for programs, are not shown."""
        blocks = [_heading(post), *(block for part in self._parts for block in part(post))]
        self._write((b"\n" if self._begun else b"") + "\n\n".join(blocks).encode() + b"\n")
        self._begun = True

    def values(self, values: dict[str, Any], kept: dict[str, Any] | None = None) -> None:
        """Likewise, one that is a dict."""
        self.post(post_of_values(values), kept)

    def row(self, row: bytes) -> None:
        """Write one that is a JSON object already."""
        self.post(*post_of_row(row))

    def close(self) -> None:
        """End the output, to which nothing is missing; the file stays open."""
