"""UTF-16 without a mark is refused in any script, and a text in UTF-8 with stray NULs is read."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from test_source import texts, unhurried

from telegram_dump_parser.errors import DumpError
from telegram_dump_parser.lines.reader import lines_of_bytes, lines_of_text

FIXTURES = Path(__file__).parents[2] / "fixtures"
SENTENCES = [
    "The ferry runs again since noon.",
    "Fährt die Fähre über den Öresund?",
    "Đò chạy lại từ buổi trưa – đúng giờ.",
    "Паром снова ходит с полудня.",
    "Το πλοίο φεύγει το μεσημέρι.",
    "تعمل العبارة مجددا منذ الظهر.",
    "המעבורת שטה שוב מאז הצהריים.",
    "नाव दोपहर से फिर चल रही है।",
    "ਬੇੜੀ ਦੁਪਹਿਰ ਤੋਂ ਫਿਰ ਚੱਲ ਰਹੀ ਹੈ।",
    "ഉച്ച മുതൽ കടത്തുവള്ളം വീണ്ടും ഓടുന്നു.",
    "เรือ ข้ามฟาก วิ่งอีก",
    "ბორანი შუადღიდან ისევ დადის.",
    "መርከቡ እንደገና ይሄዳል።",
    "渡轮中午起恢复通航。",
    "船は正午から、また動きます。",
    "여객선은 정오부터 다시 운항합니다.",
    "⛴️🌊 12:00 👍👍🏽🤔 🇳🇴🇸🇪",
]


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("text", ["plain text\n" * 3, "Новости 12 мая, " * 2, ("я" * 15 + "\n") * 2])
def test_utf16_without_mark_is_named(codec: str, text: str) -> None:
    with pytest.raises(DumpError, match=f"--encoding {codec}"):
        list(lines_of_bytes(text.encode(codec)))


def test_stray_nul_is_text() -> None:
    for data in (b"a\0b" + b" " * 100, b"\0\0\0\0 table of a program"):
        assert texts(lines_of_bytes(data)) == [data.decode()]
    assert texts(lines_of_bytes(b"a\0b\0", encoding="utf-8")) == ["a\0b\0"]
    for data in (b"\0", b"\0" * 63, b"a\0" * 31, b"\0a" * 31):  # too few bytes to be sure
        assert texts(lines_of_bytes(data)) == [data.decode()]
    assert texts(lines_of_text("a\0b\0")) == ["a\0b\0"]


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("sentence", SENTENCES)
def test_utf16_of_each_script_is_refused(codec: str, sentence: str) -> None:
    for end in ("\n", "\r\n", "\n\n", " 12\n"):
        with pytest.raises(DumpError, match=f"--encoding {codec}"):
            list(lines_of_bytes((3 * (sentence + end)).encode(codec)))


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
def test_utf16_of_whole_dumps_is_refused(codec: str) -> None:
    for path in FIXTURES.rglob("*.txt"):
        data = path.read_bytes().decode().encode(codec)
        if len(data) < 64:  # too few bytes to be sure
            continue
        with pytest.raises(DumpError, match=f"--encoding {codec}"):
            list(lines_of_bytes(data))


@unhurried
@given(st.lists(st.sampled_from(SENTENCES), min_size=2, max_size=40), st.sampled_from(["utf-16-le", "utf-16-be"]))
def test_utf16_of_mixed_scripts_is_refused(sentences: list[str], codec: str) -> None:
    data = "\n".join([*sentences, "12:00 o'clock\n"]).encode(codec)
    with pytest.raises(DumpError, match=f"--encoding {codec}"):
        list(lines_of_bytes(data))


@unhurried
@given(st.lists(st.tuples(st.sampled_from(SENTENCES), st.integers(1, 4)), min_size=3, max_size=40), st.integers(0, 1))
def test_utf8_with_stray_nuls_is_text(pieces: list[tuple[str, int]], parity: int) -> None:
    """All NULs at odd offsets, or all at even ones, as if they were high bytes."""
    data = b""
    for sentence, nuls in pieces:
        for word in sentence[:20].split()[:nuls]:
            data += word.encode() + b"."
            data += b" " * (len(data) % 2 != parity) + b"\0"
        data += sentence.encode() + b"\n"
    assume(len(data) >= 64)
    assert texts(lines_of_bytes(data)) == data.decode().split("\n")[:-1]
