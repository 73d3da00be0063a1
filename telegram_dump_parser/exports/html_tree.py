"""The library that parses HTML, with guards: the tree of one message, and its formatted text.

A tree is made of one message only. What could cost more than its size (nesting without end, tags with thousands of
attributes) is refused before the library sees it.
"""

from __future__ import annotations

import re
import threading
from collections import defaultdict
from collections.abc import Container, Iterator, Set
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from ..errors import DumpError

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode as Node

HINT: Final = 'HTML needs selectolax; run pip install "telegram-dump-parser[html]"'

_LONGEST: Final = 1 << 22  # without pictures; the longest text with an emoji of its own in each place has half of it
_SMALL: Final = 1 << 13  # whatever it holds, it takes little time
_MOST_HELD: Final = 1 << 18  # characters that a document is given before a new one is made
_DEEPEST: Final = 400
_PICTURE: Final = re.compile(rb"data:[\w/+.;=-]{0,100},[\w%+/=.~-]{200,}+")
_MANY_ATTRIBUTES: Final = re.compile(
    rb"<[a-zA-Z][^\s<>]*+(?:[\s\"'/]++[^\s\"'<>=/]++(?:\s*+=\s*+(?:\"[^\"]*+\"|'[^']*+'|[^\s\"'>]*+))?+){200}"
)
_TAG: Final = re.compile(
    rb"<(/?)([a-zA-Z][^\s/<>]*|!--|!\[)([^<>]*)|(?<=--)(>)|<[!?/][^>]*"  # the last is a comment, too
)
_VALUE: Final = re.compile(rb"=\s*(?:\"[^\"]*+\"|'[^']*+')")
_QUOTE: Final = re.compile(rb"[\"']")
_COMMENT: Final = b"!--"
_OPEN_VALUE: Final = b'"'
_VOID: Final = frozenset(b"area base br col embed hr img input link meta source track wbr".split())
_BARRIERS: Final = frozenset(
    (
        _COMMENT,
        _OPEN_VALUE,
        b"![",
        *b"applet button caption desc foreignobject iframe marquee math mi mn mo ms mtext noembed noframes".split(),
        *b"noscript object plaintext script select style svg table td template textarea th title xmp".split(),
    )
)


class RefusedError(ValueError):
    """What is no message; its text says why."""


class Tree:
    """The elements of one message by their classes, each in the order of the document.

    It can be used until the next one is made in the same thread.
    """

    def __init__(self, data: bytes) -> None:
        """Parse a message.

        Raises:
            RefusedError: nothing that Telegram makes is built so.
            DumpError: the library is not installed.
        """
        self.was_damaged, html = _decoded(_without_bombs(data))
        self.root: Node = _body_with(html)
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
        node = self.root.first_child
        return node if node is not None and name in classes(node) else within(self.root, name)

    def outermost(self, names: Set[str]) -> list[Node]:
        """The elements that have one of these classes, in the order of the document, none within another."""
        by_class = self._by_class if self._by_class is not None else self._sorted()
        found = names & by_class.keys()
        if len(found) < 2:
            return [node for name in found for node in by_class[name]]
        # Not by `==`, which compares all that the elements hold.
        candidates = {node.mem_id: node for name in found for node in by_class[name]}
        outermost = {at for at, node in candidates.items() if not _is_in(node, candidates)}
        if len(outermost) == 1:
            return [candidates[at] for at in outermost]
        return [node for node in self.root.traverse() if node.mem_id in outermost]

    def without(self, node: Node) -> None:
        """Forget an element and what it holds; it cannot be used any more."""
        node.decompose()
        self._by_class = None


# Of each thread the document that its messages are read in, one after the other: to make one takes as long as to read a
# message.
_documents: Final = threading.local()


def _body_with(html: str) -> Node:
    """The body of a document that holds this and nothing else."""
    # The library may keep all that it was given until the document ends.
    held: int = getattr(_documents, "held", _MOST_HELD)
    if held >= _MOST_HELD:
        _documents.body, held = _parser()("<body></body>").body, 0
    _documents.held = held + len(html)
    body: Node = _documents.body
    body.inner_html = html
    return body


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
        if _is_deep(data):
            raise RefusedError("is nested deeper than Telegram writes")
    return data


def _is_deep(data: bytes) -> bool:
    """Whether elements may be nested too deep; never less deep than the library nests them, which is slow at it.

    A tag closes only what is surely open: not what is outside a table, a script or a comment, nor within a value.
    """
    waiting: list[bytes] = []
    for closing, written, rest, comment_end in _TAG.findall(data):
        name = _COMMENT if comment_end else written.lower()
        if closing or comment_end:
            for at in range(len(waiting) - 1, -1, -1) if name in waiting else ():
                if waiting[at] == name:
                    del waiting[at]
                    break
                if waiting[at] in _BARRIERS:
                    break
        elif name:
            if name not in _VOID:
                waiting.append(name)
            if (b'"' in rest or b"'" in rest) and _QUOTE.search(_VALUE.sub(b"", rest)):
                waiting.append(_OPEN_VALUE)
            if len(waiting) > _DEEPEST:
                return True
    return False


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


# Not by selectors: the library takes longer to read one than to look at a message.


def within(node: Node, name: str) -> Node | None:
    """The first element that has this class, of it and those below it."""
    for one in node.traverse():
        found = one.attributes.get("class")
        if found and name in found and name in found.split():
            return one
    return None


def all_within(node: Node, name: str) -> list[Node]:
    """All elements that have this class, of it and those below it, none within another."""
    found: list[Node] = []  # of nested ones each would give what all hold
    waiting = [node]
    while waiting:
        one = waiting.pop()
        if name in classes(one):
            found.append(one)
        else:
            waiting.extend(reversed([*one.iter()]))
    return found


def tagged(node: Node, tag: str) -> Node | None:
    """The first element that has this tag, of it and those below it."""
    for one in node.traverse():
        if one.tag == tag:
            return one
    return None


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
    only = node.first_child
    while only is not None and only.next is None:  # as nearly always
        if only.is_text_node:
            return (only.text_content or "").strip()
        node, only = only, only.first_child
    parts: list[str] = []
    for child in node.traverse(include_text=True):
        if child.is_text_node:
            parts.append(child.text_content or "")
        elif child.tag == "br":
            parts.append("\n")
    return "".join(parts).strip()


def _is_in(node: Node, others: Container[int]) -> bool:
    """Whether an element is within one of those that have these `mem_id`."""
    around = node.parent
    while around is not None:
        if around.mem_id in others:
            return True
        around = around.parent
    return False
