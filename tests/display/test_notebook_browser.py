"""Cards and explanations in a real browser, within the page of a notebook: its styles do not reach them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from browser import Browser

import telegram_dump_parser as tdp

JUPYTERLAB = (Path(__file__).parent / "data" / "jupyterlab.css").read_text("utf-8")
# What notebooks and documentation themes do to tables, lists and the rest, and worse.
HOSTILE = """
.jp-RenderedHTMLCommon dt { float: left; width: 10%; clear: both } td, tr, table { display: block; float: left }
div { line-height: 3; text-align: right } div div { margin: 7px; padding: 9px; letter-spacing: 2px }
#page div, #page span, #page b { float: left; font: 30px serif; color: #777; text-transform: uppercase; opacity: .3 }
#page .tdp-line { display: block; position: absolute } body * { box-sizing: content-box; max-width: 9em }
"""
DUMP = """\
Forwarded from City Weather, the service of the lake district and of all its smaller lakes
📍 Lakeside, May 4, 2025
🎙 Mayor Anna Berg:
💬 The ferry is out of service until the water is low again, says the harbour, and nobody knows when that will be.
#ferry #lake https://example.org/a/very/long/address/that/has/no/place/to/break/at/all/for/a/hundred/characters
🎙 Mayor Anna Berg:
💬 The ferry is out of service until the water is low again, says the harbour, and nobody knows when that will be.
#ferry #lake https://example.org/a/very/long/address/that/has/no/place/to/break/at/all/for/a/hundred/characters
❤128👏41
Tea or coffee?
Anonymous Poll
58%
Tea
42%
Coffee
❤3
A line.
הספינה אינה פועלת.
A line.
"""
HOSTS = {"plain": "", "jupyterlab": JUPYTERLAB, "hostile": JUPYTERLAB + HOSTILE}
LAYOUT = """
const origin = document.querySelector(".tdp").getBoundingClientRect();
return [...document.querySelectorAll(".tdp, .tdp :not(style)")].map((element) => {
    const box = element.getBoundingClientRect(), style = getComputedStyle(element);
    return [element.className, box.x - origin.x, box.y - origin.y, box.width, box.height, style.color,
        style.backgroundColor, style.font, style.opacity];
});
"""
OVERLAPS = """
const rows = [...document.querySelectorAll(".tdp-line")];
return rows.flatMap((row) => {
    const cells = [...row.children].map((cell) => [...cell.getClientRects()]);
    return cells.flatMap((some, at) => cells.slice(at + 1).flatMap((others) =>
        some.filter((a) => others.some((b) => a.left < b.right - 1 && b.left < a.right - 1
            && a.top < b.bottom - 1 && b.top < a.bottom - 1)).map(() => row.textContent)));
});
"""


def page(html: str, style: str, *, light: bool) -> str:
    theme = f'data-jp-theme-light="{str(light).lower()}"'
    host = 'id=page class="jp-OutputArea-output jp-RenderedHTMLCommon jp-RenderedHTML" style="max-width: none"'
    return (
        "<!doctype html><meta charset=utf-8><meta name=viewport content=width=device-width>"
        f"<style>body {{ margin: 20px }} {style}</style>"
        f"<body class=jp-ThemedContainer {theme}><main {host}>{html}</main>"
    )


@pytest.fixture(scope="module")
def pieces() -> dict[str, str]:
    dump = tdp.parse(DUMP)
    return {
        "dump": dump._repr_html_(),
        "post": dump[0]._repr_html_(),
        "explanation": dump.explain(0)._repr_html_(),
    }


@pytest.mark.parametrize("width", [1100, 400], ids=["wide", "narrow"])
@pytest.mark.parametrize("light", [True, False], ids=["light", "dark"])
@pytest.mark.parametrize("piece", ["dump", "post", "explanation"])
def test_the_style_of_a_notebook_does_not_reach_in(
    browser: Browser, pieces: dict[str, str], piece: str, light: bool, width: int
) -> None:
    found: dict[str, Any] = {}
    for name, style in HOSTS.items():
        browser.open(page(pieces[piece], style + "#page { padding: 0 }", light=light), width)
        found[name] = browser.run(LAYOUT)
    assert len(found["plain"]) > 10
    assert found["jupyterlab"] == found["plain"]
    assert found["hostile"] == found["plain"]


@pytest.mark.parametrize("width", [1100, 400], ids=["wide", "narrow"])
@pytest.mark.parametrize("light", [True, False], ids=["light", "dark"])
@pytest.mark.parametrize("piece", ["dump", "post", "explanation"])
def test_all_can_be_read_in_jupyterlab(
    browser: Browser, pieces: dict[str, str], piece: str, light: bool, width: int
) -> None:
    # The system says the contrary: the notebook's own theme counts.
    browser.open(page(pieces[piece], JUPYTERLAB, light=light), width, scheme="dark" if light else "light")
    if folder := os.environ.get("TDP_PICTURES"):
        browser.png(Path(folder) / f"{piece}-{'light' if light else 'dark'}-{width}.png")
    poor = {words: ratio for words, ratio in browser.contrasts(".tdp").items() if ratio < 4.5}
    assert not poor
    assert browser.run(OVERLAPS) == []
    assert browser.run("return document.documentElement.scrollWidth") <= width
    background = browser.run("return getComputedStyle(document.querySelector('.tdp')).backgroundColor")
    assert background == ("rgb(255, 255, 255)" if light else "rgb(17, 17, 17)")


@pytest.mark.parametrize("theme", ["true", "false", ""], ids=["light", "dark", "none"])
def test_on_paper_letters_are_dark(browser: Browser, pieces: dict[str, str], theme: str) -> None:
    html = page(pieces["explanation"], JUPYTERLAB, light=False).replace('"false"', f'"{theme}"')
    browser.open(html, scheme="dark")
    browser.media("print", scheme="dark")
    # A browser leaves out the backgrounds, so letters must be dark enough for white.
    poor = {words: ratio for words, ratio in browser.contrasts(".tdp", on_paper=True).items() if ratio < 4.5}
    assert not poor


def test_it_can_be_read_without_its_style(browser: Browser, pieces: dict[str, str]) -> None:
    bare = pieces["explanation"].partition("<style>")[0] + pieces["explanation"].partition("</style>")[2]
    browser.open(page(bare, JUPYTERLAB, light=True))
    assert "2 text 📍 Lakeside, May 4, 2025 location, date\n" in browser.find("main")[0].text
