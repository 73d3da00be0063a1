"""Which files a path stands for: itself, what a glob matches, or what lies in a folder."""

from __future__ import annotations

import glob
import os

from ..errors import DumpError
from .content import reason
from .folder import in_order


def files_of(path: str) -> list[str]:
    """The inputs that a path stands for, in sorted order.

    A folder stands for the files in it, and not for those in folders in it, nor for names that begin with `.` or `_`.
    A folder with an export of Telegram Desktop as HTML is one input. A name that is there is no glob.

    Args:
        path: a file, a folder or a glob of Python's (`**` for folders in folders).

    Returns:
        None at all where nothing is there.

    Raises:
        DumpError: a folder cannot be listed.
    """
    try:
        matches = [path] if os.path.lexists(path) else sorted(glob.glob(path, recursive=True))
    except (ValueError, OSError):  # a NUL in the path
        return []
    if matches == [path]:
        return _in_folder(path)
    found = [file for match in matches for file in _in_folder(match)]
    return sorted(set(found))


def _in_folder(path: str) -> list[str]:
    if not os.path.isdir(path):
        return [path]
    try:
        names = os.listdir(path)
    except OSError as error:
        raise DumpError(reason(error), file=path) from error
    if in_order(names):
        return [path]
    inputs = [os.path.join(path, name) for name in sorted(names) if name[0] not in "._"]
    return [file for file in inputs if not os.path.isdir(file) or _is_export(file)]


def _is_export(path: str) -> bool:
    try:
        return bool(in_order(os.listdir(path)))
    except OSError:
        return False
