"""A vial that is opened keeps for days: its record, its label's code, and what every job then makes of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from labels.loading import own_designs
from labels.reading import readings
from labels.resolution import Resolution
from tests.clinic import SYRINGE_BOX_GTIN, SYRINGE_GTIN, open_clinic
from tests.station.conftest import NOON
from tracker.barcodes.commands import Command
from tracker.barcodes.house import badge_code, command_code, location_code, opened_code
from tracker.config import Settings
from tracker.hardware.scan import Scan
from tracker.inventory.auditing import audit_balances, audit_catalogue, audit_movements
from tracker.inventory.opening import Keeps, KeepsUnit, Opened
from tracker.inventory.opening_audit import audit_opened
from tracker.inventory.opening_queries import container, open_containers
from tracker.inventory.ordering.asking import situations
from tracker.inventory.ordering.facts import Standing
from tracker.inventory.ordering.usable import usable
from tracker.jobs.verdict import Code, Tone
from tracker.labelling.making import Setting, drawn_label
from tracker.labelling.offering import wanted_of
from tracker.station import Outcome, Station, open_station

CART, WALL, EXAM_1, EXAM_2, NURSE = (*map(location_code, (6, 7, 5, 8)), badge_code(7))
PACK = f"01{SYRINGE_GTIN}1727063010LATE"
EXPIRED_PACK = f"01{SYRINGE_GTIN}1726110110GONE"
FIRST, SECOND = opened_code(1), opened_code(2)


class Shift:
    """One nurse at one station; ``later`` moves the clinic's clock."""

    def __init__(self, settings: Settings) -> None:
        self.at = NOON - timedelta(hours=1)
        self.station: Station = open_station(settings, clock=lambda: self.at)
        self.outcomes: list[Outcome] = []
        self.station.subscribe(self.outcomes.append)

    def scan(self, *codes: str | Command) -> Outcome:
        for code in codes:
            self.at += timedelta(seconds=8)
            text = command_code(code) if isinstance(code, Command) else code
            aim = "]d2" if text.startswith("01") else "]C0"
            self.station.submit(Scan(text, aim, source="usb:1", at=self.at))
            assert self.station.drain(60)
        return self.outcomes[-1]

    def code(self, *codes: str | Command) -> str:
        return self.scan(*codes).verdict.code

    def later(self, days: int) -> None:
        self.at += timedelta(days=days)

    def opened(self, code: str = FIRST) -> Opened:
        with self.station.read() as reader:
            found = container(reader.connection, code)
        assert found is not None
        return found

    def held(self, place: str, lot: str = "LATE") -> int:
        with self.station.read() as reader:
            found = reader.connection.exec_driver_sql(
                "SELECT sum(b.quantity) FROM balance b JOIN location l ON l.id = b.location_id JOIN lot t"
                " ON t.id = b.lot_id WHERE l.code = ? AND t.number = ?",
                (place, lot),
            ).scalar()
        return int(found or 0)

    def differences(self) -> list[str]:
        with self.station.read() as reader:
            found = [each.message for each in audit_balances(reader.connection)]
            found += [each.message for each in audit_movements(reader.connection)]
            # The rest of this catalogue was furnished by hand, and no event tells of it.
            found += [m for d in audit_catalogue(reader.connection) if "opened container" in (m := d.message)]
            return [*found, *audit_opened(reader.connection)]


def keep(clinic_file: Path, amount: int, unit: str) -> None:
    clinic = open_clinic(clinic_file)
    clinic.execute("UPDATE item SET unit_cost_micros = 10000")
    clinic.execute("INSERT INTO keeps_opened VALUES (?, ?, ?)", (clinic.items["Syringe 3 mL"], amount, unit))
    clinic.database.close()


@pytest.fixture
def shift(settings: Settings, clinic_file: Path) -> Iterator[Shift]:
    """The item keeps 28 days once opened; 4 of the lot LATE, good until 2027-06-30, stand in Exam 1's cart."""
    keep(clinic_file, 28, "day")
    made = Shift(settings)
    yield made
    assert made.differences() == []
    made.station.close()


def open_one(shift: Shift) -> Outcome:
    return shift.scan(NURSE, Command.OPENED, CART, PACK)


def test_an_opened_pack_has_a_record_a_code_and_a_use_by_date_and_nothing_moves(shift: Shift) -> None:
    outcome = open_one(shift)
    assert (outcome.verdict.word, outcome.verdict.aside) == ("OPENED", "use by 2026-12-14")
    assert "Write on it: OPENED 2026-11-16, USE BY 2026-12-14, RO." in outcome.verdict.way_out
    found = shift.opened()
    assert (found.place.code, found.lot.number, found.quantity, found.by) == (CART, "LATE", 1, "R. Okafor")
    assert found.use_by is not None
    assert found.use_by.day == date(2026, 12, 14)
    assert shift.held(CART) == 4


def test_undo_of_an_opening_leaves_no_open_container_and_its_number_is_not_given_again(shift: Shift) -> None:
    open_one(shift)
    assert shift.code(Command.UNDO) == Code.UNDONE
    assert shift.code(Command.FIND, FIRST) == Code.WRONG_KIND
    shift.scan(Command.OPENED, CART, PACK)
    assert shift.opened(SECOND).quantity == 1


def test_opening_without_a_place_asks_where(shift: Shift) -> None:
    assert shift.code(NURSE, Command.OPENED, PACK) == Code.NO_ROOM


@pytest.mark.parametrize(("lot", "why"), [("1726110110GONE", Code.EXPIRED), ("1727063010CALLED", Code.RECALLED)])
def test_what_is_expired_or_recalled_is_not_opened(shift: Shift, lot: str, why: Code) -> None:
    outcome = shift.scan(NURSE, Command.OPENED, CART, f"01{SYRINGE_GTIN}{lot}")
    assert (outcome.verdict.code, outcome.verdict.word) == (why, "DO NOT OPEN")
    shift.scan(Command.YES)


def test_a_second_one_beside_an_open_one_is_asked_about_and_yes_opens_it(shift: Shift) -> None:
    open_one(shift)
    asked = shift.scan(PACK)
    assert (asked.verdict.code, asked.verdict.tone) == (Code.OPEN_ALREADY, Tone.ASK)
    assert "use by 2026-12-14" in asked.verdict.detail
    assert shift.code(Command.YES) == Code.ACCEPTED
    assert shift.opened(SECOND).quantity == 1


def test_when_all_that_stands_there_is_open_the_pack_in_hand_was_opened_before(shift: Shift) -> None:
    open_one(shift)
    for _ in range(3):
        shift.scan(PACK, Command.YES)
    outcome = shift.scan(PACK)
    assert (outcome.verdict.code, outcome.verdict.word) == (Code.CAME_ALREADY, "OPENED ALREADY")


def test_a_container_that_is_over_is_refused_by_every_job_and_one_scan_more_throws_it_away(shift: Shift) -> None:
    open_one(shift)
    shift.later(29)
    for job, places in ((Command.USE, (CART,)), (Command.RESTOCK, (EXAM_2,)), (Command.TRANSFER, (CART, EXAM_2))):
        told = shift.scan(job, *places, FIRST).verdict
        assert (told.code, told.word, told.tone) == (Code.OPENED_TOO_LONG, "DISCARD", Tone.REFUSE)
        assert told.headline.startswith("EXPIRED AFTER OPENING 2026-12-14")
        shift.scan(Command.UNDO)
    shift.scan(Command.USE, CART, FIRST)
    wasted = shift.scan(Command.WASTE)
    assert wasted.verdict.code == Code.ACCEPTED
    assert "opened too long" in wasted.verdict.aside
    assert (shift.held(CART), shift.opened().is_ended) == (3, True)
    assert shift.code(Command.USE, CART, FIRST) == Code.ENDED
    assert shift.code(Command.NO, Command.HOME, Command.UNDO, Command.UNDO) == Code.UNDONE
    assert (shift.held(CART), shift.opened().quantity) == (4, 1)


def test_in_the_waste_job_one_scan_throws_away_what_is_over_or_expired(shift: Shift) -> None:
    open_one(shift)
    shift.later(29)
    assert shift.code(Command.WASTE, FIRST) == Code.ACCEPTED
    expired = shift.scan(EXPIRED_PACK)
    assert expired.verdict.code == Code.ACCEPTED
    assert "expired" in expired.verdict.aside


def test_one_that_still_keeps_is_thrown_away_with_a_reason(shift: Shift) -> None:
    open_one(shift)
    assert shift.code(Command.WASTE, FIRST) == Code.WHICH_REASON
    assert shift.code(Command.REASON_CONTAMINATED) == Code.ACCEPTED
    assert shift.opened().is_ended


def test_using_the_last_of_it_ends_it_and_undo_brings_it_back(shift: Shift) -> None:
    open_one(shift)
    used = shift.scan(Command.USE, CART, FIRST)
    assert (used.verdict.code, used.verdict.aside) == (Code.ACCEPTED, "empty: its record is closed")
    assert (shift.held(CART), shift.opened().quantity) == (3, 0)
    shift.scan(Command.UNDO)
    assert (shift.held(CART), shift.opened().quantity) == (4, 1)


def test_moving_it_moves_its_record_whatever_place_was_scanned_first(shift: Shift) -> None:
    open_one(shift)
    assert shift.code(Command.TRANSFER, WALL, EXAM_2, FIRST) == Code.ACCEPTED
    assert (shift.opened().place.code, shift.held(EXAM_2), shift.held(CART)) == (EXAM_2, 1, 3)
    shift.scan(Command.UNDO)
    assert (shift.opened().place.code, shift.held(EXAM_2), shift.held(CART)) == (CART, 0, 4)
    assert shift.code(Command.RESTOCK, EXAM_2, FIRST) == Code.ACCEPTED
    assert shift.opened().place.code == EXAM_2


def test_find_tells_of_it_and_home_too(shift: Shift) -> None:
    open_one(shift)
    for job in (Command.FIND, Command.HOME):
        told = shift.scan(job, FIRST).verdict
        assert (told.code, told.word) == (Code.FOUND, "OPENED")
        assert "opened 2026-11-16 by RO · use by 2026-12-14" in told.detail


def test_a_count_of_it_is_of_what_is_left_in_it(shift: Shift) -> None:
    open_one(shift)
    assert shift.code(Command.COUNT, CART, FIRST) == Code.NO_COUNT
    assert shift.code("0", FIRST) == Code.ACCEPTED
    assert (shift.held(CART), shift.opened().is_ended) == (3, True)


def test_a_count_of_the_lot_that_finds_fewer_than_are_open_takes_them_out_of_the_containers(shift: Shift) -> None:
    open_one(shift)
    shift.scan(PACK, Command.YES)
    assert shift.code(Command.COUNT, CART, "1", PACK) == Code.COUNT_AGAIN
    assert shift.code("1", PACK) == Code.ACCEPTED
    with shift.station.read() as reader:
        assert sum(each.quantity for each in open_containers(reader.connection)) == 1
    shift.scan(Command.UNDO)
    with shift.station.read() as reader:
        assert sum(each.quantity for each in open_containers(reader.connection)) == 2


def test_it_is_no_delivery(shift: Shift) -> None:
    open_one(shift)
    assert shift.code(Command.RECEIVE, location_code(3), FIRST) == Code.WRONG_KIND


def test_a_pack_used_beside_an_open_one_is_asked_about_and_the_open_ones_label_answers(shift: Shift) -> None:
    open_one(shift)
    asked = shift.scan(Command.USE, CART, PACK)
    assert (asked.verdict.code, asked.verdict.word) == (Code.OPENED_FIRST, "OPENED ONE FIRST")
    assert shift.code(FIRST) == Code.ACCEPTED
    assert (shift.opened().quantity, shift.held(CART)) == (0, 3)


def test_the_makers_barcode_means_the_open_container_where_nothing_else_is_left(shift: Shift) -> None:
    open_one(shift)
    for _ in range(3):
        shift.scan(Command.USE, CART, PACK, Command.YES)
    assert shift.held(CART) == 1
    shift.later(29)
    assert shift.scan(Command.USE, CART, PACK).verdict.word == "DISCARD"
    shift.scan(Command.WASTE)
    assert shift.held(CART) == 0


def test_what_is_open_moves_by_its_own_label_only(shift: Shift) -> None:
    open_one(shift)
    shift.scan(Command.TRANSFER, CART, EXAM_2)
    for _ in range(3):
        assert shift.code(PACK) == Code.ACCEPTED
    assert shift.code(PACK) == "opened_there"
    assert shift.held(CART) == 1


def test_a_recalled_lot_is_stopped_whatever_the_use_by_says(shift: Shift, clinic_file: Path) -> None:
    open_one(shift)
    with shift.station.read():
        pass
    clinic = open_clinic(clinic_file)
    clinic.execute("UPDATE lot SET state = 'recalled' WHERE number = 'LATE'")
    clinic.database.close()
    assert shift.scan(Command.USE, CART, FIRST).verdict.code == Code.RECALLED
    shift.scan(Command.YES)
    clinic = open_clinic(clinic_file)
    clinic.execute("UPDATE lot SET state = 'usable' WHERE number = 'LATE'")
    clinic.database.close()


def test_what_was_opened_before_is_entered_from_paper_at_the_written_time(shift: Shift) -> None:
    shift.scan(NURSE, Command.FROM_PAPER, "2026-11-10 09:40", Command.OPENED, CART)
    outcome = shift.scan(PACK)
    assert (outcome.verdict.code, outcome.verdict.aside) == (Code.ACCEPTED, "use by 2026-12-08")
    assert shift.opened().opened_at == datetime.fromisoformat("2026-11-10T15:40:00+00:00")


def test_days_are_counted_to_the_lots_expiry_at_most_and_hours_to_the_minute(
    settings: Settings, clinic_file: Path
) -> None:
    keep(clinic_file, 4, "hour")
    shift = Shift(settings)
    told = open_one(shift).verdict
    assert told.aside == "use by 2026-11-16 15:00"
    shift.at += timedelta(hours=3, minutes=50)
    assert shift.code(Command.USE, CART, PACK) == Code.OPENED_FIRST
    shift.scan(Command.NO)
    shift.at += timedelta(minutes=10)
    assert shift.scan(FIRST).verdict.headline.startswith("EXPIRED AFTER OPENING 2026-11-16 15:00")
    shift.station.close()


def test_an_item_of_which_nobody_has_said_it_keeps_until_its_lot_expires_and_that_is_told(settings: Settings) -> None:
    shift = Shift(settings)
    told = open_one(shift).verdict
    assert told.aside == "use by 2027-06-30"
    assert "no days after opening are set: its lot's date holds" in told.detail
    shift.station.close()


def test_how_long_it_keeps_is_said_in_days_or_hours() -> None:
    from tracker.inventory.opening import keeps_said

    assert keeps_said("28 days") == keeps_said("28") == keeps_said("28d") == Keeps(28, KeepsUnit.DAY)
    assert keeps_said("12 hours") == keeps_said("12 H") == Keeps(12, KeepsUnit.HOUR)
    assert [keeps_said(text) for text in ("0", "-3 days", "a week", "28 days or so", "2.5 days", "")] == [None] * 6


def test_a_room_lacks_what_was_opened_too_long_ago_and_must_give_it_up(shift: Shift) -> None:
    open_one(shift)
    shift.scan(Command.HOME)
    with shift.station.read() as reader:
        place = reader.place(EXAM_1)
        assert place is not None
        before = {need.item.name: need.on_hand for need in reader.needs(place.id)}
    shift.later(29)
    with shift.station.read() as reader:
        after = {need.item.name: need.on_hand for need in reader.needs(place.id)}
        pulls = [(pull.reason, pull.holding.quantity) for pull in reader.pulls(place.id)]
        (room,) = (state for state in reader.rooms() if state.place.code == EXAM_1)
    assert (before["Syringe 3 mL"], after["Syringe 3 mL"]) == (9, 8)
    assert sorted(pulls) == [("expired", 3), ("opened too long", 1)]
    assert room.pulls == 2
    assert "pull 2" in shift.scan(Command.RESTOCK, EXAM_1).verdict.aside


def test_the_expiring_list_has_it_by_its_own_date_and_the_rest_of_the_lot_by_the_lots(shift: Shift) -> None:
    open_one(shift)
    with shift.station.read() as reader:
        found = [each for each in reader.expiring(300) if each.holding.lot.number == "LATE"]
    opened = [(each.holding.quantity, each.days_left, each.opened is not None) for each in found]
    assert (1, 28, True) in opened
    assert sum(quantity for quantity, _, _ in opened) == 109, "all of the lot, once"


def test_reordering_counts_on_it_until_its_use_by_only(shift: Shift) -> None:
    open_one(shift)

    with shift.station.read() as reader:
        found = next(each for each in situations(reader.connection, NOON.date()) if each.item.name == "Syringe 3 mL")
    last = date(2026, 12, 14)
    assert Standing(last, 1) in found.stock
    assert usable(found.stock, 0, last) - usable(found.stock, 0, last + timedelta(days=1)) == 1


def test_its_label_says_both_dates_and_who_and_reads_as_its_code(shift: Shift) -> None:
    open_one(shift)
    (offered,) = shift.station.ask(lambda reader: reader.labels_of(FIRST, ""))
    assert (offered.kind, offered.code) == ("opened", FIRST)
    with shift.station.read() as reader:
        (wanted,) = wanted_of(reader.connection, offered)
    assert {key: wanted.values[key] for key in ("opened", "use_by", "initials")} == {
        "opened": "2026-11-16",
        "use_by": "2026-12-14",
        "initials": "RO",
    }
    label = drawn_label(wanted, Setting(own_designs(), Resolution.DPI_203))
    assert [found.data for found in readings(label.dots)] == [FIRST]


def test_a_station_that_plays_the_recording_again_gives_the_same_containers(shift: Shift) -> None:
    open_one(shift)
    scan = shift.outcomes[-1].scan
    shift.station.submit(scan)
    assert shift.station.drain(60)
    with shift.station.read() as reader:
        assert len(open_containers(reader.connection)) == 1
    assert shift.code(Command.UNDO) == Code.UNDONE


def test_a_tin_of_many_is_one_container_and_each_use_takes_one_out_of_it(settings: Settings, clinic_file: Path) -> None:
    keep(clinic_file, 90, "day")
    clinic = open_clinic(clinic_file)
    clinic.execute("UPDATE balance SET quantity = 100 WHERE quantity = 4 AND lot_id = ?", (clinic.lots["LATE"],))
    clinic.database.close()
    shift = Shift(settings)
    shift.scan(NURSE, Command.OPENED, CART, f"01{SYRINGE_BOX_GTIN}1727063010LATE")
    assert shift.opened().quantity == 100
    for left in (99, 98):
        assert shift.scan(Command.USE, CART, FIRST).verdict.aside == f"{left} left in it"
    assert shift.code(PACK) == Code.ACCEPTED, "a single strip's own barcode is out of the open tin"
    assert (shift.opened().quantity, shift.held(CART)) == (97, 97)
    assert shift.code(Command.COUNT, CART, "95", FIRST) == Code.ACCEPTED
    assert (shift.opened().quantity, shift.held(CART)) == (95, 95)
    shift.station.close()


def test_several_at_once_are_not_opened_by_one_scan(shift: Shift) -> None:
    shift.scan(NURSE, Command.OPENED, CART)
    assert shift.code(command_code(Command.QUANTITY, 2), PACK) == Code.ABSURD_COUNT


def test_the_same_serial_number_is_the_same_pack(shift: Shift) -> None:
    pack = f"{PACK}\x1d21S-4711"
    shift.scan(NURSE, Command.OPENED, CART, pack)
    told = shift.scan(pack).verdict
    assert (told.code, told.word) == (Code.CAME_ALREADY, "OPENED ALREADY")
    assert shift.code(f"{PACK}\x1d21S-4712") == Code.OPEN_ALREADY
    shift.scan(Command.NO)
