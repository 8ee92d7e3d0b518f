"""REASON DAMAGED at a delivery: as long as a person means it, packs go back, by the checks of a good pack."""

from __future__ import annotations

import pytest

from tests.clinic import TODAY, Clinic
from tests.inventory.deliveries import Counter, arrived, box, ordered, pen
from tracker.barcodes.commands import Command
from tracker.barcodes.house import command_code, location_code
from tracker.hardware.scan import Scan
from tracker.inventory.facts import WasteReason
from tracker.inventory.ordering import purchasing
from tracker.inventory.ordering.asking import situations
from tracker.inventory.ordering.proposing import propose
from tracker.inventory.orders import Undamage
from tracker.inventory.subjects import FaultySubject
from tracker.jobs.desk import Step
from tracker.jobs.wording_damaging import began
from tracker.jobs.wording_desk import faulty
from tracker.station.resuming import Stored, context, resumed
from tracker.tui.panes.receive import ReceivePane, expected_row

SHELF = location_code(3)
YES, NO, UNDO, DONE, DAMAGED, EXPIRED = (
    command_code(each)
    for each in (
        Command.YES,
        Command.NO,
        Command.UNDO,
        Command.DONE,
        Command.REASON_DAMAGED,
        Command.REASON_EXPIRED,
    )
)


def at_the_door(clinic: Clinic, number: str) -> Counter:
    counter = Counter(clinic)
    for text in (number, SHELF, DAMAGED):
        counter.scan(text)
    return counter


def damaged(clinic: Clinic, number: str) -> int:
    with clinic.database.reading() as connection:
        order = purchasing.require_order(connection, number)
    return sum(each.damaged for each in order.lines) + sum(each.damaged for each in order.beside)


def gauze(clinic: Clinic) -> str:
    return str(clinic.value("SELECT code FROM item WHERE name = 'Gauze 4×4'"))


def test_of_three_broken_boxes_none_is_booked_as_good(clinic: Clinic) -> None:
    number = ordered(clinic)
    counter = at_the_door(clinic, number)
    for lot in ("N1", "N2", "N3"):
        said = counter.scan(box(lot), "]d2").verdict
        assert (said.code, said.word) == ("damaged", "DAMAGED")
    assert (arrived(clinic, number), damaged(clinic, number)) == (0, 300)


def test_as_long_as_it_holds_it_is_said_in_the_top_line_and_by_what_way_it_ends(clinic: Clinic) -> None:
    counter = at_the_door(clinic, ordered(clinic))
    set_to = counter.scan(DAMAGED).verdict
    assert set_to.word == "DAMAGED"
    assert "NO" in set_to.way_out
    assert ReceivePane().title(counter.desk) == "RECEIVE DAMAGED"
    assert "NO" in counter.scan(box("N1"), "]d2").verdict.way_out
    counter.scan(NO)
    assert ReceivePane().title(counter.desk) == "RECEIVE"


@pytest.mark.parametrize("ends", ["NO", "shelf", "order", "another reason", "UNDO"])
def test_it_ends_by_what_says_that_something_else_begins(clinic: Clinic, ends: str) -> None:
    number = ordered(clinic)
    counter = at_the_door(clinic, number)
    text = {"NO": NO, "shelf": SHELF, "order": number, "another reason": EXPIRED, "UNDO": UNDO}[ends]
    assert counter.scan(text).verdict.code != "nothing_to_undo"
    assert counter.scan(box("N1"), "]d2").verdict.code == "accepted"
    assert (arrived(clinic, number), damaged(clinic, number)) == (100, 0)


def test_undo_takes_back_the_pack_and_then_the_reason(clinic: Clinic) -> None:
    number = ordered(clinic)
    counter = at_the_door(clinic, number)
    counter.scan(box("N1"), "]d2")
    undone = counter.scan(UNDO).verdict
    assert (undone.word, "DAMAGED" in undone.way_out) == ("UNDONE", True), "it holds, and says so"
    assert counter.scan(UNDO).verdict.code == "cancelled"
    assert counter.scan(box("N1"), "]d2").verdict.code == "accepted"
    counter.scan(DAMAGED)
    counter.scan(UNDO)
    assert (arrived(clinic, number), damaged(clinic, number)) == (100, 0), "the reason alone was taken back"


def test_a_broken_pack_that_is_not_on_the_order_is_asked_about_as_a_good_one_is(clinic: Clinic) -> None:
    number = ordered(clinic)
    counter = at_the_door(clinic, number)
    asked = counter.scan(gauze(clinic)).verdict
    assert (asked.code, "damaged" in asked.way_out) == ("not_ordered", True)
    counter.scan(NO)
    assert damaged(clinic, number) == 0
    counter.scan(gauze(clinic))
    assert counter.scan(YES).verdict.code == "damaged"
    assert damaged(clinic, number) == 1


def test_more_broken_than_was_ordered_is_asked_about_and_one_that_replaces_a_broken_one_is_not(clinic: Clinic) -> None:
    number = ordered(clinic)
    counter = at_the_door(clinic, number)
    for lot in ("N1", "N2", "N3"):
        assert counter.scan(box(lot), "]d2").verdict.code == "damaged"
    asked = counter.scan(box("N4"), "]d2").verdict
    assert (asked.code, asked.aside) == ("too_many", "ordered 300, came 0, damaged 300, this is 100")
    counter.scan(NO)
    counter.scan(NO)
    for lot in ("N4", "N5", "N6"):
        assert counter.scan(box(lot), "]d2").verdict.code == "accepted", "the supplier sends others for them"


def test_a_short_dated_pack_that_goes_back_anyway_is_not_asked_about(clinic: Clinic) -> None:
    counter = at_the_door(clinic, ordered(clinic))
    assert counter.scan(box("N1", "261220"), "]d2").verdict.code == "damaged"


def test_an_expired_pack_is_stopped_though_it_is_broken_too(clinic: Clinic) -> None:
    number = ordered(clinic)
    counter = at_the_door(clinic, number)
    assert counter.scan(box("N1", "261101"), "]d2").verdict.code == "expired"
    assert damaged(clinic, number) == 0


def test_the_next_order_s_packs_are_not_damaged_because_those_of_the_last_were(clinic: Clinic) -> None:
    first = ordered(clinic)
    clinic.execute("UPDATE par_level SET par = 600 WHERE item_id = ?", (clinic.items["Syringe 3 mL"],))
    with clinic.database.writing() as connection:
        (second,) = purchasing.make_drafts(connection, pen(clinic), propose(situations(connection, TODAY), TODAY))
        purchasing.send(connection, pen(clinic), second)
    counter = at_the_door(clinic, first)
    counter.scan(second)
    assert counter.scan(box("N1"), "]d2").verdict.code == "accepted"
    assert (arrived(clinic, second), damaged(clinic, second)) == (100, 0)


def test_the_second_barcode_of_a_broken_pack_is_not_kept_for_the_next_one(clinic: Clinic) -> None:
    counter = at_the_door(clinic, ordered(clinic))
    counter.scan(box("N1"), "]d2")
    counter.scan("17271231" + "10N1", "]d2")
    assert counter.desk.early is None


def test_the_list_of_the_delivery_shows_what_of_each_line_is_damaged(clinic: Clinic) -> None:
    number = ordered(clinic)
    counter = at_the_door(clinic, number)
    counter.scan(box("N1"), "]d2")
    with clinic.database.reading() as connection:
        (line,) = purchasing.require_order(connection, number).lines
    assert expected_row(line).cells[-1] == "100 damaged"


def test_a_recording_that_is_taken_up_again_undoes_the_damaged_pack_and_not_the_one_before(clinic: Clinic) -> None:
    number = ordered(clinic)
    counter = at_the_door(clinic, number)
    before = counter.desk
    counter.scan(box("N1"), "]d2")
    code = clinic.value("SELECT code FROM item WHERE name = 'Syringe 3 mL'")
    change = {"do": "damaged", "item": code, "quantity": 100, "order": number}
    told = Stored("damaged", context(counter.desk), (change,), None)
    scan = Scan(box("N1"), "]d2", "wedge", counter.at)
    with clinic.database.reading() as connection:
        taken_up = resumed(connection, before, scan, told, Step(before, began()))
    assert taken_up.desk.reason is WasteReason.DAMAGED
    assert taken_up.desk.history[-1].undo == (Undamage(scan.id),)


def test_a_code_that_is_not_read_is_not_taken_for_a_pack_that_is_booked_as_damaged(clinic: Clinic) -> None:
    counter = at_the_door(clinic, ordered(clinic))
    booked = counter.scan(box("N1"), "]d2").verdict
    spoilt = faulty(FaultySubject("0119", "gs1_check", "The check digit does not fit.")).word
    assert booked.word == "DAMAGED" != spoilt
