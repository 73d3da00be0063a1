"""Interrupted, killed, or a full disk: the work ends, and no half of it is left under the name of a whole."""

from __future__ import annotations

import contextlib
import importlib
import os
import resource
import shutil
import signal
import subprocess
import sys
import time
import weakref
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from conftest import dump_of
from running import BROKEN, COMMAND, Ran, names, posix

from telegram_dump_parser.cli import parallel, signals
from telegram_dump_parser.cli.convert import LITTLE_WORK
from telegram_dump_parser.cli.signals import Interrupted, interruptible, unheard
from telegram_dump_parser.output.files import replacing

pytestmark = posix
# A megabyte of rows.
LONG = b"".join(dump_of([f"Post {n} is short.", *[f"It has this line, {n}, twice."] * 2, "❤1"]) for n in range(1_500))
MUCH = LONG * (LITTLE_WORK // len(LONG) + 1)  # so that processes are started for it
ENDINGS = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP]


def wait_until(condition: Callable[[], object]) -> None:
    end = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)


def parts(folder: Path) -> list[Path]:
    """Files that have begun and have not got their name yet."""
    return [path for path in folder.glob(".*.part") if path.stat().st_size]


@contextlib.contextmanager
def working(*words: str, fed: bytes = LONG * 4, stdout: int = subprocess.DEVNULL) -> Iterator[subprocess.Popen[bytes]]:
    """The command in the middle of a dump that does not end, with a terminal's process group of its own."""
    pipe = subprocess.PIPE
    with (
        contextlib.suppress(BrokenPipeError),  # at the end, when what it has not read is dropped
        subprocess.Popen(
            [*COMMAND, "parse", *words], stdin=pipe, stdout=stdout, stderr=pipe, start_new_session=True
        ) as process,
    ):
        assert process.stdin is not None
        try:
            process.stdin.write(fed)  # posts come of full blocks only
            process.stdin.flush()
            yield process
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


def ended(process: subprocess.Popen[bytes]) -> str:
    """What it said at its end."""
    assert process.stderr is not None
    told = process.stderr.read().decode()
    process.wait(30)
    assert "Traceback" not in told
    return told


# Signals


@pytest.mark.parametrize("number", ENDINGS)
def test_a_signal_leaves_no_output(dumps: Path, number: signal.Signals) -> None:
    with working("-", "-o", "posts.jsonl", "--diagnostics", "defects.jsonl") as process:
        wait_until(lambda: parts(dumps))
        process.send_signal(number)
        assert ended(process) == f"interrupted by {number.name}; posts.jsonl: not written; defects.jsonl: not written\n"
    assert process.returncode == -number  # which a shell gives as 128 + number
    assert names(dumps) == set()


def test_a_signal_leaves_the_old_output(dumps: Path) -> None:
    (dumps / "posts.jsonl").write_text("mine")
    with working("-", "-o", "posts.jsonl", "--force") as process:
        wait_until(lambda: parts(dumps))
        process.terminate()
        assert "not written" in ended(process)
    assert (dumps / "posts.jsonl").read_text() == "mine"
    assert names(dumps) == {"posts.jsonl"}


def test_a_signal_while_posts_go_to_standard_output(dumps: Path) -> None:
    rows = dumps / "rows.jsonl"
    with rows.open("wb") as file, working("-", stdout=file.fileno()) as process:
        wait_until(lambda: rows.stat().st_size)
        process.send_signal(signal.SIGTERM)
        assert ended(process) == "interrupted by SIGTERM; standard output: incomplete\n"
    assert process.returncode == -signal.SIGTERM


def test_a_shell_sees_128_and_the_signal(dumps: Path) -> None:
    script = (
        '"$@" & sleep 0.1; while [ -z "$(ls .*.part 2>/dev/null)" ]; do sleep 0.05; done; kill $!; wait $!; echo $?'
    )
    os.mkfifo("endless")
    with open("endless", "r+b", buffering=0) as pipe:  # a reader waits for ever
        pipe.write(b"A line, and no more.\n")
        command = [*COMMAND, "parse", "endless", "-o", "posts.jsonl"]
        ran = subprocess.run(["sh", "-c", script, "sh", *command], capture_output=True, timeout=60)
    assert ran.stdout.split() == [b"143"]
    (dumps / "endless").unlink()
    assert names(dumps) == set()


def test_an_interruption_while_it_loads_is_quiet(dumps: Path) -> None:
    # The first library that it loads, from the current folder, never comes to an end.
    (dumps / "typer.py").write_text("import time\nprint('loading', flush=True)\ntime.sleep(60)\n")
    pipe = subprocess.PIPE
    with subprocess.Popen([*COMMAND, "parse", "one.txt"], stdout=pipe, stderr=pipe) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"loading\n"
        process.send_signal(signal.SIGINT)
        assert ended(process) == ""
    assert process.returncode == -signal.SIGINT


def interrupted_while(work: Callable[[], object]) -> bool:
    """Whether the signal that comes meanwhile is heard, then or soon."""
    try:
        with interruptible():
            work()
            time.sleep(5)
    except Interrupted as stop:
        return stop.number == signal.SIGINT
    return False


def interrupt(*_: object) -> None:
    os.kill(os.getpid(), signal.SIGINT)
    time.sleep(0)


def test_a_signal_in_a_callback_of_python_is_not_lost(capfd: pytest.CaptureFixture[str]) -> None:
    def work() -> None:
        thing = {1}
        reference = weakref.ref(thing, interrupt)
        del thing
        assert reference() is None

    assert interrupted_while(work)
    assert capfd.readouterr().err == ""


def test_a_signal_waits_for_the_end_of_an_import(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = "import os, signal, time\nos.kill(os.getpid(), signal.SIGINT)\ntime.sleep(0.2)\nwhole = True\n"
    (tmp_path / "interrupted_module.py").write_text(code)
    monkeypatch.syspath_prepend(tmp_path)
    assert interrupted_while(lambda: importlib.import_module("interrupted_module"))
    assert sys.modules.pop("interrupted_module").whole


def test_a_signal_does_not_wait_for_an_import_without_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signals, "_LONGEST_IMPORT", 0.2)
    code = "import os, pathlib, signal, time\nos.kill(os.getpid(), signal.SIGINT)\ntime.sleep(60)\n"
    (tmp_path / "endless_module.py").write_text(f"{code}pathlib.Path({str(tmp_path / 'ended')!r}).touch()\n")
    monkeypatch.syspath_prepend(tmp_path)
    assert interrupted_while(lambda: importlib.import_module("endless_module"))
    assert not (tmp_path / "ended").exists()


def test_a_signal_while_processes_are_started_is_heard_then() -> None:
    def work() -> None:
        with unheard():
            interrupt()
        pytest.fail("not heard")

    assert interrupted_while(work)


def test_what_is_ignored_stays_so(dumps: Path) -> None:
    """`nohup` has it that a closed terminal does not end the work."""
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with working("-", "-o", "posts.jsonl", "-q") as process:
            wait_until(lambda: parts(dumps))
            process.send_signal(signal.SIGHUP)
            assert process.stdin is not None
            process.stdin.close()
            assert ended(process) == ""
    finally:
        signal.signal(signal.SIGHUP, before)
    assert process.returncode == 0
    assert (dumps / "posts.jsonl").read_bytes().endswith(b"}\n")


def test_signals_in_quick_succession_do_not_disturb_the_cleaning_up(dumps: Path) -> None:
    with working("-", "-o", "posts.jsonl") as process:
        wait_until(lambda: parts(dumps))
        for number in ENDINGS * 3:
            with contextlib.suppress(ProcessLookupError):
                process.send_signal(number)
        assert ended(process).count("\n") == 1
    assert process.returncode in [-number for number in ENDINGS]
    assert names(dumps) == set()


@pytest.mark.parametrize(("number", "whole_group"), [*((number, True) for number in ENDINGS), (signal.SIGTERM, False)])
def test_a_signal_ends_all_processes(dumps: Path, number: signal.Signals, whole_group: bool) -> None:
    # Without end: who waited for the end of a dump would wait for ever.
    feeders = []
    for name in ("long.txt", "long too.txt"):
        os.mkfifo(dumps / name)
        feeders.append(subprocess.Popen(["sh", "-c", f"exec yes 'A line of some text.' > '{name}'"], cwd=dumps))
    with working("-j", "2", "one.txt", "long.txt", "-", "long too.txt", "-o", "posts.jsonl", fed=b"") as process:
        # Two processes have begun with the long files.
        wait_until(lambda: len(list(dumps.glob(".telegram-dump-parser-*/[13].posts"))) == 2)
        if whole_group:
            os.killpg(process.pid, number)
        else:
            process.send_signal(number)
        assert ended(process) == f"interrupted by {number.name}; posts.jsonl: not written\n"  # once, and not by each
        wait_until(lambda: not alive(process.pid))
    for feeder in feeders:
        feeder.kill()  # one may wait for a reader still: its process was ended before it opened the pipe
        feeder.wait()
    assert process.returncode == -number
    assert names(dumps) == {"long.txt", "long too.txt"}


def alive(group: int) -> bool:
    """Whether any process of a group is."""
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def test_there_are_no_more_processes_than_cores(dumps: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    class Pool(ProcessPoolExecutor):
        def __init__(self, jobs: int, *more: Any) -> None:
            asked.append(jobs)
            super().__init__(jobs, *more)

    monkeypatch.setattr(parallel, "ProcessPoolExecutor", Pool)
    (dumps / "one.txt").write_bytes(MUCH)
    assert Ran("parse", "-j", "9999", "one.txt", "two.txt", "-o", "posts.jsonl").code == 0
    assert asked == [min(parallel.cores(), 61)]


def test_processes_end_where_the_first_is_killed(dumps: Path) -> None:
    (dumps / "one.txt").write_bytes(MUCH)
    with working("-j", "2", "one.txt", "-", "two.txt", "-o", "posts.jsonl", fed=b"") as process:
        wait_until(lambda: len(list(dumps.glob(".telegram-dump-parser-*/*.posts"))) >= 1)
        process.kill()
        process.wait(30)
        wait_until(lambda: not alive(process.pid))


@pytest.mark.parametrize("words", [["one.txt"], ["-j", "2", "one.txt", "two.txt"]])
def test_head_ends_the_command(dumps: Path, words: list[str]) -> None:
    for name in ("one.txt", "two.txt"):
        (dumps / name).write_bytes(LONG)
    command = [*COMMAND, "parse", *words, "--diagnostics", "defects.jsonl"]
    script = '{ "$@"; echo $? >&2; } | head -n 1'
    ran = subprocess.run(["sh", "-c", script, "sh", *command], capture_output=True, timeout=60)
    assert ran.stdout.count(b"\n") == 1
    assert ran.stderr == b"1\n"
    assert names(dumps) == set()


# A full disk


def small_disk(script: str, folder: Path) -> list[str]:
    """A command that runs a script with a file system of 256 KB at `disk`, which is gone when it ends."""
    (folder / "disk").mkdir(exist_ok=True)
    mount = f'mount -t tmpfs -o size=256k tmpfs "$0/disk" || exit 77\n{script}'
    return ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", mount, str(folder), *COMMAND]


@pytest.fixture(scope="module")
def can_mount(tmp_path_factory: pytest.TempPathFactory) -> None:
    if not shutil.which("unshare"):
        pytest.skip("a full disk needs unshare, of Linux")
    tried = subprocess.run(small_disk("true", tmp_path_factory.mktemp("tried")), capture_output=True, timeout=60)
    if tried.returncode:
        pytest.skip(f"no file system can be mounted here: {tried.stderr.decode().strip()}")


@pytest.mark.usefixtures("can_mount")
@pytest.mark.parametrize("jobs", ["1", "2"])
@pytest.mark.parametrize("old", ["", "mine"])
def test_a_full_disk_leaves_nothing(dumps: Path, old: str, jobs: str) -> None:
    for name in ("one.txt", "two.txt"):
        (dumps / name).write_bytes(LONG)
    script = (
        f'[ -z "{old}" ] || printf {old} > disk/posts.jsonl\n'
        f'"$@" parse one.txt two.txt -j {jobs} -o disk/posts.jsonl --force; echo $?\n'
        "ls -A disk; cat disk/posts.jsonl 2>/dev/null"
    )
    ran = subprocess.run(small_disk(script, dumps), capture_output=True, timeout=60)
    assert ran.stdout.split() == [b"1", *([b"posts.jsonl", b"mine"] if old else [])]
    said = ran.stderr.decode()
    assert said.startswith("error: ")
    assert "No space left on device" in said
    assert said.count("\n") == 1
    if jobs == "1":
        assert said.endswith("disk/posts.jsonl: cannot be written: No space left on device; nothing was left there\n")


@pytest.mark.usefixtures("can_mount")
def test_a_disk_too_full_for_diagnostics(dumps: Path) -> None:
    (dumps / "broken.txt").write_bytes(BROKEN * 3_000)
    script = '"$@" parse broken.txt -o posts.jsonl --diagnostics disk/defects.jsonl; echo $?; ls -A disk'
    ran = subprocess.run(small_disk(script, dumps), capture_output=True, timeout=60)
    assert ran.stdout == b"1\n"
    assert ran.stderr == (
        b"error: disk/defects.jsonl: cannot be written: No space left on device; nothing was left there\n"
    )
    assert names(dumps) == {"disk"}


@pytest.mark.usefixtures("can_mount")
def test_what_waits_for_its_turn_fills_the_disk(dumps: Path) -> None:
    for name in ("one.txt", "two.txt"):
        (dumps / name).write_bytes(MUCH)
    script = 'TMPDIR="$0/disk" "$@" parse one.txt two.txt -j 2 > posts.jsonl; echo $?; ls -A disk'
    ran = subprocess.run(small_disk(script, dumps), capture_output=True, timeout=60)
    assert ran.stdout == b"1\n"
    assert ran.stderr.decode() == (
        f"error: {dumps}/disk: what waits for its turn cannot be kept there: No space left on device\n"
    )


def limited(size: int) -> Callable[[], None]:
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_file_that_may_not_grow_leaves_nothing(dumps: Path, jobs: str) -> None:
    """Where no disk can be mounted: a limit that is reached in the middle of the work."""
    for name in ("one.txt", "two.txt"):
        (dumps / name).write_bytes(LONG)
    command = [*COMMAND, "parse", "one.txt", "two.txt", "-j", jobs, "-o", "posts.jsonl"]
    ran = subprocess.run(command, capture_output=True, timeout=60, preexec_fn=limited(100_000))
    assert ran.returncode == 1
    assert b"File too large" in ran.stderr
    assert ran.stderr.count(b"\n") == 1
    assert names(dumps) == set()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["check", "broken.txt"], "standard output"),
        (["parse", "one.txt", "-o", "/dev/full"], "/dev/full"),
        (["parse", "one.txt", "two.txt", "-j", "2"], "standard output"),
        (["parse", "one.txt", "--diagnostics", "defects.jsonl"], "standard output"),
        (["parse", "broken.txt", "-o", "posts.jsonl", "--diagnostics", "-"], "standard output"),
        (["parse", "broken.txt", "-o", "posts.jsonl", "--diagnostics", "/dev/full"], "/dev/full"),
    ],
)
def test_a_full_device(dumps: Path, words: list[str], said: str) -> None:
    with open("/dev/full", "wb") as full:
        ran = subprocess.run([*COMMAND, *words], stdout=full, stderr=subprocess.PIPE, timeout=60)
    assert ran.returncode == 1
    assert ran.stderr.decode() == f"error: {said}: cannot be written: No space left on device\n"
    assert names(dumps) == set()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_summary_that_nobody_can_read_ends_nothing(dumps: Path) -> None:
    for redirected in ("2>/dev/full", "2>&-"):
        script = f'"$@" parse one.txt missing.txt -o posts.jsonl --force {redirected}'
        ran = subprocess.run(["sh", "-c", script, "sh", *COMMAND], capture_output=True, timeout=60)
        assert (ran.returncode, ran.stdout) == (1, b"")
        assert (dumps / "posts.jsonl").read_bytes().count(b"\n") == 1


# The file that is replaced, alone


def test_an_interruption_at_any_point_leaves_no_part(tmp_path: Path) -> None:
    path = tmp_path / "out"

    def interrupted() -> None:
        with replacing(path, force=True) as file:
            file.write(b"new")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt) as raised:
        interrupted()
    assert raised.value.__notes__ == [f"{path}: not written"]
    assert list(tmp_path.iterdir()) == []


def test_an_interruption_once_it_has_its_name_keeps_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    genuine = os.link

    def linked(*given: str) -> None:
        genuine(*given)
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "link", linked)
    with pytest.raises(KeyboardInterrupt), replacing(tmp_path / "out", force=False) as file:
        file.write(b"new")
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("out", b"new")]


def test_python_itself_is_interrupted_no_other_way() -> None:
    """The handlers are the command's: a program that imports the package keeps its own."""
    code = "import signal, telegram_dump_parser.cli as cli; print(signal.getsignal(signal.SIGTERM) is signal.SIG_DFL)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout == b"True\n"
