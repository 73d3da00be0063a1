"""`python -m telegram_dump_parser`."""

from .cli import main

if __name__ == "__main__":  # not in the processes of --jobs, which import this module, too
    main()
