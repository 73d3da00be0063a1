"""The command `report`, and the content of its page, read without a browser."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from html.parser import HTMLParser
from importlib.resources import files
from itertools import pairwise
from pathlib import Path

import pytest
from conftest import dump_of
from typer.testing import CliRunner

import telegram_dump_parser as tdp
from telegram_dump_parser.cli import app
from telegram_dump_parser.display.report import Comparison, Report
from telegram_dump_parser.display.report.charts import charts
from telegram_dump_parser.escaping import harmless
from telegram_dump_parser.lines.reader import lines_of_bytes
from telegram_dump_parser.models import Date, Gap
from telegram_dump_parser.options import Options
from telegram_dump_parser.pipeline import annotated

FIXTURES = sorted((Path(__file__).parents[2] / "fixtures").rglob("*.txt"))
HOSTILE = [
    "<script>window.ran = 1</script> opens a title that is long enough",
    '</script></style></p></article><img src=x onerror="window.ran = 1"> \'and\' "quotes" & &amp; &#60;b&#62;',
    "{{ 7 * 7 }} {% raw %} \x00 NUL \x1b[31m red \u202etxt.exe\u202c \u2066isolated\u2069 \u2028 \x85 \t tab #a'b\"<c>",
    "https://example.org/?q=<svg/onload=window.ran=1>&amp=1 #tag@mention javascript:alert(1)",
]
SMALL = dump_of(["The first line of a post, long enough.", *["And its second line, which comes twice."] * 2, "❤1"])


def page_of(data: bytes, name: str | None = None, comparison: Comparison | None = None) -> str:
    report = Report(name)
    report.comparison = comparison
    for piece in annotated(lines_of_bytes(data), Options(file=name)):
        report.add(piece)
    return b"".join(report.write()).decode()


class Page(HTMLParser):
    """What a browser would see: elements with their attributes, and the text of some of them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.rows: list[tuple[str, str]] = []
        self.headlines: list[str] = []
        self._open: str | None = None
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        self.elements.append((tag, known))
        self._open = "row" if "data-n" in known else tag
        if "data-n" in known:
            self.rows.append((known["data-n"] or "", ""))
        elif tag == "h3":
            self.headlines.append("")

    def handle_endtag(self, tag: str) -> None:
        self._open = None

    def handle_data(self, data: str) -> None:
        if self._open == "row":
            self.rows[-1] = (self.rows[-1][0], self.rows[-1][1] + data)
        elif self._open == "h3":
            self.headlines[-1] += data

    def tags(self) -> set[str]:
        return {tag for tag, _ in self.elements}


# The page


def whole(rows: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Rows by line, without blanks: posts may be parts of a line, which were cut at a blank or between two words."""
    found: list[tuple[str, str]] = []
    for number, text in rows:
        if found and found[-1][0] == number:
            found[-1] = (number, found[-1][1] + "".join(text.split()))
        else:
            found.append((number, "".join(text.split())))
    return found


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.stem)
def test_every_line_and_post_is_on_the_page(path: Path) -> None:
    data = path.read_bytes()
    page, dump = Page(page_of(data)), tdp.parse(data)
    blank = {n for gap in dump.gaps if gap.reason == "blank" for n in range(gap.first_line, gap.last_line + 1)}
    lines = [(str(line.number), harmless(line.text)) for line in lines_of_bytes(data) if line.number not in blank]
    rows = [row for row in page.rows if row[1] or int(re.match(r"\d+", row[0])[0]) not in blank]  # type: ignore[index]
    assert whole(rows) == whole(lines)
    parted = {number for (number, _), (after, _) in pairwise(rows) if number == after}
    assert [row for row in rows if row[0] not in parted] == [line for line in lines if line[0] not in parted]
    assert len([1 for tag, _ in page.elements if tag == "article"]) == len(dump)
    assert [said for post, said in zip(dump, page.headlines, strict=True) if post.headline] == [
        post.headline for post in dump if post.headline
    ]


def test_hostile_text_stays_text() -> None:
    data = dump_of([line for line in HOSTILE for _ in range(2)] + HOSTILE[::-1])
    html = page_of(data, name="</title><script>window.ran = 1</script>\x1b\u202e.txt")
    page, plain = Page(html), Page(page_of(SMALL))
    assert [text for _, text in page.rows] == [harmless(line.text) for line in lines_of_bytes(data)]
    assert page.tags() <= plain.tags() | {"q", "br", "optgroup", "button"}
    for wanted in ("script", "style", "title"):
        known = [tag for tag, _ in page.elements if tag == wanted]
        assert len(known) - html.count("<g><title>") * (wanted == "title") == 1
    for _, attributes in page.elements:
        assert not [name for name in attributes if name.startswith("on") or name in ("style", "src", "action")]
        assert (attributes.get("href") or "#").startswith("#")
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]", html)


def test_page_names_no_other_place() -> None:
    html = page_of(SMALL)
    assert "http:" not in html
    assert "https:" not in html
    assert "url(" not in html
    assert "default-src 'none'" in html


def test_runs_of_blank_lines_are_one_row() -> None:
    page = Page(page_of(b"\n" * 100_000 + SMALL + b"\n"))
    assert [number for number, _ in page.rows] == ["1–100000", "100001", "100002", "100003", "100004", "100005"]


def test_a_line_that_no_text_can_have_is_cut() -> None:
    html = page_of(SMALL + b"x" * 3_000_000 + b"\n" + SMALL)
    assert len(html) < 100_000
    assert "more is not shown)" in html
    assert 'data-role="overlong-line"' in html


@pytest.mark.parametrize("data", [b"", b"\n\n"])
def test_nothing_makes_a_page_that_says_so(data: bytes) -> None:
    html = page_of(data)
    assert "No post was found in the dump." in html
    assert ("The dump is empty." in html) == (not data)
    assert "<figure>" not in html


def test_the_same_dump_gives_the_same_page() -> None:
    assert page_of(SMALL, "a") == page_of(SMALL, "a")


# Walking


def test_annotated_gives_each_line_once() -> None:
    header = b"A channel of note\n63.3K subscribers\nDownload Telegram\n"
    # More blank lines than a stretch holds.
    data = b"\n" * 6_000 + header + SMALL + b"y" * 2_200_000 + b"\n" + SMALL + b"\n"
    pieces = list(annotated(lines_of_bytes(data), Options()))
    assert [piece.item for piece in pieces] == list(tdp.iter_items(data))
    reasons = [piece.item.reason for piece in pieces if isinstance(piece.item, Gap)]
    assert reasons == ["blank", "page-header", "overlong-line", "blank"]
    numbers = [line.number for piece in pieces for line, _ in piece.lines]
    assert numbers == list(range(6_001, 6_001 + 3 + 4 + 1 + 4))
    for item, lines in pieces:
        if not isinstance(item, Gap):
            assert [lines[0][0].number, lines[-1][0].number] == [item.source.first_line, item.source.last_line]


# Charts


def dated(*dates: Date) -> list[tdp.Post]:
    post = tdp.parse(SMALL)[0]
    return [post.model_copy(update={"date": date}) for date in dates]


def days(count: int, step: int = 1) -> Iterator[Date]:
    for at in range(count):
        day = date(2024, 1, 30) + timedelta(at * step)
        yield Date(text="x", day=day.day, month=day.month, year=day.year, year_source="stated", line=0)


@pytest.mark.parametrize(
    ("dates", "title", "columns", "first", "last"),
    [
        (days(1), "Posts by day", 1, "30 Jan 2024: 1", "30 Jan 2024: 1"),
        (days(5), "Posts by day", 5, "30 Jan 2024: 1", "3 Feb 2024: 1"),
        (days(3, 20), "Posts by day", 41, "30 Jan 2024: 1", "10 Mar 2024: 1"),
        (days(3, 40), "Posts by month", 4, "Jan 2024: 1", "Apr 2024: 1"),
        (days(3, 4000), "Posts by year", 22, "2024: 1", "2045: 1"),
        ([Date(text="x", month=2, line=0)] * 2, "Posts by month, any year", 12, "Jan: 0", "Dec: 0"),
        # From an option of the command: a day that the year does not have.
        ([Date(text="x", day=29, month=2, year=2023, line=0)], "Posts by month", 1, "Feb 2023: 1", "Feb 2023: 1"),
    ],
)
def test_dates_are_counted_in_the_finest_unit_that_has_room(
    dates: Iterator[Date], title: str, columns: int, first: str, last: str
) -> None:
    chart = charts(dated(*dates))[0]
    assert (chart.title, len(chart.bars)) == (title, columns)
    assert (chart.bars[0].tip, chart.bars[-1].tip) == (first, last)


def test_no_label_of_a_date_is_cut_by_the_edge() -> None:
    """The labels of ten days are on the first, fourth and seventh: the last would begin too near the edge."""
    bars = charts(dated(*days(2, 9)))[0].bars
    assert [at for at, bar in enumerate(bars) if bar.label] == [0, 3, 6]
    assert all(bar.label for bar in charts(dated(*days(4)))[0].bars)


def test_dates_without_year_are_left_out_and_told() -> None:
    chart = charts(dated(*days(3), Date(text="x", day=1, month=1, line=0)))[0]
    assert chart.note == "3 dated posts, 1 without year left out"
    assert sum(bar.height > 0 for bar in chart.bars) == 3


def test_years_far_apart_are_not_a_thousand_columns() -> None:
    chart = charts(dated(*(Date(text="x", month=1, year=year, line=0) for year in (1000, 2024, 2025))))[0]
    assert len(chart.bars) == 48
    assert "1 before 1978" in chart.note


def test_charts_without_data_are_absent() -> None:
    assert [chart.title for chart in charts(tdp.parse(SMALL).posts)] == ["Confidence of boundaries"]
    assert charts([]) == []


def test_rankings_are_cut_and_say_so() -> None:
    post = tdp.parse(SMALL)[0]
    tags = [f"#{'很' * 30}{at}" for at in range(9)]
    [chart, _] = charts([post.model_copy(update={"hashtags": tuple(tags[at:])}) for at in range(9)])
    assert (chart.title, chart.note, len(chart.bars)) == ("Top hashtags", "3 more", 6)
    assert chart.bars[0].tip == f"{tags[8]}: 9"
    assert chart.bars[0].label == "#" + "很" * 8 + "…"
    [whole, _] = charts([post.model_copy(update={"hashtags": ("#" + "w" * 18,)})])
    assert whole.bars[0].label == "#" + "w" * 18
    [longer, _] = charts([post.model_copy(update={"hashtags": ("#" + "w" * 19,)})])
    assert longer.bars[0].label == "#" + "w" * 17 + "…"  # as many columns, with the sign for the rest
    widths = [bar.width for bar in chart.bars]
    assert widths == sorted(widths, reverse=True)


# Colours


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_contrast(scheme: int) -> None:
    css = (files("telegram_dump_parser.display.report") / "page.css").read_text("utf-8")
    palette = dict(re.findall(r"--([a-z]+): (#[0-9a-f]{6})", re.findall(r":root \{(.*?)\}", css, re.DOTALL)[scheme]))
    grounds = [palette.pop(name) for name in ("bg", "pane", "on")]
    for name in ("line", "bar"):  # no text has these
        palette.pop(name)
    for name, colour in palette.items():
        for ground in grounds:
            dark, light = sorted((luminance(colour), luminance(ground)))
            assert (light + 0.05) / (dark + 0.05) >= 4.5, (name, ground)


# The command


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "small.txt").write_bytes(SMALL)
    return tmp_path


def run(*words: str, stdin: bytes = b"") -> tuple[int, bytes, str]:
    result = CliRunner().invoke(app, ["report", *words], input=stdin)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
    return result.exit_code, result.stdout_bytes, result.stderr


def test_page_stands_beside_the_dump(folder: Path) -> None:
    (folder / "sub").mkdir()
    (folder / "sub/a.b.txt").write_bytes(SMALL)
    assert run("sub/a.b.txt") == (0, b"", f"1 post, 0 gaps, 0 defects in {Path('sub/a.b.html')}\n")
    assert (folder / "sub/a.b.html").read_text("utf-8") == page_of(SMALL, "sub/a.b.txt")
    assert run("sub/a.b.txt")[0] == 1
    assert run("sub/a.b.txt", "--force", "-q") == (0, b"", "")


def test_output_option(folder: Path) -> None:
    assert run("small.txt", "-o", "page.html", "-q") == (0, b"", "")
    code, out, err = run("small.txt", "-o", "-")
    assert (code, err) == (0, "1 post, 0 gaps, 0 defects\n")
    assert out == (folder / "page.html").read_bytes()


def test_standard_input_goes_to_standard_output(folder: Path) -> None:
    code, out, err = run("-", stdin=SMALL)
    assert (code, err) == (0, "1 post, 0 gaps, 0 defects\n")
    assert b"<h1>standard input</h1>" in out
    assert os.listdir(folder) == ["small.txt"]


def test_options_are_those_of_parse(folder: Path) -> None:
    (folder / "dated.txt").write_bytes(
        dump_of(["📍 Lakeside, May 4", *["Das Schiff fährt wieder, wie es früher fuhr."] * 2])
    )
    (folder / "own.toml").write_text('[harbour]\n"📍" = "pin"\n', "utf-8")
    run("dated.txt", "--year", "1987", "--language")
    html = (folder / "dated.html").read_text("utf-8")
    assert "<dd>4 May 1987</dd>" in html
    assert "<dd>de</dd>" in html
    run("dated.txt", "--markers", "own.toml", "--force")
    assert '<option value="harbour">harbour (1)</option>' in (folder / "dated.html").read_text("utf-8")
    (folder / "latin.txt").write_bytes("Ein Schiff fährt über den See, immer wieder.\n".encode("cp1252"))
    run("latin.txt", "--encoding", "cp1252")
    assert "fährt über" in (folder / "latin.html").read_text("utf-8")


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["missing.txt"], 1, "error: missing.txt: no such file; check the path\n"),
        (["no/missing.txt"], 1, "error: no/missing.txt: no such file; check the path\n"),
        (["small.txt", "--encoding", "no"], 2, "no text encoding is called 'no'"),
        (["small.txt", "--markers", "no.toml"], 1, "error: no.toml: "),
        (["small.txt", "-o", "no/page.html"], 1, "error: no/page.html: cannot be written: No such file"),
        (["small.txt", "-o", "small.txt", "--force"], 2, "would be overwritten"),
        ([], 2, "Missing argument"),
    ],
)
def test_errors_leave_nothing(folder: Path, words: list[str], code: int, said: str) -> None:
    got, out, err = run(*words)
    assert (got, out) == (code, b"")
    assert said in err
    assert os.listdir(folder) == ["small.txt"]
    assert (folder / "small.txt").read_bytes() == SMALL


def test_a_folder_stands_for_its_only_dump(folder: Path) -> None:
    assert run(".", "-o", "page.html")[0] == 0
    (folder / "other.txt").write_bytes(SMALL)
    code, out, err = run(".", "-o", "second.html")
    assert (code, out) == (2, b"")
    assert "name one of them" in err
    assert not (folder / "second.html").exists()


@pytest.mark.skipif(os.name != "posix", reason="names of POSIX")
def test_no_control_characters_go_to_the_terminal(folder: Path) -> None:
    (folder / "\x1b[31m\u202e.txt").write_bytes(SMALL)
    assert run("\x1b[31m\u202e.txt") == (0, b"", "1 post, 0 gaps, 0 defects in \\u001b[31m\\u202e.html\n")


@pytest.mark.skipif(os.name != "posix", reason="terminals of POSIX")
def test_no_page_goes_to_a_terminal() -> None:
    import pty

    master, slave = pty.openpty()
    try:
        command = [sys.executable, "-m", "telegram_dump_parser", "report", "-"]
        ran = subprocess.run(command, input=SMALL, stdout=slave, stderr=subprocess.PIPE, timeout=60)
    finally:
        os.close(slave)
        os.close(master)
    assert ran.returncode == 2
    assert b"name a file" in ran.stderr


def test_missing_extra_is_named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "jinja2", None)
    said = 'error: a report needs jinja2: pip install "telegram-dump-parser[report]"\n'
    assert run("small.txt") == (1, b"", said)
    assert os.listdir(folder) == ["small.txt"]


def test_differences_are_those_of_verify(tmp_path: Path) -> None:
    page, dump = tmp_path / "page.txt", tmp_path / "dump.txt"
    text = (Path(__file__).parents[2] / "fixtures" / "demo.txt").read_text("utf-8")
    page.write_text(text, "utf-8")
    dump.write_text(text.replace("The guard was given a watch. He said he had one.\n", ""), "utf-8")
    verified = CliRunner().invoke(app, ["verify", str(dump), str(page)])
    assert verified.stdout.count("lost-lines") == 1
    code, _, _ = run(str(dump), "--page", str(page), "-o", str(tmp_path / "report.html"))
    assert code == 0
    html = (tmp_path / "report.html").read_text("utf-8")
    assert "Compared with page.txt: " in html
    assert html.count("<b>lost-lines</b>") == 1
    assert "− The guard was given a watch. He said he had one." in html
    assert "data-differs" in html
    code, _, error = run(str(dump), "--page", str(tmp_path / "none"), "-o", str(tmp_path / "other.html"))
    assert code == 1
    assert "none: no such file" in error
    assert not (tmp_path / "other.html").exists()
