"""From bytes to numbered lines: opening, encodings, line ends and exact byte offsets.

A dump is read in blocks, so memory stays flat however large it is. The spans of the lines partition
the input: the first starts at 0, each starts where the one before it ends, and the last ends with
the input. Whatever became of a line's text, its bytes can be found again.
"""

from __future__ import annotations

import codecs
import io
import os
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from functools import partial
from itertools import accumulate, chain, repeat
from typing import NamedTuple, TypeAlias

from ..errors import DumpError
from .compression import Fault
from .content import BinaryReader, Content, read_exactly, reason
from .encoding import BYTE_ORDER_MARKS, WIDE_ENCODINGS, WITH_MARK, WITHOUT_MARK, codec_of, utf8_if_likely
from .folder import Folder, in_order

MAX_LINE_BYTES = 1 << 20
"""A longer line is given in pieces of at most this many bytes. No post can come near: Telegram allows
4,096 UTF-16 units, which is 16 KiB at most."""


class Blocks(NamedTuple):
    """How many bytes are read at a time, and how long a line may be; others than `BLOCKS` are for tests.

    Attributes:
        head: at first; multiples of 4, both, so that a full block never ends inside a code unit of UTF-16 or UTF-32.
        size: then.
        longest: of a line that is given whole.
    """

    head: int = 4 << 10
    size: int = 64 << 10
    longest: int = MAX_LINE_BYTES


BLOCKS = Blocks()


Source: TypeAlias = str | os.PathLike[str] | bytes | bytearray | memoryview | BinaryReader
"""A path, the bytes of a dump, or a binary file."""


class Line(NamedTuple):
    r"""One line of a dump, or one piece of a line over `MAX_LINE_BYTES`.

    Attributes:
        text: the line without terminator and byte order mark; it holds no lone surrogates.
        number: 1-based; the pieces of a line share one.
        first_byte: where the line starts, in bytes from 0; a byte order mark is part of line 1.
        end_byte: where the next one starts, so that the terminator is part of the span.
        damaged: some bytes could not be decoded; they are in `text` as escapes such as `\xff`.
        is_fragment: this is a piece of a longer line, be it the first, the last or between.
        fault: what is wrong with the archive that breaks off in or after this line; None in all other lines.
        codec: what the line is encoded in; if its byte order mark was removed, a codec that writes one, such as
            "utf-8-sig". In it `text` has as many bytes as the line without its terminator, unless the line is damaged:
            then each escape stands for one byte.
    """

    text: str
    number: int
    first_byte: int
    end_byte: int
    damaged: bool
    is_fragment: bool
    fault: Fault | None = None
    codec: str = "utf-8"

    @property
    def begins_file(self) -> bool:
        """Whether a byte order mark was before it: files were joined here, or it is the dump's first line."""
        return self.codec in WITHOUT_MARK


_MARK = "\ufeff"
_new_line = partial(tuple.__new__, Line)


@contextmanager
def open_source(source: Source) -> Iterator[tuple[BinaryReader, str | None]]:
    """Open a dump for reading; give the binary file and its display name (None if it has none).

    A str is a path, never text, and `-` is a path like any other. A folder is one source if it holds an export of
    Telegram Desktop as HTML. A binary file is used as it is
    and left open; a file that is opened here is closed.

    Raises:
        DumpError: the path cannot be opened.
        TypeError: `source` is of none of these types.
    """
    if isinstance(source, str | os.PathLike):
        path = os.fsdecode(source)
        name = _printable(path)
        if os.path.isdir(path) and (names := in_order(os.listdir(path))):
            try:
                folder = Folder(path, names)
            except OSError as error:
                raise DumpError(reason(error), file=name) from error
            with closing(folder):
                yield folder, name
            return
        try:
            # Without a buffer, which would read on and on where a pipe gives little, deaf to signals.
            file = open(path, "rb", buffering=0)  # noqa: SIM115 - only opening belongs into the `try`
        except (OSError, ValueError) as error:  # ValueError: a NUL in the path
            raise DumpError(reason(error), file=name) from error
        with file:
            yield file, name
    elif isinstance(source, bytes | bytearray | memoryview):
        yield io.BytesIO(bytes(source)), None
    elif hasattr(source, "read"):
        label = getattr(source, "name", None)  # a number, if opened by its descriptor
        yield source, _printable(label) if label and isinstance(label, str) else None
    else:
        raise TypeError(f"expected a path, bytes or a binary file, not {type(source).__name__}")


def content_of_text(text: str) -> Content:
    """The UTF-8 form of a text; a lone surrogate becomes the three bytes that it would have."""
    return Content(io.BytesIO(text.encode("utf-8", "surrogatepass")), is_text=True)


def content_of_bytes(data: bytes | bytearray | memoryview) -> Content:
    """A dump in memory."""
    return Content(io.BytesIO(bytes(data)))


def lines_of_text(text: str) -> Iterator[Line]:
    """Give the lines of a text; their byte offsets are those of its UTF-8 form.

    A lone surrogate has no such form: its line is damaged, and shows the three bytes that it would
    have as escapes. Nothing is raised.
    """
    return lines_of_content(content_of_text(text))


def lines_of_bytes(
    data: bytes | bytearray | memoryview, *, encoding: str | None = None, blocks: Blocks | None = None
) -> Iterator[Line]:
    """Give the lines of a dump in memory; all else is as for `lines_of_file`."""
    return lines_of_file(io.BytesIO(bytes(data)), encoding=encoding, blocks=blocks)


def lines_of_file(
    file: BinaryReader, *, encoding: str | None = None, name: str | None = None, blocks: Blocks | None = None
) -> Iterator[Line]:
    """Give the lines of a binary file from its current position, which is byte 0, to its end.

    An archive (see `compression.py`) is unpacked: its bytes are those of the dump within, and where
    it breaks off, the last line has a `fault`.

    A byte order mark decides the encoding, else `encoding` does, else it is UTF-8. Lines end in LF,
    CRLF or CR and in nothing else: form feeds, U+0085 and U+2028 are text.

    Args:
        file: is read to its end and not closed.
        encoding: any codec of Python that is a superset of ASCII, or one of UTF-16 or UTF-32;
            "utf-16" and "utf-32" mean little-endian, if no mark says otherwise.
        name: the display name, for errors.
        blocks: how much is read at a time; `BLOCKS` if None.

    Raises:
        DumpError: at once if `encoding` cannot be used; while reading if the file cannot be read,
            if nothing of an archive can, or if it looks like UTF-16 and neither a mark nor
            `encoding` says what it is. Bytes that cannot be decoded raise nothing: see
            `Line.damaged`.
        TypeError: while reading, if the file is not a binary one.
    """
    return lines_of_content(Content(file, name), encoding, blocks)


def lines_of_content(content: Content, encoding: str | None = None, blocks: Blocks | None = None) -> Iterator[Line]:
    """Give the lines of content of which nothing has been read yet; all else is as for `lines_of_file`."""
    codec = "utf-8" if content.is_text else codec_of(encoding, content.name)
    # Blocks are chained, so that no generator is resumed for each line.
    return chain.from_iterable(_blocks_of_content(content, codec, blocks or BLOCKS))


def _blocks_of_content(content: Content, codec: str | None, blocks: Blocks) -> Iterator[Iterable[Line]]:
    found = _blocks_of_lines(content, codec, blocks)
    if content.is_archive:
        yield _with_fault(content, chain.from_iterable(found))
    else:
        yield from found


def _with_fault(content: Content, lines: Iterable[Line]) -> Iterator[Line]:
    """Lines of an archive, the last with what is wrong with it, if anything is."""
    last = None
    for line in lines:
        if last is not None:
            yield last
        last = line
    if last is not None:
        yield last._replace(fault=content.fault)
    elif content.fault is not None:
        raise DumpError(f"{content.fault.message}; nothing of it can be read", file=content.name)


def _blocks_of_lines(content: Content, codec: str | None, blocks: Blocks) -> Iterator[Iterable[Line]]:
    head = read_exactly(content, blocks.head, content.name)
    marked = next((by_mark for mark, by_mark in BYTE_ORDER_MARKS if head.startswith(mark)), None)
    codec = marked or codec or utf8_if_likely(head, content.name)
    is_marked = marked is not None
    number, start = 1, 0
    for bodies, sizes, cut, goes_on in _bodies(content, head, codec, blocks):
        texts, damaged, codecs_of_lines = _decoded(bodies, codec)
        if marked and texts:
            texts[0], marked = texts[0].lstrip(_MARK), None
        ends = [*accumulate(sizes, initial=start)]
        start = ends[-1]
        numbers = range(number, number + len(texts))
        # Lines are made by the block, without a call of Python for each.
        values = zip(texts, numbers, ends, ends[1:], damaged, repeat(cut), repeat(None), codecs_of_lines)
        lines: Iterable[Line] = map(_new_line, values)
        if is_marked and any(_MARK in text for text in texts):
            from .marks import at_marks  # late, for it takes a library that reading does not need

            lines = chain.from_iterable(map(at_marks, lines))
        yield lines
        number += len(texts) - goes_on


def _decoded(bodies: list[bytes], codec: str) -> tuple[list[str], Iterable[bool], Iterable[str]]:
    """The texts of lines without marks, whether some bytes of each could not be decoded, and `Line.codec` of each."""
    damaged: Iterable[bool] = repeat(False)
    try:
        if codec != "utf-8":
            texts = [body.decode(codec) for body in bodies]
        else:
            # What is valid together is valid line by line, and the other way: a line end is no part of a character.
            text = b"\n".join(bodies).decode()
            texts = text.split("\n") if bodies else []
            if _MARK not in text:
                return texts, damaged, repeat(codec)
    except UnicodeDecodeError:
        texts = [body.decode(codec, "backslashreplace") for body in bodies]
        damaged = [not _is_valid(body, codec) for body in bodies]
    # The dump's mark, or that of a file which was joined after another, at the beginning of a line; some tools write it
    # twice.
    with_mark = WITH_MARK.get(codec, codec)
    codecs_of_lines = [with_mark if text.startswith(_MARK) else codec for text in texts]
    return [text.lstrip(_MARK) for text in texts], damaged, codecs_of_lines


def _is_valid(body: bytes, codec: str) -> bool:
    try:
        body.decode(codec)
    except UnicodeDecodeError:
        return False
    return True


def _bodies(
    content: Content, head: bytes, codec: str, blocks: Blocks
) -> Iterator[tuple[list[bytes], list[int], bool, bool]]:
    """Give the bodies of lines by the block, their sizes with terminators; of a piece of a long one: cut, goes on."""
    buffer = head
    at_end = len(head) < blocks.head
    cut = False
    while True:
        bodies, sizes = _split(buffer, codec)
        held = b""
        if not at_end:
            # The next block may go on with the last line; if that ends in CR, with an LF.
            held = buffer[-sizes.pop() :]
            bodies.pop()
        if (cut and bodies) or max(sizes, default=0) > blocks.longest:
            for body, size in zip(bodies, sizes, strict=True):
                *fronts, rest = _cut(body, blocks.longest, blocks.longest, codec)
                for front in fronts:
                    yield [front], [len(front)], True, True
                yield [rest], [size - len(body) + len(rest)], cut or bool(fronts), False
                cut = False
        else:
            yield bodies, sizes, False, False
        if at_end:
            return
        # More than a terminator above the limit: it will be cut here whatever comes.
        *fronts, held = _cut(held, blocks.longest + 4, blocks.longest, codec)
        for front in fronts:
            yield [front], [len(front)], True, True
            cut = True
        block = read_exactly(content, blocks.size, content.name)
        at_end = len(block) < blocks.size
        buffer = held + block


def _split(data: bytes, codec: str) -> tuple[list[bytes], list[int]]:
    """Give the lines without their terminators, and their sizes in bytes with them."""
    if codec not in WIDE_ENCODINGS:  # bytes, unlike str, know only LF, CRLF and CR
        if b"\r" in data:
            return data.splitlines(), [len(line) for line in data.splitlines(keepends=True)]
        bodies = data.split(b"\n")
        sizes = [len(body) + 1 for body in bodies]
        if bodies[-1]:
            sizes[-1] -= 1  # it has no terminator
        else:
            del bodies[-1], sizes[-1]
        return bodies, sizes
    unit, terminator = WIDE_ENCODINGS[codec]
    bodies, sizes, start = [], [], 0
    for match in terminator.finditer(data):
        if match.start() % unit == 0:
            bodies.append(data[start : match.start()])
            sizes.append(match.end() - start)
            start = match.end()
    if start < len(data):
        bodies.append(data[start:])
        sizes.append(len(data) - start)
    return bodies, sizes


def _cut(line: bytes, limit: int, longest: int, codec: str) -> list[bytes]:
    """Cut pieces of `longest` bytes, at boundaries of characters, until what is left is not over `limit`."""
    pieces = []
    while len(line) > limit:
        decoder = codecs.getincrementaldecoder(codec)("backslashreplace")
        decoder.decode(line[:longest])
        unfinished, _ = decoder.getstate()  # the first bytes of a character
        size = longest - len(unfinished)
        pieces.append(line[:size])
        line = line[size:]
    return [*pieces, line]


def _printable(path: str) -> str:
    """Escape the surrogates in the name of a file that is not UTF-8: JSON cannot hold them."""
    return path.encode("utf-8", "backslashreplace").decode()
