"""Write ``telegram_dump_parser/text/dayperiods.json`` from Babel's copy of the Unicode CLDR.

Run once per CLDR release, in an environment of its own (the package itself never needs Babel)::

    python -m venv build/babel && build/babel/bin/pip install babel
    build/babel/bin/python scripts/make_dayperiods.py

What is kept: the wide and abbreviated words for AM and PM of every locale, without those that are AM in
one language and PM in another. They are written as the parser writes what it looks up: casefolded, without dots and
spaces.
"""

from __future__ import annotations

import json
import multiprocessing
from pathlib import Path

import babel
from babel import Locale, localedata
from babel.core import get_cldr_version

TARGET = Path(__file__).parents[1] / "telegram_dump_parser" / "text" / "dayperiods.json"


def normal(word: str) -> str:
    """As `timestamps.py` does it."""
    return "".join(c for c in word.casefold() if not c.isspace() and c != ".")


def words_of(identifier: str) -> list[tuple[str, str]]:
    """(am or pm, word) of one locale; in a process of its own, see `make_months.names_of`."""
    contexts = Locale.parse(identifier).day_periods
    return [
        (part, normal(contexts[context][width][part]))
        for context in ("format", "stand-alone")
        for width in ("wide", "abbreviated")
        for part in ("am", "pm")
        if part in contexts.get(context, {}).get(width, {})
    ]


def main() -> None:
    """Write the file."""
    found: dict[str, set[str]] = {"am": set(), "pm": set()}
    with multiprocessing.Pool(maxtasksperchild=1) as pool:
        for words in pool.map(words_of, localedata.locale_identifiers(), chunksize=1):
            for part, word in words:
                found[part].add(word)
    both = found["am"] & found["pm"]
    data = {
        "source": f"Unicode CLDR {get_cldr_version()} through Babel {babel.__version__} (license: Unicode-3.0); "
        "written by scripts/make_dayperiods.py, do not edit",
        **{part: sorted(words - both - {""}) for part, words in found.items()},
    }
    TARGET.write_text(json.dumps(data, ensure_ascii=False, indent=0) + "\n", "utf-8")


if __name__ == "__main__":
    main()
