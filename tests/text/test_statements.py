"""Speakers, quotes, questions, links and flags, read from invented lines of ten languages."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from growth import growth
from hypothesis import given
from hypothesis import strategies as st

import telegram_dump_parser as tdp
from telegram_dump_parser.lines.phrases import table
from telegram_dump_parser.text.markers import _opening, country, leading_run, opened
from telegram_dump_parser.text.quotes import statements
from telegram_dump_parser.text.speakers import _words, is_person, is_speaker

DEMO = Path(__file__).parents[2] / "fixtures" / "demo.txt"


def read(*lines: str) -> dict[str, Any]:
    texts = list(lines)
    openers = [opener for number, line in enumerate(texts) if (opener := opened(number, line)) is not None]
    return statements(texts, openers)


HEADS = st.sampled_from(
    [
        *("📍", "🔴", "ℹ️", "ℹ", "1️⃣", "#️⃣", "1", "*", "\ufe0f", "\u20e3", "🇰🇿", "🇰", "👍🏽", "\u200d", " ", "\x1c"),
        *("❤\ufe0e", "A", "я", "½", "_", "‼", "Ⓜ", " " * 70),
    ]
)


@given(st.lists(HEADS, max_size=80).map("".join))
def test_the_head_of_a_line_tells_its_emoji(line: str) -> None:
    """What follows the head, of which openings are kept, plays no part."""
    opener, whole = opened(0, line), _opening(line)
    assert (opener is None) == (whole is None) == (not leading_run(line))
    if opener and whole:
        assert (line[whole[0] :].strip(), *whole[1:]) == (opener.rest, opener.run, opener.marker, opener.roles)


# --- Speakers ----------------------------------------------------------------------------------

SPEAKERS = [
    # English
    "Foreign Ministry Spokeswoman Anna Berg", "Royal Railways of Ruritania", "Federal Service of Bridges (FSB)",
    "Mayor's Office of Strelsau", "Ambassador-at-Large Anna Berg", "Anna Berg", "A. Berg", "A.Berg", "Mayor Berg",
    "Deputy Prime Minister, Minister of Health Anna Berg", "Governor of Zenda", "NATO",
    # Russian, Ukrainian
    "Официальный представитель МИД Руритании Анна Берг", "Посол Руритании в Чехии Анна Берг", "Минобороны",
    "Служба мостов Руритании", "Министр иностранных дел", "А.В.Берг", "МИД Руритании", "МЧС",
    "Речниця МЗС Руританії Оксана Горова", "Служба мостів Руританії", "Посол України в Руританії",
    # Spanish, French
    "La portavoz del Ministerio de Asuntos Exteriores, Ana Ruiz", "Servicio Federal de Puentes", "Ministerio de Salud",
    "La porte-parole du ministère des Affaires étrangères Anne Dubois", "Service fédéral des ponts",
    # German, Turkish
    "Sprecherin des Außenministeriums Anna Berg", "Bundesamt für Brücken", "Außenministerin Anna von Berg",
    "Dışişleri Bakanlığı Sözcüsü Ayşe Yılmaz", "Köprüler Müdürlüğü",
    # Arabic, Persian, Chinese
    "المتحدثة باسم وزارة الخارجية ليلى الحداد", "وزارة الجسور", "السفير كريم منصور",
    "سخنگوی وزارت امور خارجه مریم رضایی", "سازمان راه‌آهن", "外交部发言人李明", "发言人安娜·贝格", "国家铁路局",
]  # fmt: skip

NO_SPEAKERS = [
    # English
    "Listen and subscribe", "In short", "Breaking News", "What is known so far", "Key points of the Minister's speech",
    "Ferry Timetable", "Interview with Anna Berg", "Minister of Health opens a hospital", "VIDEO", "FAQ", "Berg",
    "The Minister said", "In Vienna", "Read more at rail.example", "Three bridges", "12 May", "Berg/Holm",
    # Russian, Ukrainian
    "Тезисы из заявления", "Главное из выступления министра", "Срочно", "Что известно к этому часу", "Ситуация",
    "Заявление МИД Руритании", "Министр открыл школу", "Новые правила банка Руритании", "В Стрельсау",
    "Нові правила для водіїв", "Програма зустрічі", "Коротко",
    # Spanish, French
    "En resumen", "El presidente llega a Zenda", "Horario del barco", "Lo que se sabe",
    "Les points clés de la conférence", "Entretien avec Anne Dubois", "Anne Dubois répond à nos questions",
    # German, Turkish
    "Das Wichtigste in Kürze", "Wetter in Strelsau", "Rede der Ministerin", "Fahrplan der Fähre",
    "Toplantının ana başlıkları", "Hava durumu", "Haftanın özeti",
    # Arabic, Persian, Chinese
    "أبرز ما جاء في الإحاطة", "الطقس اليوم", "مهم‌ترین نکات نشست خبری", "وضعیت هوا", "今日要点", "天气预报",
    "部长会议今晚在湖边举行",
]  # fmt: skip


@pytest.mark.parametrize("name", SPEAKERS)
@pytest.mark.parametrize("line", ["🎙 {}:", "⚡️{} :", "🗣️ {}："])
def test_speaker(name: str, line: str) -> None:
    assert read(line.format(name), "The bridge is open.")["speaker"] == name


@pytest.mark.parametrize("text", NO_SPEAKERS)
@pytest.mark.parametrize("marker", ["🎙", "⚡️"])
def test_no_speaker(text: str, marker: str) -> None:
    assert "speaker" not in read(f"{marker} {text}:", "The bridge is open.")


@pytest.mark.parametrize(
    "lines",
    [
        ("🎙 Ambassador Anna Berg",),  # no colon
        ("Ambassador Anna Berg:", "💬 Yes."),  # no marker
        ("The bridge is open.", "🎙 Ambassador Anna Berg:"),  # not the first line
        ("🔹 Royal Railways of Ruritania:", "Trains run."),  # neither a speaker's marker nor a quote
        ("🎙 :",),
        ("🎙",),
        ("🎙 " + "Anna " * 100 + ":",),
        ("🎙 Spokeswoman Anna Berg met the press. Her words:",),
    ],
)
def test_no_headline(lines: tuple[str, ...]) -> None:
    assert "speaker" not in read(*lines)


def test_quote_makes_a_speaker_of_what_alone_is_none() -> None:
    assert read("🎙 Berg:", "💬 Yes.")["speaker"] == "Berg"
    assert read("🇦🇹 Royal Railways:", "", "💬 Yes.")["speaker"] == "Royal Railways"
    assert read("🗣 کریم منصور:", "«بله»")["speaker"] == "کریم منصور"
    assert "speaker" not in read("🎙 In short:", "💬 Yes.")
    assert "speaker" not in read("🎙 Главное:", "💬 Да.")


def test_day_is_no_part_of_the_speaker() -> None:
    assert read("🎙 Spokeswoman Anna Berg (April 9, 2025):")["speaker"] == "Spokeswoman Anna Berg"


# --- Quotes ------------------------------------------------------------------------------------

PERSONS = [
    ("Anna Berg", "Yes."), ("Jean de la Tour", "Yes."), ("Anna-Maria O'Brien", "Yes."), ("Anna BERG", "Yes."),
    ("Ambassador Anna Berg", "Yes."), ("Dr. Anna Berg", "Yes."), ("Anna Berg, Minister of Health", "Yes."),
    ("Анна Берг", "Да."), ("А.В. Берг", "Да."), ("Посол Анна Берг", "Да."), ("Оксана Горова", "Так."),
    ("Ana María Ruiz", "Sí."), ("Anne Dubois", "Oui."), ("Anna von Berg", "Ja."), ("Ayşe Yılmaz", "Evet."),
    ("ليلى الحداد", "نعم."), ("السفير كريم منصور", "نعم."), ("مریم رضایی", "بله."), ("王小明", "是的。"),
    ("安娜·贝格", "是的。"), ("发言人李明", "是的。"),
]  # fmt: skip

NO_PERSONS = [
    "In short", "Important", "Our position is clear", "Breaking News", "New York Times Square Garden", "The Minister",
    "One thing", "At 10", "President", "http", "Коротко", "Наша позиция", "Главное", "Ответ Анны Берг", "В Омске",
    "Наша відповідь", "Головне", "En resumen", "Nuestra posición", "En bref", "Notre position", "Kurz gesagt",
    "Die Lage", "Unsere Position", "Kısaca", "Bizim tutumumuz", "موقفنا واضح", "باختصار شديد", "موضع ما",
    "به طور خلاصه", "我们的立场", "总之", "注意",
]  # fmt: skip


@pytest.mark.parametrize(("name", "said"), PERSONS)
def test_named_quote(name: str, said: str) -> None:
    for colon in (": ", " : ", "："):
        assert read("The headline", f"💬 {name}{colon}{said}")["quotes"] == [
            {"speaker": name, "text": said, "line": 1, "answers": None}
        ]


@pytest.mark.parametrize("text", NO_PERSONS)
def test_text_before_a_colon_is_no_name(text: str) -> None:
    line = f"{text}: 10:30, or so."
    assert read("The headline", f"💬 {line}")["quotes"] == [{"speaker": None, "text": line, "line": 1, "answers": None}]


def test_name_that_stands_above_is_one() -> None:
    quote = "💬 თამარ ბერიძე: დიახ."
    assert read("🎙 ელჩი თამარ ბერიძე", quote)["quotes"][0]["speaker"] == "თამარ ბერიძე"
    assert read("ხიდი ღიაა", quote)["quotes"][0]["speaker"] is None
    assert read("🎙 钟书答记者问", "💬 钟书：是的。")["quotes"][0]["speaker"] == "钟书"


def test_quote_goes_on_to_the_next_of_its_kind_a_question_a_tag_row_or_the_end() -> None:
    found = read(
        "🎙 Ambassador Anna Berg:",
        "💬 The first line.",
        "",
        "☝️ The second one. #bridge",
        "",
        "💬 Another.",
        "❓ Who asks?",
        "💬 Anna Berg:",
        "Nobody.",
        "#bridge #river",
        "What no one said.",
    )
    assert [(q["speaker"], q["text"], q["line"], q["answers"]) for q in found["quotes"]] == [
        (None, "The first line.\n\n☝️ The second one. #bridge", 1, None),
        (None, "Another.", 5, None),
        ("Anna Berg", "Nobody.", 7, 0),
    ]


def test_attribution_of_the_next_quote_ends_a_quote() -> None:
    found = read("🎙 Mayor Anna Berg:", "💬 Yes.", "🎙 Mayor Piet Holm:", "💬 No.")
    assert [quote["text"] for quote in found["quotes"]] == ["Yes.", "No."]


def test_empty_quote_is_none() -> None:
    assert read("💬")["quotes"] == []


@pytest.mark.parametrize("row", ["#a", "#a #b", " #тег_1, #b ", "🏷 #a", "#a@channel"])
def test_tag_row(row: str) -> None:
    assert read("💬 Yes.", row, "More.")["quotes"][0]["text"] == "Yes."


@pytest.mark.parametrize("row", ["#a is it", "# a", "#1", "No. #a", "##"])
def test_no_tag_row(row: str) -> None:
    assert read("💬 Yes.", row, "More.")["quotes"][0]["text"] == f"Yes.\n{row}\nMore."


# --- Questions ---------------------------------------------------------------------------------

QUESTIONS = [
    ("Question: Will it rain?", "Will it rain?"), ("Question 2: Will it rain?", "Will it rain?"),
    ("question (in English): Please comment.", "Please comment."), ("Will it rain?", "Will it rain?"),
    ("Вопрос: Будет дождь?", "Будет дождь?"), ("Вопрос №3: Будет дождь?", "Будет дождь?"),
    ("Питання: Чи буде дощ?", "Чи буде дощ?"), ("Запитання: Чи буде дощ?", "Чи буде дощ?"),
    ("Pregunta: ¿Lloverá?", "¿Lloverá?"), ("Question : Pleuvra-t-il ?", "Pleuvra-t-il ?"),
    ("Frage: Regnet es?", "Regnet es?"), ("Soru: Yağacak mı?", "Yağacak mı?"),
    ("سؤال: هل تمطر؟", "هل تمطر؟"), ("پرسش: باران می‌آید؟", "باران می‌آید؟"), ("سوال: باران می‌آید؟", "باران می‌آید؟"),
    ("问：会下雨吗？", "会下雨吗？"), ("问题：会下雨吗？", "会下雨吗？"), ("记者问：请评论。", "请评论。"),
]  # fmt: skip


@pytest.mark.parametrize(("line", "text"), QUESTIONS)
@pytest.mark.parametrize("marker", ["❓ ", "❔", "⁉️ "])
def test_question(line: str, text: str, marker: str) -> None:
    assert read("The headline", marker + line)["questions"] == [{"text": text, "line": 1}]


@pytest.mark.parametrize(
    "lines",
    [
        ("❓ The day of the unsolved riddle", "Nine riddles are left."),
        ("❔Where: the mill", "❔When: at noon"),
        ("❓", "Why so?"),
        ("❓ Question:",),
        ("Question: Will it rain?",),
        ("Will it rain? ❓",),
    ],
)
def test_no_question(lines: tuple[str, ...]) -> None:
    assert not read(*lines).get("questions")


def test_quote_after_makes_a_question() -> None:
    found = read("❓ Please comment on the rain.", "💬 It is wet.")
    assert found["questions"] == [{"text": "Please comment on the rain.", "line": 0}]
    assert found["quotes"][0]["answers"] == 0


def test_question_of_several_lines() -> None:
    found = read("❓ Question: It rained.", "The river rose.", "Will it rise more?", "💬 No.", "Never.")
    assert found["questions"] == [{"text": "It rained.\nThe river rose.\nWill it rise more?", "line": 0}]
    assert found["quotes"] == [{"speaker": None, "text": "No.\nNever.", "line": 3, "answers": 0}]


def test_quotes_answer_the_nearest_question_above() -> None:
    found = read("💬 Before.", "❓ A?", "❓ B?", "💬 To B.", "💬 To B, too.", "#row", "💬 To none.")
    assert [quote["answers"] for quote in found["quotes"]] == [None, 1, 1, None]


# --- Links and flags ---------------------------------------------------------------------------

LISTS = [
    ("🔴 #LIVE: the concert", ["X (ex-Twitter)", "Facebook", "Ministry's Website", "Rosetta"]),
    ("▶️ Watch the concert:", ["YouTube channel"]),
    ("🔗 Прямая трансляция:", ["ВКонтакте", "Одноклассники", "Сайт города"]),
    ("🔴 Наживо: концерт", ["YouTube", "Сайт міста"]),
    ("🔴 En directo: el concierto", ["YouTube", "Sitio del ayuntamiento"]),
    ("🔴 En direct : le concert", ["YouTube", "Site de la ville"]),
    ("🔴 Live: das Konzert", ["YouTube", "Webseite der Stadt"]),
    ("🔴 Canlı: konser", ["YouTube", "Belediyenin sitesi"]),
    ("🔴 بث مباشر: الحفل", ["يوتيوب", "موقع المدينة"]),
    ("🔴 پخش زنده: کنسرت", ["آپارات", "وب‌سایت شهر"]),
    ("🔴 音乐会直播：", ["微博", "市政府官网"]),
]


@pytest.mark.parametrize(("headline", "labels"), LISTS)
def test_links(headline: str, labels: list[str]) -> None:
    marker = headline.split(" ")[0]
    rows = [f"{marker} {label}" for label in labels]
    assert read(headline, *rows)["links"] == labels
    assert read("A word before.", headline, "", *rows, "A word after.")["links"] == labels


@pytest.mark.parametrize(
    "lines",
    [
        ("🔹 Today in the market hall:", "🔹 Plums", "🔹 Bread", "🔹 A goat"),
        ("🔴 YouTube", "🔴 Facebook", "🔴 Website"),  # no headline
        ("🔴 Watch:", "🔵 YouTube", "🔵 Facebook"),  # another marker
        ("🔴 Watch:", "Not there.", "🔴 YouTube"),
        ("🔹 Telegram denies the report.", "🔹 The bridge is open, says Telegram, which knows.", "🔹 The ferry sails."),
        ("🔴 Watch:", "🔴 youtube.example/live", "🔴 @channel"),  # these have their targets
        ("🔴 Watch:",),
    ],
)
def test_no_links(lines: tuple[str, ...]) -> None:
    assert "links" not in read(*lines)


def test_flags() -> None:
    assert read("🇦🇹🇨🇿 Talks", "Text 🇫🇷", "🎙 🇺🇳 🇦🇹 More", "🇽🇽 None")["flags"] == ["AT", "CZ", "UN"]
    assert "flags" not in read("Talks 🇦🇹", "📍 Vienna")


@pytest.mark.parametrize(
    ("flag", "code"),
    [("🇰🇿", "KZ"), ("🇪🇺", "EU"), ("🇽🇽", None), ("🏴󠁧󠁢󠁥󠁮󠁧󠁿", "GB-ENG"), ("🏴", None), ("🚩", None), ("🇰", None), ("", None)],
)
def test_country(flag: str, code: str | None) -> None:
    assert country(flag) == code


# --- All of it ---------------------------------------------------------------------------------


def test_demo_has_one_of_each() -> None:
    dump = tdp.parse(DEMO.read_bytes())
    assert [post.speaker for post in dump if post.speaker] == [
        "Royal Railways of Ruritania",
        "Foreign Ministry Spokeswoman Helga Strofzin",
    ]
    assert [len(post.quotes) for post in dump if post.quotes] == [1, 1, 1, 1]
    (asked,) = [post for post in dump if post.questions]
    assert asked.questions[0].text == "Do Ruritanians need a visa to go home?"
    assert [(quote.speaker, quote.answers) for quote in asked.quotes] == [("Fritz Bersonin", 0)]
    assert [post.links for post in dump if post.links] == [("Radio Strelsau", "Facebook", "Website of the Embassy")]
    assert [post.flags for post in dump if post.flags] == [("AT", "CZ")]
    dates = [(post.date.year, post.date.month, post.date.day) for post in dump if post.date]
    assert dates == [(2025, 5, 12), (2025, 5, 15)]
    assert [post.location.place for post in dump if post.location] == ["Almaty", "Vienna"]


def test_words_of_names_do_not_contradict_each_other() -> None:
    known = _words()
    small = known.joins | known.within | known.articles
    for words in (known.office, known.given, frozenset(known.family), small):
        assert not known.never & words
    assert not small & known.office
    labels = table("telegram_dump_parser.text", "labels.toml")["question"]["labels"]
    assert len(labels) == len(set(labels))


PIECES = st.sampled_from(
    [
        "💬",
        "❓",
        "🎙",
        "⚡️",
        "🔴",
        "🇦🇹",
        " ",
        ":",
        "：",
        "\n",
        "Anna",
        "Berg",
        "Question",
        "外交部",
        "ليلى",
        "#a",
        "?",
        ".",
        ",",
    ]
)


@given(st.text() | st.lists(PIECES, max_size=40).map("".join))
def test_never_raises(text: str) -> None:
    lines = text.split("\n")
    found = read(*lines)
    for quote in found.get("quotes", ()):
        assert quote["text"]
        assert 0 <= quote["line"] < len(lines)
        assert quote["answers"] is None or quote["answers"] < len(found["questions"])
    for line in lines:
        is_person(line, before=text)
        is_speaker(line, quoted=True)


HOSTILE = [
    "💬", "❓", "💬 ", "❓ a\n", "💬 a\n", "❓ a\n💬 b\n", "🔴 YouTube\n", "🔴\n", "🎙 Anna Berg:\n",
    "💬 Anna Berg: ", "🇦🇹", "🇦🇹 ", "#", "#a ", "#a\n", "❓ (", "💬 A", "💬 A.", "🎙 A ", "a\n", "\n",
    "💬 钟书：a\n", "🎙(1", "❓ Question ", "Anna ",
]  # fmt: skip


@pytest.mark.parametrize("piece", HOSTILE)
@pytest.mark.parametrize("opening", ["", "💬 "])
def test_time_grows_with_the_text(piece: str, opening: str) -> None:
    def work(size: int) -> Callable[[], object]:
        text = opening + piece * (size // len(piece)) + ":"
        return lambda: read(*text.split("\n"))

    assert growth(work, 2_000, 8, 24) < 24
