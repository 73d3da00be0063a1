"""The command line. Data goes to stdout, everything else to stderr; see `--help`."""

from . import (
    check,  # noqa: F401 - each registers its commands
    parse,
    report,
)
from . import inspect as show
from .app import app, main

__all__ = ["app", "main"]
