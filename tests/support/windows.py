"""Windows for tests of the search: lines of prose by a letter each, so that a test shows which of them are equal."""

from __future__ import annotations

from telegram_dump_parser.segmentation.window import Window

# Every one of its own, and of 40 characters and more: the copy of none is a matter of chance.
PROSE = {
    letter: f"{letter.upper()}. {word} is told of at some length in this line."
    for letter, word in zip(
        "abcdefghijklmnopqrstuvwxyz",
        [
            "anchor",
            "bridge",
            "canal",
            "depot",
            "engine",
            "ferry",
            "garden",
            "harbour",
            "island",
            "jetty",
            "kitchen",
            "lantern",
            "market",
            "north",
            "oven",
            "pier",
            "quay",
            "river",
            "station",
            "tower",
            "umbrella",
            "valley",
            "window",
            "xylophone",
            "yard",
            "zebra",
        ],
        strict=True,
    )
}


def lines(text: str, **own: str) -> list[str]:
    """`a b b` to three lines; `own`: the texts of other words."""
    return [own[word] if word in own else PROSE[word] for word in text.split()]


def window(text: str, **own: str) -> Window:
    return Window(lines(text, **own))
