"""datatrove: a reader of dumps, and a step for documents that are dumps; each post becomes a document.

Needs the extra `datatrove`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from ..api import iter_records
from ..corpora.addresses import matcher
from ..corpora.documents import posts_of, resolved
from ..corpora.score import looks_like_dump
from ..errors import DumpError
from ..lines.content import BinaryReader
from ..options import NAMES
from ..output.arrow import needed

try:
    from datatrove.data import Document, DocumentsPipeline
    from datatrove.io import DataFolderLike
    from datatrove.pipeline.base import PipelineStep
    from datatrove.pipeline.readers.base import BaseDiskReader
except ImportError as error:
    raise needed("datatrove", "datatrove") from error

# The base class drops what has no text. It is shown this one, which is taken off again by its identity.
_NO_TEXT: Final = "(no text)"


class TelegramDumpReader(BaseDiskReader):  # type: ignore[misc]  # without datatrove, mypy does not know the class
    """Reads the dumps of a folder; each post is a document, also one of media only, whose text is empty.

    A document's id is its file, as named in the folder, and the offset of the post's first byte: `news.txt/845`. It
    does not depend on tasks, limits or options. Its metadata are the other fields of the post, as `iter_records` has
    them, all of JSON types, and datatrove's own `file_path`.

    Args:
        data_folder: a path or URL (str), or what else datatrove takes.
        compression: of the files (str): "infer" takes it from their names, None opens them as they are.
        keywords: the keyword arguments of `iter_posts`, for all files; all others are those of datatrove's
            `BaseDiskReader`. An `adapter` is given the rows of `iter_records`; what it returns without a text is
            dropped, as everywhere in datatrove.

    Raises:
        DumpError: while running: a file cannot be read, or an option cannot be used.
        ImportError: while running: `language` without the extra `lang`.
    """

    name = "✈️ Telegram dump"

    def __init__(self, data_folder: DataFolderLike, *, compression: str | None = "infer", **keywords: Any) -> None:
        self._keywords = {name: value for name, value in keywords.items() if name in NAMES}
        super().__init__(data_folder, **{name: value for name, value in keywords.items() if name not in NAMES})
        self.compression = compression

    def read_file(self, filepath: str) -> Iterator[Document]:
        """The documents of a file, in constant memory.

        Args:
            filepath: as named in the folder.

        Raises:
            DumpError: it cannot be read.
        """
        with self.data_folder.open(filepath, "rb", compression=self.compression) as file:
            rows = iter_records(_Named(file, filepath), **self._keywords)
            while True:
                with self.track_time():
                    row = next(rows, None)
                    if row is None:
                        return
                    document = self.get_document_from_dict(row, filepath, row["source"]["first_byte"])
                if document is not None:
                    yield document

    def get_document_from_dict(self, data: dict[str, Any], source_file: str, id_in_file: int) -> Document | None:
        """A row as a document; None if an adapter gives it no text.

        Args:
            data: as `iter_records` has it.
            source_file: as named in the folder.
            id_in_file: offset of the post's first byte.
        """
        document = super().get_document_from_dict(data, source_file, id_in_file)
        if document is not None and document.text is _NO_TEXT:
            document.text = ""
        return document

    def _default_adapter(self, data: dict[str, Any], path: str, id_in_file: int) -> dict[str, Any]:
        # Unlike the base class's, it gives no field a meaning of its own by its name.
        text = data.pop(self.text_key, None) or _NO_TEXT
        # A message's own id is unique in its channel only: it stays among the metadata, unless it is asked for.
        own = data.pop(self.id_key, None) if self.id_key != "id" else None
        return {"text": text, "id": f"{path}/{id_in_file}" if own is None else str(own), "metadata": data}


class _Named:
    """A file under its name in the folder, wherever the folder is."""

    def __init__(self, file: BinaryReader, name: str) -> None:
        self.read = file.read
        self.name = name


class TelegramPosts(PipelineStep):  # type: ignore[misc]  # as above
    """Makes of each document that is a dump a document for each of its posts; it may be anywhere after a reader.

    A post's id is that of its document and its place there, from 0: `<urn:uuid:0001>/0`. Its metadata are those of the
    document, and under `post` the fields of the post but its text, as `posts_of` has them. Posts of media only have an
    empty text, which datatrove's own writers leave out. Statistics count `documents`, `posts` and what is skipped.

    Args:
        urls: hosts whose documents are read, by the metadata `url`, as for `parse --urls`; all if there are none.
        min_score: documents for which `looks_like_dump` gives less are skipped.
        url_key: the metadata that have the address (str).
        options: the keyword arguments of `parse`.

    Raises:
        DumpError: an option cannot be used; while running, with `strict`, any defect.
        ImportError: `language` without the extra `lang`.
        TypeError: there is no such option.
    """

    type = "✂️ - SPLIT"
    name = "✈️ Telegram posts"

    def __init__(
        self, *, urls: Sequence[str] = (), min_score: float = 0.0, url_key: str = "url", **options: Any
    ) -> None:
        super().__init__()
        resolved(options)
        self.urls = tuple(urls)
        self.min_score = min_score
        self.url_key = url_key
        self.options = options

    def run(self, data: DocumentsPipeline, rank: int = 0, world_size: int = 1) -> DocumentsPipeline:
        """The documents of the posts, in the order of the documents and of their posts.

        Args:
            data: the documents of the step before.
            rank: of this task, which does not matter here.
            world_size: how many tasks there are, which does not matter either.
        """
        matches = matcher(self.urls) if self.urls else None
        for document in data or ():
            self.stat_update("documents")
            url = document.metadata.get(self.url_key)
            if matches is not None and not matches(url if isinstance(url, str) else None):
                self.stat_update("other_address")
                continue
            if self.min_score and looks_like_dump(document.text or "") < self.min_score:
                self.stat_update("low_score")
                continue
            with self.track_time():
                try:
                    posts = posts_of(
                        document.text, id=document.id, url=url if isinstance(url, str) else None, **self.options
                    )
                except DumpError:
                    if self.options.get("strict"):
                        raise
                    self.stat_update("unreadable")
                    continue
            for number, post in enumerate(posts):
                text = post.pop("text")
                made = Document(text=text, id=f"{document.id}/{number}", metadata={**document.metadata, "post": post})
                self.stat_update("posts")
                self.update_doc_stats(made)
                yield made
