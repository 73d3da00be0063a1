#!/usr/bin/env python3
"""This parser and others that read Telegram Desktop's result.json: what each keeps, its speed and its memory.

usage: json_peers.py [--mb N] [--rounds N] [--install] [--peers FOLDER] [--write]

The messages are invented, one or more of each kind that Telegram Desktop writes. Each field has a value that is
nowhere else: a program keeps the field if its output has the value. For speed and memory the messages are repeated
with new ids until the file has N MB (default: 25). Seconds are those of the processor, the best of N rounds, in turn.
Programs are installed and skipped as in peers.py.
"""

from __future__ import annotations

import argparse
import datetime
import json
import os
import platform
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from drivers import DRIVERS, Driver
from peers import PEERS, cell, ended, home, install
from runs import Failed
from tables import markdown, write

_OURS = ("python", "-m", "telegram_dump_parser", "parse", "--force")
OURS = Driver(
    "this parser, to JSONL",
    ("result.json",),
    (*_OURS, "-o", "out.jsonl", "result.json"),
    (*_OURS[:3], "--help"),
    counts=r"([\d,]+) posts?,",
)
PROGRAMS = (
    OURS,
    *(driver for driver in DRIVERS if driver.needs and driver.reads[0] in ("result.json", "chats.json")),
)

_FIRST = 1744270207  # the second of the first message
_FROM = {"from": "Lakeside Ferry", "from_id": "channel1700000001"}
_NOT_HERE = "(File not included. Change data exporting settings to download.)"


def _text(*parts: str | dict[str, Any]) -> dict[str, Any]:
    """`text` and `text_entities` as Telegram Desktop writes them."""
    typed = [{"type": "plain", "text": part} if isinstance(part, str) else part for part in parts]
    plain = len(parts) == 1 and isinstance(parts[0], str)
    return {"text": parts[0] if plain else list(parts), "text_entities": typed}


def _message(**fields: Any) -> dict[str, Any]:
    return {"type": "message", **_FROM, "text": "", "text_entities": [], **fields}


MESSAGES: tuple[dict[str, Any], ...] = (
    {
        "type": "service",
        "date": "2025-04-09T08:30:00",
        "date_unixtime": "1744180200",
        "actor": "Lakeside Ferry",
        "actor_id": "channel1700000001",
        "action": "create_channel",
        "title": "Lakeside Ferry",
        "text": "",
        "text_entities": [],
    },
    _message(**_text("The ferry is out of service until noon.\n\nA bus runs every 20 minutes.")),
    _message(
        edited="2025-04-10T10:31:11",
        edited_unixtime="1744273871",
        **_text(
            {"type": "bold", "text": "Timetable"},
            " on ",
            {"type": "text_link", "text": "the new page", "href": "https://target.example/one"},
            ", ask ",
            {"type": "mention", "text": "@lakeside_help"},
        ),
    ),
    _message(author="Sigrid Lunde", **_text("A word of the captain.")),
    _message(forwarded_from="Harbour Office", forwarded_from_id="channel1555000111", **_text("Storm warning")),
    _message(reply_to_message_id=7330999, **_text("Thanks to all!")),
    _message(
        reactions=[
            {"type": "emoji", "count": 4711, "emoji": "👍"},
            {"type": "custom_emoji", "count": 12, "document_id": "5210998877665544"},
            {"type": "paid", "count": 3907},
        ],
        **_text("The new boat"),
    ),
    _message(
        poll={
            "question": "Which boat do you take?",
            "closed": False,
            "total_voters": 8501,
            "answers": [
                {"text": "By the early boat", "voters": 2903, "chosen": False},
                {"text": "By the late one", "voters": 5598, "chosen": False},
            ],
        }
    ),
    _message(photo=_NOT_HERE, photo_file_size=178051, width=896, height=1200, **_text("Pier at dawn")),
    _message(
        file=_NOT_HERE,
        file_name="winter-timetable.pdf",
        file_size=558811,
        mime_type="application/pdf",
    ),
    _message(file=_NOT_HERE, media_type="voice_message", mime_type="audio/ogg", duration_seconds=1871),
    _message(location_information={"latitude": 47.123456, "longitude": 9.654321}),
    _message(contact_information={"first_name": "Ben", "last_name": "Moe", "phone_number": "+43 555 01994"}),
    _message(invoice_information='{"title": "Season ticket", "amount": 4200, "currency": "EUR"}'),
    _message(todo_list={"title": "Before you go", "answers": [{"text": "Bring a lamp", "id": 1}]}),
    _message(
        via_bot="@ferrybot",
        inline_bot_buttons=[[{"type": "url", "text": "Book a cabin", "data": "https://book.example/cabin"}]],
        **_text("Cabins"),
    ),
    {"type": "unsupported"},  # this and the next are what the newest releases write
    {**_message(rich_message={"blocks": [{"type": "paragraph", "text": "A rich word of the harbour"}]})},
)
# What an output has that keeps the field, as a pattern.
FIELDS = {
    "id": r"734000[0-9]",
    "time in UTC": r"1744270267|2025-04-10[T ]07:31:07",
    "time of the edit": r"1744273871|2025-04-10[T ](?:08|10):31:11",
    "signature": "Sigrid Lunde",
    "target of a link": "https://target[.]example/one",
    "places of entities": r'"(?:start|offset)": ?\d',
    "id of the message answered": "7330999",
    "name of a forward's origin": "Harbour Office",
    "id of a forward's origin": "1555000111",
    "reactions: emoji": "4711",
    "reactions: custom emoji": "5210998877665544",
    "reactions: paid": "3907",
    "poll: answers": "By the early boat",
    "poll: votes": "2903",
    "name of a file": "winter-timetable[.]pdf",
    "size of a file": "558811",
    "length of a recording": r"1871|31m 11s|31:11",
    "location": "47[.]123456",
    "contact": "01994",
    "invoice": "Season ticket",
    "checklist": "Bring a lamp",
    "button": "https://book[.]example/cabin",
    "via bot": "@ferrybot",
    "service message": "create_channel",
    "text of a rich message": "A rich word of the harbour",
}


NEW: int = 2  # the last messages, which some programs fail with


def export(path: Path, size: int, messages: Sequence[dict[str, Any]], *, in_list: bool) -> int:
    """Write the messages, again and again with new ids, as Telegram Desktop lays them out; give their number.

    Args:
        path: the file.
        size: bytes that it has at least; each message is there once in any case.
        messages: without their ids.
        in_list: the chat is in a list of chats, which no Telegram writes and telegram-export-md wants.
    """
    count = written = 0
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write('{"chats": [' if in_list else "")
        file.write('{\n "name": "Lakeside Ferry",\n "type": "public_channel",\n "id": 1700000001,\n "messages": [')
        while count == 0 or written < size:
            for message in messages:
                time = _FIRST + 60 * count
                # Local time, of a zone two hours east.
                date = datetime.datetime.fromtimestamp(time + 7200, datetime.UTC).isoformat()[:19]
                whole = {"id": 7340000 + count, "date": date, "date_unixtime": str(time), **message}
                if message["type"] == "unsupported":
                    whole = {"id": 7340000 + count, **message}
                text = json.dumps(whole, ensure_ascii=False, indent=1).replace("\n", "\n  ")
                written += file.write(f"{',' if count else ''}\n  {text}")
                count += 1
        file.write("\n ]\n}" + ("]}" if in_list else "") + "\n")
    return count


@dataclass
class Found:
    """What is known of a program: of one copy of each message what it keeps, of many how long they take it."""

    kept: int = 0
    fields: dict[str, bool] = field(default_factory=dict)
    count: int = 0  # of the large file
    seconds: float = float("inf")
    memory: float = 0.0  # MB
    remark: str = ""  # how it fails, or failed before the newest messages were left out


def run(driver: Driver, peers: Path, folder: Path) -> tuple[int, str, float, float]:
    """Run a program on what is in the folder: how many messages it found, its output, seconds and memory.

    Raises:
        Failed: it is not installed, does not start, or ends with an error.
    """
    for left in (*folder.glob("out*"), *folder.glob("tgmix_output*")):
        shutil.rmtree(left) if left.is_dir() else left.unlink()
    if driver.needs and not home(driver, peers).exists():
        raise Failed("not installed (--install)")
    done = ended(driver, driver.run, peers, folder)
    printed = done.out.decode("utf-8", "replace")
    files = [
        path for start in (*folder.glob("out*"), *folder.glob("tgmix_output*")) for path in (start, *start.rglob("*"))
    ]
    output = "\n".join(path.read_text("utf-8", "replace") for path in files if path.is_file())
    if driver.count_file:
        printed = (folder / driver.count_file).read_text("utf-8")
    found = re.findall(driver.counts, printed, re.MULTILINE)
    count = int(found[-1].replace(",", "")) if found else 0
    return count, output, done.processor, done.memory


def rows(results: dict[Driver, Found], count: int, size: float) -> Iterator[list[str]]:
    """The table, a program a line."""
    for driver, found in results.items():
        if found.remark and not found.fields:
            yield [driver.name, *[""] * 5, driver.version, cell(found.remark)]
            continue
        fast = [""] * 3
        if found.seconds < float("inf"):
            fast = [f"{size / found.seconds:.1f}", f"{count / found.seconds:,.0f}", f"{found.memory:.0f}"]
        kept = [f"{found.kept} of {len(MESSAGES)}", f"{sum(found.fields.values())} of {len(FIELDS)}"]
        yield [driver.name, *kept, *fast, driver.version, cell(found.remark)]


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--mb", type=float, default=25)
    options.add_argument("--rounds", type=int, default=2, help="the best of so many is taken")
    options.add_argument("--install", action="store_true", help="install the programs that are not there")
    options.add_argument("--peers", type=Path, default=PEERS, metavar="FOLDER", help="where they are")
    options.add_argument("--write", action="store_true", help="rewrite the tables of docs/performance.md and README.md")
    args = options.parse_args()
    if args.install:
        for driver in PROGRAMS:
            if driver.needs and not home(driver, args.peers).exists():
                install(driver, args.peers)
    results = {driver: Found() for driver in PROGRAMS}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)

        def write_both(size: int, messages: Sequence[dict[str, Any]]) -> int:
            export(folder / "chats.json", size, messages, in_list=True)
            return export(folder / "result.json", size, messages, in_list=False)

        for messages in (MESSAGES, MESSAGES[:-NEW]):
            write_both(0, messages)
            for driver, found in results.items():
                if found.fields or (found.remark and messages is MESSAGES):
                    continue
                print(f"{driver.name} …", file=sys.stderr)
                try:
                    found.kept, output, _, _ = run(driver, args.peers, folder)
                    found.fields = {name: re.search(sign, output) is not None for name, sign in FIELDS.items()}
                except Failed as error:
                    found.remark = str(error) if messages is MESSAGES else found.remark
        # The last messages are left out for all: programs that fail with them could not be compared.
        count = write_both(int(args.mb * 1e6), MESSAGES[:-NEW])
        size = (folder / "result.json").stat().st_size / 1e6
        for number in range(args.rounds):
            for driver, found in results.items():
                if not found.fields:
                    continue
                print(f"{number + 1}/{args.rounds} {driver.name} …", file=sys.stderr)
                try:
                    found.count, _, seconds, memory = run(driver, args.peers, folder)
                    found.seconds, found.memory = min((found.seconds, found.memory), (seconds, memory))
                except Failed as error:
                    found.remark = str(error)
    head = ("program", "messages kept", "fields kept", "MB/s", "messages/s", "peak memory, MB", "version", "fails with")
    found_rows = list(rows(results, count, size))
    shown = len(head) if any(row[-1] for row in found_rows) else -1  # the last column only where a program fails
    table = markdown(head[:shown], [row[:shown] for row in found_rows])
    told = {driver: found for driver, found in results.items() if found.fields}
    names = [driver.name.partition(",")[0] for driver in told]
    kept = ([name, *("yes" if found.fields[name] else "no" for found in told.values())] for name in FIELDS)
    by_field = markdown(("field", *names), kept)
    note = (
        f"{datetime.date.today()}; {len(MESSAGES)} invented messages of all kinds; for speed repeated without the last "
        f"{NEW}: {size:.1f} MB, {count:,} messages; seconds of the processor, best of {args.rounds}, on a machine with "
        f"a load of {os.getloadavg()[0]:.0f} and {os.cpu_count()} cores; Python {platform.python_version()}, "
        f"{platform.system()} {platform.machine()}."
    )
    text = f"{table}\n\n{note}"
    print(f"{text}\n\n{by_field}")
    if args.write:
        write(Path("docs/performance.md"), "json-peers", f"{text}\n\n{by_field}")
        write(Path("README.md"), "json-peers", text)


if __name__ == "__main__":
    main()
