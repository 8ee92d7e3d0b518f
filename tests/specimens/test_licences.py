"""Whose phlebotomy certificate has run out collects nothing, unless two people say why: that holds for the day."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.laboratory import ANNE, BEN, CARA, NOW, REQUISITION, STAT_REQUISITION, Laboratory
from tests.people.asking import PIN, ask_who, give_pins
from tests.specimens.bench import Scanner, records, sign_in
from tests.specimens.test_at_the_station import spelt
from tracker.barcodes.commands import Command
from tracker.barcodes.house import command_code
from tracker.config import Settings
from tracker.errors import Refusal
from tracker.jobs.verdict import Code, Tone
from tracker.journal.pen import Pen
from tracker.people.access import Role
from tracker.people.licences import LicenceKind, keep_licence
from tracker.people.proofs import Proof
from tracker.specimens.auditing import audit_custody, audit_steps
from tracker.specimens.orders import Draw, Label
from tracker.station import Station

YESTERDAY = NOW.date() - timedelta(days=1)


@pytest.fixture
def asking(home: Path, settings: Settings) -> Laboratory:
    """Anne collects on a certificate that ran out yesterday; Cara is the lead, Ben has one that is good."""
    opened = records(home)
    ask_who(opened.database, {ANNE: Role.COLLECTOR, BEN: Role.COLLECTOR, CARA: Role.LEAD})
    give_pins(opened.database, settings, ANNE, BEN, CARA)
    keep(opened, ANNE, YESTERDAY)
    keep(opened, BEN, NOW.date())
    return opened


def keep(laboratory: Laboratory, badge: str, until: date) -> None:
    with laboratory.database.writing() as connection:
        pen = Pen(laboratory.journals[0], "2026-11-16T08:00:00.000Z", CARA)
        keep_licence(connection, pen, badge, LicenceKind.PHLEBOTOMY, "CPT-7", until)


def opens(scan: Scanner, badge: str, requisition: str = REQUISITION) -> Code | str:
    sign_in(scan.station, badge)
    return scan(command_code(Command.COLLECT), requisition).verdict.code


def test_a_certificate_that_ran_out_yesterday_stops_its_owner_and_nobody_else(
    asking: Laboratory, station: Station
) -> None:
    scan = Scanner(station)
    assert opens(scan, ANNE) == Code.CERTIFICATE_LAPSED
    asked = scan.outcomes[-1].verdict
    assert asked.tone is Tone.ASK
    assert f"good until {YESTERDAY}" in asked.aside
    scan(command_code(Command.NO))
    assert opens(scan, BEN) == Code.CHALLENGE
    assert asking.value("SELECT count(*) FROM licence_exemption") == 0


def test_in_an_emergency_two_people_say_why_and_it_holds_for_the_day(asking: Laboratory, station: Station) -> None:
    scan = Scanner(station)
    opens(scan, ANNE)
    scan(command_code(Command.YES))
    assert scan.outcomes[-1].desk.matter is not None, "YES alone says no reason"
    assert scan(command_code(Command.EXCEPTION_EMERGENCY), CARA).verdict.code == Code.SIGN_ASKED
    scan(ANNE)
    station.signing.sign(Proof(PIN))
    assert asking.value("SELECT count(*) FROM licence_exemption") == 0, "two sign, or nothing is done"
    station.signing.sign(Proof(PIN))
    assert scan.outcomes[-1].verdict.code == Code.CHALLENGE, "and so to the patient's first question"
    scan(*spelt(asking))
    labels = scan(command_code(Command.LABEL))
    (number, *_) = [order.number for order in labels.orders if isinstance(order, Label)]
    drawn = scan(number).verdict
    assert drawn.tone is Tone.ACCEPT
    assert "certificate run out: today's exception" in drawn.detail
    with asking.database.reading() as connection:
        bodies = [json.loads(each) for each in connection.exec_driver_sql("SELECT body FROM journal").scalars()]
    (said,) = [change for body in bodies for change in body.get("changes", ()) if change["do"] == "staff.exempt"]
    assert (said["by"], said["witness"], said["reason"]) == (ANNE, CARA, "emergency")
    signed = [(body["by"], body["meaning"]) for body in bodies if body["kind"] == "signature"]
    assert signed == [(ANNE, "overridden"), (CARA, "witnessed")]
    flagged = [change for body in bodies for change in body.get("changes", ()) if "lapsed" in change.get("flags", ())]
    (draw,) = flagged
    assert draw["do"] == "specimen.collect", "the review tells each tube"
    assert draw["reason"].startswith("certificate run out: emergency, second person ")
    assert asking.value("SELECT reason FROM custody_step WHERE reason IS NOT NULL") == draw["reason"]
    with asking.database.reading() as connection:
        assert [*audit_custody(connection), *audit_steps(connection)] == []
    scan(command_code(Command.DONE))
    assert opens(scan, ANNE, STAT_REQUISITION) == Code.CHALLENGE
    assert "certificate run out: today's exception" in scan.outcomes[-1].verdict.detail, "it holds for him all day"


def test_what_is_signed_says_for_how_long_and_for_whom(asking: Laboratory, station: Station) -> None:
    """The second person took it for one patient's."""
    scan = Scanner(station)
    opens(scan, ANNE)
    assert scan.outcomes[-1].verdict.detail == "two signatures hold until midnight, for every patient and not for one"
    signing = scan(command_code(Command.EXCEPTION_EMERGENCY), CARA).verdict
    assert "collects all of today, from every patient" in signing.headline


def test_a_second_badge_before_the_reason_is_somebody_who_signs_in_and_nothing_is_recorded(
    asking: Laboratory, station: Station
) -> None:
    """Whoever comes to the station then need not know what is asked there: the badge wins, and the question falls."""
    scan = Scanner(station)
    opens(scan, ANNE)
    early = scan(CARA)
    assert early.verdict.code == Code.PIN_ASKED
    assert early.desk.session is None
    with asking.database.reading() as connection:
        bodies = [json.loads(each) for each in connection.exec_driver_sql("SELECT body FROM journal").scalars()]
    assert not [change for body in bodies for change in body.get("changes", ()) if change["do"] == "staff.exempt"]


def test_no_way_round_the_question_leads_to_a_tube(asking: Laboratory) -> None:
    """Whatever the job had asked: the service looks again."""
    asking.identified(REQUISITION, by=BEN)
    asking.identified(REQUISITION, by=ANNE)
    with pytest.raises(Refusal) as refused:
        asking.order(Label(asking.id_of("requisition", REQUISITION), 1, "2690050199", ANNE))
    assert refused.value.code == "certificate_lapsed"
    number = asking.labelled(by=BEN)
    with pytest.raises(Refusal) as refused:
        asking.order(Draw(number, ANNE))
    assert refused.value.code == "certificate_lapsed"
    asking.order(Draw(number, BEN))


def test_a_clinic_of_badges_alone_goes_on_as_it_did(asking: Laboratory, request: pytest.FixtureRequest) -> None:
    asking.execute("DELETE FROM setting WHERE name = 'sign_in'")
    scan = Scanner(request.getfixturevalue("station"))
    assert scan(ANNE, command_code(Command.COLLECT), REQUISITION).verdict.code == Code.CHALLENGE
