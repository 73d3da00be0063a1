"""Addresses of messages in exports: the user gives the channel's username, which an export does not have."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

from ..errors import DumpError
from .message import ExportGap, ExportMessage, ExportText

# Of Desktop's JSON; its HTML does not say what a chat is, and has one.
_PUBLIC: Final = ("public_channel", "public_supergroup", None)


def with_permalinks(
    items: Iterable[ExportMessage | ExportGap | ExportText], name: str
) -> Iterator[ExportMessage | ExportGap | ExportText]:
    """The items of an export; messages that have no address, of a public chat, with theirs.

    Args:
        items: of the export.
        name: of the channel, as in `t.me/name`.

    Raises:
        DumpError: there are several public chats, only one of which can have the name.
    """
    given: dict[str, Any] | None = None  # the chat as the export has it, and with its name
    named: dict[str, Any] = {}
    for item in items:
        if isinstance(item, ExportMessage) and item.url is None:
            chat = item.chat or {}
            if chat.get("type") in _PUBLIC:
                if chat is not given and chat != given:
                    if given is not None:
                        raise DumpError(
                            f"has several public chats, and {name} is the name of one; leave out the channel"
                        )
                    given, named = chat, {**chat, "username": name}
                item.chat = named
                if item.id is not None and item.id > 0:  # those below are of a group that was no public chat yet
                    item.url = f"https://t.me/{name}/{item.id}"
        yield item
