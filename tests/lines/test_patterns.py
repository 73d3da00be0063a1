"""Patterns that are compiled at their first use."""

from __future__ import annotations

import pytest
import regex

from telegram_dump_parser.lines.patterns import late_pattern


def test_it_finds_what_the_pattern_finds() -> None:
    late, pattern = late_pattern("(?P<a>x) y # z", regex.VERBOSE), regex.compile("(?P<a>x) y # z", regex.VERBOSE)
    for text in ("xy", "axyb", "x y", ""):
        for name in ("match", "search", "fullmatch", "findall", "split"):
            found, wanted = getattr(late, name)(text), getattr(pattern, name)(text)
            assert (found and str(found)) == (wanted and str(wanted))
    assert (late.pattern, late.groupindex) == (pattern.pattern, pattern.groupindex)


def test_it_is_compiled_at_its_first_use_and_once(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled: list[str] = []
    genuine = regex.compile

    def counting(pattern: str, flags: int = 0) -> object:
        compiled.append(pattern)
        return genuine(pattern, flags)

    monkeypatch.setattr(regex, "compile", counting)
    late = late_pattern("[a-z]")
    assert compiled == []
    assert late.match("x")
    assert late.match("y")
    assert compiled == ["[a-z]"]


def test_a_mistake_is_raised_at_the_first_use() -> None:
    late = late_pattern("(")
    with pytest.raises(regex.error, match="missing"):
        late.match("x")
