"""Whole pages of which one line is left: cut and joined anywhere, of any length, and what is like them."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
import regex
from conftest import sentence, word
from growth import growth
from hypothesis import given, settings
from hypothesis import strategies as st
from invented import check_partition

from telegram_dump_parser import Dump, iter_posts, parse
from telegram_dump_parser.formats import one_line_frame
from telegram_dump_parser.formats.one_line_frame import FOOTER, footer_of, frame_of, is_header_at, may_frame
from telegram_dump_parser.formats.one_line_habits import Habits
from telegram_dump_parser.formats.one_line_parts import Parts
from telegram_dump_parser.formats.one_line_preview import find_preview
from telegram_dump_parser.formats.one_line_reactions import Reacted, reacted_of, reactions_begin
from telegram_dump_parser.lines.reader import MAX_LINE_BYTES

NAME = "Quarry Town"
HEADER = (
    f"{NAME} – Telegram {NAME} @quarry_town 12.4K subscribers 310 photos News. Download Telegram About Blog Apps "
    f"Platform Join {NAME} 12.4K subscribers"
)
LABEL = "This media is not supported in your browser VIEW IN TELEGRAM"
OPEN = "Please open Telegram to view this post VIEW IN TELEGRAM"


def page(count: int, seed: int = 1, name: str = NAME) -> tuple[list[str], list[str]]:
    """The posts of a page, each as a part of the line, and their texts."""
    rng = random.Random(seed)
    texts = [" ".join(sentence(rng) for _ in range(rng.randint(1, 3))) for _ in range(count)]
    return [f"{name} {text} {rng.randint(1, 999)} views {footer_time(rng)}" for text in texts], texts


def footer_time(rng: random.Random) -> str:
    return f"{rng.randint(0, 23):02}:{rng.randint(0, 59):02}"


def checked(data: str | bytes) -> Dump:
    data = data.encode() if isinstance(data, str) else data
    dump = parse(data)
    check_partition(dump, data)
    return dump


def texts_of(line: str) -> list[str]:
    dump = checked(line)
    assert {post.source.dialect for post in dump} <= {"whole-page"}
    return [post.text for post in dump]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("6.0K views 09:02", ("6.0K", None, None, False, "09:02")),
        ("1 view 9:02", ("1", None, None, False, "9:02")),
        ("2.1K viewsAda Lund, edited  16:20", ("2.1K", None, "Ada Lund", True, "16:20")),
        ("2.1K views Ада Линд , 16:20", ("2.1K", None, "Ада Линд", False, "16:20")),
        ("2.1K viewsAda,&nbsp;edited &nbsp;16:20", ("2.1K", None, "Ada", True, "16:20")),
        ("28.0K views edited 17:35", ("28.0K", None, None, True, "17:35")),
        ("819 voters47.6K views11:01", ("47.6K", "819", None, False, "11:01")),
        ("17 voters 40 views 11:01", ("40", "17", None, False, "11:01")),
        ("1.2K views 2:05 PM", ("1.2K", None, None, False, "2:05 PM")),
        ("40 views of a film, 9 views Ada, 12:00", ("9", None, "Ada", False, "12:00")),
        ("40 views 25:61", None),
        ("40 views 12:345", None),
        ("40 reviews 12:34", None),
        ("1,234 views 12:34", None),
    ],
)
def test_a_footer_is_read_within_a_line(text: str, found: tuple[object, ...] | None) -> None:
    match = FOOTER.search(text)
    if match is None:
        assert found is None
    else:
        footer = footer_of(match)
        assert (footer.views, footer.voters, footer.signature, footer.edited, footer.time) == found


@pytest.mark.parametrize("is_headed", [False, True])
@given(count=st.integers(3, 12), seed=st.integers(0, 99))
def test_posts_go_from_name_to_footer(is_headed: bool, count: int, seed: int) -> None:
    posts, texts = page(count, seed)
    line = " ".join([HEADER, *posts] if is_headed else posts)
    assert texts_of(line) == texts
    dump = parse(line)
    assert [gap.reason for gap in dump.gaps] == ["page-header"] * is_headed
    assert all(post.author == NAME and post.posted_at and post.views for post in dump)
    assert all(post.boundary.confidence > 0.9 for post in dump)


@settings(deadline=None)
@given(data=st.data())
def test_a_page_may_be_cut_anywhere(data: st.DataObject) -> None:
    posts, texts = page(12)
    line = " ".join(posts)
    starts = [line.index(text) for text in texts]
    first = data.draw(st.integers(0, starts[3]))
    last = data.draw(st.integers(starts[9], len(line)))
    found = texts_of(line[first:last])
    for text in texts[4:8]:
        assert text in found


@pytest.mark.parametrize("size", range(1, len(NAME)))
def test_a_page_may_be_cut_within_the_name(size: int) -> None:
    posts, texts = page(6)
    assert texts_of(" ".join([*posts, NAME[:size]]))[:6] == texts


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1251"])
def test_pages_of_several_lines_and_encodings(encoding: str) -> None:
    lines = [" ".join(page(4, seed, "Река и город")[0]) for seed in range(3)]
    texts = [text for seed in range(3) for text in page(4, seed, "Река и город")[1]]
    data = "\n".join(lines).encode(encoding)
    dump = parse(data, encoding=encoding)
    check_partition(dump, data)
    assert [post.text for post in dump] == texts
    assert [post.source.first_line for post in dump] == [1] * 4 + [2] * 4 + [3] * 4
    codec = "utf-16-le" if encoding == "utf-16" else encoding
    for post in dump:
        assert post.text in data[post.source.first_byte : post.source.end_byte].decode(codec)


def test_another_page_and_another_text_may_follow_in_the_same_line() -> None:
    first, texts = page(4)
    second, more = page(3, 2, "Река")
    header = HEADER.replace(NAME, "Река")
    assert texts_of(" ".join([HEADER, *first, header, *second])) == texts + more
    tail = sentence(random.Random(5), 60)
    dump = checked(" ".join([*first, tail]) + "\nOne more line.\n")
    assert [post.text for post in dump][:4] == texts
    assert tail in dump[4].text
    assert "One more line." in dump[-1].text


def test_a_line_of_any_length_is_read_in_pieces() -> None:
    posts, texts = page(14_000)
    line = " ".join(posts)
    assert len(line) > MAX_LINE_BYTES
    dump = checked(line + "\n")
    assert [post.text for post in dump] == texts
    assert not dump.defects


def test_a_long_line_that_is_no_page_any_more_is_a_gap() -> None:
    posts, texts = page(20)
    line = " ".join(posts) + " " + "word " * (MAX_LINE_BYTES // 3)
    dump = checked(line + "\n" + "A text.\n")
    assert [post.text for post in dump][:20] == texts
    assert {gap.reason for gap in dump.gaps} == {"overlong-line"}


def test_damage_does_not_join_posts() -> None:
    posts, texts = page(5)
    data = " ".join(posts).encode().replace(texts[2][:6].encode(), b"\xff\xfe", 1)
    dump = parse(data)
    check_partition(dump, data)
    assert [post.text for post in dump] == [*texts[:2], "\\xff\\xfe" + texts[2][6:], *texts[3:]]
    assert [defect.code for defect in dump.defects] == ["undecodable-bytes"]


def test_damage_beside_escapes_is_left_to_others() -> None:
    posts, _ = page(5)
    data = " ".join([*posts[:2], "\\xff", *posts[2:]]).encode().replace(b"a", b"\xff", 1)
    dump = parse(data)
    check_partition(dump, data)
    assert {post.source.dialect for post in dump} != {"whole-page"}


@pytest.mark.parametrize("count", [1, 2])
def test_few_posts_need_the_header(count: int) -> None:
    posts, texts = page(count)
    assert texts_of(" ".join([HEADER, *posts])) == texts
    assert "whole-page" not in {post.source.dialect for post in parse(" ".join(posts))}


def test_what_looks_like_a_footer_is_text_where_no_name_follows() -> None:
    posts, _ = page(5)
    posts[2] = f"{NAME} We counted again: 980 views 15:10 and then 1.2K views, 21:56. That was it. 45 views 16:00"
    dump = checked(" ".join(posts))
    assert len(dump) == 5
    assert (dump[2].text, dump[2].views) == (posts[2][len(NAME) + 1 : -15], 45)


@pytest.mark.parametrize("name", ["the mill", "for"])
def test_a_word_that_recurs_after_counts_is_no_name(name: str) -> None:
    posts, _ = page(6, name=name)
    assert frame_of(" ".join(posts), 0, final=True) is None


@pytest.mark.parametrize(
    "sentence",
    [
        "Fox News 12K views 10:15 Fox News 13K views 11:20 Fox News 9K views 12:00 are the most watched clips.",
        "Today: Channel A 12K views 10:15 Channel B 13K views 11:20 Channel C 9K views 12:00 Channel D 8K views 13:00 "
        "Channel E 7K views 14:00 and so on.",
    ],
)
@pytest.mark.parametrize("around", ["", "The mill opens on Monday.\n\n"])
def test_a_sentence_with_names_and_views_is_no_page(sentence: str, around: str) -> None:
    dump = checked(f"{around}{sentence}\n")
    assert "whole-page" not in {post.source.dialect for post in dump}
    assert sentence in dump[-1].text


def test_posts_without_text_may_be_some_of_a_page() -> None:
    posts, texts = page(5)
    posts[1] = f"{NAME} 12 views 09:30"
    posts[3] = f"{NAME} Fog. 14 views 09:40"
    assert texts_of(" ".join(posts)) == [texts[0], "", texts[2], "Fog.", texts[4]]


def test_what_follows_the_last_footer_is_text_unless_it_may_be_buttons() -> None:
    posts, texts = page(4)
    dump = checked(" ".join([*posts, "says the mayor of the town."]))
    assert [post.text for post in dump] == [*texts, "says the mayor of the town."]
    assert texts_of(" ".join([*posts, "Open the shop Subscribe"])) == texts


@pytest.mark.parametrize("sizes", [(3, 3, 3, 3), (3, 12), (12, 3), (3, 4, 5, 6)])
def test_short_pages_may_follow_in_one_line(sizes: tuple[int, ...]) -> None:
    names = ["Quarry Town", "Река", "Mill", "Lake News"]
    pages = [page(size, seed, names[seed]) for seed, size in enumerate(sizes)]
    dump = checked(" ".join(post for posts, _ in pages for post in posts))
    assert {post.source.dialect for post in dump} == {"whole-page"}
    assert [post.text for post in dump] == [text for _, texts in pages for text in texts]
    assert [post.author for post in dump] == [names[seed] for seed, size in enumerate(sizes) for _ in range(size)]


def test_messages_of_telegram_have_no_views() -> None:
    posts, texts = page(4)
    pinned = f"{NAME} {NAME} pinned «{texts[1][:40]}» 10:15"
    line = " ".join([HEADER, f"{NAME} Channel created 08:00", *posts[:2], pinned, *posts[2:]])
    dump = checked(line)
    assert [post.text for post in dump] == ["Channel created", *texts[:2], pinned[len(NAME) + 1 : -6], *texts[2:]]
    assert [post.views is None for post in dump] == [True, False, False, True, False, False]


@pytest.mark.parametrize(
    ("body", "text", "values"),
    [
        ("One two.", "One two.", {}),
        (f"0:21 {LABEL} One.", "One.", {"notices": ["media-not-supported"]}),
        (f"{LABEL} {LABEL}", "", {"notices": ["media-not-supported"]}),
        (f"One. {OPEN}", "One.", {"notices": ["open-in-telegram"]}),
        (f"One. {OPEN} {OPEN}", "One.", {"notices": ["open-in-telegram"]}),
        (
            f"One. {OPEN} example.org A title",
            "One.",
            {
                "notices": ["open-in-telegram"],
                "preview": {"site": "example.org", "title": "A title", "description": None},
            },
        ),
        ("a.pdf 84.1 KB One.", "One.", {"documents": [{"name": "a.pdf", "size": "84.1 KB"}]}),
        ("The plan.pdf 84.1 KB One.", "One.", {"documents": [{"name": "The plan.pdf", "size": "84.1 KB"}]}),
        ("Get it: a.pdf 84.1 KB", "Get it: a.pdf 84.1 KB", {}),
        ("Here it is. A plan.pdf 84.1 KB", "Here it is. A plan.pdf 84.1 KB", {}),
        ("0:17", "", {}),
        (f"{LABEL} 0:17 One.", "One.", {"notices": ["media-not-supported"]}),
        (f"{LABEL} 10:30 is the time.", "10:30 is the time.", {"notices": ["media-not-supported"]}),
        (
            f"Forwarded from River Daily 0:21 {LABEL} One.",
            "One.",
            {"forwarded_from": "River Daily", "notices": ["media-not-supported"]},
        ),
        ("Quarry Town Photo One.", "One.", {"reply_to": {"author": NAME, "text": "Photo"}}),
        ("Quarry Town Photo of the day.", "Quarry Town Photo of the day.", {}),
        (f"Quarry Town {'word ' * 30}end… One.", "One.", {"reply_to": {"author": NAME, "text": "word " * 30 + "end…"}}),
        ("Quarry Town Short… One.", "Quarry Town Short… One.", {}),
        (
            "One. https://youtu.be/a1 YouTube A film",
            "One. https://youtu.be/a1",
            {"preview": {"site": "YouTube", "title": "A film", "description": None}},
        ),
        ("Forwarded from Quarry Town One.", "One.", {"forwarded_from": NAME}),
        ("Forwarded from River Daily One.", "Forwarded from River Daily One.", {}),
        ("One. Quiz 61% Yes 20% No", "One. Quiz 61% Yes 20% No", {}),
        ("Who? Quiz 61% 39% No", "Who? Quiz 61% 39% No", {}),
        ("", "", {}),
        ("One. ❤ 5", "One.", {"reactions": [{"emoji": "❤", "count": 5, "text": "5"}]}),
    ],
)
def test_parts_of_a_body(body: str, text: str, values: dict[str, object]) -> None:
    parts = Parts(body, NAME, Habits(), Reacted.APART)
    begin, found = 0, []
    for end, role in parts.ends:
        if role == "text":
            found.append(body[begin:end].strip())
        assert end > begin
        begin = end
    assert begin == len(body)
    assert ("".join(found), parts.values) == (text, values)


@pytest.mark.parametrize(
    ("body", "begin"),
    [
        ("One. ❤ 5 🎉 2", 5),
        ("One. ❤5🎉2 ", 5),
        ("One. 7.37K 🔥 28", 5),
        ("One. 7.37K🔥28", 5),
        ("In 2024 🔥 28", 8),
        ("One 🎉 ❤ 5 12", 6),
        ("One 🎉", 5),
        ("One 28", 6),
        ("One 7.37K", 9),
        ("❤ 5", 0),
    ],
)
def test_reactions_end_a_body(body: str, begin: int) -> None:
    assert reactions_begin(body) == begin


@pytest.mark.parametrize(
    ("ends", "reacted"),
    [
        (["One. ❤ 5 🎉 2", "Two."], Reacted.APART),
        (["One. ❤5🎉2", "Two."], Reacted.APART),
        (["One. ❤ 5.1K", "Two."], Reacted.APART),
        (["One. ❤ 5", "Two."], Reacted.NOT),
        (["One.❤5🎉2", "❤5🎉2", "Two."], Reacted.GLUED),
        (["One.❤5🎉2", "Two. ❤5🎉2", "Three. ❤5🎉2"], Reacted.APART),
        (["Ring☎112", "Two."], Reacted.NOT),
    ],
)
def test_how_the_reactions_of_a_page_stand(ends: list[str], reacted: Reacted) -> None:
    assert reacted_of(ends) is reacted


@pytest.mark.parametrize(("body", "begin"), [("One.🔥❤5🎉2", 5), ("One.❤5", 4), ("❤5🎉2", 0), ("One. 👩‍🚀5", 5)])
def test_of_glued_emoji_the_last_is_the_reaction(body: str, begin: int) -> None:
    assert reactions_begin(body, Reacted.GLUED) == begin


@pytest.mark.parametrize(
    ("body", "preview"),
    [
        ("One. https://youtu.be/a1 YouTube A film", "YouTube A film"),
        ("One. https://youtu.be/a1 YouTube канал", ""),
        ("VK https://vk.com/a YouTube https://youtube.com/a Telegram https://t.me/a", ""),
        ("Mehr: https://www.hafen-amt.de/a/1 Hafen-amt Die Fähre fährt", "Hafen-amt Die Fähre fährt"),
        ("More: https://www.hafen-amt.de/a/1 Harbour news", ""),
        ("https://news.example.org/a example.org A title", "example.org A title"),
        ("Река вышла из берегов. example.org Река и город", "example.org Река и город"),
        ("Река вышла из берегов на example.org Река и город", ""),
        ("Река вышла из берегов. example.org пишет о реке", ""),
        ("أخبار @lake_news example.org عنوان", "example.org عنوان"),
        ("오늘의 소식 전해 드립니다 example.org 호수", "example.org 호수"),
        ("今天 #湖 example.org 湖边消息", "example.org 湖边消息"),
    ],
)
def test_a_preview_begins_with_its_site(body: str, preview: str) -> None:
    begin = find_preview(body, 0, len(body), {"전해 드립니다"})
    assert body[len(body) if begin is None else begin :] == preview


def forwards(*bodies: str) -> Habits:
    habits = Habits()
    habits.look([f"Forwarded from {body}" for body in bodies])
    return habits


@pytest.mark.parametrize(
    ("others", "body", "name"),
    [
        (["Lake Weather Rain."], "Lake Weather Fog.", "Lake Weather"),
        (["Lake Weather Rain.", "Lake Weather Rain.", "Lake Weather Wind."], "Lake Weather Fog.", "Lake Weather"),
        (["Погода Дождь.", "Порт Паром."], "Погода Ветер.", "Погода"),
        (["أخبار البحر عاصفة."], "أخبار البحر ضباب.", "أخبار البحر"),
        (["Lake Weather Rain."], "Lake Weather", "Lake Weather"),
        (["Lake Weather The rain.", "Lake Weather Wind."], "Lake Weather The fog.", ""),
        (["Rain."], "Lake Weather Fog.", ""),
        ([], f"Lake Weather {LABEL} Fog.", "Lake Weather"),
        ([f"Lake Weather {LABEL} Fog."], "Lake Weather Rain.", "Lake Weather"),
    ],
)
def test_the_name_of_a_source_is_what_forwards_have_in_common(others: list[str], body: str, name: str) -> None:
    habits = forwards(*others, body)
    assert body[: habits.name_end(body, 0)] == name


@pytest.mark.parametrize(
    ("body", "quote"),
    [
        ("The ferry runs again. At last!", "The ferry runs again."),
        ("The ferry  runs again. At last!", "The ferry  runs again."),
        ("Fog lies over the har… At last!", "Fog lies over the har…"),
        ("Fog lies over the harbour and At last!", ""),
        ("Fog… At last!", ""),
        ("The ferry runs again.At last!", ""),
        ("Something else. At last!", ""),
    ],
)
def test_what_is_answered_stands_above(body: str, quote: str) -> None:
    habits = Habits()
    habits.add("The ferry runs\nagain.")
    habits.add("Fog lies over the harbour and the bridge.")
    assert body[: habits.quote_end(body, 0)] == quote


def test_an_explanation_names_the_one_line_of_all_parts() -> None:
    dump = parse(" ".join(page(3)[0]))
    assert [(line.number, line.role) for line in dump.explain(1).lines] == [(1, "channel"), (1, "text"), (1, "footer")]


def test_most_lines_need_no_look() -> None:
    assert not may_frame("A short line of 5 views 09:02.")
    assert not may_frame("An interview of some length, with nothing in it that a footer of a page has. " * 9)


def test_a_header_is_not_looked_for_in_all_that_is_left_of_a_line() -> None:
    def work(size: int) -> Callable[[], object]:
        text = "One more word. " * size
        return lambda: is_header_at(text, 0)

    assert growth(work, 10_000, 16, 4) < 4


def test_all_but_the_words_of_a_name_is_compiled_once(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled: list[str] = []

    def noted(pattern: str, *rest: object) -> object:
        compiled.append(pattern)
        return regex_compile(pattern, *rest)

    regex_compile = regex.compile
    assert texts_of(" ".join(page(4)[0]))
    monkeypatch.setattr(regex, "compile", noted)
    assert texts_of(" ".join(page(4, name="Lake News")[0]))
    assert [pattern for pattern in compiled if len(pattern) > 40] == []


def test_a_title_is_looked_for_only_above_an_audience(monkeypatch: pytest.MonkeyPatch) -> None:
    looks: list[str] = []

    class Title:
        def search(self, text: str, *_: object) -> None:
            looks.append(text)

    monkeypatch.setattr(one_line_frame, "_TITLE_AGAIN", Title())
    posts, _ = page(4)
    assert frame_of(" ".join(["Join", *posts]), 0, final=True)
    assert not looks
    frame_of(" ".join([HEADER, *posts]), 0, final=True)
    assert looks


WORDS = st.sampled_from(
    """Quarry Town|Quarry|Town|– Telegram|@quarry_town|12.4K subscribers|Download Telegram|About|Join|✔|6.0K views 09:02
    40 views09:03|1 view|6.0K|views|voters|09:02|edited|,|[photo]|Forwarded from|VIEW IN TELEGRAM|Anonymous Poll|34%|66%
    This media is not supported in your browser|Please open Telegram to view this post|a.pdf|84.1 KB|👍|28|👍28|7K|0:17
    Channel created|pinned «A»|A text.|January 19|&nbsp;|\u00a0|\xff|via @bot|1.2.3K|12:345|\n""".replace(
        "\n    ", "|"
    ).split("|")
)


@settings(deadline=None)
@given(words=st.lists(WORDS, max_size=60), gap=st.sampled_from([" ", "", "  "]))
def test_any_words_of_a_page_are_kept(words: list[str], gap: str) -> None:
    checked(gap.join([*page(3)[0], *words]))
    checked(gap.join([HEADER, *words]))
    checked(gap.join(words))


PAGES = {"one page": 1.0, "pages of three posts": 0.9, "footers and no name": 0.0, "a header and words": 0.0}
"""How many of the posts are read as parts of a line."""


@pytest.mark.parametrize("kind", PAGES)
def test_time_is_linear(kind: str) -> None:
    def work(count: int) -> object:
        rng = random.Random(3)
        if kind == "one page":
            line = " ".join(page(count)[0])
        elif kind == "pages of three posts":
            line = " ".join(
                " ".join(page(3, seed, f"{word(rng).capitalize()} {seed}")[0]) for seed in range(count // 3)
            )
        elif kind == "footers and no name":
            line = " ".join([*page(4)[0], *(f"{word(rng)} 5 views 09:{n % 60:02}" for n in range(count))])
        else:
            line = " ".join([HEADER, *page(1)[0], *(word(rng) for _ in range(4 * count))])
        data = line.encode()
        assert [post.source.dialect for post in iter_posts(data)].count("whole-page") >= PAGES[kind] * count
        return lambda: sum(1 for _ in iter_posts(data))

    assert growth(work, 300, 4, 8) < 8
