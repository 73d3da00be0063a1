"""Print the oldest versions that pyproject.toml allows, as requirements: for a test that they are enough.

usage: floors.py GROUP...

With those of each named group of dependencies; extras are in the group `test`.
"""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path

PROJECT = Path(__file__).parent.parent / "pyproject.toml"


def floor(requirement: str) -> str:
    """A requirement with its lowest version as the only one: `name>=1.2; marker` to `name==1.2; marker`."""
    found, count = re.subn(r">=\s*([\w.]+)", r"==\1", requirement)
    if count != 1:
        raise SystemExit(f"{requirement}: has not one lowest version")
    return found


def main() -> None:
    project = tomllib.loads(PROJECT.read_text("utf-8"))
    wanted = project["project"]["dependencies"] + [
        requirement for group in sys.argv[1:] for requirement in project["dependency-groups"][group]
    ]
    print(*map(floor, wanted), sep="\n")


if __name__ == "__main__":
    main()
