"""The benchmark against other programs: what it writes for them, and what it says of those that are not there."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path

import drivers
import exports
import peers
import pytest
import robustness
from conftest import ROOT, dump_of, flatten
from running import posix

import telegram_dump_parser as tdp
from telegram_dump_parser.segmentation.search import cost_table

DUMPS = [ROOT / "fixtures" / f"{name}.txt" for name in ("demo", "polls", "video-without-text", "forwards", "persian")]


@pytest.fixture(scope="module")
def posts(tmp_path_factory: pytest.TempPathFactory) -> list[exports.Post]:
    """Posts as they are read from what the command writes."""
    file = tmp_path_factory.mktemp("posts") / "posts.jsonl"
    found = [post.model_dump_json() for dump in DUMPS for post in tdp.iter_posts(dump)]
    file.write_text("\n".join(found) + "\n", "utf-8")
    assert any(not json.loads(row)["text"] for row in found), "a post without text is wanted"
    return list(exports.read(file))


def text_of(message: dict[str, object]) -> str:
    """As Telegram's readers join it."""
    text = message["text"]
    return "".join(piece if isinstance(piece, str) else piece["text"] for piece in text)  # type: ignore[attr-defined]


def test_result_json_has_each_post(posts: list[exports.Post], tmp_path: Path) -> None:
    assert exports.result_json(posts, tmp_path / "result.json") == len(posts)
    chat = json.loads((tmp_path / "result.json").read_text("utf-8"))
    assert [text_of(message) for message in chat["messages"]] == [post["text"] for post in posts]
    assert {entity["type"] for message in chat["messages"] for entity in message["text_entities"]} > {
        "plain",
        "hashtag",
    }
    exports.chats_json(posts, tmp_path / "chats.json")
    assert json.loads((tmp_path / "chats.json").read_text("utf-8")) == {"chats": [chat]}


def test_the_whatsapp_text_has_each_post(posts: list[exports.Post], tmp_path: Path) -> None:
    assert exports.whatsapp_txt(posts, tmp_path / "chat.txt") == len(posts)
    text = (tmp_path / "chat.txt").read_text("utf-8")
    found = re.split(r"^\d\d/\d\d/\d{4}, \d\d:\d\d - The Channel: ", text, flags=re.MULTILINE)[1:]
    assert [each.removesuffix("\n") for each in found] == [post["text"] or "<Media omitted>" for post in posts]


def test_no_brace_is_written_that_a_reader_may_count(tmp_path: Path) -> None:
    row = {"text": "func f() {", "forwarded_from": None, "reactions": []}
    (tmp_path / "posts.jsonl").write_text(json.dumps(row) + "\n", "utf-8")
    assert [post["text"] for post in exports.read(tmp_path / "posts.jsonl")] == ["func f() ("]


@posix
def test_peers_that_are_missing_or_broken_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(peers, "STARTS", 1)
    (tmp_path / "echoed").mkdir()
    page = [[f"Post {n} begins here.", f"It goes on, line {n}.", f"And it ends with {n}."] for n in range(20)]
    (tmp_path / "echoed" / "one.txt").write_bytes(dump_of(flatten(page)))
    installed = tmp_path / "installed"
    peers.home(drivers.STREAM, installed).mkdir(parents=True)
    peers.main([str(tmp_path), "--mb", "0.001", "--rounds", "1", "--peers", str(installed)])
    out = capsys.readouterr().out
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in out.splitlines() if line.startswith("|")]
    rows = cells[2:]
    assert [row[0] for row in rows] == [driver.name for driver in drivers.DRIVERS]
    for row, driver in zip(rows, drivers.DRIVERS, strict=True):
        assert len(row) == len(peers.HEAD)
        if driver.needs == drivers.STREAM.needs:
            assert row[-1] == "skipped: does not start: python: No such file or directory"
        elif driver.needs:
            assert row[-1] == "skipped: not installed (--install)"
        elif driver is drivers.COMPILED:
            assert row[-1] == "skipped: no compiled tree (--compiled)"
        else:
            assert float(row[peers.HEAD.index("× floor")]) > 0
    assert rows[drivers.DRIVERS.index(drivers.COMMAND)][-1] == rows[drivers.DRIVERS.index(drivers.JOBS)][-1]
    assert "ahead of none; behind none." in out


def test_a_count_that_is_not_that_of_the_posts_is_marked(tmp_path: Path) -> None:
    (tmp_path / "dump.txt").write_bytes(b"x" * 1000)
    fine = peers.Measured(1.0, 10.0, 0.1, 7)
    results = {drivers.FLOOR: fine, drivers.COMMAND: fine, drivers.JOBS: peers.Measured(1.0, 10.0, 0.1, 6)}
    assert [row[-1] for row in peers.rows(results, 7, tmp_path)] == ["", "7", "6 ≠ 7"]


def test_robustness_is_measured(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for folder in {*robustness.FOLDERS, *robustness.LAID_OUT}:
        (tmp_path / folder).mkdir()
        for name in ("equal-signatures", "forwards"):
            truth = json.loads((ROOT / f"fixtures/{name}.json").read_text("utf-8"))
            (tmp_path / folder / f"{name}.txt").write_text((ROOT / f"fixtures/{name}.txt").read_text("utf-8"), "utf-8")
            gold = {"starts": [post["first_line"] for post in truth["posts"]]}
            (tmp_path / folder / f"{name}.gold.json").write_text(json.dumps(gold), "utf-8")
    monkeypatch.setattr("sys.argv", ["robustness.py", str(tmp_path)])
    robustness.main()
    printed = capsys.readouterr().out
    assert "| as they are | 1.000 | 1.000 |" in printed
    for name in robustness.LAYOUTS:
        assert f"| {name} | 1.000 | 1.000 | 1.000 | 1.000 |" in printed


def test_robustness_changes_every_number() -> None:
    tables = [getattr(cost_table, name.upper()) for name in cost_table._DATA]
    assert sum(map(len, tables)) > 150
    before = [dict(table) for table in tables]
    with robustness.perturbed(lambda price: price + 0.125, lambda share: share * 0.875):
        for table, exact in zip(tables, before, strict=True):
            assert [name for name in exact if table[name] == exact[name]] == []
        for prior, low, high in cost_table.RATES.values():
            assert 0 < low <= prior <= high < 1
    assert [dict(table) for table in tables] == before


@pytest.mark.parametrize(
    "module", sorted((ROOT / "telegram_dump_parser/segmentation").rglob("*.py")), ids=lambda p: p.stem
)
def test_no_price_is_bound_at_import(module: Path) -> None:
    """What is bound once, in a default, a constant or a cache, robustness.py could not change."""
    names = set()
    tree = ast.parse(module.read_text("utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.endswith("cost_table"):
            names |= {alias.asname or alias.name for alias in node.names}

    def prices(*parts: ast.AST | None) -> set[str]:
        return {n.id for part in parts if part for n in ast.walk(part) if isinstance(n, ast.Name) and n.id in names}

    def bound(body: list[ast.stmt]) -> set[str]:
        found: set[str] = set()
        for node in body:
            if isinstance(node, ast.FunctionDef):
                cached = [part for part in node.decorator_list if "cache" in ast.dump(part)]
                found |= prices(*node.args.defaults, *node.args.kw_defaults, *(node.body if cached else ()))
            elif isinstance(node, ast.ClassDef):
                found |= bound(node.body)
            else:
                found |= prices(node)
        return found

    assert bound(tree.body) == set()
