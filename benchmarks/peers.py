#!/usr/bin/env python3
"""This parser compared with others that read chats: the same posts, in the format that each reads, in one run.

usage: peers.py [BENCH] [--mb N] [--rounds N] [--install] [--peers FOLDER] [--compiled TREE] [--write]

The dump is made as for speed.py. The posts that this parser finds in it are written for the others (exports.py), which
are those of drivers.py. Each is run in a process of its own, in turn with the others; the best of N rounds counts.
Seconds are those of the processor, which other programs on the machine hardly change, of all processes together. With
--install the peers are installed first, each into an environment of its own in FOLDER (default: .peers
next to this script); what is not there, or does not run, is skipped, and the table says why.
"""

from __future__ import annotations

import argparse
import datetime
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
import venv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import exports
from drivers import COMMAND, COMPILED, DRIVERS, FLOOR, JOBS, Driver
from runs import Ended, Failed, joined
from runs import run as process
from tables import BENCH, ROOT, markdown, write

PEERS = Path(__file__).with_name(".peers")
COMPILED_TREE: list[Path] = []  # as scripts/compiled_tree.py lays it, if there is one
STARTS = 2
HEAD = (
    "program",
    "reads",
    "MB/s",
    "posts/s",
    "× floor",
    "posts/s × ours",
    "peak memory, MB",
    "start, s",
    "version",
    "posts found",
)
# Bytecode is kept, as an installed package has it, and what is printed is buffered.
ENVIRONMENT = {
    name: value
    for name, value in os.environ.items()
    if name not in {"PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED", "PYTHONPATH"}
}


@dataclass
class Measured:
    """The best of a driver's runs, or why there are none."""

    seconds: float = float("inf")
    memory: float = 0.0  # MB
    start: float = float("inf")  # seconds
    count: int = 0
    skipped: str = ""


def home(driver: Driver, peers: Path) -> Path:
    """The environment of a peer."""
    return peers / re.sub(r"\W+", "-", driver.needs[0])


def install(driver: Driver, peers: Path) -> None:
    """Make the environment of a peer. What fails is seen when it is started."""
    folder = home(driver, peers)
    print(f"installing {' '.join(driver.needs)} …", file=sys.stderr)
    if driver.run[0] == "node":
        folder.mkdir(parents=True)
        command = ["npm", "install", "--silent", "--prefix", str(folder)]
    else:
        venv.create(folder, symlinks=True, with_pip=True)
        command = [str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet"]
    try:
        subprocess.run([*command, *driver.needs], env=ENVIRONMENT, check=True)
    except (OSError, subprocess.CalledProcessError) as error:
        print(error, file=sys.stderr)


def ended(driver: Driver, words: Sequence[str], peers: Path, folder: Path) -> Ended:
    """Run a driver in a folder; what it prints to its errors is with the rest.

    Raises:
        Failed: it does not start, or ends with an error.
    """
    program, *rest = words
    environment = dict(ENVIRONMENT)
    if not driver.needs:
        tree = COMPILED_TREE[-1] if driver is COMPILED else ROOT
        environment["PYTHONPATH"] = os.pathsep.join((str(tree), str(Path(__file__).parent)))
        program = sys.executable
    elif program == "node":
        environment["NODE_PATH"] = str(home(driver, peers).resolve() / "node_modules")
    else:
        program = str(home(driver, peers).resolve() / "bin" / program)
    try:
        return process([program, *rest], cwd=folder, env=environment, stderr=subprocess.STDOUT)
    except OSError as error:
        raise Failed(f"{words[0]}: {error.strerror}") from None


def run(driver: Driver, words: Sequence[str], peers: Path, folder: Path) -> tuple[str, float, float]:
    """What a driver prints, its seconds and its memory."""
    done = ended(driver, words, peers, folder)
    return done.out.decode("utf-8", "replace"), done.processor, done.memory


def begin(driver: Driver, peers: Path, folder: Path) -> Measured:
    """Start a driver, often enough to say how long it takes."""
    measured = Measured()
    if driver is COMPILED and not COMPILED_TREE:
        measured.skipped = "no compiled tree (--compiled)"
        return measured
    if driver.needs and not home(driver, peers).exists():
        measured.skipped = "not installed (--install)"
        return measured
    try:
        run(driver, driver.start, peers, folder)  # the first fills the disk's cache
        measured.start = min(run(driver, driver.start, peers, folder)[1] for _ in range(STARTS))
    except Failed as error:
        measured.skipped = f"does not start: {error}"
    return measured


def once(driver: Driver, measured: Measured, peers: Path, folder: Path) -> None:
    """Take one more run into account."""
    for left in folder.glob("out*"):
        shutil.rmtree(left) if left.is_dir() else left.unlink()
    try:
        printed, seconds, memory = run(driver, driver.run, peers, folder)
    except Failed as error:
        measured.skipped = f"fails: {error}"
        return
    if driver.count_file:
        printed = (folder / driver.count_file).read_text("utf-8")
    found = re.findall(driver.counts, printed, re.MULTILINE)
    measured.count = int(found[-1].replace(",", "")) if found else 0
    if seconds < measured.seconds:
        measured.seconds, measured.memory = seconds, memory


def inputs(bench: Path, size: int, folder: Path) -> tuple[str, int]:
    """Write all that is read; say what the dump is made of, and how many posts are in it."""
    what = joined(bench, size, folder / "dump.txt")
    run(COMMAND, COMMAND.run, PEERS, folder)
    posts = (folder / "out").rename(folder / "posts.jsonl")
    exports.result_json(exports.read(posts), folder / "result.json")
    exports.chats_json(exports.read(posts), folder / "chats.json")
    return what, exports.whatsapp_txt(exports.read(posts), folder / "chat.txt")


def rows(results: dict[Driver, Measured], posts: int, folder: Path) -> Iterator[list[str]]:
    """The table, line by line."""
    floor, ours = results[FLOOR].seconds, results[COMMAND].seconds
    for driver, measured in results.items():
        name = [driver.name, ", ".join(driver.reads)]
        if measured.skipped:
            yield [*name, *[""] * 6, driver.version, f"skipped: {cell(measured.skipped)}"]
            continue
        size = sum((folder / file).stat().st_size for file in driver.reads) / 1e6
        yield [
            *name,
            f"{size / measured.seconds:.1f}",
            "" if driver is FLOOR else f"{posts / measured.seconds:,.0f}",
            f"{measured.seconds / floor:.1f}",
            "" if driver is FLOOR else f"{ours / measured.seconds:.2f}",
            f"{measured.memory:.0f}",
            f"{measured.start:.2f}",
            driver.version,
            "" if driver is FLOOR else f"{measured.count:,}" + (f" ≠ {posts:,}" if measured.count != posts else ""),
        ]


def cell(text: str) -> str:
    """Text that ends no cell and is not long."""
    return text.replace("|", "/")[:100]


def verdict(results: dict[Driver, Measured]) -> str:
    """Where this parser is in posts per second: all read the same posts, so by the seconds."""
    best = COMMAND if results[COMPILED].skipped else COMPILED
    ours = results[best].seconds
    said = [f"Posts per second, ours to theirs. Ours is {best.name}."]
    for kind, pure in (("in Python alone", True), ("with a core in Rust, or in JavaScript", False)):
        ahead, behind = list[str](), list[str]()
        for driver, measured in results.items():
            if driver.needs and driver.pure is pure and not measured.skipped:
                times = measured.seconds / ours
                text = f"{driver.name.partition(',')[0]} on {driver.reads[0]} ({times:.2f}×)"
                (ahead if times > 1 else behind).append(text)
        said.append(
            f"Against peers {kind}: ahead of {', '.join(ahead) or 'none'}; behind {', '.join(behind) or 'none'}."
        )
    return "\n".join(f"- {each}" if number else f"{each}\n" for number, each in enumerate(said))


def main(words: Sequence[str] | None = None) -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("bench", nargs="?", type=Path, default=BENCH)
    options.add_argument("--mb", type=float, default=40)
    options.add_argument("--rounds", type=int, default=3, help="the best of so many is taken")
    options.add_argument("--install", action="store_true", help="install the peers that are not there")
    options.add_argument("--peers", type=Path, default=PEERS, metavar="FOLDER", help="where they are")
    options.add_argument("--compiled", type=Path, metavar="TREE", help="a tree with compiled modules")
    options.add_argument("--write", action="store_true", help="rewrite the table of docs/performance.md")
    args = options.parse_args(words)
    if args.compiled is not None:
        COMPILED_TREE.append(args.compiled.resolve())
    if args.install:
        for driver in DRIVERS:
            if driver.needs and not home(driver, args.peers).exists():
                install(driver, args.peers)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        print("the dump, and its posts for the others …", file=sys.stderr)
        what, posts = inputs(args.bench, int(args.mb * 1_000_000), folder)
        results = {driver: begin(driver, args.peers, folder) for driver in DRIVERS}
        for number in range(args.rounds):
            for driver, measured in results.items():
                if not measured.skipped:
                    print(f"{number + 1}/{args.rounds} {driver.name} …", file=sys.stderr)
                    once(driver, measured, args.peers, folder)
        for driver in (FLOOR, COMMAND, JOBS):
            if results[driver].skipped:
                raise SystemExit(f"{driver.name}: {results[driver].skipped}")
        table = markdown(HEAD, rows(results, posts, folder)).replace("| --- | ---: |", "| --- | --- |", 1)
        megabytes = (folder / "dump.txt").stat().st_size / 1e6
    note = (
        f"{datetime.date.today()}; {what}, {megabytes:.1f} MB, {posts:,} posts; best of {args.rounds}, "
        f"on a machine with a load of {os.getloadavg()[0]:.0f}; "
        f"Python {platform.python_version()}, {platform.system()} {platform.machine()}, {os.cpu_count()} cores."
    )
    text = f"{table}\n\n{note}\n\n{verdict(results)}"
    print(text)
    if args.write:
        write(Path("docs/performance.md"), "peers", text)


if __name__ == "__main__":
    main()
