"""How specimens are said in lists, and how a rack is drawn: pure, in words and signs before any colour."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.specimens.facts import CustodyStep, DueKind, Party, PartyKind, Specimen, Spot
from tracker.specimens.states import Do, State
from tracker.specimens.storage import slot_name
from tracker.tui.dialogs.number import line_of, slot_of
from tracker.tui.panes.tubes import clock, due, keeping, keeps, step_table, told_steps

NOW = datetime(2026, 11, 16, 15, 0, tzinfo=UTC)
ANNE, BEN = (Party(f"B{name}", name, PartyKind.PERSON) for name in ("Anne", "Ben"))


def tube(due_in_minutes: int | None, kind: DueKind = DueKind.TEST) -> Specimen:
    due_at = NOW + timedelta(minutes=due_in_minutes) if due_in_minutes is not None else None
    return Specimen(
        1, "2600000188", "SST gold", "GLD", State.COLLECTED, 2, ANNE, Spot(), NOW, NOW, NOW, None, None, None,
        due_at, kind if due_at else None, None, None, "N000000000112",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("minutes", "left", "sign", "said", "by"),
    [
        (None, "–", "", "no limit left", ""),
        (-14, "–14 m", "✖", "TOO OLD by 14 m", "TOO OLD"),
        (20, "20 m", "!", "20 m to test", "test by 15:20"),
        (60, "1 h 00 m", "!", "1 h 00 m to test", "test by 16:00"),
        (61, "1 h 01 m", "", "1 h 01 m to test", "test by 16:01"),
        (1500, "25 h 00 m", "", "25 h 00 m to test", "test by 17 Nov"),
    ],
)
def test_how_long_a_tube_keeps_is_told_by_words_and_sign(
    minutes: int | None, left: str, sign: str, said: str, by: str
) -> None:
    specimen = tube(minutes)
    assert keeping(specimen, NOW)[:2] == (left, sign)
    assert keeps(specimen, NOW) == said
    assert due(specimen, NOW) == by


@given(st.integers(-5000, 5000))
def test_red_is_never_without_its_sign_nor_amber(minutes: int) -> None:
    _, sign, style = keeping(tube(minutes), NOW)
    assert {"": "", "!": "$text-warning", "✖": "$text-error"}[sign] == style


def test_another_days_time_has_its_date() -> None:
    assert clock(NOW, NOW) == "15:00"
    assert clock(NOW - timedelta(days=1), NOW) == "15 Nov 15:00"


def step(
    number: int, do: Do, state: State, custodian: Party | None, *, reason: str = "", witness: str = ""
) -> CustodyStep:
    at = NOW + timedelta(minutes=number)
    return CustodyStep(number, do, at, "Anne", "B1", state, custodian, Spot(), reason, "", "", witness, "e")


def test_a_timeline_is_newest_first_and_says_who_gave_to_whom_and_why() -> None:
    steps = (
        step(1, Do.COLLECT, State.COLLECTED, ANNE),
        step(2, Do.RELEASE, State.RELEASED, ANNE),
        step(3, Do.REJECT, State.REJECTED, BEN, reason="RH", witness="Cara"),
    )
    columns, rows = step_table(told_steps(steps, NOW))
    assert [column.title for column in columns] == ["Newest first", "by", "from → to, where", "why"]
    assert [row.cells for row in rows] == [
        ("15:03  REJECTED", "Anne", "Anne → Ben", "hemolysis · witness Cara"),
        ("15:02  released", "Anne", "Anne → anybody", ""),
        ("15:01  collected", "Anne", "Anne", ""),
    ]
    assert rows[0].sign == "✖"


def test_a_timeline_without_reasons_leaves_their_room_to_the_places() -> None:
    columns, rows = step_table(told_steps((step(1, Do.COLLECT, State.COLLECTED, ANNE),), NOW))
    assert len(columns) == len(rows[0].cells) == 3


@given(st.integers(1, 26), st.integers(1, 40), st.data())
def test_every_place_of_a_rack_can_be_named_as_it_is_printed(rows: int, columns: int, data: st.DataObject) -> None:
    slot = data.draw(st.integers(1, rows * columns))
    assert slot_of(slot_name(slot, columns), rows, columns) == slot
    assert slot_of(slot_name(slot, columns).lower(), rows, columns) == slot
    assert slot_of(str(slot), rows, columns) == slot


@pytest.mark.parametrize("typed", ["", "A0", "A13", "I1", "0", "97", "B", "3B", "²", "A1 "])
def test_what_is_no_place_of_a_rack_of_96_is_none(typed: str) -> None:
    assert slot_of(typed, 8, 12) is None


@given(st.text(max_size=6))
def test_any_text_is_a_line_or_none(typed: str) -> None:
    number = line_of(typed)
    assert number is None or number >= 0


def test_what_was_entered_afterwards_says_so_whole_and_by_whom() -> None:
    late = replace(
        step(1, Do.COLLECT, State.COLLECTED, ANNE), entered_at=NOW + timedelta(hours=2), entered_by="Cara C."
    )
    columns, (row,) = step_table(told_steps((late,), NOW))
    assert row.cells[-1] == "entered afterwards by Cara C."
    assert len(row.cells[-1]) <= columns[-1].width


def test_on_whose_word_it_was_entered_is_said_whole_where_he_whom_the_paper_names_did_not_sign() -> None:
    late = replace(step(1, Do.ACCEPT, State.ACCEPTED, ANNE), entered_at=NOW + timedelta(hours=2), entered_by="Cara C.")
    columns, (row,) = step_table(told_steps((replace(late, proved_by="lead 01", proved_by_code="B2"),), NOW))
    assert row.cells[-1] == "entered afterwards, word of lead 01"
    assert len(row.cells[-1]) <= columns[-1].width
    own = replace(late, proved_by="Anne A.", proved_by_code=late.by_code)
    assert step_table(told_steps((own,), NOW))[1][0].cells[-1] == "entered afterwards by Cara C."
