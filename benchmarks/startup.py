#!/usr/bin/env python3
"""How soon the command is there: help, a small dump, and what the libraries alone take to import.

usage: startup.py [--rounds N] [--write]

The rounds are taken in turn, so that a busy moment of the machine hits all rows; the median of each row is given. The
dump is 30 KB of the fixtures. The console script is that of the Python which runs this; without one, `-m` is used.
"""

from __future__ import annotations

import argparse
import platform
import statistics
import sys
import tempfile
from pathlib import Path

from runs import run
from tables import ROOT, markdown, write

LIBRARIES = "pydantic, regex, emoji, typer, orjson"
SIZE = 30_000


def dump(target: Path) -> None:
    """Write 30 KB of fixtures."""
    data = b"".join(file.read_bytes() for file in sorted((ROOT / "fixtures").glob("*.txt")))
    target.write_bytes(data[: data.rindex(b"\n", 0, SIZE) + 1])


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--rounds", type=int, default=11)
    options.add_argument("--write", action="store_true", help="rewrite the table of docs/performance.md")
    args = options.parse_args()
    python = sys.executable
    script = Path(python).with_name("telegram-dump-parser")
    command = [str(script)] if script.exists() else [python, "-m", "telegram_dump_parser"]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "dump.txt"
        dump(file)
        runs = {
            "Python itself": [python, "-c", ""],
            f"`import {LIBRARIES}`": [python, "-c", f"import {LIBRARIES}"],
            "`import telegram_dump_parser`": [python, "-c", "import telegram_dump_parser"],
            "`telegram-dump-parser --help`": [*command, "--help"],
            "`telegram-dump-parser parse`, 30 KB": [*command, "parse", "--quiet", str(file)],
            "the same with `--format csv`, which needs the models": [
                *command,
                "parse",
                "--quiet",
                "--format",
                "csv",
                str(file),
            ],
        }
        taken: dict[str, list[float]] = {name: [] for name in runs}
        for number in range(args.rounds + 1):
            for name, words in runs.items():
                spent = run(words).processor
                if number:  # the first writes bytecode and fills the disk's cache
                    taken[name].append(spent)
    median = {name: statistics.median(values) for name, values in taken.items()}
    libraries = median[f"`import {LIBRARIES}`"]
    table = markdown(
        ("run", "seconds, median", "least", "× the libraries"),
        [
            [name, f"{median[name]:.3f}", f"{min(values):.3f}", f"{median[name] / libraries:.2f}"]
            for name, values in taken.items()
        ],
    )
    how = "the installed script" if script.exists() else "python -m"
    where = f"Python {platform.python_version()}, {platform.machine()}"
    note = f"Seconds of the processor; {args.rounds} rounds in turn, {how}; {where}."
    print(f"{table}\n\n{note}")
    if args.write:
        write(Path("docs/performance.md"), "startup", f"{table}\n\n{note}")


if __name__ == "__main__":
    main()
