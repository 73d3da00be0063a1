"""Reactions whose emoji went through a wrong encoding: `ðŸ”¥16` was `🔥16`.

Only these are mended, for they are what separates posts where an encoding was mistaken; texts stay as they are.
"""

from __future__ import annotations

from typing import Final

# What most often stands in for UTF-8, with what its bytes without a character become: the control of the same number.
_TABLES: Final = tuple(
    {bytes([byte]).decode(codec, "ignore") or chr(byte): byte for byte in range(256)} for codec in ("cp1252", "cp1251")
)
# What the first bytes of an emoji, E2 (❤), E3 (㊗) and F0 (🔥), become.
FIRSTS: Final = frozenset(char for table in _TABLES for char, byte in table.items() if byte in (0xE2, 0xE3, 0xF0))
_LASTS: Final = frozenset("0123456789KM")


def mended(line: str) -> str:
    """The line with the emoji that it had before UTF-8 was taken for Windows-1252, Latin-1 or Windows-1251.

    The line itself if it has none, or does not end as reactions do.
    """
    if not line or line[0] not in FIRSTS or line[-1] not in _LASTS:
        return line
    for table in _TABLES:
        # Latin-1 is in the first table but for the bytes that Windows-1252 has other characters for: 80 to 9F.
        codes = [table.get(char, ord(char)) for char in line]
        if max(codes) < 256:
            try:
                return bytes(codes).decode()
            except UnicodeDecodeError:
                continue
    return line
