"""From a path or file to an open corpus: is it one, of which kind, and which are its columns?"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from ..errors import DumpError
from ..lines.content import BinaryReader, Content, reason
from ..lines.reader import open_source
from .columns import Asked
from .rows import Corpus, json_corpus

_QUICK: Final = 64  # bytes
_MAGIC: Final = b"PAR1"  # what Parquet begins with


@contextmanager
def open_corpus(source: str | BinaryReader, asked: Asked) -> Iterator[Corpus | None]:
    """The corpus that a file is; None if it plainly is none, and `asked` does not say that it is.

    What is no plain file, and would be gone once it is looked at, is a corpus only if `asked` says so.

    Raises:
        DumpError: it cannot be read, has no such columns, or holds posts that this program wrote.
        ImportError: it is Parquet, and pyarrow is not installed.
    """
    if not asked.is_corpus and not (isinstance(source, str) and is_plain(source)):
        yield None
        return
    with open_source(source) as (file, name):
        content = Content(file, name)
        head = content.peek(len(_MAGIC))
        if head != _MAGIC:
            corpus = json_corpus(content, asked)
            if corpus is not None and isinstance(source, str) and is_plain(source):
                corpus.length = os.stat(source).st_size
                corpus.position = file.tell  # type: ignore[attr-defined]  # of a file that is opened there
            yield corpus
            return
    if not isinstance(source, str) or not is_plain(source) or content.is_archive:
        raise DumpError("Parquet is not read from a pipe or a packed file; unpack it, and name the file", file=name)
    try:
        opened = open(source, "rb")  # noqa: SIM115 - only opening belongs into the `try`
    except OSError as error:
        raise DumpError(reason(error), file=name) from error
    with opened:
        from .parquet import parquet_corpus  # here: it takes the models, and to look whether a file is one does not

        yield parquet_corpus(opened, name, asked)


def is_plain(path: str) -> bool:
    """Whether a path is that of a file which can be read more than once."""
    try:
        return stat.S_ISREG(os.stat(path).st_mode)
    except (OSError, ValueError):
        return False


def may_be_corpus(path: str) -> bool:
    """A quick look that rules out nearly all dumps: a plain file of Parquet, or one that begins as JSON does."""
    if not is_plain(path):
        return False
    try:
        with open_source(path) as (file, name):
            head = Content(file, name).peek(_QUICK).removeprefix(b"\xef\xbb\xbf").lstrip()
    except (DumpError, ImportError):  # reading it raises it again
        return False
    return head.startswith((_MAGIC, b"{"))
