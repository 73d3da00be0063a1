"""The page of `report` in a real browser: it runs, it finds, and nothing of a dump runs in it."""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest
from browser import Browser
from conftest import dump_of, flatten, sentence
from test_report import HOSTILE, page_of

from telegram_dump_parser.display.report import Comparison, Difference
from telegram_dump_parser.escaping import harmless
from telegram_dump_parser.lines.reader import lines_of_bytes

DEMO = Path(__file__).parents[2] / "fixtures/demo.txt"


@pytest.fixture(scope="module")
def demo() -> str:
    return page_of(DEMO.read_bytes(), "demo.txt")


@pytest.fixture(scope="module")
def long() -> tuple[bytes, list[list[str]]]:
    rng = random.Random(5)
    posts = [[sentence(rng, 8) for _ in range(rng.randint(3, 5))] for _ in range(5_000)]
    return dump_of(flatten(posts)), posts


@pytest.fixture(scope="module")
def long_page(long: tuple[bytes, list[list[str]]]) -> str:
    return page_of(long[0], "long.txt")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_opens_without_errors_or_outside_requests(browser: Browser, demo: str, scheme: str) -> None:
    browser.open(demo, scheme=scheme)
    assert len(browser.find("article")) == 15
    assert browser.seen("#p0")
    assert browser.seen("#d0")
    assert browser.errors() == []
    assert [url for url in browser.requests() if not url.startswith("file:")] == []
    dark = browser.run("return getComputedStyle(document.body).backgroundColor") == "rgb(17, 19, 22)"
    assert dark == (scheme == "dark")


def test_a_post_leads_to_its_lines(browser: Browser, demo: str) -> None:
    browser.open(demo)
    assert not browser.seen("#d12")
    browser.run("document.getElementById('p12').scrollIntoView()")
    browser.click("#p12 h3")
    assert sorted(browser.selected()) == ["d12", "p12"]
    assert browser.seen("#d12")
    assert browser.driver.current_url.endswith("#p12")


def test_a_line_leads_to_its_post(browser: Browser, demo: str) -> None:
    browser.open(demo)
    browser.run("document.querySelector('#d13').scrollIntoView()")
    assert not browser.seen("#p13")
    browser.run("document.querySelector('#d13 .reactions').click()")
    browser.settle()
    assert sorted(browser.selected()) == ["d13", "p13"]
    assert browser.seen("#p13")


def test_a_gap_leads_nowhere(browser: Browser) -> None:
    browser.open(page_of(b"\n\n" + DEMO.read_bytes()))
    browser.click(".block:not([id]) p")
    assert browser.selected() == []
    assert browser.errors() == []


def test_the_address_names_a_post(browser: Browser, demo: str) -> None:
    browser.open(demo, at="#p11")
    browser.settle()
    assert sorted(browser.selected()) == ["d11", "p11"]
    assert browser.seen("#p11")
    assert browser.seen("#d11")
    browser.open(demo, at="#p99")
    assert browser.selected() == []
    assert browser.errors() == []


def test_keys(browser: Browser, demo: str) -> None:
    browser.open(demo)
    browser.keys("j")
    browser.keys("j")
    assert sorted(browser.selected()) == ["d1", "p1"]
    assert browser.run("return document.activeElement.id") == "p1"
    browser.keys("\ue015")  # arrow down, on a card
    assert sorted(browser.selected()) == ["d2", "p2"]
    browser.keys("k")
    assert sorted(browser.selected()) == ["d1", "p1"]
    browser.keys("/")
    browser.keys("kj")
    assert browser.run("return document.activeElement.id") == "words"
    assert browser.run("return document.activeElement.value") == "kj"
    assert browser.shown() == []
    assert browser.status() == "0 of 15 posts"
    browser.fill("words", "cheese")
    assert browser.shown() == [2, 7]
    browser.run("document.activeElement.blur()")
    browser.keys("j")  # past those that are hidden
    assert sorted(browser.selected()) == ["d2", "p2"]


def test_escape_clears_the_filter(browser: Browser, demo: str) -> None:
    browser.open(demo)
    for at in ("words", "side", None):  # in a field, and outside of all
        browser.fill("words", "cheese")
        browser.fill("mark", "quote")
        browser.fill("side", "most")
        browser.fill("limit", "20")
        assert browser.shown() == []
        browser.run("arguments[0] ? document.getElementById(arguments[0]).focus() : document.activeElement.blur()", at)
        browser.keys("\ue00c")  # Escape
        assert browser.shown() == list(range(15))
        assert browser.status() == "15 posts"
        assert browser.run("return document.getElementById('words').value") == ""
        assert browser.run("return document.activeElement === document.body")


def test_a_link_shows_a_post_that_the_filter_hides(browser: Browser, demo: str) -> None:
    browser.open(demo)
    browser.fill("words", "cheese")
    assert browser.shown() == [2, 7]
    browser.run("location.hash = '#p11'")
    browser.settle()
    assert sorted(browser.selected()) == ["d11", "p11"]
    assert browser.shown() == [2, 7, 11]
    assert browser.seen("#p11")
    assert browser.status() == "2 of 15 posts, and post 11"
    browser.run("document.querySelector('#d4 p').click()")  # a line of the dump leads to a post as well
    browser.settle()
    assert browser.shown() == [2, 4, 7]
    assert browser.seen("#p4")
    browser.fill("words", "cheese ")
    assert browser.shown() == [2, 7]


def test_question_mark_shows_the_keys(browser: Browser, demo: str) -> None:
    browser.open(demo)
    browser.fill("words", "cheese")
    browser.run("document.activeElement.blur()")
    assert not browser.find("#help")[0].is_displayed()
    browser.keys("?")
    assert browser.find("#help")[0].is_displayed()
    assert "clear the filter" in browser.find("#help")[0].text
    browser.keys("\ue00c")  # Escape closes it, and no more
    assert not browser.find("#help")[0].is_displayed()
    assert browser.shown() == [2, 7]
    browser.click("#keys")
    browser.click("#close")
    assert not browser.find("#help")[0].is_displayed()
    browser.keys("/")
    browser.keys("?")
    assert browser.run("return document.getElementById('words').value").endswith("?")


def test_doubtful_posts(browser: Browser, demo: str) -> None:
    browser.open(page_of(DEMO.with_name("name-above-android.txt").read_bytes()))
    sure = [float(card.get_attribute("data-sure")) for card in browser.find("article")]
    doubtful = [at for at, value in enumerate(sure) if value < 0.9]
    assert 0 < len(doubtful) < len(sure)
    assert browser.find("#doubtful")[0].text == f"Doubtful posts ({len(doubtful)})"
    browser.click("#doubtful")
    assert browser.shown() == doubtful
    assert browser.find("#doubtful")[0].get_attribute("aria-pressed") == "true"
    browser.click("#clear")
    assert browser.shown() == list(range(len(sure)))
    assert browser.find("#doubtful")[0].get_attribute("aria-pressed") == "false"
    browser.open(demo)
    assert browser.find("#doubtful") == []  # there are none


def test_what_is_shown_can_be_copied_and_saved(browser: Browser, demo: str, tmp_path: Path) -> None:
    browser.open(demo)
    browser.driver.execute_cdp_cmd(
        "Browser.setDownloadBehavior", {"behavior": "allow", "downloadPath": str(tmp_path), "eventsEnabled": False}
    )
    browser.fill("words", "given a watch")
    assert browser.shown() == [1]
    expected = (
        "--- post 1, lines 5–10\n⚡️ Royal Railways of Ruritania:\n"
        "On 12 May 2025, the night train from Strelsau reached Vienna on time for the thousandth time in a row.\n"
        "The guard was given a watch. He said he had one.\n"
    )
    browser.run("navigator.clipboard.writeText = async (text) => { window.copied = text }")
    browser.click("#copy")
    assert browser.run("return window.copied") == expected
    assert browser.run("return document.getElementById('done').textContent") == "1 post copied"
    browser.run("navigator.clipboard.writeText = async () => { throw new Error() }; document.execCommand = () => true")
    browser.click("#copy")
    assert browser.run("return document.getElementById('done').textContent") == "1 post copied"
    browser.click("#save")
    for _ in range(200):
        if (tmp_path / "posts.txt").exists():
            break
        browser.settle()
    assert (tmp_path / "posts.txt").read_text("utf-8") == expected
    assert browser.errors() == []


def test_on_paper_both_columns_are_there(browser: Browser, demo: str) -> None:
    browser.open(demo, width=700)
    browser.fill("words", "the")
    hidden = set(range(15)) - set(browser.shown())
    assert hidden
    browser.media("print", scheme="dark")  # no page opens with it: `go` says what the next one is shown on
    for selector in ("#dump", "#posts", "#p1 .body", "#d1 p:last-child", "#count"):
        assert browser.find(selector)[0].is_displayed(), selector
    for selector in ("#tabs", "#words", "#mark", "#limit", "#copy", "#keys", "#help"):
        assert not browser.find(selector)[0].is_displayed(), selector
    for at in range(15):
        assert browser.find(f"#d{at}")[0].is_displayed() == (at not in hidden)
    cut = "return [...document.querySelectorAll('.body')].filter((e) => e.scrollHeight > e.clientHeight + 1).length"
    assert browser.run(cut) == 0
    # A browser leaves out the backgrounds, so letters must be dark enough for white, whatever the system's colours are.
    assert not {words: ratio for words, ratio in browser.contrasts("body", on_paper=True).items() if ratio < 4.5}


def test_on_paper_nothing_is_folded(browser: Browser) -> None:
    found = [Difference("lost-lines", "A headline", (3,), ("A line.",))]
    browser.open(page_of(DEMO.read_bytes(), "demo.txt", Comparison("page.html", "1 lost-lines", found)), width=700)
    opened = "return [...document.querySelectorAll('details')].map((details) => details.open)"
    assert browser.run(opened) == [False, False]  # the charts of a narrow window are folded
    browser.run("dispatchEvent(new Event('beforeprint'))")
    assert browser.run(opened) == [True, True]
    browser.run("dispatchEvent(new Event('afterprint'))")
    assert browser.run(opened) == [False, False]


def test_a_dump_of_one_post_or_none(browser: Browser) -> None:
    for dump, said in ((b"A line.\nA line.\n\xe2\x9d\xa45\n", "1 post"), (b"", "0 posts")):
        browser.open(page_of(dump))
        assert browser.status() == said
    browser.open(page_of(b"A line.\nA line.\n\xe2\x9d\xa45\n"))
    browser.fill("words", "absent")
    assert browser.status() == "0 of 1 post"
    assert not browser.find("#copy")[0].is_enabled()  # there is nothing to copy
    assert not browser.find("#save")[0].is_enabled()
    browser.click("#clear")
    assert browser.find("#copy")[0].is_enabled()
    browser.fill("limit", "1")  # no post has less, but the filter is set
    assert browser.status() == "1 post"
    assert browser.find("#clear")[0].is_displayed()


def test_keys_of_another_script(browser: Browser, demo: str) -> None:
    """On a Cyrillic keyboard, J and K give other letters."""
    browser.open(demo)
    event = "new KeyboardEvent('keydown', {key: arguments[0], code: arguments[1], bubbles: true})"
    press = f"document.body.dispatchEvent({event})"
    browser.run(press, "о", "KeyJ")
    browser.run(press, "о", "KeyJ")
    assert sorted(browser.selected()) == ["d1", "p1"]
    browser.run(press, "л", "KeyK")
    assert sorted(browser.selected()) == ["d0", "p0"]
    browser.run(press, "n", "KeyJ")  # a Latin letter that another layout has there
    assert sorted(browser.selected()) == ["d0", "p0"]


def test_on_a_phone_an_address_shows_its_pane(browser: Browser, demo: str) -> None:
    browser.open(demo, width=390)
    browser.click("#tabs [data-pane=dump]")
    browser.run("location.hash = '#p11'")
    browser.settle()
    assert browser.seen("#p11")
    browser.run("location.hash = '#d3'")
    browser.settle()
    assert browser.seen("#d3")


def test_copies_say_what_posts_without_text_are(browser: Browser, demo: str) -> None:
    browser.open(demo)
    browser.fill("words", "plum dumplings")
    browser.run("navigator.clipboard.writeText = async (text) => { window.copied = text }")
    browser.click("#copy")
    assert (
        browser.run("return window.copied") == "--- post 7, lines 46–54\n[What shall we serve on our National Day?]\n"
    )


def test_differences_from_a_page(browser: Browser) -> None:
    missing = ("A line & <b>more</b>.",)
    found = [
        Difference("lost-lines", "<script>window.ran = 1</script>", (3,), missing),
        Difference("split-differently", "Another", (3, 4), ()),
        Difference("lost-lines", "", (), ("Nowhere.",)),
    ]
    browser.open(page_of(DEMO.read_bytes(), "demo.txt", Comparison("page.html", "12 same, 2 lost-lines", found)))
    assert browser.find("#comparison summary")[0].text == "Compared with page.html: 12 same, 2 lost-lines"
    browser.click("#comparison summary")
    assert "− A line & <b>more</b>." in browser.find("#comparison")[0].text
    browser.click("#differing")
    assert browser.shown() == [3, 4]
    assert "compared with the page: split-differently" in browser.find("#p4")[0].text
    browser.run("document.querySelectorAll('#comparison a')[0].click()")
    browser.settle()
    assert sorted(browser.selected()) == ["d3", "p3"]
    assert browser.run("return window.ran") is None
    assert browser.errors() == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_all_can_be_read(browser: Browser, demo: str, scheme: str, width: int) -> None:
    browser.open(demo, width=width, scheme=scheme)
    for pane in ("posts", "dump"):
        if width < 500:
            browser.click(f"#tabs [data-pane={pane}]")
        browser.run("document.getElementById('p3').click()")
        if folder := os.environ.get("TDP_PICTURES"):
            browser.png(Path(folder) / f"report-{scheme}-{width}-{pane}.png")
        assert not {words: ratio for words, ratio in browser.contrasts("body").items() if ratio < 4.5}
    browser.fill("words", "cheese")
    assert browser.find(".block.out")
    assert not {words: ratio for words, ratio in browser.contrasts("body").items() if ratio < 4.5}
    if width > 500:
        browser.click("#keys")
        assert min(browser.contrasts("#help").values()) >= 4.5


def test_filter_by_text(browser: Browser, demo: str) -> None:
    browser.open(demo)
    browser.fill("words", "  THE  border posts ")
    assert browser.shown() == [4]
    assert browser.status() == "1 of 15 posts"
    assert browser.seen("#d4")
    assert len(browser.find(".block.out")) == 14
    browser.click("#clear")
    assert browser.status() == "15 posts"
    assert browser.find(".block.out") == []


def test_filter_by_marker(browser: Browser, demo: str) -> None:
    browser.open(demo)
    browser.fill("mark", "question")
    assert browser.shown() == [6]
    browser.fill("mark", "#WeKeepTheKeys")
    assert browser.shown() == [5]
    browser.fill("mark", "")
    browser.run("document.querySelector('[data-mark=\"#RuritaniaNeighbours\"]').click()")
    assert browser.shown() == [4]
    assert browser.selected() == []


def test_filter_by_confidence(browser: Browser) -> None:
    # A post that differs from the one before only in its look, between posts that appear twice.
    rng = random.Random(3)
    posts = [[sentence(rng), sentence(rng)] for _ in range(6)]
    browser.open(page_of(dump_of([*flatten(posts[:3]), sentence(rng), sentence(rng), *flatten(posts[3:])])))
    sure = [float(card.get_attribute("data-sure")) for card in browser.find("article")]
    assert min(sure) < 0.97 < max(sure)
    browser.fill("limit", "97")
    assert browser.shown() == [at for at, value in enumerate(sure) if value >= 0.97]
    browser.fill("side", "most")
    assert browser.shown() == list(range(len(sure)))
    browser.fill("limit", "97")
    assert browser.shown() == [at for at, value in enumerate(sure) if value <= 0.97]


def test_hostile_text_stays_text(browser: Browser) -> None:
    data = dump_of([line for line in HOSTILE for _ in range(2)] + HOSTILE[::-1])
    browser.open(page_of(data, "</title><script>window.ran = 1</script>"))
    rows = browser.run("return [...document.querySelectorAll('[data-n]')].map((row) => row.textContent)")
    assert rows == [harmless(line.text) for line in lines_of_bytes(data)]
    for selector in ("article", ".block", ".tags button"):
        for element in browser.find(selector):
            browser.run("arguments[0].click()", element)
    browser.fill("mark", "")
    for words in ("<script>", '"', "&amp;", "window.ran"):
        browser.fill("words", words)
        assert browser.shown(), words
    assert browser.run("return window.ran") is None
    assert browser.find("img, iframe, object, article svg[onload]") == []
    assert len(browser.find("script")) == 1
    assert browser.errors() == []
    assert [url for url in browser.requests() if not url.startswith("file:")] == []


def test_the_policy_forbids_what_is_not_the_page_s_own(browser: Browser, demo: str) -> None:
    browser.open(demo)
    browser.run("""
        const script = document.createElement("script");
        script.textContent = "window.ran = 1";
        document.body.append(script);
        const image = document.createElement("img");
        image.setAttribute("onerror", "window.ran = 2");
        image.src = "http://127.0.0.1:9/x.png";
        document.body.append(image);
    """)
    browser.settle()
    assert browser.run("return window.ran") is None
    assert sum("Content Security Policy" in error for error in browser.errors()) >= 2


def test_size(long: tuple[bytes, list[list[str]]], long_page: str) -> None:
    assert len(long_page.encode()) < 6 * len(long[0])


def test_five_thousand_posts(browser: Browser, long: tuple[bytes, list[list[str]]], long_page: str) -> None:
    posts = long[1]
    browser.open(long_page)
    assert browser.status() == "5,000 posts"
    assert browser.run("return document.querySelectorAll('.block[id]').length") == 5_000
    # What is far off is not laid out.
    far = "return document.getElementById('d2500').firstElementChild.checkVisibility({contentVisibilityAuto: true})"
    assert browser.run(far) is False
    browser.run("document.getElementById('p3210').click()")
    browser.settle()
    assert browser.seen("#d3210")
    assert browser.seen("#p3210")
    assert browser.find("#d3210 p")[0].text == posts[3210][0]
    browser.fill("words", posts[4321][2])
    assert browser.shown() == [4321]
    assert browser.seen("#d4321")
    browser.keys("j")
    assert browser.errors() == []


@pytest.mark.parametrize("pane", ["posts", "dump"])
def test_a_phone_needs_no_sideways_scroll(browser: Browser, pane: str) -> None:
    wide = ["#" + "a" * 300, "https://example.org/" + "b" * 400, "c" * 900]
    browser.open(page_of(DEMO.read_bytes() + dump_of([wide[0], *wide[1:] * 2]), "d" * 200), width=390)
    browser.click(f"#tabs [data-pane={pane}]")
    browser.run("document.getElementById('charts').open = true")
    assert browser.run("return document.documentElement.scrollWidth") == 390
    browser.run("scrollTo(0, 1e9)")
    browser.settle()
    assert browser.run("return document.documentElement.scrollWidth") == 390


def test_a_phone_shows_one_pane_and_links_lead_to_the_other(browser: Browser, demo: str) -> None:
    browser.open(demo, width=390)
    assert not browser.find("#dump")[0].is_displayed()
    browser.run("document.querySelector('#p9 .where a').click()")
    browser.settle()
    assert browser.find("#dump")[0].is_displayed()
    assert not browser.find("#posts")[0].is_displayed()
    assert browser.seen("#d9")
    browser.run("document.querySelector('#d3 p').click()")
    browser.settle()
    assert browser.find("#posts")[0].is_displayed()
    assert browser.seen("#p3")


def test_names_for_who_cannot_see(browser: Browser, demo: str) -> None:
    browser.open(demo)
    browser.settle()  # on a busy machine posts may not be laid out yet
    for selector in ("#words", "#mark", "#side", "#limit", "#dump", "#posts", "#p3", "figure svg"):
        assert browser.find(selector)[0].accessible_name, selector
    browser.click("#p1")
    assert browser.find("#p1")[0].accessible_name == "⚡️ Royal Railways of Ruritania:"
    assert browser.find("#p1")[0].get_attribute("aria-current") == "true"
