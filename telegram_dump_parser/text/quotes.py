"""Who spoke, what was said, asked and linked: values that emoji at the heads of lines and the lines' shape mark.

Embassies, ministries and newsrooms write so: 🎙 and a name with a colon, then 💬 with what was said; ❓ before a
question, 💬 before its answer; a headline and below it the names of links, all with one emoji. No standard says so:
the rules here are this project's reading of such posts, and what does not fit them is left out. Which emoji is meant
for what is in ``markers.toml``, labels of questions and links in ``labels.toml``.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final

import regex

from ..lines.phrases import table
from .link_lists import link_lists
from .markers import Opened, country
from .speakers import MAX_NAME_CHARS, is_person, is_speaker

COLONS: Final = ":："
_COLON: Final = tuple(COLONS)
_QUESTION_MARKS: Final = "?？؟\u037e՞፧⁇⁈⁉"
_QUOTATION_MARKS: Final = '«“”„"「『‹'
_SPEAKERS: Final = frozenset({"speaker", "alert", "quote", "author"})  # roles before an attribution, quote or no quote
# How much of what is above a quote is searched for its speaker's name: a headline and a question.
_ABOVE_CHARS: Final = 2_000

_TAG_ROW: Final = regex.compile(r"(?:#[\p{L}\p{M}\p{N}_·\u200c@]++[\s,|•]*+)++")
_DATED: Final = regex.compile(r"\s*\([^()]*\d[^()]*\)$")


def statements(texts: list[str], openers: list[Opened]) -> dict[str, Any]:
    """`speaker`, `quotes`, `questions`, `links` and `flags` of a post, those that it has.

    Args:
        texts: the lines of the post's text.
        openers: those that begin with emoji, in order.
    """
    values: dict[str, Any] = {}
    if not openers:
        return values
    first = openers[0]
    roles = first.roles if len(openers) == 1 else frozenset().union(*[line.roles for line in openers])
    if first.line == 0 and first.rest.endswith(_COLON) and (speaker := _speaker(texts, openers)) is not None:
        values["speaker"] = speaker
    if "quote" in roles or "question" in roles:
        values["quotes"], values["questions"] = _said(texts, openers)
    if len(openers) > 1 and (links := link_lists(texts, openers)):
        values["links"] = links
    if "flag" in roles:
        flags = [flag for line in openers if "flag" in line.roles for flag in line.run]
        values["flags"] = list(dict.fromkeys(code for flag in flags if (code := country(flag)) is not None))
    return values


# --- Speakers ----------------------------------------------------------------------------------


def _speaker(texts: list[str], openers: list[Opened]) -> str | None:
    """Of ``🎙 Ambassador Anna Berg:`` the name: a first line that ends in a colon and names somebody."""
    return _attribution(openers[0], _follows_quote(texts, {line.line: line for line in openers[:2]}, 1))


def _attribution(line: Opened, quoted: bool) -> str | None:
    if not line.rest.endswith(_COLON) or len(line.rest) > 2 * MAX_NAME_CHARS:
        return None
    name = line.rest[:-1].rstrip()
    # The day is no part of the name: 🎙 Spokeswoman Anna Berg (April 9, 2025):
    name = _DATED.sub("", name)
    return name if is_speaker(name, quoted=quoted, marked=bool(line.roles & _SPEAKERS)) else None


def _follows_quote(texts: list[str], by_line: dict[int, Opened], number: int) -> bool:
    """Whether the next line that is not blank is a quote: by its marker, or its quotation mark."""
    while number < len(texts) and not texts[number].strip():
        number += 1
    if number >= len(texts):
        return False
    line = by_line.get(number)
    return "quote" in line.roles if line is not None else texts[number].lstrip()[0] in _QUOTATION_MARKS


# --- Quotes and questions ----------------------------------------------------------------------


def _said(texts: list[str], openers: list[Opened]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Quotes and questions: each quote goes on to the next of either, a row of hashtags, or the end.

    A quote answers the question before it, if no row of hashtags is between; of several in a row the last.
    """
    quotes: list[dict[str, Any]] = []
    questions: list[dict[str, Any]] = []
    by_line = {line.line: line for line in openers}
    above = "\n".join(texts[: _first_quote(openers)])[:_ABOVE_CHARS]
    own: list[str] | None = None  # the text of the quote that goes on
    asked: int | None = None
    for number, text in enumerate(texts):
        line = by_line.get(number)
        if line is not None and "question" in line.roles and (question := _question(texts, by_line, line)) is not None:
            asked, own = len(questions), None
            questions.append({"text": question, "line": number})
        elif line is not None and "quote" in line.roles:
            speaker, rest = _named_quote(line.rest, above)
            own = [rest]
            quotes.append({"speaker": speaker, "text": own, "line": number, "answers": asked})
        elif _is_tag_row(text if line is None else line.rest):
            own = asked = None
        elif (
            line is not None and own is not None and _attribution(line, True) and _quote_at(by_line, texts, number + 1)
        ):
            own = None  # it names who speaks next
        elif own is not None:
            own.append(text)
    for quote in quotes:
        quote["text"] = "\n".join(quote["text"]).strip()
    return [quote for quote in quotes if quote["text"]], questions


def _first_quote(openers: list[Opened]) -> int:
    return next((line.line for line in openers if "quote" in line.roles), 0)


def _quote_at(by_line: dict[int, Opened], texts: list[str], number: int) -> bool:
    return number < len(texts) and number in by_line and "quote" in by_line[number].roles


def _named_quote(rest: str, above: str) -> tuple[str | None, str]:
    """Of ``Anna Berg: We agree.`` the speaker and what was said; a text before a colon that is no name stays."""
    head = rest[: MAX_NAME_CHARS + 1]
    at = min((place for colon in COLONS if (place := head.find(colon)) >= 0), default=-1)
    if at < 0 or not is_person(head[:at], before=above):
        return None, rest
    return head[:at].strip(), rest[at + 1 :].strip()


def _question(texts: list[str], by_line: dict[int, Opened], line: Opened) -> str | None:
    """The question on a line with ❓, without its label; None if nothing says that it is one.

    One has a label or a question mark, or a quote after it. Where it has no question mark but goes on to one, in plain
    lines that lead to a quote, these belong to it.
    """
    label = _label().match(line.rest)
    text = line.rest[label.end() :].strip() if label else line.rest
    if any(mark in text for mark in _QUESTION_MARKS):
        return text
    more: list[str] = []
    for number in range(line.line + 1, len(texts)):
        if number in by_line:
            if "quote" not in by_line[number].roles:
                more.clear()
            elif not more or more[-1].endswith(tuple(_QUESTION_MARKS)):
                return "\n".join([text, *more]).strip() or None
            break
        if _is_tag_row(texts[number]):
            break
        if texts[number].strip():
            more.append(texts[number].rstrip())
    return text if label and text else None


@lru_cache(maxsize=1)
def _label() -> regex.Pattern[str]:
    labels = "|".join(regex.escape(label) for label in table(__package__, "labels.toml")["question"]["labels"])
    return regex.compile(
        rf"(?:{labels})\s?(?:[№#]?\s?\d{{1,3}})?\s?(?:\([^()]{{1,60}}\))?\s?[{COLONS}]", regex.IGNORECASE
    )


def _is_tag_row(line: str) -> bool:
    """Whether a line holds hashtags and nothing else."""
    return (
        line.lstrip().startswith("#") and _TAG_ROW.fullmatch(line.strip()) is not None and any(map(str.isalpha, line))
    )


# --- Links -------------------------------------------------------------------------------------
