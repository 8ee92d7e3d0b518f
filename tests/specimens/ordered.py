"""The small clinic with tubes and tests, and what may be ordered in it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

from tests.clinic import AT, Clinic
from tracker.journal.pen import Imported, Pen
from tracker.specimens.entries import ContainerRow, NewRequisition, RequisitionRow, TestRow
from tracker.specimens.facts import Transport
from tracker.specimens.import_requisitions import Conflict, import_requisitions
from tracker.specimens.import_tests import import_containers, import_tests
from tracker.specimens.ordering import create_requisition
from tracker.specimens.patients import Patient
from tracker.specimens.vault import Vault

VAULT = Vault(bytes(range(100, 132)))
JANE = Patient("Quillfeather", "Odalys", date(1980, 3, 5), "MR-700101")
JOHN = Patient("Brambleworth", "Ignatius", date(1947, 11, 30), "MR-700102")

CONTAINERS = (
    ContainerRow("EDTA", "EDTA lavender", 50, 4_000, "", 2),
    ContainerRow("CIT", "Citrate light blue", 20, 2_700, "", 3),
    ContainerRow("SWAB", "Throat swab", 85, 1_000, "", 4),
)
CBC = TestRow("CBC", "Blood count", "EDTA", 500, Transport.AMBIENT, None, 720, 1440, 3, False, 2)
ESR = TestRow("ESR", "Sedimentation", "EDTA", 3_600, Transport.AMBIENT, None, None, 240, 3, False, 3)
PT = TestRow("PT", "Prothrombin time", "CIT", 1_300, Transport.AMBIENT, 60, 720, 1440, 1, False, 4)
STREP = TestRow("STREP", "Throat culture", "SWAB", 0, Transport.AMBIENT, None, None, None, 1, True, 5)


def silent(done: int, total: int) -> None:
    """No progress is shown."""


def pen(clinic: Clinic) -> Pen:
    return Pen(clinic.journal, AT)


def equip(clinic: Clinic) -> None:
    """Containers and tests."""
    with clinic.database.writing() as connection:
        import_containers(connection, CONTAINERS, pen(clinic), silent)
        import_tests(connection, (CBC, ESR, PT, STREP), pen(clinic), silent)


def order(clinic: Clinic, patient: Patient, *tests: str, number: str = "") -> str:
    with clinic.database.writing() as connection:
        new = NewRequisition(patient, tests or ("CBC",), "Dr. Thornbury", number=number)
        return create_requisition(connection, VAULT, pen(clinic), new)


def orders(clinic: Clinic, *news: NewRequisition) -> tuple[Imported, tuple[Conflict, ...]]:
    """As a file brings them, from line 2; conflicts are rolled back by whoever calls."""
    rows = [RequisitionRow(new, line) for line, new in enumerate(news, start=2)]
    with clinic.database.writing() as connection:
        return import_requisitions(connection, VAULT, rows, pen(clinic), silent)


def events(clinic: Clinic, kind: str) -> list[dict[str, Any]]:
    with clinic.database.reading() as connection:
        rows = connection.exec_driver_sql("SELECT body FROM journal ORDER BY seq").all()
    return [body for (raw,) in rows if (body := json.loads(raw))["kind"] == kind]


def wanted(clinic: Clinic, code: str) -> Sequence[tuple[str, int]]:
    """(container, whether it was added later), line by line."""
    with clinic.database.reading() as connection:
        return connection.exec_driver_sql(
            "SELECT c.code, w.is_add_on FROM requisition_tube w JOIN requisition r ON r.id = w.requisition_id"
            " JOIN container c ON c.id = w.container_id WHERE r.code = ? ORDER BY w.line",
            (code,),
        ).all()


def everything(clinic: Clinic) -> bytes:
    """All that anybody with the database's key can read: every value of every table, as bytes."""
    parts: list[bytes] = []
    with clinic.database.reading() as connection:
        tables = connection.exec_driver_sql("SELECT name FROM sqlite_schema WHERE type = 'table'").all()
        for (table,) in tables:
            for row in connection.exec_driver_sql(f"SELECT * FROM {table}"):
                parts += [value if isinstance(value, bytes) else str(value).encode() for value in row]
    return b"\n".join(parts)
