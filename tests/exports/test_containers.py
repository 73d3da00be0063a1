"""MHTML, `.webarchive` and WARC: pages within other files."""

from __future__ import annotations

import base64
import gzip
import io
import plistlib
import quopri
import sys
from pathlib import Path

import orjson
import pytest
from export_items import FIXTURES, SAMPLES, assert_covers, differences, messages, plain, whole
from running import Ran

from telegram_dump_parser import DumpError, parse
from telegram_dump_parser.exports import mhtml, warc
from telegram_dump_parser.exports.detection import export_form
from telegram_dump_parser.exports.message import ExportGap, ExportMessage, ExportText
from telegram_dump_parser.exports.preview_html import posts_of
from telegram_dump_parser.lines.content import Content

pytest.importorskip("selectolax")
pytest.importorskip("warcio")

PAGE = (FIXTURES / "preview.html").read_bytes()
URL = "https://t.me/s/hilltownradio"
EMPTY = b'<html><body><div class="tgme_page"></div></body></html>'
FOREIGN = b"<html><body>Tea</body></html>"
needs_samples = pytest.mark.skipif(SAMPLES is None, reason="needs ../shared/samples/exports")


def saved_as_mhtml(*parts: tuple[str, str, bytes], encoding: str = "quoted-printable") -> bytes:
    lines = [b"From: <Saved by Blink>", b"Snapshot-Content-Location: " + URL.encode(), b"MIME-Version: 1.0"]
    lines += [b'Content-Type: multipart/related;\r\n\ttype="text/html";\r\n\tboundary="--B--"', b""]
    for kind, url, data in parts:
        body = base64.encodebytes(data) if encoding == "base64" else quopri.encodestring(data)
        lines += [b"----B--", b"Content-Type: " + kind.encode(), b"Content-Transfer-Encoding: " + encoding.encode()]
        lines += [b"Content-Location: " + url.encode(), b"", body.rstrip(b"\n")]
    return b"\r\n".join([*lines, b"----B----", b""])


def webarchive(**subframes: bytes) -> bytes:
    def resource(data: bytes, url: str, kind: str = "text/html") -> dict[str, object]:
        return {"WebResourceData": data, "WebResourceURL": url, "WebResourceMIMEType": kind}

    frames = [{"WebMainResource": resource(data, f"https://{name}.example.org/")} for name, data in subframes.items()]
    archive = {
        "WebMainResource": resource(PAGE, URL),
        "WebSubresources": [resource(b"\x89PNG", "https://cdn.example.org/a.png", "image/png")],
        "WebSubframeArchives": frames,
    }
    return plistlib.dumps(archive, fmt=plistlib.FMT_BINARY)


def warc_of(*records: tuple[str, str, str, bytes], packed: bool = False) -> bytes:
    """Records of (type, address, HTTP head or "", body)."""
    out = b""
    for kind, url, head, body in records:
        if head:
            body = b"HTTP/1.1 " + head.replace("\n", "\r\n").encode() + b"\r\n\r\n" + body
        content = "application/http; msgtype=response" if head else "text/plain"
        lines = ["WARC/1.0", f"WARC-Type: {kind}", "WARC-Record-ID: <urn:uuid:1>", "WARC-Date: 2025-06-15T10:00:00Z"]
        lines += [f"WARC-Target-URI: {url}", f"Content-Type: {content}", f"Content-Length: {len(body)}", "", ""]
        record = "\r\n".join(lines).encode() + body + b"\r\n\r\n"
        out += gzip.compress(record) if packed else record
    return out


def read(data: bytes, form: str) -> list[ExportMessage | ExportGap]:
    content = Content(io.BytesIO(data))
    found = export_form(content, None)
    assert found is not None
    assert found.form == form
    return list(found.read(content))  # type: ignore[arg-type]


def fields(items: list[ExportMessage | ExportGap]) -> list[dict[str, object]]:
    places = ("document", "document_url")
    return [{k: v for k, v in plain(item).items() if k not in places} for item in items]


WANTED = fields(list(posts_of(io.BytesIO(PAGE))))


@pytest.mark.parametrize("encoding", ["quoted-printable", "base64"])
def test_mhtml(encoding: str) -> None:
    data = saved_as_mhtml(
        ("text/html", URL, PAGE.rstrip(b"\n")),
        ("image/png", "https://cdn.example.org/a.png", b"\x89PNG"),
        ("text/html", "https://t.me/x", EMPTY),
        encoding=encoding,
    )
    items = read(data, "mhtml")
    assert [m.id for m in messages(items)] == [m["id"] for m in WANTED if "id" in m]
    texts = [m.text for m in messages(items)]
    assert texts == [m.get("text", "") for m in WANTED if "id" in m]
    assert {item.document: item.document_url for item in items} == {
        "1": URL,
        "2": "https://cdn.example.org/a.png",
        "3": "https://t.me/x",
    }
    assert [item.reason for item in items if isinstance(item, ExportGap)][-2:] == ["other-document", "page-header"]
    assert "contact page" in items[-1].defects[0].message


def test_webarchive() -> None:
    data = webarchive(a=FOREIGN, b=PAGE)
    items = read(data, "mhtml")
    assert fields([item for item in items if item.document == "1"]) == WANTED
    assert fields([item for item in items if item.document == "4"]) == WANTED
    assert_covers(items, {"1": len(PAGE), "2": 4, "3": len(FOREIGN), "4": len(PAGE)})


@pytest.mark.parametrize("data", [b"bplist00", b"bplist00\xff" + bytes(40), b"bplist00WebMainResource"])
def test_a_property_list_that_is_none(data: bytes) -> None:
    with pytest.raises(DumpError, match="cannot be read"):
        list(mhtml.Mhtml().read(Content(io.BytesIO(data))))


def test_a_container_without_a_page_says_so() -> None:
    items = read(saved_as_mhtml(("text/html", "https://example.org/", FOREIGN)), "mhtml")
    assert [item.reason for item in items] == ["other-document"]
    assert [defect.code for defect in items[0].defects] == ["page-without-posts"]


def test_a_container_may_not_be_endless(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mhtml, "LONGEST", 1000)
    with pytest.raises(DumpError, match="is longer than"):
        list(mhtml.Mhtml().read(Content(io.BytesIO(bytes(1001)))))


@pytest.mark.parametrize("packed", [False, True])
def test_warc(packed: bool) -> None:
    html = "200 OK\nContent-Type: text/html; charset=utf-8"
    squeezed = gzip.compress(PAGE)
    chunked = b"".join(b"%x\r\n%s\r\n" % (len(PAGE[i : i + 999]), PAGE[i : i + 999]) for i in range(0, len(PAGE), 999))
    data = warc_of(
        ("response", URL, html, PAGE),
        ("response", "https://example.org/", html, FOREIGN),
        ("response", URL + "?before=1", html + "\nContent-Encoding: gzip", squeezed),
        ("response", URL + "?before=2", html + "\nTransfer-Encoding: chunked", chunked + b"0\r\n\r\n"),
        ("response", URL + "?before=3", "404 Not Found\nContent-Type: text/html", PAGE),
        ("response", "https://t.me/closed", html, EMPTY),
        ("revisit", URL, "", b""),
        packed=packed,
    )
    items = read(data, "warc")
    by_url: dict[str | None, list[ExportMessage | ExportGap]] = {}
    for item in items:
        assert not isinstance(item, ExportText)
        by_url.setdefault(item.document_url, []).append(item)
    for url in (URL, URL + "?before=1", URL + "?before=2"):
        assert fields(by_url[url]) == WANTED
        assert_covers(by_url[url], {by_url[url][0].document: len(PAGE)})
    assert [item.reason for item in by_url["https://example.org/"]] == ["other-document"]
    assert [item.reason for item in by_url[URL + "?before=3"]] == ["other-document"]
    assert "contact page" in by_url["https://t.me/closed"][0].defects[0].message
    if not packed:
        assert all(data[int(items[0].document or 0) :].startswith(b"WARC/1.") for item in items)


def test_texts_of_pages_of_telegram_are_given_as_they_are() -> None:
    data = warc_of(
        ("conversion", URL, "", b"One\nTwo\n"),
        ("conversion", "https://example.org/", "", b"Tea\n"),
        ("conversion", "https://t.me.example.org/", "", b"Tea\n"),
    )
    text, *others = warc.posts_of_archive(io.BytesIO(data))
    assert text == ExportText(b"One\nTwo\n", "0", URL)
    assert [item.reason for item in others if isinstance(item, ExportGap)] == ["other-document"] * 2


@pytest.mark.parametrize("packed", [False, True])
def test_a_damaged_archive_gives_what_stands_before(packed: bool, capfd: pytest.CaptureFixture[str]) -> None:
    html = "200 OK\nContent-Type: text/html"
    good = warc_of(("response", URL, html, PAGE), packed=packed)
    count = len(messages(warc.posts_of_archive(io.BytesIO(good))))
    for bad in (b"tea\n" * 9, b"WARC/1.0\r\nContent-Length: x\r\n\r\n", good[:300], b"\x1f\x8b\x08tea", b"\xff" * 99):
        items = list(warc.posts_of_archive(io.BytesIO(good + bad)))
        assert len(messages(items)) >= count
    assert capfd.readouterr().err == ""


@needs_samples
@pytest.mark.parametrize("name", ["page.mhtml", "pages.warc", "pages.warc.gz"])
def test_sample(name: str) -> None:
    assert SAMPLES is not None
    items = read((SAMPLES / name).read_bytes(), "mhtml" if "mhtml" in name else "warc")
    wanted = orjson.loads((SAMPLES / f"{name.removesuffix('.gz')}.expected.json").read_bytes())
    found = [whole(message) for message in messages(items)]
    if isinstance(wanted, list):
        assert differences(wanted, found) == []
        return
    assert differences(wanted["posts"], found) == []
    by_url: dict[str | None, list[int | None]] = {}
    for message in messages(items):
        by_url.setdefault(message.document_url, []).append(message.id)
    assert [{"url": url, "posts": ids} for url, ids in by_url.items()] == wanted["documents"]
    passed = [item.document_url for item in items if isinstance(item, ExportGap) and item.reason == "other-document"]
    assert [url for url in passed if url] == wanted["passed_over"]


@pytest.mark.parametrize(
    ("data", "module", "extra"),
    [
        (saved_as_mhtml(), "selectolax.lexbor", "html"),
        (warc_of(("response", URL, "200 OK", PAGE)), "warcio.archiveiterator", "warc"),
    ],
    ids=["mhtml", "warc"],
)
def test_without_the_library_the_error_says_what_to_install(
    data: bytes, module: str, extra: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(DumpError, match=rf'pip install "telegram-dump-parser\[{extra}\]"'):
        parse(data)


def test_a_text_of_an_archive_is_read_as_a_dump() -> None:
    text = b"\xf0\x9f\x93\x8d One, May 4\nThe ferry is out of service.\nTea.\nThe ferry is out of service.\nTea.\n"
    wide = "Tea and more tea, all in another encoding than is named anywhere.\n".encode("utf-16-le") * 9
    records = [("conversion", URL, "", text), ("conversion", URL + "?2", "", wide), ("conversion", URL, "", text)]
    dump = parse(warc_of(*records))
    same = parse(text)
    assert [post.text for post in dump] == [post.text for post in same] * 2
    assert [post.source.dialect for post in dump] == ["echoed", "echoed"]
    assert {post.source.url for post in dump} == {URL}
    assert [post.source.first_byte for post in dump] == [0, 0]
    assert dump[0].source.document != dump[1].source.document
    assert [defect.code for defect in dump.defects] == ["unreadable-document"]
    assert [gap.reason for gap in dump.gaps] == ["other-document"]


def test_the_command_checks_each_document(tmp_path: Path) -> None:
    html = "200 OK\nContent-Type: text/html"
    path = tmp_path / "pages.warc.gz"
    data = warc_of(("response", URL, html, PAGE), ("response", "https://example.org/", html, FOREIGN), packed=True)
    path.write_bytes(data)
    ran = Ran("check", str(path))
    assert ran.code == 3  # one message that the page could not show
    assert f"{len(PAGE) + len(FOREIGN):,} bytes, each in one post or gap" in ran.err
    assert Ran("inspect", str(path)).code == 0
    assert Ran("report", str(path), "-o", str(tmp_path / "page.html")).code == 0
