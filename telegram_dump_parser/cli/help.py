"""The commands' help, and how they read values: the same with every version of Typer."""

from __future__ import annotations

import inspect
import shutil
from typing import Any, Final

from typer.core import TyperCommand

from .values import read_plainly

EXAMPLES: Final[dict[str, tuple[str, ...]]] = {
    "parse": (
        "telegram-dump-parser parse dump.txt -o posts.jsonl",
        "telegram-dump-parser parse dump.txt.gz --format csv > posts.csv",
        "telegram-dump-parser parse dumps/*.txt -j 0 -o posts.parquet",
        'telegram-dump-parser parse result.json --grep "(?i)ferry" -o notes.md',
        "cat dump.txt | telegram-dump-parser parse",
    ),
    "check": ("telegram-dump-parser check dump.txt",),
    "inspect": (
        "telegram-dump-parser inspect dump.txt",
        "telegram-dump-parser inspect dump.txt --below 0.8",
        "telegram-dump-parser inspect dump.txt --color always | less -R",
    ),
    "report": ("telegram-dump-parser report dump.txt", "telegram-dump-parser report dump.txt -o page.html --force"),
    "schema": ("telegram-dump-parser schema > posts.schema.json",),
    "stats": ("telegram-dump-parser stats dump.txt", "telegram-dump-parser stats result.json --format json"),
    "verify": ("telegram-dump-parser verify dump.txt page.html",),
}
"""How each command is used; at the end of its help, and in the manual page."""
_NARROW: Final = 52  # columns; Click breaks lines at 50 at least, whatever the terminal has


def fit(ctx: Any) -> None:
    """Let help have the width of a narrow terminal."""
    columns = shutil.get_terminal_size().columns
    if columns < _NARROW:
        ctx.terminal_width = max(columns - 1, 24)


class Command(TyperCommand):
    """A command whose help names arguments and options by their metavars alone, without the types of Python."""

    def parse_args(self, ctx: Any, args: list[str]) -> Any:
        """Read the words of the command line."""
        for parameter in self.get_params(ctx):
            read_plainly(parameter)
        return super().parse_args(ctx, args)

    def get_help(self, ctx: Any) -> str:
        """The help as text."""
        fit(ctx)
        return str(super().get_help(ctx))

    def format_usage(self, ctx: Any, formatter: Any) -> None:
        """Write the line of usage."""
        names = " ".join(_argument(each) for each in self.params if each.param_type_name == "argument")
        formatter.write_usage(ctx.command_path, f"{names} [OPTIONS]".strip())

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Write the lists of arguments and options."""
        shown = [each for each in self.get_params(ctx) if not getattr(each, "hidden", False)]
        for title, kind in (("Arguments", "argument"), ("Options", "option")):
            rows = [
                (_argument(each) if kind == "argument" else _option(each), self._help_of(each))
                for each in shown
                if each.param_type_name == kind
            ]
            if rows:
                with formatter.section(title):
                    formatter.write_dl(rows, **({"col_max": 4} if formatter.width < _NARROW else {}))

    def _help_of(self, parameter: Any) -> str:
        """What is said of an argument or option: old versions of Typer lose it with new ones of Click."""
        said = getattr(parameter, "help", None)
        if said is None and self.callback is not None:
            declared = inspect.signature(self.callback).parameters.get(parameter.name)
            notes = getattr(getattr(declared, "annotation", None), "__metadata__", ())
            said = next((note.help for note in notes if hasattr(note, "help")), None)
        return said or ""

    def format_epilog(self, ctx: Any, formatter: Any) -> None:
        """Write the examples."""
        with formatter.section("Examples"):
            for example in EXAMPLES.get(str(self.name), ()):
                formatter.write(f"{'':{formatter.current_indent}}{example}\n")


def _argument(argument: Any) -> str:
    name = argument.metavar or str(argument.name).upper()
    if argument.nargs != 1:
        name += "..."
    return name if argument.required else f"[{name}]"


def _option(option: Any) -> str:
    names = ", ".join(sorted(option.opts, key=len))
    return names if option.is_flag else f"{names} {option.metavar or 'VALUE'}"
