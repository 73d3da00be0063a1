"""`looks_like_dump`: dumps of all layouts above one half, documents and pages of other kinds below."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import ROOT
from hypothesis import given
from hypothesis import strategies as st
from running import Ran

import telegram_dump_parser as tdp

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


@pytest.mark.parametrize("name", DUMPS)
def test_dumps(name: str) -> None:
    assert tdp.looks_like_dump((ROOT / "fixtures" / f"{name}.txt").read_text("utf-8")) > 0.5


def test_other_texts() -> None:
    found = {path.name: tdp.looks_like_dump(path.read_text("utf-8")) for path in OTHERS}
    found |= {name: tdp.looks_like_dump(text) for name, text in PAGES.items()}
    assert {name for name, score in found.items() if score >= 0.5} == set()


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
