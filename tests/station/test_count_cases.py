"""A room counted by scanning: blind, each number on disk at once, and any station goes on with it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.clinic import AT, SYRINGE_BOX_GTIN, SYRINGE_GTIN, open_clinic
from tests.station.conftest import NOON
from tracker.barcodes.commands import Command
from tracker.barcodes.house import badge_code, command_code, item_code, location_code
from tracker.config import Settings
from tracker.errors import Refusal
from tracker.hardware.scan import Scan
from tracker.inventory.auditing import audit_balances, audit_movements
from tracker.inventory.count_auditing import audit_counts
from tracker.inventory.count_facts import CountReason, CountSheet, LineState
from tracker.jobs.verdict import Tone, Verdict
from tracker.journal.pen import Pen
from tracker.people.staff import enrol
from tracker.station import Outcome, Station, open_station

ANNE, BEN = badge_code(7), badge_code(8)
EXAM_1, CART, WALL, EXAM_2 = (location_code(number) for number in (5, 6, 7, 8))
COUNT = command_code(Command.COUNT)


def pack(lot: str, expiry: str = "270630", gtin: str = SYRINGE_GTIN) -> str:
    return f"01{gtin}17{expiry}10{lot}"


LATE, GONE = pack("LATE"), pack("GONE", "261101")


class Hand:
    def __init__(self, settings: Settings) -> None:
        self.settings, self.at = settings, NOON - timedelta(hours=1)
        self.begin()

    def begin(self) -> None:
        self.station: Station = open_station(self.settings, clock=lambda: NOON)
        self.outcomes: list[Outcome] = []
        self.station.subscribe(self.outcomes.append)

    def restart(self) -> None:
        self.station.close()
        self.begin()

    def scan(self, data: str, *, after_s: float = 8) -> Verdict:
        self.at += timedelta(seconds=after_s)
        aim = "]d2" if data[:2] == "01" else "]C0"
        self.station.submit(Scan(data, aim, source="usb:1", at=self.at))
        assert self.station.drain(60)
        return self.outcomes[-1].verdict

    def say(self, number: int) -> Verdict:
        """Typed, as the menu does it."""
        return self.scan(str(number))

    def counts(self, pack_code: str, number: int) -> Verdict:
        self.scan(pack_code)
        return self.say(number)

    def open(self, place: str = "Exam 1") -> str:
        places = self.station.ask(lambda reader: reader.countable())
        ids = tuple(each.place.id for each in places if each.place.path == place)
        return self.station.counting.open(ids, "").number

    def sheet(self) -> CountSheet:
        return self.station.ask(lambda reader: reader.count_sheet("C2026-001"))

    def whole(self) -> None:
        with self.station.read() as reader:
            here = reader.connection
            assert [*audit_balances(here), *audit_movements(here), *audit_counts(here)] == []


@pytest.fixture
def hand(settings: Settings, clinic_file: Path) -> Iterator[Hand]:
    """Exam 1 has 4 LATE and 3 GONE in its cart, 5 LATE on its wall."""
    clinic = open_clinic(clinic_file)
    with clinic.database.writing() as connection:
        enrol(connection, Pen(clinic.journal, AT, ANNE), BEN, "B. Ito")
    clinic.database.close()
    made = Hand(settings)
    yield made
    made.station.close()


@pytest.fixture
def counting(hand: Hand) -> Hand:
    """Anne has opened a count of Exam 1 and stands at its cart."""
    hand.scan(ANNE)
    hand.open()
    hand.scan(COUNT)
    hand.scan(CART)
    return hand


def test_a_spot_check_of_one_bin_is_three_scans(hand: Hand) -> None:
    hand.scan(COUNT)
    before = len(hand.outcomes)
    hand.scan(CART)
    hand.scan(LATE)
    last = hand.scan(command_code(Command.QUANTITY, 4))
    assert len(hand.outcomes) - before == 3
    assert (last.word, last.aside) == ("COUNTED", "as in the books")
    hand.whole()


def test_nobody_is_told_what_the_books_have_before_his_number_is_saved(counting: Hand) -> None:
    told = [counting.scan(CART), counting.scan(LATE)]
    assert told[0].word == "COUNT C2026-001"
    assert told[0].aside == "0 of 2 done"
    assert told[1].word == "HOW MANY?"
    again = counting.say(9)
    assert again.word == "SAVED: COUNT AGAIN"
    said = " ".join((*map(_words, told), _words(again)))
    said = said.replace("C2026-001", "").replace("(F4)", "")
    assert not set("3456") & set(said.replace("270630", "").replace("2027-06-30", "").replace("3 mL", "")), said
    assert counting.counts(LATE, 9).word == "COUNTED", "the same number twice"
    assert counting.sheet().is_blind


def _words(verdict: Verdict) -> str:
    return " ".join((verdict.word, verdict.headline, verdict.aside, verdict.detail, verdict.way_out))


def test_each_number_is_on_disk_at_once_and_another_sign_on_goes_on(counting: Hand) -> None:
    assert counting.counts(LATE, 4).aside == "1 of 2 done here"
    counting.restart()
    counting.scan(BEN)
    counting.scan(COUNT)
    assert counting.scan(CART).aside == "1 of 2 done"
    assert "All here is counted" in counting.counts(GONE, 3).way_out
    assert [line.tally.by for line in counting.sheet().lines if line.tallies] == [BEN, ANNE]


def test_count_scanned_in_a_room_that_is_counted_says_so(hand: Hand) -> None:
    hand.scan(ANNE)
    hand.open()
    hand.scan(command_code(Command.RESTOCK))
    hand.scan(EXAM_1)
    told = hand.scan(COUNT)
    assert (told.word, told.aside) == ("COUNT C2026-001", "0 of 3 done")
    hand.scan(EXAM_2)
    assert "C2026" not in _words(hand.scan(LATE)), "the next room is counted by nobody"


def test_a_count_is_in_somebodys_name(hand: Hand) -> None:
    with pytest.raises(Refusal) as found:
        hand.open()
    assert found.value.code == "sign_on_first"
    hand.scan(ANNE)
    hand.open()
    hand.restart()
    for code in (COUNT, CART):
        hand.scan(code)
    assert hand.scan(LATE).word == "WHO COUNTS?"
    assert hand.say(4).word == "NUMBER NOT KEPT"
    hand.scan(ANNE)
    assert hand.scan(GONE).word == "HOW MANY?", "4 was said of another"
    assert hand.counts(LATE, 4).word == "COUNTED"


def test_a_box_is_counted_in_single_pieces(counting: Hand) -> None:
    told = counting.scan(pack("LATE", gtin=SYRINGE_BOX_GTIN))
    assert told.aside == "in single pieces, not by the box of 100"
    assert counting.say(4).word == "COUNTED"


def test_a_lot_nobody_knows_is_refused_before_its_number_is_asked(counting: Hand) -> None:
    assert counting.scan(pack("NEVER")).tone is Tone.REFUSE
    counting.scan(LATE)
    counting.say(4)
    assert {line.lot.number for line in counting.sheet().lines if line.tallies} == {"LATE"}


def test_a_code_that_names_no_lot_is_asked_for_where_two_stand(counting: Hand) -> None:
    told = counting.scan(item_code(1))
    assert (told.word, told.tone) == ("WHICH LOT?", Tone.REFUSE)


def test_undo_takes_the_number_back_and_it_is_asked_again(counting: Hand) -> None:
    counting.counts(LATE, 4)
    assert counting.scan(command_code(Command.UNDO)).word == "UNDONE"
    assert [line.state for line in counting.sheet().lines if line.lot.number == "LATE"] == [LineState.TO_COUNT] * 2
    counting.whole()


def test_a_number_by_a_bounced_scanner_is_one_number(counting: Hand) -> None:
    counting.scan(LATE)
    five = command_code(Command.QUANTITY, 5)
    counting.scan(five)
    counting.scan(five, after_s=0.3)
    assert [len(line.tallies) for line in counting.sheet().lines if line.lot.number == "LATE"] == [1, 0]


def test_a_room_from_opening_to_signing_off(counting: Hand) -> None:
    station = counting.station
    counting.counts(LATE, 4)
    counting.counts(GONE, 3)
    counting.scan(WALL)
    assert counting.counts(LATE, 2).word == "SAVED: COUNT AGAIN"
    with pytest.raises(Refusal, match="1 to count again"):
        station.counting.close("C2026-001")
    assert counting.counts(LATE, 2).word == "COUNTED"
    (line,) = [each for each in counting.sheet().lines if each.difference]
    station.counting.give_reason("C2026-001", line.key, CountReason.NOT_BOOKED)
    with pytest.raises(Refusal) as found:
        station.counting.close("C2026-001")
    assert found.value.code == "count_second_person", "nobody knows what a syringe costs here"
    counting.scan(BEN)
    assert station.counting.close("C2026-001").is_new
    assert not station.counting.close("C2026-001").is_new
    counting.whole()
    station.counting.reverse("C2026-001")
    counting.whole()


def test_a_shift_played_again_counts_nothing_twice(counting: Hand) -> None:
    counting.counts(LATE, 4)
    scans = [outcome.scan for outcome in counting.outcomes]
    for each in scans:
        counting.station.submit(each)
    assert counting.station.drain(60)
    assert sum(len(line.tallies) for line in counting.sheet().lines) == 1


def test_a_papers_line_may_name_the_item_before_its_number_and_is_of_the_written_time(hand: Hand) -> None:
    paper = command_code(Command.FROM_PAPER)
    for code in (ANNE, paper, "10:30", COUNT, CART, GONE):
        hand.scan(code)
    told = hand.say(2)
    assert told.word == "COUNTED"
    with hand.station.read() as reader:
        at = reader.connection.exec_driver_sql("SELECT at FROM movement ORDER BY id DESC LIMIT 1").scalar()
    assert at == "2026-11-16T16:30:00.000Z", "10:30 in Chicago"
    hand.scan(LATE)
    hand.scan(paper)
    assert hand.scan(command_code(Command.QUANTITY, 2)).tone is Tone.REFUSE, "the time comes first"
    hand.whole()


def test_a_paper_is_refused_where_a_count_is_open(hand: Hand) -> None:
    hand.scan(ANNE)
    hand.open()
    for code in (command_code(Command.FROM_PAPER), "10:30", COUNT, CART, LATE):
        hand.scan(code)
    told = hand.say(2)
    assert (told.code, told.tone) == ("count_open", Tone.REFUSE)


def test_beside_the_count_of_a_class_all_else_is_a_spot_check(hand: Hand) -> None:
    """A count of class A goes on for days: nobody has to wait for it with a C item."""
    hand.scan(ANNE)
    hand.station.counting.open((), "A")
    hand.scan(COUNT)
    assert hand.scan(CART).word == "COUNT C2026-001"
    asked = hand.scan(LATE)
    assert "class C, a spot check beside C2026-001" in asked.detail
    assert hand.say(4).aside == "as in the books"
    assert hand.sheet().lines == ()
    hand.whole()


def test_whoever_is_done_before_all_is_counted_is_told_how_much_is_left(counting: Hand) -> None:
    counting.counts(LATE, 4)
    told = counting.scan(command_code(Command.DONE))
    assert (told.code, told.headline.startswith("C2026-001")) == ("round_done", True)
    assert told.aside == "1 of 3 done", "the other lot on the cart, and the wall"
    assert "COUNT and the shelf go on" in told.way_out
    for shelf, lot, number in ((CART, GONE, 3), (WALL, LATE, 5)):
        for code in (COUNT, shelf):
            counting.scan(code)
        counting.counts(lot, number)
    assert counting.scan(command_code(Command.DONE)).aside == "", "nothing is left"
