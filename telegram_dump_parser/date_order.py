"""The orders of day, month and year; a module by itself, for the command line needs it before all else."""

from __future__ import annotations

from enum import StrEnum


class DateOrder(StrEnum):
    """The order of day, month and year in a date of numbers."""

    DMY = "dmy"
    MDY = "mdy"
    YMD = "ymd"
