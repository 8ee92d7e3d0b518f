"""Whose rows give more than the journal tells is not only told of: he does not come in, and does not go on."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.clinic import Clinic
from tests.station.conftest import NOON
from tests.station.scanning import command
from tests.station.signing import ADA, AT, BEN, CLEO, NAMES, PINS
from tests.waiting import until
from tracker.barcodes.commands import Command
from tracker.config import Settings
from tracker.errors import Refusal
from tracker.hardware.scan import new_id
from tracker.journal.canonical import Value
from tracker.journal.pen import UNSIGNED, Pen
from tracker.people.access import Role
from tracker.people.badges import begin_asking
from tracker.people.credentials import PROOF_RESET, reset, set_proof
from tracker.people.hashing import Hasher
from tracker.people.proofs import Proof
from tracker.people.roles import ROLE_GIVEN, give_role
from tracker.people.staff import enrol
from tracker.station import Station, open_station
from tracker.station.doubted import badges_in_doubt
from tracker.station.keeping_checks import KeptChecks
from tracker.station.pepper import made_pepper


@pytest.fixture
def asking(clinic: Clinic, settings: Settings) -> Iterator[Station]:
    """A station of a clinic that asks for PINs, all of it on record, which looks at its rows all the time."""
    hasher, pen = Hasher(made_pepper(clinic.database, settings)), Pen(clinic.journal, AT, UNSIGNED)
    with clinic.database.writing() as connection:
        for badge, name in NAMES.items():
            enrol(connection, pen, badge, name)
            proof = Proof(PINS[badge])
            set_proof(connection, Pen(clinic.journal, AT, badge), badge, proof, hasher.made(badge, proof))
        give_role(connection, pen, CLEO, Role.LEAD)
        give_role(connection, pen, BEN, Role.COURIER)
        begin_asking(connection, pen)
    opened = open_station(settings, clock=lambda: NOON, sources=())
    doubted = opened._handler.doubted
    checks = KeptChecks(clinic.database, settings, first_s=0.0, idle_s=1000.0, look_s=0.01, doubted=doubted)
    yield opened
    checks.close(10)
    opened.close()


def code_of(station: Station, badge: str) -> str:
    """Of the refusal; empty for whoever comes in."""
    try:
        station.signing.sign_in(badge, Proof(PINS[badge]))
    except Refusal as refusal:
        return refusal.code
    return ""


def doubted(clinic: Clinic) -> frozenset[str]:
    with clinic.database.reading() as connection:
        return badges_in_doubt(connection) & NAMES.keys()


def test_he_does_not_go_on_or_come_in_until_it_was_put_right(asking: Station, clinic: Clinic) -> None:
    assert code_of(asking, ADA) == ""
    clinic.execute("UPDATE staff SET role = 'lead' WHERE badge = ?", (ADA,))
    until(lambda: ADA in asking._handler.doubted.badges)
    asking.submit(command(Command.RESTOCK))
    assert asking.drain(60)
    assert asking.desk.session is None
    told = 'SELECT CAST(body AS TEXT) FROM journal WHERE instr(body, \'"kind":"staff.signed_out"\') > 0'
    assert '"why":"rights in doubt"' in str(clinic.value(told))
    assert code_of(asking, ADA) == "rights_in_doubt"
    assert code_of(asking, CLEO) == ""
    clinic.execute("UPDATE staff SET role = 'assistant' WHERE badge = ?", (ADA,))
    until(lambda: ADA not in asking._handler.doubted.badges)
    assert code_of(asking, ADA) == ""
    assert clinic.value("SELECT count(*) FROM sign_in_tries") == 0, "no try of a right PIN counts"


@pytest.mark.usefixtures("asking")
@pytest.mark.parametrize(
    ("forged", "whose"),
    [
        ("UPDATE staff SET name = 'lead 09' WHERE badge = '{ADA}'", {ADA}),
        ("INSERT INTO role_permission VALUES ('courier', 'patient.reveal', 1)", {BEN}),
        ("INSERT INTO licence VALUES ('{ADA}', 'phlebotomy', 'CPT-1', '2099-01-01')", {ADA}),
        ("UPDATE credential SET verifier = 'another' WHERE badge = '{BEN}'", {BEN}),
        ("UPDATE staff SET role = 'assistant' WHERE badge = '{BEN}'", {BEN}),
    ],
    ids=["another name", "a right of couriers", "a certificate", "another PIN", "another role"],
)
def test_it_is_whoever_has_something_by_a_row(clinic: Clinic, forged: str, whose: set[str]) -> None:
    assert doubted(clinic) == set()
    clinic.execute(forged.format(ADA=ADA, BEN=BEN))
    assert doubted(clinic) == whose


def append(clinic: Clinic, kind: str, hand: str, **more: Value) -> None:
    """As an earlier version did on the strength of a row."""
    with clinic.database.writing() as connection:
        clinic.journal.append(connection, new_id(), kind, AT, {"by": hand, **more})


@pytest.mark.usefixtures("asking")
def test_and_whoever_has_it_from_somebody_who_might_not_until_a_lead_says_so(clinic: Clinic) -> None:
    append(clinic, ROLE_GIVEN, ADA, badge=BEN, before="courier", after="lead")
    clinic.execute("UPDATE staff SET role = 'lead' WHERE badge = ?", (BEN,))
    assert doubted(clinic) == {BEN}
    with clinic.database.writing() as connection:
        give_role(connection, Pen(clinic.journal, AT, CLEO), BEN, Role.LAB)
    assert doubted(clinic) == set()


@pytest.mark.usefixtures("asking")
def test_and_whose_pin_may_be_anothers_until_a_lead_gives_a_new_code(clinic: Clinic) -> None:
    append(clinic, PROOF_RESET, ADA, badge=BEN, until=AT, verifier="")
    assert BEN in doubted(clinic)
    with clinic.database.writing() as connection:
        reset(connection, Pen(clinic.journal, AT, CLEO), BEN, "verifier")
    assert doubted(clinic) == set()


def test_where_no_pins_were_asked_for_nobody_is_refused(clinic: Clinic) -> None:
    assert doubted(clinic) == set()
    clinic.execute("INSERT INTO staff (badge, name, role) VALUES (?, 'lead 09', 'lead')", (ADA,))
    assert doubted(clinic) == set()
