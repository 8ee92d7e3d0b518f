"""What was written while the computers were down: recorded as of then, and as entered afterwards; or refused with why."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from labels.card import Paper
from tests.laboratory import ANNE, BAG, BEN, CARA, FRIDGE, NOW, REQUISITION, ROLL
from tests.reports.papers import words_of
from tests.specimens.bench import Scanner, records
from tests.specimens.on_paper import TUBE, at, begin, collected, said, time
from tests.specimens.test_played_again import spelt
from tracker.barcodes.commands import Command
from tracker.barcodes.house import specimen_code, spelling_code
from tracker.errors import Refusal
from tracker.jobs.verdict import Tone
from tracker.journal.verifying import verify
from tracker.reports import specimen_custody
from tracker.reports.afterwards import afterwards
from tracker.reports.custody import custody_of, line_of, paper_of, timeline_json
from tracker.reports.custody_pdf import custody_pdf
from tracker.specimens.auditing import audit_custody
from tracker.specimens.reader import SpecimenReader
from tracker.specimens.states import Do, State
from tracker.station import Outcome, Station


def handed(scan: Scanner, clock: str) -> Outcome:
    """From Anne to Ben, both at this time."""
    scan(*time(clock), said(Command.HAND_OFF), ANNE, TUBE)
    return scan(BEN, TUBE)


def test_collection_and_hand_off_bear_the_papers_times_and_whose_hands_they_were(home: Path, station: Station) -> None:
    scan, laboratory = Scanner(station), records(home)
    collected(scan, laboratory)
    assert handed(scan, "10:05").verdict.word.startswith("ACCEPTED")
    steps = laboratory.timeline(TUBE)
    assert [(step.do, step.at, step.by_code) for step in steps] == [
        (Do.BIND, at("09:40"), ANNE),
        (Do.COLLECT, at("09:40"), ANNE),
        (Do.RELEASE, at("10:05"), ANNE),
        (Do.ACCEPT, at("10:05"), BEN),
    ]
    assert {(step.entered_at, step.entered_by) for step in steps} == {(NOW, "Cara C.")}
    specimen = laboratory.specimen(TUBE)
    assert (specimen.collected_at, specimen.received_at) == (at("09:40"), at("10:05"))
    assert specimen.custodian is not None
    assert specimen.custodian.code == BEN


def test_the_records_agree_with_the_journal_and_it_verifies(home: Path, station: Station) -> None:
    scan, laboratory = Scanner(station), records(home)
    collected(scan, laboratory)
    handed(scan, "10:05")
    with laboratory.database.reading() as connection:
        assert verify(connection).findings == ()
        # The two that the fixture itself wrote past the journal are not this test's.
        assert [each for each in audit_custody(connection) if TUBE in each.message] == []


def test_what_is_scanned_as_it_happens_is_not_marked(home: Path, station: Station) -> None:
    scan, laboratory = Scanner(station), records(home)
    collected(scan, laboratory)
    scan(said(Command.PAPER_DONE), said(Command.HAND_OFF), ANNE, TUBE)
    late, live = laboratory.timeline(TUBE)[1:]
    assert (late.entered_at, live.entered_at) == (NOW, None)
    assert live.at == scan.at


def test_reports_on_paper_and_for_programs_say_entered_afterwards(home: Path, station: Station) -> None:
    scan, laboratory = Scanner(station), records(home)
    collected(scan, laboratory)
    with laboratory.database.reading() as connection:
        reader = SpecimenReader(connection, NOW, laboratory.vault)
        custody = custody_of(reader, line_of(reader, TUBE), None, NOW.tzinfo)
        told = json.loads(timeline_json(custody))["specimens"][0]["steps"][1]["entered_afterwards"]
        assert (told["at"], told["by"]["code"]) == (NOW.isoformat(timespec="milliseconds"), CARA)
        words = " ".join(words_of(custody_pdf(paper_of(custody), Paper.LETTER)))
        assert "entered afterwards" in words
        table = specimen_custody.custody(reader, TUBE, NOW.tzinfo)
        keys = [column.key for column in table.columns]
        assert [row[keys.index("entered_at")] is not None for row in table.rows] == [True, True]


def test_what_was_entered_afterwards_is_listed_for_whoever_looks_over_the_day(home: Path, station: Station) -> None:
    scan, laboratory = Scanner(station), records(home)
    collected(scan, laboratory)
    handed(scan, "10:05")
    scan(said(Command.PAPER_DONE))
    with laboratory.database.reading() as connection:
        told = afterwards(connection, NOW.date(), NOW.tzinfo)
    rows = [(row[0], row[2], row[3], row[4], row[5], row[6]) for row in told.rows]
    assert rows == [
        ("2026-11-16T09:40+00:00", 320, "identify", REQUISITION, "Anne A.", "Cara C."),
        ("2026-11-16T09:40+00:00", 320, "bind", TUBE, "Anne A.", "Cara C."),
        ("2026-11-16T09:40+00:00", 320, "collect", TUBE, "Anne A.", "Cara C."),
        ("2026-11-16T10:05+00:00", 295, "release", TUBE, "Anne A.", "Cara C."),
        ("2026-11-16T10:05+00:00", 295, "accept", TUBE, "Ben B.", "Cara C."),
    ]


def test_a_rejection_on_paper_is_one_with_its_reason(home: Path, station: Station) -> None:
    scan, laboratory = Scanner(station), records(home)
    collected(scan, laboratory)
    scan(*time("10:05"), said(Command.HAND_OFF), ANNE, TUBE, BEN, said(Command.REJECT_RH))
    assert scan(TUBE).verdict.tone is Tone.ACCEPT
    step = laboratory.timeline(TUBE)[-1]
    assert (step.do, step.reason, step.at, step.entered_by) == (Do.REJECT, "RH", at("10:05"), "Cara C.")


def test_who_enters_is_asked_first_and_a_time_before_anything_else(home: Path, station: Station) -> None:
    scan, laboratory = Scanner(station), records(home)
    assert scan(said(Command.FROM_PAPER)).verdict.word == "WHO ARE YOU?"
    scan(CARA, said(Command.FROM_PAPER), said(Command.COLLECT), ANNE)
    assert scan(REQUISITION).verdict.code == "no_time"
    assert laboratory.value("SELECT count(*) FROM specimen WHERE number = ?", (TUBE,)) == 0


def test_what_no_paper_can_say_is_refused(home: Path, station: Station) -> None:
    scan, laboratory = Scanner(station), records(home)
    collected(scan, laboratory)
    assert scan(said(Command.LABEL)).verdict.code == "not_from_paper", "a label printed now was on no tube then"
    scan(said(Command.PACK), ANNE)
    assert scan(BAG).verdict.code == "not_from_paper", "a bag leaves with a manifest"
    assert laboratory.value("SELECT count(*) FROM shipment") == 0


def test_label_prints_nothing_from_paper_and_says_so_at_once_whether_the_tubes_are_bound_or_not(
    home: Path, station: Station
) -> None:
    scan, laboratory = Scanner(station), records(home)
    begin(scan, laboratory)
    before = scan(said(Command.LABEL))
    tubes = [specimen_code(number) for number in ROLL[:3]]
    for number in tubes:
        assert scan(number).verdict.word == "BOUND"
    after = scan(said(Command.LABEL))
    for outcome in (before, after):
        assert outcome.verdict.word == "NOT FROM PAPER"
        assert outcome.verdict.headline == "From paper nothing is printed."
        assert "LABEL after PAPER DONE" in outcome.verdict.way_out
        assert outcome.desk.matter is None, "nothing is asked that could only be refused"
    assert laboratory.value("SELECT count(*) FROM journal WHERE instr(body, 'specimen.reprint')") == 0


def test_nor_is_a_full_tubes_label_made_again_in_the_name_that_stands_on_the_paper(
    home: Path, station: Station
) -> None:
    scan, laboratory = Scanner(station), records(home)
    number = laboratory.drawn(2)
    begin(scan, laboratory)
    with pytest.raises(Refusal) as refused:
        station.labels.reprint_specimen(number, "smeared")
    assert refused.value.code == "not_from_paper"
    assert "PAPER DONE" in refused.value.hint


def test_a_limit_is_judged_by_when_it_was_done_and_not_by_when_it_was_entered(home: Path, station: Station) -> None:
    """The citrate tube must be spun within the hour. It was; who enters it at three must not be told that it is too late."""
    scan, laboratory = Scanner(station), records(home)
    collected(scan, laboratory)
    assert laboratory.specimen(TUBE).due_at == at("10:40")
    scan(*time("10:39"), said(Command.SPIN), ANNE)
    assert scan(TUBE).verdict.word == "SPUN"
    assert laboratory.specimen(TUBE).spun_at == at("10:39")
    assert handed(scan, "10:45").verdict.word == "ACCEPTED"


def test_a_limit_that_was_missed_on_paper_is_told(home: Path, station: Station) -> None:
    scan, laboratory = Scanner(station), records(home)
    collected(scan, laboratory)
    scan(*time("10:41"), said(Command.SPIN), ANNE)
    assert scan(TUBE).verdict.word == "SPUN, TOO LATE"


def test_what_was_put_into_a_fridge_stands_there_since_then(home: Path, station: Station) -> None:
    scan, laboratory = Scanner(station), records(home)
    collected(scan, laboratory)
    scan(*time("11:00"), said(Command.STORE), ANNE, FRIDGE, TUBE)
    specimen = laboratory.specimen(TUBE)
    assert (specimen.state, specimen.since, specimen.spot.place) == (State.STORED, at("11:00"), "Lab · Fridge")


def test_paper_done_signs_on_whoever_entered_it(home: Path, station: Station) -> None:
    scan, laboratory = Scanner(station), records(home)
    collected(scan, laboratory)
    desk = scan(said(Command.PAPER_DONE)).desk
    assert (desk.paper, desk.operator and desk.operator.badge) == (None, CARA)
    assert scan(said(Command.PAPER_DONE)).verdict.tone is Tone.REFUSE


def test_the_wrong_patients_paper_binds_nothing(home: Path, station: Station) -> None:
    scan, laboratory = Scanner(station), records(home)
    letters = spelt(laboratory)
    wrong = spelling_code("X" if letters[0] != spelling_code("X") else "Y")
    scan(CARA, *time("09:40"), said(Command.COLLECT), ANNE, REQUISITION, wrong, *letters[1:])
    assert scan(TUBE).verdict.tone is Tone.REFUSE
    assert laboratory.value("SELECT count(*) FROM specimen WHERE number = ?", (TUBE,)) == 0


def test_at_a_paper_nobody_is_told_to_print_a_label(home: Path, station: Station) -> None:
    """The tubes bear theirs; LABEL is refused."""
    scan, laboratory = Scanner(station), records(home)
    after_one = collected(scan, laboratory)
    assert after_one.verdict.word == "COLLECTED"
    open_still = scan(REQUISITION)
    for outcome in (after_one, open_still):
        assert "LABEL" not in outcome.verdict.way_out
        assert "Scan the label that it bears." in outcome.verdict.way_out
