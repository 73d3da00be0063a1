"""`python -m telegram_dump_parser`."""

from .cli import main

main()
