"""The base class of all forms of exports, `ExportForm`. A new one is a file here, and a line in `detection.FORMS`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple, Protocol, runtime_checkable

from ..lines.content import Content
from ..vocabulary import Form
from .message import ExportGap, ExportMessage, ExportText

HEAD_BYTES = 1 << 16
"""What a form is recognised by."""


class Part(NamedTuple):
    """A part of an export as written: what makes messages of it need not know those before.

    Attributes:
        pieces: what is read of it, in order, as its form has it.
        is_apart: another process may read it: its first message takes nothing from the one before, or it is a whole
            file of a folder.
        document: of a folder, which file it is.
        is_first: no other file of the folder is before.
    """

    pieces: list[Any]
    is_apart: bool
    document: str | None = None
    is_first: bool = True


class Reader(Protocol):
    """Makes messages of the parts of an export, in their order; readers that know the same are equal.

    It can be pickled. Two things it knows of what is far before a part: what has been reported, and how a chat writes.
    """

    def items(self, part: Part) -> Iterable[ExportMessage | ExportGap]:
        """The messages and gaps of a part."""

    def copy_for(self, part: Part) -> Reader:
        """What is known before a part that is apart, as another reader."""


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


@runtime_checkable
class SharedForm(ExportForm, Protocol):
    """A form whose parts several processes may read: together they give what `read` does."""

    def parts(self, content: Content) -> Iterator[Part]:
        """The parts of an export; an error of the content comes after those before."""

    def reader(self) -> Reader:
        """What reads the first part."""
