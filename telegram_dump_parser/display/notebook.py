"""Posts, dumps and explanations as HTML for notebooks: plain markup and one style sheet, no script, nothing fetched.

All that comes from a dump passes `_safe`. How it looks is in notebook.css, which goes out with each piece, since
any cell of a notebook may be shown without the others. All elements are `div` and `span`: notebooks have styles of
their own for tables and lists. Without the style sheet, which some notebooks remove, the text can still be read.

A post as plain text, for `print`, has the same parts.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from html import escape
from importlib.resources import files
from pathlib import PurePath
from typing import TYPE_CHECKING, Final

from ..escaping import harmless
from .wording import lines_of

if TYPE_CHECKING:
    from ..dump import Dump
    from ..models import PollOption, Post
    from .explanation import ExplainedLine, Explanation

SHOWN: Final = 12
"""Posts of a dump that are shown; of the others, how many there are."""
_CHIPS: Final = 8  # of a kind, for a post
_LONG: Final = 240  # characters of a line or text of which a dump's card has no more
_SHOWN_LINES: Final = 3  # lines of a text, below its first, that a dump's card has

# A line's colour, by the first word of its role.
_HUES: Final = {
    "text": "own",
    "echo": "copy",
    "blank": "copy",
    "preview": "linked",
    "document": "linked",
    "poll": "linked",
    "reactions": "below",
    "date": "below",
}


def dump_html(dump: Dump, shown: int = SHOWN) -> str:
    """A dump's first posts as cards, and how many more there are."""
    name = PurePath(dump.source).name if dump.source else "text"
    counts = [_many(len(dump), "post"), _many(len(dump.gaps), "gap"), _many(len(dump.defects), "defect")]
    head = f'<div class="tdp-head"><b>{_safe(name)}</b> <span class="tdp-dim">· {" · ".join(counts)}</span></div>'
    cards = [_card(post, whole=False) for post in dump.posts[:shown]]
    more = len(dump) - len(cards)
    tail = f'<div class="tdp-dim">… and {more:,} more</div>' if more > 0 else ""
    return _page(head, *cards, tail)


def post_html(post: Post) -> str:
    """A post as a card, with its whole text."""
    return _page(_card(post, whole=True))


def post_text(post: Post) -> str:
    """A post as plain text for a terminal: where it is, its text, and what is around it."""
    rows = [" · ".join([f"post {post.index}", _where(post), *_circumstances(post)])]
    rows += post.text.split("\n") if post.text else [post.poll.question] if post.poll else []
    if around := _around(post):
        rows.append("  ".join(around))
    return "\n".join(harmless(row) for row in rows)


def explanation_html(explanation: Explanation) -> str:
    """A post's lines coloured by what they are, below the reasons for its beginning."""
    post = explanation.post
    rows = [
        f'<div class="tdp-head"><b>post {post.index}</b> <span class="tdp-dim">· {_where(post)} · '
        f"begins here with confidence {post.boundary.confidence:.3f}</span></div>",
        '<div class="tdp-reasons">',
        *(f"<div><b>{_safe(code)}</b> <span>{_safe(words)}</span></div>" for code, words in explanation.reasons),
        '</div><div class="tdp-lines" role="table">',
        *(_line(line) for line in explanation.lines),
        "</div>",
        *(
            f'<div class="tdp-dim">! line {defect.line}: {_safe(defect.code)}: {_safe(defect.message)}</div>'
            for defect in post.defects
        ),
    ]
    return _page(*rows)


def _page(*parts: str) -> str:
    return f'<div class="tdp"><style>{_style()}</style>{"".join(parts)}</div>'


@lru_cache(maxsize=1)
def _style() -> str:
    return files(__package__).joinpath("notebook.css").read_text("utf-8")


def _safe(text: str) -> str:
    """Text of a dump as HTML: nothing in it is markup, and control and direction characters are seen."""
    return escape("\n".join(harmless(line) for line in text.split("\n")))


def _brief(text: str) -> str:
    """The beginning of a text, cut between words where it is long."""
    lines = text.split("\n")
    kept = "\n".join(lines[:_SHOWN_LINES])
    if len(kept) > _LONG:
        cut = kept.rfind(" ", _LONG // 2, _LONG)
        kept = kept[: cut if cut > 0 else _LONG]
    return _safe(kept) if kept == text else f'{_safe(kept.rstrip())} <span class="tdp-dim">…</span>'


def _many(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _where(post: Post) -> str:
    return lines_of(post.source.first_line, post.source.last_line)


def _card(post: Post, *, whole: bool) -> str:
    sure = post.boundary.confidence
    grade = "" if sure >= 0.9 else " tdp-half" if sure >= 0.5 else " tdp-unsure"
    why = f"confidence {sure:.3f}: {', '.join(post.boundary.evidence)}"
    meta = [f'<span class="tdp-dim">{post.index} · {_where(post)}</span>']
    meta += [f"<span dir=auto>{_brief(words)}</span>" for words in _circumstances(post)]
    meta.append(f'<span class="tdp-why" title="{_safe(why)}">● {sure:.0%}</span>')
    headline, _, rest = post.text.partition("\n")
    shown = _safe if whole else _brief
    return "".join(
        (
            f'<div class="tdp-card{grade}"><div class="tdp-meta">{" ".join(meta)}</div>',
            f'<div class="tdp-title" dir=auto>{shown(headline) or _untitled(post)}</div>',
            f'<div class="tdp-text" dir=auto>{shown(rest)}</div>' if rest else "",
            _chips(post),
            "</div>",
        )
    )


def _circumstances(post: Post) -> Iterable[str]:
    """Who, where, when and from whom."""
    if post.author is not None:
        yield f"👤 {post.author}"
    if post.posted_at is not None:
        yield f"🕒 {post.posted_at.text}"
    if post.views_text is not None:
        yield f"👁 {post.views_text}"
    if post.location is not None:
        yield f"📍 {post.location.place}"
    if post.date is not None:
        year = f" ({post.date.year})" if post.date.year and str(post.date.year) not in post.date.text else ""
        yield f"🗓 {post.date.text}{year}"
    if post.forwarded_from is not None:
        yield f"↪ {post.forwarded_from}"
    if post.reply_to is not None:
        yield f"↩ {post.reply_to.author}"
    if post.speaker is not None:
        yield f"🎙 {post.speaker}"


def _untitled(post: Post) -> str:
    """What is shown as the headline of a post without text."""
    if post.poll is not None:
        return _brief(post.poll.question)
    if post.documents:
        return _brief(", ".join(document.name for document in post.documents))
    return '<span class="tdp-dim">(no text)</span>'


def _chips(post: Post) -> str:
    chips = [f'<span class="tdp-chip tdp-tag" dir=auto>{_brief(tag)}</span>' for tag in post.hashtags[:_CHIPS]]
    if len(post.hashtags) > _CHIPS:
        chips.append(f'<span class="tdp-chip">+{len(post.hashtags) - _CHIPS}</span>')
    chips += [f'<span class="tdp-chip" dir=auto>{_brief(words)}</span>' for words in _around(post)]
    return f'<div class="tdp-chips">{" ".join(chips)}</div>' if chips else ""


def _around(post: Post) -> list[str]:
    """What is around the text: polls, files, previews, notices and reactions."""
    chips = [f"📊 {_share(option)}{option.text}" for option in (post.poll.options if post.poll else ())[:_CHIPS]]
    chips += [f"📄 {' · '.join(filter(None, (file.name, file.size)))}" for file in post.documents[:_CHIPS]]
    chips += [
        f"📎 {' · '.join(filter(None, (file.kind, file.name, file.title)))}" for file in post.attachments[:_CHIPS]
    ]
    chips += [f"🖼 {kind}" for kind in post.media[:_CHIPS]]
    if post.preview is not None:
        chips.append(f"🔗 {post.preview.site or post.preview.url or post.preview.title or ''}")
    chips += [f"⚠ {notice}" for notice in post.notices]
    return chips + [f"{reaction.emoji or '◌'} {reaction.text}" for reaction in post.reactions[:_CHIPS]]


def _share(option: PollOption) -> str:
    if option.percent is not None:
        return f"{option.percent}% "
    return "" if option.votes is None else f"{option.votes:,} × "


def _line(line: ExplainedLine) -> str:
    hue = _HUES.get(line.role.partition("-")[0], "around")
    gives = f' <span class="tdp-chip">{_safe(", ".join(line.gives))}</span>' if line.gives else ""
    return (
        f'<div class="tdp-line tdp-{hue}" role="row"><span class="tdp-number" role="cell">{line.number}</span> '
        f'<span class="tdp-role" role="cell">{_safe(line.role)}</span> '
        f'<span class="tdp-words" role="cell"><span dir=auto>{_safe(line.text)}</span>{gives}</span></div>'
    )
