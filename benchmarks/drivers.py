"""What peers.py runs: this parser, short scripts, and other programs that read chats, each as a line of a table.

A program is run in the folder of the files that `reads` names, and writes all that it finds to a file there. What it
prints, or the file `count_file`, says how many messages it found.
"""

from __future__ import annotations

from dataclasses import dataclass

_JSONL = """
import chatpack, orjson
count = 0
with open("out", "wb") as out:
    for count, message in enumerate(chatpack.{}, 1):
        out.write(orjson.dumps(message.to_dict(), option=orjson.OPT_APPEND_NEWLINE))
print(count)
"""
_MINER = """
from chatminer import chatparsers
parser = chatparsers.{}
parser.parse_file()
parser.parsed_messages.write_to_json("out")
print(len(parser.parsed_messages._parsed_messages))
"""
_WHATSTK = """
from whatstk import df_from_whatsapp
frame = df_from_whatsapp("chat.txt", hformat="%d/%m/%Y, %H:%M - %name:", max_size=None)
frame.to_csv("out", index=False)
print(len(frame))
"""
_NODE = """
const fs = require("fs"), parser = require("whatsapp-chat-parser");
const messages = parser.parseString(fs.readFileSync("chat.txt", "utf8"));
fs.writeFileSync("out", messages.map((message) => JSON.stringify(message) + "\\n").join(""));
console.log(messages.length);
"""
_NAIVE = """
import json, baselines
count = 0
with open("out", "w", encoding="utf-8") as out:
    for count, row in enumerate(baselines.rows("dump.txt", baselines.{}), 1):
        out.write(json.dumps(row, ensure_ascii=False) + "\\n")
print(count)
"""
_DIY = """
import {json}
messages = {json}.loads(open("result.json", encoding="utf-8").read())["messages"]
with open("out", "wb") as out:
    for message in messages:
        text = message["text"]
        if isinstance(text, list):
            text = "".join(piece if isinstance(piece, str) else piece["text"] for piece in text)
        row = {{name: message.get(name) for name in ("id", "date", "from", "forwarded_from", "reactions")}}
        out.write({dumps} + b"\\n")
print(len(messages))
"""
_LINES = """
from collections import deque
deque(open("dump.txt", encoding="utf-8"), 0)
"""
_LIBRARY = """
import telegram_dump_parser
print(sum(1 for _ in telegram_dump_parser.iter_posts("dump.txt")))
"""


@dataclass(frozen=True)
class Driver:
    """One row of the table."""

    name: str
    reads: tuple[str, ...]
    run: tuple[str, ...]  # with the programs of what `needs` has installed; `python` is this one if it needs nothing
    start: tuple[str, ...]  # what shows that it is there, and takes as long as its start
    needs: tuple[str, ...] = ()  # packages, with versions
    counts: str = r"(\d[\d,]*)\s*\Z"
    count_file: str = ""  # the file that has the count, if it is not printed
    pure: bool = False  # a program of others in Python alone, as this one is

    @property
    def version(self) -> str:
        """Of the package; its tools are of less interest."""
        return self.needs[0].replace("@", "==").partition("==")[2] if self.needs else ""


def _python(
    name: str, reads: str, code: str, start: str = "", needs: tuple[str, ...] = (), *, pure: bool = False
) -> Driver:
    return Driver(name, (reads,), ("python", "-c", code), ("python", "-c", start), needs, pure=pure)


_OURS = ("python", "-m", "telegram_dump_parser")
_PARSE = (*_OURS, "parse", "--force", "-o", "out")
_POSTS = r"([\d,]+) posts?,"
_CHATPACK = ("chatpack==0.1.0", "orjson==3.11.4")
_MINERS = ("chat-miner==0.6.0",)
_START_CHATPACK, _START_MINER = "import chatpack, orjson", "import chatminer.chatparsers"

FLOOR = _python("reading the dump's lines (the floor)", "dump.txt", _LINES)
COMMAND = Driver(
    "this parser: `parse -o --jobs 1`",
    ("dump.txt",),
    (*_PARSE, "--jobs", "1", "dump.txt"),
    (*_OURS, "--help"),
    counts=_POSTS,
)
COMPILED = Driver(
    "this parser, compiled: `parse -o --jobs 1`", COMMAND.reads, COMMAND.run, COMMAND.start, counts=COMMAND.counts
)
JOBS = Driver(
    "this parser: `parse -o --jobs 2`",
    ("dump.txt",),
    (*_PARSE, "--jobs", "2", "dump.txt"),
    (*_OURS, "--help"),
    counts=_POSTS,
)
STREAM = _python(
    "chatpack stream (Rust), to JSONL",
    "result.json",
    _JSONL.format('TelegramStreamParser("result.json")'),
    _START_CHATPACK,
    _CHATPACK,
)
DRIVERS = (
    FLOOR,
    COMMAND,
    COMPILED,
    JOBS,
    _python(
        "this parser: library, `iter_posts`",
        "dump.txt",
        _LIBRARY,
        "from telegram_dump_parser import Post, iter_posts",
    ),
    _python("script: a post per leading emoji", "dump.txt", _NAIVE.format("emoji"), "import json, re"),
    _python("script: greedy echo", "dump.txt", _NAIVE.format("greedy"), "import json, re"),
    _python(
        "script: stdlib json",
        "result.json",
        _DIY.format(json="json", dumps='json.dumps({**row, "text": text}, ensure_ascii=False).encode()'),
        "import json",
    ),
    _python(
        "script: orjson",
        "result.json",
        _DIY.format(json="orjson", dumps='orjson.dumps({**row, "text": text})'),
        "import orjson",
    ),
    _python(
        "chatpack list (Rust), to JSONL",
        "result.json",
        _JSONL.format('parse_telegram("result.json")'),
        _START_CHATPACK,
        _CHATPACK,
    ),
    STREAM,
    Driver(
        "telegram-export-md",
        ("chats.json",),
        ("tg-export-md", "chats.json", "-o", "out.folder"),
        ("tg-export-md", "--help"),
        ("telegram-export-md==0.4.1",),
        counts=r"(\d+) messages? in",
        pure=True,
    ),
    _python(
        "chat-miner, to JSON",
        "result.json",
        _MINER.format('TelegramJsonParser("result.json")'),
        _START_MINER,
        _MINERS,
        pure=True,
    ),
    Driver(
        "tg-parser, to JSON",
        ("result.json",),
        ("tg-parser", "parse", "result.json", "-o", "out.folder", "-f", "json", "--no-streaming"),
        ("tg-parser", "--help"),
        ("tg-parser==1.2.0",),
        counts=r"Parsed (\d+) messages",
        pure=True,
    ),
    Driver(
        "tgmix, to TOON",
        ("result.json",),
        ("tgmix", "--no-stats", "--no-mark-media", "--no-confirm-deletion", "result.json"),
        ("tgmix", "--help"),
        ("tgmix==0.9.1",),
        counts=r"^messages\[(\d+)\]",
        count_file="tgmix_output.toon.txt",
        pure=True,
    ),
    _python(
        "chatpack list (Rust), to JSONL",
        "chat.txt",
        _JSONL.format('parse_whatsapp("chat.txt")'),
        _START_CHATPACK,
        _CHATPACK,
    ),
    _python(
        "chatpack stream (Rust), to JSONL",
        "chat.txt",
        _JSONL.format('WhatsAppStreamParser("chat.txt")'),
        _START_CHATPACK,
        _CHATPACK,
    ),
    Driver(
        "whatsapp-chat-parser (Node), to JSONL",
        ("chat.txt",),
        ("node", "-e", _NODE),
        ("node", "-e", "require('whatsapp-chat-parser')"),
        ("whatsapp-chat-parser@4.0.2",),
    ),
    _python(
        "chat-miner, to JSON",
        "chat.txt",
        _MINER.format('WhatsAppParser("chat.txt")'),
        _START_MINER,
        _MINERS,
        pure=True,
    ),
    _python("whatstk, to CSV", "chat.txt", _WHATSTK, "import whatstk", ("whatstk==0.9.1",), pure=True),
)
