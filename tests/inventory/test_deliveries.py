"""A delivery is received against its order by scanning, with its note, and with what was not as ordered."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.clinic import TODAY, Clinic
from tests.inventory.deliveries import DAMAGED, DONE, SHELF, YES, Counter, arrived, box, ordered, pen
from tracker.barcodes.commands import Command
from tracker.barcodes.house import command_code
from tracker.errors import Refusal
from tracker.inventory import rows
from tracker.inventory.ordering import purchasing
from tracker.inventory.ordering.auditing import audit_receipts
from tracker.inventory.ordering.delivered import arrived_words, differing
from tracker.inventory.orders import Damage, Receive, Reverse
from tracker.inventory.recall_cases import open_case
from tracker.inventory.rows import ITEM as ITEM_COLUMNS
from tracker.inventory.scope import Scope
from tracker.inventory.spending import bought


def test_a_delivery_is_received_against_its_order_by_scanning(clinic: Clinic) -> None:
    number = ordered(clinic)
    counter = Counter(clinic)
    assert counter.scan(number).verdict.code == "order_opened"
    counter.scan(SHELF)
    assert counter.scan(box("N1"), "]d2").verdict.code == "accepted"
    assert counter.scan(box("N2", "261220"), "]d2").verdict.code == "short_dated"
    assert counter.scan(YES).verdict.code == "accepted"
    counter.scan(DAMAGED)
    assert counter.scan(box("N3"), "]d2").verdict.code == "damaged"
    with clinic.database.reading() as connection:
        (syringes,) = purchasing.require_order(connection, number).lines
    # Two shelves are to hold 200 each; of what stands there 149 may be used, and 251 more are three boxes of 100.
    assert (syringes.quantity, syringes.arrived) == (300, 200)
    assert counter.scan(DONE).verdict.aside == "1 line short, 1 short-dated, 1 damaged"


def test_more_than_was_ordered_is_asked_about_and_a_second_delivery_noticed(clinic: Clinic) -> None:
    number = ordered(clinic)
    counter = Counter(clinic)
    counter.scan(number)
    counter.scan(SHELF)
    for lot in ("N1", "N2", "N3"):
        assert counter.scan(box(lot), "]d2").verdict.code == "accepted"
    assert counter.scan(box("N4"), "]d2").verdict.code == "too_many"
    counter.scan(command_code(Command.NO))
    counter.scan(DONE)
    assert counter.scan(number).verdict.code == "came_already"


def test_all_that_was_not_as_ordered_is_told_at_the_end_and_afterwards(clinic: Clinic) -> None:
    number = ordered(clinic)
    counter = Counter(clinic)
    for text in (number, SHELF):
        counter.scan(text)
    for lot in ("N1", "N2", "N3"):
        counter.scan(box(lot), "]d2")
    for lot, expiry in (("N4", "271231"), ("N5", "261220")):
        counter.scan(box(lot, expiry), "]d2")
        while counter.desk.question is not None:
            assert counter.scan(YES).verdict.code in ("short_dated", "accepted")
    gauze = str(clinic.value("SELECT code FROM item WHERE name = 'Gauze 4×4'"))
    undo = command_code(Command.UNDO)
    for text in (gauze, YES, DAMAGED, gauze, YES, box("N6"), YES, undo, box("N6"), YES):
        counter.scan(text, "]d2" if text == box("N6") else "")
    done = counter.scan(DONE).verdict
    assert done.aside == "1 line over, 1 not ordered, 1 short-dated, 2 damaged"
    with clinic.database.reading() as connection:
        order = purchasing.require_order(connection, number)
        assert list(audit_receipts(connection)) == []
    said = [(each.item.name, arrived_words(each)) for each in differing(order)]
    assert said == [
        ("Syringe 3 mL", "came 500 of 300: 200 over, 100 short-dated, 100 damaged"),
        ("Gauze 4×4", "came 1, not ordered, 1 damaged"),
    ]
    assert all(f"{name} {words}" in done.detail for name, words in said)
    assert done.way_out == "", "nothing is short"


def bought_of(clinic: Clinic, item: str) -> list[tuple[str | None, int, int]]:
    """Supplier, millionths spent, and base units without a price."""
    with clinic.database.reading() as connection:
        found = bought(connection, "2026-01-01", "2027-12-31", Scope())
    return [(e.supplier, e.spent_micros, e.unpriced) for e in found if e.item_id == clinic.items[item]]


def test_what_came_beside_an_order_was_bought_of_its_supplier_at_the_last_known_price(clinic: Clinic) -> None:
    clinic.execute("INSERT INTO supplier (id, name) VALUES (2, 'Velmed')")
    number = ordered(clinic)
    clinic.execute("UPDATE item SET supplier_id = 2, unit_cost_micros = 3000000 WHERE name = 'Gauze 4×4'")
    gauze = clinic.items["Gauze 4×4"]
    clinic.order(Receive(gauze, "", None, clinic.places["A"], 4, beside=number))
    assert bought_of(clinic, "Gauze 4×4") == [("Tarnbeck", 12_000_000, 0)], (
        "as in the catalogue, since nothing came before"
    )
    clinic.execute("UPDATE receipt SET unit_price_micros = 2000000")
    clinic.order(Receive(gauze, "", None, clinic.places["A"], 1, beside=number), today=TODAY + timedelta(days=1))
    assert bought_of(clinic, "Gauze 4×4") == [("Tarnbeck", 10_000_000, 0)], "as it was paid last"
    with pytest.raises(Refusal) as refused, clinic.database.writing() as connection:
        purchasing.cancel(connection, pen(clinic), number)
    assert refused.value.code == "order_arrived"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE receipt SET beside_order_id = NULL",
        "UPDATE receipt SET wanted_days = NULL",
        "UPDATE delivery_damage SET quantity = 9",
        "DELETE FROM delivery_damage",
    ],
)
def test_what_a_delivery_had_is_held_against_the_journal(clinic: Clinic, statement: str) -> None:
    number = ordered(clinic)
    to = clinic.places["A"]
    clinic.order(Receive(clinic.items["Gauze 4×4"], "", None, to, 4, beside=number, wanted_days=90))
    clinic.order(Damage(clinic.items["Syringe 3 mL"], 100, number))
    with clinic.database.reading() as connection:
        assert list(audit_receipts(connection)) == []
    clinic.execute(statement)
    with clinic.database.reading() as connection:
        assert len(list(audit_receipts(connection))) == 1


def test_a_pack_said_to_be_damaged_by_mistake_is_taken_back_and_then_received(clinic: Clinic) -> None:
    number = ordered(clinic)
    counter = Counter(clinic)
    for text in (number, SHELF, DAMAGED):
        counter.scan(text)
    assert counter.scan(box("N1"), "]d2").verdict.code == "damaged"
    undone = counter.scan(command_code(Command.UNDO))
    assert (undone.verdict.word, undone.verdict.detail) == ("UNDONE", f"damaged, order {number}")
    assert counter.scan(command_code(Command.UNDO)).verdict.detail == "DAMAGED is over"
    assert counter.scan(command_code(Command.UNDO)).verdict.code == "nothing_to_undo"
    assert counter.scan(box("N1"), "]d2").verdict.code == "accepted"
    assert arrived(clinic, number) == 100


def test_a_case_counts_all_that_is_in_it_and_one_scan_of_two_cases_is_more_than_was_ordered(clinic: Clinic) -> None:
    syringe = clinic.items["Syringe 3 mL"]
    clinic.execute("INSERT INTO package_level (item_id, name, factor) VALUES (?, 'case', 1000)", (syringe,))
    clinic.execute(
        "INSERT INTO identifier (kind, value, item_id, package_id)"
        " SELECT 'gtin', '29520101000402', item_id, id FROM package_level WHERE name = 'case'"
    )
    case = "01295201010004021727123110C1"
    counter = Counter(clinic)
    counter.scan(command_code(Command.RECEIVE))
    counter.scan(SHELF)
    step = counter.scan(case, "]d2")
    assert (step.verdict.code, step.verdict.headline) == ("accepted", "+1000  Syringe 3 mL")
    clinic.order(Reverse(step.desk.history[-1].scan_id))
    counter.scan(ordered(clinic))
    assert counter.scan(case.replace("10C1", "10C2"), "]d2").verdict.code == "too_many"


def test_the_delivery_note_s_number_is_said_once_and_kept_with_every_pack_of_it(clinic: Clinic) -> None:
    number = ordered(clinic)
    counter = Counter(clinic)
    counter.scan(number)
    asked = counter.scan("DN-2026/77", "]C0")
    assert asked.verdict.code == "unknown_code"
    assert "delivery note" in asked.verdict.way_out
    assert counter.scan(YES).verdict.word == "DELIVERY NOTE"
    counter.scan(SHELF)
    for lot in ("N1", "N2"):
        counter.scan(box(lot), "]d2")
    counter.scan(DONE)
    assert clinic.value("SELECT count(*) FROM receipt WHERE document = 'DN-2026/77' AND order_id IS NOT NULL") == 2
    counter.scan(command_code(Command.RECEIVE))
    counter.scan(SHELF)
    counter.scan(box("N3"), "]d2")
    assert clinic.value("SELECT count(*) FROM receipt WHERE document IS NOT NULL") == 2, "the next delivery has its own"


def test_a_delivery_without_an_order_keeps_its_note_too(clinic: Clinic) -> None:
    counter = Counter(clinic)
    for text in (command_code(Command.RECEIVE), SHELF, "DN-5", YES):
        counter.scan(text)
    counter.scan(box("N1"), "]d2")
    assert clinic.value("SELECT document FROM receipt") == "DN-5"


@pytest.mark.parametrize("job", [Command.USE, Command.RESTOCK, Command.WASTE])
def test_in_other_jobs_an_unknown_code_is_no_paper(clinic: Clinic, job: Command) -> None:
    counter = Counter(clinic)
    counter.scan(command_code(job))
    assert "delivery note" not in counter.scan("DN-5").verdict.way_out
    assert counter.scan(YES).desk.document == ""


def test_a_lot_that_is_recalled_while_it_is_on_the_way_is_refused_at_the_door(clinic: Clinic) -> None:
    number = ordered(clinic)
    with clinic.database.writing() as connection:
        found = connection.exec_driver_sql(f"SELECT {ITEM_COLUMNS} FROM item i WHERE i.name = 'Syringe 3 mL'").one()
        open_case(connection, pen(clinic), rows.item(found), "N1", "needle")
    counter = Counter(clinic)
    counter.scan(number)
    counter.scan(SHELF)
    assert counter.scan(box("N1"), "]d2").verdict.code == "quarantined"
    assert arrived(clinic, number) == 0
