"""A dump into rows and diagnostics: what `parse` does with each of its files, in this process or in another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, BinaryIO, Final

from ..errors import DumpError
from ..escaping import harmless_json, is_terminal
from .console import TargetError, is_warned_of, opened

if TYPE_CHECKING:
    import datetime

    from ..options import Options
    from ..output.base import PostWriter
    from ..pipeline import Share
    from ..records.defects import Defect
    from ..records.rows import Row
    from ..records.values import Values
    from ..segmentation.stream import Search
    from .selection import Selection


LITTLE_WORK: Final = 2 << 20
"""Bytes; what is smaller than this is parsed sooner than other processes start."""
UNSURE: Final = 0.8
"""Boundaries of a lower confidence are counted in the summary."""


@dataclass(slots=True)
class Done:
    """What a dump gave, and why not more of it."""

    posts: int = 0
    left_out: int = 0  # posts that the selection does not keep
    gaps: int = 0
    defects: int = 0
    unsure: int = 0  # boundaries below `UNSURE`
    dialects: Counter[str] = field(default_factory=Counter)  # posts by dialect, or by form of an export
    warnings: tuple[str, ...] = ()  # messages of defects that an option, or another file, would mend
    error: str | None = None
    cut_short: tuple[str, ...] = ()  # where a compressed dump breaks off: the rest could not be read
    rows: Counter[str] = field(default_factory=Counter)  # of a corpus: "row", and why some were not read
    kept: set[str] = field(default_factory=set)  # columns of a corpus to be copied that a row has had

    def add(self, other: Done) -> None:
        """Count another dump's posts, gaps and defects, too."""
        self.posts += other.posts
        self.left_out += other.left_out
        self.gaps += other.gaps
        self.defects += other.defects
        self.unsure += other.unsure
        self.dialects += other.dialects
        self.rows += other.rows
        self.kept |= other.kept


class Diagnostics:
    """Defects as JSON Lines: `file` as in the rows, `line`, `code`, `message`, and `post`, its index, or null in a gap.

    Its methods raise `TargetError`, and no `OSError`, which would be taken for one of the posts' own file.
    """

    def __init__(self, file: BinaryIO, name: str) -> None:
        from orjson import dumps

        self._dumps, self._file, self._name = dumps, file, name
        self._shown = is_terminal(file)

    def defect(self, file: str, post: int | None, defect: Defect) -> None:
        """Write one."""
        place = {"file": file, "line": defect["line"]}
        self.row(self._dumps({**place, "code": defect["code"], "message": defect["message"], "post": post}))

    def of_row(self, file: str, line: int | None, code: str, message: str, post: int | None, row: int | None) -> None:
        """Write one of a corpus, with its `row`; `line` is one of the row's text, or of the file if it is no JSON."""
        values = {"file": file, "line": line, "code": code, "message": message, "post": post, "row": row}
        self.row(self._dumps(values))

    def row(self, row: bytes) -> None:
        """Write one that is a row already, without the line's end."""
        if self._shown:
            row = harmless_json(row)
        try:
            self._file.write(row + b"\n")
        except OSError as error:
            raise TargetError(f"cannot be written: {error.strerror}", file=self._name) from error

    def close(self) -> None:
        """Write what is held back; the file stays open."""
        try:
            self._file.flush()
        except OSError as error:
            raise TargetError(f"cannot be written: {error.strerror}", file=self._name) from error


def convert(
    name: str,
    options: Options,
    writer: PostWriter,
    diagnostics: Diagnostics | None,
    on_read: Callable[[int], object] | None = None,
    selection: Selection | None = None,
    search: Search | None = None,
    share: Share | None = None,
) -> Done:
    """Write a dump's posts and defects, as they come. What is wrong with the dump is returned, not raised.

    Args:
        name: a path, or - for standard input.
        options: how it is read.
        writer: takes the posts.
        diagnostics: takes the defects, if anything does.
        on_read: as for `opened`.
        selection: of the posts, those that are written; all if None.
        search: as for `stream_values`.
        share: likewise; it knows the selection.
    """
    from ..exports.message import ExportRows
    from ..lines.compression import FAULTS
    from ..pipeline import refuse, stream_values
    from ..records.rows import row
    from ..segmentation.stream import drafts

    done = Done()
    dialects, written = done.dialects, writer.values
    label = name.encode("utf-8", "backslashreplace").decode()  # as `Post.source` has it

    def note(defects: list[Defect], index: int | None) -> None:
        """Report defects of a post, or of a gap (None)."""
        if diagnostics is not None:
            for defect in defects:
                diagnostics.defect(label, index, defect)
        if options.strict:
            refuse(defects, label)  # here, and not in the stream: the defect itself is reported
        done.defects += len(defects)
        for defect in defects:
            if defect["code"] in FAULTS:
                done.cut_short += (str(DumpError(defect["message"], file=label, line=defect["line"])),)
            elif is_warned_of(defect["code"]):
                warning = str(DumpError(defect["message"], file=label))
                if warning not in done.warnings:  # once, however many lines have it
                    done.warnings += (warning,)

    try:
        with opened(name, on_read) as source:
            for found in stream_values(source, replace(options, strict=False), search or drafts, share):
                if isinstance(found, ExportRows):
                    for at, of_one in found.defects:
                        note(of_one, None if at is None else found.index + at)
                    for index, made in enumerate(found.rows, found.index):
                        if made:
                            writer.row(b'{"index":%d%b' % (index, made))
                    kept = len(found.rows) - found.rows.count(b"")
                    done.posts += kept
                    done.left_out += len(found.rows) - kept
                    done.gaps += found.gaps
                    done.unsure += found.unsure
                    if kept:
                        dialects[found.form or ""] += kept
                    continue
                post: Values | None = None
                if isinstance(found, dict):
                    post = found
                    defects: list[Defect] = post["defects"]
                else:
                    defects = found.defects
                if defects:
                    note(defects, None if post is None else post["index"])
                if post is None:
                    done.gaps += 1
                    continue
                if selection is not None and not selection.keeps(post["text"], partial(day_of, row(post))):
                    done.left_out += 1
                    continue
                written(row(post))
                done.posts += 1
                done.unsure += post["boundary"]["confidence"] < UNSURE
                where = post["source"]
                dialects[where["dialect"] or where["form"]] += 1
    except TargetError:
        raise
    except TimeoutError as error:
        done.error = str(DumpError(f"--grep takes too long ({error}); write a simpler expression", file=label))
    except DumpError as error:
        done.error = str(error)
    return done


def day_of(row: Row) -> datetime.date | None:
    """The day of a post, `Post.day`."""
    from ..models import Post

    return Post.model_validate(row).day
