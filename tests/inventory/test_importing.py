"""An import is all or nothing, says nothing twice, and never overwrites what is known by what is missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.clinic import AT, SYRINGE_BOX_GTIN, SYRINGE_GTIN, TODAY, Clinic
from tests.inventory.several_sites import with_sites
from tracker.barcodes import house
from tracker.errors import Refusal
from tracker.exchange.importing import Kind, import_file
from tracker.inventory.auditing import audit_balances, audit_movements
from tracker.inventory.entries import IdentifierRow, ItemRow, LocationRow, PackageRow, ParRow, StockRow
from tracker.inventory.facts import LotState, PlaceKind
from tracker.inventory.import_items import import_items
from tracker.inventory.import_places import PlaceNotEmpty, import_locations, import_pars
from tracker.inventory.import_stock import import_stock
from tracker.inventory.opening import Keeps, KeepsUnit
from tracker.inventory.ordering.asking import situations
from tracker.inventory.ordering.levels import service_of
from tracker.inventory.ordering.proposing import propose
from tracker.journal.pen import Imported, Pen
from tracker.journal.verifying import verify
from tracker.store.numbering import given_out

GLOVES = ItemRow(
    code="",
    name="Glove nitrile M",
    base_unit="each",
    packages=(PackageRow("each", 1, ""), PackageRow("box", 100, "19520101001112")),
    identifiers=(IdentifierRow("vendor", "GL-100", 100),),
    supplier="Tarnbeck",
    lead_time_days=3,
    unit_cost_micros=90_000,
    tracks_lot=True,
    tracks_expiry=True,
    category="Gloves",
    line=2,
)
SYRINGE = replace(
    GLOVES,
    code=house.item_code(1),
    name="Syringe 3 mL",
    packages=(PackageRow("each", 1, SYRINGE_GTIN), PackageRow("box", 100, SYRINGE_BOX_GTIN)),
    identifiers=(),
)


def silent(done: int, total: int) -> None:
    """No progress is shown."""


def items(clinic: Clinic, *rows: ItemRow) -> Imported:
    with clinic.database.writing() as connection:
        return import_items(connection, rows, Pen(clinic.journal, AT), silent)


def locations(clinic: Clinic, *rows: LocationRow) -> Imported:
    with clinic.database.writing() as connection:
        return import_locations(connection, rows, Pen(clinic.journal, AT), silent)


def pars(clinic: Clinic, *rows: ParRow) -> Imported:
    with clinic.database.writing() as connection:
        return import_pars(connection, rows, Pen(clinic.journal, AT), silent)


def stock(clinic: Clinic, *rows: StockRow) -> Imported:
    with clinic.database.writing() as connection:
        return import_stock(connection, rows, Pen(clinic.journal, AT), silent)


def all_items(clinic: Clinic) -> Sequence[tuple[object, ...]]:
    with clinic.database.reading() as connection:
        return [
            *connection.exec_driver_sql("SELECT * FROM item ORDER BY id"),
            *connection.exec_driver_sql("SELECT * FROM package_level ORDER BY id"),
            *connection.exec_driver_sql("SELECT * FROM identifier ORDER BY kind, value"),
        ]


def test_a_new_item_gets_the_next_free_code_and_again_is_unchanged(clinic: Clinic) -> None:
    assert items(clinic, GLOVES) == Imported(added=1)
    assert clinic.value("SELECT code FROM item WHERE name = 'Glove nitrile M'") == house.item_code(4)
    before, events = all_items(clinic), clinic.value("SELECT count(*) FROM journal")
    assert items(clinic, GLOVES) == Imported(unchanged=1)
    assert all_items(clinic) == before
    assert clinic.value("SELECT count(*) FROM journal") == events


def test_what_a_file_leaves_out_never_overwrites_what_is_known(clinic: Clinic) -> None:
    items(clinic, GLOVES)
    before = all_items(clinic)
    bare = replace(GLOVES, supplier="", lead_time_days=None, unit_cost_micros=None, category="", identifiers=())
    assert items(clinic, bare) == Imported(unchanged=1)
    assert all_items(clinic) == before


def test_a_changed_value_is_written_and_told_in_the_journal(clinic: Clinic) -> None:
    items(clinic, GLOVES)
    assert items(clinic, replace(GLOVES, lead_time_days=9)) == Imported(changed=1)
    assert clinic.value("SELECT lead_time_days FROM item WHERE name = 'Glove nitrile M'") == 9
    assert "Glove nitrile M" in str(clinic.value("SELECT CAST(body AS TEXT) FROM journal ORDER BY seq DESC LIMIT 1"))


def test_an_item_without_a_code_is_known_by_its_trade_number(clinic: Clinic) -> None:
    assert items(clinic, replace(SYRINGE, code="", name="Syringe 3 mL Luer")).changed == 1
    assert clinic.value("SELECT name FROM item WHERE id = 1") == "Syringe 3 mL Luer"
    assert clinic.value("SELECT count(*) FROM item") == 3


def test_a_package_whose_content_has_changed_stops_the_import(clinic: Clinic) -> None:
    """A box of 50 under the name of the box of 100 would book double at every scan of its new code."""
    packages = (PackageRow("each", 1, SYRINGE_GTIN), PackageRow("box", 50, "29520101000402"))
    before = all_items(clinic)
    with pytest.raises(Refusal) as refused:
        items(clinic, GLOVES, replace(SYRINGE, packages=packages, line=3))
    assert refused.value.code == "package_conflict"
    for word in ("Line 3", "box", "100", "50"):
        assert word in refused.value.message
    assert all_items(clinic) == before


def test_a_code_of_one_item_is_never_given_to_another(clinic: Clinic) -> None:
    thief = replace(
        GLOVES, code=house.item_code(2), name="Gauze 4×4", packages=(PackageRow("sleeve", 1, SYRINGE_GTIN),)
    )
    before = all_items(clinic)
    with pytest.raises(Refusal) as refused:
        items(clinic, replace(thief, identifiers=()))
    assert refused.value.code == "identifier_conflict"
    assert SYRINGE_GTIN in refused.value.message
    assert all_items(clinic) == before


def test_a_code_of_one_package_is_never_given_to_another_of_the_same_item(clinic: Clinic) -> None:
    with pytest.raises(Refusal) as refused:
        items(clinic, replace(SYRINGE, packages=(PackageRow("each", 1, SYRINGE_BOX_GTIN),)))
    assert refused.value.code == "identifier_conflict"


def test_places_get_rooms_paths_and_store_from_their_parents(clinic: Clinic) -> None:
    rows = (
        LocationRow("", "Exam 9", PlaceKind.ROOM, house.location_code(1), False, 2),
        LocationRow("", "Tall cabinet", PlaceKind.CABINET, "", False, 3, parent_line=2),
        LocationRow("", "Bin 1", PlaceKind.BIN, "", False, 4, parent_line=3),
    )
    assert locations(clinic, *rows) == Imported(added=3)
    assert clinic.value("SELECT path FROM location WHERE name = 'Bin 1'") == "Exam 9 · Tall cabinet · Bin 1"
    assert (
        clinic.value("SELECT r.name FROM location l JOIN location r ON r.id = l.room_id WHERE l.name = 'Bin 1'")
        == "Exam 9"
    )
    assert locations(clinic, *rows) == Imported(unchanged=3)
    bin_in_store = LocationRow("", "Bin 2", PlaceKind.BIN, house.location_code(3), False, 2)
    locations(clinic, bin_in_store)
    assert clinic.value("SELECT is_store FROM location WHERE name = 'Bin 2'") == 1
    assert locations(clinic, bin_in_store) == Imported(unchanged=1)


def test_a_code_that_the_file_writes_is_given_to_no_other_line(clinic: Clinic) -> None:
    rows = (
        LocationRow("", "Exam 9", PlaceKind.ROOM, house.location_code(1), False, 2),
        LocationRow(clinic_next(clinic), "Exam 8", PlaceKind.ROOM, house.location_code(1), False, 3),
    )
    assert locations(clinic, *rows) == Imported(added=2)
    assert clinic.value("SELECT count(*) FROM location WHERE name IN ('Exam 9', 'Exam 8')") == 2
    gloves = replace(GLOVES, packages=(PackageRow("each", 1, ""),), identifiers=())
    assert items(clinic, gloves, replace(gloves, code=house.item_code(4), name="Glove L", line=3)) == Imported(added=2)
    assert clinic.value("SELECT count(*) FROM item WHERE name LIKE 'Glove%'") == 2


def clinic_next(clinic: Clinic) -> str:
    """The code that the next new place would be given."""
    with clinic.database.reading() as connection:
        known = [str(row[0]) for row in connection.exec_driver_sql("SELECT code FROM location")]
        return house.location_code(house.next_number(known, "L", given_out(connection, "L")))


def test_a_place_cannot_stand_in_itself(clinic: Clinic) -> None:
    exam, cart = house.location_code(5), house.location_code(6)
    with pytest.raises(Refusal) as refused:
        locations(
            clinic,
            LocationRow(exam, "Exam 1", PlaceKind.ROOM, cart, False, 2),
            LocationRow(cart, "Cart", PlaceKind.CABINET, exam, False, 3),
        )
    assert refused.value.code == "location_loop"


def test_a_place_that_holds_stock_stays_where_it_is(clinic: Clinic) -> None:
    """The drawer of Exam 2 holds 6 vials; moved to Exam 1 by a line of a file, they would have been moved by nobody."""
    drawer = LocationRow(house.location_code(9), "Drawer", PlaceKind.CABINET, house.location_code(5), False, 4)
    with pytest.raises(Refusal) as refused:
        locations(clinic, drawer)
    assert refused.value.code == "place_not_empty"
    assert "Drawer holds 6 base units, and would move with them from Exam 2 to Exam 1" in refused.value.message
    clinic.execute("UPDATE balance SET quantity = 0 WHERE location_id = ?", (clinic.places["Drawer"],))
    assert locations(clinic, drawer) == Imported(changed=1)


def test_a_room_that_holds_stock_goes_to_no_other_site_and_to_none(clinic: Clinic) -> None:
    with_sites(clinic)
    for site, words in ((house.location_code(901), "from Northgate to Southgate"), ("", "from Northgate to no site")):
        room = LocationRow(house.location_code(8), "Exam 2", PlaceKind.ROOM, site, False, 4)
        with pytest.raises(PlaceNotEmpty) as refused:
            locations(clinic, room)
        assert refused.value.line == 4, "the drawer that holds it has no line of its own"
        assert words in refused.value.message
    assert refused.value.hint == "Write the site that it stands in."


def test_stock_that_was_in_no_site_is_brought_into_one(clinic: Clinic) -> None:
    clinic.execute("UPDATE location SET parent_id = NULL WHERE name = 'Exam 2'")
    room = LocationRow(house.location_code(8), "Exam 2", PlaceKind.ROOM, house.location_code(1), False, 4)
    assert locations(clinic, room) == Imported(changed=1)


def test_pars_are_set_changed_and_taken_away(clinic: Clinic) -> None:
    cart, item = house.location_code(6), house.item_code(1)
    assert pars(clinic, ParRow(cart, item, 25, 2)) == Imported(changed=1)
    assert pars(clinic, ParRow(cart, item, 25, 2)) == Imported(unchanged=1)
    assert pars(clinic, ParRow(cart, item, 0, 2)) == Imported(changed=1)
    assert clinic.value("SELECT count(*) FROM par_level WHERE location_id = ?", (clinic.places["Cart"],)) == 0
    assert pars(clinic, ParRow(cart, item, 0, 2)) == Imported(unchanged=1)
    assert pars(clinic, ParRow(cart, item, 5, 2)) == Imported(added=1)


def test_a_new_clinic_names_its_places_and_items_before_it_knows_their_codes(clinic: Clinic, tmp_path: Path) -> None:
    def brought(kind: Kind, text: str) -> Imported:
        file = tmp_path / f"{kind}.csv"
        file.write_text(text, "utf-8")
        came = import_file(clinic.database, Pen(clinic.journal, AT), kind, file, silent)
        assert came.faults == ()
        return came.imported

    brought(
        "locations",
        "name,kind,parent\nNorth,site,\nExam 7,room,North\nExam 8,room,North\nTop,bin,Exam 7\nTop,bin,Exam 8\n",
    )
    brought("items", "name,base_unit,tracks_lot,tracks_expiry\n3 mL plaster,each,no,no\n")
    assert (
        brought("par", "location_code,item_code,par\nExam 7 · Top,3 ml Plaster,4\nexam 8,3 mL plaster,9\n").added == 2
    )
    held = (
        "SELECT l.path, p.par FROM par_level p JOIN location l ON l.id = p.location_id JOIN item i ON i.id = p.item_id"
        " WHERE i.name = '3 mL plaster' ORDER BY p.par"
    )
    with clinic.database.reading() as connection:
        assert [tuple(row) for row in connection.exec_driver_sql(held)] == [("Exam 7 · Top", 4), ("Exam 8", 9)]


def opening(quantity: int, lot: str = "NEW", expiry: date | None = date(2028, 1, 31), line: int = 2) -> StockRow:
    return StockRow(house.location_code(6), house.item_code(1), lot, expiry, LotState.USABLE, quantity, line)


def test_opening_stock_is_booked_once(clinic: Clinic) -> None:
    assert stock(clinic, opening(12)) == Imported(added=1)
    assert clinic.value("SELECT quantity FROM balance b JOIN lot t ON t.id = b.lot_id WHERE t.number = 'NEW'") == 12
    assert stock(clinic, opening(12)) == Imported(unchanged=1)
    with clinic.database.reading() as connection:
        assert [*audit_balances(connection), *audit_movements(connection), *verify(connection).findings] == []


def test_another_opening_of_what_was_opened_is_refused_whole(clinic: Clinic) -> None:
    stock(clinic, opening(12))
    with pytest.raises(Refusal) as refused:
        stock(clinic, opening(5, "OTHER"), opening(13, line=3))
    assert refused.value.code == "opened_already"
    assert "Line 3" in refused.value.message
    assert clinic.value("SELECT count(*) FROM lot WHERE number = 'OTHER'") == 0


def test_two_expiries_of_one_lot_are_refused(clinic: Clinic) -> None:
    with pytest.raises(Refusal) as refused:
        stock(clinic, opening(5), opening(5, expiry=date(2029, 1, 31), line=3))
    assert refused.value.code == "lot_conflict"


def test_a_hundred_thousand_rows_go_in_at_once(clinic: Clinic) -> None:
    """In one transaction, in events of 500 rows that the verification can read."""
    rows = tuple(
        replace(
            GLOVES,
            name=f"Glove {number}",
            packages=(PackageRow("each", 1, ""), PackageRow("box", 100, f"{number:014d}")),
            identifiers=(),
            line=number,
        )
        for number in range(100_000)
    )
    assert items(clinic, *rows) == Imported(added=100_000)
    assert clinic.value("SELECT count(*) FROM item") == 100_003
    assert clinic.value("SELECT count(*) FROM journal WHERE instr(body, CAST('import.items' AS BLOB)) > 0") == 200


EARLY = StockRow(house.location_code(3), house.item_code(1), "EARLY", date(2026, 12, 20), LotState.USABLE, 30, 2)


def test_a_line_that_calls_a_usable_lot_recalled_holds_it_back(clinic: Clinic) -> None:
    """Also where its stock was booked before: the recall is what is new."""
    recalled = replace(EARLY, state=LotState.RECALLED)
    assert stock(clinic, recalled) == Imported(changed=1)
    assert clinic.value("SELECT state FROM lot WHERE number = 'EARLY'") == "recalled"
    last = str(clinic.value("SELECT CAST(body AS TEXT) FROM journal ORDER BY seq DESC LIMIT 1"))
    assert f'["{house.item_code(1)}","EARLY","2026-12-20","recalled"]' in last
    assert stock(clinic, recalled) == Imported(unchanged=1)


def test_a_new_line_of_stock_recalls_its_lot_everywhere(clinic: Clinic) -> None:
    held = replace(EARLY, location_code=house.location_code(9), quantity=4, state=LotState.QUARANTINED)
    assert stock(clinic, held) == Imported(added=1, changed=1)
    assert clinic.value("SELECT state FROM lot WHERE number = 'EARLY'") == "quarantined"


def test_no_file_releases_a_lot_that_is_held_back(clinic: Clinic) -> None:
    for number in ("CALLED", "HELD"):
        with pytest.raises(Refusal) as refused:
            stock(clinic, opening(5, number, date(2027, 6, 30)))
        assert refused.value.code == "lot_conflict"
        assert "usable" in refused.value.message
    assert clinic.value("SELECT count(*) FROM lot WHERE state <> 'usable'") == 2


def test_a_missing_expiry_is_filled_in_by_the_file(clinic: Clinic) -> None:
    clinic.execute("UPDATE lot SET expiry = NULL WHERE number = 'EARLY'")
    assert stock(clinic, EARLY) == Imported(changed=1)
    assert clinic.value("SELECT expiry FROM lot WHERE number = 'EARLY'") == "2026-12-20"


def test_stock_is_booked_on_the_clinics_day(clinic: Clinic) -> None:
    """Half past three in the morning of the 17th in UTC is the evening of the 16th in Chicago."""
    pen = Pen(clinic.journal, "2026-11-17T03:30:00.000Z", zone=ZoneInfo("America/Chicago"))
    with clinic.database.writing() as connection:
        import_stock(connection, (opening(12),), pen, silent)
    assert clinic.value("SELECT day FROM posting ORDER BY movement_id DESC LIMIT 1") == "2026-11-16"


def test_a_file_is_checked_without_the_write_lock(clinic: Clinic, tmp_path: Path) -> None:
    """Scans go on being stored while it is read; what they change is seen before anything is written."""
    file = tmp_path / "par.csv"
    file.write_text(f"location_code,item_code,par\n{house.location_code(6)},{house.item_code(1)},25\n", "utf-8")
    seen: list[int] = []

    def scan_meanwhile(done: int, total: int) -> None:
        if not seen:
            seen.append(done)
            with clinic.database.writing() as connection:
                clinic.journal.append(connection, "f" * 32, "scan", AT, {})

    assert import_file(clinic.database, Pen(clinic.journal, AT), "par", file, scan_meanwhile).imported.changed == 1
    assert seen, "a scan was stored while the file was read"
    assert clinic.value("SELECT par FROM par_level WHERE location_id = ?", (clinic.places["Cart"],)) == 25


def test_how_long_an_item_keeps_and_its_ved_class_are_kept_until_a_file_says_otherwise(clinic: Clinic) -> None:
    known = replace(GLOVES, keeps=Keeps(28, KeepsUnit.DAY), criticality="V")
    asked = (
        "SELECT k.amount || ' ' || k.unit || ' ' || i.criticality FROM item i JOIN keeps_opened k ON k.item_id = i.id"
        " WHERE i.name = ?"
    )
    assert items(clinic, known).added == 1
    assert clinic.value(asked, (GLOVES.name,)) == "28 day V"
    assert items(clinic, known).unchanged == 1
    assert items(clinic, GLOVES).unchanged == 1, "a file that does not say overwrites nothing"
    assert items(clinic, replace(GLOVES, keeps=Keeps(12, KeepsUnit.HOUR), criticality="D")).changed == 1
    assert clinic.value(asked, (GLOVES.name,)) == "12 hour D"


def test_the_ved_class_of_a_file_sets_how_surely_reordering_keeps_an_item(clinic: Clinic) -> None:
    for ved, service in (("V", 0.99), ("E", 0.95), ("D", 0.90)):
        items(clinic, replace(GLOVES, criticality=ved))
        par = ParRow(house.location_code(8), clinic_code(clinic), 5, 2)
        with clinic.database.writing() as connection:
            import_pars(connection, [par], Pen(clinic.journal, AT), silent)
        with clinic.database.reading() as connection:
            lines = propose(situations(connection, TODAY), TODAY)
        found = [service_of(each.situation.criticality) for each in lines if each.situation.item.name == GLOVES.name]
        assert found == [service]


def clinic_code(clinic: Clinic) -> str:
    return str(clinic.value("SELECT code FROM item WHERE name = ?", (GLOVES.name,)))
