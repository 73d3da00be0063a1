"""What a notebook shows: cards and explanations in which text stays text, and an import that is silent."""

from __future__ import annotations

import io
import pickle
import random
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest
from conftest import dump_of, flatten, sentence
from hypothesis import given
from hypothesis import strategies as st

import telegram_dump_parser as tdp
from telegram_dump_parser.display.notebook import SHOWN, dump_html
from telegram_dump_parser.records.evidence import EVIDENCE
from telegram_dump_parser.segmentation.state_machine import Role

ROOT = Path(__file__).parents[2]
FIXTURES = sorted((ROOT / "fixtures").rglob("*.txt"))
DEMO = ROOT / "fixtures" / "demo.txt"

HOSTILE = "<script>alert(1)</script> <img src=x onerror=y> & \"q\" 'a' \x1b[31m \u202egnp.exe #tag<b> \x00"


class Page(HTMLParser):
    """The tags, attributes and texts of a piece of HTML."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.open: list[str] = []
        self.attributes: dict[str, list[str]] = {}
        self.texts: list[str] = []
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.open.append(tag)
        for name, value in attrs:
            self.attributes.setdefault(name, []).append(value or "")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.texts.append(data)


def post_card(post: tdp.Post) -> str:
    return dump_html(tdp.Dump([post], [], None))


def pages(dump: tdp.Dump) -> list[str]:
    found = [dump._repr_html_()]
    for post in dump:
        found += [post._repr_html_(), dump.explain(post)._repr_html_()]
    return found


@pytest.fixture(scope="module")
def dump() -> tdp.Dump:
    return tdp.parse_file(DEMO)


# Cards


def test_cards_of_a_dump(dump: tdp.Dump) -> None:
    page = Page(dump._repr_html_())
    said = " ".join(page.texts)
    assert "demo.txt" in said
    assert "15 posts" in said
    assert str(ROOT) not in said  # the name of a file, not where it lies
    for words in (dump[0].headline, "📍 Almaty", "🗓 May 12 (2025)", "#RuritaniaNeighbours", "↪ Ruritania at the UN"):
        assert words in said
    assert "confidence 0.999: start-of-dump, echo, marker" in page.attributes["title"]
    assert page.attributes["class"].count("tdp-card") == SHOWN
    assert "… and 3 more" in said


def test_many_posts_are_counted(dump: tdp.Dump) -> None:
    many = tdp.Dump(dump.posts[:1] * (SHOWN + 1234), [], None)
    assert "… and 1,234 more" in many._repr_html_()
    assert "more" not in Page(tdp.Dump(dump.posts[:SHOWN], [], None)._repr_html_()).texts[-1]
    assert dump_html(many, shown=2).count('<div class="tdp-card') == 2


def test_a_long_dump_is_a_short_page() -> None:
    text = "\n".join(["A word and a word and a word, and " * 20_000, "❤1"])
    assert len(tdp.parse(text)._repr_html_()) < 10_000


def test_card_of_a_post_has_its_whole_text() -> None:
    rng = random.Random(5)
    text = [sentence(rng) for _ in range(20)]
    [post] = tdp.parse(dump_of(flatten([text])))
    assert "\n".join(text[1:]) in Page(post._repr_html_()).texts
    assert text[-1] not in "".join(Page(tdp.parse(dump_of(flatten([text])))._repr_html_()).texts)


def test_a_long_text_is_cut_between_words_and_after_a_space() -> None:
    rng = random.Random(5)
    for length in range(2, 40):
        [post] = tdp.parse(dump_of(flatten([[sentence(rng, 5), sentence(rng, length), *(["A full stop."] * 4)]])))
        shown = re.search(r'<div class="tdp-text" dir=auto>(.*?)</div>', post_card(post), re.DOTALL)
        assert shown
        kept, _, rest = shown[1].partition(' <span class="tdp-dim">…</span>')
        assert (kept, rest) == (kept.rstrip(), "")
        text = post.text.partition("\n")[2]
        assert text.startswith(kept)
        assert text[len(kept)] in " \n"  # no word is cut


def test_pages_are_well_formed() -> None:
    for path in FIXTURES:
        dump = tdp.parse_file(path)
        for html in pages(dump):
            Page(html)


def test_confidence_has_a_colour(dump: tdp.Dump) -> None:
    def card(confidence: float) -> str:
        boundary = dump[0].boundary.model_copy(update={"confidence": confidence})
        return Page(dump[0].model_copy(update={"boundary": boundary})._repr_html_()).attributes["class"][1]

    assert [card(0.95), card(0.6), card(0.2)] == ["tdp-card", "tdp-card tdp-half", "tdp-card tdp-unsure"]


def test_a_dump_of_nothing() -> None:
    assert "0 posts" in "".join(Page(tdp.parse("")._repr_html_()).texts)


# Text stays text

TAGS = {"div", "style", "b", "span"}


def harmless(html: str) -> None:
    page = Page(html)
    assert set(page.tags) <= TAGS
    assert page.tags.count("style") == 1
    assert set(page.attributes) <= {"class", "title", "dir", "role"}
    assert {name for value in page.attributes["class"] for name in value.split()} <= set(
        re.findall(r"tdp[a-z-]*", html)
    )
    assert all(name.startswith("tdp") for value in page.attributes["class"] for name in value.split())
    shown = "".join([*page.texts, *page.attributes.get("title", [])])
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]", shown)


def test_hostile_text_is_shown_as_it_is() -> None:
    dump = tdp.parse(dump_of(flatten([[HOSTILE, "The second line of it."], ["Another post.", HOSTILE]])))
    for html in pages(dump):
        harmless(html)
    said = "".join(Page(dump._repr_html_()).texts)
    assert "<script>alert(1)</script> <img src=x onerror=y> & \"q\" 'a' \\u001b[31m \\u202egnp.exe #tag<b>" in said


def test_hostile_values_are_shown_as_they_are() -> None:
    lines = [
        *(f"Forwarded from {HOSTILE}", f"📍 {HOSTILE}, May 4", "More words of it.", "More words of it."),
        *(f"Tea or {HOSTILE}?", "Anonymous Poll", "58%", HOSTILE, "42%", "Coffee", "❤1"),
        *(f"{HOSTILE}.pdf", "25.2 MB", "A file for you.", "❤1"),
    ]
    dump = tdp.parse(dump_of(lines))
    assert any(post.poll for post in dump)
    for html in pages(dump):
        harmless(html)


def test_a_hostile_name_of_a_file() -> None:
    file = io.BytesIO(b"A line of text.\n")
    file.name = "<script>\u202e\n.txt"  # type: ignore[misc]
    harmless(tdp.parse_file(file)._repr_html_())


@given(st.text(max_size=200))
def test_any_text_is_harmless(text: str) -> None:
    for html in pages(tdp.parse(text)):
        harmless(html)


def test_nothing_is_fetched(dump: tdp.Dump) -> None:
    style = re.search(r"<style>(.*?)</style>", dump._repr_html_(), re.DOTALL)
    assert style
    assert not re.search(r"url\(|@import|expression|<", style[1])
    assert "prefers-color-scheme: dark" in style[1]


# Explanations

GIVEN = ("location", "date", "speaker", "quotes", "questions", "links", "hashtags", "mentions", "urls", "emails")
PARTS = ("whole-page/one-line-*", "unended-*")  # where a post may have a part of a line


def test_every_line_is_explained() -> None:
    for path in FIXTURES:
        lines = path.read_text("utf-8").split("\n")
        dump = tdp.parse_file(path)
        for post in dump:
            found = dump.explain(post)
            numbers = list(range(post.source.first_line, post.source.last_line + 1))
            is_glued = path.stem == "moved-links-glued"
            if is_glued or any(map(path.match, PARTS)):
                assert {line.number for line in found.lines} == set(numbers)
                assert all(line.text in lines[line.number - 1] for line in found.lines)
            else:
                assert [line.number for line in found.lines] == numbers
                assert [line.text for line in found.lines] == [lines[number - 1] for number in numbers]
            roles = [line.role for line in found.lines]
            assert roles.count(Role.ECHO) == post.echo.lines
            assert set(roles) <= set(Role) - {Role.GAP}
            assert tuple(code for code, _ in found.reasons) == post.boundary.evidence
            given = {name for line in found.lines for name in line.gives}
            has = {name for name in GIVEN if getattr(post, name)}
            # A link that something is glued to is no line of the text.
            assert given <= has if is_glued else given == has, (path, post)


def test_a_line_gives_what_is_found_in_it_whole() -> None:
    lines = {
        "Where to read our Website": (),
        "#ferries run, says t.me/harbour/12": ("hashtags", "urls"),
        "#ferry runs, says t.me/harbour": ("hashtags", "urls"),
        "The #ferryman says ferry@harbour.example": ("hashtags", "emails"),
        "It was no#ferry, and it was not from not.me/harbour": ("urls",),
        "🔴 Where we write": (),
        "🔴 Website": ("links",),
    }
    [post] = dump = tdp.parse("\n".join([*lines, *list(lines)[1:]]))
    assert post.urls == ("t.me/harbour/12", "t.me/harbour", "not.me/harbour")
    assert {line.text: line.gives for line in dump.explain(0).lines if line.role == "text"} == lines


def test_a_caption_after_a_video_is_explained() -> None:
    text = (
        "This media is not supported in your browser\nVIEW IN TELEGRAM\n    📍 Lakeside, May 4\nThe ferry runs.\n❤5\n"
    )
    dump = tdp.parse(text, dialect="current")
    assert [line.gives for line in dump.explain(0).lines] == [(), (), ("location", "date"), (), ()]


def test_explanation_as_text(dump: tdp.Dump) -> None:
    assert repr(dump.explain(3)) == (
        "post 3 · lines 17–21\n"
        "begins here, confidence 0.999:\n"
        "  after-reactions  the post before ended with reactions\n"
        "  forward-line     it opens with “Forwarded from”\n"
        "  echo             its text has a second copy\n"
        "  marker           its text begins with an emoji\n"
        "    17 forward   │ Forwarded from Ruritania at the UN / Ruritanie à l'ONU\n"
        "    18 text      │ 🎙 Deputy Head of Mission Rudolf Tarlen spoke at the conference on mountain rivers\n"
        "    19 text      │ 💬 A river has no embassy, so we must speak for it.  → quotes\n"
        "    20 echo      │ 💬 A river has no embassy, so we must speak for it.\n"
        "    21 reactions │ 👏203🐳17"
    )


def test_explanation_as_html(dump: tdp.Dump) -> None:
    page = Page(dump.explain(3)._repr_html_())
    rows = [name for name in page.attributes["class"] if name.startswith("tdp-line ")]
    hues = ["tdp-around", "tdp-own", "tdp-own", "tdp-copy", "tdp-below"]
    assert rows == [f"tdp-line {hue}" for hue in hues]
    assert {"17", "21", "forward", "echo", "quotes", "after-reactions"} <= set(page.texts)


def test_explanation_tells_defects() -> None:
    dump = tdp.parse(b"A line of a post with \xff in the middle of it.\n")
    assert "! line 1: undecodable-bytes: bytes 0-" in repr(dump.explain(0))
    assert "undecodable-bytes" in dump.explain(0)._repr_html_()


def test_explanation_sends_no_control_characters_to_a_terminal() -> None:
    assert "\x1b" not in repr(tdp.parse(HOSTILE).explain(0))


def test_all_ways_to_a_dump_keep_its_lines(dump: tdp.Dump) -> None:
    data = DEMO.read_bytes()
    for other in (
        *(tdp.parse(data), tdp.parse(data.decode()), tdp.parse_file(io.BytesIO(data))),
        pickle.loads(pickle.dumps(dump)),
    ):
        assert [other.explain(i).lines for i in range(15)] == [dump.explain(i).lines for i in range(15)]


class Number:
    """A number that is no int, as NumPy and pandas have them."""

    def __index__(self) -> int:
        return 2


def test_posts_by_place_and_by_themselves(dump: tdp.Dump) -> None:
    assert dump.explain(-1).post is dump.explain(dump[14]).post is dump[14]
    assert dump.explain(Number()).post is dump[2]
    with pytest.raises(IndexError, match=r"no post \d+; this dump has \d"):
        dump.explain(15)
    with pytest.raises(ValueError, match="does not belong to this dump"):
        dump.explain(tdp.parse("Some other text.")[0])
    with pytest.raises(ValueError, match="no lines"):
        tdp.Dump(dump.posts, dump.gaps, None).explain(0)
    for wrong in (None, "a", 1.0, slice(1)):
        with pytest.raises(TypeError, match="expected a post of this dump or its place in it, an int, not "):
            dump.explain(wrong)  # type: ignore[arg-type]


def test_what_is_kept_is_small(dump: tdp.Dump) -> None:
    kept = dump._lines
    assert kept is not None
    assert sum(len(text) + len(roles) for text, roles in kept._posts) < DEMO.stat().st_size * 1.1


def test_evidence_is_explained_as_documented() -> None:
    text = (ROOT / "docs" / "output.md").read_text("utf-8").partition("## Evidence")[2].partition("\n## ")[0]
    rows = dict(re.findall(r"^\| `([a-z-]+)` \| (.+) \|$", text, re.MULTILINE))
    assert rows == EVIDENCE


# The import


def test_import_is_silent() -> None:
    code = (
        "import logging, warnings\n"
        "import telegram_dump_parser, telegram_dump_parser.display.notebook, telegram_dump_parser.arrow\n"
        "assert not logging.root.handlers and logging.root.level == logging.WARNING\n"
        "named = [name for name in logging.root.manager.loggerDict if name.startswith('telegram_dump_parser')]\n"
        "assert not [name for name in named if logging.getLogger(name).handlers]\n"
    )
    ran = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, timeout=60)
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, b"", b"")
