"""A recording that is played again: nothing is doubled, nobody is identified by it, no desk says "all" that knows less."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.laboratory import ANNE, BEN, RACK, REQUISITION, STAT_REQUISITION, Laboratory
from tests.specimens.bench import TUBES, Scanner, records
from tracker.barcodes.commands import Command
from tracker.barcodes.house import command_code, spelling_code
from tracker.config import Settings
from tracker.hardware.scan import new_id
from tracker.jobs.custody.collecting import is_asking, is_identified
from tracker.jobs.verdict import Tone
from tracker.specimens.challenging import challenge_for
from tracker.specimens.patients import read
from tracker.specimens.states import State
from tracker.station import Station, open_station


def said(command: Command) -> str:
    return command_code(command)


def spelt(laboratory: Laboratory, requisition: str = REQUISITION) -> list[str]:
    """What the patient of this requisition answers, as scans of the spelling card."""
    patient_id = laboratory.value("SELECT patient_id FROM requisition WHERE code = ?", (requisition,))
    with laboratory.database.reading() as connection:
        patient = read(connection, laboratory.vault, int(str(patient_id)))
    return [spelling_code(each) for question in challenge_for(patient).questions for each in question.answer]


def identifications(laboratory: Laboratory) -> int:
    return int(str(laboratory.value("SELECT count(*) FROM journal WHERE instr(body, 'requisition.identify') > 0")))


def anew(home: Path, station: Station) -> Station:
    """The station opened once more, as after a cut."""
    settings, clock = (
        Settings(home=home, database=home / "tracker.db", station="front-desk", time_zone="UTC", key_store="file"),
        station.now,
    )
    station.close()
    return open_station(settings, clock=clock)


# The challenge


def test_a_patient_is_not_identified_by_a_recording(home: Path, station: Station) -> None:
    laboratory, scan = records(home), Scanner(station)
    scan(said(Command.COLLECT), ANNE, REQUISITION, *spelt(laboratory))
    recorded, before = list(scan.outcomes), identifications(laboratory)
    assert is_identified(recorded[-1].desk)
    again = Scanner(anew(home, station))
    last = again.play(recorded)
    assert (last.verdict.word, "ask the patient anew" in last.verdict.way_out) == ("STORED BEFORE", True)
    assert not is_identified(last.desk)
    assert again(said(Command.LABEL)).verdict.tone is Tone.REFUSE
    assert again(REQUISITION, *spelt(laboratory)).verdict.word == "RIGHT PATIENT"
    assert identifications(laboratory) == before + 1
    again.station.close()


def test_letters_that_are_stored_already_pass_no_other_patients_challenge(home: Path, station: Station) -> None:
    laboratory, scan = records(home), Scanner(station)
    scan(said(Command.COLLECT), ANNE, REQUISITION, *spelt(laboratory))
    ids, before = [each.scan.id for each in scan.outcomes[3:]], identifications(laboratory)
    scan(said(Command.NO), said(Command.NO), STAT_REQUISITION)
    assert is_asking(scan.outcomes[-1].desk)
    letters = spelt(laboratory, STAT_REQUISITION)
    for number, letter in enumerate(letters):
        key = ids[number] if number < len(ids) else new_id()
        station.submit(replace(scan.outcomes[3].scan, id=key, data=letter))
    assert station.drain(60)
    assert not any(is_identified(each.desk) for each in scan.outcomes[-len(letters) :])
    assert not is_asking(scan.outcomes[-1].desk), "the first of them has ended it"
    assert identifications(laboratory) == before
    assert scan(said(Command.LABEL)).verdict.tone is Tone.REFUSE


def test_stored_letters_are_no_way_to_guess_unrecorded(home: Path, station: Station) -> None:
    laboratory, scan = records(home), Scanner(station)
    right = spelt(laboratory)
    wrong = [*right[:-1], spelling_code("0" if right[-1] != spelling_code("0") else "1")]
    scan(said(Command.COLLECT), ANNE, REQUISITION, *wrong)
    assert scan.outcomes[-1].verdict.code == "wrong_patient"
    recorded = scan.outcomes[2:]
    guess = [replace(each, scan=replace(each.scan, data=data)) for each, data in zip(recorded[1:], right, strict=True)]
    last = scan.play([recorded[0], *guess])
    assert {each.verdict.code for each in scan.outcomes[-len(guess) :]} == {"already_stored"}, "right or wrong"
    assert not is_identified(last.desk)


def test_whoever_the_service_does_not_know_to_have_asked_is_asked_at_the_next_scan(
    home: Path, station: Station
) -> None:
    """Somebody has corrected the patient's data meanwhile, and to the same masked name."""
    laboratory, scan = records(home), Scanner(station)
    scan(said(Command.COLLECT), ANNE, REQUISITION, *spelt(laboratory))
    with laboratory.database.writing() as connection:
        connection.exec_driver_sql("DELETE FROM patient_identified")
    refused = scan(said(Command.LABEL))
    assert (refused.verdict.code, is_identified(refused.desk)) == ("not_identified", False)
    assert is_asking(scan(REQUISITION).desk)
    assert scan(*spelt(laboratory)).verdict.word == "RIGHT PATIENT"


# The list that DONE tells from


@pytest.mark.parametrize("is_anew", [False, True])
def test_a_tube_that_was_taken_back_is_told_after_the_recording_is_played_again(
    home: Path, station: Station, is_anew: bool
) -> None:
    laboratory, scan = records(home), Scanner(station)
    tube = str(laboratory.value("SELECT min(number) FROM specimen"))
    scan(said(Command.HAND_OFF), ANNE, tube, BEN, tube)
    recorded = list(scan.outcomes)
    assert scan(said(Command.UNDO)).verdict.word == "UNDONE"
    again = Scanner(anew(home, station)) if is_anew else scan
    again.play(recorded)
    done = again(said(Command.DONE)).verdict
    assert (done.word, f"{tube[:8]} {tube[8:]}" in done.headline) == ("NOT ALL ACCEPTED", True)
    assert laboratory.specimen(tube).state is State.RELEASED
    again.station.close()


def test_what_the_records_have_accepted_since_keeps_no_list_open(home: Path, station: Station) -> None:
    laboratory, scan = records(home), Scanner(station)
    scan(said(Command.HAND_OFF), ANNE, RACK, BEN, said(Command.YES))
    again = Scanner(anew(home, station))
    again.play(scan.outcomes)
    assert again(said(Command.DONE)).verdict.code == "round_done"
    assert laboratory.value("SELECT count(*) FROM specimen WHERE custodian = ?", (BEN,)) == TUBES
    again.station.close()


def test_a_list_that_cannot_be_known_again_is_not_called_complete(home: Path, station: Station) -> None:
    """Accepted is accepted: the same scan again finds it so, and what else was on the list is read from no recording."""
    laboratory, scan = records(home), Scanner(station)
    tube = str(laboratory.value("SELECT min(number) FROM specimen"))
    scan(said(Command.HAND_OFF), ANNE, RACK, said(Command.DONE))
    begun = len(scan.outcomes)
    scan(said(Command.ACCEPT), BEN, tube)
    again = Scanner(anew(home, station))
    again.play(scan.outcomes[begun:])
    done = again(said(Command.DONE)).verdict
    assert (done.code, done.word) == ("list_cut", "LIST WAS CUT")
    again.station.close()
