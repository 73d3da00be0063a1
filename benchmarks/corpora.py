"""Corpora: throughput against the library, memory, several processes and bad rows; `--write` puts it into the docs.

`python benchmarks/corpora.py BENCH [--documents N] [--most BYTES] [--texts FOLDER...] [--share X] [--min-score X]
[--write]`: a corpus of N rows is made of the dumps of a bench folder and of other texts, in an order of chance, one row
in a thousand broken. `--most` leaves out longer dumps and cuts longer texts, so that many rows do not take hours;
`--share` says how many rows are dumps, `--min-score` which are read, as for the command. CPU time is what counts: other
work on the machine hardly changes it; the load is given with the seconds of the clock.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]

import telegram_dump_parser as tdp  # noqa: E402

COMMAND = ["parse", "--text-column", "text", "--keep", "date"]
BROKEN = b'{"text": "a row that breaks off\n'
START, END = "<!-- corpora:begin -->\n", "<!-- corpora:end -->"


def corpus(given: argparse.Namespace, path: Path) -> tuple[list[str], int]:
    """Write the corpus; give the texts of the good rows and the number of bad ones."""
    most: int = given.most
    from other_texts import texts_of_folders

    rng = random.Random(7)
    dumps = [
        file.read_text("utf-8", "replace") for file in sorted(given.bench.glob("*/*.txt")) if "joined" not in str(file)
    ]
    dumps = [text for text in dumps if len(text.encode("utf-8", "surrogatepass")) <= most]
    others = [text[:most] for _, text in texts_of_folders(given.texts, rng)]
    texts, bad = [], 0
    with path.open("wb") as file:
        for number in range(given.documents):
            if number % 1000 == 500:
                file.write(BROKEN)
                bad += 1
                continue
            text = rng.choice(others) if others and rng.random() >= given.share else rng.choice(dumps)
            texts.append(text)
            row = {"text": text, "id": f"<urn:uuid:{number:08}>", "url": "https://t.me/s/town", "date": "2026-05-04"}
            file.write(json.dumps(row, ensure_ascii=False).encode("utf-8", "surrogatepass") + b"\n")
    return texts, bad


RUNNER = """
import os, resource, sys, time
from telegram_dump_parser.__main__ import run
start = time.perf_counter()
sys.argv[0] = "telegram-dump-parser"
try:
    run()
except SystemExit:
    pass
own, others = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
peak = own.ru_maxrss
if os.path.exists("/proc/self/status"):  # where the other counts what the process that started this one had
    peak = next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(time.perf_counter() - start, own.ru_utime + own.ru_stime, others.ru_utime + others.ru_stime, peak)
"""


def run(words: list[str]) -> dict[str, Any]:
    """Seconds on the clock, of this process's and of its processes' processor time, and peak memory in MiB."""
    done = subprocess.run([sys.executable, "-c", RUNNER, *words], capture_output=True, text=True, check=True, env=ENV)
    wall, own, others, peak = map(float, done.stdout.split())
    return {"wall": wall, "own": own, "others": others, "cpu": own + others, "peak": int(peak) >> 10}


ENV = os.environ | {"PYTHONPATH": str(ROOT)}


def library(texts: list[str], least: float) -> tuple[float, int]:
    """CPU seconds and posts of `iter_posts` over the same texts, one after the other, if they score as much."""
    import gc

    gc.disable()
    data = [text.encode("utf-8", "surrogatepass") for text in texts]
    start, posts = time.process_time(), 0
    for text in data:
        if least and tdp.looks_like_dump(text) < least:
            continue
        for post in tdp.iter_posts(text):
            post.model_dump_json()
            posts += 1
    return time.process_time() - start, posts


def measure(given: argparse.Namespace, folder: Path) -> dict[str, Any]:
    path = folder / "corpus.jsonl"
    texts, bad = corpus(given, path)
    size = path.stat().st_size
    command = [*COMMAND, "--min-score", str(given.min_score)]
    idle = run([*COMMAND, "-o", str(folder / "none.jsonl"), os.devnull, "--force"])["cpu"]
    found: dict[str, Any] = {"documents": given.documents, "bytes": size, "bad": bad, "start": idle}
    found |= {"share": given.share if given.texts else 1.0, "min-score": given.min_score}
    seconds, posts = library([text for text in texts if text.strip()], given.min_score)
    found["library"] = {"cpu": seconds, "posts": posts}
    for jobs in ("1", "2"):
        output = folder / f"{jobs}.jsonl"
        log = folder / f"{jobs}.defects"
        words = [*command, "-j", jobs, "-o", str(output), "--diagnostics", str(log), str(path)]
        found[f"-j {jobs}"] = run(words) | {"load": os.getloadavg()[0]}
        defects = [json.loads(line) for line in log.read_text("utf-8").splitlines()]
        found["rows reported"] = sum(defect["code"] == "invalid-json" for defect in defects)
        found["posts"] = sum(1 for _ in output.open("rb"))
    found["equal"] = (folder / "1.jsonl").read_bytes() == (folder / "2.jsonl").read_bytes()
    small = folder / "small.jsonl"
    with path.open("rb") as whole, small.open("wb") as part:
        part.writelines(line for line, _ in zip(whole, range(given.documents // 10), strict=False))
    found["peak of a tenth"] = run([*command, "-o", str(folder / "s.jsonl"), str(small)])["peak"]
    start = time.process_time()
    for text in texts:
        tdp.looks_like_dump(text)
    found["score cpu"] = time.process_time() - start
    return found


def table(found: dict[str, Any]) -> str:
    one, two, lib = found["-j 1"], found["-j 2"], found["library"]
    documents, size = found["documents"], found["bytes"]
    cpu = one["cpu"] - found["start"]
    ratio = lib["cpu"] / cpu
    faster = one["cpu"] / (two["own"] + two["others"] / 2)
    rate, lost = documents / cpu, lib["posts"] - found["posts"]
    chosen = f"; those that score {found['min-score']} are read" if found["min-score"] else ""
    rows = [
        "| what | measured |",
        "| --- | --- |",
        f"| corpus | {documents:,} rows, {size / 1e6:.0f} MB of JSON Lines; {found['share']:.0%} dumps, the rest other "
        f"texts{chosen} |",
        f"| library alone, one core | {documents / lib['cpu']:,.0f} documents/s, {lib['posts']:,} posts |",
        f"| command, one core | {rate:,.0f} documents/s, {size / cpu / 1e6:.1f} MB/s: {ratio:.2f} of the library |",
        f"| `-j 2` | {two['cpu'] / one['cpu']:.2f} times the processor's time, {two['own']:.1f} of {two['cpu']:.1f} s "
        f"in the first process: {faster:.2f} times as fast if both cores are free |",
        f"| `-j 2` on the clock | {two['wall']:.0f} s, where `-j 1` took {one['wall']:.0f} s: "
        f"{one['wall'] / two['wall']:.2f} times as fast, at a load of {one['load']:.0f} and {two['load']:.0f} "
        f"on {os.cpu_count()} cores |",
        f"| memory | {one['peak']} MiB; {found['peak of a tenth']} MiB for a tenth of the rows |",
        f"| same bytes | {'yes' if found['equal'] else 'NO'} |",
        f"| broken rows | {found['rows reported']} of {found['bad']} reported; posts lost: {lost:,} |",
        f"| `looks_like_dump` | {documents / found['score cpu']:,.0f} documents/s, "
        f"{size / found['score cpu'] / 1e6:.0f} MB/s |",
    ]
    return "\n".join(rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("bench", type=Path)
    parser.add_argument("--documents", type=int, default=10_000)
    parser.add_argument("--most", type=int, default=1 << 30, metavar="BYTES")
    parser.add_argument("--texts", type=Path, nargs="*", default=[])
    parser.add_argument("--share", type=float, default=0.5, metavar="X")
    parser.add_argument("--min-score", type=float, default=0.0, metavar="X")
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found = measure(given, Path(folder))
    print(json.dumps(found, indent=1))
    text = table(found)
    print(text)
    if given.write:
        path = ROOT / "docs" / "pipelines.md"
        head, rest = path.read_text("utf-8").split(START)
        path.write_text(f"{head}{START}{text}\n{END}{rest.split(END)[1]}", "utf-8")


if __name__ == "__main__":
    main()
