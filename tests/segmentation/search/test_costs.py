"""Prices of moves: the table's, and what the rates of a dump make of them."""

from __future__ import annotations

from math import log

import pytest
from windows import window

from telegram_dump_parser.lines.kinds import LineKind
from telegram_dump_parser.segmentation.search.cost_table import MOVES, RATES, SHARES, SINGLE
from telegram_dump_parser.segmentation.search.costs import Pricer, plan
from telegram_dump_parser.segmentation.search.dump_statistics import DumpStatistics
from telegram_dump_parser.segmentation.search.line_fit import LONGEST_NAME, LineFit
from telegram_dump_parser.segmentation.state_machine import State
from telegram_dump_parser.vocabulary import Dialect

K, S, D = LineKind, State, Dialect
PRIORS = {name: row[0] for name, row in RATES.items()} | SHARES


def moves(**rates: float) -> dict[str, float]:
    return Pricer(window("a"), DumpStatistics(PRIORS | rates)).moves


def test_what_is_frequent_is_cheap_and_to_go_without_it_is_dear() -> None:
    few, many = moves(reactions=0.1), moves(reactions=0.9)
    assert many["reactions"] < few["reactions"]
    assert many["end-plain"] > few["end-plain"]
    assert many["end-reacted"] == few["end-reacted"]
    assert few["reactions"] == pytest.approx(MOVES["reactions"] - log(0.1) - log(1 - PRIORS["preview"]))
    assert few["glyph"] == pytest.approx(MOVES["glyph"] - log(0.1))
    plain = MOVES["end-plain"] - log(0.9) - log(1 - PRIORS["dated"]) - log(1 - PRIORS["preview"])
    assert few["end-plain"] == pytest.approx(plain)


def test_several_lines_once_are_dear_without_the_notice_that_tells_why() -> None:
    found = moves(line=0.1, lines=0.002, lost=0.03)
    assert found["second-line"] == pytest.approx(MOVES["second-line"] + log(0.1 / 0.002))
    assert found["notice-after-lines"] == pytest.approx(MOVES["notice-after-lines"] + log(0.002 / 0.03))
    assert moves(line=0.1, lines=0.3)["second-line"] == pytest.approx(MOVES["second-line"] + 0.3)
    assert found["notice-after-cut"] == pytest.approx(MOVES["notice-after-cut"] - MOVES["unnoticed"])


def test_where_texts_stand_once_their_prices_count() -> None:
    found = Pricer(window("a"), DumpStatistics(PRIORS), D.TIGHT, [0.0]).moves
    assert {name: found[name] for name in SINGLE} == SINGLE
    assert "once" not in moves()


def targets(kind: LineKind, following: LineKind | None, state: State, **more: object) -> set[State]:
    rows = plan(D.ECHOED, kind, following, D.ECHOED, **more)  # type: ignore[arg-type]
    return {target for target, _, _ in rows[state]}


def test_a_state_is_entered_only_if_the_next_line_lets_it_be_left() -> None:
    assert S.LABEL in targets(K.MEDIA_LABEL, K.VIEW, S.START)
    assert S.LABEL not in targets(K.MEDIA_LABEL, K.TEXT, S.START)
    assert S.LABEL in targets(K.MEDIA_LABEL, None, S.START)  # the end of the dump may cut it
    assert S.FILE in targets(K.FILE, K.SIZE, S.START)
    assert S.FILE not in targets(K.FILE, None, S.START)  # but not this: it may be text


def test_only_the_ends_of_the_dump_cut_a_text() -> None:
    both = targets(K.TEXT, K.TEXT, S.START)
    assert both - targets(K.TEXT, K.TEXT, S.START, ends=(False, True)) == {S.TORN}
    assert both - targets(K.TEXT, None, S.START, ends=(True, False)) >= {S.BROKEN}
    found = window("a b c d")
    found.begins = True
    found.tail = 2
    pricer = Pricer(found, DumpStatistics(PRIORS))
    reached = [{target for target, _, _ in pricer.plan(at, D.ECHOED)[S.START]} for at in range(4)]
    assert [S.TORN in states for states in reached] == [True, False, False, False]
    assert [S.BROKEN in states for states in reached] == [False, False, True, True]
    later = Pricer(window("a b"), DumpStatistics(PRIORS))  # another stretch of the dump
    states = {target for target, _, _ in later.plan(0, D.ECHOED)[S.START]}
    assert S.TORN not in states


def test_where_texts_stand_once_only_odd_lines_are_looked_at() -> None:
    def looks(kind: LineKind) -> set[object]:
        rows = plan(D.TIGHT, kind, K.TEXT, D.TIGHT)
        return {look for _, name, look in rows[S.LINE] if name == "once"}

    assert looks(K.TEXT) == {None}
    assert looks(K.DATE) == {LineFit.once}


def test_prose_is_no_name_and_no_header_without_one() -> None:
    assert {S.AUTHOR, S.CHANNEL} <= targets(K.TEXT, K.TEXT, S.START)
    assert not {S.AUTHOR, S.CHANNEL} & targets(K.TEXT, K.TEXT, S.START, prose=True)
    assert S.SITE not in targets(K.TEXT, K.TEXT, S.ECHOED, prose=True)
    assert S.HEADER in targets(K.TEXT, K.TEXT, S.START)
    assert S.HEADER not in targets(K.TEXT, K.TEXT, S.START, headed=False)


@pytest.mark.parametrize(("length", "named"), [(LONGEST_NAME, True), (LONGEST_NAME + 1, False)])
def test_the_longest_name(length: int, named: bool) -> None:
    found = Pricer(window("l b", l="x" * length), DumpStatistics(PRIORS))
    assert (S.AUTHOR in {target for target, _, _ in found.plan(0, D.ECHOED)[S.START]}) is named


def test_the_last_line_has_none_after_it() -> None:
    found = Pricer(window("a label", label="This media is not supported in your browser"), DumpStatistics(PRIORS))
    assert S.LABEL in {target for target, _, _ in found.plan(1, D.ECHOED)[S.START]}
