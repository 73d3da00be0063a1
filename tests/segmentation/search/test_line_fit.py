"""How well a line fits a part of a post, by the price of each sign."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from windows import PROSE

from telegram_dump_parser.segmentation.line_features import Features
from telegram_dump_parser.segmentation.search import line_fit
from telegram_dump_parser.segmentation.search.cost_table import FIT as W
from telegram_dump_parser.segmentation.search.dump_statistics import DumpStatistics, Recurring, Tally
from telegram_dump_parser.segmentation.search.line_fit import LONGEST_NAME, NEAR, OF_MOVE, LineFit
from telegram_dump_parser.segmentation.window import Window

A, B, C = PROSE["a"], PROSE["b"], PROSE["c"]
LINK = "See https://kod.example/x for more of it."


def fit(part: str, *texts: str, at: int | None = None, **read: dict[str, int]) -> float:
    """The price of the last line as a part; `read`: how often lines were read as which part elsewhere."""
    window = Window(list(texts))
    position = len(texts) - 1 if at is None else at
    recurring = None
    if read:
        recurring = Recurring()
        for name, counts in read.items():
            tally: Tally = getattr(recurring, name)
            tally.update({window.unique.index(text): count for text, count in counts.items()})
    fits = LineFit(window, DumpStatistics({}, recurring))
    method: Callable[[LineFit, int, Features], float] = getattr(LineFit, part)
    return method(fits, position, window.features(position))


def near(*prices: float) -> object:
    return pytest.approx(sum(prices))


# A preview's site


@pytest.mark.parametrize(
    ("texts", "price"),
    [
        ([A, "kod.example"], W["site-host"]),
        ([A, "YouTube"], W["site-host"]),
        ([A, "youtube"], W["site-host"]),
        ([A, "Kod"], W["site-name"]),
        ([LINK, "Kod"], W["site-linked"]),
        ([LINK, "Another name"], W["site-other"]),
        ([A, "Another name"], W["site-other"] + W["site-unlinked"]),
        ([A, "Another name!"], W["site-other"] + W["site-unlinked"] + W["site-odd"]),
        ([A, "1. Another name"], W["site-other"] + W["site-unlinked"] + W["site-odd"]),
        ([A, "🔥 Another name"], W["site-other"] + W["site-unlinked"] + W["site-odd"]),
        ([A, "x" * 32], W["site-other"] + W["site-unlinked"]),
        ([A, "x" * 33], W["site-other"] + W["site-unlinked"] + W["site-long"]),
        ([A, "x" * 65], W["site-never"]),
        ([A, "#tag"], W["site-never"]),
        (["The Town", A, "The Town", B, "The Town"], W["site-other"] + W["site-unlinked"]),  # how often says nothing
        (["YouTube", A, "YouTube"], W["site-host"]),
    ],
)
def test_site(texts: list[str], price: float) -> None:
    assert fit("site", *texts) == near(price)


def test_a_link_is_sought_so_far() -> None:
    assert fit("site", LINK, *[f"Line {k}, of prose." for k in range(9)], "A name") == near(W["site-other"])
    assert fit("site", LINK, *[f"Line {k}, of prose." for k in range(10)], "A name") == near(
        W["site-other"], W["site-unlinked"]
    )


def test_a_site_by_how_it_was_read_elsewhere() -> None:
    texts = ["The Town", A, "The Town"]
    plain = fit("site", *texts)
    assert fit("site", *texts, site={"The Town": 1}) == near(plain, -W["read-elsewhere"])
    assert fit("site", *texts, text={"The Town": 2}, site={"The Town": 1}) == near(plain, W["read-elsewhere"])
    assert fit("site", *texts, text={"The Town": 1}, author={"The Town": 1}, channel={"The Town": 1}) == near(
        plain, W["read-elsewhere"] * 3
    )
    assert fit("site", *texts, text={"The Town": 99}) == near(plain, W["read-elsewhere-most"])
    assert fit("site", *texts, site={"The Town": 99}) == near(max(-1.0, plain - W["read-elsewhere-most"]))
    # A line that appears nowhere else would confirm itself.
    assert fit("site", A, "A Town", text={"A Town": 1}) == fit("site", A, "A Town")
    assert fit("site", "YouTube", A, "YouTube", site={"YouTube": 9}) == -1.0


# A preview's title and description


@pytest.mark.parametrize(
    ("texts", "price"),
    [
        ([A, B], 0.0),
        ([A, "x" * 300], 0.0),
        ([A, "x" * 301], W["title-long"]),
        ([A, "#tag"], W["title-tags"]),
        ([A, B, A], W["title-known"]),
        ([A, *[f"Line {k}." for k in range(39)], A], W["title-known"]),
        ([A, *[f"Line {k}." for k in range(40)], A], 0.0),
    ],
)
def test_title(texts: list[str], price: float) -> None:
    assert fit("title", *texts) == near(price)


@pytest.mark.parametrize(
    ("text", "price"),
    [
        *((A, 0.0), ("x" * 400, 0.0), ("x" * 401, W["description-long"])),
        *(("🔥 Fire", W["description-emoji"]), ("#tag", W["description-tags"])),
    ],
)
def test_description(text: str, price: float) -> None:
    assert fit("description", A, text) == near(price)


def test_a_description_that_appears_twice_after_telegrams_name() -> None:
    def price(*texts: str) -> float:
        return LineFit(Window(list(texts)), DumpStatistics({})).echoed_description(len(texts) - 1)

    assert price("Telegram", "x" * 48, A) == W["description-telegram"]
    assert price("Telegram", "x" * 49, A) == 0.0
    assert price("YouTube", "x", A) == 0.0
    assert price("x", A) == 0.0


# An answer's author and quote

SHORT = W["author-other"] + W["author-short"]


@pytest.mark.parametrize(
    ("name", "quote", "price"),
    [
        ("Anna Berg", B, SHORT + W["quote-other"]),
        ("Anna Berg", "Photo", SHORT + W["quote-media"]),
        ("Anna Berg", "Two  spaces", SHORT + W["quote-other"] + W["quote-squeezed"]),
        ("Anna Berg", "And so on…", SHORT + W["quote-other"] + W["quote-cut"]),
        ("Anna Berg", "x" * 98 + "…", SHORT + W["quote-other"] + W["quote-long"] + W["quote-cut"]),
        ("Anna Berg", "x" * 99 + "…", SHORT + W["quote-other"] + W["quote-long"] + W["quote-cut-long"]),
        ("Anna Berg", "x" * 60, SHORT + W["quote-other"]),
        ("Anna Berg", "x" * 61, SHORT + W["quote-other"] + W["quote-long"]),
        ("Anna Berg", "x" * 260, SHORT + W["quote-other"] + W["quote-long"]),
        ("Anna Berg", "x" * 261, SHORT + W["quote-never"]),
        ("x" * 32, "Photo", SHORT + W["quote-media"]),
        ("x" * 33, "Photo", W["author-other"] + W["quote-media"]),
        ("x" * 48, "Photo", W["author-other"] + W["quote-media"]),
        ("x" * 49, "Photo", W["author-other"] + W["author-long"] + W["quote-media"]),
        ("x" * (LONGEST_NAME + 1), "Photo", W["author-never"]),
        ("Anna.", "Photo", W["author-other"] + W["author-odd"] + W["quote-media"]),
        ("1. Anna", "Photo", SHORT + W["author-odd"] + W["quote-media"]),
        ("#anna", "Photo", SHORT + W["author-odd"] + W["quote-media"]),
        ("anna.example", "Photo", SHORT + W["author-odd"] + W["quote-media"]),
        ("YouTube", "Photo", SHORT + W["author-odd"] + W["quote-media"]),
    ],
)
def test_author(name: str, quote: str, price: float) -> None:
    assert fit("author", A, name, quote, at=1) == near(price)


def test_an_author_at_the_end_has_no_quote() -> None:
    assert fit("author", A, "Anna Berg") == near(SHORT)


def test_an_author_that_recurs() -> None:
    twice = ["Anna Berg", A, "Anna Berg"]
    assert fit("author", *twice) == near(SHORT)  # that it does says nothing; how it was read does
    assert fit("author", *twice, author={"Anna Berg": 1}) == near(SHORT, -W["read-elsewhere"])
    assert fit("author", *twice, text={"Anna Berg": 1}, site={"Anna Berg": 1}) == near(SHORT, 2 * W["read-elsewhere"])


def test_a_name_that_the_text_links_to_is_no_author() -> None:
    assert fit("author", LINK, "Kod") == near(SHORT, W["author-linked"])
    assert fit("author", A, "Kod") == near(SHORT)


def test_a_quote_that_the_dump_has() -> None:
    assert fit("author", A, B, "Anna Berg", A[:30], at=2) == near(SHORT, W["quote-other"], W["quote-known"])


# A channel's title, a page's header


def test_channel() -> None:
    def rows(count: int, title: str = "Town") -> list[str]:
        return [text for k in range(count) for text in (f"Line {k} of prose.", title)]

    assert fit("channel", *rows(3)) == W["channel-never"]
    assert fit("channel", *rows(4)) == near(W["channel-other"], 4 * W["channel-recurs"])
    assert fit("channel", *rows(20)) == 0.0
    assert fit("channel", *rows(4, "#town")) == fit("channel", *rows(4, "town.example")) == W["channel-never"]
    assert fit("channel", *rows(4, "x" * (LONGEST_NAME + 1))) == W["channel-never"]
    assert fit("channel", *rows(20), channel={"Town": 2}) == near(-2 * W["read-elsewhere"])
    assert fit("channel", *rows(20), text={"Town": 1}, site={"Town": 1}) == near(2 * W["read-elsewhere"])


def test_header() -> None:
    def price(*texts: str) -> float:
        return fit("header_text", *texts, at=0)

    assert price("Town", "63.3K subscribers") == 0.0
    assert price("Town", A, "Download Telegram") == 0.0
    assert price("Town", A) == W["header-far"]
    assert price("Town", *[f"Line {k}." for k in range(10)], "63.3K subscribers") == 0.0
    assert price("Town", *[f"Line {k}." for k in range(11)], "63.3K subscribers") == W["header-far"]


# Lines of texts


@pytest.mark.parametrize(
    ("texts", "price"),
    [
        ([A], 0.0),
        ([A, B], W["opening-shape"]),
        ([A, f"Here {B}"], 0.0),
        (["A title:", C], W["opening-colon"]),
        (["1. One of them", "2. Two of them"], W["opening-row"] + W["opening-shape"]),
        ([A, "- a row"], 0.0),
        (["alpha beta gamma.", "delta epsilon zeta."], W["opening-shape"] + W["opening-lower"]),
        ([A, "lower"], W["opening-lower"]),
        ([A, "#tag"], W["opening-tags"]),
        ([A, "Yes"], W["line-tiny"] + W["line-name"]),
        ([A, "Yes!"], 0.0),
        ([A, "Yes?"], 0.0),
        ([A, "Town"], W["line-name"]),
        ([A, "kod.example"], W["opening-lower"] + W["line-name"]),
        ([A, "Video"], W["line-name"]),
        ([A, "January 19"], W["interface-line"]),
        ([A, "🔥"], W["line-tiny"]),
        ([A, "🔥", "7"], W["line-tiny"] + W["interface-pair"]),
        ([A, "7"], W["line-tiny"] + W["interface-count"]),
        (["a.pdf", "1.5 MB"], W["interface-pair"]),
        ([A, "1.5 MB"], 0.0),
        ([C, "Town hall.", A, "Town hall."], W["repeats"]),
        (["Town hall.", A, "Town hall.", B, "Town hall.", C, "Town hall."], W["repeats-often"]),
    ],
)
def test_line(texts: list[str], price: float) -> None:
    at = 1 if texts[1:] == ["🔥", "7"] else None
    assert fit("line", *texts, at=at) == near(price)


def test_a_line_that_stood_long_before_is_new_text() -> None:
    rows = [f"Row {k} of very many." for k in range(NEAR)]
    assert fit("line", B, *rows[:-1], "Town hall!", B, at=NEAR + 1) == 0.0
    assert fit("line", B, *rows[1:], B) == near(W["repeats"])


def test_a_line_that_closes_texts_elsewhere_opens_none() -> None:
    texts = ["Town hall.", A, "Town hall.", B, "Town hall."]
    plain = fit("line", *texts)
    assert fit("line", *texts, last={"Town hall.": 2}) == near(plain, W["line-last"])
    assert fit("line", *texts, site={"Town hall.": 1}) == near(plain, W["line-last"])
    assert fit("line", *texts, last={"Town hall.": 2}, first={"Town hall.": 2}) == near(plain)
    assert fit("line", *texts[2:], last={"Town hall.": 2}) == fit("line", *texts[2:])  # twice is not often


def test_once() -> None:
    assert fit("once", A, B) == 0.0
    assert fit("once", A, "January 19") == 2 * W["interface-line"]


def test_torn() -> None:
    assert fit("torn", A, B) == 0.0
    assert fit("torn", A, B, A) == 0.0
    assert fit("torn", A, B, A, C, A) == W["torn-recurs"]
    assert fit("torn", A, "YouTube") == fit("torn", A, "kod.example") == W["torn-site"]
    assert fit("torn", "YouTube", A, "YouTube", B, "YouTube") == near(W["torn-recurs"], W["torn-site"])


@pytest.mark.parametrize(
    ("texts", "price"),
    [
        ([A], W["goes-on"]),
        (["x" * 61 + ".", "Y" * 81], W["goes-on-prose"]),
        (["x" * 61, "Y" * 61], W["goes-on"] + W["goes-on-shape"]),
        (["X" * 59 + ".", "y" * 81], W["goes-on"] + W["goes-on-lower"]),
        (["x" * 60, "1. " + "y" * 60], W["goes-on"] + W["goes-on-row"]),
        (["A title:", "Y" + "y" * 80], W["goes-on"] + W["goes-on-row"]),
        ([A, "Short, and no more."], W["goes-on"] + W["goes-on-short"]),
        (["1. A row of some length that is told of.", "2. A row"], W["goes-on-least"]),
        ([A, "#tag and a few more words that make it long"], W["goes-on"]),
        ([A, "#tag"], W["goes-on"] + W["goes-on-lower"] + W["goes-on-short"]),
        ([A, "January 19"], W["goes-on"] + W["goes-on-short"] + W["interface-line"]),
    ],
)
def test_next_line(texts: list[str], price: float) -> None:
    assert fit("next_line", *texts) == near(price)


@pytest.mark.parametrize(
    ("texts", "price"),
    [
        ([A, B], 0.0),
        ([A, "YouTube"], W["head-host"]),
        ([A, "kod.example"], W["head-host"]),
        (["1. One", "2. Two"], W["head-row"]),
        ([A, "2. Two"], 0.0),
        ([A, "January 19"], W["interface-line"]),
    ],
)
def test_head(texts: list[str], price: float) -> None:
    assert fit("head", *texts) == near(price)


def test_a_head_by_how_it_was_read_elsewhere() -> None:
    texts = [A, B, A]
    assert fit("head", *texts, site={A: 1}, author={A: 1}) == near(2 * W["read-elsewhere"])
    assert fit("head", *texts, first={A: 3}) == 0.0  # no more than nothing


@pytest.mark.parametrize(
    ("texts", "price"),
    [
        ([A, B], 0.0),
        ([A, "ls -la | grep x"], W["piece-code"]),
        ([A, "“A quote of somebody.”"], W["piece-quoted"]),
        ([A, "x" * 300], 0.0),
        ([A, "x" * 301], W["piece-long"]),
        ([A, B, A], W["repeats"]),
    ],
)
def test_piece(texts: list[str], price: float) -> None:
    assert fit("piece", *texts) == near(price)


def test_every_price_of_looks_is_used() -> None:
    """A price that nothing reads would be tuned in vain."""
    source = (Path(str(line_fit.__file__)).parent / "line_fit.py").read_text("utf-8")  # also where it is compiled
    assert [name for name in W if f'W["{name}"]' not in source] == []


def test_every_look_of_a_move_is_a_look() -> None:
    assert set(OF_MOVE.values()) <= {getattr(LineFit, name) for name in dir(LineFit)}
