"""Is a text the name or office of somebody who speaks? ``Ambassador Anna Berg``, not ``In short``.

A rule of this project, meant to leave out what it is not sure of. Where a script has capitals, they decide: a name is
two to four capitalised words, an office may have more and small words in it. Where it has none, a word must be known
(``speakers.toml``): an office, a given or a family name. Words that open headings and sentences are in neither.
"""

from __future__ import annotations

import tomllib
from functools import lru_cache
from importlib.resources import files
from typing import Final, NamedTuple

import regex

from ..lines.patterns import late_pattern

MAX_NAME_CHARS: Final = 120
_NAME_WORDS: Final = (2, 4)  # of a person, small words aside
_OFFICE_WORDS: Final = 14
_OFFICE_WITHIN: Final = 3  # an office is among this many first words, if the last word has no capital
_SPEECH_WORDS: Final = 6  # where a quote follows, this many words in a script without capitals
_SHORT_WORD: Final = 4  # letters that an abbreviation such as NATO has at most
_HAN_CHARS: Final = 30
_HAN_NAME: Final = 4  # signs of a name after an office

# Letters, the signs inside of names, and nothing that ends a sentence or belongs to a link or a number.
_CHARS: Final = late_pattern(r"[\p{L}\p{M} \u00a0\u200c\u200d'’ʼ`.,،·•・«»“”„\"()‑–-]+")
_WORD: Final = late_pattern(r"[\p{L}\p{M}][\p{L}\p{M}\u200c\u200d'’ʼ.·・‑-]*")
_GLUED: Final = late_pattern(r"\.(?=\p{L})")
_PIECE: Final = late_pattern(r"\p{L}[\p{L}\p{M}]*")
_CASED: Final = late_pattern(r"[[\p{Lu}\p{Ll}\p{Lt}]--\p{Script=Georgian}]", regex.VERSION1)
_HAN: Final = late_pattern(r"\p{Script=Han}+(?:[·・]\p{Script=Han}+)*")
_BRACKETS: Final = late_pattern(r"\s*\([^()]*\)")
# A dot closes an initial or an abbreviation (M. Zakharova, St. John, Dr.); after a longer word it ends a sentence.
_FULL_STOP: Final = late_pattern(r"\p{L}{4}\.(?:\s|$)")


class _Words(NamedTuple):
    office: frozenset[str]
    beginnings: tuple[str, ...]
    endings: tuple[str, ...]
    never: frozenset[str]
    joins: frozenset[str]
    articles: frozenset[str]
    within: frozenset[str]
    given: frozenset[str]
    han_office: tuple[str, ...]
    han_endings: tuple[str, ...]
    han_never: tuple[str, ...]
    family: tuple[str, ...]


@lru_cache(maxsize=1)
def _words() -> _Words:
    data = tomllib.loads(files(__package__).joinpath("speakers.toml").read_text("utf-8"))
    lists = {
        section: [_plain(word) for text in texts.values() for word in text.split()] for section, texts in data.items()
    }
    small = {name: frozenset(_plain(word) for word in text.split()) for name, text in data["small"].items()}
    han = {name: tuple(word for word in lists[name] if _HAN.fullmatch(word)) for name in ("office", "never", "family")}
    office = lists["office"]
    return _Words(
        office=frozenset(office),
        beginnings=tuple(word[:-1] for word in office if word.endswith("-")),
        endings=tuple(word[1:] for word in office if word.startswith("-")),
        never=frozenset(lists["never"]),
        joins=small["joins"],
        articles=small["articles"],
        within=small["within"],
        given=frozenset(lists["given"]),
        han_office=han["office"],
        han_endings=tuple(word[1:] for word in office if word[:1] == "-" and _HAN.fullmatch(word[1:])),
        han_never=han["never"],
        family=tuple(sorted(han["family"], key=len, reverse=True)),
    )


def _plain(word: str) -> str:
    return word.casefold().replace("’", "'").replace("ʼ", "'")


def is_person(text: str, *, before: str = "") -> bool:
    """Whether ``text`` is the name of a person, with or without an office: what may be before a quote's colon.

    Args:
        text: without the colon; surrounding white space is ignored.
        before: what the post says above. A name in a script without capitals that is there is one.
    """
    text = text.strip()
    if not _may_be(text):
        return False
    if _caseless(text):
        return _caseless_person(text, before)
    first, *rest = text.split(",")
    if rest and _is_name(first) and len(_words_of(text)) <= _OFFICE_WORDS:
        # Anna Berg, the Minister of Health: what follows the comma must be an office.
        words = [word for part in rest for word in _words_of(part)]
        return bool(words) and any(map(_is_office, words)) and not any(map(_is_never, words))
    if _is_name(text):
        return True
    # With an office, one capitalised word will do, which is neither that nor an article: Mayor Berg, not The Mayor.
    words = _words_of(text)
    names = [word for word in words if _named(word) and not _is_office(word)]
    return _is_title(text) and _named(_last(text)) and any(_plain(word) not in _words().articles for word in names)


def is_speaker(text: str, *, quoted: bool = False, marked: bool = True) -> bool:
    """Whether ``text`` is the name or office of somebody, or of a body: what may be in an attribution headline.

    Args:
        text: the headline without its marker and its colon.
        quoted: a quote follows, so a single name or a plain office is believed as well.
        marked: the marker is one of speakers or alerts. After others only a quote proves a speaker, and no heading.
    """
    text = text.strip()
    if not (marked or quoted) or not _may_be(text):
        return False
    words = _words_of(text)
    if _caseless(text):
        return (
            _caseless_office(text)
            or (quoted and _caseless_person(text, ""))
            or (quoted and len(words) <= _SPEECH_WORDS and not _HAN.search(text) and _is_office(words[0]))
        )
    if _is_title(text):
        return True
    if len(words) == 1:
        return _named(words[0]) and (quoted or (words[0].isupper() and 2 <= len(words[0]) <= _SHORT_WORD))
    return _capitalised(words) and (quoted or not _shouted(words))


def _may_be(text: str) -> bool:
    if not 0 < len(text) <= MAX_NAME_CHARS or not _CHARS.fullmatch(text) or _FULL_STOP.search(text):
        return False
    words = _words_of(text)
    return 1 <= len(words) <= _OFFICE_WORDS and not any(map(_is_never, words))


def _words_of(text: str) -> list[str]:
    # M.V.Berg is M. V. Berg.
    return _WORD.findall(_GLUED.sub(". ", text))


def _last(text: str) -> str:
    words = _words_of(_BRACKETS.sub("", text))
    return words[-1] if words else ""


def _named(word: str) -> bool:
    """Whether a word begins with a capital, or has a piece that does: d'Artagnan, al-Bab."""
    pieces = _PIECE.findall(word)
    return any(piece[0].isupper() or piece[0].istitle() for piece in pieces)


def _is_never(word: str) -> bool:
    initial = len(word) == 2 and word[1] == "."
    return not initial and _plain(word).rstrip(".") in _words().never


def _is_small(word: str) -> bool:
    return not _named(word) and _plain(word) in _words().joins | _words().within


def _is_office(word: str) -> bool:
    known = _words()
    word = _plain(word).rstrip(".")
    plain = word.removeprefix("ال")  # the Arabic article is written together with its noun
    return (
        word in known.office
        or plain in known.office
        or word.startswith(known.beginnings)
        or word.endswith(known.endings)
    )


def _capitalised(words: list[str]) -> bool:
    """All but the small words have capitals, and neither end is small: not ``In Vienna``."""
    return (
        _plain(words[0]) not in _words().within
        and sum(map(_named, words)) >= _NAME_WORDS[0]
        and _named(words[-1])
        and all(_named(word) or _is_small(word) for word in words)
    )


def _shouted(words: list[str]) -> bool:
    return all(word.isupper() for word in words) and any(len(word) > _SHORT_WORD for word in words)


def _is_name(text: str) -> bool:
    words = _words_of(text)
    low, high = _NAME_WORDS
    if not words or _plain(words[0]) in _words().articles:
        return False
    return (
        low <= sum(map(_named, words)) <= high
        and "," not in text
        and "(" not in text
        and _capitalised(words)
        and not _shouted(words)
    )


def _is_title(text: str) -> bool:
    """An office or body, with or without a name, in sentence case: ``Посол Руритании в Чехии Анна Берг``."""
    words = _words_of(_BRACKETS.sub("", text))
    if not words or not any(map(_is_office, words)):
        return False
    if not (_named(words[0]) or _is_office(words[0])) or _plain(words[0]) in _words().within:
        return False
    if _named(words[-1]):
        return len(words) > 1 or _is_office(words[0])
    # Not one capital at the end: ``Министр иностранных дел``, ``Porte-parole du ministère de la santé``.
    if not any(map(_is_office, words[:_OFFICE_WITHIN])) or len(words) > 2 * _OFFICE_WITHIN + 2:
        return False
    return len(words) > 1 and not any(_plain(word) in _words().within for word in words)


# --- Scripts without capitals ------------------------------------------------------------------


def _caseless(text: str) -> bool:
    return not _CASED.search(text)


def _caseless_person(text: str, before: str) -> bool:
    if _HAN.search(text):
        return _is_han_name(text, before) or _han_office_end(text) is not None
    words = _words_of(text)
    if len(words) > 1 and (_is_office(words[0]) or _is_office(words[1])):
        return True
    low, high = _NAME_WORDS
    if not low <= len(words) <= high:
        return False
    return _plain(words[0]) in _words().given or text in before


def _caseless_office(text: str) -> bool:
    if _HAN.search(text):
        return _han_office_end(text) is not None
    words = _words_of(text)
    return any(map(_is_office, words[:2])) and len(words) <= _OFFICE_WORDS - 2


def _han_office_end(text: str) -> int | None:
    """Where the last office in a Chinese text ends, if only a name follows, or None."""
    if len(text) > _HAN_CHARS or any(word in text for word in _words().han_never):
        return None
    if text.endswith(_words().han_endings):
        return len(text)
    end = max((text.rfind(word) + len(word) for word in _words().han_office if word in text), default=None)
    if end is None:
        return None
    rest = text[end:].strip()
    return end if len(rest) <= _HAN_NAME or "·" in rest or "・" in rest else None


def _is_han_name(text: str, before: str) -> bool:
    if not _HAN.fullmatch(text) or any(word in text for word in _words().han_never):
        return False
    if "·" in text or "・" in text:  # 安娜·贝格: only names of foreigners have the dot
        return True
    family = next((name for name in _words().family if text.startswith(name)), None)
    if family is not None and 1 <= len(text) - len(family) <= 2:
        return True
    return 2 <= len(text) <= _HAN_NAME and text in before
