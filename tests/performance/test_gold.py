"""Gold made of a dump and its page: where each post begins, as the page says it, or none."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import gold
import pytest

import telegram_dump_parser as tdp

TEXTS = (
    ["🎙 The ferry is out of service.", "A bus runs every 20 minutes."],
    ["⚡️ The bridge is open again.", "It was closed for a month."],
    ["📍 A market in the old harbour on Sunday.", "Bring your own bags."],
)


def page_of(*posts: dict[str, Any]) -> str:
    about = {"type": "message", "date": "2025-06-01T10:00:00", "date_unixtime": "1748764800", "from": "Town"}
    messages = [{"id": number, **about, **post} for number, post in enumerate(posts, 1)]
    return json.dumps({"name": "Town", "type": "public_channel", "id": 7, "messages": messages})


def made(page: str, dump: str) -> dict[str, Any]:
    return gold.gold(tdp.parse(dump), tdp.parse(page))


PAGE = page_of(*({"text": "\n".join(lines)} for lines in TEXTS))
ECHOED = "\n".join(line for lines in TEXTS for line in (*lines, *lines))


def test_starts_are_those_of_the_page() -> None:
    found = made(PAGE, ECHOED + "\n")
    assert found["starts"] == [1, 5, 9]
    assert [post["lines"] for post in found["posts"]] == list(TEXTS)


def test_a_start_within_a_post_of_the_dump_is_found() -> None:
    """Where this parser is wrong, gold follows the page, with what is above the text."""
    page = page_of({"text": "One.\nTwo."}, {"text": "Three.", "forwarded_from": "Harbour"})
    dump = tdp.parse("Anna, [24.05.2025 12:30]\nOne.\nTwo.\nForwarded from Harbour\nThree.\n")
    assert len(dump) == 1
    assert gold.gold(dump, tdp.parse(page))["starts"] == [1, 4]


def test_no_gold_where_a_first_line_is_lost() -> None:
    with pytest.raises(gold.NoGoldError, match="the first line of post 2 is not in the dump"):
        made(PAGE, ECHOED.replace(TEXTS[1][0] + "\n", ""))


def test_posts_without_a_text() -> None:
    photo, poll = {"text": "", "photo": "a.jpg"}, {"text": "", "poll": {"question": "Tea?", "answers": []}}
    first, last = {"text": "\n".join(TEXTS[0])}, {"text": "\n".join(TEXTS[2])}
    dump = "\n".join([*TEXTS[0], *TEXTS[0], *TEXTS[2], *TEXTS[2]]) + "\n"
    assert made(page_of(first, photo, last), dump)["starts"] == [1, 5]
    with pytest.raises(gold.NoGoldError, match="1 posts without a text from post 2 on: 0 in the dump"):
        made(page_of(first, poll, last), dump)


def test_folders(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.txt").write_text(ECHOED, "utf-8")
    (tmp_path / "a.json").write_text(PAGE, "utf-8")
    (tmp_path / "b.txt").write_text("Something else.\n", "utf-8")
    (tmp_path / "b.json").write_text(PAGE, "utf-8")
    (tmp_path / "alone.txt").write_text(ECHOED, "utf-8")
    gold.main([str(tmp_path)])
    printed = capsys.readouterr()
    assert printed.out == "1 made, 1: no gold\n"
    assert "b.txt: no gold" in printed.err
    assert json.loads((tmp_path / "a.gold.json").read_text("utf-8"))["starts"] == [1, 5, 9]
    assert sorted(path.name for path in tmp_path.glob("*.gold.json")) == ["a.gold.json"]
    gold.main([str(tmp_path)])
    assert "gold is there already" in capsys.readouterr().out
