"""Hashtags, mentions, links and e-mail addresses in the text of a post.

A dump has lost the entities of a post, but these were never the author's: Telegram's server finds
them in the plain text, so the same rules find them again. The rules here are the server's, as its
open twin TDLib states them; Telegram Desktop draws what the server found. They are looser than one
would guess, and to be tidier would be wrong: in ``👉t.me/x`` the emoji is part of the host, a path
runs on to white space or a quotation mark, and ``main.py`` is a link (to Paraguay).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files
from typing import Final, NamedTuple

import regex

__all__ = ["NO_ENTITIES", "Entities", "find_entities"]


class Entities(NamedTuple):
    """What Telegram links in a text: strings as they are there, in order, each once."""

    hashtags: tuple[str, ...] = ()
    mentions: tuple[str, ...] = ()
    urls: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()


NO_ENTITIES: Final = Entities()


# An entity found: (start, -end, which list of Entities). Sorted, the leftmost and then the longest
# comes first, which is the one Telegram keeps where two overlap.
_Span = tuple[int, int, int]
_HASHTAG: Final = 0
_MENTION: Final = 1
_URL: Final = 2
_EMAIL: Final = 3


def find_entities(text: str) -> Entities:
    """Find what Telegram would link in `text`.

    Where two overlap, the one that begins first is kept: ``#a`` in ``t.me/x#a`` is no hashtag, and
    neither is ``@b`` in ``t.me/@b`` a mention. Takes time linear in the length of any text.
    """
    found: list[_Span] = []
    if "#" in text:
        found += _hashtags(text)
    if "@" in text:
        found += [(m.start(), -m.end(), _MENTION) for m in _MENTION_RE.finditer(text)]
    if "." in text:
        found += _urls_and_emails(text)
    if ":" in text and "://" in text:  # one character is found much sooner
        found += _app_links(text)
    if not found:
        return NO_ENTITIES

    lists: tuple[dict[str, None], ...] = ({}, {}, {}, {})
    free = 0  # where the last entity kept ends
    for start, minus_end, kind in sorted(found):
        if start >= free:
            free = -minus_end
            lists[kind][text[start:free]] = None
    return Entities(*map(tuple, lists))


# --- Hashtags and mentions ---------------------------------------------------------------------

# Letters and decimal digits of every script but no marks, so most vowel signs and points end a
# hashtag; the middle dot, the zero width non-joiner and the whole Sinhala block are let in.
_TAG: Final = r"[\p{L}\p{Nd}_\u00b7\u200c\u0d80-\u0dff]"

# A tag is cut at 256. "#tag@channel" is one hashtag; of "#a#b" the first is one, as in Telegram
# Desktop (TDLib has neither, but posts show that Desktop is right). The lookbehind follows the "#" so that a
# literal begins the pattern: a search then skips to it.
_HASHTAG_RE: Final = regex.compile(rf"#(?<!{_TAG}#)({_TAG}{{1,256}}+)(?:@[A-Za-z0-9_]{{3,32}}+(?![\p{{L}}\p{{N}}_]))?+")

# Usernames have 4 letters and more (5 unless bought at auction) but for three bots of Telegram's.
_MENTION_RE: Final = re.compile(r"@(?<!\w@)(?:[A-Za-z0-9_]{4,32}+|(?i:gif|pic|vid))(?!\w)")


def _hashtags(text: str) -> list[_Span]:
    return [
        (match.start(), -match.end(), _HASHTAG)
        for match in _HASHTAG_RE.finditer(text)
        if any(map(str.isalpha, match[1]))  # "#2025" and "#_1" are none
    ]


# --- Links and e-mail addresses ----------------------------------------------------------------

# What may be in the parts of a link. White space may not, nor may General Punctuation but for
# its joiners and, in a path, its dashes. U+001C to U+001F are white space in re and not in regex, so
# they are named where that is used.
_HOST_OR_AT: Final = r"[^\s\x00-,/:-?\[-^`{-}\x7f-\xbf\u2000-\u200b\u200e-\u206f]"
_HOST: Final = rf"{_HOST_OR_AT[:-1]}@]"  # letters, digits, . - _ ~ and all else from "À" on
_USER: Final = r"[^\s\x1c-\x1f<>\"«»/\[\](){}'`@\u2000-\u200b\u200e-\u206f]"
_PATH: Final = r"[^\s<>\"«»\u2000-\u200b\u200e\u200f\u2016-\u206f]"

# What a path never ends in. The server once let no dash into a link and now lets it end one, as in
# "t.co/x— so"; here a dash within a path is kept and that one is not.
_PATH_END: Final = ".:;,('?!`\u2010\u2011\u2012\u2013\u2014\u2015"

# A dot that may be in a link. Dots that end a sentence must fail here: they are most dots. So do those before a last
# single character, as in "1.5" and "т.д": no domain ends so, nor does an address of numbers have its first dot there.
_DOT_RE: Final = re.compile(rf"\.(?=[/?#@]|(?!\.){_HOST}(?!\s|\Z))")
# The host, or all of "last+tag@host" where the dot turns out to be in a user's name (TDLib would
# take "+tag@host" alone for the address). No dot after the "+": the time would be quadratic.
_HOST_OR_AT_RE: Final = re.compile(rf"{_HOST_OR_AT}*+(?:\+[A-Za-z0-9_+-]*+@{_HOST_OR_AT}*+)?+")
_BEFORE_PATH: Final = ("/", "?", "#")
_PORT_RE: Final = re.compile(r":0*+([0-9]{1,5}+)(?![0-9])")
_PATH_RE: Final = re.compile(rf"{_PATH}*+")

# Most links: between spaces, without anything that asks for more than a look at the host.
_PLAIN_RE: Final = re.compile(
    r"(https?://)?((?:[A-Za-z0-9-]++\.)++[A-Za-z]{2,}+)"
    r"(?:(?:/|[?#](?=\S))[A-Za-z0-9/?#&=%_~+.-]*+(?<![.?]))?(?=\s|\Z)"
)

# What most other dots are in: a number or date of its own, which is no host, as it has not four parts. What may follow
# one makes it no number.
_NUMBER_RE: Final = re.compile(rf"[0-9]++\.[0-9]++(?:\.[0-9]++)?+(?![:/?#+.@]|{_HOST_OR_AT})")
_HOST_RE: Final = re.compile(rf"{_HOST}*+")

# These read leftwards from a place: regex, not re, can.
_HOST_BEFORE_RE: Final = regex.compile(rf"(?r){_HOST}*+")
_USER_BEFORE_RE: Final = regex.compile(rf"(?r){_USER}*+")
_SCHEME_BEFORE_RE: Final = regex.compile(r"(?r)(?:[A-Za-z0-9+-]|[^\x00-\x7f\s])*+")


def _urls_and_emails(text: str) -> list[_Span]:
    """Web links and addresses: from each dot outwards, first the host and then what is about it."""
    spans: list[_Span] = []
    begin = 0  # nothing before is looked at again, which keeps the time linear
    while found := _DOT_RE.search(text, begin):
        dot = found.start()
        word = max(text.rfind(" ", begin, dot), text.rfind("\n", begin, dot)) + 1
        if word or not begin:
            plain = _PLAIN_RE.match(text, word)
            if plain:
                if _is_host(plain[2], plain[1] is not None):
                    begin = plain.end()
                    spans.append((word, -begin, _URL))
                    continue
            elif number := _NUMBER_RE.match(text, word):
                begin = number.end()
                continue
            # Mostly the host has all of the word up to the dot; to read it leftwards takes longer.
            start = word if _end_of(_HOST_RE, text, word) >= dot else _start_of(_HOST_BEFORE_RE, text, begin, dot)
        else:
            start = _start_of(_HOST_BEFORE_RE, text, begin, dot)
        end = _end_of(_HOST_OR_AT_RE, text, dot)
        dot_in_user = "@" in text[dot:end]
        if dot_in_user:
            start = _start_of(_USER_BEFORE_RE, text, begin, start)

        if text[end : end + 1] == ":":
            port = _PORT_RE.match(text, end)
            if port and 0 < int(port[1]) <= 65535:
                end = port.end()
        if text[end : end + 1] in _BEFORE_PATH:
            path = text[end + 1 : _end_of(_PATH_RE, text, end + 1)].rstrip(_PATH_END)
            if path or text[end] == "/":
                end += 1 + len(path)
        if text[end - 1] == ".":
            end = dot + 1 + len(text[dot + 1 : end].rstrip("."))

        good = True
        if start > begin and text[start - 1] == "@":
            user = _start_of(_USER_BEFORE_RE, text, begin, start - 1)
            good = user < start - 1 and not dot_in_user
            start = user
        if start > 2 and text[start - 3 : start] == "://":
            # From before `begin` too: a flattened text may lack the break in "end.https://t.me/x",
            # so that "end.https" has been taken for a host.
            scheme = _scheme_before(text, start - 3)
            good = good and bool(scheme)
            start -= len(scheme) + 3 if scheme else 0
        elif start > begin:
            before = text[start - 1]
            good = good and not (before in "/#@_" or before.isalnum())

        if good:
            if span := _classified(text, start, end):
                spans.append(span)
        else:
            end = text.rfind(".", dot, end) + 1  # the rest may yet begin a link
        begin = max(end, dot + 1)
    return spans


def _start_of(pattern: regex.Pattern[str], text: str, begin: int, end: int) -> int:
    """Where what `pattern`, a leftward one, matches up to `end` begins."""
    match = pattern.match(text, begin, end)
    return match.start() if match else end


def _end_of(pattern: re.Pattern[str], text: str, begin: int) -> int:
    match = pattern.match(text, begin)
    return match.end() if match else begin


def _scheme_before(text: str, end: int) -> str:
    """The scheme that the characters before "://" end in, or "" where Telegram links none."""
    if text.endswith("https", 0, end):
        return "https"  # nearly all, and whatever is before it
    before = text[_start_of(_SCHEME_BEFORE_RE, text, 0, end) : end].lower()
    if before in ("shttp", "sftp", "tftp"):
        return ""
    return next((scheme for scheme in ("https", "http", "ftp") if before.endswith(scheme)), "")


def _classified(text: str, start: int, end: int) -> _Span | None:
    link = text[start:end]
    if "@" in link:
        address = link.removeprefix("mailto:")
        if _is_email(address):
            return end - len(address), -end, _EMAIL
    length = _linked_length(link)
    return (start, -start - length, _URL) if length else None


_LOCAL_PART_RE: Final = re.compile(r"[A-Za-z0-9_-]{0,26}")
_LAST_LOCAL_PART_RE: Final = re.compile(r"[A-Za-z0-9_-]{1,35}")
_LABEL_RE: Final = re.compile(r"(?![_-])[A-Za-z0-9_-]{1,30}(?<![_-])")
_EMAIL_TLD_RE: Final = re.compile(r"[A-Za-z]{2,8}")


def _is_email(text: str) -> bool:
    """Whether Telegram takes it for an address. If not, it may still link it as host and user."""
    local, _, host = text.partition("@")
    *parts, last = local.replace("+", ".").split(".")
    *labels, tld = host.split(".")
    return (
        len(parts) <= 10
        and 1 <= len(labels) <= 6
        and _EMAIL_TLD_RE.fullmatch(tld) is not None
        and _LAST_LOCAL_PART_RE.fullmatch(last) is not None
        and all(map(_LOCAL_PART_RE.fullmatch, parts))
        and all(map(_LABEL_RE.fullmatch, labels))
    )


_SCHEME_RE: Final = re.compile(r"(?:https?|ftp)://", re.IGNORECASE)
_PARTED_RE: Final = re.compile(r"[/?#:@]")
_AUTHORITY_RE: Final = re.compile(r"[^/?#]*+")
_BRACKET_RE: Final = re.compile(r"[()\[\]{}]")
_NUMERIC_RE: Final = re.compile(r"[0-9.]*+")
_OCTET: Final = r"(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
_IPV4_RE: Final = re.compile(rf"(?:{_OCTET}\.){{3}}{_OCTET}")
_PUNYCODE_TLD_RE: Final = re.compile(r"xn--[A-Za-z0-9]{2,}")


def _linked_length(link: str) -> int:
    """How many characters of `link`, a link by its form, Telegram links: 0 if the host is none."""
    if not _PARTED_RE.search(link):  # as most are that are none in the end
        return len(link) if _is_host(link, False) else 0
    scheme = _SCHEME_RE.match(link)
    host_start = scheme.end() if scheme else 0
    host_end = _end_of(_AUTHORITY_RE, link, host_start)
    host = link[host_start:host_end]
    host = host[host.find("@") + 1 :]
    if ":" in host:
        host = host[: host.rindex(":")]
    if not _is_host(host, scheme is not None):
        return 0
    return host_end + len(_balanced(link[host_end:]))


def _is_host(host: str, any_tld: bool) -> bool:
    return _known_host(host, any_tld) if len(host) <= _LONGEST_KEPT else _may_be_host(host, any_tld)


def _may_be_host(host: str, any_tld: bool) -> bool:
    *labels, tld = host.split(".")
    if not labels:
        return False
    if _NUMERIC_RE.fullmatch(host):
        return _IPV4_RE.fullmatch(host) is not None
    if tld.startswith("xn--"):
        if not _PUNYCODE_TLD_RE.fullmatch(tld):
            return False
    elif len(tld) < 2 or "_" in tld or "-" in tld or not (any_tld or _is_tld(tld)):
        return False
    # Telegram counts the 63 of a label in bytes.
    return "_" not in labels[-1] and not any(
        not label or label.endswith("-") or len(label.encode("utf-8", "surrogatepass")) > 63 for label in (*labels, tld)
    )


_LONGEST_KEPT: Final = 100  # characters of a host; longer ones, which may be megabytes, are not kept
_known_host = lru_cache(maxsize=512)(_may_be_host)  # most links of a channel lead to the same few


def _is_tld(name: str) -> bool:
    lower = name.lower()
    # Not if only the first letter is a capital: "Read.Me" is two sentences rather than a host.
    return lower in _tlds() and (lower == name or lower[1:] != name[1:])


@lru_cache(maxsize=1)
def _tlds() -> frozenset[str]:
    lines = files(__package__).joinpath("tlds.txt").read_text("utf-8").splitlines()
    return frozenset(line for line in lines if not line.startswith("#"))


def _balanced(path: str) -> str:
    """`path` up to the first closing bracket that none of its kind opened, without loose ends."""
    if not path:
        return path
    depth = {"(": 0, "[": 0, "{": 0}
    for match in _BRACKET_RE.finditer(path):
        bracket = match[0]
        if bracket in depth:
            depth[bracket] += 1
            continue
        opening = "([{"[")]}".index(bracket)]
        depth[opening] -= 1
        if depth[opening] < 0:
            path = path[: match.start()]
            break
    return path.rstrip(_PATH_END)


# --- Links into apps ---------------------------------------------------------------------------

# No word boundary before them, and no look at brackets: Telegram's rule for these is its own.
_APP_LINK_RE: Final = re.compile(
    r"://(?:(?<=[tT][gG]://)|(?<=[tT][oO][nN]://)|(?<=[tT][oO][nN][sS][iI][tT][eE]://))"
    rf"[A-Za-z0-9_-]{{1,253}}+(?:[/?#]{_PATH}*+)?"
)
_APP_SCHEME_LENGTH: Final = {"g": 2, "n": 3, "e": 7}  # tg, ton, tonsite


def _app_links(text: str) -> Iterator[_Span]:
    for match in _APP_LINK_RE.finditer(text):
        start = match.start() - _APP_SCHEME_LENGTH[text[match.start() - 1].lower()]
        end = match.end()
        if found := re.search(r"[/?#]", match[0][3:]):
            path = match.start() + 3 + found.start()
            end = path + 1 + len(text[path + 1 : end].rstrip(_PATH_END))
            if end == path + 1 and text[path] != "/":
                end = path
        yield start, -end, _URL
