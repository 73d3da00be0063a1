"""Posts whose boundary is less sure than asked for are joined to the post before.

What was joined is kept (`Draft.joined`): values are read off the lines of each post by itself, never across two.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from .confidence import confidence
from .drafts import Draft
from .window import TEXT_LIMIT


def merged(drafts: Iterable[Draft], least: float) -> Iterator[Draft]:
    """Drafts with those joined that begin at a boundary of a confidence below `least`, 0 to 1.

    A post that follows a gap keeps its boundary; and none grows beyond what one text can hold.
    """
    held: Draft | None = None
    for draft in drafts:
        if held is not None and _is_to_join(held, draft, least):
            held = _join(held, draft)
            continue
        if held is not None:
            yield held
        held = draft if draft.gap is None else None
        if draft.gap is not None:
            yield draft
    if held is not None:
        yield held


def _is_to_join(held: Draft, draft: Draft, least: float) -> bool:
    return draft.gap is None and confidence(draft) < least and _size(held) + _size(draft) <= TEXT_LIMIT


def _size(draft: Draft) -> int:
    return sum([len(draft.lines[at].text) + 1 for at in draft.text])


def _join(first: Draft, second: Draft) -> Draft:
    size = len(first.lines)
    return Draft(
        first.lines + second.lines,
        first.roles + second.roles,
        text=first.text + [size + at for at in second.text],
        echo=first.echo if first.echo != "none" else second.echo,
        echo_lines=first.echo_lines + second.echo_lines,
        states=first.states + second.states,
        margin=first.margin,
        dialect=first.dialect,
        before=first.before,
        form=first.form,
        head=first.head,
        joined=(*(first.joined or (first,)), second),
    )
