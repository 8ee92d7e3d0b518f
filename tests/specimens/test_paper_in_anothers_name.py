"""Anybody can write a sheet: what it says of another counts where he, or a lead in his place, has signed for it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, timedelta
from pathlib import Path

import pytest

from tests.laboratory import ANNE, BEN, CARA, NOW, REQUISITION, ROLL, Laboratory
from tests.people.asking import PIN, ask_who, give_pins
from tests.specimens.bench import Scanner, records, sign_in
from tests.specimens.on_paper import said, time
from tests.specimens.test_at_the_station import in_rack
from tests.specimens.test_permitted_scans import scans_told, signatures
from tests.specimens.test_played_again import spelt
from tracker.barcodes.commands import Command
from tracker.barcodes.house import badge_code, specimen_code
from tracker.config import Settings
from tracker.errors import Refusal
from tracker.jobs.desk import JobName
from tracker.journal.occasion import Occasion, stamp
from tracker.journal.verifying import verify
from tracker.people.access import Role
from tracker.people.proofs import Proof
from tracker.people.review_lines import Looked
from tracker.people.reviews import unsigned
from tracker.reports import specimen_custody
from tracker.reports.afterwards import afterwards
from tracker.specimens.demanding import require_said
from tracker.specimens.facts import Specimen
from tracker.specimens.licensed import require_good
from tracker.specimens.orders import Step as Order
from tracker.specimens.reader import SpecimenReader
from tracker.specimens.states import Do, State
from tracker.station import Outcome, Station
from tracker.station.hands import hand

ASSISTANT = badge_code(21)


@pytest.fixture
def lab(home: Path, settings: Settings) -> Laboratory:
    """Anne collects, Ben is of the lab, Cara leads; an assistant may enter papers and accept specimens."""
    opened = records(home)
    roles = {ANNE: Role.COLLECTOR, BEN: Role.LAB, CARA: Role.LEAD, ASSISTANT: Role.ASSISTANT}
    ask_who(opened.database, roles)
    give_pins(opened.database, settings, *roles)
    return opened


@pytest.fixture
def tubes(lab: Laboratory) -> tuple[Specimen, ...]:
    return in_rack(lab)


def handed_to(scan: Scanner, receiver: str, *tubes: Specimen) -> Outcome:
    """The assistant enters that Anne gave these to somebody, up to his badge."""
    sign_in(scan.station, ASSISTANT)
    scan(said(Command.FROM_PAPER), "15:00", said(Command.HAND_OFF), ANNE, *(each.number for each in tubes))
    return scan(receiver)


def test_nobody_accepts_by_a_sheet_before_his_pin(
    lab: Laboratory, tubes: tuple[Specimen, ...], station: Station
) -> None:
    scan, one = Scanner(station), tubes[0]
    asked = handed_to(scan, BEN, one)
    assert (asked.verdict.code, "Ben" in asked.verdict.detail) == ("sign_asked", True)
    assert scan(one.number).verdict.tone != "accept"
    assert lab.specimen(one.number).state is State.RELEASED
    with pytest.raises(Refusal, match="not the PIN"):
        station.signing.sign(Proof("111222333"))
    station.signing.sign(Proof(PIN))
    assert scan(one.number).verdict.word.startswith("ACCEPTED")
    assert lab.specimen(one.number).state is State.ACCEPTED
    told = scans_told(lab)[-1]
    assert (told["by"], told["entered_by"], told["proved_by"]) == (BEN, ASSISTANT, BEN)
    assert [each[:2] for each in signatures(lab)] == [(BEN, "as written on paper")]


def test_forty_tubes_take_one_pin(lab: Laboratory, tubes: tuple[Specimen, ...], station: Station) -> None:
    scan = Scanner(station)
    handed_to(scan, BEN, *tubes)
    station.signing.sign(Proof(PIN))
    for each in tubes[:3]:
        assert scan(each.number).verdict.tone == "accept"
    scan(said(Command.FROM_PAPER), "15:00", said(Command.ACCEPT), BEN)
    assert scan(tubes[3].number).verdict.tone == "accept", (
        "the sheet's next line, and the next job, are of the same paper"
    )
    assert len(signatures(lab)) == 1


def test_for_who_has_gone_home_a_lead_signs_and_it_stands_wherever_it_is_answered_for(
    lab: Laboratory, tubes: tuple[Specimen, ...], station: Station
) -> None:
    scan, one = Scanner(station), tubes[0]
    asked = handed_to(scan, BEN, one)
    assert "A lead's badge" in asked.verdict.way_out
    lead = scan(CARA)
    assert (lead.verdict.code, "Cara C. witnesses the paper for Ben B." in lead.verdict.detail) == ("sign_asked", True)
    station.signing.sign(Proof(PIN))
    assert scan(one.number).verdict.tone == "accept"
    told = scans_told(lab)[-1]
    assert (told["by"], told["entered_by"], told["proved_by"]) == (BEN, ASSISTANT, CARA)
    assert [each[:2] for each in signatures(lab)] == [(CARA, "witnessed")]
    with lab.database.reading() as connection:
        assert verify(connection).findings == ()
        lines = {each.code: each for each in unsigned(connection, Looked())}
        assert (lines["on_paper"].by, lines["on_paper"].count) == (BEN, 1)
        rows = afterwards(connection, NOW.date(), NOW.tzinfo)
        column = [each.key for each in rows.columns].index("proved_by")
        assert [row[column] for row in rows.rows] == [None, "Cara C."], "who gave is named by his badge alone"
        custody = specimen_custody.custody(SpecimenReader(connection, NOW, lab.vault), one.number, NOW.tzinfo)
        column = [each.key for each in custody.columns].index("proved_by")
        assert "Cara C." in str(custody.rows[-1][column])


def test_nobody_but_who_may_witness_stands_in_for_another(
    lab: Laboratory, tubes: tuple[Specimen, ...], station: Station
) -> None:
    scan, one = Scanner(station), tubes[0]
    handed_to(scan, BEN, one)
    for badge in (ANNE, ASSISTANT):
        refused = scan(badge)
        assert (refused.verdict.code, refused.verdict.tone) == ("not_permitted", "refuse")
    scan(BEN)
    station.signing.sign(Proof(PIN))
    assert scan(one.number).verdict.tone == "accept"


def test_a_rejection_on_paper_is_signed_by_who_rejected_each_time_or_by_a_lead(
    lab: Laboratory, tubes: tuple[Specimen, ...], station: Station
) -> None:
    scan, (one, other, *_) = Scanner(station), tubes
    handed_to(scan, BEN, one, other)
    station.signing.sign(Proof(PIN))
    scan(said(Command.REJECT_RH))
    assert scan(one.number).verdict.code == "sign_asked"
    assert lab.specimen(one.number).state is State.RELEASED
    station.signing.sign(Proof(PIN))
    assert lab.specimen(one.number).state is State.REJECTED
    scan(said(Command.REJECT_RH), other.number, CARA)
    station.signing.sign(Proof(PIN))
    assert lab.specimen(other.number).state is State.REJECTED
    assert [each[:2] for each in signatures(lab)][1:] == [(BEN, "rejected"), (CARA, "witnessed")]
    assert scans_told(lab)[-1]["proved_by"] == CARA


def test_who_enters_his_own_sheet_is_signed_in_and_signs_what_is_signed_else(
    lab: Laboratory, tubes: tuple[Specimen, ...], station: Station
) -> None:
    scan, (one, other, *_) = Scanner(station), tubes
    sign_in(station, BEN)
    scan(said(Command.FROM_PAPER), "15:00", said(Command.HAND_OFF), ANNE, one.number, other.number, BEN)
    assert scan(one.number).verdict.tone == "accept"
    assert "proved_by" not in scans_told(lab)[-1]
    scan(said(Command.REJECT_RH))
    asked = scan(other.number)
    assert asked.verdict.code == "sign_asked"
    assert "lead" not in asked.verdict.way_out, "he is here himself"


def test_nobody_is_made_a_collector_by_his_badge_on_a_sheet(lab: Laboratory, station: Station) -> None:
    """Neither is it told whether this is the patient, before the collector or a lead has signed."""
    scan = Scanner(station)
    sign_in(station, ASSISTANT)
    assert scan(said(Command.FROM_PAPER), "15:00", said(Command.COLLECT), REQUISITION).verdict.code != "challenge"
    assert scan(ANNE).verdict.code == "sign_asked"
    scan(said(Command.NO), said(Command.PAPER_DONE))
    assert scan(said(Command.COLLECT)).verdict.code == "not_permitted", "he does not collect himself"
    scan(said(Command.SIGN_OUT))
    sign_in(station, BEN)
    assert scan(said(Command.FROM_PAPER), "15:00", ANNE, said(Command.COLLECT)).verdict.code == "sign_asked"
    assert scan(REQUISITION).desk.job is not JobName.COLLECT
    scan(ANNE)
    station.signing.sign(Proof(PIN))
    tube = specimen_code(ROLL[0])
    scan(REQUISITION, *spelt(lab), tube, tube)
    assert lab.specimen(tube).state is State.COLLECTED
    told = scans_told(lab)[-1]
    assert (told["by"], told["entered_by"], told["proved_by"]) == (ANNE, BEN, ANNE)


def test_a_certificate_is_asked_for_as_it_was_on_the_day_that_stands_on_the_paper(
    lab: Laboratory, station: Station
) -> None:
    """It ran out last night: yesterday's sheet needs no exception, and today's does."""
    scan = Scanner(station)
    until = (NOW - timedelta(days=1)).date()
    lab.execute("INSERT INTO licence VALUES (?, 'phlebotomy', 'CPT-1', ?)", (ANNE, until.isoformat()))
    sign_in(station, BEN)
    scan(said(Command.FROM_PAPER), f"{until} 15:00", said(Command.COLLECT), ANNE)
    station.signing.sign(Proof(PIN))
    assert scan(REQUISITION).verdict.code == "challenge"
    scan(said(Command.NO), said(Command.FROM_PAPER), f"{NOW.date()} 15:00")
    assert scan(REQUISITION).verdict.code == "certificate_lapsed"
    then = Occasion("1", stamp(NOW - timedelta(days=1)), NOW.date(), entered_by=BEN, zone=UTC)
    with lab.database.reading() as connection:
        require_good(connection, ANNE, then)
        with pytest.raises(Refusal):
            require_good(connection, ANNE, replace(then, entered_by=""))


def test_who_has_proved_himself_at_one_sheet_has_not_at_the_next(
    lab: Laboratory, tubes: tuple[Specimen, ...], station: Station
) -> None:
    scan = Scanner(station)
    handed_to(scan, BEN, *tubes[:2])
    station.signing.sign(Proof(PIN))
    scan(tubes[0].number, said(Command.PAPER_DONE))
    assert scan(*time("15:00"), said(Command.HAND_OFF), ANNE, BEN).verdict.code == "sign_asked"
    scan(said(Command.NO), said(Command.SIGN_OUT))
    sign_in(station, ASSISTANT)
    assert station.desk.paper is not None
    assert station.desk.paper.proven == ()


def test_a_sheet_is_entered_by_who_is_signed_in_and_not_by_whom_he_last_received_for(
    lab: Laboratory, tubes: tuple[Specimen, ...], station: Station
) -> None:
    scan = Scanner(station)
    sign_in(station, ASSISTANT)
    scan(said(Command.HAND_OFF), ANNE, tubes[0].number, BEN)
    station.signing.sign(Proof(PIN))
    scan(said(Command.FROM_PAPER))
    assert station.desk.paper is not None
    assert station.desk.paper.entered_by.badge == ASSISTANT


def test_what_the_screens_ask_for_is_in_the_name_of_who_is_signed_in_not_of_a_giver(
    lab: Laboratory, station: Station
) -> None:
    """A lab person's badge shown as the giver's would else show a patient's name to an assistant, in the lab's name."""
    scan = Scanner(station)
    sign_in(station, ASSISTANT)
    scan(said(Command.HAND_OFF), BEN)
    assert hand(station.desk) == ASSISTANT, "orders, labels and items are entered by whoever is signed in"
    with pytest.raises(Refusal) as refused:
        station.by_hand.reveal_patient(REQUISITION, "asked by phone")
    assert refused.value.code == "not_permitted"
    assert lab.value("SELECT count(*) FROM journal WHERE instr(body, 'patient.revealed')") == 0


def test_a_clinic_of_badges_alone_enters_its_sheets_as_it_did(home: Path, station: Station) -> None:
    scan, opened = Scanner(station), records(home)
    tube = in_rack(opened)[0].number
    scan(CARA, said(Command.FROM_PAPER), "15:00", said(Command.HAND_OFF), ANNE, tube, BEN)
    assert scan(tube).verdict.tone == "accept"
    with opened.database.reading() as connection:
        body = connection.exec_driver_sql("SELECT body FROM journal ORDER BY seq DESC LIMIT 1").scalar_one()
    assert "proved_by" not in json.loads(body)


def test_one_lead_alone_is_never_both_persons_of_what_a_sheet_says(
    lab: Laboratory, tubes: tuple[Specimen, ...], station: Station
) -> None:
    """She enters it, answers for who has gone home, and would be the second person as well."""
    scan, one = Scanner(station), tubes[0]
    sign_in(station, CARA)
    scan(said(Command.FROM_PAPER), "15:00", said(Command.ACCEPT), BEN, CARA)
    station.signing.sign(Proof(PIN))
    assert scan(one.number).verdict.word == "OUT OF ORDER"
    refused = scan(said(Command.EXCEPTION_FOUND), CARA)
    assert (refused.verdict.code, refused.verdict.tone) == ("same_person", "refuse")
    assert "enters" in refused.verdict.headline
    assert "nor enters it" in refused.verdict.detail
    scan(ANNE, CARA)
    station.signing.sign(Proof(PIN))
    assert scan(CARA).verdict.code == "same_person", "nor does she sign for a second person who has gone home, too"
    assert lab.specimen(one.number).state is State.COLLECTED
    scan(ANNE)
    station.signing.sign(Proof(PIN))
    assert lab.specimen(one.number).state is State.ACCEPTED
    told = scans_told(lab)[-1]
    assert (told["by"], told["entered_by"], told["proved_by"]) == (BEN, CARA, CARA)


def test_who_answers_for_one_of_two_persons_is_not_the_other(
    lab: Laboratory, tubes: tuple[Specimen, ...], station: Station
) -> None:
    scan, one = Scanner(station), tubes[0]
    sign_in(station, ASSISTANT)
    scan(said(Command.FROM_PAPER), "15:00", said(Command.ACCEPT), BEN, CARA)
    station.signing.sign(Proof(PIN))
    scan(one.number, said(Command.EXCEPTION_FOUND))
    for badge in (ASSISTANT, CARA):
        assert scan(badge).verdict.code == "same_person"
    scan(said(Command.NO), said(Command.PAPER_DONE))
    scan(said(Command.FROM_PAPER), "15:00", said(Command.ACCEPT), BEN)
    station.signing.sign(Proof(PIN))
    scan(one.number, said(Command.EXCEPTION_FOUND), CARA)
    assert scan(CARA).verdict.code == "same_person", "the second person does not sign for the first one"
    assert lab.specimen(one.number).state is State.COLLECTED


def test_the_services_refuse_as_second_person_whoever_enters_the_sheet(
    lab: Laboratory, tubes: tuple[Specimen, ...]
) -> None:
    order = Order(Do.TAKE_OVER, (tubes[0].number,), BEN, to=BEN, reason="found here", witness=CARA)
    then = Occasion("1", stamp(NOW), NOW.date(), entered_by=CARA, zone=UTC)
    with lab.database.reading() as connection:
        require_said(connection, order, replace(then, entered_by=ASSISTANT))
        with pytest.raises(Refusal) as refused:
            require_said(connection, order, then)
    assert refused.value.code == "witness_is_self"
