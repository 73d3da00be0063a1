"""Posts whose boundary is less sure than asked for are joined to the post before.

What was joined is kept (`Draft.joined`): values are read from the lines of each post alone, never across two.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import accumulate, chain

from .calibration import confidence
from .draft import Draft
from .window import TEXT_LIMIT


def joined(drafts: Iterable[Draft], least: float) -> Iterator[Draft]:
    """Drafts with those joined that begin at a boundary of a confidence below `least`, 0 to 1.

    A post that follows a gap keeps its boundary; and none grows beyond what one text can hold.
    """
    held: list[Draft] = []
    size = 0
    for draft in drafts:
        own = _size(draft)
        if held and draft.gap is None and confidence(draft) < least and size + own <= TEXT_LIMIT:
            held.append(draft)
            size += own
            continue
        if held:
            yield _joined(held)
        held, size = ([draft], own) if draft.gap is None else ([], 0)
        if draft.gap is not None:
            yield draft
    if held:
        yield _joined(held)


def _size(draft: Draft) -> int:
    """Characters of the text; a post without any counts as well, or such posts were joined without end."""
    return max(1, sum([len(draft.lines[at].text) + 1 for at in draft.text]))


def _joined(posts: list[Draft]) -> Draft:
    first = posts[0]
    if len(posts) == 1:
        return first
    begins = [0, *accumulate([len(post.lines) for post in posts])]
    return Draft(
        [line for post in posts for line in post.lines],
        [role for post in posts for role in post.roles],
        text=[begin + at for begin, post in zip(begins, posts, strict=False) for at in post.text],
        echo=next((post.echo for post in posts if post.echo != "none"), "none"),
        echo_lines=sum(post.echo_lines for post in posts),
        states=tuple(chain.from_iterable(post.states for post in posts)),
        margin=first.margin,
        dialect=first.dialect,
        before=first.before,
        form=first.form,
        evidence=first.evidence,
        own_text=_own_text(posts),
        head=first.head,
        problems=tuple(chain.from_iterable(post.problems for post in posts)),
        joined=tuple(posts),
    )


def _own_text(posts: list[Draft]) -> str | None:
    if all(post.own_text is None for post in posts):
        return None
    texts = [
        "\n".join(post.lines[at].text for at in post.text) if post.own_text is None else post.own_text for post in posts
    ]
    return "\n".join(text for text in texts if text)
