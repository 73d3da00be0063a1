"""Which form of export an input is, if any; its content decides."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from ..lines.content import Content
from ..vocabulary import Form
from .base import HEAD_BYTES, ExportForm


def _result_json() -> ExportForm:
    from .result_json import ResultJson

    return ResultJson()


def _desktop_html() -> ExportForm:
    from .desktop_html import DesktopHtml

    return DesktopHtml()


def _preview_html() -> ExportForm:
    from .preview_html import PreviewHtml

    return PreviewHtml()


def _mhtml() -> ExportForm:
    from .mhtml import Mhtml

    return Mhtml()


def _warc() -> ExportForm:
    from .warc import Warc

    return Warc()


FORMS: Final[dict[Form, tuple[re.Pattern[bytes], Callable[[], ExportForm]]]] = {
    Form.RESULT_JSON: (re.compile(rb"[{\[]"), _result_json),
    Form.EXPORT_HTML: (re.compile(rb"<"), _desktop_html),
    Form.PREVIEW_HTML: (re.compile(rb"<"), _preview_html),
    Form.MHTML: (re.compile(rb"[A-Za-z][A-Za-z0-9-]{0,60}:|bplist00"), _mhtml),
    Form.WARC: (re.compile(rb"WARC/"), _warc),
}
"""All forms of exports, in the order in which they are tried: what each begins with, after a byte order mark and white
space, and its reader, which is imported where an input begins so. Most inputs are text, and need none of them."""

_QUICK_BYTES: Final = 1024


def export_form(content: Content, named: Form | None) -> ExportForm | None:
    """The form of an input; None is text. Nothing is taken from the content.

    Args:
        content: of which nothing has been read yet.
        named: the form that the user names, if any.

    Raises:
        DumpError: the content cannot be read.
    """
    if named is not None:
        return FORMS[named][1]() if named in FORMS else None
    start = content.peek(_QUICK_BYTES).removeprefix(b"\xef\xbb\xbf").lstrip()
    likely = [reader() for beginning, reader in FORMS.values() if beginning.match(start)]
    if not likely:
        return None
    head = content.peek(HEAD_BYTES)
    return next((form for form in likely if form.matches(head)), None)
