"""Collecting at the patient's side: labels, tubes in the order of draw, leaving, and the rack."""

from __future__ import annotations

from datetime import timedelta

from tests.jobs.custody.draw_station import (
    CITRATE,
    CMA,
    CUP,
    EDTA,
    LAB_DRAW,
    RACK,
    ROE,
    SST,
    DrawStation,
    identified,
    in_hand,
    labelled,
    of,
)
from tracker.barcodes import house
from tracker.barcodes.commands import Command
from tracker.jobs.desk import JobName
from tracker.jobs.verdict import Code, Tone
from tracker.specimens.orders import Draw, Label, Reprint
from tracker.specimens.orders import Step as CustodyOrder

# Labels and tubes


def test_label_prints_one_for_each_open_tube_with_consecutive_numbers() -> None:
    station, code = identified(CITRATE, SST, EDTA)
    said = station.say(Command.LABEL)
    assert said.word == "LABELS PRINTING"
    assert said.headline.startswith("3 ")
    orders = of(Label, station)
    assert [(each.line, each.is_roll, each.by) for each in orders] == [(n, False, CMA.code) for n in (1, 2, 3)]
    assert [each.number for each in orders] == [house.specimen_code(26_004_412 + n) for n in range(3)]
    assert station.say(Command.LABEL).word == "PRINT AGAIN?"
    assert len(of(Label, station)) == 3
    assert code == in_hand(station).code


def test_one_spoilt_label_is_printed_again_with_its_reason_and_the_good_ones_are_not() -> None:
    """A second label of a tube that has a good one is a tube too many."""
    station, code = labelled(CITRATE, SST, EDTA)
    asked = station.say(Command.LABEL)
    assert "leave it out" in asked.way_out
    assert station.say(Command.YES).word == "ANSWER FIRST", "not without a reason"
    said = station.tube_label(station.label(code, 1))
    assert (said.word, "SST" in said.headline, "Citrate" in said.headline) == ("PRINT AGAIN?", True, False)
    assert "not drawn" in said.detail
    station.tube_label(station.label(code, 3))
    said = station.say(Command.REASON_DAMAGED)
    assert (said.word, said.headline.startswith("1 ")) == ("LABELS PRINTING", True)
    (order,) = of(Reprint, station)
    assert order.numbers == (station.label(code, 2),)
    assert "smeared" in order.reason
    assert of(Draw, station) == [], "a label that was scanned as good is no full tube"
    assert station.tube_label(station.label(code, 1)).word == "COLLECTED", "until it is scanned again"


def test_labels_that_did_not_come_out_are_all_printed_again_by_two_scans() -> None:
    station, code = labelled(CITRATE, EDTA)
    station.say(Command.LABEL)
    assert station.say(Command.REASON_LOST).word == "LABELS PRINTING"
    (order,) = of(Reprint, station)
    assert order.numbers == (station.label(code, 1), station.label(code, 2))
    assert "did not come out" in order.reason


def test_a_yes_that_nothing_asks_for_says_what_comes_next_with_this_patient() -> None:
    """A second YES behind the answer to a label in doubt: the patient is identified, and nothing begins anew."""
    station, code = labelled(CITRATE, EDTA)
    said = station.say(Command.YES)
    assert said.word == "NOTHING ASKED"
    assert said.way_out.startswith("Next: Citrate light blue")
    assert said.way_out.endswith("Scan its label once it is full.")
    station.tube_label(station.label(code, 1))
    station.tube_label(station.label(code, 2))
    assert "next requisition" in station.say(Command.YES).way_out


def test_where_every_label_is_good_none_is_printed() -> None:
    station, code = labelled(CITRATE, EDTA)
    station.say(Command.LABEL)
    station.tube_label(station.label(code, 2))
    assert station.tube_label(station.label(code, 2)).tone is not Tone.ACCEPT, "scanned twice is left out once"
    assert station.tube_label(station.label(code, 1)).word == "NOT PRINTED"
    assert station.say(Command.REASON_DAMAGED).word != "LABELS PRINTING"
    assert of(Reprint, station) == []


def test_another_patients_label_is_none_of_those_that_are_asked_about() -> None:
    station, first = labelled(EDTA)
    station.say(Command.NO)
    second = station.order(2, ROE, CITRATE)
    station.identify(second, ROE)
    station.say(Command.LABEL)
    station.say(Command.LABEL)
    said = station.tube_label(station.label(first, 1))
    assert (said.word, said.tone) == ("NONE OF THESE", Tone.REFUSE)
    station.say(Command.REASON_DAMAGED)
    assert [each.numbers for each in of(Reprint, station)] == [(station.label(second, 1),)]


def test_numbers_that_another_station_has_taken_meanwhile_are_not_given_out_again() -> None:
    station, _ = identified(EDTA)
    station.next_number += 40
    station.say(Command.LABEL)
    assert of(Label, station)[0].number == house.specimen_code(26_004_452)


def test_a_tube_is_collected_by_scanning_the_label_that_it_bears() -> None:
    station, code = labelled(CITRATE, EDTA)
    said = station.tube_label(station.label(code, 1))
    assert (said.word, said.aside) == ("COLLECTED", "1 of 2")
    assert "EDTA lavender" in said.way_out
    said = station.tube_label(station.label(code, 2))
    assert (said.word, said.aside) == ("COMPLETE", "2 of 2")
    assert "Hand them on within 2 h" in said.way_out
    assert [(each.number, each.place_id, each.flags) for each in of(Draw, station)] == [
        (station.label(code, line), LAB_DRAW.id, ()) for line in (1, 2)
    ]


def test_a_tube_is_collected_once() -> None:
    station, code = labelled(CITRATE, EDTA)
    station.tube_label(station.label(code, 1))
    assert station.tube_label(station.label(code, 1)).code == Code.SCANNED_ALREADY
    assert len(of(Draw, station)) == 1


def test_a_label_printed_long_before_is_flagged_and_told() -> None:
    station, code = labelled(EDTA)
    station.at += timedelta(minutes=42)
    assert "labelled 42 m ago" in station.tube_label(station.label(code, 1)).detail
    assert of(Draw, station)[0].flags == ("label_early",)


def test_a_label_that_the_clocks_put_after_the_tube_is_flagged() -> None:
    station, code = labelled(EDTA)
    station.at -= timedelta(minutes=5)
    station.tube_label(station.label(code, 1))
    assert of(Draw, station)[0].flags == ("label_late",)


def test_a_rolls_label_is_bound_at_the_bedside_and_scanned_again_once_the_tube_is_full() -> None:
    station, code = identified(CITRATE, EDTA)
    assert station.fresh(30_000_001).word == "BOUND"
    assert station.fresh(30_000_002).word == "BOUND"
    assert [(each.line, each.is_roll) for each in of(Label, station)] == [(1, True), (2, True)]
    assert station.tube_label(house.specimen_code(30_000_001)).word == "COLLECTED"
    assert station.fresh(30_000_003).word == "ALL LABELLED"
    assert station.label(code, 2) == house.specimen_code(30_000_002)


def test_a_rolls_label_before_the_challenge_is_bound_to_nobody() -> None:
    station = DrawStation()
    station.badge()
    assert station.fresh(30_000_001).code == Code.IDENTIFY_FIRST
    assert not station.orders


# Order of draw


def test_a_tube_before_one_that_goes_first_is_asked_about_and_both_bear_the_flag() -> None:
    station, code = labelled(CITRATE, EDTA)
    said = station.tube_label(station.label(code, 2))
    assert (said.code, said.tone) == (Code.DRAW_ORDER, Tone.ASK)
    assert said.headline == "EDTA lavender before Citrate light blue?"
    assert not of(Draw, station)
    station.say(Command.YES)
    station.tube_label(station.label(code, 1))
    assert [each.flags for each in of(Draw, station)] == [("draw_order",), ("draw_order",)]


def test_no_leaves_the_tube_undrawn_and_the_same_scan_again_says_yes() -> None:
    station, code = labelled(CITRATE, EDTA)
    station.tube_label(station.label(code, 2))
    station.say(Command.NO)
    assert not of(Draw, station)
    station.tube_label(station.label(code, 2))
    station.tube_label(station.label(code, 2))
    assert len(of(Draw, station)) == 1


def test_an_add_on_that_should_have_gone_first_is_asked_about() -> None:
    station, code = labelled(EDTA)
    station.tube_label(station.label(code, 1))
    station.say(Command.ADD_ON)
    station.say(Command.QUANTITY, 3)
    station.say(Command.YES)
    station.say(Command.LABEL)
    said = station.tube_label(station.label(code, 2))
    assert said.headline == "Citrate light blue after EDTA lavender?"
    station.say(Command.YES)
    assert of(Draw, station)[-1].flags == ("draw_order",)


def test_what_is_not_drawn_from_a_vein_has_no_order() -> None:
    station, code = labelled(CUP, CITRATE)
    assert station.tube_label(station.label(code, 2)).word == "COLLECTED"
    assert station.tube_label(station.label(code, 1)).word == "COMPLETE"
    assert [each.flags for each in of(Draw, station)] == [(), ()]


# Leaving


def test_done_tells_what_is_neither_drawn_nor_given_a_reason() -> None:
    station, code = labelled(CITRATE, SST, EDTA)
    station.tube_label(station.label(code, 1))
    station.say(Command.NOT_DRAWN_REFUSED)
    said = station.say(Command.DONE)
    assert (said.word, said.headline) == ("NOT ALL DRAWN", "EDTA lavender")
    assert station.desk.job is JobName.BOARD
    assert station.tube(code, 3).is_open


def test_done_after_all_is_drawn_says_no_more_than_that() -> None:
    station, code = labelled(EDTA)
    station.tube_label(station.label(code, 1))
    assert station.say(Command.DONE).code == Code.ROUND_DONE


# Racks


def test_a_rack_takes_what_was_just_drawn_in_the_next_free_slots() -> None:
    station, code = labelled(CITRATE, SST, EDTA)
    station.tube_label(station.label(code, 1))
    station.tube_label(station.label(code, 2))
    assert station.place().word == "IN THE RACK"
    station.tube_label(station.label(code, 3))
    station.place()
    orders = of(CustodyOrder, station)
    assert [each.slots for each in orders] == [(1, 2), (3,)]
    assert all(each.holder_code == RACK.code and each.by == CMA.code for each in orders)
    station.say(Command.UNDO)
    station.place()
    assert of(CustodyOrder, station)[-1].slots == (3,)


def test_a_rack_with_too_few_slots_takes_what_fits_and_says_what_is_left() -> None:
    station, code = labelled(CITRATE, SST)
    for slot in (1, 2, 3, 4, 6):
        station.rack[slot] = station.label(code, 1)
    for line in (1, 2):
        station.tube_label(station.label(code, line))
    assert "1 tube still to place" in station.place().detail
    assert of(CustodyOrder, station)[-1].slots == (5,)
    assert station.place().word == "FULL"
