"""A recalled lot pulled by scanning, from the first room to the supplier's credit note, on a real workstation."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

import pytest

from tests.clinic import SYRINGE_BOX_GTIN, SYRINGE_GTIN, TODAY, Clinic, open_clinic
from tests.station.conftest import NOON
from tracker.barcodes import house
from tracker.barcodes.commands import Command
from tracker.cli.report_asked import Wanted
from tracker.cli.report_recall import recall_cases
from tracker.config import Settings
from tracker.hardware.scan import Scan
from tracker.inventory import rows
from tracker.inventory.auditing import audit_balances, audit_movements
from tracker.inventory.recall_cases import close_case, open_case
from tracker.inventory.recall_facts import RoomDuty, case_named, rooms_of
from tracker.inventory.returns_auditing import audit_returns
from tracker.inventory.rows import ITEM
from tracker.inventory.tracing import trace
from tracker.jobs.verdict import Tone
from tracker.journal.pen import Pen
from tracker.journal.verifying import verify
from tracker.reports.trace import trace_table
from tracker.station import Outcome, open_station
from tracker.station.examining_contents import audited
from tracker.store.numbering import skip_to

BADGE = Scan(house.badge_code(7))
EXAM_1, STOREROOM, EXAM_2 = (Scan(house.location_code(n)) for n in (5, 2, 8))
LATE = Scan(f"01{SYRINGE_GTIN}17270630\x1d10LATE", "]d2")
EARLY = Scan(f"01{SYRINGE_GTIN}17261220\x1d10EARLY", "]d2")
BARE = Scan(f"01{SYRINGE_GTIN}", "]d2")


def command(which: Command, quantity: int | None = None) -> Scan:
    return Scan(house.command_code(which, quantity))


def many(quantity: int) -> Scan:
    return command(Command.QUANTITY, quantity)


PULL, RETURN, DONE, YES, UNDO = map(command, (Command.PULL, Command.RETURN, Command.DONE, Command.YES, Command.UNDO))


def recalled(clinic: Clinic, lot: str | None = "LATE") -> None:
    """LATE stands in Storeroom B (100), Exam 1's cart (4) and wall (5)."""
    with clinic.database.writing() as connection:
        found = connection.exec_driver_sql(f"SELECT {ITEM} FROM item i WHERE i.name = 'Syringe 3 mL'").one()
        pen = Pen(clinic.journal, "2026-11-16T15:00:00.000Z", BADGE.data)
        open_case(connection, pen, rows.item(found), lot, "needle")


def played(settings: Settings, *scans: Scan, bumped: Collection[int] = ()) -> list[Outcome]:
    """Three seconds after each other, but those ``bumped``, which come a second after the one before."""
    heard: list[Outcome] = []
    opened = open_station(settings, clock=lambda: NOON)
    opened.subscribe(heard.append)
    try:
        for number, scan in enumerate(scans):
            at = NOON + timedelta(seconds=3 * number - (2 if number in bumped else 0))
            opened.submit(Scan(scan.data, scan.aim, "serial:a", at))
        assert opened.drain(60)
    finally:
        assert opened.close() is None
    return heard


def duties(clinic: Clinic) -> dict[str, RoomDuty]:
    with clinic.database.reading() as connection:
        return {each.path: each for each in rooms_of(connection, case_named(connection, "R2026-001"))}


def in_quarantine(clinic: Clinic) -> object:
    return clinic.value(
        "SELECT sum(b.quantity) FROM balance b JOIN quarantine q ON q.location_id = b.location_id WHERE b.quantity > 0"
    )


def nothing_is_wrong(clinic: Clinic) -> None:
    with clinic.database.reading() as connection:
        assert list(audit_movements(connection)) == []
        assert list(audit_balances(connection)) == []
        assert verify(connection).findings == ()


def test_every_pack_goes_into_quarantine_and_the_badge_signs_the_room(settings: Settings, clinic: Clinic) -> None:
    recalled(clinic)
    heard = played(settings, PULL, EXAM_1, many(4), LATE, many(5), LATE, BADGE)
    words = [each.verdict.word for each in heard]
    assert words == ["PULL", "PULL FROM", "× 4", "PULLED", "× 5", "PULLED", "SIGNED"]
    assert "9 to find" in heard[1].verdict.aside
    room = duties(clinic)["Exam 1"]
    assert (room.stands, room.set_aside, room.pulled, room.signed_by) == (0, 9, 9, BADGE.data)
    assert in_quarantine(clinic) == 9
    assert "Quarantine" not in duties(clinic), "what has been pulled is in no room that must sign"
    nothing_is_wrong(clinic)


def test_a_wrong_lot_is_refused_aloud_and_stays(settings: Settings, clinic: Clinic) -> None:
    recalled(clinic)
    heard = played(settings, PULL, STOREROOM, EARLY, BARE)
    assert [(each.verdict.tone, each.verdict.word) for each in heard[2:]] == [
        (Tone.REFUSE, "NOT THIS LOT"),
        (Tone.REFUSE, "WHICH LOT?"),
    ]
    assert in_quarantine(clinic) is None


def test_a_room_where_nothing_is_found_is_asked_once_more_and_signs_as_none_found(
    settings: Settings, clinic: Clinic
) -> None:
    recalled(clinic)
    heard = played(settings, BADGE, PULL, EXAM_1, DONE, DONE)
    assert [each.verdict.word for each in heard[3:]] == ["STILL IN THE BOOKS", "SIGNED"]
    assert heard[-1].verdict.aside == "none found · 9 not found"
    assert duties(clinic)["Exam 1"].not_found == 9, "the report says it, too"
    room = duties(clinic)["Exam 1"]
    assert (room.stands, room.pulled, room.signed_by) == (0, 0, BADGE.data)
    nothing_is_wrong(clinic)


def test_yes_signs_what_is_not_found_too_and_no_does_not(settings: Settings, clinic: Clinic) -> None:
    recalled(clinic)
    heard = played(settings, BADGE, PULL, EXAM_1, DONE, command(Command.NO), YES, DONE, YES)
    assert [each.verdict.word for each in heard[3:]] == [
        "STILL IN THE BOOKS",
        "READ",
        "NOTHING ASKED",
        "STILL IN THE BOOKS",
        "SIGNED",
    ]


def test_a_done_that_came_twice_in_a_moment_asks_once_and_yes_still_signs(settings: Settings, clinic: Clinic) -> None:
    recalled(clinic)
    heard = played(settings, BADGE, PULL, EXAM_1, DONE, DONE, YES, bumped=(4,))
    assert [each.verdict.word for each in heard[3:]] == ["STILL IN THE BOOKS", "COUNTED ONCE", "SIGNED"]


def test_an_undo_that_came_twice_in_a_moment_names_once_and_the_next_takes_back(
    settings: Settings, clinic: Clinic
) -> None:
    recalled(clinic)
    waste = command(Command.WASTE)
    heard = played(settings, PULL, EXAM_1, many(4), LATE, waste, UNDO, UNDO, UNDO, bumped=(6,))
    assert [each.verdict.word for each in heard[5:]] == ["UNDO THIS?", "COUNTED ONCE", "UNDONE"]
    assert in_quarantine(clinic) is None


def test_a_badge_does_not_hide_an_expired_pack_that_turned_up_while_pulling(settings: Settings, clinic: Clinic) -> None:
    recalled(clinic)
    gone = Scan(f"01{SYRINGE_GTIN}17261101\x1d10GONE", "]d2")
    heard = played(settings, PULL, EXAM_1, gone, BADGE, DONE)
    assert heard[2].verdict.code == "expired"
    assert heard[3].desk.unsettled is not None
    assert heard[4].verdict.code == "settle_first"


def test_an_opened_box_is_pulled_piece_by_piece(settings: Settings, clinic: Clinic) -> None:
    recalled(clinic)
    box = Scan(f"01{SYRINGE_BOX_GTIN}17270630\x1d10LATE", "]d2")
    heard = played(settings, PULL, EXAM_1, box)
    assert "QUANTITY 9 or less and the code of a single one" in heard[-1].verdict.way_out


def test_a_quantity_that_was_set_is_not_kept_for_the_next_room(settings: Settings, clinic: Clinic) -> None:
    recalled(clinic)
    heard = played(settings, BADGE, PULL, EXAM_1, many(9), LATE, many(3), DONE, STOREROOM, LATE)
    assert heard[-1].verdict.headline.startswith("−1 ")


def test_in_other_jobs_a_recalled_pack_says_which_recall_and_what_to_do(settings: Settings, clinic: Clinic) -> None:
    recalled(clinic)
    way_out = played(settings, command(Command.USE), EXAM_1, LATE)[-1].verdict.way_out
    assert "R2026-001" in way_out
    assert "PULL" in way_out


def test_what_two_recalls_mean_is_counted_once_and_signed_for_both(settings: Settings, clinic: Clinic) -> None:
    recalled(clinic)
    recalled(clinic, None)
    heard = played(settings, BADGE, PULL, EXAM_1, many(4), LATE, DONE, YES)
    assert heard[2].verdict.aside == "12 to find", "LATE (9), and GONE (3), which only the recall of all lots means"
    assert heard[-1].verdict.aside == "4 pulled · 8 not found"
    assert "R2026-001" in heard[-1].verdict.headline
    assert "R2026-002" in heard[-1].verdict.headline
    nothing_is_wrong(clinic)


def test_nobody_signs_a_room_without_a_name(settings: Settings, clinic: Clinic) -> None:
    recalled(clinic)
    heard = played(settings, PULL, EXAM_1, many(9), LATE, DONE, BADGE)
    assert [each.verdict.word for each in heard[4:]] == ["WHO SIGNS?", "SIGNED"]


def test_undo_takes_back_the_signature_and_then_the_packs(settings: Settings, clinic: Clinic) -> None:
    recalled(clinic)
    heard = played(settings, BADGE, PULL, EXAM_1, many(4), LATE, DONE, DONE, UNDO, UNDO)
    assert [each.verdict.word for each in heard[-2:]] == ["UNDONE", "UNDONE"]
    room = duties(clinic)["Exam 1"]
    assert (room.stands, room.set_aside, room.must_sign) == (9, 0, True)
    assert clinic.held("Cart", "LATE") == 4
    assert clinic.held("Wall", "LATE") == 5
    nothing_is_wrong(clinic)


def test_a_recall_is_chosen_by_its_number_and_another_one_s_pack_is_then_a_wrong_lot(
    settings: Settings, clinic: Clinic
) -> None:
    recalled(clinic)
    recalled(clinic, "EARLY")
    heard = played(settings, Scan("r2026-001"), STOREROOM, EARLY, many(1), LATE)
    assert heard[0].desk.recall == "R2026-001"
    assert [each.verdict.word for each in heard[2:]] == ["NOT THIS LOT", "× 1", "PULLED"]


def test_more_than_the_books_have_is_refused_and_says_what_to_do(settings: Settings, clinic: Clinic) -> None:
    recalled(clinic)
    heard = played(settings, PULL, EXAM_1, many(10), LATE, EXAM_2, LATE)
    assert [each.verdict.word for each in (heard[3], heard[5])] == ["NOT IN THE BOOKS"] * 2
    assert "COUNT" in heard[5].verdict.way_out


def test_what_is_in_quarantine_goes_back_under_its_credit_number(settings: Settings, clinic: Clinic) -> None:
    recalled(clinic)
    credit = Scan("CR-4711", "]C0")
    heard = played(settings, BADGE, PULL, EXAM_1, many(9), LATE, DONE, DONE, RETURN, credit, YES, many(8), LATE, LATE)
    assert [each.verdict.word for each in heard[-5:]] == [
        "UNKNOWN CODE",
        "CREDIT NUMBER",
        "× 8",
        "RETURNED",
        "RETURNED",
    ]
    assert in_quarantine(clinic) is None
    assert clinic.value("SELECT count(*) FROM supplier_return WHERE credit = 'CR-4711'") == 2
    assert played(settings, RETURN, LATE)[-1].verdict.word == "NOT IN QUARANTINE"
    nothing_is_wrong(clinic)


@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE supplier_return SET credit = 'CR-4712' WHERE movement_id = (SELECT min(movement_id) FROM supplier_return)",
        "UPDATE supplier_return SET credit = NULL",
        "DELETE FROM supplier_return WHERE movement_id = (SELECT min(movement_id) FROM supplier_return)",
        "INSERT INTO supplier_return (movement_id, credit) SELECT min(id), 'CR-1' FROM movement",
    ],
)
def test_a_return_that_was_changed_by_hand_is_found(settings: Settings, clinic: Clinic, attack: str) -> None:
    recalled(clinic)
    credit = Scan("CR-4711", "]C0")
    played(settings, BADGE, PULL, EXAM_1, many(9), LATE, DONE, DONE, RETURN, credit, YES, many(8), LATE, LATE)
    with clinic.database.reading() as connection:
        assert list(audit_returns(connection)) == []
    clinic.execute(attack)
    with clinic.database.reading() as connection:
        found = [each.words for each in audited(connection) if each.state == "fault" and each.about == "Recalls"]
    assert any("The return" in words for words in found)


def test_what_is_destroyed_leaves_quarantine_with_the_reason_recalled(settings: Settings, clinic: Clinic) -> None:
    recalled(clinic)
    played(settings, PULL, EXAM_1, many(9), LATE)
    aside = Scan(str(clinic.value("SELECT code FROM location WHERE name = 'Quarantine'")))
    later = NOON + timedelta(minutes=1)
    heard: list[Outcome] = []
    opened = open_station(settings, clock=lambda: NOON)
    opened.subscribe(heard.append)
    for number, each in enumerate((command(Command.WASTE), LATE, aside, many(9), LATE, YES)):
        opened.submit(Scan(each.data, each.aim, "serial:a", later + timedelta(seconds=3 * number)))
    assert opened.drain(60)
    assert opened.close() is None
    assert aside.data in heard[1].verdict.way_out, "in several places: it says which code quarantine has"
    assert "Because it is recalled: YES" in heard[4].verdict.way_out
    assert heard[5].verdict.word == "ACCEPTED"
    assert in_quarantine(clinic) is None
    assert clinic.value("SELECT reason FROM movement WHERE kind = 'waste'") == "recalled"
    room = duties(clinic)["Exam 1"]
    assert (room.set_aside, room.wasted) == (9, 0), "the room gave up nine, once"
    nothing_is_wrong(clinic)


def test_the_reports_tell_the_delivery_note_and_the_credit_number_of_a_recalled_lot(
    settings: Settings, clinic: Clinic
) -> None:
    new = Scan(f"01{SYRINGE_GTIN}17271231\x1d10NEW1", "]d2")
    shelf, note, credit = Scan(house.location_code(3)), Scan("DN-7", "]C0"), Scan("CR-9", "]C0")
    played(settings, command(Command.RECEIVE), shelf, note, YES, many(6), new)
    recalled(clinic, "NEW1")
    played(settings, *(Scan(each.data, each.aim) for each in (PULL, STOREROOM, many(6), new, RETURN, credit, YES, new)))
    with clinic.database.reading() as connection:
        table = recall_cases(connection, settings, Wanted("recall", ("R2026-001",)))
        item = rows.item(connection.exec_driver_sql(f"SELECT {ITEM} FROM item i WHERE i.name = 'Syringe 3 mL'").one())
        told = trace_table(trace(connection, item, "NEW1"), [], TODAY, None)
    notes = {row[0]: row[-1] for row in table.rows}
    assert (notes["came"], notes["returned"]) == ("6 received, delivery note DN-7", "1 returned, credit CR-9")
    shelves = [row[3] for row in table.rows if row[0] == "shelf"]
    assert shelves == ["pulled"]
    documents = [row[9] for row in told.rows if row[0] == "moved"]
    assert documents == ["DN-7", None, "CR-9"]
    assert told.notes == ("Came in 6 + 0 by counts - used 0 - wasted 0 - returned 1 = 5 left.",)


def test_a_closed_recall_s_packs_may_still_go_back_and_that_be_undone(settings: Settings, clinic: Clinic) -> None:
    recalled(clinic)
    played(settings, BADGE, PULL, EXAM_1, many(9), LATE, DONE, STOREROOM, many(100), LATE, DONE)
    with clinic.database.writing() as connection:
        close_case(connection, Pen(clinic.journal, "2026-11-16T19:00:00.000Z", BADGE.data), "R2026-001")
    later = [Scan(each.data, each.aim) for each in (RETURN, many(100), LATE, UNDO)]
    heard = played(settings, *later)
    assert heard[-1].verdict.word == "UNDONE"
    assert in_quarantine(clinic) == 109
    nothing_is_wrong(clinic)


def test_the_quarantine_s_code_is_none_that_may_hang_in_the_clinic_already(settings: Settings, clinic: Clinic) -> None:
    with clinic.database.writing() as connection:
        skip_to(connection, "L", 500)
    recalled(clinic)
    played(settings, PULL, EXAM_1, LATE)
    assert clinic.value("SELECT code FROM location WHERE name = 'Quarantine'") == house.location_code(501)


def test_a_recording_that_is_played_again_pulls_nothing_twice(settings: Settings, clinic: Clinic) -> None:
    recalled(clinic)
    at = [NOON + timedelta(seconds=3 * number) for number in range(5)]
    data = (PULL, Scan("R2026-001"), EXAM_1, many(4), LATE)
    scans = [Scan(each.data, each.aim, "serial:a", when) for each, when in zip(data, at, strict=True)]
    for words in (["PULL", "PULL", "PULL FROM", "× 4", "PULLED"], ["STORED BEFORE"] * 5):
        heard: list[Outcome] = []
        opened = open_station(settings, clock=lambda: NOON)
        opened.subscribe(heard.append)
        for scan in scans:
            opened.submit(scan)
        assert opened.drain(60)
        assert opened.close() is None
        assert [each.verdict.word for each in heard] == words
        assert heard[-1].desk.recall == "R2026-001"
        assert in_quarantine(clinic) == 4


@pytest.mark.parametrize("number", ["Quarantine", "quarantine"])
def test_a_room_that_the_clinic_calls_quarantine_is_taken_for_it(
    settings: Settings, clinic: Clinic, number: str
) -> None:
    clinic.execute(
        "INSERT INTO location (code, name, kind, parent_id, path, is_store)"
        " SELECT ?, ?, 'room', id, ?, 0 FROM location WHERE name = 'Northgate'",
        (house.location_code(77), number, number),
    )
    clinic.execute("UPDATE location SET room_id = id WHERE code = ?", (house.location_code(77),))
    recalled(clinic)
    played(settings, PULL, EXAM_1, LATE)
    assert open_clinic(clinic.path).held(number, "LATE") == 1


def test_what_was_pulled_while_the_computers_were_down_is_entered_from_its_sheet_at_the_written_time(
    settings: Settings, clinic: Clinic
) -> None:
    recalled(clinic)
    clerk = Scan(house.badge_code(9))
    with clinic.database.writing() as connection:
        connection.exec_driver_sql("INSERT INTO staff (badge, name) VALUES (?, 'B. Clerk')", (clerk.data,))
    paper, at = command(Command.FROM_PAPER), Scan("10:30")
    heard = played(settings, clerk, paper, at, PULL, EXAM_1, many(4), LATE, many(5), LATE, BADGE, paper, Scan("10:45"))
    assert [each.verdict.word for each in heard[6:10]] == ["PULLED", "× 5", "PULLED", "SIGNED"]
    room = duties(clinic)["Exam 1"]
    assert (room.set_aside, room.pulled, room.signed_by) == (9, 9, BADGE.data)
    assert room.signed_at == "2026-11-16T16:30:00.000Z", "10:30 in Chicago"
    said = clinic.value("SELECT json_extract(body, '$.entered_by') FROM journal ORDER BY rowid DESC LIMIT 1 OFFSET 2")
    assert said == clerk.data
    nothing_is_wrong(clinic)


def test_a_signature_from_paper_is_taken_back_as_of_now(settings: Settings, clinic: Clinic) -> None:
    recalled(clinic)
    paper, at = command(Command.FROM_PAPER), Scan("10:30")
    heard = played(settings, BADGE, paper, at, PULL, EXAM_1, many(4), LATE, many(5), LATE, BADGE, UNDO)
    assert heard[-1].verdict.word == "UNDONE"
    assert duties(clinic)["Exam 1"].signed_by is None
    nothing_is_wrong(clinic)


def test_packs_that_were_pulled_before_the_recall_was_entered_count_as_pulled(
    settings: Settings, clinic: Clinic
) -> None:
    recalled(clinic)  # at 09:00 in Chicago
    at = Scan("08:30")
    played(settings, BADGE, command(Command.FROM_PAPER), at, PULL, EXAM_1, many(4), LATE, many(5), LATE, BADGE)
    room = duties(clinic)["Exam 1"]
    assert (room.set_aside, room.pulled) == (9, 9)
    nothing_is_wrong(clinic)
