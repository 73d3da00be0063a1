"""How the lines of a page flattened with links or as Markdown are marked, found from its first lines."""

from __future__ import annotations

from itertools import pairwise
from typing import Final

from ..lines.kinds import FORWARD_PREFIXES, LineKind, classify
from ..lines.lookahead import is_blank
from ..vocabulary import Dialect
from .marked_up_view import CLOSED_LINK, EMOJI, EMPHASIS, LINK, LONGEST, View, unmarked
from .whole_page_footer import PERMALINK

_PROOF: Final = 3  # points from which links are the page's own
_FEWEST: Final = 3  # lines with emphasis from which it is Markdown
_SPACED: Final = 0.85  # share of lines with a blank line below there
_SPACED_EMOJI: Final = 0.4  # the same where emoji are emphasised: the extractor leaves none between some lines
_INLINE: Final = 0.2  # lines with a link inside, for each that begins with one, up to which links were moved
_FORWARD: Final = frozenset(prefix.strip() for prefix in FORWARD_PREFIXES)
_AFTER_LINK: Final = frozenset((LineKind.REACTIONS, LineKind.FORWARD, LineKind.FORWARD_LABEL, LineKind.MEDIA_LABEL))


def view_of(texts: list[str]) -> View | None:
    """How lines are read that are marked up by an extractor; None if they are not.

    A person may write Markdown, too. What proves an extractor is a link that only Telegram's page has: a hashtag to
    its search, a name below `Forwarded from`, a part of a post that leads to the post; or three whose text is their
    address. Of emphasis it is that nearly every line has a blank line below.
    """
    whole = "\n".join(texts)
    filled = [text.strip() for text in texts if not is_blank(text) and len(text) <= LONGEST]
    linked = [text for text in filled if "](" in text] if "](" in whole else []
    emphasised = "**" in whole and _is_markdown(texts, filled)
    if not emphasised and (not linked or _proof(filled) < _PROOF):
        return None
    firsts = [match.start() for text in linked if (match := LINK.search(text)) is not None]
    at_start = firsts.count(0)
    inside = len(firsts) - at_start
    moved = inside < _INLINE * at_start
    emoji = [match[0] for text in filled if (match := EMOJI.match(text)) is not None] if emphasised else []
    once = (inside > 0 and not moved) or any(one.startswith("***") for one in emoji)
    return View(
        moved=moved,
        glued=any(classify(_behind_links(text)) in _AFTER_LINK for text in linked if text.startswith("[")),
        swapped=bool(emoji) and not once,
        dialect=Dialect.CURRENT if once else None,
    )


def _is_markdown(texts: list[str], filled: list[str]) -> bool:
    spaced = sum(is_blank(below) and not is_blank(above) for above, below in pairwise(texts))
    emoji = sum(EMOJI.match(text) is not None for text in filled)
    least = _SPACED_EMOJI if emoji >= _FEWEST else _SPACED
    return spaced >= least * (len(filled) - 1) and sum(EMPHASIS.search(text) is not None for text in filled) >= _FEWEST


def _behind_links(text: str) -> str:
    end = 0
    for match in LINK.finditer(text):
        end = match.end()
    return text[end:]


def _proof(filled: list[str]) -> int:
    """Points for links that only the page itself has."""
    points = 0
    for above, text in zip(["", *filled], filled, strict=False):
        if "](" not in text:
            continue
        found = [*LINK.finditer(text)]
        if found and (unmarked(text[: found[0].start()]) in _FORWARD or (above in _FORWARD and not found[0].start())):
            points += _PROOF
        end = CLOSED_LINK.search(text)
        if end is not None and text.count("[") < text.count("]") and PERMALINK.fullmatch(end["target"][1:-1]):
            points += _PROOF
        points += sum([_points(match["label"], match["target"][1:-1]) for match in found])
    return points


def _points(label: str, target: str) -> int:
    if label.startswith("#"):
        return _PROOF if "?q=%23" in target else 0
    if label.startswith("@"):
        return int(target.endswith(f"t.me/{label[1:]}"))
    if not label:
        return _PROOF if PERMALINK.fullmatch(target) is not None else 0
    return int(target in (label, f"http://{label}", f"https://{label}"))
