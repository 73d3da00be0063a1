"""Posts joined at boundaries that are less sure than asked for."""

from __future__ import annotations

import pytest
from drafts import draft_of

from telegram_dump_parser.segmentation.draft import Draft
from telegram_dump_parser.segmentation.joining import joined
from telegram_dump_parser.segmentation.state_machine import Role, State
from telegram_dump_parser.segmentation.window import TEXT_LIMIT

SURE, UNSURE = 15.0, 0.0  # margins: of a confidence of 0.999, and of little more than a half


def drafts(*margins: float, text: str = "A text.") -> list[Draft]:
    return [draft_of(f"{text} {k}", first=k, margin=margin) for k, margin in enumerate(margins)]


def sizes(found: list[Draft]) -> list[int]:
    return [max(1, len(draft.joined)) for draft in found]


def test_an_unsure_post_is_joined_to_the_one_before() -> None:
    assert sizes([*joined(drafts(SURE, UNSURE, UNSURE, SURE, UNSURE), 0.9)]) == [3, 2]
    assert sizes([*joined(drafts(UNSURE, UNSURE), 0.9)]) == [2]
    assert sizes([*joined(drafts(SURE, SURE), 0.9)]) == [1, 1]
    assert sizes([*joined(drafts(SURE, UNSURE), 0.5)]) == [1, 1]  # sure enough for that
    assert sizes([*joined(drafts(SURE, SURE), 1.0)]) == [2]
    assert [*joined([], 0.9)] == []


def test_a_post_alone_stays_as_it_is() -> None:
    [only] = drafts(SURE)
    assert [*joined([only], 0.9)] == [only]
    assert only.joined == ()


def test_a_gap_parts_posts_and_is_handed_on_in_its_place() -> None:
    one, two, three = drafts(SURE, UNSURE, UNSURE)
    gap = draft_of((Role.BLANK, ""), gap="blank")
    found = [*joined([gap, one, gap, two, three, gap], 0.9)]
    assert [draft.gap or len(draft.joined) for draft in found] == ["blank", 0, "blank", 2, "blank"]


def test_what_is_made_of_several() -> None:
    one = draft_of(
        (Role.FORWARD, "Forwarded from A"), "One.", echo="none", echo_lines=0, states=(State.FORWARDED, State.LINE)
    )
    two = draft_of("Two.", (Role.ECHO, "Two."), first=2, echo="body", echo_lines=1, states=(State.ECHOED,), margin=0.0)
    three = draft_of("Three.", first=4, echo="whole", echo_lines=2, margin=0.0, before=State.ECHOED)
    one.before, one.form, one.evidence = State.REACTED, "toy", "page-frame"
    [found] = joined([one, two, three], 0.9)
    assert [line.text for line in found.lines] == ["Forwarded from A", "One.", "Two.", "Two.", "Three."]
    assert found.roles == [Role.FORWARD, Role.TEXT, Role.TEXT, Role.ECHO, Role.TEXT]
    assert found.text == [1, 2, 4]
    assert (found.echo, found.echo_lines) == ("body", 3)
    assert found.states == (State.FORWARDED, State.LINE, State.ECHOED, State.LINE)
    assert (found.margin, found.before, found.form, found.evidence) == (SURE, State.REACTED, "toy", "page-frame")
    assert (found.joined, found.own_text) == ((one, two, three), None)


def test_texts_of_their_own_are_joined_with_those_of_lines() -> None:
    own = draft_of((Role.PAGE, "<p>"), own_text="Own.", margin=0.0)
    empty = draft_of((Role.PAGE, "<p>"), own_text="", margin=0.0)
    [found] = joined([draft_of("One.", "Two."), empty, own], 0.9)
    assert found.own_text == "One.\nTwo.\nOwn."


@pytest.mark.parametrize(("length", "found"), [(TEXT_LIMIT // 2 - 1, [2]), (TEXT_LIMIT // 2, [1, 1])])
def test_no_text_grows_beyond_what_a_message_holds(length: int, found: list[int]) -> None:
    posts = [draft_of("x" * length, margin=UNSURE) for _ in range(2)]
    assert sizes([*joined(posts, 0.9)]) == found


def test_posts_without_text_are_not_joined_without_end() -> None:
    posts = [draft_of((Role.REACTIONS, "❤1"), margin=UNSURE) for _ in range(TEXT_LIMIT + 5)]
    assert sizes([*joined(posts, 0.9)]) == [TEXT_LIMIT, 5]


def test_what_is_joined_next_is_measured_anew() -> None:
    half = "x" * (TEXT_LIMIT // 2 - 1)
    posts = [draft_of(half, margin=UNSURE) for _ in range(5)]
    assert sizes([*joined(posts, 0.9)]) == [2, 2, 1]
