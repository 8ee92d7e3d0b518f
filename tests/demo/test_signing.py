"""The demo clinic where PINs are asked for: somebody of every role comes in by the PIN that is told."""

from __future__ import annotations

from pathlib import Path

from tests.made_once import copied
from tracker.demo.clinic import OPENS
from tracker.demo.signing import PIN, ask_pins, everybody
from tracker.people.access import Role
from tracker.people.permissions import DEFAULTS, Permission
from tracker.people.proofs import Proof
from tracker.specimens.table_audit import audit_tables
from tracker.station import open_station


def test_somebody_of_every_role_signs_in_and_may_what_his_role_may(demo_template: Path, tmp_path: Path) -> None:
    settings = copied(demo_template, tmp_path / "clinic")
    ask_pins(settings)
    assert {role for _, _, role in everybody()} == set(Role)
    station = open_station(settings, clock=lambda: OPENS)
    for badge, name, role in everybody():
        assert station.signing.sign_in(badge, Proof(PIN)).name == name
        assert {each for each in Permission if station.may(each)} == DEFAULTS[role]
    with station.read() as reader:
        assert list(audit_tables(reader.connection)) == [], "whose role is which was told"
    station.close()
