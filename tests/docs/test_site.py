"""The documents build as a site: every link leads somewhere, and no page fetches anything."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import urlsplit

import pytest
from browser import Browser

ROOT = Path(__file__).resolve().parents[2]
FETCHED = re.compile(r"""<(?:script|img|iframe)\b[^>]*\bsrc="?(?:https?:)?//|<link\b[^>]*\bhref="?(?:https?:)?//""")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    for module in ("mkdocs", "material", "mkdocstrings_handlers"):
        if importlib.util.find_spec(module) is None:
            pytest.skip(f"{module} is not installed; `make site` installs what the site needs")
    folder = tmp_path_factory.mktemp("site")
    words = ["build", "--strict", "--quiet", "--config-file", str(ROOT / "mkdocs.yml"), "--site-dir", str(folder)]
    ran = subprocess.run([sys.executable, "-m", "mkdocs", *words], capture_output=True, timeout=120, cwd=ROOT)
    assert ran.returncode == 0, ran.stderr.decode()
    return folder


def test_every_document_is_a_page(site: Path) -> None:
    for document in ROOT.glob("docs/*.md"):
        assert (site / f"{document.stem}.html").stat().st_size > 1000


def test_the_tutorial_is_a_page_with_its_outputs(site: Path) -> None:
    page = (site / "tutorial.html").read_text("utf-8")
    assert page.count('<div class="tdp">') >= 3
    assert page.count('src="data:image/png;base64,') >= 3
    assert "dataframe" not in page
    assert 'href="tutorial.html"' in (site / "notebook.html").read_text("utf-8")


def test_no_page_fetches_anything(site: Path) -> None:
    for page in site.glob("*.html"):
        assert not FETCHED.search(page.read_text("utf-8")), page.name
    assert FETCHED.search('<script async src="https://example.org/a.js">')


def test_every_function_is_in_the_reference(site: Path) -> None:
    page = (site / "api.html").read_text("utf-8")
    functions = ("parse", "parse_file", "iter_posts", "iter_items", "iter_records")
    for name in [
        *functions,
        "ParseOptions",
        "Dump",
        "Dump.to_pandas",
        "Post",
        "Gap",
        "Defect",
        "DumpError",
        "arrow.iter_batches",
    ]:
        assert page.count(f'id="telegram_dump_parser.{name}" class="doc') == 1, name


class _Host(SimpleHTTPRequestHandler):
    """A host with the site in its folder `project`, which shows 404.html for what is absent."""

    site: Path

    def translate_path(self, path: str) -> str:
        name = urlsplit(path).path.removeprefix("/project/")
        return str(self.site / name) if path.startswith("/project/") else str(self.site / "absent")

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        page = (self.site / "404.html").read_bytes()
        self.send_response(code)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(page)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(page)

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def host(site: Path) -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), type("Host", (_Host,), {"site": site})) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/project/"
        server.shutdown()
        thread.join()


@pytest.mark.parametrize("address", ["absent.html", "absent/deep/below.html", "absent/"])
def test_what_is_absent_leads_back_wherever_the_site_is(host: str, browser: Browser, address: str) -> None:
    browser.go(host + address)
    links: list[str] = []
    for _ in range(200):  # until the page has found the folder of the site
        links = browser.run("return [...document.querySelectorAll('a')].map((link) => link.href)")
        if f"{host}faq.html" in links:
            break
        browser.settle()
    assert {f"{host}faq.html", f"{host}index.html"} <= set(links)
    browser.settle()
    sheets = browser.run("return [...document.styleSheets].map((sheet) => sheet.href)")
    assert f"{host}readable.css" in sheets
    assert browser.find("h1")[0].text == "There is no such page"
    browser.click("article a[href$='index.html']")
    assert browser.driver.current_url == f"{host}index.html"


def test_links_of_the_page_for_what_is_absent_are_relative(site: Path) -> None:
    assert not re.findall(r"""(?:href|src)="?/[^"> ]*|"(?:base|search)": "/""", (site / "404.html").read_text("utf-8"))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_can_be_read(site: Path, browser: Browser, scheme: str) -> None:
    poor = {}
    for page in sorted(site.glob("*.html")):
        browser.go(page.as_uri(), scheme=scheme)
        contrasts: dict[str, float] = {}
        for _ in range(100):  # a page that is not laid out yet shows little text, where the machine is busy
            if len(contrasts := browser.contrasts("body")) > 10:
                break
            browser.settle()
        assert len(contrasts) > 10, page.name
        poor |= {f"{page.name}: {words}": ratio for words, ratio in contrasts.items() if ratio < 4.5}
    assert not poor
