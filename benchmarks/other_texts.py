"""Texts that are no dumps: files of folders, as an extractor leaves them, and invented pages in sixteen languages."""

from __future__ import annotations

import gzip
import random
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

LOCALES = (
    *("en_US", "ru_RU", "uk_UA", "fa_IR", "ar_SA", "zh_CN", "de_DE", "fr_FR", "es_ES", "it_IT", "pt_BR", "tr_TR"),
    *("ja_JP", "ko_KR", "hi_IN", "pl_PL"),
)
EMOJI = ("😀", "😂", "❤️", "🔥", "👍", "🎉", "🙏", "😍", "🤔", "👏", "📍", "🚀", "✅", "⚡️", "💡")
MOST_FILES = 2_500  # of a kind
MOST_TEXT = 60_000  # characters
INVENTED = 3_600

_NO_PROSE = re.compile("[\U0001f000-\U0001faff\u2600-\u27bf\ufe0f]|@\\w+|#\\w+|https?://\\S+|t\\.me/\\S+")
_KINDS = {".md": "readme", ".rst": "readme", ".txt": "readme", ".html": "html", ".gz": "manual"}


def texts_of_folders(folders: list[Path], rng: random.Random) -> Iterator[tuple[str, str]]:
    """Kind and text of files: documentation, licences, pages of HTML, manual pages in many languages."""
    by_kind: dict[str, list[Path]] = {}
    for folder in folders:
        for path in folder.rglob("*"):
            kind = _KINDS.get(path.suffix.lower())
            if path.name.upper().startswith(("README", "LICENSE", "COPYING", "COPYRIGHT", "CHANGELOG")):
                kind = kind or "readme"
            if kind is None or (kind == "manual" and "man" not in path.parts):
                continue
            if kind == "readme" and ("node" in str(path) or "cmake" in str(path)):
                kind = "node" if "node" in str(path) else "cmake"
            by_kind.setdefault(kind, []).append(path)
    for kind, paths in sorted(by_kind.items()):
        for path in rng.sample(sorted(paths), min(MOST_FILES, len(paths))):
            try:
                text = _READERS.get(kind, _readme)(path, rng)
            except (OSError, ValueError, EOFError):
                continue
            if len(text) > 300:
                yield kind, text[:MOST_TEXT]


def _readme(path: Path, rng: random.Random) -> str:
    text = path.read_text("utf-8")
    # Some extractors join the lines of a paragraph.
    if rng.random() < 0.5:
        return "\n".join(re.sub(r"\s*\n\s*", " ", paragraph) for paragraph in text.split("\n\n"))
    return text


def _html(path: Path, rng: random.Random) -> str:
    from selectolax.lexbor import LexborHTMLParser

    tree = LexborHTMLParser(path.read_text("utf-8", "replace"))
    for node in tree.css("script,style"):
        node.decompose()
    text = tree.body.text(separator=rng.choice(["\n", "\n", " "])) if tree.body else ""
    return re.sub(r"[ \t]*\n\s*", "\n", text)


def _manual(path: Path, _: random.Random) -> str:
    lines = []
    for line in gzip.decompress(path.read_bytes()).decode().split("\n"):
        if not line.startswith(("'\\\"", '.\\"')):
            line = re.sub(r"\\f.|\\-|\\&", "", re.sub(r"^\.[A-Za-z]{1,2}\s*", "", line))
            lines += [line] if line.strip() and line[0] != "." else []
    return "\n".join(lines)


_READERS: dict[str, Callable[[Path, random.Random], str]] = {"html": _html, "manual": _manual}


def invented(rng: random.Random, dumps: list[str]) -> Iterator[tuple[str, str, str]]:
    """Kind, key (a language or a dump's number) and text of pages; the bodies of some are prose of dumps.

    So a page of news may have the words of a channel, but none of its marks: the two do not differ in language.
    """
    import faker

    makers = {name: faker.Faker(name) for name in LOCALES}
    for number, maker in enumerate(makers.values()):
        maker.seed_instance(number)
    for _ in range(INVENTED):
        kind = rng.choice(list(PAGES))
        locale = rng.choice(LOCALES)
        fake, key = makers[locale], locale
        body = None
        if kind in ("news", "blog", "shop") and dumps and rng.random() < 0.8:
            at = rng.randrange(len(dumps))
            paragraphs = [_NO_PROSE.sub("", line).strip() for line in dumps[at].split("\n")]
            start = rng.randrange(len(paragraphs))
            body = [line for line in paragraphs[start : start + 12] if len(line) > 30]
            key = str(at)
        page = PAGES[kind](fake, rng, body or [_paragraph(fake, rng) for _ in range(rng.randint(3, 9))])
        yield kind, key, "\n".join(page)


def _sentence(fake: Any, rng: random.Random) -> str:
    return str(fake.sentence(nb_words=rng.randint(6, 24)))


def _paragraph(fake: Any, rng: random.Random) -> str:
    return " ".join(_sentence(fake, rng) for _ in range(rng.randint(2, 6)))


def _number(rng: random.Random) -> str:
    many = f"{rng.randint(1, 99)},{rng.randint(100, 999)}"
    return rng.choice([str(rng.randint(1, 999)), many, f"{rng.randint(1, 99)}.{rng.randint(1, 9)}K"])


def _news(fake: Any, rng: random.Random, body: list[str]) -> list[str]:
    lines = ["Home", "News", "Sport", "Culture", _sentence(fake, rng)[:60], f"By {fake.name()} | {fake.date()}"]
    for paragraph in body:
        lines += [paragraph, ""] if rng.random() < 0.3 else [paragraph]
    lines += ["Share this", "Related articles", *(_sentence(fake, rng) for _ in range(rng.randint(2, 6)))]
    return [*lines, "Privacy Policy", "Terms of Use", f"© {fake.company()}"]


def _blog(fake: Any, rng: random.Random, body: list[str]) -> list[str]:
    lines = [_sentence(fake, rng)[:50], f"{fake.date()} · {rng.randint(2, 9)} min read", *body]
    lines += ["Tags: " + ", ".join(fake.word() for _ in range(4)), "Leave a Reply"]
    for _ in range(rng.randint(0, 8)):
        lines += [f"{fake.name()} says:", f"{fake.date()} at {fake.time()[:5]}", _sentence(fake, rng), "Reply"]
    return lines


def _forum(fake: Any, rng: random.Random, body: list[str]) -> list[str]:
    lines = ["Forum", "Login", "Register", _sentence(fake, rng)[:60]]
    for _ in range(rng.randint(4, 20)):
        words = _paragraph(fake, rng) + (f" {rng.choice(EMOJI)}" if rng.random() < 0.3 else "")
        lines += [fake.user_name(), f"Joined: {fake.date()}", f"Posts: {_number(rng)}", words]
        lines += [rng.choice(["Like", "Quote", f"#{rng.randint(1, 400)}"])]
    return lines


def _shop(fake: Any, rng: random.Random, body: list[str]) -> list[str]:
    lines = ["Cart (0)", "Catalog"]
    for _ in range(rng.randint(6, 30)):
        price = f"{rng.randint(5, 900)}.99 €"
        lines += [_sentence(fake, rng)[:40], price, "In stock", "Add to cart", f"({_number(rng)} reviews)"]
    return lines + body


def _social(fake: Any, rng: random.Random, body: list[str]) -> list[str]:
    lines = ["Trending", "For you"]
    for _ in range(rng.randint(6, 25)):
        emoji = " ".join(rng.choice(EMOJI) for _ in range(rng.randint(0, 3)))
        words = f"{_sentence(fake, rng)} {emoji}" + (f" #{fake.word()}" if rng.random() < 0.5 else "")
        lines += [fake.name(), f"@{fake.user_name()}", rng.choice(["·", "3h", "Apr 4"]), words]
        lines += [_number(rng) for _ in range(3)]
    return lines


def _video(fake: Any, rng: random.Random, body: list[str]) -> list[str]:
    lines = [_sentence(fake, rng)[:60], f"{_number(rng)} views · {rng.randint(1, 11)} months ago", "Subscribe"]
    lines += [f"{_number(rng)} subscribers", _paragraph(fake, rng)]
    for _ in range(rng.randint(5, 30)):
        words = _sentence(fake, rng) + rng.choice(["", " 😂", " ❤️❤️", " 🔥"])
        lines += [f"@{fake.user_name()}", f"{rng.randint(1, 11)} months ago", words, _number(rng), "Reply"]
    return lines


def _list(fake: Any, rng: random.Random, body: list[str]) -> list[str]:
    lines = [_sentence(fake, rng)[:60], _paragraph(fake, rng)]
    for _ in range(rng.randint(4, 12)):
        lines += [f"{rng.choice(EMOJI)} {_sentence(fake, rng)[:50]}", _paragraph(fake, rng)]
    return [*lines, "Follow us on Twitter, Facebook and Telegram", "Subscribe to our newsletter"]


def _reviews(fake: Any, rng: random.Random, body: list[str]) -> list[str]:
    lines = [fake.company(), fake.address().replace("\n", ", ")]
    for _ in range(rng.randint(5, 20)):
        lines += [fake.name(), "★★★★☆", fake.date(), _paragraph(fake, rng), f"Helpful ({_number(rng)})"]
    return lines


def _chat(fake: Any, rng: random.Random, body: list[str]) -> list[str]:
    names = [fake.first_name() for _ in range(3)]
    lines = []
    for _ in range(rng.randint(10, 60)):
        when = f"{rng.randint(1, 12)}/{rng.randint(1, 28)}/23, {rng.randint(1, 12)}:{rng.randint(10, 59)} PM"
        emoji = f" {rng.choice(EMOJI)}" if rng.random() < 0.3 else ""
        lines.append(f"{when} - {rng.choice(names)}: {_sentence(fake, rng)}{emoji}")
    return lines


def _recipe(fake: Any, rng: random.Random, body: list[str]) -> list[str]:
    lines = [_sentence(fake, rng)[:40], "Ingredients", *(f"{rng.randint(1, 500)} g {fake.word()}" for _ in range(8))]
    lines += ["Method", *(f"{step}. {_sentence(fake, rng)}" for step in range(1, 9))]
    return lines + [f"{fake.name()}: {_sentence(fake, rng)} {rng.choice(EMOJI)}" for _ in range(5)]


def _press(fake: Any, rng: random.Random, body: list[str]) -> list[str]:
    lines = [_sentence(fake, rng)[:70], f"{fake.city()}, {fake.date()} — {_paragraph(fake, rng)}"]
    lines += [_paragraph(fake, rng) for _ in range(rng.randint(2, 8))]
    return [*lines, f"About {fake.company()}", _paragraph(fake, rng), f"Contact: {fake.email()}", fake.phone_number()]


def _question(fake: Any, rng: random.Random, body: list[str]) -> list[str]:
    lines = [_sentence(fake, rng)[:60] + "?", f"Asked {fake.date()} Viewed {_number(rng)} times", _paragraph(fake, rng)]
    for _ in range(rng.randint(2, 9)):
        lines += [str(rng.randint(0, 90)), _paragraph(fake, rng), "Share", "Improve this answer"]
        lines += [f"answered {fake.date()}", fake.name(), "1,204"]
    return lines


PAGES: dict[str, Callable[[Any, random.Random, list[str]], list[str]]] = {
    "news": _news,
    "blog": _blog,
    "forum": _forum,
    "shop": _shop,
    "social": _social,
    "video": _video,
    "list": _list,
    "reviews": _reviews,
    "chat": _chat,
    "recipe": _recipe,
    "press": _press,
    "question": _question,
}
