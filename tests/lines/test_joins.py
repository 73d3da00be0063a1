"""Lines that were two: where they are cut, and the bytes of each part."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator

import pytest

import telegram_dump_parser as tdp
from telegram_dump_parser.lines.joins import _Copies, unglued
from telegram_dump_parser.lines.reader import Line, lines_of_bytes

COPIES = "Lago\nLinha dois.\nLinha três.\nLinha dois.\n"


def cut(data: bytes) -> list[Line]:
    return [*unglued(lines_of_bytes(data))]


@pytest.mark.parametrize(
    ("text", "last"),
    [
        (COPIES + "Linha três.Serra\n", ["Linha três.", "Serra"]),
        (COPIES + "Linha três.🐝 Mel\n", ["Linha três.", "🐝 Mel"]),
        (COPIES + "Linha três.\ufeffserra\n", ["Linha três.", "serra"]),
        ("渡船\n两小时一班。\n船票在码头买。\n两小时一班。\n船票在码头买。大桥\n", ["船票在码头买。", "大桥"]),
        ("Open\nPlease open Telegram to view this post\nVIEW IN TELEGRAMМост\n", ["VIEW IN TELEGRAM", "Мост"]),
        ("A bridge\n❤12👍3Мост открыт\n", ["❤12👍3", "Мост открыт"]),
        ("A bridge\n⭐️3❤1.2K🔥999👍999Мост\n", ["⭐️3❤1.2K🔥999👍999", "Мост"]),
        ("A bridge.Forwarded from Мост\n", ["A bridge.", "Forwarded from Мост"]),
    ],
)
def test_a_line_that_was_two_is_cut(text: str, last: list[str]) -> None:
    data = text.encode()
    lines = cut(data)
    assert [line.text for line in lines[-2:]] == last
    assert lines[-1].number == lines[-2].number
    assert [line.first_byte for line in lines[1:]] == [line.end_byte for line in lines[:-1]]  # they partition the file
    assert data[lines[-1].first_byte : lines[-1].end_byte].decode().strip("\ufeff\n") == last[1]


@pytest.mark.parametrize(
    "text",
    [
        COPIES + "Linha três. Mais.\n",
        COPIES + "Linha três.mais\n",
        "Lago\nLinha dois\nhttps://t.me/lago\nLinha dois\nhttps://t.me/lago/12\n",
        "Lago\nLinha dois\nLinha\nLinha dois\nLinhagem nobre\n",
        "Assine!\nBom dia!\nAssine!\nBoa noite.\nAssine!\nBom dia!Hoje há feira\n",  # a line below which others are
        "It runs.\nVIEW IN TELEGRAMThe mill\n",
        "A bridge\n🔥2FA is out\n",
        "A match\n⚽2🏀3Очка\n",
        "A match\n❤999🔥1.2KОчка\n",
        "A bridge\n🎄2️⃣0️⃣2️⃣5️⃣Год\n",
        "They write: Forwarded from nobody\n",
        "\ufeff\n\n",
        # Such lines that stand in both copies of a text:
        "Цены\n🍎12🍏9Яблоки\n🍎12🍏9Яблоки\n",
        "He says\nIt is over.Forwarded from nobody\nIt is over.Forwarded from nobody\n",
        "Canto\nLa la.\nLa la.\nLa la.Oh\nLa la.\nLa la.\nLa la.Oh\n",
        "\n" * 62 + "Цены\n🍎12🍏9Яблоки\n🍎12🍏9Яблоки\n",
    ],
)
def test_other_lines_are_not(text: str) -> None:
    data = text.encode()
    assert cut(data) == [*lines_of_bytes(data)]


@pytest.mark.parametrize("codec", ["utf-8", "utf-16-le", "utf-32-be"])
def test_a_mark_amid_a_line_begins_a_file_where_the_first_has_one(codec: str) -> None:
    data = "\ufeffМост\nДа\ufeffАда\r\n\ufeff\ufeffНет\n".encode(codec)
    lines = [*lines_of_bytes(data)]
    assert [line.text for line in lines] == ["Мост", "Да", "Ада", "Нет"]
    assert [line.number for line in lines] == [1, 2, 2, 3]
    assert [line.begins_file for line in lines] == [True, False, True, True]
    assert [line.first_byte for line in lines[1:]] == [line.end_byte for line in lines[:-1]]
    assert lines[-1].end_byte == len(data)


@pytest.mark.parametrize("codec", ["utf-8", "utf-16-le", "utf-32-be"])
def test_marks_amid_a_line_may_be_two(codec: str) -> None:
    data = "\ufeffМост\ufeff\ufeffАда\ufeffБор\n".encode(codec)
    lines = [*lines_of_bytes(data)]
    assert [line.text for line in lines] == ["Мост", "Ада", "Бор"]
    assert [data[line.first_byte : line.end_byte].decode(codec).strip("\ufeff\n") for line in lines] == [
        line.text for line in lines
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Мост\nДа\ufeffАда\n",
        "\ufeffМост\nсло\ufeffво и \ufeff дело\n",
        "\ufeffسلام\ufeffعليكم\n",
        "\ufeffשל\ufeffום\n",
        "\ufeffМост »\ufeff— так\n",
    ],
)
def test_another_mark_is_text(text: str) -> None:
    assert "".join(line.text for line in lines_of_bytes(text.encode())) == text.removeprefix("\ufeff").replace("\n", "")


def test_a_line_that_begins_with_two_marks_is_not_cut_at_a_guess() -> None:
    data = "\ufeffA\n\ufeff\ufeffМост\ufeffАда\n".encode()
    assert [line.text for line in lines_of_bytes(data)] == ["A", "Мост\ufeffАда"]


def test_long_lines_are_not_remembered() -> None:
    def lines() -> Iterator[Line]:
        for number in range(1, 65):
            yield Line(f"{number} " + "x" * 1_000_000, number, 0, 0, damaged=False, is_fragment=False)

    tracemalloc.start()
    try:
        assert sum(1 for _ in unglued(lines())) == 64
        assert tracemalloc.get_traced_memory()[1] < 10_000_000
    finally:
        tracemalloc.stop()


def test_cut_lines_make_posts() -> None:
    dump = tdp.parse("\ufeffЛодка\nОна идёт.\nОна идёт.\ufeffМост\nОн открыт.\nОн открыт.\n".encode())
    assert [post.text for post in dump] == ["Лодка\nОна идёт.", "Мост\nОн открыт."]
    assert dump.defects == ()


def test_a_copied_chat_begins_below_a_mark() -> None:
    chat = "{0}, [13.04.2025 09:05]\nProm płynie?\n\nOla, [13.04.2025 09:06]\nTak.\n"
    dump = tdp.parse(("\ufeff" + chat.format("Łukasz") + "\ufeff" + chat.format("Pani Żółć")).encode())
    assert [(post.author, post.text) for post in dump] == [
        ("Łukasz", "Prom płynie?"),
        ("Ola", "Tak."),
        ("Pani Żółć", "Prom płynie?"),
        ("Ola", "Tak."),
    ]


def test_few_characters_are_remembered() -> None:
    """Short lines by number, long ones by their characters."""
    for size in (10, 1_000, 8_000):
        copies = _Copies()
        for number in range(2_000):
            copies.pass_on(f"{number:0{size}}", f"{number + 1:0{size}}")
        held = sum(len(line) + len(below.text) for line, below in copies._below.items())
        assert len(copies._below) <= 256
        assert 10 * 256 <= held <= 32_768
        assert copies.has(f"{1999:0{size}}")
        assert not copies.has(f"{1700:0{size}}")
