"""Numbers and times as pages show them."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any, Final

_COUNT: Final = re.compile(r"([0-9]{1,12})(?:[.,]([0-9]{1,3}))?([KMB]?)")
_SCALE: Final = {"": 0, "K": 3, "M": 6, "B": 9}  # zeros
_DURATION: Final = re.compile(r"(?:([0-9]{1,3}):)?([0-9]{1,3}):([0-9]{2})")
_LOCAL: Final = re.compile(
    r"([0-9]{2})\.([0-9]{2})\.([0-9]{4}) ([0-9]{2}):([0-9]{2}):([0-9]{2})(?: UTC[+-][0-9:]{1,6})?"
)


def count(text: str | None) -> int | None:
    """`1.2K` as 1200, which may mean a little more; None if it is not a count."""
    match = _COUNT.fullmatch(re.sub(r"[\s\xa0]", "", text or ""))
    if not match:
        return None
    whole, fraction, unit = match[1], match[2] or "", match[3]
    if not unit:  # `1,234`
        return int(whole + fraction) if len(fraction) in (0, 3) else None
    number = int(whole + fraction.ljust(_SCALE[unit], "0"))
    return number if number < 1 << 63 else None  # no output has larger ones


def duration(text: str | None) -> int | None:
    """`1:02:03` in seconds; None if it is no duration."""
    match = _DURATION.fullmatch((text or "").strip())
    return int(match[1] or 0) * 3600 + int(match[2]) * 60 + int(match[3]) if match else None


def instant(text: str | None) -> dict[str, Any]:
    """`value` and `unix` of a time in ISO 8601 with its zone; without them if it is none."""
    try:
        moment = datetime.fromisoformat(text or "")
        return {"value": text, "unix": int(moment.timestamp())} if moment.tzinfo else {"value": text}
    except (ValueError, OverflowError):
        return {"value": None}


def local_time(text: str) -> str | None:
    """`10.04.2025 09:30:00 UTC+01:00` in ISO 8601 without its offset, which is that of winter also in summer."""
    match = _LOCAL.fullmatch(text.strip())
    if not match:
        return None
    day, month, year, hour, minute, second = match.groups()
    if hour == "24":  # the midnight of the next day, for Python from 3.13 on
        return None
    value = f"{year}-{month}-{day}T{hour}:{minute}:{second}"
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return None
    return value
