"""What Telegram links in a text, and what it does not."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from growth import growth
from hypothesis import example, given
from hypothesis import strategies as st

from telegram_dump_parser.text import entities
from telegram_dump_parser.text.entities import Entities, find_entities

ZWNJ = "\u200c"
NBSP = "\u00a0"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("#tag", ["#tag"]),
        ("two: #one #two", ["#one", "#two"]),
        ("#one #two #one", ["#one", "#two"]),
        ("(#tag), «#tog»; /#tug", ["#tag", "#tog", "#tug"]),
        ("⚡️#tag", ["#tag"]),
        ("line\n#tag\nline", ["#tag"]),
        ("#snake_case!", ["#snake_case"]),
        ("#kebab-case", ["#kebab"]),
        ("#2025year #covid19", ["#2025year", "#covid19"]),
        ("#_private", ["#_private"]),
        ("#col·lecció", ["#col·lecció"]),
        ("#tag@channel", ["#tag@channel"]),
        ("#tag@channel, #tag", ["#tag@channel", "#tag"]),
        ("#tag@ab", ["#tag"]),
        ("#tag@" + "c" * 33, ["#tag"]),
        ("#one#two", ["#one"]),
        ("##tag", ["#tag"]),
        ("#a", ["#a"]),
        ("#H₂O", ["#H"]),
        ("#новости дня", ["#новости"]),
        ("#Ёлка", ["#Ёлка"]),
        ("#خبر", ["#خبر"]),
        (f"#می{ZWNJ}خواهم رفت", [f"#می{ZWNJ}خواهم"]),
        ("#۱۴۰۴سال", ["#۱۴۰۴سال"]),
        ("#خَبر", ["#خ"]),  # a vowel point is a mark and ends it
        ("#חדשות", ["#חדשות"]),
        ("#新闻，#测试", ["#新闻", "#测试"]),
        ("#ገላግሌ፣ #መነሻዬ።", ["#ገላግሌ", "#መነሻዬ"]),
        ("#ශ්‍රී", ["#ශ්"]),  # Sinhala vowel signs pass, the joiner after them does not
        ("#" + "я" * 300, ["#" + "я" * 256]),
        ("#2025", []),
        ("#١٢٣", []),
        ("#_", []),
        ("#_1", []),
        ("#", []),
        ("###", []),
        ("# tag", []),
        ("C#tag", []),
        ("я#tag", []),
        ("1#tag", []),
        ("_#tag", []),
        ("#🔥", []),
        ("#½", []),
        ("https://t.me/s/channel?q=x#tag", []),
        ("t.me/x#tag", []),
        ("#" + "1" * 256 + "a", []),
    ],
)
def test_hashtags(text: str, expected: list[str]) -> None:
    assert list(find_entities(text).hashtags) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("@channel", ["@channel"]),
        ("Подписаться на @channel.", ["@channel"]),
        ("(@one), @two2; @one", ["@two2"]),
        ("@_Name_", ["@_Name_"]),
        ("@grok", ["@grok"]),  # four letters: bought at auction
        ("@gif @PIC @vid", ["@gif", "@PIC", "@vid"]),
        ("👉@channel", ["@channel"]),
        ("«@channel»", ["@channel"]),
        ("/@channel", ["@channel"]),
        ("@@channel", ["@channel"]),
        ("@first@second", ["@first"]),
        ("@channel.ru", ["@channel"]),
        ("@channel-name", ["@channel"]),
        ("@channel's", ["@channel"]),
        ("تلگرام: @channel", ["@channel"]),
        ("@" + "a" * 32, ["@" + "a" * 32]),
        ("@" + "a" * 33, []),
        ("@abc", []),
        ("@3pm", []),
        ("@", []),
        ("@ channel", []),
        ("@канал", []),
        ("@channelя", []),
        ("name@channel", []),
        ("я@channel", []),
        ("1@channel", []),
        ("x²@channel", []),
        ("me@example.com", []),
        ("t.me/x@channel", []),
        ("https://medium.com/@someone/post", []),
        ("#tag@channel", []),
    ],
)
def test_mentions(text: str, expected: list[str]) -> None:
    assert list(find_entities(text).mentions) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # With a scheme
        ("https://example.com", ["https://example.com"]),
        ("HTTPS://EXAMPLE.COM/", ["HTTPS://EXAMPLE.COM/"]),
        ("ftp://example.com/file", ["ftp://example.com/file"]),
        ("http://example.notatld", ["http://example.notatld"]),
        ("http://user:secret@example.com:8080/x", ["http://user:secret@example.com:8080/x"]),
        ("смотриhttp://example.com", ["http://example.com"]),
        ("конец.https://example.com/a", ["https://example.com/a"]),  # a break was lost
        ("end.tg://resolve", ["end.tg"]),  # Togo
        ("http://localhost:6060", []),
        ("sftp://example.com", []),
        ("shttp://example.com", []),
        ("abc://example.com", []),
        ("://example.com", []),
        ("http://.com", []),
        ("http://a.b", []),
        ("https://", []),
        # Without
        ("t.me/x", ["t.me/x"]),
        ("kod.ru/abc", ["kod.ru/abc"]),
        ("T.me/Channel", ["T.me/Channel"]),
        ("AVIA.RU сообщает", ["AVIA.RU"]),
        ("www.example.co.uk", ["www.example.co.uk"]),
        ("бел.рф", ["бел.рф"]),
        ("Дом.РФ", ["Дом.РФ"]),
        ("Дом.Рф", []),
        ("пример.москва/путь", ["пример.москва/путь"]),
        ("xn--e1afmkfd.xn--p1ai", ["xn--e1afmkfd.xn--p1ai"]),
        ("例子.中国", ["例子.中国"]),
        ("مثال.ایران", ["مثال.ایران"]),
        ("main.py", ["main.py"]),  # Paraguay's
        ("1.1.1.1", ["1.1.1.1"]),
        ("192.168.0.1:8080/admin", ["192.168.0.1:8080/admin"]),
        ("my_site.example.com", ["my_site.example.com"]),
        ("Node.js", []),
        ("notes.txt", []),
        ("v1.2", []),
        ("12.04.2025", []),
        ("1.2.3.4.5", []),
        ("256.1.1.1", []),
        ("01.1.1.1", []),
        ("т.е. и т.д.", []),
        ("конец.Начало", []),
        ("Hi.there", []),
        ("Read.Me", []),
        ("дома.Онлайн", []),
        ("Booking.COM", ["Booking.COM"]),
        ("example.c", []),
        ("my_site.com", []),
        ("site-.com", []),
        ("a..com", []),
        (".com", []),
        ("example.xn--", []),
        ("example.xn--a_b", []),
        ("a" * 64 + ".com", []),
        ("я" * 32 + ".com", []),  # counted in bytes
        ("...", []),
        ("t.me", ["t.me"]),
        # The port
        ("example.com:80", ["example.com:80"]),
        ("example.com:00080/x", ["example.com:00080/x"]),
        ("example.com:65536/x", ["example.com"]),
        ("example.com:0", ["example.com"]),
        ("example.com: 80", ["example.com"]),
        # What ends one
        ("Читать: kod.ru/abc.", ["kod.ru/abc"]),
        ("kod.ru/abc, kod.ru/xyz; kod.ru/1!", ["kod.ru/abc", "kod.ru/xyz", "kod.ru/1"]),
        ("kod.ru/abc...", ["kod.ru/abc"]),
        ("kod.ru/abc?!", ["kod.ru/abc"]),
        ("«kod.ru/abc»", ["kod.ru/abc"]),
        ('"kod.ru/abc"', ["kod.ru/abc"]),
        ("“kod.ru/abc”", ["kod.ru/abc"]),
        ("kod.ru/abc…", ["kod.ru/abc"]),
        ("<kod.ru/abc>", ["kod.ru/abc"]),
        ("kod.ru/abc— пишет", ["kod.ru/abc"]),
        ("kod.ru/А–Я", ["kod.ru/А–Я"]),
        ("сайт — kod.ru— вот", ["kod.ru"]),
        (f"kod.ru/abc{NBSP}x", ["kod.ru/abc"]),
        ("kod.ru/abc\u200b", ["kod.ru/abc"]),
        ("kod.ru.", ["kod.ru"]),
        ("kod.ru/", ["kod.ru/"]),
        ("kod.ru?", ["kod.ru"]),
        ("kod.ru#", ["kod.ru"]),
        ("kod.ru?a=b&c=d#e", ["kod.ru?a=b&c=d#e"]),
        ("kod.ru/a_", ["kod.ru/a_"]),
        ("(kod.ru/abc)", ["kod.ru/abc"]),
        ("(kod.ru)", ["kod.ru"]),
        ("[text](https://kod.ru/a)", ["https://kod.ru/a"]),
        ("en.wikipedia.org/wiki/Go_(game)", ["en.wikipedia.org/wiki/Go_(game)"]),
        ("(en.wikipedia.org/wiki/Go_(game))", ["en.wikipedia.org/wiki/Go_(game)"]),
        ("kod.ru/a[1]{2}", ["kod.ru/a[1]{2}"]),
        ("kod.ru/a]b", ["kod.ru/a"]),
        ("kod.ru/a(b", ["kod.ru/a(b"]),
        ("kod.ru/a.)", ["kod.ru/a"]),
        # What is around one
        ("👉t.me/x", ["👉t.me/x"]),
        ("看t.me/x", ["看t.me/x"]),
        ("Ссылка:kod.ru/x", ["kod.ru/x"]),
        ("тег/kod.ru", []),
        ("#kod.ru", []),
        ("тег/é.kod.ru", []),
        ("_#.1kod.ru", []),
        ("@kod.ru", []),
        # Ethiopic punctuation is as good as a letter in a path
        ("https://t.me/a፡http://b.com/@c", ["https://t.me/a፡http://b.com/@c"]),
        ("https://t.me/a https://t.me/b", ["https://t.me/a", "https://t.me/b"]),
        ("https://t.me/a\nhttps://t.me/a", ["https://t.me/a"]),
        # Into apps
        ("tg://resolve?domain=x", ["tg://resolve?domain=x"]),
        ("TON://transfer/abc.", ["TON://transfer/abc"]),
        ("tonsite://name", ["tonsite://name"]),
        ("tg://a?", ["tg://a"]),
        ("tg://a/?", ["tg://a/"]),
        ("tg://a.b", ["tg://a"]),
        ("stg://a", ["tg://a"]),
        ("tg://", []),
        ("tg:resolve", []),
        # Not an address by Telegram's measure, so a host with a user
        ("имя@почта.рф", ["имя@почта.рф"]),
        ("me@example.com/path", ["me@example.com/path"]),
        ("me@example.com", []),
    ],
)
def test_urls(text: str, expected: list[str]) -> None:
    assert list(find_entities(text).urls) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("me@example.com", ["me@example.com"]),
        ("Пишите: first.last+tag@mail.example.org!", ["first.last+tag@mail.example.org"]),
        ("a@b.com, c@d.ru; a@b.com", ["a@b.com", "c@d.ru"]),
        ("(me@example.com)", ["me@example.com"]),
        ("mailto:me@example.com", ["me@example.com"]),
        ("me@example.com.", ["me@example.com"]),
        ("me@localhost", []),
        ("me@example.c", []),
        ("me@example.c0m", []),
        ("me@-example.com", []),
        ("me.@example.com", []),
        ("@example.com", []),
        ("a" * 36 + "@example.com", []),
        ("http://me@example.com", []),
        ("example.com", []),
    ],
)
def test_emails(text: str, expected: list[str]) -> None:
    assert list(find_entities(text).emails) == expected


def test_all_kinds_in_one_text() -> None:
    text = "🔥 #Новость от @channel: https://t.me/channel/1#x (kod.ru/a), пишите на me@kod.ru #Новость"
    assert find_entities(text) == Entities(
        hashtags=("#Новость",),
        mentions=("@channel",),
        urls=("https://t.me/channel/1#x", "kod.ru/a"),
        emails=("me@kod.ru",),
    )


def test_nothing_to_find() -> None:
    assert find_entities("") == find_entities("Просто текст. И ещё.") == ((), (), (), ())


# Characters that mean something here, so that links come about by chance.
_PIECES = st.sampled_from(
    [
        *"#@./:?,;-–—_+()[]{}'\"«» \n\u200b\u200caя1²ש中ሀ🔥İ\ud800",
        *("t.me", "com", "http", "https", "ftp", "tg", "ton", "tonsite", "://", "mailto:", "xn--"),
    ]
)


@given(st.text() | st.lists(_PIECES).map("".join))
def test_whatever_is_found_occurs_in_the_text(text: str) -> None:
    for strings in find_entities(text):
        assert all(string and string in text for string in strings)
        assert len(set(strings)) == len(strings)


_LINKS = st.sampled_from(
    [
        "https://t.me/a",
        "t.me/x",
        "a.com#",
        "a.com#x",
        "a.com/?",
        "a.com.",
        "http://-x.yz",
        "www.a-.com",
        "x.com//",
        "T.me/q?",
    ]
)


@given(st.lists(_PIECES | _LINKS | st.just(" ")).map("".join))
def test_the_short_way_to_plain_links_leads_where_the_long_one_does(text: str) -> None:
    found = find_entities(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(entities, "_PLAIN_RE", re.compile(r"(?!)"))
        assert find_entities(text) == found


@given(st.lists(_PIECES | _LINKS | st.just(" ")).map("".join), st.sampled_from("\x1c\x1d\x1e\x1f"))
@example(" @b.co", "\x1c")
def test_separators_are_white_space(text: str, separator: str) -> None:
    found = find_entities(text)
    assert find_entities(text.replace(" ", separator)) == found


@given(st.lists(_PIECES).map("".join))
def test_marks_of_their_kinds(text: str) -> None:
    found = find_entities(text)
    assert all(tag.startswith("#") for tag in found.hashtags)
    assert all(mention.startswith("@") for mention in found.mentions)
    assert all("." in url or "://" in url for url in found.urls)
    assert all(email.count("@") == 1 for email in found.emails)


@pytest.mark.parametrize(
    "piece",
    [
        *("#", "@", "(", "1", ".", "a.", "a@", "#a", "@a.b", "/a.b", "a.b(", "a.b/", ",@a.", "-."),
        *("a,@b.c/", "a.+", "a.+@", ".:", "http://", "http://a.b/(", "tg://a/", "x://a.b"),
    ],
)
def test_time_is_linear_in_hostile_text(piece: str) -> None:
    def work(length: int) -> Callable[[], object]:
        text = piece * (length // len(piece))
        return lambda: find_entities(text)

    assert growth(work, 10_000, 4, 9) < 9  # 4 if linear, 16 if quadratic
