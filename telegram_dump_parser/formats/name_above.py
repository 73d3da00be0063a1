"""Copied messages with the author's name above them and no time.

Telegram Web writes `> Anna Berg:` above each message, and so does Telegram for macOS where messages, not their text,
were selected. Android writes `Anna Berg:`, above the first of each author's, and a blank line between messages: a text
with a blank line in it looks like two.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import regex

from ..lines.lookahead import Lookahead, is_blank
from ..lines.patterns import late_pattern
from ..lines.phrases import table
from ..lines.reader import Line
from ..segmentation.draft import Draft
from ..segmentation.state_machine import Role
from ..segmentation.stream import LOOK_AHEAD
from .around import is_page
from .base import Context
from .brackets import read
from .copies import without_blank_end

# A name begins with a letter or an emoji, and is no sentence, no address, no heading with a number.
_NAME: Final = late_pattern(r"(?P<quoted>> )?(?P<name>[^\s\d>#*\-–—•·|/\\][^:|/\\?!;\n]{0,62}):", regex.WORD)
_MOST_WORDS: Final = 4
_HEADINGS: Final = frozenset(table(__package__, "phrases.toml")["name-above"]["headings"])
# So many names above make a copy of the web client, whose sign few texts have, or of Android.
_FEWEST_QUOTED: Final = 2
_FEWEST: Final = 3
# Margins, in nats, of boundaries: below the web client's sign, at a name alone, and at a blank line, which parts two
# messages of one author's, or is in a text.
_AT_SIGN: Final = 6.0
_AT_NAME: Final = 3.0
_AT_BLANK: Final = 1.0


def name_of(text: str, *, quoted: bool) -> str | None:
    """The name in a line above a message; None if it is another line."""
    line = text.strip()
    if line[-1:] != ":" or len(line) > 68:
        return None
    match = _NAME.fullmatch(line)
    if match is None or bool(match["quoted"]) is not quoted:
        return None
    name = match["name"].strip()
    return name if name and len(name.split()) <= _MOST_WORDS and not name.endswith((".", ",")) else None


class NameAbove:
    """A chat copied in the web client or on Android, at the beginning of a dump."""

    amid = False

    def may_begin(self, text: str) -> bool:
        """Never amid a dump: such lines are frequent in texts."""
        return False

    def read(self, ahead: Lookahead, context: Context, *, first: bool) -> Iterator[Draft] | None:
        """The messages, and blank lines between them as gaps."""
        line = ahead.peek()
        if not first or line is None or line.text.strip()[-1:] != ":":
            return None
        for quoted in (True, False):
            if name_of(line.text, quoted=quoted) is not None:
                return _posts(ahead, context, quoted=quoted) if _is_chat(ahead, quoted=quoted) else None
        return None


def _is_chat(ahead: Lookahead, *, quoted: bool) -> bool:
    """Whether names are above messages: with a blank line above each, text below, and as people take turns.

    Of Android's, whose lines every list of headings has, some name must come back after another one, and none may
    appear twice in a row.
    """
    names: list[str] = []
    size = 0
    above = ""
    turned = False
    for line in ahead.ahead():
        size += len(line.text) + 1
        if line.is_fragment or size > LOOK_AHEAD:
            break
        if is_blank(above) and (name := name_of(line.text, quoted=quoted)) is not None:
            if not quoted and (names[-1:] == [name] or _is_heading(name)):
                return False
            turned = turned or name in names
            names.append(name)
            if quoted and len(names) >= _FEWEST_QUOTED:
                return True
        elif is_blank(line.text) and name_of(above, quoted=quoted) is not None:
            return False  # a heading with nothing below
        above = line.text
    return not quoted and len(names) >= _FEWEST and turned and not _is_cycle(names)


def _is_heading(name: str) -> bool:
    """Whether it is one of a text's headings, or a single letter such as *Q*; a letter of Chinese is a word."""
    return name.casefold() in _HEADINGS or (len(name) == 1 and name.lower() != name.upper())


def _is_cycle(names: list[str]) -> bool:
    """Whether three names and more come in the same order again and again: *Where*, *When*, *Price* of each event."""
    length = len(set(names))
    return length > 2 and len(names) >= 2 * length and all(name == names[i % length] for i, name in enumerate(names))


def _posts(ahead: Lookahead, context: Context, *, quoted: bool) -> Iterator[Draft]:
    author = None
    while (line := ahead.peek()) is not None and not line.is_fragment:
        name = name_of(line.text, quoted=quoted)
        if name is None and (quoted or author is None or not is_page([line.text], embeds=True)):
            return  # it is another dump's
        if name is None and context.ends_at_another(ahead, NameAbove, [], least=0):
            return
        author = name or author
        lines = [ahead.pop()]
        size = 0
        ended = False
        while (line := ahead.peek()) is not None and not line.is_fragment:
            size += len(line.text) + 1
            ended = context.ends_at_another(ahead, NameAbove, lines, least=0 if name is None else 1)
            if ended or size > LOOK_AHEAD:
                break
            begins = not quoted or name_of(line.text, quoted=quoted) is not None
            if begins and is_blank(lines[-1].text) and not is_blank(line.text):
                break
            lines.append(ahead.pop())
        if not lines:
            return
        margin = _AT_BLANK if name is None else _AT_SIGN if quoted else _AT_NAME
        yield from without_blank_end(_post(lines, author, margin, named=name is not None))
        if ended:
            return


def _post(lines: list[Line], author: str | None, margin: float, *, named: bool) -> Draft:
    found = read([line.text for line in lines[named:]])
    roles = [Role.HEAD, *found.roles] if named else found.roles
    return Draft(
        lines,
        roles,
        [i + named for i in found.text],
        margin=margin,
        form="name-above",
        evidence="name-line" if named else "blank-line",
        values={**found.values, "author": author},
    )
