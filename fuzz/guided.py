#!/usr/bin/env python3
"""Check the contract on dumps that atheris (a fuzzer led by the coverage of the code) finds; needs the group `fuzz`.

usage: guided.py [FOLDER…] [-runs=N] [-max_len=N] [-artifact_prefix=FOLDER/] and all else that libFuzzer takes

The inputs are recipes, as in run.py; those that reach new code are kept in the first FOLDER.
"""

from __future__ import annotations

import sys

try:
    import atheris
except ImportError:
    sys.exit("guided.py: atheris is not installed here (it is made for Linux and macOS); run.py needs nothing")

with atheris.instrument_imports(include=["telegram_dump_parser"]):
    from contract import check
from pieces import compose


def one(recipe: bytes) -> None:
    """Check the dump of a recipe, whose first byte says which sizes are made small."""
    check(compose(recipe[1:]), recipe[:1])


if __name__ == "__main__":
    atheris.Setup(sys.argv, one)
    atheris.Fuzz()
