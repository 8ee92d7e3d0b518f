"""A clinic that asks for PINs: three people with badges, each with a PIN of his own."""

from __future__ import annotations

from tests.clinic import Clinic
from tracker.barcodes.house import badge_code
from tracker.config import Settings
from tracker.hardware.scan import Scan
from tracker.journal.pen import Pen
from tracker.people.access import ASKS_PIN, SIGN_IN, Role
from tracker.people.credentials import reset, set_proof, with_code
from tracker.people.hashing import Hasher
from tracker.people.proofs import Proof
from tracker.people.staff import enrol
from tracker.station.pepper import made_pepper

ADA, BEN, CLEO = (badge_code(number) for number in (7_001, 7_002, 7_003))
NAMES = {ADA: "CMA 07", BEN: "CMA 08", CLEO: "lead 01"}
PINS = {ADA: "482913", BEN: "739158", CLEO: "604417"}
AT = "2026-11-16T15:00:00.000Z"


def ask_pins(clinic: Clinic, settings: Settings) -> None:
    """As the clinic is once everybody has chosen a PIN."""
    hasher, pen = Hasher(made_pepper(clinic.database, settings)), Pen(clinic.journal, AT, "test")
    with clinic.database.writing() as connection:
        for badge, name in NAMES.items():
            enrol(connection, pen, badge, name)
            proof = Proof(PINS[badge])
            set_proof(connection, Pen(clinic.journal, AT, badge), badge, proof, hasher.made(badge, proof))
        connection.exec_driver_sql("UPDATE staff SET role = ? WHERE badge = ?", (Role.LEAD, CLEO))
        connection.exec_driver_sql("INSERT INTO setting (name, value) VALUES (?, ?)", (SIGN_IN, ASKS_PIN))


def one_time_code(clinic: Clinic, settings: Settings, badge: str, at: str = AT) -> Proof:
    """What a lead hands to somebody who has forgotten his PIN."""
    code, verifier = with_code(Hasher(made_pepper(clinic.database, settings)), badge)
    with clinic.database.writing() as connection:
        reset(connection, Pen(clinic.journal, at, CLEO), badge, verifier)
    return code


def badge_scan(badge: str) -> Scan:
    return Scan(badge, "]C0", "serial:a")
