"""What a refusal leaves behind: nothing of the pack that was refused, and all that has nothing to do with it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.clinic import SYRINGE_GTIN, Clinic
from tests.station.conftest import NOON
from tests.station.scanning import SHELF_A, command
from tracker.barcodes import house
from tracker.barcodes.commands import Command
from tracker.config import Settings
from tracker.errors import Refusal
from tracker.hardware.scan import Scan
from tracker.inventory.auditing import audit_movements
from tracker.inventory.orders import Receive
from tracker.jobs.verdict import Code
from tracker.station import Outcome, open_station

NOBODYS = "09520101009999"
SYRINGE = f"01{SYRINGE_GTIN}"
GAUZE = Scan(house.item_code(2), source="serial:a")
SECOND_OF_A_RECALLED_LOT = "1727063010CALLED"


def played(settings: Settings, *scans: Scan) -> list[Outcome]:
    """The scans three seconds apart, from one scanner, as a recording brings them."""
    heard: list[Outcome] = []
    opened = open_station(settings, clock=lambda: NOON)
    opened.subscribe(heard.append)
    try:
        for number, scan in enumerate(scans):
            at = NOON + timedelta(seconds=3 * number)
            opened.submit(Scan(scan.data, scan.aim, scan.source, at))
        assert opened.drain(60)
    finally:
        assert opened.close() is None
    return heard


def gs1(data: str) -> Scan:
    return Scan(data, "]d2", "serial:a")


def sold_out(clinic: Clinic) -> None:
    clinic.execute("DELETE FROM balance WHERE lot_id = ?", (clinic.lots["CALLED"],))


def test_a_second_barcode_of_a_recalled_lot_without_stock_stops_the_pack(settings: Settings, clinic: Clinic) -> None:
    sold_out(clinic)
    for first, then in ((SYRINGE, SECOND_OF_A_RECALLED_LOT), (SECOND_OF_A_RECALLED_LOT, SYRINGE)):
        heard = played(settings, command(Command.RECEIVE), SHELF_A, gs1(first), gs1(then))
        assert heard[-1].verdict.code == Code.RECALLED
        assert heard[-1].desk.unsettled is not None


def held_back(clinic: Clinic) -> None:
    """Gauze has no lots to name, so that only the service, which looks at its one lot again, can refuse it."""
    clinic.execute("UPDATE lot SET state = 'recalled' WHERE id = ?", (clinic.lots[""],))


def test_neither_quantity_nor_lot_of_a_refused_pack_is_given_to_the_next(settings: Settings, clinic: Clinic) -> None:
    held_back(clinic)
    heard = played(
        settings,
        *(command(Command.RECEIVE), SHELF_A, command(Command.QUANTITY, 10)),
        *(gs1("1728013110N1"), GAUZE, gs1(SYRINGE), gs1("1728013110N2")),
    )
    assert heard[4].verdict.code == "recalled"
    assert heard[5].verdict.code == Code.HALF_READ
    assert heard[6].verdict.headline.startswith("+1 ")
    assert "lot N2" in heard[6].verdict.detail


def test_the_unanswered_code_is_parked_though_the_scan_after_it_is_refused(settings: Settings, clinic: Clinic) -> None:
    held_back(clinic)
    heard = played(settings, command(Command.RECEIVE), SHELF_A, Scan("ZZ-9", "", "serial:a"), GAUZE)
    assert [outcome.verdict.code for outcome in heard[2:]] == [Code.UNKNOWN_CODE, "recalled"]
    assert clinic.value("SELECT text FROM parked WHERE settled IS NULL") == "ZZ-9"
    with clinic.database.reading() as connection:
        assert not list(audit_movements(connection))


def test_a_recall_is_not_missed_for_the_case_of_a_letter(settings: Settings, clinic: Clinic) -> None:
    sold_out(clinic)
    heard = played(settings, command(Command.RECEIVE), SHELF_A, gs1(f"{SYRINGE}1727063010called"))
    assert heard[-1].verdict.code == Code.RECALLED
    order = Receive(clinic.items["Syringe 3 mL"], "called", None, clinic.places["A"], 1)
    with pytest.raises(Refusal, match="recalled"):
        clinic.order(order)
    assert clinic.value("SELECT count(*) FROM lot WHERE number = 'called'") == 0


def test_a_delivery_that_was_undone_is_received_with_the_right_expiry(settings: Settings, clinic: Clinic) -> None:
    wrong, right = gs1(f"{SYRINGE}1728013110N1"), gs1(f"{SYRINGE}1728063010N1")
    heard = played(settings, command(Command.RECEIVE), SHELF_A, wrong, command(Command.UNDO), right, right)
    assert [outcome.verdict.code for outcome in heard[2:]] == ["accepted", "undone", "accepted", "accepted"]
    assert clinic.value("SELECT expiry FROM lot WHERE number = 'N1'") == "2028-06-30"
    assert played(settings, command(Command.RECEIVE), SHELF_A, wrong)[-1].verdict.code == Code.LOT_CONFLICT


def test_a_bound_code_is_unknown_again_once_it_is_undone(settings: Settings, clinic: Clinic) -> None:
    code = Scan("ZZ-9", "", "serial:a")
    bound = played(settings, code, command(Command.BIND), gs1(SYRINGE), command(Command.UNDO), code)
    assert [outcome.verdict.code for outcome in bound[2:]] == ["bound", "undone", Code.UNKNOWN_CODE]
    played(settings, code, command(Command.PARK), command(Command.UNDO))
    assert clinic.value("SELECT count(*) FROM parked WHERE settled IS NULL") == 0


def test_a_parked_pack_is_settled_when_its_gtin_is_bound_from_another_pack(settings: Settings, clinic: Clinic) -> None:
    parked, other = (gs1(f"01{NOBODYS}1728013110{lot}") for lot in ("N1", "N2"))
    played(settings, parked, command(Command.PARK), other, command(Command.BIND), gs1(SYRINGE))
    assert clinic.value("SELECT settled FROM parked") == "bound"
