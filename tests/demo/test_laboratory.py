"""What the demo clinic's specimens promise: a culture that is missed at once, twenty tubes that change hands by scanning."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from fixtures.record_hand_off import scans as hand_off_scans
from tests.made_once import copied
from tracker.barcodes.commands import Command
from tracker.barcodes.house import command_code, spelling_code
from tracker.cli import main
from tracker.config import Settings
from tracker.demo import BADGE, HAND_OFF, LAB, STAFF
from tracker.demo.clinic import DemoClock, demo_settings
from tracker.demo.laboratory import BAG_B17, BIOPSY, CULTURE, RACK_R1, TO_SPIN
from tracker.hardware.scan import Scan
from tracker.hardware.sources.opening import open_source
from tracker.inventory.auditing import ledger_digest
from tracker.journal.verifying import verify
from tracker.specimens.auditing import audit_custody
from tracker.specimens.facts import DueKind, Specimen
from tracker.specimens.patient_audit import audit_patients
from tracker.specimens.patients import read
from tracker.specimens.queries import holder_by_code, specimens, specimens_in
from tracker.specimens.reader import SpecimenReader
from tracker.specimens.states import State
from tracker.station import Outcome, Station, open_station
from tracker.station.opening import open_store, vault_of
from tracker.store.connection import Connection

MONDAY = datetime.fromisoformat("2026-11-16T08:00:00+00:00")
FRIDAY = datetime.fromisoformat("2026-11-13T00:00:00+00:00")
RECORDING = f"recording:{HAND_OFF}"
README = Path(__file__).parents[2] / "README.md"


@pytest.fixture(scope="module")
def built(demo_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copied(demo_template, tmp_path_factory.mktemp("built") / "clinic").home


@pytest.fixture
def home(built: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(built, tmp_path / "clinic"))


@contextmanager
def reading(home: Path) -> Iterator[Connection]:
    store = open_store(demo_settings(home), is_readonly=True)
    try:
        with store.reading() as connection:
            yield connection
    finally:
        store.close()


def of_requisition(connection: Connection, number: str) -> tuple[Specimen, ...]:
    return specimens(
        connection,
        "WHERE s.requisition_id = (SELECT id FROM requisition WHERE number = ?) ORDER BY s.number",
        (number,),
    )


def in_rack(connection: Connection, code: str) -> tuple[Specimen, ...]:
    holder = holder_by_code(connection, code)
    assert holder is not None
    return specimens_in(connection, holder.id)


@contextmanager
def opened(home: Path) -> Iterator[Station]:
    station = open_station(demo_settings(home), clock=DemoClock())
    try:
        yield station
    finally:
        assert station.close() is None


def played(home: Path, given: list[Scan]) -> list[Outcome]:
    outcomes: list[Outcome] = []
    with opened(home) as station:
        station.subscribe(outcomes.append)
        for scan in given:
            station.submit(scan)
        assert station.drain(60)
    return outcomes


def recorded() -> list[Scan]:
    return list(open_source(RECORDING, pace="at_once"))


# The culture


def test_the_culture_is_missing_from_an_hour_after_it_was_due_and_not_before(built: Path) -> None:
    with reading(built) as connection:
        (culture,) = of_requisition(connection, CULTURE)
        due = FRIDAY + timedelta(hours=17, minutes=35)
        just_before, then = (
            SpecimenReader(connection, due + timedelta(hours=1, minutes=minutes)).missing() for minutes in (-1, 1)
        )
    assert culture.number not in [each.number for each in just_before]
    assert culture.number in [each.number for each in then]
    assert (culture.state, culture.spot.holder_code) == (State.DEPARTED, BAG_B17)
    assert culture.custodian is not None
    assert culture.custodian.name == "Swiftlet Medical Couriers"


def test_the_board_shows_the_culture_and_the_biopsy_and_nothing_else_as_missing(built: Path) -> None:
    with reading(built) as connection:
        expected = {
            each.number for requisition in (CULTURE, BIOPSY) for each in of_requisition(connection, requisition)
        }
        board = SpecimenReader(connection, MONDAY).board()
    assert {each.number for each in board.missing} == expected
    assert board.missing_count == len(expected) == 2


def test_the_report_lists_the_culture_and_ends_with_exit_status_1_at_any_hour(
    built: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with reading(built) as connection:
        (culture,) = of_requisition(connection, CULTURE)
    monkeypatch.setenv("TRACKER_HOME", str(built))
    assert main(["report", "missing", "--format", "json"]) == 1
    rows = json.loads(capsys.readouterr().out)["rows"]
    (row,) = (row for row in rows if row["number"] == culture.number)
    assert (row["missing_since"], row["last_with"]) == ("2026-11-13T18:35+00:00", "Swiftlet Medical Couriers")
    assert main(["report", "custody", culture.number]) == 1


# The board at eight


def test_a_citrate_tube_keeps_the_shortest_and_must_be_spun_by_five_past_eight(built: Path) -> None:
    with reading(built) as connection:
        first = SpecimenReader(connection, MONDAY).board().keeps_shortest[0]
        citrate = of_requisition(connection, TO_SPIN)[0]
    assert first == citrate
    assert (first.due_kind, first.due_at) == (DueKind.SPIN, MONDAY + timedelta(minutes=5))


def test_the_boards_counts_are_the_storys(built: Path) -> None:
    with reading(built) as connection:
        counts = SpecimenReader(connection, MONDAY).board().counts
        rejected = specimens(connection, "WHERE s.state = 'rejected'")
        reasons = list(connection.exec_driver_sql("SELECT reason FROM custody_step WHERE do = 'reject'").scalars())
    assert counts == {
        State.COLLECTED: 21,  # twenty in the rack, and the biopsy
        State.DEPARTED: 3,  # two in this morning's bag, and the culture
        State.ACCEPTED: 2,
        State.REJECTED: 1,
        State.STORED: 12,  # five in the cold rack, seven in the box of what is tested
    }
    assert [each.container for each in rejected] == ["SST gold 5 mL"]
    assert reasons == ["RH"]


def test_the_day_cannot_be_closed_while_tubes_have_no_place(home: Path) -> None:
    at = MONDAY + timedelta(minutes=1)
    close_day = command_code(Command.CLOSE_DAY)
    given = [Scan(LAB, at=at), Scan(command_code(Command.BOARD), at=at + timedelta(seconds=3))]
    *_, last = played(home, [*given, Scan(close_day, at=at + timedelta(seconds=6))])
    assert (last.verdict.tone, last.is_posted) == ("refuse", False)
    assert "25 without a place" in last.verdict.headline  # all but the stored and the bag on its way


def test_tubes_are_used_up_lot_by_lot_and_the_restock_shift_finds_its_shelves_as_ever(built: Path) -> None:
    """Each blood tube took one container of the lot that expires first in the draw room, and of no other."""
    with reading(built) as connection:
        drawn = connection.exec_driver_sql(
            "SELECT t.number, count(*) FROM specimen_lot s JOIN lot t ON t.id = s.lot_id GROUP BY 1 ORDER BY 1"
        ).all()
        left = connection.exec_driver_sql(
            "SELECT t.number, b.quantity FROM balance b JOIN lot t ON t.id = b.lot_id"
            " JOIN location l ON l.id = b.location_id WHERE t.number IN ('6B077', '6D118', '6P219', '6Q402')"
            " AND l.code LIKE 'L%' ORDER BY 1"
        ).all()
    assert [tuple(row) for row in drawn] == [("6B077", 4), ("6D118", 14), ("6P219", 1), ("6Q402", 12)]
    assert [tuple(row) for row in left] == [("6B077", 0), ("6D118", 0), ("6P219", 0), ("6Q402", 0)]


# The hand-off


def test_the_recording_is_what_stands_in_the_rack(tmp_path: Path) -> None:
    assert recorded() == hand_off_scans(tmp_path / "clinic")


def test_a_hand_off_of_twenty_tubes_takes_24_scans_and_no_key(home: Path) -> None:
    outcomes = played(home, recorded())
    assert len(outcomes) == 24
    assert [each.scan.data for each in outcomes[:4]] == [command_code(Command.HAND_OFF), BADGE, RACK_R1, LAB]
    assert [each.verdict.word for each in outcomes[4:]] == ["ACCEPTED"] * 20
    assert outcomes[-1].verdict.aside == "20 of 20"
    with reading(home) as connection:
        rack = in_rack(connection, RACK_R1)
        assert {(each.state, each.custodian and each.custodian.name) for each in rack} == {(State.ACCEPTED, "lab 02")}
        assert len(rack) == 20
        assert verify(connection).findings == ()
        assert list(audit_custody(connection)) == []


def test_the_same_by_the_command_line_counts_24_and_ends_well(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRACKER_HOME", str(home))
    assert main(["run", "hand_off", "--from", RECORDING]) == 0
    assert "scanned 24 · posted 21 · noted 3 · refused 0" in capsys.readouterr().err
    assert main(["verify", "--json"]) == 0
    assert main(["doctor", "--deep", "--json"]) == 0


def test_a_hand_off_played_twice_doubles_nothing(home: Path) -> None:
    def custody() -> tuple[object, ...]:
        with reading(home) as connection:
            steps = connection.exec_driver_sql("SELECT count(*), sum(seq) FROM custody_step").all()[0]
            events = connection.exec_driver_sql("SELECT count(*) FROM journal").scalar_one()
            return (*steps, events, ledger_digest(connection))

    played(home, recorded())
    once = custody()
    again = played(home, recorded())
    assert {each.verdict.code for each in again} == {"already_stored"}
    assert custody() == once


def to_type() -> list[str]:
    """The codes of the README's table for ``tracker demo --lab``, row by row; what the patient answers is spelt."""
    table = README.read_text("utf-8").partition("`tracker demo --lab`")[2].partition("`tracker demo --headless`")[0]
    rows = [row for row in table.split("\n") if row.startswith("| `")]
    known = [code for row in rows for code in re.findall("`([^`]+)`", row.removesuffix("|"))]
    return [each for code in known for each in (map(spelling_code, code) if code in ("CERU", "0505") else (code,))]


def test_what_the_readme_says_to_type_after_the_hand_off_is_done_and_only_the_day_stays_open(home: Path) -> None:
    at = MONDAY + timedelta(minutes=2)
    codes = to_type()
    lost, taken_back = command_code(Command.LOST_IN_TRANSIT), command_code(Command.NO)
    assert codes.index(lost) + 1 == codes.index(taken_back)
    typed = [Scan(code, at=at + timedelta(seconds=3 * number)) for number, code in enumerate(codes)]
    outcomes = played(home, [*recorded(), *typed])[24:]
    assert [each.scan.data for each in outcomes if each.verdict.tone == "refuse"] == [command_code(Command.CLOSE_DAY)]
    assert [each.verdict.word for each in outcomes if each.is_posted] == [
        *(
            "SPUN",
            "A6",
            "RIGHT PATIENT",
            "LABELS PRINTING",
            "COLLECTED",
            "COMPLETE",
            "IN THE RACK",
            "RELEASED",
            "ACCEPTED",
        ),
    ]


# The records


def test_custody_patients_and_journal_agree_for_every_specimen(built: Path) -> None:
    with reading(built) as connection:
        assert verify(connection).findings == ()
        assert list(audit_custody(connection)) == []
        assert connection.exec_driver_sql("SELECT count(*) FROM specimen").scalar_one() == 39


def test_every_patient_is_held_against_the_journal(home: Path) -> None:
    settings = demo_settings(home)
    store = open_store(settings)
    try:
        vault = vault_of(store, settings)
        with store.reading() as connection:
            assert list(audit_patients(connection, vault)) == []
    finally:
        store.close()


def names(settings: Settings) -> set[str]:
    """Every patient's name, in parts, and record number."""
    store = open_store(settings)
    try:
        vault = vault_of(store, settings)
        with store.reading() as connection:
            ids = list(connection.exec_driver_sql("SELECT id FROM patient").scalars())
            patients = [read(connection, vault, patient) for patient in ids]
    finally:
        store.close()
    known = [each for each in patients if each is not None]
    assert len(known) > 40
    return {part for each in known for part in (each.family, each.given, each.record) if part and len(part) > 1}


def test_no_scan_and_no_event_says_a_patients_name_or_answer(home: Path) -> None:
    with reading(home) as connection:
        scans = [
            str(data) for data in connection.exec_driver_sql("SELECT data FROM scan WHERE data IS NOT NULL").scalars()
        ]
        spelt = connection.exec_driver_sql(
            "SELECT DISTINCT data FROM scan WHERE verdict IN ('spelt', 'challenge')"
        ).all()
        bodies = b"\n".join(connection.exec_driver_sql("SELECT body FROM journal").scalars()).decode()
    for name in names(demo_settings(home)):
        assert not [data for data in scans if name in data]
        assert name not in bodies
    assert not [data for (data,) in spelt if data is not None and not data.startswith("NG-26-")]


def test_people_are_posts_and_nobodys_names(built: Path) -> None:
    with reading(built) as connection:
        kept = connection.exec_driver_sql("SELECT badge, name FROM staff ORDER BY badge").all()
    assert sorted(map(tuple, kept)) == sorted(STAFF)
    assert {name for _, name in STAFF} == {"CMA 07", "lab 02", "lead 01", "courier 05"}
