"""How a dump is read: the options that every function, the command and the integrations share, in one place.

A new option is a field of `ParseOptions` with its line in the docstring, a check in `resolve`, and an option of the
command (cli/options.py).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from operator import index
from typing import TYPE_CHECKING, Any, Final, SupportsIndex, TypedDict, get_type_hints

from .errors import DumpError
from .text.markers import MarkersLike
from .vocabulary import Albums, DateOrder, Dialect, Form

if TYPE_CHECKING:
    from .text.markers import MarkerTable

_CHANNEL: Final = re.compile(r"(?:@|(?:https?://)?t\.me/(?:s/)?)?(?P<name>[A-Za-z][A-Za-z0-9_]{3,31})/?")


class ParseOptions(TypedDict, total=False):
    """The keyword arguments of `parse`, `parse_file`, `iter_posts`, `iter_items` and `iter_records`; each is optional.

    Attributes:
        encoding: encoding of bytes without a byte order mark (str). Default: UTF-8.
        year: year for dates that have none (int), from 1 to 9999. Default: none.
        date_order: order of day, month and year in dates such as `04/05/25` (str): "dmy", "mdy" or "ymd". Default: only
            what the dump proves.
        markers: meanings of emoji that begin lines, in addition to the package's own table: the path of a TOML file
            (str or os.PathLike), or a dict of the same shape, `{"place": {"🏟": "stadium"}}`. If both tables have an
            emoji, yours is used.
        language: find the language of each post, `Post.language` (bool); needs the extra `lang`. Default: False.
        dialect: how the texts of the whole dump are laid out (str): "echoed", "spaced", "tight" or "current". Default:
            found from the lines.
        form: what the input is (str): "text" (a dump), "result-json" or "export-html" (exports of Telegram Desktop),
            "preview-html" (a page of t.me), "mhtml" or "warc" (with such pages). Default: found from the content.
        albums: how to read pictures of an export that were sent together (str): "single" makes each a post, "join"
            makes one post of those that are probably an album. Default: "single".
        channel: for exports of Telegram Desktop, the channel's username (str), with which the `url` of each message is
            made. The exports do not contain it. Default: none.
        min_confidence: least confidence of a boundary, 0 to 1 (float). If a boundary has less, the post is joined to
            the one before. It is not joined if there is a gap between them, or if the joined text would be longer
            than a message can be. Default: 0.
        strict: raise `DumpError` at the first defect (bool). Default: False.
    """

    encoding: str | None
    year: int | None
    date_order: str | None
    markers: MarkersLike | None
    language: bool
    dialect: str | None
    form: str | None
    albums: str | None
    channel: str | None
    min_confidence: float
    strict: bool


NAMES = tuple(ParseOptions.__annotations__)
"""The names of all options, in the order of their documentation."""


def hints() -> dict[str, Any]:
    """The type of each option, for code that reads options from text."""
    return get_type_hints(ParseOptions)


@dataclass(frozen=True, slots=True)
class Options:
    """The options of one dump, checked; `resolve` makes them."""

    file: str | None = None  # the dump's name, for `Post.source`
    row: int | None = None  # of a corpus, which row the dump is, from 0
    document: str | None = None  # the id of that row
    url: str | None = None  # the address of that row
    encoding: str | None = None  # of bytes without a byte order mark; UTF-8 if None
    year: int | None = None  # of dates that state none
    date_order: DateOrder | None = None  # of the numbers in a message's time
    markers: MarkerTable | None = None  # what emoji mean; the package's own table if None
    language: Callable[[str], str] | None = None  # finds the language of a text; if None, `Post.language` is None
    dialect: Dialect | None = None  # of the whole dump; None: found from its lines
    form: Form | None = None  # what the input is; None: found from its content
    albums: Albums = Albums.SINGLE  # what becomes of likely albums of an export
    channel: str | None = None  # of an export: its channel's name in addresses
    min_confidence: float = 0.0  # of boundaries that split
    strict: bool = False  # whether a defect ends the parse


def resolve(given: Mapping[str, Any]) -> Options:
    """Check keyword arguments, and make the options of them.

    Args:
        given: as `ParseOptions` has them.

    Raises:
        DumpError: an option has an invalid value; the message lists the possible ones.
        ImportError: `language` without the extra `lang`.
        TypeError: there is no such option.
    """
    if unknown := sorted(given.keys() - set(NAMES)):
        raise TypeError(f"no option is called {unknown[0]!r}; the options are {', '.join(NAMES)}")
    found = {name: value for name, value in given.items() if value is not None}
    options: dict[str, Any] = {}
    if "encoding" in found:
        options["encoding"] = _text("encoding", found["encoding"])
    if "year" in found:
        options["year"] = _year(found["year"])
    if "date_order" in found:
        options["date_order"] = _choice(DateOrder, "date_order", found["date_order"])
    if "dialect" in found:
        options["dialect"] = _choice(Dialect, "dialect", found["dialect"])
    if "form" in found:
        options["form"] = _choice(Form, "form", found["form"])
    if "albums" in found:
        options["albums"] = _choice(Albums, "albums", found["albums"])
    if "channel" in found:
        options["channel"] = username(found["channel"])
    if "min_confidence" in found:
        options["min_confidence"] = _share("min_confidence", found["min_confidence"])
    if "strict" in found:
        options["strict"] = bool(found["strict"])
    if "markers" in found:
        from .text.markers import extended

        options["markers"] = extended(found["markers"])
    if found.get("language"):
        from .text.language import identifier

        options["language"] = identifier()
    return Options(**options)


def _text(name: str, given: object) -> str:
    if isinstance(given, str):
        return given
    raise DumpError(f"{name} must be a name, not {given!r}")


def username(given: object) -> str:
    """The name of a channel in addresses, which may be given as `name`, `@name` or the channel's address.

    Raises:
        DumpError: `given` is no such name.
    """
    match = _CHANNEL.fullmatch(given) if isinstance(given, str) else None
    if match is None:
        raise DumpError(f"channel must be a name as in t.me/name, not {given!r}")
    return match["name"]


def _choice(kind: type[StrEnum], name: str, given: object) -> StrEnum:
    if isinstance(given, str) and given in list(kind):
        return kind(given)
    raise DumpError(f"{name} must be one of {', '.join(kind)}, not {given!r}")


def _year(given: object) -> int:
    # True, which counts as 1, would be meant as something else.
    if isinstance(given, SupportsIndex) and not isinstance(given, bool) and 1 <= (year := index(given)) <= 9999:
        return year
    raise DumpError(f"year must be a whole number from 1 to 9999, not {given!r}")


def _share(name: str, given: object) -> float:
    try:
        share = float(given)  # type: ignore[arg-type]  # what float refuses is refused here
    except (TypeError, ValueError):
        share = -1.0
    if isinstance(given, str | bytes | bool) or not 0 <= share <= 1:
        raise DumpError(f"{name} must be a number from 0 to 1, not {given!r}")
    return share
