"""What the scripts of this folder share: where files are, Markdown tables, and how a table gets into a document."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BENCH = ROOT.parent / "shared" / "bench"


def bench_or_exit(bench: Path) -> Path:
    """The bench folder; ends the script with a clear message, and no error, where there is none."""
    if not bench.is_dir():
        print(f"skipped: no bench in {bench}; give its folder as the argument", file=sys.stderr)
        raise SystemExit(0)
    return bench


def dumps(folder: Path) -> list[Path]:
    """The dumps of a folder that have gold."""
    return sorted(file for file in folder.glob("*.txt") if file.with_name(f"{file.stem}.gold.json").exists())


def channel(file: Path) -> str:
    """A dump's channel: its name up to the first dot."""
    return file.name.partition(".")[0]


def half(files: Sequence[Path], which: int | None) -> list[Path]:
    """The dumps of half of the channels: every other one of the sorted channels, from the first (0) or second (1)."""
    if which is None:
        return list(files)
    kept = set(sorted({channel(file) for file in files})[which::2])
    return [file for file in files if channel(file) in kept]


def markdown(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; the first column is text, the others are numbers."""
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def write(document: Path, name: str, table: str) -> None:
    """Put a table between `<!-- name:begin -->` and `<!-- name:end -->` of a document of the repository."""
    path = ROOT / document
    text = path.read_text("utf-8")
    mark = re.compile(rf"(<!-- {name}:begin -->\n).*?(<!-- {name}:end -->)", re.DOTALL)
    if not mark.search(text):
        raise SystemExit(f"{document} has no <!-- {name}:begin --> … <!-- {name}:end -->")
    path.write_text(mark.sub(lambda found: f"{found[1]}\n{table}\n\n{found[2]}", text), "utf-8")
    print(f"written: {document}, {name}", file=sys.stderr)
