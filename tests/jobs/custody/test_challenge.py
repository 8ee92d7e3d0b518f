"""The challenge before a collection: two identifiers that only the patient knows, and what goes on when they fail."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.jobs.custody.draw_station import (
    CITRATE,
    CMA,
    DOE,
    E_NEAR,
    EDTA,
    EDTA_ITEM,
    NOON,
    NURSE,
    ROE,
    SST,
    DrawStation,
    identified,
    labelled,
    of,
    pack,
)
from tracker.barcodes import house
from tracker.barcodes.commands import Command
from tracker.inventory.subjects import CommandSubject, FaultySubject, UnknownSubject
from tracker.jobs.advancing import requisition_in_hand
from tracker.jobs.verdict import Code, Tone
from tracker.specimens.orders import Draw, Identify, NotDrawn
from tracker.specimens.requisition_facts import Challenge, Question, Revealed
from tracker.specimens.subjects import RequisitionSubject

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
    assert "F9 enters it by hand" in said.way_out
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
