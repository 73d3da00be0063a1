import pytest
from emoji import EMOJI_DATA
from hypothesis import given
from hypothesis import strategies as st

from telegram_dump_parser.text.markers import EmojiMeaning, describe, leading_marker, leading_run, load_markers

ENGLAND = "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"
TYPOGRAPHY = {"©", "®", "™"}


@pytest.mark.parametrize(
    ("line", "emoji"),
    [
        ("📍 Almaty", "📍"),
        ("🗺️ Almaty", "🗺️"),
        ("🇷🇺🇰🇿 x", "🇷🇺"),
        ("1️⃣ one", "1️⃣"),
        ("#⃣ x", "#⃣"),
        ("👩‍👩‍👧‍👦x", "👩‍👩‍👧‍👦"),
        ("👍🏽x", "👍🏽"),
        ("❤️‍🔥x", "❤️‍🔥"),
        ("👨🏽‍⚕️ x", "👨🏽‍⚕️"),
        (ENGLAND + " x", ENGLAND),
        ("‼x", "‼"),
        ("▪️x", "▪️"),
    ],
)
def test_leading_marker(line: str, emoji: str) -> None:
    assert leading_marker(line) == emoji


NO_MARKERS = [
    "", "Almaty", "Алматы", "القاهرة", "北京", "1", "12:30", "#tag", "*x*", "1\ufe0f x", "©", "®️",
    "™ x", "🇷 x", " 📍", "★", "▪\ufe0e text style", "\u200d📍", "\ufe0f",
]  # fmt: skip


@pytest.mark.parametrize("line", NO_MARKERS)
def test_no_marker(line: str) -> None:
    assert leading_marker(line) is None
    assert leading_run(line) == []


@pytest.mark.parametrize(
    ("line", "run"),
    [
        ("🇷🇺🇰🇿 x", ["🇷🇺", "🇰🇿"]),
        ("⚡️⚡️⚡️x", ["⚡️"] * 3),
        ("1️⃣0️⃣ x", ["1️⃣", "0️⃣"]),
        ("📍 🗓", ["📍"]),
        ("🇷🇺🇰", ["🇷🇺"]),
    ],
)
def test_leading_run(line: str, run: list[str]) -> None:
    assert leading_run(line) == run


@pytest.mark.parametrize(
    ("emoji", "marker"),
    [
        ("📍", EmojiMeaning("round-pushpin", "place")),
        ("🗓️", EmojiMeaning("spiral-calendar", "calendar")),
        ("📌", EmojiMeaning("pushpin", "pin")),
        ("⚡️", EmojiMeaning("high-voltage", "alert")),
        ("✍🏽", EmojiMeaning("writing-hand", "author")),
        ("🇰🇿", EmojiMeaning("flag-kazakhstan", "flag")),
        (ENGLAND, EmojiMeaning("flag-england", "flag")),
        ("1️⃣", EmojiMeaning("keycap-1", "number")),
        ("#⃣", EmojiMeaning("keycap-#", "number")),
        ("🔥", EmojiMeaning("fire", "other")),
        ("❤", EmojiMeaning("red-heart", "other")),
        ("👍🏽", EmojiMeaning("thumbs-up-medium-skin-tone", "other")),
        ("", EmojiMeaning("unknown", "other")),
    ],
)
def test_describe(emoji: str, marker: EmojiMeaning) -> None:
    assert describe(emoji) == marker


def test_table() -> None:
    markers = load_markers()
    assert markers is load_markers()
    for emoji, marker in markers.items():
        assert "\ufe0f" not in emoji
        assert leading_marker(emoji) == emoji
        assert describe(emoji) == marker == describe(emoji + "\ufe0f")
        assert marker.name.replace("-", "").isalnum()
        assert marker.name == marker.name.lower()


def test_every_emoji_of_unicode_is_one_marker() -> None:
    fully_qualified = 2
    for emoji, facts in EMOJI_DATA.items():
        if facts["status"] == fully_qualified and emoji[0] not in TYPOGRAPHY:
            assert leading_run(emoji + "x") == [emoji]
            assert describe(emoji).name != "unknown"


@given(st.text() | st.text(alphabet="📍🇷🇺1⃣️\u200d👩🏽🏴\U000e0067\U000e007f\ufe0e ax"))
def test_never_raises_and_takes_from_the_front(line: str) -> None:
    run = leading_run(line)
    assert line.startswith("".join(run))
    assert leading_marker(line) == (run[0] if run else None)
    assert describe(line).name


def test_one_emoji_is_bounded() -> None:
    assert len(leading_marker("👩\u200d" * 100_000) or "") < 100
    assert len(leading_run("📍" * 10_000)) == 10_000
