"""The demo clinic where PINs are asked for: somebody of every role, all with one PIN that everybody may know."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from tracker.barcodes.house import badge_code
from tracker.config import Settings
from tracker.demo import STAFF
from tracker.journal.occasion import stamp
from tracker.journal.pen import Pen
from tracker.people.access import Role
from tracker.people.badges import begin_asking, hire
from tracker.people.credentials import set_proof
from tracker.people.hashing import Hasher
from tracker.people.proofs import Proof
from tracker.people.roles import give_role
from tracker.station.opening import clock_of, open_pen
from tracker.station.pepper import made_pepper

PIN: Final = "482913"
"""Published, and good for nothing but the demo."""
ROLES: Final = {"lab 02": Role.LAB, "lead 01": Role.LEAD, "courier 05": Role.COURIER}
MORE: Final = (
    (badge_code(301), "collector 03", Role.COLLECTOR),
    (badge_code(302), "privacy 04", Role.PRIVACY_OFFICER),
    (badge_code(303), "auditor 06", Role.AUDITOR),
    (badge_code(304), "admin 08", Role.ADMINISTRATOR),
)


def everybody() -> tuple[tuple[str, str, Role], ...]:
    """Badge, name and role of all who work here."""
    return (*((badge, name, ROLES.get(name, Role.ASSISTANT)) for badge, name in STAFF), *MORE)


def ask_pins(settings: Settings) -> None:
    """Have a demo clinic that goes by badges ask for :data:`PIN` from now on."""
    store, journal = open_pen(settings)
    try:
        hasher, proof = Hasher(made_pepper(store, settings)), Proof(PIN)
        with store.writing() as connection:
            pen = Pen(journal, stamp(clock_of(connection)()), by="demo", zone=settings.zone)
            for badge, name, role in MORE:
                hire(connection, pen, badge, name, role)
            for badge, name in STAFF:
                give_role(connection, pen, badge, ROLES.get(name, Role.ASSISTANT))
            for badge, _, _ in everybody():
                set_proof(connection, replace(pen, by=badge), badge, proof, hasher.made(badge, proof))
            begin_asking(connection, pen)
    finally:
        store.close()
