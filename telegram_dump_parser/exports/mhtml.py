"""Pages that a browser saved with all that belongs to them: MHTML, and Safari's `.webarchive`.

Both hold whole documents. Each document of HTML with posts counts, since a frame of a foreign page may show a widget.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from ..errors import DumpError
from ..lines.content import BinaryReader, Content
from ..vocabulary import Form
from .base import HEAD_BYTES
from .html_tree import need_library
from .message import ExportDefect, ExportGap, ExportMessage
from .preview_html import posts_of

if TYPE_CHECKING:
    from email.message import Message

LONGEST: Final = 1 << 26
"""In bytes: such files are read as a whole, and with their pictures they have some megabytes."""

_VERSION: Final = re.compile(rb"^MIME-Version:", re.IGNORECASE | re.MULTILINE)
_RELATED: Final = re.compile(rb"^Content-Type:\s*multipart/related\b", re.IGNORECASE | re.MULTILINE)
_BLANK_LINE: Final = re.compile(rb"\r?\n\r?\n")
_PLIST: Final = b"bplist00"
_MAIN: Final = "WebMainResource"
_SIGN: Final = b"tgme_"
_MOST_DOCUMENTS: Final = 10_000


class _Document(NamedTuple):
    """A document of a container; places are those in `data`."""

    data: bytes
    kind: str
    url: str | None


class Mhtml:
    """The form `mhtml`, which `.webarchive` counts to."""

    form = Form.MHTML

    def matches(self, head: bytes) -> bool:
        """See `ExportForm`. The two signs are headers of MHTML; or a property list and names of a web archive in it."""
        if head.startswith(_PLIST):
            return b"WebMainResource" in head or b"WebResource" in head
        headers = _BLANK_LINE.split(head, maxsplit=1)[0]
        return _VERSION.search(headers) is not None and _RELATED.search(headers) is not None

    def read(self, content: Content) -> Iterator[ExportMessage | ExportGap]:
        """See `ExportForm`. `document` is the number of the part, from 1; places are those in it once decoded.

        Raises:
            DumpError: the file is too long or no property list, or the library that parses HTML is not installed.
        """
        need_library()
        is_archive = content.peek(len(_PLIST)) == _PLIST
        data = _whole(content)
        return _posts(_resources(data) if is_archive else _parts(data))


def _whole(file: BinaryReader) -> bytes:
    parts = []
    size = 0
    while part := file.read(1 << 20):
        size += len(part)
        if size > LONGEST:
            raise DumpError(f"is longer than {LONGEST >> 20} MiB; save the page as HTML only")
        parts.append(part)
    return b"".join(parts)


def _posts(documents: Iterator[_Document]) -> Iterator[ExportMessage | ExportGap]:
    has_page = False
    last: ExportGap | None = None
    for number, document in enumerate(documents, start=1):
        if last is not None:
            yield last
            last = None
        if _is_page(document):
            has_page = True
            yield from posts_of(io.BytesIO(document.data), document=str(number), document_url=document.url)
        else:
            lines = document.data.count(b"\n") + (not document.data.endswith(b"\n"))
            last = ExportGap(1, lines, 0, len(document.data), "other-document", str(number), document.url)
    if last is not None:
        if not has_page:
            last.defects.append(ExportDefect("page-without-posts", "no document in this file is a page of Telegram"))
        yield last


def _is_page(document: _Document) -> bool:
    return document.kind in ("text/html", "application/xhtml+xml") and _SIGN in document.data


def _parts(data: bytes) -> Iterator[_Document]:
    import email  # late, as below: nothing else needs these
    import email.policy

    def headers_of(head: bytes) -> Message:
        return email.message_from_bytes(head, policy=email.policy.compat32)

    # Only headers go to the library, which would hold bodies in several forms at a time.
    head = _BLANK_LINE.split(data[:HEAD_BYTES], maxsplit=1)[0]
    boundary = headers_of(head).get_boundary()
    for begin, end in _cut(data, boundary) if boundary else ((0, len(data)),):
        blank = _BLANK_LINE.search(data, begin, end)
        if blank is None:
            continue
        headers = headers_of(data[begin : blank.start()].lstrip())
        # A view, since a copy of the body would be as large as the file.
        body = _decoded(
            memoryview(data)[blank.end() : end], str(headers.get("Content-Transfer-Encoding", "")).strip().lower()
        )
        if body:
            where = headers.get("Content-Location")
            yield _Document(body, headers.get_content_type(), None if where is None else str(where).strip())


def _decoded(body: memoryview, encoding: str) -> bytes:
    """The body of a part; as written if it cannot be decoded."""
    import binascii

    if encoding == "quoted-printable":
        return binascii.a2b_qp(body)
    if encoding == "base64":
        try:
            return binascii.a2b_base64(body)
        except binascii.Error:
            pass
    return bytes(body)


def _cut(data: bytes, boundary: str) -> Iterator[tuple[int, int]]:
    """Where each part begins and ends."""
    sign = re.escape(boundary.encode("utf-8", "surrogateescape"))
    begin = None
    for found in re.finditer(rb"\r?\n--" + sign + rb"(?:--)?[ \t]*(?=\r?\n|\Z)", data):
        if begin is not None:
            yield begin, found.start()
        begin = found.end()
    if begin is not None:
        yield begin, len(data)


def _resources(data: bytes) -> Iterator[_Document]:
    import plistlib

    try:
        archive = plistlib.loads(data, fmt=plistlib.FMT_BINARY)
    except (plistlib.InvalidFileException, ValueError, OverflowError, RecursionError, LookupError, TypeError) as error:
        raise DumpError("is a property list that cannot be read") from error
    waiting: list[Any] = [archive]
    seen = 0
    while waiting and seen < _MOST_DOCUMENTS:
        node = waiting.pop(0)
        seen += 1
        if not isinstance(node, dict):
            continue
        for resource in [node.get(_MAIN), *_list(node.get("WebSubresources"))]:
            if not isinstance(resource, dict):
                continue
            content, url = resource.get("WebResourceData"), resource.get("WebResourceURL")
            if isinstance(content, bytes) and content:
                kind = str(resource.get("WebResourceMIMEType"))
                yield _Document(content, kind, url if isinstance(url, str) else None)
        waiting += _list(node.get("WebSubframeArchives"))


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
