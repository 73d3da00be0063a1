"""Which form of export an input is, if any; told by its content."""

from __future__ import annotations

from typing import Final

from ..lines.content import Content
from ..vocabulary import Form
from .base import HEAD_BYTES, ExportForm
from .desktop_html import DesktopHtml
from .mhtml import Mhtml
from .preview_html import PreviewHtml
from .result_json import ResultJson
from .warc import Warc

FORMS: Final[tuple[ExportForm, ...]] = (ResultJson(), DesktopHtml(), PreviewHtml(), Mhtml(), Warc())
"""All forms of exports, in the order in which they are tried."""

_QUICK_BYTES: Final = 1024
_QUICK_HEAD: Final = 256


def export_form(content: Content, named: Form | None) -> ExportForm | None:
    """The form of an input; None is text. Nothing is taken from the content.

    Args:
        content: of which nothing has been read yet.
        named: the form that the user names, if any.

    Raises:
        DumpError: the content cannot be read.
    """
    if named is not None:
        return next((form for form in FORMS if form.form is named), None)
    quick = content.peek(_QUICK_BYTES).removeprefix(b"\xef\xbb\xbf").lstrip()[:_QUICK_HEAD]
    likely = [form for form in FORMS if form.may_begin(quick)]
    if not likely:
        return None
    head = content.peek(HEAD_BYTES)
    return next((form for form in likely if form.matches(head)), None)
