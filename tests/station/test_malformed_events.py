"""Whoever has the database's key can put an event there that lacks what each of its kind has, or has it of another type:
nobody is kept from his work or from looking by it, and it is named."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from tracker.config import Settings, load_settings
from tracker.demo import LEAD
from tracker.demo.signing import PIN, ask_pins
from tracker.hardware.scan import new_id
from tracker.journal.verifying import verify
from tracker.labelling.specimen_doubt import open_doubts
from tracker.people.proofs import Proof
from tracker.people.reviews import unsigned
from tracker.specimens.accesses import accesses
from tracker.station import open_station
from tracker.station.examining_contents import examine_contents
from tracker.station.opening import open_pen, open_store
from tracker.station.reviewing import looked_of

AT, CMA = "2026-11-16T08:00:00.000Z", "B0000000723"
BESIDES: Mapping[str, Mapping[str, Any]] = {
    "access.break_glass": {"badge": CMA, "reason": "faint", "until": AT},
    "audit.reviewed": {"note": "x", "noticed": {"pin_failed": 1}, "ends": {"demo": 3}, "lines": []},
    "keys.pepper_told": {"pepper": "aa"},
    "label.doubted": {"cause": "x", "printer": "zpl://x", "rest": [], "specimens": ["260000999999"]},
    "label.reprinted": {"specimen": "2600001387", "reason": "smeared"},
    "label.sending": {"printer": "zpl://x", "rest": [], "specimens": ["260000999999"]},
    "label.sent": {"specimens": ["260000999999"], "state": "sent"},
    "label.settled": {"specimens": ["260000999999"], "has_come_out": True},
    "patient.exported": {"patient": 1, "requisitions": ["N1"], "reason": "x"},
    "patient.revealed": {"patient": 1, "requisitions": ["N1"], "reason": "x"},
    "patients.exported": {"reason": "x"},
    "recall.opened": {"item": "I", "lot": "L", "reason": "x", "lots": ["L"], "number": "R2026-001"},
    "recall.signed": {"number": "R2026-001", "room": "L1", "pulled": 1},
    "staff.pin_failed": {"badge": LEAD, "failed": 3},
    "staff.proof_reset": {"badge": CMA, "until": AT, "verifier": "x"},
    "staff.proof_reset_by_keys": {"badge": LEAD, "reason": "x", "pepper": "new", "until": AT, "verifier": "x"},
    "staff.released": {"badge": LEAD, "reason": "x"},
}
"""What the demo has no event of."""
OTHERS: tuple[Any, ...] = (None, 5, "x", [], {}, ["x"], {"x": 1})
OF_THE_JOURNAL = {"at", "form", "id", "kind", "seq", "station", "v"}


def spoilt(event: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Each field gone, and of each other type."""
    whole = {name: value for name, value in event.items() if name not in OF_THE_JOURNAL}
    for name in whole:
        yield {each: value for each, value in whole.items() if each != name}
        yield from ({**whole, name: other} for other in OTHERS)


def events(bodies: list[bytes]) -> Iterator[tuple[str, dict[str, Any]]]:
    """One of each kind, and of each kind of change in a scan."""
    kinds, changes = {kind: {"by": CMA, **body} for kind, body in BESIDES.items()}, dict[str, tuple[int, Any]]()
    for event in map(json.loads, bodies):
        kinds.setdefault(event["kind"], event)
        for number, change in enumerate(event.get("changes", ())):
            changes.setdefault(str(change.get("do")), (number, event))
    for kind, event in kinds.items():
        yield from ((kind, body) for body in spoilt(event))
    for number, event in changes.values():
        for change in spoilt(event["changes"][number]):
            whole = {name: value for name, value in event.items() if name not in OF_THE_JOURNAL}
            yield "scan", {**whole, "changes": [change]}


@pytest.fixture(scope="module")
def clinic(demo_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    home = tmp_path_factory.mktemp("malformed") / "home"
    settings = load_settings(Path(shutil.copytree(demo_template, home)))
    ask_pins(settings)
    store, journal = open_pen(settings)
    with store.writing() as connection:
        bodies = list(connection.exec_driver_sql("SELECT body FROM journal ORDER BY rowid").scalars())
        for kind, body in events(bodies):
            journal.append(connection, new_id(), kind, AT, body)
        connection.exec_driver_sql("PRAGMA ignore_check_constraints = ON")
        connection.exec_driver_sql("UPDATE use_block SET used = 'no JSON'")
        connection.exec_driver_sql("PRAGMA ignore_check_constraints = OFF")
    store.close()
    return settings


def test_the_doctor_names_them_and_goes_on_to_the_end(clinic: Settings) -> None:
    store = open_store(clinic)
    found = list(examine_contents(store, clinic, is_deep=True))
    store.close()
    faults = [each.words for each in found if each.state == "fault"]
    assert any("cannot be read" in words for words in faults)
    assert {"Balances", "Daily use", "Custody", "People", "Laboratory", "Reviews", "Rows", "Journal"} <= {
        each.about for each in found
    }
    assert [each.state for each in found if each.about == "Daily use"] == ["fault"]


def test_the_review_and_the_report_of_accesses_list_them(clinic: Settings) -> None:
    store = open_store(clinic)
    with store.reading() as connection:
        lines = unsigned(connection, looked_of(clinic))
        seen = list(accesses(connection))
        assert verify(connection).events > 0
    assert len(lines) > 1
    assert any(each.act == "an event as this program writes none" for each in seen)
    assert all(isinstance(each, str) for doubt in open_doubts(store) for each in (*doubt.numbers, *doubt.rest))
    store.close()


def test_people_sign_in_and_home_tells_what_is_to_be_done(clinic: Settings) -> None:
    station = open_station(clinic, sources=())
    try:
        assert station.signing.sign_in(LEAD, Proof(PIN)).badge == LEAD
    finally:
        station.close()
