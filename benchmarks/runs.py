"""What the benchmarks of speed share: a dump of the size wanted, and a process with its time and its memory."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, NamedTuple

from tables import ROOT

# A child that shares this process's memory until its program begins has at least this process's peak as its own.
subprocess._USE_VFORK = False  # type: ignore[misc]


class Failed(SystemExit):
    """A process ended with an error. Where nobody catches it, it ends the script, with its text."""


class Ended(NamedTuple):
    """A process that has ended well.

    Attributes:
        out: what it printed.
        seconds: that passed.
        processor: seconds of processors, its own and the system's for it. On a busy machine only these can be compared.
        memory: its peak in MB; of more processes, that of the largest.
    """

    out: bytes
    seconds: float
    processor: float
    memory: float


def child(command: list[str], **options: Any) -> tuple[bytes, float, float]:
    """What a process prints, its seconds and its peak memory in MB; of more processes, that of the largest."""
    ended = run(command, **options)
    return ended.out, ended.seconds, ended.memory


def run(command: list[str], **options: Any) -> Ended:
    """Run a process to its end. It keeps bytecode, as an installed package has it, whatever the environment says.

    Raises:
        Failed: it ends with an error.
    """
    environment = {**options.pop("env", os.environ)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    began = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment, **options) as process:
        assert process.stdout is not None
        out = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    spent = time.perf_counter() - began
    if process.returncode:
        last = out.decode("utf-8", "replace").strip().rpartition("\n")[2].strip()
        raise Failed(last if "stderr" in options and last else f"failed: {' '.join(command)}")
    unit = 1 if sys.platform == "darwin" else 1024  # of ru_maxrss, in bytes
    return Ended(out, spent, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * unit / 1e6)


def joined(bench: Path, size: int, target: Path, name: str = "echoed") -> str:
    """Write the dump; say what it is made of."""
    files = sorted((bench / name).glob("*.txt"))
    what = f"bench, {name}"
    if not files:
        files = sorted((ROOT / "fixtures").glob("*.txt"))
        what = "fixtures"
        print(f"no bench in {bench}: the fixtures are used", file=sys.stderr)
    if not files:
        raise SystemExit("no dumps")
    # One file at a time: a child begins as a copy of this process.
    written = 0
    with target.open("wb") as file:
        while written < size:
            for part in files:
                data = part.read_bytes()
                written += file.write(data if data.endswith((b"\n", b"\r")) else data + b"\n")
    return what
