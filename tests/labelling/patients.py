"""A requisition with tubes of a patient who does not exist, put into the small clinic as it would stand there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from tests.clinic import AT, Clinic
from tracker.barcodes.house import badge_code, requisition_code, specimen_code
from tracker.hardware.scan import new_id
from tracker.specimens.patients import Patient, enter
from tracker.specimens.vault import Vault
from tracker.store.connection import Connection

VAULT = Vault(bytes(range(32)))
JANE = Patient("Doe", "Jane", date(1980, 3, 5), "00447188")
NUMBER = specimen_code(26_004_471)
COLLECTED = "2026-11-16T14:41:00.000Z"


def put_requisition(clinic: Clinic, patient: Patient = JANE, number: int = 31, vault: Vault = VAULT) -> int:
    """The requisition's id."""
    with clinic.database.writing() as connection:
        patient_id = enter(connection, vault, patient)
        return int(
            connection.exec_driver_sql(
                "INSERT INTO requisition (code, patient_id, ordered_at, provider, priority)"
                " VALUES (?, ?, ?, 'Dr. Ruiz', 'routine') RETURNING id",
                (requisition_code(number), patient_id, AT),
            ).scalar_one()
        )


def put_tube(
    clinic: Clinic,
    number: str = NUMBER,
    requisition_id: int | None = None,
    *,
    tests: Sequence[str] = ("CBC", "ESR"),
    collected_at: str | None = COLLECTED,
    parents: Sequence[str] = (),
) -> str:
    """A tube of EDTA; without a requisition it is a pool. Gives its number."""
    with clinic.database.writing() as connection:
        container_id = _container(connection)
        state = "collected" if collected_at else "labelled"
        specimen_id = connection.exec_driver_sql(
            "INSERT INTO specimen (number, requisition_id, container_id, is_pool, state, steps, custodian, since,"
            " collected_at) VALUES (?, ?, ?, ?, ?, 1, ?, ?, ?) RETURNING id",
            (
                number,
                requisition_id,
                container_id,
                int(requisition_id is None),
                state,
                badge_code(7) if collected_at else None,
                AT,
                collected_at,
            ),
        ).scalar_one()
        for test in tests:
            connection.exec_driver_sql(
                "INSERT OR IGNORE INTO test_kind (code, name, container_id, min_volume_ul, transport, retention_days,"
                " needs_witness) VALUES (?, ?, ?, 1000, 'ambient', 7, 0)",
                (test, test, container_id),
            )
            connection.exec_driver_sql(
                "INSERT INTO specimen_test SELECT ?, id FROM test_kind WHERE code = ?", (specimen_id, test)
            )
        for parent in parents:
            connection.exec_driver_sql(
                "INSERT INTO specimen_parent SELECT ?, id FROM specimen WHERE number = ?", (specimen_id, parent)
            )
        if collected_at:
            event_id = new_id()
            connection.exec_driver_sql(
                "INSERT INTO custody_step (specimen_id, seq, event_id, do, at, done_by, state, custodian)"
                " VALUES (?, 1, ?, 'collect', ?, ?, ?, ?)",
                (specimen_id, event_id, collected_at, badge_code(7), state, badge_code(7)),
            )
            clinic.journal.append(connection, event_id, "scan", collected_at, {})
    return number


def _container(connection: Connection) -> int:
    connection.exec_driver_sql(
        "INSERT OR IGNORE INTO container (code, name, draw_order, volume_ul) VALUES ('EDTA', 'EDTA lavender', 5, 4000)"
    )
    return int(connection.exec_driver_sql("SELECT id FROM container WHERE code = 'EDTA'").scalar_one())
