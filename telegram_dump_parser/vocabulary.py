"""Enumerations that the command needs before anything heavy is loaded."""

from __future__ import annotations

from enum import StrEnum


class DateOrder(StrEnum):
    """The order of day, month and year in a date of numbers."""

    DMY = "dmy"
    MDY = "mdy"
    YMD = "ymd"


class Form(StrEnum):
    """What an input is: a dump, or an export that states its messages itself."""

    TEXT = "text"
    RESULT_JSON = "result-json"  # of Telegram Desktop
    EXPORT_HTML = "export-html"  # the same as HTML
    PREVIEW_HTML = "preview-html"  # a page of t.me, or a widget of one post
    MHTML = "mhtml"  # such a page saved with all that belongs to it, or as .webarchive
    WARC = "warc"  # an archive of a web crawl


class Albums(StrEnum):
    """What becomes of messages of an export that are likely an album."""

    SINGLE = "single"  # each is a post
    JOIN = "join"  # they are one post


class Dialect(StrEnum):
    """How an extractor laid out the texts (docs/dumps.md, "Dialects")."""

    ECHOED = "echoed"  # texts appear twice, or from their second line on
    SPACED = "spaced"  # once, with the blank lines inside posts; none between posts
    TIGHT = "tight"  # once, no blank lines; nothing but the text and notices
    CURRENT = "current"  # once, no blank lines; with replies, polls, previews and reactions
