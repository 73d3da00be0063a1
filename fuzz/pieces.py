"""Hostile dumps, composed from the pieces of real ones: any bytes are a recipe, and each recipe gives one dump.

A byte of the recipe chooses a piece, the next ones its particulars. So random recipes give random dumps, a fuzzer that
changes a recipe's bytes changes a dump's pieces, and a recipe in a file replays what was found. All texts are invented.
"""

from __future__ import annotations

import bz2
import gzip
import lzma
from collections.abc import Callable, Sequence
from typing import TypeVar

T = TypeVar("T")

MOST_LINES = 120  # of a dump; a piece may add a few more

# Telegram's own lines, and what looks like them.
INTERFACE = [
    "This media is not supported in your browser",
    "Media is too big",
    "VIEW IN TELEGRAM",
    "Please open Telegram to view this post",
    "Forwarded from Channel of the North",
    "Forwarded from ",
    "Anonymous Poll",
    "Quiz",
    "34%",
    "100%",
    "999%",
    "25.2 MB",
    "report-2024.pdf",
    "❤28🔥16👍1",
    "❤‍🔥5🏳️‍🌈2",
    "🔥",
    "👍🏽👩‍👩‍👧",
    "7.37K",
    "245",
    "1.2K 12",
    "January 19",
    "June 3, 2024",
    "February 30, 0000",
    "Channel created",
    "Channel name was changed to «North»",
    "Anna pinned «The ferry runs again»",
    "63.3K subscribers",
    "1 member",
    "Download Telegram",
    "YouTube",
    "Telegram",
    "example.org",
    "Photo",
    "Anna Berg",
    "Anna Berg, [10.04.2025 12:30]",
    "// Bo, [11.04.2025 08:05]",
    " * [ Photo ]",
    "[In reply to Anna Berg]",
    "[Переслано от Порт]",
    "[ Poll : Which boat",
    "is older? ]",
    "- The old one",
    "[5/14/25 2:40 PM] Anna Berg: Hello",
    "> Anna Berg:",
    "Bo:",
    "```",
    "/*",
    "*/",
    "---",
    "Open Telegram",
    "If the open doesn't start, click here",
    "North Telegram | DID YOU KNOW?",
    "TG Telegram Group & Channel",
    "Create: Update:",
    ">>Click here to continue<<",
    "t.me/north/12",
    "6.2K views Apr 23, 2024 at 06:02",
    "**The ferry is back**",
    "",
]
# What channels write: each line is one that some rule looks at.
TEXTS = [
    "The ferry runs again.",
    "The bridge is closed until Friday, and nobody knows why.",
    "📍 Almaty, April 10",
    "📍 Rome, 30-31 February 2024",
    "📍 Lakeside, 12/13/2024",
    "🗓 31 June",
    "🗓️ 1 сентября 2023 г.",
    "📅 2024-02-30 — 2024-03-01",
    "💬 “A quote that somebody said.”",
    "💬 Anna Berg: Not before June.",
    "💬",
    "❓ Question: Will the bridge be closed?",
    "❓Вопрос: когда?",
    "🎙 Ambassador Anna Berg:",
    "🔴 Our links:",
    "🔴 Website",
    "🔴 YouTube",
    "🇦🇹🇨🇿 Two flags",
    "🏴󠁧󠁢󠁥󠁮󠁧󠁿 A flag of tags",
    "#one #two @three https://example.org/a,b.",
    "#",
    "@",
    "https://",
    "http://[::1]/x t.me/north a@b.org a@b..org пример.рф/я",
    "▪️ a row of a list",
    "1. another row",
    "2️⃣ a row with a keycap",
    "10.0.0.1:8080",
    "ssh-ed25519AAAAC3NzaC1lZDI1NTE5",
    "$ ls --all | wc",
    "Short",
    "a",
    "…",
    "It goes on…",
    "Она сказала:",
    "القطار يعود غدا",
    "火车明天回来。",
    "የቀትር ባቡር",
    "\u202eoverride\u202c",
    "a\u2028b\x85c\x0bd\x0ce\x1cf",
    "\x1b[31mred\x07",
    "\ufeff",
    "\u200b",
    "\u200d",
    "\ufe0f\u20e3",
    "e\u0301\u200d🏳️‍🌈",
    "٣٤%",
    "٣٤ ٥",
    "١٢٣",
    "²",
    "½ ⅷ ㊿",
    "1.2.3",
    "❤5.K",
    "❤0🔥00",
    "0",
    "99999999999999999999K",
    "\0",
    "\0\0\0",
    "\t",
    "  spaces around  ",
    "two  spaces",
    "\u00a0",
    "ß İ ı ﬁ ǅ",
    "=SUM(A1)",
    "<b>&amp;</b>",
    '"quoted", {"json": [1]}',
    "\\xff \\u0041",
    "\U0010ffff\ufffe\ue000",
]
WORDS = ["the", "ferry", "runs", "again", "мост", "закрыт", "night", "train", "🔥", "12", "May", "#rail", "@north", "a"]
# Bytes that are no UTF-8, each another way, and a lone surrogate.
RUBBISH = [b"\xff\xfe", b"\xc3", b"\x80\x80", b"\xf0\x9f\x98", b"\xed\xa0\x80", b"\xc0\xaf", b"\xf4\x90\x80\x80"]
ENDS = [b"\n", b"\n", b"\r\n", b"\r", b"\n\r", b"\n\n"]
MARKS = [b"", b"", b"", b"", b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\xff\xfe\0\0"]
CODECS = ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1251", "utf-8-sig"]


class Recipe:
    """The choices that bytes stand for; where they end, every choice is the first."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0

    @property
    def left(self) -> int:
        """How many bytes are left."""
        return len(self.data) - self.at

    def below(self, limit: int) -> int:
        """A number from 0 to `limit` − 1, of at most 256."""
        if not self.left:
            return 0
        self.at += 1
        return self.data[self.at - 1] % limit

    def pick(self, options: Sequence[T]) -> T:
        """One of at most 256 options."""
        return options[self.below(len(options))]

    def take(self, size: int) -> bytes:
        """The next bytes as they are."""
        taken = self.data[self.at : self.at + size]
        self.at += len(taken)
        return taken


Lines = list[bytes]


def _line(recipe: Recipe) -> bytes:
    kind = recipe.below(8)
    if kind < 3:
        return recipe.pick(TEXTS).encode()
    if kind < 6:
        return " ".join(recipe.pick(WORDS) for _ in range(1 + recipe.below(6))).encode()
    return recipe.pick(INTERFACE).encode()


def _body(recipe: Recipe) -> Lines:
    return [_line(recipe) for _ in range(1 + recipe.below(5))]


def _interface(recipe: Recipe, lines: Lines) -> None:
    lines += [recipe.pick(INTERFACE).encode() for _ in range(1 + recipe.below(3))]


def _text(recipe: Recipe, lines: Lines) -> None:
    lines.append(_line(recipe))


def _echoed(recipe: Recipe, lines: Lines) -> None:
    body = _body(recipe)
    lines += body + body[recipe.below(2) :]


def _cut_echo(recipe: Recipe, lines: Lines) -> None:
    """A text whose copies lack something: lines, ends or beginnings of lines."""
    body = _body(recipe)
    copies = [*body, *body[1:]]
    for _ in range(1 + recipe.below(3)):
        at = recipe.below(len(copies))
        how = recipe.below(5)
        if how == 0:
            del copies[at]
        elif how == 1:
            copies[at] = copies[at][: recipe.below(256)]
        elif how == 2:
            copies[at] = copies[at][recipe.below(8) :]
        elif how == 3:
            copies[at] += recipe.pick([b" ", b"  ", "…".encode(), b".", "️".encode()])
        else:
            copies.insert(at, _line(recipe))
        if not copies:
            return
    lines += copies


def _again(recipe: Recipe, lines: Lines) -> None:
    """Lines that stood before appear once more."""
    if lines:
        first = recipe.below(min(256, len(lines)))
        lines += lines[first : first + 1 + recipe.below(8)]


def _repeated(recipe: Recipe, lines: Lines) -> None:
    lines += [_line(recipe)] * (2 + recipe.below(12))


def _alternating(recipe: Recipe, lines: Lines) -> None:
    lines += [_line(recipe), _line(recipe)] * (2 + recipe.below(6))


def _nested(recipe: Recipe, lines: Lines) -> None:
    """A repeat of repeats."""
    part = [_line(recipe), _line(recipe)]
    for _ in range(1 + recipe.below(3)):
        part = part + [_line(recipe)] * recipe.below(2) + part
    lines += part


def _rows(recipe: Recipe, lines: Lines) -> None:
    form = recipe.pick(["%d. row", "▪️ row %d", "%d", "10.0.0.%d:80", "#tag%d", "%d%%", "❤%d", "row — %d ₽"])
    lines += [(form % (number + 1)).encode() for number in range(1 + recipe.below(9))]


def _poll(recipe: Recipe, lines: Lines) -> None:
    poll = ["Which cheese?", "Anonymous Poll", "60%", "The mild one", "40%", "The other"]
    lines += [row.encode() for row in poll[recipe.below(3) : 6 - recipe.below(3)]]


def _preview(recipe: Recipe, lines: Lines) -> None:
    preview = ["YouTube", "The ballroom shines again", "Pictures of the largest room.", "More of it."]
    lines += [row.encode() for row in preview[recipe.below(2) : 4 - recipe.below(3)]]


def _reply(recipe: Recipe, lines: Lines) -> None:
    lines += [b"Anna Berg", recipe.pick([b"Photo", "The bridge is closed  until…".encode(), _line(recipe)])]


def _media(recipe: Recipe, lines: Lines) -> None:
    pair = recipe.pick(INTERFACE[:2] + INTERFACE[3:4]).encode()
    lines += [pair, b"VIEW IN TELEGRAM"][: 1 + recipe.below(2)]


def _header(recipe: Recipe, lines: Lines) -> None:
    header = ["Channel of the North", "63.3K subscribers", "2.1K photos", "News of the north", "Download Telegram"]
    lines += [row.encode() for row in header[recipe.below(3) : 5 - recipe.below(2)]]


def _blank(recipe: Recipe, lines: Lines) -> None:
    lines += [recipe.pick([b"", b"", b" ", b"\t", "\u3000".encode()])] * (1 + recipe.below(6))


def _rubbish(recipe: Recipe, lines: Lines) -> None:
    """Bytes of the recipe itself; they may hold line ends."""
    lines.append(recipe.take(recipe.below(24)))


def _damaged(recipe: Recipe, lines: Lines) -> None:
    line = _line(recipe)
    at = recipe.below(len(line) + 1)
    lines.append(line[:at] + recipe.pick(RUBBISH) + line[at:])


def _legacy(recipe: Recipe, lines: Lines) -> None:
    """A line of another encoding, or one that went through it (mojibake)."""
    line = _line(recipe).decode("utf-8", "replace")
    if recipe.below(2):
        lines.append(line.encode("cp1251", "replace"))
    else:
        lines.append(line.encode().decode("cp1252", "replace").encode())


def _long(recipe: Recipe, lines: Lines) -> None:
    unit = recipe.pick(["a", "a ", "🔥", "❤1", "#t ", "я", "1.", " ", "\u200d", "e\u0301", "April 10, ", "\0"])
    lines.append(unit.encode() * (1 << recipe.below(10)))


def _dated(recipe: Recipe, lines: Lines) -> None:
    place = recipe.pick(["📍 Lakeside, ", "🗓 ", "📍", "📅 on ", ""])
    day = recipe.pick(["May 4", "4 мая 2024", "31.04.2024", "04/05/2024", "٤ مايو", "2024年5月4日", "May 4–6"])
    lines.append((place + day).encode())


PIECES: list[Callable[[Recipe, Lines], None]] = [
    _interface, _interface, _text, _echoed, _echoed, _echoed, _cut_echo, _cut_echo, _again, _repeated, _alternating,
    _nested, _rows, _poll, _preview, _reply, _media, _header, _blank, _rubbish, _damaged, _legacy, _long, _dated,
]  # fmt: skip


def compose(data: bytes) -> bytes:
    """The dump that a recipe gives."""
    recipe = Recipe(data)
    end = recipe.pick(ENDS)
    mixed = recipe.below(4) == 0
    whole, how, where = recipe.below(32), recipe.below(256), recipe.below(256)
    lines: Lines = []
    ends: Lines = []
    while recipe.left and len(lines) < MOST_LINES:
        recipe.pick(PIECES)(recipe, lines)
        while len(ends) < len(lines):
            ends.append(recipe.pick(ENDS) if mixed else end)
    dump = b"".join(line + tail for line, tail in zip(lines, ends, strict=False))
    if whole % 2:
        dump = dump.rstrip(b"\r\n")
    if whole == 2:
        dump = MARKS[how % len(MARKS)] + dump
    elif whole == 4:
        dump = dump.decode("utf-8", "replace").encode(CODECS[how % len(CODECS)], "replace")
    elif whole == 6:
        dump = dump[: len(dump) * where // 256]
    elif whole == 8:
        dump = _archive(dump, how, where)
    return dump


def _archive(dump: bytes, how: int, where: int) -> bytes:
    """An archive, whole, cut off, or with a byte that is wrong."""
    packed = (gzip.compress(dump, 1, mtime=0), bz2.compress(dump, 1), lzma.compress(dump, preset=0))[how % 3]
    at = len(packed) * where // 256
    if how & 64:
        return packed[:at]
    if how & 128:
        return packed[:at] + bytes([packed[at] ^ (1 + how % 255)]) + packed[at + 1 :]
    return packed
