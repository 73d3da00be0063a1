"""Values that are on lines of their own: from the lines whose roles name them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any, Final

from ..lines.damage import may_be_damaged, undamaged, without_damage
from ..lines.kinds import FORWARD_PREFIXES, NOTICES, LineKind, classify
from ..lines.reactions import read_reactions
from ..segmentation.draft import Draft
from ..segmentation.state_machine import Role
from ..text.timestamps import folded

# Roles of lines that are the text's, or nobody's.
TEXT_ROLES: Final = frozenset((Role.TEXT, Role.ECHO, Role.BLANK))


# Of posts that were joined: values of which the whole has those of all, and those that are above a text, so that only
# the first one's are the whole's. Of any other the whole has the first.
_OF_ALL: Final = frozenset(("notices", "documents", "media"))


_ABOVE: Final = frozenset(
    ("author", "forwarded_from", "reply_to", "posted_at", "views", "views_text", "edited", "signature")
)


# What Telegram itself writes: read without what damage left in it. Names and texts are given as written.
_WRITTEN: Final = frozenset((Role.NOTICE, Role.POLL_TYPE, Role.POLL_PERCENT, Role.REACTIONS, Role.VIEWS))


# Members of an enumeration are slow to get, and these are asked for in each post.
_REACTIONS: Final = Role.REACTIONS
_VIEWS: Final = Role.VIEWS
_SCALE: Final = {"K": 1_000, "M": 1_000_000}


@lru_cache(maxsize=4096)
def _reaction(emoji: str | None, count: str) -> dict[str, Any]:
    kind = "emoji" if emoji else None
    return {"kind": kind, "emoji": emoji, "custom_emoji": None, "count": _count(count), "text": count}


def values_of_lines(texts: list[str], roles: list[Role]) -> dict[str, Any]:
    """The values that are on lines of their own."""
    at: dict[Role, list[str]] = {}
    for text, role in zip(texts, roles, strict=True):
        if role not in TEXT_ROLES:
            line = text.strip()
            if role in _WRITTEN and may_be_damaged(line):
                line = undamaged([line])[0]
            at.setdefault(role, []).append(line)
    values: dict[str, Any] = {}
    reactions = at.get(_REACTIONS)
    if reactions is None or len(at) > 1:
        _read_above_reactions(values, at)
    if reactions:
        values["reactions"] = _reactions(reactions)
    if views := at.get(_VIEWS):
        values["views"] = _count(folded(views[0]).replace(" ", "").replace(",", ""))
    return values


def _read_above_reactions(values: dict[str, Any], at: dict[Role, list[str]]) -> None:
    """Add the values of all lines but reactions and views, which most posts do not have."""
    if forward := at.get(Role.FORWARD):
        values["forwarded_from"] = _forwarded(" ".join(forward))
    if author := at.get(Role.REPLY_AUTHOR):
        values["reply_to"] = {
            "author": author[0],
            "text": at[Role.REPLY_QUOTE][0] if Role.REPLY_QUOTE in at else "",
        }
    if notices := at.get(Role.NOTICE):
        values["notices"] = list(dict.fromkeys(NOTICES[line] for line in notices if line in NOTICES))
    if names := at.get(Role.DOCUMENT_NAME):
        sizes = at.get(Role.DOCUMENT_SIZE, [])
        values["documents"] = [{"name": name, "size": size} for name, size in zip(names, sizes, strict=False)]
    if question := at.get(Role.POLL_QUESTION):
        options = zip(at.get(Role.POLL_PERCENT, []), at.get(Role.POLL_OPTION, []), strict=False)
        values["poll"] = {
            "question": question[0],
            "type": at[Role.POLL_TYPE][0] if Role.POLL_TYPE in at else None,
            "options": [{"text": option, "percent": int(percent[:-1])} for percent, option in options],
        }
    if site := at.get(Role.PREVIEW_SITE):
        description = at.get(Role.PREVIEW_DESCRIPTION)
        values["preview"] = {
            "site": site[0],
            "title": at[Role.PREVIEW_TITLE][0] if Role.PREVIEW_TITLE in at else None,
            "description": "\n".join(description) if description else None,
        }


def values_of_joined(posts: Iterable[Draft]) -> dict[str, Any]:
    """Likewise, of posts that were joined: the lines of two make no value together."""
    values: dict[str, Any] = {}
    for number, post in enumerate(posts):
        own = values_of_lines(*post.read or ([line.text for line in post.lines], post.roles)) | (post.values or {})
        for name, value in own.items():
            if name in _OF_ALL:
                values[name] = values.get(name, []) + value
            elif number == 0 or name not in _ABOVE:
                values.setdefault(name, value)
    if "notices" in values:
        values["notices"] = list(dict.fromkeys(values["notices"]))
    return values


def _forwarded(line: str) -> str:
    for text in (line, without_damage(line)):
        for prefix in FORWARD_PREFIXES:
            if text.startswith(prefix):
                return text[len(prefix) :].strip()
    return line


def _count(text: str) -> int:
    """Of 59.9K it is 59,900 exactly: no binary fraction may come between."""
    scale = _SCALE.get(text[-1], 1)
    whole, _, part = text.rstrip("KM").partition(".")
    return int(whole or 0) * scale + (int(part) * scale // 10 ** len(part) if part else 0)


def _reactions(lines: list[str]) -> list[dict[str, Any]]:
    """`❤28🔥16 7.37K` and, where a fallback broke it up, the glyph and the count on lines of their own."""
    broken = len(lines) > 1 and classify(lines[0]) is LineKind.GLYPH
    joined = ("" if broken else " ").join(lines)
    return [_reaction(emoji, count) for emoji, count in read_reactions(joined)]
