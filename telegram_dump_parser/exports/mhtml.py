"""Pages that a browser saved with all that belongs to them: MHTML, and Safari's `.webarchive`.

Both hold whole documents. Each document of HTML with posts counts, since a frame of a foreign page may show a widget.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from ..errors import DumpError
from ..lines.content import Content
from ..vocabulary import Form
from .html_pieces import Readable
from .html_tree import need_library
from .message import ExportDefect, ExportGap, ExportMessage
from .preview_html import posts_of

LONGEST: Final = 1 << 26
"""In bytes: such files are read as a whole, and with their pictures they have some megabytes."""

_VERSION: Final = re.compile(rb"^MIME-Version:", re.IGNORECASE | re.MULTILINE)
_RELATED: Final = re.compile(rb"^Content-Type:\s*multipart/related\b", re.IGNORECASE | re.MULTILINE)
_HEADER: Final = re.compile(rb"[A-Za-z][A-Za-z0-9-]{0,60}:")
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

    def may_begin(self, head: bytes) -> bool:
        """See `ExportForm`."""
        return head.startswith(_PLIST) or _HEADER.match(head) is not None

    def matches(self, head: bytes) -> bool:
        """See `ExportForm`. The two signs are headers of MHTML; or a property list and names of a web archive in it."""
        if head.startswith(_PLIST):
            return b"WebMainResource" in head or b"WebResource" in head
        headers = re.split(rb"\r?\n\r?\n", head, maxsplit=1)[0]
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


def _whole(file: Readable) -> bytes:
    parts = []
    size = 0
    while part := file.read(1 << 20):
        size += len(part)
        if size > LONGEST:
            raise DumpError(f"is longer than {LONGEST >> 20} MiB; save the page as HTML only")
        parts.append(part)
    return b"".join(parts)


def _posts(found: Iterator[_Document]) -> Iterator[ExportMessage | ExportGap]:
    documents = list(found)  # the file is in memory anyway
    why = [ExportDefect("page-without-posts", "no document in this file is a page of Telegram")]
    if any(_is_page(document) for document in documents):
        why = []
    for number, document in enumerate(documents, start=1):
        if _is_page(document):
            yield from posts_of(io.BytesIO(document.data), document=str(number), document_url=document.url)
            continue
        lines = document.data.count(b"\n") + (not document.data.endswith(b"\n"))
        yield ExportGap(1, lines, 0, len(document.data), "other-document", str(number), document.url, why)
        why = []


def _is_page(document: _Document) -> bool:
    return document.kind in ("text/html", "application/xhtml+xml") and _SIGN in document.data


def _parts(data: bytes) -> Iterator[_Document]:
    # Late, as below: nothing else needs these.
    import email
    import email.policy

    message = email.message_from_bytes(data, policy=email.policy.compat32)
    for part in message.walk():
        if part.is_multipart():
            continue
        payload = part.get_payload(decode=True)
        if isinstance(payload, bytes) and payload:
            where = part.get("Content-Location") or None
            yield _Document(payload, part.get_content_type(), None if where is None else str(where).strip())


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
