"""A clinic with a patient and her tube, whose custody leaves the house."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.cli.conftest import Founds
from tests.laboratory import (
    ANNE,
    BEN,
    CARA,
    TUBE_LOT,
    VAULT_KEY,
    Laboratory,
    furnish_laboratory,
)
from tracker.cli import main
from tracker.config import load_settings
from tracker.hardware.scan import utc_now
from tracker.journal.occasion import stamp
from tracker.journal.pen import Pen
from tracker.specimens.entries import NewRequisition
from tracker.specimens.ordering import create_requisition
from tracker.specimens.orders import Draw, Identify, Step
from tracker.specimens.patients import Patient
from tracker.specimens.states import Do
from tracker.specimens.vault import Vault
from tracker.station.opening import open_pen

Run = Callable[..., tuple[int, str, str]]
PATIENT = Patient("Quillfeather", "Odalys", date(1980, 3, 5), "MR-700101")


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """The command line in a home of its own; gives exit status, stdout and stderr."""
    home = tmp_path / "home"
    home.mkdir()
    (home / "settings.toml").write_text(
        'station = "desk-1"\ntime_zone = "UTC"\nkey_store = "file"\nclia = "05D0000007"\n', "utf-8"
    )
    monkeypatch.setenv("TRACKER_HOME", str(home))

    def call(*arguments: object) -> tuple[int, str, str]:
        status = main([str(argument) for argument in arguments])
        printed = capsys.readouterr()
        return status, printed.out, printed.err

    return call


@dataclass
class House:
    """The laboratory in the command line's home, with an order that the journal knows of."""

    laboratory: Laboratory
    requisition: str
    home: Path


@pytest.fixture
def clinic(run: Run, found: Founds) -> Iterator[House]:
    settings = load_settings()
    found(settings)
    (settings.home / "keys" / "patients.key").write_text(VAULT_KEY.hex(), "utf-8")
    database, journal = open_pen(settings)
    with database.writing() as connection:
        kept = connection.exec_driver_sql("SELECT value FROM setting WHERE name = 'journal_id'").scalar_one()
        connection.exec_driver_sql("DELETE FROM setting")
    furnish_laboratory(database)
    laboratory = Laboratory(
        settings.database, database, (journal,), Vault(VAULT_KEY), now=utc_now() - timedelta(minutes=30)
    )
    with database.writing() as connection:
        connection.exec_driver_sql("INSERT OR REPLACE INTO setting (name, value) VALUES ('journal_id', ?)", (kept,))
        new = NewRequisition(PATIENT, ("CBC", "PT"), "Dr. Q", number="ORD-9")
        code = create_requisition(connection, Vault(VAULT_KEY), Pen(journal, stamp(laboratory.now)), new)
    yield House(laboratory, code, settings.home)
    database.close()


def collected(clinic: House, line: int = 1, lot: str = TUBE_LOT) -> str:
    """A tube of the order, challenged (once in vain), labelled, drawn, handed to Ben."""
    laboratory, requisition_id = clinic.laboratory, clinic.laboratory.id_of("requisition", clinic.requisition)
    laboratory.order(Identify(requisition_id, ANNE, False, ("birth_date", "family_name")))
    laboratory.order(Identify(requisition_id, ANNE, True, ("birth_date", "family_name")))
    number = laboratory.labelled(line, requisition=clinic.requisition)
    is_edta = laboratory.specimen(number).container_code == "LAV"
    lot_id = laboratory.value("SELECT id FROM lot WHERE number = ?", (lot,)) if is_edta else None
    laboratory.order(Draw(number, ANNE, lot_id=int(str(lot_id)) if lot_id else None))
    laboratory.order(Step(Do.RELEASE, (number,), ANNE))
    laboratory.order(Step(Do.ACCEPT, (number,), BEN))
    return number


def disposal(number: str) -> Step:
    """Before its time, as a second person agrees."""
    return Step(
        Do.DISPOSE, (number,), BEN, reason="recalled", method="autoclave", witness=CARA, overrides=("retention",)
    )


def edta(clinic: House) -> int:
    """The line of the order that is drawn into an EDTA tube."""
    found = clinic.laboratory.value(
        "SELECT t.line FROM requisition_tube t JOIN requisition r ON r.id = t.requisition_id"
        " JOIN container c ON c.id = t.container_id WHERE r.code = ? AND c.code = 'LAV'",
        (clinic.requisition,),
    )
    return int(str(found))


def told(files: dict[str, bytes]) -> list[str]:
    """What each bundled event tells of: its kind, or what was done."""
    events = [json.loads(files[name]) for name in sorted(files) if name.startswith("events/")]
    return [change["do"] for event in events for change in event.get("changes", ())] + [
        event["kind"] for event in events if event["kind"] != "scan"
    ]


def fingerprint(out: str) -> str:
    """The one that the export told to compare."""
    (line,) = [line for line in out.splitlines() if line.startswith("  key of desk-1: ")]
    return line.removeprefix("  key of desk-1: ")


@pytest.fixture
def exported(run: Run, clinic: House, tmp_path: Path) -> tuple[Path, str]:
    """A bundle of an EDTA tube's custody, and the fingerprint that was told with it."""
    number = collected(clinic, edta(clinic))
    path = tmp_path / "custody.zip"
    status, out, _ = run("report", "custody", number, "--bundle", path, "--badge", BEN)
    assert status == 0
    return path, fingerprint(out)
