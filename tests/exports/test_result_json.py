"""`result.json` of Telegram Desktop: every message, field by field, wherever and however it is written.

fixtures/exports has invented exports with what is known of them; UPDATE_GOLDEN=1 pytest
tests/exports/test_result_json.py writes it anew, to be read before it is committed.
"""

from __future__ import annotations

import io
import json
import os
import random
from pathlib import Path
from typing import Any

import orjson
import pytest

import telegram_dump_parser as tdp
from telegram_dump_parser.exports import json_ends, json_messages
from telegram_dump_parser.exports.json_messages import Cut, cut
from telegram_dump_parser.exports.message import ExportGap

FIXTURES = Path(__file__).parents[2] / "fixtures" / "exports"
SAMPLES = Path(__file__).parents[3] / "shared" / "samples" / "exports"
OWN = sorted(path for path in FIXTURES.glob("*.json") if ".expected" not in path.name)
THEIRS = ["result", "result-account", "result-2019", "result-2021", "result-broken", "result-rich"]


def message(number: int, text: str = "Hello", **more: Any) -> dict[str, Any]:
    """One message as Telegram Desktop has it."""
    about = {"date": "2025-06-01T10:00:00", "date_unixtime": "1748764800", "from": "Radio", "from_id": "channel7"}
    return {"id": number, "type": "message", **about, "text": text, **more}


def chat(*messages: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A chat of messages."""
    return {"name": "Radio", "type": "public_channel", "id": 7, **more, "messages": list(messages)}


def laid_out(value: Any) -> bytes:
    """JSON as Telegram Desktop lays it out."""
    return json.dumps(value, ensure_ascii=False, indent=1).encode()


def covered(data: bytes, dump: tdp.Dump) -> None:
    """Posts and gaps cover each byte once, and their lines are those of the file."""
    items = [*(post.source for post in dump), *dump.gaps]
    at = 0
    for item in sorted(items, key=lambda item: item.first_byte):
        assert item.first_byte == at < item.end_byte
        assert item.first_line == data.count(b"\n", 0, item.first_byte) + 1
        assert item.last_line == data.count(b"\n", 0, item.end_byte - 1) + 1
        at = item.end_byte
    assert at == len(data)


def shown(value: Any) -> Any:
    """A row without what is null or empty."""
    if isinstance(value, dict):
        return {name: part for name, item in value.items() if (part := shown(item)) not in (None, [], {})}
    return [shown(item) for item in value] if isinstance(value, list) else value


@pytest.mark.parametrize("path", OWN, ids=lambda path: path.stem)
def test_own_exports(path: Path) -> None:
    data = path.read_bytes()
    dump = tdp.parse(data)
    covered(data, dump)
    found = {
        "posts": [shown(post.model_dump(mode="json")) for post in dump],
        "gaps": [shown(gap.model_dump(mode="json")) for gap in dump.gaps if gap.reason != "blank"],
    }
    golden = path.with_suffix(".expected.json")
    if os.environ.get("UPDATE_GOLDEN"):
        golden.write_bytes(orjson.dumps(found, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))
    assert found == json.loads(golden.read_bytes())


def differences(expected: Any, found: Any, path: str = "") -> list[str]:
    """Where a value is not what is expected of it; what is not named is not asked for."""
    if isinstance(expected, dict):
        if not isinstance(found, dict):
            return [f"{path}: {found!r} is no object"]
        return [one for name, part in expected.items() for one in differences(part, found.get(name), f"{path}.{name}")]
    if isinstance(expected, list):
        if len(expected) != len(found or ()):
            return [f"{path}: {found!r} has not {len(expected)} parts"]
        return [one for at, part in enumerate(expected) for one in differences(part, found[at], f"{path}[{at}]")]
    return [] if expected == found else [f"{path}: {found!r}, not {expected!r}"]


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the shared samples are not here")
@pytest.mark.parametrize("name", THEIRS)
def test_shared_samples(name: str) -> None:
    data = (SAMPLES / f"{name}.json").read_bytes()
    expected = json.loads((SAMPLES / f"{name}.expected.json").read_bytes())
    posts = expected["posts"] if "posts" in expected else expected if isinstance(expected, list) else [expected]
    dump = tdp.parse(data)
    covered(data, dump)
    rows = dump.to_records()
    for row in rows:  # reported once for each file, which these do not name
        row["defects"] = [defect["code"] for defect in row["defects"] if defect["code"] != "no-time-zone"]
    assert not differences(posts, rows)
    gaps = expected.get("gaps", []) if isinstance(expected, dict) else []
    found = [gap for gap in dump.gaps if gap.reason not in ("blank", "other-data")]
    assert [gap["reason"] for gap in gaps] == [gap.reason for gap in found]
    assert [gap["why"] for gap in gaps] == [gap.defects[0].message for gap in found]


LAYOUTS = {
    "as Desktop": laid_out,
    "CRLF": lambda value: laid_out(value).replace(b"\n", b"\r\n"),
    "four blanks": lambda value: json.dumps(value, indent=4).encode(),
    "tabs": lambda value: json.dumps(value, indent="\t").encode(),
    "no indentation": lambda value: json.dumps(value, indent=0).encode(),
    "one line": lambda value: json.dumps(value).encode(),
    "no blanks": lambda value: json.dumps(value, separators=(",", ":")).encode(),
    "sorted": lambda value: json.dumps(value, sort_keys=True, indent=2).encode(),
    "a mark": lambda value: b"\xef\xbb\xbf" + laid_out(value),
    "a message a line": lambda value: laid_out({**value, "messages": []}).replace(
        b"[]", b"[\n" + b",\n".join(json.dumps(one).encode() for one in value["messages"]) + b"\n]"
    ),
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_any_layout_gives_the_same_messages(layout: str) -> None:
    tricky = 'a } ] { [ "messages": [ \\ \n  },\n  {\n'
    value = chat(message(1, tricky), message(2, entities=[{"type": "bold", "text": "x"}]), message(3, "c"))
    data = LAYOUTS[layout](value)
    dump = tdp.parse(data)
    covered(data, dump)
    assert [(post.id, post.text) for post in dump] == [(1, tricky), (2, "Hello"), (3, "c")]
    for post, given in zip(dump, value["messages"], strict=True):
        assert json.loads(data[post.source.first_byte : post.source.end_byte]) == given
    if layout != "sorted":  # where the chat's name follows its messages
        assert {post.chat.title for post in dump if post.chat} == {"Radio"}


LISTS = {
    "JSON Lines": lambda some: b"\n".join(json.dumps(one).encode() for one in some) + b"\n",
    "list": laid_out,
    "list in a line": lambda some: json.dumps(some).encode(),
    "one after the other": lambda some: b"\n".join(laid_out(one) for one in some),
}


@pytest.mark.parametrize("kind", LISTS)
def test_messages_without_a_chat(kind: str) -> None:
    data = LISTS[kind]([message(1, "a"), message(2, "b"), message(3, "c")])
    dump = tdp.parse(data)
    covered(data, dump)
    assert [(post.id, post.text, post.chat) for post in dump] == [(1, "a", None), (2, "b", None), (3, "c", None)]


def test_a_damaged_row_of_json_lines_costs_no_other() -> None:
    rows = [json.dumps(message(number)).encode() for number in range(1, 6)]
    rows[2] = rows[2][:50]
    data = b"\n".join(rows)
    dump = tdp.parse(data)
    covered(data, dump)
    assert [post.id for post in dump] == [1, 2, 4, 5]
    assert [gap.reason for gap in dump.gaps if gap.reason != "blank"] == ["unreadable-message"]


@pytest.mark.parametrize("size", [1, 2, 3, 7, 64, 1000])
@pytest.mark.parametrize("path", OWN, ids=lambda path: path.stem)
def test_blocks_of_any_size_give_the_same(path: Path, size: int) -> None:
    data = path.read_bytes()
    assert list(cut(io.BytesIO(data), is_list=False, block_bytes=size)) == list(cut(io.BytesIO(data), is_list=False))


def test_two_files_joined_the_first_cut_short() -> None:
    first = laid_out(chat(message(1), message(2)))
    data = first[: first.index(b'"id": 2') + 40] + laid_out(chat(message(3), name="Other"))
    dump = tdp.parse(data)
    covered(data, dump)
    assert [(post.id, post.chat and post.chat.title) for post in dump] == [(1, "Radio"), (3, "Other")]


def test_a_file_that_ends_between_messages_says_so() -> None:
    whole = laid_out(chat(message(1), message(2)))
    end = whole.index(b"  {", whole.index(b'"id": 1'))
    for data in (whole[:end], whole[: end - 2], whole[: whole.rindex(b"}\n ]") + 1]):
        dump = tdp.parse(data)
        covered(data, dump)
        assert [defect.code for defect in dump.defects] == ["invalid-json"]


def test_private_parts_are_in_no_output() -> None:
    dump = tdp.parse_file(FIXTURES / "account.json")
    assert "Secret" not in repr(dump.to_records()) + repr(dump.gaps)
    assert "Secret" not in "".join(repr(dump.explain(post)) for post in dump)


def test_private_parts_of_a_damaged_file_stay_private() -> None:
    data = (FIXTURES / "account.json").read_bytes().replace(b'"contacts": {', b'"contacts": "x" {')
    dump = tdp.parse(data)
    covered(data, dump)
    assert [post.text for post in dump] == ["Hello", "Bye", "Ola"]
    assert "Secret" not in repr(dump.to_records())


def test_names_of_who_reacted_are_left_out() -> None:
    assert "Somebody Private" not in repr(tdp.parse_file(FIXTURES / "channel.json").to_records())


@pytest.mark.parametrize("value", [None, True, 3, 1.5, "x", [], {}, [[]], [{}], {"text": 4}, -(1 << 63), 1 << 64])
def test_values_of_any_type_are_borne(value: Any) -> None:
    """A stranger's file may have anything anywhere."""
    known = {name for path in OWN if path.stem != "damaged" for name in _keys(json.loads(path.read_bytes()))}
    more = ("sticker_emoji", "game_title", "location_information", "place_name", "contact_information", "rich_message")
    for name in sorted(known | {*more, "giveaway_information", "paid_stars_amount", "file", "media_type", "duration"}):
        for kind in ("message", "service"):
            data = laid_out(chat(message(1) | {"type": kind} | {name: value}, message(2)))
            dump = tdp.parse(data)
            covered(data, dump)
            assert len(dump) == 2


def _keys(value: Any) -> set[str]:
    if isinstance(value, dict):
        return {*value, *(name for part in value.values() for name in _keys(part))}
    return {name for part in value for name in _keys(part)} if isinstance(value, list) else set()


def test_deep_and_wide_bombs_cost_a_defect(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_ends, "LONGEST_MESSAGE", 1 << 16)
    good = json.dumps(message(2)).encode()
    bombs = {
        "depth": b"[" * 50_000 + b"]" * 50_000,
        "depth over the limit": b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
        "string": b'"' + b"x" * 300_000 + b'"',
        "escapes": b'"' + b'\\"' * 200_000 + b'"',
        "parts": b"[" + b"[]," * 100_000 + b"[]]",
    }
    for name, bomb in bombs.items():
        inner = b'{"id": 1, "type": "message", "text": ' + bomb + b"}"
        compact = b'{"type": "public_channel", "messages": [' + inner + b", " + good + b"]}"
        spaced = b'{\n "type": "public_channel",\n "messages": [\n  {\n   "id": 1,\n   "text": ' + bomb + b"\n  },\n  "
        for data in (compact, spaced + laid_out(message(2)).replace(b"\n", b"\n  ") + b"\n ]\n}"):
            items = list(cut(io.BytesIO(data), is_list=False, block_bytes=1 << 12))
            assert [item.value["id"] for item in items if isinstance(item, Cut)] == [2], name
            assert [item.defects[0].code for item in items if isinstance(item, ExportGap) and item.defects], name


def test_brackets_outside_of_messages_take_no_memory() -> None:
    data = b'{"type": "public_channel", "other": ' + b"[" * 200_000 + b"]" * 200_000 + b', "messages": ['
    data += json.dumps(message(1)).encode() + b"]}"
    dump = tdp.parse(data, form="result-json")
    covered(data, dump)
    assert [post.id for post in dump] == [1]


def test_work_grows_with_size_where_no_message_ends() -> None:
    """So many bytes are searched for each byte, however many messages are open."""
    looked = 0

    class Counted(bytes):
        def find(self, *given: Any) -> int:
            nonlocal looked
            at = super().find(*given)
            looked += (at if at >= 0 else given[2]) - given[1]
            return at

    def work(count: int) -> int:
        nonlocal looked
        looked = 0
        data = b'{\n "type": "public_channel",\n "messages": [\n' + b'  {\n   "id": 1,\n' * count
        window = json_messages.Window(io.BytesIO(b""), 1)
        window.data, window.is_ended = Counted(data), True
        list(json_messages._Cutter(window, 1 << 14, keeps_values=True).run(is_list=False))
        return looked

    assert work(8_000) < 12 * work(1_000)


# What the form is recognised by


QUOTING = (
    "📍 Lakeside, May 4\nThe export begins so:\n" + laid_out(chat(message(1))).decode() + "\nAsk us.\n",
    "{\nA post that begins with a bracket.\n",
    '[\n{"a": 1}\n]\n',
    '{"id": 1, "text": "a corpus has rows with an id", "date": "2025-01-01T00:00:00", "url": "https://example.org"}\n',
    '{"type": "public_channel"}\n',
    '{"messages": []}\n',
)


@pytest.mark.parametrize("text", QUOTING)
def test_text_stays_text(text: str) -> None:
    assert {post.source.form for post in tdp.parse(text)} == {"text"}


def test_form_overrules() -> None:
    data = laid_out(chat(message(1)))
    assert {post.source.form for post in tdp.parse(data, form="text")} == {"text"}
    assert {post.source.form for post in tdp.parse(data)} == {"result-json"}
    (gap,) = tdp.parse("No JSON at all.", form="result-json").gaps
    assert gap.reason == "other-data"
    with pytest.raises(tdp.DumpError, match="result-json"):
        tdp.parse(data, form="jpeg")


def test_text_bytes_and_pipes_agree() -> None:
    data = (FIXTURES / "channel.json").read_bytes()

    class Drips:
        def __init__(self) -> None:
            self.file, self.random = io.BytesIO(data), random.Random(1)

        def read(self, size: int, /) -> bytes:
            return self.file.read(min(size, self.random.randint(1, 9)))

    assert tdp.parse(data) == tdp.parse(data.decode()) == tdp.parse_file(Drips())


def test_an_archive_that_breaks_off_says_so() -> None:
    import gzip

    data = laid_out(chat(*(message(number, f"text {number * 7919}") for number in range(200))))
    whole = tdp.parse(gzip.compress(data))
    assert [post.id for post in whole] == list(range(200))
    short = tdp.parse(gzip.compress(data)[:-200])
    assert short.defects[-1].code == "truncated-archive"
    assert 0 < len(short) < 200


def test_values_of_texts_are_found_as_in_dumps() -> None:
    post = tdp.parse_file(FIXTURES / "channel.json")[1]
    assert post.location is not None
    assert post.location.place == "Porto"
    assert [quote.text for quote in post.quotes] == ["The lighthouse is lit again. #harbour"]
    assert post.hashtags == ("#harbour",)


def test_memory_stays_flat() -> None:
    """Of a file that is read as a stream nothing is kept."""
    import tracemalloc

    body = b",\n".join(laid_out(message(number)).replace(b"\n", b"\n  ") for number in range(2_000))
    body = b"  " + body.replace(b",\n{", b",\n  {")

    def peak(times: int) -> int:
        data = b'{\n "type": "public_channel",\n "messages": [\n' + b",\n".join([body] * times) + b"\n ]\n}"
        file = io.BytesIO(data)
        tracemalloc.start()
        assert sum(isinstance(item, Cut) for item in cut(file, is_list=False)) == 2_000 * times
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    assert peak(8) < 1.5 * peak(2)


@pytest.mark.parametrize(
    ("posted", "line", "year"),
    [
        ("2025-04-10", "📍 Lakeside, May 4", 2025),
        ("2025-12-28", "📍 Lakeside, January 3", 2026),
        ("2026-01-02", "📍 Lakeside, December 30", 2025),
        ("2023-08-01", "📍 Lakeside, February 29", 2024),
        ("2025-03-01", "📍 Lakeside, May 4, 2019", 2019),
        ("9999-12-31", "📍 Lakeside, January 1", 9999),
        ("0001-01-01", "📍 Lakeside, December 31", 1),
        ("the day before", "📍 Lakeside, May 4", None),
    ],
)
def test_a_date_without_year_is_near_the_day_of_posting(posted: str, line: str, year: int | None) -> None:
    old = message(1, "What was said on 1 January 2001 and in 1999.", date=f"{posted}T10:00:00")
    (_, post) = tdp.parse(laid_out(chat(old, message(2, line, date=f"{posted}T10:00:00"))))
    assert post.date is not None
    assert post.date.year == year or (year is None and post.date.year_source != "posted-at")


# Other encodings


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
@pytest.mark.parametrize("has_mark", [True, False])
def test_a_wide_encoding_changes_nothing_but_bytes(codec: str, *, has_mark: bool) -> None:
    given = chat(message(1, "Grüße, 世界 🎙"), message(2, "a\ud83d", id="x"), message(3))
    text = json.dumps(given, ensure_ascii=False, indent=1)
    data = (("\ufeff" if has_mark else "") + text).encode(codec, "surrogatepass")
    dump = tdp.parse(data, encoding=None if has_mark else codec)
    covered_wide(data, dump)
    assert [(post.id, post.text, post.source.form) for post in dump] == [
        *((1, "Grüße, 世界 🎙", "result-json"), (None, "a\\xed\\xa0\\xbd", "result-json"), (3, "Hello", "result-json")),
    ]
    third = dump[2].source
    assert json.loads(data[third.first_byte : third.end_byte].decode(codec)) == message(3)


def covered_wide(data: bytes, dump: tdp.Dump) -> None:
    at = 0
    for item in sorted([*(post.source for post in dump), *dump.gaps], key=lambda item: item.first_byte):
        assert item.first_byte == at < item.end_byte
        at = item.end_byte
    assert at == len(data)


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-32-be"])
def test_a_wide_encoding_that_breaks_off(codec: str) -> None:
    data = ("\ufeff" + laid_out(chat(*(message(number) for number in range(400)))).decode()).encode(codec)
    for size in (len(data) - 1, len(data) - 301, 70_001):
        dump = tdp.parse(data[:size])
        covered_wide(data[:size], dump)
        assert dump[0].id == 0


def test_a_page_in_utf_16_is_read() -> None:
    page = (FIXTURES / "preview.html").read_text("utf-8")
    given, found = tdp.parse(page), tdp.parse(("\ufeff" + page).encode("utf-16-le"))
    assert [post.text for post in found] == [post.text for post in given]
    assert len(found) > 2


def test_text_in_utf_16_stays_text() -> None:
    assert {post.source.form for post in tdp.parse("A text.\n".encode("utf-16"))} == {"text"}
