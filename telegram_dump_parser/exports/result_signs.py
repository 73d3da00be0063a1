"""The signs by which a `result.json` is recognised: at least two, because a dump may quote JSON."""

from __future__ import annotations

import re
from typing import Final

# White space between is any, for other programs lay JSON out otherwise.
_MESSAGES: Final = re.compile(rb'"messages"\s*:\s*\[')
_CHAT_TYPE: Final = re.compile(
    rb'"type"\s*:\s*"(?:(?:personal|bot)_chat|saved_messages|replies|verification_codes'
    rb'|private_group|(?:private|public)_(?:supergroup|channel))"'
)
_ACCOUNT: Final = re.compile(rb'(?:\xef\xbb\xbf)?\s*\{\s*"about"\s*:\s*"')
_ACCOUNT_PART: Final = re.compile(
    rb'"(?:personal_information|profile_pictures|stories|contacts|frequent_contacts|sessions|web_sessions|other_data'
    rb'|chats|left_chats)"\s*:\s*[{\[]'
)
_FIRST_OBJECT: Final = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:\[\s*)?(?=\{)")
_FIRST_MESSAGE: Final = 1 << 13
_MESSAGE_TYPE: Final = re.compile(rb'"type"\s*:\s*"(?:message|service|unsupported)"')
_MESSAGE_SIGN: Final = re.compile(rb'"(?:date_unixtime|from_id|actor_id|text_entities)"\s*:')


def has_frame(head: bytes) -> bool:
    """Whether a chat begins here, or an account."""
    list_of_messages = _MESSAGES.search(head)
    if list_of_messages is not None:
        chat = _CHAT_TYPE.search(head, 0, list_of_messages.start()) or _CHAT_TYPE.search(head, list_of_messages.end())
        return chat is not None
    return _ACCOUNT.match(head) is not None and _ACCOUNT_PART.search(head) is not None


def is_list_of_messages(head: bytes) -> bool:
    """Whether messages begin here without a chat around them."""
    start = _FIRST_OBJECT.match(head)
    if start is None:
        return False
    first = head[start.end() : start.end() + _FIRST_MESSAGE]
    return _MESSAGE_TYPE.search(first) is not None and _MESSAGE_SIGN.search(first) is not None
