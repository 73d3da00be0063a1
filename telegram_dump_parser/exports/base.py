"""What every form of export is: `ExportForm`. A new one is a file beside this one, and a line in `detection.FORMS`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from ..lines.content import Content
from ..vocabulary import Form
from .message import ExportGap, ExportMessage, ExportText

HEAD_BYTES = 1 << 16
"""What a form is recognised by."""


class ExportForm(Protocol):
    """A form of input that states its messages itself, field by field.

    Attributes:
        form: its name.
    """

    form: Form

    def matches(self, head: bytes) -> bool:
        """Whether two signs at least say that it is this form.

        Args:
            head: the first HEAD_BYTES, fewer if there are no more.
        """

    def read(self, content: Content) -> Iterator[ExportMessage | ExportGap | ExportText]:
        """The messages and the gaps between them, which cover each byte of each document once, in order.

        Memory stays flat, whatever the content. Where the user has named the form, the content may be anything.

        Args:
            content: of which nothing has been read yet.
        """
