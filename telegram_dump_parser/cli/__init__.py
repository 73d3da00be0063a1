"""The command line. Data goes to stdout, everything else to stderr; see `--help`."""

from . import check, parse, report, show  # noqa: F401 - each registers its commands
from .app import app, main

__all__ = ["app", "main"]
