"""WARC: archives of web crawls, whose records may be pages of t.me; needs the extra `warc`.

A record is a document. Records of type `conversion` (WET) are texts that some extractor made: they are given as they
are, for the parser of text dumps.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from ..errors import DumpError
from ..lines.content import BinaryReader, Content
from ..vocabulary import Form
from .html_tree import need_library
from .message import ExportDefect, ExportGap, ExportMessage, ExportText
from .preview_html import posts_of

HINT: Final = 'WARC needs warcio; run pip install "telegram-dump-parser[warc]"'
LONGEST_TEXT: Final = 1 << 24
"""In bytes; a longer text of a record is passed over."""

_HEAD_BYTES: Final = 1 << 20
_BLOCK_BYTES: Final = 1 << 16
_TYPE: Final = re.compile(rb"^WARC-Type:", re.IGNORECASE | re.MULTILINE)
_TELEGRAM: Final = re.compile(r"https?://(?:www\.)?(?:t\.me|telegram\.(?:me|dog))(?:[/?#]|\Z)", re.IGNORECASE)
_SIGN: Final = b"tgme_widget_message"


class Warc:
    """The form `warc`."""

    form = Form.WARC

    def matches(self, head: bytes) -> bool:
        """See `ExportForm`. The two signs are the first line and the type of a record."""
        return _TYPE.search(head) is not None

    def read(self, content: Content) -> Iterator[ExportMessage | ExportGap | ExportText]:
        """See `ExportForm`."""
        return posts_of_archive(content)


def posts_of_archive(file: BinaryReader) -> Iterator[ExportMessage | ExportGap | ExportText]:
    """The posts of all pages, the texts of pages of t.me, and gaps for all other records.

    `document` is the offset of the record; lines and bytes are those of its decoded content.

    Raises:
        DumpError: a library is not installed.
    """
    need_library()
    try:
        from warcio.archiveiterator import ArchiveIterator
    except ImportError as error:
        raise DumpError(HINT) from error
    import logging  # late: nothing else needs it

    # Else its warnings go to standard error, with text of the file.
    logging.getLogger("warcio").addHandler(logging.NullHandler())
    counting = _Counting(file)
    archive = ArchiveIterator(counting)
    archive.INC_RECORD = ""  # what it would write to standard error
    while True:
        # The library raises many kinds of errors, some of them by accident, where an archive is damaged.
        try:
            document = _Document(next(archive), str(archive.offset))
        except StopIteration:
            return
        except Exception as error:
            yield _damaged(error, archive.offset, counting.size() - archive.offset)
            return
        at = 0
        items = document.items()
        while True:
            try:
                item = next(items, None)
            except DumpError:
                raise
            except Exception as error:
                yield _damaged(error, archive.offset, 0, at, document.url)
                break
            if item is None:
                break
            at = 0 if isinstance(item, ExportText) else item.end_byte
            yield item


def _damaged(error: Exception, offset: int, size: int, at: int = 0, url: str | None = None) -> ExportGap:
    """A record that cannot be read; lines of what nobody can read are not counted."""
    defect = ExportDefect("corrupt-archive", f"a record cannot be read: {type(error).__name__}")
    return ExportGap(1, 1, at, at + max(size, 0), "other-document", str(offset), url, [defect])


class _Counting:
    """A file that knows its position, which pipes do not."""

    def __init__(self, file: BinaryReader) -> None:
        self._file = file
        self._at = 0

    def read(self, size: int = _BLOCK_BYTES) -> bytes:
        data = self._file.read(size)
        self._at += len(data)
        return data

    def tell(self) -> int:
        return self._at

    def size(self) -> int:
        """Of the whole file, whose rest is passed over."""
        while self.read():
            pass
        return self._at


class _Joined:
    """What was read already, then the rest of a stream."""

    def __init__(self, head: bytes, rest: Any) -> None:
        self._head = head
        self._rest = rest

    def read(self, size: int, /) -> bytes:
        if self._head:
            data, self._head = self._head[:size], self._head[size:]
            return data
        data = self._rest.read(size)
        return data if isinstance(data, bytes) else b""


class _Document:
    """One record."""

    def __init__(self, record: Any, offset: str) -> None:
        self._record = record
        self._offset = offset
        self.url: str | None = record.rec_headers.get_header("WARC-Target-URI")
        self._stream = record.content_stream()  # once: each call would begin anew, with other bytes read ahead

    def items(self) -> Iterator[ExportMessage | ExportGap | ExportText]:
        """What the record gives."""
        kind = self._record.rec_type
        is_telegram = bool(self.url and _TELEGRAM.match(self.url))
        if kind == "conversion" and is_telegram:
            data = self._filled(LONGEST_TEXT + 1)
            if len(data) <= LONGEST_TEXT:
                yield ExportText(data, self._offset, self.url)
                return
            yield from self._passed_over(data, ExportDefect("overlong-document", "the text is longer than 16 MiB"))
        elif kind in ("response", "resource") and self._is_page():
            head = self._filled(_HEAD_BYTES)
            if _SIGN in head or (is_telegram and b"tgme_page" in head):
                rest = _Joined(head, self._stream)
                yield from posts_of(rest, document=self._offset, document_url=self.url)
                return
            yield from self._passed_over(head)
        else:
            yield from self._passed_over(b"")

    def _is_page(self) -> bool:
        headers = self._record.http_headers
        if self._record.rec_type == "resource":
            return (self._record.content_type or "").lower().startswith("text/html")
        if headers is None or headers.get_statuscode() != "200":
            return False
        return "html" in (headers.get_header("Content-Type") or "html").lower()

    def _filled(self, size: int) -> bytes:
        parts = []
        while size > 0 and (part := self._stream.read(min(size, _BLOCK_BYTES))):
            parts.append(part)
            size -= len(part)
        return b"".join(parts)

    def _passed_over(self, data: bytes, *defects: ExportDefect) -> Iterator[ExportGap]:
        """A gap for what was read and what follows, which is not kept; none if the record is empty."""
        size = breaks = 0
        ends_line = True
        while data or (data := self._stream.read(_BLOCK_BYTES)):
            size += len(data)
            breaks += data.count(b"\n")
            ends_line = data.endswith(b"\n")
            data = b""
        if size:
            lines = breaks + (not ends_line)
            yield ExportGap(1, lines, 0, size, "other-document", self._offset, self.url, [*defects])
