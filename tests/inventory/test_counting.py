"""Counts against the ledger: what was found is what the books have, as of when it was found."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.clinic import TODAY, Clinic
from tracker.errors import Refusal
from tracker.hardware.scan import new_id
from tracker.inventory.auditing import audit_balances, audit_movements
from tracker.inventory.facts import WasteReason
from tracker.inventory.orders import Count, Order, Reverse, Use, Waste
from tracker.inventory.services import perform
from tracker.journal.canonical import Value
from tracker.journal.occasion import Occasion, stamp

LEAD = "B0000000141"
MORNING = datetime(2026, 11, 16, 8, 0, tzinfo=UTC)
"""Before it nothing has moved but the opening stock, which the small clinic dates 15:00: the tests use lots of their own."""
LOT, PLACE = "LATE", "Cart"


def minute(number: int) -> datetime:
    return MORNING + timedelta(minutes=number)


def carried_out(clinic: Clinic, order: Order, at: datetime, *, entered: datetime | None = None) -> str:
    """As the station does for a scan; ``entered`` where that was afterwards."""
    event_id = new_id()
    occasion = Occasion(event_id, stamp(at), TODAY, entered_by=LEAD if entered else "", zone=UTC)
    with clinic.database.writing() as connection:
        changes: list[Value] = [perform(connection, order, occasion)]
        more: dict[str, Value] = {"entered_by": LEAD, "stored": stamp(entered)} if entered else {}
        body: dict[str, Value] = {"changes": changes, "day": TODAY.isoformat(), **more}
        clinic.journal.append(connection, event_id, "scan", occasion.at, body)
    return event_id


def a_count(clinic: Clinic, quantity: int) -> Count:
    return Count(clinic.items["Syringe 3 mL"], clinic.lots[LOT], clinic.places[PLACE], quantity)


def a_use(clinic: Clinic, quantity: int) -> Use:
    return Use(clinic.items["Syringe 3 mL"], clinic.lots[LOT], clinic.places[PLACE], quantity)


def stocked(clinic: Clinic, quantity: int) -> None:
    """So many on the cart when the morning begins."""
    clinic.execute("UPDATE movement SET at = ?", (stamp(MORNING - timedelta(days=1)),))
    carried_out(clinic, a_count(clinic, quantity), MORNING)


@pytest.mark.parametrize("counted", [0, 3, 4, 9])
def test_what_is_counted_now_is_what_the_books_have_then(clinic: Clinic, counted: int) -> None:
    carried_out(clinic, a_count(clinic, counted), minute(10_000))
    assert clinic.held(PLACE, LOT) == counted
    assert clinic.held("Wall", LOT) == 5, "and nowhere else"


def test_a_difference_is_a_movement_and_an_agreement_is_none(clinic: Clinic) -> None:
    movements = clinic.value("SELECT count(*) FROM movement")
    carried_out(clinic, a_count(clinic, 4), minute(10_000))
    assert clinic.value("SELECT count(*) FROM movement") == movements
    event_id = carried_out(clinic, a_count(clinic, 1), minute(10_001))
    assert clinic.value("SELECT kind FROM movement WHERE event_id = ?", (event_id,)) == "adjust"
    with clinic.database.reading() as connection:
        assert list(audit_balances(connection)) == []
        assert [each for each in audit_movements(connection) if event_id in each.message] == []


def test_undo_takes_a_count_back(clinic: Clinic) -> None:
    event_id = carried_out(clinic, a_count(clinic, 1), minute(10_000))
    carried_out(clinic, Reverse(event_id), minute(10_001))
    assert clinic.held(PLACE, LOT) == 4


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    uses=st.lists(st.tuples(st.integers(1, 60), st.integers(1, 4), st.booleans()), max_size=8),
    counted_min=st.integers(0, 60),
    counted=st.integers(0, 40),
)
def test_a_count_entered_afterwards_is_as_if_it_had_been_entered_then(
    clinic: Clinic, uses: list[tuple[int, int, bool]], counted_min: int, counted: int
) -> None:
    """The law: what was counted, less what was taken since. A use that was undone never took anything."""
    clinic.execute("UPDATE balance SET quantity = 0 WHERE location_id = ?", (clinic.places[PLACE],))
    clinic.execute("DELETE FROM posting")
    clinic.execute("DELETE FROM movement")
    clinic.execute("DELETE FROM journal")
    stocked(clinic, 40)
    taken_since = 0
    for at_min, quantity, is_undone in sorted(uses):
        event_id = carried_out(clinic, a_use(clinic, quantity), minute(at_min))
        if is_undone:
            carried_out(clinic, Reverse(event_id), minute(61))
        elif at_min > counted_min:
            taken_since += quantity
    before = clinic.held(PLACE, LOT)
    if taken_since > counted:
        with pytest.raises(Refusal) as refused:
            carried_out(clinic, a_count(clinic, counted), minute(counted_min), entered=minute(90))
        assert refused.value.code == "count_too_small"
        assert clinic.held(PLACE, LOT) == before
    else:
        carried_out(clinic, a_count(clinic, counted), minute(counted_min), entered=minute(90))
        assert clinic.held(PLACE, LOT) == counted - taken_since


@pytest.mark.parametrize("later", [4, 1])
def test_a_count_that_is_older_than_another_is_refused_also_where_that_one_agreed(clinic: Clinic, later: int) -> None:
    carried_out(clinic, a_count(clinic, later), minute(10_010))
    with pytest.raises(Refusal) as refused:
        carried_out(clinic, a_count(clinic, 2), minute(10_000), entered=minute(10_090))
    assert refused.value.code == "counted_since"
    assert clinic.held(PLACE, LOT) == later


def test_a_count_that_was_taken_back_stands_in_nobodys_way(clinic: Clinic) -> None:
    event_id = carried_out(clinic, a_count(clinic, 1), minute(10_010))
    carried_out(clinic, Reverse(event_id), minute(10_011))
    carried_out(clinic, a_count(clinic, 2), minute(10_000), entered=minute(10_090))
    assert clinic.held(PLACE, LOT) == 2


def test_waste_behind_a_count_stays_wasted(clinic: Clinic) -> None:
    waste = Waste(clinic.items["Syringe 3 mL"], clinic.lots[LOT], clinic.places[PLACE], 2, WasteReason.DAMAGED)
    carried_out(clinic, waste, minute(10_050))
    carried_out(clinic, a_count(clinic, 6), minute(10_000), entered=minute(10_090))
    assert clinic.held(PLACE, LOT) == 4
