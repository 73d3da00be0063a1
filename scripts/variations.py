"""Pages as other channels might have them, made of the pages that the trees learn from.

A bench has some hundred channels, and each has one way to begin and end its posts. Here posts are put in another order,
signatures, opening lines and leading emoji are taken away or invented, some become a program's posts, reactions are
taken away, letters become those of a script without capitals, and the sites of previews get other names: so trees learn
that posts of a channel are alike, rather than how the known ones look. Every choice depends on the page's name alone.
"""

from __future__ import annotations

import hashlib
import random
import re
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Final

from unseen import Page, part

from telegram_dump_parser.lines.kinds import LineKind
from telegram_dump_parser.segmentation.window import Window

Post = list[str]

_LEADING_EMOJI: Final = re.compile(
    "^(?:[\U0001f000-\U0001faff\u2600-\u27bf\u2b00-\u2bff][\ufe0f\u200d\U0001f3fb-\U0001f3ff]*)+ ?"
)
_EMOJI: Final = (
    *("📌", "🔥", "❗️", "⚡️", "📢", "✅", "🎯", "🚀", "💬", "📰"),
    *("🔴", "▪️", "👉", "🌍", "💡", "📣", "⭐️", "🟢", "🗓", "🎬"),
)
_SYLLABLES: Final = (
    *("ka", "ro", "mi", "te", "su", "na", "lo", "vi", "de", "pa"),
    *("ri", "mo", "ta", "le", "ni", "so", "du", "be", "ha", "zi"),
)
LONGEST_SITE: Final = 24  # characters: a longer first line of a preview is a title
_BEFORE_SITE: Final = (" - ", " — ", " | ", ": ")  # in a title
_DOMAINS: Final = ("com", "io", "org", "ru")
_RULE: Final = "➖➖➖➖➖"
FEEDS: Final = 0.07  # share of variations that are a program's posts

# Arabic letters for Latin and Cyrillic ones, capital or not.
_ARABIC: Final = "".join(map(chr, (*range(0x627, 0x63B), *range(0x641, 0x64B))))
_LATIN: Final = "abcdefghijklmnopqrstuvwxyz"
_CYRILLIC: Final = "абвгдежзийклмнопрстуфхцчшщъыьэюяёіїєґ"
_WITHOUT_CAPITALS: Final = {
    ord(case(letter)): _ARABIC[at]
    for letters, places in (
        (_LATIN, range(len(_LATIN))),
        (_CYRILLIC, [i % 20 if i % 33 < 20 else 20 + i % 10 for i in range(len(_CYRILLIC))]),
    )
    for letter, at in zip(letters, places, strict=True)
    for case in (str.lower, str.upper)
}


def by_name(kind: str, page: Page) -> random.Random:
    """What is by chance for a page, but the same in every process."""
    return random.Random(hashlib.md5(f"{kind} {page.name}".encode()).hexdigest())


def broken_off(page: Page) -> Page:
    """A quarter to seven tenths of a page, at its beginning or its end."""
    chance = by_name("deep", page)
    count = len(page.lines)
    kept = max(3, int(count * chance.uniform(0.25, 0.7)))
    first = 0 if chance.random() < 0.5 else count - kept
    return part(page, first, first + kept)


def reordered(page: Page) -> Page:
    """The posts in another order; of more than four up to two fifths are missing."""
    chance = by_name("style 0", page)
    above, posts = _parts(page)
    return _page(page, above, _some(posts, chance))


def restyled(page: Page, number: int, opened: bool) -> Page:
    """The posts in another order, as another channel might have written them.

    Args:
        page: the page to vary.
        number: distinguishes variations of one page.
        opened: whether opening lines are taken away and invented, too, and some pages become a program's."""
    chance = by_name(f"style {number}", page)
    above, posts = _parts(page)
    posts = _some(posts, chance)
    _sign(posts, chance)
    _mark(posts, chance)
    if opened and chance.random() < FEEDS:
        _as_feed(posts, chance)
    elif opened:
        _open(posts, chance)
    if chance.random() < 0.3:
        _without_reactions(posts)
    if chance.random() < 0.15:
        posts = [[_without_capitals(line) for line in post] for post in posts]
    posts = [post for post in posts if any(map(str.strip, post))]
    for post in posts:
        while not post[0].strip():
            post.pop(0)
    return _page(page, above, posts)


def with_other_sites(page: Page) -> Page:
    """The same posts, but the sites of their previews have invented names, and some titles end with the site's name."""
    chance = by_name("sites", page)
    lines = [*page.lines]
    names: dict[str, tuple[str, str]] = {}
    for number in sorted(page.previews or ()):
        site = lines[number - 1].strip()
        has_title = number < len(lines) and number + 1 not in page.starts and bool(lines[number].strip())
        if len(site) > LONGEST_SITE or not has_title:
            continue
        if site not in names:
            names[site] = _site(chance), chance.choice(_BEFORE_SITE) if chance.random() < 0.4 else ""
        name, between = names[site]
        lines[number - 1] = name
        if between:
            lines[number] = f"{lines[number].rstrip()}{between}{name}"
    return page._replace(lines=lines)


def _site(chance: random.Random) -> str:
    words = [_word(chance) for _ in range(chance.choice((1, 2, 2, 3)))]
    if chance.random() < 0.15:
        return f"{words[0]}.{chance.choice(_DOMAINS)}"
    name = " ".join(word.capitalize() if chance.random() < 0.8 else word for word in words)
    return name.upper() if chance.random() < 0.1 else name


def _parts(page: Page) -> tuple[Post, list[Post]]:
    """The lines above the first post, and the posts."""
    starts = sorted(page.starts)
    ends = [*starts[1:], len(page.lines) + 1]
    return page.lines[: starts[0] - 1], [page.lines[a - 1 : b - 1] for a, b in zip(starts, ends, strict=True)]


def _page(page: Page, above: Post, posts: Iterable[Post]) -> Page:
    lines = [*above]
    starts: set[int] = set()
    for post in posts:
        starts.add(len(lines) + 1)
        lines += post
    while lines and not lines[-1].strip():
        lines.pop()
    return Page(page.name, lines, starts, None)


def _some(posts: list[Post], chance: random.Random) -> list[Post]:
    chance.shuffle(posts)
    if len(posts) > 4:
        return posts[: chance.randint(len(posts) * 3 // 5, len(posts))]
    return posts


def _kinds(post: Post) -> dict[int, LineKind]:
    """The kinds of a post's lines, by their place in it; blank lines have none."""
    at = [i for i, line in enumerate(post) if line.strip()]
    return dict(zip(at, Window([post[i] for i in at]).kinds, strict=True))


def _last_text(post: Post) -> int | None:
    """Where the last line of text is: reactions and the like may follow."""
    return max((i for i, kind in _kinds(post).items() if kind is LineKind.TEXT), default=None)


def _sign(posts: list[Post], chance: random.Random) -> None:
    """Take away the line that posts end with, if there is one; or give them one."""
    ends = [_last_text(post) for post in posts]
    last = Counter(post[end].strip() for post, end in zip(posts, ends, strict=True) if end is not None).most_common(1)
    if last and last[0][1] >= 0.4 * len(posts):
        if chance.random() < 0.5:
            for post, end in zip(posts, ends, strict=True):
                if end is not None and post[end].strip() == last[0][0] and sum(map(bool, map(str.strip, post))) > 1:
                    del post[end]
                    while len(post) == end > 0 and not post[end - 1].strip():
                        post.pop()
                        end -= 1
    elif chance.random() < 0.35:
        signature = _signature(chance)
        if chance.random() < 0.5 and any(not line.strip() for post in posts for line in post):
            signature = ["", *signature]
        for post in posts:
            place = _last_text(post)
            if place is not None and chance.random() < 0.93:
                post[place + 1 : place + 1] = signature


def _signature(chance: random.Random) -> Post:
    handle = _word(chance)
    name = handle.capitalize()
    forms = [
        f"@{handle}",
        f"t.me/{handle}",
        f"{chance.choice(_EMOJI)} {name}",
        f"{name} {_word(chance)} | {_word(chance).capitalize()}",
        f"{name}. {_word(chance).capitalize()} {_word(chance)}",
        f"#{handle}",
        f"{chance.choice(_EMOJI)} @{handle}",
        f"{name}: https://t.me/{handle}",
        _RULE,
        f"{name} {_word(chance)} {_word(chance)} {_word(chance)}",
    ]
    lines = [chance.choice(forms)]
    if chance.random() < 0.3:
        lines.append(chance.choice(forms))
    return lines


def _first_text(post: Post) -> int | None:
    """Where the first line of text is: a forward line or a label may stand above."""
    return min((i for i, kind in _kinds(post).items() if kind is LineKind.TEXT), default=None)


def _open(posts: list[Post], chance: random.Random) -> None:
    """Take away the line that posts begin with, if there is one; or give them one, or one of a few."""
    begins = [_first_text(post) for post in posts]
    first = Counter(post[at].strip() for post, at in zip(posts, begins, strict=True) if at is not None).most_common(1)
    share = first[0][1] / len(posts) if first else 1.0
    if share >= 0.4 and chance.random() < 0.5:
        for post, at in zip(posts, begins, strict=True):
            if at is not None and post[at].strip() == first[0][0] and len(_kinds(post)) > 1:
                del post[at]
    elif share < 0.3 and chance.random() < 0.3:
        opening = _opening(chance)
        for post, at in zip(posts, begins, strict=True):
            if at is not None and chance.random() < 0.93:
                _put(post, at, [opening()])


def _put(post: Post, at: int, lines: Post) -> None:
    """Lines above a line of text; what it is indented by, as after a label, goes to the first of them."""
    text = post[at].lstrip()
    indent = post[at][: len(post[at]) - len(text)]
    post[at : at + 1] = [indent + lines[0], *lines[1:], text]


def _opening(chance: random.Random) -> Callable[[], str]:
    """What makes lines that the posts of one channel begin with."""
    emoji, name = chance.choice(_EMOJI), _word(chance).capitalize()
    words = [f"{_word(chance)} {_word(chance)}" for _ in range(chance.choice((1, 1, 2, 3, 4)))]
    forms: list[Callable[[], str]] = [
        lambda: chance.choice(words).capitalize(),
        lambda: f"{emoji} {chance.choice(words).upper()}",
        lambda: f"{emoji} {name} {emoji} - {chance.choice(words).upper()}",
        lambda: f"#{chance.choice(words).split()[0]}",
        lambda: f"{chance.choice(words).capitalize()}:",
        lambda: f"{name} {chance.randint(1, 999)}",
        lambda: f"{name} {chance.randint(1, 28)}.{chance.randint(1, 12):02}",
        lambda: f"[{chance.choice(words).capitalize()}] {_word(chance)} {_word(chance)}",
        lambda: f"{emoji} {name}: {_word(chance)} {_word(chance)} {chance.randint(1, 99)}",
    ]
    return chance.choice(forms)


def _as_feed(posts: list[Post], chance: random.Random) -> None:
    """What a program posts: an opening, values by name, and the same end each time."""
    opening = _opening(chance)
    names = [_word(chance).capitalize() for _ in range(chance.randint(2, 6))]
    numbers = [chance.random() < 0.5 for _ in names]
    end = chance.choice(([], [], _signature(chance), [" ".join(_word(chance) for _ in range(12)) + "."]))
    for post in posts:
        values = [
            f"{name}: {chance.randint(1, 9999)}" if is_number else f"{name}: {_word(chance)} {_word(chance)}"
            for name, is_number in zip(names, numbers, strict=True)
            if chance.random() < 0.85
        ]
        at, last = _first_text(post), _last_text(post)
        if at is not None and last is not None:
            _put(post, at, [opening()])
            post[at + 1 : last + 2] = [*values, *end]


def _word(chance: random.Random) -> str:
    return "".join(chance.choice(_SYLLABLES) for _ in range(chance.randint(2, 4)))


def _mark(posts: list[Post], chance: random.Random) -> None:
    """Take away the emoji that posts begin with, if many do; or give them some, if few do."""
    share = sum(_LEADING_EMOJI.match(post[0]) is not None for post in posts) / len(posts)
    if share > 0.3 and chance.random() < 0.5:
        for post in posts:
            plain = _LEADING_EMOJI.sub("", post[0])
            if plain.strip():
                post[0] = plain
    elif share < 0.2 and chance.random() < 0.3:
        emoji = chance.sample(_EMOJI, chance.choice((1, 1, 2, 5)))
        for post in posts:
            if _kinds(post).get(0) is LineKind.TEXT and chance.random() < 0.9:
                post[0] = f"{chance.choice(emoji)} {post[0].lstrip()}"


def _without_reactions(posts: list[Post]) -> None:
    for post in posts:
        kinds = _kinds(post)
        reactions = [i for i, kind in kinds.items() if kind is LineKind.REACTIONS]
        if len(kinds) > len(reactions):
            for i in reversed(reactions):
                del post[i]


def _without_capitals(line: str) -> str:
    """A line of text in another script; what else Telegram writes, and links, stay."""
    if "://" in line or _kinds([line]).get(0) is not LineKind.TEXT:
        return line
    return line.translate(_WITHOUT_CAPITALS)
