"""Lines in brackets that Telegram Desktop writes between a message's head and its text, in the language of the app.

Their shape says most: with blanks inside, `[ Photo ]`, it is a medium, a file or a poll; without them, `[In reply to
Anna]`, a reply or a forward. Which of the two, and where the name begins, only the words show (`phrases.toml`), or a
name that is an author of the same copy.
"""

from __future__ import annotations

from collections.abc import Collection
from itertools import pairwise
from typing import Any, Final, NamedTuple

from ..lines.kinds import FORWARD_PREFIXES
from ..lines.lookahead import is_blank
from ..lines.patterns import late_pattern
from ..lines.phrases import table
from ..lines.reactions import GLYPH
from ..segmentation.state_machine import Role

LONGEST: Final = 300
"""Characters of a line in brackets, and of a poll's question."""

_WORDS: Final = table(__package__, "phrases.toml")["desktop"]
_FILES: Final = frozenset(_WORDS["file"])
_POLLS: Final = frozenset(_WORDS["poll"])
_MEDIA: Final = frozenset(_WORDS["media"])
# Marks of direction, which editors add to lines of two directions.
MARKS_OF_DIRECTION: Final = "\u200e\u200f\u202a\u202b\u202c\u2066\u2067\u2068\u2069"
_EMOJI: Final = late_pattern(rf"(?:{GLYPH}{{1,12}} )?(?P<word>.*)")
_FILE_NAME: Final = late_pattern(r".{0,250}[^\s.]\.[A-Za-z][A-Za-z0-9]{1,4}")
_OPTION: Final = "- "


def _pairs(templates: list[str]) -> tuple[tuple[str, str], ...]:
    """What is before and after the name in each; the longest first."""
    pairs = [(before, after) for before, _, after in (template.partition("{}") for template in templates)]
    return tuple(sorted(pairs, key=lambda pair: -len(pair[0] + pair[1])))


_NAMED: Final = (
    (Role.FORWARD, (*((prefix, "") for prefix in FORWARD_PREFIXES), *_pairs(_WORDS["forward"]))),
    (Role.REPLY_AUTHOR, _pairs(_WORDS["reply"])),
)


class Found(NamedTuple):
    """What the lines below a head are.

    Attributes:
        roles: of each line.
        values: what those in brackets say, by the names of the post's fields.
        text: which lines are the text's, blank ones between them included.
    """

    roles: list[Role]
    values: dict[str, Any]
    text: list[int]


def bare(text: str) -> str:
    """The line without white space and marks of direction around it."""
    line = text.strip()
    return line if line.isascii() else line.strip(MARKS_OF_DIRECTION).strip()


def named(text: str, authors: Collection[str] = ()) -> tuple[Role, str] | None:
    """What a line in brackets without inner blanks says: FORWARD or REPLY_AUTHOR, and the name.

    Args:
        text: the line.
        authors: of the copy, by whom the reply is known in any language.
    """
    line = bare(text)
    if line[:1] != "[" or line[-1:] != "]" or len(line) > LONGEST or line[1:2].isspace() or line[-2:-1].isspace():
        return None
    inner = line[1:-1]
    for role, pairs in _NAMED:
        for before, after in pairs:
            if inner.startswith(before) and inner.endswith(after) and len(inner) > len(before) + len(after):
                return role, inner[len(before) : len(inner) - len(after)].strip()
    words = inner.split(" ")
    for at in range(1, len(words)):
        name = " ".join(words[at:])
        if name in authors:
            return Role.REPLY_AUTHOR, name
    return None


def label(text: str) -> str | None:
    """What is in `[ Photo ]`, brackets with inner blanks; None if the line is another one."""
    line = bare(text)
    if line[:2] != "[ " or line[-2:] != " ]" or not 4 < len(line) <= LONGEST:
        return None
    return line[2:-2].strip() or None


def is_known(text: str) -> bool:
    """Whether it is a line in brackets by its words, not by its shape alone."""
    return named(text) is not None or _known_label(label(text)) or _begins_poll(text)


def is_bracketed(text: str) -> bool:
    """Whether it is a line in brackets by its shape, or by its words if it has no inner blanks."""
    return named(text) is not None or label(text) is not None or bare(text)[:2] == "[ "


def _known_label(inside: str | None) -> bool:
    if inside is None:
        return False
    match = _EMOJI.fullmatch(inside.partition(" : ")[0])
    return match is not None and (match["word"] in _MEDIA or match["word"] in _FILES)


def _begins_poll(text: str) -> bool:
    """Whether it is the first line of a poll, whose question may go on below."""
    word, colon, _ = bare(text).partition(" : ")
    return bool(colon) and word[:2] == "[ " and word[2:] in _POLLS


def read(texts: list[str], authors: Collection[str] = ()) -> Found:
    """What the lines of a message are, below its head.

    Args:
        texts: the lines, without a comment's mark.
        authors: of the copy.
    """
    lines = [i for i, text in enumerate(texts) if not is_blank(text)]
    if lines[:1] > [0] and all(following - line > 1 for line, following in pairwise(lines)):
        # An editor has put an empty line after each line, the head's too: what is in brackets is known without them.
        return _spread(read([texts[i] for i in lines], authors), lines, len(texts))
    roles = [Role.BLANK if is_blank(text) else Role.TEXT for text in texts]
    values: dict[str, Any] = {}
    at = 0
    while at < min(2, len(texts)) and (found := named(texts[at], authors)) is not None and found[0] not in roles:
        roles[at], name = found
        if roles[at] is Role.FORWARD:
            values["forwarded_from"] = name
        else:
            values["reply_to"] = {"author": name, "text": ""}
        at += 1
    if (poll := _poll(texts, at)) is not None:
        question, end, values["poll"] = poll
        roles[at:question] = [Role.POLL_QUESTION] * (question - at)
        roles[question:end] = [Role.POLL_OPTION] * (end - question)
    elif at < len(texts) and label(texts[at]) is not None:
        # An album of files is a label and a caption each, with a blank line before the next label.
        labels = {
            i: inside
            for i in range(at, len(texts))
            if (i == at or roles[i - 1] is Role.BLANK) and (inside := label(texts[i])) is not None
        }
        files = {i: file for i, inside in labels.items() if (file := _file(inside)) is not None}
        for i in labels:
            roles[i] = Role.MEDIA
        values["media"] = [inside for i, inside in labels.items() if i not in files]
        values["documents"] = [{"name": file, "size": ""} for file in files.values()]
    return Found(roles, values, _text(roles))


def _text(roles: list[Role]) -> list[int]:
    """Which lines are the text's, with the blank ones between."""
    body = [i for i, role in enumerate(roles) if role is Role.TEXT]
    return [i for i in range(body[0], body[-1] + 1) if roles[i] in (Role.TEXT, Role.BLANK)] if body else []


def _spread(found: Found, lines: list[int], size: int) -> Found:
    """What was found in some of the lines, the others of which are blank."""
    roles = [Role.BLANK] * size
    for i, role in zip(lines, found.roles, strict=True):
        roles[i] = role
    return Found(roles, found.values, _text(roles))


def _file(inside: str) -> str | None:
    """The name of a file; None if a medium is named, such as a song."""
    word, colon, name = inside.partition(" : ")
    if not colon or (word in _MEDIA and word not in _FILES):
        return None
    return name.strip() if word in _FILES or _FILE_NAME.fullmatch(name.strip()) else None


def _poll(texts: list[str], at: int) -> tuple[int, int, dict[str, Any]] | None:
    """A poll, `[ Poll : question ]` and lines of `- option`: where its question ends, where its options, and it itself.

    The question may have several lines.
    """
    if at >= len(texts) or bare(texts[at])[:2] != "[ ":
        return None
    lines: list[str] = []
    end = at
    size = 0
    while end < len(texts) and not is_blank(texts[end]) and size <= LONGEST:
        lines.append(bare(texts[end]))
        size += len(lines[-1]) + 1
        end += 1
        if lines[-1].endswith(" ]"):
            break
    first = end
    while end < len(texts) and texts[end].startswith(_OPTION):
        end += 1
    word, colon, question = "\n".join(lines)[2:-2].partition(" : ")
    if not colon or not lines[-1].endswith(" ]") or "\n" in word or end - first < (1 if word in _POLLS else 2):
        return None
    options = [{"text": text[len(_OPTION) :].strip(), "percent": None} for text in texts[first:end]]
    return first, end, {"question": question.strip(), "type": word.strip(), "options": options}
