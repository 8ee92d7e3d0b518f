"""A one-time code is known to the lead who gave it: wherever a proof is taken it is good for choosing a PIN alone."""

from __future__ import annotations

import ast
from collections.abc import Callable
from pathlib import Path

import pytest

import tracker
from tests.clinic import Clinic
from tests.station.asking_for_pins import asking
from tests.station.conftest import NOON
from tests.station.scanning import command
from tests.station.signing import ADA, BEN, CLEO, PINS, ask_pins, badge_scan, one_time_code
from tests.station.test_signatures import Bench, bench
from tracker.barcodes.commands import Command
from tracker.config import Settings
from tracker.errors import Refusal
from tracker.hardware.scan import Scan
from tracker.jobs.verdict import Code
from tracker.people.hashing import Hasher
from tracker.people.proofs import Proof
from tracker.people.signing_in import prove_to_look
from tracker.people.spare_tries import SpareTries
from tracker.station import Station, open_station
from tracker.station.pepper import made_pepper

__all__ = ["asking", "bench"]
LATER = "2999-01-01T00:00:00.000Z"
"""By when a code given in a test runs out: not before the test is over."""


def refused(act: Callable[[], object]) -> None:
    with pytest.raises(Refusal, match="good for choosing a PIN, and for nothing else") as said:
        act()
    assert said.value.code == "proof_must_change"


def to_be_signed(bench: Bench) -> None:
    code = str(bench.clinic.value("SELECT code FROM item WHERE name = 'Saline 0.9 %'"))
    assert bench.scan(Scan(code, "]C0", "serial:a")) == Code.SIGN_ASKED
    assert bench.scan(badge_scan(ADA)) == Code.SIGN_ASKED


def test_a_code_signs_nothing_for_whoever_acts(bench: Bench, clinic: Clinic, settings: Settings) -> None:
    """His PIN was reset while he stood there signed in."""
    to_be_signed(bench)
    code = one_time_code(clinic, settings, ADA, LATER)
    refused(lambda: bench.station.signing.sign(code))
    assert clinic.held("Drawer", "SAL1") == 6
    assert bench.events("signature") == []


def test_a_code_makes_no_witness(bench: Bench, clinic: Clinic, settings: Settings) -> None:
    to_be_signed(bench)
    bench.sign(ADA)
    code = one_time_code(clinic, settings, BEN, LATER)
    assert bench.scan(badge_scan(BEN)) == Code.SIGN_ASKED
    refused(lambda: bench.station.signing.sign(code))
    assert clinic.held("Drawer", "SAL1") == 6
    bench.station.signing.sign_in(BEN, code)
    assert bench.station.desk.session is not None
    assert bench.station.desk.session.badge == ADA, "who has a code only is not signed in"


def test_a_code_makes_no_receiver(settings: Settings, clinic: Clinic) -> None:
    ask_pins(clinic, settings)
    clinic.execute("UPDATE staff SET role = 'lab' WHERE badge <> ?", (CLEO,))
    made = Bench(settings, clinic)
    made.station.signing.sign_in(ADA, Proof(PINS[ADA]))
    code = one_time_code(clinic, settings, BEN, LATER)
    made.scan(command(Command.ACCEPT))
    assert made.scan(badge_scan(BEN)) == Code.SIGN_ASKED
    refused(lambda: made.station.signing.sign(code))
    assert made.station.desk.unsigned is not None
    assert made.station.desk.session is not None
    assert made.station.desk.session.receivers == ()
    made.station.close()


def test_a_code_closes_no_count_and_signs_no_review(asking: Station, clinic: Clinic, settings: Settings) -> None:
    asking.signing.sign_in(ADA, Proof(PINS[ADA]))
    code = one_time_code(clinic, settings, ADA, LATER)
    refused(lambda: asking.signing.prove(ADA, code, "adjusted"))


def test_a_code_looks_at_nothing_where_the_disk_is_full(clinic: Clinic, settings: Settings) -> None:
    ask_pins(clinic, settings)
    open_station(settings, clock=lambda: NOON).close()
    code = one_time_code(clinic, settings, BEN, LATER)
    hasher, spare = Hasher(made_pepper(clinic.database, settings)), SpareTries(clinic.database.path)
    spare.make()
    with clinic.database.reading() as connection:
        refused(lambda: prove_to_look(connection, BEN, "2026-11-16T15:00:00.000Z", code, hasher, spare))


def test_a_proof_is_taken_for_choosing_in_three_places_and_nowhere_else() -> None:
    """Both ways to choose, and the first half of one: whoever adds a fourth has it walked above."""
    found = []
    for path in sorted(Path(tracker.__file__).parent.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.keyword) and node.arg == "is_choosing":
                found.append((path.name, ast.unparse(node.value)))
    said = [each for each in found if each[1] != "is_choosing"]
    assert said == [
        ("staff_proofs.py", "True"),
        ("signing_in.py", "True"),
        ("signing_in.py", "new is not None"),
    ]
