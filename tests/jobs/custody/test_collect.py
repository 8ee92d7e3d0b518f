"""Collect: the right patient, the right tube, in the right order; and every way in which a tube could be swapped."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TypeVar

import pytest

from tests.jobs.custody.draw_station import (
    CITRATE,
    CMA,
    CUP,
    DOE,
    E_FAR,
    E_NEAR,
    EDTA,
    EDTA_ITEM,
    EXPIRED,
    LAB_DRAW,
    NOON,
    NURSE,
    RACK,
    RECALLED,
    ROE,
    SST,
    SST_ITEM,
    DrawStation,
    identified,
    labelled,
    lot,
    pack,
    second_barcode,
)
from tracker.barcodes import house
from tracker.barcodes.commands import Command
from tracker.inventory.facts import CommandSubject, FaultySubject, Lot, LotState, UnknownSubject
from tracker.inventory.orders import Reverse, Use
from tracker.jobs.advancing import requisition_in_hand
from tracker.jobs.custody.work import Collecting
from tracker.jobs.desk import JobName
from tracker.jobs.verdict import Code, Tone
from tracker.specimens.facts import Challenge, Question, Requisition, RequisitionSubject, Revealed
from tracker.specimens.orders import AddOn, Draw, Identify, Label, NotDrawn, Reopen, Retract
from tracker.specimens.orders import Step as CustodyOrder

T = TypeVar("T")


def of(kind: type[T], station: DrawStation) -> list[T]:
    return [each for each in station.orders if isinstance(each, kind)]


def in_hand(station: DrawStation) -> Requisition:
    """The requisition as the desk has it."""
    work = station.desk.work
    assert isinstance(work, Collecting)
    assert work.requisition is not None
    return work.requisition


# The challenge


def test_a_requisition_asks_at_once_for_what_only_the_patient_knows() -> None:
    station = DrawStation()
    code = station.order(1, DOE, EDTA)
    station.badge()
    said = station.requisition(code)
    assert said.tone is Tone.ASK
    assert said.headline == "the first 3 letters of the family name"
    assert said.aside == "○ ○ ○"
    assert DOE.masked in said.detail


def test_a_requisition_counts_as_in_hand_from_its_scan_until_it_is_left_or_another_takes_its_place() -> None:
    """The station reads its facts with every scan in between."""
    station, code = labelled(EDTA)
    assert requisition_in_hand(station.desk) == code
    station.say(Command.NO)
    assert requisition_in_hand(station.desk) is None
    station.requisition(code)
    assert requisition_in_hand(station.desk) == code
    station.say(Command.DONE)
    assert requisition_in_hand(station.desk) is None


def test_nobody_collects_without_a_badge() -> None:
    station = DrawStation()
    code = station.order(1, DOE, EDTA)
    assert station.requisition(code).code == Code.SIGN_ON_FIRST


def test_the_banner_counts_what_was_entered_and_goes_on_to_the_next_question() -> None:
    station = DrawStation()
    code = station.order(1, DOE, EDTA)
    station.badge()
    station.requisition(code)
    assert station.spell("D").aside == "● ○ ○"
    assert station.spell("Q").aside == "● ● ○"
    said = station.spell("X")
    assert (said.tone, said.aside) == (Tone.ASK, "○ ○ ○ ○")
    assert "month and day of birth" in said.headline


def test_both_identifiers_right_open_the_collection_and_are_recorded_without_what_was_said() -> None:
    station, _ = identified(CITRATE, EDTA)
    (order,) = of(Identify, station)
    assert (order.is_match, order.by, len(order.asked)) == (True, CMA.code, 2)
    assert station.steps[-1].verdict.tone is Tone.ACCEPT


def test_a_double_letter_is_two_letters() -> None:
    station = DrawStation()
    code = station.order(1, replace(DOE, answers=("QQQ", "0731")), EDTA)
    station.badge()
    station.requisition(code)
    assert station.spell("QQ", after_ms=200).aside == "● ● ○"


def test_lower_case_from_a_keyboard_says_the_same() -> None:
    station = DrawStation()
    code = station.order(1, DOE, EDTA)
    station.badge()
    station.requisition(code)
    for character in "dqx0731":
        station.scan(CommandSubject(Command.SPELL, None, character), house.spelling_code(character.upper()))
    assert of(Identify, station)[-1].is_match


@pytest.mark.parametrize("entered", ["DQY0731", "XQX0731", "DQX0732", "RWZ1231"])
def test_any_wrong_part_stops_is_recorded_and_does_not_tell_which(entered: str) -> None:
    station = DrawStation()
    code = station.order(1, DOE, EDTA)
    station.badge()
    station.requisition(code)
    said = station.spell(entered)
    assert (said.word, said.tone) == ("WRONG PATIENT?", Tone.REFUSE)
    assert [each.is_match for each in of(Identify, station)] == [False]
    assert station.steps[-1].desk.latched is not None
    other = DrawStation()
    other.order(1, DOE, EDTA)
    other.badge()
    other.requisition(code)
    assert other.spell("ZZZ9999") == said


def test_after_a_failure_nothing_can_be_labelled_until_the_requisition_asks_again() -> None:
    station = DrawStation()
    code = station.order(1, DOE, EDTA)
    station.badge()
    station.requisition(code)
    station.spell("DQX0000")
    assert station.say(Command.LABEL).code == Code.IDENTIFY_FIRST
    assert station.identify(code, DOE).tone is Tone.ACCEPT


def test_the_third_failure_calls_the_lead_and_a_match_begins_the_count_anew() -> None:
    station = DrawStation()
    code = station.order(1, DOE, EDTA)
    station.badge()
    ways = []
    for _ in range(3):
        station.requisition(code)
        ways.append(station.spell("DQX0000").way_out)
    assert ["call the lead" in way for way in ways] == [False, False, True]
    station.identify(code, DOE)
    station.say(Command.NO)
    station.requisition(code)
    assert "call the lead" not in station.spell("DQX0000").way_out


def test_undo_takes_back_the_last_character_across_questions_and_no_leaves() -> None:
    station = DrawStation()
    code = station.order(1, DOE, EDTA)
    station.badge()
    station.requisition(code)
    station.spell("DQX0")
    assert station.say(Command.UNDO).aside == "○ ○ ○ ○"
    assert station.say(Command.UNDO).aside == "● ● ○"
    assert station.spell("X0731").tone is Tone.ACCEPT
    station.say(Command.NO)
    station.requisition(code)
    station.spell("D")
    assert station.say(Command.NO).code == Code.CANCELLED
    assert station.say(Command.LABEL).code == Code.IDENTIFY_FIRST
    assert len(of(Identify, station)) == 1


def test_what_is_scanned_in_the_middle_of_the_challenge_is_not_done_and_loses_no_letter() -> None:
    station = DrawStation()
    code = station.order(1, DOE, EDTA)
    station.badge()
    station.requisition(code)
    station.spell("DQ")
    for said in (station.say(Command.LABEL), station.fresh(30_000_001), station.scan(pack(EDTA_ITEM, E_NEAR), "x")):
        assert said.code == Code.IDENTIFY_FIRST
        assert said.aside == "● ● ○"
    assert station.spell("X0731").tone is Tone.ACCEPT


def test_letters_and_whatever_is_typed_past_the_dialog_are_private_and_nowhere_on_the_desk() -> None:
    station = DrawStation()
    code = station.order(1, DOE, EDTA)
    station.badge()
    station.requisition(code)
    assert not station.steps[-1].is_private
    station.spell("D")
    assert station.steps[-1].is_private
    station.scan(UnknownSubject("DQX0731", "unknown"), "DQX0731")
    typed = station.steps[-1]
    station.scan(FaultySubject("DQX0731", "doubtful", "DQX0731 was seen"), "DQX0731")
    damaged = station.steps[-1]
    for step in (typed, damaged):
        assert step.is_private
        assert "DQX0731" not in repr(step)
    assert house.spelling_code("D") not in repr(station.desk)
    station.spell("QX0731")
    station.scan(UnknownSubject("4711", "unknown"), "4711")
    assert not station.steps[-1].is_private


@pytest.mark.parametrize("questions", [(), (Question("the family name", ""), Question("the birth date", ""))])
def test_a_patient_who_cannot_be_asked_is_never_identified(questions: tuple[Question, ...]) -> None:
    """An erased patient's challenge is empty: it must not count as passed."""
    station = DrawStation()
    code = station.order(1, DOE, EDTA)
    station.badge()
    subject = RequisitionSubject(station.requisitions[code], Challenge(questions), 1)
    assert station.scan(subject, code).code == Code.NOT_ASKABLE
    assert station.say(Command.LABEL).code == Code.IDENTIFY_FIRST
    assert not station.orders


def test_right_says_when_the_name_was_shown_to_whoever_answers() -> None:
    """He could have answered from memory, with the wrong patient before him."""
    for revealed, is_blind in (
        (Revealed(CMA.code, NOON - timedelta(minutes=2)), False),
        (Revealed(NURSE.code, NOON - timedelta(minutes=2)), True),
        (Revealed(CMA.code, NOON - timedelta(hours=1)), True),
    ):
        station = DrawStation(revealed=(revealed,))
        code = station.order(1, DOE, EDTA)
        station.badge()
        said = station.identify(code, DOE)
        assert said.word == "RIGHT PATIENT"
        assert ("not blind" in said.detail) is not is_blind


def test_a_patient_whom_the_challenge_cannot_tell_from_another_is_told_so_before_and_after() -> None:
    station = DrawStation(is_shared=True)
    code = station.order(1, DOE, EDTA)
    station.badge()
    asked = station.requisition(code)
    said = station.spell("".join(DOE.answers))
    for each in (asked, said):
        assert "ANOTHER PATIENT has the same name" in each.detail
        assert "record number or address" in each.way_out


def test_a_number_that_no_order_has_is_said_with_the_way_to_enter_it() -> None:
    station = DrawStation()
    station.badge()
    said = station.scan(UnknownSubject("NG-26-9999", "unknown"), "NG-26-9999")
    assert (said.word, said.headline, said.tone) == ("NOT KNOWN HERE", "NG-26-9999", Tone.REFUSE)
    assert "F4 enters it by hand" in said.way_out
    assert not station.orders


# Who refuses, or is not there


def test_a_patient_who_refuses_before_the_challenge_is_recorded_for_all_tubes_once_confirmed() -> None:
    station = DrawStation()
    code = station.order(1, DOE, SST, EDTA)
    station.badge()
    station.requisition(code)
    station.spell("D")
    asked = station.say(Command.NOT_DRAWN_REFUSED)
    assert (asked.word, asked.tone) == ("NOT DRAWN?", Tone.ASK)
    assert "all 2 tubes: refused" in asked.headline
    assert not station.orders
    station.say(Command.NO)
    assert station.spell("Q").aside == "● ● ○"
    station.say(Command.NOT_DRAWN_REFUSED)
    assert station.say(Command.YES).word == "NOT DRAWN"
    assert of(NotDrawn, station) == [NotDrawn(1, line, "refused", CMA.code) for line in (1, 2)]
    assert not of(Identify, station)
    assert requisition_in_hand(station.desk) is None
    assert station.requisition(code).word == "RECOLLECT?"


@pytest.mark.parametrize("command", [Command.NOT_DRAWN_DIFFICULT, Command.NOT_DRAWN_DAMAGED])
def test_what_only_a_needle_can_tell_waits_for_the_challenge(command: Command) -> None:
    station = DrawStation()
    code = station.order(1, DOE, EDTA)
    station.badge()
    station.requisition(code)
    assert station.say(command).code == Code.IDENTIFY_FIRST


# Two patients


def test_another_requisition_waits_until_the_first_is_finished_or_left() -> None:
    station, first = labelled(EDTA, SST)
    second = station.order(2, ROE, EDTA)
    said = station.requisition(second)
    assert said.code == Code.FINISH_FIRST
    assert DOE.masked in said.headline
    assert ROE.masked in said.headline
    assert station.tube_label(station.label(first, 2)).word == "COLLECTED"
    station.requisition(second)
    assert station.say(Command.NO).word == "LEFT"
    assert station.requisition(second).tone is Tone.ASK
    assert station.tube_label(station.label(first, 1)).code == Code.IDENTIFY_FIRST


def test_a_finished_requisition_makes_way_and_the_next_patient_has_a_challenge_of_his_own() -> None:
    station, first = labelled(EDTA)
    station.tube_label(station.label(first, 1))
    second = station.order(2, ROE, EDTA)
    assert station.requisition(second).tone is Tone.ASK
    assert station.say(Command.LABEL).code == Code.IDENTIFY_FIRST
    assert station.spell("".join(DOE.answers)).code == Code.WRONG_PATIENT


def test_the_swapped_tube_is_stopped_and_both_patients_are_named_masked() -> None:
    station, first = labelled(EDTA)
    station.say(Command.NO)
    second = station.order(2, ROE, EDTA)
    station.identify(second, ROE)
    before = len(station.orders)
    said = station.tube_label(station.label(first, 1))
    assert (said.word, said.tone) == ("OTHER PATIENT'S TUBE", Tone.REFUSE)
    assert DOE.masked in said.headline
    assert ROE.masked in said.headline
    assert len(station.orders) == before


def test_another_badge_ends_the_identification() -> None:
    station, code = labelled(EDTA)
    assert "identifies the patient" in station.badge(NURSE).way_out
    assert station.tube_label(station.label(code, 1)).code == Code.IDENTIFY_FIRST
    station.identify(code, DOE)
    station.tube_label(station.label(code, 1))
    assert [each.by for each in of(Draw, station)] == [NURSE.code]


def test_the_same_badge_again_changes_nothing() -> None:
    station, code = labelled(EDTA)
    station.badge()
    assert station.tube_label(station.label(code, 1)).word == "COMPLETE"


def test_a_patient_whose_data_was_corrected_meanwhile_is_identified_again() -> None:
    station, code = labelled(EDTA)
    station.requisitions[code] = replace(station.requisitions[code], patient="D., A. ••/80")
    assert station.tube_label(station.label(code, 1)).code == Code.IDENTIFY_FIRST


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


# Stock


def test_drawing_uses_one_of_the_first_expiring_lot_in_the_room() -> None:
    station, code = labelled(EDTA, EDTA)
    station.hold(EDTA_ITEM, E_FAR, 10)
    station.hold(EDTA_ITEM, E_NEAR, 1)
    assert "lot E100 by the books" in station.tube_label(station.label(code, 1)).detail
    assert "lot E200 by the books" in station.tube_label(station.label(code, 2)).detail
    assert [each.lot_id for each in of(Draw, station)] == [E_NEAR.id, E_FAR.id]
    assert of(Use, station) == [Use(EDTA_ITEM.id, each.id, LAB_DRAW.id, 1) for each in (E_NEAR, E_FAR)]


def test_the_lot_that_was_scanned_goes_before_the_books() -> None:
    station, code = labelled(CITRATE, EDTA)
    station.hold(EDTA_ITEM, E_FAR, 10)
    station.hold(EDTA_ITEM, E_NEAR, 1)
    said = station.scan(pack(EDTA_ITEM, E_FAR), "edta")
    assert (said.word, said.tone) == ("THIS TUBE", Tone.NOTE)
    assert "Citrate light blue goes first" in said.detail
    station.tube_label(station.label(code, 1))
    station.tube_label(station.label(code, 2))
    assert of(Draw, station)[1].lot_id == E_FAR.id
    assert station.left(EDTA_ITEM, E_FAR) == 9


def test_a_second_barcode_names_the_lot() -> None:
    station, code = labelled(EDTA)
    station.hold(EDTA_ITEM, E_FAR, 10)
    station.hold(EDTA_ITEM, E_NEAR, 10)
    station.scan(pack(EDTA_ITEM), "edta")
    station.scan(second_barcode(E_FAR), "lot")
    station.tube_label(station.label(code, 1))
    assert of(Draw, station)[0].lot_id == E_FAR.id


@pytest.mark.parametrize("bad", [RECALLED, EXPIRED, lot("Q55", state=LotState.QUARANTINED)])
def test_a_tube_of_a_lot_that_must_not_be_used_is_stopped_hard(bad: Lot) -> None:
    station, code = labelled(EDTA)
    said = station.scan(pack(EDTA_ITEM, bad), "edta")
    assert (said.tone, said.word) == (Tone.REFUSE, "DO NOT USE")
    assert station.tube_label(station.label(code, 1)).code == Code.SETTLE_FIRST
    station.say(Command.YES)
    assert station.tube_label(station.label(code, 1)).word == "COMPLETE"


def test_a_recalled_second_barcode_is_stopped_too() -> None:
    station, _ = labelled(EDTA)
    station.scan(pack(EDTA_ITEM), "edta")
    assert station.scan(second_barcode(RECALLED), "lot").code == Code.RECALLED


def test_only_recalled_stock_in_the_room_is_told_and_not_booked() -> None:
    station, code = labelled(EDTA)
    station.hold(EDTA_ITEM, RECALLED, 5)
    said = station.tube_label(station.label(code, 1))
    assert "RECALLED lot R77" in said.detail
    assert not of(Use, station)
    assert len(of(Draw, station)) == 1


def test_recalled_stock_beside_good_stock_is_told_where_no_lot_was_scanned() -> None:
    station, code = labelled(EDTA)
    station.hold(EDTA_ITEM, RECALLED, 5)
    station.hold(EDTA_ITEM, E_FAR, 5)
    assert "RECALLED lot R77 stands here too" in station.tube_label(station.label(code, 1)).detail
    assert of(Draw, station)[0].lot_id == E_FAR.id


def test_a_lot_recalled_after_it_was_scanned_is_written_beside_the_tube_and_told() -> None:
    station, code = labelled(EDTA)
    station.hold(EDTA_ITEM, E_FAR, 5)
    station.scan(pack(EDTA_ITEM, E_FAR), "edta")
    station.hold(EDTA_ITEM, replace(E_FAR, state=LotState.RECALLED), 5)
    assert "RECALLED lot E200" in station.tube_label(station.label(code, 1)).detail
    assert of(Draw, station)[0].lot_id == E_FAR.id
    assert not of(Use, station)


@pytest.mark.parametrize("tells", [True, False])
def test_without_stock_the_tube_is_collected_all_the_same(tells: bool) -> None:
    station, code = labelled(EDTA)
    station.tells = tells
    assert "no stock booked" in station.tube_label(station.label(code, 1)).detail
    assert len(of(Draw, station)) == 1


def test_a_scanned_lot_that_is_not_in_the_books_is_not_booked_as_another() -> None:
    station, code = labelled(EDTA)
    station.hold(EDTA_ITEM, E_FAR, 5)
    assert "not in the books" in station.scan(pack(EDTA_ITEM, None, says="NEW9"), "edta").detail
    assert "its lot is not in the books" in station.tube_label(station.label(code, 1)).detail
    assert of(Draw, station)[0].lot_id is None
    assert not of(Use, station)


def test_a_tube_that_is_not_wanted_is_told() -> None:
    station, _ = labelled(EDTA)
    assert station.scan(pack(SST_ITEM, lot("S1")), "sst").word == "NOT WANTED"


def test_undo_takes_back_the_tube_and_its_stock_in_one() -> None:
    station, code = labelled(EDTA)
    station.hold(EDTA_ITEM, E_FAR, 5)
    station.tube_label(station.label(code, 1))
    drawn_by = f"{station.scans:032x}"
    assert station.say(Command.UNDO).word == "UNDONE"
    assert station.steps[-1].orders == (Retract(drawn_by, CMA.code), Reverse(drawn_by))
    assert station.left(EDTA_ITEM, E_FAR) == 5
    assert in_hand(station).tubes[0].is_open
    assert station.tube_label(station.label(code, 1)).word == "COMPLETE"


def test_undo_is_signed_by_whoever_takes_it_back() -> None:
    station, code = labelled(EDTA)
    station.tube_label(station.label(code, 1))
    station.badge(NURSE)
    station.say(Command.UNDO)
    assert of(Retract, station)[0].by == NURSE.code


def test_a_printed_label_and_an_identified_patient_stand() -> None:
    station, _ = labelled(EDTA)
    said = station.say(Command.UNDO)
    assert (said.word, said.tone) == ("STANDS", Tone.REFUSE)
    assert not station.steps[-1].orders


# Not drawn, and one more


def test_not_drawn_is_for_the_current_tube_and_tells_of_the_printed_label() -> None:
    station, code = labelled(CITRATE, EDTA)
    said = station.say(Command.NOT_DRAWN_DIFFICULT)
    assert said.headline == "Citrate light blue   difficult"
    assert "Put the printed label in the bin" in said.way_out
    assert of(NotDrawn, station) == [NotDrawn(1, 1, "difficult", CMA.code)]
    assert station.tube_label(station.label(code, 2)).word == "COMPLETE"
    assert not of(Draw, station)[0].flags


def test_not_drawn_may_name_the_nth_open_tube() -> None:
    station, _ = labelled(CITRATE, SST, EDTA)
    station.say(Command.QUANTITY, 3)
    station.say(Command.NOT_DRAWN_NOT_PREPARED)
    assert of(NotDrawn, station)[0].line == 3
    station.say(Command.QUANTITY, 3)
    assert station.say(Command.NOT_DRAWN_REFUSED).word == "WHICH TUBE?"
    station.say(Command.NOT_DRAWN_REFUSED)
    assert of(NotDrawn, station)[1].line == 1


def test_a_quantity_meant_for_a_tube_that_was_scanned_instead_names_no_other() -> None:
    station, code = labelled(CITRATE, SST, EDTA)
    station.say(Command.QUANTITY, 2)
    station.tube_label(station.label(code, 1))
    station.say(Command.NOT_DRAWN_REFUSED)
    assert of(NotDrawn, station)[0].line == 2


def test_an_add_on_by_the_tubes_own_barcode_then_label_again() -> None:
    station, code = labelled(CITRATE)
    station.say(Command.ADD_ON)
    station.scan(pack(EDTA_ITEM, E_FAR), "edta")
    assert station.say(Command.YES).word == "ADDED"
    assert of(AddOn, station) == [AddOn(1, EDTA.id, CMA.code)]
    station.say(Command.LABEL)
    assert of(Label, station)[-1].line == 2
    station.tube_label(station.label(code, 1))
    assert station.tube_label(station.label(code, 2)).aside == "2 of 2"


def test_an_add_on_by_number_among_the_kinds_that_are_listed() -> None:
    station, _ = labelled(EDTA)
    listed = station.say(Command.ADD_ON).detail
    assert listed.startswith("1 EDTA lavender · 2 Urine cup · 3 Citrate light blue")
    assert station.say(Command.QUANTITY, 9).tone is Tone.REFUSE
    station.say(Command.QUANTITY, 2)
    station.say(Command.YES)
    assert of(AddOn, station) == [AddOn(1, CUP.id, CMA.code)]


def test_an_add_on_that_no_test_is_done_from_is_asked_about_and_one_of_an_ordered_kind_is_not() -> None:
    """Its label would name no test, and the laboratory would not know what the tube is for."""
    station, _ = labelled(EDTA)
    station.say(Command.ADD_ON)
    said = station.say(Command.QUANTITY, 2)
    assert (said.word, said.headline) == ("NO TEST FOR IT", "Urine cup")
    station.say(Command.NO)
    assert not of(AddOn, station)
    assert station.say(Command.QUANTITY, 1).word == "ADDED"
    assert of(AddOn, station) == [AddOn(1, EDTA.id, CMA.code)]


def test_all_drawn_offers_an_add_on_which_asks_for_the_patient_first() -> None:
    station, code = labelled(EDTA)
    station.tube_label(station.label(code, 1))
    station.say(Command.DONE)
    station.say(Command.COLLECT)
    said = station.requisition(code)
    assert (said.word, said.aside) == ("FOUND", "all drawn")
    assert "ADD-ON" in said.way_out
    assert station.say(Command.LABEL).code == Code.IDENTIFY_FIRST
    assert station.say(Command.ADD_ON).tone is Tone.ASK
    assert not of(AddOn, station)
    said = station.spell("".join(DOE.answers))
    assert "QUANTITY n" in said.way_out
    station.say(Command.QUANTITY, 1)
    assert of(AddOn, station) == [AddOn(1, EDTA.id, CMA.code)]


# Not drawn, and drawn after all


def given_up() -> tuple[DrawStation, str]:
    """One tube drawn, two not; the room was left, and the requisition is scanned again."""
    station, code = labelled(SST, SST, EDTA)
    station.say(Command.NOT_DRAWN_DIFFICULT)
    station.say(Command.NOT_DRAWN_DIFFICULT)
    station.tube_label(station.label(code, 3))
    station.say(Command.DONE)
    station.say(Command.COLLECT)
    return station, code


def test_a_requisition_of_which_tubes_were_not_drawn_does_not_say_all_drawn() -> None:
    station, code = given_up()
    said = station.requisition(code)
    assert (said.word, said.aside) == ("RECOLLECT?", "1 drawn, 2 not drawn")
    assert "SST gold: difficult" in said.detail
    assert "YES" in said.way_out


def test_yes_asks_for_the_patient_and_opens_the_lines_again_with_new_labels() -> None:
    station, code = given_up()
    old = station.label(code, 1)
    station.requisition(code)
    assert station.say(Command.YES).word == "ASK"
    assert not of(Reopen, station)
    said = station.spell("".join(DOE.answers))
    assert (said.word, said.aside) == ("RIGHT PATIENT", "2 tubes to draw")
    assert of(Reopen, station) == [Reopen(1, 1, CMA.code), Reopen(1, 2, CMA.code)]
    station.say(Command.LABEL)
    assert station.label(code, 1) != old
    station.tube_label(station.label(code, 1))
    assert station.tube_label(station.label(code, 2)).aside == "3 of 3"


def test_where_the_patient_is_still_there_the_tube_itself_is_asked_about() -> None:
    station, code = labelled(SST, EDTA)
    station.say(Command.NOT_DRAWN_DIFFICULT)
    said = station.scan(pack(SST_ITEM), "sst")
    assert (said.tone, said.headline) == (Tone.ASK, "SST gold")
    assert not of(Reopen, station)
    assert station.say(Command.YES).word == "OPEN AGAIN"
    assert of(Reopen, station) == [Reopen(1, 1, CMA.code)]
    assert station.tube(code, 1).is_open


def test_an_add_on_in_between_is_no_yes_to_drawing_the_rest() -> None:
    station, code = given_up()
    station.requisition(code)
    station.say(Command.ADD_ON)
    station.spell("".join(DOE.answers))
    assert not of(Reopen, station)
    station.say(Command.YES)
    assert not of(Reopen, station)


def test_what_stands_as_not_drawn_names_the_way_to_draw_it() -> None:
    station, _ = labelled(EDTA)
    station.say(Command.NOT_DRAWN_DIFFICULT)
    said = station.say(Command.UNDO)
    assert said.word == "STANDS"
    assert "Scan the requisition, then YES" in said.way_out


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
