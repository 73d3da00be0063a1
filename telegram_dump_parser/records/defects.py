"""Problems of the input that a draft's lines show."""

from __future__ import annotations

from collections.abc import Iterator

from ..models import Defect
from ..segmentation.draft import Draft


def defects_of(draft: Draft) -> Iterator[Defect]:
    """The problems of the input that a draft shows: of its time, and of its lines."""
    for post in draft.joined or (draft,):
        if post.head is not None and post.head.problem is not None:
            code, message = post.head.problem
            yield Defect(code=code, line=post.head.line, message=message)
    for code, number, message in draft.problems:
        yield Defect(code=code, line=number, message=message)
    for line in draft.lines:
        if not (line.damaged or line.is_fragment or line.fault):
            continue
        if line.damaged:
            yield Defect(
                code="undecodable-bytes",
                line=line.number,
                message=f"bytes {line.first_byte}-{line.end_byte} are not all valid in the dump's encoding; "
                "they stand as \\xNN",
            )
        if line.is_fragment:
            yield Defect(
                code="overlong-line",
                line=line.number,
                message="over 1 MiB, longer than any Telegram text; left out as a gap",
            )
        if line.fault:
            yield Defect(code=line.fault.code, line=line.number, message=f"{line.fault.message}; the dump ends here")
