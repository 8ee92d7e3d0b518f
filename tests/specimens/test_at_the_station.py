"""Specimens at a real workstation: scans in, verdicts out, custody in the records and in the journal."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.labelling.test_suiting import WRONG
from tests.laboratory import (
    ANNE,
    BEN,
    CARA,
    COUNTER,
    NOW,
    RACK,
    REQUISITION,
    STAT_REQUISITION,
    TUBE_LOT,
    Laboratory,
)
from tests.specimens.bench import TUBES, Scanner, records
from tracker.barcodes import house
from tracker.barcodes.commands import Command
from tracker.barcodes.house import command_code, specimen_code, spelling_code
from tracker.config import Settings
from tracker.hardware.scan import Scan
from tracker.jobs.desk import Desk
from tracker.jobs.verdict import Tone
from tracker.journal.verifying import verify
from tracker.specimens.challenging import challenge_for
from tracker.specimens.facts import Specimen
from tracker.specimens.orders import Divide, Label, NotDrawn, Step
from tracker.specimens.patients import read
from tracker.specimens.queries import specimens_in
from tracker.specimens.states import Do, State
from tracker.station import Station, open_station
from tracker.station.errands import Paper
from tracker.station.unsaved import keep_unsaved


def in_rack(laboratory: Laboratory) -> tuple[Specimen, ...]:
    with laboratory.database.reading() as connection:
        return specimens_in(connection, laboratory.id_of("holder", RACK))


def test_a_rack_changes_hands_tube_by_tube_and_the_journal_verifies(home: Path, station: Station) -> None:
    scan = Scanner(station)
    laboratory = records(home)
    numbers = [each.number for each in in_rack(laboratory)]
    scan(command_code(Command.HAND_OFF), ANNE, RACK, BEN)
    last = scan(*numbers)
    assert [each.verdict.tone for each in scan.outcomes if each.is_posted] == [Tone.ACCEPT] * (TUBES + 1)
    assert last.verdict.aside == f"{TUBES} of {TUBES}"
    assert len(scan.outcomes) == 4 + TUBES
    held = {each.number: each.custodian for each in in_rack(laboratory)}
    assert {party.code for party in held.values() if party} == {BEN}
    with laboratory.database.reading() as connection:
        assert verify(connection).findings == ()


def test_an_acceptance_that_was_a_mis_scan_goes_back_to_the_giver(home: Path, station: Station) -> None:
    scan = Scanner(station)
    laboratory = records(home)
    first = in_rack(laboratory)[0].number
    scan(command_code(Command.HAND_OFF), ANNE, RACK, BEN, first)
    assert scan(command_code(Command.UNDO)).verdict.word == "UNDONE"
    specimen = laboratory.specimen(first)
    assert (specimen.state, specimen.custodian and specimen.custodian.code) == (State.RELEASED, ANNE)
    assert [step.do.value for step in laboratory.timeline(first)][-2:] == ["accept", "retract"]


def test_yes_accepts_the_rest_and_names_what_another_station_has_accepted(home: Path, station: Station) -> None:
    scan, laboratory = Scanner(station), records(home)
    numbers = [each.number for each in in_rack(laboratory)]
    scan(command_code(Command.HAND_OFF), ANNE, RACK, BEN)
    laboratory.order(Step(Do.ACCEPT, (numbers[2],), CARA, to=CARA))
    verdict = scan(command_code(Command.YES)).verdict
    assert (verdict.tone, verdict.headline) == (Tone.ACCEPT, f"{TUBES - 1} tubes")
    assert laboratory.specimen(numbers[2]).shown in verdict.detail
    assert "Cara C." in verdict.detail
    held = [each.custodian.code for each in map(laboratory.specimen, numbers) if each.custodian]
    assert held == [BEN, BEN, CARA, BEN, BEN, BEN]
    assert scan(command_code(Command.DONE)).verdict.tone is not Tone.REFUSE, "nothing of it is outstanding"


def test_another_clinics_code_and_a_wrong_digit_are_told_apart_and_nothing_moves(home: Path, station: Station) -> None:
    scan = Scanner(station)
    laboratory = records(home)
    number = in_rack(laboratory)[0].number
    scan(command_code(Command.HAND_OFF), ANNE)
    assert scan(specimen_code(31_000_001)).verdict.word == "NOT OURS"
    swapped = number[:7] + number[8] + number[7] + number[9]
    assert swapped != number
    assert scan(swapped).verdict.code == "house_check"
    assert laboratory.specimen(number).state is State.COLLECTED


def spelt(laboratory: Laboratory, *, is_wrong: bool = False) -> list[str]:
    """What the patient of the first requisition answers, letter by letter, as scans of the spelling card."""
    with laboratory.database.reading() as connection:
        patient = read(connection, laboratory.vault, 1)
    answers = "".join(question.answer for question in challenge_for(patient).questions)
    said = answers[:-1] + ("0" if answers[-1] != "0" else "1") if is_wrong else answers
    return [spelling_code(character) for character in said]


def test_tubes_are_collected_after_two_identifiers_and_their_containers_leave_the_stock(
    home: Path, station: Station
) -> None:
    laboratory = records(home)
    stocked = laboratory.place_tubes(TUBE_LOT, 10)
    scan = Scanner(station)
    scan(command_code(Command.COLLECT), ANNE, stocked, REQUISITION)
    assert scan(*spelt(laboratory)).verdict.word == "RIGHT PATIENT"
    labels = scan(command_code(Command.LABEL))
    numbers = [order.number for order in labels.orders if isinstance(order, Label)]
    assert len(numbers) == 3
    for number in numbers:
        assert scan(number).verdict.tone is Tone.ACCEPT, scan.outcomes[-1].verdict
    drawn = [laboratory.specimen(number) for number in numbers]
    assert {each.state for each in drawn} == {State.COLLECTED}
    assert [each.container_code for each in drawn] == ["LB", "GLD", "LAV"], "in order of draw"
    assert laboratory.held(stocked, TUBE_LOT) == 9, "one lavender tube of the room's lot"
    assert laboratory.lots_of(numbers[2]) == (TUBE_LOT,)


def test_a_wrong_answer_stops_the_collection_and_is_recorded_without_what_was_said(
    home: Path, station: Station
) -> None:
    laboratory = records(home)
    scan = Scanner(station)
    scan(command_code(Command.COLLECT), ANNE, REQUISITION)
    outcome = scan(*spelt(laboratory, is_wrong=True))
    assert (outcome.verdict.code, outcome.verdict.tone) == ("wrong_patient", Tone.REFUSE)
    assert scan(command_code(Command.LABEL)).verdict.tone is Tone.REFUSE
    with laboratory.database.reading() as connection:
        kept = connection.exec_driver_sql("SELECT data FROM scan ORDER BY at").scalars()
        assert not [data for data in kept if data in set(spelt(laboratory))]
        bodies = b"".join(connection.exec_driver_sql("SELECT body FROM journal").scalars())
        assert b'"is_match":false' in bodies
        assert verify(connection).findings == ()


def test_what_a_patient_says_reaches_no_listener_and_no_file(home: Path, station: Station) -> None:
    laboratory = records(home)
    scan = Scanner(station)
    letters = spelt(laboratory)
    scan(command_code(Command.COLLECT), ANNE, REQUISITION, letters[0].lower(), letters[0][:-1], "DOE 0102", *letters)
    told = repr(scan.outcomes)
    assert [outcome.is_private for outcome in scan.outcomes] == [False] * 3 + [True] * (3 + len(letters))
    assert not [letter for letter in (*letters, letters[0].lower(), "DOE 0102") if letter in told]
    scan(command_code(Command.HOME))
    assert scan(letters[0][:-2] + "00").is_private, "a damaged letter that nobody asked for"


def test_a_letter_stays_private_when_its_recording_is_played_again_or_its_identity_is_taken(
    home: Path, station: Station
) -> None:
    laboratory = records(home)
    letter = spelt(laboratory)[0]
    scan = Scanner(station)
    scan(command_code(Command.COLLECT), ANNE, REQUISITION, letter)
    identity = scan.outcomes[-1].scan.id
    badge = scan.outcomes[1].scan.id
    for each in (identity, badge):
        station.submit(Scan(letter, source="serial:a", at=NOW, evidence=f"read as {letter}", id=each))
        station.submit(Scan(command_code(Command.HOME), source="serial:a", at=NOW))
    assert station.drain(60)
    assert [outcome.verdict.code for outcome in scan.outcomes[4::2]] == ["already_stored", "identity_taken"]
    assert letter not in repr(scan.outcomes)
    with laboratory.database.reading() as connection:
        kept = connection.exec_driver_sql("SELECT data, evidence FROM scan").all()
    assert not [row for row in kept if letter in row or f"read as {letter}" in row]


def test_what_a_patient_says_is_left_out_of_what_the_store_did_not_take(home: Path, station: Station) -> None:
    laboratory = records(home)
    scan = Scanner(station)
    scan(command_code(Command.COLLECT), ANNE, REQUISITION)
    pack = "0109520101000408"
    still = [*spelt(laboratory), "DOE 0102", command_code(Command.LABEL), command_code(Command.RESTOCK), pack]
    asked = [REQUISITION, *spelt(laboratory), "DOE 0102", command_code(Command.RESTOCK), pack]
    for desk, codes in ((station.desk, still), (Desk(), asked)):
        kept = keep_unsaved(home, desk, [Scan(code) for code in codes])
        written = [json.loads(line)["data"] for line in kept.read_text("utf-8").splitlines()[1:]]
        assert not [data for data in written if house.is_spelling(data) or "DOE" in data]
        assert written[-2:] == [command_code(Command.RESTOCK), pack], "nothing else is lost"


def test_another_patients_tube_is_refused_aloud_while_a_requisition_is_open(home: Path, station: Station) -> None:
    laboratory = records(home)
    other = laboratory.labelled(requisition=STAT_REQUISITION)
    scan = Scanner(station)
    scan(command_code(Command.COLLECT), ANNE, REQUISITION, *spelt(laboratory))
    outcome = scan(other)
    assert outcome.verdict.tone is Tone.REFUSE
    assert laboratory.specimen(other).state is State.LABELLED


def test_labels_are_printed_once_they_are_on_disk_and_again_only_when_asked(home: Path, station: Station) -> None:
    laboratory = records(home)
    papers: list[Paper] = []
    station.subscribe_papers(papers.append)
    scan = Scanner(station)
    scan(command_code(Command.COLLECT), ANNE, REQUISITION, *spelt(laboratory))
    numbers = [order.number for order in scan(command_code(Command.LABEL)).orders if isinstance(order, Label)]
    assert scan(command_code(Command.LABEL)).verdict.word == "PRINT AGAIN?"
    assert scan(command_code(Command.REASON_LOST)).verdict.word == "LABELS PRINTING"
    station.close()
    assert [(paper.is_out, paper.about) for paper in papers] == [(True, "3 labels")] * 2
    folder = home / "specimen-labels"
    assert sorted(path.name for path in folder.iterdir()) == sorted(f"specimen-{number}.pdf" for number in numbers)
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o600}
    with laboratory.database.reading() as connection:
        bodies = b"".join(connection.exec_driver_sql("SELECT body FROM journal").scalars())
    assert bodies.count(b'"do":"specimen.reprint"') == 1


def test_collect_prints_no_label_that_scans_as_another_patients_tube(home: Path, station: Station) -> None:
    laboratory = records(home)
    (home / "labels").mkdir()
    (home / "labels" / "tube.toml").write_text(WRONG.replace('"wrong"', '"tube"'), "utf-8")
    papers: list[Paper] = []
    station.subscribe_papers(papers.append)
    scan = Scanner(station)
    scan(command_code(Command.COLLECT), ANNE, REQUISITION, *spelt(laboratory))
    scan(command_code(Command.LABEL))
    station.close()
    assert [(paper.is_out, "tube.toml" in paper.words) for paper in papers] == [(False, True)]
    assert not (home / "specimen-labels").exists()


def test_a_labels_file_is_gone_once_the_tube_carries_it_or_the_label_is_void(home: Path, station: Station) -> None:
    laboratory = records(home)
    folder = home / "specimen-labels"
    printed: list[tuple[Paper, list[str]]] = []
    station.subscribe_papers(lambda paper: printed.append((paper, sorted(path.name for path in folder.iterdir()))))
    scan = Scanner(station)
    scan(command_code(Command.COLLECT), ANNE, REQUISITION, *spelt(laboratory))
    first, _, third = (order.number for order in scan(command_code(Command.LABEL)).orders if isinstance(order, Label))
    scan(first, command_code(Command.NOT_DRAWN_REFUSED))
    given_up = {NotDrawn} & {type(order) for order in scan.outcomes[-1].orders}
    assert given_up, scan.outcomes[-1].verdict
    station.close()
    assert [len(names) for _, names in printed] == [3], "all were there first"
    assert [path.name for path in folder.iterdir()] == [f"specimen-{third}.pdf"]


def test_an_aliquots_file_is_gone_once_it_was_scanned(home: Path, station: Station) -> None:
    laboratory = records(home)
    parent = in_rack(laboratory)[0].number
    scan = Scanner(station)
    child = next(
        order.number
        for order in scan(command_code(Command.ALIQUOT), ANNE, parent, command_code(Command.LABEL)).orders
        if isinstance(order, Divide)
    )
    station.close()
    folder = home / "specimen-labels"
    assert [path.name for path in folder.iterdir()] == [f"specimen-{child}.pdf"]
    laboratory.order(Step(Do.RELEASE, (child,), ANNE))
    settings = Settings(
        home=home, database=home / "tracker.db", station="front-desk", time_zone="UTC", key_store="file"
    )
    open_station(settings, clock=lambda: NOW).close()
    assert list(folder.iterdir()) == []


def test_a_printer_that_is_off_loses_no_tube_and_says_so(home: Path, caplog: pytest.LogCaptureFixture) -> None:
    settings = Settings(
        home=home,
        database=home / "tracker.db",
        station="front-desk",
        time_zone="UTC",
        key_store="file",
        specimen_printer="zpl://127.0.0.1:9",
    )
    station = open_station(settings, clock=lambda: NOW)
    papers: list[Paper] = []
    station.subscribe_papers(papers.append)
    scan = Scanner(station)
    laboratory = records(home)
    scan(command_code(Command.COLLECT), ANNE, REQUISITION, *spelt(laboratory))
    numbers = [order.number for order in scan(command_code(Command.LABEL)).orders if isinstance(order, Label)]
    station.close()
    assert [paper.is_out for paper in papers] == [False]
    assert papers[0].hint
    assert "not printed" in caplog.messages
    assert not re.search("doe|jane|4711", caplog.text, re.IGNORECASE), "nobody is named in the log"
    assert {laboratory.specimen(number).state for number in numbers} == {State.LABELLED}


def test_closing_the_day_signs_the_shift(home: Path, station: Station) -> None:
    laboratory = records(home)
    papers: list[Paper] = []
    station.subscribe_papers(papers.append)
    scan = Scanner(station)
    numbers = [each.number for each in in_rack(laboratory)]
    assert scan(ANNE, command_code(Command.CLOSE_DAY)).verdict.tone is Tone.REFUSE, "tubes are in her hands"
    scan(command_code(Command.HAND_OFF), ANNE, RACK, BEN, command_code(Command.YES))
    scan(command_code(Command.STORE), COUNTER, RACK)
    assert {laboratory.specimen(number).state for number in numbers} == {State.STORED}
    scan(command_code(Command.ARRIVE), command_code(Command.LOST_HERE), numbers[0], command_code(Command.YES))
    closed = scan(command_code(Command.CLOSE_DAY)).verdict
    assert (closed.tone, closed.word) == (Tone.ACCEPT, "DAY CLOSED")
    assert closed.detail == f"1 LOST: {numbers[0][:8]} {numbers[0][8:]}"
    station.close()
    assert [(paper.is_out, paper.about) for paper in papers] == [(True, "the shift's checkpoint")]
