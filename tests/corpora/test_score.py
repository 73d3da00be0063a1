"""`looks_like_dump`: dumps of all layouts above one half, documents and pages of other kinds below."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import ROOT
from hypothesis import given
from hypothesis import strategies as st
from running import Ran

import telegram_dump_parser as tdp
from telegram_dump_parser.corpora import score

DUMPS = ("demo", "persian", "forwards", "reactions-glued", "media-labels")
OTHERS = [ROOT / name for name in ("LICENSE", "CONTRIBUTING.md", "docs/performance.md", "docs/architecture.md")]
PAGES = {
    "news": "Home\nNews\nSport\nThe bridge is closed until June\nBy Anna Berg | 4 May\n"
    "The old bridge over the river is closed, as the town said on Monday. Buses take another way.\n"
    "Repairs cost more than was thought, and nobody knows who will pay for them in the end.\n"
    "Share\nRelated articles\nPrivacy Policy\n© Town News",
    "shop": "Cart (0)\nCatalog\n" + "\n".join(f"Kettle no. {n}\n{n}9.99 €\nIn stock\nAdd to cart" for n in range(12)),
    "forum": "Forum\nLogin\n"
    + "\n".join(f"user{n}\nJoined: 2019\nI had the same problem, {n} times.\nQuote" for n in range(9)),
}

EMOJI_LIST = "Signs and what they say\n" + "\n".join(
    f"{sign} {word}" for sign in "😀🔥🎉🚀🙏" for word in ("on the road", "at home", "in the rain", "at the market")
)
FEED = "".join(
    f"Harbour Museum\n{n} May at 12:3{n % 10}\n🎉 The hall opens at {n} o’clock, come!\nLike 4{n}\nShare\nReply\n"
    for n in range(2, 20)
)


@pytest.mark.parametrize("name", DUMPS)
def test_dumps(name: str) -> None:
    assert tdp.looks_like_dump((ROOT / "fixtures" / f"{name}.txt").read_text("utf-8")) > 0.5


def test_other_texts() -> None:
    found = {path.name: tdp.looks_like_dump(path.read_text("utf-8")) for path in OTHERS}
    found |= {name: tdp.looks_like_dump(text) for name, text in PAGES.items()}
    assert {name for name, score in found.items() if score >= 0.5} == set()


@pytest.mark.parametrize("text", [EMOJI_LIST, FEED], ids=["a list with emoji", "a feed of another network"])
def test_emoji_alone_are_no_proof(text: str) -> None:
    assert tdp.looks_like_dump(text) < 0.5


def test_lines_of_reactions_are_a_stronger_mark_than_emoji() -> None:
    posts = [f"The ferry leaves at {n} o’clock today, come early and bring a coat." for n in range(2, 14)]
    with_reactions = "".join(f"{post}\n👍{n}❤{n + 3}\n" for n, post in enumerate(posts, 5))
    with_emoji = "".join(f"{post}\n👍❤\n" for post in posts)
    assert tdp.looks_like_dump(with_reactions) > tdp.looks_like_dump(with_emoji)


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("The bridge is closed.\nBuses take another way.", False),
        ("The bridge is closed.\n❤ 12\nBuses run.", True),
        ("The bridge is closed.\n1.2K views 09:02\nBuses run.", True),
        ("Rosa Berg, [05.05.2026 14:40]\nThe bridge is closed.", True),
        ("How many views has it?\nAn Anonymous Poll asks.", False),
        ("A line of some length that stands there twice, it seems.\n" * 2, True),
    ],
)
def test_a_text_without_any_mark_is_done_at_once(text: str, marked: bool) -> None:
    assert (score.features(text.encode()) is not None) == marked
    assert marked or tdp.looks_like_dump(text) == score.NO_MARK


def test_the_trees_know_the_features() -> None:
    """A feature that is added or taken away needs new trees."""
    names = [name for name, _, _ in score.measures(b"\n", [b""], 0, 0, 0)]
    assert len(set(names)) == len(names)
    nodes, used = list(score._model()["trees"]), set()
    while nodes:
        node = nodes.pop()
        if isinstance(node, list):
            used.add(node[0])
            nodes += node[2:]
    assert max(used) < len(names) == score._model()["features"]


@given(st.text())
def test_any_text_has_a_score(text: str) -> None:
    score = tdp.looks_like_dump(text)
    assert 0 <= score <= 1
    if "\ud800" not in text:
        assert tdp.looks_like_dump(text.encode("utf-8", "surrogatepass")) == score


def test_rows_that_look_like_no_dump_are_passed_over(tmp_path: Path) -> None:
    corpus = str(ROOT / "examples" / "corpus.jsonl")
    ran = Ran("parse", corpus, "--min-score", "0.5")
    urls = {post["source"]["url"] for post in ran.rows}  # type: ignore[index]
    assert "https://t.me/s/bridgetownnews" in urls
    assert not any("example.org" in url for url in urls)
    assert "unlike a dump" in ran.err
    assert Ran("parse", corpus, "--min-score", "2").code == 2
