"""Write ``telegram_dump_parser/text/months.json`` from Babel's copy of the Unicode CLDR.

Run once per CLDR release, in an environment of its own (the package itself never needs Babel)::

    python -m venv build/babel && build/babel/bin/pip install babel
    build/babel/bin/python scripts/make_months.py

What is kept: wide month names and wide weekday names of every CLDR language and region, in both
the format context ("5 мая") and the stand-alone one ("май 2024"), Gregorian calendar; abbreviated
ones only of languages that are official in a whole country, since the three-letter forms of some
350 small languages collide with everyday words of the large ones (``see``, ``sun``, ``man``).
Names written with digits ("3月") are left out: the parser reads those by their form.

Names are normalised as the parser normalises what it looks up: see ``normal``.
"""

from __future__ import annotations

import json
import multiprocessing
import re
import unicodedata
from collections import defaultdict
from pathlib import Path

import babel
from babel import Locale, localedata
from babel.core import get_cldr_version, get_global

TARGET = Path(__file__).parents[1] / "telegram_dump_parser" / "text" / "months.json"
CONTEXTS = ("format", "stand-alone")
OFFICIAL = ("official", "de_facto_official")

Names = list[tuple[str, int, str]]  # (width, month 1-12 or 0 for a weekday, name)


def normal(name: str) -> str:
    """Casefolded, composed, straight apostrophes, single spaces, no dot of abbreviation."""
    folded = unicodedata.normalize("NFC", name.casefold()).replace("’", "'").replace("ʼ", "'")
    return " ".join(folded.replace(".", " ").split())


def names_of(identifier: str) -> tuple[str, Names]:
    """The month and weekday names of one locale.

    Runs in a process of its own: Babel 2.18 resolves aliases in a shared cache, and after some
    locales (``he``) the stand-alone names of others (``zh``, ``ja``) come out in the wrong
    language.
    """
    locale = Locale.parse(identifier)
    found: Names = []
    for context in CONTEXTS:
        for width in ("wide", "abbreviated"):
            found += [(width, int(m), n) for m, n in locale.months[context][width].items()]
            found += [(width, 0, n) for n in locale.days[context][width].values()]
    return locale.language, found


def official_languages() -> set[str]:
    """Languages with official status in at least one whole territory (CLDR supplemental data)."""
    return {
        code.split("_")[0]
        for languages in get_global("territory_languages").values()
        for code, facts in languages.items()
        if facts.get("official_status") in OFFICIAL
    }


def compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def main() -> None:
    identifiers = sorted(i for i in localedata.locale_identifiers() if i != "root")
    context = multiprocessing.get_context("spawn")
    with context.Pool(maxtasksperchild=1) as pool:
        locales = pool.map(names_of, identifiers, chunksize=1)

    official = official_languages()
    months: dict[str, dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
    weekdays: set[str] = set()
    for language, names in locales:
        for width, month, name in names:
            key = normal(name)
            if width != "wide" and language not in official:
                continue
            if not key or re.search(r"\d|^[a-z]{1,2}$", key):
                continue
            if month:
                months[key][month].add(language)
            else:
                weekdays.add(key)

    source = (
        f"Unicode CLDR {get_cldr_version()} through Babel {babel.__version__}"
        " (license: Unicode-3.0); written by scripts/make_months.py, do not edit"
    )
    # One name a line: a new CLDR release then shows up as a readable diff.
    lines = [
        f"{compact(name)}:{compact([[m, sorted(readings[m])] for m in sorted(readings)])}"
        for name, readings in sorted(months.items())
    ]
    text = (
        f'{{"source":{compact(source)},\n"months":{{\n'
        + ",\n".join(lines)
        + f'\n}},\n"weekdays":{compact(sorted(weekdays - months.keys()))}}}\n'
    )
    TARGET.write_text(text, encoding="utf-8")
    print(f"{TARGET}: {len(text.encode())} bytes, {len(months)} names, {len(weekdays)} weekdays")


if __name__ == "__main__":
    main()
