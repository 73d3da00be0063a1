"""The processes that read one large dump or export together."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from ..options import Options
from ..segmentation.stream import Search, drafts
from .one_dump import SharedSearch
from .one_export import SharedExport, Start, begin
from .parallel import MOST, StoringPool, cores, end_with_parent, process_pool, spool_folder
from .selection import Selection

if TYPE_CHECKING:
    from ..pipeline import Share


@contextmanager
def several_processes(
    jobs: int, options: Options, selection: Selection | None, folder: Path | None
) -> Iterator[tuple[Search, Share | None]]:
    """What searches a dump and what reads an export, in the same processes, which end with the block.

    Args:
        jobs: how many, 0 being one for each core.
        options: how the input is read.
        selection: of the posts.
        folder: where to keep what is ready before its turn; None is the system's folder for temporary files.

    Raises:
        TargetError: no process can be started, or that folder cannot be written.
    """
    count = min(jobs or cores(), cores(), MOST)
    if count == 1:
        yield drafts, None
        return
    start = Start(replace(options, language=None), selection, options.language is not None)
    with spool_folder(folder) as spool, process_pool(count, start, _begin) as processes:
        pool = StoringPool(processes, spool)
        # At the first defect of an export nothing more shall be written.
        yield SharedSearch(pool, count), None if options.strict else SharedExport(pool, count)


def _begin(start: Start) -> None:
    """A process begins."""
    gc.disable()  # as in `parse`
    threading.Thread(target=end_with_parent, daemon=True).start()
    begin(start)
