"""Counts of a dump: posts by day, hashtags, speakers, places, forwards, media, reactions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final

from ..escaping import harmless
from ..models import Post

_MOST_KINDS: Final = 100_000  # different values that are counted of a field: memory stays bounded
_BAR: Final = 24  # columns of the longest bar
_NARROWEST: Final = 20  # columns that a value has at least


def _media(post: Post) -> Iterator[str]:
    if post.poll is not None:
        yield "poll"
    if post.preview is not None:
        yield "link preview"
    yield from (attachment.kind for attachment in post.attachments)
    yield from post.media
    yield from ("document" for _ in post.documents)
    if "media-not-supported" in post.notices or "media-too-big" in post.notices:
        yield "video"


def _speakers(post: Post) -> set[str]:
    names = (post.speaker, *(quote.speaker for quote in post.quotes))
    return {name for name in names if name is not None}


# Of each count the values that a post adds to it; reactions have counts of their own.
_COUNTED: Final[dict[str, Callable[[Post], Iterable[str]]]] = {
    "days": lambda post: [post.day.isoformat()] if post.day else [],
    "hashtags": lambda post: post.hashtags,
    "mentions": lambda post: post.mentions,
    "speakers": _speakers,
    "places": lambda post: [post.location.place] if post.location else [],
    "forwarded_from": lambda post: [post.forwarded_from] if post.forwarded_from else [],
    "authors": lambda post: [post.author] if post.author else [],
    "media": _media,
    "reactions": lambda post: (),
}


class Statistics:
    """Counts over posts, which may be of several dumps.

    Attributes:
        posts: how many there are.
        characters: of all texts together.
        views: of all posts together; None if no post says how often it was seen.
        undated: posts without a whole date.
        counts: by the name of what is counted, how often each value occurs.
    """

    def __init__(self) -> None:
        self.posts = self.characters = self.undated = 0
        self.views: int | None = None
        self.counts: dict[str, Counter[str]] = {name: Counter() for name in _COUNTED}

    def add(self, post: Post) -> None:
        """Count a post."""
        self.posts += 1
        self.characters += len(post.text)
        if post.views is not None:
            self.views = (self.views or 0) + post.views
        self.undated += post.day is None
        for name, values in _COUNTED.items():
            self._count(name, values(post))
        for reaction in post.reactions:
            self._count("reactions", [reaction.emoji or f"({reaction.kind or 'other'})"], reaction.count)

    def _count(self, name: str, values: Iterable[str], times: int = 1) -> None:
        counted = self.counts[name]
        for value in values:
            if value in counted or len(counted) < _MOST_KINDS:
                counted[value] += times

    def as_dict(self) -> dict[str, Any]:
        """All counts as JSON types; days in their order, the others by how often they occur."""
        counts = {name: dict(_sorted(name, counted)) for name, counted in self.counts.items()}
        totals = {"posts": self.posts, "characters": self.characters, "views": self.views, "undated": self.undated}
        return {**totals, **counts}

    def rows(self, width: int, most: int) -> Iterator[str]:
        """The counts for a terminal.

        Args:
            width: of the terminal, in columns.
            most: how many values of each count are shown.
        """
        counts = ((self.posts, "post"), (self.characters, "character"), (self.views, "view"))
        yield ", ".join(f"{count:,} {noun}{'' if count == 1 else 's'}" for count, noun in counts if count is not None)
        for name, counted in self.counts.items():
            if not counted:
                continue
            known = f"{len(counted):,}" if len(counted) < _MOST_KINDS else f"over {_MOST_KINDS:,}"
            different = "" if len(counted) == 1 else " different"
            yield f"\n{name.replace('_', ' ')} ({known}{different})"
            yield from _bars(_sorted(name, counted)[:most], width)
            if len(counted) > most:
                yield f"  … {len(counted) - most:,} more"
            if name == "days" and self.undated:
                yield f"  {self.undated:,} {'post has' if self.undated == 1 else 'posts have'} no whole date"


def _sorted(name: str, counted: Counter[str]) -> list[tuple[str, int]]:
    if name == "days":
        return sorted(counted.items())
    return sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))


def _bars(pairs: list[tuple[str, int]], width: int) -> Iterator[str]:
    greatest = max(count for _, count in pairs)
    digits = len(f"{greatest:,}")
    bar = min(_BAR, max(0, width - digits - _NARROWEST - 6))
    columns_left = max(_NARROWEST, width - digits - bar - 6)
    for value, count in pairs:
        shown = harmless(" ".join(value.split()))
        if len(shown) > columns_left:
            shown = shown[: columns_left - 1] + "…"
        length = max(1, round(bar * count / greatest)) if bar else 0
        yield f"  {count:>{digits},} {'█' * length:<{bar}} {shown}".rstrip()
