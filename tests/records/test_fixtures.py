"""Every dump in fixtures/ compared with its true posts, with each line end and encoding."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import telegram_dump_parser as tdp

FIXTURES = Path(__file__).parents[2] / "fixtures"
FAILURES = FIXTURES / "known-failures"
DUMPS = sorted(FIXTURES.rglob("*.txt"))

# What a post has none of unless its .json says so.
NONE: dict[str, Any] = {
    "kind": "message",
    "id": None,
    "url": None,
    "chat": None,
    "album": [],
    "entities": [],
    "author_id": None,
    "signature": None,
    "via_bot": None,
    "edited": None,
    "edited_at": None,
    "views_text": None,
    "forward": None,
    "reply_to_id": None,
    "attachments": [],
    "buttons": [],
    "service": None,
    "author": None,
    "posted_at": None,
    "views": None,
    "media": [],
    "forwarded_from": None,
    "reply_to": None,
    "poll": None,
    "preview": None,
    "documents": [],
    "reactions": [],
    "notices": [],
    "speaker": None,
    "quotes": [],
    "questions": [],
    "links": [],
    "flags": [],
    "language": None,
}
# A few posts of one line each: with empty lines between, they look like the paragraphs of one.
AMBIGUOUS = ("one-line-chatter",)
VARIANTS: dict[str, Callable[[str], bytes]] = {
    "lf": lambda text: text.encode(),
    "crlf": lambda text: text.replace("\n", "\r\n").encode(),
    "cr": lambda text: text.replace("\n", "\r").encode(),
    "bom": lambda text: codecs.BOM_UTF8 + text.encode(),
    "no-final-newline": lambda text: text.removesuffix("\n").encode(),
    "utf-16": lambda text: codecs.BOM_UTF16_LE + text.encode("utf-16-le"),
    "utf-16-be": lambda text: codecs.BOM_UTF16_BE + text.encode("utf-16-be"),
}


def _named(dump: Path) -> str:
    return dump.relative_to(FIXTURES).with_suffix("").as_posix()


def _text(dump: Path) -> str:
    # A checkout may have turned the line ends.
    return dump.read_bytes().decode().replace("\r\n", "\n")


def _cases() -> list[Any]:
    cases = []
    for dump in DUMPS:
        marks = [pytest.mark.xfail(strict=True, raises=AssertionError)] if FAILURES in dump.parents else []
        for variant in VARIANTS:
            # Without its newline, an empty last line is no line.
            if variant == "no-final-newline" and _text(dump).endswith("\n\n"):
                continue
            cases.append(pytest.param(dump, variant, id=f"{_named(dump)}-{variant}", marks=marks))
    return cases


def _pruned(found: Any, expected: Any) -> Any:
    """`found` without the keys that `expected` does not name, so that the two can be compared."""
    if isinstance(found, dict) and isinstance(expected, dict):
        return {key: _pruned(found[key], expected[key]) for key in expected}
    if isinstance(found, list) and isinstance(expected, list) and len(found) == len(expected):
        return [_pruned(one, other) for one, other in zip(found, expected, strict=True)]
    return found


def _shown(post: tdp.Post, expected: dict[str, Any] | None) -> dict[str, Any]:
    """What is asked of a post, as the .json of its fixture has it."""
    found = post.model_dump(mode="json")
    shown = {
        "first_line": post.source.first_line,
        "last_line": post.source.last_line,
        "text": post.text,
    }
    for key, value in (NONE | (expected or {})).items():
        if key == "evidence_includes":
            shown[key] = [code for code in value if code in post.boundary.evidence]
        elif key not in shown:
            shown[key] = _pruned(found[key], value)
    return shown


def test_there_are_fixtures() -> None:
    assert len([dump for dump in DUMPS if dump.parent == FIXTURES]) >= 30
    assert len([dump for dump in DUMPS if dump.parent == FIXTURES / "negative"]) >= 8
    assert FIXTURES / "demo.txt" in DUMPS


def test_every_dump_has_its_json_and_every_json_its_dump() -> None:
    known = {_named(truth) for truth in FIXTURES.rglob("*.json") if truth.parent.name != "exports"}
    assert {_named(dump) for dump in DUMPS} == known


@pytest.mark.parametrize("dump", DUMPS, ids=_named)
def test_truth_is_about_its_dump(dump: Path) -> None:
    truth = json.loads(dump.with_suffix(".json").read_bytes())
    assert set(truth) <= {"about", "posts", "gaps", "parser_gives"}
    assert truth["about"]
    assert ("parser_gives" in truth) is (FAILURES in dump.parents)
    lines = _text(dump).removesuffix("\n").split("\n")
    spans = [(post["first_line"], post["last_line"]) for post in truth["posts"]]
    spans = sorted(spans + [(first, last) for first, last, _ in truth.get("gaps", [])])
    numbers = [n for first, last in spans for n in range(first, last + 1)]
    if any(map(dump.match, ("whole-page/one-line-*", "unended-*", "moved-links-*"))):
        numbers = list(dict.fromkeys(numbers))  # of which posts are parts
    assert numbers == list(range(1, len(lines) + 1))
    for post in truth["posts"]:
        own = lines[post["first_line"] - 1 : post["last_line"]]
        own += [line.lstrip(" ") for line in own]  # after a video the page's own indent is no text
        if dump.match("whole-page/blocks-fenced-*") or dump.match("whole-page/blocks-elements-*"):
            # Lines that were broken at a width are joined, and attributes are between words.
            assert all(word in "\n".join(own) for word in re.findall(r"\w+", post["text"]))
            continue
        # Of a form with signs before its lines, or with the author on the text's own line, a line has a part of one.
        assert all(any(line in one for one in own) for line in post["text"].split("\n"))


@pytest.mark.parametrize(("dump", "variant"), _cases())
def test_posts_are_those_of_the_truth(dump: Path, variant: str) -> None:
    truth = json.loads(dump.with_suffix(".json").read_bytes())
    data = VARIANTS[variant](_text(dump))

    found = tdp.parse(data)

    spans = sorted((item.first_byte, item.end_byte) for item in (*(post.source for post in found), *found.gaps))
    assert [start for start, _ in spans] + [len(data)] == [0] + [end for _, end in spans]
    assert [post.source.first_line for post in found] == [post["first_line"] for post in truth["posts"]]
    gaps = [[gap.first_line, gap.last_line, gap.reason] for gap in found.gaps]
    assert gaps == truth.get("gaps", [])
    for post, expected in zip(found, truth["posts"], strict=True):
        assert _shown(post, expected) == NONE | expected


def _spaced_cases() -> list[Any]:
    cases = []
    for dump in sorted(FIXTURES.glob("*.txt")):
        truth = json.loads(dump.with_suffix(".json").read_bytes())
        if "" in _text(dump).removesuffix("\n").split("\n") or "gaps" in truth:
            continue
        marks = [pytest.mark.xfail(strict=True, raises=AssertionError)] if dump.stem in AMBIGUOUS else []
        cases.append(pytest.param(dump, id=_named(dump), marks=marks))
    return cases


@pytest.mark.parametrize("dump", _spaced_cases())
def test_an_empty_line_between_posts_changes_no_boundary(dump: Path) -> None:
    begun = {post["first_line"] for post in json.loads(dump.with_suffix(".json").read_bytes())["posts"]}
    lines: list[str] = []
    starts = []
    for number, line in enumerate(_text(dump).removesuffix("\n").split("\n"), 1):
        if number in begun:
            lines += [""] if lines else []
            starts.append(len(lines) + 1)
        lines.append(line)
    assert [post.source.first_line for post in tdp.parse("\n".join(lines))] == starts


def test_marks_of_direction_and_joining_are_kept() -> None:
    for name, marks in (("persian", "\u200c\u200f"), ("arabic", "\u200e\u200f")):
        text = "\n".join(post.text for post in tdp.parse((FIXTURES / f"{name}.txt").read_bytes()))
        assert all(mark in text for mark in marks)
