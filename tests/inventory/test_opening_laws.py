"""The laws of opened containers, whatever is done in whatever order."""

from __future__ import annotations

import shutil
import tempfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.clinic import Clinic, open_clinic
from tracker.barcodes.house import opened_code
from tracker.errors import Refusal
from tracker.inventory.auditing import audit_balances, audit_movements
from tracker.inventory.facts import WasteReason
from tracker.inventory.opening import Keeps, KeepsUnit, soonest, use_by
from tracker.inventory.opening_audit import audit_opened
from tracker.inventory.opening_queries import insides, open_containers
from tracker.inventory.orders import Count, Open, Order, Reverse, Transfer, Unopen, Use, Waste

SYRINGE, LOT = "Syringe 3 mL", "LATE"
PLACES = ("Cart", "Wall", "B")
ZONES = st.sampled_from([UTC, ZoneInfo("America/Chicago"), ZoneInfo("Pacific/Auckland")])
TIMES = st.integers(0, 20 * 365 * 24 * 60).map(
    lambda minutes: datetime(2020, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
KEEPS = st.one_of(st.none(), st.builds(Keeps, st.integers(1, 9999), st.sampled_from(KeepsUnit)))
EXPIRIES = st.one_of(st.none(), st.dates(date(2020, 1, 1), date(2060, 1, 1)))


@given(at=TIMES, keeps=KEEPS, expiry=EXPIRIES, zone=ZONES)
def test_the_use_by_is_never_later_than_the_lots_expiry_nor_than_opening_and_the_time_it_keeps(
    at: datetime, keeps: Keeps | None, expiry: date | None, zone: ZoneInfo
) -> None:
    found = use_by(at, keeps, expiry, zone)
    assert (found is None) == (keeps is None and expiry is None)
    if found is None:
        return
    assert expiry is None or found.day <= expiry
    assert keeps is not None or found.day == expiry
    if keeps is not None:
        length = timedelta(days=keeps.amount) if keeps.unit is KeepsUnit.DAY else timedelta(hours=keeps.amount)
        assert found.day <= (at.astimezone(zone) + length + timedelta(hours=2)).date(), "two hours for a changed clock"
        assert found.at is None or found.at == at + length
    assert not found.is_over(at, found.day) or found.at is not None


_STEP = st.tuples(
    st.sampled_from(("open", "use", "use_opened", "waste", "waste_opened", "move", "move_opened", "count", "undo")),
    st.sampled_from(PLACES),
    st.sampled_from(PLACES),
    st.integers(1, 4),
)


def _order(clinic: Clinic, kind: str, place: str, other: str, quantity: int, number: int) -> Order | None:
    item, lot, here = clinic.items[SYRINGE], clinic.lots[LOT], clinic.places[place]
    with clinic.database.reading() as connection:
        known = open_containers(connection)
    chosen = known[quantity % len(known)] if known else None
    if kind.endswith("_opened") and chosen is None:
        return None
    if chosen is not None and kind == "move_opened":
        portion = clinic.move(LOT, chosen.place.name, other, chosen.quantity)
        return Transfer((portion,), (), chosen.code) if chosen.place.name != other else None
    if chosen is not None and kind == "use_opened":
        return Use(item, lot, chosen.place.id, min(quantity, chosen.quantity), chosen.code)
    if chosen is not None and kind == "waste_opened":
        return Waste(item, lot, chosen.place.id, chosen.quantity, WasteReason.OPENED_TOO_LONG, chosen.code)
    plain: dict[str, Order] = {
        "open": Open(item, lot, here, quantity, opened_code(number)),
        "use": Use(item, lot, here, quantity),
        "waste": Waste(item, lot, here, quantity, WasteReason.DAMAGED),
        "count": Count(item, lot, here, quantity),
        "move": Transfer((clinic.move(LOT, place, other, quantity),)),
    }
    return plain.get(kind) if kind != "move" or place != other else None


def _state(clinic: Clinic) -> tuple[object, ...]:
    with clinic.database.reading() as connection:
        open_now = sorted((each.code, each.place.name, each.quantity) for each in open_containers(connection))
        assert len(insides(connection, None)) == len(open_now)
        return (open_now, [clinic.held(place, LOT) for place in PLACES])


def _stock(clinic: Clinic) -> list[int]:
    return [clinic.held(place, LOT) for place in PLACES]


@settings(max_examples=25, deadline=None)
@given(steps=st.lists(_STEP, min_size=1, max_size=14))
def test_opening_moves_nothing_no_place_has_more_open_than_stands_there_and_undoing_all_gives_the_state_before(
    steps: list[tuple[str, str, str, int]], furnished_file: Path
) -> None:
    folder = tempfile.mkdtemp()
    clinic = open_clinic(Path(shutil.copy(furnished_file, Path(folder) / "tracker.db")))
    states = [_state(clinic)]
    undo: list[Order] = []
    for number, (kind, place, other, quantity) in enumerate(steps, start=1):
        if kind == "undo":
            if undo:
                clinic.order(undo.pop())
                states.pop()
                assert _state(clinic) == states[-1]
            continue
        order = _order(clinic, kind, place, other, quantity, number)
        before = _stock(clinic)
        if order is None:
            continue
        try:
            event_id = clinic.order(order)
        except Refusal:
            assert _state(clinic) == states[-1], "a refusal changes nothing"
            continue
        if isinstance(order, Open):
            assert _stock(clinic) == before
        if not isinstance(order, Count) or _stock(clinic) != before:
            undo.append(Unopen(event_id) if isinstance(order, Open) else Reverse(event_id))
            states.append(_state(clinic))
        _sound(clinic)
    while undo:
        clinic.order(undo.pop())
        states.pop()
        assert _state(clinic) == states[-1]
    _sound(clinic)
    clinic.database.close()
    shutil.rmtree(folder)


def _sound(clinic: Clinic) -> None:
    with clinic.database.reading() as connection:
        assert list(audit_opened(connection)) == []
        assert list(audit_balances(connection)) == []
        assert list(audit_movements(connection)) == []
        known = open_containers(connection)
    assert soonest(known) == known
    assert all(quantity >= 0 for quantity in _stock(clinic))


def test_a_container_that_somebody_changes_in_the_file_is_noticed(clinic: Clinic) -> None:
    order = Open(clinic.items[SYRINGE], clinic.lots[LOT], clinic.places["Cart"], 1, opened_code(1))
    clinic.order(order)
    with clinic.database.reading() as connection:
        assert list(audit_opened(connection)) == []
    clinic.execute("UPDATE opened SET location_id = ?", (clinic.places["Wall"],))
    with clinic.database.reading() as connection:
        assert "its movements come to 1 in" in next(iter(audit_opened(connection)))
