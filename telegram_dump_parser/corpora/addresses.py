"""Which addresses are those of pages with posts: hosts of previews and of their mirrors."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fnmatch import fnmatchcase
from functools import lru_cache
from importlib.resources import files
from typing import Any, Final
from urllib.parse import urlsplit

PREVIEWS: Final = "t.me"
"""The name that stands for all known hosts of previews and mirrors."""


@lru_cache(maxsize=1)
def table() -> dict[str, Any]:
    """The file `corpora.toml`."""
    import tomllib

    return tomllib.loads(files(__package__).joinpath("corpora.toml").read_text("utf-8"))


def matcher(names: Iterable[str]) -> Callable[[str | None], bool]:
    """A function that says whether an address is one of the hosts.

    Args:
        names: hosts, whose subdomains are meant too; `t.me` stands for all known hosts of previews and their mirrors,
            and of their addresses only for those of pages with posts.
    """
    named = [name.lower().strip().rstrip(".") for name in names]
    known = {host: group["paths"] for group in table()["hosts"].values() for host in group["hosts"]}
    with_previews = PREVIEWS in named
    others = tuple(name for name in named if name != PREVIEWS)

    def matches(url: str | None) -> bool:
        if not url:
            return False
        try:
            parts = urlsplit(url if "//" in url else f"//{url}")
            host = (parts.hostname or "").rstrip(".")
        except ValueError:  # a bracket that nothing closes
            return False
        if with_previews and any(fnmatchcase(parts.path, path) for path in known.get(host, ())):
            return True
        return any(host == other or host.endswith(f".{other}") for other in others)

    return matches
