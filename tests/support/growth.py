"""How the time of some work grows with its size: a ratio of two runs, never seconds, which a busy machine stretches."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable

LEAST = 0.004  # seconds of the smaller work, repeated until it takes so long: below, a clock measures itself
TRIES = 6  # what else runs on the machine can only make a ratio larger: the least of some is nearest to the truth


def growth(work: Callable[[int], Callable[[], object]], size: int, times: int, enough: float) -> float:
    """How many times as long the work takes if it is `times` as large; no more than `enough` is tried for.

    work: makes the work of a size; only what it gives is measured.
    """
    small, large = work(size), work(times * size)
    small(), large()  # loads what is loaded once
    gc.collect()
    gc.disable()  # what it takes hangs on all that the process holds; switched on after each test
    repeats = 1
    while (spent := _spent(small, repeats)) < LEAST:
        repeats *= 2
    least = float("inf")
    for _ in range(TRIES):
        spent = max(LEAST / 4, min(spent, _spent(small, repeats)))  # some clocks stop for a while
        least = min(least, _spent(large, repeats) / spent)
        if least < enough:
            break
    return least


def _spent(work: Callable[[], object], repeats: int) -> float:
    began = time.process_time()  # what others do on the machine takes none of it
    for _ in range(repeats):
        work()
    return time.process_time() - began
