"""The library that parses HTML, with guards: the tree of one message, and its formatted text.

A tree is made of one message only. What could cost more than its size (nesting without end, tags with thousands of
attributes) is refused before the library sees it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from ..errors import DumpError

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode as Node

HINT: Final = 'HTML needs selectolax; run pip install "telegram-dump-parser[html]"'

_LONGEST: Final = 1 << 22  # without pictures; the longest text with an emoji of its own in each place has half of it
_SMALL: Final = 1 << 15  # whatever it holds, it takes little time
_DEEPEST: Final = 400
_PICTURE: Final = re.compile(rb"data:[\w/+.;=-]{0,100},[\w%+/=.~-]{200,}+")
_MANY_ATTRIBUTES: Final = re.compile(
    rb"<[a-zA-Z][^\s<>]*+(?:[\s\"'/]++[^\s\"'<>=/]++(?:\s*+=\s*+(?:\"[^\"]*+\"|'[^']*+'|[^\s\"'>]*+))?+){200}"
)
_TAG: Final = re.compile(rb"<(/?)([a-zA-Z][a-zA-Z-]*)")
_VOID: Final = frozenset(b"area base br col embed hr img input link meta source track wbr".split())


class RefusedError(ValueError):
    """What is no message; its text says why."""


class Tree:
    """The elements of one message by their classes, each in the order of the document."""

    def __init__(self, data: bytes) -> None:
        """Parse a message.

        Raises:
            RefusedError: nothing that Telegram makes is built so.
            DumpError: the library is not installed.
        """
        self.was_damaged, html = _decoded(_without_bombs(data))
        self.root: Node = _parser()(html).root
        self._by_class: dict[str, list[Node]] | None = None

    def all(self, name: str) -> list[Node]:
        """The elements that have this class."""
        by_class = self._by_class if self._by_class is not None else self._sorted()
        return by_class.get(name, [])

    def first(self, name: str) -> Node | None:
        """The first element that has this class."""
        by_class = self._by_class if self._by_class is not None else self._sorted()
        return by_class[name][0] if name in by_class else None

    def _sorted(self) -> dict[str, list[Node]]:
        by_class: dict[str, list[Node]] = defaultdict(list)
        for node in self.root.traverse():
            if names := node.attributes.get("class"):
                for word in names.split():
                    by_class[word].append(node)
        self._by_class = by_class
        return by_class

    def outermost_of(self, name: str) -> Node | None:
        """The first element that has this class: nearly always the one that the message begins with."""
        body = self.root.last_child
        node = body.child if body is not None else None
        return node if node is not None and name in classes(node) else self.root.css_first("." + name)

    def outermost(self, names: Iterable[str]) -> list[Node]:
        """The elements that have one of these classes, in the order of the document, none within another."""
        found = [name for name in names if self.all(name)]
        if not found:
            return []
        if len(found) == 1:
            return self.all(found[0])
        # Not by `==`, which compares all that the elements hold.
        candidates = {node.mem_id for name in found for node in self.all(name)}
        chosen: list[Node] = []
        for node in self.root.css(",".join("." + name for name in found)):
            parent = node.parent
            while parent is not None and parent.mem_id not in candidates:
                parent = parent.parent
            if parent is None:
                chosen.append(node)
        return chosen

    def without(self, node: Node) -> None:
        """Forget an element and what it holds; it cannot be used any more."""
        node.decompose()
        self._by_class = None


def need_library() -> None:
    """Raise DumpError if the library is not installed."""
    _parser.cache_clear()
    _parser()


@lru_cache(maxsize=1)
def _parser() -> Any:
    try:
        from selectolax.lexbor import LexborHTMLParser
    except ImportError as error:
        raise DumpError(HINT) from error
    return LexborHTMLParser


def _without_bombs(data: bytes) -> bytes:
    if len(data) <= _SMALL:
        return data
    data = _PICTURE.sub(b"data:", data)
    if len(data) > _LONGEST:
        raise RefusedError("is longer than any message")
    if len(data) > _SMALL:
        if _MANY_ATTRIBUTES.search(data):
            raise RefusedError("has a tag with more attributes than Telegram writes")
        depth = 0
        for closing, name in _TAG.findall(data):
            if name not in _VOID:
                depth += -1 if closing else 1
                if depth > _DEEPEST:
                    raise RefusedError("is nested deeper than Telegram writes")
    return data


def _decoded(data: bytes) -> tuple[bool, str]:
    try:
        text = data.decode()
        damaged = False
    except UnicodeDecodeError:
        text = data.decode("utf-8", "backslashreplace")
        damaged = True
    return damaged, text.replace("\r\n", "\n") if "\r" in text else text


def classes(node: Node) -> list[str]:
    """Its classes."""
    value = node.attributes.get("class")
    return value.split() if value else []


def children(node: Node, name: str) -> Iterator[Node]:
    """The elements right below it that have this class."""
    for child in node.iter():
        # Most have other classes, and need no list of them.
        found = child.attributes.get("class")
        if found and name in found and name in found.split():
            yield child


def firsts(node: Node) -> dict[str, Node]:
    """Of the element and those below it the first of each class: where several are asked for, one pass is less work."""
    found: dict[str, Node] = {}
    for one in node.traverse():
        if names := one.attributes.get("class"):
            for name in names.split():
                if name not in found:
                    found[name] = one
    return found


def within(node: Node, name: str) -> Node | None:
    """The first element that has this class, of it and those below it."""
    return node.css_first("." + name)


def attribute(node: Node | None, name: str) -> str | None:
    """The value of an attribute; None if there is no node, no such attribute or nothing in it."""
    return node.attributes.get(name) or None if node is not None else None


def text_of(node: Node) -> str:
    """All text within, as written."""
    return node.text(deep=True) if node.is_element_node else node.text_content or ""


def plain(node: Node | None) -> str | None:
    """The text of an element without blanks around it, `br` as a line feed; None if there is no node."""
    if node is None:
        return None
    parts: list[str] = []
    for child in node.traverse(include_text=True):
        if child.is_text_node:
            parts.append(child.text_content or "")
        elif child.tag == "br":
            parts.append("\n")
    return "".join(parts).strip()
