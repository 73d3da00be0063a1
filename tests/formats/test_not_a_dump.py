"""Files that are not dumps, dumps in another encoding, and dumps that only look like these: the warnings for each."""

from __future__ import annotations

from pathlib import Path

import pytest
from running import Ran

import telegram_dump_parser as tdp

FIXTURES = Path(__file__).parents[2] / "fixtures"
RUSSIAN = "Паром снова ходит с понедельника.\nБилеты продаются в кассе порта.\nПаром снова ходит по будням.\n"
GERMAN = "Die Fähre fährt wieder täglich.\nKarten gibt es überall am Fluß.\nÜber Nacht fällt sie aus.\n"
CHINESE = "渡轮恢复通航。\n票已开售，请到码头购买。\n明天十点开船，请大家注意。\n"


def said(data: str | bytes) -> list[tuple[str, int]]:
    return [(defect.code, defect.line) for defect in tdp.parse(data).defects if defect.code != "undecodable-bytes"]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ("<!DOCTYPE html>\n<html>\n<body>The ferry is back.</body>\n</html>\n", "HTML"),
        ('\n<HTML lang="en">\n<p>The ferry is back.\n', "HTML"),
        ('<?xml version="1.0"?>\n<rss>\n', "XML"),
        ('{\n "name": "boats",\n "rows": []\n}\n', "JSON,"),
        ('[\n  {"text": "The ferry is back."},\n  {"text": "It runs."}\n]\n', "JSON,"),
        ('[{"text": "The ferry is back."}]', "JSON,"),
        ('{"boats": [1, 2]}\n', "JSON,"),
        ('{"url": "https://example.org", "text": "The ferry is back."}\n{"text": "It runs."}\n', "JSON Lines"),
        ('{"url": "https://example.org", "text": "The ferry', "JSON,"),
        ("id,date,text\n1,2025-04-13,The ferry is back.\n2,2025-04-14,It runs.\n", "table"),
        ("message_id\ttext\n1\tThe ferry is back.\n", "table"),
        ("%PDF-1.7\n%\n1 0 obj\n", "PDF"),
        (b"PK\x03\x04\x14\0\0\0" + bytes(200), "ZIP"),
        (b"\x89PNG\r\n\x1a\n" + bytes(200), "picture"),
        (bytes(range(256)) * 8, "binary"),
        ("dumps/lake.txt", "path"),
        ("C:\\dumps\\lake.jsonl\n", "path"),
        ("C:\\my dumps\\lake 2.txt\n", "path"),
        ("/home/дампы/озеро 1.txt", "path"),
        ('<div class="x">\n<p>Паром ходит.</p>\n</div>\n', "HTML"),
        ("<ul>\n<li>渡船</li>\n<li>大桥</li>\n</ul>\n", "HTML"),
        ('[\n  "The ferry is back.\\nIt runs.",\n  "Since May."\n]\n', "JSON,"),
        ('["العبارة عادت", "منذ مايو"]\n', "JSON,"),
        ("{'id': 5, 'text': 'नाव चल पड़ी'}\n{'id': 6, 'text': 'पुल'}\n", "Python"),
        ("{\\rtf1\\ansi The ferry is back.\\par}\n", "RTF"),
        ("номер,дата,текст\n1,2025-04-13,Паром ходит\n2,2025-04-14,Мост открыт\n", "table"),
        ("tarih;görüntüleme;metin\n2025-04-13;5;Vapur kalktı\n2025-04-14;6;Köprü açık\n", "table"),
        ("id|date|text\n1|2025-04-13|Lautta palasi\n", "table"),
        ("13/04/2025, 9:05 - Secured.\n13/04/2025, 9:06 - Ana: ¿Barca?\n13/04/2025, 9:07 - Leo: No\n", "chat"),
        ("13.04.25, 09:05 - Gesichert.\n13.04.25, 09:06 - Uwe: Fähre?\nHeute?\n13.04.25, 09:07 - Ute: Ja\n", "chat"),
        ("[09:05] <ana> ferry?\n[09:06] * leo nods\n[09:07] <ana> good\n", "chat"),
        ("2025-04-13 09:05:01\tana\tferry?\n2025-04-13 09:06:01\tleo\tno\n2025-04-13 09:07:01\tana\tok\n", "chat"),
        ("부두 방 님과 카카오톡 대화\n저장한 날짜 : 2025년 4월 13일\n\n[민수] [오전 9:05] 배 떴어요?\n", "chat"),
        ("[LINE] ゆきとのトーク履歴\n保存日時:2025/04/13\n", "chat"),
        (f"{'=' * 62}\nGuild: Lake\nChannel: ferry\n{'=' * 62}\n\n[13-Apr-25 09:05 AM] ana#1234\nFerry?\n", "chat"),
        ("1\n00:00:01,000 --> 00:00:04,000\nПаром ушёл.\n\n2\n00:00:05,000 --> 00:00:06,000\nЖаль.\n", "subtitles"),
        ("WEBVTT\n\n00:01.000 --> 00:04.000\nฟังดีๆ\n", "subtitles"),
        ("[ti:Ferry]\n[00:12.00]The ferry\n[00:15.30]is back\n[00:17.00]again\n", "subtitles"),
        ("From: Ana <ana@example.org>\nTo: leo@example.org\nSubject: Ferry\n\nIt is back.\n", "e-mail"),
        ("From ana@example.org Sun Apr 13 09:05:00 2025\nSubject: Ferry\n\nIt is back.\n", "e-mail"),
        ("2025-04-13 09:05:01,1 INFO a\n2025-04-13 09:05:02,2 INFO b\n2025-04-13 09:05:02,9 WARN c\n", "log"),
        (
            "Apr 13 09:05:01 lake cron[7]: run\nApr 13 09:05:02 lake sshd[9]: in\nApr  3 09:05:09 lake sshd[9]: out\n",
            "log",
        ),
        (
            '192.0.2.7 - - [13/Apr/2025:09:05:01 +0000] "GET /"\n192.0.2.8 - - [13/Apr/2025:09:05:02 +0000] "GET"\n',
            "log",
        ),
        ('Traceback (most recent call last):\n  File "ferry.py", line 3\nValueError: no boat\n', "log"),
        ("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n", "calendar"),
        ("-----BEGIN PUBLIC KEY-----\nMIIBszCCAVmg\n-----END PUBLIC KEY-----\n", "key"),
        ("diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-ferry\n+boat\n", "patch"),
        ("\\documentclass{article}\n\\begin{document}\nThe ferry is back.\n", "LaTeX"),
        ('msgid ""\nmsgstr ""\n\nmsgid "Ferry"\nmsgstr "Fähre"\n', "translations"),
        ("&lt;p&gt;The ferry is back.&lt;/p&gt;\n&lt;p&gt;It runs.&lt;/p&gt;\n", "escaped"),
        (
            "VGhlIGZlcnJ5IGlzIGJhY2sgYW5kIGl0IHJ1bnMgZXZlcnkgaG91ciBmcm9tIHRo\n" * 2 + "ZSBx\naXM=\n",
            "Base64",
        ),
        ("[server]\nhost = lake\nport = 80\n\n[client]\nname = ana\n", "settings"),
        ("version: 3\nboats:\n  - name: Ana\n    seats: 8\n", "settings"),
        ("body {\n  margin: 0;\n}\n", "style sheet"),
        ("import os\n\n\ndef run(names):\n    for name in names:\n        print(name)\n    return 0\n", "source code"),
        ("#!/bin/sh\nset -e\nls\n", "source code"),
        ('window.posts = [{"id": 1, "text": "The ferry is back."}];\n', "source code"),
        ("# Ferry\n\nA bot for a lake.\n\n## Install\n\n```\nmake\n```\n\n## Use\n\nRun it.\n", "Markdown"),
        ("ana — 04/13/2025 9:05 AM\nFerry?\nleo — Today at 9:06 AM\nNo.\n", "chat"),
        ("ana  9:05 AM\nFerry?\nleo  9:06 AM\nNo.\n", "chat"),
        ("From: Ana (+1)\nType: incoming\nSent: Sun, 13 Apr 2025\n\nFerry?\n", "chat"),
        ("--- Log opened Sun Apr 13 2025\n09:05 < ana> ferry?\n", "chat"),
        ("commit 0123456789abcdef\nAuthor: Ana <ana@example.org>\n\n    Add ferry\n", "log"),
        ("@article{ana2025,\n  title = {Ferries},\n  year = 2025\n}\n", "LaTeX"),
        ("00000000  54 68 65 20 66 65  |The fe|\n00000006  72 72 79 0a 54 68  |rry.Th|\n", "binary"),
        ("FROM python:3\nWORKDIR /ferry\nCMD run\n", "source code"),
        ("all: boat\n\nboat:\n\tcc -o boat boat.c\n", "source code"),
        ("Ferry\n=====\n\nA bot.\n\nInstall\n-------\n\nRun it.\n", "Markdown"),
        (b"OggS\x00\x02" + bytes(8) + bytes(range(128, 256)), "sound"),
    ],
)
def test_what_a_file_looks_like(data: str | bytes, words: str) -> None:
    dump = tdp.parse(data)
    defect = next(defect for defect in dump.defects if defect.code == "not-a-dump")
    assert words in defect.message
    assert "\n" not in defect.message
    assert len([*dump.posts, *dump.gaps]) > 0  # what there is comes all the same
    with pytest.raises(tdp.DumpError, match=r"not-a-dump"):
        tdp.parse(data, strict=True)


@pytest.mark.parametrize(
    "text",
    [
        "<b>The ferry</b> is back\nIt runs.\n",
        "<!DOCTYPE html> Town – Telegram\nThe ferry is back.\n",  # the tags are gone
        "{Breaking} The ferry is back.\nIt runs.\n",
        "[Update] The ferry is back.\nIt runs.\n",
        '{"The ferry is back": said the mayor\nIt runs.\n',
        "Date, time and place\nMay 4, noon, at the lake\n",
        "From, to, text\nof the treaty\n",
        "Товар, цена, место\n1 кг мёда, 500, рынок\n2 кг, 900, рынок\n",
        "<p>Паром</p> ходит\nснова\nи мост открыт\n",
        '["Ferry" is the word\nof the year.\n',
        "{'tis the season\nof ferries.\n",
        "See dumps/lake 1.txt",
        "timetable.pdf\n25 MB\n",
        "https://example.org/lake.txt",
        "See lake.txt",
        "A line with \x00\x01\x02 damage in it.\nAnd one without.\n",
        "[Переслано от Порт]\nПаром ходит.\n",
        "1\n00:00:01,000 --> 00:00:04,000\nis how subtitles look\n",  # one time
        "From: the harbour\nTo: the mill\nSubject: a letter to all\n",
        "import duties rise\nfrom Monday on (says the office)\nclass action follows\nuse the form\n",
        "# Новости\n## Паром\nПаром ходит.\n",
        "13.04.2025, 9:05 - Konzert im Park\nEintritt frei.\n14.04.2025, 9:05 - Markt\nMit Käse.\n",
        "Цена: 100\nМесто: порт\nВремя: 9:05\nТелефон: 5\n",
        "2025-04-13 09:05:01\nThe ferry is back.\nIt runs.\n",
        "@lake_news\n  The ferry (of the lake);\n  is back (again);\n  and runs (daily);\n",
        "Open — Today at 9:05\nThe ferry is back.\nIt runs.\nIt stops.\nIt rests.\n",
        "Новости\n=====\nПаром ходит.\n=====\nМост открыт.\n",
        "May 12 is the day\nMay 13 is not\nMay 14 neither\n",
        "",
        "\n\n",
    ],
)
def test_what_only_looks_like_it_is_a_dump(text: str) -> None:
    assert said(text) == []


def test_a_copied_chat_in_another_text_is_read() -> None:
    text = "import os\n\n# Анна, [13.04.2025 09:05]\n# Паром?\n#\n# Бо, [13.04.2025 09:06]\n# Да.\n\nrun(os.name)\n"
    assert said(text) == []
    assert [post.author for post in tdp.parse(text)] == ["Анна", "Бо"]


def test_telegrams_own_lines_are_in_no_other_text() -> None:
    log = "".join(f"2025-04-13 09:05:0{i} the ferry is back {i}\n" for i in range(5))
    assert said(log) == [("not-a-dump", 1)]
    assert said(log + "VIEW IN TELEGRAM\n") == []


def test_no_fixture_looks_like_another_file() -> None:
    for path in FIXTURES.rglob("*.txt"):
        assert not {code for code, _ in said(path.read_bytes())} & {"not-a-dump", "other-encoding", "glued-lines"}, path


@pytest.mark.parametrize(
    ("text", "codec", "named"),
    [
        (RUSSIAN, "cp1251", "cp1251"),
        (RUSSIAN, "koi8-r", "koi8-r"),
        (GERMAN, "cp1252", "cp1252"),
        (CHINESE, "gb18030", "--encoding (encoding= in Python)"),
    ],
)
def test_another_encoding_is_named(text: str, codec: str, named: str) -> None:
    [defect] = [defect for defect in tdp.parse(text.encode(codec)).defects if defect.code == "other-encoding"]
    assert named in defect.message
    assert said(text) == []
    assert tdp.parse(text.encode(codec), encoding=codec).defects == ()
    assert said(b"The ferry is back.\n" * 9 + text.encode(codec)) == []


def test_the_command_says_it_in_one_line(tmp_path: Path) -> None:
    path = tmp_path / "corpus.jsonl"
    path.write_text('{"id": 1, "note": "The ferry is back."}\n{"id": 2, "note": "It runs."}\n')
    ran = Ran("parse", str(path))
    assert ran.code == 0
    assert ran.rows  # nothing is refused
    [warning] = [line for line in ran.err.splitlines() if line.startswith("warning: ")]
    assert warning.startswith(f"warning: {path}: looks like JSON Lines")
    ran = Ran("check", str(path))
    assert ran.code == 3
    assert b": not-a-dump: looks like JSON Lines" in ran.out
    ran = Ran("parse", "--jobs", "2", str(path), str(path))
    assert ran.err.count("warning: ") == 2


def test_glued_lines_are_told() -> None:
    for text in (
        "The ferry is back.\nIt runs.\nIt runs.\nVIEW IN TELEGRAMThe mill turns again.\nIt grinds.\nIt grinds.\n",
        "The ferry is backForwarded from Lake Weather\nStorm until Friday.\n",
        "The ferry is back.\ufeffThe mill turns again.\n",
        "Please open Telegram to view this postПаром ходит.\n",
        "The ferry is back.\n6.0K views09:02Lake News\nThe mill turns again.\n",
    ):
        assert [code for code, _ in said(text)] == ["glued-lines"], text
    for text in (
        "VIEW IN TELEGRAM is what the button says.\n",
        "They write: Forwarded from nobody.\n",
        "The ferry is back.\ufeff\nIt runs.\n",
        "It had 6K views at 09:02 in the morning.\n",
    ):
        assert said(text) == [], text


def test_a_mark_of_a_joined_file_is_no_text() -> None:
    one = "The ferry is back.\nIt runs.\nIt runs.\n"
    dump = tdp.parse(("\ufeff" + one + "\ufeff" + one.replace("ferry", "mill")).encode())
    assert [post.text for post in dump] == ["The ferry is back.\nIt runs.", "The mill is back.\nIt runs."]
    assert dump[1].source.first_byte == dump[0].source.end_byte
    assert dump.defects == ()
