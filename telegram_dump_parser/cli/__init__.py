"""The command line. Data goes to stdout, everything else to stderr; see `--help`."""

from . import check, inspect, parse, report, schema, stats, verify  # noqa: F401 - each registers its command
from .app import app, main

__all__ = ["app", "main"]
