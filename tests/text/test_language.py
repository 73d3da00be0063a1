"""The language of posts, an extra: off unless asked for, and a hint where it is not installed."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest
from conftest import dump_of
from typer.testing import CliRunner

import telegram_dump_parser as tdp
from telegram_dump_parser.cli import app
from telegram_dump_parser.text.language import _ranking, identifier

HINT = 'pip install "telegram-dump-parser[lang]"'
TEXTS = {
    "en": "The bridge over the river is open again, and the baker sells bread to all who cross it.",
    "ru": "Мост через реку снова открыт, и пекарь продаёт хлеб всем, кто по нему проходит.",
    "uk": "Міст через річку знову відкритий, і пекар продає хліб усім, хто ним проходить.",
    "es": "El puente sobre el río está abierto de nuevo y el panadero vende pan a todos los que lo cruzan.",
    "fr": "Le pont sur la rivière est de nouveau ouvert et le boulanger vend du pain à tous ceux qui passent.",
    "de": "Die Brücke über den Fluss ist wieder offen, und der Bäcker verkauft allen Brot, die hinübergehen.",
    "tr": "Nehrin üzerindeki köprü yeniden açıldı ve fırıncı geçen herkese ekmek satıyor.",
    "ar": "أعيد فتح الجسر فوق النهر، ويبيع الخباز الخبز لكل من يعبره.",
    "fa": "پل روی رودخانه دوباره باز شد و نانوا به همه کسانی که از آن می‌گذرند نان می‌فروشد.",
    "zh": "河上的桥又开了，面包师把面包卖给每一个过桥的人。",
}


@pytest.fixture
def missing(monkeypatch: pytest.MonkeyPatch) -> None:
    _ranking.cache_clear()
    monkeypatch.setitem(sys.modules, "py3langid", None)
    monkeypatch.setitem(sys.modules, "py3langid.langid", None)


@pytest.fixture
def installed() -> None:
    pytest.importorskip("py3langid", reason="py3langid, the extra lang, is not installed")


def test_off_by_default() -> None:
    assert tdp.parse(TEXTS["en"])[0].language is None


@pytest.mark.usefixtures("missing")
def test_missing_extra_is_told_at_the_call() -> None:
    with pytest.raises(ImportError, match=re.escape(HINT)):
        tdp.parse(TEXTS["en"], language=True)


@pytest.mark.usefixtures("missing")
@pytest.mark.parametrize("command", ["parse", "inspect"])
def test_missing_extra_is_one_line_on_the_command_line(command: str) -> None:
    ran = CliRunner().invoke(app, [command, "-", "--language"], input=TEXTS["en"])
    assert ran.exit_code == 1
    assert ran.stdout == ""
    assert ran.stderr.splitlines() == [f"error: finding languages needs py3langid: {HINT}"]


@pytest.mark.usefixtures("installed")
@pytest.mark.parametrize("code", TEXTS)
def test_language(code: str) -> None:
    (post,) = tdp.parse(f"📍 {TEXTS[code]} #bridge https://bridge.example/open", language=True)
    assert post.language == code


@pytest.mark.usefixtures("installed")
@pytest.mark.parametrize(
    "text", ["", "OK", "ага", "12:30, 18:00", "https://example.org/a/long/path/in/english", "🔥" * 50]
)
def test_too_little_to_tell(text: str) -> None:
    assert identifier()(text) == "und"


@pytest.mark.usefixtures("installed")
def test_long_text_costs_no_more() -> None:
    assert identifier()(TEXTS["de"] * 20_000) == "de"


@pytest.mark.usefixtures("installed")
def test_language_decides_between_months() -> None:
    # October in Croatian, November in Polish.
    more = "Most przez rzekę jest znowu otwarty, a piekarz sprzedaje chleb wszystkim."
    text = dump_of(["📍 Gdańsk, 5 listopada 2024", more, more])
    assert [defect.code for defect in tdp.parse(text).defects] == ["ambiguous-date"]
    (post,) = tdp.parse(text, language=True)
    assert post.language == "pl"
    assert post.date is not None
    assert post.date.month == 11


@pytest.mark.usefixtures("installed")
def test_on_the_command_line(tmp_path: Path) -> None:
    path = tmp_path / "dump.txt"
    path.write_bytes(dump_of([TEXTS["uk"]]))
    ran = CliRunner().invoke(app, ["parse", str(path), "--language", "--quiet"])
    assert ran.exit_code == 0
    assert '"language":"uk"' in ran.stdout
    assert [row["language"] for row in tdp.iter_records(path, language=True)] == ["uk"]
    assert [post.language for post in tdp.iter_posts(path, language=True)] == ["uk"]
    assert tdp.parse_file(path, language=True)[0].language == "uk"
