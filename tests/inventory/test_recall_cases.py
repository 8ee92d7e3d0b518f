"""A recall from its opening to its closing: nothing of it may be used, and no room is forgotten."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TypeVar

import pytest

from tests.clinic import AT, TODAY, Clinic
from tracker.barcodes import house
from tracker.errors import Refusal
from tracker.inventory import rows
from tracker.inventory.entries import StockRow
from tracker.inventory.facts import Item, LotState, WasteReason
from tracker.inventory.import_stock import import_stock
from tracker.inventory.orders import Count, Portion, PutAside, Receive, Reverse, SignPulled, Transfer, Use, Waste
from tracker.inventory.recall_auditing import audit_recalls
from tracker.inventory.recall_cases import close_case, open_case, release_lot
from tracker.inventory.recall_facts import Case, case_named, rooms_of
from tracker.inventory.recall_signing import sign_room
from tracker.inventory.recounting import Recounted, events
from tracker.inventory.rows import ITEM
from tracker.journal.pen import Pen
from tracker.journal.verifying import verify
from tracker.store.connection import Connection

BADGE = house.badge_code(7)
SYRINGE = "Syringe 3 mL"
T = TypeVar("T")


def act(clinic: Clinic, what: Callable[[Connection, Pen], T]) -> T:
    with clinic.database.writing() as connection:
        return what(connection, Pen(clinic.journal, AT, BADGE))


def item(connection: Connection, clinic: Clinic, name: str) -> Item:
    return rows.item(
        connection.exec_driver_sql(f"SELECT {ITEM} FROM item i WHERE i.id = ?", (clinic.items[name],)).one()
    )


def opened(clinic: Clinic, lot: str | None = "LATE", name: str = SYRINGE, number: str = "") -> Case:
    return act(
        clinic,
        lambda connection, pen: open_case(
            connection, pen, item(connection, clinic, name), lot, "needle", number=number
        ),
    )


def signed(clinic: Clinic, room: str, pulled: int, number: str = "R2026-001") -> None:
    act(clinic, lambda connection, pen: sign_room(connection, pen, number, room, pulled))


def closed(clinic: Clinic, number: str = "R2026-001") -> Case:
    return act(clinic, lambda connection, pen: close_case(connection, pen, number))


def released(clinic: Clinic, lot: str, number: str = "R2026-001") -> LotState:
    return act(clinic, lambda connection, pen: release_lot(connection, pen, number, lot, "read the wrong line"))


def state(clinic: Clinic, lot: str) -> object:
    return clinic.value("SELECT state FROM lot WHERE number = ?", (lot,))


def to_pull(clinic: Clinic, number: str = "R2026-001") -> dict[str, tuple[int | None, int, bool]]:
    with clinic.database.reading() as connection:
        found = rooms_of(connection, case_named(connection, number))
    return {room.path: (room.stood, room.stands, room.must_sign) for room in found}


def wasted(clinic: Clinic, place: str, quantity: int, lot: str = "LATE") -> str:
    ids = (clinic.items[SYRINGE], clinic.lots[lot], clinic.places[place], quantity)
    return clinic.order(Waste(*ids, WasteReason.RECALLED))


def refused(code: str, what: Callable[[], object]) -> Refusal:
    with pytest.raises(Refusal) as found:
        what()
    assert found.value.code == code
    return found.value


def pulled_everywhere(clinic: Clinic) -> str:
    """LATE stands in Storeroom B (100), Exam 1's cart (4) and wall (5). Returns the last scan."""
    wasted(clinic, "B", 100)
    wasted(clinic, "Cart", 4)
    return wasted(clinic, "Wall", 5)


def test_a_recalled_lot_is_held_back_everywhere_and_every_room_with_it_must_pull(clinic: Clinic) -> None:
    case = opened(clinic)
    assert (case.number, case.opened_by, case.is_open) == ("R2026-001", BADGE, True)
    assert state(clinic, "LATE") == "quarantined"
    assert state(clinic, "EARLY") == "usable"
    assert to_pull(clinic) == {"Exam 1": (9, 9, True), "Storeroom": (100, 100, True)}
    ids = (clinic.items[SYRINGE], clinic.lots["LATE"])
    refused("quarantined", lambda: clinic.order(Use(*ids, clinic.places["Cart"], 1)))
    refused("quarantined", lambda: clinic.order(Transfer((clinic.move("LATE", "B", "Cart", 1),))))
    refused("quarantined", lambda: clinic.order(Receive(ids[0], "LATE", None, clinic.places["B"], 5)))


def test_a_room_signs_when_nothing_is_left_there_and_the_recall_closes_when_all_have(clinic: Clinic) -> None:
    opened(clinic)
    assert "9 each" in refused("recall_not_pulled", lambda: signed(clinic, "Exam 1", 9)).message
    wasted(clinic, "Cart", 4)
    refused("recall_not_pulled", lambda: signed(clinic, "Exam 1", 9))
    wasted(clinic, "Wall", 5)
    signed(clinic, "exam 1", 9)
    refused("recall_signed", lambda: signed(clinic, "Exam 1", 9))
    assert refused("recall_unsigned", lambda: closed(clinic)).message == "Not signed yet: Storeroom."
    wasted(clinic, "B", 100)
    refused("recall_unsigned", lambda: closed(clinic))
    signed(clinic, "Storeroom", 100)
    assert not closed(clinic).is_open
    assert state(clinic, "LATE") == "quarantined", "a closed recall lets nothing go"
    refused("recall_closed", lambda: closed(clinic))
    refused("recall_closed", lambda: signed(clinic, "Storeroom", 100))


def test_an_undo_or_a_count_that_brings_some_back_takes_the_rooms_signature_back(clinic: Clinic) -> None:
    opened(clinic)
    scan = pulled_everywhere(clinic)
    signed(clinic, "Exam 1", 9)
    clinic.order(Reverse(scan))
    assert to_pull(clinic)["Exam 1"] == (9, 5, True)
    assert to_pull(clinic)["Storeroom"] == (100, 0, True)
    clinic.order(Count(clinic.items[SYRINGE], clinic.lots["LATE"], clinic.places["Drawer"], 2))
    assert to_pull(clinic)["Exam 2"] == (2, 2, True), "a pack that turns up in a room puts it on the list"


def test_after_the_closing_no_undo_brings_any_back_and_what_is_counted_shows(clinic: Clinic) -> None:
    opened(clinic)
    scan = pulled_everywhere(clinic)
    signed(clinic, "Exam 1", 9)
    signed(clinic, "Storeroom", 100)
    closed(clinic)
    refused("recall_closed", lambda: clinic.order(Reverse(scan)))
    assert clinic.held("Wall", "LATE") == 0
    clinic.order(Count(clinic.items[SYRINGE], clinic.lots["LATE"], clinic.places["Drawer"], 2))
    assert to_pull(clinic)["Exam 2"] == (None, 2, False)


def test_a_lot_that_never_came_is_refused_at_the_door_in_either_case_of_its_letters(clinic: Clinic) -> None:
    opened(clinic, "NEW1")
    to = (clinic.places["B"], 5)
    for number in ("NEW1", "new1"):
        order = Receive(clinic.items[SYRINGE], number, date(2027, 1, 1), *to)
        refused("quarantined", lambda order=order: clinic.order(order))  # type: ignore[misc]
    assert to_pull(clinic) == {}


def test_a_recall_of_all_lots_holds_those_that_are_yet_to_come(clinic: Clinic) -> None:
    opened(clinic, None)
    receive = Receive(clinic.items[SYRINGE], "NEXT", date(2027, 1, 1), clinic.places["B"], 5)
    refused("quarantined", lambda: clinic.order(receive))
    line = StockRow(
        _code(clinic, "location", "Drawer"), _code(clinic, "item", SYRINGE), "FILE", None, LotState.USABLE, 8, 2
    )
    act(clinic, lambda connection, pen: import_stock(connection, [line], pen, lambda done, of: None))
    assert state(clinic, "FILE") == "quarantined"
    assert to_pull(clinic)["Exam 2"] == (8, 8, True)
    assert (
        clinic.value(
            "SELECT count(*) FROM lot t JOIN item i ON i.id = t.item_id WHERE i.name = ? AND t.state = 'usable'",
            (SYRINGE,),
        )
        == 0
    )


def _code(clinic: Clinic, table: str, name: str) -> str:
    return str(clinic.value(f"SELECT code FROM {table} WHERE name = ?", (name,)))


def test_a_lot_recalled_by_mistake_is_let_go_but_not_from_another_hold(clinic: Clinic) -> None:
    opened(clinic)
    opened(clinic, None)
    assert released(clinic, "LATE") is LotState.QUARANTINED, "the recall of all lots means it still"
    assert released(clinic, "LATE", "R2026-002") is LotState.USABLE
    assert released(clinic, "HELD", "R2026-002") is LotState.QUARANTINED, "it was held before any recall"
    assert released(clinic, "CALLED", "R2026-002") is LotState.RECALLED
    refused("recall_lot", lambda: released(clinic, "LATE"))
    clinic.order(Use(clinic.items[SYRINGE], clinic.lots["LATE"], clinic.places["Cart"], 1))


def test_the_journal_tells_every_step_with_its_hand_and_what_each_lot_is(clinic: Clinic) -> None:
    opened(clinic, number="Z-1234-2026")
    pulled_everywhere(clinic)
    signed(clinic, "Exam 1", 9, "Z-1234-2026")
    signed(clinic, "Storeroom", 100, "z-1234-2026")
    closed(clinic, "Z-1234-2026")
    released(clinic, "LATE", "Z-1234-2026")
    opened(clinic, number="Z-1234-2026")
    told = Recounted()
    with clinic.database.reading() as connection:
        bodies = [event for _, event in events(connection) if event is not None]
        assert verify(connection).findings == ()
    for event in bodies:
        told.tell(event)
    steps = [(body["kind"], body["number"], body["by"]) for body in bodies if body["kind"].startswith("recall.")]
    assert [kind for kind, _, _ in steps] == [
        f"recall.{s}" for s in ("opened", "signed", "signed", "closed", "released", "opened")
    ]
    assert steps[-1] == ("recall.opened", "Z-1234-2026/2", BADGE)
    assert told.lots[_code(clinic, "item", SYRINGE), "LATE"][1] == state(clinic, "LATE") == "quarantined"


@pytest.mark.parametrize(
    ("code", "reason", "lot", "name"),
    [
        ("recall_reason", "", "LATE", SYRINGE),
        ("recall_reason", "a\nb", "LATE", SYRINGE),
        ("recall_lot", "needle", " ", SYRINGE),
        ("recall_lot", "needle", "ANY", "Gauze 4×4"),
    ],
)
def test_what_is_no_recall_is_refused(clinic: Clinic, code: str, reason: str, lot: str, name: str) -> None:
    refused(
        code,
        lambda: act(
            clinic, lambda connection, pen: open_case(connection, pen, item(connection, clinic, name), lot, reason)
        ),
    )


def test_what_cannot_be_signed_is_refused(clinic: Clinic) -> None:
    opened(clinic)
    refused("recall_open_already", lambda: opened(clinic, "late"))
    refused("recall_room", lambda: signed(clinic, "Exam 2", 0))
    refused("recall_pulled", lambda: signed(clinic, "Exam 1", -1))
    refused("recall_pulled", lambda: signed(clinic, "Exam 1", 9520101000408))
    refused("unknown_recall", lambda: signed(clinic, "Exam 1", 1, "R2026-009"))


def test_what_is_counted_in_no_lots_is_recalled_as_a_whole(clinic: Clinic) -> None:
    opened(clinic, None, "Gauze 4×4")
    assert to_pull(clinic) == {"Storeroom": (50, 50, True)}
    waste = Waste(clinic.items["Gauze 4×4"], clinic.lots[""], clinic.places["A"], 50, WasteReason.RECALLED)
    clinic.order(waste, today=TODAY)
    signed(clinic, "Storeroom", 50)
    assert not closed(clinic).is_open


def test_what_is_on_the_way_keeps_a_recall_open_until_it_has_come_and_the_room_that_took_it_in_has_signed(
    clinic: Clinic,
) -> None:
    clinic.execute(
        "INSERT INTO location (code, name, kind, path, is_store) VALUES (?, 'Southgate', 'site', 'Southgate', 0)",
        (house.location_code(80),),
    )
    clinic.execute(
        "INSERT INTO location (code, name, kind, path, is_store, parent_id) SELECT ?, 'Lab', 'room', 'Lab', 1, id"
        " FROM location WHERE name = 'Southgate'",
        (house.location_code(81),),
    )
    clinic.execute("UPDATE location SET room_id = id WHERE name = 'Lab'")
    lab = int(str(clinic.value("SELECT id FROM location WHERE name = 'Lab'")))
    ids = (clinic.items[SYRINGE], clinic.lots["LATE"])
    clinic.order(Transfer((Portion(*ids, clinic.places["B"], lab, 7),)))
    shipment = int(str(clinic.value("SELECT place_id FROM stock_transfer")))
    opened(clinic)
    for place, quantity in (("B", 93), ("Cart", 4), ("Wall", 5)):
        wasted(clinic, place, quantity)
    signed(clinic, "Exam 1", 9)
    signed(clinic, "Storeroom", 93)
    refused("recall_unsigned", lambda: closed(clinic))
    clinic.order(Transfer((Portion(*ids, shipment, lab, 7),), ("held_arrival",)))
    assert to_pull(clinic)["Lab"] == (7, 7, True)
    assert refused("recall_unsigned", lambda: closed(clinic)).message == "Not signed yet: Lab."
    clinic.order(PutAside(*ids, lab, 7))
    signed(clinic, "Lab", 7)
    assert not closed(clinic).is_open
    sites = clinic.value(
        "SELECT group_concat(s.name) FROM quarantine q JOIN location l ON l.id = q.location_id JOIN location s"
        " ON s.id = l.parent_id"
    )
    assert sites == "Southgate", "each site has a quarantine of its own"


@pytest.fixture
def worked(clinic: Clinic) -> Clinic:
    """One recall that is closed, one of which a room has signed, and one whose lot was let go."""
    opened(clinic)
    pulled_everywhere(clinic)
    signed(clinic, "Exam 1", 9)
    opened(clinic, lot="SAL1", name="Saline 0.9 %")
    ids = (clinic.items["Saline 0.9 %"], clinic.lots["SAL1"], clinic.places["Drawer"], 6)
    clinic.order(Waste(*ids, WasteReason.RECALLED))
    clinic.order(SignPulled(("R2026-002",), clinic.places["Exam 2"], BADGE, 0))
    closed(clinic, "R2026-002")
    opened(clinic, "EARLY")
    released(clinic, "EARLY", "R2026-003")
    return clinic


def recalls_audited(clinic: Clinic) -> list[str]:
    with clinic.database.reading() as connection:
        return [each.message for each in audit_recalls(connection)]


@pytest.mark.parametrize(
    ("statement", "what"),
    [
        ("UPDATE recall_case SET state = 'closed', closed_by = 'x', closed_at = 'y' WHERE state = 'open'", "closing"),
        ("UPDATE recall_case SET state = 'open', closed_by = NULL, closed_at = NULL", "R2026-002: its closing"),
        ("UPDATE recall_case SET reason = 'none'", "why"),
        ("UPDATE recall_lot SET released_by = 'x', released_at = 'y', release_reason = 'z'", "the lots"),
        ("DELETE FROM recall_lot WHERE recall_id = 2", "R2026-002: the lots"),
        (
            "UPDATE recall_room SET signed_by = 'x', signed_at = 'y', pulled = 0 WHERE signed_by IS NULL",
            "the signature",
        ),
        ("UPDATE recall_room SET pulled = 8 WHERE pulled = 9", "the signature"),
        ("DELETE FROM recall_room; DELETE FROM recall_lot; DELETE FROM recall_case", "not here, and told"),
        ("UPDATE recall_case SET number = 'R2026-009' WHERE id = 2", "not told in the journal"),
    ],
)
def test_a_recall_that_was_changed_by_hand_is_found(worked: Clinic, statement: str, what: str) -> None:
    assert recalls_audited(worked) == []
    for each in statement.split("; "):
        worked.execute(each)
    found = recalls_audited(worked)
    assert any(what in each for each in found), found


def test_a_signature_that_was_taken_back_by_what_came_in_is_no_difference(worked: Clinic) -> None:
    ids = (worked.items[SYRINGE], worked.lots["LATE"], worked.places["Cart"])
    worked.order(Count(*ids, 2))
    assert to_pull(worked)["Exam 1"][2], "it must sign again"
    assert recalls_audited(worked) == []
