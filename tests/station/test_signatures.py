"""Signatures: nothing that takes one is done without it, and each is bound to the event that it signs."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest

from tests.clinic import Clinic
from tests.station.conftest import NOON
from tests.station.scanning import command
from tests.station.signing import ADA, BEN, PINS, ask_pins, badge_scan
from tracker.barcodes import house
from tracker.barcodes.commands import Command
from tracker.config import Settings
from tracker.errors import Refusal
from tracker.hardware.scan import Scan
from tracker.jobs.verdict import Code
from tracker.journal.canonical import Value
from tracker.journal.chain import head_statement
from tracker.journal.verifying import verify
from tracker.people.proofs import Proof
from tracker.station import Outcome, Station, open_station


class Bench:
    """One station, its clock three seconds further with each scan, and what it answered."""

    def __init__(self, settings: Settings, clinic: Clinic) -> None:
        self.at = NOON
        self.clinic = clinic
        self.station: Station = open_station(settings, clock=self.now)
        self.heard: list[Outcome] = []
        self.station.subscribe(self.heard.append)

    def now(self) -> datetime:
        return self.at

    def scan(self, scan: Scan) -> str:
        self.at += timedelta(seconds=3)
        self.station.submit(Scan(scan.data, scan.aim, scan.source, self.at))
        assert self.station.drain(60)
        return self.heard[-1].verdict.code

    def sign(self, badge: str) -> str:
        self.at += timedelta(seconds=3)
        self.station.signing.sign(Proof(PINS[badge]))
        return self.heard[-1].verdict.code

    def events(self, kind: str) -> list[dict[str, Value]]:
        with self.clinic.database.reading() as connection:
            bodies = [
                json.loads(row[0]) for row in connection.exec_driver_sql("SELECT body FROM journal ORDER BY rowid")
            ]
        return [body for body in bodies if body["kind"] == kind]


SALINE = Scan(house.item_code(3), "]C0", "serial:a")
DRAWER = "Drawer"


@pytest.fixture
def bench(settings: Settings, clinic: Clinic) -> Iterator[Bench]:
    """CMA 07 is about to throw away a controlled substance that stands in the drawer."""
    ask_pins(clinic, settings)
    clinic.execute("UPDATE item SET is_controlled = 1 WHERE name = 'Saline 0.9 %'")
    made = Bench(settings, clinic)
    made.station.signing.sign_in(ADA, Proof(PINS[ADA]))
    drawer = str(clinic.value("SELECT code FROM location WHERE name = 'Drawer'"))
    made.scan(command(Command.WASTE))
    made.scan(Scan(drawer, "]C0", "serial:a"))
    made.scan(command(Command.REASON_DAMAGED))
    yield made
    made.station.close()


def test_a_controlled_substance_is_thrown_away_under_two_signatures(bench: Bench, clinic: Clinic) -> None:
    code = str(clinic.value("SELECT code FROM item WHERE name = 'Saline 0.9 %'"))
    assert bench.scan(Scan(code, "]C0", "serial:a")) == Code.SIGN_ASKED
    assert clinic.held(DRAWER, "SAL1") == 6
    with pytest.raises(Refusal):  # the first signature of a session takes the badge, too
        bench.station.signing.sign(Proof(PINS[ADA]))
    assert bench.scan(badge_scan(ADA)) == Code.SIGN_ASKED
    assert bench.sign(ADA) == Code.SIGN_ASKED
    assert clinic.held(DRAWER, "SAL1") == 6
    assert bench.scan(badge_scan(ADA)) == Code.SAME_PERSON
    assert bench.scan(badge_scan(BEN)) == Code.SIGN_ASKED
    assert bench.sign(BEN) == Code.ACCEPTED
    assert clinic.held(DRAWER, "SAL1") == 5
    act = bench.events("scan")[-1]
    first, second = bench.events("signature")
    assert act["to_sign"] == [ADA, BEN]
    assert [(each["by"], each["name"], each["meaning"]) for each in (first, second)] == [
        (ADA, "CMA 07", "wasted"),
        (BEN, "CMA 08", "witnessed"),
    ]
    digest = clinic.value("SELECT hex(hash) FROM journal WHERE event_id = ?", (act["id"],))
    assert first["of"] == second["of"] == act["id"]
    assert first["hash"] == second["hash"] == str(digest).lower()


def test_later_signatures_of_a_session_take_the_pin_alone(bench: Bench, clinic: Clinic) -> None:
    code = str(clinic.value("SELECT code FROM item WHERE name = 'Saline 0.9 %'"))
    for number in (1, 2):
        bench.scan(Scan(code, "]C0", "serial:a"))
        if number == 1:
            bench.scan(badge_scan(ADA))
        bench.sign(ADA)
        bench.scan(badge_scan(BEN))
        assert bench.sign(BEN) == Code.ACCEPTED
    assert clinic.held(DRAWER, "SAL1") == 4
    assert bench.station.desk.session is not None
    assert bench.station.desk.session.badge == ADA


def test_a_wrong_pin_signs_nothing_and_is_counted(bench: Bench, clinic: Clinic) -> None:
    code = str(clinic.value("SELECT code FROM item WHERE name = 'Saline 0.9 %'"))
    bench.scan(Scan(code, "]C0", "serial:a"))
    bench.scan(badge_scan(ADA))
    with pytest.raises(Refusal, match="not the PIN"):
        bench.station.signing.sign(Proof("111222333"))
    assert clinic.held(DRAWER, "SAL1") == 6
    assert clinic.value("SELECT failed FROM sign_in_tries WHERE badge = ?", (ADA,)) == 1
    assert bench.station.desk.unsigned is not None


def test_no_leaves_it_undone_and_other_scans_wait(bench: Bench, clinic: Clinic) -> None:
    code = str(clinic.value("SELECT code FROM item WHERE name = 'Saline 0.9 %'"))
    bench.scan(Scan(code, "]C0", "serial:a"))
    assert bench.scan(command(Command.RESTOCK)) == Code.ANSWER_FIRST
    assert bench.scan(command(Command.NO)) == Code.CANCELLED
    assert bench.station.desk.unsigned is None
    assert clinic.held(DRAWER, "SAL1") == 6


def test_what_waits_for_a_signature_is_not_done_by_whoever_comes_back(bench: Bench, clinic: Clinic) -> None:
    code = str(clinic.value("SELECT code FROM item WHERE name = 'Saline 0.9 %'"))
    bench.scan(Scan(code, "]C0", "serial:a"))
    bench.station.signing.lock()
    bench.station.signing.sign_in(ADA, Proof(PINS[ADA]))
    assert bench.station.desk.unsigned is None
    with pytest.raises(Refusal, match="Nothing waits"):
        bench.station.signing.sign(Proof(PINS[ADA]))
    assert clinic.held(DRAWER, "SAL1") == 6


def test_where_badges_are_enough_nothing_is_signed(settings: Settings, clinic: Clinic) -> None:
    clinic.execute("UPDATE item SET is_controlled = 1")
    made = Bench(settings, clinic)
    code = str(clinic.value("SELECT code FROM item WHERE name = 'Saline 0.9 %'"))
    drawer = str(clinic.value("SELECT code FROM location WHERE name = 'Drawer'"))
    for scan in (
        command(Command.WASTE),
        Scan(drawer, "]C0", "serial:a"),
        command(Command.REASON_DAMAGED),
        Scan(code, "]C0", "serial:a"),
    ):
        made.scan(scan)
    assert made.heard[-1].verdict.code == Code.ACCEPTED
    made.station.close()


def signed_once(bench: Bench) -> None:
    code = str(bench.clinic.value("SELECT code FROM item WHERE name = 'Saline 0.9 %'"))
    bench.scan(Scan(code, "]C0", "serial:a"))
    bench.scan(badge_scan(ADA))
    bench.sign(ADA)
    bench.scan(badge_scan(BEN))
    assert bench.sign(BEN) == Code.ACCEPTED


def findings(bench: Bench) -> set[str]:
    with bench.clinic.database.reading() as connection:
        return {finding.code for finding in verify(connection).findings}


def reforged(bench: Bench, change: Callable[[list[dict[str, Value]]], list[dict[str, Value]]]) -> None:
    """The last three events (an act and its two signatures) written anew by somebody who has the station's key as well: all
    of the chain is sound, and only what it says can tell."""
    with bench.clinic.database.writing() as connection:
        last = connection.exec_driver_sql("SELECT seq, body FROM journal ORDER BY seq DESC LIMIT 3").all()
        first = min(seq for seq, _ in last)
        connection.exec_driver_sql("DELETE FROM journal WHERE seq >= ?", (first,))
        before = connection.exec_driver_sql("SELECT hash FROM journal WHERE seq = ?", (first - 1,)).scalar_one()
        key = bench.clinic.journal.key
        signature = key.sign(head_statement("front-desk", first - 1, before))
        connection.exec_driver_sql(
            "UPDATE journal_head SET seq = ?, hash = ?, signature = ?", (first - 1, before, signature)
        )
        for event in change([json.loads(body) for _, body in reversed(last)]):
            kept = {
                name: value for name, value in event.items() if name not in ("at", "id", "kind", "seq", "station", "v")
            }
            bench.clinic.journal.append(connection, str(event["id"]), str(event["kind"]), str(event["at"]), kept)


def test_a_journal_with_its_signatures_verifies(bench: Bench) -> None:
    signed_once(bench)
    assert findings(bench) == set()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda events: events[:2], "signature_missing"),
        (lambda events: events[:1], "signature_missing"),
        (lambda events: [events[0], events[2], events[1]], "signature_misplaced"),
        (lambda events: [*events, {**events[1], "id": "another"}], "signature_misplaced"),
        (lambda events: [events[0], {**events[1], "of": "another"}, events[2]], "signature_misplaced"),
        (lambda events: [events[0], {**events[1], "hash": "00" * 32}, events[2]], "signature_misplaced"),
    ],
    ids=["one cut out", "all cut out", "exchanged", "one too many", "of another event", "over another hash"],
)
def test_a_signature_that_was_cut_out_or_moved_is_a_finding_even_to_whoever_has_the_key(
    bench: Bench, change: Callable[[list[dict[str, Value]]], list[dict[str, Value]]], code: str
) -> None:
    signed_once(bench)
    reforged(bench, change)
    assert code in findings(bench)
